"""Moving on servers that can less, and what is never said to any server."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.imap import MailboxError, MoveRefusedError, open_inbox
from tests.adapters.scripted import Mail, Scripted
from tests.adapters.wires import Damage, Say, Wire
from tests.examples import a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.mailbox.imap import Access, Inbox
    from tests.adapters.servers import Other

LIMIT = 100_000
THEIRS, OURS = a_mail("theirs"), a_mail("ours")


@asynccontextmanager
async def over(wire: Wire, access: Access) -> AsyncIterator[Inbox]:
    """A connection over a wire."""
    inbox = await asyncio.to_thread(open_inbox, replace(access, port=wire.port))
    try:
        yield inbox
    finally:
        await asyncio.to_thread(inbox.close)


async def two_mails(other: Other) -> None:
    r"""Mail 1 is one that somebody marked \Deleted, mail 2 is to be moved."""
    await other.append(THEIRS, OURS)
    await other.flag(1, r"\Deleted")


def expunges(wire: Wire) -> list[bytes]:
    """Every EXPUNGE, without its tag; and every CLOSE, which expunges too."""
    lines = [*wire.said(b"EXPUNGE"), *wire.said(b"CLOSE")]
    return [one.split(b" ", 1)[1].strip() for one in lines]


LESS = {
    "all": ((), []),
    "no MOVE": ((b"MOVE",), [b"UID EXPUNGE 2"]),
    "neither": ((b"MOVE", b"UIDPLUS"), []),
}


@pytest.mark.parametrize("less", LESS)
async def test_no_mail_of_others_is_ever_expunged(access: Access, other: Other, less: str) -> None:
    r"""Only UID EXPUNGE of our own mail; where the server has none, it stays marked \Deleted."""
    hidden, said = LESS[less]
    await two_mails(other)
    async with Wire(access.port, hidden).open() as wire, over(wire, access) as inbox:
        await asyncio.to_thread(inbox.move, 2, "Processed")

        assert 2 not in await asyncio.to_thread(inbox.uids)
    assert expunges(wire) == said
    assert await other.bodies("Processed") == [OURS]
    left = [THEIRS, OURS] if less == "neither" else [THEIRS]
    assert await other.bodies() == left
    assert rb"\Deleted" in await other.flags(1)


@pytest.mark.parametrize("at", [b"COPY", b"STORE", b"EXPUNGE"])
async def test_a_connection_that_ends_in_the_middle_of_a_move(
    access: Access, other: Other, at: bytes
) -> None:
    """At most a second copy, and never none."""
    await two_mails(other)
    async with Wire(access.port, (b"MOVE",)).open() as wire:
        wire.damage(at, Damage.LOSE_ANSWER)
        with pytest.raises(MailboxError):
            async with over(wire, access) as inbox:
                await asyncio.to_thread(inbox.move, 2, "Processed")
        async with over(wire, access) as inbox:
            if 2 in await asyncio.to_thread(inbox.uids):
                await asyncio.to_thread(inbox.move, 2, "Processed")

    assert set(await other.bodies("Processed")) == {OURS}
    assert len(await other.bodies("Processed")) <= 2
    assert await other.bodies() == [THEIRS]


async def test_what_is_copied_and_may_not_be_marked_is_not_copied_again(
    access: Access, other: Other
) -> None:
    """A folder we may read and not change: one copy, however often we try on this connection."""
    await two_mails(other)
    async with Wire(access.port, (b"MOVE",)).open() as wire, over(wire, access) as inbox:
        wire.damage(b"STORE", Say(b"NO [NOPERM] you may only read"), times=9)
        for _ in range(3):
            with pytest.raises(MoveRefusedError, match="you may only read"):
                await asyncio.to_thread(inbox.move, 2, "Processed")

    assert await other.bodies("Processed") == [OURS]


async def test_where_nothing_can_be_marked_nothing_is_copied() -> None:
    """PERMANENTFLAGS says so before the first copy is made."""
    flags = rb"* OK [PERMANENTFLAGS (\Seen)] some"
    select = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n" + flags + b"\r\n"
    server = Scripted({1: Mail(OURS)}, {b"SELECT": select}, b"IMAP4rev1 UIDPLUS")
    async with server.open() as access:
        inbox = await asyncio.to_thread(open_inbox, access)
        with pytest.raises(MoveRefusedError, match="keeps no"):
            await asyncio.to_thread(inbox.move, 1, "Processed")
        await asyncio.to_thread(inbox.close)

    assert not [one for one in server.commands if b"COPY" in one]


# ---- what a sender writes is never a part of a command -----------------------------------


HOSTILE = (
    b'Message-ID: <x@y> ") UID STORE 1:* +FLAGS (\\Deleted)\r\n'
    b"Subject: =?utf-8?q?=0D=0AA1_EXPUNGE=0D=0A?=\r\n"
    b'From: "A1 LOGOUT\\r\\n" <mallory@evil.example>\r\n'
    b"In-Reply-To: <A2 DELETE INBOX>\r\n"
    b'Content-Type: application/pdf; name="../../{5}"\r\n'
    b"\r\nA3 UID EXPUNGE 1:*\r\n{1000}\r\n* 1 EXPUNGE\r\n* BYE\r\n"
)
KNOWN = {
    *(b"CAPABILITY", b"LOGIN", b"SELECT", b"NOOP", b"LOGOUT", b"NAMESPACE", b"CREATE"),
    *(b"UID SEARCH", b"UID FETCH", b"UID MOVE"),
}


async def test_nothing_of_a_mail_is_said_to_the_server(access: Access, other: Other) -> None:
    """CVE-2025-15366: we speak in UIDs and in words of our own, whatever a mail is made of."""
    await other.append(HOSTILE, OURS)
    async with Wire(access.port).open() as wire, over(wire, access) as inbox:
        for uid in await asyncio.to_thread(inbox.uids):
            assert await asyncio.to_thread(inbox.fetch, uid, LIMIT)
            await asyncio.to_thread(inbox.move, uid, "Processed")

    assert await other.bodies("Processed") == [HOSTILE, OURS]
    said = [one.split(b" ", 1)[1].strip() for one in wire.commands]
    assert {b" ".join(one.split(b" ")[: 1 + one.startswith(b"UID")]) for one in said} <= KNOWN
    for word in (b"evil", b"Deleted", b"EXPUNGE", b"DELETE", b"{", b"x@y"):
        assert not wire.said(word)


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r", "\0"])
@pytest.mark.parametrize("where", ["a message id", "a folder", "a name", "a password"])
async def test_a_line_break_in_a_word_never_reaches_the_server(
    access: Access, other: Other, ends: str, where: str
) -> None:
    """Whoever gives us such a word, by whatever way: the command is not said at all."""
    word = f"x{ends}A9 DELETE Precious"
    await other.append(OURS)
    await other.make("Precious")
    async with Wire(access.port).open() as wire:
        with pytest.raises(MailboxError):
            await say(replace(access, port=wire.port), where, word)
        assert wire.said(b"Precious") == []
    assert "Precious" in await other.folders()


async def say(access: Access, where: str, word: str) -> None:
    """Use a word at one of the places where commands take one."""
    access = replace(
        access,
        user=word if where == "a name" else access.user,
        password=word if where == "a password" else access.password,
    )
    inbox = await asyncio.to_thread(open_inbox, access)
    try:
        if where == "a folder":
            await asyncio.to_thread(inbox.move, 1, word)
        await asyncio.to_thread(inbox.has, word)
    finally:
        await asyncio.to_thread(inbox.close)
