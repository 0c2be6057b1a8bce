"""A case's file in one transaction: who is written to, what is heard, cancelled and released."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import ApprovalRow, EvidenceRow
from adapters.storage.outbox import Outbox
from adapters.storage.respondents import Respondents
from adapters.storage.taking_in import Said
from adapters.storage.views import Views
from casework.assessment import Finding
from casework.case import Consent, Correspondent, Language, NextStep, Party, Stage
from casework.casefile import EvidenceKept
from casework.intake import Handling
from casework.letters import LetterKind, LetterState
from casework.matching import reply_token
from casework.messages import Attachment
from casework.plan import Heard, Plan
from casework.policy import Intent
from tests.adapters.records import (
    DAY,
    HOUR,
    Clock,
    add_mail,
    case_row,
    casebook_of,
    freeze,
    letter_row,
    new_mail,
    open_case,
    put_stage,
)
from tests.examples import ANA, FIRM, HOUSE, MONDAY, SECRET

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.storage.engine import Sessions
    from casework.case import Standing

REFERRAL = LetterKind.REFERRAL


async def write(
    rows: Sessions,
    number: str,
    cause: str,
    at: datetime = MONDAY,
    *,
    cancels: tuple[str, ...] = (),
    releases: tuple[str, ...] = (),
) -> Standing:
    """One step of a case that changes letters only."""
    async with casebook_of(rows).open(number, at) as opened:
        plan = Plan(case=opened.file.case, cancels=cancels, releases=releases)
        return await opened.write(plan, cause=cause, at=at)


async def approve(rows: Sessions, key: str, voided: str = "") -> None:
    """An approval of a letter as it is."""
    row = await letter_row(rows, key)
    async with rows.begin() as session:
        session.add(
            ApprovalRow(
                id=f"approval of {key}",
                case_number=row.case_number,
                letter_key=key,
                verdict="approved",
                role="approver",
                by="bo",
                at=MONDAY,
                why="it is right",
                door="console",
                sha256=row.sha256,
                files=[],
                voided=voided,
            )
        )


async def introduced(rows: Sessions, number: str, party: Party, address: str) -> Correspondent:
    """Somebody who is written to for the first time, perhaps."""
    async with casebook_of(rows).open(number, MONDAY) as opened:
        return await opened.introduced(Correspondent(party=party, address=address, token=""))


async def people(rows: Sessions, number: str) -> list[tuple[str, str]]:
    """Everyone who belongs to a case."""
    view = await Views(rows).case(number)
    assert view is not None
    return [(one.party, one.address) for one in view.people]


# ---- letters -----------------------------------------------------------------------------


async def test_every_fact_of_a_case_is_written_back(rows: Sessions) -> None:
    """What the plan says of it, and nothing is lost on the way."""
    number = await open_case(rows)
    for one in (FIRM, HOUSE):
        await Respondents(rows).add(one, by="bo", at=MONDAY)
    async with casebook_of(rows).open(number, MONDAY) as opened:
        case = replace(
            opened.file.case,
            stage=Stage.WITH_BODY,
            next_step=NextStep.BODY_OVERDUE,
            needs_staff=True,
            flagged_at=MONDAY,
            owner="bo",
            respondent="acme",
            consent=Consent.GIVEN,
            prior_on=MONDAY.date(),
            evidence_since=MONDAY,
            asked_at=MONDAY + HOUR,
            approval_since=MONDAY + 2 * HOUR,
            referred_at=MONDAY + 3 * HOUR,
            answered_at=MONDAY + 4 * HOUR,
            reminded_until=MONDAY + 5 * HOUR,
            rung="example-ombudsman",
            self_filed=True,
            tried=("example-ombudsman",),
            appealed=True,
            facts={"settled_before": False},
        )
        await opened.write(Plan(case=case), cause="all", at=MONDAY)

    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert opened.file.case == case
        assert opened.file.respondent == FIRM
        assert opened.file.body is not None
        assert opened.file.body.id == "example-ombudsman"


async def test_a_letter_that_is_not_true_any_more_is_cancelled(rows: Sessions) -> None:
    """With its approvals; one that was void before stays void for its own reason."""
    number = await open_case(rows)
    one, two = [await freeze(rows, number, kind=REFERRAL, approval=("approver",)) for _ in "12"]
    await approve(rows, one)
    await approve(rows, two, voided="too old")

    await write(rows, number, "gone on", cancels=(one, two))

    assert [(await letter_row(rows, key)).state for key in (one, two)] == ["cancelled"] * 2
    async with rows() as session:
        voided = [
            (await session.get_one(ApprovalRow, f"approval of {key}")).voided for key in (one, two)
        ]
    assert voided == ["the case had gone on", "too old"]


async def test_a_letter_in_a_try_is_not_called_back(rows: Sessions) -> None:
    """Nor does its approval change: it was right when the try began."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=REFERRAL, approval=("approver",))
    await approve(rows, key)
    await Outbox(rows, Clock()).claim(key)

    await write(rows, number, "gone on", cancels=(key,))

    assert (await letter_row(rows, key)).state == LetterState.SENDING
    async with rows() as session:
        assert (await session.get_one(ApprovalRow, f"approval of {key}")).voided == ""


