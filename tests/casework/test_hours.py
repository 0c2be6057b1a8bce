"""Clocks of hours: day and night, or those in which people work."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import Place, due_at, morning_of_due
from casework.policy import BusinessHours, Counting, PackError
from tests.casework import periods
from tests.casework.periods import (
    CHINA,
    DAY,
    FIVE_DAYS,
    HOURS,
    LONDON,
    SHANGHAI,
    Weeks,
    at,
    clocks,
    instants,
    on,
    pause,
    period,
    place,
    told,
    words,
)

if TYPE_CHECKING:
    from datetime import datetime

    from casework.policy import Clock

IN_CHINA = place(CHINA)


def test_hours_run_day_and_night_whatever_the_calendar() -> None:
    """A breach found late on a holiday is reported before the morning."""
    explanation = told("2026-10-03T23:10+08:00", period(4, Counting.HOURS), IN_CHINA)

    assert explanation.due_at == at("2026-10-04T03:10+08:00")
    assert (explanation.due_on, explanation.provisional) == (on("2026-10-04"), False)


def test_hours_are_exact_when_clocks_change() -> None:
    """In the night of 25 October 2026 London has an hour twice: four hours are four hours."""
    explanation = told(
        "2026-10-25T00:00+01:00", period(4, Counting.HOURS), place(FIVE_DAYS, LONDON)
    )

    assert explanation.due_at == at("2026-10-25T03:00+00:00")


@pytest.mark.parametrize(
    ("count", "start", "due"),
    [
        pytest.param(3, "2026-10-10T10:00", "2026-10-10T14:30", id="over-lunch-on-a-make-up-day"),
        pytest.param(1, "2026-03-02T12:10", "2026-03-02T14:30", id="begun-in-the-lunch-break"),
        pytest.param(1, "2026-03-02T03:00", "2026-03-02T10:00", id="begun-at-night"),
        pytest.param(2, "2026-03-06T17:00", "2026-03-09T10:00", id="over-a-weekend"),
        pytest.param(1, "2026-03-07T11:00", "2026-03-09T10:00", id="begun-on-a-saturday"),
        pytest.param(3, "2026-03-02T09:00", "2026-03-02T12:00", id="to-the-last-minute"),
        pytest.param(9, "2026-09-30T17:30", "2026-10-09T10:00", id="over-a-week-of-holidays"),
    ],
)
def test_business_hours_are_those_in_which_people_work(count: int, start: str, due: str) -> None:
    """Nine to six with an hour and a half for lunch, on working days."""
    explanation = told(f"{start}+08:00", period(count, Counting.BUSINESS_HOURS), IN_CHINA)

    assert explanation.due_at == at(f"{due}+08:00")


def test_business_hours_say_when_nobody_works_and_why() -> None:
    """Closed, a weekend, lunch, a pause."""
    clock = period(4, Counting.BUSINESS_HOURS, pauses=("appraisal",))
    stood_still = (pause("2026-03-09T09:30+08:00", "2026-03-09T10:30+08:00"),)
    explanation = told("2026-03-06T17:00+08:00", clock, IN_CHINA, stood_still)

    assert words(explanation)[2:] == [
        "Friday 2026-03-06 17:00 to 18:00: business hours",
        "Friday 2026-03-06 18:00 to Saturday 2026-03-07 00:00: closed",
        "Saturday 2026-03-07 00:00 to Sunday 2026-03-08 00:00: weekend",
        "Sunday 2026-03-08 00:00 to Monday 2026-03-09 00:00: weekend",
        "Monday 2026-03-09 00:00 to 09:00: closed",
        "Monday 2026-03-09 09:00 to 09:30: business hours",
        "Monday 2026-03-09 09:30 to 10:30: appraisal: the clock stood still",
        "Monday 2026-03-09 10:30 to 12:00: business hours",
        "Monday 2026-03-09 12:00 to 13:30: closed",
        "Monday 2026-03-09 13:30 to 14:30: business hours",
        "due Monday 2026-03-09 14:30",
    ]


def test_business_hours_without_any_are_refused_and_not_waited_for_for_ever() -> None:
    """`policy check` says so long before."""
    nowhere = Place(calendar=FIVE_DAYS, zone=SHANGHAI)

    with pytest.raises(PackError, match="a clock runs 3 business hours"):
        due_at(at("2026-03-02T09:00+08:00"), period(3, Counting.BUSINESS_HOURS), nowhere)


@given(instants, st.integers(1, 60), periods.weeks)
def test_business_hours_end_in_business_hours(start: datetime, count: int, days: Weeks) -> None:
    """On a working day, and not in the lunch break."""
    end = due_at(start, period(count, Counting.BUSINESS_HOURS), place(days)).astimezone(SHANGHAI)

    assert days.is_working_day(end.date())
    assert any(one.opens <= end.time() <= one.closes for one in periods.OFFICE)


@given(instants, clocks(*periods.BY_HOURS), periods.weeks)
def test_a_reminder_planned_for_an_hour_leaves_then_or_as_the_hours_begin(
    start: datetime, clock: Clock, days: Weeks
) -> None:
    """Never before it is due."""
    end = due_at(start, clock, place(days))
    leaves = morning_of_due(start, clock, place(days), HOURS)

    assert end <= leaves < end + DAY
    assert HOURS.start <= leaves.astimezone(SHANGHAI).time() < HOURS.until


def test_a_reminder_planned_for_a_night_leaves_in_the_morning() -> None:
    """Four hours from ten in the evening end at two."""
    leaves = morning_of_due(at("2026-03-02T22:00+08:00"), period(4, Counting.HOURS), place(), HOURS)

    assert leaves == at("2026-03-03T08:00+08:00")


def test_a_clock_that_begins_in_a_pause_begins_with_it() -> None:
    """Nothing is counted before; its explanation adds up."""
    clock = period(2, Counting.HOURS, pauses=("appraisal",))
    stood_still = (pause("2026-03-02T09:00+08:00", "2026-03-02T10:00+08:00"),)
    explanation = told("2026-03-02T09:00+08:00", clock, place(), stood_still)

    assert words(explanation)[2:] == [
        "Monday 2026-03-02 09:00 to 10:00: appraisal: the clock stood still",
        "Monday 2026-03-02 10:00 to 12:00: day and night",
        "due Monday 2026-03-02 12:00",
    ]
    assert explanation.adds_up(SHANGHAI)


def test_hours_stand_still_to_the_minute() -> None:
    """Half an hour of pause is half an hour more."""
    clock = period(4, Counting.HOURS, pauses=("appraisal",))
    stood_still = (pause("2026-03-02T10:00+08:00", "2026-03-02T10:30+08:00"),)
    explanation = told("2026-03-02T09:00+08:00", clock, None, stood_still)

    assert explanation.due_at == at("2026-03-02T13:30+08:00")
    assert words(explanation)[2:] == [
        "Monday 2026-03-02 09:00 to 10:00: day and night",
        "Monday 2026-03-02 10:00 to 10:30: appraisal: the clock stood still",
        "Monday 2026-03-02 10:30 to 13:30: day and night",
        "due Monday 2026-03-02 13:30",
    ]


def test_business_hours_of_a_whole_night_are_those_of_one_day() -> None:
    """A pack may have a single stretch."""
    where = Place(calendar=FIVE_DAYS, zone=SHANGHAI, hours=(BusinessHours(time(0), time(23, 59)),))

    end = due_at(at("2026-03-02T20:00+08:00"), period(4, Counting.BUSINESS_HOURS), where)
    assert end == at("2026-03-03T00:01+08:00")
