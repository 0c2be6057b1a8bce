"""Links to status pages: which are good, who asked for one, and who ended them.

Only the digest of a link's code is kept here; the code stands in one letter and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Moment, can_be_key
from adapters.storage.decisions import RefusedError, Who
from adapters.storage.models import CaseRow, CorrespondentRow, DecisionRow, EventRow
from casework.case import Party, Stage
from casework.decisions import DecisionKind
from casework.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

ON_THE_PAGE = "the complainant"
"""Who asked, where a link was asked for on the status page."""
_ONE_CASE_REST = timedelta(minutes=30)  # between two links asked for on the page
_ONE_CASE_DAY = 3
_ALL_HOUR = 100  # links asked for on the page, of all cases together


class StatusLinkRow(Base):
    """A link to a case's status page: the sha256 of its code, and the letter that tells it.

    Once it is ended, it opens nothing any more; nor does it some time after the case is closed.
    """

    __tablename__ = "status_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[CaseNumber]
    letter_key: Mapped[str]
    made_at: Mapped[Moment]
    opened_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class StatusLinks:
    """The links of a desk. ``days``: so long after its closure a case's page can be opened."""

    sessions: Sessions
    days: int

    async def case_of(self, digest: str, wall: datetime) -> str | None:
        """The one case that a link opens; nothing where it is unknown, ended or too old."""
        async with self.sessions() as session:
            found = await session.execute(
                select(StatusLinkRow, CaseRow)
                .join(CaseRow, CaseRow.number == StatusLinkRow.case_number)
                .where(StatusLinkRow.digest == digest, StatusLinkRow.ended_at.is_(None))
            )
            both = found.one_or_none()
            return None if both is None or self._is_over(both[1], wall) else both[1].number

    def _is_over(self, case: CaseRow, wall: datetime) -> bool:
        if case.stage != Stage.CLOSED or case.closed_at is None:
            return False
        return case.closed_at + timedelta(days=self.days) <= wall + timedelta(seconds=case.ahead)

    async def opened(self, digest: str, wall: datetime) -> None:
        """Somebody who has the link pressed the button."""
        async with self.sessions.begin() as session:
            mine = update(StatusLinkRow).where(StatusLinkRow.digest == digest)
            await session.execute(mine.values(opened_at=wall))

    async def of(self, number: str) -> Sequence[StatusLinkRow]:
        """The links of a case, the newest first."""
        async with self.sessions() as session:
            mine = select(StatusLinkRow).where(StatusLinkRow.case_number == number)
            return (await session.scalars(mine.order_by(StatusLinkRow.made_at.desc()))).all()

    async def end(self, number: str, who: Who) -> int:
        """None of a case's links opens anything any more. Raises RefusedError where none did."""
        async with self.sessions.begin() as session:
            case = await _locked(session, number)
            good = select(StatusLinkRow).where(
                StatusLinkRow.case_number == number, StatusLinkRow.ended_at.is_(None)
            )
            ended = (await session.scalars(good)).all()
            if not ended:
                raise RefusedError(f"{number} has no link that could be ended")
            for one in ended:
                one.ended_at, one.ended_by = who.at, who.account
            session.add(
                EventRow(
                    case_number=number,
                    at=who.at + timedelta(seconds=case.ahead),
                    kind=EventKind.LINKS_ENDED,
                    why=f"{len(ended)}, by {who.account}: {who.why}",
                    cause=f"{EventKind.LINKS_ENDED}/{uuid4().hex}",
                )
            )
            return len(ended)

    async def ask(self, number: str, address: str, wall: datetime) -> None:
        """Somebody wants a new link to a case. It goes to the address that is known, or nowhere.

        Nowhere: where the case is not there or closed, the address is not its complainant's, or
        one was asked for a moment ago. Whoever asks is told the same every time.
        """
        if not (can_be_key(number) and can_be_key(address)):
            return
        async with self.sessions.begin() as session:
            case = await session.get(CaseRow, number, with_for_update=True)
            theirs = select(CorrespondentRow.id).where(
                CorrespondentRow.case_number == number,
                CorrespondentRow.party == Party.COMPLAINANT,
                CorrespondentRow.address == address.strip().lower(),
                CorrespondentRow.address != "",
            )
            known = (await session.scalars(theirs)).first() is not None
            asked_too_often = await _too_often(session, number, wall)
            if case is None or case.stage == Stage.CLOSED or not known or asked_too_often:
                return
            session.add(
                DecisionRow(
                    id=uuid4().hex,
                    case_number=number,
                    kind=DecisionKind.SEND_LINK,
                    by=ON_THE_PAGE,
                    why="asked for on the status page",
                    decided_at=wall,
                )
            )


async def _locked(session: AsyncSession, number: str) -> CaseRow:
    case = None
    if can_be_key(number):
        case = await session.get(CaseRow, number, with_for_update=True)
    if case is None:
        raise RefusedError(f"there is no case {number}")
    return case


async def _too_often(session: AsyncSession, number: str, wall: datetime) -> bool:
    asked = (DecisionRow.kind == DecisionKind.SEND_LINK, DecisionRow.by == ON_THE_PAGE)
    mine = DecisionRow.case_number == number

    async def since(span: timedelta, *where: object) -> int:
        lately = DecisionRow.decided_at > wall - span
        counted = select(func.count(DecisionRow.id)).where(*asked, lately, *where)  # type: ignore[arg-type]  # conditions
        return await session.scalar(counted) or 0

    return (
        await since(_ONE_CASE_REST, mine) > 0
        or await since(timedelta(days=1), mine) >= _ONE_CASE_DAY
        or await since(timedelta(hours=1)) >= _ALL_HOUR
    )
