"""Letters that staff are writing: kept until they are sent or thrown away, and after that."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Moment, can_be_key
from adapters.storage.models import KeptRow
from casework.case import Party
from casework.drafts import Draft
from casework.letters import Enclosed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions


class DraftRow(Base):
    """A letter as somebody left it; once it was sent, ``letter_key`` is its key in the outbox.

    ``version`` counts the savings, so that nobody saves over what they have not seen.
    ``enclosed`` are the files that go along. ``replaces``: the letter that was taken back for it.
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
    enclosed: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    replaces: Mapped[str] = mapped_column(default="")

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
            await _know(session, draft, at)
            row = await _mine(session, number, draft.id)
            if row is None or not row.is_open:
                return Saved(id=_add(session, number, draft, at))
            if row.version != version:
                return Saved(id=_add(session, number, draft, at), beside=row.by)
            row.subject, row.text, row.enclosed = draft.subject, draft.text, _files(draft)
            row.by, row.saved_at, row.version = draft.by, at, row.version + 1
            return Saved(id=row.id)

    async def draft(self, number: str, draft_id: str) -> DraftRow | None:
        """A draft of this case, or none of this id."""
        async with self.sessions() as session:
            return await _mine(session, number, draft_id)

    async def of_letter(self, letter_key: str) -> DraftRow | None:
        """The draft that became this letter, if a person wrote it."""
        async with self.sessions() as session:
            return await draft_of_letter(session, letter_key)

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
        enclosed=_files(draft),
        replaces=draft.replaces,
    )
    session.add(row)
    return row.id


def _files(draft: Draft) -> list[dict[str, Any]]:
    return [asdict(one) for one in draft.enclosed]


async def _know(session: AsyncSession, draft: Draft, at: datetime) -> None:
    """What was put into the evidence store for this draft is known to be there."""
    for one in draft.enclosed:
        if not one.message and await session.get(KeptRow, one.sha256) is None:
            session.add(KeptRow(sha256=one.sha256, size=one.size, kept_at=at))


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
        enclosed=tuple(Enclosed(**one) for one in row.enclosed),
        replaces=row.replaces,
    )


async def draft_of_letter(session: AsyncSession, letter_key: str) -> DraftRow | None:
    """The draft that became this letter, if a person wrote it."""
    drafts = select(DraftRow).where(DraftRow.letter_key == letter_key)
    return (await session.scalars(drafts.limit(1))).first()


async def begun_anew(session: AsyncSession, letter_key: str) -> DraftRow | None:
    """The draft in which this letter is being written anew, if somebody is at it."""
    drafts = select(DraftRow).where(
        DraftRow.replaces == letter_key,
        DraftRow.sent_at.is_(None),
        DraftRow.thrown_at.is_(None),
    )
    return (await session.scalars(drafts.limit(1))).first()


def copied(session: AsyncSession, was: DraftRow, by: str, at: datetime) -> str:
    """The same words and files to begin with, as a draft of its own; its id."""
    draft = replace(draft_of(was), by=by, replaces=was.letter_key)
    return _add(session, was.case_number, draft, at)


async def written_by(session: AsyncSession, letter_key: str) -> set[str]:
    """Who gave a letter its words and files, and who sent it, where people did.

    With whoever wrote the letters that it was made of: their words may still stand in it.
    """
    found: set[str] = set()
    row = await draft_of_letter(session, letter_key)
    while row is not None:
        found |= {row.by, row.ended_by}
        row = await draft_of_letter(session, row.replaces) if row.replaces else None
    return found
