"""What a case does when letters fail, timers are lost and Temporal forgets."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import update

from adapters.storage.models import LetterRow
from casework.case import NextStep, Stage
from casework.letters import Answer, Reply
from tests.desk import Desk, wall
from tests.postbag import Postbag
from tests.waiting import comes
from tests.workflows import acts
from tests.workflows.acts import complaint, ended, happened, rebuilt
from workflows.complaint import ComplaintWorkflow

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions

NOBODY = "Unwanted calls."  # by whom, it does not say: one letter, and a person is asked


async def test_a_refused_letter_is_told_to_staff(desk: Desk) -> None:
    """5xx is an answer: no second try, and a person is asked."""
    desk.postbag.answers = [Answer(Reply.REFUSED, "550 no such user")]
    number = await desk.open_case()

    await desk.until(number, lambda case: case.needs_staff)
    await acts.quiet(desk, number)

    letters = (await desk.view(number)).letters
    assert sorted(one.state for one in letters) == ["failed", "sent", "sent"]
    assert "letter failed" in await desk.events(number)


async def test_a_lost_reply_without_a_witness_is_said_and_sent_again(desk: Desk) -> None:
    """At least once: the second copy has the same bytes, and the letter stays unknown."""
    desk.postbag.answers = [Answer(Reply.LOST, "gone")]
    number = await desk.open_case(complaint(NOBODY, evidence=True))

    await desk.until_letters(2)

    await happened(desk, number, "letter unknown")
    (first, second) = desk.postbag.sent
    assert first == second
    assert (await desk.view(number)).letters[0].state == "unknown"


async def test_a_witness_settles_a_lost_reply(desk: Desk) -> None:
    """The copy is in the witness mailbox: nothing goes out twice."""
    desk.postbag.answers = [Answer(Reply.LOST, "gone")]
    desk.postbag.witness = True
    number = await desk.open_case(complaint(NOBODY, evidence=True))

    await _letter(desk, number, "sent")

    assert len(desk.postbag.sent) == 1


async def test_smtp_may_be_away_for_days(desk: Desk) -> None:
    """Deadlines run all the same, and the letter goes out when the server is back."""
    desk.postbag.answers = [Answer(Reply.UNREACHABLE, "nobody there")] * 12
    number = await desk.open_case(complaint(NOBODY, evidence=True))

    await desk.wind(number, days=2)

    await _letter(desk, number, "sent")
    assert len(desk.letters) == 1


async def test_a_letter_is_given_up_after_five_days(desk: Desk) -> None:
    """Then staff are told, and nothing is tried any more."""
    desk.postbag.answers = [Answer(Reply.LATER, "451 greylisted")] * 2
    number = await desk.open_case(complaint(NOBODY, evidence=True))
    async with desk.rows.begin() as session:
        written = update(LetterRow).where(LetterRow.case_number == number)
        await session.execute(written.values(written_at=wall() - timedelta(days=6)))

    await desk.wind(number, days=0.1)

    await happened(desk, number, "letter failed")
    assert not desk.letters


async def test_a_letter_that_fails_after_the_case_is_closed_is_told_too(desk: Desk) -> None:
    """The workflow stays until its last letter has come to an end."""
    desk.postbag.answers = [
        Answer(Reply.UNREACHABLE, "nobody there"),
        Answer(Reply.REFUSED, "550 no such user"),
    ]
    number = await desk.open_case(complaint(NOBODY, evidence=True))

    await desk.close(number)
    await ended(desk, number)

    assert (await desk.events(number))[-1] == "letter failed"
    assert (await desk.view(number)).case.needs_staff


@dataclass
class FullMailbox(Postbag):
    """A mail server that puts off whatever is for one mailbox."""

    full: str = "approver@desk.example"

    async def send(self, recipient: str, message_id: str, raw: bytes) -> Answer:
        if recipient == self.full:
            return Answer(Reply.LATER, "452 mailbox full")
        return await super().send(recipient, message_id, raw)


async def test_a_full_mailbox_holds_nobody_elses_letters_up(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """The approver's mail waits for days; the complainant hears of the breach, and of the rest."""
    async with Desk.open(temporal, sqlite_rows, FullMailbox()) as desk:
        number = await acts.with_respondent(desk)
        while await acts.next_step(desk, number) is not NextStep.BREACH:
            pass
        await acts.until_hour(desk, number, 12)
        await desk.says(number, "Any news?")
        await desk.wind(number, days=0.01)

        states = {one.kind: one.state for one in (await desk.view(number)).letters}
        assert (states["breach-notice"], states["progress"]) == ("sent", "sent")
        assert states["approval-request"] == "pending"


