"""The beginning of a case, and what ops and strangers see of its workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowUpdateFailedError

from casework.case import NextStep, Stage
from casework.plan import Arrival, Happening
from tests.workflows.acts import complaint, cost, ended, next_step, quiet
from workflows.case_file import CASE_NEEDS_STAFF, CASE_NEXT_DUE, CASE_STAGE
from workflows.complaint import ComplaintWorkflow

if TYPE_CHECKING:
    from tests.desk import Desk

ACKNOWLEDGEMENT = "We have your complaint to ana@home.example"
REQUEST = "We need something more from you to ana@home.example"
PRESERVATION = "Please keep these records now to calls@firm.example"
NOTICE = "A complaint for you to answer: Unwanted calls to calls@firm.example"


async def test_a_complaint_is_acknowledged_and_missing_evidence_is_asked_for(desk: Desk) -> None:
    """Both letters go out at once, whatever the hour; the firm is asked to keep its recording."""
    number = await desk.open_case()
    await desk.until_letters(2)
    await quiet(desk, number)

    assert [one for one in desk.letters if one != PRESERVATION] == [ACKNOWLEDGEMENT, REQUEST]
    assert desk.letters.count(PRESERVATION) == 1


async def test_with_nothing_missing_the_respondent_is_asked(desk: Desk) -> None:
    """The call log came with the complaint: the firm has it next, in the sending hours."""
    number = await desk.open_case(complaint(evidence=True))
    await quiet(desk, number)

    assert sorted(desk.letters) == sorted([ACKNOWLEDGEMENT, NOTICE])
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.WITH_RESPONDENT, False)
    assert case.next_step == NextStep.REMIND_RESPONDENT


async def test_the_same_message_is_heard_once(desk: Desk) -> None:
    """An update under another id with a digest that is known changes nothing."""
    number = await desk.open_case()
    first = (await desk.view(number)).case.first_digest
    handle = desk.handle(number)

    for _ in range(2):
        arrival = Arrival(what=Happening.MESSAGE, ref=first, first=first)
        assert await handle.execute_update(ComplaintWorkflow.message, arrival) == "seen"

    assert "message added" not in await desk.events(number)


@pytest.mark.parametrize("update", [ComplaintWorkflow.message, ComplaintWorkflow.decision])
async def test_a_workflow_refuses_what_is_for_another_case(desk: Desk, update: object) -> None:
    """Every update names the case by its first message."""
    number = await desk.open_case()
    stray = Arrival(what=Happening.MESSAGE, ref="x", first="of another case")

    with pytest.raises(WorkflowUpdateFailedError):
        await desk.handle(number).execute_update(update, stray)  # type: ignore[call-overload]  # one of two


async def test_ops_can_filter_and_read_but_learn_nothing_personal(desk: Desk) -> None:
    """Search attributes and details speak of stage and dates; no payload holds a name."""
    text = "Ana Secret complains of unwanted calls by Acme Calls."
    number = await desk.open_case(complaint(text))
    handle = desk.handle(number)

    described = await handle.describe()
    found = described.typed_search_attributes
    assert found[CASE_STAGE] == "awaiting evidence"
    assert found[CASE_NEEDS_STAFF] is False
    assert found[CASE_NEXT_DUE] == (await desk.view(number)).case.due_at
    history = (await handle.fetch_history()).to_json()
    assert not [word for word in ("ana@", "Ana", "Secret", "Acme", "firm") if word in history]
    assert (await handle.query(ComplaintWorkflow.case)).stage is Stage.AWAITING_EVIDENCE


async def test_a_short_case_is_cheap(desk: Desk) -> None:
    """A reminder, a late answer, a missed review, a closure: far below 200 events."""
    number = await desk.open_case()
    await next_step(desk, number)
    await desk.says(number, "I have nothing.")
    await next_step(desk, number)
    await desk.close(number)
    await ended(desk, number)

    assert await cost(desk, number) < 150
