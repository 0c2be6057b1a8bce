"""Bodies, approvals, closing, reviews, and how letters end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework.case import Consent, NextStep, Outcome, Party, Stage
from casework.events import Event, EventKind
from casework.letters import LetterKind, LetterState
from casework.plan import Happening, NoteOrder
from casework.policy import Intent
from casework.steps import UNSCHEDULED, letter_ended, review_overdue
from tests.casework.situations import (
    BORIS,
    FIFTEENTH_NIGHT,
    FIFTH_MORNING,
    MINA,
    NIGHT,
    NUMBER,
    OMBUDSMAN,
    REFERRAL,
    TENTH_NIGHT,
    THURSDAY_NIGHT,
    TRIBUNAL,
    TUESDAY,
    a_letter,
    a_message,
    a_pack,
    assert_a_person_is_next,
    at,
    changed,
    events,
    letters,
    moment,
    says,
    stands,
    the_letter,
    write,
)
from tests.examples import MONDAY

NOTICE = LetterKind.COMPLAINT_NOTICE


# ---- the bodies ------------------------------------------------------------------------------


def test_a_body_that_is_silent_makes_room_for_the_next() -> None:
    """The tribunal takes cases from complainants only: they get a guide, once it is approved."""
    plan = write(LetterKind.BREACH_NOTICE, stands(Stage.WITH_BODY), FIFTEENTH_NIGHT)

    assert letters(plan) == [
        "breach-notice to complainant",
        "filing-guide to complainant",
        "approval-request to staff",
    ]
    assert plan.letters[0].facts["submits"] == "complainant"
    assert plan.letters[0].facts["silent"] == "The Example Ombudsman"
    assert (plan.case.rung, plan.case.tried) == (TRIBUNAL, (OMBUDSMAN,))
    assert events(plan)[:2] == [EventKind.BODY_SILENT, EventKind.GUIDE_WRITTEN]


def test_who_filed_themselves_is_asked_how_it_went() -> None:
    """Silence to that closes the case, unresolved."""
    file = stands(Stage.WITH_BODY, rung=TRIBUNAL, tried=(TRIBUNAL,), self_filed=True)
    now = at("2026-04-02T09:00+08:00")
    plan = write(LetterKind.CLOSING_QUESTION, file, now)
    closed = write(LetterKind.CLOSURE, replace(file, case=plan.case), now + timedelta(days=11))

    assert the_letter(plan, LetterKind.CLOSING_QUESTION).facts["name"] == "The Example Tribunal"
    assert (plan.case.stage, plan.events) == (
        Stage.ANSWERED,
        (Event(EventKind.CLOSING_ASKED, "filing"),),
    )
    assert closed.case.outcome is Outcome.UNRESOLVED


# ---- approvals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "asked"),
    [(24, [BORIS.address]), (48, [MINA.address, BORIS.address])],
)
def test_who_may_let_a_letter_go_is_reminded_and_then_the_deputy_asked(
    hours: int, asked: list[str]
) -> None:
    """It never goes by itself."""
    now = MONDAY + timedelta(hours=hours)
    until = None if hours == 24 else MONDAY + timedelta(hours=24)
    file = stands(Stage.APPROVAL_PENDING, reminded_until=until)
    plan = write(LetterKind.APPROVAL_REQUEST, file, now)

    assert [one.to.address for one in plan.letters] == asked
    deputy = Event(EventKind.APPROVAL_ASKED, "as deputy: manager")
    assert (deputy in plan.events) is (MINA.address in asked)
    assert plan.case.stage is Stage.APPROVAL_PENDING
    assert (plan.releases, plan.cancels) == ((), ())


def test_a_persons_letter_is_not_reminded_of_with_a_referral() -> None:
    """It has a date of its own."""
    own = a_letter(LetterKind.LETTER, Party.BODY, state=LetterState.PENDING, approval=("approver",))
    file = stands(Stage.APPROVAL_PENDING)
    file = replace(file, letters=(*file.letters, own))
    plan = write(LetterKind.APPROVAL_REQUEST, file, MONDAY + timedelta(hours=24))

    assert [one.facts["letter"] for one in plan.letters] == ["referral"]


def test_a_role_without_a_deputy_is_only_reminded() -> None:
    """A pack need not name one."""
    approvals = replace(a_pack().approvals, deputies={})
    file = replace(stands(Stage.APPROVAL_PENDING), policy=a_pack(approvals=approvals))
    plan = write(LetterKind.APPROVAL_REQUEST, file, MONDAY + timedelta(hours=48))

    assert [one.to.address for one in plan.letters] == [BORIS.address]


def test_a_letter_that_waited_too_long_is_written_anew() -> None:
    """The old one is void."""
    plan = write(LetterKind.REFERRAL, stands(Stage.APPROVAL_PENDING), MONDAY + timedelta(hours=72))

    assert letters(plan) == ["referral to body", "approval-request to staff"]
    assert plan.letters[1].facts["attempt"] == "again"
    assert plan.cancels == (REFERRAL.key,)
    assert plan.case.approval_since == MONDAY + timedelta(hours=72)
    assert plan.events[0] == Event(EventKind.VOIDED, "it waited too long")


def test_a_letter_whose_body_no_longer_fits_is_a_persons() -> None:
    """The pack changed under it."""
    file = replace(stands(Stage.APPROVAL_PENDING), policy=a_pack(ladder=()))
    plan = write(LetterKind.REFERRAL, file)

    assert plan.case.stage is Stage.HANDED_OVER
    assert plan.cancels == (REFERRAL.key,)


@pytest.mark.parametrize("staff", [(), (replace(BORIS, address=""),), (MINA,)])
def test_where_nobody_can_be_asked_by_mail_the_case_says_so(staff: tuple[object, ...]) -> None:
    """It needs a person, by a day of its own."""
    file = replace(stands(Stage.WITH_RESPONDENT), staff=staff)  # type: ignore[arg-type]  # staff
    plan = write(LetterKind.BREACH_NOTICE, file, FIFTEENTH_NIGHT)

    assert (plan.case.needs_staff, plan.case.flagged_at) == (True, FIFTEENTH_NIGHT)


# ---- closing ---------------------------------------------------------------------------------


def test_who_does_not_say_whether_it_is_enough_is_asked_once_more() -> None:
    """With the day that the answer named."""
    plan = write(LetterKind.CLOSING_QUESTION, stands(Stage.ANSWERED), FIFTH_MORNING)
    facts = the_letter(plan, LetterKind.CLOSING_QUESTION).facts

    assert (facts["asked_again"], facts["about"]) == (True, "answer")
    assert (facts["due_on"], facts["name"]) == (date(2026, 3, 12), "Acme Calls")
    assert plan.case.next_step is NextStep.CLOSE_ON_SILENCE


@pytest.mark.parametrize("now", ["2026-03-12T21:00+08:00", "2026-04-01T09:00+08:00"])
def test_who_was_not_asked_in_time_has_the_whole_time_from_now(now: str) -> None:
    """The desk was silent, not they; nor are they asked a third time."""
    plan = write(LetterKind.CLOSING_QUESTION, stands(Stage.ANSWERED), at(now))

    assert (plan.case.answered_at, plan.case.next_step) == (at(now), NextStep.CLOSE_ON_SILENCE)
    assert (
        the_letter(plan, LetterKind.CLOSING_QUESTION).facts["due_on"]
        == (at(now) + timedelta(days=10)).date()
    )


def test_silence_after_an_answer_and_a_reminder_closes_the_case() -> None:
    """By the pack's rule, which the record names; a reply reopens it for half a year."""
    plan = write(LetterKind.CLOSURE, stands(Stage.ANSWERED), TENTH_NIGHT)

    assert (plan.case.stage, plan.case.outcome) == (Stage.CLOSED, Outcome.RESOLVED)
    assert letters(plan) == ["closure to complainant"]
    assert plan.letters[0].facts["reopen_until"] == date(2026, 9, 9)
    assert plan.events == (Event(EventKind.CLOSED, "resolved, by silence: policy"),)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("Thank you, settled.", Intent.SETTLED), ("I withdraw it.", Intent.WITHDRAW)],
)
@pytest.mark.parametrize("stage", [Stage.WITH_BODY, Stage.HANDED_OVER])
def test_a_body_that_has_the_case_is_for_a_person_and_the_complainant(
    stage: Stage, text: str, intent: Intent
) -> None:
    """Nothing goes to it unapproved: the letter says how they tell it, the case stays marked."""
    file = changed(stands(Stage.WITH_BODY), stage=stage)
    plan = says(file, intent, text=text)
    facts = plan.letters[0].facts

    assert letters(plan)[0] == "closure to complainant"
    assert (plan.case.stage, plan.case.needs_staff) == (Stage.CLOSED, True)
    assert plan.case.flagged_at == TUESDAY
    assert facts["body"] == "The Example Ombudsman"
    assert facts["body_address"] == file.policy.bodies[OMBUDSMAN].address
    assert plan.events[-1] == Event(EventKind.BODY_AT_WORK, OMBUDSMAN)


