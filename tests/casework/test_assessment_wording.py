"""Phrases as people write them: gaps, choices, any ending; and what a sentence denies."""

from __future__ import annotations

from datetime import date

import pytest

from casework.wording import Spot, Wording, apart, first_said, is_denied, pattern, said


@pytest.mark.parametrize(
    ("phrase", "text", "fits"),
    [
        ("refund", "a refund, please", True),
        ("refund", "refunded", False),
        ("refund*", "refunded", True),
        ("stop (calling|ringing)", "please stop ringing", True),
        ("told~but", "told one thing but", True),
        ("told~but", "told one thing, but", False),
        ("told~~but", "told one thing, but", True),
        ("told~~but", "told one thing. but", False),
        ("要求~退款", "要求你们马上退款", True),
        ("要求~退款", "要求查清,退款", False),
        ("要求~~退款", "要求查清,退款", True),
        (".cn", "a.cn", True),
        ("stop~", "stop", True),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, fits: bool) -> None:  # noqa: FBT001  a table
    """Latin words whole, gaps within a sentence."""
    assert bool(pattern(phrase).search(text)) is fits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no refund, a refund", "refund"),
        ("not a refund", None),
        ("不要退款", None),
        ("退款", "退款"),
    ],
)
def test_what_is_denied_is_not_said(text: str, words: str | None) -> None:
    """The first place where it is not denied."""
    hit = first_said(text, ("refund", "退款"))
    assert (hit and hit.words) == words


def test_every_place_is_found() -> None:
    """In the order of the phrases."""
    assert [one.start for one in said("b a b", ("a", "b"))] == [2, 0, 4]
    assert not is_denied("a refund", Spot(start=2, end=8))


def test_what_stands_around_a_spot() -> None:
    """In its line, in its sentence."""
    text = "one. my number\nis 5, call. two"
    wording = Wording(subject="", text=text, own=text, language=None, today=date(2026, 3, 3))
    spot = Spot(start=text.index("5"), end=text.index("5") + 1)
    assert wording.before(spot) == "is "
    assert wording.after(spot) == ", call. two"
    assert wording.sentence(spot) == "is 5, call."
    assert spot.overlaps(Spot(start=0, end=99))
    assert not spot.overlaps(Spot(start=0, end=1))


def test_of_two_things_in_one_place_one_is_there() -> None:
    """The one that begins first; of those that begin together, the longer."""
    long, short = Spot(start=4, end=9), Spot(start=4, end=6)
    across, behind = Spot(start=8, end=12), Spot(start=9, end=11)
    assert apart([behind, across, short, long]) == (long, behind)
