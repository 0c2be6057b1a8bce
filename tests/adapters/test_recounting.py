"""A calendar that says otherwise reaches every case whose date has moved, once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.calendars import LIBRARY, Calendars
from adapters.policy_packs import load_packs
from adapters.storage.models import DecisionRow
from adapters.storage.relay import Relay
from casework.case import NextStep, Stage
from casework.clock import due_at, place_of
from casework.counting import beginning
from mailroom.recount import Recount
from tests.adapters.packs import POLICIES, a_folder
from tests.adapters.records import change, open_case
from tests.examples import MONDAY

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from adapters.policy_packs import Packs
    from adapters.storage.engine import Sessions

CALENDAR, WORKING = "answer: {days: 15, counting: calendar", "answer: {days: 15, counting: working"
OFF = "  - {day: 2026-03-16, worked: false, why: a day off, source: a notice}\n"
MARCH = timedelta(days=14)


def desk_calendar(folder: Path, days: str = "") -> None:
    """The desk's own calendar for China, with these days in it."""
    (folder / "calendars").mkdir(exist_ok=True)
    text = (POLICIES / "calendars" / "CN.yaml").read_text("utf-8")
    told = text.replace("days: []", f"days:\n{days}" if days else "days: []")
    (folder / "calendars" / "CN.yaml").write_text(told, "utf-8")


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    """A desk whose respondents have fifteen working days, and a day off among them."""
    folder = a_folder(tmp_path / "desk", (CALENDAR, WORKING))
    desk_calendar(folder, OFF)
    return load_packs(folder)


def ends(packs: Packs) -> datetime:
    """When the respondent's time is over, as it is counted now."""
    pack = packs["example"]
    place = place_of(pack, Calendars(packs.folder)[pack.calendar])
    return due_at(MONDAY, pack.clocks.answer, place)


async def a_case(rows: Sessions, packs: Packs) -> str:
    """It waits for the respondent's end, as counted when it was asked."""
    number = await open_case(rows)
    facts = {"stage": Stage.WITH_RESPONDENT, "next_step": NextStep.BREACH, "asked_at": MONDAY}
    dealt_with = {"reminded_until": MONDAY + MARCH, "respondent": None}
    await change(rows, number, **facts, **dealt_with, due_at=ends(packs))
    return number


async def with_a_person(rows: Sessions, packs: Packs) -> str:
    """A person is to read it by the third working day, as counted when it was handed over."""
    number = await open_case(rows)
    pack, sunday = packs["example"], date(2026, 3, 15)
    since = beginning(sunday, pack.zone)
    place = place_of(pack, Calendars(packs.folder)[pack.calendar])
    facts = {"stage": Stage.HANDED_OVER, "next_step": NextStep.STAFF_REVIEW, "review_since": since}
    await change(rows, number, **facts, due_at=due_at(since, pack.clocks.review, place))
    return number


async def recounts(rows: Sessions) -> list[DecisionRow]:
    """What was handed over."""
    async with rows() as session:
        return list(await session.scalars(select(DecisionRow)))


@pytest.mark.parametrize("earlier", [True, False])
async def test_a_date_that_moved_is_handed_to_its_case(
    rows: Sessions, packs: Packs, *, earlier: bool
) -> None:
    """Earlier or later; by the desk, with the calendar's name; once until it is noted."""
    if not earlier:
        desk_calendar(packs.folder)
    recount = Recount(rows, packs, lambda: MONDAY + MARCH)
    assert await recount.round() == []  # a first look at a desk without cases
    number, other = await a_case(rows, packs), await open_case(rows)
    before = ends(packs)
    assert await recount.round() == []  # nothing has changed

    desk_calendar(packs.folder, "" if earlier else OFF)

    assert (ends(packs) < before) is earlier
    assert await recount.round() == [number]
    assert await recount.round() == []
    (row,) = await recounts(rows)
    assert (row.case_number, row.kind, row.by) == (number, "count the dates anew", "the desk")
    assert row.why == "the calendar CN is not what it was"
    (told, *_) = [one for one in await Relay(rows).untold() if one.is_decision]
    assert (told.case_number, told.ref) == (number, row.id)
    assert other != number

    desk_calendar(packs.folder, "" if not earlier else OFF)
    assert await recount.round() == []  # the last one is still on its way


async def test_the_day_by_which_a_person_reads_is_counted_as_well(
    rows: Sessions, packs: Packs
) -> None:
    """Of what was handed over before its beginning was kept, it stays as it is."""
    recount = Recount(rows, packs, lambda: MONDAY + MARCH)
    await recount.round()
    number, earlier = await with_a_person(rows, packs), await with_a_person(rows, packs)
    await change(rows, earlier, review_since=None)

    desk_calendar(packs.folder)

    assert await recount.round() == [number]


async def test_a_first_look_counts_every_date(rows: Sessions, packs: Packs) -> None:
    """A desk that comes from an earlier version of the program, or has a new library."""
    number = await a_case(rows, packs)
    desk_calendar(packs.folder)

    assert await Recount(rows, packs, lambda: MONDAY + MARCH).round() == [number]
    (row,) = await recounts(rows)
    assert row.why == "the calendars are not what they were"


async def test_a_damaged_calendar_is_told_and_looked_at_again(
    rows: Sessions, packs: Packs, caplog: pytest.LogCaptureFixture
) -> None:
    """The mailroom goes on; once the file is right, the dates are counted."""
    number = await a_case(rows, packs)
    file = packs.folder / "calendars" / "CN.yaml"
    file.write_text("nothing: here\n", "utf-8")
    recount = Recount(rows, packs, lambda: MONDAY + MARCH)

    assert await recount.round() == []
    assert "dates are not counted anew" in caplog.text
    desk_calendar(packs.folder)
    assert await recount.round() == [number]


def test_the_digests_tell_a_desk_s_own_calendar_from_ours(packs: Packs) -> None:
    """By name; and the library's version, which may move any date."""
    own, ours = Calendars(packs.folder), Calendars()

    differ = [one for one, it in own.digests().items() if ours.digests()[one] != it]

    assert differ == ["CN"]
    assert own.digests()[LIBRARY]
    assert not own["CN"].is_working_day(date(2026, 3, 16))
