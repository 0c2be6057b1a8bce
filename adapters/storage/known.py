"""What the record knows of a message that comes in: its case, its sender, what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, select

from adapters.policy_packs import calendars_of
from adapters.storage.links import merged_into
from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    LetterRow,
    MessageRow,
    StaffRow,
)
from adapters.storage.packs import policy_of
from casework import clock, matching
from casework.budgets import Spent
from casework.case import Party, Stage
from casework.intake import Disposition
from casework.matching import Match

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from casework.messages import InboundMessage
    from casework.policy import Policy

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The questions that intake asks of the record, in the transaction that takes a message in."""

    session: AsyncSession
    packs: Mapping[str, Policy]
    secret: bytes
    desk: str

    async def match(self, message: InboundMessage, but: int = 0) -> Match:
        """What is known of a message's reply tokens, references, subject and sender.

        ``but`` is its own row, where it is in the record already.
        """
        row, named = await self._case_named_by(message)
        same = await self._same_message(message, but)
        writes_as = await self._writes_as(row.number, message) if row is not None else None
        hint = await self._hint(message)
        return Match(
            case_number=row.number if row else None,
            named=named,
            is_correspondent=writes_as is not None,
            in_own_thread=writes_as is None or writes_as[1],
            party=writes_as[0] if writes_as else None,
            is_closed=row is not None and row.stage == Stage.CLOSED,
            may_reopen=row is not None and await self._may_reopen(row, message),
            same_message=same is not None,
            same_message_case=same.case_number if same else None,
            same_complaint=await self._case_begun_by(message),
            hint=hint,
            hint_is_theirs=hint is not None and await self._writes_in(hint, message.sender),
        )

    async def _case_named_by(self, message: InboundMessage) -> tuple[CaseRow | None, int]:
        """A case that a message names by token or by Message-ID, and how many it names so.

        One that went on as another case is that other one.
        """
        tokens = matching.tokens_in(message.recipients, self.desk)
        by_token = select(CorrespondentRow.case_number).where(CorrespondentRow.token.in_(tokens))
        by_letter = select(LetterRow.case_number).where(
            LetterRow.message_id.in_(self.ours(message))
        )
        named = set(await self.session.scalars(by_token)) or set(
            await self.session.scalars(by_letter)
        )
        if not named:
            return None, 1
        number = await merged_into(self.session, min(named)) or min(named)
        row = await self.session.get(CaseRow, number, with_for_update=True)
        return row, len(named)

    def ours(self, message: InboundMessage) -> list[str]:
        """Those of our Message-IDs that a message answers, quotes or reports of."""
        return [one for one in message.refers_to if matching.is_our_message_id(self.secret, one)]

    async def _writes_as(self, number: str, message: InboundMessage) -> tuple[Party, bool] | None:
        """The party that the sender writes for, and whether in the thread that is theirs.

        Somebody who writes for two parties writes for the one whose thread they answer in.
        """
        if not message.sender:  # a complainant without an address is nobody who writes mail
            return None
        known = select(CorrespondentRow).where(
            CorrespondentRow.case_number == number, CorrespondentRow.address == message.sender
        )
        found = list(await self.session.scalars(known.order_by(CorrespondentRow.id)))
        threads = await self._threads(number, message)
        found.sort(key=lambda one: one.party not in threads)
        if not found:
            return None
        return Party(found[0].party), not threads or found[0].party in threads

    async def _threads(self, number: str, message: InboundMessage) -> set[str]:
        """Whose thread a message continues: by its reply address, else by our letters."""
        tokens = matching.tokens_in(message.recipients, self.desk)
        by_token = select(CorrespondentRow.party).where(
            CorrespondentRow.case_number == number, CorrespondentRow.token.in_(tokens)
        )
        by_letter = select(LetterRow.party).where(
            LetterRow.case_number == number, LetterRow.message_id.in_(self.ours(message))
        )
        return set(await self.session.scalars(by_token)) or set(
            await self.session.scalars(by_letter)
        )

    async def _may_reopen(self, row: CaseRow, message: InboundMessage) -> bool:
        """Whether a closed case may be taken up again: to the end of the day its letter named."""
        pack = await policy_of(self.session, self.packs, row.pack, row.pack_version)
        if row.closed_at is None or pack is None:
            return False
        calendar = calendars_of(self.packs)[pack.calendar]
        until = clock.due_at(row.closed_at, pack.clocks.reopening, clock.place_of(pack, calendar))
        return message.received_at + timedelta(seconds=row.ahead) < until

    async def _hint(self, message: InboundMessage) -> str | None:
        """The case whose number stands in the subject, if there is one."""
        named = matching.numbers_in(message.subject)
        there = select(CaseRow.number).where(CaseRow.number.in_(named)).order_by(CaseRow.number)
        return (await self.session.scalars(there)).first()

    async def _writes_in(self, number: str, sender: str) -> bool:
        theirs = select(CorrespondentRow.id).where(
            CorrespondentRow.case_number == number, CorrespondentRow.address == sender
        )
        return (await self.session.scalars(theirs)).first() is not None

    async def _same_message(self, message: InboundMessage, but: int) -> MessageRow | None:
        """This very message by another way; of a list's copy only the Message-ID is the same."""
        if not message.message_id:
            return None
        same = select(MessageRow).where(
            MessageRow.message_id == message.message_id,
            MessageRow.sender == message.sender,
            MessageRow.id != but,
        )
        if not message.bulk_rule:
            same = same.where(MessageRow.content_digest == message.content_digest)
        return (await self.session.scalars(same.order_by(MessageRow.id))).first()

    async def _case_begun_by(self, message: InboundMessage) -> str | None:
        if not message.content_digest or not message.sender:
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
        here = (StaffRow.address == sender, StaffRow.left_at.is_(None))
        known = select(StaffRow.account).where(*here)
        return await self.session.scalar(known) is not None

    async def spent(self, message: InboundMessage, case: str | None, at: datetime) -> Spent:
        """What this sender, this case and the desk have taken in lately; ``at`` by the wall."""
        theirs, opened = MessageRow.sender == message.sender, Disposition.OPENED
        today, now = MessageRow.taken_at > at - _DAY, MessageRow.taken_at > at - _HOUR
        begun, here = MessageRow.disposition == opened, MessageRow.case_number == case
        added = MessageRow.disposition == Disposition.ADDED
        counted, size = func.count(MessageRow.id), func.sum(MessageRow.size)
        return Spent(
            cases_by_sender=await self._sum(counted, theirs, today, begun),
            cases_of_desk=await self._sum(counted, now, begun),
            messages_by_sender_in_case=await self._sum(counted, theirs, today, here, added),
            bytes_of_sender=await self._sum(size, theirs, today),
            bytes_of_case=await self._sum(size, here),
        )

    async def _sum(self, what: ColumnElement[int], *where: ColumnElement[bool]) -> int:
        return await self.session.scalar(select(what).where(*where)) or 0
