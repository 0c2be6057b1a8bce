"""Workflows are told what came for them: later, again, never twice, and never the wrong one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from temporalio.client import Client

from adapters.storage.models import DispositionRow, MessageRow
from casework.case import Stage
from mailroom.hand_over import HandOver
from mailroom.watch import Watch
from tests.conftest import free_port
from tests.desk import Desk, Postbag, wall
from tests.examples import DESK, PNG, a_mail

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions

CALLS = ("calls.png", "image/png", PNG)


async def test_temporal_may_be_down_when_mail_comes(desk: Desk) -> None:
    """The case is in the record at once; its workflow begins when it can."""
    nobody = await Client.connect(f"127.0.0.1:{free_port()}", lazy=True)
    await desk.take_in(a_mail())
    (number,) = await desk.relay.live_cases()

    assert await HandOver(nobody, desk.relay, wall).round(), "something is left to try"
    assert (await desk.view(number)).case.stage == Stage.RECEIVED

    assert await desk.hand_over()
    await desk.until_letters(2)


async def test_a_workflow_that_nobody_works_on_is_started_and_told_later(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """No worker: the update waits in vain, the workflow is there, nothing is marked as told."""
    desk = await Desk.build(temporal, sqlite_rows, Postbag())
    await desk.take_in(a_mail())
    (number,) = await desk.relay.live_cases()

    assert not await desk.hand_over()
    assert (await desk.handle(number).describe()).id == f"case/{number}"

    async with desk.worker():
        assert await desk.hand_over()
        await desk.until_letters(2)
        await desk.close(number)
        await desk.handle(number).result()


async def test_mail_that_meets_a_closed_case_is_held(desk: Desk) -> None:
    """Added while the case was open, not noted before it closed: a person looks."""
    number = await desk.open_case()
    await desk.close(number)
    await desk.handle(number).result()
    async with desk.rows.begin() as session:
        row = MessageRow(**_late(number))
        session.add(row)

    await desk.hand_over()

    async with desk.rows() as session:
        late = await session.scalar(select(MessageRow).where(MessageRow.sha256 == "late"))
        assert late is not None
        assert (late.disposition, late.rule) == ("held", "its case closed meanwhile")
        changes = await session.scalars(
            select(DispositionRow.by).where(DispositionRow.message_id == late.id)
        )
        assert list(changes) == ["mailroom"]


def _late(number: str) -> dict[str, Any]:
    now = wall()
    return {
        "mailbox": DESK,
        "sha256": "late",
        "size": 1,
        "taken_at": now,
        "received_at": now,
        "message_id": "",
        "sender": "",
        "sender_name": "",
        "subject": "",
        "text": "",
        "kind": "person",
        "content_digest": "",
        "attachments": [],
        "refers_to": [],
        "defects": [],
        "disposition": "added",
        "rule": "a case's correspondent writes to it",
        "case_number": number,
    }


async def test_a_case_whose_row_is_open_but_whose_workflow_ended_is_told_after_the_watch(
    desk: Desk,
) -> None:
    """The hand-over never starts a second run; the watchdog does, from the row."""
    number = await desk.open_case()
    await desk.until_letters(2)
    await desk.forget(number)
    view = await desk.view(number)
    reply = a_mail(
        "Here is the call log.",
        to=DESK.replace("@", f"+{view.people[0].token}@"),
        message_id="<again@home.example>",
        files=(CALLS,),
    )
    await desk.take_in(reply)

    assert not await desk.hand_over()
    await desk.watch()
    assert await desk.hand_over()

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)


async def test_a_lost_case_that_is_long_overdue_is_rebuilt_and_goes_on(desk: Desk) -> None:
    """Whatever became of the timer."""
    number = await desk.open_case()
    await desk.wind(number, days=30)
    await desk.forget(number)

    watch, rebuilt = Watch(desk.client, desk.relay, wall), 0
    for _ in range(100):  # Temporal's list lags behind by some moments
        rebuilt += (await watch.round()).rebuilt
        if rebuilt:
            break
        await asyncio.sleep(0.05)

    assert rebuilt == 1
    await desk.until(number, lambda case: case.due_at is not None)
