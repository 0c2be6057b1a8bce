"""``./ombud`` itself, as a process of its own: what a shell, a supervisor and a pipe see of it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from adapters.storage import desk as desk_facts
from adapters.storage.engine import open_engine, sessions
from adapters.storage.migrate import migrate
from tests.conftest import free_port, wall
from tests.examples import ROOT

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator

_PATIENCE_SECONDS = 90.0
_PATH = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))


async def start(environment: dict[str, str], *words: str) -> Process:
    """The script, with nothing in its environment but these settings."""
    return await asyncio.create_subprocess_exec(
        ROOT / "ombud",
        *words,
        env={"PATH": _PATH, "USER": "ops", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ombud(environment: dict[str, str], *words: str) -> tuple[int | None, str, str]:
    """Run the script to its end: exit status, standard output, standard error."""
    process = await start(environment, *words)
    out, err = await asyncio.wait_for(process.communicate(), _PATIENCE_SECONDS)
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def a_console(environment: dict[str, str]) -> AsyncIterator[httpx.AsyncClient]:
    """``./ombud console`` on a free port, ended by SIGTERM as a supervisor does it."""
    port = free_port()
    process = await start({**environment, "OMBUD_CONSOLE_PORT": str(port)}, "console")
    try:
        await asyncio.wait_for(listens(port), _PATIENCE_SECONDS)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            yield browser
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), _PATIENCE_SECONDS)


async def the_mailroom_looks_round(url: str) -> None:
    """It reports just now: its clock and the console's are the same."""
    engine = open_engine(url)
    for part in ("mailbox", "watch"):
        await desk_facts.put(sessions(engine), part, {"at": wall().isoformat(), "trouble": ""})
    await engine.dispose()


async def listens(port: int) -> None:
    """Wait until somebody takes a connection, without asking anything."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            await writer.wait_closed()
            return


async def test_what_is_fine_is_zero_and_goes_to_standard_output(
    environment: dict[str, str],
) -> None:
    """A script can read it."""
    status, out, err = await ombud(environment, "staff", "list", "--json")

    assert (status, err) == (0, "")
    assert json.loads(out)[0]["account"] == "ling"


async def test_a_no_is_one_and_goes_to_standard_error(environment: dict[str, str]) -> None:
    """A pipe gets nothing that is not an answer."""
    status, out, err = await ombud(environment, "case", "show", "C-1999-000001")

    assert (status, out, err) == (1, "", "there is no case C-1999-000001\n")


async def test_wrong_use_is_two(environment: dict[str, str]) -> None:
    """With how it would be right on standard error."""
    status, out, err = await ombud(environment, "case", "shwo")

    assert (status, out) == (2, "")
    assert "Usage: ombud case" in err


async def test_the_script_works_from_any_folder(tmp_path: Path) -> None:
    """The packs are found beside the script, not where the shell stands."""
    process = await asyncio.create_subprocess_exec(
        ROOT / "ombud",
        "policy",
        "check",
        cwd=tmp_path,
        env={"PATH": _PATH, "OMBUD_SECRET": "s" * 40},  # so that no .env is read
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(process.communicate(), _PATIENCE_SECONDS)

    assert process.returncode == 0
    assert b"is right: example" in out


async def test_the_console_is_served_on_its_port(environment: dict[str, str]) -> None:
    """Every page is there, under no server's name."""
    await the_mailroom_looks_round(environment["OMBUD_DATABASE_URL"])

    async with a_console(environment) as browser:
        health, page = await browser.get("/health"), await browser.get("/login")

    assert health.json()["well"] is True
    assert "Log in" in page.text
    assert "server" not in page.headers


async def test_the_console_answers_its_first_visitor_on_postgresql_too(
    environment: dict[str, str], postgres: str
) -> None:
    """No page is lost to how the console was started."""
    engine = open_engine(postgres)
    await migrate(engine)
    await engine.dispose()
    await the_mailroom_looks_round(postgres)

    async with a_console({**environment, "OMBUD_DATABASE_URL": postgres}) as browser:
        health = await browser.get("/health")

    assert health.status_code == 200
