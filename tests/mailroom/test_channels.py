"""What every way in promises: the same cases for mail, staff's form, public form, status page.

A new channel is one more ``Way`` here; it is right when these pass. On both databases.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from sqlalchemy import select

from adapters.forms.written import Written
from adapters.mailbox.imap import Fetched
from adapters.mailbox.reader import Bounds, Reader
from adapters.storage.evidence import EvidenceStore
from adapters.storage.intake import Intake, Place
from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    DeliveryRow,
    DispositionRow,
    MessageRow,
)
from adapters.storage.relay import Relay
from casework.channels import Channel
from casework.messages import OutboundFile
from casework.policy import Intent
from mailroom.enter import Entered, Entry, NotEnteredError, Wish
from mailroom.receive import Arrived, Receiver
from tests.examples import ANA, DESK, MONDAY, PNG, READER, SECRET, a_mail, a_policy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from adapters.settings import Settings
    from adapters.storage.base import Base
    from adapters.storage.engine import Sessions
    from adapters.storage.taking_in import IntakeTransaction

Files = tuple[OutboundFile, ...]
TEXT = "Unwanted calls every day. 他们不停打来。 他們不停打來。 \N{TELEPHONE RECEIVER}"
NAMES = ("../../etc/passwd", "<img src=x onerror=alert(1)>.png", "log\r\nX-Evil: yes.png", "")


class _GoneError(OSError):
    """The database went away before it had confirmed."""


class Shaky(Intake):
    """An intake whose transactions break off, after so many that do not."""

    good = 10**6

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[IntakeTransaction]:
        """One message, all or nothing: here sometimes nothing."""
        Shaky.good -= 1
        async with Intake.transaction(self) as tx:
            yield tx
            if Shaky.good < 0:
                raise _GoneError


@dataclass
class Door:
    """A desk's way in, and what is behind it."""

    rows: Sessions
    entry: Entry
    token: str = ""
    number: str = ""
    uid: int = 0

    async def mail(self, raw: bytes, uid: int) -> None:
        """One mail, as the mailroom collects it."""
        receiver, now = self.entry.receiver, MONDAY
        digest = self.entry.store.put(raw)
        place = Place(mailbox=DESK, folder="INBOX", uidvalidity=1, uid=uid)
        attempt = await receiver.intake.begin(place, digest, len(raw), now)
        fetched = Fetched(uid=uid, size=len(raw), received_at=now, raw=raw)
        if attempt.disposition is None:
            arrived = Arrived(place=place, fetched=fetched, attempt=attempt, digest=digest)
            await receiver.receive(arrived)

    async def all_of(self, table: type[Base]) -> list[Any]:
        """Every row of a table, without what the case began with."""
        async with self.rows() as session:
            found: list[Any] = list(await session.scalars(select(table)))
        return [one for one in found if getattr(one, "subject", "") != "The beginning"]

    async def messages(self) -> list[MessageRow]:
        """What came by the way that is looked at."""
        return await self.all_of(MessageRow)


class Way(Protocol):
    """A channel, as a test uses it: the same message every time it is sent."""

    channel: Channel
    transactions: int  # the one that takes the message in is the how-manieth

    async def send(self, door: Door, text: str = ..., files: Files = ...) -> None:
        """Bring a message in, or the same one again."""
        ...


@dataclass
class ByMail:
    """A mail in the inbox, delivered again under another UID."""

    channel: Channel = Channel.MAIL
    transactions: int = 1
    uids: list[int] = field(default_factory=list)

    async def send(self, door: Door, text: str = TEXT, files: Files = ()) -> None:
        """The mail server has it."""
        raw = a_mail(text + "\n", files=tuple((f.name, f.media_type, f.content) for f in files))
        self.uids.append(1)
        await door.mail(raw, len(self.uids))


@dataclass
class ByStaff:
    """Taken down by somebody of the staff."""

    channel: Channel = Channel.PHONE
    transactions: int = 2

    async def send(self, door: Door, text: str = TEXT, files: Files = ()) -> None:
        """The form is sent."""
        how = Entered(channel=self.channel, at=MONDAY, by="ling", why="rang", again=True)
        await door.entry.open(_written(self.channel, text, files, DESK).as_mail(), how)


