"""A complaint that came by telephone, on paper or in a chat: staff take it down."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from adapters.forms.written import Written
from casework.case import Language
from casework.channels import TAKEN_DOWN, Channel
from console import actions, taking_down
from console.bodies import MOST_FILES
from console.commands.shell import MAILBOX
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.public import TONGUES
from console.public_forms import read
from console.refusal_words import refusal_in_words
from console.render import say, show
from console.tickets import Ticket, Tickets
from console.tongue import _
from mailroom.enter import Entered, NotEnteredError

if TYPE_CHECKING:
    from casework.messages import OutboundFile
    from console.desk import Desk

_FIELDS = ("channel", "received", "name", "address", "language", "subject", "words", "why")


async def empty(request: Request, desk: OurDesk) -> Response:
    """The form, with the present as the time at which it came."""
    now = desk.wall().astimezone(desk.pack.zone)
    given = dict.fromkeys(_FIELDS, "") | {
        "channel": Channel.PHONE,
        "received": f"{now:%Y-%m-%dT%H:%M}",
    }
    return _shown(request, desk, given)


async def take_down(
    request: Request, desk: OurDesk, person: Someone, once: Annotated[str, Form()] = ""
) -> Response:
    """A case is opened; sent twice, it is the same case. What is wrong is said, nothing is lost."""
    async with request.form(max_files=MOST_FILES, max_fields=20) as form:
        given = {name: str(form.get(name, "")).strip() for name in _FIELDS}
        brought = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        files = tuple([await read(one) for one in brought if one.filename or one.size])
    ticket = _tickets(desk).known(once, desk.wall())
    try:
        number = await _taken(desk, person.account, given, files, ticket)
    except NotEnteredError as error:
        return _shown(request, desk, given, wrong=refusal_in_words(str(error)))
    say(request, _("%(number)s is open.") % {"number": number})
    return RedirectResponse(f"/case/{number}", status_code=303)


def _shown(request: Request, desk: Desk, given: dict[str, str], wrong: str = "") -> Response:
    return show(
        request,
        "intake/new.html",
        422 if wrong else 200,
        given=given,
        wrong=wrong,
        channels=TAKEN_DOWN,
        languages=TONGUES,
        once=_tickets(desk).new(desk.wall()),
        most_files=MOST_FILES,
        limit=desk.settings.upload_limit,
    )


def _tickets(desk: Desk) -> Tickets:
    return Tickets(desk.settings.secret.get_secret_value().encode())


async def _taken(
    desk: Desk,
    account: str,
    given: dict[str, str],
    files: tuple[OutboundFile, ...],
    ticket: Ticket | None,
) -> str:
    """The number of its case. Raises NotEnteredError with the first thing that is wrong."""
    if ticket is None:
        raise NotEnteredError(
            _("this page had been open for too long: look through it and send it again")
        )
    channel, at = _channel(given["channel"]), _instant(given["received"], desk)
    if not given["words"]:
        raise NotEnteredError(_("write down what they said"))
    if given["address"] and not MAILBOX.fullmatch(given["address"]):
        raise NotEnteredError(_("this is no address that mail can be sent to"))
    if not (given["address"] or given["name"]):
        raise NotEnteredError(_("say who complains: a name, an address, or both"))
    if not given["why"]:
        given["why"] = _("taken down")
    if len(files) > MOST_FILES:
        raise NotEnteredError(_("these are too many files for one form"))
    if sum(len(one.content) for one in files) > desk.settings.upload_limit:
        raise NotEnteredError(_("these files are too large together"))
    written = Written(
        channel=channel,
        at=at,
        text=given["words"],
        to=desk.settings.desk_address,
        subject=given["subject"],
        name=given["name"],
        address=given["address"].lower(),
        once=ticket.name,
        by=account,
        files=files,
    )
    how = Entered(
        channel=channel,
        at=at,
        by=account,
        why=actions.reason(given["why"]),
        language=_language(given["language"]),
        name=given["name"],
        again=True,
    )
    return await taking_down.open_mail(desk, written.as_mail(), how)


def _channel(given: str) -> Channel:
    if given not in TAKEN_DOWN:
        raise NotEnteredError(_("say how it came"))
    return Channel(given)


def _language(given: str) -> Language | None:
    return Language(given) if given in set(Language) else None


def _instant(given: str, desk: Desk) -> datetime:
    """A time in the desk's own zone, as a browser's field writes it."""
    try:
        return datetime.fromisoformat(given).replace(tzinfo=desk.pack.zone)
    except ValueError:
        raise NotEnteredError(_("say when it came: a day and a time")) from None
