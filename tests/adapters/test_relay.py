"""What workflows have still to be told: everything, once, and again when one is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.decisions import Decisions, Who
from adapters.storage.models import CaseRow, LetterRow
from adapters.storage.outbox import Outbox
from adapters.storage.relay import Relay, Untold
from adapters.storage.taking_in import Said
from adapters.storage.views import Views
from casework.assessment import Finding
from casework.case import Party, Stage
from casework.decisions import DecisionKind
from casework.intake import Handling
from casework.letters import LetterKind, LetterState
from casework.policy import Intent
from tests.adapters.records import (
    DAY,
    HOUR,
    Clock,
    add_mail,
    case_row,
    casebook_of,
    change,
    freeze,
    letter_row,
    new_mail,
    open_case,
    put_stage,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.storage.engine import Sessions

BO = Who(account="bo", why="settled", at=MONDAY)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def relay(rows: Sessions) -> Relay:
    """The queries of hand-over and watch."""
    return Relay(rows)


def mail_of(number: str, sha256: str) -> Untold:
    """A message that is not handed over yet."""
    return Untold(case_number=number, ref=sha256, is_decision=False)


async def note(rows: Sessions, number: str, sha256: str) -> None:
    """The case's workflow has dealt with a message."""
    async with casebook_of(rows).open(number, MONDAY) as opened:
        await opened.heard(sha256)


async def test_what_came_for_a_case_is_told_in_order(rows: Sessions, relay: Relay) -> None:
    """Messages as they came, then decisions."""
    first = new_mail()
    number = await open_case(rows, first)
    second = await add_mail(rows, number)
    decision = await Decisions(rows).decide(number, DecisionKind.CLOSE, BO, value="resolved")

    assert await relay.untold() == [
        mail_of(number, first.sha256),
        mail_of(number, second.sha256),
        Untold(case_number=number, ref=decision, is_decision=True),
    ]


@pytest.mark.parametrize("handling", [Handling.RECORD, Handling.HOLD])
async def test_recorded_and_held_mail_is_told_to_nobody(
    rows: Sessions, relay: Relay, handling: Handling
) -> None:
    """It is on the case, but nothing follows from it."""
    number = await open_case(rows)
    (opening,) = await relay.untold()
    await add_mail(rows, number, handling)

    assert await relay.untold() == [opening]


async def test_a_closed_case_is_told_nothing(rows: Sessions, relay: Relay) -> None:
    """Handing over to it would start it again."""
    number = await open_case(rows)
    await Decisions(rows).decide(number, DecisionKind.CLOSE, BO, value="resolved")
    await put_stage(rows, number, Stage.CLOSED)

    assert await relay.untold() == []


async def test_what_was_told_is_not_told_again(rows: Sessions, relay: Relay) -> None:
    """One message, one decision, one case; the others wait on."""
    number, other = await open_case(rows), await open_case(rows)
    await Decisions(rows).decide(number, DecisionKind.CLOSE, BO, value="resolved")

    for one in await relay.untold():
        if one.case_number == number:
            await relay.told(one, MONDAY)

    assert [one.case_number for one in await relay.untold()] == [other]


async def test_the_oldest_are_told_first(rows: Sessions, relay: Relay) -> None:
    """After a long outage it is done in portions."""
    numbers = [await open_case(rows) for _ in range(3)]

    assert [one.case_number for one in await relay.untold(limit=2)] == numbers[:2]


async def test_a_lost_workflow_is_told_again_what_it_had_not_noted(
    rows: Sessions, relay: Relay
) -> None:
    """What it had dealt with is in its case's row already."""
    number = await open_case(rows)
    noted, lost = await add_mail(rows, number), await add_mail(rows, number)
    decision = await Decisions(rows).decide(number, DecisionKind.CLOSE, BO, value="resolved")
    for one in await relay.untold():
        await relay.told(one, MONDAY)
    await note(rows, number, noted.sha256)

    await relay.tell_again(number)

    assert [one.ref for one in await relay.untold()] == [lost.sha256, decision]


