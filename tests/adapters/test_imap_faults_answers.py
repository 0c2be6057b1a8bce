"""Servers that lie, or say nothing of use: one mail's trouble, never the mailroom's end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mailbox import imap
from adapters.mailbox.imap import Fetched, MailboxError, open_inbox
from tests.adapters.scripted import HEAD, Mail, Scripted
from tests.examples import a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.mailbox.imap import Access, Inbox

LIMIT = 10_000
RAW = a_mail()


@asynccontextmanager
async def looking_at(server: Scripted) -> AsyncIterator[Inbox]:
    """A connection to it."""
    async with server.open() as access:
        inbox = await asyncio.to_thread(open_inbox, access)
        try:
            yield inbox
        finally:
            await asyncio.to_thread(inbox.close)


async def both(server: Scripted) -> tuple[Fetched | None, Fetched | None]:
    """Mail 1, of which the server says something odd, and mail 2 behind it on that connection."""
    server.mails[2] = Mail(RAW)
    async with looking_at(server) as inbox:
        assert await asyncio.to_thread(inbox.uids) == [1, 2]
        one = await asyncio.to_thread(inbox.fetch, 1, LIMIT)
        return one, await asyncio.to_thread(inbox.fetch, 2, LIMIT)


@pytest.mark.parametrize("told", [0, 1, 7, LIMIT])
async def test_the_size_that_came_counts_not_the_one_that_was_told(told: int) -> None:
    """RFC822.SIZE is wrong on more than one well-known server."""
    one, two = await both(Scripted({1: Mail(RAW, head=HEAD % told)}))

    assert one
    assert two
    assert (one.raw, one.size, one.missing) == (RAW, len(RAW), "")
    assert two.raw == RAW


async def test_a_mail_that_is_larger_than_was_told_is_not_kept_in_memory() -> None:
    """It says 10 bytes and sends more than we ever take; what is behind it still comes."""
    one, two = await both(Scripted({1: Mail(b"x" * 300_000, head=HEAD % 10)}))

    assert one
    assert two
    assert (one.raw, one.size, one.missing) == (None, 300_000, f"larger than {LIMIT} bytes")
    assert two.raw == RAW


@pytest.mark.parametrize("body", [b"BODY[] NIL", b'BODY[] ""'], ids=["NIL", "nothing in quotes"])
async def test_a_mail_without_bytes_is_no_mail_that_vanished(body: bytes) -> None:
    """It is still there, so it must be recorded and shown; the next one comes."""
    one, two = await both(Scripted({1: Mail(RAW, body=body)}))

    assert one
    assert two
    assert (one.raw, one.size, one.missing) == (None, len(RAW), "the server has no bytes of it")
    assert two.raw == RAW


@pytest.mark.parametrize(
    "date",
    [b"NIL", b'"yesterday"', b'"99-Mar-2026 09:30:00 +0000"', b'"02-Mar-9999 09:30:00 +9959"'],
)
async def test_a_mail_of_no_time_is_older_than_the_desk(date: bytes) -> None:
    """So it is held for a person: no deadline can be counted from nothing."""
    head = b"RFC822.SIZE %d INTERNALDATE %s" % (len(RAW), date)
    one, two = await both(Scripted({1: Mail(RAW, head=head)}))

    assert one
    assert two
    assert one.raw == RAW
    assert one.received_at.year == 1970 or one.received_at.year >= 9998
    assert two.received_at.year == 2026


async def test_eight_bits_and_zeros_come_as_they_are() -> None:
    """No BINARY, no 8BITMIME, and yet."""
    raw = b"Subject: \xff\xfe\0\r\n\r\n\0\x80\xa3\xa0\r\n"
    one, two = await both(Scripted({1: Mail(raw)}))

    assert one
    assert two
    assert one.raw == raw


async def test_an_answer_about_another_mail_is_not_taken_for_this_one() -> None:
    """Flags of others come in between, before and after, with and without bytes."""
    noise = b"* 9 FETCH (UID 12 FLAGS (\\Seen))\r\n* 1 FETCH (FLAGS ())\r\n"
    server = Scripted({1: Mail(RAW)})
    wrong = b"* 9 FETCH (UID 12 BODY[] {3}\r\nabc)\r\n"
    right = b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n" % (len(RAW), RAW)
    server.answers[b"BODY.PEEK[]"] = noise + wrong + right + noise
    async with looking_at(server) as inbox:
        one = await asyncio.to_thread(inbox.fetch, 1, LIMIT)

    assert one
    assert one.raw == RAW


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        (b"SEARCH", b"* SEARCH 1 x 3\r\n"),
        (b"SEARCH", b"* SEARCH \xff\xfe\r\n"),
        (b"SEARCH", b"* 2 FETCH {99999999999999999999}\r\n"),
        (b"SEARCH", b"no star at all\r\n"),
        (b"SELECT", b"* OK [UIDVALIDITY x] ok\r\n"),
        (b"SELECT", b"* 3 EXISTS\r\n"),
        (b"SELECT", b"* OK [READ-ONLY] look, do not touch\r\n"),
        (b"NAMESPACE", b"* NAMESPACE (((((\r\n* BYE\r\n"),
    ],
)
async def test_rubbish_is_one_exception(
    word: bytes, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mailroom knows what to do with it: say so, and try again later."""
    monkeypatch.setattr(imap, "_SECONDS", 1.0)  # for a literal that never ends
    server = Scripted({1: Mail(RAW)}, {word: answer}, b"IMAP4rev1 MOVE NAMESPACE")

    with pytest.raises(MailboxError):
        async with looking_at(server) as inbox:
            await asyncio.to_thread(inbox.uids)


