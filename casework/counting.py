"""Counting, step by step. A date is the sum of its steps, so that it can be explained.

The day of the event is never counted: Civil Code of the People's Republic of China, article
201; Regulation (EEC, Euratom) No 1182/71, article 3(1). Hours run from the instant.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from casework.policy import Counting, PackError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo

    from casework.clock import Calendar, Place
    from casework.policy import Clock

ONE_DAY = timedelta(days=1)
_WEEK_DAYS, _YEAR_MONTHS = 7, 12
_NOTHING = timedelta()
_REST = "a day of rest"


class StepKind(StrEnum):
    """What a step of a count does."""

    RULE = "rule"
    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    EXTENDED = "extended"
    ROLLED = "rolled"
    PROVISIONAL = "provisional"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of an explanation.

    It ``moves`` the end so much further, and has ``counted`` so many of the clock's units (of
    hours: as much as it moves). ``asked`` are the days for which the calendar was asked.
    """

    kind: StepKind
    words: str
    moves: timedelta = _NOTHING
    counted: int = 0
    asked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A clock stood still for this reason. Only a clock whose rule knows the reason does."""

    reason: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What has happened to a clock since it was started."""

    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    extended_at: datetime | None = None
    stopped_at: datetime | None = None


def steps_of(
    started_at: datetime, clock: Clock, place: Place, pauses: Iterable[Pause] = ()
) -> Iterator[Step]:
    """The steps from an instant to the end of a period; what they move by is the period."""
    known = _in_turn(one for one in pauses if one.reason in clock.pauses)
    if clock.counting.from_the_instant:
        return _hours(started_at.astimezone(UTC), clock, place, known)
    return _whole_days(started_at.astimezone(place.zone).date(), clock, place, known)


