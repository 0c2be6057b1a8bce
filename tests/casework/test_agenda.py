"""What a case waits for, and until when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from casework import agenda
from casework.case import Consent, NextStep, Stage
from casework.policy import Notice
from tests.casework.situations import (
    CALL_LOG,
    CHINA,
    FIFTEENTH_NIGHT,
    FIFTH_MORNING,
    TENTH_NIGHT,
    THURSDAY_NIGHT,
    TRIBUNAL,
    TUESDAY,
    a_pack,
    at,
    changed,
    moment,
    stands,
)
from tests.examples import MONDAY


def dated(stage: Stage, **changes: object) -> list[tuple[NextStep, datetime]]:
    """The steps of a case at this stage, in order."""
    found = agenda.agenda(stands(stage, **changes), CHINA)
    return sorted(((one.step, one.at) for one in found), key=lambda one: one[1])


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        (
            Stage.AWAITING_EVIDENCE,
            [(NextStep.REMIND, FIFTH_MORNING), (NextStep.GO_ON_WITHOUT, TENTH_NIGHT)],
        ),
        (
            Stage.WITH_RESPONDENT,
            [
                (NextStep.REMIND_RESPONDENT, at("2026-03-09T08:00+08:00")),
                (NextStep.REMIND_RESPONDENT, at("2026-03-14T08:00+08:00")),
                (NextStep.BREACH, FIFTEENTH_NIGHT),
            ],
        ),
        (
            Stage.APPROVAL_PENDING,
            [
                (NextStep.REMIND_APPROVER, MONDAY + timedelta(hours=24)),
                (NextStep.ASK_DEPUTY, MONDAY + timedelta(hours=48)),
                (NextStep.ASK_AGAIN, MONDAY + timedelta(hours=72)),
            ],
        ),
        (Stage.WITH_BODY, [(NextStep.BODY_OVERDUE, FIFTEENTH_NIGHT)]),
        (
            Stage.ANSWERED,
            [(NextStep.REMIND_CLOSING, FIFTH_MORNING), (NextStep.CLOSE_ON_SILENCE, TENTH_NIGHT)],
        ),
    ],
)
def test_every_wait_has_its_reminders_and_its_end(
    stage: Stage, steps: list[tuple[NextStep, datetime]]
) -> None:
    """Reminders leave in the morning; a wait ends when its last day is over."""
    assert dated(stage) == steps


def test_who_filed_with_a_body_is_asked_how_it_went_when_its_time_is_over() -> None:
    """The tribunal's thirty days, and no breach: nobody answers us."""
    found = dated(Stage.WITH_BODY, rung=TRIBUNAL, tried=(TRIBUNAL,), self_filed=True)

    assert found == [(NextStep.ASK_HOW_IT_WENT, at("2026-04-02T00:00+08:00"))]


def test_evidence_is_waited_for_beside_the_respondent() -> None:
    """Law clocks have no pause for missing papers."""
    steps = [step for step, _ in dated(Stage.WITH_RESPONDENT, evidence_since=MONDAY)]

    assert steps == [
        NextStep.REMIND,
        NextStep.REMIND_RESPONDENT,
        NextStep.REMIND_RESPONDENT,
        NextStep.BREACH,
    ]


def test_nobody_is_reminded_of_what_is_there() -> None:
    """Only the end of the wait is left."""
    file = replace(stands(Stage.AWAITING_EVIDENCE), evidence=(CALL_LOG,))

    assert [one.step for one in agenda.agenda(file, CHINA)] == [NextStep.GO_ON_WITHOUT]


def test_a_reminder_is_dealt_with_once() -> None:
    """What was due up to the last look is not due again."""
    file = stands(Stage.WITH_RESPONDENT, reminded_until=at("2026-03-09T08:00+08:00"))

    assert agenda.scheduled(file.case, moment(file)).due_at == at("2026-03-14T08:00+08:00")


@pytest.mark.parametrize("stage", [Stage.AWAITING_EVIDENCE, Stage.ANSWERED])
def test_nobody_whose_letter_waits_to_be_read_is_reminded(stage: Stage) -> None:
    """A person reads it first, by a day of its own."""
    steps = dated(stage, needs_staff=True, flagged_at=MONDAY)

    assert steps[0] == (NextStep.STAFF_REVIEW, THURSDAY_NIGHT)
    assert not {NextStep.REMIND, NextStep.REMIND_CLOSING} & {step for step, _ in steps}


