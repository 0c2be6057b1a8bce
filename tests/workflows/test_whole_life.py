"""Whole lives, from the first mail to the last letter, and what they cost in history events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.case import NextStep, Outcome, Party, Stage
from tests.workflows import acts
from tests.workflows.acts import CALLS, cost, ended, quiet, sent, until_stage

if TYPE_CHECKING:
    from tests.desk import Desk

pytestmark = pytest.mark.again


async def test_breach_approval_referral_answer_closed_reopened(desk: Desk) -> None:
    """The longest way there is: evidence late, a void approval, two bodies, reopened at the end."""
    number = await desk.open_case()
    await until_stage(desk, number, Stage.WITH_RESPONDENT)
    await desk.says(number, "Here is the call log.", CALLS)
    await desk.says(number, "We are looking into it.", party=Party.RESPONDENT)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    assert "referral" not in await sent(desk, number)

    await desk.says(number, "They called again, at night.")  # void: it is written anew
    await desk.rule_on(number)
    await quiet(desk, number)
    await desk.says(number, "Your complaint has been accepted.", party=Party.BODY)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    await desk.rule_on(number)
    assert (await until_stage(desk, number, Stage.ANSWERED))[-1] is NextStep.ASK_HOW_IT_WENT

    await desk.says(number, "Thank you, this is resolved.")
    assert await ended(desk, number) == Outcome.RESOLVED
    assert await cost(desk, number) < 400, "17 letters and 8 messages; most cases need half of it"

    await acts.reopened(desk, number)
    await quiet(desk, number)
    assert "reopened" in await sent(desk, number)


async def test_breach_referral_and_the_bodys_answer(desk: Desk) -> None:
    """The evidence comes, the firm is silent, the ombudsman answers, and that is enough."""
    number = await desk.open_case()
    await quiet(desk, number)
    await desk.says(number, "Here is the call log.", CALLS)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    await desk.rule_on(number)
    await quiet(desk, number)
    await desk.says(number, "We have decided: the calls must stop.", party=Party.BODY)
    await quiet(desk, number)
    assert await desk.stage(number) is Stage.ANSWERED

    await desk.says(number, "Thank you, this is resolved.")

    assert await ended(desk, number) == Outcome.RESOLVED
    assert await sent(desk, number) == [
        *("acknowledgement", "evidence-request", "preservation-notice"),
        *("complaint-notice", "evidence-receipt", "complaint-reminder", "complaint-reminder"),
        *("approval-request", "breach-notice", "referral", "answer", "closure"),
    ]
    assert await cost(desk, number) < 200


async def test_settled_early(desk: Desk) -> None:
    """The firm rang back on the same day: four letters, and nobody had to do anything."""
    number = await acts.with_respondent(desk)

    await desk.says(number, "Thank you, this is resolved.")

    assert await ended(desk, number) == Outcome.RESOLVED
    assert await sent(desk, number) == ["acknowledgement", "complaint-notice", "closure", "closure"]
    assert not (await desk.view(number)).case.needs_staff
    assert await cost(desk, number) < 80


async def test_an_answer_and_silence(desk: Desk) -> None:
    """Nobody at the desk lifts a finger: answered, asked once more, closed."""
    number = await acts.answered(desk)

    await until_stage(desk, number, Stage.CLOSED)

    assert await ended(desk, number) == Outcome.RESOLVED
    assert await sent(desk, number) == [
        *("acknowledgement", "complaint-notice", "answer", "closing-question", "closure")
    ]
    assert not (await desk.view(number)).decisions
    assert await cost(desk, number) < 120


async def test_with_the_filing_guide_to_the_end(desk: Desk) -> None:
    """Firm and ombudsman are silent; Ana files with the tribunal, and tells us how it went."""
    number = await acts.guided(desk)
    await until_stage(desk, number, Stage.ANSWERED)

    await desk.says(number, "Thank you, this is resolved.")

    assert await ended(desk, number) == Outcome.RESOLVED
    assert (await sent(desk, number)).count("filing-guide") == 1
    assert await cost(desk, number) < 250
