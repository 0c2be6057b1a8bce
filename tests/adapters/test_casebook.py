"""The case files: one transaction a happening, and a second run finds what the first one wrote."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound

from adapters.storage.decisions import Decisions, Who
from adapters.storage.models import MessageRow, StepRow
from adapters.storage.relay import Relay
from adapters.storage.views import Views
from casework.case import NextStep, Outcome, Party, PendingLetter, Stage, Standing
from casework.decisions import DecisionKind
from casework.events import Event, EventKind
from casework.intake import Handling
from casework.letters import FrozenLetter, Letter, LetterKind, LetterState
from casework.plan import Plan
from tests.adapters.records import (
    DAY,
    HOUR,
    PLENTY,
    add_mail,
    case_row,
    casebook_of,
    freeze,
    letter_row,
    new_mail,
    open_case,
)
from tests.examples import ANA, MONDAY

if TYPE_CHECKING:
    from adapters.storage.caps import Caps
    from adapters.storage.engine import Sessions

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACKNOWLEDGEMENT, REQUEST = LetterKind.ACKNOWLEDGEMENT, LetterKind.EVIDENCE_REQUEST
GUIDE = LetterKind.FILING_GUIDE


async def write(rows: Sessions, number: str, cause: str, **changes: object) -> Standing:
    """One step of a case, as an activity does it."""
    async with casebook_of(rows).open(number, MONDAY) as opened:
        if done := await opened.earlier(cause):
            return done
        case = replace(opened.file.case, **changes)  # type: ignore[arg-type]  # whatever a test changes
        plan = Plan(case=case, events=(Event(EventKind.ACKNOWLEDGED, cause),))
        return await opened.write(plan, cause=cause, at=MONDAY)


async def events(rows: Sessions, number: str) -> list[str]:
    """What happened to a case."""
    view = await Views(rows).case(number)
    assert view is not None
    return [one.kind for one in view.events]


async def test_a_new_case_has_a_file(rows: Sessions) -> None:
    """The case, its pack, its complainant; what they wrote is the thread."""
    first = new_mail()
    number = await open_case(rows, first)
    second = await add_mail(rows, number, at=MONDAY + HOUR)
    await add_mail(rows, number, Handling.RECORD, at=MONDAY + HOUR)

    async with casebook_of(rows).open(number, MONDAY) as opened:
        file = opened.file

    assert (file.case.number, file.case.stage) == (number, Stage.RECEIVED)
    assert file.policy.id == "example"
    assert file.correspondent(Party.COMPLAINANT).address == ANA
    assert file.threads == {ANA: (first.message_id, second.message_id)}
    assert (file.letters, file.may_write) == ((), True)


async def test_a_case_that_is_not_there_is_an_error(rows: Sessions) -> None:
    """Not an empty file."""
    with pytest.raises(NoResultFound):
        async with casebook_of(rows).open("C-2026-999999", MONDAY):
            pass


async def test_written_twice_under_one_cause_is_written_once(rows: Sessions) -> None:
    """Temporal may run it again after a crash; the second run gets the first one's words."""
    number = await open_case(rows)
    due_at = datetime(2026, 3, 6, tzinfo=SHANGHAI)

    first = await write(
        rows, number, "once", stage=Stage.ACKNOWLEDGED, due_at=due_at, needs_staff=True
    )
    again = await write(rows, number, "once", stage=Stage.CLOSED, outcome=Outcome.RESOLVED)

    assert again == first
    assert (first.stage, first.due_at, first.needs_staff) == (Stage.ACKNOWLEDGED, due_at, True)
    assert (await case_row(rows, number)).stage == Stage.ACKNOWLEDGED
    assert (await events(rows, number)).count(EventKind.ACKNOWLEDGED) == 1


async def test_every_word_of_a_standing_is_kept(rows: Sessions) -> None:
    """With its letters, an outcome and an owner, and to the microsecond."""
    number = await open_case(rows)
    leaves_at = MONDAY + timedelta(microseconds=7)
    async with casebook_of(rows).open(number, MONDAY) as opened:
        case = replace(
            opened.file.case,
            stage=Stage.CLOSED,
            next_step=NextStep.NOTHING,
            due_at=None,
            owner="bo",
            outcome=Outcome.WITHDRAWN,
        )
        for kind, approval in ((REQUEST, ()), (ACKNOWLEDGEMENT, ()), (GUIDE, ("approver",))):
            letter = Letter(
                kind=kind,
                to=opened.file.correspondents[0],
                language=case.language,
                case_number=number,
                opened_on=MONDAY.date(),
                leaves_at=leaves_at,
                approval=approval,
            )
            await opened.freeze(letter, frozen(kind), MONDAY)
        written = await opened.write(Plan(case=case), cause="all", at=MONDAY)

    async with casebook_of(rows).open(number, MONDAY) as opened:
        kept = await opened.earlier("all")

    assert kept == written
    assert written.owner == "bo"
    assert written.letters == tuple(
        PendingLetter(key=f"key of {kind}", to=Party.COMPLAINANT, leaves_at=leaves_at)
        for kind in (REQUEST, ACKNOWLEDGEMENT)
    ), "what waits for an approval does not leave yet"
    assert (await case_row(rows, number)).closed_at == MONDAY


