"""Approvals: nothing goes to a body without one, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import NextStep, Stage
from casework.casefile import Given
from casework.decisions import DecisionKind
from casework.events import Event, EventKind
from casework.letters import LetterState
from casework.rulings import decided
from tests.casework.situations import (
    GUIDE,
    MORNING,
    NIGHT,
    NOTICE,
    OMBUDSMAN,
    REFERRAL,
    TRIBUNAL,
    TUESDAY,
    at,
    changed,
    decision,
    events,
    moment,
    stands,
)

if TYPE_CHECKING:
    from datetime import datetime

    from casework.plan import Plan

FRIDAY_NIGHT = at("2026-03-07T00:00+08:00")
OPEN = [one for one in Stage if one is not Stage.CLOSED]
BY_BORIS = "by boris: I looked"


def decides(
    file: object, kind: DecisionKind, value: str = "", about: str = "", now: datetime = TUESDAY
) -> Plan:
    """Boris decides on Tuesday."""
    return decided(moment(file, now), decision(kind, value, about))  # type: ignore[arg-type]  # a file


# ---- approvals -------------------------------------------------------------------------------


def approved_as(*roles: str) -> tuple[Given, ...]:
    """What was approved by then, this time included."""
    return tuple(Given(letter_key=REFERRAL.key, role=one, by=one) for one in roles)


def test_an_approved_letter_leaves_and_the_bodys_clock_runs_from_then() -> None:
    """In the morning, where it was approved at night."""
    file = replace(stands(Stage.APPROVAL_PENDING), given=approved_as("approver"))
    plan = decides(file, DecisionKind.APPROVE, about=REFERRAL.key, now=NIGHT)

    assert plan.releases == (REFERRAL.key,)
    assert (plan.case.stage, plan.case.referred_at) == (Stage.WITH_BODY, MORNING)
    assert (plan.case.tried, plan.case.self_filed) == ((OMBUDSMAN,), False)
    assert plan.case.next_step is NextStep.BODY_OVERDUE
    assert events(plan) == [EventKind.APPROVED, EventKind.REFERRED]


def test_an_approved_guide_makes_the_complainant_the_one_who_files() -> None:
    """They are asked how it went, when the body's time is over."""
    given = (Given(letter_key=GUIDE.key, role="approver", by="boris"),)
    file = changed(stands(Stage.APPROVAL_PENDING), rung=TRIBUNAL)
    file = replace(file, letters=(GUIDE,), given=given)
    plan = decides(file, DecisionKind.APPROVE, about=GUIDE.key)

    assert plan.case.self_filed
    assert plan.case.next_step is NextStep.ASK_HOW_IT_WENT


def test_two_who_must_approve_are_two() -> None:
    """After the first one the letter stays here."""
    two = replace(REFERRAL, approval=("approver", "lawyer"))
    file = replace(stands(Stage.APPROVAL_PENDING), letters=(two,), given=approved_as("approver"))
    first = decides(file, DecisionKind.APPROVE, about=two.key)
    both = replace(file, given=approved_as("approver", "lawyer"))

    assert (first.releases, first.case) == ((), file.case)
    assert first.events[-1] == Event(EventKind.APPROVAL_ASKED, "still to approve: lawyer")
    assert decides(both, DecisionKind.APPROVE, about=two.key).releases == (two.key,)


@pytest.mark.parametrize("stage", [Stage.APPROVAL_PENDING, Stage.WITH_BODY, Stage.HANDED_OVER])
@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.REFUSE])
def test_what_waits_no_longer_is_neither_approved_nor_refused(
    stage: Stage, kind: DecisionKind
) -> None:
    """It was void before the decision was heard of; that it was decided is kept."""
    void = replace(REFERRAL, state=LetterState.CANCELLED)
    file = replace(stands(stage), letters=(void,))
    plan = decides(file, kind, about=void.key)

    assert (plan.case, plan.releases, plan.cancels) == (file.case, (), ())
    assert plan.events[0].why == f"{void.key}, {BY_BORIS}"


def test_a_letter_is_released_once() -> None:
    """Boris and Mina approve in the same minute; it has not left yet."""
    given = approved_as("approver")
    file = replace(stands(Stage.WITH_BODY), letters=(REFERRAL,), given=given)
    plan = decides(file, DecisionKind.APPROVE, about=REFERRAL.key)

    assert (plan.case, plan.releases) == (file.case, ())


def test_a_letter_that_failed_goes_out_again() -> None:
    """A person said so."""
    file = stands(Stage.WITH_RESPONDENT)
    plan = decides(file, DecisionKind.SEND_AGAIN, about=NOTICE.key)

    assert (plan.case, plan.releases) == (file.case, (NOTICE.key,))
    assert events(plan) == [EventKind.SENT_AGAIN]
