"""What a person's decision changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.case import Consent, NextStep, Outcome, Party, Stage
from casework.decisions import DecisionKind, Question
from casework.events import Event, EventKind
from casework.letters import LetterKind, LetterState
from casework.policy import Asks
from tests.casework.situations import (
    CALL_LOG,
    MORNING,
    NIGHT,
    NOTICE,
    OMBUDSMAN,
    REFERRAL,
    TRIBUNAL,
    TUESDAY,
    a_file_that,
    a_letter,
    a_pack,
    assert_a_person_is_next,
    at,
    decides,
    events,
    letters,
    stands,
    the_letter,
)
from tests.examples import MONDAY

FRIDAY_NIGHT = at("2026-03-07T00:00+08:00")
OPEN = [one for one in Stage if one is not Stage.CLOSED]
BY_BORIS = "by boris: I looked"


# ---- closing, handing over, going on ---------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("stage", OPEN)
def test_a_case_is_closed_from_wherever_it_stands(stage: Stage, outcome: Outcome) -> None:
    """With the outcome staff chose; what waited does not go out."""
    file = stands(stage, owner="boris")
    plan = decides(file, DecisionKind.CLOSE, outcome)

    assert (plan.case.stage, plan.case.outcome) == (Stage.CLOSED, outcome)
    assert (plan.case.owner, plan.case.due_at) == ("boris", None)
    assert plan.cancels == tuple(one.key for one in file.waiting)
    at_work = stage is Stage.WITH_BODY
    left = (Event(EventKind.BODY_AT_WORK, OMBUDSMAN),) if at_work else ()
    assert plan.events == (Event(EventKind.CLOSED, f"{outcome}, {BY_BORIS}"), *left)
    assert plan.case.needs_staff is at_work


@pytest.mark.parametrize("kind", DecisionKind)
def test_what_was_decided_too_late_is_kept_all_the_same(kind: DecisionKind) -> None:
    """The case was closed meanwhile."""
    plan = decides(stands(Stage.CLOSED), kind, "anything")

    assert plan.case.stage is Stage.CLOSED
    assert plan.events == (Event(EventKind.TOO_LATE, f"{kind}, {BY_BORIS}"),)


@pytest.mark.parametrize(("to", "owner"), [("mina", "mina"), ("", "boris")])
def test_a_case_is_handed_to_a_person(to: str, owner: str) -> None:
    """Who has three working days from now, whoever had it before."""
    plan = decides(stands(Stage.HANDED_OVER), DecisionKind.HAND_OVER, to)

    assert_a_person_is_next(plan, by=FRIDAY_NIGHT)
    assert (plan.case.owner, plan.case.flagged_at) == (owner, TUESDAY)
    assert plan.events == (Event(EventKind.HANDED_OVER, BY_BORIS),)


def test_a_message_that_was_read_lets_the_wait_go_on() -> None:
    """It is nobody's work any more, and its dates are those it had."""
    file = stands(Stage.AWAITING_EVIDENCE, needs_staff=True, flagged_at=MONDAY)
    plan = decides(file, DecisionKind.GO_ON)

    assert (plan.case.needs_staff, plan.case.flagged_at) == (False, None)
    assert plan.case.next_step is NextStep.REMIND
    assert plan.events == (Event(EventKind.WENT_ON, BY_BORIS),)


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({}, Stage.AWAITING_EVIDENCE),
        ({"asked_at": MONDAY}, Stage.WITH_RESPONDENT),
        ({"asked_at": MONDAY, "referred_at": TUESDAY, "rung": OMBUDSMAN}, Stage.WITH_BODY),
        ({"asked_at": MONDAY, "answered_at": TUESDAY}, Stage.ANSWERED),
        (
            {"asked_at": MONDAY, "approval_since": TUESDAY, "rung": OMBUDSMAN},
            Stage.APPROVAL_PENDING,
        ),
    ],
)
def test_a_case_goes_on_from_where_a_person_took_it(
    changes: dict[str, object], stage: Stage
) -> None:
    """The furthest it had come."""
    plan = decides(stands(Stage.HANDED_OVER, **changes), DecisionKind.GO_ON)

    assert plan.case.stage is stage
    assert not plan.case.needs_staff
    assert plan.events[0] == Event(EventKind.WENT_ON, BY_BORIS)


def test_the_silence_of_a_complainant_counts_anew_after_ours() -> None:
    """A person had the case for a month."""
    now = MONDAY + timedelta(days=30)
    file = stands(Stage.HANDED_OVER, answered_at=MONDAY)

    assert decides(file, DecisionKind.GO_ON, now=now).case.answered_at == now


