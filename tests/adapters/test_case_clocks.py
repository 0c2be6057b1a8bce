"""The clocks of all cases, kept where something happens to a case; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from adapters.storage.case_clocks import ClockRow
from adapters.storage.casebook import Casebook
from adapters.storage.decisions import Decisions, Who
from adapters.storage.duties import Duties
from adapters.storage.outbox import Outbox
from adapters.storage.reports import Reports
from casework.case import Stage
from casework.decisions import DecisionKind
from casework.duties import Duty, DutyKind
from casework.letters import LetterKind, LetterState
from casework.plan import Plan
from casework.policy import Clock, Counting, Owner
from mailroom.recount import Recount
from tests.adapters.records import (
    DAY,
    HOUR,
    PLENTY,
    POLICY,
    change,
    freeze,
    open_case,
    put_stage,
)
from tests.adapters.records import (
    Clock as Wall,
)
from tests.examples import MONDAY, SECRET

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.storage.engine import Sessions
    from casework.case import Case

OURS = Clock(
    count=4, counting=Counting.WORKING_DAYS, basis="policy", start="found", stop=("reported",)
)
THEIRS = replace(OURS, owner=Owner.RESPONDENT, count=1, start="asked", stop=("told",))
CONTACT = Clock(
    count=3,
    counting=Counting.HOURS,
    basis="policy",
    start="complaint_received",
    stop=("acknowledgement_sent",),
)
MORE = {"xx.ours": OURS, "xx.theirs": THEIRS, "xx.contact": CONTACT}
PACKS = {"example": replace(POLICY, more_clocks=MORE)}
THURSDAY = MONDAY + 3 * DAY
_SECONDS = count()


async def write(rows: Sessions, number: str, at: datetime = MONDAY, **changes: object) -> None:
    """One step of a case, as an activity does it."""
    async with Casebook(rows, PACKS, PLENTY, SECRET).open(number, at) as opened:
        case: Case = replace(opened.file.case, **changes)  # type: ignore[arg-type]  # what a test changes
        await opened.write(Plan(case=case), cause=f"{at} {sorted(changes)}", at=at)


async def tell(rows: Sessions, number: str, event: str, when: str) -> None:
    """A person records what happened, later than all before, and the case hears of it."""
    who = Who(account="ling", why="a call", at=MONDAY + next(_SECONDS) * timedelta(seconds=1))
    kind = DecisionKind.HAPPENED
    decision = await Decisions(rows).decide(number, kind, who, value=when, about=event)
    async with Casebook(rows, PACKS, PLENTY, SECRET).open(number, MONDAY) as opened:
        await opened.decision(decision)
        await opened.write(Plan(case=opened.file.case), cause=decision, at=MONDAY)


async def kept(rows: Sessions) -> dict[str, ClockRow]:
    """The clocks of the one case, by name; of one that began anew, the last."""
    async with rows() as session:
        found = await session.scalars(select(ClockRow).order_by(ClockRow.began_at, ClockRow.id))
        return {one.name: one for one in found}


async def today(rows: Sessions, now: datetime, *hidden: str) -> list[Duty]:
    """The clocks among the duties."""
    found = await Duties(rows, PACKS, DAY).all(now, hidden)
    return [one for one in found if one.kind is DutyKind.CLOCK]


async def test_what_people_tell_starts_ends_and_takes_back_a_clock(rows: Sessions) -> None:
    """Counted as it is written down, and gone with the word that started it."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.AWAITING_EVIDENCE)

    await tell(rows, number, "found", MONDAY.isoformat())
    begun = (await kept(rows))["xx.ours"]
    await tell(rows, number, "reported", (MONDAY + DAY).isoformat())
    ended = (await kept(rows))["xx.ours"]
    await tell(rows, number, "found", "never")

    assert (begun.began_at, begun.ended_at, begun.period) == (MONDAY, None, "4 working days")
    assert (ended.id, ended.ended_at) == (begun.id, MONDAY + DAY)
    assert set(await kept(rows)) == {"xx.contact"}