@pytest.mark.parametrize("greeting", [b"* BYE go away", b"220 smtp.example", b"\xff\0", b""])
async def test_an_odd_greeting_is_one_exception(greeting: bytes) -> None:
    """Another protocol on that port, too."""
    with pytest.raises(MailboxError):
        async with looking_at(Scripted(greeting=greeting)):
            pass


async def test_a_server_that_wants_tls_gets_no_password_without() -> None:
    """LOGINDISABLED (RFC 3501, 6.2.3): it would be said in the clear, and for nothing."""
    server = Scripted(capabilities=b"IMAP4rev1 STARTTLS LOGINDISABLED")

    with pytest.raises(MailboxError, match="OMBUD_IMAP_SECURITY"):
        async with looking_at(server):
            pass
    assert not [one for one in server.commands if b"LOGIN" in one]


async def test_news_before_the_yes_to_idle_ends_the_wait_at_once() -> None:
    """A server may tell of new mail before it says that it waits with us."""
    server = Scripted({1: Mail(RAW)}, {b"IDLE": b"* 2 EXISTS\r\n+ idling\r\n"}, b"IMAP4rev1 IDLE")
    async with looking_at(server) as inbox:
        await asyncio.wait_for(asyncio.to_thread(inbox.wait, 100), 50)


LINES = st.binary(max_size=60).map(lambda line: b"* " + line.replace(b"\n", b" ") + b"\r\n")


@given(st.lists(LINES, max_size=4).map(b"".join), st.sampled_from([b"SEARCH", b"PEEK", b"SIZE"]))
def test_whatever_a_server_says_is_an_answer_or_one_exception(noise: bytes, word: bytes) -> None:
    """Nothing it sends gets past the door as another exception."""
    asyncio.run(_listen(Scripted({1: Mail(RAW)}, {word: noise})))


async def _listen(server: Scripted) -> None:
    async with server.open() as access:
        await asyncio.to_thread(_look, access)


def _look(access: Access) -> None:
    inbox = open_inbox(access)
    try:
        for uid in inbox.uids():
            inbox.fetch(uid, LIMIT)
    except MailboxError:
        pass
    finally:
        inbox.drop()
