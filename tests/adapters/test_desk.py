"""What the whole desk agrees on, and what people decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage import desk
from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.models import DispositionRow
from casework.intake import Handling
from tests.adapters.records import DAY, add_mail, message_row, open_case
from tests.examples import MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

BO = Who(account="bo", why="it is settled", at=MONDAY)


async def paused(rows: Sessions) -> bool:
    """Whether all letters are stopped."""
    async with rows() as session:
        return await desk.is_paused(session)


async def test_letters_are_paused_and_resumed(rows: Sessions) -> None:
    """A new desk is not paused; who did it last is kept."""
    assert not await paused(rows)
    await desk.set_paused(rows, paused=True, by="bo", at=MONDAY)
    assert await paused(rows)
    await desk.set_paused(rows, paused=False, by="ana", at=MONDAY + DAY)

    assert not await paused(rows)
    kept = await desk.get(rows, "letters")
    assert kept == {"paused": False, "by": "ana", "at": (MONDAY + DAY).isoformat()}


async def test_the_first_look_into_a_mailbox_is_remembered(rows: Sessions) -> None:
    """Later starts see the same instant; another mailbox has its own."""
    assert await desk.first_look(rows, "one@desk.example", MONDAY) == MONDAY
    assert await desk.first_look(rows, "one@desk.example", MONDAY + DAY) == MONDAY
    assert await desk.first_look(rows, "two@desk.example", MONDAY + DAY) == MONDAY + DAY


async def test_a_fact_is_kept_until_it_is_told_anew(rows: Sessions) -> None:
    """What the mailroom reports and the console shows."""
    assert await desk.get(rows, "mailbox") is None
    await desk.put(rows, "mailbox", {"trouble": "密码", "failed": 1})
    await desk.put(rows, "mailbox", {"failed": 0})

    assert await desk.get(rows, "mailbox") == {"failed": 0}


# ---- decisions ---------------------------------------------------------------------------


async def test_held_mail_is_set_aside_once(rows: Sessions) -> None:
    """Recorded with who and why; mail that is not held stays what it is."""
    number = await open_case(rows)
    await add_mail(rows, None, Handling.HOLD)
    decisions = Decisions(rows)

    await decisions.set_aside(2, BO)

    row = await message_row(rows, 2)
    assert (row.disposition, row.rule) == ("recorded", "not a complaint")
    async with rows() as session:
        ledger = select(DispositionRow).filter_by(message_id=2).order_by(DispositionRow.id)
        assert [(one.by, one.why) for one in await session.scalars(ledger)] == [
            ("intake", ""),
            ("bo", "it is settled"),
        ]
    for other in (1, 2, 99):
        with pytest.raises(RefusedError, match=f"message {other} is not held"):
            await decisions.set_aside(other, BO)
    assert (await message_row(rows, 1)).case_number == number
