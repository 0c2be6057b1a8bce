"""The numbers that called people: each complaint of a number is a row, and stays one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, func, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.access import visible
from adapters.storage.base import Base, CaseNumber, Key, Moment, can_be_key
from adapters.storage.models import CaseRow, RespondentRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from adapters.storage.findings import FromMail
    from adapters.storage.staff import Person
    from casework.callers import Caller


class CallerRow(Base):
    """Somebody complained of this number on a case: in which message, and as they wrote it.

    ``respondent`` is whom the case was about then. ``denied_by``: staff found that it is not
    the number that called. Numbers are in one form (casework.callers), so that a list of
    numbers that must not be called, or of numbers that calls come from, can be held against them.
    """

    __tablename__ = "caller"

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    number: Mapped[str] = mapped_column(index=True)
    written: Mapped[str]
    respondent: Mapped[str | None]
    said_at: Mapped[Moment]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), default=None)
    denied_by: Mapped[str | None] = mapped_column(default=None)


async def note_callers(session: AsyncSession, callers: Iterable[Caller], mail: FromMail) -> None:
    """Numbers that a mail complains of; one that staff denied on its case stays denied there."""
    about = await _respondent(session, mail.case_number)
    denied = await _denied(session, mail.case_number)
    for one in {caller.number: caller for caller in callers}.values():
        row = CallerRow(
            case_number=mail.case_number,
            message_id=mail.message_id,
            number=one.number,
            written=one.written,
            respondent=about,
            said_at=mail.at,
            denied_by=denied.get(one.number),
        )
        session.add(row)


async def put_right(
    session: AsyncSession, case: CaseRow, callers: Sequence[Caller], by: str, at: datetime
) -> None:
    """A person says which numbers called: the others of the case are denied, the new ones kept."""
    meant = {one.number: one for one in callers}
    mine = CallerRow.case_number == case.number
    others = update(CallerRow).where(mine, CallerRow.number.not_in(meant))
    await session.execute(others.values(denied_by=by))
    again = update(CallerRow).where(mine, CallerRow.number.in_(meant))
    await session.execute(again.values(denied_by=None))
    there = set(await session.scalars(select(CallerRow.number).where(mine)))
    session.add_all(
        CallerRow(
            case_number=case.number,
            number=one.number,
            written=one.written,
            respondent=case.respondent,
            said_at=at,
        )
        for one in meant.values()
        if one.number not in there
    )


async def _respondent(session: AsyncSession, number: str) -> str | None:
    about = select(CaseRow.respondent).where(CaseRow.number == number)
    found: str | None = await session.scalar(about)
    return found


async def _denied(session: AsyncSession, number: str) -> dict[str, str]:
    mine = (CallerRow.case_number == number, CallerRow.denied_by.is_not(None))
    rows = await session.execute(select(CallerRow.number, CallerRow.denied_by).where(*mine))
    return {caller: by for caller, by in rows if by}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerLine:
    """A number's history in one line: how many cases complain of it, since when, about whom."""

    number: str
    cases: int
    since: datetime
    latest: datetime
    respondents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint of a number: the case it is on, and who that was about."""

    row: CallerRow
    case: CaseRow
    respondent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another case that complains of the same numbers: of which ones, as they are kept."""

    case: CaseRow
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllAlike:
    """The newest of the other cases that complain of a case's numbers, and how many there are."""

    cases: tuple[Alike, ...] = ()
    count: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that they complain of."""
        return tuple(dict.fromkeys(number for one in self.cases for number in one.numbers))


_STANDS = CallerRow.denied_by.is_(None)


@dataclass(frozen=True, slots=True)
class Callers:
    """What people look at of the numbers that called.

    ``who`` looks: complaints on cases that are not for them do not count. Nobody: all count.
    """

    sessions: Sessions

    async def lines(
        self, search: str = "", who: Person | None = None, limit: int = 500
    ) -> list[CallerLine]:
        """Numbers, that with the most complaints first; those that have these digits in them."""
        digits = "".join(one for one in search if one.isdecimal() and one.isascii())
        if search.strip() and not digits:
            return []
        fits = CallerRow.number.contains(digits.lstrip("0") or digits)  # at home a 0 stands before
        async with self.sessions() as session:
            return await _lines(session, fits & _for(who), limit)

    async def of_case(self, number: str, who: Person | None = None) -> list[CallerLine]:
        """The numbers of one case, each with all its complaints."""
        if not can_be_key(number):
            return []
        mine = select(CallerRow.number).where(CallerRow.case_number == number, _STANDS)
        async with self.sessions() as session:
            return await _lines(session, CallerRow.number.in_(mine) & _for(who), 500)

    async def alike(self, number: str, who: Person | None = None, limit: int = 10) -> AllAlike:
        """Other cases that complain of the numbers that this one complains of, the newest first."""
        if not can_be_key(number):
            return AllAlike()
        mine = select(CallerRow.number).where(CallerRow.case_number == number, _STANDS)
        same = (CallerRow.number.in_(mine), CallerRow.case_number != number, _STANDS, _for(who))
        theirs = select(CallerRow.case_number).where(*same).distinct()
        newest = select(CaseRow).where(CaseRow.number.in_(theirs))
        ordered = newest.order_by(CaseRow.opened_at.desc(), CaseRow.number.desc()).limit(limit)
        async with self.sessions() as session:
            cases = list(await session.scalars(ordered))
            count = await session.scalar(select(func.count()).select_from(theirs.subquery()))
            shared = select(CallerRow.case_number, CallerRow.number).where(
                *same, CallerRow.case_number.in_([one.number for one in cases])
            )
            numbers: dict[str, set[str]] = {}
            for case, caller in await session.execute(shared):
                numbers.setdefault(case, set()).add(caller)
        return AllAlike(
            cases=tuple(
                Alike(case=one, numbers=tuple(sorted(numbers.get(one.number, ())))) for one in cases
            ),
            count=count or 0,
        )

    async def complaints(self, number: str, who: Person | None = None) -> list[Complaint]:
        """Every complaint of one number, the oldest first."""
        if not can_be_key(number):
            return []
        wanted = (
            select(CallerRow, CaseRow, RespondentRow.name)
            .join(CaseRow, CaseRow.number == CallerRow.case_number)
            .outerjoin(RespondentRow, RespondentRow.id == CallerRow.respondent)
            .where(CallerRow.number == number, _STANDS, _for(who))
            .order_by(CallerRow.said_at, CallerRow.id)
        )
        async with self.sessions() as session:
            return [
                Complaint(row=row, case=case, respondent=name or row.respondent or "")
                for row, case, name in await session.execute(wanted)
            ]


def _for(who: Person | None) -> ColumnElement[bool]:
    return true() if who is None else visible(who, CallerRow.case_number)


async def _lines(session: AsyncSession, which: ColumnElement[bool], limit: int) -> list[CallerLine]:
    cases = func.count(CallerRow.case_number.distinct())
    latest = func.max(CallerRow.said_at)
    counted = (
        select(CallerRow.number, cases, func.min(CallerRow.said_at), latest)
        .where(which, _STANDS)
        .group_by(CallerRow.number)
        .order_by(cases.desc(), latest.desc(), CallerRow.number)
    )
    found = (await session.execute(counted.limit(limit))).all()
    about = await _about(session, [one[0] for one in found], which)
    return [
        CallerLine(
            number=number,
            cases=count,
            since=since,
            latest=last,
            respondents=tuple(about.get(number, ())),
        )
        for number, count, since, last in found
    ]


async def _about(
    session: AsyncSession, numbers: Sequence[str], which: ColumnElement[bool]
) -> dict[str, list[str]]:
    """Whom the complaints of each number were about, by name, the first one first."""
    named = (
        select(CallerRow.number, CallerRow.respondent, RespondentRow.name)
        .outerjoin(RespondentRow, RespondentRow.id == CallerRow.respondent)
        .where(CallerRow.number.in_(numbers), CallerRow.respondent.is_not(None), _STANDS, which)
        .order_by(CallerRow.said_at, CallerRow.id)
    )
    about: dict[str, list[str]] = {}
    for number, respondent, name in await session.execute(named):
        about.setdefault(number, []).append(name or respondent or "")
    return {number: list(dict.fromkeys(names)) for number, names in about.items()}