async def test_the_firms_full_mailbox_does_not_keep_the_end_from_the_complainant(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """Both closures leave together: one arrives, the other is tried until it does."""
    bag = FullMailbox(full="")
    async with Desk.open(temporal, sqlite_rows, bag) as desk:
        number = await acts.with_respondent(desk)
        bag.full = "calls@firm.example"
        await acts.until_hour(desk, number, 12)
        await desk.says(number, "I withdraw my complaint.")
        await desk.until_letters(3)
        await desk.until(number, lambda case: case.stage == Stage.CLOSED)

        bag.full = ""
        await ended(desk, number)

        assert (await acts.sent(desk, number))[-2:] == ["closure", "closure"]
        assert desk.postbag.sent[-1][0] == "calls@firm.example", "after the complainant's"


async def test_the_watchdog_leaves_running_and_closed_cases_alone(desk: Desk) -> None:
    """It starts what is missing and nothing else."""
    number = await desk.open_case()
    run = (await desk.handle(number).describe()).run_id
    await desk.watch()
    assert (await desk.handle(number).describe()).run_id == run

    await desk.close(number)
    await ended(desk, number)
    await desk.watch()
    assert (await desk.handle(number).describe()).run_id == run


async def test_a_letter_written_at_night_waits_for_the_morning(desk: Desk) -> None:
    """A rebuilt case starts the sends of its pending letters again, not before their hour."""
    desk.postbag.answers = [Answer(Reply.LATER, "451 later")] * 3
    number = await desk.open_case(complaint(NOBODY, evidence=True))
    await _answer(desk, number, "451 later")
    await desk.forget(number)
    tomorrow = wall() + timedelta(days=1)
    async with desk.rows.begin() as session:
        night = update(LetterRow).where(LetterRow.case_number == number)
        await session.execute(night.values(leaves_at=tomorrow, state="pending", claimed_at=None))
    desk.postbag.answers = []

    await rebuilt(desk)
    await asyncio.sleep(0.5)
    assert not desk.letters

    await desk.wind(number, days=1.1)
    await desk.until_letters(1)


async def test_a_nudge_heals_a_timer_that_never_rings(desk: Desk) -> None:
    """Temporal's timer comes up to a minute late by design; the watchdog's nudge does not wait."""
    raw = next(one for one in map(_complaint, range(1000)) if _jitter(one) > 40)
    number = await desk.open_case(raw)
    due_at = (await desk.view(number)).case.due_at
    assert due_at
    await acts.wind_to(desk, number, due_at + timedelta(seconds=10))
    assert "evidence-reminder" not in await acts.written(desk, number)

    await desk.handle(number).signal(ComplaintWorkflow.nudge)

    await happened(desk, number, "reminded")


def _complaint(_n: int) -> bytes:
    return complaint()


def _jitter(raw: bytes) -> int:
    return int(sha256(raw).hexdigest()[:8], 16) % 60


async def _answer(desk: Desk, number: str, answer: str) -> None:
    async def there() -> bool:
        return any(one.answer == answer for one in await desk.letters_of(number))

    assert await comes(there), await desk.letters_of(number)


async def _letter(desk: Desk, number: str, state: str) -> None:
    async def there() -> bool:
        return any(one.state == state for one in await desk.letters_of(number))

    assert await comes(there), await desk.letters_of(number)
