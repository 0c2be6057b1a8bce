"""That the respondent was asked before, told while its time runs: whose clock is it then?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework.case import NextStep, Stage
from casework.decisions import DecisionKind
from casework.events import EventKind
from tests.casework.situations import decides, stands
from tests.examples import MONDAY

DECISIONS = [DecisionKind.ANSWER_QUESTION, DecisionKind.CORRECT]


@pytest.mark.parametrize("kind", DECISIONS)
def test_the_clock_that_runs_is_that_of_the_first_day(kind: DecisionKind) -> None:
    """It ends sooner by as much, and the record says from when to when."""
    plan = decides(stands(Stage.WITH_RESPONDENT), kind, "2026-02-27", about="prior_on")
    ours = decides(stands(Stage.WITH_RESPONDENT), kind, "", about="prior_on")

    assert plan.case.prior_on == date(2026, 2, 27)
    assert plan.case.asked_at is not None
    assert plan.case.asked_at < MONDAY
    assert plan.case.due_at is not None
    assert ours.case.due_at is not None
    assert ours.case.due_at - plan.case.due_at >= timedelta(days=2)
    assert "; due " in plan.events[0].why
    assert plan.case.stage is Stage.WITH_RESPONDENT


@pytest.mark.parametrize("kind", DECISIONS)
def test_one_that_is_over_by_that_is_for_a_person(kind: DecisionKind) -> None:
    """With the reason; nobody is told yet that the respondent is late."""
    plan = decides(stands(Stage.WITH_RESPONDENT), kind, "2026-01-02", about="prior_on")

    assert plan.case.next_step is NextStep.STAFF_REVIEW
    assert plan.case.needs_staff
    assert [one.kind for one in plan.events[1:]] == [EventKind.BREACHED, EventKind.HANDED_OVER]
    assert plan.events[1].why.startswith("over before we asked: 2026-01-")
    assert plan.letters == ()


def test_that_nobody_asked_before_us_gives_it_the_time_from_our_notice() -> None:
    """Not from now: it has had the complaint since then."""
    file = stands(Stage.WITH_RESPONDENT, prior_on=date(2026, 2, 20))
    plan = decides(file, DecisionKind.CORRECT, "", about="prior_on")

    assert plan.case.prior_on is None
    assert plan.case.asked_at == MONDAY
    assert plan.case.stage is Stage.WITH_RESPONDENT
