"""Letters: each activity once, twice, and failing half-way."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from temporalio.exceptions import ApplicationError

from activities.letters import Letters
from adapters.press import Press
from adapters.storage import desk as desk_rows
from adapters.storage.models import CaseRow, LetterRow
from adapters.storage.outbox import Outbox
from casework.case import Stage, Standing
from casework.letters import Answer, LetterKind, LetterOrder, LetterState, Reply
from tests.activities.conftest import NUMBER, PLENTY, at, clerk, events, outbox
from tests.desk import wall
from tests.examples import DESK, MONDAY, ROOT, SECRET
from tests.postbag import Postbag

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from adapters.storage.caps import Caps
    from adapters.storage.engine import Sessions
    from adapters.storage.evidence import EvidenceStore

    MakeLetters = Callable[..., Letters]

KEY = f"{NUMBER}/acknowledgement/1"
ORDER = LetterOrder(key=KEY, case_number=NUMBER, kind=LetterKind.ACKNOWLEDGEMENT, since=MONDAY)


@pytest.fixture
def letters(store: EvidenceStore) -> MakeLetters:
    """The activities, on a real record, with a postman who keeps what he is given."""

    def make(rows: Sessions, postbag: Postbag, caps: Caps = PLENTY) -> Letters:
        at_the_desk = clerk(rows, store, caps)
        return Letters(clerk=at_the_desk, outbox=Outbox(rows, wall), postman=postbag)

    return make


async def write(activities: Letters, order: LetterOrder = ORDER, now: datetime = MONDAY) -> object:
    """Run letters.write at an instant of case time."""
    return await at(now).run(activities.write, order)


async def send(activities: Letters, now: datetime = MONDAY) -> LetterState:
    """Run letters.send for the one letter at an instant of case time."""
    (state,) = await at(now).run(activities.send, [KEY])
    return state


async def test_writing_twice_writes_once(case_rows: Sessions, letters: MakeLetters) -> None:
    """The second run says what the first one said, and changes nothing."""
    activities = letters(case_rows, Postbag())

    first = await write(activities)
    second = await write(activities, now=MONDAY + timedelta(hours=5))

    assert first == second
    assert len(await outbox(case_rows)) == 1
    assert await events(case_rows) == ["acknowledged"]


async def test_a_letter_that_cannot_be_written_leaves_nothing_behind(
    case_rows: Sessions, letters: MakeLetters
) -> None:
    """A missing fact stops the letter, and the case stands as it stood."""
    activities = letters(case_rows, Postbag())
    nowhere = Press(ROOT / "nowhere", DESK, "Ombud", SECRET)
    broken = dataclasses.replace(
        activities, clerk=dataclasses.replace(activities.clerk, press=nowhere)
    )

    with pytest.raises(Exception, match="acknowledgement"):
        await write(broken)

    assert not await outbox(case_rows)
    async with case_rows() as session:
        assert (await session.get_one(CaseRow, NUMBER)).stage == Stage.RECEIVED
    await write(activities)
    assert len(await outbox(case_rows)) == 1


async def test_over_the_cap_nothing_is_written_and_staff_are_told(
    case_rows: Sessions, letters: MakeLetters
) -> None:
    """The caps keep the desk from being used as a weapon."""
    none = dataclasses.replace(PLENTY, acknowledgements_per_sender_day=0)
    standing = await write(letters(case_rows, Postbag(), none))

    assert isinstance(standing, Standing)
    assert (standing.stage, standing.letters) == (Stage.ACKNOWLEDGED, ())
    assert standing.needs_staff
    assert not await outbox(case_rows)


async def test_sending_twice_sends_once(case_rows: Sessions, letters: MakeLetters) -> None:
    """A second run finds the letter sent."""
    postbag = Postbag()
    activities = letters(case_rows, postbag)
    await write(activities)

    assert await send(activities) is LetterState.SENT
    assert await send(activities) is LetterState.SENT

    assert len(postbag.sent) == 1
    (row,) = await outbox(case_rows)
    assert (row.state, row.answer, row.tries) == ("sent", "250 ok", 1)


async def test_what_is_sent_are_the_frozen_bytes(case_rows: Sessions, letters: MakeLetters) -> None:
    """Not a byte is made anew on the way out."""
    postbag = Postbag()
    activities = letters(case_rows, postbag)
    await write(activities)

    await send(activities)

    (row,) = await outbox(case_rows)
    assert postbag.sent == [(row.recipient, row.message_id, row.raw)]


@pytest.mark.parametrize(
    ("reply", "pause"), [(Reply.UNREACHABLE, 2), (Reply.LATER, 120)], ids=["outage", "4xx"]
)
async def test_what_may_work_later_is_tried_later(
    case_rows: Sessions, letters: MakeLetters, reply: Reply, pause: int
) -> None:
    """Greylisting gets minutes, an outage seconds; both grow."""
    activities = letters(case_rows, Postbag(answers=[Answer(reply, "no")] * 2))
    await write(activities)

    with pytest.raises(ApplicationError) as first:
        await send(activities)
    with pytest.raises(ApplicationError) as second:
        await send(activities)

    assert first.value.next_retry_delay == timedelta(seconds=pause)
    assert second.value.next_retry_delay == timedelta(seconds=2 * pause)
    assert await send(activities) is LetterState.SENT


async def test_after_five_days_a_letter_is_given_up(
    case_rows: Sessions, letters: MakeLetters
) -> None:
    """Counted in the case's time, from when it was written."""
    activities = letters(case_rows, Postbag(answers=[Answer(Reply.LATER, "451 no")] * 2))
    await write(activities)

    with pytest.raises(ApplicationError):
        await send(activities, MONDAY + timedelta(days=4, hours=23))
    assert await send(activities, MONDAY + timedelta(days=5, hours=1)) is LetterState.FAILED


