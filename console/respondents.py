"""The directory: who can be complained about, and a form for another entry."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.storage.decisions import RefusedError
from adapters.storage.respondents import RespondentError
from casework.case import Language
from casework.facts import PolicyFact
from casework.respondents import Respondent, RespondentKind
from console import actions
from console.addresses import can_be_written_to
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say, show
from console.tongue import _

if TYPE_CHECKING:
    from console.desk import Desk

FACTS = {PolicyFact.RESPONDENT_IS_OPERATOR: "a licensed telecom business operator"}
"""What staff know of a company rather than of a case."""

_ID = re.compile(r"[^a-z0-9]+")


async def list_(request: Request, desk: OurDesk) -> HTMLResponse:
    """Everyone in the directory, by name."""
    return show(
        request,
        "respondents.html",
        respondents=await desk.views.respondents(),
        kinds=list(RespondentKind),
        languages=list(Language),
        facts=FACTS,
    )


async def add(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    name: Annotated[str, Form()],
    kind: Annotated[RespondentKind, Form()],
    address: Annotated[str, Form()],
    language: Annotated[Language, Form()],
    aliases: Annotated[str, Form()] = "",
    numbers: Annotated[str, Form()] = "",
    facts: Annotated[tuple[PolicyFact, ...], Form()] = (),
    is_default: Annotated[bool, Form()] = False,  # noqa: FBT002  a tick box
) -> Response:
    """A new entry. Raises RefusedError where it cannot be made."""
    one = Respondent(
        id=_id(name),
        name=" ".join(name.split()),
        kind=kind,
        address=address.strip(),
        language=language,
        aliases=_listed(aliases),
        numbers=_listed(numbers),
        facts=tuple(one for one in facts if one in FACTS),
        is_default=is_default,
    )
    await _add(desk, one, person.account)
    say(request, _("%(name)s is in the directory.") % {"name": one.name})
    return RedirectResponse("/respondents", status_code=303)


async def _add(desk: Desk, one: Respondent, by: str) -> None:
    if not one.name or not one.name.isprintable():
        raise RefusedError(_("a respondent needs a name"))
    told = _("%(address)s is not an address that letters can go to")
    if not can_be_written_to(one.address):
        raise RefusedError(told % {"address": repr(one.address)})
    try:
        await actions.add_respondent(desk, one, by=by)
    except RespondentError as error:
        raise RefusedError(str(error)) from None


def _id(name: str) -> str:
    """A short id, made of the name; of its digest where no letter of it is a Latin one."""
    plain = _ID.sub("-", name.lower()).strip("-")
    return plain[:40] or f"respondent-{sha256(name.encode()).hexdigest()[:8]}"


def _listed(text: str) -> tuple[str, ...]:
    """What stands on lines of its own, or between commas."""
    return tuple(
        one.strip()
        for one in re.split(r"[\n,;\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}]", text)
        if one.strip()
    )
