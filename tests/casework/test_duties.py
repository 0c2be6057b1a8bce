"""What waits for a person: how urgent it is, whose it is, which comes first, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.case import NextStep
from casework.duties import Duty, DutyKind, Urgency, Whose, in_order, is_pressing, kind_of
from casework.reasons import reasons
from tests.examples import MONDAY

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CASE = Duty(kind=DutyKind.PERSON, ref="C-2026-000001", since=MONDAY)
LETTER = Duty(
    kind=DutyKind.APPROVAL, ref="k", since=MONDAY, owner="ling", roles=frozenset({"approver"})
)


@pytest.mark.parametrize(
    ("due_in", "late", "urgency"),
    [
        (None, False, Urgency.WAITING),
        (None, True, Urgency.LATE),
        (-HOUR, False, Urgency.LATE),
        (timedelta(), False, Urgency.LATE),
        (HOUR, False, Urgency.SOON),
        (2 * DAY, False, Urgency.SOON),
        (2 * DAY + HOUR, False, Urgency.WAITING),
    ],
)
def test_how_urgent_a_duty_is(due_in: timedelta | None, urgency: Urgency, *, late: bool) -> None:
    """By its due date; what nobody did in time before is late, whatever its new date is."""
    due_at = MONDAY + due_in if due_in is not None else None

    assert replace(CASE, due_at=due_at, late=late).urgency(MONDAY) is urgency


def test_a_duty_of_a_case_that_was_wound_forward_counts_in_its_time() -> None:
    """A demo's case that lives a month ahead is no more urgent for it."""
    wound = replace(CASE, since=MONDAY + 30 * DAY, due_at=MONDAY + 31 * DAY + HOUR, ahead=30 * DAY)

    assert wound.urgency(MONDAY) is Urgency.SOON
    assert wound.waits(MONDAY + HOUR) == HOUR
    assert replace(CASE, since=MONDAY + DAY).waits(MONDAY) == timedelta()


def test_what_is_most_urgent_comes_first_and_then_what_waits_longest() -> None:
    """Late before soon before the rest; the oldest of each on top."""
    late = replace(CASE, ref="late", due_at=MONDAY, since=MONDAY + DAY)
    soon = replace(CASE, ref="soon", due_at=MONDAY + DAY)
    old, new = replace(CASE, ref="old"), replace(CASE, ref="new", since=MONDAY + HOUR)

    assert in_order([new, soon, old, late], MONDAY) == [late, soon, old, new]


def test_of_what_is_as_late_the_graver_complaint_comes_first() -> None:
    """A threat before a refund that waits longer; but never before what is late."""
    late = replace(CASE, ref="late", due_at=MONDAY, matter="low")
    grave, usual = replace(CASE, ref="grave", matter="high"), replace(CASE, ref="usual")
    gravest, light = replace(CASE, ref="now", matter="critical"), replace(CASE, matter="low")
    old = replace(usual, ref="old", since=MONDAY - DAY)

    there = [light, usual, old, grave, late, gravest]
    assert in_order(there, MONDAY) == [late, gravest, grave, old, usual, light]
    assert [one.is_grave for one in (gravest, grave, usual)] == [True, True, False]


@pytest.mark.parametrize(
    ("duty", "whose", "is_mine"),
    [
        (CASE, Whose.EVERYBODY, True),
        (CASE, Whose.MINE, False),
        (CASE, Whose.NOBODY, True),
        (replace(CASE, owner="ling"), Whose.MINE, True),
        (replace(CASE, owner="bo"), Whose.MINE, False),
        (replace(CASE, owner="bo"), Whose.NOBODY, False),
        (LETTER, Whose.MINE, False),
        (replace(LETTER, roles=frozenset({"handler"})), Whose.MINE, True),
        (LETTER, Whose.NOBODY, False),
    ],
)
def test_whose_a_duty_is(duty: Duty, whose: Whose, *, is_mine: bool) -> None:
    """A letter is for those who may approve it, whoever owns its case; a case is its owner's."""
    assert duty.is_of(whose, "ling", {"handler"}) is is_mine


@pytest.mark.parametrize(
    ("step", "left", "pressing"),
    [
        (NextStep.BREACH, DAY, True),
        (NextStep.BREACH, 3 * DAY, False),
        (NextStep.REMIND, DAY, False),
        (NextStep.REMIND, -HOUR / 2, False),
        (NextStep.REMIND, -HOUR, True),
    ],
)
def test_which_dated_steps_are_worth_a_look(
    step: NextStep, left: timedelta, *, pressing: bool
) -> None:
    """The end of a wait for others before it comes; any step that should have come by itself."""
    assert is_pressing(step, left) is pressing


def test_the_most_telling_event_says_why_a_person_is_needed() -> None:
    """That nobody read it in time is said besides."""
    message, asked = ("message added", "complainant"), ("person asked for", "")
    late = ("review overdue", "")

    assert reasons([message, asked]) == (asked,)
    assert reasons([message, asked, late]) == (asked, late)
    assert reasons([late]) == (late,)
    assert reasons([("opened", "")]) == ()


def test_what_a_flagged_case_asks_for() -> None:
    """An appeal, a letter that went wrong, or a person."""
    back = (("letter came back", "550"),)

    assert kind_of(back, appealed=True) is DutyKind.APPEAL
    assert kind_of(back, appealed=False) is DutyKind.LETTER
    assert kind_of((("reopened", ""),), appealed=False) is DutyKind.PERSON
    assert kind_of((), appealed=False) is DutyKind.PERSON
