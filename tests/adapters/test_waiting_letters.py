"""Letters by people that wait for an approval: taken back to be changed, and asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.decisions import Approver, Decisions, RefusedError, Who
from adapters.storage.drafts import DraftRow, Drafts, written_by
from adapters.storage.models import LetterRow
from adapters.storage.paperwork import Paperwork
from adapters.storage.reminding import have_reminded
from adapters.storage.views import Views
from casework.case import Party
from casework.decisions import DecisionKind, Verdict
from casework.drafts import Draft
from casework.letters import LetterKind
from tests.adapters.records import DAY, PACKS, freeze, open_case
from tests.examples import MONDAY, SECRET

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

BO = Who(account="bo", why="the same calls", at=MONDAY)
MO = Who(account="mo", why="so it is", at=MONDAY)
WRITTEN = Draft(id="", party=Party.COMPLAINANT, subject="A day", text="Which day?", by="bo")


@pytest.fixture
async def number(rows: Sessions) -> str:
    """An open case."""
    return await open_case(rows)


async def a_waiting_letter(rows: Sessions, number: str, by: str = "bo") -> str:
    """A letter that somebody wrote, and that waits for an approval; its key."""
    key = await freeze(rows, number, kind=LetterKind.LETTER, approval=("approver",))
    saved = await Drafts(rows).save(number, replace(WRITTEN, by=by), 0, MONDAY)
    async with rows.begin() as session:
        row = await session.get_one(DraftRow, saved.id)
        row.letter_key, row.ended_by, row.sent_at = key, by, MONDAY
    return key


async def test_a_letter_that_is_taken_back_is_void_and_a_draft_again(
    rows: Sessions, number: str
) -> None:
    """With what was approved of it; by another person, who does not approve what comes of it."""
    key = await a_waiting_letter(rows, number)
    who = Approver(account="al", role="approver", stands_for={}, at=MONDAY, door="console")
    letter = await Views(rows).letter(key)
    assert letter is not None
    async with rows.begin() as session:
        (await session.get_one(LetterRow, key)).approval = ["approver", "manager"]
    await Decisions(rows).rule_on(key, Verdict.APPROVED, who, letter.sha256, "fine")

    draft = await Paperwork(rows, SECRET).take_back(key, MO)
    assert await Paperwork(rows, SECRET).take_back(key, BO) == draft, "it is being changed already"

    copy = await Drafts(rows).draft(number, draft)
    view = await Views(rows).case(number)
    assert copy is not None
    assert view is not None
    assert (copy.text, copy.by, copy.replaces) == (WRITTEN.text, "mo", key)
    (void,) = view.letters
    assert (void.state, void.answer) == ("cancelled", "taken back by mo: so it is")
    assert [one.voided for one in view.approvals] == ["taken back by mo: so it is"]
    assert f"{key}: taken back by mo: so it is" in [one.why for one in view.events]
    new = await freeze(rows, number, kind=LetterKind.LETTER, approval=("approver",))
    async with rows.begin() as session:
        row = await session.get_one(DraftRow, draft)
        row.letter_key, row.ended_by, row.sent_at = new, "mo", MONDAY
        assert await written_by(session, new) == {"bo", "mo"}


@pytest.mark.parametrize("kind", [LetterKind.LETTER, LetterKind.REFERRAL])
async def test_what_has_left_or_was_not_written_by_a_person_is_not_taken_back(
    rows: Sessions, number: str, kind: LetterKind
) -> None:
    """Nobody can call it back, or it has a dossier's page for that."""
    key = await freeze(rows, number, kind=kind, approval=("approver",))
    if kind is LetterKind.LETTER:
        key = await a_waiting_letter(rows, number)
        async with rows.begin() as session:
            (await session.get_one(LetterRow, key)).released_at = MONDAY

    for one in (key, f"{number}/letter/none", f"{number}/\0"):
        with pytest.raises(RefusedError, match="only a letter by a person"):
            await Paperwork(rows, SECRET).take_back(one, MO)


async def test_who_may_approve_is_asked_again_when_it_has_waited(
    rows: Sessions, number: str
) -> None:
    """After the hours that the pack gives, and with the deputy later; each once."""
    key, hour = await a_waiting_letter(rows, number), timedelta(hours=1)
    await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))
    hours = PACKS["example"].approvals

    assert await have_reminded(rows, PACKS, MONDAY + hour * (hours.remind_hours - 1)) == []
    assert await have_reminded(rows, PACKS, MONDAY + hour * hours.remind_hours) == [key]
    assert await have_reminded(rows, PACKS, MONDAY + hour * hours.remind_hours) == []
    assert await have_reminded(rows, PACKS, MONDAY + hour * hours.deputy_hours) == [key]
    assert await have_reminded(rows, PACKS, MONDAY + hour * hours.deputy_hours) == []

    view = await Views(rows).case(number)
    assert view is not None
    found = [(one.kind, one.by, one.value, one.about) for one in view.decisions]
    kind = DecisionKind.REMIND
    assert found == [(kind, "the desk", "reminder", key), (kind, "the desk", "deputy", key)]


async def test_without_its_pack_nobody_knows_how_long_it_may_wait(
    rows: Sessions, number: str
) -> None:
    """A person is asked about such a case anyway."""
    await a_waiting_letter(rows, number)

    assert await have_reminded(rows, {}, MONDAY + 9 * DAY) == []
