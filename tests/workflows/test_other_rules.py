"""Other rules, and other days, for a case that runs: its workflow waits for the new date."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import CaseRow
from adapters.storage.packs import keep
from casework.case import NextStep, Stage
from casework.decisions import DecisionKind
from mailroom.recount import Recount
from tests.adapters.packs import SOONER, raised
from tests.desk import wall
from tests.workflows import acts
from tests.workflows.acts import quiet, rebuilt, until_stage
from workflows.complaint import ComplaintWorkflow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime
    from pathlib import Path

    from tests.desk import Desk


async def waits_until(desk: Desk, number: str) -> datetime | None:
    """The date that the workflow itself waits for."""
    return (await desk.handle(number).query(ComplaintWorkflow.case)).due_at


async def test_a_case_that_adopts_a_version_is_overdue_by_its_clock(
    desk: Desk, tmp_path: Path
) -> None:
    """Two days sooner than it was: the workflow has heard, and the breach comes on the new day."""
    number = await acts.with_respondent(desk)
    await keep(desk.rows, raised(tmp_path / "new", SOONER), wall())
    asked_at = (await desk.view(number)).case.asked_at
    assert asked_at is not None

    await desk.decide(number, DecisionKind.ADOPT, "2027.1")
    steps = await until_stage(desk, number, Stage.APPROVAL_PENDING)

    view = await desk.view(number)
    (adopted,) = [one for one in view.events if one.kind == "pack version adopted"]
    (late,) = [one for one in view.events if one.kind == "respondent's time ran out"]
    assert view.case.pack_version == "2027.1"
    assert "the respondent's time runs out: " in adopted.why
    assert steps[-1] is NextStep.BREACH
    assert timedelta(days=12) < late.at - asked_at < timedelta(days=15)


@pytest.mark.parametrize("come_to", [acts.with_respondent, acts.handed_over])
async def test_a_date_that_became_earlier_is_waited_for(
    desk: Desk, come_to: Callable[[Desk], Awaitable[str]]
) -> None:
    """The workflow had been told of a later one; the recount reaches it with the decisions."""
    number = await come_to(desk)
    await quiet(desk, number)
    due_at = (await desk.view(number)).case.due_at
    assert due_at is not None
    async with desk.rows.begin() as session:  # as an earlier calendar would have it
        row = await session.get_one(CaseRow, number)
        row.due_at = due_at + timedelta(days=2)
    await desk.forget(number)
    await rebuilt(desk)
    assert await waits_until(desk, number) == due_at + timedelta(days=2)

    recount = Recount(desk.rows, {"example": desk.receiver.pack}, wall)
    (found,) = await recount.round()
    decision = (await desk.view(number)).decisions[-1]
    await desk.until_decided(number, decision.id)
    await quiet(desk, number)

    assert found == number
    assert (await desk.view(number)).case.due_at == due_at
    assert await waits_until(desk, number) == due_at
    assert "date counted anew" in await desk.events(number)
