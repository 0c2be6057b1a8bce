"""The clocks of all cases, counted when something happens to a case and not when somebody looks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Index, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage import files
from adapters.storage.base import Base, CaseNumber, Key, Moment
from adapters.storage.models import CaseRow
from casework.case import Stage
from casework.case_clocks import clocks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.calendars import Calendars
    from adapters.storage.engine import Sessions
    from casework.case_clocks import CaseClock
    from casework.casefile import CaseFile
    from casework.policy import Policy


class ClockRow(Base):
    """A clock that a case has started: whose it is, until when, and when it ended.

    No ``due_at``: it stands still. A wait that began anew is a row of its own. ``is_further``:
    only a pack knows it; then the record of the case tells all of it, and may take it back.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        UniqueConstraint("case_number", "name", "began_at"),
        Index("ix_case_clock_running", "ended_at", "due_at"),  # most of them have ended
    )

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    name: Mapped[str]
    owner: Mapped[str]
    period: Mapped[str]
    is_further: Mapped[bool]
    began_at: Mapped[Moment]
    due_at: Mapped[Moment | None]
    ended_at: Mapped[Moment | None]


async def note(
    session: AsyncSession, row: CaseRow, file: CaseFile, calendars: Calendars, at: datetime
) -> None:
    """Keep the clocks of a case as its file has them by now; nothing where its pack has gone."""
    if not file.lacks_pack:
        known = clocks_of(file, calendars[file.policy.calendar], row.closed_at)
        await put(session, row.number, known, at)


async def put(
    session: AsyncSession, number: str, clocks: Iterable[CaseClock], at: datetime
) -> None:
    """These are a case's clocks. A wait that is over without a word of its end has ended now."""
    mine = await session.scalars(select(ClockRow).where(ClockRow.case_number == number))
    rows = {(one.name, one.began_at): one for one in mine}
    for one in clocks:
        row = rows.pop((one.name, one.began_at), None)
        if row is None:
            session.add(_row(number, one))
        else:
            row.due_at, row.ended_at, row.period = one.due_at, one.ended_at, one.period
    for row in rows.values():
        if row.is_further:
            await session.execute(delete(ClockRow).where(ClockRow.id == row.id))
        elif row.ended_at is None:
            row.ended_at = at


def _row(number: str, one: CaseClock) -> ClockRow:
    return ClockRow(
        case_number=number,
        name=one.name,
        owner=one.owner,
        period=one.period,
        is_further=one.is_further,
        began_at=one.began_at,
        due_at=one.due_at,
        ended_at=one.ended_at,
    )


async def note_anew(
    sessions: Sessions,
    packs: Mapping[str, Policy],
    calendars: Calendars,
    wall: datetime,
    *,
    closed: bool,
) -> None:
    """Count the clocks of all open cases anew, and those of ``closed`` ones as well.

    One case a transaction: who works on another one need not wait. Raises PackError where a
    calendar cannot be read. Safe to repeat.
    """
    wanted = select(CaseRow.number).order_by(CaseRow.number)
    if not closed:
        wanted = wanted.where(CaseRow.stage != Stage.CLOSED)
    async with sessions() as session:
        numbers = list(await session.scalars(wanted))
    for number in numbers:
        async with sessions.begin() as session:
            row = await session.get_one(CaseRow, number, with_for_update=True)
            file = await files.load_file(session, row, packs)
            await note(session, row, file, calendars, wall + timedelta(seconds=row.ahead))
