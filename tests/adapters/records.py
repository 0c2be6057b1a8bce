"""A desk's record for tests: cases, mail and letters, put there by the desk's own code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from adapters.eyes import Eyes
from adapters.mailbox.parse import parse
from adapters.storage.caps import Caps
from adapters.storage.casebook import Casebook
from adapters.storage.intake import Intake, Place
from adapters.storage.models import CaseRow, LetterRow, MessageRow
from adapters.storage.taking_in import Said
from casework import matching
from casework.assessment import Finding
from casework.case import Language, Party, Stage
from casework.intake import Handling, Route
from casework.letters import FrozenLetter, Letter, LetterKind
from tests.examples import DESK, MONDAY, ROOT, SECRET, a_mail, a_policy

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions
    from casework.messages import InboundMessage
    from casework.opening import Opening

POLICY = a_policy()
PACKS = {POLICY.id: POLICY}
EYES = Eyes(pack=POLICY, packs=PACKS, folder=ROOT / "policies")
PLENTY = Caps(
    acknowledgements_per_sender_day=1000,
    acknowledgements_per_hour=1000,
    letters_per_recipient_day=1000,
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOBODY = Finding(None, "nobody in the directory is named")
_IDS = count(1)


@dataclass
class Clock:
    """A wall clock that stands until it is moved."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now

    def move(self, seconds: float) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)


def intake_of(rows: Sessions, clock: Clock | None = None) -> Intake:
    """Where mail is recorded."""
    return Intake(rows, PACKS, SECRET, DESK, clock or Clock())


def casebook_of(rows: Sessions, caps: Caps = PLENTY) -> Casebook:
    """Where the case files are."""
    return Casebook(rows, PACKS, caps, SECRET)


def place(uid: int, uidvalidity: int = 1) -> Place:
    """Where a mail lies in the desk's inbox."""
    return Place(mailbox=DESK, folder="INBOX", uidvalidity=uidvalidity, uid=uid)


def new_mail(text: str = "", at: datetime = MONDAY, **facts: str) -> InboundMessage:
    """A mail that no other mail is like."""
    number = next(_IDS)
    facts.setdefault("message_id", f"<{number}@home.example>")
    words = text or f"Unwanted calls again, for the {number}th time.\n"
    return parse(a_mail(words, **facts), at)  # type: ignore[arg-type]  # names of a_mail's facts


def assessed(message: InboundMessage) -> Opening:
    """What a first look finds."""
    return EYES.look(message).opening


async def open_case(rows: Sessions, message: InboundMessage | None = None) -> str:
    """A case that begins with a mail; its number."""
    message = message or new_mail()
    async with intake_of(rows).transaction() as tx:
        number = await tx.open_case(message, POLICY, assessed(message), NOBODY)
        said = Said(party=Party.COMPLAINANT, own_text=message.text)
        await tx.keep(message, DESK, Route(Handling.OPEN, "a test", number), 100, said)
    return number


async def add_mail(
    rows: Sessions,
    number: str | None,
    handling: Handling = Handling.ADD,
    at: datetime = MONDAY,
    *,
    said: Said | None = None,
    message: InboundMessage | None = None,
) -> InboundMessage:
    """One more mail in the record, on a case or on none."""
    message = message or new_mail(at=at)
    async with intake_of(rows).transaction() as tx:
        said = said or Said(party=Party.COMPLAINANT, own_text=message.text)
        await tx.keep(message, DESK, Route(handling, "a test", number), 100, said)
    return message


async def change(rows: Sessions, number: str, **facts: object) -> None:
    """A case's row says something else now."""
    async with rows.begin() as session:
        row = await session.get_one(CaseRow, number)
        for name, value in facts.items():
            setattr(row, name, value)


async def put_stage(rows: Sessions, number: str, stage: Stage) -> None:
    """The case stands somewhere else now."""
    async with rows.begin() as session:
        (await session.get_one(CaseRow, number)).stage = stage


async def freeze(
    rows: Sessions,
    number: str,
    *,
    kind: LetterKind = LetterKind.EVIDENCE_REQUEST,
    at: datetime = MONDAY,
    approval: tuple[str, ...] = (),
) -> str:
    """A letter in the outbox; its key."""
    key = f"{number}/{kind}/{next(_IDS)}"
    async with casebook_of(rows).open(number, at) as opened:
        to = opened.file.correspondent(Party.COMPLAINANT)
        letter = Letter(
            kind=kind,
            to=to,
            language=Language.ENGLISH,
            case_number=number,
            opened_on=date(2026, 3, 2),
            leaves_at=at,
            approval=approval,
        )
        message_id = matching.letter_message_id(SECRET, key, "desk.example")
        frozen = FrozenLetter(
            key=key, message_id=message_id, recipient=to.address, subject="s", raw=key.encode()
        )
        await opened.freeze(letter, frozen, at)
    return key


async def case_row(rows: Sessions, number: str) -> CaseRow:
    """A case as its row has it."""
    async with rows() as session:
        return await session.get_one(CaseRow, number)


async def letter_row(rows: Sessions, key: str) -> LetterRow:
    """A letter as its row has it."""
    async with rows() as session:
        return await session.get_one(LetterRow, key)


async def message_row(rows: Sessions, message_id: int) -> MessageRow:
    """A message as its row has it."""
    async with rows() as session:
        return await session.get_one(MessageRow, message_id)
