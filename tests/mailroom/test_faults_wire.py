"""The connection fails at the worst moment: nothing lost, nothing doubled, and it is said."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox import imap
from tests.adapters.wires import Damage, Say
from tests.mailroom.shaky import SERVERS, a_complaint, digest, shaky_room, the_mailbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.settings import Settings
    from demo.post import PostOffice
    from tests.mailroom.shaky import ShakyRoom

pytestmark = pytest.mark.chaos

ONE, TWO = a_complaint(1), a_complaint(2)


@pytest.fixture(params=SERVERS)
async def room(
    request: pytest.FixtureRequest, office: PostOffice, settings: Settings, tmp_path: Path
) -> AsyncIterator[ShakyRoom]:
    """A mailroom with two complaints in its inbox."""
    mailbox = the_mailbox(request.param, office)
    async with shaky_room(mailbox, office, settings, tmp_path) as room:
        for raw in (ONE, TWO):
            await room.drop(raw)
        yield room


async def all_is_well(room: ShakyRoom) -> None:
    """Each complaint is one case, its bytes are kept, it lies in Processed once."""
    assert await room.folder("INBOX") == []
    assert sorted(await room.folder("Processed")) == sorted([ONE, TWO])
    assert len(await room.views.cases()) == 2
    assert sorted(await room.taken()) == sorted((digest(one), "Processed") for one in (ONE, TWO))
    for raw in (ONE, TWO):
        assert room.collector.store.open(digest(raw)) == raw


async def test_a_lost_answer_to_the_move_is_settled_by_the_next_look(room: ShakyRoom) -> None:
    """The server moved it and we did not hear so: it is not there any more, so it was moved."""
    room.wire.damage(b"MOVE", Damage.LOSE_ANSWER)

    first, second, _ = await room.rounds()

    assert (bool(first), second) == (True, "")
    await all_is_well(room)


async def test_a_lost_answer_is_settled_after_a_restart_too(room: ShakyRoom) -> None:
    """The record says what was to be done; the inbox says that it was."""
    room.wire.damage(b"MOVE", Damage.LOSE_ANSWER)
    await room.rounds(1)
    room.collector = replace(room.collector, unmoved={}, settled=set())

    assert await room.rounds(1) == [""]

    await all_is_well(room)


async def test_the_lost_answer_of_every_command_harms_nothing(room: ShakyRoom) -> None:
    """Whichever command the connection ends at, the next look goes on from there."""
    words = (b"CAPABILITY", b"LOGIN", b"SELECT", b"NOOP", b"SEARCH", b"SIZE", b"PEEK", b"MOVE")
    for word in words:
        room.wire.damage(word, Damage.LOSE_ANSWER)

    troubles = await room.rounds(len(words) + 2)

    assert len([one for one in troubles if one]) >= len(words) - 1
    await all_is_well(room)


async def test_a_mail_that_is_cut_in_the_middle_is_not_kept(room: ShakyRoom) -> None:
    """Half a complaint is no complaint: nothing of it stays, and then it comes whole."""
    room.wire.damage(b"PEEK", Damage.CUT_LITERAL)

    (trouble,) = await room.rounds(1)

    assert trouble
    assert await room.taken() == []
    assert [one for one in room.collector.store.folder.rglob("*") if one.is_file()] == []
    await room.rounds(1)
    await all_is_well(room)


async def test_a_network_that_swallows_everything_ends_by_the_time_limit(
    room: ShakyRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No goodbye, no reset: after a minute without a word we connect anew."""
    monkeypatch.setattr(imap, "_SECONDS", 0.5)
    room.wire.damage(b"PEEK", Damage.SILENCE)

    trouble, _ = await room.rounds(2)

    assert "timed out" in trouble
    await all_is_well(room)


@pytest.mark.parametrize("at", [b"LOGIN", b"SELECT", b"SEARCH", b"PEEK", b"MOVE"])
@pytest.mark.parametrize(
    "answer",
    [
        b"* BYE [UNAVAILABLE] back in an hour",
        b"NO [UNAVAILABLE] the store is being moved",
        b"NO [INUSE] somebody else has it",
        b"NO [LIMIT] too many commands",
        b"NO [THROTTLED] slow down",
        b"BAD internal error",
    ],
    ids=lambda given: given.decode().split()[1].strip("[]"),
)
async def test_a_server_that_has_no_time_is_asked_again_later(
    room: ShakyRoom, at: bytes, answer: bytes
) -> None:
    """Its words are in the message, the round ends there, and later everything is taken in."""
    room.wire.damage(at, Say(answer))

    trouble, _ = await room.rounds(2)

    assert answer.split(b" ", 2)[2].decode() in trouble
    await all_is_well(room)


async def test_a_busy_server_is_not_told_to_be_a_wrong_password(room: ShakyRoom) -> None:
    """A log-in that is refused for now locks nobody out: only a real no makes us wait long."""
    room.wire.damage(b"LOGIN", Say(b"NO [UNAVAILABLE] the directory is down"))
    with pytest.raises(imap.MailboxError) as caught:
        await room.round()

    assert not isinstance(caught.value, imap.LogInRefusedError)


async def test_one_mail_the_server_does_not_give_blocks_no_other(room: ShakyRoom) -> None:
    """A damaged mail store: the first stays in the inbox and is shown; the second is a case."""
    room.wire.damage(b"PEEK", Say(b"NO [SERVERBUG] cannot read this message"))

    (trouble,) = await room.rounds(1)

    assert trouble == ""
    assert await room.folder("INBOX") == [ONE]
    assert (await room.views.figures())["mail_left_in_inbox"] == 1
    assert [one.subject for one in await room.messages()] == ["Unwanted call 2"]
    await room.rounds(1)
    assert await room.folder("INBOX") == []
    assert len(await room.views.cases()) == 2


async def test_mail_that_vanishes_under_our_hands_is_noted(
    room: ShakyRoom, caplog: pytest.LogCaptureFixture
) -> None:
    """Another client deletes it between SEARCH and FETCH: skipped, said, and the next one comes."""
    caplog.set_level(logging.INFO)
    gone: list[bytes] = []

    async def meanwhile(line: bytes) -> None:
        if b"FETCH" in line and not gone:
            gone.append(line)
            await room.other.remove(int(line.split()[3]))

    room.wire.before = meanwhile

    (trouble,) = await room.rounds(1)

    assert trouble == ""
    assert "has gone" in caplog.text
    assert await room.taken() == [(digest(TWO), "Processed")]


async def test_mail_that_vanishes_before_it_is_moved_is_no_trouble(room: ShakyRoom) -> None:
    """It is in the record; where it lies is the other client's business."""
    gone: list[bytes] = []

    async def meanwhile(line: bytes) -> None:
        if b"MOVE" in line and not gone:
            gone.append(line)
            await room.other.remove(int(line.split()[3]))

    room.wire.before = meanwhile

    assert await room.rounds(2) == ["", ""]
    assert len(await room.views.cases()) == 2
    assert await room.folder("Processed") == [TWO]
