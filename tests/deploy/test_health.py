"""The health checks of containers: each fails when its process does not do its work."""

from __future__ import annotations

import asyncio
import shutil
import socket
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import PollWorkflowTaskQueueRequest

from adapters.settings import PREFIX, Settings
from adapters.storage import desk as desk_facts
from adapters.storage.engine import open_engine, sessions
from console.desk import Desk
from deploy import health
from tests.conftest import free_port, wall
from tests.examples import DESK

if TYPE_CHECKING:
    from pathlib import Path

    from temporalio.testing import WorkflowEnvironment


async def test_a_worker_is_well_while_temporal_hears_of_it(
    temporal: WorkflowEnvironment, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another container's worker does not count, nor does a process that merely runs."""
    client, queue = temporal.client, str(uuid4())
    monkeypatch.setattr(health, "TASK_QUEUE", queue)
    here = settings.model_copy(
        update={"temporal_address": client.service_client.config.target_host}
    )
    assert "not heard of a worker on box" in await health.worker(here, "box")

    asking = asyncio.ensure_future(
        client.workflow_service.poll_workflow_task_queue(
            PollWorkflowTaskQueueRequest(
                namespace=client.namespace, task_queue=TaskQueue(name=queue), identity="1@box"
            )
        )
    )
    async with asyncio.timeout(30):
        while await health.worker(here, "box"):  # noqa: ASYNC110  Temporal tells nobody
            await asyncio.sleep(0.05)
    assert "not heard of a worker on ox" in await health.worker(here, "ox")
    asking.cancel()


async def test_a_worker_without_temporal_is_not_well(settings: Settings) -> None:
    """It waits, and nothing is lost; but it does no work."""
    gone = settings.model_copy(update={"temporal_address": f"127.0.0.1:{free_port()}"})

    assert "Temporal does not answer" in await health.worker(gone, socket.gethostname())


async def test_a_mailroom_is_well_while_it_reports(migrated_sqlite: Path, tmp_path: Path) -> None:
    """Trouble with the mailbox is for a person; silence is for whoever watches containers."""
    url = f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'desk.db')}"
    variables = {
        "OMBUD_DATABASE_URL": url,
        "OMBUD_SECRET": "s" * 32,
        "OMBUD_DESK_ADDRESS": DESK,
        "OMBUD_IMAP_USER": DESK,
        "OMBUD_IMAP_PASSWORD": "a mailbox's password",
    }
    assert "has not looked" in await health.mailroom(Desk(variables, wall))

    engine = open_engine(url)
    for part in ("mailbox", "watch"):
        report = {"at": wall().isoformat(), "trouble": "the mailbox refuses"}
        await desk_facts.put(sessions(engine), part, report)
    await engine.dispose()

    assert await health.mailroom(Desk(variables, wall)) == ""


@pytest.mark.parametrize(("answer", "said"), [(200, ""), (503, ""), (500, "answers 500")])
async def test_a_console_is_well_when_it_answers(
    answer: int, said: str, settings: Settings
) -> None:
    """503 is its own word that the desk is not well, and for that it has to be."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 {answer} -\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    port = free_port()
    here = settings.model_copy(update={"console_port": port})
    assert "does not answer" in await asyncio.to_thread(health.console, here)

    async with await asyncio.start_server(serve, "127.0.0.1", port):
        found = await asyncio.to_thread(health.console, here)

    assert said in found
    assert bool(found) is bool(said)


def test_a_health_check_ends_with_its_verdict(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status 1, and the reason for whoever inspects the container."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)

    assert health.main(["worker"]) == 1
    assert "OMBUD_SECRET: is not set" in capsys.readouterr().out
