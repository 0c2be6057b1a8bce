"""Which mail is which: UIDs begin anew, the folder is another one, the same bytes come again."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from imaplib import Time2Internaldate
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.adapters.scripted import Mail, Scripted
from tests.adapters.servers import a_dovecot
from tests.adapters.wires import Damage, Say
from tests.conftest import wall
from tests.examples import a_mail
from tests.mailroom.shaky import a_complaint, digest, shaky_room, the_mailbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.settings import Settings
    from demo.post import PostOffice
    from tests.mailroom.shaky import ShakyRoom

pytestmark = pytest.mark.chaos

OLD, OTHERS = [a_complaint(n) for n in (1, 2)], [a_complaint(n) for n in (3, 4)]


@pytest.fixture
async def room(office: PostOffice, settings: Settings, tmp_path: Path) -> AsyncIterator[ShakyRoom]:
    """A mailroom at a Dovecot, whose mailbox can be lost and made anew."""
    mailbox = the_mailbox("dovecot", office)
    async with shaky_room(mailbox, office, settings, tmp_path) as room:
        yield room


async def made_anew(room: ShakyRoom, uidvalidity: int, *mails: bytes) -> None:
    """The server lost the mailbox: these mails are in the new one, with UIDs from 1."""
    a_dovecot().forget(room.access.user, uidvalidity)
    for raw in mails:
        await room.drop(raw)


async def test_new_mail_under_old_uids_is_not_skipped(room: ShakyRoom) -> None:
    """UIDs 1 and 2 have been taken in once; under another UIDVALIDITY they are other mails."""
    for raw in OLD:
        await room.drop(raw)
    await room.rounds(1)

    await made_anew(room, 77, *OTHERS)

    assert await room.rounds(1) == [""]
    assert len(await room.views.cases()) == 4
    assert await room.folder("Processed") == OTHERS


async def test_old_mail_under_new_uids_is_not_doubled(room: ShakyRoom) -> None:
    """The whole mailbox comes again, in another order, with new mail between: one case each."""
    for raw in OLD:
        await room.drop(raw)
    await room.rounds(1)

    await made_anew(room, 77, OTHERS[0], *reversed(OLD), OTHERS[1])

    assert await room.rounds(1) == [""]
    assert len(await room.views.cases()) == 4
    assert await room.folder("INBOX") == []
    assert sorted(await room.folder("Recorded")) == sorted(OLD)
    assert [rule for _, rule in await room.dispositions()].count("nothing known about it") == 4


async def test_a_move_that_was_open_then_is_forgotten(room: ShakyRoom) -> None:
    """What was to be moved under the old UIDs must not move another mail under the new ones."""
    await room.drop(OLD[0])
    room.wire.damage(b"MOVE", Say(b"NO [OVERQUOTA] full"), times=2)
    await room.rounds(1)

    await made_anew(room, 77, OTHERS[0])

    assert await room.rounds(1) == [""]
    assert len(await room.views.cases()) == 2
    assert await room.folder("Processed") == [OTHERS[0]]


async def test_new_mail_under_old_uids_of_the_same_validity_is_not_skipped(
    room: ShakyRoom,
) -> None:
    """A mail server restored from last night: it gives UIDs again, and says nothing of it."""
    await made_anew(room, 77, *OLD)
    await room.rounds(1)

    await made_anew(room, 77, *OTHERS)

    assert await room.rounds(1) == [""]
    assert len(await room.views.cases()) == 4
    assert await room.folder("Processed") == OTHERS
    assert sorted(one for one, _ in await room.taken()) == sorted(map(digest, OTHERS))


async def test_a_mail_that_comes_at_last_is_taken_in_like_any_other(room: ShakyRoom) -> None:
    """However often it did not come: that was not its fault."""
    await room.drop(OLD[0])
    room.wire.damage(b"PEEK", Say(b"NO [SERVERBUG] cannot read it"), times=5)
    await room.rounds(5)

    assert await room.rounds(1) == [""]
    assert await room.dispositions() == [("opened", "nothing known about it")]
    assert await room.taken() == [(digest(OLD[0]), "Processed")]


async def test_the_uidvalidity_is_that_of_the_folder_we_opened(room: ShakyRoom) -> None:
    """Not that of a folder which took its name a moment later."""
    await room.drop(OLD[0])

    await room.rounds(1)

    assert not room.wire.said(b"STATUS")


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_mail_that_comes_late_twice_and_out_of_order_is_one_case_each(
    room: ShakyRoom, seed: int
) -> None:
    """Whatever a relay does with its queue."""
    luck = Random(seed)  # noqa: S311  a shuffle, not a secret
    mails = [a_complaint(number) for number in range(6)] * 3
    luck.shuffle(mails)
    for raw in mails:
        await room.drop(raw)
        if luck.random() < 0.4:
            await room.rounds(1)
        if luck.random() < 0.3:
            room.wire.damage(luck.choice([b"PEEK", b"MOVE"]), Damage.LOSE_ANSWER)

    await room.rounds(8)

    assert await room.folder("INBOX") == []
    assert len(await room.views.cases()) == 6
    assert len(await room.folder("Processed")) == 6
    assert len(await room.folder("Recorded")) == 12


# ---- what the server does not give ---------------------------------------------------------


@asynccontextmanager
async def a_room_at(
    server: Scripted, room: ShakyRoom, keep_limit: int = 10**8
) -> AsyncIterator[ShakyRoom]:
    """The same mailroom, at a server that says what the test wants."""
    async with server.open() as access:
        room.access = access
        room.collector = replace(room.collector, keep_limit=keep_limit)
        yield room


@pytest.mark.parametrize(
    ("odd", "rule"),
    [
        (Mail(b"x", body=b"BODY[] NIL"), "the server has no bytes of it"),
        (Mail(b"x" * 9_000), "larger than 5000 bytes"),
        (Mail(b"x" * 9_000, head=Mail(b"x").head), "larger than 5000 bytes"),
    ],
    ids=["NIL", "too large", "larger than it says"],
)
async def test_a_mail_that_cannot_be_had_is_shown_and_stops_nobody(
    room: ShakyRoom, odd: Mail, rule: str
) -> None:
    """It stays where it is, in the record with the reason; the complaint behind it is a case."""
    today = Time2Internaldate(wall()).encode()
    good = Mail(a_mail(), head=b"INTERNALDATE %s RFC822.SIZE %d" % (today, len(a_mail())))
    server = Scripted({1: odd, 2: good})
    async with a_room_at(server, room, keep_limit=5_000):
        assert await room.rounds(2) == ["", ""]

    assert list(server.mails) == [1]
    assert len(await room.views.cases()) == 1
    assert (await room.views.figures())["mail_left_in_inbox"] == 1
    rules = [one["rule"] async for one in room.views.export_intake()]
    assert rules == [rule, rules[1]]


async def test_a_mail_of_no_date_is_held(room: ShakyRoom) -> None:
    """No deadline is counted from nothing, and no letter goes out on it."""
    head = b"RFC822.SIZE %d INTERNALDATE NIL" % len(a_mail())
    server = Scripted({1: Mail(a_mail(), head=head)})
    async with a_room_at(server, room):
        assert await room.rounds(1) == [""]

    assert await room.dispositions() == [("held", "older than the desk")]
    assert server.moved == {1: b'"HELD"'}
    assert room.collector.store.open(digest(a_mail())) == a_mail()
