"""The doors: log-in, log-out, and the health page that asks for neither."""

from __future__ import annotations

import logging
import re
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from adapters.storage.schema import TROUBLE
from casework.roles import Deed, may
from console.guards import OurDesk, who_asks
from console.health import held_before, hours_since, troubles
from console.render import show
from console.tongue import ENGLISH, TONGUES

log = logging.getLogger(__name__)
_OURS = re.compile(r"(?:/[\w.@:+~-]+)+", re.ASCII)  # a path: no host, no query, no backslash


async def health(desk: OurDesk) -> JSONResponse:
    """Whether the desk is well, for machines: 200 or 503, and in numbers."""
    try:
        figures = await desk.views.figures(held_before(desk.settings, desk.wall()))
    except TROUBLE as error:
        log.error("the database cannot be asked: %s", error)  # noqa: TRY400  the reason is all in the message
        found, figures = ["the database cannot be asked"], {}
    else:
        found = troubles(figures, desk.settings, desk.wall())
        for what in ("approvals", "held"):
            oldest = figures.pop(f"{what}_oldest_at")
            figures[f"{what}_oldest_hours"] = hours_since(oldest, desk.wall())
    told = {"well": not found, "troubles": found, **figures}
    return JSONResponse(told, status_code=503 if found else 200)


async def log_in_page(
    request: Request, wanted: Annotated[str, Query(alias="next")] = "/"
) -> HTMLResponse:
    """Where everybody comes in; ``next`` is where they wanted to go."""
    return show(request, "login.html", wrong=False, wanted=_local(wanted))


async def log_in(
    request: Request,
    desk: OurDesk,
    account: Annotated[str, Form()],
    password: Annotated[str, Form()],
    wanted: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """A new session for whoever knows the password."""
    person = await desk.accounts.log_in(account, password, desk.wall())
    if person is None:
        return show(request, "login.html", 401, wrong=True, wanted=_local(wanted))
    language = request.session.get("tongue")
    request.session.clear()
    if language:
        request.session["tongue"] = language
    request.session.update(account=person.account, session=person.session)
    home = "/" if may(person.role, Deed.READ) else "/staff"
    return RedirectResponse(home if wanted == "/" else _local(wanted), status_code=303)


def _local(wanted: str) -> str:
    """A page of ours; nothing that a browser could take for another house's address."""
    return quote(wanted, safe="/") if _OURS.fullmatch(wanted) else "/"


async def read_in(
    request: Request,
    language: Annotated[str, Form(alias="tongue")] = ENGLISH,
    wanted: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """From now on the console speaks this language to this browser."""
    if language in TONGUES:
        request.session["tongue"] = language
    return RedirectResponse(_local(wanted), status_code=303)


async def log_out(request: Request, desk: OurDesk) -> Response:
    """The session ends here and wherever its cookie was copied to."""
    person = await who_asks(request)
    if person is not None:
        await desk.accounts.log_out(person.account)
    request.session.clear()
    return RedirectResponse("/login", status_code=303)
