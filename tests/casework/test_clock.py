"""Counting days: real vectors, and what holds for every date, zone and calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendars import Calendars
from casework.clock import due_at, last_day, leaves_at, morning_of_due
from casework.policy import Counting, SendHours
from tests.casework.periods import (
    BEIRUT,
    BY_DAYS,
    CHINA,
    DAY,
    FIVE_DAYS,
    HOURS,
    LONDON,
    SHANGHAI,
    Weeks,
    at,
    calendar_days,
    clocks,
    dates,
    days,
    due_on,
    hours,
    instants,
    on,
    period,
    place,
    weeks,
    working,
    zones,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from casework.clock import Calendar
    from casework.policy import Clock

# ---- due dates --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        pytest.param(
            working(7), "2026-02-13", "2026-03-02", id="saturdays-14-and-28-february-make-up"
        ),
        pytest.param(working(7), "2026-09-30", "2026-10-15", id="1-to-7-october-off-sat-10-works"),
        pytest.param(working(10), "2026-11-13", "2026-11-27", id="plain-weeks"),
        pytest.param(working(15), "2025-09-26", "2025-10-23", id="sun-28-sep-and-sat-11-oct-work"),
        pytest.param(calendar_days(15), "2026-10-31", "2026-11-15", id="ends-on-a-sunday-kept"),
        pytest.param(calendar_days(15), "2026-09-20", "2026-10-05", id="ends-in-a-holiday-kept"),
    ],
)
def test_due_dates_in_china_are_those_of_the_authorities(
    clock: Clock, start: str, due: str
) -> None:
    """The State Council's holidays and make-up working days, counted by hand."""
    assert due_on(on(start), clock, CHINA) == on(due)


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        (calendar_days(0), "2026-03-06"),
        (calendar_days(1), "2026-03-07"),
        (calendar_days(10), "2026-03-16"),
        (working(0), "2026-03-06"),
        (working(1), "2026-03-09"),
        (working(5), "2026-03-13"),
        (working(6), "2026-03-16"),
    ],
)
def test_the_day_of_the_event_is_not_counted(clock: Clock, due: str) -> None:
    """A Friday's first working day is Monday; a clock of no days ends the same day."""
    assert due_on(on("2026-03-06"), clock, FIVE_DAYS) == on(due)


@pytest.mark.parametrize("start", ["2026-03-06", "2026-03-07", "2026-03-08"])
def test_an_event_on_a_weekend_counts_from_its_next_day_all_the_same(start: str) -> None:
    """Friday, Saturday and Sunday have the same next working day."""
    assert due_on(on(start), working(1), FIVE_DAYS) == on("2026-03-09")


@given(dates, clocks(*BY_DAYS), weeks)
def test_a_due_date_never_lies_before_its_start(start: date, clock: Clock, calendar: Weeks) -> None:
    """No clock runs backwards."""
    assert due_on(start, clock, calendar) >= start


@given(dates, st.integers(1, 60), st.sampled_from(BY_DAYS), weeks)
def test_more_days_always_come_later(
    start: date, count: int, counting: Counting, calendar: Weeks
) -> None:
    """A longer clock never gives the earlier date, nor the same."""
    shorter, longer = period(count, counting), period(count + 1, counting)

    assert due_on(start, shorter, calendar) < due_on(start, longer, calendar)


@given(dates, st.integers(1, 60), weeks)
def test_working_days_are_all_there_and_the_last_is_one(
    start: date, count: int, calendar: Weeks
) -> None:
    """Between the event and the due date lie exactly the days that were promised."""
    due = due_on(start, working(count), calendar)
    counted = [start + n * DAY for n in range(1, (due - start).days + 1)]

    assert sum(map(calendar.is_working_day, counted)) == count
    assert calendar.is_working_day(due)


@given(dates, days, weeks)
def test_calendar_days_do_not_ask_the_calendar(start: date, count: int, calendar: Weeks) -> None:
    """A holiday neither stops nor moves them."""
    assert (due_on(start, calendar_days(count), calendar) - start).days == count


