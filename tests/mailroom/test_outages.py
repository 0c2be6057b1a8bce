"""The database goes away while the mailroom runs: a sentence in the log, and it goes on."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pytest
from sqlalchemy.exc import DataError, OperationalError

from adapters.storage.schema import is_gone
from mailroom import __main__ as door
from tests.conftest import free_port, migrated
from tests.examples import a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from adapters.settings import Settings
    from adapters.storage.engine import Sessions
    from demo.post import PostOffice
    from mailroom.__main__ import Mailroom

GONE = OperationalError("select 1", {}, ConnectionRefusedError("nobody there"))


@dataclass
class Outage:
    """Whether the database answers."""

    on: bool = False


@pytest.fixture
async def running(settings: Settings) -> AsyncIterator[tuple[Mailroom, Outage]]:
    """A mailroom that runs, without Temporal, and a database that can be taken away from it."""
    nobody = f"127.0.0.1:{free_port()}"
    settings = settings.model_copy(update={"temporal_address": nobody, "watch_seconds": 0.1})
    async with migrated(settings.database_url):
        mailroom, outage = await door.build(settings), Outage()
        whole: Callable[..., object] = mailroom.rows

        def answers(*given: object, **named: object) -> object:
            if outage.on:
                raise GONE
            return whole(*given, **named)

        def begins() -> object:
            if outage.on:
                raise GONE
            return mailroom.rows.begin()

        answers.begin = begins  # type: ignore[attr-defined]  # as a maker of sessions has it
        rows = cast("Sessions", answers)
        collector = mailroom.collector
        intake = replace(collector.intake, sessions=rows)
        mailroom = replace(
            mailroom,
            collector=replace(
                collector, intake=intake, receiver=replace(collector.receiver, intake=intake)
            ),
            hand_over=replace(
                mailroom.hand_over, relay=replace(mailroom.hand_over.relay, sessions=rows)
            ),
            watch=replace(mailroom.watch, relay=replace(mailroom.watch.relay, sessions=rows)),
        )
        task = asyncio.create_task(mailroom.run())
        yield mailroom, outage
        assert not task.done(), "it still runs"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_an_outage_is_a_sentence_and_passes(
    running: tuple[Mailroom, Outage],
    office: PostOffice,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Mail waits in the inbox, counts no attempt, and is taken in when the database is back."""
    monkeypatch.setattr(door, "_AFTER_TROUBLE", 0.05)
    mailroom, outage = running
    caplog.set_level(logging.INFO)
    await taken(mailroom, office, "first")
    outage.on = True
    await office.deliver(mailroom.access.user, a_mail("second", message_id="<second@x>"), None)
    await said(caplog, "the database does not answer, trying again in")

    assert "nobody there" in caplog.text
    assert "Traceback" not in caplog.text
    assert not [one for one in caplog.records if one.exc_info]
    outage.on = False
    await until(mailroom, 2)
    await taken(mailroom, office, "third", many=3)


async def taken(mailroom: Mailroom, office: PostOffice, text: str, many: int = 1) -> None:
    """A mail comes in and is taken."""
    raw = a_mail(text, subject=text, message_id=f"<{text}@x>")
    await office.deliver(mailroom.access.user, raw, None)
    await until(mailroom, many)


async def until(mailroom: Mailroom, many: int) -> None:
    """Wait until so many messages are in the record."""
    from adapters.storage.mail_views import MailViews, Wanted  # noqa: PLC0415

    for _ in range(400):
        if len(await MailViews(mailroom.rows).list_(Wanted())) >= many:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"there are no {many} messages")


async def said(caplog: pytest.LogCaptureFixture, words: str) -> None:
    """Wait until the log says so."""
    for _ in range(400):
        if words in caplog.text:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(caplog.text)


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        (GONE, True),
        (ConnectionRefusedError("nobody there"), True),
        (DataError("insert", {}, ValueError("a NUL")), False),
        (OSError("the disk is full"), False),
        (RuntimeError("a mistake of ours"), False),
    ],
)
def test_a_database_that_is_gone_is_told_from_a_mail_that_breaks_it(
    error: Exception,
    gone: bool,  # noqa: FBT001  pytest gives it
) -> None:
    """The one stops the round, the other is that mail's own trouble."""
    assert is_gone(error) is gone
