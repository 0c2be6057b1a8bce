"""What follows when a message, a decision, a date or a letter's end comes to a case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import Case, NextStep, Outcome, Stage
from casework.decisions import Decision, DecisionKind
from casework.events import Event, EventKind
from casework.steps import (
    Happening,
    NoteOrder,
    decided,
    letter_ended,
    message_added,
    review_overdue,
)
from tests.casework.situations import (
    CHINA,
    NUMBER,
    THURSDAY_NIGHT,
    a_file_that,
    acknowledged,
    assert_a_person_is_next,
    at,
    handed_over,
    kinds,
    waiting,
)
from tests.examples import MONDAY, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile

CALL_LOG = frozenset({"call_log"})


def note(what: Happening, *, ref: str = "1", when: datetime = MONDAY) -> NoteOrder:
    """Something that happened."""
    return NoteOrder(case_number=NUMBER, what=what, ref=ref, at=when)


def close(outcome: Outcome) -> Decision:
    """Boris closes the case."""
    return Decision(
        id="1",
        case_number=NUMBER,
        kind=DecisionKind.CLOSE,
        outcome=outcome,
        by="boris",
        why="they stopped calling",
    )


# ---- a message ------------------------------------------------------------------------------


def test_evidence_that_completes_the_checklist_ends_the_wait() -> None:
    """Evidence asked for on Monday and there on Wednesday: a person reads it by Monday."""
    wednesday = at("2026-03-04T21:00+08:00")
    file = waiting(evidence=CALL_LOG)
    plan = message_added(
        note(Happening.MESSAGE, when=wednesday), file, CHINA, brought_evidence=True
    )

    assert_a_person_is_next(plan, by=at("2026-03-10T00:00+08:00"))
    assert kinds(plan) == [
        EventKind.MESSAGE_ADDED,
        EventKind.EVIDENCE_COMPLETE,
        EventKind.HANDED_OVER,
    ]


@pytest.mark.parametrize(
    "there", [frozenset(), frozenset({"contract"})], ids=["nothing", "something-else"]
)
def test_a_message_that_leaves_something_missing_changes_nothing(there: frozenset[str]) -> None:
    """The wait goes on, its dates unmoved, and it is nobody's work yet."""
    file = waiting(evidence=there)
    plan = message_added(note(Happening.MESSAGE), file, CHINA, brought_evidence=True)

    assert plan.case == file.case
    assert plan.letter is None
    assert kinds(plan) == [EventKind.MESSAGE_ADDED]


def test_a_reply_that_brings_nothing_is_read_by_a_person() -> None:
    """Who withdraws, or has no such thing: the wait goes on, and it is somebody's work."""
    file = waiting()
    plan = message_added(note(Happening.MESSAGE), file, CHINA, brought_evidence=False)

    assert plan.case == replace(file.case, needs_staff=True)


@pytest.mark.parametrize(
    "file", [a_file_that(evidence=CALL_LOG), acknowledged(evidence=CALL_LOG)], ids=["new", "told"]
)
def test_a_message_before_we_asked_for_anything_is_added_and_no_more(file: CaseFile) -> None:
    """The next step looks at the evidence anyhow."""
    plan = message_added(note(Happening.MESSAGE), file, CHINA, brought_evidence=True)

    assert plan.case == file.case
    assert kinds(plan) == [EventKind.MESSAGE_ADDED]


def test_a_message_for_a_person_is_seen_by_that_person() -> None:
    """A case that lies with staff wants them again; its review date does not move."""
    file = handed_over(needs_staff=False)
    plan = message_added(note(Happening.MESSAGE), file, CHINA, brought_evidence=True)

    assert plan.case == replace(file.case, needs_staff=True)
    assert plan.case.due_at == THURSDAY_NIGHT
    assert kinds(plan) == [EventKind.MESSAGE_ADDED]


def test_a_message_never_takes_a_case_off_a_persons_list() -> None:
    """A letter that failed still wants somebody, whatever else arrives."""
    file = waiting(case=replace(waiting().case, needs_staff=True))

    assert message_added(
        note(Happening.MESSAGE), file, CHINA, brought_evidence=True
    ).case.needs_staff


# ---- a decision -----------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize(
    "file",
    [a_file_that(), waiting(), handed_over(needs_staff=True, owner="boris")],
    ids=["new", "waiting", "handed-over"],
)
def test_a_case_is_closed_from_wherever_it_stands(file: CaseFile, outcome: Outcome) -> None:
    """With the outcome staff chose: nothing is due, nobody is wanted, the rest stays known."""
    plan = decided(close(outcome), file)

    assert plan.case == replace(
        file.case,
        stage=Stage.CLOSED,
        next_step=NextStep.NOTHING,
        due_at=None,
        needs_staff=False,
        outcome=outcome,
    )
    assert plan.letter is None


def test_the_record_says_who_closed_a_case_and_why() -> None:
    """In one line, as people read it."""
    plan = decided(close(Outcome.RESOLVED), handed_over())

    assert plan.events == (Event(EventKind.CLOSED, "resolved, by boris: they stopped calling"),)


# ---- a date gone by -----------------------------------------------------------------------------


def test_a_case_that_nobody_read_in_time_says_so_and_its_clock_runs_once_more() -> None:
    """Overdue as Friday begins: three working days more, until Wednesday is over."""
    overdue = note(Happening.OVERDUE, ref="2026-03-05", when=THURSDAY_NIGHT)
    plan = review_overdue(overdue, handed_over(), CHINA)

    assert_a_person_is_next(plan, by=at("2026-03-12T00:00+08:00"))
    assert plan.events == (Event(EventKind.REVIEW_OVERDUE),)


def test_an_overdue_case_stays_with_its_owner() -> None:
    """Being late hands nothing to anybody else."""
    overdue = note(Happening.OVERDUE, when=THURSDAY_NIGHT)

    assert review_overdue(overdue, handed_over(owner="boris"), CHINA).case.owner == "boris"


# ---- a letter's end ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (Happening.LETTER_FAILED, EventKind.LETTER_FAILED),
        (Happening.LETTER_UNKNOWN, EventKind.LETTER_UNKNOWN),
    ],
)
@pytest.mark.parametrize(
    "case",
    [a_case(stage=Stage.AWAITING_EVIDENCE), a_case(stage=Stage.CLOSED, due_at=None)],
    ids=["waiting", "closed"],
)
def test_a_letter_that_may_not_have_arrived_is_told_to_a_person(
    what: Happening, kind: EventKind, case: Case
) -> None:
    """The record names the letter; the case itself goes on as it was, closed ones too."""
    key = f"{NUMBER}/evidence-request/1"
    plan = letter_ended(note(what, ref=key), a_file_that(case=case))

    assert plan.events == (Event(kind, key),)
    assert plan.case == replace(case, needs_staff=True)
    assert plan.letter is None


@pytest.mark.parametrize("what", [Happening.MESSAGE, Happening.DECISION, Happening.OVERDUE])
def test_what_is_no_letters_end_is_not_noted_as_one(what: Happening) -> None:
    """A happening in the wrong place is a fault of ours, and stops there."""
    with pytest.raises(KeyError):
        letter_ended(note(what), waiting())
