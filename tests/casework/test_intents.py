"""What a reply plainly asks for, and the day on which the respondent was asked before."""

from __future__ import annotations

from datetime import date

import pytest

from casework.assessment import Finding, Reading, intent_of, prior_of
from casework.case import Language
from casework.policy import Intent
from tests.examples import a_policy

POLICY = a_policy()
TODAY = date(2026, 3, 2)
OF_A_COMPLAINANT = [one for one in Intent if one is not Intent.INTERIM]


def said(text: str, *days: date) -> Reading:
    """A reply as the language adapter hands it over."""
    return Reading(text=text, language=Language.ENGLISH, days=days)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("any news?", Intent.STATUS),
        ("thank you, settled.", Intent.SETTLED),
        ("i withdraw my complaint", Intent.WITHDRAW),
        ("我要转人工", Intent.PERSON),
        ("i am not satisfied", Intent.UNHAPPY),
        ("i agree", Intent.CONSENT),
        ("不同意转交", Intent.OBJECTION),
    ],
)
def test_plain_words_are_taken_at_their_word(text: str, intent: Intent) -> None:
    """A short letter with one request in it; the longer phrase stands above the one inside it."""
    assert intent_of(said(text), POLICY, OF_A_COMPLAINANT).value is intent


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("good morning", "its words ask for nothing"),
        ("any news? if not, i withdraw my complaint", "its words ask for status and withdraw"),
        ("it is not settled", "'settled' is denied"),
        ("settled. " + "and then they called again. " * 20, "'settled' stands in a long letter"),
    ],
)
def test_what_is_not_plain_a_person_reads(text: str, rule: str) -> None:
    """Nothing is guessed, and the rule says why."""
    assert intent_of(said(text), POLICY, OF_A_COMPLAINANT) == Finding(None, rule)


def test_a_long_letter_may_still_ask_how_things_stand() -> None:
    """Only what ends or passes on a case must stand alone."""
    text = "any news? " + "they call every day. " * 30

    assert intent_of(said(text), POLICY, OF_A_COMPLAINANT).value is Intent.STATUS


def test_only_what_may_be_meant_is_looked_for() -> None:
    """A respondent that writes of a settlement withdraws nothing."""
    assert intent_of(said("settled"), POLICY, [Intent.INTERIM]).value is None
    assert intent_of(said("正在处理"), POLICY, [Intent.INTERIM]).value is Intent.INTERIM


@pytest.mark.parametrize(
    ("text", "days", "found"),
    [
        (
            "i complained to them on 2026-02-03",
            (date(2026, 2, 3),),
            Finding("2026-02-03", "it says 'i complained to' and one day in the past"),
        ),
        (
            "i complained to them",
            (),
            Finding(None, "it says 'i complained to', and no day in the past"),
        ),
        (
            "i complained to them twice",
            (date(2026, 2, 3), date(2026, 2, 9)),
            Finding(None, "it says 'i complained to', and 2 days in the past"),
        ),
        (
            "i complained to them; i go to court",
            (date(2026, 2, 3), date(2026, 5, 9)),
            Finding("2026-02-03", "it says 'i complained to' and one day in the past"),
        ),
        (
            "they called me",
            (date(2026, 2, 3),),
            Finding(None, "nothing says that the respondent was asked before"),
        ),
    ],
)
def test_who_was_asked_before_is_known_by_one_day_in_the_past(
    text: str, days: tuple[date, ...], found: Finding
) -> None:
    """Words without a day, or with two, are for a person."""
    assert prior_of(said(text, *days), POLICY, TODAY) == found
