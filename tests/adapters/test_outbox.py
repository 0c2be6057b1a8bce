"""The outbox: who may try to send a letter, and what an overtaken try can no longer change."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import NoResultFound

from adapters.storage import desk
from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.outbox import LEASE_SECONDS, Outbox
from adapters.storage.views import Views
from casework.case import Stage
from casework.letters import LetterKind, LetterState
from tests.adapters.records import Clock, change, freeze, letter_row, new_mail, open_case, put_stage
from tests.examples import ANA, MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

PENDING, SENT, UNKNOWN = LetterState.PENDING, LetterState.SENT, LetterState.UNKNOWN
BO = Who(account="bo", why="a slip", at=MONDAY)


@pytest.fixture
def clock() -> Clock:
    """The wall clock."""
    return Clock()


@pytest.fixture
async def key(rows: Sessions) -> str:
    """A letter that waits to be sent, and its case for what it asks."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.AWAITING_EVIDENCE)
    return await freeze(rows, number)


@pytest.fixture
def outbox(rows: Sessions, clock: Clock) -> Outbox:
    """The outbox with that letter in it."""
    return Outbox(rows, clock)


async def test_the_first_try_is_given_the_letter(outbox: Outbox, key: str) -> None:
    """Its bytes, its address, and no doubt."""
    claim = await outbox.claim(key)

    assert (claim.fence, claim.tries, claim.state) == (1, 1, LetterState.SENDING)
    assert (claim.recipient, claim.raw, claim.written_at) == (ANA, key.encode(), MONDAY)
    assert claim.message_id.endswith("@desk.example>")
    assert (claim.over, claim.wait_seconds, claim.in_doubt_seconds) == (False, 0, None)


async def test_a_letter_that_nobody_wrote_cannot_be_claimed(outbox: Outbox) -> None:
    """An order for it is a mistake that shows."""
    with pytest.raises(NoResultFound):
        await outbox.claim("no such key")


async def test_while_a_try_is_under_way_others_wait(outbox: Outbox, key: str, clock: Clock) -> None:
    """As long as the lease lasts, and no longer."""
    await outbox.claim(key)
    clock.move(LEASE_SECONDS - 1)

    waiting = await outbox.claim(key)

    assert (waiting.wait_seconds, waiting.fence, waiting.raw) == (1, 0, b"")
    clock.move(1)
    assert (await outbox.claim(key)).fence == 2


async def test_of_many_at_once_one_gets_it(outbox: Outbox, key: str) -> None:
    """Two workers, one letter: it is sent once."""
    claims = await asyncio.gather(*(outbox.claim(key) for _ in range(8)))

    assert [one.fence for one in claims if not one.wait_seconds] == [1]


async def test_a_try_that_broke_off_leaves_a_doubt(outbox: Outbox, key: str, clock: Clock) -> None:
    """It may have got through; the doubt is as old as that try and does not grow younger."""
    await outbox.claim(key)
    clock.move(LEASE_SECONDS + 5)

    second = await outbox.claim(key)
    clock.move(LEASE_SECONDS + 5)
    third = await outbox.claim(key)

    assert (second.in_doubt_seconds, second.tries) == (LEASE_SECONDS + 5, 2)
    assert third.in_doubt_seconds == 2 * (LEASE_SECONDS + 5)


@pytest.mark.parametrize("late", [SENT, PENDING, UNKNOWN, LetterState.FAILED])
async def test_a_try_that_was_overtaken_changes_nothing(
    outbox: Outbox, rows: Sessions, key: str, clock: Clock, late: LetterState
) -> None:
    """Its word comes after another try began: only the newest claim may conclude."""
    old = await outbox.claim(key)
    clock.move(LEASE_SECONDS)
    new = await outbox.claim(key)

    assert await outbox.conclude(old, late, "too late", MONDAY) is LetterState.SENDING
    assert (await letter_row(rows, key)).answer == ""
    assert await outbox.conclude(new, SENT, "250 ok", MONDAY) is SENT
    assert await outbox.conclude(old, late, "much too late") is SENT
    assert (await letter_row(rows, key)).answer == "250 ok"


async def test_a_letter_that_was_sent_is_over(outbox: Outbox, rows: Sessions, key: str) -> None:
    """Nobody gets its bytes again, and when it left is kept."""
    await outbox.conclude(await outbox.claim(key), SENT, "250 ok", MONDAY)

    claim = await outbox.claim(key)

    assert (claim.over, claim.state, claim.raw) == (True, SENT, b"")
    assert (await letter_row(rows, key)).sent_at == MONDAY


async def test_a_letter_that_failed_is_over(outbox: Outbox, key: str) -> None:
    """The server said no for good."""
    await outbox.conclude(await outbox.claim(key), LetterState.FAILED, "550 no")

    assert (await outbox.claim(key)).over


async def test_a_letter_put_off_is_tried_again_without_a_doubt(
    outbox: Outbox, key: str, clock: Clock
) -> None:
    """The server never had it: at once, if need be."""
    await outbox.conclude(await outbox.claim(key), PENDING, "450 later")
    clock.move(1)

    claim = await outbox.claim(key)

    assert (claim.fence, claim.tries, claim.in_doubt_seconds) == (2, 2, None)


