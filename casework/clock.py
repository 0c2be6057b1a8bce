"""Dates from dates. The only place where one is made from another one. Instants are UTC."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, time, timedelta
from typing import TYPE_CHECKING, Protocol

from casework.counting import ONE_DAY, Step, StepKind, beginning, instant, steps_of
from casework.policy import OWN_CHOICE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, tzinfo

    from casework.counting import Course
    from casework.policy import BusinessHours, Clock, Policy, SendHours

OWN_RULE = "the desk's own rule"


class Calendar(Protocol):
    """Which days are worked, weekends, holidays and make-up working days considered."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether people work on this day."""
        ...

    def reason(self, day: date, /) -> str:
        """Why a day is one of rest, or is worked although it looks like one; else empty."""
        ...

    def is_verified(self, day: date, /) -> bool:
        """Whether somebody compared this day with what the authorities announced."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a clock runs: which days are worked, in which zone, at which hours."""

    calendar: Calendar
    zone: tzinfo
    hours: tuple[BusinessHours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A due date and how it came about, step by step.

    ``due_on`` is the last day in time, ``due_at`` the instant from which on it is late: the
    end of that day, or of the last hour. ``provisional``: it rests on days that nobody has
    announced yet, and may move.
    """

    clock: Clock
    started_at: datetime
    due_on: date
    due_at: datetime
    provisional: bool
    steps: tuple[Step, ...]

    def adds_up(self, zone: tzinfo) -> bool:
        """Whether the steps lead from the start to the date: what an auditor would look at."""
        whole = sum((one.moves for one in self.steps), timedelta())
        if self.clock.counting.from_the_instant:
            return self.started_at + whole == self.due_at
        return self.started_at.astimezone(zone).date() + whole == self.due_on


def place_of(policy: Policy, calendar: Calendar) -> Place:
    """Where the clocks of a pack run."""
    return Place(calendar=calendar, zone=policy.zone, hours=policy.business_hours)


def due_at(started_at: datetime, clock: Clock, place: Place) -> datetime:
    """The instant at which the duty is late: the end of the due date, or of the last hour."""
    return _end(started_at, clock, place, steps_of(started_at, clock, place))


def _end(started_at: datetime, clock: Clock, place: Place, steps: Iterable[Step]) -> datetime:
    whole = sum((one.moves for one in steps), timedelta())
    if clock.counting.from_the_instant:
        return started_at.astimezone(UTC) + whole
    return beginning(started_at.astimezone(place.zone).date() + whole + ONE_DAY, place.zone)


def explained(course: Course, clock: Clock, place: Place, rule: str = "") -> Explained:
    """The same, line by line, with all that happened on the way; ``rule`` as ``rule_of`` has it."""
    started_at, counted = course.started_at, _extended(course, clock, place)
    steps = tuple(steps_of(started_at, counted, place, course.pauses))
    end = _end(started_at, clock, place, steps)
    first = _first_unverified(steps, place.calendar)
    due_on = last_day(end, place.zone)
    return Explained(
        clock=clock,
        started_at=started_at,
        due_on=due_on,
        due_at=end,
        provisional=first is not None,
        steps=(
            Step(kind=StepKind.RULE, words=f"{clock.period}: {rule or clock.basis}"),
            _start(started_at, clock, place.zone),
            *([_extension(counted)] if counted is not clock else []),
            *steps,
            *([_doubt(first)] if first is not None else []),
            _due(end, due_on, clock, place.zone),
        ),
    )


def _extended(course: Course, clock: Clock, place: Place) -> Clock:
    """The clock, longer where its rule knows an extension and that came in time."""
    if clock.extension is None or course.extended_at is None:
        return clock
    steps = steps_of(course.started_at, clock, place, course.pauses)
    if course.extended_at >= _end(course.started_at, clock, place, steps):
        return clock
    return replace(clock, count=clock.count + clock.extension.count)


def _first_unverified(steps: Iterable[Step], calendar: Calendar) -> date | None:
    asked = (day for one in steps for day in one.asked)
    return next((day for day in asked if not calendar.is_verified(day)), None)


def rule_of(policy: Policy, clock: Clock) -> str:
    """What a clock rests on, for people to read."""
    rule = OWN_RULE if clock.basis == OWN_CHOICE else policy.basis(clock)
    return f"the desk's own target; {rule} says: {clock.says}" if clock.says else rule


def _start(started_at: datetime, clock: Clock, zone: tzinfo) -> Step:
    from_here = "" if clock.counting.from_the_instant else ", a day that is not counted"
    began = started_at.astimezone(zone)
    return Step(kind=StepKind.START, words=f"from {began:%A %Y-%m-%d %H:%M}{from_here}")


def _extension(longer: Clock) -> Step:
    why = longer.extension.when if longer.extension else ""
    return Step(kind=StepKind.EXTENDED, words=f"extended to {longer.period}: {why}")


def _doubt(first: date) -> Step:
    words = f"provisional: nobody has confirmed the calendar for {first} and later days it needed"
    return Step(kind=StepKind.PROVISIONAL, words=words)


def _due(end: datetime, due_on: date, clock: Clock, zone: tzinfo) -> Step:
    if clock.counting.from_the_instant:
        return Step(kind=StepKind.DUE, words=f"due {end.astimezone(zone):%A %Y-%m-%d %H:%M}")
    return Step(kind=StepKind.DUE, words=f"due {due_on:%A %Y-%m-%d}, to the end of the day")


# ---- when letters leave, and what they say ------------------------------------------------


def morning_of_due(started_at: datetime, clock: Clock, place: Place, hours: SendHours) -> datetime:
    """When a letter planned for the due date may leave: as the sending hours begin.

    One planned for an instant leaves at it, or as the hours begin next.
    """
    end = due_at(started_at, clock, place)
    if clock.counting.from_the_instant:
        return leaves_at(end, hours, place.zone)
    return instant(last_day(end, place.zone), hours.start, place.zone)


def leaves_at(now: datetime, hours: SendHours, zone: tzinfo) -> datetime:
    """The first instant from ``now`` on that lies in the sending hours."""
    local = now.astimezone(zone)
    if local.time() < hours.start:
        start = hours.start.replace(fold=local.fold)  # an hour may come twice
        return instant(local.date(), start, zone)
    if local.time() >= hours.until:
        return instant(local.date() + ONE_DAY, hours.start, zone)
    return now.astimezone(UTC)


def last_day(deadline: datetime, zone: tzinfo) -> date:
    """The day to name in a letter for a deadline: the last one that is still in time."""
    return (deadline.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone).date()


def end_in_words(deadline: datetime, zone: tzinfo) -> str:
    """The last day that is in time; to the minute, where it ends within a day."""
    local = deadline.astimezone(zone)
    within = local.time() != time.min
    return f"{local:%Y-%m-%d %H:%M}" if within else f"{last_day(deadline, zone)}"