@dataclass
class ByForm:
    """Typed into the public form by a stranger."""

    channel: Channel = Channel.WEB_FORM
    transactions: int = 1

    async def send(self, door: Door, text: str = TEXT, files: Files = ()) -> None:
        """The form is sent."""
        await door.entry.receive(_written(self.channel, text, files, DESK))


@dataclass
class ByStatusPage:
    """Sent by a complainant on the page of their case."""

    channel: Channel = Channel.STATUS_PAGE
    transactions: int = 1

    async def send(self, door: Door, text: str = TEXT, files: Files = ()) -> None:
        """The form is sent."""
        to = DESK.replace("@", f"+{door.token}@")
        wish = Wish(number=door.number, item="call_log" if files else "")
        await door.entry.add(_written(self.channel, text, files, to), wish)


def _written(channel: Channel, text: str, files: tuple[OutboundFile, ...], to: str) -> Written:
    return Written(
        channel=channel,
        at=MONDAY,
        text=text,
        to=to,
        subject="Calls",
        name="Ana Lima",
        address=ANA,
        once="o" * 26,
        files=files,
    )


@pytest.fixture(params=[ByMail, ByStaff, ByForm, ByStatusPage])
def way(request: pytest.FixtureRequest) -> Way:
    """Each of the ways in."""
    made: Way = request.param()
    return made


def _now() -> datetime:
    return MONDAY


def a_door(rows: Sessions, settings: Settings, folder: Path, reader: Reader = READER) -> Door:
    """A desk that has just opened."""
    Shaky.good = 10**6
    intake = Shaky(rows, {"example": a_policy()}, SECRET, DESK, _now)
    receiver = Receiver(
        intake=intake, pack=a_policy(), settings=settings, first_look_at=MONDAY, reader=reader
    )
    folder.mkdir(exist_ok=True)
    return Door(rows, Entry(receiver, EvidenceStore(folder)))


@pytest.fixture
async def door(rows: Sessions, settings: Settings, tmp_path: Path, way: Way) -> Door:
    """That desk, with a case where the way needs one."""
    made = a_door(rows, settings, tmp_path / "evidence")
    if way.channel is Channel.STATUS_PAGE:
        await begin(made)
    return made


async def begin(door: Door) -> None:
    """A case that somebody can add to; what it began with does not count."""
    await door.mail(a_mail("It began.", subject="The beginning", message_id="<0@home.example>"), 99)
    (person,) = await door.all_of(CorrespondentRow)
    door.token, door.number = person.token, person.case_number
    async with door.rows.begin() as session:
        for one in await session.scalars(select(MessageRow)):
            one.handed_over_at = MONDAY


async def test_a_message_is_kept_and_has_one_disposition(door: Door, way: Way) -> None:
    """Its bytes under their digest, its channel in its row, its words whole, one ledger line."""
    await way.send(door)
    (message,) = await door.messages()
    raw = door.entry.store.open(message.sha256)

    assert sha256(raw).hexdigest() == message.sha256
    assert (message.channel, message.text) == (way.channel, TEXT + "\n")
    assert message.disposition in {"opened", "added"}
    assert message.case_number
    assert message.defects == []
    ledger = [one for one in await door.all_of(DispositionRow) if one.message_id == message.id]
    assert [(one.disposition, one.rule) for one in ledger] == [(message.disposition, message.rule)]
    deliveries = [one for one in await door.all_of(DeliveryRow) if one.sha256 == message.sha256]
    assert [one.message_id for one in deliveries] == [message.id]


async def test_its_workflow_is_told_by_the_relay(door: Door, way: Way) -> None:
    """Nobody asks Temporal while a message comes in."""
    await way.send(door)
    (message,) = await door.messages()

    (untold,) = await Relay(door.rows).untold()

    assert (untold.ref, untold.case_number) == (message.sha256, message.case_number)


