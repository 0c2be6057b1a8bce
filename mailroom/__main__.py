"""A door: ``python -m mailroom`` brings mail in, hands it over and watches, until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from temporalio.service import RPCError

from adapters import settings as environment
from adapters.eyes import words_of
from adapters.mailbox.imap import (
    Access,
    Inbox,
    LogInRefusedError,
    MailboxError,
    inbox_access,
    open_inbox,
)
from adapters.mailbox.reader import Bounds, Reader
from adapters.policy_packs import load_packs
from adapters.storage import desk
from adapters.storage.engine import open_engine, sessions
from adapters.storage.evidence import EvidenceStore
from adapters.storage.intake import Intake
from adapters.storage.packs import doubts_of, effective_pack, keep
from adapters.storage.relay import Relay
from adapters.storage.schema import TROUBLE, DatabaseError, check_schema
from adapters.temporal import connect
from casework import policy
from casework.policy import PackError
from mailroom.collect import Collector, Round
from mailroom.hand_over import HandOver
from mailroom.receive import Receiver
from mailroom.recount import Recount
from mailroom.remind import Remind
from mailroom.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.policy_packs import Packs
    from adapters.settings import Settings
    from adapters.storage.engine import Sessions

log = logging.getLogger("mailroom")

_FIRST_PAUSE, _LONGEST_PAUSE, _REFUSED_PAUSE = 1.0, 300.0, 60.0
_AFTER_TROUBLE = 2.0
_TELL_EVERY = 1.0


def wall() -> datetime:
    """The wall clock of this door."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailroom:
    """The three things a mailroom does, each in its own loop."""

    settings: Settings
    rows: Sessions
    packs: Packs
    access: Access
    collector: Collector
    hand_over: HandOver
    watch: Watch
    recount: Recount
    remind: Remind
    news: asyncio.Event

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as loops:
            for loop in (self._collect, self._tell, self._watch):
                loops.create_task(self._go_on(loop))

    async def _go_on(self, loop: Callable[[], Awaitable[None]]) -> None:
        """A loop begins anew when the database has gone away, and says so in a sentence."""
        while True:
            try:
                await loop()
            except TROUBLE as error:
                why = " ".join(str(getattr(error, "orig", None) or error).split())
                log.error(  # noqa: TRY400  the reason is all in the message
                    "the database does not answer, trying again in %.0f s: %s", _AFTER_TROUBLE, why
                )
            await asyncio.sleep(_AFTER_TROUBLE)

    async def once(self) -> None:
        """One full round of everything. Raises MailboxError, RPCError."""
        inbox = await asyncio.to_thread(open_inbox, self.access)
        await (await self._collector_of_today()).round(inbox)
        await asyncio.to_thread(inbox.close)
        await self.recount.round()
        await self.remind.round()
        await self.hand_over.round()
        await self.watch.round()

    async def _collect(self) -> None:
        """Connect, look, wait for news; when the connection ends, wait longer and longer."""
        pause = _FIRST_PAUSE
        while True:
            try:
                inbox = await asyncio.to_thread(open_inbox, self.access)
                try:
                    done = await self._look(inbox)
                    pause = _FIRST_PAUSE  # only now: some let us in and then have no time for us
                    while True:
                        await self._wait(inbox, done)
                        done = await self._look(inbox)
                finally:  # another look connects anew
                    inbox.drop()
            except MailboxError as error:
                if isinstance(error, LogInRefusedError):
                    pause = max(pause, _REFUSED_PAUSE)
                log.error("the inbox cannot be read, trying again in %.0f s: %s", pause, error)  # noqa: TRY400  the reason is all in the message
                await self._report("mailbox", trouble=str(error))
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311  jitter, not a secret
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _look(self, inbox: Inbox) -> Round:
        done = await (await self._collector_of_today()).round(inbox)
        await self._report("mailbox", trouble=done.trouble)
        return done

    async def _collector_of_today(self) -> Collector:
        """New cases follow the version of the pack that is in force on the day they come in."""
        pack = await effective_pack(self.rows, self.packs, self.settings.pack, wall())
        receiver = replace(self.collector.receiver, pack=pack)
        return replace(self.collector, receiver=receiver)

    async def _wait(self, inbox: Inbox, done: Round) -> None:
        """For news; what came during a look was told in between, and IDLE does not repeat it."""
        if not done.taken:
            patience = _AFTER_TROUBLE if done.failed else self.settings.poll_seconds
            await asyncio.to_thread(inbox.wait, patience)

    async def _tell(self) -> None:
        while True:
            self.news.clear()
            if await self.hand_over.round():
                await asyncio.sleep(_AFTER_TROUBLE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), _TELL_EVERY)

    async def _watch(self) -> None:
        while True:
            try:
                if [*await self.recount.round(), *await self.remind.round()]:
                    self.news.set()
                found = await self.watch.round()
                missing = found.missing - found.rebuilt
                await self._report("watch", trouble="", missing=missing, nudged=found.nudged)
            except (RPCError, RuntimeError) as error:
                log.warning("Temporal cannot be asked: %s", error)
                await self._report("watch", trouble=f"Temporal cannot be asked: {error}")
            await asyncio.sleep(self.settings.watch_seconds)

    async def _report(self, name: str, **found: object) -> None:
        """What the console's health page and ``ombud doctor`` show."""
        await desk.put(self.rows, name, {"at": wall().isoformat(), **found})


