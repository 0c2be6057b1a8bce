"""Links to originals that no mail has room for: what each opens, until when, and who fetched it.

Only the digest of a link's code is kept here; the code stands in one letter and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.access import AccessRow
from adapters.storage.base import Base, CaseNumber, Moment, can_be_key
from adapters.storage.decisions import RefusedError, Who
from adapters.storage.models import CaseRow, EventRow, LetterRow
from casework.events import EventKind
from casework.letters import LetterState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

MOST = 100
"""So often one link hands out its file: whoever asks more often is no body at work."""
_LEFT = (LetterState.SENDING, LetterState.SENT, LetterState.UNKNOWN)
_PAGE = "/originals"


class OriginalsLinkRow(Base):
    """A link to one ZIP, by its digest: the sha256 of its code, and the letter that tells it.

    It opens nothing before its letter leaves, nothing after ``until``, and nothing once ended.
    """

    __tablename__ = "originals_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[CaseNumber]
    letter_key: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    language: Mapped[str]
    last_day: Mapped[date]
    until: Mapped[Moment]
    made_at: Mapped[Moment]
    fetched: Mapped[int] = mapped_column(default=0)
    fetched_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a case, for its page. ``why_not``: why it opens nothing; nothing, where it does."""

    row: OriginalsLinkRow
    to: str
    why_not: str


@dataclass(frozen=True, slots=True)
class OriginalsLinks:
    """The links of a desk."""

    sessions: Sessions

    async def opens(self, digest: str, wall: datetime) -> OriginalsLinkRow | None:
        """What a link opens; nothing where it is unknown, not sent, ended, or too old."""
        async with self.sessions() as session:
            found = await _find(session, OriginalsLinkRow.digest == digest)
            good = (row for row, letter, case in found if not _why_not(row, letter, case, wall))
            return next(good, None)

    async def fetch(self, digest: str, wall: datetime) -> OriginalsLinkRow | None:
        """The same, for whoever is handed the file now: that is on the record first."""
        async with self.sessions.begin() as session:
            mine = OriginalsLinkRow.digest == digest
            number = await session.scalar(select(OriginalsLinkRow.case_number).where(mine))
            if number is None:
                return None
            case = await session.get_one(CaseRow, number, with_for_update=True)
            (row, letter, _case) = (await _find(session, mine))[0]
            if _why_not(row, letter, case, wall):
                return None
            row.fetched, row.fetched_at = row.fetched + 1, wall
            told = f"{row.name}, by the link in the letter to {letter.recipient}"
            session.add(_event(row, EventKind.ORIGINALS_FETCHED, told, wall, case))
            session.add(
                AccessRow(
                    at=wall,
                    account=f"the link to {letter.recipient}",
                    what="originals",
                    ref=_PAGE,
                    case_number=number,
                )
            )
            return row

    async def of(self, number: str, wall: datetime) -> Sequence[Link]:
        """The links of a case, the newest first."""
        if not can_be_key(number):
            return ()
        async with self.sessions() as session:
            found = await _find(session, OriginalsLinkRow.case_number == number)
        return [
            Link(row=row, to=letter.recipient, why_not=_why_not(row, letter, case, wall))
            for row, letter, case in found
        ]

    async def end(self, number: str, key: str, who: Who) -> None:
        """The link in this letter opens nothing any more. Raises RefusedError where it did not."""
        if not (can_be_key(number) and can_be_key(key)):
            raise RefusedError(f"{number} has no such link")
        async with self.sessions.begin() as session:
            case = await session.get(CaseRow, number, with_for_update=True)
            mine = (OriginalsLinkRow.case_number == number, OriginalsLinkRow.letter_key == key)
            row = (await session.scalars(select(OriginalsLinkRow).where(*mine))).first()
            if case is None or row is None or row.ended_at is not None:
                raise RefusedError(f"{number} has no link in {key} that could be ended")
            row.ended_at, row.ended_by = who.at, who.account
            why = f"{row.name}, by {who.account}: {who.why}"
            session.add(_event(row, EventKind.ORIGINALS_ENDED, why, who.at, case))


async def _find(
    session: AsyncSession, *where: object
) -> Sequence[tuple[OriginalsLinkRow, LetterRow, CaseRow]]:
    both = (
        select(OriginalsLinkRow, LetterRow, CaseRow)
        .join(LetterRow, LetterRow.key == OriginalsLinkRow.letter_key)
        .join(CaseRow, CaseRow.number == OriginalsLinkRow.case_number)
        .where(*where)  # type: ignore[arg-type]  # conditions
        .order_by(OriginalsLinkRow.made_at.desc())
    )
    return [(row, letter, case) for row, letter, case in await session.execute(both)]


def _why_not(row: OriginalsLinkRow, letter: LetterRow, case: CaseRow, wall: datetime) -> str:
    """Why it opens nothing, the first reason; nothing where it opens."""
    reasons = (
        ("ended", row.ended_at is not None),
        ("its letter did not go out", letter.state in {LetterState.FAILED, LetterState.CANCELLED}),
        ("its letter has not gone out yet", letter.state not in _LEFT),
        ("its time is over", row.until <= wall + timedelta(seconds=case.ahead)),
        ("fetched too often", row.fetched >= MOST),
    )
    return next((why for why, is_so in reasons if is_so), "")


def _event(
    row: OriginalsLinkRow, kind: EventKind, why: str, wall: datetime, case: CaseRow
) -> EventRow:
    return EventRow(
        case_number=row.case_number,
        at=wall + timedelta(seconds=case.ahead),
        kind=kind,
        why=why,
        cause=f"{kind}/{uuid4().hex}",
    )