async def test_another_cases_mail_is_not_told_again(rows: Sessions, relay: Relay) -> None:
    """Only the lost one's."""
    one, two = await open_case(rows), await open_case(rows)
    await add_mail(rows, two)
    for untold in await relay.untold():
        await relay.told(untold, MONDAY)

    await relay.tell_again(one)

    assert await relay.untold() == []


# ---- standpoints -------------------------------------------------------------------------


async def test_a_standpoint_is_all_a_workflow_needs(rows: Sessions, relay: Relay) -> None:
    """The case, its first message, what is noted, and the letters that wait."""
    first = new_mail()
    number = await open_case(rows, first)
    await add_mail(rows, number)
    key = await freeze(rows, number, at=MONDAY + HOUR)

    point = await relay.standpoint(number)

    assert (point.case.number, point.case.due_at) == (number, MONDAY)
    assert (point.first, point.noted) == (first.sha256, (first.sha256,))
    assert [(one.key, one.leaves_at) for one in point.letters] == [(key, MONDAY + HOUR)]


async def test_letters_that_are_over_need_no_sending(rows: Sessions, relay: Relay) -> None:
    """Sent, failed, cancelled, or sent again in doubt; a doubt alone goes on."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.AWAITING_EVIDENCE)
    outbox = Outbox(rows, Clock())
    ends: list[tuple[LetterState, datetime | None]] = [
        (LetterState.SENT, MONDAY),
        (LetterState.FAILED, None),
        (LetterState.UNKNOWN, MONDAY),
        (LetterState.UNKNOWN, None),
        (LetterState.PENDING, None),
    ]
    keys = [await freeze(rows, number) for _ in ends]
    for key, (state, sent_at) in zip(keys, ends, strict=True):
        await outbox.conclude(await outbox.claim(key), state, "", sent_at)
    cancelled = await freeze(rows, number)
    await Decisions(rows).cancel_letter(cancelled, BO)

    assert {one.key for one in (await relay.standpoint(number)).letters} == set(keys[3:])
    assert (await letter_row(rows, cancelled)).state == LetterState.CANCELLED


# ---- the watch ---------------------------------------------------------------------------


async def test_open_cases_are_those_that_must_run(rows: Sessions, relay: Relay) -> None:
    """All but the closed ones."""
    numbers = [await open_case(rows) for _ in range(3)]
    await put_stage(rows, numbers[1], Stage.CLOSED)
    await put_stage(rows, numbers[2], Stage.HANDED_OVER)

    assert await relay.live_cases() == [numbers[0], numbers[2]]


async def test_a_case_is_overdue_after_its_grace(rows: Sessions, relay: Relay) -> None:
    """Not at the due date, not while its workflow may still be at it."""
    number = await open_case(rows)

    assert await relay.overdue(MONDAY + MINUTE, MINUTE) == []
    assert await relay.overdue(MONDAY + 2 * MINUTE, MINUTE) == [number]


async def test_a_case_is_overdue_in_its_own_time(rows: Sessions, relay: Relay) -> None:
    """One that was wound forward is further than the wall clock."""
    wound, other = await open_case(rows), await open_case(rows)
    await relay.wound(wound, DAY)

    assert await relay.overdue(MONDAY - HOUR, MINUTE) == [wound]
    assert set(await relay.overdue(MONDAY + HOUR, MINUTE)) == {wound, other}


async def test_a_case_that_waits_for_nothing_is_never_overdue(rows: Sessions, relay: Relay) -> None:
    """Closed, or without a due date."""
    closed, undated = await open_case(rows), await open_case(rows)
    await put_stage(rows, closed, Stage.CLOSED)
    async with rows.begin() as session:
        (await session.get_one(CaseRow, undated)).due_at = None

    assert await relay.overdue(MONDAY + DAY, MINUTE) == []


async def test_a_closed_case_runs_on_until_its_last_letter_has_left(
    rows: Sessions, relay: Relay
) -> None:
    """The closure waits for the morning: somebody must send it, whatever Temporal lost."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=LetterKind.CLOSURE)
    await put_stage(rows, number, Stage.CLOSED)
    outbox = Outbox(rows, Clock())

    assert await relay.live_cases() == [number]
    await outbox.conclude(await outbox.claim(key), LetterState.SENT, "250 ok", MONDAY)
    assert await relay.live_cases() == []