def test_a_letter_that_was_refused_is_written_anew() -> None:
    """The body never had it: nobody waits for its answer."""
    refused = decides(stands(Stage.APPROVAL_PENDING), DecisionKind.REFUSE, about=REFERRAL.key)
    file = a_file_that(case=refused.case, letters=(NOTICE,))
    plan = decides(file, DecisionKind.GO_ON)

    assert refused.cancels == (REFERRAL.key,)
    assert refused.case.stage is Stage.HANDED_OVER
    assert refused.events[0] == Event(EventKind.REFUSED, f"{REFERRAL.key}, {BY_BORIS}")
    assert letters(plan) == ["referral to body", "approval-request to staff"]


def test_a_respondent_is_asked_once_to_keep_what_it_holds() -> None:
    """However often a person gives the case back."""
    asked = a_letter(LetterKind.PRESERVATION_NOTICE, Party.RESPONDENT)
    first = stands(Stage.HANDED_OVER)
    again = replace(first, letters=(*first.letters, asked))

    assert "preservation-notice to respondent" in letters(decides(first, DecisionKind.GO_ON))
    assert "preservation-notice to respondent" not in letters(decides(again, DecisionKind.GO_ON))


def test_a_reopening_says_who_and_why() -> None:
    """The row says so since it was decided."""
    file = stands(Stage.HANDED_OVER)
    plan = decides(file, DecisionKind.REOPEN)

    assert (plan.case, plan.events) == (file.case, (Event(EventKind.REOPENED, BY_BORIS),))


# ---- the respondent --------------------------------------------------------------------------


def test_a_person_puts_it_to_the_respondent_who_has_its_whole_time() -> None:
    """From when the notice leaves, in the morning."""
    plan = decides(stands(Stage.HANDED_OVER), DecisionKind.PUT_TO_RESPONDENT, now=NIGHT)

    assert (plan.case.stage, plan.case.asked_at) == (Stage.WITH_RESPONDENT, MORNING)
    assert the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts["due_on"] == date(2026, 3, 18)
    assert not plan.case.needs_staff


@pytest.mark.parametrize(
    ("changes", "consent"),
    [
        ({"respondent": None}, Asks.INFORM),
        ({"category": None}, Asks.INFORM),
        ({"consent": Consent.REFUSED}, Asks.INFORM),
        ({"consent": Consent.ASKED}, Asks.ASK),
    ],
)
def test_not_even_a_person_passes_on_what_must_not_be(
    changes: dict[str, object], consent: Asks
) -> None:
    """A yes is noted first, as the answer to a question."""
    file = replace(stands(Stage.HANDED_OVER, **changes), policy=a_pack(consent=consent))
    plan = decides(file, DecisionKind.PUT_TO_RESPONDENT)

    assert (plan.letters, plan.case.stage) == ((), Stage.HANDED_OVER)
    assert plan.events[0] == Event(EventKind.WENT_ON, BY_BORIS)


def test_another_respondent_takes_the_place_of_the_first() -> None:
    """Asked tonight: the first one never gets the notice, the second has its whole time."""
    unsent = replace(NOTICE, state=LetterState.PENDING)
    file = replace(stands(Stage.WITH_RESPONDENT), letters=(unsent,))
    plan = decides(file, DecisionKind.ASSIGN_RESPONDENT, "house", now=NIGHT)

    assert plan.cancels == (unsent.key,)
    assert plan.letters[0].to.address == "department@desk.example"
    assert (plan.case.respondent, plan.case.asked_at) == ("house", MORNING)
    assert plan.events[0] == Event(EventKind.RESPONDENT_ASSIGNED, f"house, {BY_BORIS}")


@pytest.mark.parametrize(
    ("stage", "after"),
    [
        (Stage.AWAITING_EVIDENCE, Stage.WITH_RESPONDENT),  # a department is asked at once
        (Stage.HANDED_OVER, Stage.WITH_RESPONDENT),
        (Stage.APPROVAL_PENDING, Stage.APPROVAL_PENDING),
        (Stage.ANSWERED, Stage.ANSWERED),
    ],
)
def test_a_respondent_may_be_assigned_at_any_stage(stage: Stage, after: Stage) -> None:
    """What waits for an approval and names the first one is void."""
    file = stands(stage)
    plan = decides(file, DecisionKind.ASSIGN_RESPONDENT, "house")

    assert (plan.case.stage, plan.case.respondent) == (after, "house")
    assert plan.cancels == tuple(one.key for one in file.waiting)


def test_the_same_respondent_again_changes_nothing() -> None:
    """It is not asked twice."""
    file = stands(Stage.WITH_RESPONDENT)
    plan = decides(file, DecisionKind.ASSIGN_RESPONDENT, "acme")

    assert (plan.letters, plan.case.asked_at) == ((), file.case.asked_at)


