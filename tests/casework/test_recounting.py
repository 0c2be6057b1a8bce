"""A date that was provisional is counted anew at the next look: nobody's time is over too early."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.adopting import changes, has_moved, under
from casework.case import NextStep, Stage
from casework.decisions import DecisionKind
from casework.letters import LetterKind, LetterOrder
from casework.plan import Moment
from casework.rulings import decided
from casework.steps import after_order
from tests.casework.periods import Weeks, working
from tests.casework.situations import (
    NUMBER,
    POLICY,
    a_pack,
    at,
    decision,
    events,
    letters,
    stands,
)

if TYPE_CHECKING:
    from datetime import datetime

BEFORE = Weeks(frozenset(range(5)))
AFTER = Weeks(frozenset(range(5)), frozenset({date(2026, 3, 16)}))  # a Monday off was announced
OLD_END, NEW_END = at("2026-03-24T00:00+08:00"), at("2026-03-25T00:00+08:00")
FIFTEEN = replace(
    POLICY.clocks, answer=working(15), closing=working(15), closing_reminder=working(2)
)
JUST_AFTER = timedelta(seconds=30)  # a workflow wakes a little later than it must


@pytest.mark.parametrize(
    ("stage", "kind", "ends"),
    [
        (Stage.WITH_RESPONDENT, LetterKind.BREACH_NOTICE, NextStep.BREACH),
        (Stage.ANSWERED, LetterKind.CLOSURE, NextStep.CLOSE_ON_SILENCE),
    ],
)
def test_an_end_that_has_moved_on_is_waited_for(
    stage: Stage, kind: LetterKind, ends: NextStep
) -> None:
    """The workflow was told of Monday; since then a day of rest was announced."""
    case = replace(stands(stage), policy=a_pack(clocks=FIFTEEN))
    file = replace(case, case=replace(case.case, due_at=OLD_END, reminded_until=OLD_END))
    order = LetterOrder(key=f"{NUMBER}/{kind}/1", case_number=NUMBER, kind=kind, since=OLD_END)

    waits = after_order(order, file, AFTER, OLD_END + JUST_AFTER)
    then = after_order(order, replace(file, case=waits.case), AFTER, NEW_END + JUST_AFTER)
    unmoved = after_order(order, file, BEFORE, OLD_END + JUST_AFTER)

    assert (letters(waits), events(waits)) == ([], [])
    assert (waits.case.stage, waits.case.next_step, waits.case.due_at) == (stage, ends, NEW_END)
    assert letters(then) == letters(unmoved) != []


@pytest.mark.parametrize(
    ("now", "by"),
    [
        (at("2026-03-16T09:00+08:00"), at("2026-03-20T00:00+08:00")),
        (at("2026-03-19T00:00+08:00"), at("2026-03-19T00:00+08:00")),
    ],
    ids=["a day later", "due already"],
)
def test_a_person_reads_by_the_day_that_is_counted_now(now: datetime, by: datetime) -> None:
    """Monday turned out to be a day of rest; what is due already is not put off."""
    since, was = at("2026-03-15T10:00+08:00"), at("2026-03-19T00:00+08:00")
    file = stands(Stage.HANDED_OVER, review_since=since, due_at=was)
    here = Moment(file=file, calendar=AFTER, since=now, now=now)
    recount = decision(DecisionKind.RECOUNT)

    assert has_moved(here) is (by != was)
    plan = decided(here, recount)
    assert (plan.case.stage, plan.case.due_at) == (Stage.HANDED_OVER, by)
    assert not has_moved(replace(here, file=replace(file, case=plan.case)))


def test_a_version_with_another_review_tells_the_day_by_which_a_person_reads() -> None:
    """For a case that a person has; one without a beginning keeps its date."""
    since, was = at("2026-03-16T10:00+08:00"), at("2026-03-20T00:00+08:00")
    file = stands(Stage.HANDED_OVER, review_since=since, due_at=was)
    here = Moment(file=file, calendar=BEFORE, since=since, now=since)
    five = a_pack(clocks=replace(POLICY.clocks, review=working(5)))

    told = changes(here, under(here, five, BEFORE))

    (moved,) = [one for one in told.dates if one.what == NextStep.STAFF_REVIEW]
    assert (moved.before, moved.after) == ("2026-03-19", "2026-03-23")


def test_a_case_that_has_gone_on_meanwhile_is_not_held_back() -> None:
    """A stage without dated steps has no end that could have moved."""
    file = stands(Stage.HANDED_OVER)
    order = LetterOrder(
        key=f"{NUMBER}/closure/1", case_number=NUMBER, kind=LetterKind.CLOSURE, since=OLD_END
    )

    assert events(after_order(order, file, AFTER, OLD_END)) != []
