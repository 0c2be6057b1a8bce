"""A letter for a body waits for people: nothing leaves without them, however long they take."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.storage.decisions import Approver, Decisions, RefusedError
from casework.case import NextStep, Outcome, Party, Stage
from casework.decisions import DecisionKind, Verdict
from tests.desk import Desk, wall
from tests.examples import a_policy
from tests.workflows import acts
from tests.workflows.acts import ended, next_step, paused, quiet, sent, until_stage

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions

OMBUDSMAN = "intake@ombudsman.example"


def to_ombudsman(desk: Desk) -> list[bytes]:
    """What the body was sent."""
    return [raw for to, _, raw in desk.postbag.sent if to == OMBUDSMAN]


async def test_an_approved_referral_leaves_as_it_was_approved(desk: Desk) -> None:
    """Byte by byte; and not before."""
    number = await acts.approval_pending(desk)
    frozen = (await desk.waiting(number)).raw
    assert not to_ombudsman(desk)

    await desk.rule_on(number)
    await quiet(desk, number)

    assert await desk.stage(number) is Stage.WITH_BODY
    assert to_ombudsman(desk) == [frozen]
    assert await next_step(desk, number) is NextStep.BODY_OVERDUE


async def test_a_refused_referral_goes_to_a_person_and_is_written_anew(desk: Desk) -> None:
    """What was refused never leaves; when the person lets it go on, others approve anew."""
    number = await acts.approval_pending(desk)
    refused = await desk.waiting(number)

    await desk.rule_on(number, Verdict.REFUSED)
    assert await desk.stage(number) is Stage.HANDED_OVER
    await desk.decide(number, DecisionKind.GO_ON)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)

    assert (await desk.waiting(number)).key != refused.key
    assert (await sent(desk, number)).count("breach-notice") == 1, "they heard of it already"
    await desk.rule_on(number)
    await quiet(desk, number)
    assert refused.raw not in to_ombudsman(desk)
    assert len(to_ombudsman(desk)) == 1


async def test_nobody_is_hurried_and_it_never_approves_itself(desk: Desk) -> None:
    """A reminder, the deputy, and after three days the letter is written anew, again and again."""
    number = await acts.approval_pending(desk)
    first = await desk.waiting(number)

    steps = [await next_step(desk, number) for _ in range(6)]
    await quiet(desk, number)

    assert steps == 2 * [NextStep.REMIND_APPROVER, NextStep.ASK_DEPUTY, NextStep.ASK_AGAIN]
    assert (await desk.waiting(number)).key != first.key
    asked = [to for to, _, _ in desk.postbag.sent if to.endswith("@desk.example")]
    assert {"approver@desk.example", "manager@desk.example"} == set(asked)
    history = await desk.handle(number).fetch_history()
    said = [one.user_metadata.summary.data.decode() for one in history.events]
    assert '"write the letter anew and ask again"' in said
    assert not to_ombudsman(desk)

    await desk.rule_on(number, by="manager", role="manager")
    await quiet(desk, number)
    assert len(to_ombudsman(desk)) == 1, "the deputy may"


async def test_two_roles_must_each_let_it_go(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """One of them is not enough, and one person is not two."""
    ombudsman, *others = a_policy().ladder
    both = replace(ombudsman, approval=("approver", "manager"))
    policy = acts.pack(ladder=(both, *others))
    async with Desk.open(temporal, sqlite_rows, policy=policy) as desk:
        number = await acts.approval_pending(desk)

        await desk.rule_on(number)
        with pytest.raises(RefusedError):
            await desk.rule_on(number)
        assert await desk.stage(number) is Stage.APPROVAL_PENDING
        assert await next_step(desk, number) is NextStep.REMIND_APPROVER
        await quiet(desk, number)
        assert desk.letters[-1].endswith("manager@desk.example"), "only who is missing is reminded"

        await desk.rule_on(number, role="manager")
        await quiet(desk, number)
        assert len(to_ombudsman(desk)) == 1


async def test_where_nobody_can_be_asked_the_case_says_so(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """Nobody has the role that the pack names: the case itself needs staff."""
    ombudsman, *others = a_policy().ladder
    policy = acts.pack(ladder=(replace(ombudsman, approval=("board",)), *others))
    async with Desk.open(temporal, sqlite_rows, policy=policy) as desk:
        number = await acts.approval_pending(desk)

        assert (await desk.view(number)).case.needs_staff
        assert await next_step(desk, number) is NextStep.REMIND_APPROVER


# ---- a new message voids what was approved -----------------------------------------------


async def test_a_message_voids_what_waits(desk: Desk) -> None:
    """It is written anew with the message in it; the old bytes never leave."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)

    await desk.says(number, "They called again, at night.")

    new = await desk.waiting(number)
    assert new.key != old.key
    await desk.rule_on(number)
    await quiet(desk, number)
    assert to_ombudsman(desk) == [new.raw]
    assert "approval voided" in await desk.events(number)


