"""Histories of real runs. A change that cannot replay one is a broken promise to an open case."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from worker import runner
from workflows.complaint import ComplaintWorkflow

HISTORIES = {path.stem: path.read_text("utf-8") for path in Path(__file__).parent.glob("*.json")}
recorded = pytest.mark.parametrize("name", sorted(HISTORIES))


@recorded
async def test_a_recorded_case_replays(name: str) -> None:
    """Every released version's open cases can go on with this code."""
    history = WorkflowHistory.from_json("case/recorded", HISTORIES[name])

    await Replayer(workflows=[ComplaintWorkflow], workflow_runner=runner()).replay_workflow(history)


def test_there_are_histories() -> None:
    """One a path at least; a folder that was emptied by mistake proves nothing."""
    assert len(HISTORIES) >= 3


@recorded
async def test_the_replayer_would_notice(name: str) -> None:
    """A history whose first letter was another one does not replay."""
    told = HISTORIES[name].replace("write C-", "write X-", 1)
    history = WorkflowHistory.from_json("case/recorded", told)

    with pytest.raises(Exception, match=r"(?i)nondeterminism"):
        await Replayer(workflows=[ComplaintWorkflow], workflow_runner=runner()).replay_workflow(
            history
        )


@recorded
def test_a_history_tells_nothing_personal(name: str) -> None:
    """Ids, digests, dates and small words; no address, no name, no machine."""
    events = json.loads(HISTORIES[name])["events"]
    assert len(events) < 200
    assert "@" not in HISTORIES[name]
