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
OF_THE_ASKED = [Intent.INTERIM]


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
    assert intent_of(said("settled"), POLICY, [Intent.INTERIM]).value is Intent.ANSWER
    assert intent_of(said("正在处理"), POLICY, OF_A_COMPLAINANT).value is None
    assert intent_of(said("正在处理"), POLICY, [Intent.INTERIM]).value is Intent.INTERIM


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到", Finding(Intent.INTERIM, "it says '收到'")),
        ("we will look into it.", Finding(Intent.INTERIM, "it says 'look into it'")),
        ("请提供被叫号码", Finding(Intent.QUESTION, "it asks something: '请提供'")),
        ("收到. 号码是多少?", Finding(Intent.QUESTION, "it asks something: '是多少'")),
        ("正在调查, 已退款", Finding(None, "it says '正在调查', and '已退款' as well")),
        ("已退款", Finding(Intent.ANSWER, "it says '已退款'")),
        ("您的申请不予受理", Finding(Intent.ANSWER, "it says '不予'")),
        ("the calls were ours", Finding(Intent.ANSWER, "nothing says that it is anything else")),
        (
            "we are looking into it. " + "the calls were ours. " * 20,
            Finding(None, "'looking into' stands in a long letter"),
        ),
    ],
)
def test_a_reply_is_an_answer_unless_its_words_say_something_else(
    text: str, found: Finding
) -> None:
    """Receipt and work are no answer, a question is none; half of each a person reads."""
    assert intent_of(said(text), POLICY, OF_THE_ASKED) == found


def test_words_that_are_denied_are_not_those_of_a_receipt() -> None:
    """That nothing came is what a firm may say to the complaint itself: a person reads it."""
    found = intent_of(said("我们没有收到退款申请"), POLICY, OF_THE_ASKED)

    assert found == Finding(None, "'收到' is denied")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("我已经解决不了了", "'已经解决' stands beside a doubt"),
        ("已解决了吗", "'已解决' stands beside a doubt"),
        ("如果对方道歉, 就算已解决", "'已解决' stands beside a doubt"),
        ("已解决的问题又来了", "'已解决' stands beside a doubt"),
        ("撤诉的话要怎么做", "'撤诉' stands beside a doubt"),
        ("it is settled if they pay me", "'settled' stands beside a doubt"),
        ("once they pay me, it is settled", "'settled' stands beside a doubt"),
        ("it is settled, but they called again", "'settled' stands beside a doubt"),
        ("has this been settled?", "'settled' stands beside a doubt"),
        ("shall i withdraw my complaint?", "'withdraw my complaint' stands beside a doubt"),
        ("没有已解决", "'已解决' is denied"),
    ],
)
def test_a_word_that_would_end_the_case_must_stand_without_a_doubt(text: str, rule: str) -> None:
    """Denied, asked, or under a condition: a person reads it, and nothing is closed."""
    assert intent_of(said(text), POLICY, OF_A_COMPLAINANT) == Finding(None, rule)


def test_a_doubt_in_another_sentence_is_another_matter() -> None:
    """Whoever says that it is settled may ask something besides."""
    text = "this is resolved. if you need me, call me."

    assert intent_of(said(text), POLICY, OF_A_COMPLAINANT).value is Intent.SETTLED


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
