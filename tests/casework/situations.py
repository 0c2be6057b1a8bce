"""Cases at some point of their life, for the tests of what follows; on the example pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.calendars import Calendars
from casework.case import NextStep, Party, Stage
from casework.casefile import LetterSent
from casework.letters import LetterKind
from tests.examples import MONDAY, a_case, a_file

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.events import EventKind
    from casework.steps import Plan

_FILE = a_file()
POLICY = _FILE.policy  # remind after 5 days, go on after 10, read within 3 working days
CHINA = Calendars()["CN"]
NUMBER = "C-2026-000001"


def at(text: str) -> datetime:
    """An instant as people write it."""
    return datetime.fromisoformat(text)


THURSDAY_NIGHT = at("2026-03-06T00:00+08:00")  # three working days from Monday have passed
FIFTH_MORNING = at("2026-03-07T08:00+08:00")  # a Saturday: calendar days do not ask
TENTH_NIGHT = at("2026-03-13T00:00+08:00")  # the tenth day, 12 March, is over


def letters(*kinds: LetterKind) -> tuple[LetterSent, ...]:
    """Letters to the complainant that are in the outbox already."""
    return tuple(
        LetterSent(kind=kind, party=Party.COMPLAINANT, message_id="<1@d>", written_at=MONDAY)
        for kind in kinds
    )


def a_file_that(**changes: object) -> CaseFile:
    """A file on the example pack, read once."""
    return replace(_FILE, **changes)  # type: ignore[arg-type]  # whatever a test changes


def acknowledged(**changes: object) -> CaseFile:
    """A case that has had its acknowledgement, and lacks its call log."""
    facts: dict[str, object] = {
        "case": a_case(stage=Stage.ACKNOWLEDGED, next_step=NextStep.ASK_FOR_EVIDENCE),
        "letters": letters(LetterKind.ACKNOWLEDGEMENT),
    }
    return a_file_that(**{**facts, **changes})


def waiting(**changes: object) -> CaseFile:
    """A case that waits for the call log it asked for on Monday."""
    facts: dict[str, object] = {
        "case": a_case(
            stage=Stage.AWAITING_EVIDENCE,
            next_step=NextStep.REMIND,
            due_at=FIFTH_MORNING,
            evidence_since=MONDAY,
        ),
        "letters": letters(LetterKind.ACKNOWLEDGEMENT, LetterKind.EVIDENCE_REQUEST),
    }
    return a_file_that(**{**facts, **changes})


def handed_over(**changes: object) -> CaseFile:
    """A case that a person is to read by Thursday."""
    case = a_case(stage=Stage.HANDED_OVER, next_step=NextStep.STAFF_REVIEW, due_at=THURSDAY_NIGHT)
    return a_file_that(case=replace(case, **changes))  # type: ignore[arg-type]  # what a test changes


def kinds(plan: Plan) -> list[EventKind]:
    """What the record will say happened."""
    return [event.kind for event in plan.events]


def assert_a_person_is_next(plan: Plan, *, by: datetime) -> None:
    """No letter; the case is in a person's hands, by this instant."""
    assert plan.letter is None
    assert (plan.case.stage, plan.case.next_step) == (Stage.HANDED_OVER, NextStep.STAFF_REVIEW)
    assert (plan.case.due_at, plan.case.needs_staff) == (by, True)
