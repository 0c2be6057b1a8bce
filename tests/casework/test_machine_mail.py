"""What is only recorded on a case: letters that came back, machines, colleagues who write mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.case import Party, Stage
from casework.casefile import Approver
from casework.events import Event, EventKind
from casework.heard import message_added
from casework.letters import LetterKind
from casework.plan import Heard, Plan
from tests.casework.situations import TUESDAY, a_letter, letters, moment, stands, the_letter

BORIS = Approver(account="boris", role="approver", address="Boris@desk.example")
CAME_BACK = Heard(
    sha256="e" * 64,
    party=Party.COMPLAINANT,
    intent=None,
    bounced=("C-2026-000001/closing-question/1", "5.1.1"),
    by_machine=True,
)
BY_BORIS = Heard(sha256="e" * 64, party=Party.STAFF, intent=None, writer="boris@desk.example")


def after(stage: Stage, heard: Heard) -> Plan:
    """What follows from it at a stage."""
    return message_added(moment(replace(stands(stage), staff=(BORIS,))), heard)


@pytest.mark.parametrize("stage", [Stage.ANSWERED, Stage.WITH_RESPONDENT, Stage.APPROVAL_PENDING])
def test_staff_see_that_a_letter_came_back(stage: Stage) -> None:
    """With the letter and the reason; nothing is sent, nothing that waits is voided by it."""
    plan = after(stage, CAME_BACK)

    assert (plan.letters, plan.cancels, plan.case.stage) == ((), (), stage)
    assert plan.case.needs_staff
    why = "C-2026-000001/closing-question/1: 5.1.1"
    assert plan.events == (Event(EventKind.LETTER_BOUNCED, why),)


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.REOPENED])
def test_a_closure_that_came_back_opens_nothing(stage: Stage) -> None:
    """It is kept as an event."""
    plan = after(stage, CAME_BACK)

    assert (plan.case, plan.letters) == (replace(stands(stage)).case, ())
    assert plan.events[0].kind is EventKind.LETTER_BOUNCED


def test_what_looks_like_a_newsletter_from_a_body_is_looked_at() -> None:
    """It may be an answer out of a machine."""
    heard = replace(CAME_BACK, party=Party.BODY, bounced=None)
    plan = after(Stage.WITH_BODY, heard)

    assert plan.events == (Event(EventKind.MACHINE_WROTE, "body"),)
    assert plan.case.needs_staff


def test_a_colleague_who_writes_is_told_to_use_the_console() -> None:
    """Their mail approves nothing and voids nothing: anybody could write one in their name."""
    plan = after(Stage.APPROVAL_PENDING, BY_BORIS)

    assert letters(plan) == ["use-the-console to staff"]
    assert the_letter(plan, LetterKind.USE_THE_CONSOLE).to.address == "Boris@desk.example"
    assert (plan.case, plan.cancels) == (stands(Stage.APPROVAL_PENDING).case, ())


@pytest.mark.parametrize(("hours", "told"), [(23, []), (24, ["use-the-console to staff"])])
def test_they_are_told_once_a_day(hours: int, told: list[str]) -> None:
    """A machine that writes in a colleague's name makes no more of it than that."""
    earlier = a_letter(LetterKind.USE_THE_CONSOLE, Party.STAFF)
    earlier = replace(earlier, written_at=TUESDAY - timedelta(hours=hours))
    file = replace(stands(Stage.ANSWERED), staff=(BORIS,))
    file = replace(file, letters=(*file.letters, earlier))

    assert letters(message_added(moment(file), BY_BORIS)) == told


def test_somebody_who_works_here_no_more_is_told_nothing() -> None:
    """Their account is gone since the mail came in."""
    plan = after(Stage.ANSWERED, replace(BY_BORIS, writer="gone@desk.example"))

    assert plan.letters == ()
    assert plan.events == (Event(EventKind.MESSAGE_ADDED, "staff"),)
