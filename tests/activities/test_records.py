"""Notes: what happened is written once, with what follows from it."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from activities.letters import Letters
from activities.records import Records
from adapters.mailbox.reading.parts import contents
from adapters.storage.decisions import Decisions, Who
from adapters.storage.drafts import Drafts
from adapters.storage.models import CaseRow, DecisionRow, EventRow, MessageRow
from adapters.storage.outbox import Outbox
from adapters.storage.packs import keep
from adapters.storage.paperwork import Paperwork
from casework.case import Outcome, Party, Stage
from casework.decisions import DecisionKind
from casework.drafts import Draft
from casework.letters import Enclosed, LetterKind, LetterOrder
from casework.plan import Happening, NoteOrder
from tests.activities.conftest import (
    MAIL,
    NUMBER,
    add_message,
    at,
    change,
    clerk,
    events,
    outbox,
)
from tests.adapters.packs import raised
from tests.desk import wall
from tests.examples import ANA, MONDAY, PNG, SECRET
from tests.postbag import Postbag

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions
    from adapters.storage.evidence import EvidenceStore
    from casework.case import Standing


def note(what: Happening, ref: str) -> NoteOrder:
    """Something that happened on Monday."""
    return NoteOrder(case_number=NUMBER, what=what, ref=ref, at=MONDAY)


@pytest.fixture
def records(case_rows: Sessions, store: EvidenceStore) -> Records:
    """The activity on a real record."""
    return Records(clerk=clerk(case_rows, store))


async def run(records: Records, order: NoteOrder, days: int = 0) -> Standing:
    """Run case.note so many days after Monday."""
    return await at(MONDAY + timedelta(days=days)).run(records.note, order)


async def test_a_message_is_noted_once(case_rows: Sessions, records: Records) -> None:
    """The second run answers as the first did and writes nothing; the message counts as noted."""
    await change(case_rows, stage=Stage.HANDED_OVER, next_step="a person reads the case")
    await add_message(case_rows, "m")

    first = await run(records, note(Happening.MESSAGE, "m"))
    second = await run(records, note(Happening.MESSAGE, "m"), days=1)

    assert first == second
    assert first.needs_staff
    assert await events(case_rows) == ["message added"]
    async with case_rows() as session:
        (noted,) = await session.scalars(select(MessageRow.noted_at))
    assert noted == MONDAY


async def test_a_missed_review_is_noted_once(case_rows: Sessions, records: Records) -> None:
    """And its clock runs once more."""
    await change(case_rows, stage=Stage.HANDED_OVER, needs_staff=True, flagged_at=MONDAY)

    first = await run(records, note(Happening.OVERDUE, "2026-03-05T16:00"))
    second = await run(records, note(Happening.OVERDUE, "2026-03-05T16:00"), days=1)

    assert first == second
    assert first.due_at is not None
    assert await events(case_rows) == ["review overdue"]


async def test_a_decision_closes_the_case_and_counts_as_heard(
    case_rows: Sessions, records: Records
) -> None:
    """With who and why in its history, and a letter that says so."""
    who = Who(account="boris", why="they paid", at=MONDAY)
    decision = await Decisions(case_rows).decide(
        NUMBER, DecisionKind.CLOSE, who, value=Outcome.RESOLVED
    )

    standing = await run(records, note(Happening.DECISION, decision))
    again = await run(records, note(Happening.DECISION, decision), days=1)

    assert standing == again
    assert (standing.stage, standing.outcome) == (Stage.CLOSED, Outcome.RESOLVED)
    (letter,) = await outbox(case_rows)
    assert [one.key for one in standing.letters] == [letter.key]
    async with case_rows() as session:
        (event,) = await session.scalars(select(EventRow))
        assert event.why == "resolved, by boris: they paid"
        assert (await session.get_one(DecisionRow, decision)).noted_at is not None


async def test_a_letter_that_failed_is_noted_once(case_rows: Sessions, records: Records) -> None:
    """A person is asked, and the note names the letter."""
    who = Who(account="boris", why="they paid", at=MONDAY)
    decision = await Decisions(case_rows).decide(NUMBER, DecisionKind.CLOSE, who, value="resolved")
    (letter,) = (await run(records, note(Happening.DECISION, decision))).letters

    for what in (Happening.LETTER_FAILED, Happening.LETTER_UNKNOWN):
        for _ in "twice":
            standing = await run(records, note(what, letter.key))
            assert standing.needs_staff

    assert (await events(case_rows))[1:] == ["letter failed", "letter unknown"]


async def test_another_cases_message_is_not_noted(case_rows: Sessions, records: Records) -> None:
    """Nothing is written of it."""
    await add_message(case_rows, "m", case_number=None)

    with pytest.raises(Exception, match="No row was found"):
        await run(records, note(Happening.MESSAGE, "m"))
    assert await events(case_rows) == []


async def test_a_case_whose_rules_are_nowhere_is_left_to_a_person(
    case_rows: Sessions, records: Records
) -> None:
    """Whatever happens to it is noted, no letter goes out by other rules, and nothing crashes."""
    await change(case_rows, pack_version="2020.1")
    await add_message(case_rows, "m")
    decision = await Decisions(case_rows).decide(
        NUMBER, DecisionKind.ADOPT, Who(account="boris", why="it is here", at=MONDAY), value="2021"
    )
    letters = Letters(
        clerk=records.clerk, outbox=Outbox(case_rows, lambda: MONDAY), postman=Postbag()
    )
    key = f"{NUMBER}/acknowledgement/1"
    order = LetterOrder(key=key, case_number=NUMBER, kind=LetterKind.ACKNOWLEDGEMENT, since=MONDAY)

    written = await at(MONDAY).run(letters.write, order)
    said = await run(records, note(Happening.MESSAGE, "m"))
    overdue = await run(records, note(Happening.OVERDUE, "2026-03-05T16:00"), days=4)
    decided = await run(records, note(Happening.DECISION, decision))

    assert {one.stage for one in (written, said, overdue, decided)} == {Stage.HANDED_OVER}
    assert all(one.needs_staff and not one.letters for one in (written, said, overdue, decided))
    told = await events(case_rows)
    assert told.count("its rules are not there") == 3
    assert {"message added", "pack version not adopted"} <= set(told)
    assert await outbox(case_rows) == []


async def test_an_adopted_version_is_carried_out_by_its_own_calendar(
    case_rows: Sessions, records: Records, tmp_path: Path
) -> None:
    """It was kept when it was loaded, elsewhere; the case is by it from here on."""
    await keep(case_rows, raised(tmp_path / "new", ("calendar: CN", "calendar: GB-ENG")), MONDAY)
    decision = await Decisions(case_rows).decide(
        NUMBER, DecisionKind.ADOPT, Who(account="bo", why="law", at=MONDAY), value="2027.1"
    )

    await run(records, note(Happening.DECISION, decision))

    assert await events(case_rows) == ["pack version adopted"]
    async with case_rows() as session:
        row = await session.get_one(CaseRow, NUMBER)
    assert row.pack_version == "2027.1"


async def test_the_files_of_a_persons_letter_leave_as_they_were_chosen(
    case_rows: Sessions, records: Records, store: EvidenceStore
) -> None:
    """One out of a mail, one by itself: frozen with their digests, and in the mail that leaves."""
    note_of_a_call = b"she rang at ten\n"
    await change(case_rows, stage=Stage.WITH_RESPONDENT)
    enclosed = (
        enclosed_file("calls.png", "image/png", PNG, sha256(MAIL).hexdigest()),
        enclosed_file("note.txt", "text/plain", note_of_a_call),
    )
    store.put(note_of_a_call)
    draft = Draft(
        id="",
        party=Party.COMPLAINANT,
        subject="Your log",
        text="It is enclosed.",
        by="bo",
        enclosed=enclosed,
    )
    saved = await Drafts(case_rows).save(NUMBER, draft, 0, MONDAY)
    who = Who(account="bo", why="she asked", at=MONDAY)
    decision = await Paperwork(case_rows, SECRET).send(NUMBER, saved.id, 1, who, read=False)

    told = await run(records, note(Happening.DECISION, decision))
    (letter,) = told.letters
    postbag = Postbag()
    letters = Letters(clerk=records.clerk, outbox=Outbox(case_rows, wall), postman=postbag)
    await at(MONDAY).run(letters.send, [letter.key])

    ((recipient, _, raw),) = postbag.sent
    (row,) = await outbox(case_rows)
    digests = {str(one["sha256"]) for one in row.files}
    assert recipient == ANA
    assert contents(raw, digests) == {
        enclosed[0].sha256: PNG,
        enclosed[1].sha256: note_of_a_call,
    }
    assert row.sha256 == sha256(raw).hexdigest()


def enclosed_file(name: str, media_type: str, content: bytes, message: str = "") -> Enclosed:
    """A file that was chosen, out of a mail or by itself."""
    digest = sha256(content).hexdigest()
    return Enclosed(
        name=name, media_type=media_type, message=message, sha256=digest, size=len(content)
    )
