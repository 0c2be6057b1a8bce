"""Notes that staff write for each other on a case. No letter and no dossier ever reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.storage.engine import Sessions


class NoteRow(Base):
    """An internal note. Rows are only ever added."""

    __tablename__ = "note"

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    by: Mapped[str]
    at: Mapped[Moment]
    text: Mapped[str]


@dataclass(frozen=True, slots=True)
class Notes:
    """The internal notes of the desk."""

    sessions: Sessions

    async def add(self, number: str, text: str, *, by: str, at: datetime) -> None:
        """Keep a note; ``at`` in the case's own time."""
        async with self.sessions.begin() as session:
            session.add(NoteRow(case_number=number, by=by, at=at, text=text))

    async def of_case(self, number: str) -> Sequence[NoteRow]:
        """The notes of a case, oldest first."""
        mine = select(NoteRow).where(NoteRow.case_number == number).order_by(NoteRow.id)
        async with self.sessions() as session:
            return (await session.scalars(mine)).all()
