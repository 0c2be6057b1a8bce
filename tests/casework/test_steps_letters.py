"""What follows when a letter is asked for: the letter, the next step, the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.calendars import Calendars
from casework.case import Language, NextStep, Party, Stage
from casework.events import Event, EventKind
from casework.letters import LetterKind, LetterOrder
from casework.steps import after_order
from tests.casework.situations import (
    CHINA,
    FIFTH_MORNING,
    NUMBER,
    POLICY,
    TENTH_NIGHT,
    THURSDAY_NIGHT,
    a_file_that,
    acknowledged,
    assert_a_person_is_next,
    at,
    kinds,
    letters,
    waiting,
)
from tests.examples import MONDAY, a_case, a_file

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile
    from casework.steps import Plan

CALL_LOG = POLICY.evidence["call_log"].names
OVER_THE_CAP = "as many letters as this address may get in a day have been written"


def write(
    kind: LetterKind, file: CaseFile, *, since: datetime = MONDAY, now: datetime = MONDAY
) -> Plan:
    """Ask for one letter."""
    order = LetterOrder(key=f"{NUMBER}/{kind}/1", case_number=NUMBER, kind=kind, since=since)
    return after_order(order, file, CHINA, now)


# ---- every letter -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize(
    "file", [a_file_that(), acknowledged(), waiting()], ids=["received", "acknowledged", "waiting"]
)
def test_every_order_has_a_plan_that_is_recorded(kind: LetterKind, file: CaseFile) -> None:
    """Whatever is asked for and whenever: the case goes on and its history says how."""
    plan = write(kind, file)

    assert plan.events
    assert plan.case.due_at is not None
    assert plan.case.number == file.case.number


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize(
    "file", [a_file_that(), acknowledged(), waiting()], ids=["received", "acknowledged", "waiting"]
)
def test_no_letter_is_written_over_the_cap(kind: LetterKind, file: CaseFile) -> None:
    """Where an address has had its letters for the day, staff are told instead."""
    plan = write(kind, replace(file, may_write=False))

    assert plan.letter is None
    assert plan.case.needs_staff
    assert plan.events[0] == Event(EventKind.NOT_WRITTEN, f"{kind}: {OVER_THE_CAP}")


# ---- the acknowledgement -------------------------------------------------------------------


def test_an_acknowledgement_says_by_when_a_person_reads_the_case() -> None:
    """To the complainant, in their language, at once; the evidence is looked at next."""
    file = a_file_that()
    plan = write(LetterKind.ACKNOWLEDGEMENT, file)

    assert plan.letter is not None
    assert (plan.letter.kind, plan.letter.to) == (
        LetterKind.ACKNOWLEDGEMENT,
        file.correspondent(Party.COMPLAINANT),
    )
    assert f"{plan.letter.due_on} {plan.letter.opened_on}" == "2026-03-05 2026-03-02"
    assert (plan.letter.case_number, plan.letter.leaves_at) == (NUMBER, MONDAY)
    assert plan.events == (Event(EventKind.ACKNOWLEDGED),)


def test_after_the_acknowledgement_the_evidence_is_looked_at_without_waiting() -> None:
    """The next step is due now."""
    now = at("2026-03-02T18:00+08:00")
    case = write(LetterKind.ACKNOWLEDGEMENT, a_file_that(), now=now).case

    assert case == a_case(stage=Stage.ACKNOWLEDGED, next_step=NextStep.ASK_FOR_EVIDENCE, due_at=now)


@pytest.mark.parametrize("night", ["2026-03-02T03:00+08:00", "2026-03-02T23:00+08:00"])
@pytest.mark.parametrize("kind", [LetterKind.ACKNOWLEDGEMENT, LetterKind.EVIDENCE_REQUEST])
def test_who_writes_at_night_is_answered_at_night(kind: LetterKind, night: str) -> None:
    """The first two letters do not wait for the sending hours."""
    plan = write(kind, acknowledged(), now=at(night))

    assert plan.letter is not None
    assert plan.letter.leaves_at == at(night)


def test_a_letter_written_late_still_counts_from_the_event() -> None:
    """An outage of ours moves no date: the review is counted from the arrival."""
    plan = write(LetterKind.ACKNOWLEDGEMENT, a_file_that(), now=at("2026-03-04T12:00+08:00"))

    assert plan.letter is not None
    assert f"{plan.letter.due_on}" == "2026-03-05"


def test_a_letter_dates_the_complaint_where_the_pack_lives() -> None:
    """Late on Monday in London is Tuesday in Shanghai."""
    case = a_case(opened_at=at("2026-03-02T23:00+00:00"))
    plan = write(LetterKind.ACKNOWLEDGEMENT, a_file_that(case=case))

    assert plan.letter is not None
    assert f"{plan.letter.opened_on}" == "2026-03-03"


def test_an_acknowledgement_over_the_cap_does_not_stop_the_case() -> None:
    """It goes on to its evidence, and a person knows."""
    plan = write(LetterKind.ACKNOWLEDGEMENT, a_file_that(may_write=False))

    assert plan.case.stage is Stage.ACKNOWLEDGED
    assert (plan.case.next_step, plan.case.due_at) == (NextStep.ASK_FOR_EVIDENCE, MONDAY)
    assert kinds(plan) == [EventKind.NOT_WRITTEN]


# ---- the evidence request --------------------------------------------------------------------


def test_one_letter_asks_for_all_that_is_missing_and_says_by_when() -> None:
    """Ten days to answer, a reminder on the fifth morning."""
    case = a_case(stage=Stage.ACKNOWLEDGED, category="refund_refused")
    plan = write(LetterKind.EVIDENCE_REQUEST, acknowledged(case=case))

    assert plan.letter is not None
    assert plan.letter.missing == (
        "the contract, the order or another proof of purchase",
        "proof of what you paid (an invoice, a bank statement or a screenshot)",
    )
    assert f"{plan.letter.due_on}" == "2026-03-12"
    assert plan.events == (Event(EventKind.EVIDENCE_REQUESTED, "contract, payment_proof"),)


def test_the_case_then_waits_for_the_evidence() -> None:
    """Until the reminder is due; the wait is counted from when we asked."""
    case = write(LetterKind.EVIDENCE_REQUEST, acknowledged()).case

    assert (case.stage, case.next_step) == (Stage.AWAITING_EVIDENCE, NextStep.REMIND)
    assert (case.due_at, case.evidence_since) == (FIFTH_MORNING, MONDAY)
    assert not case.needs_staff


@pytest.mark.parametrize("language", Language)
def test_a_letter_is_in_the_language_of_the_complaint(language: Language) -> None:
    """Its list too: every item by its name in that language."""
    case = a_case(stage=Stage.ACKNOWLEDGED, language=language)
    plan = write(LetterKind.EVIDENCE_REQUEST, acknowledged(case=case))

    assert plan.letter is not None
    assert plan.letter.language == language
    assert plan.letter.missing == (CALL_LOG[language],)


def test_evidence_is_counted_from_the_request_and_not_from_the_complaint() -> None:
    """Asked on Thursday: ten days from Thursday."""
    thursday = at("2026-03-05T10:00+08:00")
    plan = write(LetterKind.EVIDENCE_REQUEST, acknowledged(), since=thursday, now=thursday)

    assert plan.letter is not None
    assert f"{plan.letter.due_on}" == "2026-03-15"
    assert plan.case.due_at == at("2026-03-10T08:00+08:00")


def test_where_nothing_is_missing_nobody_is_asked() -> None:
    """A person reads the case next, within three working days."""
    plan = write(LetterKind.EVIDENCE_REQUEST, acknowledged(evidence=frozenset({"call_log"})))

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert kinds(plan) == [EventKind.NOTHING_MISSING, EventKind.HANDED_OVER]


def test_a_person_has_three_working_days_over_a_long_holiday() -> None:
    """Handed over on 30 September 2026: read by Saturday the 10th, a make-up working day."""
    since = at("2026-09-30T10:00+08:00")
    file = acknowledged(evidence=frozenset({"call_log"}))
    plan = write(LetterKind.EVIDENCE_REQUEST, file, since=since, now=since)

    assert_a_person_is_next(plan, by=at("2026-10-11T00:00+08:00"))


def test_nobody_is_asked_for_evidence_who_was_not_told_that_we_have_their_complaint() -> None:
    """Where the acknowledgement could not be written, a person takes over."""
    plan = write(LetterKind.EVIDENCE_REQUEST, acknowledged(letters=()))

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert kinds(plan) == [EventKind.NOT_WRITTEN, EventKind.HANDED_OVER]


def test_an_evidence_request_over_the_cap_is_a_persons_to_decide() -> None:
    """The case does not wait for what nobody was asked for."""
    plan = write(LetterKind.EVIDENCE_REQUEST, acknowledged(may_write=False))

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert kinds(plan) == [EventKind.NOT_WRITTEN, EventKind.HANDED_OVER]


# ---- the reminder ---------------------------------------------------------------------------


def test_a_reminder_names_the_date_that_the_request_named() -> None:
    """A reminder gives no new time: the tenth day it was, the tenth day it stays."""
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(), since=FIFTH_MORNING, now=FIFTH_MORNING)

    assert plan.letter is not None
    assert f"{plan.letter.due_on}" == "2026-03-12"
    assert plan.letter.missing == (CALL_LOG[Language.ENGLISH],)
    assert plan.events == (Event(EventKind.REMINDED),)


def test_after_the_reminder_the_case_waits_for_the_last_day() -> None:
    """Still awaiting evidence, and nobody's work."""
    file = waiting()
    plan = write(LetterKind.EVIDENCE_REMINDER, file, since=FIFTH_MORNING, now=FIFTH_MORNING)

    assert plan.case == replace(file.case, next_step=NextStep.GO_ON_WITHOUT, due_at=TENTH_NIGHT)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-07T03:00+08:00", "2026-03-07T08:00+08:00"),
        ("2026-03-07T12:00+08:00", "2026-03-07T12:00+08:00"),
        ("2026-03-07T20:00+08:00", "2026-03-08T08:00+08:00"),
    ],
)
def test_a_reminder_keeps_the_sending_hours(now: str, leaves: str) -> None:
    """Nobody is reminded at night."""
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(), since=FIFTH_MORNING, now=at(now))

    assert plan.letter is not None
    assert plan.letter.leaves_at == at(leaves)


