# ruff: noqa: RUF001  Chinese punctuation
"""Telephone numbers, references, sums and times where they stand in a text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.amounts import amounts_in, han_number, times_in
from adapters.language import normalise
from adapters.numbers import numbers_in, references_in
from tests.casework.looks import vocabulary

PLACES = vocabulary().places


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("来电0571-00006612", ["057100006612"]),
        ("+86 17000008890", ["17000008890"]),
        ("8613800138000", ["13800138000"]),
        ("+44 20 7946 0011", ["02079460011"]),
        ("+44 (0)20 7946 0011", ["02079460011"]),
        ("0044 20 7946 0011", ["02079460011"]),
        ("+852 3000 0611", ["30000611"]),
        ("+886 912 345 678", ["0912345678"]),
        ("+1 614-555-0142", ["6145550142"]),
        ("+999 12345678", ["99912345678"]),
        ("07700 900999 - 4 since Monday", ["07700900999"]),
        ("95000731, 10690000123456", ["95000731", "10690000123456"]),
        ("来电95500", ["95500"]),
        ("10690000xxx", []),
        ("订单号12345678，身份证110101199001011234", []),
        ("2026-10-15 14:05 12/10 41,382 ¥12345678 C-2026-000042", []),
        ("申2026-3321", []),
        ("1234567890123456", []),
        ("a@1234567.cn", []),
    ],
)
def test_telephone_numbers_stand_in_a_text(text: str, numbers: list[str]) -> None:
    """As digits, without a country's code; what says that it is something else is none."""
    assert [one.digits for one in numbers_in(normalise(text), PLACES)] == numbers


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("企业ID 55021", ["55021"]),
        ("账户 KLJZ01", ["kljz01"]),
        ("订单号：A-2201", ["a-2201"]),
        ("account SIP-4410, order no. 77", ["sip-4410"]),
        ("[C-2026-10120]", ["c-2026-10120"]),
        ("no number", []),
    ],
)
def test_references_are_named_as_such(text: str, references: list[str]) -> None:
    """Of an order, a contract, an account, a case."""
    assert [one.text for one in references_in(normalise(text))] == references


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("12800元", [("12800", "")]),
        ("NT$2,760", [("2760", "TWD")]),
        ("HK$228.50", [("228.50", "HKD")]),
        ("£312 upfront", [("312", "GBP")]),
        ("¥1.5万", [("15000", "CNY")]),
        ("8万元", [("80000", "")]),
        ("付了12800。", [("12800", "")]),
        ("退20000", [("20000", "")]),
        ("转了3600，人没了", [("3600", "")]),
        ("三千五百元", [("3500", "")]),
        ("二十蚊", [("20", "HKD")]),
        ("537.24元，差4,477分钟", [("537.24", "")]),
        ("付2", []),
        ("退30%", []),
        ("收到20条", []),
        ("$5k", [("5000", "")]),
        ("转了两万过去", [("20000", "")]),
        ("卡被刷了六千九百八!", [("6980", "")]),
        ("打了两百次电话", []),
        ("收了二十", []),
    ],
)
def test_sums_stand_in_a_text(text: str, amounts: list[tuple[str, str]]) -> None:
    """With their currency, or after a verb of paying."""
    found = [(one.value, one.currency) for one in amounts_in(normalise(text))]
    assert found == [(Decimal(value), currency) for value, currency in amounts]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("十五", 15),
        ("二十", 20),
        ("三千五百", 3500),
        ("两万", 20000),
        ("万", 10000),
        ("一万二千", 12000),
        ("12", 12),
        ("一", 1),
        ("六千九百八", 6980),
        ("三百零五", 305),
        ("一百五十", 150),
        ("x", 0),
    ],
)
def test_numbers_are_read_as_they_are_written(written: str, number: int) -> None:
    """In Han digits, too."""
    assert han_number(written) == number


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("14:06至14:31", ["14:06", "14:31"]),
        ("下午3点20左右", ["3点20"]),
        ("早上七点，六点半", ["七点", "六点半"]),
        ("4:12pm, 8.15 am", ["4:12pm", "8.15 am"]),
        ("几点意见，四点意见", []),
    ],
)
def test_times_of_day_are_found(text: str, times: list[str]) -> None:
    """As they are written."""
    assert [one.text for one in times_in(normalise(text))] == times


@given(st.text(max_size=60))
def test_no_text_breaks_them(text: str) -> None:
    """Whatever Unicode has."""
    plain = normalise(text)
    for one in (*numbers_in(plain, PLACES), *amounts_in(plain), *references_in(plain)):
        assert 0 <= one.start < one.end <= len(plain)
