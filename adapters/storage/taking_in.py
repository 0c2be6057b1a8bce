"""One message on its way into the record: its case, its disposition, its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text, update

from adapters.storage import files
from adapters.storage.callers import note_callers
from adapters.storage.findings import FromMail, note_found
from adapters.storage.known import Known
from adapters.storage.mail_rows import READ, case_row, message_row
from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    CounterRow,
    DeliveryRow,
    DispositionRow,
    EventRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
)
from adapters.storage.packs import kept_of
from casework import matching
from casework.assessment import Finding
from casework.authenticity import Authenticity
from casework.case import Party, case_number
from casework.channels import Channel
from casework.events import EventKind
from casework.hold import NOTHING_IS_DELETED
from casework.intake import DISPOSITION, Disposition, Handling, Route
from casework.messages import failed_for
from casework.versions import effective

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from casework.assessment import Ticked
    from casework.callers import Caller
    from casework.case import Language
    from casework.casefile import CaseFile
    from casework.findings import Found
    from casework.messages import InboundMessage
    from casework.opening import Opening
    from casework.policy import Policy
    from casework.respondents import Respondent


_NOTHING_ASKED = Finding(None, "")
_LONGEST_WHY = 2000  # signs: it may repeat what a stranger wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message is to its case: who wrote what, what it asks for, what it brings.

    ``is_thanks``: a word after the end, from which nothing follows. ``tells_case``: it is
    only recorded, and its case must hear of it all the same. ``found`` is what a first look
    found in it, ``callers`` are the numbers that it complains of. ``by`` took it in, and ``why``.
    """

    party: Party | None = None
    own_text: str | None = None
    intent: Finding = _NOTHING_ASKED
    ticked: tuple[Ticked, ...] = ()
    found: tuple[Found, ...] = ()
    callers: tuple[Caller, ...] = ()
    is_thanks: bool = False
    tells_case: bool = False
    authenticity: Authenticity = Authenticity.UNCHECKED
    channel: Channel = Channel.MAIL
    by: str = "intake"
    why: str = ""


