"""What holds whatever comes: from every stage, for everyone, whenever, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.case import Case, Consent, NextStep, Outcome, Party, Stage
from casework.casefile import EvidenceKept, Given
from casework.decisions import DecisionKind, Question
from casework.heard import message_added
from casework.letters import TO_APPROVE, LetterKind, LetterState
from casework.plan import Happening, NoteOrder
from casework.policy import Asks, Intent, Notice
from casework.rulings import decided
from casework.steps import letter_ended, review_overdue, within_caps
from tests.casework.situations import (
    BODY_WRITES,
    FIRM_WRITES,
    NUMBER,
    OMBUDSMAN,
    POLICY,
    TRIBUNAL,
    WORDS,
    a_message,
    a_pack,
    carried_out,
    decision,
    heard,
    moment,
    stands,
    write,
)
from tests.examples import ANA, FIRM, MONDAY

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.plan import Heard, Plan

ORDERED = {
    NextStep.ACKNOWLEDGE: LetterKind.ACKNOWLEDGEMENT,
    NextStep.ASK_FOR_EVIDENCE: LetterKind.EVIDENCE_REQUEST,
    NextStep.REMIND: LetterKind.EVIDENCE_REMINDER,
    NextStep.GO_ON_WITHOUT: LetterKind.COMPLAINT_NOTICE,
    NextStep.REMIND_RESPONDENT: LetterKind.COMPLAINT_REMINDER,
    NextStep.BREACH: LetterKind.BREACH_NOTICE,
    NextStep.REMIND_APPROVER: LetterKind.APPROVAL_REQUEST,
    NextStep.ASK_DEPUTY: LetterKind.APPROVAL_REQUEST,
    NextStep.ASK_AGAIN: LetterKind.REFERRAL,
    NextStep.BODY_OVERDUE: LetterKind.BREACH_NOTICE,
    NextStep.ASK_HOW_IT_WENT: LetterKind.CLOSING_QUESTION,
    NextStep.REMIND_CLOSING: LetterKind.CLOSING_QUESTION,
    NextStep.CLOSE_ON_SILENCE: LetterKind.CLOSURE,
    NextStep.SAY_REOPENED: LetterKind.REOPENED,
}
"""What a workflow orders for each step: workflows/complaint.py."""

STEPS_OF = {
    Stage.AWAITING_EVIDENCE: {NextStep.REMIND, NextStep.GO_ON_WITHOUT},
    Stage.WITH_RESPONDENT: {NextStep.REMIND, NextStep.REMIND_RESPONDENT, NextStep.BREACH},
    Stage.APPROVAL_PENDING: {NextStep.REMIND_APPROVER, NextStep.ASK_DEPUTY, NextStep.ASK_AGAIN},
    Stage.WITH_BODY: {NextStep.BODY_OVERDUE, NextStep.ASK_HOW_IT_WENT},
    Stage.ANSWERED: {NextStep.REMIND_CLOSING, NextStep.CLOSE_ON_SILENCE},
    Stage.HANDED_OVER: set(),
}
"""The steps that a workflow can wait for at each stage, besides a review."""

MANY = settings(max_examples=400)
"""Bugs hide where two rare things meet."""

PAST = {"asked_on", "was_due_on", "prior_on"}
"""Facts of a letter that tell of what was, not of what is asked for."""

VALUES = {
    DecisionKind.CLOSE: tuple((one, "") for one in Outcome),
    DecisionKind.ASSIGN_RESPONDENT: (("house", ""), ("acme", "")),
    DecisionKind.REFER: (("", ""), (OMBUDSMAN, ""), (TRIBUNAL, "")),
    DecisionKind.HAND_OVER: (("", ""), ("mina", "")),
    DecisionKind.ANSWER_QUESTION: (
        ("refund_refused", Question.CATEGORY),
        ("2026-02-27", Question.PRIOR_ON),
        ("yes", Question.CONSENT),
        ("no", Question.CONSENT),
        ("no", "respondent_is_operator"),
    ),
    DecisionKind.TAKE_AS_ANSWER: (("", "e" * 64), ("", "no such message")),
    DecisionKind.APPROVE: (("", f"{NUMBER}/referral/1"), ("", "no such letter")),
    DecisionKind.REFUSE: (("", f"{NUMBER}/referral/1"), ("", "no such letter")),
    DecisionKind.EDIT: (("dossier", "2"), ("letter", "3")),
    DecisionKind.SEND_AGAIN: (("", f"{NUMBER}/acknowledgement/1"),),
    DecisionKind.ADOPT: (("2030.1", ""),),
    DecisionKind.HAPPENED: (("2026-03-03T00:00+08:00", "expert_appraisal"), ("never", "x")),
}
NOWS = st.integers(0, 24 * 40).map(lambda hours: MONDAY + timedelta(hours=hours))
PACKS = st.builds(a_pack, consent=st.sampled_from(Asks), notice=st.sampled_from(Notice))
CASES = {
    "category": st.sampled_from([None, "harassment_call", "refund_refused"]),
    "respondent": st.sampled_from([None, "acme", "house"]),
    "consent": st.sampled_from(Consent),
    "prior_on": st.sampled_from([None, date(2026, 1, 5), date(2026, 2, 27)]),
    "self_filed": st.booleans(),
}


@st.composite
def files(draw: st.DrawFn, stages: tuple[Stage, ...] = tuple(Stage)) -> CaseFile:
    """A case at some stage, seen or unseen, with what may be on it by then."""
    changes = {name: draw(one) for name, one in CASES.items()}
    if draw(st.booleans()):
        changes |= {"needs_staff": True, "flagged_at": MONDAY}
    stage = draw(st.sampled_from(stages))
    known = {"category": "harassment_call", "respondent": "acme"}
    if stage in {Stage.WITH_RESPONDENT, Stage.AWAITING_EVIDENCE}:
        changes |= known
    file = stands(stage, **changes)
    return replace(
        file,
        policy=draw(PACKS),
        correspondents=(*file.correspondents, FIRM_WRITES, BODY_WRITES),
        evidence=draw(st.sampled_from([(), (EvidenceKept(item="call_log", message="f" * 64),)])),
        letters=tuple(
            replace(one, state=draw(st.sampled_from([one.state, LetterState.PENDING])))
            for one in file.letters
        ),
        given=(Given(letter_key=f"{NUMBER}/referral/1", role="approver", by="boris"),),
    )


def assert_it_goes_on(file: CaseFile, plan: Plan, now: datetime) -> None:
    """What is promised of every plan."""
    case = plan.case
    if case.stage in STEPS_OF:
        assert case.due_at is not None
        assert case.next_step in {*STEPS_OF[case.stage], NextStep.STAFF_REVIEW}
    if case.stage is Stage.CLOSED:
        assert case.next_step is NextStep.NOTHING
        assert case.due_at is None
    if case.needs_staff and case.stage in STEPS_OF:
        assert case.flagged_at is not None
    assert_nothing_waits_in_vain(file, plan)
    assert_no_day_is_past(plan, now)
    assert_nothing_personal(plan)
    assert_the_body_has_what_is_said(file, plan)


def assert_nothing_waits_in_vain(file: CaseFile, plan: Plan) -> None:
    """A letter for approval is cancelled, or the case waits for its approval, or it may leave."""
    waiting = {one.key for one in file.waiting}
    leaving = set(plan.releases) | {
        one.key for one in file.waiting if plan.case.stage is Stage.WITH_BODY
    }
    if plan.case.stage is not Stage.APPROVAL_PENDING and waiting:
        untouched = file.case.stage not in {Stage.APPROVAL_PENDING, Stage.WITH_BODY}
        assert untouched or waiting <= set(plan.cancels) | leaving
    new = [one for one in plan.letters if one.approval]
    assert not new or plan.case.stage is Stage.APPROVAL_PENDING
    assert not new or waiting <= set(plan.cancels)


def assert_no_day_is_past(plan: Plan, now: datetime) -> None:
    """Nobody is asked for anything by a day that is over when the letter leaves."""
    for one in plan.letters:
        leaves_on = max(one.leaves_at, now).astimezone(POLICY.zone).date()
        for name, fact in one.facts.items():
            if isinstance(fact, date) and name not in PAST and one.facts.get("has_due", True):
                assert fact >= leaves_on, (one.kind, name)


def assert_nothing_personal(plan: Plan) -> None:
    """The record of events holds none of a complainant's words, names or addresses."""
    told = " ".join(one.why for one in plan.events)
    assert not any(word in told for word in (ANA, "Ana", FIRM.address, WORDS, "Good morning"))


