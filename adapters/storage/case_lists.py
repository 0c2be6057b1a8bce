"""The list of cases as people look for them: filtered, sorted, page by page. Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy import case as case_

from adapters.language import normalise
from adapters.storage.base import can_be_key
from adapters.storage.models import CaseRow, CorrespondentRow, MessageRow, RespondentRow
from casework import clock
from casework.case import Stage
from casework.findings import URGENT, Urgency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

_NUMBER = re.compile(r"\+?[\d\s()./-]{5,}")
NOBODY = "-"
"""Stands for nobody where a person or an entry is asked for: an empty word asks for all."""


class Sort(StrEnum):
    """In which order cases are listed."""

    DUE = "due first"
    NEWEST = "newest"
    OLDEST = "oldest"
    WAITING = "waits longest"
    URGENCY = "urgent first"


_GRAVEST = {one: rank for rank, one in enumerate(Urgency)}
_RANK = case_(_GRAVEST, value=CaseRow.urgency, else_=len(_GRAVEST))
_SORTS = {
    Sort.DUE: (CaseRow.due_at.is_(None), CaseRow.due_at, CaseRow.needs_staff.desc()),
    Sort.NEWEST: (CaseRow.opened_at.desc(),),
    Sort.OLDEST: (CaseRow.opened_at,),
    Sort.WAITING: (CaseRow.flagged_at.is_(None), CaseRow.flagged_at),
    Sort.URGENCY: (CaseRow.stage == Stage.CLOSED, _RANK, CaseRow.due_at.is_(None), CaseRow.due_at),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases are looked for; nothing given means all of them.

    ``text`` is a number, a name, an address, a respondent or a calling number, or a part.
    ``hidden`` are cases that are for other people.
    """

    text: str = ""
    stage: str = ""
    category: str = ""
    respondent: str = ""
    owner: str = ""
    pack: str = ""
    language: str = ""
    needs_staff: bool = False
    overdue: bool = False
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of the list: its row, who began it with what, whom it is about."""

    case: CaseRow
    complainant: str
    subject: str
    respondent: str
    is_overdue: bool

    @property
    def urgency(self) -> str:
        """How urgent what it is about is, where that is more than usual; not of a closed one."""
        told = self.case.urgency if self.case.stage != Stage.CLOSED else ""
        return told if told in URGENT else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what was found, and how much there is in all."""

    lines: Sequence[CaseLine]
    count: int


