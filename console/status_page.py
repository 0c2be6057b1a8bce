"""The complainant's page of one case: where it stands, what we need, and what they can tell us.

The link is asked for anew with every request, so that one that was ended opens nothing from
that moment on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from adapters.calendars import Calendars
from adapters.forms.written import Written
from casework.case import Party
from casework.channels import Channel
from casework.intake import Disposition
from casework.matching import numbers_in, reply_address
from console.code_door import Door
from console.public import desk_of, links, read_in, show, tell
from console.public_forms import form
from console.status_words import status
from console.taking_down import entry
from console.tongue import _
from mailroom.enter import Wish

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.storage.models import CorrespondentRow
    from casework.policy import Intent
    from console.public_forms import Sent
    from console.status_deeds import Deed
    from console.status_words import Status

_LONGEST_NOTE = 4_000
_DOOR = Door(place="status", key="link")


# ---- the door ----------------------------------------------------------------------------


async def come_in(request: Request) -> Response:
    """A session for whoever has a code."""
    digest, desk = await _DOOR.given(request), desk_of(request)
    number = await links(desk).case_of(digest, desk.wall())
    view = await desk.views.case(number, light=True) if number else None
    if view is None:
        return _DOOR.opens_nothing(request)
    await links(desk).opened(digest, desk.wall())
    return _DOOR.let_in(request, digest, view.case.language, "case")


# ---- a new link --------------------------------------------------------------------------


async def ask_for_link(request: Request) -> Response:
    """The form for a new link."""
    read_in(request)
    return show(request, "status/new_link.html")


async def send_link(request: Request) -> Response:
    """It goes to the address that is known. What is told here is the same for everybody."""
    read_in(request)
    sent = await form(request)
    desk = desk_of(request)
    for number in numbers_in(sent["number"])[:1]:
        await links(desk).ask(number, sent["address"][:320], desk.wall())
    return tell(
        request,
        _("Thank you"),
        _(
            "If there is an open complaint with this number and this e-mail address, a new "
            "link is on its way to that address."
        ),
        _(
            "No mail after a quarter of an hour? Look into the folder for unwanted mail; "
            "check the number and the address; or reply to any of our mails. A new link can"
            " be had every half hour, three times a day."
        ),
    )


# ---- the case ----------------------------------------------------------------------------


async def case(request: Request) -> Response:
    """Where it stands."""
    shown = await _shown(request)
    if shown is None:
        return _DOOR.opens_nothing(request)
    return show(request, "status/case.html", case=shown)


async def _shown(request: Request) -> Status | None:
    """The one case that this browser's link opens; None where it opens nothing."""
    language, desk = read_in(request), desk_of(request)
    number = await _number(request)
    view, file = await desk.views.case_and_file(number, desk.packs) if number else (None, None)
    if view is None or file is None:
        return None
    calendar = Calendars(desk.packs_folder)[file.policy.calendar]
    return status(file, view, calendar, desk.case_time(view.case), language)


async def _number(request: Request) -> str | None:
    digest, desk = _DOOR.known(request), desk_of(request)
    return await links(desk).case_of(digest, desk.wall()) if digest else None


async def confirm(request: Request) -> Response:
    """Is this what you want to say? Nothing is said yet."""
    shown = await _shown(request)
    if shown is None:
        return _DOOR.opens_nothing(request)
    return show(request, "status/confirm.html", case=shown, deed=_deed(request, shown))


async def say(request: Request) -> Response:
    """It is said: a message of the complainant, as if they had written it."""
    shown = await _shown(request)
    if shown is None:
        return _DOOR.opens_nothing(request)
    sent = await form(request)
    deed = _deed(request, shown)
    words = "\n\n".join(filter(None, [deed.says, sent["note"][:_LONGEST_NOTE]]))
    came_of_it = await _send(request, shown.number, sent, words, deed.intent)
    told = _("We have it: %(what)s") % {"what": deed.says}
    return _back(request, told, came_of_it)


def _deed(request: Request, shown: Status) -> Deed:
    name = request.path_params["deed"]
    found = next((one for one in shown.deeds if one.name == name), None)
    if found is None:
        raise HTTPException(404)
    return found


async def bring(request: Request) -> Response:
    """Evidence: kept as it came, whatever it is, and ticked off."""
    shown = await _shown(request)
    if shown is None:
        return _DOOR.opens_nothing(request)
    sent = await form(request, files=True)
    note = sent["note"][:_LONGEST_NOTE]
    if not shown.may_send or not (sent.files or note):
        request.session["said"] = _("Nothing was sent: choose a file first.")
        return RedirectResponse("/status/case", status_code=303)
    offered = {name for name, _called in (*shown.missing, *shown.helpful)}
    item = sent["item"] if sent["item"] in offered else ""
    came_of_it = await _send(request, shown.number, sent, note, None, item)
    told = _("We have it. Files received: %(many)s") % {"many": len(sent.files)}
    return _back(request, told, came_of_it)


async def _send(  # noqa: PLR0913, PLR0917  all that makes a message
    request: Request, number: str, sent: Sent, text: str, intent: Intent | None, item: str = ""
) -> Disposition:
    desk = desk_of(request)
    assert sent.ticket is not None  # noqa: S101  ``form`` has looked
    who = await _complainant(request, number)
    written = Written(
        channel=Channel.STATUS_PAGE,
        at=sent.ticket.at,
        text=text,
        to=reply_address(desk.settings.desk_address, who.token),
        subject=f"[{number}]",
        name=who.name,
        address=who.address,
        once=sent.ticket.name,
        files=sent.files,
    )
    wish = Wish(number=number, intent=intent, item=item)
    return await (await entry(desk)).add(written, wish)


async def _complainant(request: Request, number: str) -> CorrespondentRow:
    view = await desk_of(request).views.case(number)
    theirs = [one for one in view.people if one.party == Party.COMPLAINANT] if view else []
    return next(one for one in theirs if not one.only_writes)


def _back(request: Request, told: str, came_of_it: Disposition) -> Response:
    if came_of_it is Disposition.HELD:
        told = " ".join([told, _("A member of our staff reads it first.")])
    request.session["said"] = told
    return RedirectResponse("/status/case", status_code=303)


ROUTES = [
    Route("/status", _DOOR.ask, methods=["GET"]),
    Route("/status", come_in, methods=["POST"]),
    Route("/status/leave", _DOOR.leave, methods=["POST"]),
    Route("/status/new-link", ask_for_link, methods=["GET"]),
    Route("/status/new-link", send_link, methods=["POST"]),
    Route("/status/case", case, methods=["GET"]),
    Route("/status/case/files", bring, methods=["POST"]),
    Route("/status/case/{deed}", confirm, methods=["GET"]),
    Route("/status/case/{deed}", say, methods=["POST"]),
]
