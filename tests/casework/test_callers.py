"""Numbers that called, each in one form however it is written."""

from __future__ import annotations

import pytest

from casework.callers import Caller, caller_of, number_of


@pytest.mark.parametrize(
    ("digits", "place", "text", "number", "written"),
    [
        ("13800000000", "CN", "it was 138-0000-0000", "+8613800000000", "138-0000-0000"),
        ("13800000000", "CN", "from +86 138 0000 0000", "+8613800000000", "+86 138 0000 0000"),
        ("13800000000", "CN", "from 0086-13800000000", "+8613800000000", "0086-13800000000"),
        ("057100006612", "CN", "0571-0000-6612", "+8657100006612", "0571-0000-6612"),
        ("057100006612", "CN", "+86 571 0000 6612", "+8657100006612", "+86 571 0000 6612"),
        ("01000006612", "CN", "(010) 0000 6612", "+861000006612", "010) 0000 6612"),
        ("95188", "CN", "95188 打来的", "95188", "95188"),
        ("4000000000", "CN", "4000000000", "4000000000", "4000000000"),
        ("0912345678", "TW", "0912-345-678", "+886912345678", "0912-345-678"),
        ("0212345678", "TW", "(02)1234-5678", "+886212345678", "02)1234-5678"),
        ("21234567", "HK", "2123 4567", "+85221234567", "2123 4567"),
        ("07700900123", "GB", "07700 900123", "+447700900123", "07700 900123"),
        ("07700900123", "CN", "+44 (0) 7700 900123", "+447700900123", "+44 (0) 7700 900123"),
        ("2125550100", "US", "212-555-0100", "+12125550100", "212-555-0100"),
        ("13800000000", None, "13800000000", "13800000000", "13800000000"),
        ("13800000000", "CN", "nowhere", "+8613800000000", "13800000000"),
    ],
)
def test_a_number_is_one_however_it_is_written(
    digits: str, place: str | None, text: str, number: str, written: str
) -> None:
    """With its country where that is clear, else its digits; and as the mail has it."""
    assert caller_of(digits, place, text) == Caller(number, written)


@pytest.mark.parametrize(
    ("written", "number"),
    [("138-0000-0000", "+8613800000000"), ("+44 20 7946 0000", "+442079460000"), ("114", "114")],
)
def test_what_a_person_types_is_put_in_the_same_form(written: str, number: str) -> None:
    """By the place of the pack, unless it says another."""
    assert number_of(written, "CN") == number
