"""Replies taken as the answer, cases taken up again, bodies that a person chooses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Consent, Language, Party, Stage
from casework.decisions import DecisionKind
from casework.events import Event, EventKind
from casework.letters import LetterKind, LetterState
from casework.terms import Precondition
from tests.casework.situations import (
    NOTICE,
    OMBUDSMAN,
    TUESDAY,
    a_letter,
    a_message,
    a_pack,
    decides,
    events,
    letters,
    stands,
    the_letter,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from casework.policy import Policy


@pytest.mark.parametrize("party", [Party.RESPONDENT, Party.BODY])
@pytest.mark.parametrize(
    "stage", [Stage.WITH_RESPONDENT, Stage.APPROVAL_PENDING, Stage.WITH_BODY, Stage.HANDED_OVER]
)
def test_a_person_takes_a_reply_as_the_answer(stage: Stage, party: Party) -> None:
    """It is passed on as any answer is, and nothing waits to be read any more."""
    reply = a_message(party, "We stop, and are looking into it.")
    file = stands(stage, needs_staff=True, flagged_at=MONDAY)
    file = replace(file, messages=(*file.messages, reply))
    plan = decides(file, DecisionKind.TAKE_AS_ANSWER, about=reply.sha256)

    assert the_letter(plan, LetterKind.ANSWER).facts["words"] == reply.text
    assert (plan.case.stage, plan.case.answered_at) == (Stage.ANSWERED, TUESDAY)
    assert not plan.case.needs_staff
    assert events(plan) == [EventKind.WENT_ON, EventKind.ANSWERED]


def test_a_reply_that_is_not_there_answers_nothing() -> None:
    """The decision is kept, and the case stays as it is."""
    file = stands(Stage.WITH_RESPONDENT)
    plan = decides(file, DecisionKind.TAKE_AS_ANSWER, about="0" * 64)

    assert (plan.case, plan.letters) == (file.case, ())


@pytest.mark.parametrize("refused", [None, MONDAY])
def test_who_was_told_that_it_is_over_is_asked_again_and_not_chased(
    refused: datetime | None,
) -> None:
    """A month after its closure the case goes on: a notice that says so, and the whole time."""
    file = stands(Stage.HANDED_OVER, asked_at=MONDAY, approval_since=refused)
    over = a_letter(LetterKind.CLOSURE, Party.RESPONDENT)
    file = replace(file, letters=(*file.letters, NOTICE, over))
    now = TUESDAY + timedelta(days=30)
    plan = decides(file, DecisionKind.GO_ON, now=now)
    facts = the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts

    assert (plan.case.stage, plan.case.asked_at) == (Stage.WITH_RESPONDENT, now)
    assert (facts["taken_up_again"], facts["due_on"]) == (True, date(2026, 4, 17))
    assert letters(plan) == ["complaint-notice to respondent"]


def test_who_was_told_that_it_is_over_is_not_asked_again_over_the_complainants_no() -> None:
    """A person is next, as before."""
    file = stands(Stage.HANDED_OVER, asked_at=MONDAY, consent=Consent.REFUSED)
    over = a_letter(LetterKind.CLOSURE, Party.RESPONDENT)
    plan = decides(replace(file, letters=(*file.letters, NOTICE, over)), DecisionKind.GO_ON)

    assert (plan.letters, plan.case.stage) == ((), Stage.HANDED_OVER)


def test_an_end_that_it_was_never_told_changes_nothing_for_the_respondent() -> None:
    """Reopened before the closure left in the morning: its time runs as it did."""
    file = stands(Stage.HANDED_OVER, asked_at=MONDAY)
    unsent = a_letter(LetterKind.CLOSURE, Party.RESPONDENT, state=LetterState.CANCELLED)
    plan = decides(replace(file, letters=(*file.letters, NOTICE, unsent)), DecisionKind.GO_ON)

    assert (plan.letters, plan.case.asked_at) == ((), MONDAY)
    assert plan.case.stage is Stage.WITH_RESPONDENT


def asking(fact: str) -> Policy:
    """A pack whose ombudsman wants to know something first."""
    first, *others = a_pack().ladder
    names = dict.fromkeys(Language, fact)
    wanted = Precondition(fact=fact, wanted=True, names=names)
    return a_pack(ladder=(replace(first, preconditions=(wanted,)), *others))


def test_a_body_of_which_it_is_not_known_whether_it_fits_is_for_a_person_to_choose() -> None:
    """The record says what nobody knew."""
    file = replace(stands(Stage.ANSWERED), policy=asking("complainant_is_consumer"))
    plan = decides(file, DecisionKind.REFER, OMBUDSMAN)

    assert "referral to body" in letters(plan)
    assert Event(EventKind.NOT_KNOWN, "complainant_is_consumer") in plan.events


def test_a_body_that_does_not_take_the_case_gets_no_letter_whoever_chose_it() -> None:
    """It came out after the decision: a person is told why, and nothing is written."""
    file = replace(
        stands(Stage.ANSWERED, facts={"complainant_is_consumer": False}),
        policy=asking("complainant_is_consumer"),
    )
    plan = decides(file, DecisionKind.REFER, OMBUDSMAN)

    assert (plan.letters, plan.case.stage) == ((), Stage.HANDED_OVER)
    why = "example-ombudsman: not met: complainant_is_consumer"
    assert Event(EventKind.NO_RUNG, why) in plan.events
