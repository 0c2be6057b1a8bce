"""What guards every answer: who asks, where a form comes from, what a browser may do with it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Request
from starlette.middleware.sessions import SessionMiddleware

from adapters.storage.staff import Person
from console.desk import Desk
from console.tongue import ReadersTongue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
    if request.method == "GET":
        desk = the_desk(request)
        request.state.waiting_for_us = await desk.duties.counts(desk.wall())
        request.state.seen = await desk.changes.figure()
    return person


async def from_our_page(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """A form comes from one of our own pages: the session's token, and the browser's word."""
    known = request.session.get("csrf", "").encode()
    given = csrf.encode(errors="replace")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if not known or not secrets.compare_digest(known, given) or site != "same-origin":
        raise HTTPException(403, "this form was not sent from one of our pages; please try again")


Someone = Annotated[Person, Depends(logged_in)]
OurDesk = Annotated[Desk, Depends(the_desk)]