# ---- questions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "value", "name", "known"),
    [
        (Question.CATEGORY, "refund_refused", "category", "refund_refused"),
        (Question.PRIOR_ON, "2026-02-20", "prior_on", date(2026, 2, 20)),
        (Question.CONSENT, "yes", "consent", Consent.GIVEN),
        ("settled_before", "no", "facts", {"settled_before": False}),
        ("settled_before", "yes", "facts", {"settled_before": True}),
    ],
)
def test_what_a_person_answers_is_known_from_then_on(
    about: str, value: str, name: str, known: object
) -> None:
    """With who said so, and why."""
    plan = decides(stands(Stage.WITH_RESPONDENT), DecisionKind.ANSWER_QUESTION, value, about)

    assert getattr(plan.case, name) == known
    assert plan.case.stage is Stage.WITH_RESPONDENT
    assert [one.kind for one in plan.events] == [EventKind.QUESTION_ANSWERED]
    assert plan.events[0].why.startswith(f"{about}: {value}, {BY_BORIS}")


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"category": None}, Stage.AWAITING_EVIDENCE),
        ({"category": None, "respondent": None}, Stage.HANDED_OVER),
        ({"category": None, "asked_at": MONDAY}, Stage.HANDED_OVER),
    ],
)
def test_a_case_that_lacked_only_the_answer_goes_on_with_it(
    changes: dict[str, object], stage: Stage
) -> None:
    """Where something else is open, it stays with the person."""
    file = stands(Stage.HANDED_OVER, **changes)
    plan = decides(file, DecisionKind.ANSWER_QUESTION, "refund_refused", Question.CATEGORY)

    assert plan.case.stage is stage


def test_a_case_that_is_no_matter_for_a_respondent_needs_none_to_go_on() -> None:
    """Fraud goes to a body."""
    fraud = replace(a_pack().categories[0], id="fraud", put_to_respondent=False)
    file = stands(Stage.HANDED_OVER, category=None, respondent=None)
    file = replace(file, policy=a_pack(categories=(fraud,)))
    plan = decides(file, DecisionKind.ANSWER_QUESTION, "fraud", Question.CATEGORY)

    assert plan.case.stage is Stage.APPROVAL_PENDING


def test_what_is_waited_for_follows_the_category() -> None:
    """It is a refund after all, and the contract is there: the respondent is asked."""
    evidence = tuple(replace(CALL_LOG, item=one) for one in ("contract", "payment_proof"))
    file = replace(stands(Stage.AWAITING_EVIDENCE), evidence=evidence)
    plan = decides(file, DecisionKind.ANSWER_QUESTION, "refund_refused", Question.CATEGORY)

    assert plan.case.stage is Stage.WITH_RESPONDENT


def test_a_no_that_a_person_notes_stops_what_has_not_left() -> None:
    """As the complainant's own would."""
    unsent = replace(NOTICE, state=LetterState.PENDING)
    file = replace(stands(Stage.WITH_RESPONDENT), letters=(unsent,))
    plan = decides(file, DecisionKind.ANSWER_QUESTION, "no", Question.CONSENT)

    assert (plan.case.stage, plan.case.consent) == (Stage.HANDED_OVER, Consent.REFUSED)
    assert plan.cancels == (unsent.key,)


def test_an_answer_voids_the_letter_that_did_not_know_it() -> None:
    """Nobody approves what is not true any more."""
    file = stands(Stage.APPROVAL_PENDING)
    plan = decides(file, DecisionKind.ANSWER_QUESTION, "no", "settled_before")

    assert plan.cancels == (REFERRAL.key,)
    assert "referral to body" in letters(plan)
    assert Event(EventKind.VOIDED, "more is known now") in plan.events


# ---- bodies, closing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "body", "letter"),
    [
        ("", OMBUDSMAN, "referral to body"),
        (TRIBUNAL, TRIBUNAL, "filing-guide to complainant"),
    ],
)
def test_a_person_refers_to_the_next_body_or_to_one_they_choose(
    value: str, body: str, letter: str
) -> None:
    """Somebody else approves it."""
    file = stands(Stage.ANSWERED, needs_staff=True, flagged_at=MONDAY)
    plan = decides(file, DecisionKind.REFER, value)

    assert (plan.case.stage, plan.case.rung) == (Stage.APPROVAL_PENDING, body)
    assert letter in letters(plan)
    assert not plan.case.needs_staff


def test_a_body_whose_letter_never_left_may_be_chosen_again() -> None:
    """Approved at night; before the morning a person chose otherwise."""
    file = replace(stands(Stage.WITH_BODY), letters=(NOTICE, REFERRAL))
    plan = decides(file, DecisionKind.REFER, TRIBUNAL)

    assert (plan.case.tried, plan.cancels) == ((), (REFERRAL.key,))


def test_a_person_may_ask_whether_it_is_enough() -> None:
    """Silence then closes the case, after one reminder."""
    plan = decides(stands(Stage.HANDED_OVER), DecisionKind.ASK_CLOSING)

    assert plan.case.stage is Stage.ANSWERED
    assert the_letter(plan, LetterKind.CLOSING_QUESTION).facts["about"] == "staff"
    assert events(plan) == [EventKind.WENT_ON, EventKind.CLOSING_ASKED]
