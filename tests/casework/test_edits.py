"""What becomes of a letter that waits when somebody edits what goes out."""

from __future__ import annotations

from casework.case import Stage
from casework.decisions import DecisionKind
from casework.events import Event, EventKind
from tests.casework.situations import REFERRAL, decides, events, letters, stands


def test_an_edit_voids_the_letter_and_has_it_written_anew() -> None:
    """With who edited what and why; the approvers are asked again."""
    plan = decides(stands(Stage.APPROVAL_PENDING), DecisionKind.EDIT, "dossier", "2")

    assert plan.events[0] == Event(EventKind.VOIDED, "the dossier was edited, by boris: I looked")
    assert plan.cancels == (REFERRAL.key,)
    assert "referral to body" in letters(plan)
    assert plan.case.stage is Stage.APPROVAL_PENDING


def test_an_edit_that_came_too_late_is_kept_for_the_next_letter() -> None:
    """The case goes on where it stands."""
    file = stands(Stage.WITH_RESPONDENT)
    plan = decides(file, DecisionKind.EDIT, "letter", "2")

    assert (plan.case, plan.letters, events(plan)) == (file.case, (), [EventKind.VOIDED])
