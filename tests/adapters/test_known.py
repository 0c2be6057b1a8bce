"""What the record knows of a message: whose thread it continues, what it may mean, what came in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import CorrespondentRow, MessageRow
from casework.budgets import Spent
from casework.case import Party
from casework.intake import Handling
from casework.matching import reply_address, reply_token
from casework.messages import DeliveryReport, ReportedRecipient
from tests.adapters.records import (
    DAY,
    HOUR,
    Clock,
    add_mail,
    change,
    freeze,
    intake_of,
    letter_row,
    new_mail,
    open_case,
)
from tests.examples import ANA, DESK, FIRM, MONDAY, SECRET

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions
    from casework.matching import Match
    from casework.messages import InboundMessage


async def known(rows: Sessions, message: InboundMessage) -> Match:
    """What the record knows of a message."""
    async with intake_of(rows).transaction() as tx:
        return await tx.known.match(message)


async def introduce(rows: Sessions, number: str, party: Party, address: str) -> str:
    """Somebody corresponds in a case; their reply address."""
    token = reply_token(SECRET, number, f"{party} {address}")
    async with rows.begin() as session:
        session.add(
            CorrespondentRow(case_number=number, party=party, address=address, name="", token=token)
        )
    return reply_address(DESK, token)


def complainants_address(number: str) -> str:
    """The reply address of whoever complained."""
    return reply_address(DESK, reply_token(SECRET, number, Party.COMPLAINANT))


# ---- whose thread -----------------------------------------------------------------------


async def test_a_respondent_in_the_complainants_thread_is_still_the_respondent(
    rows: Sessions,
) -> None:
    """The complainant forwarded our letter; the firm answers to its address: the sender counts."""
    number = await open_case(rows)
    await introduce(rows, number, Party.RESPONDENT, FIRM.address)
    theirs = complainants_address(number)

    found = await known(rows, replace(new_mail(sender=FIRM.address), recipients=(theirs,)))

    assert (found.party, found.fits, found.in_own_thread) == (Party.RESPONDENT, True, False)


async def test_whoever_writes_for_two_parties_is_known_by_the_thread(rows: Sessions) -> None:
    """The same person complains and answers for the firm: what they answer to decides."""
    number = await open_case(rows)
    own = await introduce(rows, number, Party.RESPONDENT, ANA)

    by_firm = await known(rows, replace(new_mail(), recipients=(own,)))
    theirs = complainants_address(number)
    by_ana = await known(rows, replace(new_mail(), recipients=(theirs,)))

    assert [by_firm.party, by_ana.party] == [Party.RESPONDENT, Party.COMPLAINANT]
    assert by_firm.in_own_thread
    assert by_ana.in_own_thread


async def test_a_reference_alone_tells_the_thread_too(rows: Sessions) -> None:
    """Some mail programs answer to From and keep only the reference."""
    number = await open_case(rows)
    await introduce(rows, number, Party.RESPONDENT, FIRM.address)
    letter = (await letter_row(rows, await freeze(rows, number))).message_id

    found = await known(rows, replace(new_mail(sender=FIRM.address), in_reply_to=(letter,)))

    assert (found.party, found.in_own_thread) == (Party.RESPONDENT, False)


async def test_two_cases_in_one_mail_are_counted(rows: Sessions) -> None:
    """A mail to two reply addresses belongs to neither by itself."""
    numbers = [await open_case(rows), await open_case(rows)]
    addresses = tuple(complainants_address(one) for one in numbers)

    found = await known(rows, replace(new_mail(), recipients=addresses))

    assert (found.case_number, found.named, found.fits) == (numbers[0], 2, False)
    assert not found.is_strangers


# ---- what it may mean -------------------------------------------------------------------


@pytest.mark.parametrize("subject", ["About {}", "关于{}的投诉", "re: [{}] \uff08x\uff09"])
async def test_a_number_in_a_subject_is_a_hint(rows: Sessions, subject: str) -> None:
    """And whether the sender writes in that case is known beside it."""
    number = await open_case(rows)
    said = subject.format(number.lower())

    theirs = await known(rows, new_mail(subject=said))
    a_strangers = await known(rows, new_mail(subject=said, sender="bo@other.example"))

    assert (theirs.hint, theirs.hint_is_theirs, theirs.case_number) == (number, True, None)
    assert (a_strangers.hint, a_strangers.hint_is_theirs) == (number, False)


async def test_a_number_of_no_case_is_no_hint(rows: Sessions) -> None:
    """Whoever guesses learns nothing: it is a complaint like any other."""
    await open_case(rows)

    assert (await known(rows, new_mail(subject="C-2026-999999"))).hint is None


async def test_a_lists_copy_is_the_same_message_for_all_its_footer(rows: Sessions) -> None:
    """Message-ID and sender are enough where a list says that it is one; not otherwise."""
    number = await open_case(rows)
    first = await add_mail(rows, number)
    copy = replace(first, text="with a footer", content_digest="other")

    as_bulk = await known(rows, replace(copy, bulk_rule="List-Id"))

    assert (as_bulk.same_message, as_bulk.same_message_case) == (True, number)
    assert not (await known(rows, copy)).same_message


# ---- what came in lately ----------------------------------------------------------------


async def test_what_a_sender_a_case_and_the_desk_took_in_is_counted(rows: Sessions) -> None:
    """The last day, the last hour; every record counts for its size, 100 bytes each here."""
    number = await open_case(rows)
    other = await open_case(rows, new_mail(sender="bo@other.example"))
    await add_mail(rows, number)
    await add_mail(rows, number, Handling.HOLD)
    await add_mail(rows, other)

    async with intake_of(rows).transaction() as tx:
        spent = await tx.known.spent(new_mail(), number, MONDAY)

    assert spent == Spent(
        cases_by_sender=1,
        cases_of_desk=2,
        messages_by_sender_in_case=1,
        bytes_of_sender=400,
        bytes_of_case=300,
    )


async def test_what_is_older_counts_no_more(rows: Sessions) -> None:
    """But what a case holds, it holds."""
    number = await open_case(rows)
    await add_mail(rows, number)
    clock = Clock(MONDAY + DAY + HOUR)

    async with intake_of(rows, clock).transaction() as tx:
        spent = await tx.known.spent(new_mail(), number, tx.now)

    assert spent == Spent(bytes_of_case=200)


# ---- letters that come back -------------------------------------------------------------


def report(message_id: str, *addresses: str, action: str = "failed") -> InboundMessage:
    """A delivery report about one of our letters."""
    about = tuple(
        ReportedRecipient(address=one, status="5.1.1", permanent=True) for one in addresses
    )
    told = DeliveryReport(
        rule="RFC 3464 report", action=action, recipients=about, original_message_id=message_id
    )
    return replace(new_mail(sender="mailer-daemon@home.example"), report=told)


async def bounced(rows: Sessions, mail: InboundMessage) -> bool:
    """Whether the case must hear of it."""
    async with intake_of(rows).transaction() as tx:
        return await tx.bounced(mail)


async def test_a_letter_that_came_back_is_marked_with_its_address(rows: Sessions) -> None:
    """When, why; and the complainant's address is known to be dead."""
    number = await open_case(rows)
    key = await freeze(rows, number)
    await change(rows, number, ahead=86_400.0)
    letter = await letter_row(rows, key)

    assert await bounced(rows, report(letter.message_id, ANA.upper()))

    letter = await letter_row(rows, key)
    assert (letter.bounced_at, letter.bounce) == (MONDAY + timedelta(days=1), "5.1.1")
    async with rows() as session:
        person = await session.get_one(CorrespondentRow, 1)
    assert person.bounced_at == letter.bounced_at


