"""Closing a case in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import CaseRow, DecisionRow
from casework.case import NextStep, Stage

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

CLOSED = {"stage": Stage.CLOSED, "next_step": NextStep.NOTHING, "due_at": None}


# ---- closing ----------------------------------------------------------------------------


async def test_closing_a_case_is_a_row_with_who_and_why(ling: FrontDesk) -> None:
    """The decision is kept before anything hears of it, and the page says what happens now."""
    number = await ling.open_case()
    form = await ling.get(f"/case/{number}")

    page = await ling.post(
        f"/case/{number}/close", form, outcome="resolved", why="  the firm paid \n"
    )

    (decision,) = await ling.all_of(DecisionRow)
    assert (decision.case_number, decision.kind, decision.value) == (number, "close", "resolved")
    assert (decision.by, decision.why) == ("ling", "the firm paid")
    assert decision.decided_at == ling.clock.now
    assert decision.handed_over_at is None
    assert page.response.url.path == f"/case/{number}"
    assert f"{number} is being closed." in page.words


async def test_what_was_done_is_said_once(ling: FrontDesk) -> None:
    """Looking again is not doing again."""
    number = await ling.open_case()
    await ling.post(f"/case/{number}/close", outcome="resolved", why="paid")

    assert "is being closed" not in (await ling.get(f"/case/{number}")).words


async def test_a_closed_case_cannot_be_closed_again(ling: FrontDesk) -> None:
    """Its page offers no form, and a form from an old page is refused in words."""
    number = await ling.open_case()
    old = await ling.get(f"/case/{number}")
    await ling.change(number, **CLOSED, outcome="resolved")

    page = await ling.post(f"/case/{number}/close", old, outcome="withdrawn", why="again")

    assert page.status == 409
    assert f"{number} is closed already" in page.words
    assert not await ling.all_of(DecisionRow)
    assert "Close the case" not in (await ling.get(f"/case/{number}")).words


async def test_a_case_that_is_being_closed_cannot_be_closed_again(ling: FrontDesk) -> None:
    """The workflow may hear of the first decision hours later; a second one is refused."""
    number = await ling.open_case()
    await ling.post(f"/case/{number}/close", outcome="resolved", why="paid")

    page = await ling.post(f"/case/{number}/close", outcome="withdrawn", why="changed my mind")

    assert page.status == 409
    assert f"{number} is being closed already: by ling, because paid" in page.words
    assert [one.why for one in await ling.all_of(DecisionRow)] == ["paid"]


async def test_a_case_that_is_being_closed_says_so_to_everybody(ling: FrontDesk) -> None:
    """Not only to whoever closed it, and not only once."""
    number = await ling.open_case()
    await ling.post(f"/case/{number}/close", outcome="resolved", why="the firm paid")

    page = await ling.get(f"/case/{number}")

    assert "close: resolved by ling · 2026-03-02 17:30 · on its way" in page.words
    assert "the firm paid" in page.words
    assert "Close the case" not in page.words


async def test_a_case_that_is_not_there_cannot_be_closed(ling: FrontDesk) -> None:
    """Refused in words."""
    page = await ling.post("/case/C-1999-000001/close", outcome="resolved", why="because")

    assert page.is_in_words
    assert "there is no case C-1999-000001" in page.words


async def test_a_reason_of_blanks_is_no_reason(ling: FrontDesk) -> None:
    """Refused in words; nothing is decided."""
    number = await ling.open_case()

    page = await ling.post(f"/case/{number}/close", outcome="resolved", why="  \0 ")

    assert page.status == 409
    assert "a reason is needed" in page.words
    assert not await ling.all_of(DecisionRow)


@pytest.mark.parametrize(
    "form", [{"outcome": "resolved", "why": ""}, {"outcome": "won", "why": "because"}, {}]
)
async def test_a_form_that_is_not_filled_in_is_refused_in_words(
    ling: FrontDesk, form: dict[str, str]
) -> None:
    """What a browser lets through all the same gets our page, not a machine's answer."""
    number = await ling.open_case()

    page = await ling.post(f"/case/{number}/close", None, **form)

    assert not await ling.all_of(DecisionRow)
    assert page.is_in_words


async def test_closing_leaves_the_stage_to_the_workflow(ling: FrontDesk) -> None:
    """The console only decides; the case is closed by what carries it."""
    number = await ling.open_case()

    await ling.post(f"/case/{number}/close", outcome="resolved", why="paid")

    (case,) = await ling.all_of(CaseRow)
    assert case.stage == Stage.RECEIVED
