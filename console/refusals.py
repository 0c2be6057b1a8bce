"""What cannot be done is said in words, on a page of ours."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from adapters.storage.decisions import RefusedError
from adapters.storage.schema import TROUBLE
from adapters.storage.staff import AccountError
from console.guards import NotLoggedInError, guarded, who_asks
from console.refusal_words import refusal_in_words
from console.render import show
from console.tongue import _

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import Response

TITLES = {404: "There is no such page", 500: "Something went wrong"}
FIELDS = {
    "why": "a reason is needed: it stays with the decision",
    "message_id": "choose the mails first: none is ticked, or one is not there",
    "outcome": "say how the case ended: choose one of the outcomes",
    "account": "an account is needed",
    "password": "a password is needed",
    "disposition": "there is no such disposition",
    "order": "there is no such order",
    "party": "say who wrote it: complainant, respondent or body",
    "up_to": "the form does not say which mails were looked at: look again",
    "kind": "choose what is decided",
    "value": "choose an answer",
    "about": "choose a question",
    "verdict": "say whether it is approved or refused",
    "sha256": "the form does not say which letter was looked at: look again",
    "words": "the letter needs words",
    "name": "a name is needed",
    "address": "an address is needed",
    "language": "choose a language",
    "text": "write something first",
    "until": "choose a day",
    "other": "the number of the other case is needed",
    "subject": "a subject is needed",
    "draft": "the form does not say which draft was looked at: look again",
    "version": "the form does not say which draft was looked at: look again",
    "task": "the form does not say what is done: look again",
    "message": "the form does not say which mail was looked at: look again",
    "to": "say to whom it goes",
    "role": "choose a role",
    "new": "a new password is needed",
}


def answer_in_words(app: FastAPI) -> None:
    """One page for all that is refused, and for what went wrong."""
    app.exception_handler(NotLoggedInError)(_log_in_first)
    app.exception_handler(RefusedError)(_refused)
    app.exception_handler(AccountError)(_refused)
    app.exception_handler(RequestValidationError)(_not_filled_in)
    app.exception_handler(HTTPException)(_not_there)
    app.exception_handler(Exception)(_broken)


async def _log_in_first(request: Request, _error: Exception) -> Response:
    """To the log-in page, which knows where one wanted to go; a form has to be sent again."""
    wanted = request.url.path if request.method == "GET" else "/"
    query = "" if wanted == "/" else f"?next={quote(wanted, safe='/')}"
    return RedirectResponse(f"/login{query}", status_code=303)


async def _refused(request: Request, error: Exception) -> Response:
    return _page(request, 409, refusal_in_words(str(error)))


async def _not_filled_in(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    names = dict.fromkeys(str(one["loc"][1]) for one in found if len(one["loc"]) > 1)
    why = "; ".join(
        _(FIELDS.get(name, "")) or _("%(field)s is not right") % {"field": name} for name in names
    )
    return _page(
        request, 404 if request.method == "GET" else 422, why or _("the form is not right")
    )


async def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    why = refusal_in_words(error.detail) if isinstance(error, HTTPException) else ""
    if why == HTTPStatus(status).phrase:
        why = _("%(path)s is not an address of this console") % {"path": request.url.path}
    with suppress(*TROUBLE):  # then the page does not say who is logged in
        await who_asks(request)
    return _page(request, status, why)


async def _broken(request: Request, _error: Exception) -> Response:
    """A mistake of ours: the server logs it. No middleware sees this answer."""
    why = _("that is not your doing; the console's log says what it was. Try again in a moment")
    return guarded(_page(request, 500, why))


def _page(request: Request, status: int, why: str) -> Response:
    title, back = (
        _(TITLES.get(status, "Not done")),
        _back(request) if status != HTTPStatus.NOT_FOUND else "",
    )
    return show(request, "refused.html", status, title=title, why=why, back=back)


def _back(request: Request) -> str:
    """The page on which the form stood, where the address tells."""
    number, key = request.path_params.get("number"), request.path_params.get("key")
    if number:
        return f"/case/{quote(number)}"
    return f"/approvals/{quote(key)}" if key else ""
