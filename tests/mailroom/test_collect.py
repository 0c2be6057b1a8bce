"""Mail from the inbox to the record: nothing lost, nothing doubled, nothing in the way."""

from __future__ import annotations

import asyncio
import dataclasses
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from adapters.mailbox.imap import MailboxError, open_inbox
from adapters.storage.models import DeliveryRow, StaffRow
from mailroom.receive import Receiver
from tests.conftest import wall
from tests.examples import ANA, DESK, MONDAY, PNG, a_mail
from tests.mailroom.conftest import Room, make_room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.settings import Settings
    from adapters.storage.taking_in import IntakeTransaction
    from demo.post import PostOffice
    from mailroom.collect import Collector


async def test_a_complaint_leaves_the_inbox_for_processed(room: Room) -> None:
    """Its bytes are kept under their digest, and the mail is moved, not deleted."""
    raw = a_mail()
    await room.drop(raw)

    done = await room.round()

    assert (done.taken, done.failed) == (1, 0)
    assert not await room.folder("INBOX")
    assert await room.folder("Processed") == [raw]
    assert room.collector.store.open(sha256(raw).hexdigest()) == raw
    assert await room.dispositions() == [("opened", "nothing known about it")]


async def test_the_same_bytes_again_are_folded(room: Room) -> None:
    """One case, however often a mail server delivers it."""
    for _ in range(3):
        await room.drop(a_mail())

    await room.round()

    assert len(await room.views.cases()) == 1
    assert len(await room.folder("Recorded")) == 2
    rules = [one["rule"] async for one in room.views.export_intake()]
    assert rules == ["nothing known about it", "same delivery", "same delivery"]


async def test_the_same_message_by_another_way_is_folded(room: Room) -> None:
    """Same Message-ID, sender and content under other Received lines: recorded on the case."""
    await room.drop(a_mail())
    await room.drop(b"Received: by a list\r\n" + a_mail())

    await room.round()

    assert (await room.dispositions())[1] == ("recorded", "same message")
    assert len(await room.views.cases()) == 1


async def test_a_message_id_alone_suppresses_nothing(room: Room) -> None:
    """Whoever sends first under somebody's Message-ID cannot erase their complaint."""
    await room.drop(a_mail("Nonsense.", sender="mallory@other.example"))
    await room.drop(a_mail())

    await room.round()

    assert [one for one, _ in await room.dispositions()] == ["opened", "opened"]


async def test_the_same_complaint_sent_again_joins_its_case(room: Room) -> None:
    """A new mail with the same words: no second case."""
    await room.drop(a_mail(message_id="<1@home.example>"))
    await room.drop(a_mail(message_id="<2@home.example>"))

    await room.round()

    assert (await room.dispositions())[1] == ("added", "the same complaint again")
    assert len(await room.views.cases()) == 1


async def test_a_reply_joins_its_case_and_a_strangers_does_not(room: Room) -> None:
    """The token is half of it; the other half is who writes."""
    await room.drop(a_mail())
    await room.round()
    (case,) = await room.views.cases()
    view = await room.views.case(case.number)
    assert view
    address = DESK.replace("@", f"+{view.people[0].token}@")

    await room.drop(a_mail("More.", to=address, message_id="<2@home.example>"))
    await room.drop(
        a_mail("Let me in.", to=address, message_id="<3@x.example>", sender="m@x.example")
    )
    await room.round()

    assert (await room.dispositions())[1:] == [
        ("added", "a case's correspondent writes to it"),
        ("held", "a stranger holds a case's address"),
    ]
    assert len(await room.folder("Held")) == 1


async def test_a_case_number_in_the_subject_is_no_key(room: Room) -> None:
    """It opens a case of its own."""
    await room.drop(a_mail())
    await room.drop(a_mail("About that.", subject="[C-2026-000001]", sender="m@x.example"))

    await room.round()

    assert len(await room.views.cases()) == 2


@pytest.mark.parametrize(
    ("headers", "rule"),
    [
        ((("Auto-Submitted", "auto-replied"),), "automatic mail"),
        ((("Precedence", "list"),), "mailing list or bulk mail"),
        ((("List-Id", "<a.list>"),), "mailing list or bulk mail"),
    ],
)
async def test_machines_are_recorded_and_never_answered(
    room: Room, headers: tuple[tuple[str, str], ...], rule: str
) -> None:
    """No case, so no letter."""
    await room.drop(a_mail(headers=headers))

    await room.round()

    assert await room.dispositions() == [("recorded", rule)]
    assert not await room.views.cases()


async def test_our_own_mail_come_back_is_recorded(room: Room) -> None:
    """A desk does not talk to itself."""
    await room.drop(a_mail(sender=DESK))

    await room.round()

    assert await room.dispositions() == [("recorded", "our own mail come back")]


async def test_staff_are_told_to_use_the_console(room: Room) -> None:
    """What they mail to the inbox is kept and opens nothing."""
    async with room.rows.begin() as session:
        session.add(
            StaffRow(
                account="boris",
                name="Boris",
                address=ANA,
                role="handler",
                password_hash="-",  # noqa: S106  nobody logs in with it
                created_at=MONDAY,
            )
        )
    await room.drop(a_mail())

    await room.round()

    assert await room.dispositions() == [("recorded", "staff use the console")]


async def test_mail_from_before_the_desk_is_held(room: Room) -> None:
    """The first look into a full mailbox writes to nobody."""
    old, young = wall() - timedelta(days=4), wall() - timedelta(days=2)
    await room.drop(a_mail(message_id="<old@home.example>", subject="Old"), old)
    await room.drop(a_mail(message_id="<young@home.example>", subject="Young"), young)

    await room.round()

    assert sorted(await room.dispositions()) == [
        ("held", "older than the desk"),
        ("opened", "nothing known about it"),
    ]


