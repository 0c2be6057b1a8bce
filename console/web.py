"""The staff console: which address is answered by what."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from casework.roles import Deed
from console import (
    access,
    approvals,
    assessment,
    callers,
    case_deeds,
    case_file,
    case_list,
    decisions,
    doors,
    dossier,
    files,
    intake_form,
    live,
    mail,
    mail_page,
    packs,
    reports,
    respondents,
    staff,
    status_panel,
    today,
    writing,
)
from console.guards import allowed, from_our_page, granted, guard, logged_in
from console.refusals import answer_in_words
from console.render import make_pages

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from console.desk import Desk

_STATIC = Path(__file__).parent / "static"
_FORM = [Depends(from_our_page)]
_SELF = [Depends(logged_in)]
_READ = [Depends(allowed(Deed.READ)), Depends(granted)]
_HANDLE = [Depends(allowed(Deed.HANDLE))]
_DEED = [*_SELF, *_FORM, Depends(allowed(Deed.HANDLE)), Depends(granted)]
_AUDIT = [Depends(allowed(Deed.AUDIT))]
_RESTRICT = [*_SELF, *_FORM, Depends(allowed(Deed.RESTRICT)), Depends(granted)]
_ADMIN = [Depends(allowed(Deed.KEEP_ACCOUNTS))]
_ADMIN_DEED = [*_SELF, *_FORM, *_ADMIN]


def make_console(desk: Desk) -> FastAPI:
    """The console of one desk. Raises SettingsError, PackError where it has no pack."""
    app = _bare()
    app.state.desk = desk
    app.state.pages = make_pages(desk)
    app.state.live = live.Live(desk.changes.figure)
    guard(app, desk.settings)
    answer_in_words(app)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.router.routes += _routes()
    return app


def _bare() -> FastAPI:
    return FastAPI(
        title="Ombud",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # it would send people wherever the Host header says
    )


@cache
def _routes() -> list[BaseRoute]:
    """The same for every desk, and worked out once: it takes a third of a second."""
    app = _bare()
    _add_routes(app)
    return app.router.routes


def _add_routes(app: FastAPI) -> None:
    """Every page but the log-in and the health page needs a person, every form a token."""
    _add_the_doors(app)
    _add_the_lists(app)
    _add_the_case(app)
    _add_what_goes_out(app)
    _add_the_mail(app)
    _add_the_house(app)


def _add_the_doors(app: FastAPI) -> None:
    """Who comes in, and whether the desk is well."""
    app.get("/health")(doors.health)
    app.get("/login")(doors.log_in_page)
    app.post("/login", dependencies=_FORM)(doors.log_in)
    app.post("/logout", dependencies=_FORM)(doors.log_out)
    app.post("/tongue", dependencies=_FORM)(doors.read_in)


def _add_the_lists(app: FastAPI) -> None:
    """What waits, all cases, and what is said of many at once."""
    app.get("/", dependencies=_READ)(today.show_)
    app.get("/live", dependencies=_READ)(live.stream)
    app.get("/counts", dependencies=_READ)(live.counts)
    app.get("/cases", dependencies=_READ)(case_list.list_)
    app.get("/callers", dependencies=_READ)(callers.list_)
    app.get("/callers/{caller}", dependencies=_READ)(callers.show_)
    app.get("/packs", dependencies=_READ)(packs.list_)
    app.post("/packs/adopt", dependencies=_DEED)(packs.adopt)
    app.get("/reports", dependencies=_READ)(reports.this_month)
    app.get("/reports/{month}", dependencies=_READ)(reports.show_)
    app.get("/reports/{month}/csv", dependencies=_READ)(reports.as_csv)


def _add_what_goes_out(app: FastAPI) -> None:
    """Dossiers, approvals and letters; what has a fixed end before what takes any path."""
    app.get("/case/{number}/dossier", dependencies=_READ)(dossier.show_)
    app.post("/case/{number}/dossier", dependencies=_DEED)(dossier.save)
    app.post("/case/{number}/dossier/preview", dependencies=_DEED)(dossier.preview)
    app.post("/case/{number}/dossier/end-link", dependencies=_DEED)(dossier.end_link)
    app.get("/case/{number}/dossier/{version}/pages/{page}", dependencies=_READ)(dossier.page)
    app.get("/case/{number}/dossier/{version}/{part}", dependencies=_READ)(dossier.papers)
    app.get("/approvals", dependencies=_READ)(approvals.list_)
    app.post("/approvals/{key:path}/words", dependencies=_DEED)(approvals.edit)
    app.get("/approvals/{key:path}", dependencies=_READ)(approvals.show_)
    app.post("/approvals/{key:path}", dependencies=_DEED)(approvals.rule)
    app.get("/letters/{key:path}/files/{sha256}", dependencies=_READ)(files.of_a_letter)
    app.get("/letters/{key:path}/mail", dependencies=_READ)(files.whole_letter)
    app.get("/letters/{key:path}/files/{sha256}/preview", dependencies=_READ)(files.letter_preview)
    app.post("/letters/{key:path}/take-back", dependencies=_DEED)(writing.take_back)
    app.post("/letters/{key:path}/send-again", dependencies=_DEED)(files.send_again)


def _add_the_mail(app: FastAPI) -> None:
    """What came in, by mail and by other ways."""
    app.get("/mail", dependencies=_READ)(mail.list_)
    app.get("/mail/{message_id}", dependencies=_READ)(mail_page.show_)
    app.get("/mail/{message_id}/raw", dependencies=_READ)(files.whole_message)
    app.get("/mail/{message_id}/files/{sha256}", dependencies=_READ)(files.of_a_message)
    app.get("/mail/{message_id}/files/{sha256}/preview", dependencies=_READ)(files.preview)
    app.post("/mail/release", dependencies=_DEED)(mail.release)
    app.post("/mail/attach", dependencies=_DEED)(mail.attach)
    app.post("/mail/retry", dependencies=_DEED)(mail.retry)
    app.post("/mail/set-aside", dependencies=_DEED)(mail.set_aside)
    app.get("/intake/new", dependencies=_HANDLE)(intake_form.empty)
    app.post("/intake/new", dependencies=_DEED)(intake_form.take_down)


def _add_the_house(app: FastAPI) -> None:
    """Whom complaints are about, who works here, and who looked at what."""
    app.get("/respondents", dependencies=_READ)(respondents.list_)
    app.post("/respondents", dependencies=_DEED)(respondents.add)
    app.get("/access", dependencies=_AUDIT)(access.list_)
    app.get("/me", dependencies=_SELF)(staff.me)
    app.post("/me/password", dependencies=[*_SELF, *_FORM])(staff.own_password)
    app.get("/staff", dependencies=_ADMIN)(staff.list_)
    app.post("/staff", dependencies=_ADMIN_DEED)(staff.add)
    app.post("/staff/{account}/role", dependencies=_ADMIN_DEED)(staff.role)
    app.post("/staff/{account}/password", dependencies=_ADMIN_DEED)(staff.password)
    app.post("/staff/{account}/leave", dependencies=_ADMIN_DEED)(staff.leave)


def _add_the_case(app: FastAPI) -> None:
    """One case: its file, the decisions about it, and what people do on it besides."""
    app.get("/case/{number}", dependencies=_READ)(case_file.show_)
    app.post("/case/{number}/close", dependencies=_DEED)(decisions.close)
    app.post("/case/{number}/reopen", dependencies=_DEED)(decisions.reopen)
    app.post("/case/{number}/dealt-with", dependencies=_DEED)(decisions.deal_with)
    app.post("/case/{number}/decide", dependencies=_DEED)(decisions.decide)
    app.post("/case/{number}/answer", dependencies=_DEED)(decisions.answer)
    app.post("/case/{number}/correct", dependencies=_DEED)(assessment.correct)
    app.post("/case/{number}/happened", dependencies=_DEED)(packs.happened)
    app.get("/case/{number}/write", dependencies=_READ)(writing.page)
    app.post("/case/{number}/draft", dependencies=_DEED)(writing.save)
    app.get("/case/{number}/draft/{draft}/files/{sha256}", dependencies=_READ)(writing.file)
    app.post("/case/{number}/send", dependencies=_DEED)(writing.send)
    app.post("/case/{number}/throw-away", dependencies=_DEED)(writing.throw_away)
    app.post("/case/{number}/note", dependencies=_DEED)(case_deeds.note)
    app.post("/case/{number}/put-off", dependencies=_DEED)(case_deeds.put_off)
    app.post("/case/{number}/task-done", dependencies=_DEED)(case_deeds.task_done)
    app.post("/case/{number}/evidence", dependencies=_DEED)(case_deeds.check_evidence)
    app.post("/case/{number}/merge", dependencies=_DEED)(case_deeds.merge)
    app.post("/case/{number}/relate", dependencies=_DEED)(case_deeds.relate)
    app.get("/case/{number}/split", dependencies=_READ)(case_deeds.split_page)
    app.post("/case/{number}/split", dependencies=_DEED)(case_deeds.split)
    app.post("/case/{number}/restrict", dependencies=_RESTRICT)(access.restrict)
    app.post("/case/{number}/status-page", dependencies=_DEED)(status_panel.decide)