@given(dates, st.integers(0, 60), weeks)
def test_working_days_never_end_before_calendar_days(
    start: date, count: int, calendar: Weeks
) -> None:
    """Rest days only ever lengthen a clock."""
    longest = due_on(start, working(count), calendar)

    assert longest >= due_on(start, calendar_days(count), calendar)


# ---- the instants they mean ------------------------------------------------------------


@pytest.mark.parametrize(
    ("started_at", "late_from"),
    [
        pytest.param("2026-03-02T09:30+00:00", "2026-03-12T16:00+00:00", id="monday-afternoon"),
        pytest.param("2026-03-02T15:59+00:00", "2026-03-12T16:00+00:00", id="a-minute-to-midnight"),
        pytest.param("2026-03-02T16:00+00:00", "2026-03-13T16:00+00:00", id="tuesday-over-there"),
    ],
)
def test_a_duty_is_late_when_its_last_day_has_ended_where_the_pack_lives(
    started_at: str, late_from: str
) -> None:
    """Days are counted in Shanghai, whatever the machine's zone: ten, and all of the tenth."""
    assert due_at(at(started_at), calendar_days(10), place()) == at(late_from)


def test_working_days_are_those_of_the_calendar_it_is_given() -> None:
    """Two working days from a Friday afternoon: all of Tuesday is still in time."""
    friday = at("2026-03-06T17:00+08:00")

    assert due_at(friday, working(2), place()) == at("2026-03-11T00:00+08:00")
    assert morning_of_due(friday, working(2), place(), HOURS) == at("2026-03-10T08:00+08:00")


@given(instants, clocks(), weeks, zones)
def test_a_deadline_always_lies_ahead(
    started_at: datetime, clock: Clock, calendar: Weeks, zone: ZoneInfo
) -> None:
    """Whoever is given a duty has at least the rest of the day."""
    assert due_at(started_at, clock, place(calendar, zone)) > started_at


@given(instants, clocks(*BY_DAYS), weeks, zones)
def test_a_letter_names_the_day_that_the_clock_found(
    started_at: datetime, clock: Clock, calendar: Weeks, zone: ZoneInfo
) -> None:
    """What people read is the due date, not the midnight after it."""
    deadline = due_at(started_at, clock, place(calendar, zone))
    started_on = started_at.astimezone(zone).date()

    assert last_day(deadline, zone) == due_on(started_on, clock, calendar)


@pytest.mark.parametrize(
    ("deadline", "named"),
    [
        pytest.param("2026-03-12T16:00:00.000000+00:00", "2026-03-12", id="at-midnight"),
        pytest.param("2026-03-12T16:00:00.000001+00:00", "2026-03-13", id="just-after"),
        pytest.param("2026-03-12T15:59:59.999999+00:00", "2026-03-12", id="just-before"),
        pytest.param("2026-03-13T00:00:00.000000+08:00", "2026-03-12", id="in-its-own-zone"),
    ],
)
def test_the_day_named_is_the_last_one_in_time(deadline: str, named: str) -> None:
    """Midnight in Shanghai, read back as UTC, still ends the day before."""
    assert last_day(at(deadline), SHANGHAI) == on(named)


def test_the_day_named_is_right_where_clocks_change_at_midnight() -> None:
    """29 March 2026 begins at one o'clock in Beirut: a deadline then still ends the 28th."""
    deadline = datetime.combine(on("2026-03-29"), time.min, BEIRUT).astimezone(UTC)

    assert last_day(deadline, BEIRUT) == on("2026-03-28")