@pytest.mark.parametrize("addresses", [(), (ANA,)])
async def test_it_is_told_once(rows: Sessions, addresses: tuple[str, ...]) -> None:
    """Some servers send a report a day, some name no address."""
    number = await open_case(rows)
    letter = await letter_row(rows, await freeze(rows, number))

    told = [await bounced(rows, report(letter.message_id, *addresses)) for _ in range(2)]

    assert told == [True, False]


async def test_a_full_mailbox_does_not_make_an_address_dead(rows: Sessions) -> None:
    """The letter came back; the next one may arrive."""
    number = await open_case(rows)
    letter = await letter_row(rows, await freeze(rows, number))
    mail = report(letter.message_id, ANA)
    assert mail.report is not None
    full = ReportedRecipient(address=ANA, status="4.2.2", permanent=False)

    assert await bounced(rows, replace(mail, report=replace(mail.report, recipients=(full,))))

    async with rows() as session:
        assert (await session.get_one(CorrespondentRow, 1)).bounced_at is None


async def test_what_is_no_failure_of_the_letter_marks_nothing(rows: Sessions) -> None:
    """A delay, the witness's own mailbox, somebody's forwarding, a report of nothing of ours."""
    number = await open_case(rows)
    key = await freeze(rows, number)
    message_id = (await letter_row(rows, key)).message_id

    assert not await bounced(rows, report(message_id, ANA, action="delayed"))
    assert not await bounced(rows, report(message_id, "witness@desk.example"))
    assert not await bounced(rows, report("<theirs@home.example>", ANA))
    assert not await bounced(rows, new_mail())
    assert (await letter_row(rows, key)).bounced_at is None


async def test_a_forged_report_is_not_believed(rows: Sessions) -> None:
    """Without our hash in it anybody could declare an address dead."""
    number = await open_case(rows)
    await freeze(rows, number)
    forged = "<" + "a" * 26 + "." + "b" * 26 + "@desk.example>"

    assert not await bounced(rows, report(forged, ANA))


async def test_another_address_of_a_party_gets_no_letters(rows: Sessions) -> None:
    """It may write; what we write goes where it went."""
    number = await open_case(rows)
    other = new_mail(sender="ana@work.example")
    async with intake_of(rows).transaction() as tx:
        await tx.remember(number, Party.COMPLAINANT, other)
        await tx.remember(number, Party.COMPLAINANT, other)

    theirs = complainants_address(number)
    found = await known(rows, replace(other, recipients=(theirs,)))
    async with intake_of(rows).transaction() as tx:
        file = await tx.file(number)

    assert (found.fits, found.party) == (True, Party.COMPLAINANT)
    assert file.correspondent(Party.COMPLAINANT).address == ANA


async def test_a_report_is_kept_with_its_message(rows: Sessions) -> None:
    """What it reports of which address."""
    number = await open_case(rows)
    await add_mail(rows, number, Handling.RECORD, message=report("<x@y>", ANA))

    async with rows() as session:
        row = await session.get_one(MessageRow, 2)

    assert row.report is not None
    assert row.report["recipients"][0]["address"] == ANA