def test_who_filed_themselves_is_told_that_it_goes_on_there() -> None:
    """Only they can end it: staff have nothing to do."""
    file = stands(Stage.WITH_BODY, rung=TRIBUNAL, tried=(TRIBUNAL,), self_filed=True)
    plan = says(file, Intent.WITHDRAW)
    facts = the_letter(plan, LetterKind.CLOSURE).facts

    assert (facts["body"], facts["body_address"]) == ("The Example Tribunal", "")
    assert not plan.case.needs_staff


def test_a_body_that_has_answered_or_never_had_the_letter_is_not_spoken_of() -> None:
    """Its answer came; or the approved letter was called back in the night."""
    said = a_message(Party.BODY, "The calls must stop.", intent=Intent.ANSWER)
    file = stands(Stage.WITH_BODY)
    done = changed(replace(file, messages=(*file.messages, said)), stage=Stage.ANSWERED)
    unsent = replace(file, letters=(*file.letters[:-1], REFERRAL))
    asks = a_message(Party.BODY, "Which number?", intent=Intent.QUESTION)
    asked = replace(file, messages=(*file.messages, asks))

    assert done.body_at_work is None
    assert unsent.body_at_work is None
    assert asked.body_at_work is not None


def test_a_reopened_case_is_told_and_read() -> None:
    """By the third working day."""
    file = stands(Stage.REOPENED, needs_staff=True)
    plan = write(LetterKind.REOPENED, file, MONDAY)

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert the_letter(plan, LetterKind.REOPENED).facts["due_on"] == date(2026, 3, 5)
    assert events(plan) == [EventKind.REOPENED, EventKind.HANDED_OVER]


