"""Wind open cases forward: Temporal's own time skipping, on a demo server only."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper

from demo.place import DemoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.storage.relay import Relay

_PERIOD = re.compile(r"(\d+)\s*(d|h|m)")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_PATIENCE_SECONDS = 120.0


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

    async def one(number: str) -> Wound:
        handle = client.get_workflow_handle(f"case/{number}")
        said = "wound"
        try:
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


def _in_words(error: RPCError) -> str:
    if "not enabled" in str(error):
        raise DemoError("this is not a demo desk: its Temporal server does not skip time")
    if "already completed" in str(error):
        return "closed meanwhile"
    return str(error)
