"""A person has the case: it goes on when that person says so, from wherever it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.case import NextStep, Outcome, Stage
from casework.decisions import DecisionKind
from tests.workflows import acts
from tests.workflows.acts import complaint, ended, next_step, quiet, sent, until_stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.desk import Desk


async def awaiting_evidence(desk: Desk) -> str:
    """Something is missing."""
    number = await desk.open_case()
    await quiet(desk, number)
    return number


@pytest.mark.parametrize(
    ("come_to", "stage"),
    [
        (awaiting_evidence, Stage.AWAITING_EVIDENCE),
        (acts.with_respondent, Stage.WITH_RESPONDENT),
        (acts.approval_pending, Stage.APPROVAL_PENDING),
        (acts.with_body, Stage.WITH_BODY),
        (acts.guided, Stage.WITH_BODY),
        (acts.answered, Stage.ANSWERED),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
async def test_it_goes_on_from_where_it_stood(
    desk: Desk, come_to: Callable[[Desk], Awaitable[str]], stage: Stage
) -> None:
    """Nothing that was written before is written again, but what had not left."""
    number = await come_to(desk)
    before = await sent(desk, number)
    await desk.says(number, "I want to speak to a person.")
    assert await desk.stage(number) is Stage.HANDED_OVER

    await desk.decide(number, DecisionKind.GO_ON)

    await desk.until(number, lambda case: case.stage == stage)
    await quiet(desk, number)
    assert await desk.stage(number) is stage
    anew = (await sent(desk, number))[len(before) :]
    assert anew == (["approval-request"] if stage is Stage.APPROVAL_PENDING else [])
    case = (await desk.view(number)).case
    assert not case.needs_staff
    assert case.due_at is not None
    assert await next_step(desk, number) != NextStep.STAFF_REVIEW


async def test_what_should_have_come_meanwhile_comes_at_once(desk: Desk) -> None:
    """The firm's time ran out on a person's desk: the breach is told when the case goes on."""
    number = await acts.handed_over(desk)
    while (await desk.events(number)).count("review overdue") < 5:
        await next_step(desk, number)

    await desk.decide(number, DecisionKind.GO_ON)

    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    assert (await sent(desk, number)).count("breach-notice") == 1
    assert "complaint-reminder" not in await acts.written(desk, number), "it would be too late"


async def test_a_review_that_nobody_makes_is_due_again_and_again(desk: Desk) -> None:
    """No silent stop: every missed date is noted, and there is always a next one."""
    number = await acts.handed_over(desk)
    dates = []

    for _ in range(4):
        dates.append((await desk.view(number)).case.due_at)
        assert await next_step(desk, number) is NextStep.STAFF_REVIEW

    assert (await desk.events(number)).count("review overdue") == 4
    assert dates == sorted(set(dates), key=str)
    assert (await desk.view(number)).case.needs_staff


async def test_what_arrives_meanwhile_shows_on_it(desk: Desk) -> None:
    """Evidence is receipted; words wait for the person; the end is the complainant's to say."""
    number = await acts.handed_over(desk)

    await desk.says(number, "And another thing.")
    await desk.says(number, "Any news?")
    await quiet(desk, number)
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.HANDED_OVER, True)
    assert (await sent(desk, number))[-1] == "progress"

    await desk.says(number, "I withdraw my complaint.")
    assert await ended(desk, number) == Outcome.WITHDRAWN


async def test_a_fact_that_a_person_knows_is_kept_and_moves_nothing(desk: Desk) -> None:
    """A body's precondition is answered; the case stays where it is."""
    number = await acts.handed_over(desk)

    await desk.decide(
        number, DecisionKind.ANSWER_QUESTION, value="yes", about="complainant_is_consumer"
    )

    case = (await desk.view(number)).case
    assert (case.stage, case.facts) == (Stage.HANDED_OVER, {"complainant_is_consumer": True})


async def test_a_corrected_finding_carries_the_case_on(desk: Desk) -> None:
    """A question that is a complaint after all: staff say so, and it begins."""
    number = await desk.open_case(complaint("我想咨询一下 Acme Calls 的业务", subject="咨询"))
    assert await desk.stage(number) is Stage.HANDED_OVER
    assert "flagged for a person" in await desk.events(number)

    await desk.decide(number, DecisionKind.CORRECT, value="threat", about="flags")
    assert await desk.stage(number) is Stage.HANDED_OVER
    await desk.decide(number, DecisionKind.CORRECT, value="business", about="complainant")
    await desk.decide(number, DecisionKind.CORRECT, value="refund_refused", about="category")
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.complainant, case.category) == ("business", "refund_refused")
    assert "evidence-request" in await sent(desk, number)
    assert (await desk.events(number)).count("finding corrected") == 3