@given(instants, clocks(*BY_DAYS), weeks, zones, hours)
def test_the_morning_of_a_due_date_is_before_the_deadline(
    started_at: datetime, clock: Clock, calendar: Weeks, zone: ZoneInfo, sending: SendHours
) -> None:
    """A reminder planned for the due date leaves as the sending hours of that day begin."""
    morning = morning_of_due(started_at, clock, place(calendar, zone), sending)
    started_on = started_at.astimezone(zone).date()

    assert morning < due_at(started_at, clock, place(calendar, zone))
    assert morning.astimezone(zone).date() == due_on(started_on, clock, calendar)
    assert morning.astimezone(zone).time() == sending.start


# ---- when letters leave ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        pytest.param("2026-03-02T03:00+08:00", "2026-03-02T08:00+08:00", id="night"),
        pytest.param("2026-03-02T07:59:59+08:00", "2026-03-02T08:00+08:00", id="a-second-early"),
        pytest.param("2026-03-02T08:00+08:00", "2026-03-02T08:00+08:00", id="the-first-instant"),
        pytest.param("2026-03-02T17:30+08:00", "2026-03-02T17:30+08:00", id="afternoon"),
        pytest.param(
            "2026-03-02T19:59:59+08:00", "2026-03-02T19:59:59+08:00", id="the-last-second"
        ),
        pytest.param("2026-03-02T20:00+08:00", "2026-03-03T08:00+08:00", id="too-late"),
        pytest.param("2026-12-31T23:00+08:00", "2027-01-01T08:00+08:00", id="new-year"),
        pytest.param("2026-03-02T09:30+00:00", "2026-03-02T09:30+00:00", id="told-in-utc"),
        pytest.param("2026-03-02T12:00+00:00", "2026-03-03T00:00+00:00", id="eight-pm-in-shanghai"),
    ],
)
def test_letters_leave_in_the_sending_hours(now: str, leaves: str) -> None:
    """Nobody's telephone rings at night because of us; in the hours nothing waits."""
    assert leaves_at(at(now), HOURS, SHANGHAI) == at(leaves)


@given(instants, hours, zones)
def test_leaving_lies_in_the_sending_hours_and_never_before_now(
    now: datetime, sending: SendHours, zone: ZoneInfo
) -> None:
    """Whatever the zone and the season."""
    leaves = leaves_at(now, sending, zone)

    assert leaves >= now
    assert sending.start <= leaves.astimezone(zone).time() < sending.until


@given(instants, clocks(), weeks, zones, hours)
def test_instants_are_utc_whatever_the_pack(
    now: datetime, clock: Clock, calendar: Weeks, zone: ZoneInfo, sending: SendHours
) -> None:
    """So that two of them are equal, or one is later, in an hour that comes twice as in any."""
    local = now.astimezone(zone)

    assert due_at(local, clock, place(calendar, zone)).tzinfo is UTC
    assert morning_of_due(local, clock, place(calendar, zone), sending).tzinfo is UTC
    assert leaves_at(local, sending, zone).tzinfo is UTC


@given(instants, hours, zones)
def test_no_letter_waits_longer_than_it_must(
    now: datetime, sending: SendHours, zone: ZoneInfo
) -> None:
    """It leaves now, or as the hours begin next; asking again there changes nothing."""
    leaves = leaves_at(now, sending, zone)

    assert leaves == now or leaves.astimezone(zone).time() == sending.start
    assert leaves - now < DAY
    assert leaves_at(leaves, sending, zone) == leaves


def test_no_letter_leaves_before_now_in_an_hour_that_comes_twice() -> None:
    """25 October 2026, 01:15 for the second time in London; the hours begin at 01:30."""
    now = at("2026-10-25T01:15+00:00")

    assert leaves_at(now, SendHours(start=time(1, 30)), LONDON) == at("2026-10-25T01:30+00:00")


@pytest.mark.parametrize("name", ["CN", "weekdays"])
def test_the_calendars_of_the_packs_can_count(name: str) -> None:
    """The adapter's calendars answer what the rules ask of one."""
    calendar: Calendar = Calendars()[name]

    assert calendar.is_working_day(on("2026-03-02"))
    assert not calendar.is_working_day(on("2026-03-01"))