async def test_a_released_letter_leaves_in_the_sending_hours(rows: Sessions) -> None:
    """Approved at night in Shanghai, it goes in the morning; the workflow hears when."""
    number = await open_case(rows)
    key = await freeze(rows, number, kind=REFERRAL, approval=("approver",))
    night = MONDAY.replace(hour=14, minute=0)  # 22:00 there

    told = await write(rows, number, "approved", at=night, releases=(key,))

    assert [(one.key, one.leaves_at) for one in told.letters] == [
        (key, MONDAY.replace(hour=0, minute=0) + DAY)
    ]
    row = await letter_row(rows, key)
    assert (row.released_at, row.leaves_at) == (night, told.letters[0].leaves_at)


@pytest.mark.parametrize("end", [LetterState.FAILED, LetterState.UNKNOWN])
async def test_a_letter_that_failed_may_leave_once_more(rows: Sessions, end: LetterState) -> None:
    """Its tries begin anew, without the doubt that a person has settled."""
    number = await open_case(rows)
    key, clock = await freeze(rows, number), Clock()
    outbox = Outbox(rows, clock)
    await outbox.conclude(await outbox.claim(key), LetterState.UNKNOWN, "lost")
    clock.move(60)
    await outbox.conclude(await outbox.claim(key), end, "x", MONDAY)

    await write(rows, number, "again", releases=(key,))

    claim = await outbox.claim(key)
    assert (claim.over, claim.tries, claim.in_doubt_seconds) == (False, 1, None)


async def test_the_letter_that_waits_is_found_in_the_transaction_that_writes_it(
    rows: Sessions,
) -> None:
    """The newest one, not the one before it; and what has an end waits no more."""
    number = await open_case(rows)
    with pytest.raises(LookupError, match="waits for an approval"):
        async with casebook_of(rows).open(number, MONDAY) as opened:
            await opened.frozen([REFERRAL])
    first = await freeze(rows, number, kind=REFERRAL, approval=("approver",))
    await add_mail(rows, number)
    second = await freeze(rows, number, kind=REFERRAL, approval=("approver",), at=MONDAY + HOUR)

    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert (await opened.frozen([REFERRAL])).key == second
        assert {one.key for one in opened.file.waiting} == {first, second}
    await write(rows, number, "gone on", cancels=(second,))
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert (await opened.frozen([REFERRAL])).raw == first.encode()


async def test_a_letter_knows_the_last_message_before_it(rows: Sessions) -> None:
    """What comes later voids it."""
    number = await open_case(rows)
    before = await letter_row(rows, await freeze(rows, number))
    await add_mail(rows, number)
    after = await letter_row(rows, await freeze(rows, number))

    assert after.after_message == before.after_message + 1


# ---- people ------------------------------------------------------------------------------


async def test_a_case_has_one_respondent(rows: Sessions) -> None:
    """Another one takes its place; the first holds the key to nothing any more."""
    number = await open_case(rows)

    first = await introduced(rows, number, Party.RESPONDENT, "Calls@Firm.example")
    again = await introduced(rows, number, Party.RESPONDENT, "calls@firm.example")
    other = await introduced(rows, number, Party.RESPONDENT, "calls@other.example")

    assert first.token == again.token != other.token
    assert first.token == reply_token(SECRET, number, "respondent calls@firm.example")
    assert await people(rows, number) == [
        ("complainant", ANA),
        ("respondent", "calls@other.example"),
    ]


async def test_each_body_has_a_reply_address_of_its_own(rows: Sessions) -> None:
    """The first may still answer while the second has the case."""
    number = await open_case(rows)

    first = await introduced(rows, number, Party.BODY, "one@body.example")
    second = await introduced(rows, number, Party.BODY, "two@body.example")

    assert first.token != second.token
    assert await people(rows, number) == [
        ("complainant", ANA),
        ("body", "one@body.example"),
        ("body", "two@body.example"),
    ]


async def test_staff_and_who_is_known_are_not_introduced(rows: Sessions) -> None:
    """Staff answer in the console; the complainant has a token since the first mail."""
    number = await open_case(rows)
    staff = await introduced(rows, number, Party.STAFF, "bo@desk.example")
    known = Correspondent(party=Party.COMPLAINANT, address=ANA, token="known")  # noqa: S106  a made-up one
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert await opened.introduced(known) is known

    assert staff.token == ""
    assert await people(rows, number) == [("complainant", ANA)]


