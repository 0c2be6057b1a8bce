"""Text made comparable: its script, its numbers, its signs folded into one form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.language import normalise, read, script_of
from casework.case import Language

SIMPLIFIED, TRADITIONAL = Language.SIMPLIFIED, Language.TRADITIONAL


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("你们天天打骚扰电话，请停止。", SIMPLIFIED),  # noqa: RUF001  Chinese punctuation
        ("貴公司不停致電滋擾，請立即停止。", TRADITIONAL),  # noqa: RUF001  Chinese punctuation
        ("嗰間公司成日打嚟，好煩。", TRADITIONAL),  # noqa: RUF001  Chinese punctuation
        ("Please stop calling me.", Language.ENGLISH),
        ("退款", SIMPLIFIED),
        ("我买了 iPhone 15 Pro Max，客服 Amy 一直不退款", SIMPLIFIED),  # noqa: RUF001  Chinese punctuation
        pytest.param(
            "They call every day from a firm called 某某科技 and will not stop calling me.",
            Language.ENGLISH,
        ),
        ("12345 !?", None),
        ("", None),
        ("ありがとう x", None),
    ],
)
def test_a_language_is_told_by_its_signs(text: str, language: Language | None) -> None:
    """Signs that one of the two scripts alone has decide; common ones are Simplified."""
    assert script_of(text) is language


def test_one_form_for_comparing() -> None:
    """Full-width, capitals and Traditional are folded; nothing of it is ever shown."""
    assert normalise("ＡＢＣ　１２３：騷擾電話") == "abc 123:骚扰电话"  # noqa: RUF001  Chinese punctuation


def test_a_reading_holds_subject_and_text() -> None:
    """What stands only in the subject counts, too."""
    reading = read("Unwanted CALLS", "每天都打")

    assert "unwanted calls" in reading.text
    assert "每天都打" in reading.text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a call from 010-5555 0199 today", ("01055550199",)),
        ("来电号码：１３８００１３８０００。", ("13800138000",)),  # noqa: RUF001  Chinese punctuation
        ("+86 138 0013 8000 or 400-555-0123", ("8613800138000", "4005550123")),
        ("13800138000, again 13800138000", ("13800138000",)),
        ("95555 is short, 12345678901234567890 is long", ()),
        ("it cost 1299.00 on page 3", ()),
        ("no number at all", ()),
    ],
)
def test_telephone_numbers_are_found_as_digits(text: str, numbers: tuple[str, ...]) -> None:
    """However they are grouped and whatever their width; each once."""
    assert read("", text).numbers == numbers


@pytest.mark.parametrize(
    "text",
    ["on 2026-03-02 at 17:30", "2026/3/2 17:30", "Re: [C-2026-000042]", "17:30 - 18:45"],
)
def test_dates_times_and_our_own_numbers_are_no_telephone_numbers(text: str) -> None:
    """They would tick off the call log that is still missing."""
    assert read("", text).numbers == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026年3月2日下午我投诉过，3月5日又打来", ["2026-03-02"]),  # noqa: RUF001  Chinese punctuation
        ("我在 2026 年 11 月 3 日向該公司投訴", ["2026-11-03"]),
        ("２０２６年１１月３日", ["2026-11-03"]),
        ("2026-11-03, 2026/11/4 and 2026.11.05", ["2026-11-03", "2026-11-04", "2026-11-05"]),
        (
            "I complained on 3 November 2026 and again on 4th Nov. 2026",
            ["2026-11-03", "2026-11-04"],
        ),
        ("On March 2nd, 2026 I wrote; on Mar 2, 2026 too", ["2026-03-02"]),
        ("2026-02-30, 2026年13月1日 and 31 June 2026 are no days", []),
        ("C-2026-000042, 12026-11-03, 2026-11-031 and 3/4/2026", []),
        ("maybe 3 2026, the market 3, 2026, I decided 3 2026", []),
        ("1 September 2026, 2 sept 2026", ["2026-09-01", "2026-09-02"]),
        ("", []),
    ],
)
def test_days_that_are_named_in_full_are_found(text: str, days: list[str]) -> None:
    """In Chinese and English; half a date, and one that could be read two ways, is none."""
    assert [f"{one:%Y-%m-%d}" for one in read("", text).days] == days


def test_a_day_in_the_subject_counts() -> None:
    """Once."""
    assert len(read("Refund of 2026-03-02", "2026-03-02").days) == 1


def test_a_text_without_end_is_read_as_far_as_it_matters() -> None:
    """A complaint is in its first pages."""
    assert len(read("", "投诉" * 1_000_000).text) <= 64_000


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_it(subject: str, text: str) -> None:
    """Whatever Unicode has."""
    reading = read(subject, text)

    assert all(one.isdecimal() and 7 <= len(one) <= 15 for one in reading.numbers)
