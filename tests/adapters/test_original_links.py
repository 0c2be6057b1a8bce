"""Links to originals: what opens them, what ends them, and that each fetch is on the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.access import AccessRow
from adapters.storage.decisions import RefusedError, Who
from adapters.storage.models import EventRow, LetterRow
from adapters.storage.originals import MOST, OriginalsLinkRow, OriginalsLinks
from casework.events import EventKind
from casework.letters import LetterKind, LetterState
from tests.adapters.records import change, freeze, open_case
from tests.examples import MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

LING = Who(account="ling", why="sent to the wrong office", at=MONDAY)
UNTIL = MONDAY + timedelta(days=60)


async def a_link(rows: Sessions, digest: str = "d", state: str = LetterState.SENT) -> str:
    """A referral that tells a link; its case."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))
    async with rows.begin() as session:
        (await session.get_one(LetterRow, key)).state = LetterState(state)
        session.add(
            OriginalsLinkRow(
                digest=digest,
                case_number=number,
                letter_key=key,
                name="originals.zip",
                sha256="a" * 64,
                size=11_000_000,
                language="en",
                last_day=date(2026, 4, 30),
                until=UNTIL,
                made_at=MONDAY,
            )
        )
    return number


async def put(rows: Sessions, **facts: object) -> None:
    """The link says something else now."""
    async with rows.begin() as session:
        row = await session.get_one(OriginalsLinkRow, "d")
        for name, value in facts.items():
            setattr(row, name, value)


@pytest.mark.parametrize("state", list(LetterState))
async def test_a_link_opens_once_its_letter_leaves(rows: Sessions, state: LetterState) -> None:
    """Not while it waits, and never where it was cancelled, voided or failed."""
    number = await a_link(rows, state=state)
    links = OriginalsLinks(rows)
    leaves = state in {LetterState.SENDING, LetterState.SENT, LetterState.UNKNOWN}

    assert (await links.opens("d", MONDAY) is not None) is leaves
    assert (await links.fetch("d", MONDAY) is not None) is leaves
    (seen,) = await links.of(number, MONDAY)
    assert (seen.why_not == "") is leaves
    assert await links.opens("other", MONDAY) is None
    assert await links.fetch("other", MONDAY) is None
    assert await links.of("a\0b", MONDAY) == ()


async def test_each_fetch_is_on_the_record(rows: Sessions) -> None:
    """As an event of the case and in the access log, with its time and whose link it was."""
    number = await a_link(rows)
    links = OriginalsLinks(rows)

    for hours in (1, 2):
        row = await links.fetch("d", MONDAY + timedelta(hours=hours))

    assert row is not None
    assert (row.fetched, row.fetched_at) == (2, MONDAY + timedelta(hours=2))
    async with rows() as session:
        fetched = select(EventRow).where(EventRow.kind == EventKind.ORIGINALS_FETCHED)
        events = (await session.scalars(fetched)).all()
        looked = (await session.scalars(select(AccessRow))).all()
    assert [one.at for one in events] == [MONDAY + timedelta(hours=one) for one in (1, 2)]
    assert "by the link in the letter to ana@" in events[0].why
    assert {(one.case_number, one.what, one.ref) for one in looked} == {
        (number, "originals", "/originals")
    }


async def test_a_link_is_over_with_its_last_day_in_its_cases_time(rows: Sessions) -> None:
    """A demo desk that was wound forward has gone on, too."""
    number = await a_link(rows)
    links = OriginalsLinks(rows)

    assert await links.opens("d", UNTIL - timedelta(seconds=1))
    assert await links.opens("d", UNTIL) is None
    await change(rows, number, ahead=60 * 24 * 60 * 60)
    assert await links.fetch("d", MONDAY) is None
    (seen,) = await links.of(number, MONDAY)
    assert seen.why_not == "its time is over"


async def test_a_person_ends_one_link_with_a_reason(rows: Sessions) -> None:
    """The one in that letter of that case, once."""
    number = await a_link(rows)
    other = await a_link(rows, "e")
    links = OriginalsLinks(rows)
    (mine,) = await links.of(number, MONDAY)
    key = mine.row.letter_key

    for wrong in ((other, key), (number, f"{key}0"), ("C-1999-000001", key), (number, "a\0")):
        with pytest.raises(RefusedError):
            await links.end(*wrong, LING)
    await links.end(number, key, LING)

    assert await links.opens("d", MONDAY) is None
    assert await links.opens("e", MONDAY)
    with pytest.raises(RefusedError, match="could be ended"):
        await links.end(number, key, replace(LING, why="again"))
    async with rows() as session:
        ended = select(EventRow).where(EventRow.kind == EventKind.ORIGINALS_ENDED)
        (event,) = (await session.scalars(ended)).all()
    assert event.why == "originals.zip, by ling: sent to the wrong office"


async def test_nobody_fetches_for_ever(rows: Sessions) -> None:
    """A link that was spread is worn out one day, and its case has not been flooded."""
    await a_link(rows)
    await put(rows, fetched=MOST - 1)
    links = OriginalsLinks(rows)

    assert await links.fetch("d", MONDAY)
    assert await links.fetch("d", MONDAY) is None
