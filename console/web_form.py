"""A complaint on a form: taken in as a stranger's mail would be, with the same caps and budgets.

Nobody's address is proven here, so nothing more goes to it than to any From of a mail: one
acknowledgement, within the caps. Robots are met with a field that people do not see, a time
that people need, and a number of complaints an hour; a person whom these hit loses no word.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.routing import Route

from adapters.forms.written import Written
from casework.channels import Channel
from casework.matching import comes_to
from console import actions
from console.addresses import can_be_written_to
from console.public import desk_of, read_in, show
from console.public_forms import any_form
from console.taking_down import entry
from console.tongue import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from console.desk import Desk
    from console.public_forms import Sent

_AT_LEAST = timedelta(seconds=3)  # nobody writes a complaint faster
_HOUR = timedelta(hours=1)
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1
_EMPTY = {"name": "", "address": "", "subject": "", "words": ""}


async def empty(request: Request) -> Response:
    """The form."""
    read_in(request)
    return show(request, "public/complain.html", given=_EMPTY, wrong=())


async def complain(request: Request) -> Response:
    """A complaint is taken in; or the form comes back with all that was written in it."""
    read_in(request)
    desk, sent = desk_of(request), await any_form(request, files=True)
    wrong, status = _wrong(desk, sent), 422
    if not sent.ours or sent.ticket is None:
        words = _(
            "This page had been open for too long. Nothing is lost but the files: choose "
            "them again and press the button once more."
        )
        wrong, status = [words], 403
    elif not wrong and await _is_full(desk):
        words = _(
            "So many complaints are coming in at present that this form takes no more. "
            "Please send us an e-mail instead: %(address)s"
        )
        wrong, status = [words % {"address": desk.settings.desk_address}], 429
    if wrong:
        given = {name: sent[name] for name in _EMPTY}
        return show(request, "public/complain.html", status, given=given, wrong=wrong)
    await (await entry(desk)).receive(_written(desk, sent))
    return show(request, "public/thanks.html", address=sent["address"])


def _wrong(desk: Desk, sent: Sent) -> list[str]:
    """Everything at once, in words."""
    found, address = [], sent["address"]
    if not sent["words"]:
        found.append(_("Tell us what happened."))
    if not can_be_written_to(address) or len(address) > _LONGEST_ADDRESS:
        found.append(_("Write your e-mail address as in name@example.org: we answer to it."))
    elif comes_to(desk.settings.desk_address, address):
        found.append(_("This is our own address: we need yours."))
    early = sent.ticket is not None and desk.wall() < sent.ticket.at + _AT_LEAST
    if sent["website"] or early:
        found.append(
            _(
                "This looks as if a program had filled it in. Leave the last field empty, "
                "wait a few seconds, and press the button again."
            )
        )
    return found


async def _is_full(desk: Desk) -> bool:
    since = desk.wall() - _HOUR
    came = await actions.intake(desk).came_by(Channel.WEB_FORM, since)
    return came >= desk.settings.forms_per_hour


def _written(desk: Desk, sent: Sent) -> Written:
    assert sent.ticket is not None  # noqa: S101  whoever asks has looked
    return Written(
        channel=Channel.WEB_FORM,
        at=sent.ticket.at,
        text=sent["words"],
        to=desk.settings.desk_address,
        subject=sent["subject"][:300],
        name=sent["name"][:200],
        address=sent["address"].lower(),
        once=sent.ticket.name,
        files=sent.files,
    )


ROUTES = [
    Route("/complain", empty, methods=["GET"]),
    Route("/complain", complain, methods=["POST"]),
]
