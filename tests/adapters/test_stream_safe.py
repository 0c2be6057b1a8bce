"""Normalising is for every text, also for one that was made to cost."""

from __future__ import annotations

import unicodedata
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from adapters.stream_safe import MOST_MARKS, normalised

MARKS = "\u0315\u0300\u05ae"


@given(st.text())
def test_ordinary_text_is_normalised_as_ever(text: str) -> None:
    """NFKC, whatever the writing."""
    assert normalised(text) == unicodedata.normalize("NFKC", text)


def test_marks_upon_marks_cost_no_more_than_their_length() -> None:
    """The library alone would take minutes."""
    text = "a" + MARKS * 400_000
    begun = process_time()

    kept = normalised(text)

    assert process_time() - begun < 60
    assert len(kept) <= MOST_MARKS + 1


def test_each_sign_keeps_its_marks() -> None:
    """Thirty of them, each; the words stay."""
    assert normalised(f"x{MARKS * 20}y\u0301z") == normalised(f"x{MARKS * 10}") + "ýz"


def test_the_widest_marks_are_known_too() -> None:
    """Those of scripts beyond the first plane."""
    last = max(sign for sign in range(0x110000) if unicodedata.combining(chr(sign)))

    assert len(normalised("a" + chr(last) * 100)) <= MOST_MARKS + 1
