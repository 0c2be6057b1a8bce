"""Approvals: nothing reaches a body but exactly what people let go out, while it still holds."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.decisions import Approver, Decisions, RefusedError, Who
from adapters.storage.models import ApprovalRow, LetterRow
from adapters.storage.outbox import LEASE_SECONDS, Outbox
from adapters.storage.taking_in import Said
from casework.case import Party, Stage
from casework.decisions import DecisionKind, Verdict
from casework.intake import Handling, Route
from casework.letters import LetterKind, LetterState
from casework.plan import Plan
from tests.adapters.records import (
    Clock,
    add_mail,
    casebook_of,
    freeze,
    intake_of,
    letter_row,
    new_mail,
    open_case,
    put_stage,
)
from tests.examples import DESK, MONDAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.storage.engine import Sessions

SENDING, CANCELLED, UNKNOWN = LetterState.SENDING, LetterState.CANCELLED, LetterState.UNKNOWN
MINUTE = timedelta(minutes=1)
BO = Approver(
    account="bo", role="approver", stands_for={"approver": "manager"}, at=MONDAY, door="console"
)
MO = replace(BO, account="mo", role="manager")


@pytest.fixture
async def key(rows: Sessions) -> str:
    """A referral that an approver must let go out."""
    return await referral(rows)


async def referral(rows: Sessions, *roles: str) -> str:
    """A referral, and the roles that must let it go out."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.APPROVAL_PENDING)
    kind = LetterKind.REFERRAL
    return await freeze(rows, number, kind=kind, approval=roles or ("approver",))


async def rule(
    rows: Sessions,
    key: str,
    who: Approver = BO,
    verdict: Verdict = Verdict.APPROVED,
    *,
    one_person: bool = False,
) -> str:
    """Somebody rules on the letter as it is."""
    sha256 = (await letter_row(rows, key)).sha256
    decisions = Decisions(rows, one_person)
    return await decisions.rule_on(key, verdict, who, sha256, "it is right")


async def approvals(rows: Sessions, key: str) -> Sequence[ApprovalRow]:
    """What was said to a letter."""
    async with rows() as session:
        mine = select(ApprovalRow).where(ApprovalRow.letter_key == key).order_by(ApprovalRow.at)
        return (await session.scalars(mine)).all()


async def number_of(rows: Sessions, key: str) -> str:
    """The case of a letter."""
    return (await letter_row(rows, key)).case_number


# ---- ruling ------------------------------------------------------------------------------


async def test_an_approval_is_one_row_with_all_that_was_approved(rows: Sessions, key: str) -> None:
    """Who, when, what, in which role, through which door and why; and the workflow will hear."""
    decision_id = await rule(rows, key)

    (row,) = await approvals(rows, key)
    letter = await letter_row(rows, key)
    assert (row.by, row.at, row.role, row.door) == ("bo", MONDAY, "approver", "console")
    assert (row.sha256, row.files, row.why) == (letter.sha256, letter.files, "it is right")
    assert (row.verdict, row.voided) == ("approved", "")
    async with casebook_of(rows).open(letter.case_number, MONDAY) as opened:
        decision = await opened.decision(decision_id)
    assert (decision.kind, decision.about, decision.by) == (DecisionKind.APPROVE, key, "bo")


async def test_a_refusal_needs_no_look_at_the_newest_letter(rows: Sessions, key: str) -> None:
    """It is kept with its reason, and after it nothing is approved."""
    await Decisions(rows).rule_on(key, Verdict.REFUSED, BO, "another digest", "not like this")

    (row,) = await approvals(rows, key)
    assert (row.verdict, row.why) == ("refused", "not like this")
    with pytest.raises(RefusedError, match=f"{key} waits no longer: bo has refused it"):
        await rule(rows, key, MO)


async def refusal(rows: Sessions, key: str, who: Approver = BO) -> str:
    """Why somebody cannot approve a letter."""
    with pytest.raises(RefusedError) as caught:
        await rule(rows, key, who)
    return str(caught.value)


@pytest.mark.parametrize("key", ["no such letter", "a\0b"])
async def test_a_letter_that_nobody_wrote_cannot_be_approved(rows: Sessions, key: str) -> None:
    """Nor can a key that no database may be asked for."""
    with pytest.raises(RefusedError, match="that needs an approval"):
        await Decisions(rows).rule_on(key, Verdict.APPROVED, BO, "sha", "why")


async def test_a_letter_that_needs_nobody_cannot_be_approved(rows: Sessions) -> None:
    """It goes by itself."""
    key = await freeze(rows, await open_case(rows))

    assert await refusal(rows, key) == f"there is no letter {key!r} that needs an approval"


async def test_what_the_person_looked_at_is_what_goes_out(rows: Sessions, key: str) -> None:
    """Another digest: they looked at an older letter."""
    with pytest.raises(RefusedError, match="not the one you looked at any more"):
        await Decisions(rows).rule_on(key, Verdict.APPROVED, BO, "another digest", "why")
    assert not await approvals(rows, key)


