"""Cases that have to do with each other: a duplicate and what it went on as, a second matter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Select, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment
from adapters.storage.models import CaseRow, CorrespondentRow
from casework.case import Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions


class LinkKind(StrEnum):
    """What the other case is to this one."""

    MERGED = "went on as"
    SPLIT = "was split into"
    RELATED = "has to do with"


class LinkRow(Base):
    """Two cases, said once and shown on both. Rows are only ever added."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("case_number", "other", "kind"),)

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    other: Mapped[CaseNumber]
    kind: Mapped[str]
    by: Mapped[str]
    at: Mapped[Moment]
    why: Mapped[str]
    message_id: Mapped[int | None] = mapped_column(default=None)  # what the second matter stood in


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another case as this one's page shows it; ``kind`` is nothing where only the writer is."""

    case: CaseRow
    kind: str = ""
    backwards: bool = False
    by: str = ""
    why: str = ""


async def merged_into(session: AsyncSession, number: str) -> str | None:
    """The case that this one went on as, to the end of the chain; none where it is itself."""
    last: str | None = None
    seen = {number}
    while (following := await session.scalar(_merge_of(last or number))) and following not in seen:
        last = following
        seen.add(following)
    return last


def _merge_of(number: str) -> Select[str]:
    return select(LinkRow.other).where(
        LinkRow.case_number == number, LinkRow.kind == LinkKind.MERGED
    )


@dataclass(frozen=True, slots=True)
class Links:
    """What cases have to do with each other."""

    sessions: Sessions

    async def beside(self, number: str) -> Sequence[Beside]:
        """The cases linked with this one, then others of the same complainant, newest first."""
        async with self.sessions() as session:
            linked = await self._linked(session, number)
            known = {one.case.number for one in linked}
            theirs = await session.scalars(_same_complainant(number))
            return [*linked, *(Beside(case=one) for one in theirs if one.number not in known)]

    async def _linked(self, session: AsyncSession, number: str) -> list[Beside]:
        mine = select(LinkRow).where(or_(LinkRow.case_number == number, LinkRow.other == number))
        found = []
        for one in await session.scalars(mine.order_by(LinkRow.id)):
            backwards = one.other == number
            case = await session.get_one(CaseRow, one.case_number if backwards else one.other)
            found.append(
                Beside(case=case, kind=one.kind, backwards=backwards, by=one.by, why=one.why)
            )
        return found


def _same_complainant(number: str) -> Select[CaseRow]:
    mine, theirs = aliased(CorrespondentRow), aliased(CorrespondentRow)
    written = (
        select(theirs.case_number)
        .join(mine, mine.address == theirs.address)
        .where(mine.case_number == number, mine.party == Party.COMPLAINANT)
        .where(theirs.case_number != number, theirs.party == Party.COMPLAINANT)
    )
    found = select(CaseRow).where(CaseRow.number.in_(written))
    return found.order_by(CaseRow.opened_at.desc(), CaseRow.number.desc()).limit(20)
