"""Who gets into a case, and who does not: forged senders, forged findings, odd headers, floods."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.mail_views import MailViews, Wanted
from adapters.storage.models import CorrespondentRow
from casework.case import Party
from casework.matching import reply_address, reply_token
from tests.examples import ANA, DESK, SECRET, a_mail
from tests.mailroom.test_receive import NUMBER, Room

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions
    from adapters.storage.models import MessageRow

REPLY_TO_ANA = reply_address(DESK, reply_token(SECRET, NUMBER, Party.COMPLAINANT))
BO = "bo@other.example"
PASSED = "mx.desk.example; dmarc=pass header.from=home.example"
DENIED = "mx.desk.example; dmarc=fail header.from=home.example"


@pytest.fixture
def room(rows: Sessions, tmp_path: Path) -> Room:
    """A mailroom on an empty record."""
    return Room(rows, tmp_path / "evidence")


def with_settings(room: Room, **given: object) -> Room:
    """The same, under other settings."""
    settings = room.receiver.settings.model_copy(update=given)
    room.receiver = replace(room.receiver, settings=settings)
    return room


async def ways(room: Room) -> list[tuple[str, str]]:
    """What became of every mail, and by which rule."""
    return [(one.disposition, one.rule) for one in await messages(room)]


async def messages(room: Room) -> list[MessageRow]:
    """Every mail, in the order of taking."""
    return list(reversed(await MailViews(room.rows).list_(Wanted())))


def of_ana(text: str, *results: str, to: str = DESK, number: int = 1) -> bytes:
    """A mail in Ana's name, with what mail servers found out about it, topmost first."""
    raw = a_mail(text, to=to, message_id=f"<{number}@home.example>")
    return b"".join(f"Authentication-Results: {one}\r\n".encode() for one in results) + raw


# ---- senders that our mail server looked at ------------------------------------------------


async def test_a_forged_complaint_is_held(room: Room) -> None:
    """Its own domain says so; nobody is written to for it."""
    with_settings(room, authserv_id="mx.desk.example")

    await room.take(of_ana("Unwanted calls.", DENIED))

    assert await ways(room) == [("held", "the sender's own domain denies it")]


async def test_a_finding_that_came_with_the_mail_proves_nobody(room: Room) -> None:
    """Only the topmost header is our own server's; the ones below it are the sender's."""
    with_settings(room, authserv_id="mx.desk.example")
    await room.take(of_ana("Unwanted calls.", PASSED))

    await room.take(of_ana("Withdraw it.", DENIED, PASSED, to=REPLY_TO_ANA, number=2))
    await room.take(of_ana("More.", "mx.evil.example; dmarc=pass", to=REPLY_TO_ANA, number=3))

    assert (await ways(room))[1:] == [
        ("held", "the sender's own domain denies it"),
        ("held", "the sender is not proven"),
    ]


async def test_a_proven_correspondent_is_added(room: Room) -> None:
    """And how sure we were is kept with each mail."""
    with_settings(room, authserv_id="mx.desk.example")
    await room.take(of_ana("Unwanted calls.", PASSED))

    await room.take(of_ana("More.", PASSED, to=REPLY_TO_ANA, number=2))
    await room.take(of_ana("Another matter, of mine.", number=3))

    found = await messages(room)
    assert [one.disposition for one in found] == ["opened", "added", "opened"]
    assert [one.authenticity for one in found] == ["pass", "pass", "none"]


# ---- what a header cannot do ---------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ("Reply-To", ANA),
        ("Sender", ANA),
        ("X-Ombud-Case", NUMBER),
        ("X-Ombud-Party", "complainant"),
        ("X-Original-From", ANA),
    ],
)
async def test_no_header_lets_a_stranger_in(room: Room, header: tuple[str, str]) -> None:
    """From alone says who writes, and there is nothing that steers the desk."""
    await room.take(a_mail())

    raw = a_mail("x", sender=BO, to=REPLY_TO_ANA, message_id="<2@x>", headers=(header,))
    await room.take(raw)

    assert (await ways(room))[1] == ("held", "a stranger holds a case's address")


