"""Workflows are told what came for them: later, again, never twice, and never the wrong one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from temporalio.client import Client

from adapters.storage.decisions import Decisions, Who
from adapters.storage.models import LetterRow, MessageRow
from casework.case import Stage
from mailroom.hand_over import HandOver
from mailroom.watch import Watch
from tests.conftest import free_port
from tests.desk import Desk, wall
from tests.examples import DESK, PNG, a_mail
from tests.postbag import Postbag
from tests.workflows import acts

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
    desk = await Desk.build(temporal, sqlite_rows, Postbag(), acts.pack(hour=12))
    await desk.take_in(a_mail())
    (number,) = await desk.relay.live_cases()

    assert not await desk.hand_over()
    assert (await desk.handle(number).describe()).id == f"case/{number}"

    async with desk.worker():
        assert await desk.hand_over()
        await desk.until_letters(2)
        await desk.close(number)
        await desk.handle(number).result()


async def test_mail_that_meets_a_closed_case_opens_it_again(desk: Desk) -> None:
    """Added while the case was open, not noted before it closed: a second run begins."""
    number = await desk.open_case()
    await desk.close(number)
    await desk.until(number, lambda case: case.stage == Stage.CLOSED)
    await ended(desk, number)
    first = await desk.handle(number).describe()
    async with desk.rows.begin() as session:
        session.add(MessageRow(**_late(number)))

    await desk.hand_over()
    assert (await desk.view(number)).case.stage == Stage.REOPENED
    assert await desk.hand_over()

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await desk.until_noted(number, 1)
    assert (await desk.handle(number).describe()).run_id != first.run_id


async def test_a_case_that_staff_open_again_runs_again(desk: Desk) -> None:
    """The same number, a second run, and the complainant hears of it."""
    number = await desk.open_case()
    await desk.close(number)
    await desk.until(number, lambda case: case.stage == Stage.CLOSED)
    await ended(desk, number)

    decision = await Decisions(desk.rows).reopen(
        number, Who(account="handler", why="they called", at=wall())
    )
    await desk.until_decided(number, decision)

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    assert "reopened" in await desk.events(number)


async def test_a_closed_case_is_rebuilt_until_its_last_letter_has_left(desk: Desk) -> None:
    """Closed at night, Temporal loses it, and in the morning the closure leaves all the same."""
    number = await desk.open_case()
    await desk.until_letters(2)
    await desk.close(number)
    await desk.until(number, lambda case: case.stage == Stage.CLOSED)
    await ended(desk, number)
    async with desk.rows.begin() as session:
        for letter in await session.scalars(
            select(LetterRow).where(LetterRow.case_number == number, LetterRow.kind == "closure")
        ):
            letter.state, letter.sent_at = "pending", None
    desk.postbag.sent.clear()
    await desk.forget(number)
    assert number in await desk.relay.live_cases()

    assert (await Watch(desk.client, desk.relay, wall).round()).rebuilt == 1
    await ended(desk, number)

    assert [one.partition(" to ")[0] for one in desk.letters] == ["Your complaint is closed"]
    assert number not in await desk.relay.live_cases()
    assert (await Watch(desk.client, desk.relay, wall).round()).missing == 0


async def ended(desk: Desk, number: str) -> None:
    """The workflow of a closed case ends with its last letter, which may wait for the morning."""
    letters = (await desk.view(number)).letters
    if any(one.leaves_at > wall() for one in letters if one.sent_at is None):
        await desk.wind(number, days=1)
    await desk.handle(number).result()


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
        "party": "complainant",
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

    await desk.until(number, lambda case: case.stage == Stage.WITH_RESPONDENT)


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
