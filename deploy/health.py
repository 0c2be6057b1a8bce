"""Whether one process of the desk does its work, for the health checks of docker-compose.yml.

    python3 -m deploy.health worker | mailroom | console

Exit status 0 or 1, and the reason. None of the checks logs in anywhere: `./ombud doctor`
does, and is for people.

- worker: Temporal has lately heard this container ask for work. So a worker that waits for a
  Temporal that is gone is not healthy at once, one that hangs after six minutes: so long
  Temporal remembers.
- mailroom: it has reported lately. One that reports trouble (the mailbox refuses it, say) is
  at its post, and a restart would not help: that is on the console's /health.
- console: it answers. Whether the whole desk is well is in the answer, and not asked here.
"""
# ruff: noqa: INP001  a program on its own, started with -m

from __future__ import annotations

import asyncio
import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.service import RPCError

from adapters import settings as environment
from adapters.storage.schema import TROUBLE
from adapters.temporal import connect
from console.desk import Desk
from console.health import silences
from workflows.complaint import TASK_QUEUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.settings import Settings

_PATIENCE = timedelta(seconds=10)  # docker-compose.yml gives a check 20 s


def wall() -> datetime:
    """The wall clock of this door."""
    return datetime.now(UTC)  # noqa: TID251  a door


async def worker(settings: Settings, host: str) -> str:
    """What is wrong with the worker of this host; nothing, if all is well."""
    asked = DescribeTaskQueueRequest(
        namespace=settings.temporal_namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            client = await connect(settings)
            found = await client.workflow_service.describe_task_queue(asked)
    except (RPCError, RuntimeError, TimeoutError) as error:
        return f"Temporal does not answer: {error}"
    # an identity is pid@host, and the host is the container
    if any(poller.identity.endswith(f"@{host}") for poller in found.pollers):
        return ""
    return f"Temporal has not heard of a worker on {host} lately"


async def mailroom(desk: Desk) -> str:
    """What is wrong with the mailroom; nothing, if all is well."""
    try:
        figures = await desk.views.figures()
    except TROUBLE as error:
        return f"the database cannot be asked: {error}"
    finally:
        await desk.engine.dispose()
    return " ".join(silences(figures, desk.settings, desk.wall()))


def console(settings: Settings) -> str:
    """What is wrong with the console; nothing, if all is well."""
    try:
        with urlopen(
            f"http://127.0.0.1:{settings.console_port}/health", timeout=_PATIENCE.total_seconds()
        ):
            return ""
    except HTTPError as answer:
        # the desk is not well, and the console is there to say so
        expected = answer.code == HTTPStatus.SERVICE_UNAVAILABLE
        return "" if expected else f"the console answers {answer.code}"
    except OSError as error:
        return f"the console does not answer: {error}"


def check(part: str, variables: Mapping[str, str]) -> str:
    """What is wrong with one part; nothing, if all is well. Raises SettingsError, KeyError."""
    desk = Desk(variables, wall)
    return {
        "worker": lambda: asyncio.run(worker(desk.settings, socket.gethostname())),
        "mailroom": lambda: asyncio.run(mailroom(desk)),
        "console": lambda: console(desk.settings),
    }[part]()


def main(arguments: list[str]) -> int:
    """Exit status 0: it does its work, 1: it does not."""
    try:
        (part,) = arguments
        wrong = check(part, os.environ)  # noqa: TID251  a door
    except environment.SettingsError as error:
        wrong = str(error)
    print(wrong or "well")  # noqa: T201  docker inspect shows it
    return 1 if wrong else 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # Temporal's client dies badly at exit
