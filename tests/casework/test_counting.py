"""Counting step by step: months, rolls, pauses, hours, and that every explanation adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import due_at, explained
from casework.counting import Course, StepKind, months_later
from casework.policy import Counting, Extension
from tests.casework import periods
from tests.casework.periods import (
    BY_DAYS,
    CHINA,
    FIVE_DAYS,
    LONDON,
    Weeks,
    at,
    calendar_days,
    clocks,
    due_on,
    instants,
    kinds,
    on,
    pause,
    period,
    place,
    told,
    words,
    working,
    zones,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from casework.policy import Clock

IN_CHINA = place(CHINA)


# ---- weeks, months, years -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "counting", "due"),
    [
        pytest.param("2026-04-08", 6, Counting.WEEKS, "2026-05-20", id="forty-two-days"),
        pytest.param("2026-09-30", 5, Counting.MONTHS, "2027-02-28", id="no-thirtieth"),
        pytest.param("2027-01-31", 1, Counting.MONTHS, "2027-02-28", id="no-thirty-first"),
        pytest.param("2026-01-15", 1, Counting.MONTHS, "2026-02-15", id="the-corresponding-day"),
        pytest.param("2026-02-28", 1, Counting.MONTHS, "2026-03-28", id="not-the-month-s-end"),
        pytest.param("2026-12-31", 2, Counting.MONTHS, "2027-02-28", id="over-new-year"),
        pytest.param("2028-02-29", 1, Counting.YEARS, "2029-02-28", id="a-leap-day"),
        pytest.param("2026-03-02", 2, Counting.YEARS, "2028-03-02", id="two-years"),
    ],
)
def test_weeks_months_and_years_end_on_the_corresponding_day(
    start: str, count: int, counting: Counting, due: str
) -> None:
    """Civil Code of the People's Republic of China, articles 200 to 202: else the month's end."""
    assert due_on(on(start), period(count, counting), FIVE_DAYS) == on(due)


@given(periods.dates, st.integers(1, 240))
def test_months_end_in_the_month_they_should(start: datetime, months: int) -> None:
    """Never a day in the month after."""
    end = months_later(start, months)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day


# ---- a last day of rest ---------------------------------------------------------------------


def test_a_right_rolls_and_our_duty_does_not() -> None:
    """Fifteen days from 20 September 2026 end in the National Day week."""
    kept, rolled = (
        told("2026-09-20T09:00+08:00", calendar_days(15, rolls=one), IN_CHINA)
        for one in (False, True)
    )

    assert (kept.due_on, rolled.due_on) == (on("2026-10-05"), on("2026-10-08"))
    assert kinds(rolled).count("rolled") == 4
    assert "Monday 2026-10-05: National Day (observed), so not the last" in words(rolled)


def test_a_roll_over_days_without_a_name_says_that_they_are_of_rest() -> None:
    """A weekend in a calendar that names nothing."""
    rolled = told("2026-03-02T09:00+08:00", calendar_days(5, rolls=True))

    assert rolled.due_on == on("2026-03-09")
    assert "Saturday 2026-03-07: a day of rest, so not the last" in words(rolled)


# ---- explanations ---------------------------------------------------------------------------


def test_every_day_skipped_is_named_with_its_reason() -> None:
    """Seven working days from 13 February 2026, the Spring Festival between."""
    explanation = told("2026-02-13T09:00+08:00", working(7), IN_CHINA)

    assert explanation.due_on == on("2026-03-02")
    assert words(explanation) == [
        "7 working days: policy",
        "from Friday 2026-02-13 09:00, a day that is not counted",
        "Saturday 2026-02-14: a make-up working day, for 2026-02-20",
        "Sunday 2026-02-15: weekend",
        "Monday 2026-02-16: Chinese New Year's Eve",
        "Tuesday 2026-02-17: Chinese New Year (Spring Festival)",
        "Wednesday 2026-02-18: Chinese New Year (Spring Festival)",
        "Thursday 2026-02-19: Chinese New Year (Spring Festival)",
        "Friday 2026-02-20: day off, 2026-02-14 being worked for it",
        "Saturday 2026-02-21: weekend",
        "Sunday 2026-02-22: weekend",
        "Monday 2026-02-23: day off, 2026-02-28 being worked for it",
        "Tuesday 2026-02-24 to Friday 2026-02-27: 4 working days",
        "Saturday 2026-02-28: a make-up working day, for 2026-02-23",
        "Sunday 2026-03-01: weekend",
        "Monday 2026-03-02: 1 working day",
        "due Monday 2026-03-02, to the end of the day",
    ]


@given(st.data(), instants, clocks(), periods.weeks, zones)
def test_every_explanation_adds_up_to_its_date(
    data: st.DataObject, start: datetime, clock: Clock, calendar: Weeks, zone: ZoneInfo
) -> None:
    """Its steps move from the start to the end, and count what the clock counts; no more."""
    stood_still = data.draw(periods.pauses(start))
    explanation = told(start, clock, place(calendar, zone), stood_still)

    assert explanation.adds_up(zone)
    counted = [one for one in explanation.steps if one.kind is StepKind.COUNTED]
    if clock.counting.from_the_instant:
        assert sum((one.moves for one in counted), timedelta()) == timedelta(hours=clock.count)
    else:
        assert sum(one.counted for one in counted) == clock.count


@given(st.data(), instants, clocks(), periods.weeks)
def test_a_pause_never_shortens_a_clock(
    data: st.DataObject, start: datetime, clock: Clock, calendar: Weeks
) -> None:
    """Whatever it is, and however many there are."""
    stood_still = data.draw(periods.pauses(start))
    where = place(calendar)

    assert told(start, clock, where, stood_still).due_at >= due_at(start, clock, where)


@given(st.data(), instants, clocks())
def test_a_reason_that_the_rule_does_not_know_pauses_nothing(
    data: st.DataObject, start: datetime, clock: Clock
) -> None:
    """Waiting for the complainant stops no clock of the law."""
    stood_still = data.draw(periods.pauses(start))
    deaf = replace(clock, pauses=())

    assert told(start, deaf, None, stood_still).due_at == due_at(start, deaf, place())


@given(instants, clocks(), periods.weeks, zones)
def test_a_date_and_its_explanation_are_the_same(
    start: datetime, clock: Clock, calendar: Weeks, zone: ZoneInfo
) -> None:
    """What a case waits for is what the panel says."""
    where = place(calendar, zone)

    assert told(start, clock, where).due_at == due_at(start, clock, where)


# ---- pauses ---------------------------------------------------------------------------------


def test_the_days_of_a_pause_come_on_top() -> None:
    """Three days of appraisal: the day on which it began was counted already."""
    clock = calendar_days(60, pauses=("appraisal",))
    stood_still = (pause("2026-03-10T10:00+08:00", "2026-03-13T09:00+08:00"),)
    explanation = told("2026-03-02T09:00+08:00", clock, None, stood_still)

    assert explanation.due_on == on("2026-05-04")
    assert "appraisal, 2026-03-10 to 2026-03-13: the clock stood still" in words(explanation)


def test_working_days_in_a_pause_are_not_counted() -> None:
    """Tuesday and Wednesday are the appraiser's."""
    clock = working(3, pauses=("appraisal",))
    stood_still = (pause("2026-03-02T10:00+08:00", "2026-03-04T09:00+08:00"),)
    explanation = told("2026-03-02T09:00+08:00", clock, None, stood_still)

    assert explanation.due_on == on("2026-03-09")
    assert "Tuesday 2026-03-03: appraisal: the clock stood still" in words(explanation)


