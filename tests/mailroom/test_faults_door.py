"""The running mailroom when the mail server will not have it: it waits, says so, and goes on."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from adapters.storage.views import Views
from mailroom import __main__ as door
from tests.adapters.wires import Say, Wire
from tests.conftest import PASSWORD, free_port, migrated
from tests.examples import DESK
from tests.mailroom.shaky import a_complaint
from tests.waiting import comes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from adapters.settings import Settings
    from demo.post import PostOffice
    from mailroom.__main__ import Mailroom

pytestmark = pytest.mark.chaos

REVOKED = Say(b"NO [AUTHENTICATIONFAILED] Authentication failed")


@dataclass
class Open:
    """A mailroom that runs, behind a wire."""

    mailroom: Mailroom
    wire: Wire
    office: PostOffice
    log: pytest.LogCaptureFixture

    async def drop(self, number: int) -> None:
        """A complaint arrives."""
        await self.office.deliver(DESK, a_complaint(number), None)

    async def cases(self) -> int:
        """How many there are."""
        return len(await self.views.cases())

    @property
    def views(self) -> Views:
        """What the console shows."""
        return Views(self.mailroom.rows)

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for it."""
        for _ in range(600):
            if true():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.log.text)

    async def until_cases(self, many: int) -> None:
        """Wait until there are so many."""

        async def there() -> bool:
            return await self.cases() == many

        assert await comes(there), self.log.text


@pytest.fixture
async def desk(
    settings: Settings,
    office: PostOffice,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Open]:
    """A mailroom that has taken in complaint 1; there is no Temporal."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(door, "_FIRST_PAUSE", 0.05)
    nobody = f"127.0.0.1:{free_port()}"
    async with Wire(office.imap_port).open() as wire, migrated(settings.database_url):
        changed = {"imap_port": wire.port, "temporal_address": nobody, "watch_seconds": 0.1}
        mailroom = await door.build(settings.model_copy(update=changed))
        running = asyncio.create_task(mailroom.run())
        desk = Open(mailroom, wire, office, caplog)
        await desk.drop(1)
        await desk.until_cases(1)
        yield desk
        assert not running.done(), "it still runs"
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await mailroom.rows.kw["bind"].dispose()


async def test_a_revoked_password_is_tried_once_a_minute_at_most(desk: Open) -> None:
    """Trying fast would lock the account. It is told at once, without the password."""
    desk.wire.damage(b"LOGIN", REVOKED, times=100)
    desk.wire.cut()

    await desk.until(lambda: "refuses to log in" in desk.log.text)
    await asyncio.sleep(0.3)

    assert len(desk.wire.said(b"LOGIN")) == 2  # as it started, and now
    assert f"trying again in 60 s: 127.0.0.1:{desk.wire.port} refuses to log in" in desk.log.text
    assert PASSWORD not in desk.log.text
    figures = await desk.views.figures()
    assert "refuses to log in" in figures["mailbox"]["trouble"]


async def test_the_rest_of_the_desk_goes_on_without_the_mailbox(desk: Open) -> None:
    """Cases are watched and told as before; only mail waits."""
    desk.wire.damage(b"LOGIN", REVOKED, times=100)
    desk.wire.cut()
    await desk.until(lambda: "refuses to log in" in desk.log.text)
    before = (await desk.views.figures())["watch"]["at"]

    for _ in range(100):
        if (await desk.views.figures())["watch"]["at"] > before:
            break
        await asyncio.sleep(0.05)
    else:
        raise AssertionError("the watch stands still")


async def test_when_the_password_is_right_again_mail_comes_in(
    desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to start anything, and nothing was lost meanwhile."""
    monkeypatch.setattr(door, "_REFUSED_PAUSE", 0.05)
    desk.wire.damage(b"LOGIN", REVOKED, times=2)
    desk.wire.cut()
    await desk.drop(2)

    await desk.until_cases(2)

    assert desk.log.text.count("refuses to log in") == 2

    async def healthy() -> object:
        return (await desk.views.figures())["mailbox"]["trouble"] == ""

    assert await comes(healthy), "the trouble is over, and the health page says so"


async def test_a_folder_that_takes_nothing_is_on_the_health_page(desk: Open) -> None:
    """The complaint is a case; that its mail cannot be moved is for ops to see."""
    desk.wire.damage(b"MOVE", Say(b"NO [OVERQUOTA] the mailbox is full"), times=100)
    await desk.drop(2)

    await desk.until_cases(2)
    await desk.until(lambda: "the mailbox is full" in desk.log.text)

    for _ in range(100):
        if "the mailbox is full" in (await desk.views.figures())["mailbox"]["trouble"]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it is not shown")


@pytest.mark.parametrize("at", [b"CAPABILITY", b"LOGIN", b"SELECT", b"SEARCH", b"PEEK"])
async def test_a_server_that_does_not_come_up_is_asked_less_and_less_often(
    desk: Open, at: bytes
) -> None:
    """Each pause is twice as long as the one before, until a whole look went well."""
    desk.wire.damage(at, Say(b"* BYE [UNAVAILABLE] back soon"), times=4)
    desk.wire.cut()
    await desk.drop(2)

    await desk.until_cases(2)

    assert desk.log.text.count("back soon") == 4
    said = [one for one in desk.log.records if "back soon" in one.getMessage()]
    pauses = [one.args[0] for one in said if isinstance(one.args, tuple)]
    assert pauses == [pytest.approx(pauses[0] * 2**n) for n in range(4)]
    assert "Traceback" not in desk.log.text
