"""One contract, two servers: what the mailroom may rely on, whoever keeps the mailbox."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta, timezone
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.imap import MailboxError, open_inbox
from tests.examples import a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.mailbox.imap import Access, Inbox
    from tests.adapters.servers import Other

LIMIT = 100_000


@asynccontextmanager
async def looking_at(access: Access) -> AsyncIterator[Inbox]:
    """A connection, closed as the block ends."""
    inbox = await asyncio.to_thread(open_inbox, access)
    try:
        yield inbox
    finally:
        await asyncio.to_thread(inbox.close)


async def uids(inbox: Inbox) -> list[int]:
    """What is in the folder."""
    return await asyncio.to_thread(inbox.uids)


async def raw_of(inbox: Inbox, uid: int) -> bytes | None:
    """The bytes of a mail."""
    fetched = await asyncio.to_thread(inbox.fetch, uid, LIMIT)
    return fetched.raw if fetched else None


# ---- looking -----------------------------------------------------------------------------


async def test_uids_come_oldest_first(access: Access, other: Other) -> None:
    """Whoever wrote first is served first."""
    async with looking_at(access) as inbox:
        assert await uids(inbox) == []
        await other.append(a_mail("one"), a_mail("two"), a_mail("three"))

        found = await uids(inbox)

        assert found == sorted(found)
        assert [await raw_of(inbox, uid) for uid in found] == [
            *(a_mail("one"), a_mail("two"), a_mail("three"))
        ]


async def test_mail_that_came_since_is_seen(access: Access, other: Other) -> None:
    """SEARCH alone goes on answering with the old list."""
    async with looking_at(access) as inbox:
        await other.append(a_mail())
        first = await uids(inbox)
        await other.append(a_mail())

        assert first == (await uids(inbox))[:1]
        assert len(await uids(inbox)) == 2


async def test_uidvalidity_is_known_and_stays(access: Access) -> None:
    """A UID means something only together with it."""
    async with looking_at(access) as one, looking_at(access) as two:
        assert one.uidvalidity == two.uidvalidity > 0


async def test_a_letter_is_found_by_its_message_id(access: Access, other: Other) -> None:
    """What the witness mailbox is asked; another id is not there."""
    async with looking_at(access) as inbox:
        assert not await asyncio.to_thread(inbox.has, "<one@desk.example>")
        await other.append(a_mail(message_id="<one@desk.example>"))

        assert await asyncio.to_thread(inbox.has, "<one@desk.example>")
        assert not await asyncio.to_thread(inbox.has, "<two@desk.example>")


# ---- fetching ----------------------------------------------------------------------------


async def test_fetching_does_not_mark_as_read(access: Access, other: Other) -> None:
    """People who share the mailbox see what they would see without us."""
    await other.append(a_mail())
    async with looking_at(access) as inbox:
        (uid,) = await uids(inbox)

        assert await raw_of(inbox, uid) == a_mail()

    assert b"\\Seen" not in await other.flags(uid)


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: caf\xe9 \xff\xfe\r\n\r\n\xc4\xe3\xba\xc3 \x80\x81\r\n",
        b"Subject: no body\r\n\r\n",
        b"no line end",
        b"Subject: brackets\r\n\r\n) {3}\r\n) UID 7 BODY[] {1}\r\nx\r\n",
        b"Subject: long\r\n\r\n" + b"x" * 70_000,
    ],
    ids=["8 bits", "no body", "no line end", "looks like IMAP", "one long line"],
)
async def test_a_mail_comes_out_byte_for_byte(access: Access, other: Other, raw: bytes) -> None:
    """Its digest is its identity, so nothing may touch it on the way."""
    await other.append(raw)
    async with looking_at(access) as inbox:
        (uid,) = await uids(inbox)

        assert await raw_of(inbox, uid) == raw


async def test_a_mail_over_the_limit_is_measured_not_fetched(access: Access, other: Other) -> None:
    """Its size and its arrival are known; its bytes stay where they are."""
    raw = a_mail("x" * 500)
    await other.append(raw)
    async with looking_at(access) as inbox:
        (uid,) = await uids(inbox)
        at = await asyncio.to_thread(inbox.fetch, uid, len(raw))
        over = await asyncio.to_thread(inbox.fetch, uid, len(raw) - 1)

    assert at is not None
    assert over is not None
    assert (at.raw, at.size) == (raw, len(raw))
    assert (over.raw, over.size, over.received_at) == (None, len(raw), at.received_at)


async def test_a_mail_that_vanished_is_none(access: Access, other: Other) -> None:
    """Another client took it between SEARCH and FETCH: no error, and the next one comes."""
    await other.append(a_mail("one"), a_mail("two"))
    async with looking_at(access) as inbox:
        first, second = await uids(inbox)
        await other.remove(first)

        assert await asyncio.to_thread(inbox.fetch, first, LIMIT) is None
        assert await asyncio.to_thread(inbox.fetch, 99_999, LIMIT) is None
        assert await raw_of(inbox, second) == a_mail("two")


async def test_somebody_elses_flags_do_not_confuse(access: Access, other: Other) -> None:
    """An unsolicited FETCH comes in between; each UID still gets its own bytes."""
    await other.append(a_mail("one"), a_mail("two"))
    async with looking_at(access) as inbox:
        first, second = await uids(inbox)
        for uid, words in ((first, "one"), (second, "two")):
            await other.flag(first, r"\Flagged")
            await other.flag(second, r"\Answered")

            assert await raw_of(inbox, uid) == a_mail(words)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 2, 17, 30, tzinfo=timezone(timedelta(hours=8))),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ],
    ids=["Shanghai", "before Europe's clocks go back", "after"],
)
async def test_the_time_of_arrival_is_kept(access: Access, other: Other, at: datetime) -> None:
    """Deadlines run from it: it is an instant, in whatever zone the server tells it."""
    await other.append(a_mail(), at=at)
    async with looking_at(access) as inbox:
        (uid,) = await uids(inbox)
        fetched = await asyncio.to_thread(inbox.fetch, uid, LIMIT)

    assert fetched is not None
    assert fetched.received_at == at
    assert fetched.received_at.tzinfo is UTC


# ---- moving ------------------------------------------------------------------------------


async def test_moving_makes_the_folder_and_keeps_the_bytes(access: Access, other: Other) -> None:
    """We never delete mail: what left the inbox is in the other folder, as it was."""
    await other.append(a_mail("one"), a_mail("two"))
    async with looking_at(access) as inbox:
        first, second = await uids(inbox)

        await asyncio.to_thread(inbox.move, first, "Processed")
        assert await uids(inbox) == [second]
        await asyncio.to_thread(inbox.move, second, "Processed")
        assert await uids(inbox) == []

    assert await other.bodies("Processed") == [a_mail("one"), a_mail("two")]


async def test_moving_keeps_what_others_marked_as_deleted(access: Access, other: Other) -> None:
    """Never a plain EXPUNGE: somebody may still want it back."""
    await other.append(a_mail("theirs"), a_mail("ours"))
    async with looking_at(access) as inbox:
        theirs, ours = await uids(inbox)
        await other.flag(theirs, r"\Deleted")

        await asyncio.to_thread(inbox.move, ours, "Processed")

    assert await other.bodies() == [a_mail("theirs")]
    assert b"\\Deleted" in await other.flags(theirs)


async def test_moving_what_is_gone_harms_nothing(access: Access, other: Other) -> None:
    """Another client was faster. Some servers say so, some do not; the rest is still there."""
    await other.append(a_mail("one"), a_mail("two"))
    async with looking_at(access) as inbox:
        first, second = await uids(inbox)
        await other.remove(first)

        with suppress(MailboxError):
            await asyncio.to_thread(inbox.move, first, "Processed")

    async with looking_at(access) as inbox:
        assert await uids(inbox) == [second]


def without(inbox: Inbox, *capabilities: str) -> None:
    """The same server, had it fewer extensions."""
    client = inbox._client  # noqa: SLF001  what the server says it can is kept there
    client.capabilities = tuple(one for one in client.capabilities if one not in capabilities)


async def test_without_move_a_mail_is_copied_and_removed(access: Access, other: Other) -> None:
    """RFC 4315: only this one mail is expunged, not what others marked."""
    await other.append(a_mail("theirs"), a_mail("ours"))
    async with looking_at(access) as inbox:
        theirs, ours = await uids(inbox)
        await other.flag(theirs, r"\Deleted")
        without(inbox, "MOVE")

        await asyncio.to_thread(inbox.move, ours, "Processed")

    assert await other.bodies("Processed") == [a_mail("ours")]
    assert await other.bodies() == [a_mail("theirs")]


async def test_on_an_old_server_a_moved_mail_does_not_come_again(
    access: Access, other: Other
) -> None:
    r"""Neither MOVE nor UIDPLUS: it stays there marked \Deleted, and is not in our list."""
    await other.append(a_mail())
    async with looking_at(access) as inbox:
        without(inbox, "MOVE", "UIDPLUS")
        (uid,) = await uids(inbox)

        await asyncio.to_thread(inbox.move, uid, "Processed")

        assert await uids(inbox) == []


# ---- waiting -----------------------------------------------------------------------------


async def test_new_mail_ends_the_wait(access: Access, other: Other) -> None:
    """IDLE: a complaint is seen when it comes, not when the clock says so."""
    async with looking_at(access) as inbox:
        start = monotonic()
        waiting = asyncio.create_task(asyncio.to_thread(inbox.wait, 10))
        await asyncio.sleep(0.2)
        await other.append(a_mail())
        await waiting

        assert monotonic() - start < 3
        assert len(await uids(inbox)) == 1


async def test_without_news_the_wait_ends_in_time(access: Access) -> None:
    """And the connection is as good as before."""
    async with looking_at(access) as inbox:
        start = monotonic()
        await asyncio.to_thread(inbox.wait, 0.2)

        assert 0.15 < monotonic() - start < 2
        assert await uids(inbox) == []


async def test_mail_that_came_before_the_wait_ends_it_at_once(access: Access, other: Other) -> None:
    """Between SEARCH and IDLE there is a moment; what comes in it must not wait a minute."""
    async with looking_at(access) as inbox:
        await uids(inbox)
        await other.append(a_mail())

        start = monotonic()
        await asyncio.to_thread(inbox.wait, 1.5)

        assert monotonic() - start < 1
