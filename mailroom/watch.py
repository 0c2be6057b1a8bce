"""The watchdog: cases without a workflow are rebuilt, due dates gone by are looked at again."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio.client import WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from casework.case import Stage
from mailroom.hand_over import case_start, workflow_id
from workflows.complaint import TASK_QUEUE, ComplaintWorkflow

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from temporalio.client import Client

    from adapters.storage.relay import Relay

log = logging.getLogger(__name__)

_GRACE = timedelta(minutes=2)  # longer than a workflow's jitter
_RUNNING = "WorkflowType = 'Complaint' AND ExecutionStatus = 'Running'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What one look found: cases without a workflow (and how many were rebuilt), nudges sent."""

    missing: int
    rebuilt: int
    nudged: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Keeps the promise that every open case has a running workflow and no due date is missed."""

    client: Client
    relay: Relay
    wall: Callable[[], datetime]

    async def round(self) -> Watched:
        """One look at all open cases. Raises RPCError where Temporal cannot be reached."""
        missing = await self._without_workflow()
        rebuilt = [number for number in missing if await self._rebuild(number)]
        nudged = [
            number
            for number in await self.relay.overdue(self.wall(), _GRACE)
            if await self._nudge(number)
        ]
        return Watched(missing=len(missing), rebuilt=len(rebuilt), nudged=len(nudged))

    async def _without_workflow(self) -> list[str]:
        """Open cases that Temporal does not list as running; the list may lag, so each is asked."""
        listed = {one.id async for one in self.client.list_workflows(_RUNNING)}
        unlisted = [n for n in await self.relay.live_cases() if workflow_id(n) not in listed]
        return [number for number in unlisted if not await self._is_running(number)]

    async def _is_running(self, number: str) -> bool:
        handle = self.client.get_workflow_handle(workflow_id(number))
        try:
            return (await handle.describe()).status is WorkflowExecutionStatus.RUNNING
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise

    async def _rebuild(self, number: str) -> bool:
        """Start a lost workflow from the case's row, and tell it again what it had not noted.

        The row is read after Temporal said that nothing runs: a workflow closes its
        row before it ends, so a case that has just been closed is not started again.
        """
        standpoint = await self.relay.standpoint(number)
        if standpoint.case.stage is Stage.CLOSED and not standpoint.letters:
            return False
        await self.relay.tell_again(number)
        await self.client.start_workflow(
            ComplaintWorkflow.run,
            case_start(standpoint, self.wall()),
            id=workflow_id(number),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=number,
        )
        log.warning("%s had no workflow; it was rebuilt from its row", number)
        return True

    async def _nudge(self, number: str) -> bool:
        handle = self.client.get_workflow_handle(workflow_id(number))
        try:
            await handle.signal(ComplaintWorkflow.nudge)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True