def test_a_wait_whose_start_is_not_known_is_counted_from_the_complaint() -> None:
    """A case rebuilt from an older row keeps a due date all the same."""
    case = a_case(stage=Stage.AWAITING_EVIDENCE, opened_at=at("2026-03-01T12:00+08:00"))
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(case=case))

    assert plan.case.due_at == at("2026-03-12T00:00+08:00")


def test_silence_never_rejects_a_complaint() -> None:
    """Reminded once and still silent: a person goes on with what we have."""
    every = letters(*LetterKind)
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(letters=every), since=TENTH_NIGHT)

    assert_a_person_is_next(plan, by=at("2026-03-19T00:00+08:00"))
    assert kinds(plan) == [EventKind.WENT_ON_WITHOUT, EventKind.HANDED_OVER]
    assert plan.case.outcome is None


def test_nobody_is_reminded_of_what_is_there() -> None:
    """Evidence that came a moment before the reminder was due: a person is next."""
    there = waiting(evidence=frozenset({"call_log"}))
    plan = write(LetterKind.EVIDENCE_REMINDER, there, since=FIFTH_MORNING)

    assert_a_person_is_next(plan, by=at("2026-03-12T00:00+08:00"))


def test_the_record_does_not_say_that_evidence_was_missing_when_it_was_there() -> None:
    """A history that staff rely on is true."""
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(evidence=frozenset({"call_log"})))

    assert kinds(plan) == [EventKind.EVIDENCE_COMPLETE, EventKind.HANDED_OVER]


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ("2026-03-12T19:59:59+08:00", [EventKind.REMINDED]),
        ("2026-03-13T00:00:00+08:00", [EventKind.WENT_ON_WITHOUT, EventKind.HANDED_OVER]),
        ("2026-03-23T09:00:00+08:00", [EventKind.WENT_ON_WITHOUT, EventKind.HANDED_OVER]),
    ],
)
def test_a_late_reminder_goes_out_until_the_last_day_is_over(
    now: str, what: list[EventKind]
) -> None:
    """A desk that stood still catches up, and does not ask for what can no longer come in time."""
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(), since=FIFTH_MORNING, now=at(now))

    assert kinds(plan) == what


