"""What people do to the record: decide, set mail aside, cancel letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from adapters.storage.models import (
    CaseRow,
    DecisionRow,
    DispositionRow,
    LetterRow,
    MessageRow,
    can_be_key,
)
from casework.case import Stage
from casework.decisions import DecisionKind
from casework.intake import Disposition
from casework.letters import LetterState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from casework.case import Outcome


class RefusedError(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who does something, why, and when (by the wall clock)."""

    account: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rows that people write."""

    sessions: Sessions

    async def close(self, number: str, outcome: Outcome, who: Who) -> str:
        """Decide that a case is closed. Returns the decision's id. Raises RefusedError."""
        async with self.sessions.begin() as session:
            await _check_open(session, number)
            decision = DecisionRow(
                id=uuid4().hex,
                case_number=number,
                kind=DecisionKind.CLOSE,
                outcome=outcome,
                by=who.account,
                why=who.why,
                decided_at=who.at,
            )
            session.add(decision)
            return decision.id

    async def set_aside(self, message_id: int, who: Who) -> None:
        """Held mail that is no complaint becomes recorded. Raises RefusedError."""
        async with self.sessions.begin() as session:
            row = None
            if can_be_key(message_id):
                row = await session.get(MessageRow, message_id, with_for_update=True)
            if row is None or row.disposition != Disposition.HELD:
                raise RefusedError(f"message {message_id} is not held")
            row.disposition, row.rule = Disposition.RECORDED, "not a complaint"
            session.add(DispositionRow.of(row, at=who.at, by=who.account, why=who.why))

    async def cancel_letter(self, key: str, who: Who) -> None:
        """A letter that has not left is not sent any more. Raises RefusedError."""
        async with self.sessions.begin() as session:
            row = None
            if can_be_key(key):
                row = await session.get(LetterRow, key, with_for_update=True)
            if row is None or row.state != LetterState.PENDING:
                raise RefusedError(f"there is no pending letter {key!r}")
            row.state = LetterState.CANCELLED
            row.answer = f"cancelled by {who.account}: {who.why}"


async def _check_open(session: AsyncSession, number: str) -> None:
    """Raises RefusedError unless there is such a case, open, and nobody is closing it already."""
    case = None
    if can_be_key(number):
        case = await session.get(CaseRow, number, with_for_update=True)
    if case is None:
        raise RefusedError(f"there is no case {number}")
    if case.stage == Stage.CLOSED:
        raise RefusedError(f"{number} is closed already")
    on_its_way = await session.scalar(
        select(DecisionRow).where(
            DecisionRow.case_number == number,
            DecisionRow.kind == DecisionKind.CLOSE,
            DecisionRow.noted_at.is_(None),
        )
    )
    if on_its_way is not None:
        raise RefusedError(
            f"{number} is being closed already: by {on_its_way.by}, because {on_its_way.why}"
        )
