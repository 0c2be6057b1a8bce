"""Findings and calling numbers in the record: kept for ever, a person's word above a rule's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.callers import CallerRow, Callers
from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.findings import Findings
from adapters.storage.models import CaseRow, DecisionRow, EventRow
from adapters.storage.respondents import Respondents
from adapters.storage.taking_in import Said
from casework.callers import Caller
from casework.case import ComplainantType, Party, Stage
from casework.decisions import DecisionKind
from casework.findings import ASSESSMENT, Field
from casework.intake import Handling, Route
from tests.adapters.records import (
    NOBODY,
    POLICY,
    assessed,
    case_row,
    casebook_of,
    change,
    intake_of,
    new_mail,
    put_stage,
)
from tests.examples import DESK, FIRM, MONDAY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.storage.engine import Sessions
    from adapters.storage.findings import FindingRow

LING = Who(account="ling", why="it signs as a firm", at=MONDAY + timedelta(hours=1))
MINE = "我的号码是 138-0000-0001。昨天 13911112222 打来骚扰电话推销贷款。"
ROBOT = Caller("+8613911112222", "139 1111 2222")


async def a_case_of(rows: Sessions, text: str, *, at: datetime = MONDAY) -> str:
    """A case with all that was found in its mail."""
    message = new_mail(text, at=at)
    opening = assessed(message)
    async with intake_of(rows).transaction() as tx:
        number = await tx.open_case(message, POLICY, opening, NOBODY)
        said = Said(party=Party.COMPLAINANT, found=opening.found, callers=opening.callers)
        way = Route(Handling.OPEN, "a test", number)
        message_id = await tx.keep(message, DESK, way, 100, said)
        await tx.note(number, message_id, said, message)
    return number


async def named_again(rows: Sessions, number: str, *callers: Caller, at: datetime = MONDAY) -> None:
    """A later mail of the complainant names numbers."""
    message = new_mail(at=at)
    async with intake_of(rows).transaction() as tx:
        said = Said(party=Party.COMPLAINANT, callers=callers)
        message_id = await tx.keep(message, DESK, Route(Handling.ADD, "a test", number), 1, said)
        await tx.note(number, message_id, said, message)


async def said(rows: Sessions, number: str, about: str, value: str, who: Who = LING) -> None:
    """A person corrects a finding."""
    kind = DecisionKind.CORRECT
    await Decisions(rows).decide(number, kind, who, value=value, about=about)


def shown(found: Sequence[FindingRow]) -> list[tuple[str | None, str]]:
    """Values, and who says so."""
    return [(one.value, one.by) for one in found]


async def test_every_finding_of_a_new_case_is_kept(rows: Sessions) -> None:
    """With its rule, its message and when it came."""
    number = await a_case_of(rows, MINE)
    kept = await Findings(rows).all_of(number)

    fields = {one.field for one in kept}
    assert {"language", "intent", "category", "urgency", "caller_numbers", "own_numbers"} <= fields
    assert {(one.by, one.at, one.message_id) for one in kept} == {(ASSESSMENT, MONDAY, 1)}
    assert all(one.rule for one in kept)
    row = await case_row(rows, number)
    assert (row.complainant, row.urgency, row.needs_staff) == ("consumer", "normal", False)


async def test_a_case_that_a_person_must_see_says_so_from_the_beginning(rows: Sessions) -> None:
    """With the reasons as an event, before any letter."""
    number = await a_case_of(rows, "骚扰电话天天打, 再打我杀了你们")
    row = await case_row(rows, number)
    async with rows() as session:
        events = list(await session.scalars(select(EventRow).order_by(EventRow.id)))

    assert (row.needs_staff, row.flagged_at) == (True, MONDAY)
    assert [one.kind for one in events] == [
        "opened",
        "flagged for a person",
        "legal hold",
    ]
    assert events[1].why.startswith("threat: it says")


async def test_a_persons_word_wins_and_what_was_found_before_stays(rows: Sessions) -> None:
    """From the moment it is said; the latest person's word above an earlier one's."""
    number = await a_case_of(rows, MINE)
    findings = Findings(rows)
    await said(rows, number, Field.COMPLAINANT, "business")
    await said(rows, number, Field.FLAGS, "threat, abuse")
    await said(rows, number, Field.FLAGS, "")
    await said(rows, number, Field.URGENCY, "high")

    stands = await findings.in_force(number)

    assert shown(stands["complainant"]) == [("business", "ling")]
    assert shown(stands["flags"]) == [(None, "ling")]
    assert (stands["complainant"][0].why, stands["complainant"][0].at) == (LING.why, LING.at)
    kept = [one for one in await findings.all_of(number) if one.field == "complainant"]
    assert shown(kept) == [("consumer", ASSESSMENT), ("business", "ling")]
    assert (await case_row(rows, number)).urgency == "high"


async def test_an_answer_and_a_respondent_are_findings_as_well(rows: Sessions) -> None:
    """Whichever form a person used."""
    await Respondents(rows).add(FIRM, by="bo", at=MONDAY)
    number = await a_case_of(rows, MINE)
    decisions = Decisions(rows)
    await decisions.decide(
        number, DecisionKind.ANSWER_QUESTION, LING, value="yes", about="respondent_is_operator"
    )
    await decisions.decide(number, DecisionKind.ASSIGN_RESPONDENT, LING, value=FIRM.id)
    await decisions.decide(number, DecisionKind.HAND_OVER, LING, value="bo")

    stands = await Findings(rows).in_force(number)

    assert shown(stands["respondent_is_operator"]) == [("yes", "ling")]
    assert shown(stands["respondent"]) == [(FIRM.id, "ling")]
    assert "" not in stands


async def test_findings_have_the_time_of_their_case(rows: Sessions) -> None:
    """A case that a demo wound forward lives ahead."""
    number = await a_case_of(rows, MINE)
    await change(rows, number, ahead=60.0)
    await said(rows, number, Field.URGENCY, "low")

    stands = await Findings(rows).in_force(number)
    assert stands["urgency"][0].at == LING.at + timedelta(minutes=1)


@pytest.mark.parametrize("number", ["C-1999-000001", "\x00"])
async def test_a_case_that_is_not_there_has_no_findings(rows: Sessions, number: str) -> None:
    """Nor numbers."""
    assert await Findings(rows).all_of(number) == []
    assert await Callers(rows).of_case(number) == []
    assert await Callers(rows).complaints(number) == []


async def test_a_closed_case_is_not_corrected(rows: Sessions) -> None:
    """Nothing is kept of the attempt."""
    number = await a_case_of(rows, MINE)
    await put_stage(rows, number, Stage.CLOSED)

    with pytest.raises(RefusedError, match="closed"):
        await said(rows, number, Field.URGENCY, "low")
    with pytest.raises(RefusedError, match="closed"):
        await Decisions(rows).correct_callers(number, (ROBOT,), LING)
    async with rows() as session:
        assert list(await session.scalars(select(DecisionRow))) == []


async def test_rules_see_who_complains_and_write_it_back(rows: Sessions) -> None:
    """The ladder opens doors by it; a correction of the type or the language reaches the row."""
    number = await a_case_of(rows, MINE)
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert opened.file.case.complainant is ComplainantType.CONSUMER
    await change(rows, number, complainant="business", language="zh-Hant")
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert opened.file.case.complainant is ComplainantType.BUSINESS
        assert opened.file.case.language == "zh-Hant"


# ---- calling numbers -------------------------------------------------------------------------


async def test_a_number_has_the_history_of_all_its_complaints(rows: Sessions) -> None:
    """However it was written: how many cases, since when, about whom at that time."""
    await Respondents(rows).add(FIRM, by="bo", at=MONDAY)
    one = await a_case_of(rows, MINE)
    await change(rows, one, respondent=FIRM.id)
    two = await a_case_of(rows, MINE.replace("13911112222", "+86 139-1111-2222"), at=LING.at)
    await named_again(rows, one, ROBOT, Caller("95188", "95188"), at=LING.at)

    robot, other = await Callers(rows).lines()

    assert (robot.number, robot.cases, robot.since, robot.latest) == (
        "+8613911112222",
        2,
        MONDAY,
        LING.at,
    )
    assert robot.respondents == other.respondents == ("Acme Calls",)
    assert (other.number, other.cases) == ("95188", 1)
    complaints = await Callers(rows).complaints("+8613911112222")
    assert [(said.case.number, said.row.written, said.respondent) for said in complaints] == [
        (one, "13911112222", ""),
        (two, "+86 139-1111-2222", ""),
        (one, "139 1111 2222", "Acme Calls"),
    ]
    assert [line.number for line in await Callers(rows).of_case(two)] == ["+8613911112222"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("1391111", 1),
        ("139 1111-2222", 1),
        ("01391", 1),
        ("777", 0),
        ("Acme", 0),
        (" ", 1),
        ("0000", 0),
    ],
)
async def test_a_number_is_found_by_its_digits(rows: Sessions, search: str, found: int) -> None:
    """Blanks and dashes aside; words find none."""
    await a_case_of(rows, MINE)

    assert len(await Callers(rows).lines(search)) == found


async def test_a_person_puts_right_which_numbers_called(rows: Sessions) -> None:
    """A denied one counts no more, though a later mail names it again; a new one counts."""
    number = await a_case_of(rows, MINE)
    decisions, bank = Decisions(rows), Caller("+8657188886666", "0571-8888-6666")
    await decisions.correct_callers(number, (bank,), LING)
    await named_again(rows, number, ROBOT)

    assert [one.number for one in await Callers(rows).lines()] == [bank.number]
    async with rows() as session:
        kept = list(await session.scalars(select(CallerRow).order_by(CallerRow.id)))
        (decision,) = await session.scalars(select(DecisionRow))
        row = await session.get_one(CaseRow, number)
    assert [(one.number, one.denied_by) for one in kept] == [
        (ROBOT.number, "ling"),
        (bank.number, None),
        (ROBOT.number, "ling"),
    ]
    assert (decision.about, decision.value) == (Field.CALLERS, "0571-8888-6666")
    assert row.respondent is None

    await decisions.correct_callers(number, (ROBOT, bank), LING)
    assert {one.number for one in await Callers(rows).lines()} == {ROBOT.number, bank.number}
