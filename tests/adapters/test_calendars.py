"""Which days are worked: holidays, and the Saturdays that make up for them."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.calendars import Calendars


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 14), True),  # a Saturday: makes up for the Spring Festival
        (date(2026, 10, 10), True),  # a Saturday: makes up for the National Day
        (date(2026, 10, 1), False),  # the National Day, a Thursday
        (date(2026, 2, 17), False),  # the Spring Festival, a Tuesday
        (date(2026, 3, 2), True),  # an ordinary Monday
        (date(2026, 3, 7), False),  # an ordinary Saturday
        (date(2026, 3, 8), False),  # an ordinary Sunday
    ],
)
def test_china_works_as_the_state_council_says(day: date, worked: bool) -> None:  # noqa: FBT001  the answer
    """Make-up Saturdays are working days there."""
    assert Calendars()["CN"].is_working_day(day) is worked


@pytest.mark.parametrize(
    ("name", "day", "worked"),
    [
        ("GB", date(2026, 12, 25), False),
        ("HK", date(2026, 7, 1), False),
        ("TW", date(2026, 10, 9), False),
        ("weekdays", date(2026, 12, 25), True),
        ("weekdays", date(2026, 10, 10), False),
    ],
)
def test_each_calendar_has_its_own_days(name: str, day: date, worked: bool) -> None:  # noqa: FBT001  the answer
    """A plain week knows no holidays."""
    assert Calendars()[name].is_working_day(day) is worked


@pytest.mark.parametrize("name", ["", "moon", "XX", "cn", "C N"])
def test_a_calendar_that_nobody_knows_is_a_key_error(name: str) -> None:
    """So that a pack which names it is refused, with a sentence."""
    with pytest.raises(KeyError):
        Calendars()[name]


@pytest.mark.parametrize("name", ["HolidayBase", "__class__"])
def test_a_part_of_the_library_is_no_calendar(name: str) -> None:
    """A word that happens to be in it is not a country."""
    with pytest.raises(KeyError):
        Calendars()[name]


def test_a_calendar_is_the_same_whoever_asks() -> None:
    """Made once: looking up holidays is dear."""
    assert Calendars()["FR"] is Calendars()["FR"]
