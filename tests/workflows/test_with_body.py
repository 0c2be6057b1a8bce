"""A body has the case, or the complainant has its guide: what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage.decisions import Decisions, Who
from casework.case import NextStep, Outcome, Party, Stage
from casework.letters import Answer, Reply
from tests.desk import wall
from tests.workflows import acts
from tests.workflows.acts import ended, next_step, quiet, sent, until_stage

if TYPE_CHECKING:
    from tests.desk import Desk

OMBUDSMAN = "intake@ombudsman.example"


async def test_a_bodys_answer_is_passed_on(desk: Desk) -> None:
    """That it has taken the case is no answer and stops no clock; its decision is."""
    number = await acts.with_body(desk)
    due_at = (await desk.view(number)).case.due_at

    await desk.says(number, "Your complaint has been accepted.", party=Party.BODY)
    case = (await desk.view(number)).case
    assert (case.stage, case.due_at, case.needs_staff) == (Stage.WITH_BODY, due_at, False)

    await desk.says(number, "We have decided: the calls must stop.", party=Party.BODY)
    await quiet(desk, number)
    assert await desk.stage(number) is Stage.ANSWERED
    to, _, raw = desk.postbag.sent[-1]
    assert to == "ana@home.example"
    assert "the calls must stop" in acts.words_of(raw)


async def test_a_silent_body_brings_the_next_rung(desk: Desk) -> None:
    """The ombudsman is silent: the tribunal's guide is written, approved, and given to Ana."""
    number = await acts.with_body(desk)

    assert await until_stage(desk, number, Stage.APPROVAL_PENDING) == [NextStep.BODY_OVERDUE]
    guide = await desk.waiting(number)
    assert (guide.kind, guide.recipient) == ("filing-guide", "ana@home.example")
    await desk.rule_on(number)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.self_filed) == (Stage.WITH_BODY, True)
    assert (await sent(desk, number)).count("breach-notice") == 2
    assert case.next_step == NextStep.ASK_HOW_IT_WENT


async def test_who_files_alone_is_asked_how_it_went(desk: Desk) -> None:
    """Once more after five days; silence closes the case as what it is, unresolved."""
    number = await acts.guided(desk)

    assert await until_stage(desk, number, Stage.ANSWERED) == [NextStep.ASK_HOW_IT_WENT]
    assert await until_stage(desk, number, Stage.CLOSED) == [
        NextStep.REMIND_CLOSING,
        NextStep.CLOSE_ON_SILENCE,
    ]

    assert await ended(desk, number) == Outcome.UNRESOLVED
    assert (await sent(desk, number)).count("closing-question") == 2


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Thank you, this is resolved.", Outcome.RESOLVED),
        ("I withdraw my complaint.", Outcome.WITHDRAWN),
    ],
)
async def test_the_complainant_may_end_it(desk: Desk, text: str, outcome: Outcome) -> None:
    """While a body is at work, too."""
    number = await acts.with_body(desk)

    await desk.says(number, text)

    assert await ended(desk, number) == outcome


async def test_evidence_that_comes_while_the_body_is_at_work_is_kept(desk: Desk) -> None:
    """It is receipted; nothing goes to the body unapproved, and its day stays."""
    number = await desk.open_case()
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    await desk.rule_on(number)
    await quiet(desk, number)
    before = (await desk.view(number)).case
    to_the_body = [to for to, _, _ in desk.postbag.sent].count(OMBUDSMAN)

    await desk.says(number, "Here is the call log.", acts.CALLS)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.due_at) == (Stage.WITH_BODY, before.due_at)
    assert (await sent(desk, number))[-1] == "evidence-receipt"
    assert [to for to, _, _ in desk.postbag.sent].count(OMBUDSMAN) == to_the_body == 1
    assert await next_step(desk, number) is NextStep.BODY_OVERDUE


async def test_a_withdrawal_while_the_body_is_at_work_stays_with_a_person(desk: Desk) -> None:
    """The complainant reads how they tell the body; the closed case waits for a person."""
    number = await acts.with_body(desk)

    await desk.says(number, "I withdraw my complaint.")

    assert await ended(desk, number) == Outcome.WITHDRAWN
    assert f"write to {OMBUDSMAN}" in acts.words_of(desk.postbag.sent[-1][2])
    assert (await desk.view(number)).case.needs_staff
    assert "a body still has the case" in await desk.events(number)


async def test_bare_words_are_read_while_the_body_is_at_work(desk: Desk) -> None:
    """Its clock runs beside; a late word of the firm is read, too."""
    number = await acts.with_body(desk)

    await desk.says(number, "They called again.")
    await desk.says(number, "The caller was dismissed.", party=Party.RESPONDENT)

    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.WITH_BODY, True)
    assert await next_step(desk, number) is NextStep.STAFF_REVIEW
    assert await desk.stage(number) is Stage.WITH_BODY


async def test_a_referral_whose_reply_was_lost_is_not_sent_twice(desk: Desk) -> None:
    """Nobody can tell whether the body has it: a person decides, and then it goes once more."""
    number = await acts.approval_pending(desk)
    desk.postbag.answers = [Answer(Reply.LOST, "gone")]
    key = (await desk.waiting(number)).key
    await desk.rule_on(number)
    await acts.happened(desk, number, "letter unknown")
    await desk.wind(number, days=1)
    assert [to for to, _, _ in desk.postbag.sent].count(OMBUDSMAN) == 1
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.WITH_BODY, True)

    who = Who(account="manager", why="the body has nothing", at=wall())
    await desk.until_decided(number, await Decisions(desk.rows).send_again(key, who))
    await quiet(desk, number)

    (first, second) = [one for one in desk.postbag.sent if one[0] == OMBUDSMAN]
    assert first == second, "the same bytes, the same Message-ID"


async def test_a_referral_that_the_body_refuses_is_told_to_staff(desk: Desk) -> None:
    """5xx: a person is asked; its clock runs, and the next rung comes all the same."""
    number = await acts.approval_pending(desk)
    desk.postbag.answers = [Answer(Reply.REFUSED, "550 no such user")]

    await desk.rule_on(number)
    await acts.happened(desk, number, "letter failed")

    assert (await desk.view(number)).case.needs_staff
    assert (await until_stage(desk, number, Stage.APPROVAL_PENDING))[-1] is NextStep.BODY_OVERDUE
