"""Temporal loses a workflow, at whatever stage: the case goes on from its row, nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.case import Stage
from casework.decisions import DecisionKind
from tests.workflows import acts
from tests.workflows.acts import CALLS, next_step, quiet, rebuilt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.desk import Desk


async def received(desk: Desk) -> str:
    """The complaint is in the record; no worker has seen its case."""
    before = set(await desk.relay.live_cases())
    await desk.take_in(acts.complaint(evidence=True))
    (number,) = set(await desk.relay.live_cases()) - before
    return number


async def awaiting_evidence(desk: Desk) -> str:
    """Something is missing."""
    number = await desk.open_case()
    await quiet(desk, number)
    return number


async def with_a_letter_to_send(desk: Desk) -> str:
    """The complaint to the firm is written and waits."""
    number = await awaiting_evidence(desk)
    async with acts.paused(desk):
        await desk.says(number, "Here is the call log.", CALLS)
        await desk.forget(number)
    return number


async def with_an_untold_decision(desk: Desk) -> str:
    """The workflow was told of a decision, and was lost before it noted it."""
    number = await awaiting_evidence(desk)
    await desk.decide(number, DecisionKind.PUT_TO_RESPONDENT)
    return number


async def reopened(desk: Desk) -> str:
    """A closed case was taken up again, and its second run is lost."""
    number = await acts.closed(desk)
    await acts.reopened(desk, number)
    return number


LIVES = (
    received,
    awaiting_evidence,
    with_a_letter_to_send,
    with_an_untold_decision,
    acts.with_respondent,
    acts.approval_pending,
    acts.with_body,
    acts.guided,
    acts.answered,
    acts.handed_over,
    reopened,
)


@pytest.mark.parametrize("life", LIVES, ids=lambda one: one.__name__)
async def test_a_lost_workflow_goes_on_from_its_row(
    desk: Desk, life: Callable[[Desk], Awaitable[str]]
) -> None:
    """The watchdog rebuilds it: same stage, same due date; then its next step comes."""
    number = await life(desk)
    before = (await desk.view(number)).case
    await desk.forget(number)

    await rebuilt(desk)
    await desk.hand_over()
    if life is received:
        await desk.until(number, lambda case: case.stage == Stage.WITH_RESPONDENT)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    if life is not received:
        assert (case.stage, case.due_at) == (before.stage, before.due_at)
    assert await desk.stage(number) == case.stage
    await next_step(desk, number)
    await quiet(desk, number)
    letters = [(to, message_id) for to, message_id, _ in desk.postbag.sent]
    assert len(letters) == len(set(letters)), "no letter left twice"
    assert len(await acts.sent(desk, number)) == len(letters)


async def test_a_closure_that_had_not_left_leaves_all_the_same(desk: Desk) -> None:
    """The run was lost while a closed case had a letter to send; its end is what it was."""
    number = await acts.answered(desk)
    async with acts.paused(desk):
        await desk.says(number, "I withdraw my complaint.")
        await desk.until(number, lambda case: case.stage == Stage.CLOSED)
        await desk.forget(number)

    await rebuilt(desk)  # or the attempt that was under way when the run was lost got through
    await quiet(desk, number)

    assert (await desk.view(number)).case.outcome == "withdrawn"
    assert (await acts.sent(desk, number)).count("closure") == 1
