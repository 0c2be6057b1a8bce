"""An answer was passed on: the complainant's word ends the case, or silence does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage.decisions import Decisions, RefusedError, Who
from casework.case import NextStep, Outcome, Party, Stage
from casework.decisions import DecisionKind
from tests.desk import wall
from tests.workflows import acts
from tests.workflows.acts import CALLS, ended, quiet, sent, until_stage

if TYPE_CHECKING:
    from tests.desk import Desk


async def test_the_complainants_word_closes_it(desk: Desk) -> None:
    """Settled is settled."""
    number = await acts.answered(desk)

    await desk.says(number, "Thank you, this is resolved.")

    assert await ended(desk, number) == Outcome.RESOLVED
    assert (await sent(desk, number))[-1] == "closure"


async def test_silence_is_reminded_of_once_and_closes_it(desk: Desk) -> None:
    """By the pack's rule, which the case says."""
    number = await acts.answered(desk)

    steps = await until_stage(desk, number, Stage.CLOSED)

    assert steps == [NextStep.REMIND_CLOSING, NextStep.CLOSE_ON_SILENCE]
    assert await ended(desk, number) == Outcome.RESOLVED
    assert (await sent(desk, number))[-2:] == ["closing-question", "closure"]
    assert "by silence" in (await desk.view(number)).events[-1].why


async def test_who_withdraws_after_an_answer_is_not_asked_again(desk: Desk) -> None:
    """Days later, before the reminder: the case is closed as withdrawn, and nobody else is told."""
    number = await acts.answered(desk)
    await desk.wind(number, days=3)

    await desk.says(number, "I withdraw my complaint.")

    assert await ended(desk, number) == Outcome.WITHDRAWN
    assert (await sent(desk, number))[-2:] == ["answer", "closure"]
    assert "closing-question" not in await acts.written(desk, number)


async def test_evidence_that_comes_after_the_answer_is_kept_and_moves_nothing(desk: Desk) -> None:
    """The firm answered without it: it is receipted, and the question stays open to its day."""
    number = await desk.open_case()
    await until_stage(desk, number, Stage.WITH_RESPONDENT)
    await desk.says(number, "The caller was dismissed.", party=Party.RESPONDENT)
    await quiet(desk, number)
    before = (await desk.view(number)).case

    await desk.says(number, "Here is the call log.", CALLS)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.due_at) == (Stage.ANSWERED, before.due_at)
    assert (await sent(desk, number))[-1] == "evidence-receipt"
    assert not case.needs_staff
    assert await until_stage(desk, number, Stage.CLOSED) == [
        NextStep.REMIND_CLOSING,
        NextStep.CLOSE_ON_SILENCE,
    ]


async def test_an_unhappy_answer_is_an_appeal_that_somebody_else_decides(desk: Desk) -> None:
    """A person has it at once; who has handled the case before cannot close it."""
    number = await acts.answered(desk)
    await desk.decide(number, DecisionKind.GO_ON, by="handler")

    await desk.says(number, "I do not accept this.")

    case = (await desk.view(number)).case
    assert (case.stage, case.appealed) == (Stage.HANDED_OVER, True)
    who = Who(account="handler", why="it is settled", at=wall())
    with pytest.raises(RefusedError):
        await Decisions(desk.rows).decide(number, DecisionKind.CLOSE, who, value=Outcome.UNRESOLVED)
    await desk.decide(number, DecisionKind.CLOSE, value=Outcome.UNRESOLVED, by="manager")
    assert await ended(desk, number) == Outcome.UNRESOLVED


async def test_an_appeal_may_go_to_a_body(desk: Desk) -> None:
    """The answer was not enough: the next rung, with its approval."""
    number = await acts.answered(desk)
    await desk.says(number, "I do not accept this.")

    await desk.decide(number, DecisionKind.REFER)

    assert await desk.stage(number) is Stage.APPROVAL_PENDING


async def test_nothing_is_closed_over_a_message_that_nobody_has_read(desk: Desk) -> None:
    """Neither reminded nor closed: when its time comes, a person has the case."""
    number = await acts.answered(desk)

    await desk.says(number, "My neighbour says that they know him.")

    assert (await desk.view(number)).case.stage == Stage.ANSWERED
    steps = await until_stage(desk, number, Stage.HANDED_OVER)
    assert steps[-1] is NextStep.CLOSE_ON_SILENCE
    assert NextStep.REMIND_CLOSING not in steps
    assert "closure" not in await acts.written(desk, number)


async def test_a_second_word_of_the_firm_is_read_by_a_person(desk: Desk) -> None:
    """It has answered already; what it adds is nobody's answer before somebody reads it."""
    number = await acts.answered(desk)

    await desk.says(number, "One more thing.", party=Party.RESPONDENT)
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.ANSWERED, True)
    assert (await sent(desk, number)).count("answer") == 1
