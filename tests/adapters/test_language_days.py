# ruff: noqa: RUF001  Chinese punctuation
"""Days and periods in a text, counted from the day of arrival."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.calendars import Calendars
from adapters.days import Today, days_in, periods_in
from adapters.language import normalise

THURSDAY = Today(on=date(2026, 10, 15), calendar=Calendars()["CN"])
DAY_FIRST = Today(on=date(2026, 10, 15), calendar=Calendars()["weekdays"], month_first=False)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年10月3日", ["2026-10-03"]),
        ("2026-10-03", ["2026-10-03"]),
        ("10月3日至5日", ["2026-10-03", "2026-10-05"]),
        ("12月30日", ["2026-12-30"]),
        ("1月5日", ["2027-01-05"]),  # the nearest
        ("10.8 三个，10.9 两个", ["2026-10-08", "2026-10-09"]),
        ("12.5元", []),
        ("10/15、10/20", ["2026-10-15", "2026-10-20"]),
        ("10/3/2026", ["2026-10-03"]),
        ("10/3/26", ["2026-10-03"]),
        ("13/9", ["2026-09-13"]),
        ("13月40日", []),
        ("99/99", []),
        ("10月22日接到，23号报案", ["2026-10-22", "2026-10-23"]),
        ("23号报案", ["2026-09-23"]),
        ("31号报案", ["2026-09-30"]),
        ("3号前答复", ["2026-11-03"]),
        ("20号前答复", ["2026-10-20"]),
        ("昨天和前天", ["2026-10-14", "2026-10-13"]),
        ("大前天，明天，后天", ["2026-10-12", "2026-10-16", "2026-10-17"]),
        ("琴日，听日", ["2026-10-14", "2026-10-16"]),
        ("三天前", ["2026-10-12"]),
        ("两周前", ["2026-10-01"]),
        ("上周三", ["2026-10-07"]),
        ("上上周三", ["2026-09-30"]),
        ("周三", ["2026-10-14"]),
        ("周四", ["2026-10-08"]),  # today would be said
        ("周五前", ["2026-10-16"]),
        ("本周日", ["2026-10-18"]),
        ("下周一", ["2026-10-19"]),
        ("月底前", ["2026-10-31"]),
        ("三个工作日", []),
        ("", []),
    ],
)
def test_days_of_a_chinese_text(text: str, days: list[str]) -> None:
    """In full, in short, and by their distance."""
    assert [f"{one.on}" for one in days_in(normalise(text), THURSDAY)] == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on 16th Sept at 10:50", ["2026-09-16"]),
        ("Mon 5, Tue 6 and Wed 7 Oct", ["2026-10-05", "2026-10-06", "2026-10-07"]),
        ("Oct 9, 2026", ["2026-10-09"]),
        ("Oct 9 and Oct 12", ["2026-10-09", "2026-10-12"]),
        ("3 November 2025", ["2025-11-03"]),
        ("3/10", ["2026-10-03"]),
        ("8.15 to 8.30 am", []),
        ("yesterday, today, tomorrow", ["2026-10-14", "2026-10-15", "2026-10-16"]),
        ("the day before yesterday", ["2026-10-13"]),
        ("two days ago", ["2026-10-13"]),
        ("some days ago, many weeks ago", []),
        ("a week ago", ["2026-10-08"]),
        ("since last Monday", ["2026-10-12"]),
        ("by Friday", ["2026-10-16"]),
        ("on Friday", ["2026-10-09"]),
        ("next Monday", ["2026-10-19"]),
        ("this Sunday", ["2026-10-18"]),
        ("by the end of the month", ["2026-10-31"]),
        ("the end of November", ["2026-11-30"]),
        ("31 Feb", []),
    ],
)
def test_days_of_an_english_text(text: str, days: list[str]) -> None:
    """Names of months and of weekdays; the day first, where people write it so."""
    assert [f"{one.on}" for one in days_in(normalise(text), DAY_FIRST)] == days


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("三天内", "2026-10-18"),
        ("十五日内", "2026-10-30"),
        ("两周之内", "2026-10-29"),
        ("一个月内", "2026-11-15"),
        ("48小时内", "2026-10-17"),
        ("自收到之日起10个工作日内", "2026-10-29"),
        ("within 14 days", "2026-10-29"),
        ("in the next two weeks", "2026-10-29"),
        ("within five working days", "2026-10-22"),
        ("you have 7 days", "2026-10-22"),
        ("10 days to reply", "2026-10-25"),
        ("本周内", "2026-10-16"),
        ("半天内", None),
        ("很快", None),
    ],
)
def test_a_period_ends_on_a_day(text: str, ends: str | None) -> None:
    """The day of arrival is not counted; working days are the calendar's."""
    assert [f"{one.on}" for one in periods_in(normalise(text), THURSDAY)] == (
        [ends] if ends else []
    )


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    """Whatever it holds."""
    plain = normalise(text)
    assert all(0 <= one.start < one.end <= len(plain) for one in days_in(plain, THURSDAY))
    periods_in(plain, THURSDAY)
