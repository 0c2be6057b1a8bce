"""The life of a complaint from the outside, with months that pass in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from temporalio.client import WorkflowUpdateFailedError

from casework.case import NextStep, Outcome, Stage
from casework.plan import Arrival, Happening
from tests.examples import PNG, a_mail
from workflows.case_file import CASE_NEEDS_STAFF, CASE_NEXT_DUE, CASE_STAGE
from workflows.complaint import ComplaintWorkflow

if TYPE_CHECKING:
    from tests.desk import Desk

CALLS = ("calls.png", "image/png", PNG)
ACKNOWLEDGEMENT = "We have your complaint to ana@home.example"
REQUEST = "We need something more from you to ana@home.example"
REMINDER = "A reminder: we are waiting to hear from you to ana@home.example"


async def test_a_complaint_is_acknowledged_and_missing_evidence_is_asked_for(desk: Desk) -> None:
    """Both letters go out at once."""
    await desk.open_case()
    await desk.until_letters(2)

    assert desk.letters == [ACKNOWLEDGEMENT, REQUEST]


async def test_with_nothing_missing_a_person_is_next(desk: Desk) -> None:
    """The call log came with the complaint: nothing is asked for."""
    raw = a_mail("Unwanted calls again; the call log is attached.", files=(CALLS,))
    number = await desk.open_case(raw)
    await desk.until_letters(1)

    assert desk.letters == [ACKNOWLEDGEMENT]
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.HANDED_OVER, True)
    assert case.next_step == NextStep.STAFF_REVIEW


async def test_what_no_rule_understands_goes_to_a_person(desk: Desk) -> None:
    """No category, so no checklist: nothing is guessed."""
    number = await desk.open_case(a_mail("I have something to say.", subject="Hello"))

    assert (await desk.view(number)).case.category is None
    assert "handed to a person" in await desk.events(number)


async def test_silence_brings_one_reminder_and_never_a_rejection(desk: Desk) -> None:
    """Two months of silence: one reminder, then a person has the case."""
    number = await desk.open_case()

    await desk.wind(number, days=60)

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await desk.until_letters(3)
    assert desk.letters[2:] == [REMINDER]
    assert "went on without the missing evidence" in await desk.events(number)


async def test_the_reminder_comes_in_the_morning_of_its_day(desk: Desk) -> None:
    """Five days on, between eight and a minute past, where the complainant is."""
    number = await desk.open_case()
    due_at = (await desk.view(number)).case.due_at

    await desk.wind(number, days=6)
    await desk.until_letters(3)

    reminder = (await desk.view(number)).letters[-1]
    assert due_at is not None
    assert 0 <= (reminder.written_at - due_at).total_seconds() <= 65
    assert reminder.written_at.hour == 0, "eight o'clock in Shanghai"


async def test_evidence_that_arrives_ends_the_wait(desk: Desk) -> None:
    """A reply with the call log: nobody is reminded, a person is next."""
    number = await desk.open_case()
    await desk.until_letters(2)

    await desk.reply(number, "Here is the call log.", CALLS)

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await desk.wind(number, days=30)
    assert desk.letters == [ACKNOWLEDGEMENT, REQUEST]
    assert "evidence complete" in await desk.events(number)


async def test_a_reply_without_the_evidence_is_read_by_a_person(desk: Desk) -> None:
    """Words alone tick nothing off; but nobody who wrote is told that we wait to hear from them."""
    number = await desk.open_case()
    due_at = (await desk.view(number)).case.due_at

    await desk.reply(number, "I will look for it.")
    await _noted(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.due_at) == (Stage.AWAITING_EVIDENCE, due_at)
    assert case.needs_staff
    await desk.wind(number, days=6)
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    assert REMINDER not in desk.letters


async def test_a_message_while_a_person_has_the_case_shows_on_it(desk: Desk) -> None:
    """Nothing that somebody writes goes unseen."""
    number = await desk.open_case()
    await desk.reply(number, "Here is the call log.", CALLS)
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)

    await desk.reply(number, "And another thing.")
    await _noted(desk, number, times=2)

    assert (await desk.view(number)).case.needs_staff


async def test_a_review_that_nobody_makes_is_overdue_and_stays_due(desk: Desk) -> None:
    """No silent stop: every missed date is noted, and there is always a next one."""
    number = await desk.open_case(a_mail("Unwanted calls.", files=(CALLS,)))

    await desk.wind(number, days=14)
    await desk.until(number, lambda case: case.due_at > case.opened_at)

    assert (await desk.events(number)).count("review overdue") >= 2
    assert (await desk.view(number)).case.due_at is not None


@pytest.mark.parametrize("with_evidence", [True, False], ids=["handed over", "awaiting evidence"])
async def test_staff_close_a_case_from_wherever_it_stands(
    desk: Desk, *, with_evidence: bool
) -> None:
    """The workflow ends with the outcome that staff chose, and nothing is sent any more."""
    files = (CALLS,) if with_evidence else ()
    number = await desk.open_case(a_mail("Unwanted calls.", files=files))
    sent = 1 if with_evidence else 2
    await desk.until_letters(sent)

    await desk.close(number, Outcome.UNRESOLVED)

    assert await desk.handle(number).result() is Outcome.UNRESOLVED
    case = (await desk.view(number)).case
    assert (case.stage, case.outcome, case.due_at) == (Stage.CLOSED, Outcome.UNRESOLVED, None)
    assert len(desk.letters) == sent


async def test_the_same_message_is_heard_once(desk: Desk) -> None:
    """An update under another id with a digest that is known changes nothing."""
    number = await desk.open_case()
    first = (await desk.view(number)).case.first_digest
    handle = desk.handle(number)

    for _ in range(2):
        arrival = Arrival(what=Happening.MESSAGE, ref=first, first=first)
        assert await handle.execute_update(ComplaintWorkflow.message, arrival) == "seen"

    assert "message added" not in await desk.events(number)


@pytest.mark.parametrize("update", [ComplaintWorkflow.message, ComplaintWorkflow.decision])
async def test_a_workflow_refuses_what_is_for_another_case(desk: Desk, update: object) -> None:
    """Every update names the case by its first message."""
    number = await desk.open_case()
    stray = Arrival(what=Happening.MESSAGE, ref="x", first="of another case")

    with pytest.raises(WorkflowUpdateFailedError):
        await desk.handle(number).execute_update(update, stray)  # type: ignore[call-overload]  # one of two


async def test_ops_can_filter_and_read_but_learn_nothing_personal(desk: Desk) -> None:
    """Search attributes and details speak of stage and dates; no payload holds a name."""
    number = await desk.open_case(a_mail("Ana Secret complains of unwanted calls."))
    handle = desk.handle(number)

    described = await handle.describe()
    found = described.typed_search_attributes
    assert found[CASE_STAGE] == "awaiting evidence"
    assert found[CASE_NEEDS_STAFF] is False
    assert found[CASE_NEXT_DUE] == (await desk.view(number)).case.due_at
    history = (await handle.fetch_history()).to_json()
    assert not [word for word in ("ana@", "Ana", "Secret") if word in history]
    assert (await handle.query(ComplaintWorkflow.case)).stage is Stage.AWAITING_EVIDENCE


async def test_a_whole_case_is_cheap(desk: Desk) -> None:
    """Three letters, a late answer, a missed review, a closure: far below 200 events."""
    number = await desk.open_case()
    await desk.wind(number, days=6)
    await desk.reply(number, "I have nothing.")
    await desk.wind(number, days=10)
    await desk.close(number)
    await desk.handle(number).result()

    history = await desk.handle(number).fetch_history()
    mine = [one for one in history.events if "TIME_SKIPPING" not in str(one.event_type)]
    assert len(mine) < 120, len(mine)


async def _noted(desk: Desk, number: str, times: int = 1) -> None:
    """Wait until the workflow has noted so many messages."""
    for _ in range(500):
        if (await desk.events(number)).count("message added") >= times:
            return
        await desk.until(number, lambda _case: True)
    raise AssertionError(await desk.events(number))
