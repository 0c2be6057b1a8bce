"""What people keep on a case: drafts, notes, days put off, ticks, links, duplicates. Rows first."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.decisions import Approver, Decisions, RefusedError, Who
from adapters.storage.drafts import DraftRow, Drafts
from adapters.storage.links import Links
from adapters.storage.models import DispositionRow, MessageRow
from adapters.storage.notes import Notes
from adapters.storage.paperwork import Paperwork, Shows
from adapters.storage.relay import Relay
from adapters.storage.taking_in import Said
from adapters.storage.tasks import Tasks
from adapters.storage.views import Views
from casework.assessment import Finding
from casework.case import Party, Stage
from casework.decisions import DecisionKind, Verdict
from casework.drafts import Draft
from casework.intake import Handling
from casework.letters import LetterKind
from casework.policy import Intent
from tests.adapters.records import (
    DAY,
    PACKS,
    add_mail,
    casebook_of,
    change,
    freeze,
    intake_of,
    new_mail,
    open_case,
    put_stage,
)
from tests.examples import DESK, MONDAY, SECRET

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

BO = Who(account="bo", why="the same calls", at=MONDAY)
MO = Who(account="mo", why="so it is", at=MONDAY)
WRITTEN = Draft(id="", party=Party.COMPLAINANT, subject="A day", text="Which day?", by="bo")


@pytest.fixture
async def number(rows: Sessions) -> str:
    """An open case."""
    return await open_case(rows)


def papers(rows: Sessions) -> Paperwork:
    """Where they are kept."""
    return Paperwork(rows, SECRET)


# ---- drafts ----------------------------------------------------------------------------------


async def test_a_draft_is_kept_and_goes_out_once(rows: Sessions, number: str) -> None:
    """A decision of the same id; the second is told who was quicker."""
    saved = await Drafts(rows).save(number, WRITTEN, 0, MONDAY)

    decision = await papers(rows).send(number, saved.id, 1, BO, read=True)
    with pytest.raises(RefusedError, match="bo has sent it already"):
        await papers(rows).send(number, saved.id, 1, MO, read=False)

    assert decision == saved.id
    view = await Views(rows).case(number)
    assert view is not None
    (row,) = view.decisions
    assert (row.kind, row.about, row.value) == (DecisionKind.SEND_LETTER, saved.id, "read")
    async with casebook_of(rows).open(number, MONDAY) as opened:
        told = (await opened.decision(decision)).letter
    assert told is not None
    assert (told.text, told.by) == ("Which day?", "bo")
    assert await Drafts(rows).of_case(number) == []


async def test_two_who_send_at_once_send_one_letter(rows: Sessions, number: str) -> None:
    """Whoever comes second is refused."""
    saved = await Drafts(rows).save(number, WRITTEN, 0, MONDAY)
    both = [papers(rows).send(number, saved.id, 1, who, read=False) for who in (BO, MO)]

    ends = await asyncio.gather(*both, return_exceptions=True)

    assert sum(isinstance(one, str) for one in ends) == 1
    view = await Views(rows).case(number)
    assert view is not None
    assert len(view.decisions) == 1


async def test_nobody_saves_over_what_they_have_not_seen(rows: Sessions, number: str) -> None:
    """What they wrote is kept beside it, and they are told whose is the other."""
    drafts = Drafts(rows)
    first = await drafts.save(number, WRITTEN, 0, MONDAY)
    await drafts.save(number, replace(WRITTEN, id=first.id, text="Bo's", by="bo"), 1, MONDAY)

    second = await drafts.save(
        number, replace(WRITTEN, id=first.id, text="Mo's", by="mo"), 1, MONDAY
    )

    assert (second.id != first.id, second.beside) == (True, "bo")
    assert {one.text for one in await drafts.of_case(number)} == {"Bo's", "Mo's"}


@pytest.mark.parametrize("version", [2, 0])
async def test_a_draft_that_changed_is_read_again_first(
    rows: Sessions, number: str, version: int
) -> None:
    """What goes out is what was shown."""
    saved = await Drafts(rows).save(number, WRITTEN, 0, MONDAY)

    with pytest.raises(RefusedError, match="bo has changed the draft"):
        await papers(rows).send(number, saved.id, version, MO, read=False)


async def test_a_draft_that_was_thrown_away_stays_and_is_not_sent(
    rows: Sessions, number: str
) -> None:
    """Nor is it saved over: what is typed then is a new one."""
    drafts = Drafts(rows)
    saved = await drafts.save(number, WRITTEN, 0, MONDAY)

    assert await drafts.throw_away(number, saved.id, by="mo", at=MONDAY)
    assert not await drafts.throw_away(number, saved.id, by="mo", at=MONDAY)
    with pytest.raises(RefusedError, match="mo has thrown it away"):
        await papers(rows).send(number, saved.id, 1, BO, read=False)
    again = await drafts.save(number, replace(WRITTEN, id=saved.id), 1, MONDAY)
    assert again.id != saved.id
    kept = await drafts.draft(number, saved.id)
    assert kept is not None
    assert kept.text == "Which day?"


@pytest.mark.parametrize("draft", ["", "nothing", "\0"])
async def test_a_draft_of_another_case_is_none_of_this(
    rows: Sessions, number: str, draft: str
) -> None:
    """Nor is one that is not there."""
    other = await open_case(rows)
    saved = await Drafts(rows).save(other, WRITTEN, 0, MONDAY)

    for one in (draft, saved.id):
        assert await Drafts(rows).draft(number, one) is None
        with pytest.raises(RefusedError, match="no such draft"):
            await papers(rows).send(number, one, 1, BO, read=False)


@pytest.mark.parametrize("sender", ["bo", "mo"])
async def test_nobody_approves_alone_what_they_wrote(
    rows: Sessions, number: str, sender: str
) -> None:
    """Four eyes also for a letter that a person wrote, whoever pressed the button."""
    key = await freeze(rows, number, kind=LetterKind.LETTER, approval=("approver",))
    saved = await Drafts(rows).save(number, WRITTEN, 0, MONDAY)
    async with rows.begin() as session:
        row = await session.get_one(DraftRow, saved.id)
        row.letter_key, row.ended_by = key, sender
    letter = await Views(rows).letter(key)
    assert letter is not None
    who = Approver(account="bo", role="approver", stands_for={}, at=MONDAY, door="console")

    with pytest.raises(RefusedError, match="bo had it written"):
        await Decisions(rows).rule_on(key, Verdict.APPROVED, who, letter.sha256, "fine")
    waits = [one.letter.key for one in await Views(rows).waiting()]
    assert waits == [key]
    assert (await Relay(rows).standpoint(number)).letters == ()


async def test_a_letter_without_approval_is_free_at_once(rows: Sessions, number: str) -> None:
    """A rebuilt case starts its sending again."""
    key = await freeze(rows, number, kind=LetterKind.LETTER)

    (one,) = (await Relay(rows).standpoint(number)).letters
    assert one.key == key
    assert await Views(rows).waiting() == []


# ---- notes and days put off ------------------------------------------------------------------


async def test_a_note_is_kept(rows: Sessions, number: str) -> None:
    """With who and when."""
    await Notes(rows).add(number, "ring her after six", by="bo", at=MONDAY)

    (one,) = await Notes(rows).of_case(number)
    assert (one.text, one.by, one.at) == ("ring her after six", "bo", MONDAY)


async def test_what_is_put_off_comes_back_on_its_day(rows: Sessions, number: str) -> None:
    """Until then the case sleeps; once done it is nobody's."""
    tasks, other = Tasks(rows), await open_case(rows)
    await tasks.add(number, "look again", due_at=MONDAY + DAY, by="bo", at=MONDAY)
    await tasks.add(other, "and here", due_at=MONDAY - DAY, by="bo", at=MONDAY)
    await tasks.add(other, "much later", due_at=MONDAY + 9 * DAY, by="bo", at=MONDAY)

    due, asleep = await tasks.due_and_asleep(MONDAY)
    assert [one.what for one in due] == ["and here"]
    assert asleep == {number}
    due, asleep = await tasks.due_and_asleep(MONDAY + DAY)
    assert [one.what for one in due] == ["and here", "look again"]
    assert await tasks.done(number, due[1].id, by="mo", at=MONDAY + DAY)
    assert not await tasks.done(number, due[1].id, by="mo", at=MONDAY + DAY)
    assert not await tasks.done(number, due[0].id, by="mo", at=MONDAY), "it is of another case"
    assert not await tasks.done(number, 2**40, by="mo", at=MONDAY)
    assert [one.done_by for one in await tasks.of_case(number)] == ["mo"]


