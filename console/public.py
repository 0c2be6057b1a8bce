"""The public's pages: an application of its own beside the staff's, on the same server.

Nothing is shared but the desk: no session, no cookie, no token, no page, no style sheet.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from adapters.press import long_date
from adapters.storage.status_links import StatusLinks
from casework.case import Language
from console.bodies import MOST_FILES, SLACK, Bounded
from console.tickets import Tickets
from console.tongue import _, speak, speak_in, tongue

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from console.desk import Desk

    Handler = Callable[[Request], Awaitable[Response]]

_HERE = Path(__file__).parent
_OURS = re.compile(r"/(?:status|complain|originals)(?:/.*)?", re.DOTALL)
_SESSION_SECONDS = 2 * 60 * 60
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TONGUES = {
    Language.SIMPLIFIED: "简体中文",
    Language.TRADITIONAL: "繁體中文",
    Language.ENGLISH: "English",
}
_TAIWANESE = re.compile(r"zh-(?:hant|tw|hk|mo)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class House:
    """Two doors on one server: ``/status``, ``/complain``, ``/originals``; the rest is staff's."""

    staff: ASGIApp
    public: ASGIApp | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """To whom it is addressed."""
        if self.public is not None and scope["type"] == "http" and _OURS.fullmatch(scope["path"]):
            await self.public(scope, receive, send)
        else:
            await self.staff(scope, receive, send)


def make_house(desk: Desk, staff: ASGIApp) -> ASGIApp:
    """The staff's console, and the complainants' pages where the desk has an address for them."""
    public = make_public(desk) if desk.settings.public_address else None
    return Bounded(House(staff, public), desk.settings.upload_limit + SLACK)


def make_public(desk: Desk) -> Starlette:
    """The complainants' pages of one desk."""
    # they show their pages through here
    from console import originals_page, status_page, web_form  # noqa: PLC0415

    routes = [
        Route("/status/public.css", _asset("public.css")),
        Route("/status/public.js", _asset("public.js")),
        Route("/status/favicon.svg", _asset("favicon.svg")),
        *status_page.ROUTES,
        *originals_page.ROUTES,
        *(web_form.ROUTES if desk.settings.public_form else ()),
    ]
    https = desk.settings.console_https or desk.settings.public_address.startswith("https:")
    session = Middleware(
        SessionMiddleware,
        secret_key=f"public/{desk.settings.secret.get_secret_value()}",
        session_cookie="complainant",
        max_age=_SESSION_SECONDS,
        same_site="strict",
        https_only=https,
    )
    errors: dict[Any, Any] = {HTTPException: _not_there, Exception: _broken}
    app = Starlette(
        routes=routes, middleware=[Middleware(_Guarded), session], exception_handlers=errors
    )
    app.router.redirect_slashes = False  # it would send people wherever the Host header says
    app.state.desk, app.state.pages = desk, _pages(desk)
    return app


def _asset(name: str) -> Handler:
    async def give(_request: Request) -> Response:
        return FileResponse(_HERE / "static" / name)

    return give


def _pages(desk: Desk) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
    )
    speak(pages)
    pages.globals.update(
        desk_name=desk.settings.desk_name,
        desk_address=desk.settings.desk_address,
        tongues=TONGUES,
        has_form=desk.settings.public_form,
        most_files=MOST_FILES,
        most_bytes=f"{desk.settings.upload_limit // 1_000_000} MB",
    )
    pages.filters["day"] = lambda day: long_date(day, tongue())
    return pages


@dataclass(frozen=True, slots=True)
class _Guarded:
    """The headers of every answer, whatever it is."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def guarded(message: Any) -> None:  # noqa: ANN401  ASGI's
            if message["type"] == "http.response.start":
                named = {name.lower() for name, _value in message["headers"]}
                message["headers"] += [
                    (name.lower().encode(), value.encode())
                    for name, value in _HEADERS.items()
                    if name.lower().encode() not in named
                ]
            await send(message)

        await self.app(scope, receive, guarded)


# ---- what every page needs ---------------------------------------------------------------


def desk_of(request: Request) -> Desk:
    """The desk whose pages these are."""
    desk: Desk = request.app.state.desk
    return desk


def links(desk: Desk) -> StatusLinks:
    """The links to its status pages."""
    return StatusLinks(desk.rows, desk.settings.status_days)


def tickets(desk: Desk) -> Tickets:
    """What makes a form that is sent twice one message."""
    return Tickets(desk.settings.secret.get_secret_value().encode())


def read_in(request: Request) -> Language:
    """The language of whoever reads: chosen at the foot of a page, the case's, the browser's."""
    chosen = request.query_params.get("language", "")
    if chosen in TONGUES and request.session.get("tongue") != chosen:
        request.session["tongue"] = chosen
    language = Language(request.session.get("tongue") or _of_browser(request))
    speak_in(language)
    return language


def _of_browser(request: Request) -> Language:
    first = request.headers.get("accept-language", "").lstrip().partition(",")[0]
    if _TAIWANESE.match(first):
        return Language.TRADITIONAL
    return Language.SIMPLIFIED if first.lower().startswith("zh") else Language.ENGLISH


def show(request: Request, page: str, status: int = 200, **facts: Any) -> Response:  # noqa: ANN401  template facts
    """One page, in the language of whoever reads."""
    desk = desk_of(request)
    session = request.session
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    said = session.pop("said") if "said" in session else ""
    html = request.app.state.pages.get_template(page).render(
        csrf=session["csrf"],
        once=tickets(desk).new(desk.wall()),
        here=request.url.path,
        said=said,
        **facts,
    )
    return HTMLResponse(html, status_code=status)


def tell(request: Request, title: str, *words: str, status: int = 200) -> Response:
    """A page that only says something."""
    return show(request, "public/told.html", status, title=title, words=words)


async def _not_there(request: Request, error: Exception) -> Response:
    read_in(request)
    status = error.status_code if isinstance(error, HTTPException) else 500
    match status:
        case 403:
            return tell(
                request,
                _("Please try again"),
                _(
                    "This page had been open for too long, or the form was not sent from "
                    "one of our pages. Nothing was changed."
                ),
                status=status,
            )
        case 400 | 413:
            return tell(
                request,
                _("This is too large"),
                _(
                    "Please send fewer or smaller files at a time. You can come back as "
                    "often as you like."
                ),
                status=status,
            )
        case _:
            return tell(
                request,
                _("There is no such page"),
                _("Please look at the address again."),
                status=status,
            )


async def _broken(request: Request, _error: Exception) -> Response:
    """A mistake of ours. No middleware sees this answer."""
    speak_in(_of_browser(request))
    words = _(
        "Something went wrong here, and that is not your doing. Please try again in a "
        "moment, or write to us."
    )
    return Response(words, 500, {**_HEADERS, "Content-Type": "text/plain; charset=utf-8"})
