"""Wind open cases forward: Temporal's own time skipping, on a demo server only."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from demo.place import DemoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from temporalio.client import WorkflowHandle

    from adapters.storage.relay import Relay

    Handle = WorkflowHandle[Any, Any]

_PERIOD = re.compile(r"(\d+)\s*(d|h|m)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_PATIENCE_SECONDS = 120.0
_EVERY_SECONDS = 0.5
_NEARLY = timedelta(seconds=5)
_SHORT_OF_IT = timedelta(seconds=2)
_RUNNING = "WorkflowType = 'Complaint' AND ExecutionStatus = 'Running'"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Wound:
    """How far one case came."""

    case: str
    now: str | None
    ahead_seconds: float
    said: str


def period(text: str) -> timedelta:
    """``20d``, ``12h``, ``90m``. Raises DemoError for anything else."""
    found = _PERIOD.fullmatch(text.strip())
    if found is None:
        raise DemoError(f"{text!r} is not a period; it should be one such as 20d, 12h or 90m")
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


async def wind(
    address: str, relay: Relay, by: timedelta, wall: Callable[[], datetime], case: str | None = None
) -> list[Wound]:
    """Wind one open case, or all of them, side by side. Raises DemoError.

    Each case's ``ahead`` is written from what the server says, so that the mail
    that comes next is stamped in the case's time.
    """
    numbers = await relay.live_cases()
    if case is not None and case not in numbers:
        raise DemoError(
            f"{case} is not a case under way; under way are: {', '.join(numbers) or 'none'}"
        )
    client = await Client.connect(address)
    skipper = TimeSkipper(client)

    ahead_of = await relay.ahead()

    async def one(number: str) -> Wound:
        handle = client.get_workflow_handle(f"case/{number}")
        said = "wound"
        try:
            await _in_step(skipper, handle, wall() + ahead_of.get(number, timedelta()))
            await asyncio.wait_for(skipper.fast_forward(handle, by), _PATIENCE_SECONDS)
            now = await skipper.get_current_time(handle)
        except TimeoutError:
            said, now = "did not come all the way", await skipper.get_current_time(handle)
        except RPCError as error:
            return Wound(case=number, now=None, ahead_seconds=0, said=_in_words(error))
        ahead = max(now - wall(), timedelta())
        await relay.wound(number, ahead)
        return Wound(
            case=number, now=now.isoformat(), ahead_seconds=ahead.total_seconds(), said=said
        )

    return list(await asyncio.gather(*(one(n) for n in numbers if case in (None, n))))


async def keep_in_step(
    address: str, relay: Relay, wall: Callable[[], datetime], stopped: asyncio.Event
) -> None:
    """A new run of a case that was wound begins at the wall clock, and waits: wind it to its case.

    A reopened case has a new run, and so has one that Temporal lost. It ends between two looks:
    a look that is broken off could leave the database locked.
    """
    in_step: set[str | None] = set()
    client = await Client.connect(address, lazy=True)
    while not stopped.is_set():
        try:
            await _bring_all_in_step(client, relay, wall, in_step)
        except (RPCError, RuntimeError) as error:  # the server is not up yet, or a run has ended
            log.info("winding later: %s", str(error).partition("\n")[0])
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), _EVERY_SECONDS)


async def _bring_all_in_step(
    client: Client, relay: Relay, wall: Callable[[], datetime], in_step: set[str | None]
) -> None:
    """Every run that nobody has looked at; ``in_step`` are the others, by their run ids.

    It is wound to just before its case: the server winds on to the next timer, days too far,
    where the moment it winds to goes by while an activity runs.
    """
    ahead = await relay.ahead()
    runs = {one.id: one.run_id async for one in client.list_workflows(_RUNNING)} if ahead else {}
    skipper = TimeSkipper(client)
    for number, by in ahead.items():
        run = runs.get(f"case/{number}")
        if run is None or run in in_step:
            continue
        handle = client.get_workflow_handle(f"case/{number}", run_id=run)
        behind = wall() + by - await skipper.get_current_time(handle)
        if behind > _NEARLY:
            await skipper.fast_forward(handle, behind - _SHORT_OF_IT)
        in_step.add(run)


async def _in_step(skipper: TimeSkipper, handle: Handle, moment: datetime) -> None:
    """Wait while a run that has just begun is being wound to where its case is."""
    for _ in range(int(_PATIENCE_SECONDS / _EVERY_SECONDS)):
        if await skipper.get_current_time(handle) > moment - _NEARLY:
            return
        await asyncio.sleep(_EVERY_SECONDS)


def _in_words(error: RPCError) -> str:
    if "not enabled" in str(error):
        raise DemoError("this is not a demo desk: its Temporal server does not skip time")
    if "already completed" in str(error):
        return "closed meanwhile"
    return str(error)