async def test_a_letter_that_waits_for_its_approval_is_not_sent(
    rows: Sessions, relay: Relay
) -> None:
    """A rebuilt workflow starts it only when it was released."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))

    assert (await relay.standpoint(number)).letters == ()
    async with rows.begin() as session:
        (await session.get_one(LetterRow, key)).released_at = MONDAY
    assert [one.key for one in (await relay.standpoint(number)).letters] == [key]


# ---- what came too late ------------------------------------------------------------------


async def late_mail(rows: Sessions, number: str, intent: Intent | None = None) -> str:
    """A mail that was added and not noted; its digest."""
    asks = Finding(intent, "a test")
    said = Said(party=Party.COMPLAINANT, own_text="a word", intent=asks)
    return (await add_mail(rows, number, said=said)).sha256


async def test_mail_that_came_too_late_opens_its_case_again(rows: Sessions, relay: Relay) -> None:
    """Added to a case that closed before it could be noted: nothing is closed over it."""
    number = await open_case(rows)
    noted, late = await late_mail(rows, number), await late_mail(rows, number)
    await note(rows, number, noted)
    assert await relay.reopen_for_latecomers(MONDAY) == 0
    await change(
        rows, number, stage=Stage.CLOSED, closed_at=MONDAY, ahead=86400.0, outcome="resolved"
    )

    assert await relay.reopen_for_latecomers(MONDAY + HOUR) == 1
    assert await relay.reopen_for_latecomers(MONDAY + HOUR) == 0

    row = await case_row(rows, number)
    assert (row.stage, row.closed_at, row.outcome) == (Stage.REOPENED, None, None)
    assert row.due_at == MONDAY + HOUR + DAY, "in the time that the case lives in"
    assert late in [one.ref for one in await relay.untold()]


async def test_a_word_of_thanks_that_came_too_late_opens_nothing(
    rows: Sessions, relay: Relay
) -> None:
    """It is noted, so that it does not close the case should it be opened again later."""
    number = await open_case(rows)
    thanks = await late_mail(rows, number, Intent.SETTLED)
    await change(rows, number, stage=Stage.CLOSED, closed_at=MONDAY, outcome="resolved")

    assert await relay.reopen_for_latecomers(MONDAY) == 0

    assert (await case_row(rows, number)).stage == Stage.CLOSED
    assert thanks in (await relay.standpoint(number)).noted


async def test_a_decision_that_came_too_late_is_kept_and_does_nothing(
    rows: Sessions, relay: Relay
) -> None:
    """The case closed by itself; opened again, it is not closed by an old decision."""
    number = await open_case(rows)
    decision = await Decisions(rows).decide(number, DecisionKind.CLOSE, BO, value="withdrawn")
    await change(rows, number, stage=Stage.CLOSED, closed_at=MONDAY, outcome="resolved")

    assert await relay.reopen_for_latecomers(MONDAY) == 0
    assert await relay.reopen_for_latecomers(MONDAY) == 0
    await Decisions(rows).reopen(number, BO)

    assert decision in (await relay.standpoint(number)).noted
    view = await Views(rows).case(number)
    assert view is not None
    assert [(one.kind, one.why) for one in view.events[-1:]] == [
        ("decision came too late", "close, by bo: settled")
    ]


async def test_a_decision_that_its_workflow_knows_of_is_the_workflows(
    rows: Sessions, relay: Relay
) -> None:
    """It is in its queue: there it is noted."""
    number = await open_case(rows)
    decision = await Decisions(rows).decide(number, DecisionKind.GO_ON, BO)
    for one in await relay.untold():
        await relay.told(one, MONDAY)
    await change(rows, number, stage=Stage.CLOSED, closed_at=MONDAY)

    await relay.reopen_for_latecomers(MONDAY)

    assert decision not in (await relay.standpoint(number)).noted