async def test_a_case_that_was_wound_forward_has_its_own_day(rows: Sessions, number: str) -> None:
    """What is due there is due now."""
    await change(rows, number, ahead=DAY.total_seconds())
    await Tasks(rows).add(number, "look", due_at=MONDAY + DAY, by="bo", at=MONDAY)

    due, _ = await Tasks(rows).due_and_asleep(MONDAY)
    assert len(due) == 1


# ---- ticks -----------------------------------------------------------------------------------


async def a_message(rows: Sessions, number: str) -> MessageRow:
    """What began the case."""
    view = await Views(rows).case(number)
    assert view is not None
    return view.messages[0]


async def test_a_person_ticks_off_and_takes_off(rows: Sessions, number: str) -> None:
    """The row stays, and says who struck it and why; rules do not see it any more."""
    message = await a_message(rows, number)

    await papers(rows).tick(number, "contract", Shows(message_id=message.id), BO)
    file = await Views(rows).file(number, PACKS)
    with pytest.raises(RefusedError, match="ticked off already"):
        await papers(rows).tick(number, "contract", Shows(message_id=message.id), MO)
    await papers(rows).untick(number, "contract", MO)
    with pytest.raises(RefusedError, match="not ticked off"):
        await papers(rows).untick(number, "contract", BO)

    assert file is not None
    assert "contract" in file.items
    after = await Views(rows).file(number, PACKS)
    assert after is not None
    assert "contract" not in after.items
    view = await Views(rows).case(number)
    assert view is not None
    row = next(one for one in view.evidence if one.item == "contract")
    assert (row.rule, row.struck) == ("bo: the same calls", "mo: so it is")
    assert [one.value for one in view.decisions] == ["yes", "no"]