def assert_the_body_has_what_is_said(file: CaseFile, plan: Plan) -> None:
    """No body counts as asked whose letter was cancelled before it left."""
    voided = {one.key for one in file.letters if one.kind in TO_APPROVE} & set(plan.cancels)
    if voided and plan.case.stage is not Stage.WITH_BODY and file.case.rung is not None:
        assert file.case.rung not in plan.case.tried


@MANY
@given(
    files(),
    NOWS,
    st.builds(
        heard,
        st.sampled_from(Party),
        st.sampled_from([None, *Intent]),
        st.sampled_from([(), ("call_log",)]),
    ),
    st.sampled_from(["Good morning.", " "]),
)
def test_every_message_leaves_a_case_that_goes_on(
    file: CaseFile,
    now: datetime,
    said: Heard,
    text: str,
) -> None:
    """Whoever writes whatever, at whichever stage."""
    message = a_message(said.party, text, intent=said.intent)
    file = replace(file, messages=(*file.messages, message))

    plan = message_added(moment(file, now), said)

    assert_it_goes_on(file, plan, now)
    assert plan.events


@MANY
@given(files(), NOWS, st.sampled_from(DecisionKind), st.data())
def test_every_decision_leaves_a_case_that_goes_on(
    file: CaseFile, now: datetime, kind: DecisionKind, data: st.DataObject
) -> None:
    """Whatever staff decide, at whichever stage, however late it is heard of."""
    value, about = data.draw(st.sampled_from(VALUES.get(kind, (("", ""),))))

    plan = decided(moment(file, now), decision(kind, value, about))

    assert_it_goes_on(file, plan, now)
    assert "by boris: I looked" in " ".join(one.why for one in plan.events)


