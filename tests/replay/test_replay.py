"""Histories of real runs. A change that cannot replay one is a broken promise to an open case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from casework.case import CaseStart, Outcome  # noqa: TC001  Temporal reads these annotations
from tests.replay.record import PATHS
from worker import runner
from workflows.complaint import ComplaintWorkflow
from workflows.departures import Departures

if TYPE_CHECKING:
    from casework.case import PendingLetter

HISTORIES = {path.stem: path.read_text("utf-8") for path in Path(__file__).parent.glob("*.json")}
OF_WINDING = ("TIME_SKIPPING", "OPTIONS_UPDATED")
recorded = pytest.mark.parametrize("name", sorted(HISTORIES))


@recorded
async def test_a_recorded_case_replays(name: str) -> None:
    """Every released version's open cases can go on with this code."""
    replayer = Replayer(workflows=[ComplaintWorkflow], workflow_runner=runner())

    await replayer.replay_workflow(WorkflowHistory.from_json("case/recorded", HISTORIES[name]))


def test_there_is_a_history_of_every_path() -> None:
    """A folder that was emptied by mistake proves nothing."""
    assert len(PATHS) >= 8
    for path in PATHS:
        assert any(name.endswith(f"-{path.__name__}") for name in HISTORIES), path.__name__


@workflow.defn(name="Complaint")
class SilentWorkflow(ComplaintWorkflow):
    """A changed workflow: it writes letters, and sends none."""

    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        super().__init__(start)
        self.departures = Forgotten(self._gone)

    @workflow.run
    async def run(self, start: CaseStart) -> Outcome:
        return await super().run(start)


class Forgotten(Departures):
    """Letters that do not leave."""

    def send(self, letters: tuple[PendingLetter, ...]) -> None:
        """Forget them."""


@recorded
async def test_a_changed_workflow_is_noticed(name: str) -> None:
    """Whatever path the case took."""
    # the sandbox would import this file anew
    changed = Replayer(workflows=[SilentWorkflow], workflow_runner=UnsandboxedWorkflowRunner())

    with pytest.raises(Exception, match=r"(?i)nondeterminism"):
        await changed.replay_workflow(WorkflowHistory.from_json("case/recorded", HISTORIES[name]))


@pytest.mark.parametrize("name", [one for one in sorted(HISTORIES) if "write C-" in HISTORIES[one]])
async def test_another_letter_is_noticed(name: str) -> None:
    """The key of every letter is an activity's id: what is written, when, cannot be swapped."""
    told = HISTORIES[name].replace("write C-", "write X-", 1)
    replayer = Replayer(workflows=[ComplaintWorkflow], workflow_runner=runner())

    with pytest.raises(Exception, match=r"(?i)nondeterminism"):
        await replayer.replay_workflow(WorkflowHistory.from_json("case/recorded", told))


@recorded
def test_a_history_tells_nothing_personal_and_is_short(name: str) -> None:
    """Ids, digests, dates and small words; no address, no name, no machine."""
    events = json.loads(HISTORIES[name])["events"]
    mine = [one for one in events if not any(word in one["eventType"] for word in OF_WINDING)]
    assert len(mine) < 220
    assert not [word for word in ("@", "Ana", "Acme", "example.") if word in HISTORIES[name]]