@pytest.mark.parametrize(
    ("shows", "said"),
    [
        (Shows(message_id=999), "no message 999"),
        (Shows(message_id=2**40), "no message"),
        (Shows(message_id=1, sha256="0" * 64), "no such file"),
    ],
)
async def test_what_shows_it_must_be_there(
    rows: Sessions, number: str, shows: Shows, said: str
) -> None:
    """A message of this case, and a file of that message."""
    if shows.message_id == 1:
        shows = replace(shows, message_id=(await a_message(rows, number)).id)

    with pytest.raises(RefusedError, match=said):
        await papers(rows).tick(number, "contract", shows, BO)


# ---- duplicates and links --------------------------------------------------------------------


async def test_a_duplicate_goes_on_as_the_other_case(rows: Sessions) -> None:
    """Messages, ticks and whoever wrote go on there; every change is in the ledger."""
    into = await open_case(rows, new_mail(sender="ana@home.example"))
    number = await open_case(rows, new_mail(sender="ana@work.example"))
    said = Said(party=Party.COMPLAINANT, own_text="x", intent=Finding(Intent.WITHDRAW, "says so"))
    await add_mail(rows, number, said=said)
    await add_mail(rows, number, Handling.RECORD)
    message = await a_message(rows, number)
    await papers(rows).tick(number, "contract", Shows(message_id=message.id), BO)

    await papers(rows).merge(number, into, BO)

    there, here = await Views(rows).case(into), await Views(rows).case(number)
    assert there is not None
    assert here is not None
    moved = [one for one in there.messages if one.rule == f"merged from {number}"]
    assert [(one.disposition, one.intent, one.noted_at) for one in moved] == [
        ("added", None, None),
        ("added", None, None),
    ]
    assert [one.disposition for one in here.messages] == ["recorded"]
    assert [one.item for one in there.evidence if one.item == "contract"] == ["contract"]
    people = {one.address: one.only_writes for one in there.people}
    assert people == {"ana@home.example": False, "ana@work.example": True}
    (decision,) = [one for one in here.decisions if one.kind == DecisionKind.MERGE]
    assert decision.value == into
    untold = {one.ref for one in await Relay(rows).untold() if one.case_number == into}
    assert {one.sha256 for one in moved} <= untold
    mine = select(DispositionRow).where(DispositionRow.by == "bo")
    async with rows() as session:
        ledger = list(await session.scalars(mine))
    assert {one.message_id for one in ledger} == {one.id for one in moved}


