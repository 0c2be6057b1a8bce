"""What workflows have still to be told, and what a workflow needs to start from its row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_, select, update

from adapters.storage import files
from adapters.storage.models import (
    CaseRow,
    DecisionRow,
    EventRow,
    LetterRow,
    MessageRow,
)
from casework.case import Case, Party, PendingLetter, Stage
from casework.events import EventKind
from casework.intake import Disposition
from casework.letters import MAY_WAIT, LetterState
from casework.plan import Happening
from casework.policy import Intent

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

_TAKEN_IN = (Disposition.OPENED, Disposition.ADDED)
_ON_THEIR_WAY = (LetterState.PENDING, LetterState.SENDING, LetterState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A message (by digest) or a decision (by id) that its case's workflow does not know of."""

    case_number: str
    ref: str
    is_decision: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standpoint:
    """All that a workflow needs to start: the case, its first digest, what is noted, what waits.

    ``ahead``: so far is the case ahead of the wall clock; not at all on a real desk.
    """

    case: Case
    first: str
    noted: tuple[str, ...]
    letters: tuple[PendingLetter, ...]
    ahead: timedelta = timedelta()


def _leaving() -> tuple[ColumnElement[bool], ...]:
    """Letters that are to be sent: none that waits for an approval."""
    free = or_(LetterRow.kind.not_in(MAY_WAIT), LetterRow.released_at.is_not(None))
    return (LetterRow.state.in_(_ON_THEIR_WAY), LetterRow.sent_at.is_(None), free)