async def test_after_a_new_message_nothing_is_approved(rows: Sessions, key: str) -> None:
    """From a person; what a machine sent, or what is held, changes nothing."""
    number = await number_of(rows, key)
    await add_mail(rows, number, Handling.RECORD)
    await add_mail(rows, number, Handling.HOLD)
    await add_mail(rows, number)

    assert await refusal(rows, key) == (
        "a new message has come in: the letter is being written anew"
    )


async def test_only_the_roles_that_the_pack_names_approve(rows: Sessions, key: str) -> None:
    """A handler is none of them; the deputy is."""
    assert await refusal(rows, key, replace(BO, role="handler")) == (
        "bo is handler; this letter needs approver"
    )
    await rule(rows, key, MO)
    (row,) = await approvals(rows, key)
    assert (row.role, row.by) == ("approver", "mo"), "as the deputy, in the approver's role"


async def test_two_roles_are_two_people(rows: Sessions) -> None:
    """Neither approves twice, and nobody in both roles."""
    key = await referral(rows, "approver", "manager")
    await rule(rows, key)

    assert await refusal(rows, key) == f"{key} is approved already, as approver"
    assert await refusal(rows, key, replace(MO, account="bo", stands_for={})) == (
        "bo has approved it already; the second is another person"
    )
    await rule(rows, key, replace(MO, stands_for={}))
    assert {one.role for one in await approvals(rows, key)} == {"approver", "manager"}


async def test_who_had_it_written_does_not_let_it_go_out(rows: Sessions, key: str) -> None:
    """Somebody else does; on a one-person desk there is nobody else."""
    number = await number_of(rows, key)
    who = Who(account="bo", why="it is time", at=MONDAY - MINUTE)
    await Decisions(rows).decide(number, DecisionKind.REFER, who)

    assert await refusal(rows, key) == "bo had it written: somebody else lets it go out"
    await rule(rows, key, one_person=True)
    assert (await Outbox(rows, Clock()).claim(key)).state is SENDING


async def test_what_left_or_was_cancelled_waits_no_longer(rows: Sessions, key: str) -> None:
    """The answer says what became of it."""
    await Decisions(rows).cancel_letter(key, Who(account="mo", why="a slip", at=MONDAY))

    assert await refusal(rows, key) == f"{key} waits no longer: it is cancelled"


async def test_nothing_is_approved_in_a_case_that_is_closed(rows: Sessions, key: str) -> None:
    """Nor in one that is being closed."""
    number = await number_of(rows, key)
    who = Who(account="mo", why="they paid", at=MONDAY)
    await Decisions(rows).decide(number, DecisionKind.CLOSE, who, value="resolved")
    assert "is being closed already: by mo, because they paid" in await refusal(rows, key)

    await put_stage(rows, number, Stage.CLOSED)
    assert await refusal(rows, key) == f"{number} is closed already"


async def test_of_two_approvals_at_once_one_counts(rows: Sessions, key: str) -> None:
    """The case's row is locked: the second sees the first."""
    done = await asyncio.gather(
        *(rule(rows, key, replace(BO, account=one)) for one in "abcd"), return_exceptions=True
    )

    assert sum(isinstance(one, str) for one in done) == 1
    assert len(await approvals(rows, key)) == 1


# ---- leaving -----------------------------------------------------------------------------


async def test_an_approved_letter_leaves_once(rows: Sessions, key: str) -> None:
    """With the word that it is never sent twice."""
    await rule(rows, key)

    claim = await Outbox(rows, Clock()).claim(key)

    assert (claim.state, claim.once, claim.raw) == (SENDING, True, key.encode())


async def stays(rows: Sessions, key: str, why: str, clock: Clock | None = None) -> None:
    """The letter is cancelled at the door for this reason, and its approvals say so."""
    claim = await Outbox(rows, clock or Clock()).claim(key)
    assert (claim.over, claim.state, claim.raw) == (True, CANCELLED, b"")
    assert (await letter_row(rows, key)).answer == why
    voided = [one.voided for one in await approvals(rows, key) if one.verdict == "approved"]
    assert voided == [why] * len(voided)


async def test_without_an_approval_nothing_leaves(rows: Sessions, key: str) -> None:
    """Whoever orders it sent."""
    await stays(rows, key, "not approved by: approver")


async def test_one_of_two_approvals_is_none(rows: Sessions) -> None:
    """Both roles, or it stays."""
    key = await referral(rows, "approver", "manager")
    await rule(rows, key)

    await stays(rows, key, "not approved by: manager")


async def test_other_bytes_than_the_approved_ones_never_leave(rows: Sessions, key: str) -> None:
    """Whoever changes the letter in the database has no approval for it."""
    await rule(rows, key)
    async with rows.begin() as session:
        (await session.get_one(LetterRow, key)).raw = b"something else"

    await stays(rows, key, "not approved by: approver")


