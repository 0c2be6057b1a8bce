"""A closed case: what stays closed, what opens it again, and what meets the closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.storage.decisions import Decisions, Who
from casework.case import Outcome, Party, Stage
from casework.decisions import DecisionKind
from casework.plan import Arrival, Happening
from tests.desk import wall
from tests.workflows import acts
from tests.workflows.acts import comes_in, ended, quiet, sent, until_stage
from workflows.complaint import ComplaintWorkflow

if TYPE_CHECKING:
    from tests.desk import Desk


async def test_a_thank_you_leaves_it_closed(desk: Desk) -> None:
    """It is kept on the case; nobody is written to, and no run is started for it."""
    number = await acts.closed(desk)
    run = (await desk.handle(number).describe()).run_id
    before = await sent(desk, number)

    assert await comes_in(desk, number, "Thank you, this is resolved.") == "added"
    await desk.hand_over()
    await desk.hand_over()
    await desk.watch()

    assert (await desk.view(number)).case.stage == Stage.CLOSED
    assert (await desk.handle(number).describe()).run_id == run
    assert await sent(desk, number) == before


async def test_a_complaint_inside_the_window_opens_it_again(desk: Desk) -> None:
    """Under the same number: they hear of it, a person reads it, and it may be closed again."""
    number = await acts.closed(desk)
    await acts.reopened(desk, number)
    await quiet(desk, number)

    assert "reopened" in await sent(desk, number)
    assert (await desk.view(number)).case.needs_staff
    await desk.decide(number, DecisionKind.CLOSE, value=Outcome.UNRESOLVED)
    assert await ended(desk, number) == Outcome.UNRESOLVED
    assert (await sent(desk, number)).count("closure") == 2


async def test_a_reopened_case_goes_on_where_it_stood(desk: Desk) -> None:
    """It was answered: the complainant is given time again to say whether it is enough."""
    number = await acts.closed(desk)
    await acts.reopened(desk, number)

    await desk.decide(number, DecisionKind.GO_ON)

    assert await desk.stage(number) is Stage.ANSWERED
    await until_stage(desk, number, Stage.CLOSED)
    assert await ended(desk, number) == Outcome.RESOLVED


async def test_a_reopened_case_lives_on_in_its_own_time(desk: Desk) -> None:
    """A month on, and nobody winds anything: nothing happens before the day that it has."""
    number = await acts.closed(desk)
    await acts.later(desk, number, days=30)
    a_month_on = await acts.now(desk, number)

    await acts.reopened(desk, number)
    await quiet(desk, number)

    view = await desk.view(number)
    reopened = [one.at for one in view.events if one.kind in {"reopened", "handed to a person"}]
    assert min(reopened) >= a_month_on
    assert view.letters[-1].kind == "reopened"
    assert view.letters[-1].written_at >= a_month_on


async def test_the_firm_that_was_told_the_end_is_asked_again(desk: Desk) -> None:
    """Withdrawn, and taken up again weeks later: it has its whole time, and no breach is told."""
    number = await acts.with_respondent(desk)
    await desk.says(number, "I withdraw my complaint.")
    await ended(desk, number)
    await acts.later(desk, number, days=30)
    await acts.reopened(desk, number)

    await desk.decide(number, DecisionKind.GO_ON)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, (await sent(desk, number))[-1]) == (
        Stage.WITH_RESPONDENT,
        "complaint-notice",
    )
    assert "has been taken up again" in acts.words_of(desk.postbag.sent[-1][2])
    assert case.due_at is not None
    assert case.due_at > await acts.now(desk, number), "the next step is a reminder, days from now"
    assert "breach-notice" not in await acts.written(desk, number)


async def test_after_the_window_a_person_decides(desk: Desk) -> None:
    """The mail is held; staff may open the case all the same, whenever that is."""
    number = await acts.closed(desk)
    await acts.later(desk, number, days=200)

    assert await comes_in(desk, number, "They call me again!") == "held"
    await desk.hand_over()
    assert (await desk.view(number)).case.stage == Stage.CLOSED

    who = Who(account="manager", why="it is the same firm", at=wall())
    await desk.until_decided(number, await Decisions(desk.rows).reopen(number, who))
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await quiet(desk, number)
    assert "reopened" in await sent(desk, number)


async def test_the_firm_does_not_open_it_again(desk: Desk) -> None:
    """What it writes after the end is held for a person."""
    number = await acts.closed(desk)

    assert await comes_in(desk, number, "One more thing.", Party.RESPONDENT) == "held"

    assert (await desk.view(number)).case.stage == Stage.CLOSED


async def test_a_message_that_waits_while_it_closes_opens_it_again(desk: Desk) -> None:
    """The mail is with the workflow as silence closes the case: never over an unread message."""
    number = await acts.answered(desk)
    await acts.next_step(desk, number)
    assert await comes_in(desk, number, "No, they still call.") == "added"

    await acts.until_stage(desk, number, Stage.CLOSED)
    await desk.hand_over()
    await desk.hand_over()

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await acts.noted(desk, number)
    assert (await desk.view(number)).case.needs_staff
    await quiet(desk, number)
    assert "reopened" in await sent(desk, number)


async def test_a_message_behind_the_closing_decision_opens_it_again(desk: Desk) -> None:
    """Staff close the case; the very run that closed it hears of the mail, and opens it."""
    number = await acts.answered(desk)
    async with acts.paused(desk):  # the closure has not left: the run is not over
        await desk.close(number)
        await desk.until(number, lambda case: case.stage == Stage.CLOSED)
        first = (await desk.view(number)).case.first_digest
        assert await comes_in(desk, number, "No, they still call.") == "added"
        assert await desk.hand_over()
        run = (await desk.handle(number).describe()).run_id
        await acts.noted(desk, number)
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)

    assert (await desk.handle(number).describe()).run_id == run
    again = Arrival(what=Happening.MESSAGE, ref=first, first=first)
    answer = await desk.handle(number).execute_update(ComplaintWorkflow.message, again)
    assert answer == "seen"


async def test_a_decision_that_meets_the_closing_changes_nothing(desk: Desk) -> None:
    """It is kept who decided what, and that it came too late."""
    number = await acts.answered(desk)
    who = Who(account="handler", why="it seems right", at=wall())
    await Decisions(desk.rows).decide(number, DecisionKind.HAND_OVER, who)

    async with acts.paused(desk):  # the closure has not left: the run is not over
        await desk.says(number, "I withdraw my complaint.")

    assert await ended(desk, number) == Outcome.WITHDRAWN
    assert "decision came too late" in await desk.events(number)
