"""Counting days. The only place where a date is made from another one. Instants are UTC."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from casework.policy import Counting

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from casework.policy import Clock, SendHours

_ONE_DAY = timedelta(days=1)


class Calendar(Protocol):
    """Which days are worked, weekends, holidays and make-up working days considered."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether people work on this day."""
        ...


def due_on(started_on: date, clock: Clock, calendar: Calendar) -> date:
    """The last day on which the duty is met in time.

    The day of the event itself is not counted: Civil Code of the People's
    Republic of China, article 201; Regulation (EEC, Euratom) No 1182/71, article 3(1).
    """
    if clock.counting is Counting.CALENDAR_DAYS:
        return started_on + clock.days * _ONE_DAY
    day, left = started_on, clock.days
    while left:
        day += _ONE_DAY
        left -= calendar.is_working_day(day)
    return day


def due_at(started_at: datetime, clock: Clock, calendar: Calendar, zone: tzinfo) -> datetime:
    """The instant at which the duty is late: the end of the due date in the pack's zone."""
    last_day = due_on(started_at.astimezone(zone).date(), clock, calendar)
    return _instant(last_day + _ONE_DAY, time.min, zone)


def morning_of_due(
    started_at: datetime, clock: Clock, calendar: Calendar, zone: tzinfo, hours: SendHours
) -> datetime:
    """When a letter planned for the due date may leave: as the sending hours begin."""
    last_day = due_on(started_at.astimezone(zone).date(), clock, calendar)
    return _instant(last_day, hours.start, zone)


def leaves_at(now: datetime, hours: SendHours, zone: tzinfo) -> datetime:
    """The first instant from ``now`` on that lies in the sending hours."""
    local = now.astimezone(zone)
    if local.time() < hours.start:
        start = hours.start.replace(fold=local.fold)  # an hour may come twice
        return _instant(local.date(), start, zone)
    if local.time() >= hours.until:
        return _instant(local.date() + _ONE_DAY, hours.start, zone)
    return now.astimezone(UTC)


def beginning(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day."""
    return _instant(day, time.min, zone)


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def last_day(deadline: datetime, zone: tzinfo) -> date:
    """The day to name in a letter for a deadline: the last one that is still in time."""
    return (deadline.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()
