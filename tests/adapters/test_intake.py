"""Intake's record: every delivery once, every message once, and who belongs to which case."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from adapters.storage.models import CaseRow, DeliveryRow, DispositionRow, KeptRow, MessageRow
from adapters.storage.relay import Relay
from adapters.storage.staff import Accounts
from adapters.storage.taking_in import Said
from adapters.storage.views import Views
from casework.assessment import Ticked
from casework.case import Stage
from casework.intake import Disposition, Handling, Route
from casework.matching import letter_message_id, reply_address
from casework.roles import Role
from tests.adapters.records import (
    DAY,
    HOUR,
    NOBODY,
    POLICY,
    Clock,
    add_mail,
    assessed,
    case_row,
    freeze,
    intake_of,
    letter_row,
    message_row,
    new_mail,
    open_case,
    place,
    put_stage,
)
from tests.examples import ANA, DESK, MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions
    from adapters.storage.intake import Attempt
    from casework.matching import Match
    from casework.messages import InboundMessage

BO = "bo@other.example"


async def begin(rows: Sessions, uid: int, sha256: str | None = "d" * 64) -> Attempt:
    """One more try at a delivery."""
    return await intake_of(rows).begin(place(uid), sha256, 100, MONDAY)


async def delivery(rows: Sessions, attempt: Attempt) -> DeliveryRow:
    """A delivery as its row has it."""
    async with rows() as session:
        return await session.get_one(DeliveryRow, attempt.delivery_id)


async def many(rows: Sessions, table: type) -> int:
    """How many rows there are."""
    async with rows() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def known(rows: Sessions, message: InboundMessage) -> Match:
    """What the record knows of a message."""
    async with intake_of(rows).transaction() as tx:
        return await tx.known.match(message)


async def token_of(rows: Sessions, number: str) -> str:
    """The token that a case's complainant replies with."""
    view = await Views(rows).case(number)
    assert view is not None
    return view.people[0].token


# ---- deliveries --------------------------------------------------------------------------


async def test_every_attempt_is_counted_before_anything_is_read(rows: Sessions) -> None:
    """A mail that kills its reader is held after three of them."""
    assert [(await begin(rows, 1)).number for _ in range(3)] == [1, 2, 3]
    assert (await begin(rows, 2, "e" * 64)).number == 1
    assert await many(rows, KeptRow) == 2


async def test_a_place_is_a_folder_a_validity_and_a_uid(rows: Sessions) -> None:
    """When the server counts anew, UID 1 is another mail."""
    first = await begin(rows, 1)
    again = await intake_of(rows).begin(place(1, uidvalidity=2), "d" * 64, 100, MONDAY)

    assert again.delivery_id != first.delivery_id


async def test_the_same_bytes_delivered_again_are_folded(rows: Sessions) -> None:
    """The same delivery: recorded, pointing at the message, and nothing else happens."""
    message = new_mail()
    await open_case(rows, message)

    again = await begin(rows, 2, message.sha256)

    assert again.disposition is Disposition.RECORDED
    row = await delivery(rows, again)
    assert (row.rule, row.message_id) == ("same delivery", 1)
    assert await many(rows, MessageRow) == 1


async def test_bytes_whose_first_try_failed_are_not_folded(rows: Sessions) -> None:
    """Kept is not yet taken: somebody has still to read them."""
    await begin(rows, 1)

    assert (await begin(rows, 2)).disposition is None


async def test_a_delivery_that_is_settled_stays_settled(rows: Sessions) -> None:
    """A crash before the move: the next round only moves it."""
    first = await begin(rows, 1)
    message = replace(new_mail(), sha256="d" * 64)
    way = Route(Handling.HOLD, "a test")
    async with intake_of(rows).transaction() as tx:
        message_id = await tx.keep(message, DESK, way, 100, Said())
        await tx.settle_delivery(first.delivery_id, message_id, way)

    again = await begin(rows, 1)

    assert (again.disposition, again.number) == (Disposition.HELD, 2)


async def test_a_mail_that_stays_in_the_inbox_is_in_the_record(rows: Sessions) -> None:
    """Too large to keep: no bytes, no digest, but a row that says why."""
    attempt = await begin(rows, 1, None)
    await intake_of(rows).leave(attempt.delivery_id, "larger than 10 bytes")

    row = await delivery(rows, attempt)
    assert (row.sha256, row.disposition, row.rule) == (None, None, "larger than 10 bytes")
    assert (await Views(rows).figures())["mail_left_in_inbox"] == 1
    assert await many(rows, KeptRow) == 0


async def test_what_went_wrong_and_where_it_went_are_kept(rows: Sessions) -> None:
    """For whoever looks; long stories are cut."""
    attempt = await begin(rows, 1)
    await intake_of(rows).trouble(attempt.delivery_id, "x" * 9000)
    await intake_of(rows).moved(attempt.delivery_id, "Processed")

    row = await delivery(rows, attempt)
    assert (row.trouble, row.moved_to) == ("x" * 2000, "Processed")


