"""What a person makes of held mail: a case, part of one, or what the rules say now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import CorrespondentRow, DispositionRow, EvidenceRow, MessageRow
from adapters.storage.relay import Relay
from casework.case import Party, Stage
from casework.matching import reply_address, reply_token
from mailroom.release import Attached, NotReleasedError, Release
from tests.adapters.records import PACKS, POLICY, case_row, put_stage
from tests.examples import ANA, DESK, PNG, READER, SECRET, a_mail
from tests.mailroom.test_receive import NUMBER, Room

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions

ANA_AT_WORK = "ana@work.example"
BY = ("mina", "it is hers")


@pytest.fixture
def room(rows: Sessions, tmp_path: Path) -> Room:
    """A mailroom on an empty record."""
    return Room(rows, tmp_path / "evidence")


def releasing(room: Room) -> Release:
    """What the console does with held mail."""
    return Release(
        intake=room.intake,
        store=room.store,
        pack=PACKS[POLICY.id],
        reader=READER,
        receiver=room.receiver,
    )


async def a_case_and_a_stranger(room: Room, **facts: object) -> int:
    """Ana's case, and a mail to her reply address from another one; its number."""
    await room.take(a_mail())
    to = reply_address(DESK, reply_token(SECRET, NUMBER, Party.COMPLAINANT))
    raw = a_mail(**{"sender": ANA_AT_WORK, "to": to, "message_id": "<2@w>", **facts})  # type: ignore[arg-type]  # names of a_mail's facts
    assert await room.take(raw) == "held"
    return 2


async def message(room: Room, message_id: int) -> MessageRow:
    """A message as its row has it."""
    async with room.rows() as session:
        return await session.get_one(MessageRow, message_id)


async def test_a_strangers_mail_says_which_case_it_may_belong_to(room: Room) -> None:
    """For staff; on the case itself nothing shows of it."""
    one = await message(room, await a_case_and_a_stranger(room))

    assert (one.rule, one.suggested_case) == ("a stranger holds a case's address", NUMBER)
    assert one.case_number is None


async def test_attached_mail_is_noted_by_its_case(room: Room) -> None:
    """As if it came in now: evidence is ticked off, and the workflow hears of it."""
    held = await a_case_and_a_stranger(room, files=(("calls.png", "image/png", PNG),))

    assert await releasing(room).attach(held, Attached(number=NUMBER), *BY) == NUMBER

    one = await message(room, held)
    assert (one.disposition, one.rule, one.party) == ("added", "attached by staff", "complainant")
    assert (one.case_number, one.suggested_case) == (NUMBER, None)
    assert [each.ref for each in await Relay(room.rows).untold()][-1] == one.sha256
    async with room.rows() as session:
        said = await session.get_one(DispositionRow, 3)
        evidence = await session.get_one(EvidenceRow, 1)
    assert (said.by, said.why, said.disposition) == (*BY, "added")
    assert evidence.message_id == held


async def test_an_address_can_be_remembered(room: Room) -> None:
    """Her next mail from there is added by itself; her letters go where they went."""
    held = await a_case_and_a_stranger(room)
    to = Attached(number=NUMBER, remember=True)
    await releasing(room).attach(held, to, *BY)

    next_one = a_mail(
        "One thing more.",
        sender=ANA_AT_WORK,
        to=reply_address(DESK, reply_token(SECRET, NUMBER, Party.COMPLAINANT)),
        message_id="<3@w>",
    )
    assert await room.take(next_one) == "added"
    async with room.rows() as session:
        other = await session.get_one(CorrespondentRow, 2)
    assert (other.address, other.only_writes) == (ANA_AT_WORK, True)


async def test_a_body_may_answer_from_another_address(room: Room) -> None:
    """Who wrote it is said by whoever attaches it."""
    held = await a_case_and_a_stranger(room, sender="clerk@body.example")
    await releasing(room).attach(held, Attached(number=NUMBER, party=Party.BODY), *BY)

    assert (await message(room, held)).party == "body"


async def test_attaching_to_a_closed_case_opens_it_again(room: Room) -> None:
    """Nothing stays closed over what a complainant wrote."""
    held = await a_case_and_a_stranger(room)
    await put_stage(room.rows, NUMBER, Stage.CLOSED)

    await releasing(room).attach(held, Attached(number=NUMBER), *BY)

    assert (await case_row(room.rows, NUMBER)).stage == Stage.REOPENED


