"""What waits for a person, the list of cases and the figure of changes, on both databases."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.base import can_be_key
from adapters.storage.case_lists import CaseLists, Sort, Wanted
from adapters.storage.changes import Changes
from adapters.storage.duties import HEAP, Duties
from adapters.storage.models import EventRow, StaffRow
from adapters.storage.respondents import Respondents
from casework.case import NextStep, Stage
from casework.duties import Duty, DutyKind
from casework.events import EventKind
from casework.intake import Handling
from casework.letters import LetterKind
from casework.roles import Role
from tests.adapters.records import DAY, HOUR, PACKS, add_mail, change, freeze, new_mail, open_case
from tests.examples import FIRM, MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

ALARM = timedelta(hours=24)


def of(rows: Sessions) -> Duties:
    """What waits on this record."""
    return Duties(rows, PACKS, ALARM)


async def duties(rows: Sessions, kind: DutyKind) -> list[Duty]:
    """The duties of a kind, a day after Monday."""
    return [one for one in await of(rows).all(MONDAY + DAY) if one.kind is kind]


async def happen(rows: Sessions, number: str, kind: EventKind, why: str = "") -> None:
    """Something happened to a case, an hour after Monday."""
    async with rows.begin() as session:
        at = MONDAY + HOUR
        session.add(EventRow(case_number=number, at=at, kind=kind, why=why, cause=kind))


async def test_a_letter_that_waits_is_a_duty_of_those_who_may_approve_it(rows: Sessions) -> None:
    """And of a deputy once it has waited too long."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))
    async with rows.begin() as session:
        session.add(
            StaffRow(
                account="boris",
                name="Boris",
                address="b@desk.example",
                role=Role.APPROVER,
                password_hash="",
                created_at=MONDAY,
            )
        )

    (soon,) = [one for one in await of(rows).all(MONDAY) if one.kind is DutyKind.APPROVAL]
    (late,) = [one for one in await of(rows).all(MONDAY + 9 * DAY) if one.kind is DutyKind.APPROVAL]

    assert (soon.ref, set(soon.roles), soon.what) == (key, {"approver"}, "referral")
    assert late.roles > soon.roles
    assert (await of(rows).counts(MONDAY))["approvals"] == 1


async def test_held_mail_is_listed_and_many_of_one_rule_are_one_duty(rows: Sessions) -> None:
    """A flood does not bury what else there is to do; the count says how many it is."""
    await add_mail(rows, None, Handling.HOLD, message=new_mail(subject="Please"))
    (one,) = await duties(rows, DutyKind.MAIL)
    assert (one.what, one.who, one.many, one.why) == (
        "Please",
        "ana@home.example",
        1,
        (("a test", ""),),
    )

    for _ in range(HEAP):
        await add_mail(rows, None, Handling.HOLD)

    (heap,) = await duties(rows, DutyKind.MAIL)
    assert (heap.ref, heap.many, heap.due_at) == ("a test", HEAP + 1, heap.since + ALARM)
    assert (await of(rows).counts(MONDAY)) == {"today": 11, "approvals": 0, "mail": 11}


async def test_a_flagged_case_says_why(rows: Sessions) -> None:
    """By the events since it was flagged; nothing from before counts."""
    asked, back, appeal = [await open_case(rows) for _ in range(3)]
    for number in (asked, back, appeal):
        await change(rows, number, needs_staff=True, flagged_at=MONDAY + HOUR / 2, owner="ling")
    await happen(rows, asked, EventKind.PERSON_ASKED_FOR)
    await happen(rows, back, EventKind.LETTER_BOUNCED, "k: 550")
    await change(rows, appeal, appealed=True, flagged_at=MONDAY + DAY)
    await happen(rows, appeal, EventKind.LETTER_BOUNCED, "of an hour ago")
    await change(rows, asked, next_step=NextStep.STAFF_REVIEW, due_at=MONDAY + 3 * DAY)

    (person,) = await duties(rows, DutyKind.PERSON)
    (letter,) = await duties(rows, DutyKind.LETTER)
    (third,) = await duties(rows, DutyKind.APPEAL)

    assert (person.ref, person.why) == (asked, (("person asked for", ""),))
    assert (person.owner, person.due_at) == ("ling", MONDAY + 3 * DAY)
    assert (letter.ref, letter.why) == (back, (("letter came back", "k: 550"),))
    assert (third.ref, third.why) == (appeal, ())


async def test_a_case_that_nobody_read_in_time_is_late(rows: Sessions) -> None:
    """Its date was put off, and it waits all the same."""
    number = await open_case(rows)
    await change(rows, number, needs_staff=True, flagged_at=MONDAY)
    await happen(rows, number, EventKind.REVIEW_OVERDUE)

    (found,) = await duties(rows, DutyKind.PERSON)

    assert found.late


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"next_step": NextStep.BREACH, "due_at": MONDAY + 2 * DAY}, True),
        ({"next_step": NextStep.BREACH, "due_at": MONDAY + 9 * DAY}, False),
        ({"next_step": NextStep.REMIND, "due_at": MONDAY + 2 * DAY}, False),
        ({"next_step": NextStep.REMIND, "due_at": MONDAY}, True),
        ({"due_at": MONDAY, "stage": Stage.CLOSED}, False),
        ({"due_at": MONDAY, "needs_staff": True}, False),
        ({"due_at": None}, False),
        ({"due_at": MONDAY + 20 * DAY, "ahead": 86400.0 * 20}, True),
        ({"due_at": MONDAY + 20 * DAY, "ahead": 86400.0}, False),
    ],
)
async def test_which_deadlines_are_shown(
    rows: Sessions, facts: dict[str, object], *, shown: bool
) -> None:
    """What runs out soon, and what should have come; each by the clock of its case."""
    number = await open_case(rows)
    await change(rows, number, **facts)

    found = await duties(rows, DutyKind.DEADLINE)

    assert [one.ref for one in found] == ([number] if shown else [])