def test_pauses_that_overlap_are_not_taken_twice() -> None:
    """Five days in all, for two reasons; one that is over before the other has nothing left."""
    clock = calendar_days(10, pauses=("appraisal", "identity"))
    stood_still = (
        pause("2026-03-04T10:00+08:00", "2026-03-08T09:00+08:00", "identity"),
        pause("2026-03-03T10:00+08:00", "2026-03-06T09:00+08:00"),
        pause("2026-03-04T12:00+08:00", "2026-03-05T09:00+08:00"),
    )

    assert told("2026-03-02T09:00+08:00", clock, None, stood_still).due_on == on("2026-03-17")


@pytest.mark.parametrize(
    ("since", "until"),
    [
        pytest.param("2026-02-20T10:00+08:00", "2026-02-27T10:00+08:00", id="before"),
        pytest.param("2026-03-13T10:00+08:00", "2026-03-20T10:00+08:00", id="after"),
        pytest.param("2026-03-05T10:00+08:00", "2026-03-05T18:00+08:00", id="within-a-day"),
        pytest.param("2026-03-05T10:00+08:00", "2026-03-05T10:00+08:00", id="of-no-length"),
    ],
)
def test_a_pause_that_takes_no_day_changes_nothing(since: str, until: str) -> None:
    """Before the clock started, after it ended, or within one day."""
    clock = calendar_days(10, pauses=("appraisal",))
    stood_still = (pause(since, until),)

    assert told("2026-03-02T09:00+08:00", clock, None, stood_still).due_on == on("2026-03-12")


