"""Notes: what happened is written once, with what follows from it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from activities.records import Records
from adapters.calendars import Calendars
from adapters.storage.casebook import Casebook
from adapters.storage.decisions import Decisions, Who
from adapters.storage.files import Caps
from adapters.storage.models import DecisionRow, EventRow
from casework.case import Outcome, Stage
from casework.steps import Happening, NoteOrder
from tests.activities.conftest import NUMBER, at
from tests.examples import MONDAY, a_policy

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

CAPS = Caps(
    acknowledgements_per_sender_day=1, acknowledgements_per_hour=1, letters_per_recipient_day=1
)


def records(rows: Sessions) -> Records:
    """The activity on a real record."""
    return Records(casebook=Casebook(rows, {"example": a_policy()}, CAPS), calendars=Calendars())


def note(what: Happening, ref: str) -> NoteOrder:
    """Something that happened on Monday."""
    return NoteOrder(case_number=NUMBER, what=what, ref=ref, at=MONDAY)


async def events(rows: Sessions) -> list[str]:
    """What happened to the case."""
    async with rows() as session:
        return list(await session.scalars(select(EventRow.kind).order_by(EventRow.id)))


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        (Happening.MESSAGE, ["message added"]),
        (Happening.OVERDUE, ["review overdue"]),
        (Happening.LETTER_FAILED, ["letter failed"]),
        (Happening.LETTER_UNKNOWN, ["letter unknown"]),
    ],
)
async def test_a_happening_is_noted_once(
    case_rows: Sessions, what: Happening, kinds: list[str]
) -> None:
    """The second run answers as the first did and writes nothing."""
    activity = records(case_rows)

    first = await at(MONDAY).run(activity.note, note(what, "x"))
    second = await at(MONDAY + timedelta(days=1)).run(activity.note, note(what, "x"))

    assert first == second
    assert await events(case_rows) == kinds


async def test_a_decision_closes_the_case_and_counts_as_heard(case_rows: Sessions) -> None:
    """With who and why in its history."""
    who = Who(account="boris", why="they paid", at=MONDAY)
    decision = await Decisions(case_rows).close(NUMBER, Outcome.RESOLVED, who)

    standing = await at(MONDAY).run(records(case_rows).note, note(Happening.DECISION, decision))

    assert (standing.stage, standing.outcome) == (Stage.CLOSED, Outcome.RESOLVED)
    async with case_rows() as session:
        (event,) = await session.scalars(select(EventRow))
        assert event.why == "resolved, by boris: they paid"
        assert (await session.get_one(DecisionRow, decision)).noted_at is not None
