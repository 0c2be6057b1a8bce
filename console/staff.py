"""The people who work here: an admin keeps the accounts, everybody their own password."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.storage.decisions import RefusedError
from casework.roles import Role
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say, show
from console.tongue import _

FEWEST = 10  # signs of a password


async def list_(request: Request, desk: OurDesk) -> HTMLResponse:
    """Everybody who works here, and what an admin may change of it."""
    return show(request, "staff.html", people=await desk.accounts.all(), roles=list(Role))


async def add(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    account: Annotated[str, Form(min_length=1)],
    role: Annotated[Role, Form()],
    name: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Make an account; its first password is shown on this answer, and nowhere again."""
    made = secrets.token_urlsafe(12)
    await desk.accounts.add(
        account=account.strip(),
        name=name.strip() or account.strip(),
        address=address.strip() or f"{account.strip()}@localhost",
        role=role,
        password=made,
        at=desk.wall(),
        by=person.account,
    )
    return show(request, "staff_password.html", account=account.strip(), made=made)


async def role(
    request: Request,
    desk: OurDesk,
    person: Someone,
    account: str,
    role: Annotated[Role, Form()],
) -> Response:
    """Somebody does something else from now on."""
    await desk.accounts.set_role(account, role, by=person.account, at=desk.wall())
    say(request, _("%(account)s is now: %(role)s.") % {"account": account, "role": _(role)})
    return RedirectResponse("/staff", status_code=303)


async def password(request: Request, desk: OurDesk, person: Someone, account: str) -> HTMLResponse:
    """A new password for somebody who lost theirs, shown once."""
    made = secrets.token_urlsafe(12)
    await desk.accounts.set_password(account, made, by=person.account, at=desk.wall())
    return show(request, "staff_password.html", account=account, made=made)


async def leave(request: Request, desk: OurDesk, person: Someone, account: str) -> Response:
    """Somebody works here no more."""
    await desk.accounts.leave(account, by=person.account, at=desk.wall())
    say(request, _("%s cannot log in any more; what they did stays in the record.") % account)
    return RedirectResponse("/staff", status_code=303)


async def me(request: Request) -> HTMLResponse:
    """My own account."""
    return show(request, "me.html", fewest=FEWEST)


async def own_password(
    request: Request,
    desk: OurDesk,
    person: Someone,
    password: Annotated[str, Form()],
    new: Annotated[str, Form()],
) -> Response:
    """My own new password; my sessions in other browsers end."""
    if len(new) < FEWEST:
        raise RefusedError(_("a password has at least %s signs") % FEWEST)
    if await desk.accounts.log_in(person.account, password, desk.wall()) is None:
        raise RefusedError(_("that is not your password of now"))
    await desk.accounts.set_password(person.account, new, by=person.account, at=desk.wall())
    renewed = await desk.accounts.person(person.account)
    request.session["session"] = renewed.session if renewed else None
    say(request, _("Your password is changed; other browsers have to log in again."))
    return RedirectResponse("/me", status_code=303)