# ---- the same again ----------------------------------------------------------------------


async def test_the_same_message_by_another_way_is_known(rows: Sessions) -> None:
    """Same Message-ID, same sender, same words: other bytes, one message."""
    message = new_mail()
    number = await open_case(rows, message)

    found = await known(rows, replace(message, sha256="other bytes"))

    assert (found.same_message, found.same_message_case) == (True, number)


@pytest.mark.parametrize(
    "change",
    [{"content_digest": "other words"}, {"sender": BO}, {"message_id": ""}],
    ids=["other words", "another sender", "no id"],
)
async def test_a_message_id_alone_suppresses_nothing(
    rows: Sessions, change: dict[str, str]
) -> None:
    """Some programs give every mail the same one; a stranger may copy one."""
    message = new_mail()
    await open_case(rows, message)

    assert not (await known(rows, replace(message, sha256="other", **change))).same_message  # type: ignore[arg-type]  # words


async def test_the_same_complaint_again_joins_the_open_case(rows: Sessions) -> None:
    """A new mail, the same words, the same sender."""
    message = new_mail()
    number = await open_case(rows, message)
    again = replace(message, sha256="other", message_id="<other@home.example>")

    assert (await known(rows, again)).same_complaint == number
    assert (await known(rows, replace(again, sender=BO))).same_complaint is None
    assert (await known(rows, replace(again, content_digest=""))).same_complaint is None
    await put_stage(rows, number, Stage.CLOSED)
    assert (await known(rows, again)).same_complaint is None


# ---- belonging to a case -----------------------------------------------------------------


async def test_a_token_and_its_correspondent_fit(rows: Sessions) -> None:
    """Whichever header the reply address stands in, and however it is written."""
    number = await open_case(rows)
    address = reply_address(DESK, await token_of(rows, number)).upper()

    found = await known(rows, replace(new_mail(), recipients=(address,)))

    assert (found.case_number, found.fits, found.is_closed) == (number, True, False)


async def test_a_stranger_who_holds_a_token_fits_half(rows: Sessions) -> None:
    """A letter was forwarded, or somebody guessed well: a person looks."""
    number = await open_case(rows)
    address = reply_address(DESK, await token_of(rows, number))

    found = await known(rows, replace(new_mail(sender=BO), recipients=(address,)))

    assert (found.is_strangers, found.fits) == (True, False)


async def test_an_answer_to_one_of_our_letters_fits(rows: Sessions) -> None:
    """In-Reply-To or References, whatever the address."""
    number = await open_case(rows)
    letter = (await letter_row(rows, await freeze(rows, number))).message_id

    assert (await known(rows, replace(new_mail(), in_reply_to=(letter,)))).fits
    assert (await known(rows, replace(new_mail(), references=("<x@y>", letter)))).fits
    assert (await known(rows, replace(new_mail(sender=BO), references=(letter,)))).is_strangers


async def test_a_made_up_reference_fits_nothing(rows: Sessions) -> None:
    """Without our secret nobody makes an id that we take for ours."""
    number = await open_case(rows)
    key = await freeze(rows, number)
    forged = letter_message_id(b"another secret of thirty-two signs!", key, "desk.example")

    assert (await known(rows, replace(new_mail(), in_reply_to=(forged,)))).case_number is None


async def test_a_case_number_in_a_subject_fits_nothing(rows: Sessions) -> None:
    """It is a hint for staff, no more."""
    number = await open_case(rows)

    assert (await known(rows, new_mail(subject=f"Re: [{number}]"))).case_number is None


