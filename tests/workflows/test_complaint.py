"""The life of a complaint from the outside, with months that pass in a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.case import Stage
from tests.examples import PNG

if TYPE_CHECKING:
    from tests.desk import Desk


async def test_a_complaint_is_acknowledged_and_missing_evidence_is_asked_for(desk: Desk) -> None:
    """Both letters go out at once."""
    await desk.open_case()
    await desk.until_letters(2)

    assert desk.letters == [
        "We have your complaint to ana@home.example",
        "We need something more from you to ana@home.example",
    ]


async def test_silence_brings_one_reminder_and_never_a_rejection(desk: Desk) -> None:
    """Two months of silence: one reminder, then a person has the case."""
    number = await desk.open_case()

    await desk.wind(number, days=60)

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await desk.until_letters(3)
    assert desk.letters[2:] == ["A reminder: we are waiting to hear from you to ana@home.example"]
    assert "went on without the missing evidence" in await desk.events(number)


async def test_evidence_that_arrives_ends_the_wait(desk: Desk) -> None:
    """A reply with the call log: nobody is reminded, a person is next."""
    number = await desk.open_case()

    await desk.reply(number, "Here is the call log.", ("calls.png", "image/png", PNG))

    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)
    await desk.wind(number, days=30)
    assert len(desk.letters) == 2
