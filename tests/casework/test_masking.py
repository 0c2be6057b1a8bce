"""Masking: what could name a person is hidden, what a complaint is about stays."""

from __future__ import annotations

import pytest

from casework.masking import Kind, masked, personal

MASKED = [
    ("我的手机是13812348000。", "我的手机是***8000。"),
    ("手机 138-1234-8000", "手机 ***8000"),
    ("call +44 20 7946 0958 please", "call ***0958 please"),
    ("or 07700 900123.", "or ***0123."),
    ("電話 9123 4567", "電話 ***4567"),
    ("手機 0912-345-678", "手機 ***5678"),
    ("身份证11010519491231002X", "身份证***002X"),
    ("身份證 A123456(7)", "身份證 ***4567"),
    ("身分證 A123456789", "身分證 ***6789"),
    ("NI number AB 12 34 56 C", "NI number ***456C"),
    ("卡号 4111 1111 1111 1111", "卡号 ***1111"),
    ("write to bob@mail.example.", "write to ***@mail.example."),
    ("地址 广东省广州市天河区体育西路103号2栋501室。", "地址 ***。"),
    ("我住香港九龍彌敦道123號5樓A室，", "我住***，"),  # noqa: RUF001  as it is typed
    ("he lives at 12 High Street, London SW1A 1AA now", "he lives at *** now"),
]
KEPT = [
    "2026-02-03 10:00",
    "2026年2月3日 10:00",
    "订单 202602031234567",
    "C-2026-000001",
    "£1,299.00 and ¥20000",
    "1299元",
    "三环路上的3家店",
    "打了3次",
    "12 High places",
    "",
]


@pytest.mark.parametrize(("text", "seen"), MASKED)
def test_what_could_name_a_person_is_masked(text: str, seen: str) -> None:
    """Its last signs still show, so that whoever knows it knows it again."""
    assert masked(text) == seen


@pytest.mark.parametrize("text", KEPT)
def test_what_a_complaint_is_about_stays(text: str) -> None:
    """Days, hours, amounts, orders, our own number."""
    assert masked(text) == text


def test_what_a_person_chose_to_show_is_shown_however_it_is_parted() -> None:
    """The number that called is what the complaint is about."""
    text = "0571-0000-6612 called 13812348000"

    assert masked(text, shown=["057100006612"]) == "0571-0000-6612 called ***8000"


def test_words_that_are_personal_for_another_reason_are_masked_too() -> None:
    """The longest first; nothing is masked twice."""
    assert masked("Ana Lima, or Ana", more=("Ana", "Ana Lima", "")) == "***, or ***"


def test_what_was_found_says_what_it_is() -> None:
    """For the page on which staff choose; in the order of the text."""
    found = personal("13812348000, bob@mail.example")

    assert [(one.kind, one.words) for one in found] == [
        (Kind.PHONE, "13812348000"),
        (Kind.EMAIL, "bob@mail.example"),
    ]


@pytest.mark.parametrize(
    "text", ["市" * 50_000, "路1号" * 20_000, "a@" * 50_000, "1-" * 50_000, "1 " + "Aa " * 30_000]
)
def test_no_text_keeps_it_long(text: str) -> None:
    """Texts made to be slow are not; pytest's own time limit would say so."""
    masked(text)
