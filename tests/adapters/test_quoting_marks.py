"""A letter of ours says where it begins; and own words, hostile texts and long ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.replies.quoting import own_words, reply_mark
from tests.adapters.replies import full, half

if TYPE_CHECKING:
    from collections.abc import Callable

MARKS = [
    reply_mark("Please write your reply above this line"),
    reply_mark("请在此行上方回复"),
    reply_mark("請在此行上方回覆"),
]
LETTER = "Dear Ana,\n\nis this settled? If so, answer: I agree."
# Of a language or program that we know nothing of.
HEADINGS = [
    "",
    "Complaints Desk <desk@desk.example> skribis je 2026-03-02 10:15:\n",
    "Complaints Desk <\ndesk@desk.example> skribis:\n\n",
    "________________________________\n",
    "_____\nFrom: Complaints Desk\nSent: 2 March 2026 10:15\nTo: Ana\n\n",
    "-----Original Message-----\n",
]


def quoted(letter: str) -> str:
    """As a mail program repeats it."""
    return "\n".join(f"> {line}".rstrip() for line in letter.split("\n"))


@pytest.mark.parametrize("punctuation", [str, half, full])
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("heading", HEADINGS)
def test_our_letter_ends_the_answer_above_it(
    mark: str, heading: str, punctuation: Callable[[str], str]
) -> None:
    """Whatever the mail program says above it, and whether it quotes it or not."""
    letter = f"{mark}\n\n{LETTER}"

    for below in (letter, quoted(letter)):
        assert own_words(f"No.\n\n{heading}{punctuation(below)}") == "No."
        assert own_words(f"{heading}{punctuation(below)}") == ""


@pytest.mark.parametrize(
    "mark",
    [
        "##- Please write your reply\nabove this line -##",
        "> ##- Please write your reply\n> above this line -##",
        "> ##- Please write your\nreply above this line -##",
        "> > | *##- Please write your reply above this line -##* |",
        "##-Please write your reply above this line-##",
    ],
)
def test_the_mark_is_known_as_mail_programs_break_it(mark: str) -> None:
    """They wrap it, quote it twice, and put it into tables."""
    assert own_words(f"No.\n\n{mark}\n{quoted(LETTER)}") == "No."


def test_answers_inside_our_letter_are_kept() -> None:
    """Where ">" tells them from it; nothing of the letter is."""
    letter = quoted(f"{MARKS[0]}\n\nWhen was it?")

    assert own_words(f"Hi,\n{letter}\n\nOn Monday.\n\n> Where?\n\nHere.") == (
        "Hi,\n\nOn Monday.\n\nHere."
    )


def test_words_on_the_line_of_the_mark_are_kept() -> None:
    """A program that knows no line ends has put them there."""
    line = f"I agree. {MARKS[0]} Dear Ana,"

    assert own_words(f"{line}\nis this settled?") == line


def test_a_letter_of_ours_that_is_handed_on_says_nothing() -> None:
    """Its words are ours, not theirs."""
    forward = f"---------- Forwarded message ---------\nFrom: desk\n\n{MARKS[0]}\n{LETTER}"

    assert own_words(f"See below.\n\n{forward}") == "See below."


@pytest.mark.parametrize(
    "text", ["##- is how it began", "it ends -##", "##-\n\n\n\n\n-##", "C##-Dur"]
)
def test_half_a_mark_is_none(text: str) -> None:
    """It begins and ends, within a few lines."""
    mail = f"They call.\n{text}\nPlease stop it."

    assert own_words(mail) == mail


@pytest.mark.parametrize(
    "sign",
    [
        "(",
        "<a@b ",
        "wrote:\n",
        "On 2 ",
        "> ",
        "-- \n",
        "##-",
        "\n>:\n",
        "From: a\n",
        "从",
        "a.",
        "|",
        "&#1;",
        "\0",
    ],
)
def test_hostile_texts_are_read_to_their_end(sign: str) -> None:
    """A sign repeated without end is only a text; whatever is left of it is left again."""
    words = own_words(sign * 100_000)

    assert own_words(words) == words
