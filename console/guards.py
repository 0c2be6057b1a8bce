"""What guards every answer: who asks, where a form comes from, what a browser may do with it."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, FastAPI, Form, HTTPException, Request
from starlette.middleware.sessions import SessionMiddleware

from adapters.storage.staff import Person
from casework.roles import Deed, Role, may
from console.desk import Desk
from console.tongue import ReadersTongue, _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from fastapi.responses import Response

    from adapters.settings import Settings

_SESSION_SECONDS = 8 * 60 * 60
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
INERT = {  # of an answer that holds what others wrote: wherever it is opened, it can do nothing
    **_HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; sandbox",
}


class NotLoggedInError(Exception):
    """Nobody is logged in: to the log-in page."""


def guard(app: FastAPI, settings: Settings) -> None:
    """Signed sessions, and the security headers on every answer."""
    app.add_middleware(ReadersTongue)
    app.add_middleware(
        SessionMiddleware,
        secret_key=f"console/{settings.secret.get_secret_value()}",
        max_age=_SESSION_SECONDS,
        same_site="lax",  # a link in a mail finds its reader logged in; forms have a token
        https_only=settings.console_https,
    )

    @app.middleware("http")
    async def headers(request: Request, then: Callable[[Request], Awaitable[Response]]) -> Response:
        return guarded(await then(request))


def guarded(response: Response) -> Response:
    """An answer that the browser may do nothing with but show it."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def the_desk(request: Request) -> Desk:
    """The desk whose console this is."""
    desk: Desk = request.app.state.desk
    return desk


async def who_asks(request: Request) -> Person | None:
    """Whose session it is. Asked of the record every time: whoever is removed is out at once."""
    account = request.session.get("account")
    person = await the_desk(request).accounts.person(account) if account else None
    if person is None or person.session != request.session.get("session"):
        return None
    request.state.person = person
    return person


async def logged_in(request: Request) -> Person:
    """Who asks, and how much waits, for the head of the page. Raises NotLoggedInError."""
    person = await who_asks(request)
    if person is None:
        raise NotLoggedInError
    if request.method == "GET" and may(person.role, Deed.READ):
        desk = the_desk(request)
        others = await desk.access.hidden_from(person)
        request.state.waiting_for_us = await desk.duties.counts(desk.wall(), others)
        request.state.seen = await desk.changes.figure()
    return person


async def hidden(request: Request, person: Annotated[Person, Depends(logged_in)]) -> frozenset[str]:
    """The cases that are not for whoever asks: no list may show them."""
    return await the_desk(request).access.hidden_from(person)


def allowed(deed: Deed) -> Callable[..., Awaitable[None]]:
    """Only for those whose role is there for this deed; everybody else is told so: 403."""

    async def check(person: Annotated[Person, Depends(logged_in)]) -> None:
        if not may(person.role, deed):
            raise HTTPException(403, not_for(person.role, deed))

    return check


def not_for(role: Role, deed: Deed) -> str:
    """Why somebody of this role may not do it."""
    others = ", ".join(_(one) for one in Role if may(one, deed))
    return _("your role is %s, and it takes another one to %s: %s") % (_(role), _(deed), others)


async def granted(request: Request, person: Annotated[Person, Depends(logged_in)]) -> None:
    """The case behind an address is for this person, and that they look is kept in the log.

    What is restricted to others answers as what is not there: 404.
    """
    desk, ids = the_desk(request), request.path_params
    if not ids:
        return
    number = await _case_of(desk, ids)
    if number is not None and not await desk.access.may_see(person, number):
        raise HTTPException(404, f"there is no case {number}")
    if request.method == "GET":
        what = " ".join(re.findall(r"/([a-z-]+)(?=/|$)", request.scope["route"].path))
        ref = request.url.path
        await desk.access.note(desk.wall(), person.account, what, ref, number)


async def _case_of(desk: Desk, ids: Mapping[str, Any]) -> str | None:
    """The case that an address leads to: it says its number, or a letter's key, or a message.

    A message's number is taken in one spelling only: FastAPI reads ``+1`` and ``1.0`` as 1, too.
    """
    if "number" in ids:
        return str(ids["number"])
    if "key" in ids:
        return str(ids["key"]).partition("/")[0]
    if "message_id" not in ids:
        return None
    message = str(ids["message_id"])
    if not (message.isascii() and message.isdecimal()):
        raise HTTPException(404, _("there is no message %(number)s") % {"number": message})
    return await desk.access.case_of_message(int(message))


async def from_our_page(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """A form comes from one of our own pages: the session's token, and the browser's word."""
    known = request.session.get("csrf", "").encode()
    given = csrf.encode(errors="replace")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if not known or not secrets.compare_digest(known, given) or site != "same-origin":
        raise HTTPException(403, "this form was not sent from one of our pages; please try again")


Someone = Annotated[Person, Depends(logged_in)]
OurDesk = Annotated[Desk, Depends(the_desk)]
Hidden = Annotated[frozenset[str], Depends(hidden)]
