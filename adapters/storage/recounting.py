"""Which dates are other ones since a calendar was last looked at, and the word to the cases.

A workflow waits for the date that it was told. So a case whose date has moved is handed a
decision of the desk's own: it travels like those of people, and the workflow learns of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select

from adapters.storage import files
from adapters.storage.models import CaseRow, DecisionRow
from casework.adopting import has_moved
from casework.case import Stage
from casework.decisions import DecisionKind
from casework.plan import Moment
from casework.steps import UNSCHEDULED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.calendars import Calendars
    from adapters.storage.engine import Sessions
    from casework.policy import Policy

DESK = "the desk"
_UNDATED = UNSCHEDULED - {Stage.HANDED_OVER}  # by when a person reads is counted as well


async def have_recounted(  # noqa: PLR0913  a look at all dates is these facts
    sessions: Sessions,
    packs: Mapping[str, Policy],
    calendars: Calendars,
    changed: Collection[str] | None,
    *,
    why: str,
    wall: datetime,
) -> list[str]:
    """Hand a recount to every case whose date has moved with these calendars, or with any.

    Returns their numbers.

    Safe to repeat: a case that has not noted the last one is not handed another. Raises
    PackError where a calendar cannot be read.
    """
    dated = select(CaseRow.number).where(
        CaseRow.stage.not_in(_UNDATED), CaseRow.due_at.is_not(None)
    )
    async with sessions() as session:
        numbers = list(await session.scalars(dated.order_by(CaseRow.number)))
    found: list[str] = []
    for number in numbers:
        async with sessions.begin() as session:
            row = await session.get_one(CaseRow, number, with_for_update=True)
            if await _has_moved(session, row, packs, calendars, changed, wall):
                session.add(_recount(number, why, wall))
                found.append(number)
    return found


async def _has_moved(  # noqa: PLR0913, PLR0917  as above
    session: AsyncSession,
    row: CaseRow,
    packs: Mapping[str, Policy],
    calendars: Calendars,
    changed: Collection[str] | None,
    wall: datetime,
) -> bool:
    file = await files.load_file(session, row, packs)
    concerned = changed is None or file.policy.calendar in changed
    if not concerned or await _is_under_way(session, row.number):
        return False
    now = wall + timedelta(seconds=row.ahead)
    calendar = calendars[file.policy.calendar]
    return has_moved(Moment(file=file, calendar=calendar, since=now, now=now))


async def _is_under_way(session: AsyncSession, number: str) -> bool:
    mine = select(DecisionRow.id).where(
        DecisionRow.case_number == number,
        DecisionRow.kind == DecisionKind.RECOUNT,
        DecisionRow.noted_at.is_(None),
    )
    return await session.scalar(mine) is not None


def _recount(number: str, why: str, wall: datetime) -> DecisionRow:
    return DecisionRow(
        id=uuid4().hex,
        case_number=number,
        kind=DecisionKind.RECOUNT,
        by=DESK,
        why=why,
        decided_at=wall,
    )