@dataclass(frozen=True, slots=True)
class Relay:
    """The queries of hand-over and watch."""

    sessions: Sessions

    async def untold(self, limit: int = 200) -> list[Untold]:
        """What is to be handed over, oldest first; only for cases that are open."""
        messages = (
            select(MessageRow)
            .join(CaseRow, CaseRow.number == MessageRow.case_number)
            .where(MessageRow.handed_over_at.is_(None), CaseRow.stage != Stage.CLOSED)
            .where(or_(MessageRow.disposition.in_(_TAKEN_IN), MessageRow.tells_case))
            .order_by(MessageRow.id)
            .limit(limit)
        )
        decisions = (
            select(DecisionRow)
            .join(CaseRow, CaseRow.number == DecisionRow.case_number)
            .where(DecisionRow.handed_over_at.is_(None), CaseRow.stage != Stage.CLOSED)
            .order_by(DecisionRow.decided_at)
            .limit(limit)
        )
        async with self.sessions() as session:
            told = [
                Untold(case_number=one.case_number or "", ref=one.sha256, is_decision=False)
                for one in await session.scalars(messages)
            ]
            return told + [
                Untold(case_number=one.case_number, ref=one.id, is_decision=True)
                for one in await session.scalars(decisions)
            ]

    async def standpoint(self, number: str) -> Standpoint:
        """Where a case stands now, for a workflow to start from."""
        noted = select(MessageRow.sha256).where(
            MessageRow.case_number == number, MessageRow.noted_at.is_not(None)
        )
        decided = select(DecisionRow.id).where(
            DecisionRow.case_number == number, DecisionRow.noted_at.is_not(None)
        )
        letters = (
            select(LetterRow)
            .where(LetterRow.case_number == number, *_leaving())
            .order_by(LetterRow.written_at, LetterRow.key)
        )
        async with self.sessions() as session:
            row = await session.get_one(CaseRow, number)
            return Standpoint(
                case=files.case_of(row),
                first=row.first_digest,
                noted=(*await session.scalars(noted), *await session.scalars(decided)),
                letters=tuple(
                    PendingLetter(key=one.key, to=Party(one.party), leaves_at=one.leaves_at)
                    for one in await session.scalars(letters)
                ),
                ahead=timedelta(seconds=row.ahead),
            )

    async def told(self, untold: Untold, at: datetime) -> None:
        """The workflow knows of it."""
        async with self.sessions.begin() as session:
            if untold.is_decision:
                done = update(DecisionRow).where(DecisionRow.id == untold.ref)
            else:
                done = update(MessageRow).where(
                    MessageRow.sha256 == untold.ref, MessageRow.case_number == untold.case_number
                )
            await session.execute(done.values(handed_over_at=at))

    async def tell_again(self, number: str) -> None:
        """A workflow was lost: what it was told and had not noted is handed over once more."""
        async with self.sessions.begin() as session:
            for row in (MessageRow, DecisionRow):
                again = update(row).where(row.case_number == number, row.noted_at.is_(None))
                await session.execute(again.values(handed_over_at=None))

    async def reopen_for_latecomers(self, wall: datetime) -> int:
        """Mail that was added to a case which closed before it could be noted reopens the case.

        A word of thanks does not. A decision that came too late is kept as an event, so that
        it closes nothing once the case is open again. Returns how many cases were reopened.
        """
        closed = CaseRow.stage == Stage.CLOSED
        mail = select(MessageRow.case_number).where(*_LATE_MAIL)
        decisions = select(DecisionRow.case_number).where(*_LATE_DECISION)
        late = select(CaseRow.number).where(
            closed, or_(CaseRow.number.in_(mail), CaseRow.number.in_(decisions))
        )
        async with self.sessions.begin() as session:
            numbers = list(await session.scalars(late.order_by(CaseRow.number)))
            return sum([await _settle_late(session, number, wall) for number in numbers])

    async def live_cases(self) -> list[str]:
        """The numbers of all cases that must have a running workflow.

        They are open, or their last letter has not left yet.
        """
        leaving = select(LetterRow.case_number).where(*_leaving())
        live = or_(CaseRow.stage != Stage.CLOSED, CaseRow.number.in_(leaving))
        numbers = select(CaseRow.number).where(live)
        async with self.sessions() as session:
            return list(await session.scalars(numbers.order_by(CaseRow.number)))

    async def overdue(self, wall: datetime, grace: timedelta) -> list[str]:
        """Open cases whose due date has passed, in the time that each of them lives in."""
        due = select(CaseRow).where(CaseRow.stage != Stage.CLOSED, CaseRow.due_at.is_not(None))
        async with self.sessions() as session:
            return [
                row.number
                for row in await session.scalars(due)
                if row.due_at and row.due_at + grace < wall + timedelta(seconds=row.ahead)
            ]

    async def ahead(self) -> dict[str, timedelta]:
        """The cases of a demo desk that were wound forward, and how far."""
        wound = select(CaseRow).where(CaseRow.ahead > 0)
        async with self.sessions() as session:
            rows = await session.scalars(wound)
            return {row.number: timedelta(seconds=row.ahead) for row in rows}

    async def wound(self, number: str, ahead: timedelta) -> None:
        """A demo desk wound this case forward: so far is it ahead of the wall clock."""
        async with self.sessions.begin() as session:
            row = await session.get_one(CaseRow, number, with_for_update=True)
            row.ahead = ahead.total_seconds()


_LATE_MAIL = (MessageRow.noted_at.is_(None), MessageRow.disposition == Disposition.ADDED)
_LATE_DECISION = (DecisionRow.noted_at.is_(None), DecisionRow.handed_over_at.is_(None))


async def _settle_late(session: AsyncSession, number: str, wall: datetime) -> bool:
    """What came too late for one case; whether it reopens it. The case's row is locked first."""
    row = await session.get_one(CaseRow, number, with_for_update=True)
    if row.stage != Stage.CLOSED:
        return False
    at = wall + timedelta(seconds=row.ahead)
    decisions = select(DecisionRow).where(DecisionRow.case_number == number, *_LATE_DECISION)
    for one in await session.scalars(decisions):
        one.noted_at = one.decided_at
        session.add(_too_late(one, at))
    mail = select(MessageRow).where(MessageRow.case_number == number, *_LATE_MAIL)
    unread = False
    for message in await session.scalars(mail):
        if message.intent == Intent.SETTLED:
            message.noted_at = message.received_at
        else:
            unread = True
    if unread:
        files.reopen(row, at)
    return unread


def _too_late(decision: DecisionRow, at: datetime) -> EventRow:
    return EventRow(
        case_number=decision.case_number,
        at=at,
        kind=EventKind.TOO_LATE,
        why=f"{decision.kind}, by {decision.by}: {decision.why}",
        cause=f"{Happening.DECISION}/{decision.id}",
    )
