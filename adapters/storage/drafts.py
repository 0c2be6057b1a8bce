"""Letters that staff are writing: kept until they are sent or thrown away, and after that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Moment, can_be_key
from casework.case import Party
from casework.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions


class DraftRow(Base):
    """A letter as somebody left it; once it was sent, ``letter_key`` is its key in the outbox.

    ``version`` counts the savings, so that nobody saves over what they have not seen.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[CaseNumber]
    party: Mapped[str]
    body: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    by: Mapped[str]
    saved_at: Mapped[Moment]
    version: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[Moment | None] = mapped_column(default=None)
    thrown_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(default="")
    letter_key: Mapped[str] = mapped_column(default="", index=True)

    @property
    def is_open(self) -> bool:
        """It is still being written."""
        return self.sent_at is None and self.thrown_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """Which draft it is now; ``beside`` is who had saved another version in the meantime."""

    id: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of the desk."""

    sessions: Sessions

    async def save(self, number: str, draft: Draft, version: int, at: datetime) -> Saved:
        """Keep what somebody wrote. Over what they have not seen it is kept beside it."""
        async with self.sessions.begin() as session:
            row = await _mine(session, number, draft.id)
            if row is None or not row.is_open:
                return Saved(id=_add(session, number, draft, at))
            if row.version != version:
                return Saved(id=_add(session, number, draft, at), beside=row.by)
            row.subject, row.text = draft.subject, draft.text
            row.by, row.saved_at, row.version = draft.by, at, row.version + 1
            return Saved(id=row.id)

    async def draft(self, number: str, draft_id: str) -> DraftRow | None:
        """A draft of this case, or none of this id."""
        async with self.sessions() as session:
            return await _mine(session, number, draft_id)

    async def of_case(self, number: str) -> Sequence[DraftRow]:
        """What is still being written on a case, the oldest first."""
        mine = select(DraftRow).where(
            DraftRow.case_number == number,
            DraftRow.sent_at.is_(None),
            DraftRow.thrown_at.is_(None),
        )
        async with self.sessions() as session:
            return (await session.scalars(mine.order_by(DraftRow.saved_at, DraftRow.id))).all()

    async def throw_away(self, number: str, draft_id: str, *, by: str, at: datetime) -> bool:
        """It is not sent; whether it was still there. The row stays."""
        async with self.sessions.begin() as session:
            row = await _mine(session, number, draft_id)
            if row is None or not row.is_open:
                return False
            row.thrown_at, row.ended_by = at, by
            return True


def _add(session: AsyncSession, number: str, draft: Draft, at: datetime) -> str:
    row = DraftRow(
        id=uuid4().hex,
        case_number=number,
        party=draft.party,
        body=draft.body,
        subject=draft.subject,
        text=draft.text,
        by=draft.by,
        saved_at=at,
    )
    session.add(row)
    return row.id


async def _mine(session: AsyncSession, number: str, draft_id: str) -> DraftRow | None:
    if not draft_id or not can_be_key(draft_id):
        return None
    row = await session.get(DraftRow, draft_id, with_for_update=True)
    return row if row is not None and row.case_number == number else None


async def drafted(session: AsyncSession, draft_id: str) -> Draft | None:
    """What was drafted, as the rules know it."""
    row = await session.get(DraftRow, draft_id)
    return draft_of(row) if row is not None else None


def draft_of(row: DraftRow) -> Draft:
    """The draft that a row tells of."""
    return Draft(
        id=row.id,
        party=Party(row.party),
        body=row.body,
        subject=row.subject,
        text=row.text,
        by=row.ended_by or row.by,
    )


def unwritten(party: Party, body: str, by: str) -> Draft:
    """A draft before its first word."""
    return replace(_NOTHING, party=party, body=body, by=by)


_NOTHING = Draft(id="", party=Party.COMPLAINANT, subject="", text="", by="")


async def written_by(session: AsyncSession, letter_key: str) -> set[str]:
    """Who gave a letter its words, and who sent it, where people did."""
    drafts = select(DraftRow).where(DraftRow.letter_key == letter_key)
    return {who for one in await session.scalars(drafts) for who in (one.by, one.ended_by)}
