"""Whether anything has changed: one figure of the whole record, cheap to ask for every second."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from adapters.storage.models import (
    ApprovalRow,
    CaseRow,
    DecisionRow,
    DeskRow,
    DispositionRow,
    EventRow,
    LetterRow,
    MessageRow,
    RespondentRow,
    StaffRow,
)
from adapters.storage.tasks import TaskRow
from casework.letters import LetterState

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

_SIGNS = 16
_FIGURES: tuple[Any, ...] = (  # each is read from an index, whatever the record has grown to
    select(func.max(EventRow.id)),
    select(func.max(DispositionRow.id)),
    select(func.max(MessageRow.id)),
    select(func.count(ApprovalRow.id)),
    select(func.count(DecisionRow.id)),
    select(func.count(CaseRow.number)).where(CaseRow.needs_staff),
    select(func.count(LetterRow.key)).where(LetterRow.state == LetterState.PENDING),
    select(func.max(LetterRow.written_at)),
    select(func.count(RespondentRow.id)),
    select(func.count(StaffRow.account)),
    select(func.sum(StaffRow.session)),
    select(func.max(TaskRow.id)),
    select(func.count(TaskRow.id)).where(TaskRow.done_at.is_not(None)),
)
"""What grows or shrinks whenever something happens; a new subject adds its line here."""

_PAUSED = select(DeskRow.value).where(DeskRow.name == "letters")


@dataclass(frozen=True, slots=True)
class Changes:
    """What another process did shows here, too: it stands in the same record."""

    sessions: Sessions

    async def figure(self) -> str:
        """A figure that differs from the last one where something has changed."""
        asked = select(*(one.scalar_subquery() for one in _FIGURES))
        async with self.sessions() as session:
            found = (await session.execute(asked)).one()
            paused = await session.scalar(_PAUSED)
        return sha256(f"{tuple(found)} {paused}".encode()).hexdigest()[:_SIGNS]