async def build(settings: Settings) -> Mailroom:
    """The parts, introduced to each other."""
    engine = open_engine(settings.database_url)
    await check_schema(engine)
    rows = sessions(engine)
    packs = load_packs(settings.packs_folder, settings.body_addresses)
    words_of(settings.packs_folder)  # a mistake in them is said now, and not by every mail
    try:
        await keep(rows, packs, wall())
        for one in await doubts_of(rows, packs, settings.pack, wall()):
            log.warning(one)
    except PackError:
        await engine.dispose()
        raise
    secret = settings.secret.get_secret_value().encode()
    intake = Intake(rows, packs, secret, settings.desk_address.lower(), wall)
    news = asyncio.Event()
    receiver = Receiver(
        intake=intake,
        pack=policy.chosen(packs, settings.pack),
        settings=settings,
        first_look_at=await desk.first_look(rows, settings.imap_user, wall()),
        reader=Reader(Bounds.of(settings)),
    )
    settings.evidence_folder.mkdir(parents=True, exist_ok=True)
    store = EvidenceStore(settings.evidence_folder)
    client = await connect(settings, lazy=True)
    relay = Relay(rows)
    return Mailroom(
        settings=settings,
        rows=rows,
        packs=packs,
        access=inbox_access(settings),
        collector=Collector(receiver, intake, store, settings.keep_limit_bytes, news),
        hand_over=HandOver(client, relay, wall),
        watch=Watch(client, relay, wall),
        recount=Recount(rows, packs, wall),
        remind=Remind(rows, packs, wall),
        news=news,
    )


async def _once(mailroom: Mailroom) -> int:
    try:
        await mailroom.once()
    except RuntimeError:
        where = mailroom.settings.temporal_address
        print(f"mail was taken in; Temporal is not reachable at {where}", file=sys.stderr)
        return 1
    except TROUBLE as error:
        print(f"the database does not answer: {error}", file=sys.stderr)
        return 1
    return 0


async def main(*, once: bool) -> int:
    """Run the mailroom; 0 when it is stopped, 1 when it cannot do its work."""
    try:
        mailroom = await build(environment.read(os.environ))
        if once:
            return await _once(mailroom)
    except (environment.SettingsError, PackError, DatabaseError, MailboxError, RPCError) as error:
        print(error, file=sys.stderr)
        return 1
    log.info("the mailroom is open for %s", mailroom.access.user)
    running = asyncio.ensure_future(mailroom.run())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, running.cancel)
    with suppress(asyncio.CancelledError):
        await running
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    arguments = argparse.ArgumentParser(
        prog="ombud mailroom", description="Bring mail in, hand it over, watch."
    )
    arguments.add_argument("--once", action="store_true", help="one full round, then exit")
    status = asyncio.Runner().run(main(once=arguments.parse_args().once))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # a thread may sit in IDLE; and Temporal's client dies badly at exit