# ---- the file ----------------------------------------------------------------------------


async def test_a_file_has_everything_that_a_rule_may_look_at(rows: Sessions) -> None:
    """Who wrote what in their own words, evidence with the mail it came in, approvals that stand."""  # noqa: E501  one sentence
    number = await open_case(rows)
    picture = Attachment(name="my calls.png", media_type="image/png", size=7, sha256="f" * 64)
    said = Said(
        party=Party.RESPONDENT, own_text="We look into it.", intent=Finding(Intent.INTERIM, "r")
    )
    brought = replace(new_mail(at=MONDAY + HOUR, sender=FIRM.address), attachments=(picture,))
    await add_mail(rows, number, said=said, message=brought)
    await add_mail(rows, number, Handling.RECORD)
    async with rows.begin() as session:
        session.add(
            EvidenceRow(
                case_number=number, message_id=2, item="call_log", sha256="f" * 64, rule="r"
            )
        )
    key = await freeze(rows, number, kind=REFERRAL, approval=("approver",), at=MONDAY + 2 * HOUR)
    gone = await freeze(rows, number, kind=REFERRAL, approval=("approver",), at=MONDAY + 3 * HOUR)
    await approve(rows, key)
    await approve(rows, gone, voided="the case had gone on")

    async with casebook_of(rows).open(number, MONDAY) as opened:
        file = opened.file

    assert [(one.party, one.text, one.intent) for one in file.messages[1:]] == [
        (Party.RESPONDENT, "We look into it.", Intent.INTERIM)
    ]
    assert file.messages[1].attachments == (picture,)
    assert file.answers == ()
    assert file.evidence == (
        EvidenceKept(item="call_log", message=brought.sha256, sha256="f" * 64),
    )
    assert [(one.letter_key, one.role, one.by) for one in file.given] == [(key, "approver", "bo")]
    assert file.language_of(Party.COMPLAINANT) is Language.ENGLISH


async def test_everyone_has_a_thread_of_their_own(rows: Sessions) -> None:
    """By address, so nobody sees the threads of others; what never arrived is not answered."""
    first = new_mail()
    number = await open_case(rows, first)
    answer = new_mail(at=MONDAY + HOUR, sender=FIRM.address)
    await add_mail(rows, number, said=Said(party=Party.RESPONDENT), message=answer)
    sent = await freeze(rows, number, at=MONDAY + 2 * HOUR)
    lost = await freeze(rows, number, at=MONDAY + 3 * HOUR)
    await write(rows, number, "gone on", cancels=(lost,))

    ours = (await letter_row(rows, sent)).message_id
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert opened.file.threads == {
            ANA: (first.message_id, ours),
            FIRM.address: (answer.message_id,),
        }


async def test_what_a_message_is_to_its_case_is_heard_once(rows: Sessions) -> None:
    """Who wrote, what they ask for and what they brought; then it is noted."""
    number = await open_case(rows)
    said = Said(
        party=Party.COMPLAINANT, own_text="withdraw", intent=Finding(Intent.WITHDRAW, "rule")
    )
    message = await add_mail(rows, number, said=said, at=MONDAY + timedelta(minutes=1))
    async with rows.begin() as session:
        for item in ("call_log", "recording", "call_log"):
            session.add(
                EvidenceRow(case_number=number, message_id=2, item=item, sha256=None, rule="r")
            )

    async with casebook_of(rows).open(number, MONDAY) as opened:
        heard = await opened.heard(message.sha256)

    assert heard == Heard(
        sha256=message.sha256,
        party=Party.COMPLAINANT,
        intent=Intent.WITHDRAW,
        brought=("call_log", "recording"),
        writer=ANA,
    )


async def test_another_cases_message_is_not_heard(rows: Sessions) -> None:
    """A digest alone opens no other file."""
    one, two = await open_case(rows), await open_case(rows)
    message = await add_mail(rows, two)

    with pytest.raises(Exception, match="No row was found"):
        async with casebook_of(rows).open(one, MONDAY) as opened:
            await opened.heard(message.sha256)


async def test_a_case_that_opens_again_is_not_closed_any_more(rows: Sessions) -> None:
    """When it closed is kept from the first closing on, and forgotten with the reopening."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.CLOSED)
    await write(rows, number, "closed", at=MONDAY)
    await write(rows, number, "a late note", at=MONDAY + DAY)
    assert (await case_row(rows, number)).closed_at == MONDAY

    await put_stage(rows, number, Stage.REOPENED)
    await write(rows, number, "reopened", at=MONDAY + DAY)
    assert (await case_row(rows, number)).closed_at is None