def _in_turn(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The earliest first. Where two overlap, the later begins as the earlier ends."""
    told: list[Pause] = []
    for one in sorted(pauses, key=lambda one: one.since):
        since = max(one.since, told[-1].until) if told else one.since
        if since < one.until:
            told.append(Pause(reason=one.reason, since=since, until=one.until))
    return tuple(told)


# ---- clocks that end with a day ------------------------------------------------------------


def _whole_days(
    started_on: date, clock: Clock, place: Place, pauses: tuple[Pause, ...]
) -> Iterator[Step]:
    last = started_on
    for step in _counted_days(started_on, clock, place, pauses):
        last += step.moves
        yield step
    if clock.rolls:
        yield from _rolled(last, place.calendar)


def _counted_days(
    started_on: date, clock: Clock, place: Place, pauses: tuple[Pause, ...]
) -> Iterator[Step]:
    if clock.counting is Counting.WORKING_DAYS:
        yield from _working_days(started_on, clock.count, place, pauses)
        return
    first = _period(started_on, clock)
    yield first
    yield from _paused_days(started_on, started_on + first.moves, place, pauses)


def _period(started_on: date, clock: Clock) -> Step:
    """Days, weeks, months or years in one step: rest days are in them like all others."""
    match clock.counting:
        case Counting.CALENDAR_DAYS:
            last = started_on + clock.count * ONE_DAY
        case Counting.WEEKS:
            last = started_on + clock.count * _WEEK_DAYS * ONE_DAY
        case Counting.MONTHS:
            last = months_later(started_on, clock.count)
        case _:
            last = months_later(started_on, clock.count * _YEAR_MONTHS)
    ends = "the corresponding day" if last.day == started_on.day else "that month's last day"
    by_month = clock.counting in {Counting.MONTHS, Counting.YEARS}
    return Step(
        kind=StepKind.COUNTED,
        words=f"{clock.period}, days of rest included: to {_named(last)}"
        + (f", {ends}" if by_month else ""),
        moves=last - started_on,
        counted=clock.count,
    )


def months_later(day: date, months: int) -> date:
    """The corresponding day, or the end of a month without one: Civil Code of the PRC, 202."""
    year, month = divmod(day.year * _YEAR_MONTHS + day.month - 1 + months, _YEAR_MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _paused_days(
    started_on: date, last: date, place: Place, pauses: tuple[Pause, ...]
) -> Iterator[Step]:
    """The days of a pause come on top; as in a period, the day on which it began does not count."""
    for one in pauses:
        since, until = (at.astimezone(place.zone).date() for at in (one.since, one.until))
        since = max(since, started_on)
        if since < min(until, last):
            last += until - since
            yield Step(
                kind=StepKind.PAUSED,
                words=f"{one.reason}, {since} to {until}: the clock stood still",
                moves=until - since,
            )


class _Day(NamedTuple):
    """What one day is to a count of working days. Ordinary ones are told of together."""

    day: date
    kind: StepKind
    why: str


def _working_days(
    started_on: date, count: int, place: Place, pauses: tuple[Pause, ...]
) -> Iterator[Step]:
    days = _days_until(started_on, count, place, pauses)
    for (kind, _), group in groupby(days, key=lambda one: (one.kind, one.day if one.why else None)):
        some = list(group)
        yield Step(
            kind=kind,
            words=_of_days(some),
            moves=len(some) * ONE_DAY,
            counted=len(some) if kind is StepKind.COUNTED else 0,
            asked=tuple(one.day for one in some),
        )


def _days_until(
    started_on: date, count: int, place: Place, pauses: tuple[Pause, ...]
) -> Iterator[_Day]:
    day, left = started_on, count
    while left:
        day += ONE_DAY
        one = _day(day, place, pauses)
        left -= one.kind is StepKind.COUNTED
        yield one


def _day(day: date, place: Place, pauses: tuple[Pause, ...]) -> _Day:
    for one in pauses:
        since, until = (at.astimezone(place.zone).date() for at in (one.since, one.until))
        if since < day <= until:
            return _Day(day, StepKind.PAUSED, f"{one.reason}: the clock stood still")
    why = place.calendar.reason(day)
    if place.calendar.is_working_day(day):
        return _Day(day, StepKind.COUNTED, why)
    return _Day(day, StepKind.SKIPPED, why or _REST)


def _of_days(some: list[_Day]) -> str:
    first, last = some[0], some[-1]
    if first.why:
        return f"{_named(first.day)}: {first.why}"
    if first is last:
        return f"{_named(first.day)}: 1 working day"
    return f"{_named(first.day)} to {_named(last.day)}: {len(some)} working days"


def _rolled(last: date, calendar: Calendar) -> Iterator[Step]:
    """A last day of rest moves on to the next working day: Civil Code of the PRC, 203."""
    while not calendar.is_working_day(last):
        yield Step(
            kind=StepKind.ROLLED,
            words=f"{_named(last)}: {calendar.reason(last) or _REST}, so not the last",
            moves=ONE_DAY,
            asked=(last,),
        )
        last += ONE_DAY
    yield Step(kind=StepKind.ROLLED, words=f"{_named(last)} is worked, so the last", asked=(last,))


def _named(day: date) -> str:
    return f"{day:%A %Y-%m-%d}"


# ---- clocks that end at an instant ---------------------------------------------------------


class _Span(NamedTuple):
    """From one instant to another, and what it is to a count of hours."""

    kind: StepKind
    since: datetime
    until: datetime
    why: str
    asked: tuple[date, ...] = ()


def _hours(
    started_at: datetime, clock: Clock, place: Place, pauses: tuple[Pause, ...]
) -> Iterator[Step]:
    spans = _day_and_night(started_at, clock, pauses)
    if clock.counting is Counting.BUSINESS_HOURS:
        spans = _open_and_closed(started_at, clock, place)
    left = timedelta(hours=clock.count)
    for span in _cut(spans, pauses):
        until = span.until
        if span.kind is StepKind.COUNTED:
            until = min(until, span.since + left)
            left -= until - span.since
        if span.since < until:
            yield _of_span(span._replace(until=until), place.zone)
        if not left:
            return


def _day_and_night(
    started_at: datetime, clock: Clock, pauses: tuple[Pause, ...]
) -> Iterator[_Span]:
    stood_still = sum((one.until - one.since for one in pauses), _NOTHING)
    until = started_at + timedelta(hours=clock.count) + stood_still
    yield _Span(StepKind.COUNTED, started_at, until, "day and night")


def _open_and_closed(started_at: datetime, clock: Clock, place: Place) -> Iterator[_Span]:
    """All time from an instant on, cut where business hours begin and end. It never stops."""
    if not place.hours:
        raise PackError(f"a clock runs {clock.period}, and its pack has no business_hours")
    at, day = started_at, started_at.astimezone(place.zone).date()
    while True:
        why, stretches = place.calendar.reason(day), _stretches(day, place)
        for opens, closes in stretches:
            if at < opens:
                yield _Span(StepKind.SKIPPED, at, opens, "closed", (day,))
            at = max(at, opens)
            if at < closes:
                yield _Span(StepKind.COUNTED, at, closes, why or "business hours", (day,))
            at = max(at, closes)
        midnight = beginning(day + ONE_DAY, place.zone)
        off = "closed" if stretches else why or _REST
        yield _Span(StepKind.SKIPPED, at, midnight, off, (day,))
        at, day = midnight, day + ONE_DAY


def _stretches(day: date, place: Place) -> list[tuple[datetime, datetime]]:
    if not place.calendar.is_working_day(day):
        return []
    zone = place.zone
    return [(instant(day, one.opens, zone), instant(day, one.closes, zone)) for one in place.hours]


def _cut(spans: Iterable[_Span], pauses: tuple[Pause, ...]) -> Iterator[_Span]:
    """The same spans; what lies in a pause counts for nothing."""
    for whole in spans:
        span = whole
        for one in pauses:
            since, until = max(one.since, span.since), min(one.until, span.until)
            if since < until:
                yield span._replace(until=since)
                yield _Span(StepKind.PAUSED, since, until, f"{one.reason}: the clock stood still")
                span = span._replace(since=until)
        yield span


def _of_span(span: _Span, zone: tzinfo) -> Step:
    since, until = span.since.astimezone(zone), span.until.astimezone(zone)
    last = f"{until:%H:%M}" if since.date() == until.date() else f"{_named(until)} {until:%H:%M}"
    return Step(
        kind=span.kind,
        words=f"{_named(since)} {since:%H:%M} to {last}: {span.why}",
        moves=span.until - span.since,
        asked=span.asked,
    )


# ---- instants, all of them UTC -------------------------------------------------------------


def instant(day: date, at: time, zone: tzinfo) -> datetime:
    """A time of day in a zone."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def beginning(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day."""
    return instant(day, time.min, zone)
