"""Whole lives, from the first mail to the last letter, with months that pass in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.case import Outcome, Party, Stage
from tests.examples import PNG

if TYPE_CHECKING:
    from tests.desk import Desk

CALLS = ("calls.png", "image/png", PNG)


async def test_breach_approval_referral_answer_closed_reopened(desk: Desk) -> None:
    """The longest way: nobody answers until a body does."""
    number = await desk.open_case()
    await desk.says(number, "Here is the call log.", CALLS)
    assert (await desk.view(number)).case.stage == Stage.WITH_RESPONDENT

    await desk.wind(number, days=15.6)
    await desk.until(number, lambda case: case.stage == Stage.APPROVAL_PENDING)
    assert "referral" not in [one.kind for one in (await desk.view(number)).letters if one.sent_at]

    await desk.rule_on(number)
    await desk.until(number, lambda case: case.stage == Stage.WITH_BODY)
    await desk.wind(number, days=1)
    await desk.says(number, "We have decided: the calls must stop.", party=Party.BODY)
    assert (await desk.view(number)).case.stage == Stage.ANSWERED

    await desk.says(number, "Thank you, this is resolved.")
    assert (await desk.view(number)).case.stage == Stage.CLOSED
    await desk.wind(number, days=1)
    assert await desk.handle(number).result() is Outcome.RESOLVED
    history = await desk.handle(number).fetch_history()
    mine = [one for one in history.events if one.event_type not in {55, 60}]
    import collections

    print(len(mine), collections.Counter(str(one.event_type) for one in mine), desk.letters)
    assert len(mine) < 200, len(mine)

    await desk.says(number, "They call me again!")
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    print(desk.letters)
    print(await desk.events(number))
