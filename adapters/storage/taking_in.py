"""One message on its way into the record: its case, its disposition, its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text, update

from adapters.calendars import Calendars
from adapters.storage import files
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
    StaffRow,
)
from casework import clock, matching
from casework.assessment import Finding
from casework.case import NextStep, Party, Stage, case_number
from casework.events import EventKind
from casework.intake import DISPOSITION, Disposition, Handling
from casework.matching import Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from casework.assessment import Assessment, Ticked
    from casework.casefile import CaseFile
    from casework.intake import Route
    from casework.messages import InboundMessage
    from casework.policy import Policy
    from casework.respondents import Respondent


_NOTHING_ASKED = Finding(None, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a message is to its case: who wrote what, what it asks for, what it brings.

    ``is_thanks``: a word after the end, from which nothing follows.
    """

    party: Party | None = None
    own_text: str | None = None
    intent: Finding = _NOTHING_ASKED
    ticked: tuple[Ticked, ...] = ()
    is_thanks: bool = False


@dataclass(frozen=True, slots=True)
class IntakeTransaction:
    """One message on its way into the record."""

    session: AsyncSession
    packs: Mapping[str, Policy]
    secret: bytes
    desk: str
    now: datetime

    async def match(self, message: InboundMessage) -> Match:
        """What the record knows of a message's reply tokens, references and sender."""
        row, clear = await self._case_named_by(message)
        again = await self._case_begun_by(message)
        same = await self._same_message(message)
        party = await self._writes_as(row.number, message) if row is not None and clear else None
        return Match(
            case_number=row.number if row else None,
            is_correspondent=party is not None,
            party=party,
            is_closed=row is not None and row.stage == Stage.CLOSED,
            may_reopen=row is not None and self._may_reopen(row, message),
            same_message=same is not None,
            same_message_case=same.case_number if same else None,
            same_complaint=again,
        )

    async def _case_named_by(self, message: InboundMessage) -> tuple[CaseRow | None, bool]:
        """The case a message names, and whether it names one only."""
        tokens = matching.tokens_in(message.recipients, self.desk)
        by_token = select(CorrespondentRow.case_number).where(CorrespondentRow.token.in_(tokens))
        ours = [one for one in message.refers_to if matching.is_our_message_id(self.secret, one)]
        by_letter = select(LetterRow.case_number).where(LetterRow.message_id.in_(ours))
        named = set(await self.session.scalars(by_token)) or set(
            await self.session.scalars(by_letter)
        )
        if not named:
            return None, True
        row = await self.session.get(CaseRow, min(named), with_for_update=True)
        return row, len(named) == 1

    async def _writes_as(self, number: str, message: InboundMessage) -> Party | None:
        """The party of this case that the sender writes for: that of the reply address, first."""
        known = select(CorrespondentRow).where(
            CorrespondentRow.case_number == number, CorrespondentRow.address == message.sender
        )
        tokens = matching.tokens_in(message.recipients, self.desk)
        found = list(await self.session.scalars(known.order_by(CorrespondentRow.id)))
        found.sort(key=lambda one: one.token not in tokens)
        return Party(found[0].party) if found else None

    def _may_reopen(self, row: CaseRow, message: InboundMessage) -> bool:
        """Whether a closed case may be taken up again: to the end of the day its letter named."""
        pack = self.packs.get(row.pack)
        if row.closed_at is None or pack is None:
            return False
        calendar = Calendars()[pack.calendar]
        until = clock.due_at(row.closed_at, pack.clocks.reopening, calendar, pack.zone)
        return message.received_at + timedelta(seconds=row.ahead) < until

    async def directory(self) -> tuple[Respondent, ...]:
        """Everyone who can be complained about."""
        return await files.directory(self.session)

    async def reopen(self, number: str, at: datetime) -> None:
        """A closed case is open again, with the message that takes it up, in one transaction."""
        row = await self.session.get_one(CaseRow, number, with_for_update=True)
        files.reopen(row, at)

    async def _same_message(self, message: InboundMessage) -> MessageRow | None:
        if not message.message_id:
            return None
        same = select(MessageRow).where(
            MessageRow.message_id == message.message_id,
            MessageRow.sender == message.sender,
            MessageRow.content_digest == message.content_digest,
        )
        return await self.session.scalar(same.order_by(MessageRow.id))

    async def _case_begun_by(self, message: InboundMessage) -> str | None:
        if not message.content_digest:
            return None
        begun = (
            select(CaseRow.number)
            .join(MessageRow, MessageRow.case_number == CaseRow.number)
            .where(
                MessageRow.sender == message.sender,
                MessageRow.content_digest == message.content_digest,
                MessageRow.disposition == Disposition.OPENED,
                CaseRow.stage != Stage.CLOSED,
            )
        )
        return await self.session.scalar(begun)

    async def is_staff(self, sender: str) -> bool:
        """Whether the address belongs to someone who works here."""
        known = select(StaffRow.account).where(StaffRow.address == sender)
        return await self.session.scalar(known) is not None

    async def file(self, number: str) -> CaseFile:
        """The file of a case that a message is added to."""
        row = await self.session.get_one(CaseRow, number, with_for_update=True)
        return await files.load_file(self.session, row, self.packs)

    async def case_time(self, number: str | None, wall: datetime) -> datetime:
        """An instant of the wall clock in the time that a case lives in."""
        ahead = select(CaseRow.ahead).where(CaseRow.number == number)
        return wall + timedelta(seconds=await self.session.scalar(ahead) or 0)

    async def open_case(
        self, message: InboundMessage, pack: Policy, found: Assessment, about: Finding
    ) -> str:
        """A new case, with its number and its complainant; at once due to be acknowledged.

        ``about`` is the respondent, as far as the complaint names one.
        """
        at = message.received_at
        year = at.astimezone(pack.zone).year
        number = case_number(year, await self._count(year))
        self.session.add(
            CaseRow(
                number=number,
                first_digest=message.sha256,
                pack=pack.id,
                pack_version=pack.version,
                stage=Stage.RECEIVED,
                next_step=NextStep.ACKNOWLEDGE,
                due_at=at,
                opened_at=at,
                language=found.language.value or pack.default_language,
                language_rule=found.language.rule,
                category=found.category.value,
                category_rule=found.category.rule,
                respondent=about.value,
                respondent_rule=about.rule,
                prior_on=_day(found.prior_on.value),
                prior_rule=found.prior_on.rule,
            )
        )
        await self.session.flush()
        self.session.add(
            CorrespondentRow(
                case_number=number,
                party=Party.COMPLAINANT,
                address=message.sender,
                name=message.sender_name,
                token=matching.reply_token(self.secret, number, Party.COMPLAINANT),
            )
        )
        self._event(number, at, EventKind.OPENED, "", message.sha256)
        return number

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
        row = _message_row(message, mailbox, way, size, self.now)
        row.party, row.own_text = said.party, said.own_text
        row.intent, row.intent_rule = said.intent.value, said.intent.rule
        if said.is_thanks:
            row.noted_at = message.received_at
        self.session.add(row)
        await self.session.flush()
        self.session.add(DispositionRow.of(row, at=self.now, by="intake"))
        return row.id

    async def held(self, message_id: int) -> MessageRow | None:
        """A message that waits for a person, locked; None where this one does not."""
        row = await self.session.get(MessageRow, message_id, with_for_update=True)
        return row if row is not None and row.disposition == Disposition.HELD else None

    def change(self, row: MessageRow, way: Route, by: str, why: str) -> None:
        """A person gives a message another disposition; the earlier one stays in the ledger."""
        row.disposition, row.rule = DISPOSITION[way.handling], way.rule
        row.case_number, row.noted_at = way.case_number, self.now
        self.session.add(DispositionRow.of(row, at=self.now, by=by, why=why))

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

    async def settle_delivery(self, delivery_id: int, message_id: int, way: Route) -> None:
        """The delivery is dealt with: here is its message."""
        settled = update(DeliveryRow).where(DeliveryRow.id == delivery_id)
        await self.session.execute(
            settled.values(
                message_id=message_id, disposition=DISPOSITION[way.handling], rule=way.rule
            )
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _message_row(
    message: InboundMessage, mailbox: str, way: Route, size: int, now: datetime
) -> MessageRow:
    opened = way.handling is Handling.OPEN  # the case's row is made of it: nothing left to note
    return MessageRow(
        mailbox=mailbox,
        sha256=message.sha256,
        size=size,
        taken_at=now,
        received_at=message.received_at,
        message_id=message.message_id,
        sender=message.sender,
        sender_name=message.sender_name,
        subject=message.subject,
        text=message.text,
        kind=message.kind,
        content_digest=message.content_digest,
        attachments=[
            f"{one.sha256} {one.size} {one.media_type} {one.name}" for one in message.attachments
        ],
        refers_to=list(message.refers_to),
        defects=list(message.defects),
        disposition=DISPOSITION[way.handling],
        rule=way.rule,
        case_number=way.case_number,
        noted_at=message.received_at if opened else None,
    )
