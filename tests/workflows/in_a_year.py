"""What happens in many a life: days pass, people write, approve, appeal, and come back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from casework.case import NextStep, Party, Stage
from casework.decisions import DecisionKind
from tests.workflows.acts import ended, in_step, next_step, quiet, until_stage

if TYPE_CHECKING:
    from tests.desk import Desk


async def reminded_of_evidence(desk: Desk, number: str) -> None:
    """Days pass, and the complainant is asked once more."""
    while await next_step(desk, number) is not NextStep.REMIND:
        await quiet(desk, number)
    await quiet(desk, number)


async def silent_until_the_end(desk: Desk, number: str) -> None:
    """The respondent is reminded, and lets its time run out; a person approves what is next."""
    steps = await until_stage(desk, number, Stage.APPROVAL_PENDING)
    assert steps[-1] is NextStep.BREACH
    await approved(desk, number)


async def answers(desk: Desk, number: str, words: str) -> None:
    """The respondent says what it has done; the complainant reads it."""
    await desk.says(number, words, party=Party.RESPONDENT)
    await quiet(desk, number)


async def approved(desk: Desk, number: str) -> None:
    """Somebody with the role has read the letter, and lets it go."""
    await desk.rule_on(number)
    await quiet(desk, number)
    assert await desk.stage(number) is Stage.WITH_BODY


async def asked_how_it_went(desk: Desk, number: str) -> None:
    """The body's time passes; whoever filed is asked how it went."""
    steps = await until_stage(desk, number, Stage.ANSWERED)
    assert steps[-1] is NextStep.ASK_HOW_IT_WENT


async def appeals(desk: Desk, number: str, words: str, decision: DecisionKind) -> None:
    """The complainant does not accept it; somebody else decides how it goes on."""
    await desk.says(number, words)
    await in_step(desk, number)
    assert (await desk.row(number)).appealed
    await desk.decide(number, decision, by="manager")
    await quiet(desk, number)


async def taken_up_again(
    desk: Desk, number: str, words: str, decision: DecisionKind, *, days: int = 170
) -> None:
    """Long after the end the complainant writes again: a person reads it and decides."""
    assert await ended(desk, number)
    ahead = (await desk.row(number)).ahead
    await desk.relay.wound(number, timedelta(days=days, hours=3, seconds=ahead))
    await desk.says(number, words)
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await told_that_it_is_open(desk, number)
    await desk.decide(number, decision, by="manager")
    await quiet(desk, number)


async def told_that_it_is_open(desk: Desk, number: str) -> None:
    """It is day, so the letter leaves by itself: nobody winds a run that is just being wound."""
    for _ in range(1000):
        on_its_way = [one.key for one in await desk.letters_of(number) if one.sent_at is None]
        if not on_its_way:
            return await in_step(desk, number)
        await asyncio.sleep(0.02)
    raise AssertionError(on_its_way)


async def chased(desk: Desk, number: str) -> None:
    """The respondent is silent for a while: it is reminded."""
    assert await next_step(desk, number) is NextStep.REMIND_RESPONDENT
    await quiet(desk, number)


async def warned_of_the_bar(desk: Desk, number: str) -> None:
    """The complainant reads until when a body takes the case; a person looks, and goes on."""
    assert await next_step(desk, number) is NextStep.STAFF_REVIEW
    await quiet(desk, number)
    await desk.decide(number, DecisionKind.GO_ON)