async def test_a_copy_makes_nobody_a_correspondent(room: Room) -> None:
    """Whoever stands in Cc hears nothing and may say nothing."""
    await room.take(a_mail(headers=(("Cc", BO),)))

    async with room.rows() as session:
        addresses = list(await session.scalars(select(CorrespondentRow.address)))
    assert addresses == [ANA]


async def test_an_address_that_only_looks_the_same_is_another(room: Room) -> None:
    """A Cyrillic letter in the name: no sender that the desk could write to."""
    await room.take(a_mail())
    raw = a_mail("x", sender="x@y.example", to=REPLY_TO_ANA, message_id="<2@x>")
    raw = raw.replace(b"x@y.example", "аna@home.example".encode(), 1)  # noqa: RUF001  that is the attack

    await room.take(raw)

    assert (await ways(room))[1] == ("held", "no single sender")


async def test_a_desk_may_read_its_mail_in_a_group_of_its_own(room: Room) -> None:
    """Google Groups and Microsoft 365 mark each complaint as a list's; another list's stays one."""
    ours, theirs = f"<mailto:{DESK}>", "<mailto:news@shop.example>"
    for number, list_post in enumerate((ours, theirs)):
        headers = (("List-Post", list_post), ("Precedence", "list"))
        await room.take(a_mail(f"Call {number}.", message_id=f"<{number}@x>", headers=headers))

    assert await ways(room) == [
        ("opened", "nothing known about it"),
        ("recorded", "mailing list or bulk mail"),
    ]


async def test_a_correspondents_mail_that_a_machine_likelier_wrote_waits(room: Room) -> None:
    """A ticket system's receipt is not taken for the answer; a person may say that it is one."""
    await room.take(a_mail())
    machine = (("Auto-Submitted", "auto-generated"),)

    await room.take(a_mail("Ticket 7.", to=REPLY_TO_ANA, message_id="<2@h>", headers=machine))

    assert (await ways(room))[1] == ("held", "likelier a machine's")


# ---- more than anybody wanted ---------------------------------------------------------------


async def test_a_robot_without_any_mark_is_stopped_by_its_budget(room: Room) -> None:
    """What is over it is held; another complainant's mail is a case all the same."""
    with_settings(room, cases_per_sender_day=3)
    for number in range(5):
        raw = a_mail(f"Offer {number}!", sender=BO, message_id=f"<{number}@other.example>")
        await room.take(raw)

    await room.take(a_mail())

    assert [way for way, _ in await ways(room)] == [*["opened"] * 3, *["held"] * 2, "opened"]
    assert (await ways(room))[4] == ("held", "over the budget of its sender")


async def test_two_machines_that_answer_each_other_end(room: Room) -> None:
    """A correspondent's autoresponder without any mark: after so many a day it is held."""
    with_settings(room, messages_per_case_day=2)
    await room.take(a_mail())

    for number in range(2, 6):
        text = f"Thank you, {number}."
        await room.take(a_mail(text, to=REPLY_TO_ANA, message_id=f"<{number}@home.example>"))

    assert [way for way, _ in await ways(room)] == ["opened", "added", "added", "held", "held"]
    assert (await ways(room))[-1] == ("held", "over the budget of its case")


async def test_a_flood_is_held_and_cases_go_on(room: Room) -> None:
    """The desk's hour is full: new complaints wait for a person, replies reach their case."""
    with_settings(room, cases_per_hour=1)
    await room.take(a_mail())

    await room.take(a_mail("Me too.", sender=BO, message_id="<b@other.example>"))
    await room.take(a_mail("More.", to=REPLY_TO_ANA, message_id="<2@home.example>"))

    assert await ways(room) == [
        ("opened", "nothing known about it"),
        ("held", "over the budget of the desk"),
        ("added", "a case's correspondent writes to it"),
    ]
