"""Before it is too late: a time bar is told of while there is time, of each body once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.agenda import scheduled
from casework.case import NextStep, Stage
from casework.escalation import ladder, one_route
from casework.events import EventKind
from casework.letters import LetterKind
from casework.steps import review_overdue, within_caps
from casework.terms import Bar
from tests.casework.situations import (
    FIFTH_MORNING,
    OMBUDSMAN,
    POLICY,
    TENTH_NIGHT,
    THURSDAY_NIGHT,
    TRIBUNAL,
    a_letter,
    a_pack,
    at,
    events,
    letters,
    moment,
    stands,
    the_letter,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile
    from casework.plan import Plan

TEN_DAYS = replace(POLICY.clocks.evidence, basis="policy")  # it ends with 12 March
WARNED = at("2026-03-08T08:00+08:00")  # the first of the five days before, as letters may leave
DAY = timedelta(days=1)


def barred(stage: Stage, *bars: Bar, **case: object) -> CaseFile:
    """A case whose first body takes it for ten days; both bodies are bound to one route."""
    ombudsman, tribunal = POLICY.ladder
    first = replace(ombudsman, time_bars=bars or (Bar(clock=TEN_DAYS, warn_days=5),))
    first = replace(first, excludes=(TRIBUNAL,))
    return replace(stands(stage, **case), policy=a_pack(ladder=(first, tribunal)))


def overdue(file: CaseFile, now: datetime) -> Plan:
    """The day has come on which a person was to look."""
    return review_overdue(moment(file, now))


@pytest.mark.parametrize(
    ("stage", "step", "due_at"),
    [
        (Stage.AWAITING_EVIDENCE, NextStep.REMIND, FIFTH_MORNING),  # it comes before
        (Stage.ANSWERED, NextStep.REMIND_CLOSING, FIFTH_MORNING),
        (Stage.WITH_RESPONDENT, NextStep.STAFF_REVIEW, WARNED),
        (Stage.APPROVAL_PENDING, NextStep.REMIND_APPROVER, MONDAY + DAY),
    ],
)
def test_the_warning_is_a_dated_step_of_every_wait(
    stage: Stage, step: NextStep, due_at: datetime
) -> None:
    """Whatever a case waits for, somebody looks at it five days before the bar falls."""
    case = scheduled(barred(stage).case, moment(barred(stage), MONDAY))

    assert (case.next_step, case.due_at) == (step, due_at)


def test_the_complainant_is_warned_and_a_person_looks() -> None:
    """Until when, which way closes which, and by when somebody has thought of what is next."""
    plan = overdue(barred(Stage.WITH_RESPONDENT), WARNED)
    facts = the_letter(plan, LetterKind.TIME_BAR_WARNING).facts

    assert letters(plan) == ["time-bar-warning to complainant"]
    assert (facts["bodies"], facts["until"]) == (("The Example Ombudsman",), ("2026-03-12",))
    assert (facts["routes"], facts["closed_by"]) == (
        ("The Example Ombudsman",),
        ("The Example Tribunal",),
    )
    assert str(facts["due_on"]) == "2026-03-11", "three working days from a Sunday"
    assert (events(plan), plan.events[0].why) == (
        [EventKind.TIME_BAR_NEAR],
        f"{OMBUDSMAN}: until 2026-03-12 at the latest",
    )
    assert plan.case.needs_staff
    assert plan.case.due_at is not None
    assert plan.case.due_at > WARNED, "and the case waits on for what it waited for"


def test_a_door_whose_time_is_over_is_no_choice_any_more() -> None:
    """Nobody is told that another way closes it, nor to think of it before they file."""
    barred_one = barred(Stage.WITH_RESPONDENT)
    first, tribunal = barred_one.policy.ladder
    both = (first, replace(tribunal, excludes=(OMBUDSMAN,)))
    file = replace(barred_one, policy=a_pack(ladder=both))

    def closed_by_the_tribunal(now: datetime) -> list[str]:
        return [one.id for one in ladder(file, moment(file, now))[1].closes]

    assert closed_by_the_tribunal(WARNED) == [OMBUDSMAN]
    assert closed_by_the_tribunal(TENTH_NIGHT) == []
    assert not one_route(moment(file, TENTH_NIGHT))


def test_nobody_is_warned_twice_of_the_same_day() -> None:
    """Once told, a bar makes no step of its own any more; one that comes later does."""
    later = Bar(clock=replace(TEN_DAYS, count=17), warn_days=5)
    told = a_letter(LetterKind.TIME_BAR_WARNING, written_at=WARNED)
    for bars, step in (((), NextStep.BREACH), ((later,), NextStep.STAFF_REVIEW)):
        file = barred(Stage.WITH_RESPONDENT, *bars)
        file = replace(file, letters=(*file.letters, told))
        file = replace(file, case=replace(file.case, reminded_until=TENTH_NIGHT + 20 * DAY))
        case = scheduled(file.case, moment(file, WARNED))
        assert case.next_step is (NextStep.BREACH if not bars else step)


def test_whoever_comes_back_after_the_end_is_warned_once_more() -> None:
    """Of less time than they were told of; and once, too."""
    first, second = WARNED, WARNED + DAY
    steps = []
    for written in ((first,), (first, second)):
        told = [a_letter(LetterKind.TIME_BAR_WARNING, written_at=at) for at in written]
        back = a_letter(LetterKind.REOPENED, written_at=first + DAY / 2)
        file = barred(Stage.WITH_RESPONDENT, reminded_until=TENTH_NIGHT + 20 * DAY)
        file = replace(file, letters=(*file.letters, back, *told))
        steps.append(scheduled(file.case, moment(file, second)).next_step)

    assert steps == [NextStep.STAFF_REVIEW, NextStep.BREACH]


def test_what_is_over_is_not_warned_of() -> None:
    """The rung does not fit any more: the ladder says since when."""
    plan = overdue(barred(Stage.WITH_RESPONDENT), TENTH_NIGHT)

    assert LetterKind.TIME_BAR_WARNING not in {one.kind for one in plan.letters}
    assert events(plan) == [EventKind.REVIEW_OVERDUE]


def test_while_a_person_has_the_case_the_warning_goes_with_the_first_day_missed() -> None:
    """They were to look, and did not: the complainant is not left without the day."""
    file = barred(Stage.HANDED_OVER)

    early = overdue(file, THURSDAY_NIGHT)
    late = overdue(file, WARNED)

    assert (letters(early), events(early)) == ([], [EventKind.REVIEW_OVERDUE])
    assert letters(late) == ["time-bar-warning to complainant"]
    assert events(late) == [EventKind.REVIEW_OVERDUE, EventKind.TIME_BAR_NEAR]


def test_a_warning_leaves_also_over_the_cap() -> None:
    """It comes once; a day later may be too late."""
    file = replace(barred(Stage.WITH_RESPONDENT), may_write=False)
    here = moment(file, WARNED)

    assert letters(within_caps(review_overdue(here), here)) == ["time-bar-warning to complainant"]