def test_a_case_that_was_reopened_while_the_desk_stood_still_names_a_day_to_come() -> None:
    """The letter and the case name the same one."""
    plan = write(LetterKind.REOPENED, stands(Stage.REOPENED), at("2026-03-23T09:00+08:00"), MONDAY)

    assert_a_person_is_next(plan, by=at("2026-03-27T00:00+08:00"))
    assert the_letter(plan, LetterKind.REOPENED).facts["due_on"] == date(2026, 3, 26)


# ---- reviews ---------------------------------------------------------------------------------


def test_a_case_that_nobody_read_in_time_says_so_and_its_clock_runs_once_more() -> None:
    """It stays with its owner, and has waited since Monday."""
    file = stands(Stage.HANDED_OVER, owner="boris")
    plan = review_overdue(moment(file, THURSDAY_NIGHT))

    assert_a_person_is_next(plan, by=at("2026-03-12T00:00+08:00"))
    assert (plan.case.owner, plan.case.flagged_at) == ("boris", MONDAY)
    assert plan.events == (Event(EventKind.REVIEW_OVERDUE),)


def test_a_wait_goes_on_beside_a_letter_that_nobody_read() -> None:
    """The case stays where it is; it says that it was not read, and by when it is to be."""
    file = stands(Stage.WITH_RESPONDENT, needs_staff=True, flagged_at=MONDAY)
    plan = review_overdue(moment(file, THURSDAY_NIGHT))

    assert (plan.case.stage, plan.case.flagged_at) == (Stage.WITH_RESPONDENT, THURSDAY_NIGHT)
    assert plan.case.needs_staff
    assert plan.events == (Event(EventKind.REVIEW_OVERDUE),)


