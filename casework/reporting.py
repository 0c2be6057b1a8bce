"""What a period brought: opened and closed, what was done in time, what was not and why.

An obligation is a wait that somebody owes an end to: ours, or one that we watch. It begins and
ends with events of a case, so a report of last year says today what it said then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from casework.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from casework.case import Outcome

_OURS, _WATCHED = "ours", "watched"
UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Which events begin it, which end it, and which says that its time ran out."""

    name: str
    whose: str
    begins: frozenset[EventKind]
    ends: frozenset[EventKind]
    runs_out: EventKind | None


OBLIGATIONS = (
    Obligation(
        name="the complaint is acknowledged",
        whose=_OURS,
        begins=frozenset({EventKind.OPENED}),
        ends=frozenset({EventKind.ACKNOWLEDGED}),
        runs_out=None,
    ),
    Obligation(
        name="a person reads the case",
        whose=_OURS,
        begins=frozenset(
            {EventKind.HANDED_OVER, EventKind.PERSON_ASKED_FOR, EventKind.REPLY_WAITS}
        ),
        ends=frozenset({EventKind.WENT_ON, EventKind.DEALT_WITH, EventKind.CLOSED}),
        runs_out=EventKind.REVIEW_OVERDUE,
    ),
    Obligation(
        name="an approval is decided",
        whose=_OURS,
        begins=frozenset({EventKind.APPROVAL_ASKED}),
        ends=frozenset({EventKind.APPROVED, EventKind.REFUSED, EventKind.VOIDED}),
        runs_out=None,
    ),
    Obligation(
        name="the respondent answers",
        whose=_WATCHED,
        begins=frozenset({EventKind.RESPONDENT_ASKED}),
        ends=frozenset({EventKind.ANSWERED}),
        runs_out=EventKind.BREACHED,
    ),
    Obligation(
        name="a body answers",
        whose=_WATCHED,
        begins=frozenset({EventKind.REFERRED}),
        ends=frozenset({EventKind.ANSWERED}),
        runs_out=EventKind.BODY_SILENT,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTold:
    """One event of a case, as a report needs it."""

    at: datetime
    kind: EventKind
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTold:
    """A case as a report needs it. ``respondent`` is a name; ``callers`` are calling numbers."""

    number: str
    opened_at: datetime
    closed_at: datetime | None
    category: str | None
    respondent: str | None
    outcome: Outcome | None
    stage: str
    callers: tuple[str, ...] = ()
    events: tuple[EventTold, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One duty in one case. ``ended_at`` is None while it runs; ``missed_at``: its time ran out."""

    case: str
    duty: str
    began_at: datetime
    ended_at: datetime | None = None
    missed_at: datetime | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How one duty was kept in a period: waits that ended, in time or late, and those that run.

    ``typical_hours`` is the median of what the ended ones took.
    """

    duty: Obligation
    in_time: int
    late: int
    running: int
    typical_hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: how many cases of it were opened, closed, and are open at the end."""

    name: str
    opened: int
    closed: int
    still_open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a period brought: from ``since`` up to, not including, ``until``."""

    since: datetime
    until: datetime
    whole: Row
    outcomes: tuple[tuple[str, int], ...]
    categories: tuple[Row, ...]
    respondents: tuple[Row, ...]
    callers: tuple[tuple[str, int], ...]
    kept: tuple[Kept, ...]
    missed: tuple[Wait, ...]


def report(cases: Sequence[CaseTold], since: datetime, until: datetime) -> Report:
    """Count what lies in a period. Pure: the same cases tell the same, whenever it is asked."""
    waits = [one for case in cases for one in waits_of(case, until)]
    closed = [one for one in cases if _within(one.closed_at, since, until)]
    opened = [one for one in cases if since <= one.opened_at < until]
    return Report(
        since=since,
        until=until,
        whole=total(cases, since, until),
        outcomes=_most(Counter(one.outcome or UNKNOWN for one in closed)),
        categories=_by(lambda one: one.category, cases, since, until),
        respondents=_by(lambda one: one.respondent, cases, since, until),
        callers=_most(Counter(number for one in opened for number in one.callers)),
        kept=tuple(_kept(duty, waits, since, until) for duty in OBLIGATIONS),
        missed=tuple(
            sorted(
                (one for one in waits if _within(one.missed_at, since, until)),
                key=lambda one: (one.missed_at or until, one.case),
            )
        ),
    )


def total(cases: Iterable[CaseTold], since: datetime, until: datetime) -> Row:
    """How many cases were opened and closed in a period, and are open at its end."""
    return _row("", cases, since, until)


def waits_of(case: CaseTold, until: datetime) -> list[Wait]:
    """Every wait of a case for somebody's duty, by what happened before ``until``."""
    heard = [one for one in case.events if one.at < until]
    return [wait for duty in OBLIGATIONS for wait in _waits(case.number, duty, heard)]


def _waits(number: str, duty: Obligation, heard: Iterable[EventTold]) -> list[Wait]:
    """A fold over events: a second beginning while one runs begins nothing."""
    done: list[Wait] = []
    runs: Wait | None = None
    for one in heard:
        if runs is None:
            begins = one.kind in duty.begins
            runs = Wait(case=number, duty=duty.name, began_at=one.at) if begins else None
        elif one.kind is duty.runs_out and runs.missed_at is None:
            runs = replace(runs, missed_at=one.at, cause=one.why)
        elif one.kind in duty.ends or one.kind is EventKind.CLOSED:
            done.append(replace(runs, ended_at=one.at))
            runs = None
    return done if runs is None else [*done, runs]


def _kept(duty: Obligation, waits: Iterable[Wait], since: datetime, until: datetime) -> Kept:
    mine = [one for one in waits if one.duty == duty.name]
    ended = [one for one in mine if _within(one.ended_at, since, until)]
    took = [(one.ended_at - one.began_at).total_seconds() for one in ended if one.ended_at]
    return Kept(
        duty=duty,
        in_time=sum(one.missed_at is None for one in ended),
        late=sum(one.missed_at is not None for one in ended),
        running=sum(one.ended_at is None for one in mine),
        typical_hours=median(took) / 3600 if took else None,
    )


def _by(
    trait: Callable[[CaseTold], str | None],
    cases: Sequence[CaseTold],
    since: datetime,
    until: datetime,
) -> tuple[Row, ...]:
    """One row a value, the most opened first; a row that the period did not touch is left out."""
    those: dict[str, list[CaseTold]] = {}
    for one in cases:
        those.setdefault(trait(one) or UNKNOWN, []).append(one)
    rows = [_row(name, mine, since, until) for name, mine in those.items()]
    told = [one for one in rows if one.opened or one.closed or one.still_open]
    return tuple(sorted(told, key=lambda one: (-one.opened, -one.still_open, one.name)))


def _row(name: str, cases: Iterable[CaseTold], since: datetime, until: datetime) -> Row:
    cases = list(cases)
    return Row(
        name=name,
        opened=sum(since <= one.opened_at < until for one in cases),
        closed=sum(_within(one.closed_at, since, until) for one in cases),
        still_open=sum(
            one.opened_at < until and (one.closed_at is None or one.closed_at >= until)
            for one in cases
        ),
    )


def _within(at: datetime | None, since: datetime, until: datetime) -> bool:
    return at is not None and since <= at < until


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