async def test_a_line_tells_what_its_case_is_about(rows: Sessions) -> None:
    """Who complains about whom, in which words; nothing of a case that is not there."""
    await Respondents(rows).add(FIRM, by="bo", at=MONDAY)
    number = await open_case(rows, new_mail(subject="Stop it", sender="Ana <a@home.example>"))
    await change(rows, number, respondent=FIRM.id)

    told = (await of(rows).about([number, None, "C-1999-000001"]))[number]

    assert (told.complainant, told.subject, told.respondent) == ("Ana", "Stop it", "Acme Calls")


# ---- the list of cases ---------------------------------------------------------------------


async def numbers(
    record: Sessions, wanted: Wanted, *, sort: Sort = Sort.DUE, page: int = 1, rows: int = 50
) -> list[str]:
    """The numbers of the cases that are found."""
    found = await CaseLists(record, UTC).find(wanted, MONDAY, sort=sort, page=page, rows=rows)
    assert found.count >= len(found.lines)
    return [one.case.number for one in found.lines]


async def test_a_case_is_found_by_what_people_know_of_it(rows: Sessions) -> None:
    """Its number, a name, an address, the respondent, a calling number; in any spelling."""
    await Respondents(rows).add(FIRM, by="bo", at=MONDAY)
    mine = await open_case(rows, new_mail(sender="Ana Lima <ana.lima@home.example>"))
    other = await open_case(rows, new_mail(sender="Bo <bo_@else.example>"))
    await change(rows, mine, respondent=FIRM.id)

    for text in (
        mine.lower(),
        mine[-3:],
        "lima",
        "ANA.L",
        "acme",
        "firm.example",
        "0571 0000-6612",
    ):
        assert await numbers(rows, Wanted(text=text)) == [mine], text
    assert await numbers(rows, Wanted(text="bo_")) == [other]
    for text in ("zz", "%", "12345", "a\0b"):
        assert await numbers(rows, Wanted(text=text)) == [], text
    assert not can_be_key("a\0b")


async def test_cases_are_filtered_by_each_of_their_facts(rows: Sessions) -> None:
    """Alone and together; nobody's and everybody's."""
    first, second = await open_case(rows), await open_case(rows)
    await change(rows, first, owner="ling", stage=Stage.ANSWERED, category=None, needs_staff=True)

    for wanted in (
        Wanted(owner="ling"),
        Wanted(stage=Stage.ANSWERED, owner="ling"),
        Wanted(category="-"),
        Wanted(needs_staff=True),
    ):
        assert await numbers(rows, wanted) == [first], wanted
    assert await numbers(rows, Wanted(owner="-", pack="example", language="en")) == [second]
    assert await numbers(rows, Wanted(pack="another")) == []


async def test_overdue_cases_are_found_by_their_own_clocks(rows: Sessions) -> None:
    """The last day is still in time; one that was wound forward counts its own days."""
    late, today, wound = [await open_case(rows) for _ in range(3)]
    await change(rows, late, due_at=MONDAY - DAY)
    await change(rows, today, due_at=MONDAY - HOUR)
    await change(rows, wound, due_at=MONDAY + 9 * DAY, ahead=86400.0 * 11)

    assert await numbers(rows, Wanted(overdue=True)) == [late, wound]
    found = await CaseLists(rows, UTC).find(Wanted(), MONDAY)
    assert [one.case.number for one in found.lines if one.is_overdue] == [late, wound]


async def test_a_long_list_comes_page_by_page_in_the_order_that_is_asked_for(
    rows: Sessions,
) -> None:
    """The count tells all of them; a page that is past the end is empty."""
    cases = [await open_case(rows) for _ in range(3)]
    for place, number in enumerate(cases):
        at = MONDAY + place * HOUR
        await change(rows, number, opened_at=at, due_at=MONDAY + (9 - place) * DAY, flagged_at=at)

    assert await numbers(rows, Wanted(), rows=2) == [cases[2], cases[1]]
    assert await numbers(rows, Wanted(), rows=2, page=2) == [cases[0]]
    assert await numbers(rows, Wanted(), rows=2, page=9) == []
    assert await numbers(rows, Wanted(), sort=Sort.NEWEST) == cases[::-1]
    assert await numbers(rows, Wanted(), sort=Sort.OLDEST) == cases
    assert await numbers(rows, Wanted(), sort=Sort.WAITING) == cases


# ---- changes -------------------------------------------------------------------------------


async def test_the_figure_changes_when_something_happens_and_only_then(rows: Sessions) -> None:
    """A mail, a letter, a flag: each makes another figure; looking makes none."""
    changes, seen = Changes(rows), set()

    async def look() -> None:
        before = await changes.figure()
        assert await changes.figure() == before
        seen.add(before)

    await look()
    number = await open_case(rows)
    await look()
    await freeze(rows, number)
    await look()
    await add_mail(rows, None, Handling.HOLD)
    await look()
    await change(rows, number, needs_staff=True)
    await look()
    await happen(rows, number, EventKind.REMINDED)
    await look()

    assert len(seen) == 6
