"""Dates that authorities would name, in China, Hong Kong and the nations of the UK."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from adapters.calendars import Calendars
from casework.policy import Counting
from tests.casework.periods import LONDON, SHANGHAI, at, calendar_days, on, period, place, told
from tests.casework.periods import working as working_days

if TYPE_CHECKING:
    from casework.policy import Clock

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
PLACES = {
    "CN": place(Calendars()["CN"], SHANGHAI),
    "HK": place(Calendars()["HK"], HONG_KONG),
    "GB-ENG": place(Calendars()["GB-ENG"], LONDON),
    "GB-SCT": place(Calendars()["GB-SCT"], LONDON),
}


@pytest.mark.parametrize(
    ("where", "clock", "start", "due"),
    [
        pytest.param("CN", working_days(7), "2026-02-13", "2026-03-02", id="spring-festival"),
        pytest.param("CN", working_days(7), "2026-09-30", "2026-10-15", id="national-day"),
        pytest.param("CN", working_days(10), "2026-11-13", "2026-11-27", id="plain-weeks"),
        pytest.param("CN", working_days(15), "2025-09-26", "2025-10-23", id="two-make-up-days"),
        pytest.param("CN", calendar_days(15), "2026-10-31", "2026-11-15", id="our-duty-is-kept"),
        pytest.param("CN", calendar_days(15), "2026-09-20", "2026-10-05", id="in-a-holiday-too"),
        pytest.param(
            "CN", calendar_days(15, rolls=True), "2026-09-20", "2026-10-08", id="a-right-rolls"
        ),
        pytest.param(
            "CN", period(5, Counting.MONTHS), "2026-09-30", "2027-02-28", id="five-months"
        ),
        pytest.param(
            "GB-ENG", period(8, Counting.WEEKS), "2026-04-07", "2026-06-02", id="eight-weeks"
        ),
        pytest.param(
            "GB-ENG", calendar_days(30, rolls=True), "2026-11-25", "2026-12-29", id="christmas"
        ),
        pytest.param(
            "GB-ENG", calendar_days(30, rolls=True), "2026-11-15", "2026-12-15", id="on-a-sunday"
        ),
        pytest.param("GB-SCT", working_days(2), "2026-11-27", "2026-12-02", id="saint-andrew"),
        pytest.param("GB-ENG", working_days(2), "2026-11-27", "2026-12-01", id="not-in-england"),
        pytest.param("GB-ENG", calendar_days(28), "2026-12-01", "2026-12-29", id="28-days"),
        pytest.param(
            "GB-ENG", period(1, Counting.MONTHS), "2027-01-31", "2027-02-28", id="a-month"
        ),
        pytest.param("HK", working_days(27), "2026-03-20", "2026-05-04", id="general-holidays"),
    ],
)
def test_a_date_is_the_one_that_is_named(where: str, clock: Clock, start: str, due: str) -> None:
    """Whatever the hour of the day; the explanation leads there."""
    zone = PLACES[where].zone
    for hour in (0, 9, 23):
        began = at(f"{start}T{hour:02}:30").replace(tzinfo=zone)
        explanation = told(began, clock, PLACES[where])

        assert explanation.due_on == on(due)
        assert explanation.adds_up(zone)


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        (period(3, Counting.BUSINESS_HOURS), "2026-10-10T10:00", "2026-10-10T14:30"),
        (period(4, Counting.HOURS), "2026-10-03T23:10", "2026-10-04T03:10"),
    ],
)
def test_an_hour_is_the_one_that_is_named(clock: Clock, start: str, due: str) -> None:
    """A Saturday that is worked, with lunch; a night in the holidays."""
    assert told(f"{start}+08:00", clock, PLACES["CN"]).due_at == at(f"{due}+08:00")
