"""Reminders, silence, and what follows when somebody's time is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.case import NextStep, Stage
from casework.events import Event, EventKind
from casework.letters import LetterKind
from tests.casework.situations import (
    CALL_LOG,
    FIFTEENTH_NIGHT,
    FIFTH_MORNING,
    TENTH_NIGHT,
    THURSDAY_NIGHT,
    a_letter,
    a_pack,
    assert_a_person_is_next,
    at,
    events,
    letters,
    stands,
    the_letter,
    write,
)
from tests.examples import MONDAY

REMINDER, NOTICE = LetterKind.EVIDENCE_REMINDER, LetterKind.COMPLAINT_NOTICE
SEVENTH = at("2026-03-09T08:00+08:00")
TWELFTH = at("2026-03-14T08:00+08:00")


# ---- evidence --------------------------------------------------------------------------------


def test_a_reminder_names_the_date_that_the_request_named() -> None:
    """A reminder gives no new time, and comes once."""
    plan = write(REMINDER, stands(Stage.AWAITING_EVIDENCE), FIFTH_MORNING)

    assert the_letter(plan, REMINDER).facts["due_on"] == date(2026, 3, 12)
    assert (plan.case.next_step, plan.case.due_at) == (NextStep.GO_ON_WITHOUT, TENTH_NIGHT)
    assert plan.events == (Event(EventKind.REMINDED),)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-07T12:00+08:00", "2026-03-07T12:00+08:00"),
        ("2026-03-07T20:00+08:00", "2026-03-08T08:00+08:00"),
    ],
)
def test_a_reminder_keeps_the_sending_hours(now: str, leaves: str) -> None:
    """Nobody is reminded at night."""
    (letter,) = write(REMINDER, stands(Stage.AWAITING_EVIDENCE), at(now)).letters

    assert letter.leaves_at == at(leaves)


@pytest.mark.parametrize(
    ("now", "reminded"),
    [
        ("2026-03-12T19:59:59+08:00", True),
        ("2026-03-12T21:00:00+08:00", False),
        ("2026-03-23T09:00:00+08:00", False),
    ],
)
def test_a_late_reminder_leaves_while_it_can_be_obeyed(now: str, *, reminded: bool) -> None:
    """A desk that stood still asks for nothing by a day that is over."""
    plan = write(REMINDER, stands(Stage.AWAITING_EVIDENCE), at(now))

    assert bool(plan.letters) is reminded
    assert plan.case.next_step is NextStep.GO_ON_WITHOUT


def test_silence_never_rejects_a_complaint() -> None:
    """It is put to the respondent with what there is, and nobody is reminded the same night."""
    plan = write(NOTICE, stands(Stage.AWAITING_EVIDENCE), TENTH_NIGHT)

    assert letters(plan) == ["complaint-notice to respondent"]
    assert plan.letters[0].leaves_at == at("2026-03-13T08:00+08:00")
    assert plan.case.stage is Stage.WITH_RESPONDENT
    assert (plan.case.next_step, plan.case.due_at) == (
        NextStep.REMIND_RESPONDENT,
        at("2026-03-20T08:00+08:00"),
    )
    assert events(plan) == [EventKind.WENT_ON_WITHOUT, EventKind.RESPONDENT_ASKED]


@pytest.mark.parametrize(
    ("stage", "kind"),
    [(Stage.AWAITING_EVIDENCE, NOTICE), (Stage.ANSWERED, LetterKind.CLOSURE)],
)
def test_nothing_goes_on_over_a_message_that_nobody_has_read(
    stage: Stage, kind: LetterKind
) -> None:
    """Whoever wrote is read first."""
    plan = write(kind, stands(stage, needs_staff=True, flagged_at=MONDAY), TENTH_NIGHT)

    assert_a_person_is_next(plan, by=at("2026-03-19T00:00+08:00"))
    assert events(plan) == [EventKind.REPLY_WAITS, EventKind.HANDED_OVER]


# ---- the respondent --------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "last"), [(SEVENTH, False), (TWELFTH, True)])
def test_a_respondent_is_reminded_and_told_when_it_is_the_last_time(
    now: object, *, last: bool
) -> None:
    """On the seventh and the twelfth day, in the morning."""
    until = None if now == SEVENTH else SEVENTH
    file = stands(Stage.WITH_RESPONDENT, reminded_until=until)
    plan = write(LetterKind.COMPLAINT_REMINDER, file, now)  # type: ignore[arg-type]  # an instant
    facts = the_letter(plan, LetterKind.COMPLAINT_REMINDER).facts

    assert (facts["last"], facts["due_on"]) == (last, date(2026, 3, 17))
    assert events(plan) == [EventKind.RESPONDENT_REMINDED]
    assert plan.case.next_step is (NextStep.BREACH if last else NextStep.REMIND_RESPONDENT)


def test_a_respondent_whose_time_is_over_is_not_reminded_of_it() -> None:
    """The desk stood still: the next thing is the breach."""
    plan = write(LetterKind.COMPLAINT_REMINDER, stands(Stage.WITH_RESPONDENT), FIFTEENTH_NIGHT)

    assert (plan.letters, plan.events) == ((), ())
    assert plan.case.next_step is NextStep.BREACH


def test_who_was_asked_before_is_not_reminded_the_moment_it_has_our_notice() -> None:
    """Ten days of the fifteen are over: the next reminder is that of the twelfth day."""
    file = stands(Stage.ACKNOWLEDGED, prior_on=date(2026, 2, 20))
    plan = write(LetterKind.EVIDENCE_REQUEST, replace(file, evidence=(CALL_LOG,)), MONDAY)
    facts = the_letter(plan, NOTICE).facts

    assert (facts["prior_on"], facts["due_on"]) == (date(2026, 2, 20), date(2026, 3, 7))
    assert plan.case.due_at == at("2026-03-04T08:00+08:00")


def test_a_time_that_was_over_before_we_asked_is_looked_at_by_a_person() -> None:
    """Asked in January, never answered: once a person says go on, it counts as the breach it is."""
    file = stands(Stage.ACKNOWLEDGED, prior_on=date(2026, 1, 5))
    plan = write(LetterKind.EVIDENCE_REQUEST, replace(file, evidence=(CALL_LOG,)), MONDAY)

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert plan.events[1] == Event(EventKind.BREACHED, "over before we asked: 2026-01-20")
    assert plan.case.asked_at == at("2026-01-05T00:00+08:00")


def test_a_department_that_we_asked_too_late_has_not_breached() -> None:
    """Its clock ran from receipt and nobody told it: a person puts it to them anew."""
    file = stands(Stage.ACKNOWLEDGED, respondent="house")
    plan = write(
        LetterKind.EVIDENCE_REQUEST,
        replace(file, evidence=(CALL_LOG,)),
        at("2026-03-17T21:00+08:00"),
    )

    assert plan.case.stage is Stage.HANDED_OVER
    assert plan.case.asked_at is None


def test_a_breach_is_told_and_the_next_rung_is_written_for_approval() -> None:
    """The complainant hears it in the morning; Boris is asked; nothing goes to the body yet."""
    plan = write(LetterKind.BREACH_NOTICE, stands(Stage.WITH_RESPONDENT), FIFTEENTH_NIGHT)
    facts = the_letter(plan, LetterKind.BREACH_NOTICE).facts

    assert letters(plan) == [
        "breach-notice to complainant",
        "referral to body",
        "approval-request to staff",
    ]
    assert (facts["silent"], facts["body"], facts["submits"]) == (
        "Acme Calls",
        "The Example Ombudsman",
        "desk",
    )
    assert plan.letters[1].approval == ("approver",)
    assert plan.case.stage is Stage.APPROVAL_PENDING
    assert events(plan) == [
        EventKind.BREACHED,
        EventKind.REFERRAL_WRITTEN,
        EventKind.APPROVAL_ASKED,
    ]


def test_a_breach_without_a_body_ahead_is_a_persons() -> None:
    """The complainant is told that somebody looks at it."""
    file = replace(stands(Stage.WITH_RESPONDENT), policy=a_pack(ladder=()))
    plan = write(LetterKind.BREACH_NOTICE, file, FIFTEENTH_NIGHT)

    assert plan.letters[0].facts["body"] == ""
    assert plan.case.stage is Stage.HANDED_OVER
    assert EventKind.NO_RUNG in events(plan)


def test_nobody_is_told_of_the_same_breach_twice() -> None:
    """A person had the case in between."""
    told = a_letter(LetterKind.BREACH_NOTICE, written_at=FIFTEENTH_NIGHT)
    file = stands(Stage.WITH_RESPONDENT)
    file = replace(file, letters=(*file.letters, told))

    assert (
        letters(write(LetterKind.BREACH_NOTICE, file, FIFTEENTH_NIGHT + timedelta(days=2)))[0]
        == "referral to body"
    )
