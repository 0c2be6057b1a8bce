"""Where everything meets: settings, adapters, activities, worker. Read it first."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.clerk import Clerk
from activities.letters import Letters
from activities.records import Records
from adapters import settings as environment
from adapters.archive import Archive
from adapters.calendars import Calendars
from adapters.dossiers import Dossiers
from adapters.mailbox.compose import Bindery
from adapters.mailbox.smtp import Postman
from adapters.policy_packs import load_packs
from adapters.press import Press
from adapters.storage import packs
from adapters.storage.casebook import Casebook
from adapters.storage.engine import open_engine, sessions
from adapters.storage.evidence import EvidenceStore
from adapters.storage.files import Caps
from adapters.storage.outbox import Outbox
from adapters.storage.schema import DatabaseError, check_schema
from adapters.temporal import connect
from casework.policy import PackError
from workflows.complaint import TASK_QUEUE, ComplaintWorkflow

if TYPE_CHECKING:
    from temporalio.client import Client

    from adapters.settings import Settings

log = logging.getLogger("worker")

_AGAIN_SECONDS = 5.0


def wall() -> datetime:
    """The wall clock of this door."""
    return datetime.now(UTC)


def build(settings: Settings, client: Client) -> Worker:
    """The parts, introduced to each other; mypy checks that they fit the activities' ports."""
    rows = sessions(open_engine(settings.database_url))
    loaded = load_packs(settings.packs_folder, settings.body_addresses)
    secret = settings.secret.get_secret_value().encode()
    clerk = Clerk(
        casebook=Casebook(rows, loaded, _caps(settings), secret),
        calendars=Calendars(settings.packs_folder),
        press=Press(
            folder=settings.templates_folder,
            desk_address=settings.desk_address,
            desk_name=settings.desk_name,
            secret=secret,
            console=settings.console_url,
            public=settings.public_address,
        ),
        bindery=Bindery(settings.desk_name),
        archive=Archive(EvidenceStore(settings.evidence_folder)),
        papers=Dossiers.of(settings),
        originals_days=settings.originals_days,
    )
    letters = Letters(clerk=clerk, outbox=Outbox(rows, wall, loaded), postman=Postman(settings))
    records = Records(clerk=clerk)
    return Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[ComplaintWorkflow],
        activities=[letters.write, letters.send, records.note],
        workflow_runner=runner(),
        max_cached_workflows=300,
        max_concurrent_activities=20,
        graceful_shutdown_timeout=timedelta(seconds=30),
    )


def runner() -> SandboxedWorkflowRunner:
    """The sandbox that workflows run and replay in."""
    passed = SandboxRestrictions.default.with_passthrough_modules("casework", "activities")
    return SandboxedWorkflowRunner(restrictions=passed)


def _caps(settings: Settings) -> Caps:
    return Caps(
        acknowledgements_per_sender_day=settings.acknowledgements_per_sender_day,
        acknowledgements_per_hour=settings.acknowledgements_per_hour,
        letters_per_recipient_day=settings.letters_per_recipient_day,
    )


async def _client(settings: Settings) -> Client:
    """A client, however long Temporal takes to be there."""
    while True:
        try:
            return await connect(settings)
        except RuntimeError as error:
            log.warning(
                "Temporal is not reachable at %s, trying again in %.0f s: %s",
                settings.temporal_address,
                _AGAIN_SECONDS,
                error,
            )
            await asyncio.sleep(_AGAIN_SECONDS)


async def _keep_packs(settings: Settings) -> None:
    """Every loaded version is kept, so that a case goes on by its own. Raises PackError."""
    engine = open_engine(settings.database_url)
    loaded, rows = load_packs(settings.packs_folder, settings.body_addresses), sessions(engine)
    try:
        await packs.keep(rows, loaded, wall())
        for one in await packs.doubts_of(rows, loaded, settings.pack, wall()):
            log.warning(one)
    finally:
        await engine.dispose()


async def main() -> int:
    """Run the worker; 0 when it is stopped, 1 when it cannot start."""
    try:
        settings = environment.read(os.environ)
        await check_schema(open_engine(settings.database_url))
        await _keep_packs(settings)
    except (environment.SettingsError, PackError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    connecting = asyncio.ensure_future(_client(settings))
    stopping = asyncio.ensure_future(stopped.wait())
    await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if stopped.is_set():
        return 0
    worker = build(settings, await connecting)
    log.info("the worker listens on %s", TASK_QUEUE)
    async with worker:
        await stopped.wait()
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    status = asyncio.run(main())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # Temporal's client dies badly at exit