async def test_a_closed_case_is_told_apart(rows: Sessions) -> None:
    """A mail to it is held."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.CLOSED)
    address = reply_address(DESK, await token_of(rows, number))

    assert (await known(rows, replace(new_mail(), recipients=(address,)))).is_closed


async def test_staff_are_known_by_their_address(rows: Sessions) -> None:
    """However they wrote it down."""
    await Accounts(rows).add(
        account="bo",
        name="Bo",
        address="Bo@Other.example",
        role=Role.HANDLER,
        password="a long password",  # noqa: S106  of nobody
        at=MONDAY,
    )

    async with intake_of(rows).transaction() as tx:
        assert await tx.known.is_staff(BO)
        assert not await tx.known.is_staff(ANA)


# ---- opening -----------------------------------------------------------------------------


async def test_numbers_are_given_in_order(rows: Sessions) -> None:
    """One a case."""
    assert [await open_case(rows) for _ in range(3)] == [
        *("C-2026-000001", "C-2026-000002", "C-2026-000003")
    ]


async def test_a_number_is_of_the_year_in_the_packs_zone(rows: Sessions) -> None:
    """In Shanghai the year begins eight hours earlier."""
    new_year = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)

    assert await open_case(rows, new_mail(at=new_year)) == "C-2026-000001"
    assert await open_case(rows, new_mail(at=new_year - HOUR)) == "C-2025-000001"


async def test_numbers_differ_however_many_open_at_once(rows: Sessions) -> None:
    """Sixteen at once, a year that has begun."""
    await open_case(rows)

    numbers = await asyncio.gather(*(open_case(rows) for _ in range(16)))

    assert len(set(numbers)) == 16


async def test_the_first_numbers_of_a_year_differ_too(rows: Sessions) -> None:
    """At midnight two mailrooms open a case each: both get one."""
    numbers = await asyncio.gather(*(open_case(rows) for _ in range(8)))

    assert len(set(numbers)) == 8


async def test_a_case_remembers_what_it_began_with(rows: Sessions) -> None:
    """Pack and version, the first message, language and category with the rules behind them."""
    message = new_mail()

    row = await case_row(rows, await open_case(rows, message))

    assert (row.first_digest, row.opened_at, row.due_at) == (message.sha256, MONDAY, MONDAY)
    assert (row.pack, row.pack_version) == (POLICY.id, POLICY.version)
    assert (row.language, row.category) == ("en", "harassment_call")
    assert row.language_rule
    assert row.category_rule
    assert (row.stage, row.ahead) == (Stage.RECEIVED, 0)


async def test_a_case_opens_whole_or_not_at_all(rows: Sessions) -> None:
    """Message, disposition and case are one transaction; the number is not used up."""
    message = new_mail()
    with pytest.raises(RuntimeError):  # noqa: PT012  the whole transaction fails
        async with intake_of(rows).transaction() as tx:
            number = await tx.open_case(message, POLICY, assessed(message), NOBODY)
            await tx.keep(message, DESK, Route(Handling.OPEN, "a test", number), 100, Said())
            raise RuntimeError("the power is gone")

    assert [await many(rows, table) for table in (CaseRow, MessageRow, DispositionRow)] == [0] * 3
    assert await open_case(rows) == "C-2026-000001"


async def test_what_a_message_says_is_kept(rows: Sessions) -> None:
    """Chinese, four-byte signs and an unreadable text: every database takes them."""
    words = {"subject": "投诉 𠮷 😀", "sender_name": "张三"}
    message = replace(new_mail(), text=None, defects=("why",), **words)  # type: ignore[arg-type]  # words
    clock = Clock(MONDAY + DAY)
    async with intake_of(rows, clock).transaction() as tx:
        message_id = await tx.keep(message, DESK, Route(Handling.HOLD, "cannot be read"), 7, Said())

    row = await message_row(rows, message_id)
    assert (row.subject, row.sender_name, row.text) == ("投诉 𠮷 😀", "张三", None)
    assert (row.disposition, row.rule, row.defects) == ("held", "cannot be read", ["why"])
    assert (row.received_at, row.taken_at, row.size) == (MONDAY, MONDAY + DAY, 7)


async def test_every_disposition_is_kept_with_who_and_why(rows: Sessions) -> None:
    """The ledger: what intake decided, and what a person made of it."""
    await add_mail(rows, None, Handling.HOLD)
    number = await open_case(rows)
    async with intake_of(rows).transaction() as tx:
        row = await tx.held(1)
        assert row is not None
        tx.change(row, Route(Handling.ADD, "released by staff", number), "bo", "it is theirs")

    async with intake_of(rows).transaction() as tx:
        assert await tx.held(1) is None
    async with rows() as session:
        ledger = await session.scalars(
            select(DispositionRow).where(DispositionRow.message_id == 1).order_by(DispositionRow.id)
        )
        assert [(one.disposition, one.by, one.why, one.case_number) for one in ledger] == [
            ("held", "intake", "", None),
            ("added", "bo", "it is theirs", number),
        ]


async def test_evidence_is_ticked_off_with_its_rule(rows: Sessions) -> None:
    """What came, from which message, and why it counts."""
    number = await open_case(rows)
    message = await add_mail(rows, number)
    ticked = Ticked(item="call_log", sha256="f" * 64, rule="named in the mail")
    async with intake_of(rows).transaction() as tx:
        tx.tick_off(number, 2, [ticked], message)

    view = await Views(rows).case(number)
    assert view is not None
    assert [(one.item, one.message_id, one.rule) for one in view.evidence] == [
        ("call_log", 2, "named in the mail")
    ]
    assert view.events[-1].why == "call_log: named in the mail"
    async with intake_of(rows).transaction() as tx:
        assert "call_log" in (await tx.file(number)).items


async def test_a_message_is_stamped_in_the_time_of_its_case(rows: Sessions) -> None:
    """A case that was wound forward lives ahead of the wall clock; others do not."""
    number = await open_case(rows)
    await Relay(rows).wound(number, DAY)

    async with intake_of(rows).transaction() as tx:
        assert await tx.case_time(number, MONDAY) == MONDAY + DAY
        assert await tx.case_time(None, MONDAY) == MONDAY
