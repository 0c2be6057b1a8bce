"""The yardstick: a workflow with one activity that does nothing."""

from __future__ import annotations

from datetime import timedelta

from temporalio import activity, workflow


@activity.defn(name="bare.nothing")
async def nothing() -> None:
    """An activity that does nothing."""


@workflow.defn(name="Bare")
class BareWorkflow:
    """A workflow with one activity."""

    @workflow.run
    async def run(self) -> None:
        """Call it."""
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=30))