@MANY
@given(files(), NOWS, st.sampled_from([one for one in Happening if "letter" in one]), st.data())
def test_every_end_of_a_letter_leaves_a_case_that_goes_on(
    file: CaseFile, now: datetime, what: Happening, data: st.DataObject
) -> None:
    """Failed, unknown or cancelled."""
    file = replace(file, letters=(*file.letters, *stands(Stage.ACKNOWLEDGED).letters))
    one = data.draw(st.sampled_from(file.letters))
    ended = tuple(
        replace(each, state=LetterState.CANCELLED) if each.key == one.key else each
        for each in file.letters
    )
    file = replace(file, letters=ended)
    order = NoteOrder(case_number=NUMBER, what=what, ref=one.key, at=now)

    assert_it_goes_on(file, letter_ended(order, moment(file, now)), now)


@MANY
@given(files(tuple(STEPS_OF)), NOWS)
def test_a_review_that_was_missed_comes_again_later(file: CaseFile, now: datetime) -> None:
    """And not at once."""
    due_at = now - timedelta(minutes=1)
    file = replace(file, case=replace(file.case, due_at=due_at, needs_staff=True))

    plan = review_overdue(moment(file, now, since=due_at))

    assert plan.case.due_at is not None
    assert plan.case.due_at > due_at


@MANY
@given(files(tuple(STEPS_OF)), NOWS, st.data())
def test_every_step_that_comes_late_leaves_a_case_that_goes_on(
    file: CaseFile, now: datetime, data: st.DataObject
) -> None:
    """A desk that stood still for weeks catches up, and names no day that is over."""
    if not STEPS_OF[file.case.stage]:
        return
    step = data.draw(st.sampled_from(sorted(STEPS_OF[file.case.stage])))

    assert_it_goes_on(file, write(ORDERED[step], file, now), now)


