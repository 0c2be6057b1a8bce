"""The staff console: which address is answered by what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from console import (
    approvals,
    cases,
    decisions,
    doors,
    files,
    intake_form,
    mail,
    mail_page,
    respondents,
    status_panel,
)
from console.guards import from_our_page, guard, logged_in
from console.refusals import answer_in_words
from console.render import make_pages

if TYPE_CHECKING:
    from console.desk import Desk

_STATIC = Path(__file__).parent / "static"
_READ = [Depends(logged_in)]
_FORM = [Depends(from_our_page)]
_DEED = [*_READ, *_FORM]


def make_console(desk: Desk) -> FastAPI:
    """The console of one desk. Raises SettingsError, PackError where it has no pack."""
    app = FastAPI(title="Ombud", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.state.pages = make_pages(desk)
    guard(app, desk.settings)
    answer_in_words(app)
    app.mount("/static", StaticFiles(directory=_STATIC))
    _add_routes(app)
    return app


def _add_routes(app: FastAPI) -> None:
    """Every page but the log-in and the health page needs a person, every form a token."""
    app.get("/health")(doors.health)
    app.get("/login")(doors.log_in_page)
    app.post("/login", dependencies=_FORM)(doors.log_in)
    app.post("/logout", dependencies=_FORM)(doors.log_out)
    app.post("/tongue", dependencies=_FORM)(doors.read_in)
    app.get("/", dependencies=_READ)(cases.list_)
    app.get("/case/{number}", dependencies=_READ)(cases.show_)
    app.post("/case/{number}/close", dependencies=_DEED)(decisions.close)
    app.post("/case/{number}/reopen", dependencies=_DEED)(decisions.reopen)
    app.post("/case/{number}/dealt-with", dependencies=_DEED)(decisions.deal_with)
    app.post("/case/{number}/decide", dependencies=_DEED)(decisions.decide)
    app.post("/case/{number}/answer", dependencies=_DEED)(decisions.answer)
    app.get("/approvals", dependencies=_READ)(approvals.list_)
    app.get("/approvals/{key:path}", dependencies=_READ)(approvals.show_)
    app.post("/approvals/{key:path}", dependencies=_DEED)(approvals.rule)
    app.get("/letters/{key:path}/files/{sha256}", dependencies=_READ)(files.of_a_letter)
    app.get("/letters/{key:path}/mail", dependencies=_READ)(files.whole_letter)
    app.post("/letters/{key:path}/send-again", dependencies=_DEED)(files.send_again)
    app.get("/mail", dependencies=_READ)(mail.list_)
    app.get("/mail/{message_id}", dependencies=_READ)(mail_page.show_)
    app.get("/mail/{message_id}/raw", dependencies=_READ)(files.whole_message)
    app.get("/mail/{message_id}/files/{sha256}", dependencies=_READ)(files.of_a_message)
    app.get("/mail/{message_id}/files/{sha256}/preview", dependencies=_READ)(files.preview)
    app.post("/mail/release", dependencies=_DEED)(mail.release)
    app.post("/mail/attach", dependencies=_DEED)(mail.attach)
    app.post("/mail/retry", dependencies=_DEED)(mail.retry)
    app.post("/mail/set-aside", dependencies=_DEED)(mail.set_aside)
    app.get("/intake/new", dependencies=_READ)(intake_form.empty)
    app.post("/intake/new", dependencies=_DEED)(intake_form.take_down)
    app.post("/case/{number}/status-page", dependencies=_DEED)(status_panel.decide)
    app.get("/respondents", dependencies=_READ)(respondents.list_)
    app.post("/respondents", dependencies=_DEED)(respondents.add)
