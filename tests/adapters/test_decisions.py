"""What people decide: rows first, refused with a sentence where it cannot be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.models import EventRow, LetterRow
from adapters.storage.outbox import Outbox
from adapters.storage.relay import Relay
from adapters.storage.views import Views
from casework.case import Outcome, Stage
from casework.decisions import DecisionKind
from casework.letters import LetterState
from tests.adapters.records import (
    DAY,
    Clock,
    case_row,
    casebook_of,
    change,
    freeze,
    letter_row,
    open_case,
    put_stage,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

BO = Who(account="bo", why="they paid", at=MONDAY)
MO = Who(account="mo", why="it is enough", at=MONDAY)
CLOSE = DecisionKind.CLOSE


@pytest.fixture
async def number(rows: Sessions) -> str:
    """An open case."""
    return await open_case(rows)


async def refusal(rows: Sessions, number: str, who: Who = MO, *, one_person: bool = False) -> str:
    """Why somebody cannot close a case."""
    with pytest.raises(RefusedError) as caught:
        await Decisions(rows, one_person).decide(number, CLOSE, who, value=Outcome.RESOLVED)
    return str(caught.value)


@pytest.mark.parametrize("kind", list(DecisionKind))
async def test_a_decision_is_a_row_before_it_is_anything_else(
    rows: Sessions, number: str, kind: DecisionKind
) -> None:
    """What, about what, by whom, why; it waits to be handed over."""
    decision = await Decisions(rows).decide(number, kind, BO, value="value", about="about")

    view = await Views(rows).case(number)
    assert view is not None
    (row,) = view.decisions
    assert (row.id, row.kind, row.value, row.about) == (decision, kind, "value", "about")
    assert (row.by, row.why, row.decided_at, row.noted_at) == ("bo", "they paid", MONDAY, None)
    assert decision in [one.ref for one in await Relay(rows).untold() if one.is_decision]
    async with casebook_of(rows).open(number, MONDAY) as opened:
        told = await opened.decision(decision)
    assert (told.kind, told.value, told.about) == (kind, "value", "about")


@pytest.mark.parametrize("number", ["C-2026-999999", "a\0b"])
async def test_a_case_that_is_not_there_cannot_be_decided(rows: Sessions, number: str) -> None:
    """The sentence names it."""
    assert await refusal(rows, number) == f"there is no case {number}"


async def test_a_closed_case_is_not_decided(rows: Sessions, number: str) -> None:
    """It can be opened again."""
    await put_stage(rows, number, Stage.CLOSED)

    assert await refusal(rows, number) == f"{number} is closed already"


async def test_a_case_that_is_being_closed_is_not_decided(rows: Sessions, number: str) -> None:
    """Who closes it, and why, is said; once that is noted, the way is free."""
    decision = await Decisions(rows).decide(number, CLOSE, BO, value=Outcome.RESOLVED)

    assert await refusal(rows, number) == (
        f"{number} is being closed already: by bo, because they paid"
    )
    async with casebook_of(rows).open(number, MONDAY) as opened:
        await opened.decision(decision)
    await Decisions(rows).decide(number, DecisionKind.GO_ON, MO)


async def test_of_two_who_close_at_once_one_does(rows: Sessions, number: str) -> None:
    """The other is told so."""
    done = await asyncio.gather(
        *(Decisions(rows).decide(number, CLOSE, who, value="resolved") for who in (BO, MO)),
        return_exceptions=True,
    )

    assert sum(isinstance(one, RefusedError) for one in done) == 1


# ---- reopening ---------------------------------------------------------------------------


async def test_staff_open_a_closed_case_whenever_it_was_closed(rows: Sessions, number: str) -> None:
    """The row says so at once, in the time that the case lives in."""
    closed = {"stage": Stage.CLOSED, "outcome": "resolved", "ahead": DAY.total_seconds()}
    await change(rows, number, **closed, closed_at=MONDAY - 1000 * DAY)

    decision = await Decisions(rows).reopen(number, BO)

    row = await case_row(rows, number)
    assert (row.stage, row.outcome, row.closed_at) == (Stage.REOPENED, None, None)
    assert row.due_at == MONDAY + DAY
    assert decision in [one.ref for one in await Relay(rows).untold()]


async def test_an_open_case_is_not_opened(rows: Sessions, number: str) -> None:
    """There is nothing to do."""
    with pytest.raises(RefusedError, match=f"{number} is open"):
        await Decisions(rows).reopen(number, BO)


# ---- appeals -----------------------------------------------------------------------------


async def appealed(rows: Sessions, number: str, *before: str) -> None:
    """These decisions were carried out; then the complainant appealed."""
    async with rows.begin() as session:
        for cause, kind in [(f"decision/{one}", "went on") for one in before] + [
            ("message/x", "appealed")
        ]:
            event = EventRow(case_number=number, at=MONDAY, kind=kind, why="", cause=cause)
            session.add(event)
            await session.flush()
    await change(rows, number, appealed=True)


async def test_an_appeal_is_decided_by_somebody_else(rows: Sessions, number: str) -> None:
    """Whoever decided about the case before does not close it."""
    earlier = await Decisions(rows).decide(number, DecisionKind.GO_ON, BO)
    await appealed(rows, number, earlier)

    assert await refusal(rows, number, BO) == (
        f"{number} is an appeal: somebody else decides it, bo has handled it"
    )
    await Decisions(rows).decide(number, CLOSE, MO, value=Outcome.RESOLVED)


async def test_sending_a_link_is_no_handling_of_the_case(rows: Sessions, number: str) -> None:
    """Whoever sent the complainant a link to the status page decides their appeal all the same."""
    sent = await Decisions(rows).decide(number, DecisionKind.SEND_LINK, BO)
    await appealed(rows, number, sent)

    await Decisions(rows).decide(number, CLOSE, BO, value=Outcome.RESOLVED)


async def test_who_took_the_appeal_over_may_decide_it(rows: Sessions, number: str) -> None:
    """What they did since the appeal is not against them."""
    await appealed(rows, number)
    taken = await Decisions(rows).decide(number, DecisionKind.HAND_OVER, MO)
    async with rows.begin() as session:
        cause = f"decision/{taken}"
        session.add(EventRow(case_number=number, at=MONDAY, kind="x", why="", cause=cause))

    await Decisions(rows).decide(number, CLOSE, MO, value=Outcome.RESOLVED)


async def test_on_a_one_person_desk_the_same_person_decides(rows: Sessions, number: str) -> None:
    """Where nobody else could; and a case without an appeal anybody closes."""
    await Decisions(rows).decide(number, DecisionKind.GO_ON, BO)
    await appealed(rows, number)

    assert "somebody else decides it" in await refusal(rows, number, BO)
    await Decisions(rows, one_person=True).decide(number, CLOSE, BO, value="resolved")


async def test_an_appeal_may_be_worked_on_by_anybody(rows: Sessions, number: str) -> None:
    """Only its end is somebody else's."""
    await Decisions(rows).decide(number, DecisionKind.GO_ON, BO)
    await appealed(rows, number)

    await Decisions(rows).decide(number, DecisionKind.HAND_OVER, BO, value="mo")


