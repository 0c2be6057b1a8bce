"""The staff console: routes. Every page but the log-in and the health page needs a person."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.middleware.sessions import SessionMiddleware

from adapters.storage.decisions import RefusedError
from adapters.storage.staff import Person
from casework.case import Outcome, Stage
from casework.intake import Disposition
from console import actions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from console.desk import Desk

_HERE = Path(__file__).parent
_SESSION_SECONDS = 8 * 60 * 60
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class NotLoggedInError(Exception):
    """Nobody is logged in: to the log-in page."""


def make_console(desk: Desk) -> FastAPI:
    """The console of one desk."""
    app = FastAPI(title="Ombud", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(
        SessionMiddleware,
        secret_key=f"console/{desk.settings.secret.get_secret_value()}",
        max_age=_SESSION_SECONDS,
        same_site="strict",
        https_only=desk.settings.console_https,
    )
    app.mount("/static", StaticFiles(directory=_HERE / "static"))
    app.state.pages = _pages(desk)
    app.state.desk = desk
    _add_headers(app)
    _add_doors(app, desk)
    _add_cases(app, desk)
    _add_mail(app, desk)
    return app


def _pages(desk: Desk) -> Environment:
    pages = Environment(
        loader=FileSystemLoader(_HERE / "pages"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
    )
    zone = desk.packs[desk.settings.pack].zone

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "\N{EN DASH}"

    pages.filters["moment"] = moment
    pages.globals.update(zone=zone.key, temporal_ui=desk.settings.temporal_ui)
    return pages


def _show(request: Request, page: str, status: int = 200, **facts: Any) -> HTMLResponse:  # noqa: ANN401  template facts
    session = request.session
    csrf = session.setdefault("csrf", secrets.token_urlsafe(24))
    html = request.app.state.pages.get_template(page).render(
        csrf=csrf,
        person=getattr(request.state, "person", None),
        said=session.pop("said", ""),
        **facts,
    )
    return HTMLResponse(html, status_code=status)


def _add_headers(app: FastAPI) -> None:
    @app.middleware("http")
    async def headers(request: Request, then: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await then(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(NotLoggedInError)
    async def log_in_first(_request: Request, _error: Exception) -> Response:
        return RedirectResponse("/login", status_code=303)

    @app.exception_handler(RefusedError)
    async def refused(request: Request, error: Exception) -> Response:
        return _show(request, "refused.html", 409, why=str(error))

    @app.exception_handler(HTTPException)
    async def not_there(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        why = error.detail if isinstance(error, HTTPException) else "something went wrong"
        return _show(request, "refused.html", status, why=why)


async def _logged_in(request: Request) -> Person:
    """Who asks. Asked of the record every time, so that a removed account is out at once."""
    account = request.session.get("account")
    desk: Desk = request.app.state.desk
    person = await desk.accounts.person(account) if account else None
    if person is None:
        raise NotLoggedInError
    request.state.person = person
    return person


async def _from_our_page(request: Request, csrf: Annotated[str, Form()] = "") -> None:
    """A POST comes from one of our own pages: the session's token, and the browser's word."""
    known = request.session.get("csrf", "")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if not known or not secrets.compare_digest(known, csrf) or site != "same-origin":
        raise HTTPException(403, "this form was not sent from one of our pages; please try again")


Someone = Annotated[Person, Depends(_logged_in)]
_READ = [Depends(_logged_in)]
_POSTED = [Depends(_from_our_page)]


def _add_doors(app: FastAPI, desk: Desk) -> None:
    """Log-in, log-out, health."""

    @app.get("/health")
    async def health() -> JSONResponse:
        figures = await desk.views.figures()
        trouble = [figures[one].get("trouble") for one in ("mailbox", "watch")]
        return JSONResponse({"well": not any(trouble), **figures})

    @app.get("/login")
    async def login_page(request: Request) -> HTMLResponse:
        return _show(request, "login.html", wrong=False)

    @app.post("/login", dependencies=_POSTED, response_model=None)
    async def login(
        request: Request, account: Annotated[str, Form()], password: Annotated[str, Form()]
    ) -> Response:
        person = await desk.accounts.log_in(account, password, desk.wall())
        if person is None:
            return _show(request, "login.html", 401, wrong=True)
        request.session.clear()  # a new session for a new person
        request.session["account"] = person.account
        return RedirectResponse("/", status_code=303)

    @app.post("/logout", dependencies=_POSTED, response_model=None)
    async def logout(request: Request) -> Response:
        request.session.clear()
        return RedirectResponse("/login", status_code=303)


def _add_cases(app: FastAPI, desk: Desk) -> None:
    """The list, one case, closing it."""

    @app.get("/", dependencies=_READ)
    async def cases(request: Request, stage: str = "") -> HTMLResponse:
        known = stage if stage in set(Stage) else ""
        return _show(
            request,
            "cases.html",
            cases=await desk.views.cases(known or None),
            stage=known,
            stages=list(Stage),
            figures=await desk.views.figures(),
            now=desk.wall(),
        )

    @app.get("/case/{number}", dependencies=_READ)
    async def case(request: Request, number: str) -> HTMLResponse:
        view = await desk.views.case(number)
        if view is None:
            raise HTTPException(404, f"there is no case {number}")
        pack = desk.packs[view.case.pack]
        return _show(
            request,
            "case.html",
            view=view,
            category=pack.category(view.case.category),
            outcomes=list(Outcome),
        )

    @app.post("/case/{number}/close", dependencies=_POSTED, response_model=None)
    async def close(
        request: Request,
        person: Someone,
        number: str,
        outcome: Annotated[Outcome, Form()],
        why: Annotated[str, Form()],
    ) -> Response:
        await actions.close_case(desk, number, outcome, by=person.account, why=why)
        request.session["said"] = f"{number} is being closed."
        return RedirectResponse(f"/case/{number}", status_code=303)


def _add_mail(app: FastAPI, desk: Desk) -> None:
    """Held mail: the list, releasing, setting aside."""

    @app.get("/mail", dependencies=_READ)
    async def mail(
        request: Request,
        disposition: Disposition = Disposition.HELD,
    ) -> HTMLResponse:
        return _show(
            request,
            "mail.html",
            messages=await desk.views.messages(disposition),
            disposition=disposition,
            dispositions=list(Disposition),
        )

    @app.post("/mail/release", dependencies=_POSTED, response_model=None)
    async def release(
        request: Request,
        person: Someone,
        message_id: Annotated[list[int], Form()],
        why: Annotated[str, Form()] = "",
    ) -> Response:
        released = await actions.release(desk, message_id, by=person.account, why=why)
        said = (one.case_number or one.trouble for one in released)
        request.session["said"] = "Released: " + "; ".join(said)
        return RedirectResponse("/mail", status_code=303)

    @app.post("/mail/set-aside", dependencies=_POSTED, response_model=None)
    async def set_aside(
        request: Request,
        person: Someone,
        message_id: Annotated[list[int], Form()],
        why: Annotated[str, Form()] = "",
    ) -> Response:
        for one in message_id:
            await actions.set_aside(desk, one, by=person.account, why=why)
        request.session["said"] = f"{len(message_id)} recorded as no complaint."
        return RedirectResponse("/mail", status_code=303)
