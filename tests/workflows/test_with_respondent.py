"""The respondent has the complaint: how its time can end, and what does not end it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import NextStep, Outcome, Party, Stage
from casework.decisions import DecisionKind
from casework.policy import Clock, Counting
from casework.terms import Bar
from tests.desk import Desk
from tests.examples import a_policy
from tests.workflows import acts
from tests.workflows.acts import CALLS, ended, next_step, quiet, sent, until_stage

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions


async def test_an_answer_is_passed_on_and_ends_the_wait(desk: Desk) -> None:
    """In the firm's own words; the complainant is asked whether it is enough, the firm nothing."""
    number = await acts.with_respondent(desk)

    await desk.says(number, "The caller was dismissed.", party=Party.RESPONDENT)
    await quiet(desk, number)

    assert await desk.stage(number) is Stage.ANSWERED
    to, _, raw = desk.postbag.sent[-1]
    assert to == "ana@home.example"
    assert "The caller was dismissed." in acts.words_of(raw)
    assert await next_step(desk, number) is NextStep.REMIND_CLOSING
    assert "complaint-reminder" not in await acts.written(desk, number)


async def test_an_interim_note_stops_no_clock(desk: Desk) -> None:
    """That it is looking into it is kept; the firm's time ends on the same day."""
    number = await acts.with_respondent(desk)
    due_at = (await desk.view(number)).case.due_at

    await desk.says(number, "We are looking into it.", party=Party.RESPONDENT)

    case = (await desk.view(number)).case
    assert (case.stage, case.due_at) == (Stage.WITH_RESPONDENT, due_at)
    assert not case.needs_staff
    assert "interim note received" in await desk.events(number)


@pytest.mark.parametrize("text", ["收到", "We will look into it."])
async def test_a_bare_receipt_does_not_keep_the_firm_from_being_late(desk: Desk, text: str) -> None:
    """Whoever only says that it has the mail has not answered: the breach comes on its day."""
    number = await acts.with_respondent(desk)

    await desk.says(number, text, party=Party.RESPONDENT)
    steps = await until_stage(desk, number, Stage.APPROVAL_PENDING)

    assert steps[-1] is NextStep.BREACH
    assert "answer" not in await sent(desk, number)


async def test_half_an_answer_waits_for_a_person_who_takes_it_as_the_answer(desk: Desk) -> None:
    """Nothing is passed on by itself and the time runs; then it goes out in the firm's words."""
    number = await acts.with_respondent(desk)
    asked_at = (await desk.view(number)).case.asked_at
    await desk.says(number, "Refunded; we are looking into the rest.", party=Party.RESPONDENT)
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.WITH_RESPONDENT, True)
    assert case.asked_at == asked_at

    message = (await desk.view(number)).messages[-1]
    await desk.decide(number, DecisionKind.TAKE_AS_ANSWER, about=message.sha256)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.ANSWERED, False)
    assert "Refunded; we are looking" in acts.words_of(desk.postbag.sent[-1][2])


async def test_silence_is_reminded_of_twice_and_then_a_breach(desk: Desk) -> None:
    """The complainant hears of it, a referral is written, and nothing of it leaves."""
    number = await acts.with_respondent(desk)
    asked_at = (await desk.view(number)).case.asked_at

    steps = await until_stage(desk, number, Stage.APPROVAL_PENDING)

    assert steps == [NextStep.REMIND_RESPONDENT, NextStep.REMIND_RESPONDENT, NextStep.BREACH]
    assert await sent(desk, number) == [
        *("acknowledgement", "complaint-notice", "complaint-reminder", "complaint-reminder"),
        *("approval-request", "breach-notice"),
    ]
    assert asked_at is not None
    waited = await acts.now(desk, number) - asked_at
    assert 15 <= waited.days <= 16, "its last day is over, wherever the hour was"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Thank you, this is resolved.", Outcome.RESOLVED),
        ("I withdraw my complaint.", Outcome.WITHDRAWN),
    ],
)
async def test_the_firm_hears_that_it_is_over(desk: Desk, text: str, outcome: Outcome) -> None:
    """Settled or withdrawn: both are told, and nobody is reminded of anything."""
    number = await acts.with_respondent(desk)

    await desk.says(number, text)

    assert await ended(desk, number) == outcome
    closures = [one for one in (await desk.view(number)).letters if one.kind == "closure"]
    assert {one.party for one in closures} == {Party.COMPLAINANT, Party.RESPONDENT}
    assert {one.state for one in closures} == {"sent"}


async def test_late_evidence_is_taken_beside_the_firms_clock(desk: Desk) -> None:
    """It is receipted; the firm's day stays, and nobody is asked for it again."""
    number = await desk.open_case()
    await until_stage(desk, number, Stage.WITH_RESPONDENT)
    due_at = (await desk.view(number)).case.due_at

    await desk.says(number, "Here is the call log.", CALLS)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.due_at) == (Stage.WITH_RESPONDENT, due_at)
    assert (await sent(desk, number))[-1] == "evidence-receipt"
    assert not case.needs_staff


