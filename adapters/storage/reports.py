"""What a report is made of: the cases of a period with what happened to them, in few queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from adapters.storage.callers import CallerRow
from adapters.storage.case_clocks import ClockRow
from adapters.storage.models import CaseRow, EventRow, RespondentRow
from casework.case import Outcome
from casework.clock_report import ClockTold
from casework.events import EventKind
from casework.reporting import OBLIGATIONS, CaseTold, EventTold

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

_ENDINGS = {one.runs_out for one in OBLIGATIONS if one.runs_out}
_TOLD = frozenset(
    {EventKind.CLOSED, *_ENDINGS}.union(*(one.begins | one.ends for one in OBLIGATIONS))
)


@dataclass(frozen=True, slots=True)
class Reports:
    """The record, as reports look at it."""

    sessions: Sessions

    async def cases(self, since: datetime, until: datetime) -> list[CaseTold]:
        """Every case that was open at some time of the period, with its events up to the end."""
        touched = _touched(since, until)
        async with self.sessions() as session:
            rows = list(await session.scalars(select(CaseRow).where(*touched)))
            names = {one.id: one.name for one in await session.scalars(select(RespondentRow))}
            events = await self._events(session, until, *touched)
            callers = await self._callers(session, until, *touched)
        return [
            CaseTold(
                number=row.number,
                opened_at=row.opened_at,
                closed_at=row.closed_at,
                category=row.category,
                respondent=names.get(row.respondent or ""),
                outcome=Outcome(row.outcome) if row.outcome else None,
                stage=row.stage,
                events=tuple(events[row.number]),
                callers=tuple(callers[row.number]),
            )
            for row in rows
        ]

    async def packs(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """The packs that cases of the period followed, each version of them, the latest last."""
        used = select(CaseRow.pack, CaseRow.pack_version).where(*_touched(since, until))
        async with self.sessions() as session:
            rows = await session.execute(
                used.distinct().order_by(CaseRow.pack, CaseRow.pack_version)
            )
            return [(pack, version) for pack, version in rows]

    async def clocks(
        self, since: datetime, until: datetime, wall: datetime, hidden: Collection[str] = ()
    ) -> list[ClockTold]:
        """Every clock that ran at some time of the period; none of a hidden case."""
        ran = (
            select(ClockRow, CaseRow.pack, CaseRow.ahead)
            .join(CaseRow, CaseRow.number == ClockRow.case_number)
            .where(ClockRow.began_at < until)
            .where(or_(ClockRow.ended_at.is_(None), ClockRow.ended_at >= since))
        )
        async with self.sessions() as session:
            return [
                ClockTold(
                    case=row.case_number,
                    pack=pack,
                    name=row.name,
                    began_at=row.began_at,
                    due_at=row.due_at,
                    ended_at=row.ended_at,
                    seen_at=wall + timedelta(seconds=ahead),
                )
                for row, pack, ahead in await session.execute(ran)
                if row.case_number not in hidden
            ]

    async def _callers(
        self, session: AsyncSession, until: datetime, *touched: object
    ) -> dict[str, list[str]]:
        """The numbers that each case complains of, each once; not those that staff denied."""
        wanted = (
            select(CallerRow.case_number, CallerRow.number)
            .join(CaseRow, CaseRow.number == CallerRow.case_number)
            .where(CallerRow.denied_by.is_(None), CallerRow.said_at < until, *touched)  # type: ignore[arg-type]  # conditions
            .distinct()
            .order_by(CallerRow.case_number, CallerRow.number)
        )
        found: dict[str, list[str]] = defaultdict(list)
        for case, number in await session.execute(wanted):
            found[case].append(number)
        return found

    async def _events(
        self, session: AsyncSession, until: datetime, *touched: object
    ) -> dict[str, list[EventTold]]:
        wanted = (
            select(EventRow.case_number, EventRow.at, EventRow.kind, EventRow.why)
            .join(CaseRow, CaseRow.number == EventRow.case_number)
            .where(EventRow.kind.in_(_TOLD), EventRow.at < until, *touched)  # type: ignore[arg-type]  # conditions
            .order_by(EventRow.id)
        )
        found: dict[str, list[EventTold]] = defaultdict(list)
        for number, at, kind, why in await session.execute(wanted):
            found[number].append(EventTold(at=at, kind=EventKind(kind), why=why))
        return found


def _touched(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of cases: they were open at some time of the period."""
    return (
        CaseRow.opened_at < until,
        or_(CaseRow.closed_at.is_(None), CaseRow.closed_at >= since),
    )