async def test_deadlines_run_from_arrival_not_from_the_date_header(room: Room) -> None:
    """INTERNALDATE is what the mail server saw."""
    arrived = (wall() - timedelta(days=1)).replace(microsecond=0)
    await room.drop(a_mail(headers=()), arrived)

    await room.round()

    (case,) = await room.views.cases()
    assert case.opened_at == arrived


async def test_what_cannot_be_read_is_held_and_others_go_on(room: Room) -> None:
    """Ten thousand parts, no sender, only zeros: kept as they are, in nobody's way."""
    parts = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 10_000
    for raw in (
        b"From: a@b.example\r\n" + parts,
        b"Subject: from nobody\r\n\r\nhi\r\n",
        b"\0" * 99,
    ):
        await room.drop(raw)
    await room.drop(a_mail())

    await room.round()

    assert [one for one, _ in await room.dispositions()] == ["held", "held", "held", "opened"]
    assert len(await room.folder("Held")) == 3


async def test_a_mail_that_always_fails_is_held_after_three_tries(room: Room) -> None:
    """It stops nobody meanwhile, and what went wrong is kept."""

    class Breaking(Receiver):
        async def receive(self, mail: object) -> object:  # type: ignore[override]  # it fails
            raise RuntimeError(f"no luck with {type(mail).__name__}")

    broken = Breaking(**_fields(room.collector.receiver))
    collector = dataclasses.replace(room.collector, receiver=broken)
    room.collector = collector
    await room.drop(a_mail())

    rounds = [await room.round() for _ in range(4)]

    assert [one.failed for one in rounds] == [1, 1, 1, 0]
    assert await room.dispositions() == [("held", "failed three times")]
    async with room.rows() as session:
        delivery = await session.get_one(DeliveryRow, 1)
        assert (delivery.attempts, "no luck" in delivery.trouble) == (4, True)


def _fields(value: object) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}  # type: ignore[attr-defined]  # a dataclass


async def test_a_mail_above_the_keep_limit_stays_in_the_inbox(
    office: PostOffice, settings: Settings, room: Room, tmp_path: Path
) -> None:
    """Recorded and shown; the next look leaves it there again."""
    small = make_room(office, settings, room.rows, tmp_path / "evidence", keep_limit=2_000)
    raw = a_mail(files=(("big.png", "image/png", PNG * 500),))
    await small.drop(raw)

    for _ in range(2):
        done = await small.round()
        assert (done.taken, done.failed) == (0, 0)

    assert await small.folder("INBOX") == [raw]
    assert (await small.views.figures())["mail_left_in_inbox"] == 1


async def test_a_mail_above_the_parse_limit_is_kept_and_held(
    office: PostOffice, settings: Settings, room: Room, tmp_path: Path
) -> None:
    """Size never stops keeping, only reading."""
    tight = settings.model_copy(update={"parse_limit_bytes": 3_000})
    small = make_room(office, tight, room.rows, tmp_path / "evidence")
    raw = a_mail(files=(("big.png", "image/png", PNG * 500),))
    await small.drop(raw)

    await small.round()

    assert await small.dispositions() == [("held", "cannot be read")]
    assert small.collector.store.open(sha256(raw).hexdigest()) == raw


async def test_two_mailrooms_at_once_open_one_case_a_mail(
    office: PostOffice, settings: Settings, room: Room, tmp_path: Path
) -> None:
    """Unique keys decide; whoever loses moves on."""
    other = make_room(office, settings, room.rows, tmp_path / "evidence")
    for n in range(12):
        await room.drop(a_mail(f"Call number {n}.", message_id=f"<{n}@home.example>"))

    await asyncio.gather(room.round(), other.round(), return_exceptions=True)
    await room.round()

    assert len(await room.views.cases()) == 12
    assert not await room.folder("INBOX")


@pytest.mark.parametrize("step", ["begin", "transaction", "moved"])
async def test_a_crash_anywhere_repeats_harmlessly(room: Room, step: str) -> None:
    """Before the record, in it, after the move: the next round ends what this one began."""
    await room.drop(a_mail())
    healthy = room.collector
    room.collector = _breaking(healthy, step)
    await room.round()

    room.collector = healthy
    await room.round()

    assert len(await room.views.cases()) == 1
    assert not await room.folder("INBOX")
    assert len(await room.folder("Processed")) == 1


def _breaking(collector: Collector, step: str) -> Collector:
    """The same mailroom, whose record breaks once at one step."""
    intake = collector.intake
    whole = type(intake)

    class Breaking(whole):  # type: ignore[misc, valid-type]  # a class made for one test
        async def begin(self, *given: object) -> object:
            if step == "begin":
                raise OSError("the disk is gone")
            return await whole.begin(self, *given)  # type: ignore[arg-type]  # passed on

        @asynccontextmanager
        async def transaction(self) -> AsyncIterator[IntakeTransaction]:
            async with whole.transaction(self) as tx:
                yield tx
                if step == "transaction":
                    raise OSError("the disk is gone")

        async def moved(self, *given: object) -> None:
            if step == "moved":
                raise OSError("the disk is gone")
            await whole.moved(self, *given)  # type: ignore[arg-type]  # passed on

    broken = Breaking(**_fields(intake))
    receiver = dataclasses.replace(collector.receiver, intake=broken)
    return dataclasses.replace(collector, intake=broken, receiver=receiver)


async def test_a_connection_that_ends_is_said(room: Room) -> None:
    """The round raises, so that the mailroom connects anew; what was taken stays taken."""
    inbox = await asyncio.to_thread(open_inbox, room.access)
    await asyncio.to_thread(inbox.close)

    with pytest.raises(MailboxError):
        await room.collector.round(inbox)
