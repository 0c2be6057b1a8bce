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
from console.render import show

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import Response

_TITLES = {404: "There is no such page", 500: "Something went wrong"}
_FIELDS = {
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
    "name": "a name is needed",
    "address": "an address is needed",
    "language": "choose a language",
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
    return _page(request, 409, str(error))


async def _not_filled_in(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    names = dict.fromkeys(str(one["loc"][1]) for one in found if len(one["loc"]) > 1)
    why = "; ".join(_FIELDS.get(name, f"{name} is not right") for name in names)
    return _page(request, 404 if request.method == "GET" else 422, why or "the form is not right")


async def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    why = error.detail if isinstance(error, HTTPException) else ""
    if why == HTTPStatus(status).phrase:
        why = f"{request.url.path} is not an address of this console"
    with suppress(*TROUBLE):  # then the page does not say who is logged in
        await who_asks(request)
    return _page(request, status, why)


async def _broken(request: Request, _error: Exception) -> Response:
    """A mistake of ours: the server logs it. No middleware sees this answer."""
    why = "that is not your doing; the console's log says what it was. Try again in a moment"
    return guarded(_page(request, 500, why))


def _page(request: Request, status: int, why: str) -> Response:
    title, back = (
        _TITLES.get(status, "Not done"),
        _back(request) if status != HTTPStatus.NOT_FOUND else "",
    )
    return show(request, "refused.html", status, title=title, why=why, back=back)


def _back(request: Request) -> str:
    """The page on which the form stood, where the address tells."""
    number, key = request.path_params.get("number"), request.path_params.get("key")
    if number:
        return f"/case/{quote(number)}"
    return f"/approvals/{quote(key)}" if key else ""