def frozen(kind: LetterKind) -> FrozenLetter:
    """Some bytes of a letter."""
    return FrozenLetter(
        key=f"key of {kind}", message_id=f"<{kind}@x>", recipient=ANA, subject="s", raw=b"raw"
    )


async def test_a_standing_of_the_first_version_is_still_read(rows: Sessions) -> None:
    """It had one letter, or none: a workflow that asks again gets the same words."""
    number = await open_case(rows)
    kept = {
        "stage": "acknowledged",
        "next_step": "see what evidence is missing",
        "due_at": None,
        "needs_staff": False,
        "category": None,
        "owner": None,
        "outcome": None,
    }
    letter = {"key": "k", "to": "complainant", "leaves_at": MONDAY.isoformat()}
    async with rows.begin() as session:
        for cause, one in (("one", letter), ("none", None)):
            standing = {**kept, "letter": one}
            session.add(StepRow(case_number=number, cause=cause, at=MONDAY, standing=standing))

    async with casebook_of(rows).open(number, MONDAY) as opened:
        with_one, without = await opened.earlier("one"), await opened.earlier("none")

    assert with_one is not None
    assert with_one.letters == (PendingLetter(key="k", to=Party.COMPLAINANT, leaves_at=MONDAY),)
    assert without is not None
    assert without.letters == ()


async def test_another_cause_finds_nothing(rows: Sessions) -> None:
    """Neither another cause of this case nor this cause of another case."""
    one, two = await open_case(rows), await open_case(rows)
    await write(rows, one, "cause")

    async with casebook_of(rows).open(one, MONDAY) as opened:
        assert await opened.earlier("another") is None
    async with casebook_of(rows).open(two, MONDAY) as opened:
        assert await opened.earlier("cause") is None


async def test_a_step_that_fails_leaves_nothing(rows: Sessions) -> None:
    """Letter, stage and events are one transaction."""
    number = await open_case(rows)

    with pytest.raises(RuntimeError):  # noqa: PT012  the whole transaction fails
        async with casebook_of(rows).open(number, MONDAY) as opened:
            case = replace(opened.file.case, stage=Stage.ACKNOWLEDGED)
            await opened.write(Plan(case=case), cause="cause", at=MONDAY)
            raise RuntimeError("the power is gone")

    assert (await case_row(rows, number)).stage == Stage.RECEIVED
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert await opened.earlier("cause") is None


async def test_two_at_one_case_take_turns(rows: Sessions) -> None:
    """The row is locked: each sees what the one before it wrote."""
    number = await open_case(rows)

    async def count(cause: str) -> None:
        async with casebook_of(rows).open(number, MONDAY) as opened:
            seen = int(opened.file.case.owner or 0)
            await asyncio.sleep(0.01)
            case = replace(opened.file.case, owner=str(seen + 1))
            await opened.write(Plan(case=case), cause=cause, at=MONDAY)

    await asyncio.gather(*(count(str(turn)) for turn in range(6)))

    assert (await case_row(rows, number)).owner == "6"


# ---- letters -----------------------------------------------------------------------------


async def test_a_frozen_letter_waits_in_the_outbox(rows: Sessions) -> None:
    """Its bytes and their digest, decided once; the next file knows of it."""
    number = await open_case(rows)

    key = await freeze(rows, number)

    row = await letter_row(rows, key)
    assert (row.state, row.recipient, row.raw) == (LetterState.PENDING, ANA, key.encode())
    assert row.sha256 == sha256(row.raw).hexdigest()
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert opened.file.has_written(REQUEST)
        assert not opened.file.has_written(ACKNOWLEDGEMENT)


async def test_one_key_is_one_letter(rows: Sessions) -> None:
    """A second one under the same key is refused by the database itself."""
    number = await open_case(rows)
    key = await freeze(rows, number)
    row = await letter_row(rows, key)

    with pytest.raises(IntegrityError):
        async with rows.begin() as session:
            session.add(type(row)(**{name: getattr(row, name) for name in _COLUMNS}))


_COLUMNS = (
    *("key", "case_number", "party", "kind", "message_id", "recipient", "subject"),
    *("raw", "sha256", "state", "written_at", "leaves_at"),
)


async def room(
    rows: Sessions, number: str, kind: LetterKind, caps: Caps, at: datetime = MONDAY
) -> bool:
    """Whether the caps leave room for one more."""
    async with casebook_of(rows, caps).open(number, at, kind) as opened:
        return opened.file.may_write


async def test_an_address_gets_so_many_acknowledgements_a_day(rows: Sessions) -> None:
    """Whoever writes in somebody's name cannot make us flood them."""
    caps = replace(PLENTY, acknowledgements_per_sender_day=2)
    number = await open_case(rows)
    await freeze(rows, number, kind=ACKNOWLEDGEMENT)

    assert await room(rows, number, ACKNOWLEDGEMENT, caps)
    await freeze(rows, await open_case(rows), kind=ACKNOWLEDGEMENT, at=MONDAY + HOUR)
    assert not await room(rows, number, ACKNOWLEDGEMENT, caps, MONDAY + HOUR)
    assert await room(rows, number, ACKNOWLEDGEMENT, caps, MONDAY + DAY)


