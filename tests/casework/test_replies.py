"""What follows when somebody writes to a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Consent, NextStep, Outcome, Party, Stage
from casework.events import EventKind
from casework.letters import LetterKind, LetterState
from casework.policy import Asks, Intent, Notice
from tests.casework.situations import (
    CALL_LOG,
    NIGHT,
    NOTICE,
    REFERRAL,
    THURSDAY_NIGHT,
    TUESDAY,
    a_letter,
    a_pack,
    assert_a_person_is_next,
    at,
    events,
    letters,
    says,
    stands,
    the_letter,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from casework.letters import Letter
    from casework.plan import Plan

UNSENT = LetterState.PENDING
BROUGHT = ("call_log",)
FRIDAY_NIGHT = at("2026-03-07T00:00+08:00")  # three working days from Tuesday


# ---- evidence --------------------------------------------------------------------------------


def test_evidence_that_was_waited_for_is_receipted_and_the_respondent_asked() -> None:
    """Both in one go; a request that has not left is not true any more."""
    file = stands(Stage.AWAITING_EVIDENCE)
    unsent = replace(file.letters[1], state=UNSENT)
    plan = says(replace(file, letters=(file.letters[0], unsent)), brought=BROUGHT)

    assert letters(plan) == ["evidence-receipt to complainant", "complaint-notice to respondent"]
    assert plan.letters[0].facts["missing"] == ()
    assert plan.cancels == (unsent.key,)
    assert plan.case.stage is Stage.WITH_RESPONDENT
    assert events(plan) == [
        EventKind.MESSAGE_ADDED,
        EventKind.EVIDENCE_COMPLETE,
        EventKind.RESPONDENT_ASKED,
    ]


def test_a_part_of_the_evidence_is_receipted_and_the_rest_named() -> None:
    """Its day does not move."""
    file = stands(Stage.AWAITING_EVIDENCE, category="refund_refused")
    plan = says(file, brought=("contract",))
    facts = the_letter(plan, LetterKind.EVIDENCE_RECEIPT).facts

    assert len(facts["missing"]) == 1  # type: ignore[arg-type]  # a tuple
    assert (facts["has_due"], facts["due_on"]) == (True, date(2026, 3, 12))
    assert plan.case == file.case


@pytest.mark.parametrize("stage", [Stage.WITH_RESPONDENT, Stage.ANSWERED, Stage.HANDED_OVER])
def test_evidence_is_welcome_at_any_time(stage: Stage) -> None:
    """The case stays where it is; no day is named that nobody was told."""
    plan = says(stands(stage), brought=BROUGHT)

    assert plan.case.stage is stage
    assert the_letter(plan, LetterKind.EVIDENCE_RECEIPT).facts["has_due"] is False


def test_a_receipt_that_leaves_too_late_names_no_day() -> None:
    """At nine in the evening of the last day: it leaves the next morning."""
    file = stands(Stage.AWAITING_EVIDENCE, category="refund_refused")
    plan = says(file, brought=("contract",), now=at("2026-03-12T21:00+08:00"))

    assert the_letter(plan, LetterKind.EVIDENCE_RECEIPT).facts["has_due"] is False


@pytest.mark.parametrize(
    "stage", [Stage.AWAITING_EVIDENCE, Stage.WITH_RESPONDENT, Stage.WITH_BODY, Stage.ANSWERED]
)
@pytest.mark.parametrize("intent", [None, Intent.CONSENT, Intent.INTERIM])
def test_bare_words_are_read_by_a_person_and_the_wait_goes_on(
    stage: Stage, intent: Intent | None
) -> None:
    """By a day that the case names."""
    plan = says(stands(stage), intent)

    assert (plan.case.stage, plan.case.next_step) == (stage, NextStep.STAFF_REVIEW)
    assert (plan.case.flagged_at, plan.case.due_at) == (TUESDAY, FRIDAY_NIGHT)
    assert events(plan) == [EventKind.MESSAGE_ADDED]


# ---- what they plainly ask for ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("intent", "outcome", "how"),
    [
        (Intent.WITHDRAW, Outcome.WITHDRAWN, "withdrawn"),
        (Intent.SETTLED, Outcome.RESOLVED, "settled"),
    ],
)
@pytest.mark.parametrize("stage", [one for one in Stage if one not in {"closed", "reopened"}])
def test_who_says_that_it_is_over_is_taken_at_their_word(
    stage: Stage, intent: Intent, outcome: Outcome, how: str
) -> None:
    """From wherever the case stands: nothing is due, nobody is wanted, nothing more goes out."""
    file = stands(stage, needs_staff=True, flagged_at=MONDAY)
    plan = says(file, intent)

    assert (plan.case.stage, plan.case.outcome) == (Stage.CLOSED, outcome)
    assert (plan.case.next_step, plan.case.due_at) == (NextStep.NOTHING, None)
    left = stage is Stage.WITH_BODY  # the body has it still: nobody but a person may tell it
    assert (plan.case.needs_staff, plan.case.flagged_at) == (left, TUESDAY if left else None)
    assert the_letter_to_them(plan).facts["how"] == how
    assert plan.cancels == tuple(one.key for one in file.waiting)


def the_letter_to_them(plan: Plan) -> Letter:
    """The closure that the complainant gets."""
    return next(one for one in plan.letters if one.to.party is Party.COMPLAINANT)


@pytest.mark.parametrize(
    ("stage", "state", "told"),
    [
        (Stage.WITH_RESPONDENT, LetterState.SENT, True),
        (Stage.WITH_RESPONDENT, LetterState.PENDING, False),
        (Stage.HANDED_OVER, LetterState.SENT, True),
        (Stage.APPROVAL_PENDING, LetterState.SENT, False),
    ],
)
def test_a_respondent_that_still_works_on_an_answer_hears_that_it_is_over(
    stage: Stage, state: LetterState, *, told: bool
) -> None:
    """Not one that never had our notice: it would learn of a complaint that was withdrawn."""
    file = stands(stage)
    file = replace(file, letters=(file.letters[0], replace(NOTICE, state=state)))
    plan = says(file, Intent.WITHDRAW)

    assert ("closure to respondent" in letters(plan)) is told
    assert (NOTICE.key in plan.cancels) is (state is LetterState.PENDING)


def test_a_respondent_is_told_of_one_end_once() -> None:
    """The case was reopened and is closed again; nothing was asked of it in between."""
    over = a_letter(LetterKind.CLOSURE, Party.RESPONDENT)
    file = stands(Stage.HANDED_OVER)

    assert "closure to respondent" not in letters(
        says(replace(file, letters=(NOTICE, over)), Intent.SETTLED)
    )


def test_who_asks_for_a_person_has_one() -> None:
    """At once; what waited for an approval is void."""
    plan = says(stands(Stage.APPROVAL_PENDING), Intent.PERSON)

    assert_a_person_is_next(plan, by=FRIDAY_NIGHT)
    assert plan.cancels == (REFERRAL.key,)
    assert events(plan)[1:] == [EventKind.PERSON_ASKED_FOR, EventKind.HANDED_OVER]


def test_who_asks_for_a_person_every_day_does_not_wait_longer_for_it() -> None:
    """The date by which somebody reads it does not move."""
    plan = says(stands(Stage.HANDED_OVER), Intent.PERSON)

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert plan.case.flagged_at == MONDAY


@pytest.mark.parametrize(
    ("state", "asked_at"), [(LetterState.PENDING, None), (LetterState.SENT, MONDAY)]
)
def test_who_objects_stops_what_has_not_left(state: LetterState, asked_at: datetime | None) -> None:
    """The notice of tonight does not leave in the morning; what is gone is gone."""
    file = stands(Stage.WITH_RESPONDENT)
    file = replace(file, letters=(replace(NOTICE, state=state),))
    plan = says(file, Intent.OBJECTION, now=NIGHT)

    assert (plan.case.stage, plan.case.consent) == (Stage.HANDED_OVER, Consent.REFUSED)
    assert plan.case.asked_at == asked_at
    assert plan.cancels == ((NOTICE.key,) if state is LetterState.PENDING else ())
    assert EventKind.OBJECTED in events(plan)


def test_an_answer_that_is_not_accepted_is_an_appeal() -> None:
    """Decided by a person; elsewhere the same words are only read."""
    plan = says(stands(Stage.ANSWERED), Intent.UNHAPPY)
    early = says(stands(Stage.WITH_RESPONDENT), Intent.UNHAPPY)

    assert_a_person_is_next(plan, by=FRIDAY_NIGHT)
    assert plan.case.appealed
    assert (early.case.appealed, early.case.needs_staff) == (False, True)


@pytest.mark.parametrize(
    ("evidence", "notice", "stage", "what"),
    [
        ((CALL_LOG,), Notice.WITH_EVIDENCE, Stage.WITH_RESPONDENT, "complaint-notice"),
        ((), Notice.AT_ONCE, Stage.WITH_RESPONDENT, "complaint-notice"),
        ((), Notice.WITH_EVIDENCE, Stage.AWAITING_EVIDENCE, "preservation-notice"),
    ],
)
def test_a_yes_lets_the_complaint_go_on(
    evidence: tuple[object, ...], notice: Notice, stage: Stage, what: str
) -> None:
    """As far as nothing else is waited for; a recording is asked to be kept at once."""
    file = stands(Stage.AWAITING_EVIDENCE, consent=Consent.ASKED)
    pack = a_pack(consent=Asks.ASK, notice=notice)
    plan = says(replace(file, policy=pack, evidence=evidence), Intent.CONSENT)  # type: ignore[arg-type]  # evidence

    assert (plan.case.stage, plan.case.consent) == (stage, Consent.GIVEN)
    assert letters(plan) == [f"{what} to respondent"]
    assert EventKind.CONSENTED in events(plan)


# ---- how things stand ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "told"), [(None, True), (23, False), (24, True)], ids=["never", "today", "yesterday"]
)
def test_how_things_stand_is_told_once_a_day(hours: int | None, *, told: bool) -> None:
    """Automatically; nobody has to read the question."""
    file = stands(Stage.WITH_RESPONDENT)
    if hours is not None:
        before = a_letter(LetterKind.PROGRESS, written_at=TUESDAY - timedelta(hours=hours))
        file = replace(file, letters=(*file.letters, before))
    plan = says(file, Intent.STATUS)

    assert ("progress to complainant" in letters(plan)) is told
    assert (EventKind.STATUS_TOLD in events(plan)) is told
    assert not plan.case.needs_staff


@pytest.mark.parametrize(
    ("stage", "now", "due_on"),
    [
        (Stage.WITH_RESPONDENT, TUESDAY, date(2026, 3, 9)),
        (Stage.HANDED_OVER, TUESDAY, date(2026, 3, 5)),
        (Stage.HANDED_OVER, at("2026-03-05T21:00+08:00"), None),
        (Stage.HANDED_OVER, at("2026-03-09T09:00+08:00"), None),
    ],
)
def test_how_things_stand_names_the_next_day_if_it_lies_ahead(
    stage: Stage, now: datetime, due_on: date | None
) -> None:
    """A desk that stood still promises nothing for last Thursday."""
    facts = the_letter(says(stands(stage), Intent.STATUS, now=now), LetterKind.PROGRESS).facts

    assert (facts["stage"], facts.get("due_on")) == (stage, due_on)
    assert facts["has_due"] is (due_on is not None)
    assert facts["needs_staff"] is (stage is Stage.HANDED_OVER)