# ---- letters and held mail ---------------------------------------------------------------


@pytest.mark.parametrize("end", [LetterState.FAILED, LetterState.UNKNOWN])
async def test_a_letter_with_a_bad_end_goes_out_once_more(
    rows: Sessions, number: str, end: LetterState
) -> None:
    """A person says so, and the workflow does it."""
    key, outbox = await freeze(rows, number), Outbox(rows, Clock())
    await outbox.conclude(await outbox.claim(key), end, "550 no", MONDAY)

    decision = await Decisions(rows).send_again(key, BO)

    async with casebook_of(rows).open(number, MONDAY) as opened:
        told = await opened.decision(decision)
    assert (told.kind, told.about) == (DecisionKind.SEND_AGAIN, key)


async def test_a_letter_that_is_still_looked_for_is_left_alone(rows: Sessions, number: str) -> None:
    """Its doubt is not settled: sent now, it might be there twice and nobody would know."""
    key, outbox = await freeze(rows, number), Outbox(rows, Clock())
    await outbox.conclude(await outbox.claim(key), LetterState.UNKNOWN, "asking the witness")

    with pytest.raises(RefusedError, match="is still being looked for"):
        await Decisions(rows).send_again(key, BO)
    assert (await letter_row(rows, key)).in_doubt_at == MONDAY


@pytest.mark.parametrize("state", [LetterState.PENDING, LetterState.SENT, LetterState.CANCELLED])
async def test_a_letter_without_a_bad_end_is_not_sent_again(
    rows: Sessions, number: str, state: LetterState
) -> None:
    """It is on its way, it has arrived, or it must not go."""
    key = await freeze(rows, number)
    async with rows.begin() as session:
        (await session.get_one(LetterRow, key)).state = state

    with pytest.raises(RefusedError, match="there is no failed or unknown letter"):
        await Decisions(rows).send_again(key, BO)


async def test_in_a_closed_case_no_letter_is_sent_again(rows: Sessions, number: str) -> None:
    """Nor one that was never written."""
    key, outbox = await freeze(rows, number), Outbox(rows, Clock())
    await outbox.conclude(await outbox.claim(key), LetterState.FAILED, "550 no")
    await put_stage(rows, number, Stage.CLOSED)

    with pytest.raises(RefusedError, match="is closed already"):
        await Decisions(rows).send_again(key, BO)
    for none in ("no such letter", "a\0b"):
        with pytest.raises(RefusedError, match="there is no failed or unknown letter"):
            await Decisions(rows).send_again(none, BO)