# ---- more never comes earlier ---------------------------------------------------------------


@given(instants, st.sampled_from(Counting), st.booleans(), periods.weeks, zones)
def test_more_of_a_unit_never_comes_earlier(
    start: datetime,
    counting: Counting,
    rolls: bool,  # noqa: FBT001  drawn
    calendar: Weeks,
    zone: ZoneInfo,
) -> None:
    """Of any unit, rolled or not."""
    where = place(calendar, zone)
    rolls = rolls and counting in BY_DAYS
    ends = [due_at(start, period(count, counting, rolls=rolls), where) for count in range(1, 8)]

    assert all(one <= other for one, other in pairwise(ends))


# ---- what may still move --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "start", "provisional"),
    [
        pytest.param(working(7), "2026-12-11", False, id="all-announced"),
        pytest.param(working(1), "2026-12-25", False, id="the-last-day-announced"),
        pytest.param(working(2), "2026-12-25", True, id="the-day-after-it"),
        pytest.param(calendar_days(30), "2026-12-25", False, id="days-that-ask-no-calendar"),
        pytest.param(calendar_days(6, rolls=True), "2026-12-25", True, id="its-last-day-is-asked"),
        pytest.param(period(1, Counting.HOURS), "2027-01-02", False, id="hours-ask-none"),
        pytest.param(period(1, Counting.BUSINESS_HOURS), "2027-01-04", True, id="these-do"),
    ],
)
def test_a_date_that_rests_on_days_not_announced_is_provisional(
    clock: Clock,
    start: str,
    provisional: bool,  # noqa: FBT001  the answer
) -> None:
    """The notice for 2027 is not out, and may still turn 29 to 31 December 2026."""
    explanation = told(f"{start}T09:00+08:00", clock, IN_CHINA)

    assert explanation.provisional is provisional
    assert ("provisional" in kinds(explanation)) is provisional


# ---- extensions -----------------------------------------------------------------------------

A_MONTH = period(1, Counting.MONTHS, extension=Extension(count=2, when="told_that_it_is_complex"))


@pytest.mark.parametrize(
    ("told_on", "due"),
    [
        pytest.param("2026-01-20T09:00+00:00", "2026-04-10", id="in-time"),
        pytest.param("2026-02-11T09:00+00:00", "2026-02-10", id="too-late"),
        pytest.param(None, "2026-02-10", id="never"),
    ],
)
def test_an_extension_counts_if_it_came_in_time(told_on: str | None, due: str) -> None:
    """Two further months, told within the first."""
    course = Course(
        started_at=at("2026-01-10T09:00+00:00"), extended_at=at(told_on) if told_on else None
    )
    explanation = explained(course, A_MONTH, place(FIVE_DAYS, LONDON))

    assert explanation.due_on == on(due)
    assert ("extended to 3 months: told_that_it_is_complex" in words(explanation)) is (
        due == "2026-04-10"
    )


def test_a_clock_whose_rule_knows_no_extension_is_not_extended() -> None:
    """Whatever was told."""
    course = Course(started_at=at("2026-03-02T09:00+08:00"), extended_at=at("2026-03-03T09:00Z"))

    assert explained(course, calendar_days(10), place()).due_on == on("2026-03-12")
