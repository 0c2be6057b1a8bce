"""Answers of respondents and bodies; what voids a letter; what comes after the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casework.case import Party, Stage
from casework.events import Event, EventKind
from casework.heard import message_added
from casework.letters import LetterKind, LetterState
from casework.messages import Attachment
from casework.policy import Intent
from tests.casework.situations import (
    FIFTH_MORNING,
    FIRST,
    NOTICE,
    OMBUDSMAN,
    REFERRAL,
    TRIBUNAL,
    TUESDAY,
    a_letter,
    a_message,
    changed,
    events,
    heard,
    letters,
    moment,
    says,
    stands,
    the_letter,
    write,
)

UNSENT = LetterState.PENDING
BROUGHT = ("call_log",)


# ---- a letter that waits for an approval -----------------------------------------------------


@pytest.mark.parametrize("intent", [None, Intent.STATUS, Intent.CONSENT])
def test_a_new_message_voids_what_waits_for_an_approval(intent: Intent | None) -> None:
    """It is written anew, with the message in it, and asked for again."""
    plan = says(stands(Stage.APPROVAL_PENDING), intent)

    assert plan.cancels == (REFERRAL.key,)
    assert "referral to body" in letters(plan)
    assert plan.case.approval_since == TUESDAY
    assert Event(EventKind.VOIDED, "a new message came in") in plan.events


def test_what_is_void_takes_nothing_else_with_it() -> None:
    """A request that has not left is cancelled as well, and the receipt goes out."""
    file = stands(Stage.APPROVAL_PENDING)
    unsent = a_letter(LetterKind.EVIDENCE_REMINDER, state=UNSENT)
    plan = says(replace(file, letters=(*file.letters, unsent)), brought=BROUGHT)

    assert set(plan.cancels) == {unsent.key, REFERRAL.key}
    assert letters(plan)[:2] == ["evidence-receipt to complainant", "referral to body"]


def test_what_was_approved_and_has_not_left_is_not_on_its_way_any_more() -> None:
    """Approved at night, a person asked for before the morning: no body has had its turn."""
    file = stands(Stage.WITH_BODY)
    file = replace(file, letters=(NOTICE, REFERRAL))
    plan = says(file, Intent.PERSON)

    assert plan.cancels == (REFERRAL.key,)
    assert (plan.case.tried, plan.case.referred_at) == ((), None)


# ---- the respondent and the bodies -----------------------------------------------------------


@pytest.mark.parametrize("stage", [Stage.WITH_RESPONDENT, Stage.APPROVAL_PENDING])
def test_an_answer_is_passed_on_with_its_files(stage: Stage) -> None:
    """Also one that comes late; the complainant is asked whether it is enough."""
    reminder = a_letter(LetterKind.COMPLAINT_REMINDER, Party.RESPONDENT, state=UNSENT)
    breach = a_letter(LetterKind.BREACH_NOTICE, state=UNSENT)
    file = stands(stage, self_filed=True)
    file = replace(file, letters=(*file.letters, reminder, breach))
    waiting = tuple(one.key for one in file.waiting)
    plan = says(file, Intent.ANSWER, party=Party.RESPONDENT, text="We stop. \n")
    facts = the_letter(plan, LetterKind.ANSWER).facts

    assert (facts["by"], facts["words"]) == ("Acme Calls", "We stop.")
    assert facts["due_on"] == date(2026, 3, 13)
    assert (plan.case.stage, plan.case.answered_at) == (Stage.ANSWERED, TUESDAY)
    assert not plan.case.self_filed
    assert plan.cancels == (*waiting, reminder.key, breach.key)
    assert plan.events[-1] == Event(EventKind.ANSWERED, "by the respondent")


def test_a_body_answers_and_the_complainant_has_the_last_word() -> None:
    """Its answer comes back in a thread of its own."""
    text = "The calls must stop."
    plan = says(stands(Stage.WITH_BODY), Intent.ANSWER, party=Party.BODY, text=text)
    facts = the_letter(plan, LetterKind.ANSWER).facts

    assert (facts["by"], facts["from_body"]) == ("The Example Ombudsman", True)
    assert plan.events[-1] == Event(EventKind.ANSWERED, "by the body")


@pytest.mark.parametrize(
    ("party", "stage", "who"),
    [
        (Party.RESPONDENT, Stage.WITH_RESPONDENT, "of the respondent"),
        (Party.BODY, Stage.WITH_BODY, "of the body"),
    ],
)
def test_that_they_are_still_at_work_stops_no_clock(party: Party, stage: Stage, who: str) -> None:
    """It is kept, and that is all."""
    file = stands(stage)
    plan = says(file, Intent.INTERIM, party=party)

    assert (plan.case, plan.letters) == (file.case, ())
    assert plan.events[-1] == Event(EventKind.INTERIM_NOTE, who)


@pytest.mark.parametrize(
    ("party", "stage", "text"),
    [
        (Party.RESPONDENT, Stage.WITH_RESPONDENT, " \n"),
        (Party.RESPONDENT, Stage.AWAITING_EVIDENCE, "What is this?"),
        (Party.RESPONDENT, Stage.ANSWERED, "One thing more."),
        (Party.BODY, Stage.WITH_BODY, ""),
        (Party.BODY, Stage.ANSWERED, "One thing more."),
    ],
)
def test_what_is_no_answer_to_our_question_a_person_reads(
    party: Party, stage: Stage, text: str
) -> None:
    """Nothing of it is passed on by itself."""
    plan = says(stands(stage), Intent.ANSWER, party=party, text=text)

    assert (plan.letters, plan.case.stage, plan.case.needs_staff) == ((), stage, True)


@pytest.mark.parametrize(
    ("intent", "why"),
    [
        (Intent.QUESTION, "it asks something"),
        (None, "its words do not say whether it is the answer"),
    ],
)
@pytest.mark.parametrize(
    ("party", "stage"),
    [(Party.RESPONDENT, Stage.WITH_RESPONDENT), (Party.BODY, Stage.WITH_BODY)],
)
def test_what_may_be_no_answer_ends_no_clock(
    party: Party, stage: Stage, intent: Intent | None, why: str
) -> None:
    """A question back, or half an answer: a person reads it, and the time runs on."""
    file = stands(stage)
    plan = says(file, intent, party=party, text="Which number?")

    assert (plan.letters, plan.case.stage, plan.case.needs_staff) == ((), stage, True)
    assert (plan.case.asked_at, plan.case.referred_at) == (
        file.case.asked_at,
        file.case.referred_at,
    )
    assert plan.events[-1] == Event(EventKind.REPLY_WAITS, f"of the {party}: {why}")


def test_an_answer_may_be_nothing_but_a_file() -> None:
    """A scan of a letter, without a word."""
    scan = Attachment(name="", media_type="application/pdf", size=9, sha256="5" * 64)
    said = a_message(Party.RESPONDENT, "", attachments=(scan,))
    file = stands(Stage.WITH_RESPONDENT)
    file = replace(file, messages=(FIRST, said))
    said_by_firm = heard(Party.RESPONDENT, Intent.ANSWER)
    letter = the_letter(message_added(moment(file), said_by_firm), LetterKind.ANSWER)

    assert letter.facts["files"] == ("file",)
    assert [one.sha256 for one in letter.enclosed] == [scan.sha256]


# ---- after the end ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "stage"),
    [
        (None, Stage.REOPENED),
        (Intent.UNHAPPY, Stage.REOPENED),
        (Intent.SETTLED, Stage.CLOSED),
        (Intent.WITHDRAW, Stage.CLOSED),
    ],
)
def test_nothing_is_closed_over_a_message_that_came_meanwhile(
    intent: Intent | None, stage: Stage
) -> None:
    """Unless it says itself that this is the end."""
    plan = says(stands(Stage.CLOSED), intent)

    assert plan.case.stage is stage
    assert events(plan) == [EventKind.MESSAGE_ADDED]


def test_what_comes_while_a_case_is_being_reopened_is_read_with_it() -> None:
    """A person is next anyhow."""
    file = stands(Stage.REOPENED)

    assert says(file, Intent.WITHDRAW).case == file.case


def test_the_body_in_hand_after_a_late_answer_is_not_said_to_have_answered() -> None:
    """A guide to the tribunal was written and never approved; the respondent answered."""
    file = changed(stands(Stage.ANSWERED), rung=TRIBUNAL, tried=(OMBUDSMAN,))
    plan = write(LetterKind.CLOSING_QUESTION, file, FIFTH_MORNING)

    assert the_letter(plan, LetterKind.CLOSING_QUESTION).facts["name"] == "Acme Calls"