async def test_one_addresss_cap_is_not_anothers(rows: Sessions) -> None:
    """Bo gets his acknowledgement whatever Ana got."""
    caps = replace(PLENTY, acknowledgements_per_sender_day=1)
    await freeze(rows, await open_case(rows), kind=ACKNOWLEDGEMENT)
    bo = await open_case(rows, new_mail(sender="bo@other.example"))

    assert await room(rows, bo, ACKNOWLEDGEMENT, caps)


async def test_the_desk_sends_so_many_acknowledgements_an_hour(rows: Sessions) -> None:
    """Whoever they go to; other letters do not count."""
    caps = replace(PLENTY, acknowledgements_per_hour=2)
    bo = await open_case(rows, new_mail(sender="bo@other.example"))
    for kind in (ACKNOWLEDGEMENT, REQUEST):
        await freeze(rows, await open_case(rows), kind=kind)

    assert await room(rows, bo, ACKNOWLEDGEMENT, caps)
    await freeze(rows, await open_case(rows), kind=ACKNOWLEDGEMENT)
    assert not await room(rows, bo, ACKNOWLEDGEMENT, caps)
    assert await room(rows, bo, ACKNOWLEDGEMENT, caps, MONDAY + HOUR)


@pytest.mark.parametrize(("found", "room_left"), [("pass", True), ("none", False)])
async def test_who_is_proven_is_acknowledged_every_time(
    rows: Sessions,
    found: str,
    room_left: bool,  # noqa: FBT001  a table
) -> None:
    """Nobody else can have asked for it; up to the letters that any address gets in a day."""
    caps = replace(PLENTY, acknowledgements_per_sender_day=0, acknowledgements_per_hour=0)
    number = await open_case(rows)
    async with rows.begin() as session:
        (await session.get_one(MessageRow, 1)).authenticity = found

    assert await room(rows, number, ACKNOWLEDGEMENT, caps) is room_left
    none = replace(caps, letters_per_recipient_day=0)
    assert not await room(rows, number, ACKNOWLEDGEMENT, none)


async def test_an_address_gets_so_many_letters_a_day(rows: Sessions) -> None:
    """All kinds and all cases together."""
    caps = replace(PLENTY, letters_per_recipient_day=2)
    number = await open_case(rows)
    await freeze(rows, number, kind=ACKNOWLEDGEMENT)

    assert await room(rows, number, REQUEST, caps)
    await freeze(rows, await open_case(rows))
    assert not await room(rows, number, REQUEST, caps)
    assert await room(rows, number, REQUEST, caps, MONDAY + DAY)


async def test_what_is_noted_meets_the_caps_too(rows: Sessions) -> None:
    """Letters may follow from a happening: those of a day are counted, not acknowledgements."""
    none = replace(PLENTY, acknowledgements_per_sender_day=0)
    number = await open_case(rows)

    async with casebook_of(rows, none).open(number, MONDAY) as opened:
        assert opened.file.may_write
    none = replace(PLENTY, letters_per_recipient_day=0)
    async with casebook_of(rows, none).open(number, MONDAY) as opened:
        assert not opened.file.may_write


# ---- what the workflow has dealt with ----------------------------------------------------


async def test_a_message_is_noted_for_its_case(rows: Sessions) -> None:
    """A rebuilt workflow knows what it need not hear again."""
    number = await open_case(rows)
    message = await add_mail(rows, number)
    assert message.sha256 not in (await Relay(rows).standpoint(number)).noted

    async with casebook_of(rows).open(number, MONDAY) as opened:
        heard = await opened.heard(message.sha256)

    assert (heard.party, heard.intent, heard.brought) == (Party.COMPLAINANT, None, ())

    assert message.sha256 in (await Relay(rows).standpoint(number)).noted


async def test_a_decision_is_read_and_noted_in_one(rows: Sessions) -> None:
    """What staff decided, word for word; the note goes if the transaction fails."""
    number = await open_case(rows)
    who = Who(account="bo", why="they paid", at=MONDAY)
    decision_id = await Decisions(rows).decide(
        number, DecisionKind.CLOSE, who, value=Outcome.RESOLVED
    )

    with pytest.raises(RuntimeError):  # noqa: PT012  the whole transaction fails
        async with casebook_of(rows).open(number, MONDAY) as opened:
            await opened.decision(decision_id)
            raise RuntimeError("the power is gone")
    assert decision_id not in (await Relay(rows).standpoint(number)).noted

    async with casebook_of(rows).open(number, MONDAY) as opened:
        decision = await opened.decision(decision_id)
    assert (decision.by, decision.why, decision.value) == ("bo", "they paid", Outcome.RESOLVED)
    assert (decision.kind, decision.case_number) == (DecisionKind.CLOSE, number)
    assert decision_id in (await Relay(rows).standpoint(number)).noted