async def test_later_mail_for_a_duplicate_belongs_to_the_other_case(rows: Sessions) -> None:
    """By its old reply address; also where that case went on once more."""
    first, second, third = [await open_case(rows) for _ in range(3)]
    view = await Views(rows).case(first)
    assert view is not None
    token = view.people[0].token
    await papers(rows).merge(first, second, BO)
    await papers(rows).merge(second, third, BO)
    mail = new_mail(to=DESK.replace("@", f"+{token}@"))

    async with intake_of(rows).transaction() as tx:
        known = await tx.known.match(mail)

    assert (known.case_number, known.fits) == (third, True)


async def test_both_cases_show_each_other(rows: Sessions) -> None:
    """And the others of the same complainant beside them."""
    first, second, third = [await open_case(rows) for _ in range(3)]
    await papers(rows).merge(first, second, BO)
    await papers(rows).relate(second, third, MO)

    beside = await Links(rows).beside(second)

    assert [(one.case.number, one.kind, one.backwards) for one in beside] == [
        (first, "went on as", True),
        (third, "has to do with", False),
    ]
    seen = [(one.case.number, one.kind) for one in await Links(rows).beside(third)]
    assert seen == [(second, "has to do with"), (first, "")]


async def test_what_cannot_be_merged_is_refused_in_words(rows: Sessions) -> None:
    """With itself, with what is not there, closed or being closed; twice; round in a ring."""
    first, second, closed = [await open_case(rows) for _ in range(3)]
    await put_stage(rows, closed, Stage.CLOSED)
    for number, into, said in (
        (first, first, "into itself"),
        (first, "C-1999-000001", "there is no case"),
        (first, closed, "only an open case"),
        (closed, first, "closed already"),
    ):
        with pytest.raises(RefusedError, match=said):
            await papers(rows).merge(number, into, BO)
    await papers(rows).merge(first, second, BO)
    for number, into in ((first, second), (second, first)):
        with pytest.raises(RefusedError, match="being closed already"):
            await papers(rows).merge(number, into, BO)
    await put_stage(rows, first, Stage.CLOSED)
    with pytest.raises(RefusedError, match=f"goes on as {second}"):
        await Decisions(rows).reopen(first, BO)


async def test_a_link_is_said_once(rows: Sessions) -> None:
    """From whichever side; not with itself."""
    first, second = [await open_case(rows) for _ in range(2)]
    await papers(rows).relate(first, second, BO)

    for number, other, said in (
        (second, first, "linked already"),
        (first, first, "with itself"),
        (first, "C-1999-000001", "there is no case"),
    ):
        with pytest.raises(RefusedError, match=said):
            await papers(rows).relate(number, other, MO)