@MANY
@given(files(tuple(STEPS_OF)), NOWS, st.sampled_from([None, *Intent]))
def test_no_letter_that_nobody_approves_goes_over_the_cap(
    file: CaseFile, now: datetime, intent: Intent | None
) -> None:
    """What was not written is told to a person, who has a day to look."""
    file = replace(file, messages=(*file.messages, a_message()), may_write=False)
    here = moment(file, now)
    before = message_added(here, heard(intent=intent, brought=("call_log",)))

    plan = within_caps(before, here)

    assert not [one for one in plan.letters if one.to.party == "complainant" and not one.approval]
    if plan.letters != before.letters:
        assert plan.case.needs_staff
    if plan.case.stage is not Stage.CLOSED:
        assert_it_goes_on(file, plan, now)


# ---- nobody says anything --------------------------------------------------------------------

SILENT = [
    {},
    {"category": "refund_refused"},
    {"category": None},
    {"respondent": None},
    {"respondent": "house"},
    {"prior_on": date(2026, 2, 20)},
    {"prior_on": date(2026, 1, 5)},
]


@pytest.mark.parametrize("consent", Asks)
@pytest.mark.parametrize("notice", Notice)
@pytest.mark.parametrize("changes", SILENT, ids=str)
@pytest.mark.parametrize("late", [timedelta(seconds=30), timedelta(days=4), timedelta(days=25)])
def test_a_case_where_everybody_is_silent_comes_to_an_end(
    changes: dict[str, object], notice: Notice, consent: Asks, late: timedelta
) -> None:
    """Closed, or in a person's hands: staff approve what is asked of them, and say nothing else."""
    file = replace(stands(Stage.RECEIVED, **changes), policy=a_pack(notice=notice, consent=consent))
    steps = silent_life(file, late)

    assert steps[-1].stage in {Stage.CLOSED, Stage.HANDED_OVER}
    assert len(steps) <= 25


def silent_life(file: CaseFile, late: timedelta) -> list[Case]:
    """The desk looks a while after every due date; Boris approves at once."""
    lived: list[Case] = []
    now = MONDAY
    while file.case.stage not in {Stage.CLOSED, Stage.HANDED_OVER} and len(lived) < 50:
        due_at = file.case.due_at
        assert due_at is not None
        now = max(now, due_at) + late
        plan = due(file, now, due_at)
        assert_it_goes_on(file, plan, now)
        assert_it_does_not_turn_in_circles(file, plan, now)
        file = approved(carried_out(file, plan, now), now)
        lived.append(file.case)
    return lived


def due(file: CaseFile, now: datetime, due_at: datetime) -> Plan:
    """What the workflow does on the due date."""
    if file.case.next_step is NextStep.STAFF_REVIEW:
        return review_overdue(moment(file, now, since=due_at))
    return write(ORDERED[file.case.next_step], file, now, since=due_at)


def assert_it_does_not_turn_in_circles(file: CaseFile, plan: Plan, now: datetime) -> None:
    """The same stage again means a later date, past the present."""
    if plan.case.stage is file.case.stage and plan.case.stage in STEPS_OF:
        assert plan.case.due_at is not None
        assert plan.case.due_at >= now
        assert (plan.case.due_at, plan.case.next_step) != (file.case.due_at, file.case.next_step)


def approved(file: CaseFile, now: datetime) -> CaseFile:
    """Boris approves whatever waits."""
    for one in file.waiting:
        given = (*file.given, Given(letter_key=one.key, role="approver", by="boris"))
        file = replace(file, given=given)
        plan = decided(moment(file, now), decision(DecisionKind.APPROVE, about=one.key))
        assert_it_goes_on(file, plan, now)
        file = carried_out(file, plan, now)
    return file


def test_a_letter_that_nobody_approves_never_leaves_and_is_asked_for_again() -> None:
    """However long staff are silent: reminder, deputy, anew, every three days."""
    file, now, waits = stands(Stage.APPROVAL_PENDING), MONDAY, []
    for _ in range(9):
        due_at = file.case.due_at or MONDAY
        now = max(due_at, now + timedelta(seconds=1))
        file = carried_out(file, due(file, now, due_at), now)
        waits.append(len(file.waiting))

    assert set(waits) == {1}
    assert file.case.stage is Stage.APPROVAL_PENDING
    assert now > MONDAY + timedelta(days=7)