def test_a_reminder_to_one_does_not_make_the_letter_of_another_read() -> None:
    """The desk stood still: what was to be read by Thursday is still to be read on Monday."""
    monday = at("2026-03-09T09:00+08:00")
    file = stands(Stage.WITH_RESPONDENT, needs_staff=True, flagged_at=MONDAY, reminded_until=monday)

    assert agenda.scheduled(file.case, moment(file, monday)).next_step is NextStep.STAFF_REVIEW


def test_what_should_have_come_long_ago_is_due_now() -> None:
    """No step has a day in the past."""
    file = stands(Stage.AWAITING_EVIDENCE)
    late = at("2026-05-01T09:00+08:00")

    assert agenda.scheduled(file.case, moment(file, late)).due_at == late


@pytest.mark.parametrize(
    "stage",
    [Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.HANDED_OVER, Stage.CLOSED, Stage.REOPENED],
)
def test_a_stage_without_dated_steps_keeps_its_date(stage: Stage) -> None:
    """The desk's own turn, a person's, or nobody's."""
    file = stands(stage)

    assert agenda.scheduled(file.case, moment(file)) == file.case


@pytest.mark.parametrize(
    "stage",
    [
        Stage.AWAITING_EVIDENCE,
        Stage.WITH_RESPONDENT,
        Stage.APPROVAL_PENDING,
        Stage.WITH_BODY,
        Stage.ANSWERED,
    ],
)
def test_a_wait_whose_start_is_not_known_is_counted_from_the_complaint(stage: Stage) -> None:
    """A case rebuilt from an older row has a due date all the same."""
    unknown = dict.fromkeys(
        ["evidence_since", "asked_at", "approval_since", "referred_at", "answered_at"]
    )

    assert agenda.scheduled(stands(stage, **unknown).case, moment(stands(stage))).due_at


def test_a_rung_that_left_the_pack_is_waited_for_as_long_as_the_respondent() -> None:
    """A pack changed under an open case."""
    file = stands(Stage.WITH_BODY, rung="a body of an older pack")

    assert agenda.body_deadline(file, CHINA) == FIFTEENTH_NIGHT


def test_a_closed_case_can_be_reopened_for_half_a_year() -> None:
    """Until the hundred and eightieth day is over."""
    until = agenda.reopening_deadline(stands(Stage.CLOSED), CHINA, MONDAY)

    assert until == at("2026-08-30T00:00+08:00")


def test_a_clock_that_began_on_a_day_began_with_it() -> None:
    """Where the pack lives."""
    began = agenda.beginning(date(2026, 3, 2), stands(Stage.RECEIVED))

    assert began == at("2026-03-02T00:00+08:00")


@pytest.mark.parametrize(
    ("case", "pack", "at_once"),
    [
        ({}, {}, False),
        ({"respondent": None}, {}, False),
        ({"respondent": "house"}, {}, True),
        ({"prior_on": date(2026, 2, 20)}, {}, True),
        ({}, {"notice": Notice.AT_ONCE}, True),
    ],
    ids=["a-company", "nobody", "a-department", "asked-before", "by-the-pack"],
)
def test_who_is_told_at_once(
    case: dict[str, object], pack: dict[str, object], *, at_once: bool
) -> None:
    """A department's clock runs from receipt; who was asked before knows already."""
    file = replace(stands(Stage.ACKNOWLEDGED, **case), policy=a_pack(**pack))

    assert agenda.notice_goes_at_once(file) is at_once


@pytest.mark.parametrize(
    ("consent", "there", "waits"),
    [
        (Consent.NOT_ASKED, (), True),
        (Consent.NOT_ASKED, (CALL_LOG,), False),
        (Consent.ASKED, (CALL_LOG,), True),
        (Consent.GIVEN, (CALL_LOG,), False),
    ],
)
def test_evidence_and_consent_are_waited_for_alike(
    consent: Consent, there: tuple[object, ...], *, waits: bool
) -> None:
    """Both were asked in one letter."""
    file = replace(stands(Stage.AWAITING_EVIDENCE, consent=consent), evidence=there)  # type: ignore[arg-type]  # evidence of its table

    assert agenda.waits_for_complainant(file) is waits


def test_the_reminders_whose_time_has_come_are_known_by_name() -> None:
    """Two missed ones are one reminder."""
    file = changed(stands(Stage.WITH_RESPONDENT), evidence_since=MONDAY)
    found = agenda.reminders_due(file, CHINA, at("2026-03-15T09:00+08:00"))

    assert found == {NextStep.REMIND, NextStep.REMIND_RESPONDENT}
    assert agenda.reminders_due(file, CHINA, TUESDAY) == set()
