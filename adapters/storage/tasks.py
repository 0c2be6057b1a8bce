"""What people have put off to a day: until then the case need not be looked at, then it must."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment, can_be_key
from adapters.storage.models import CaseRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.storage.engine import Sessions


class TaskRow(Base):
    """Something a person wants to do on a case, from when on, and when it was done by whom.

    All instants are in the case's own time.
    """

    __tablename__ = "task"

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    what: Mapped[str]
    due_at: Mapped[Moment] = mapped_column(index=True)
    by: Mapped[str]
    at: Mapped[Moment]
    done_at: Mapped[Moment | None] = mapped_column(default=None)
    done_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the desk's people have put off."""

    sessions: Sessions

    async def add(self, number: str, what: str, *, due_at: datetime, by: str, at: datetime) -> None:
        """Put something off to an instant."""
        row = TaskRow(case_number=number, what=what, due_at=due_at, by=by, at=at)
        async with self.sessions.begin() as session:
            session.add(row)

    async def done(self, number: str, task_id: int, *, by: str, at: datetime) -> bool:
        """It is done; whether it was still to do."""
        async with self.sessions.begin() as session:
            row = None
            if can_be_key(task_id):
                row = await session.get(TaskRow, task_id, with_for_update=True)
            if row is None or row.case_number != number or row.done_at is not None:
                return False
            row.done_at, row.done_by = at, by
            return True

    async def of_case(self, number: str) -> Sequence[TaskRow]:
        """All that was ever put off on a case, oldest first."""
        mine = select(TaskRow).where(TaskRow.case_number == number).order_by(TaskRow.id)
        async with self.sessions() as session:
            return (await session.scalars(mine)).all()

    async def due_and_asleep(self, now: datetime) -> tuple[list[TaskRow], set[str]]:
        """What is to be done by now, longest due first, and the cases that sleep until a later day.

        Each case has its own time. Of one that sleeps nothing else is due.
        """
        still = await self._still_to_do()
        due = [task for task, ahead in still if task.due_at <= now + ahead]
        return due, {task.case_number for task, _ in still} - {one.case_number for one in due}

    async def _still_to_do(self) -> list[tuple[TaskRow, timedelta]]:
        open_ = select(TaskRow, CaseRow.ahead).join(CaseRow, CaseRow.number == TaskRow.case_number)
        ordered = open_.where(TaskRow.done_at.is_(None)).order_by(TaskRow.due_at, TaskRow.id)
        async with self.sessions() as session:
            found = await session.execute(ordered)
            return [(one[0], timedelta(seconds=one[1])) for one in found]
