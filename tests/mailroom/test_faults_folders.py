"""The folders that mail is moved to fail: it stays in the inbox, is a case once, and is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import DeliveryRow
from tests.adapters.servers import a_dovecot
from tests.adapters.wires import Say
from tests.mailroom.shaky import SERVERS, a_complaint, digest, shaky_room, the_mailbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from adapters.settings import Settings
    from demo.post import PostOffice
    from tests.mailroom.shaky import ShakyRoom

pytestmark = pytest.mark.chaos

SMALL_QUOTA = """
mail_plugins = quota
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=8K
}
"""
PREFIX = """
namespace inbox {
  inbox = yes
  prefix = INBOX.
  separator = .
}
"""


@pytest.fixture(params=SERVERS)
async def room(
    request: pytest.FixtureRequest, office: PostOffice, settings: Settings, tmp_path: Path
) -> AsyncIterator[ShakyRoom]:
    """A mailroom that has taken in complaint 0."""
    mailbox = the_mailbox(request.param, office)
    async with shaky_room(mailbox, office, settings, tmp_path) as room:
        await room.drop(a_complaint(0))
        await room.rounds(1)
        yield room


async def test_a_folder_that_was_deleted_is_made_again(room: ShakyRoom) -> None:
    """Somebody tidied up; what was in it is still in the evidence store."""
    await room.other.drop("Processed")
    await room.drop(a_complaint(1))

    assert await room.rounds(1) == [""]

    assert await room.folder("Processed") == [a_complaint(1)]
    assert room.collector.store.open(digest(a_complaint(0))) == a_complaint(0)


async def test_a_folder_that_was_renamed_is_made_again(room: ShakyRoom) -> None:
    """Somebody archives by the year: their folder keeps what it has, ours begins anew."""
    await room.other.rename("Processed", "Archive")
    await room.drop(a_complaint(1))

    assert await room.rounds(1) == [""]

    assert await room.folder("Archive") == [a_complaint(0)]
    assert await room.folder("Processed") == [a_complaint(1)]


REFUSALS = [
    "[OVERQUOTA] Quota exceeded (mailbox for user is full)",
    "[NOPERM] Permission denied",
    "Mailbox is read-only",
]
FULL = Say(b"NO [OVERQUOTA] the mailbox is full")


@pytest.mark.parametrize("reason", REFUSALS, ids=["full", "forbidden", "read-only"])
async def test_a_folder_that_takes_nothing_loses_and_stops_nothing(
    room: ShakyRoom, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The mails are cases at once and stay in the inbox; the next look does not fetch them again.

    It is told in the log, to whoever looks at the round, and at the mail.
    """
    for number in (1, 2, 3):
        await room.drop(a_complaint(number))
    room.wire.damage(b"MOVE", Say(b"NO " + reason.encode()), times=100)

    troubles = await room.rounds(3)

    assert len(room.wire.said(b"PEEK")) == 4  # each once
    assert await room.folder("INBOX") == [a_complaint(number) for number in (1, 2, 3)]
    assert len(await room.views.cases()) == 4
    for trouble in troubles:
        assert f"cannot be moved to 'Processed': the server says no to MOVE: {reason}" in trouble
        assert trouble in caplog.text
    async with room.rows() as session:
        delivery = await session.get_one(DeliveryRow, 2)
        assert (delivery.attempts, delivery.moved_to) == (1, None)
        assert reason in delivery.trouble


async def test_a_folder_that_takes_mail_again_gets_what_waited(room: ShakyRoom) -> None:
    """By itself, each mail once."""
    for number in (1, 2, 3):
        await room.drop(a_complaint(number))
    room.wire.damage(b"MOVE", FULL, times=6)  # each twice: before and after CREATE
    await room.rounds(1)

    assert await room.rounds(1) == [""]

    assert await room.folder("INBOX") == []
    assert len(await room.folder("Processed")) == 4
    assert {folder for _, folder in await room.taken()} == {"Processed"}


async def test_one_mail_that_is_refused_does_not_keep_others(room: ShakyRoom) -> None:
    """The large one does not fit any more, the small ones behind it do."""
    for number in (1, 2, 3):
        await room.drop(a_complaint(number))
    room.wire.damage(b"MOVE", FULL, times=2)

    (trouble,) = await room.rounds(1)

    assert "1 in the record already" in trouble
    assert await room.folder("INBOX") == [a_complaint(1)]
    assert len(await room.folder("Processed")) == 3


async def test_after_a_restart_what_waits_is_not_taken_in_twice(room: ShakyRoom) -> None:
    """The record knows it, whatever the process has forgotten."""
    await room.drop(a_complaint(1))
    room.wire.damage(b"MOVE", FULL, times=2)
    await room.rounds(1)
    room.collector = replace(room.collector, unmoved={})

    assert await room.rounds(1) == [""]

    assert len(await room.views.cases()) == 2
    assert len(await room.folder("Processed")) == 2


# ---- what only a Dovecot can show ----------------------------------------------------------


@pytest.fixture
def allow(room: ShakyRoom) -> Iterator[Callable[[int], None]]:
    """Sets what Dovecot may do with its Processed."""
    folder = a_dovecot().maildir(room.access.user) / ".Processed"
    inside = [folder, *(one for one in folder.iterdir() if one.is_dir())]

    def allow(mode: int) -> None:
        for one in inside:
            one.chmod(mode)

    yield allow
    allow(0o700)


@pytest.mark.parametrize("room", ["dovecot"], indirect=True)
async def test_a_folder_dovecot_may_not_write_to(
    room: ShakyRoom, allow: Callable[[int], None]
) -> None:
    """The real refusal of a real server: the complaint is a case, and stays in the inbox."""
    allow(0o500)
    await room.drop(a_complaint(1))

    for trouble in await room.rounds(2):
        assert "cannot be moved to 'Processed'" in trouble
    assert await room.folder("INBOX") == [a_complaint(1)]
    assert len(await room.views.cases()) == 2
    allow(0o700)
    assert await room.rounds(1) == [""]
    assert len(await room.folder("Processed")) == 2


async def test_a_mailbox_that_is_full(
    office: PostOffice, settings: Settings, tmp_path: Path
) -> None:
    """Without MOVE a copy needs room that is not there: nothing is marked, nothing copied twice."""
    mailbox = the_mailbox("dovecot", office, SMALL_QUOTA)
    async with shaky_room(mailbox, office, settings, tmp_path, b"MOVE") as room:
        mails = [a_complaint(number) + b"x" * 3_000 + b"\r\n" for number in (1, 2)]
        for raw in mails:
            await room.drop(raw)

        troubles = await room.rounds(3)

        assert all("[OVERQUOTA]" in one for one in troubles)
        assert sorted(one[-3_000:] for one in await room.folder("INBOX")) == sorted(
            one[-3_000:] for one in mails
        )
        assert len(await room.views.cases()) == 2
        assert await room.other.everything() == {"INBOX": mails, "Processed": []}


async def test_folders_below_the_inbox(
    office: PostOffice, settings: Settings, tmp_path: Path
) -> None:
    """Many a host has ``INBOX.Processed`` and takes no other name (RFC 2342)."""
    mailbox = the_mailbox("dovecot", office, PREFIX)
    async with shaky_room(mailbox, office, settings, tmp_path) as room:
        await room.drop(a_complaint(1))

        assert await room.rounds(1) == [""]

        assert await room.folder("INBOX.Processed") == [a_complaint(1)]
