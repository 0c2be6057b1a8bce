"""What is urgent by what it is about: marked wherever cases are listed, and first where asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.case import NextStep, Stage
from tests.examples import MONDAY, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

CLOSED = {"stage": Stage.CLOSED, "next_step": NextStep.NOTHING, "due_at": None}


async def test_urgent_cases_are_marked_and_can_be_listed_first(ling: FrontDesk) -> None:
    """In the list and on Today; a closed one presses nobody."""
    usual, closed, grave, now = [
        await ling.open_case(a_mail(f"Unwanted calls, at {one} too.", sender=f"{one}@home.example"))
        for one in range(4)
    ]
    await ling.change(usual, urgency="normal")
    await ling.change(closed, urgency="critical", **CLOSED)
    await ling.change(grave, urgency="high", needs_staff=True, flagged_at=MONDAY)
    await ling.change(now, urgency="critical", due_at=MONDAY + timedelta(days=9))

    page = await ling.get("/cases?sort=urgent+first")

    places = [page.html.index(f"/case/{one}") for one in (now, grave, usual, closed)]
    assert places == sorted(places)
    assert f"{now} urgency: critical" in page.words
    assert f"{grave} urgency: high" in page.words
    assert page.words.count("urgency: ") == 2
    assert "person needed urgency: high" in (await ling.get("/")).words