async def test_sent_twice_it_is_one_message(door: Door, way: Way) -> None:
    """And at most one case."""
    for _ in range(3):
        await way.send(door)

    assert len(await door.messages()) == 1
    assert len(await door.all_of(CaseRow)) == 1


async def test_what_breaks_off_is_nothing_and_sent_again_is_whole(door: Door, way: Way) -> None:
    """The database goes away before it has confirmed: the bytes are there, and nothing half."""
    before = len(await door.all_of(CaseRow))
    Shaky.good = way.transactions - 1
    with pytest.raises(_GoneError):
        await way.send(door)
    kept = [one for one in door.entry.store.folder.rglob("*") if one.is_file()]

    assert await door.messages() == []
    assert len(await door.all_of(CaseRow)) == before
    assert len(kept) == 1 + before

    Shaky.good = 10**6
    await way.send(door)
    assert len(await door.messages()) == 1


async def test_files_come_whole_and_their_names_stay_names(door: Door, way: Way) -> None:
    """Every byte of them, whatever they are called; nothing is written anywhere by their names."""
    files = tuple(
        OutboundFile(name=name, media_type="image/png", content=PNG + bytes([at]))
        for at, name in enumerate(NAMES)
        if way.channel is not Channel.MAIL or "\n" not in name
    )
    await way.send(door, TEXT, files)
    (message,) = await door.messages()

    kept = {line.split()[0] for line in message.attachments}
    assert kept == {sha256(one.content).hexdigest() for one in files}
    names = {one.name for one in door.entry.store.folder.rglob("*") if one.is_file()}
    assert all(len(name) == 64 for name in names)
    assert b"\nX-Evil" not in door.entry.store.open(message.sha256)


async def test_what_cannot_be_read_is_held_or_refused(
    rows: Sessions, settings: Settings, tmp_path: Path, way: Way
) -> None:
    """Never lost, never half taken: a person looks at it, or whoever sends it is told."""
    with_case = a_door(rows, settings, tmp_path / "evidence")
    if way.channel is Channel.STATUS_PAGE:
        await begin(with_case)
    tiny = Reader(Bounds(size=100))
    door = a_door(rows, settings, tmp_path / "evidence", tiny)
    door.token, door.number = with_case.token, with_case.number
    try:
        await way.send(door)
    except NotEnteredError as error:
        assert way.channel is Channel.PHONE
        assert "cannot become a case" in str(error)  # noqa: PT017
        assert await door.messages() == []
    else:
        (message,) = await door.messages()
        assert message.disposition == "held"
        assert door.entry.store.open(message.sha256)
    tiny.close()


# ---- the status page alone ---------------------------------------------------------------


async def test_an_address_of_another_case_is_no_way_into_this_one(
    rows: Sessions, settings: Settings, tmp_path: Path
) -> None:
    """The link says which case it is about, whatever reply address the message carries."""
    door = a_door(rows, settings, tmp_path / "evidence")
    await begin(door)
    mine = door.number
    await door.mail(a_mail("A refund, my money back.", sender="bo@x.example"), 98)
    people = await door.all_of(CorrespondentRow)
    door.token = next(one.token for one in people if one.case_number != mine)

    with pytest.raises(NotEnteredError, match="not of this case"):
        await ByStatusPage().send(door)


async def test_what_was_chosen_counts_for_more_than_its_words(
    rows: Sessions, settings: Settings, tmp_path: Path
) -> None:
    """A button was pressed: its intent is the message's, though the note speaks of another."""
    door = a_door(rows, settings, tmp_path / "evidence")
    await begin(door)
    to = DESK.replace("@", f"+{door.token}@")
    words = _written(Channel.STATUS_PAGE, "I want to speak to a person. I withdraw.", (), to)

    await door.entry.add(words, Wish(number=door.number, intent=Intent.WITHDRAW))

    (message,) = await door.messages()
    assert (message.intent, message.intent_rule) == ("withdraw", "chosen on the status page")