async def test_a_try_that_may_be_under_way_is_waited_for(
    case_rows: Sessions, letters: MakeLetters
) -> None:
    """Two workers never hold the same letter; a lease says how long."""
    activities = letters(case_rows, Postbag())
    await write(activities)
    await activities.outbox.claim(KEY)

    with pytest.raises(ApplicationError) as error:
        await send(activities)

    assert error.value.next_retry_delay is not None
    assert timedelta() < error.value.next_retry_delay <= timedelta(seconds=30)


async def _broken_off(rows: Sessions, activities: Letters) -> None:
    """A worker was killed in the middle of a try, longer ago than the lease."""
    await activities.outbox.claim(KEY)
    async with rows.begin() as session:
        await session.execute(update(LetterRow).values(claimed_at=wall() - timedelta(minutes=1)))


async def test_a_try_that_broke_off_is_settled_by_the_witness(
    case_rows: Sessions, letters: MakeLetters
) -> None:
    """Its copy is there: the letter is sent, and not sent again."""
    postbag = Postbag(witness=True)
    activities = letters(case_rows, postbag)
    await write(activities)
    (row,) = await outbox(case_rows)
    postbag.sent.append((row.recipient, row.message_id, row.raw))
    await _broken_off(case_rows, activities)

    assert await send(activities) is LetterState.SENT

    assert len(postbag.sent) == 1


async def test_the_witness_is_given_time(case_rows: Sessions, letters: MakeLetters) -> None:
    """Its "no" counts only after a while; until then the letter is unknown. Then it goes out."""
    postbag = Postbag(witness=True, patience_seconds=3600)
    activities = letters(case_rows, postbag)
    await write(activities)
    await _broken_off(case_rows, activities)

    with pytest.raises(ApplicationError, match="witness"):
        await send(activities)
    (row,) = await outbox(case_rows)
    assert row.state == "unknown"

    postbag.patience_seconds = 0
    assert await send(activities) is LetterState.SENT
    assert len(postbag.sent) == 1


async def test_a_doubt_survives_an_outage(case_rows: Sessions, letters: MakeLetters) -> None:
    """Unknown, then nobody there, then sent: it stays marked, for it may have gone twice."""
    postbag = Postbag(answers=[Answer(Reply.UNREACHABLE, "no")])
    activities = letters(case_rows, postbag)
    await write(activities)
    await _broken_off(case_rows, activities)

    with pytest.raises(ApplicationError):
        await send(activities)
    assert await send(activities) is LetterState.UNKNOWN
    assert await send(activities) is LetterState.UNKNOWN
    assert len(postbag.sent) == 1


async def test_paused_letters_wait(case_rows: Sessions, letters: MakeLetters) -> None:
    """`ombud pause` stops them at the door; `resume` lets them out."""
    postbag = Postbag()
    activities = letters(case_rows, postbag)
    await write(activities)
    await desk_rows.set_paused(case_rows, paused=True, by="ops", at=MONDAY)

    with pytest.raises(ApplicationError, match="paused"):
        await send(activities)
    await desk_rows.set_paused(case_rows, paused=False, by="ops", at=MONDAY)

    assert await send(activities) is LetterState.SENT
    assert len(postbag.sent) == 1
