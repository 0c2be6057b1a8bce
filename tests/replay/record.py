"""Records the histories of real runs: ``python -m tests.replay.record VERSION``.

A history that is in tests/replay must replay for ever: open cases of that version exist.
So a new version adds files; it changes none.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.storage.engine import sessions
from casework.case import Stage
from tests.conftest import migrated, time_skipping_server
from tests.desk import Desk
from tests.examples import PNG

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from temporalio.testing import WorkflowEnvironment

HERE = Path(__file__).parent
CALLS = ("calls.png", "image/png", PNG)


async def silence(desk: Desk) -> str:
    """Nobody answers: reminder, a person, an overdue review."""
    number = await desk.open_case()
    await desk.wind(number, days=25)
    return number


async def evidence(desk: Desk) -> str:
    """Words first, then the evidence."""
    number = await desk.open_case()
    await desk.reply(number, "I will look for it.")
    await desk.wind(number, days=6)
    await desk.reply(number, "Here is the call log.", CALLS)
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    return number


async def closed(desk: Desk) -> str:
    """Staff close the case while evidence is awaited."""
    number = await desk.open_case()
    await desk.until_letters(2)
    await desk.close(number)
    await desk.handle(number).result()
    return number


PATHS: tuple[Callable[[Desk], Awaitable[str]], ...] = (silence, evidence, closed)


async def main(version: str) -> None:
    """One file a path: ``<version>-<path>.json``."""
    async with time_skipping_server() as temporal:
        for path in PATHS:
            with tempfile.TemporaryDirectory() as folder:
                await _record(temporal, path, f"sqlite:///{folder}/desk.db", version)


async def _record(
    temporal: WorkflowEnvironment, path: Callable[[Desk], Awaitable[str]], url: str, version: str
) -> None:
    async with migrated(url) as engine, Desk.open(temporal, sessions(engine)) as desk:
        number = await path(desk)
        history = await desk.handle(number).fetch_history()
        text = re.sub(r'"\d+@[^"]*"', '"a worker"', history.to_json())
        (HERE / f"{version}-{path.__name__}.json").write_text(text + "\n", "utf-8")
        print(f"{path.__name__}: {len(history.events)} events")  # noqa: T201  a program


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
