"""Whom a complaint is about: the directory, and the words that choose from it."""

from __future__ import annotations

import pytest

from casework.assessment import Finding, Reading
from casework.case import Language
from casework.respondents import Respondent, respondent_of
from tests.examples import FIRM, HOUSE, a_policy

POLICY = a_policy()
NOBODY = Finding(None, "nobody in the directory is named")


def about(text: str, *numbers: str, directory: tuple[Respondent, ...] = (FIRM, HOUSE)) -> Finding:
    """Whom this complaint means."""
    reading = Reading(text=text, language=Language.ENGLISH, numbers=numbers)
    return respondent_of(reading, iter(directory), POLICY)


@pytest.mark.parametrize(
    ("text", "numbers", "found"),
    [
        ("acme calls ring me", (), Finding("acme", "it is named: 'acme calls'")),
        (
            "they ring me",
            ("057100006612",),
            Finding("acme", "its calling number 057100006612 is named"),
        ),
        ("acme calls and our calling department", (), Finding(None, "as well acme as house")),
        (
            "your company rings me",
            (),
            Finding("house", "it names nobody and says 'your company': our own house"),
        ),
        ("your company, acme calls", (), Finding("acme", "it is named: 'acme calls'")),
        ("they ring me", ("01088886666",), NOBODY),
    ],
)
def test_a_complaint_is_about_whom_it_names(
    text: str, numbers: tuple[str, ...], found: Finding
) -> None:
    """By name or by calling number; two are not decided; "you" is our own house."""
    assert about(text, *numbers) == found


def test_a_desk_without_a_house_of_its_own_is_nobody() -> None:
    """A desk that acts for complainants only."""
    assert about("your company rings me", directory=(FIRM,)) == NOBODY