async def test_an_approval_that_meets_a_message_on_the_way_is_void(desk: Desk) -> None:
    """Both wait for the workflow: whatever it hears first, the old bytes never leave."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)
    who = Approver(account="approver", role="approver", stands_for={}, at=wall(), door="a test")
    await Decisions(desk.rows).rule_on(old.key, Verdict.APPROVED, who, old.sha256, "it is right")

    await desk.says(number, "They called again, at night.")
    await quiet(desk, number)

    assert await desk.stage(number) is Stage.APPROVAL_PENDING
    assert (await desk.waiting(number)).key != old.key
    assert not to_ombudsman(desk)


async def test_an_approval_does_not_outrun_a_message_nobody_has_noted(desk: Desk) -> None:
    """Approved, and still here, when a mail is taken in: the letter is stopped at the door."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)
    async with paused(desk):
        await desk.rule_on(number)
        assert await acts.comes_in(desk, number, "They called again, at night.") == "added"
    await acts.happened(desk, number, "approval voided")
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    await desk.hand_over()
    await acts.noted(desk, number)

    assert not to_ombudsman(desk)
    new = await desk.waiting(number)
    assert new.key != old.key
    await desk.rule_on(number)
    await quiet(desk, number)
    assert to_ombudsman(desk) == [new.raw]


async def test_an_approval_in_the_evening_is_void_by_the_morning(desk: Desk) -> None:
    """The letter waits for the sending hours; what is written meanwhile counts."""
    number = await acts.approval_pending(desk)
    await acts.until_hour(desk, number, 22)
    await desk.rule_on(number)
    await desk.says(number, "They called again, at night.")
    assert await desk.stage(number) is Stage.WITH_BODY
    assert not to_ombudsman(desk)

    await quiet(desk, number)
    await desk.until(number, lambda case: case.stage == Stage.APPROVAL_PENDING)

    assert not to_ombudsman(desk)
    assert (await desk.waiting(number)).after_message


# ---- the other ends ----------------------------------------------------------------------


async def test_a_complaint_that_is_withdrawn_meanwhile_takes_the_letter_back(desk: Desk) -> None:
    """An approval that comes too late lets nothing go out."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)
    await desk.says(number, "I withdraw my complaint.")

    who = Approver(account="approver", role="approver", stands_for={}, at=wall(), door="a test")
    with pytest.raises(RefusedError):
        await Decisions(desk.rows).rule_on(old.key, Verdict.APPROVED, who, old.sha256, "late")

    assert await ended(desk, number) == Outcome.WITHDRAWN
    assert not to_ombudsman(desk)


async def test_a_complaint_that_is_settled_meanwhile_takes_the_letter_back(desk: Desk) -> None:
    """The firm pays after all, weeks late: the case is closed, and no body hears of it."""
    number = await acts.approval_pending(desk)

    await desk.says(number, "Thank you, this is resolved.")

    assert await ended(desk, number) == Outcome.RESOLVED
    referral = next(one for one in (await desk.view(number)).letters if one.kind == "referral")
    assert referral.state == "cancelled"
    assert not to_ombudsman(desk)
    assert not (await desk.view(number)).case.needs_staff, "no body has it"


async def test_a_late_answer_of_the_firm_stops_the_referral(desk: Desk) -> None:
    """Better late than never: the complainant says whether it is enough."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)

    await desk.says(number, "The caller was dismissed.", party=Party.RESPONDENT)
    await quiet(desk, number)

    assert await desk.stage(number) is Stage.ANSWERED
    assert (await sent(desk, number))[-1] == "answer"
    states = {one.key: one.state for one in (await desk.view(number)).letters}
    assert states[old.key] == "cancelled"


async def test_an_interim_note_is_written_into_the_referral(desk: Desk) -> None:
    """It is no answer, but a message all the same: what waited is written anew."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)

    await desk.says(number, "We are looking into it.", party=Party.RESPONDENT)

    assert await desk.stage(number) is Stage.APPROVAL_PENDING
    assert (await desk.waiting(number)).key != old.key


@pytest.mark.parametrize("by", ["the complainant", "staff"])
async def test_a_person_takes_over_and_the_letter_waits_no_longer(desk: Desk, by: str) -> None:
    """It is cancelled, and written anew when the case goes on."""
    number = await acts.approval_pending(desk)
    old = await desk.waiting(number)

    if by == "staff":
        await desk.decide(number, DecisionKind.HAND_OVER)
    else:
        await desk.says(number, "I want to speak to a person.")
    assert await desk.stage(number) is Stage.HANDED_OVER
    states = {one.key: one.state for one in (await desk.view(number)).letters}
    assert states[old.key] == "cancelled"

    await desk.decide(number, DecisionKind.GO_ON, by="manager")
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    assert (await desk.waiting(number)).key != old.key