@dataclass(frozen=True, slots=True)
class CaseLists:
    """The list of cases; days end in this zone."""

    sessions: Sessions
    zone: tzinfo

    async def find(
        self, wanted: Wanted, now: datetime, *, sort: Sort = Sort.DUE, page: int = 1, rows: int = 50
    ) -> Found:
        """One page of the cases that are looked for, at an instant of the wall clock."""
        async with self.sessions() as session:
            where = await self._where(session, wanted, now)
            count = await session.scalar(select(func.count()).select_from(CaseRow).where(*where))
            ordered = select(CaseRow).where(*where).order_by(*_SORTS[sort], CaseRow.number)
            chosen = ordered.offset((page - 1) * rows).limit(rows)
            cases = (await session.scalars(chosen)).all()
            begun = await _begun(session, cases)
            names = {one.id: one.name for one in await session.execute(_NAMES)}
        return Found(
            lines=[self._line(one, begun.get(one.number), names, now) for one in cases],
            count=count or 0,
        )

    async def _where(
        self, session: AsyncSession, wanted: Wanted, now: datetime
    ) -> list[ColumnElement[bool]]:
        """The same, in the words of the database."""
        plain = {
            CaseRow.stage: wanted.stage,
            CaseRow.category: wanted.category,
            CaseRow.respondent: wanted.respondent,
            CaseRow.owner: wanted.owner,
            CaseRow.pack: wanted.pack,
            CaseRow.language: wanted.language,
        }
        if not all(map(can_be_key, (*plain.values(), wanted.text))):
            return [false()]
        found = [_is(column, value) for column, value in plain.items() if value]
        found += [CaseRow.needs_staff.is_(True)] if wanted.needs_staff else []
        found += [CaseRow.number.not_in(wanted.hidden)] if wanted.hidden else []
        found += [await self._overdue(session, now)] if wanted.overdue else []
        return found + ([await _said_by(session, wanted.text)] if wanted.text else [])

    async def _overdue(self, session: AsyncSession, now: datetime) -> ColumnElement[bool]:
        """Those whose last day is over; one that a demo wound forward by its own clock."""
        begun = datetime.combine(now.astimezone(self.zone).date(), time.min, self.zone)
        wound = select(CaseRow.number, CaseRow.due_at, CaseRow.ahead).where(
            CaseRow.ahead > 0, CaseRow.due_at.is_not(None)
        )
        late = [
            number
            for number, due_at, ahead in await session.execute(wound)
            if due_at and _is_over(due_at, now + timedelta(seconds=ahead), self.zone)
        ]
        own = and_(CaseRow.ahead == 0, CaseRow.due_at <= begun.astimezone(UTC))
        return or_(own, CaseRow.number.in_(late))

    def _line(
        self, case: CaseRow, begun: tuple[str, str] | None, names: dict[str, str], now: datetime
    ) -> CaseLine:
        complainant, subject = begun or ("", "")
        return CaseLine(
            case=case,
            complainant=complainant,
            subject=subject,
            respondent=names.get(case.respondent or "", ""),
            is_overdue=is_overdue(case, now, self.zone),
        )


_NAMES = select(RespondentRow.id, RespondentRow.name)


def is_overdue(case: CaseRow, now: datetime, zone: tzinfo) -> bool:
    """Its due date has gone by, on the case's own clock; the last day itself is still in time."""
    at = now + timedelta(seconds=case.ahead)
    return case.due_at is not None and _is_over(case.due_at, at, zone)


def _is_over(due_at: datetime, now: datetime, zone: tzinfo) -> bool:
    return clock.last_day(due_at, zone) < now.astimezone(zone).date()


def _is(column: Any, value: str) -> ColumnElement[bool]:  # noqa: ANN401  a column
    found: ColumnElement[bool] = column.is_(None) if value == NOBODY else column == value
    return found


async def _said_by(session: AsyncSession, text: str) -> ColumnElement[bool]:
    """The cases that a word may mean: by number, by people, by respondent, by calling number."""
    word = text.strip()
    people = select(CorrespondentRow.case_number).where(
        or_(
            CorrespondentRow.address.contains(word.lower(), autoescape=True),
            CorrespondentRow.name.icontains(word, autoescape=True),
        )
    )
    return or_(
        CaseRow.number.contains(word.upper(), autoescape=True),
        CaseRow.number.in_(people),
        CaseRow.respondent.in_(await _respondents(session, word)),
    )


async def _respondents(session: AsyncSession, word: str) -> list[str]:
    """Whom of the directory a word names: by a name, an alias, an address or a calling number."""
    rows = await session.scalars(select(RespondentRow))
    said, digits = normalise(word).lower(), re.sub(r"\D", "", word)
    is_number = bool(_NUMBER.fullmatch(word))
    return [
        one.id
        for one in rows
        if any(said in normalise(name).lower() for name in (one.name, one.address, *one.aliases))
        or (is_number and any(digits in re.sub(r"\D", "", number) for number in one.numbers))
    ]


async def _begun(session: AsyncSession, cases: Sequence[CaseRow]) -> dict[str, tuple[str, str]]:
    """Who began each case, and the subject of that message."""
    first = select(
        MessageRow.case_number, MessageRow.sender_name, MessageRow.sender, MessageRow.subject
    ).where(MessageRow.sha256.in_({one.first_digest for one in cases}))
    return {
        number: (name or sender, subject)
        for number, name, sender, subject in await session.execute(first)
        if number
    }