def test_no_reminder_leaves_after_the_day_it_names() -> None:
    """Nine in the evening of the last day: it would leave the next morning, too late to obey."""
    now = at("2026-03-12T21:00+08:00")
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(), since=FIFTH_MORNING, now=now)

    assert plan.letter is None or plan.letter.leaves_at < TENTH_NIGHT


def test_no_reminder_asks_for_something_by_a_day_that_is_over() -> None:
    """The desk was down for three weeks: nobody is told to answer by last Thursday."""
    now = at("2026-03-23T09:00+08:00")
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(), since=FIFTH_MORNING, now=now)

    assert plan.letter is None or plan.letter.due_on >= now.date()


def test_a_reminder_over_the_cap_is_a_persons_to_decide() -> None:
    """The case does not go on as if it had reminded."""
    plan = write(LetterKind.EVIDENCE_REMINDER, waiting(may_write=False))

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert kinds(plan) == [EventKind.NOT_WRITTEN, EventKind.HANDED_OVER]


def test_mail_that_waited_for_a_desk_that_stood_still_is_told_a_day_to_come() -> None:
    """Nobody reads: by last month, a person will have read your complaint."""
    now = MONDAY + timedelta(days=40)
    order = LetterOrder(
        key="k", case_number="C-2026-000001", kind=LetterKind.ACKNOWLEDGEMENT, since=MONDAY
    )

    plan = after_order(order, a_file(), Calendars()["CN"], now)

    assert plan.letter is not None
    assert plan.letter.due_on > now.date()


def test_nobody_who_has_written_is_told_that_we_wait_to_hear_from_them() -> None:
    """A reply without the evidence waits for a person: the reminder's day brings that person."""
    file = waiting(case=replace(waiting().case, needs_staff=True))
    plan = write(LetterKind.EVIDENCE_REMINDER, file)

    assert plan.letter is None
    assert (plan.case.stage, plan.case.needs_staff) == (Stage.HANDED_OVER, True)
    assert EventKind.REPLY_WAITS in [one.kind for one in plan.events]