async def test_a_person_who_is_asked_for_has_the_case_at_once(desk: Desk) -> None:
    """The firm is not reminded meanwhile; its answer is kept for that person."""
    number = await acts.with_respondent(desk)
    await desk.says(number, "I want to speak to a person.")
    assert await desk.stage(number) is Stage.HANDED_OVER

    await desk.says(number, "The caller was dismissed.", party=Party.RESPONDENT)

    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.HANDED_OVER, True)
    assert await next_step(desk, number) is NextStep.STAFF_REVIEW
    assert "complaint-reminder" not in await acts.written(desk, number)


async def test_an_empty_mail_of_the_firm_is_no_answer(desk: Desk) -> None:
    """A person reads it; the clock runs."""
    number = await acts.with_respondent(desk)

    await desk.says(number, " ", party=Party.RESPONDENT)

    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.WITH_RESPONDENT, True)
    assert case.next_step == NextStep.STAFF_REVIEW


async def test_how_things_stand_is_told_once_a_day(desk: Desk) -> None:
    """By itself, and no clock stops; who asks again the next day is told again."""
    number = await acts.with_respondent(desk)

    await desk.says(number, "Any news?")
    await desk.says(number, "Any news, please?")
    await quiet(desk, number)
    assert (await sent(desk, number)).count("progress") == 1

    await desk.wind(number, days=1.1)
    await desk.says(number, "Any news now?")
    await quiet(desk, number)
    assert (await sent(desk, number)).count("progress") == 2
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.WITH_RESPONDENT, False)


# ---- staff -----------------------------------------------------------------------------


async def test_another_respondent_is_asked_anew(desk: Desk) -> None:
    """The wrong one had it: the right one gets the complaint, and its whole time."""
    number = await acts.with_respondent(desk)
    await desk.wind(number, days=3)

    await desk.decide(number, DecisionKind.ASSIGN_RESPONDENT, value="house")
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.respondent) == (Stage.WITH_RESPONDENT, "house")
    assert case.asked_at is not None
    assert case.asked_at > case.opened_at
    assert desk.letters[-1].endswith("department@desk.example")


async def test_staff_may_ask_it_again_and_ask_the_complainant(desk: Desk) -> None:
    """A person puts it to the firm once more; or asks whether what is there is enough."""
    number = await acts.with_respondent(desk)
    await desk.wind(number, days=2)

    await desk.decide(number, DecisionKind.PUT_TO_RESPONDENT)
    await quiet(desk, number)
    assert (await sent(desk, number)).count("complaint-notice") == 2

    await desk.decide(number, DecisionKind.ASK_CLOSING)
    await quiet(desk, number)
    assert await desk.stage(number) is Stage.ANSWERED
    assert (await sent(desk, number))[-1] == "closing-question"


async def test_staff_may_refer_it_before_the_firms_time_is_over(desk: Desk) -> None:
    """To the body that they choose; the letter waits for somebody else's approval."""
    number = await acts.with_respondent(desk)

    await desk.decide(number, DecisionKind.REFER, value="example-tribunal")

    assert await desk.stage(number) is Stage.APPROVAL_PENDING
    assert (await desk.waiting(number)).kind == "filing-guide"


async def test_staff_may_take_it_over_and_close_it(desk: Desk) -> None:
    """Whose the case is shows on it; the end is theirs to say, and the firm hears of it."""
    number = await acts.with_respondent(desk)

    await desk.decide(number, DecisionKind.HAND_OVER, value="manager")
    case = (await desk.view(number)).case
    assert (case.stage, case.owner) == (Stage.HANDED_OVER, "manager")

    await desk.close(number, Outcome.INADMISSIBLE)
    assert await ended(desk, number) == Outcome.INADMISSIBLE


async def test_without_a_ladder_a_breach_is_a_persons_matter(desk: Desk) -> None:
    """Every body has had its turn: the complainant hears of the breach, a person of the rest."""
    number = await acts.guided(desk)
    assert await next_step(desk, number) is NextStep.ASK_HOW_IT_WENT
    await desk.decide(number, DecisionKind.PUT_TO_RESPONDENT)

    steps = await until_stage(desk, number, Stage.HANDED_OVER)

    assert steps[-1] is NextStep.BREACH
    assert "no rung of the ladder fits" in await desk.events(number)
    before = len(await acts.written(desk, number))
    await desk.decide(number, DecisionKind.GO_ON)
    await until_stage(desk, number, Stage.HANDED_OVER)
    assert len(await acts.written(desk, number)) == before, "nobody is told the same twice"


async def test_a_time_bar_is_warned_of_while_the_firm_is_silent(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """On its day the complainant hears of it and a person looks; the firm's time runs on."""
    ombudsman, tribunal = a_policy().ladder
    days = Clock(count=12, counting=Counting.CALENDAR_DAYS, basis="policy")
    bar = Bar(clock=days, warn_days=8)
    policy = acts.pack(ladder=(replace(ombudsman, time_bars=(bar,)), tribunal))
    async with Desk.open(temporal, sqlite_rows, policy=policy) as desk:
        number = await acts.with_respondent(desk)
        assert await next_step(desk, number) is NextStep.STAFF_REVIEW
        await quiet(desk, number)

        assert (await sent(desk, number))[-1] == "time-bar-warning"
        assert (await desk.view(number)).case.needs_staff
        assert await next_step(desk, number) is NextStep.REMIND_RESPONDENT
