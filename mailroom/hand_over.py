"""Tell each case's workflow what came for it, until it has been told. Temporal may be down."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import TemporalError

from casework.case import CaseStart, Stage
from casework.plan import Arrival, Happening
from workflows.complaint import TASK_QUEUE, ComplaintWorkflow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from temporalio.client import Client

    from adapters.storage.relay import Relay, Standpoint, Untold

log = logging.getLogger(__name__)

_AT_A_TIME = 8
_PATIENCE = timedelta(
    seconds=10
)  # with no worker an update waits; the workflow exists all the same
_RUNS = {  # a case has one run, and one more each time it is reopened
    False: WorkflowIDReusePolicy.REJECT_DUPLICATE,
    True: WorkflowIDReusePolicy.ALLOW_DUPLICATE,
}


@dataclass(frozen=True, slots=True)
class HandOver:
    """Hands messages and decisions to workflows, each under its own id."""

    client: Client
    relay: Relay
    wall: Callable[[], datetime]

    async def round(self) -> bool:
        """Hand over all there is. Returns whether something is left to try later.

        Mail for one case goes in order; cases go side by side.
        """
        by_case: dict[str, list[Untold]] = {}
        for one in await self.relay.untold():
            by_case.setdefault(one.case_number, []).append(one)
        await self.relay.reopen_for_latecomers(self.wall())
        gate = asyncio.Semaphore(_AT_A_TIME)
        done = await asyncio.gather(*(self._tell(gate, untold) for untold in by_case.values()))
        return not all(done)

    async def _tell(self, gate: asyncio.Semaphore, untold: list[Untold]) -> bool:
        async with gate:
            for one in untold:
                if not await self._tell_one(one):
                    return False
            return True

    async def _tell_one(self, one: Untold) -> bool:
        """Whether the workflow knows of it now."""
        standpoint = await self.relay.standpoint(one.case_number)
        try:
            await self._update(one, standpoint)
        except (TemporalError, RuntimeError) as error:  # RuntimeError: it cannot be reached at all
            log.warning(
                "%s was not handed over: %s", one.case_number, str(error).partition("\n")[0]
            )
            return False
        await self.relay.told(one, self.wall())
        return True

    async def _update(self, one: Untold, standpoint: Standpoint) -> None:
        """Update-with-start: the case's workflow is there, and it knows."""
        what = Happening.DECISION if one.is_decision else Happening.MESSAGE
        update = ComplaintWorkflow.decision if one.is_decision else ComplaintWorkflow.message
        start = WithStartWorkflowOperation(
            ComplaintWorkflow.run,
            case_start(standpoint, self.wall()),
            id=workflow_id(one.case_number),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=_RUNS[standpoint.case.stage is Stage.REOPENED],
            static_summary=one.case_number,
        )
        await self.client.execute_update_with_start_workflow(
            update,
            Arrival(what=what, ref=one.ref, first=standpoint.first),
            start_workflow_operation=start,
            id=one.ref,
            rpc_timeout=_PATIENCE,
        )


def workflow_id(number: str) -> str:
    """``case/C-2026-000042``."""
    return f"case/{number}"


def case_start(standpoint: Standpoint, wall: datetime) -> CaseStart:
    """What a workflow starts from: the case's row, and what is noted already."""
    case = standpoint.case
    return CaseStart(
        number=case.number,
        first=standpoint.first,
        opened_at=case.opened_at,
        stage=case.stage,
        next_step=case.next_step,
        due_at=case.due_at,
        needs_staff=case.needs_staff,
        category=case.category,
        owner=case.owner,
        outcome=case.outcome,
        seen=standpoint.noted,
        pending=standpoint.letters,
        not_before=wall + standpoint.ahead if standpoint.ahead else None,
    )
