"""What staff put right: a finding, and what goes out."""

from __future__ import annotations

from datetime import date

import pytest

from casework.case import Stage
from casework.decisions import DecisionKind
from casework.events import Event, EventKind
from tests.casework.situations import (
    REFERRAL,
    at,
    decides,
    events,
    letters,
    stands,
)

FRIDAY_NIGHT = at("2026-03-07T00:00+08:00")
OPEN = [one for one in Stage if one is not Stage.CLOSED]
BY_BORIS = "by boris: I looked"


# ---- corrections -----------------------------------------------------------------------------


def test_a_corrected_complainant_opens_other_doors() -> None:
    """Whatever was answered of it before: the last word stands."""
    file = stands(Stage.HANDED_OVER, facts={"complainant_is_consumer": True, "money_lost": True})
    plan = decides(file, DecisionKind.CORRECT, "business", about="complainant")

    assert plan.case.complainant == "business"
    assert plan.case.facts == {"money_lost": True}
    assert plan.events[0] == Event(EventKind.CORRECTED, f"complainant: business, {BY_BORIS}")


def test_a_corrected_language_is_that_of_the_next_letter() -> None:
    """What is written already stays."""
    plan = decides(stands(Stage.ANSWERED), DecisionKind.CORRECT, "zh-Hant", about="language")

    assert plan.case.language == "zh-Hant"


@pytest.mark.parametrize(
    ("value", "day", "told"), [("2026-02-03", date(2026, 2, 3), "2026-02-03"), ("", None, "none")]
)
def test_that_the_respondent_was_asked_before_can_be_wrong(
    value: str, day: date | None, told: str
) -> None:
    """Nothing stands for: it was not."""
    file = stands(Stage.AWAITING_EVIDENCE, prior_on=date(2026, 1, 1))
    plan = decides(file, DecisionKind.CORRECT, value, about="prior_on")

    assert plan.case.prior_on == day
    assert plan.events[0].why == f"prior_on: {told}, {BY_BORIS}"


def test_a_corrected_category_begins_anew_what_waits_for_evidence() -> None:
    """As an answer to the question does."""
    file = stands(Stage.AWAITING_EVIDENCE)
    corrected = decides(file, DecisionKind.CORRECT, "refund_refused", about="category")
    answered = decides(file, DecisionKind.ANSWER_QUESTION, "refund_refused", about="category")

    assert corrected.case == answered.case
    assert corrected.letters == answered.letters


@pytest.mark.parametrize("stage", OPEN)
def test_what_only_people_read_changes_no_step(stage: Stage) -> None:
    """It is an event; nothing is voided, nothing is written."""
    file = stands(stage)
    plan = decides(file, DecisionKind.CORRECT, "threat, abuse", about="flags")

    assert (plan.case, plan.letters, plan.cancels) == (file.case, (), ())
    assert plan.events == (Event(EventKind.CORRECTED, f"flags: threat, abuse, {BY_BORIS}"),)


def test_an_edit_voids_the_letter_and_has_it_written_anew() -> None:
    """With who edited what and why; the approvers are asked again."""
    plan = decides(stands(Stage.APPROVAL_PENDING), DecisionKind.EDIT, "dossier", "2")

    assert plan.events[0] == Event(EventKind.VOIDED, f"the dossier was edited, {BY_BORIS}")
    assert plan.cancels == (REFERRAL.key,)
    assert "referral to body" in letters(plan)
    assert plan.case.stage is Stage.APPROVAL_PENDING


def test_an_edit_that_came_too_late_is_kept_for_the_next_letter() -> None:
    """The case goes on where it stands."""
    file = stands(Stage.WITH_RESPONDENT)
    plan = decides(file, DecisionKind.EDIT, "letter", "2")

    assert (plan.case, plan.letters, events(plan)) == (file.case, (), [EventKind.VOIDED])