async def test_what_does_not_wait_or_has_no_case_is_refused(room: Room) -> None:
    """In a sentence; nothing has changed."""
    held = await a_case_and_a_stranger(room)
    work = releasing(room)

    with pytest.raises(NotReleasedError, match="there is no case C-2026-000099"):
        await work.attach(held, Attached(number="C-2026-000099"), *BY)
    with pytest.raises(NotReleasedError, match="message 1 is not held"):
        await work.attach(1, Attached(number=NUMBER), *BY)
    with pytest.raises(NotReleasedError, match="message 99 is not held"):
        await work.retry(99, *BY)

    assert (await message(room, held)).disposition == "held"


async def test_retrying_goes_by_the_rules_of_now(room: Room) -> None:
    """It was held because reading it took too long; today it is a complaint."""
    slow = replace(READER.bounds, size=10)
    READER.bounds, before = slow, READER.bounds
    try:
        assert await room.take(a_mail()) == "held"
    finally:
        READER.bounds = before

    way = await releasing(room).retry(1, *BY)

    one = await message(room, 1)
    assert (way.handling, way.rule, way.case_number) == ("open", "nothing known about it", NUMBER)
    assert (one.disposition, one.sender, one.case_number) == ("opened", ANA, NUMBER)
    assert (await case_row(room.rows, NUMBER)).opened_at == room.intake.wall()


@pytest.mark.parametrize("asked_anew", [True, False])
async def test_a_case_begins_on_the_day_on_which_its_mail_came(
    room: Room, *, asked_anew: bool
) -> None:
    """Under the version of that day; nobody could have looked at what it is flagged for before."""
    now = room.intake.wall()
    came = now - timedelta(days=30)
    text = "Unwanted calls. I know where you live, watch your back."
    assert await room.take(a_mail(text), at=came) == "held"
    newer = replace(POLICY, version="newer", in_force=replace(POLICY.in_force, since=now.date()))
    work = replace(releasing(room), receiver=replace(room.receiver, pack=newer, first_look_at=came))

    await (work.retry if asked_anew else work.release)(1, *BY)

    case, kept = await case_row(room.rows, NUMBER), await message(room, 1)
    assert (case.opened_at, case.due_at, kept.received_at) == (came, came, came)
    assert case.pack_version == POLICY.version
    assert (case.needs_staff, case.flagged_at) == (True, now)


async def test_what_the_rules_still_hold_stays_held(room: Room) -> None:
    """The ledger says that it was tried, by whom and why."""
    held = await a_case_and_a_stranger(room)

    way = await releasing(room).retry(held, *BY)

    one = await message(room, held)
    assert (way.handling, one.disposition, one.suggested_case) == ("hold", "held", NUMBER)
    async with room.rows() as session:
        tried = await session.get_one(DispositionRow, 3)
    assert (tried.by, tried.why, tried.rule) == (*BY, "a stranger holds a case's address")


async def test_retrying_what_is_added_now_is_noted(room: Room) -> None:
    """Its address was remembered meanwhile."""
    held = await a_case_and_a_stranger(room)
    again = a_mail("More.", sender=ANA_AT_WORK, to=room_address(), message_id="<3@w>")
    await room.take(again)
    work = releasing(room)
    await work.attach(held, Attached(number=NUMBER, remember=True), *BY)

    way = await work.retry(3, *BY)

    assert (way.handling, way.case_number) == ("add", NUMBER)
    assert (await message(room, 3)).noted_at is None


def room_address() -> str:
    """The reply address of Ana's case."""
    return reply_address(DESK, reply_token(SECRET, NUMBER, Party.COMPLAINANT))


async def test_damaged_evidence_is_said(room: Room) -> None:
    """Somebody changed a byte on the disk: it is not taken for what it was."""
    held = await a_case_and_a_stranger(room)
    (kept,) = room.store.folder.rglob(f"{(await message(room, held)).sha256}*")
    kept.chmod(0o600)
    kept.write_bytes(b"changed")

    with pytest.raises(NotReleasedError, match="cannot be read"):
        await releasing(room).retry(held, *BY)
