"""Starts the parts of a desk, starts them again when they die, and ends them cleanly."""

from __future__ import annotations

import asyncio
import ctypes
import json
import signal
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demo.place import DemoError, write_privately

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

_PAUSE_SECONDS, _LONGEST_PAUSE = 0.5, 10.0
_GRACE_SECONDS = 12.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, kw_only=True)
class Part:
    """One process of the desk."""

    name: str
    argv: tuple[str, ...]
    environment: dict[str, str]
    once_up: Callable[[], Awaitable[None]] | None = None


@dataclass
class Supervisor:
    """The parts that run now. Every part writes to its own log."""

    data: Path
    say: Callable[[str], None]
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _keepers: list[asyncio.Task[None]] = field(default_factory=list)
    _preparing: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def start(self, part: Part) -> None:
        """Start a part and keep it running; what it needs once it is up is done each time."""
        await self._spawn(part)
        self._keepers.append(asyncio.create_task(self._keep(part)))

    async def _spawn(self, part: Part) -> None:
        with (self.data / "logs" / f"{part.name}.log").open("ab") as log:
            self.running[part.name] = await asyncio.create_subprocess_exec(
                *part.argv,
                env=part.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is the supervisor's, which ends the parts in order
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        pids = {name: process.pid for name, process in self.running.items()}
        write_privately(self.data / "pids.json", json.dumps(pids))

    async def _keep(self, part: Part) -> None:
        pause = _PAUSE_SECONDS
        while True:
            status = await self.running[part.name].wait()
            self.say(f"{part.name} ended ({_in_words(status)}); starting it again")
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            await self._spawn(part)
            if part.once_up is not None:
                self._preparing[part.name] = asyncio.create_task(self._prepare(part))

    async def _prepare(self, part: Part) -> None:
        """What a part needs once it is up again; should it die first, the next start sees to it."""
        try:
            if part.once_up is not None:
                await part.once_up()
        except DemoError as error:
            self.say(str(error))

    async def stop(self) -> None:
        """End all parts, the last started first; what does not end in time is killed."""
        for task in (*self._keepers, *self._preparing.values()):
            task.cancel()
        for process in reversed(self.running.values()):
            await _end(process)


async def run_once(part: Part) -> None:
    """Run a command to its end. Raises DemoError with what it said if it failed."""
    process = await asyncio.create_subprocess_exec(
        *part.argv,
        env=part.environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise DemoError(f"{part.name} failed:\n{said.decode(errors='replace')}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _in_words(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


def _die_with_parent() -> None:
    """If the supervisor is killed, its parts are not left behind (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
