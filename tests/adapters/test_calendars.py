"""Calendars: which days are worked, and why; what files say stands above the library."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.calendars import Calendars
from casework.policy import PackError

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)
HEAD = "schema: ombud-calendar/1\nsource: the notice\nverified_through: 2027-12-26\n"


@pytest.mark.parametrize(
    ("day", "worked"),
    [
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


def test_china_works_on_the_days_that_an_independent_witness_names() -> None:
    """Every day of 21 years."""
    witness = pytest.importorskip("chinese_calendar")  # of the tests only, and without types
    china, day, differ = Calendars()["CN"], date(2006, 1, 1), []
    while day < date(2027, 1, 1):
        if china.is_working_day(day) is not witness.is_workday(day):
            differ.append(day)
        day += DAY

    assert not differ


@pytest.mark.parametrize(
    ("name", "day", "worked"),
    [
        ("GB", date(2026, 12, 25), False),
        ("HK", date(2026, 7, 1), False),
        ("HK", date(2026, 4, 3), False),  # Good Friday, which the library calls optional
        ("HK", date(2026, 4, 11), False),  # a Saturday: offices are closed
        ("TW", date(2026, 10, 9), False),
        ("TW", date(2025, 2, 8), True),  # the last make-up Saturday
        ("GB-SCT", date(2026, 6, 15), False),
        ("GB-SCT", date(2026, 8, 3), False),
        ("GB-SCT", date(2026, 11, 30), False),
        ("GB-ENG", date(2026, 11, 30), True),
        ("GB-NIR", date(2026, 3, 17), False),
        ("GB-NIR", date(2026, 7, 13), False),
        ("GB-ENG", date(2026, 7, 13), True),
        ("weekdays", date(2026, 12, 25), True),
        ("weekdays", date(2026, 10, 10), False),
    ],
)
def test_each_calendar_has_its_own_days(name: str, day: date, worked: bool) -> None:  # noqa: FBT001  the answer
    """A plain week knows no holidays; the nations of the UK differ."""
    assert Calendars()[name].is_working_day(day) is worked


@pytest.mark.parametrize(
    ("name", "day", "why"),
    [
        ("CN", date(2026, 10, 1), "National Day"),
        ("CN", date(2026, 10, 7), "day off, 2026-10-10 being worked for it"),
        ("CN", date(2026, 10, 10), "a make-up working day, for 2026-10-07"),
        ("CN", date(2026, 3, 7), "weekend"),
        ("CN", date(2026, 3, 2), ""),
        ("TW", date(2014, 12, 27), "a make-up working day, for 2015-01-02"),
        ("GB-SCT", date(2026, 11, 30), "Saint Andrew's Day"),
        ("weekdays", date(2026, 3, 7), "weekend"),
        ("weekdays", date(2026, 3, 2), ""),
    ],
)
def test_a_calendar_says_why_a_day_is_not_worked_or_is(name: str, day: date, why: str) -> None:
    """An ordinary working day needs no reason."""
    assert Calendars()[name].reason(day) == why


@pytest.mark.parametrize(
    ("name", "day", "verified"),
    [
        ("CN", date(2026, 12, 28), True),
        ("CN", date(2026, 12, 29), False),  # the notice for 2027 may still turn it
        ("GB-ENG", date(2027, 12, 31), True),
        ("GB-ENG", date(2028, 1, 1), False),
        ("FR", date(2026, 3, 2), False),  # nobody compared it with anything
        ("weekdays", date(2099, 3, 2), True),
    ],
)
def test_a_calendar_knows_to_when_somebody_vouches_for_it(
    name: str,
    day: date,
    verified: bool,  # noqa: FBT001  the answer
) -> None:
    """What is announced and what is guessed look the same."""
    assert Calendars()[name].is_verified(day) is verified


@pytest.mark.parametrize(
    "name", ["", "moon", "XX", "cn", "C N", "GB-XX", "CN-", "../CN", "CN/../CN", "CN-GD-1"]
)
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


# ---- files ----------------------------------------------------------------------------------


def a_calendar(packs: Path, name: str, text: str) -> Calendars:
    """The calendars of a desk that has written this file."""
    folder = packs / "calendars"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    return Calendars(packs)


def test_what_a_file_says_of_a_day_stands_above_the_library(tmp_path: Path) -> None:
    """The notice for 2027, before the library knows of it."""
    calendars = a_calendar(
        tmp_path,
        "CN",
        f"{HEAD}days:\n"
        "  - {day: 2027-02-20, worked: true, why: a make-up working day, source: the notice}\n"
        "  - {day: 2028-01-03, worked: false, why: New Year, source: a later notice}\n",
    )
    china = calendars["CN"]

    assert china.is_working_day(date(2027, 2, 20))
    assert china.reason(date(2027, 2, 20)) == "a make-up working day (the notice)"
    assert not china.is_working_day(date(2028, 1, 3))
    assert china.is_verified(date(2027, 12, 26))
    assert not china.is_verified(date(2027, 12, 27))
    assert china.is_verified(date(2028, 1, 3)), "it is named, so it is known"


def test_a_desk_without_files_of_its_own_has_ours(tmp_path: Path) -> None:
    """A folder of packs somewhere else need not repeat them."""
    assert Calendars(tmp_path)["CN"].is_verified(date(2026, 3, 2))


def test_a_file_that_is_written_later_is_read_by_whoever_asks_next(tmp_path: Path) -> None:
    """A provisional date is computed anew, without a restart."""
    calendars = a_calendar(tmp_path, "CN", HEAD.replace("2027", "2026"))
    before = calendars["CN"].is_verified(date(2027, 3, 2))
    a_calendar(tmp_path, "CN", HEAD)
    os.utime(tmp_path / "calendars" / "CN.yaml", ns=(1, 1))  # another moment than the first

    assert (before, calendars["CN"].is_verified(date(2027, 3, 2))) == (False, True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("days: [", "is not YAML", id="no-yaml"),
        pytest.param("", "cannot be used", id="empty"),
        pytest.param("schema: ombud-calendar/1", "source: Field required", id="no-source"),
        pytest.param(f"{HEAD}colour: red", "colour: Extra inputs", id="a-strange-word"),
        pytest.param(f"{HEAD}days: [{{day: soon}}]", "days.0.day: Input should", id="no-day"),
        pytest.param(HEAD, "nobody knows a calendar 'our-house'", id="of-nowhere"),
    ],
)
def test_a_calendar_s_file_that_cannot_be_used_is_refused_in_words(
    tmp_path: Path, text: str, why: str
) -> None:
    """With the file's name, and no traceback."""
    calendars = a_calendar(tmp_path, "our-house", text)

    with pytest.raises(PackError) as caught:
        calendars["our-house"]

    assert why in str(caught.value)
    assert "our-house" in str(caught.value)
