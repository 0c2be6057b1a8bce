"""What follows when something happens to a case: one function a step, each a plan.

A plan is what one transaction will write: the case as it will stand, the letter
to freeze (if any) and the events to keep. Nothing here does anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003  Temporal's converter reads these annotations
from enum import StrEnum
from typing import TYPE_CHECKING

from casework import clock
from casework.case import Case, NextStep, Party, Stage
from casework.events import Event, EventKind
from casework.evidence import missing_evidence
from casework.letters import AT_ONCE, Letter, LetterKind, LetterOrder

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.decisions import Decision


_OVER_THE_CAP = "as many letters as this address may get in a day have been written"


class Happening(StrEnum):
    """What a workflow asks to be noted."""

    MESSAGE = "message"
    DECISION = "decision"
    OVERDUE = "overdue"
    LETTER_FAILED = "letter failed"
    LETTER_UNKNOWN = "letter unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOrder:
    """Something happened; ``ref`` is a digest, a decision's id, a letter's key or a due date."""

    case_number: str
    what: Happening
    ref: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message for a case (its digest) or a decision on it (its id). ``first`` names the case."""

    what: Happening
    ref: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one transaction will write."""

    case: Case
    letter: Letter | None = None
    events: tuple[Event, ...] = ()


def after_order(order: LetterOrder, file: CaseFile, calendar: Calendar, now: datetime) -> Plan:
    """The plan for one letter: it may turn out that none is needed."""
    step = {
        LetterKind.ACKNOWLEDGEMENT: _acknowledge,
        LetterKind.EVIDENCE_REQUEST: _ask_for_evidence,
        LetterKind.EVIDENCE_REMINDER: _remind,
    }[order.kind]
    return step(order, file, calendar, now)


def _acknowledge(order: LetterOrder, file: CaseFile, calendar: Calendar, now: datetime) -> Plan:
    """Say that we have it, what comes next and by when; over the cap, tell staff instead."""
    review_at = _deadline(file, calendar, order.since)
    if (
        review_at <= now
    ):  # mail that waited for a desk that stood still: no day in the past is named
        review_at = _deadline(file, calendar, now)
    case = replace(
        file.case,
        stage=Stage.ACKNOWLEDGED,
        next_step=NextStep.ASK_FOR_EVIDENCE,
        due_at=now,
    )
    if not file.may_write:
        return Plan(
            case=replace(case, needs_staff=True),
            events=(Event(EventKind.NOT_WRITTEN, f"{order.kind}: {_OVER_THE_CAP}"),),
        )
    return Plan(
        case=case,
        letter=_letter(order, file, review_at, now),
        events=(Event(EventKind.ACKNOWLEDGED),),
    )


def _ask_for_evidence(
    order: LetterOrder, file: CaseFile, calendar: Calendar, now: datetime
) -> Plan:
    """One letter lists all that is missing; where nothing is, a person reads the case next."""
    missing = missing_evidence(file)
    if not missing:
        return _to_staff(file, calendar, order.since, Event(EventKind.NOTHING_MISSING))
    if not (file.may_write and file.has_written(LetterKind.ACKNOWLEDGEMENT)):
        return _unwritten(order, file, calendar)
    policy = file.policy
    remind_at = clock.morning_of_due(
        order.since, policy.clocks.reminder, calendar, policy.zone, policy.send_hours
    )
    case = replace(
        file.case,
        stage=Stage.AWAITING_EVIDENCE,
        next_step=NextStep.REMIND,
        due_at=remind_at,
        evidence_since=order.since,
    )
    return Plan(
        case=case,
        letter=_letter(order, file, _evidence_deadline(case, file, calendar), now),
        events=(Event(EventKind.EVIDENCE_REQUESTED, ", ".join(item.id for item in missing)),),
    )


def _remind(order: LetterOrder, file: CaseFile, calendar: Calendar, now: datetime) -> Plan:
    """The evidence wait's due date has come: remind once; the second time, go on without.

    Silence never rejects a complaint. A desk that stood still past the deadline does
    not ask for something by a day that is over.
    """
    if not missing_evidence(file):
        return _to_staff(file, calendar, order.since, Event(EventKind.EVIDENCE_COMPLETE))
    deadline = _evidence_deadline(file.case, file, calendar)
    if file.case.needs_staff:  # they wrote: nobody is told that we wait to hear from them
        return _to_staff(file, calendar, order.since, Event(EventKind.REPLY_WAITS))
    leaves_at = clock.leaves_at(now, file.policy.send_hours, file.policy.zone)
    if file.has_written(LetterKind.EVIDENCE_REMINDER) or leaves_at >= deadline:
        return _to_staff(file, calendar, order.since, Event(EventKind.WENT_ON_WITHOUT))
    if not file.may_write:
        return _unwritten(order, file, calendar)
    case = replace(file.case, next_step=NextStep.GO_ON_WITHOUT, due_at=deadline)
    return Plan(
        case=case,
        letter=_letter(order, file, deadline, now),
        events=(Event(EventKind.REMINDED),),
    )


def message_added(
    order: NoteOrder, file: CaseFile, calendar: Calendar, *, brought_evidence: bool
) -> Plan:
    """A correspondent wrote. What they brought is ticked off already; is it all there now?

    A reply that brings nothing has something to say: a person reads it.
    """
    added = Event(EventKind.MESSAGE_ADDED)
    if file.case.stage is Stage.AWAITING_EVIDENCE and not missing_evidence(file):
        plan = _to_staff(file, calendar, order.at, Event(EventKind.EVIDENCE_COMPLETE))
        return replace(plan, events=(added, *plan.events))
    handed_over = file.case.stage is Stage.HANDED_OVER
    needs_staff = file.case.needs_staff or handed_over or not brought_evidence
    return Plan(case=replace(file.case, needs_staff=needs_staff), events=(added,))


def decided(decision: Decision, file: CaseFile) -> Plan:
    """Staff decided: in this version, that the case is closed, and how it ended."""
    closed = replace(
        file.case,
        stage=Stage.CLOSED,
        next_step=NextStep.NOTHING,
        due_at=None,
        needs_staff=False,
        outcome=decision.outcome,
    )
    why = f"{decision.outcome}, by {decision.by}: {decision.why}"
    return Plan(case=closed, events=(Event(EventKind.CLOSED, why),))


def review_overdue(order: NoteOrder, file: CaseFile, calendar: Calendar) -> Plan:
    """Nobody read the case in time: it says so, and the clock runs once more."""
    plan = _to_staff(file, calendar, order.at, Event(EventKind.REVIEW_OVERDUE))
    return replace(plan, events=plan.events[:1])


def letter_ended(order: NoteOrder, file: CaseFile) -> Plan:
    """A letter came to an end that is not plainly good: a person is asked."""
    kind = {
        Happening.LETTER_FAILED: EventKind.LETTER_FAILED,
        Happening.LETTER_UNKNOWN: EventKind.LETTER_UNKNOWN,
    }[order.what]
    return Plan(case=replace(file.case, needs_staff=True), events=(Event(kind, order.ref),))


def _unwritten(order: LetterOrder, file: CaseFile, calendar: Calendar) -> Plan:
    """A letter over the cap is not written: a person decides what to do instead."""
    why = Event(EventKind.NOT_WRITTEN, f"{order.kind}: {_OVER_THE_CAP}")
    return _to_staff(file, calendar, order.since, why)


def _to_staff(file: CaseFile, calendar: Calendar, since: datetime, why: Event) -> Plan:
    """A person is next, and by when."""
    case = replace(
        file.case,
        stage=Stage.HANDED_OVER,
        next_step=NextStep.STAFF_REVIEW,
        due_at=_deadline(file, calendar, since),
        needs_staff=True,
    )
    return Plan(case=case, events=(why, Event(EventKind.HANDED_OVER)))


def _deadline(file: CaseFile, calendar: Calendar, since: datetime) -> datetime:
    return clock.due_at(since, file.policy.clocks.review, calendar, file.policy.zone)


def _evidence_deadline(case: Case, file: CaseFile, calendar: Calendar) -> datetime:
    since = case.evidence_since or case.opened_at
    return clock.due_at(since, file.policy.clocks.evidence, calendar, file.policy.zone)


def _letter(order: LetterOrder, file: CaseFile, deadline: datetime, now: datetime) -> Letter:
    policy, case = file.policy, file.case
    at_once = order.kind in AT_ONCE
    return Letter(
        kind=order.kind,
        to=file.correspondent(Party.COMPLAINANT),
        language=case.language,
        case_number=case.number,
        due_on=clock.last_day(deadline, policy.zone),
        missing=tuple(item.names[case.language] for item in missing_evidence(file)),
        opened_on=case.opened_at.astimezone(policy.zone).date(),
        leaves_at=now if at_once else clock.leaves_at(now, policy.send_hours, policy.zone),
    )
