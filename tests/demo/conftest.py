"""A demo as a newcomer starts it: ./ombud demo, in a folder of its own, on free ports."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from demo.mailing import read_mailbox
from demo.place import is_free, read_state
from tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_PATIENCE_SECONDS = 120.0


@dataclass
class RunningDemo:
    """A demo that runs, and what can be done with it from a shell."""

    data: Path
    process: subprocess.Popen[str]
    environment: dict[str, str]

    def ombud(self, *arguments: str, status: int | None = 0) -> str:
        """Run ``./ombud`` for this demo; what it printed."""
        done = subprocess.run(  # noqa: S603  our own command
            [ROOT / "ombud", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert status is None or done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def state(self) -> dict[str, Any]:
        """What ``demo status --json`` shows."""
        return read_state(self.data)

    def mail(self, role: str) -> list[dict[str, Any]]:
        """What ``demo mail ROLE --json`` shows: a mailbox, read over IMAP."""
        return read_mailbox(self.state(), role)

    def cases(self) -> list[dict[str, Any]]:
        """``case list --json``."""
        cases: list[dict[str, Any]] = json.loads(self.ombud("case", "list", "--json"))
        return cases

    def stages(self) -> dict[str, str]:
        """Where every case stands, by its row: asked often, so not by a command."""
        with closing(sqlite3.connect(self.data / "desk.db", timeout=30)) as rows:
            return dict(rows.execute('select number, stage from "case"'))

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """A command that prints one JSON object a line."""
        return [json.loads(line) for line in self.ombud(*arguments).splitlines()]

    def pid(self, part: str) -> int:
        """The process of one part."""
        pids: dict[str, int] = json.loads((self.data / "pids.json").read_text())
        return pids[part]

    def kill(self, part: str) -> None:
        """``kill -9`` of one part."""
        try:
            os.kill(self.pid(part), signal.SIGKILL)
        except ProcessLookupError:  # it is dead already, and about to be started again
            return


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a newcomer's shell, with the demo's folder named."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("OMBUD_")}  # noqa: TID251  a shell's
    return {**clean, **more, "OMBUD_DEMO_DATA": str(data)}


def until(there: Callable[[], object], seconds: float = _PATIENCE_SECONDS) -> None:
    """Wait until something is so; a busy machine may take its time."""
    assert soon(there, seconds), "it never came to that"


def soon(there: Callable[[], object], seconds: float = 8.0) -> bool:
    """Whether something comes to be so in a moment."""
    deadline = time.monotonic() + seconds
    while not there():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def six_free_ports() -> int:
    """The first of six free ports, in a range that no other test process looks into."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # noqa: TID251  xdist's word
    first = 20_000 + 2_000 * int(worker.removeprefix("gw"))
    return next(
        base for base in range(first, first + 2_000, 10) if all(map(is_free, range(base, base + 6)))
    )


def start(data: Path, *options: str, **more: str) -> RunningDemo:
    """Start a demo, with more in its environment; it is not ready yet."""
    given = environment(data, **more)
    with said_by(data).open("w") as log:
        process = subprocess.Popen(  # noqa: S603  our own command
            [ROOT / "ombud", "demo", "--data", str(data), *options],
            env=given,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    return RunningDemo(data, process, given)


def said_by(data: Path) -> Path:
    """What the demo of this folder prints."""
    return data.parent / f"{data.name}.out"


def until_ready(demo: RunningDemo) -> None:
    """Wait until a demo is ready; where it never is, the failure tells what it said."""

    def ready() -> bool:
        assert demo.process.poll() is None, said_by(demo.data).read_text()
        return (demo.data / "demo.json").exists() and demo.state()["ready"]

    try:
        until(ready)
    except AssertionError as error:
        error.add_note(said_by(demo.data).read_text())
        raise


def stop(demo: RunningDemo) -> None:
    """Ctrl-C, and wait for the end."""
    demo.process.send_signal(signal.SIGINT)
    demo.process.wait(60)


@contextmanager
def demos(folder: Path, **more: str) -> Iterator[Callable[..., RunningDemo]]:
    """Starts demos, with more in their environment; they end with the block."""
    running: list[RunningDemo] = []

    def make(name: str = "demo", *options: str) -> RunningDemo:
        chosen = () if "--port-base" in options else ("--port-base", str(six_free_ports()))
        demo = start(folder / name, *options, *chosen, **more)
        running.append(demo)
        until_ready(demo)
        return demo

    try:
        yield make
    finally:
        for demo in running:
            if demo.process.poll() is None:
                stop(demo)


@pytest.fixture
def new_demo(tmp_path: Path) -> Iterator[Callable[..., RunningDemo]]:
    """Starts demos; they end with the test."""
    with demos(tmp_path) as make:
        yield make