# ---- a letter's end --------------------------------------------------------------------------


def ended(what: Happening, key: str) -> NoteOrder:
    """How a letter ended."""
    return NoteOrder(case_number=NUMBER, what=what, ref=key, at=TUESDAY)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (Happening.LETTER_FAILED, EventKind.LETTER_FAILED),
        (Happening.LETTER_UNKNOWN, EventKind.LETTER_UNKNOWN),
    ],
)
@pytest.mark.parametrize("stage", [Stage.AWAITING_EVIDENCE, Stage.HANDED_OVER, Stage.CLOSED])
def test_a_letter_that_may_not_have_arrived_is_told_to_a_person(
    what: Happening, kind: EventKind, stage: Stage
) -> None:
    """The record names the letter; a closed case stays closed."""
    file = stands(stage)
    key = file.letters[0].key
    plan = letter_ended(ended(what, key), moment(file))

    assert plan.events == (Event(kind, key),)
    assert (plan.case.stage, plan.case.needs_staff) == (stage, True)


@pytest.mark.parametrize("stage", [Stage.WITH_BODY, Stage.HANDED_OVER, Stage.WITH_RESPONDENT])
def test_a_referral_that_could_not_leave_has_not_been_the_bodys_turn(stage: Stage) -> None:
    """It is written anew where the body's turn it was; else nothing says that the body has it."""
    void = replace(REFERRAL, state=LetterState.CANCELLED)
    file = changed(stands(Stage.WITH_BODY), stage=stage)
    file = replace(file, letters=(*file.letters[:-1], void))
    plan = letter_ended(ended(Happening.LETTER_CANCELLED, void.key), moment(file))

    assert (plan.case.tried, plan.case.referred_at) == ((), None)
    assert ("referral to body" in letters(plan)) is (stage is Stage.WITH_BODY)


def test_the_end_of_an_older_letter_does_not_void_the_one_that_has_left() -> None:
    """Written anew the same night and sent: no body gets it twice."""
    old = replace(REFERRAL, key="old", state=LetterState.CANCELLED)
    file = stands(Stage.WITH_BODY)
    file = replace(file, letters=(old, *file.letters))
    plan = letter_ended(ended(Happening.LETTER_CANCELLED, "old"), moment(file))

    assert (plan.case, plan.letters, plan.cancels) == (file.case, (), ())


def test_only_a_letters_end_is_noted_as_one() -> None:
    """A happening in the wrong place is a fault of ours, and stops there."""
    with pytest.raises(KeyError):
        letter_ended(ended(Happening.OVERDUE, REFERRAL.key), moment(stands(Stage.WITH_BODY)))


def test_stages_without_dated_steps_are_known() -> None:
    """The console offers there only what a person does."""
    assert set(Stage) - UNSCHEDULED == {
        Stage.AWAITING_EVIDENCE,
        Stage.WITH_RESPONDENT,
        Stage.APPROVAL_PENDING,
        Stage.WITH_BODY,
        Stage.ANSWERED,
    }


def test_evidence_is_waited_for_by_night_as_by_day() -> None:
    """Consent was refused meanwhile: a person is next, and nothing leaves in the morning."""
    file = changed(stands(Stage.AWAITING_EVIDENCE), consent=Consent.REFUSED)
    plan = write(NOTICE, file, NIGHT)

    assert plan.letters == ()
    assert Event(EventKind.OBJECTED, "it must not be passed on") in plan.events