@dataclass(frozen=True, slots=True)
class IntakeTransaction:
    """One message on its way into the record."""

    session: AsyncSession
    packs: Mapping[str, Policy]
    secret: bytes
    desk: str
    now: datetime

    @property
    def known(self) -> Known:
        """What the record knows of a message already."""
        return Known(self.session, self.packs, self.secret, self.desk)

    async def directory(self) -> tuple[Respondent, ...]:
        """Everyone who can be complained about."""
        return await files.directory(self.session)

    async def reopen(self, number: str, at: datetime) -> None:
        """A closed case is open again, with the message that takes it up, in one transaction."""
        row = await self.session.get_one(CaseRow, number, with_for_update=True)
        files.reopen(row, at)

    async def file(self, number: str) -> CaseFile:
        """The file of a case that a message is added to."""
        row = await self.session.get_one(CaseRow, number, with_for_update=True)
        return await files.load_file(self.session, row, self.packs)

    async def pack_on(self, pack: Policy, at: datetime) -> Policy:
        """The version of a pack that is in force on the day of an instant, as cases follow it."""
        day = at.astimezone(pack.zone).date()
        if pack.in_force.on(day):
            return pack
        loaded = self.packs.get(pack.id, pack)
        return effective(pack, [loaded, *await kept_of(self.session, self.packs, pack.id)], day)

    async def case_time(self, number: str | None, wall: datetime) -> datetime:
        """An instant of the wall clock in the time that a case lives in."""
        ahead = select(CaseRow.ahead).where(CaseRow.number == number)
        return wall + timedelta(seconds=await self.session.scalar(ahead) or 0)

    async def open_case(
        self, message: InboundMessage, pack: Policy, found: Opening, about: Finding
    ) -> str:
        """A new case, with its number and its complainant; at once due to be acknowledged.

        ``about`` is the respondent, as far as the complaint names one. Where a person must look
        at it, it is flagged from the beginning, and says why: nobody could have before now.
        """
        at = message.received_at
        flagged_at = max(at, self.now) if found.for_a_person else None
        year = at.astimezone(pack.zone).year
        number = case_number(year, await self._count(year))
        row = case_row(number, message, pack, found, about)
        row.flagged_at = flagged_at
        self.session.add(row)
        await self.session.flush()
        self.session.add(self._complainant(number, message))
        self._event(number, at, EventKind.OPENED, "", message.sha256)
        if flagged_at is not None:
            why = "; ".join(found.for_a_person)[:_LONGEST_WHY]
            self._event(number, flagged_at, EventKind.FLAGGED, why, message.sha256)
        self._event(number, at, EventKind.LEGAL_HOLD, NOTHING_IS_DELETED, message.sha256)
        return number

    def _complainant(self, number: str, message: InboundMessage) -> CorrespondentRow:
        """Whoever wrote the first mail: letters go where it came from."""
        return CorrespondentRow(
            case_number=number,
            party=Party.COMPLAINANT,
            address=message.sender,
            name=message.sender_name,
            token=matching.reply_token(self.secret, number, Party.COMPLAINANT),
        )

    async def _count(self, year: int) -> int:
        begun = text('insert into "counter" (year, last) values (:year, 0) on conflict do nothing')
        await self.session.execute(begun, {"year": year})
        row = await self.session.get_one(CounterRow, year, with_for_update=True)
        row.last += 1
        return row.last

    async def keep(
        self, message: InboundMessage, mailbox: str, way: Route, size: int, said: Said
    ) -> int:
        """The message, its disposition and the rule behind it. Returns the row's number."""
        row = message_row(message, mailbox, way, size, self.now)
        _put_said(row, said)
        row.authenticity, row.channel = said.authenticity, said.channel
        if said.is_thanks:
            row.noted_at = message.received_at
        self.session.add(row)
        await self.session.flush()
        self.session.add(DispositionRow.of(row, at=self.now, by=said.by, why=said.why))
        return row.id

    async def entered(self, mailbox: str, digest: str) -> str | None:
        """The case that exactly these bytes opened, by the same way; None where none did."""
        same = select(MessageRow.case_number).where(
            MessageRow.mailbox == mailbox, MessageRow.sha256 == digest
        )
        return await self.session.scalar(same)

    async def speak(self, number: str, language: Language, rule: str) -> None:
        """The language that somebody said the complainant is written to in."""
        row = await self.session.get_one(CaseRow, number)
        row.language, row.language_rule = language, rule

    async def case(self, number: str) -> CaseRow | None:
        """A case, locked; None where there is none of this number."""
        return await self.session.get(CaseRow, number, with_for_update=True)

    async def remember(self, number: str, party: Party, message: InboundMessage) -> None:
        """Another address of a party may write to the case; its letters go where they went."""
        known = select(CorrespondentRow).where(
            CorrespondentRow.case_number == number, CorrespondentRow.address == message.sender
        )
        if (await self.session.scalars(known)).first() is not None:
            return
        self.session.add(
            CorrespondentRow(
                case_number=number,
                party=party,
                address=message.sender,
                name=message.sender_name,
                token=matching.reply_token(self.secret, number, f"{party} {message.sender}"),
                only_writes=True,
            )
        )

    def read_anew(self, row: MessageRow, message: InboundMessage, said: Said) -> None:
        """What a held message says now that it was read again; its bytes are the same."""
        fresh = message_row(
            message, row.mailbox, Route(Handling.HOLD, row.rule), row.size, self.now
        )
        for name in READ:
            setattr(row, name, getattr(fresh, name))
        _put_said(row, said)

    async def held(self, message_id: int) -> MessageRow | None:
        """A message that waits for a person, locked; None where this one does not."""
        row = await self.session.get(MessageRow, message_id, with_for_update=True)
        return row if row is not None and row.disposition == Disposition.HELD else None

    def change(self, row: MessageRow, way: Route, by: str, why: str) -> None:
        """A person gives a message another disposition; the earlier one stays in the ledger.

        What is added to a case has still to be noted by it; a new case is made of its message.
        """
        row.disposition, row.rule = DISPOSITION[way.handling], way.rule
        row.case_number, row.suggested_case = way.case_number, way.suggested
        row.noted_at = None if way.handling is Handling.ADD else self.now
        self.session.add(DispositionRow.of(row, at=self.now, by=by, why=why))

    async def note(self, number: str, message_id: int, said: Said, message: InboundMessage) -> None:
        """What a message on a case brings, says of itself, and complains of."""
        self.tick_off(number, message_id, said.ticked, message)
        mail = FromMail(
            case_number=number,
            message_id=message_id,
            sha256=message.sha256,
            at=message.received_at,
        )
        note_found(self.session, said.found, mail)
        await note_callers(self.session, said.callers, mail)

    def tick_off(
        self, number: str, message_id: int, ticked: Iterable[Ticked], message: InboundMessage
    ) -> None:
        """Evidence that a message brought."""
        for one in ticked:
            self._tick(number, message_id, one)
            why = f"{one.item}: {one.rule}"
            self._event(number, message.received_at, EventKind.EVIDENCE_ADDED, why, message.sha256)

    async def tick_off_kept(self, message_id: int, ticked: Iterable[Ticked]) -> None:
        """Evidence found later in a message that is already on its case; each item once."""
        row = await self.session.get_one(MessageRow, message_id)
        there = select(EvidenceRow.item).where(EvidenceRow.message_id == message_id)
        known = set(await self.session.scalars(there))
        if row.case_number is not None:
            for one in (found for found in ticked if found.item not in known):
                self._tick(row.case_number, message_id, one)

    def _tick(self, number: str, message_id: int, one: Ticked) -> None:
        row = EvidenceRow(
            case_number=number,
            message_id=message_id,
            item=one.item,
            sha256=one.sha256,
            rule=one.rule,
        )
        self.session.add(row)

    def _event(self, number: str, at: datetime, kind: EventKind, why: str, cause: str) -> None:
        event = EventRow(case_number=number, at=at, kind=kind, why=why, cause=cause)
        self.session.add(event)

    async def bounced(self, message: InboundMessage) -> bool:
        """Mark the letter that a report speaks of, and its address; whether a case must hear.

        Believed only where the report carries one of our Message-IDs (their hash is keyed).
        That a letter is late changes nothing; nor does a witness mailbox's report.
        """
        report = message.report
        if report is None or not matching.is_our_message_id(
            self.secret, report.original_message_id
        ):
            return False
        letter = await self.session.scalar(
            select(LetterRow).where(LetterRow.message_id == report.original_message_id)
        )
        failed = failed_for(report, letter.recipient) if letter is not None else None
        if letter is None or failed is None or letter.bounced_at is not None:
            return False
        at = await self.case_time(letter.case_number, message.received_at)
        letter.bounced_at, letter.bounce = at, failed.status or report.action
        if failed.permanent:
            await self._undeliverable(letter, at)
        return True

    async def _undeliverable(self, letter: LetterRow, at: datetime) -> None:
        address = update(CorrespondentRow).where(
            CorrespondentRow.case_number == letter.case_number,
            CorrespondentRow.address == letter.recipient.lower(),
        )
        await self.session.execute(address.values(bounced_at=at))

    async def settle_delivery(self, delivery_id: int, message_id: int, way: Route) -> None:
        """The delivery is dealt with: here is its message."""
        settled = update(DeliveryRow).where(DeliveryRow.id == delivery_id)
        await self.session.execute(
            settled.values(
                message_id=message_id, disposition=DISPOSITION[way.handling], rule=way.rule
            )
        )


def _put_said(row: MessageRow, said: Said) -> None:
    row.party, row.own_text = said.party, said.own_text
    row.intent, row.intent_rule = said.intent.value, said.intent.rule
    row.tells_case = said.tells_case