async def test_a_voided_approval_is_none(rows: Sessions, key: str) -> None:
    """And keeps the reason for which it was voided first."""
    await rule(rows, key)
    async with rows.begin() as session:
        for one in await session.scalars(select(ApprovalRow)):
            one.voided = "the case had gone on"

    claim = await Outbox(rows, Clock()).claim(key)

    assert claim.state is CANCELLED
    assert (await approvals(rows, key))[0].voided == "the case had gone on"


async def test_a_refusal_after_the_approval_counts(rows: Sessions, key: str) -> None:
    """It waited for the morning, and meanwhile somebody saw a mistake in it."""
    await rule(rows, key)
    await rule(rows, key, replace(MO, stands_for={"approver": "manager"}), Verdict.REFUSED)

    await stays(rows, key, "mo has refused it")


async def test_an_approval_lasts_seventy_two_hours(rows: Sessions, key: str) -> None:
    """To the second."""
    await rule(rows, key)
    other = await referral(rows)
    await rule(rows, other)

    in_time = await Outbox(rows, Clock(MONDAY + timedelta(hours=72))).claim(key)

    assert in_time.state is SENDING
    late = Clock(MONDAY + timedelta(hours=72, seconds=1))
    await stays(rows, other, "its approval is too old", late)


@pytest.mark.parametrize("party", [Party.COMPLAINANT, Party.RESPONDENT])
async def test_a_new_message_voids_what_was_approved(
    rows: Sessions, key: str, party: Party
) -> None:
    """Whoever of the case wrote it; mail of machines does not."""
    await rule(rows, key)
    number = await number_of(rows, key)
    await add_mail(rows, number, Handling.RECORD)
    await add_mail(rows, number, said=Said(party=party))

    await stays(rows, key, "a new message came in after it was written")


async def test_nothing_goes_to_a_body_once_the_case_is_closed(rows: Sessions, key: str) -> None:
    """Approved or not."""
    await rule(rows, key)
    await put_stage(rows, await number_of(rows, key), Stage.CLOSED)

    await stays(rows, key, "the case was closed before it left")


async def test_a_message_and_a_try_at_once_never_both_win(rows: Sessions) -> None:
    """The case's row decides: either the letter was on its way before, or it stays."""
    keys = [await referral(rows) for _ in range(6)]
    for key in keys:
        await rule(rows, key)

    async def write_in(key: str) -> None:
        await add_mail_as_intake_does(rows, await number_of(rows, key))

    outbox = Outbox(rows, Clock())
    await asyncio.gather(*(work for key in keys for work in (outbox.claim(key), write_in(key))))

    for key in keys:
        assert (await letter_row(rows, key)).state in {SENDING, CANCELLED}


async def add_mail_as_intake_does(rows: Sessions, number: str) -> None:
    """The case is locked before the message is written."""
    message = new_mail()
    async with intake_of(rows).transaction() as tx:
        await tx.file(number)
        way = Route(Handling.ADD, "a test", number)
        await tx.keep(message, DESK, way, 1, Said(party=Party.COMPLAINANT))


# ---- in doubt ----------------------------------------------------------------------------


async def test_a_voided_letter_in_doubt_is_for_a_person(rows: Sessions, key: str) -> None:
    """A try broke off, then a message came: it is neither sent again nor called cancelled."""
    clock = Clock()
    outbox = Outbox(rows, clock)
    await rule(rows, key)
    await outbox.claim(key)
    await add_mail(rows, await number_of(rows, key))
    clock.move(LEASE_SECONDS - 1)
    assert (await outbox.claim(key)).wait_seconds == 1, "it may be under way yet"
    clock.move(1)

    claim = await outbox.claim(key)

    assert (claim.over, claim.state, claim.raw) == (True, UNKNOWN, b"")
    row = await letter_row(rows, key)
    assert row.answer == (
        "a try broke off, and then a new message came in after it was written: a person decides"
    )
    assert (await outbox.claim(key)).over


async def test_a_letter_in_doubt_whose_approval_holds_is_looked_for(
    rows: Sessions, key: str
) -> None:
    """The next try asks the witness; the claim says how old the doubt is."""
    clock = Clock()
    outbox = Outbox(rows, clock)
    await rule(rows, key)
    await outbox.claim(key)
    clock.move(LEASE_SECONDS)

    claim = await outbox.claim(key)

    assert (claim.over, claim.once, claim.in_doubt_seconds) == (False, True, LEASE_SECONDS)


async def test_an_unknown_letter_that_a_person_sends_again_needs_its_approval_still(
    rows: Sessions, key: str
) -> None:
    """Within its time it leaves with the same approval."""
    clock = Clock()
    outbox = Outbox(rows, clock)
    await rule(rows, key)
    await outbox.conclude(await outbox.claim(key), UNKNOWN, "a person decides", MONDAY)
    number = await number_of(rows, key)
    who = Who(account="bo", why="they have not got it", at=MONDAY)
    await Decisions(rows).send_again(key, who)
    async with casebook_of(rows).open(number, MONDAY) as opened:
        again = Plan(case=opened.file.case, releases=(key,))
        await opened.write(again, cause="send again", at=MONDAY)

    assert (await outbox.claim(key)).state is SENDING