async def test_a_lost_reply_is_a_doubt_from_then_on(
    outbox: Outbox, rows: Sessions, key: str, clock: Clock
) -> None:
    """Asked again at once, with the age of the doubt; it is not over."""
    clock.move(10)
    await outbox.conclude(await outbox.claim(key), UNKNOWN, "the last reply was lost")
    clock.move(3)

    claim = await outbox.claim(key)

    assert (claim.over, claim.in_doubt_seconds) == (False, 3)
    assert (await letter_row(rows, key)).sent_at is None


async def test_a_doubt_outlives_a_try_that_reached_nobody(
    outbox: Outbox, key: str, clock: Clock
) -> None:
    """The first try is still unsettled."""
    await outbox.conclude(await outbox.claim(key), UNKNOWN, "lost")
    clock.move(3)
    await outbox.conclude(await outbox.claim(key), UNKNOWN, "nobody there")
    clock.move(3)

    assert (await outbox.claim(key)).in_doubt_seconds == 6


async def test_a_letter_sent_again_in_doubt_is_over(outbox: Outbox, key: str) -> None:
    """Unknown, but gone: a third copy would be one too many."""
    await outbox.conclude(await outbox.claim(key), UNKNOWN, "250 ok", MONDAY)

    claim = await outbox.claim(key)

    assert (claim.over, claim.state) == (True, UNKNOWN)


async def test_a_servers_long_answer_is_cut(outbox: Outbox, rows: Sessions, key: str) -> None:
    """Some servers tell stories."""
    await outbox.conclude(await outbox.claim(key), PENDING, "x" * 10_000)

    assert (await letter_row(rows, key)).answer == "x" * 500


# ---- not now, and not any more -----------------------------------------------------------


async def test_while_letters_are_paused_nothing_is_claimed(
    outbox: Outbox, rows: Sessions, key: str
) -> None:
    """``ombud pause``: no try is counted, and resuming is enough."""
    await desk.set_paused(rows, paused=True, by="bo", at=MONDAY)
    paused = await outbox.claim(key)
    await desk.set_paused(rows, paused=False, by="bo", at=MONDAY)

    assert paused.wait_seconds > 0
    assert (paused.state, paused.raw) == (PENDING, b"")
    assert (await outbox.claim(key)).tries == 1


async def test_nobody_is_asked_for_evidence_in_a_closed_case(
    outbox: Outbox, rows: Sessions, key: str
) -> None:
    """The case closed before the letter left: it is cancelled, with the reason."""
    await put_stage(rows, (await letter_row(rows, key)).case_number, Stage.CLOSED)

    claim = await outbox.claim(key)

    assert (claim.over, claim.state) == (True, LetterState.CANCELLED)
    assert (await letter_row(rows, key)).answer == "the case was closed before it left"
    assert (await outbox.claim(key)).over


@pytest.mark.parametrize("kind", [LetterKind.ACKNOWLEDGEMENT, LetterKind.CLOSURE])
async def test_some_letters_are_owed_at_the_end(
    outbox: Outbox, rows: Sessions, kind: LetterKind
) -> None:
    """Closed or not, they wrote to us; and that it is closed they must hear."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=kind)
    await put_stage(rows, number, Stage.CLOSED)

    assert (await outbox.claim(key)).fence == 1


async def test_a_letter_that_may_have_left_is_not_called_cancelled(
    outbox: Outbox, rows: Sessions, key: str
) -> None:
    """The case closed after the first try: what became of that is still to be found out."""
    await outbox.conclude(await outbox.claim(key), UNKNOWN, "lost")
    await put_stage(rows, (await letter_row(rows, key)).case_number, Stage.CLOSED)

    claim = await outbox.claim(key)

    assert (claim.over, claim.state) == (False, LetterState.SENDING)


async def test_staff_cancel_a_letter_that_has_not_left(
    outbox: Outbox, rows: Sessions, key: str
) -> None:
    """Who and why stand in its answer."""
    await Decisions(rows).cancel_letter(key, BO)

    claim = await outbox.claim(key)

    assert (claim.over, claim.state) == (True, LetterState.CANCELLED)
    assert (await letter_row(rows, key)).answer == "cancelled by bo: a slip"


async def test_staff_cannot_cancel_what_is_on_its_way(
    outbox: Outbox, rows: Sessions, key: str
) -> None:
    """It may be there already; and nothing changes."""
    await outbox.claim(key)

    with pytest.raises(RefusedError, match="no pending letter"):
        await Decisions(rows).cancel_letter(key, BO)
    assert (await letter_row(rows, key)).state == LetterState.SENDING


async def test_letters_of_a_wound_case_do_not_bury_newer_ones(rows: Sessions) -> None:
    """A month ahead, and written an hour before: newest first is by the wall clock."""
    wound, real = await open_case(rows), await open_case(rows, new_mail("another", MONDAY))
    ahead = timedelta(days=30)
    await change(rows, wound, ahead=ahead.total_seconds())
    earlier = await freeze(rows, wound, at=MONDAY + ahead)
    later = await freeze(rows, real, at=MONDAY + timedelta(hours=1))
    last = await freeze(rows, wound, at=MONDAY + ahead + timedelta(hours=2))

    assert [one.key for one in await Views(rows).letters()] == [last, later, earlier]
    assert [one.key for one in await Views(rows).letters("pending", limit=1)] == [last]