async def test_our_clocks_are_on_today_before_their_end_and_others_after(rows: Sessions) -> None:
    """Until they are ended; not those of a case that is hidden, put aside or closed."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.AWAITING_EVIDENCE)
    await tell(rows, number, "asked", MONDAY.isoformat())
    await tell(rows, number, "found", MONDAY.isoformat())
    key = await freeze(rows, number, kind=LetterKind.ACKNOWLEDGEMENT)

    (contact,) = await today(rows, MONDAY)
    assert (contact.what, contact.due_at) == ("xx.contact", MONDAY + 3 * HOUR)
    outbox = Outbox(rows, Wall(MONDAY + HOUR), PACKS)
    await outbox.conclude(await outbox.claim(key), LetterState.SENT, "250 ok", MONDAY)
    assert await today(rows, MONDAY) == []

    found = await today(rows, THURSDAY)
    assert {one.what: one.why for one in found} == {
        "xx.theirs": (("respondent", "1 working day"),),
        "xx.ours": (("ours", "4 working days"),),
    }
    assert await today(rows, THURSDAY, number) == []
    counts = await Duties(rows, PACKS, DAY).counts(THURSDAY)
    assert counts["today"] == len(await Duties(rows, PACKS, DAY).all(THURSDAY))
    await change(rows, number, ahead=timedelta(days=3).total_seconds())
    assert len(await today(rows, MONDAY)) == 2
    await write(rows, number, THURSDAY, stage=Stage.CLOSED)
    assert await today(rows, THURSDAY) == []
    assert (await kept(rows))["xx.ours"].ended_at == THURSDAY


async def test_an_outbox_that_does_not_know_the_pack_changes_no_clock(rows: Sessions) -> None:
    """The letter has left all the same."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=LetterKind.ACKNOWLEDGEMENT)
    outbox = Outbox(rows, Wall())

    state = await outbox.conclude(await outbox.claim(key), LetterState.SENT, "250 ok", MONDAY)

    assert state is LetterState.SENT
    assert await kept(rows) == {}


async def test_a_wait_that_is_over_without_a_word_of_its_end_has_ended(rows: Sessions) -> None:
    """A person read the case; the respondent is asked once more."""
    number = await open_case(rows)
    await write(rows, number, asked_at=MONDAY, needs_staff=True, flagged_at=MONDAY)
    later = MONDAY + DAY
    await write(rows, number, later, asked_at=later, needs_staff=False, flagged_at=None)

    clocks = await kept(rows)
    async with rows() as session:
        answers = list(await session.scalars(select(ClockRow).where(ClockRow.name == "answer")))

    assert clocks["review"].ended_at == MONDAY + DAY
    assert [one.ended_at for one in sorted(answers, key=lambda one: one.began_at)] == [
        MONDAY + DAY,
        None,
    ]


async def test_a_record_of_an_earlier_version_is_counted_once(rows: Sessions) -> None:
    """Open and closed cases; whose pack has gone, not; and by a calendar that changed, again."""
    numbers = [await open_case(rows) for _ in range(3)]
    await change(rows, numbers[1], stage=Stage.CLOSED, closed_at=MONDAY + HOUR)
    await change(rows, numbers[2], pack_version="of long ago")
    recount = Recount(rows, PACKS, lambda: MONDAY)

    await recount.round()

    async with rows.begin() as session:
        found = list(await session.scalars(select(ClockRow).order_by(ClockRow.case_number)))
        assert [(one.case_number, one.ended_at) for one in found] == [
            (numbers[0], None),
            (numbers[1], MONDAY + HOUR),
        ]
        await session.execute(delete(ClockRow))
    await recount.round()
    assert await kept(rows) == {}


async def test_a_report_is_told_every_clock_that_ran_in_its_time(rows: Sessions) -> None:
    """As seen now, in the time of its case; none of a hidden case."""
    number = await open_case(rows)
    await change(rows, number, ahead=60.0)
    await write(rows, number)
    reports = Reports(rows)

    (one,) = await reports.clocks(MONDAY, MONDAY + DAY, MONDAY)

    assert (one.case, one.pack, one.name) == (number, "example", "xx.contact")
    assert one.seen_at == MONDAY + timedelta(minutes=1)
    assert await reports.clocks(MONDAY - DAY, MONDAY, MONDAY) == []
    assert await reports.clocks(MONDAY, MONDAY + DAY, MONDAY, {number}) == []
    assert await reports.packs(MONDAY, MONDAY + DAY) == [("example", POLICY.version)]
