"""What follows when a due date has come: one function a step, each a plan.

A plan is what one transaction will write: the case as it will stand, the letters
to freeze (if any) and the events to keep. Nothing here does anything.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, correspondence, ladder_letters
from casework.case import NextStep, Outcome, Party, Stage, flagged
from casework.correspondence import evidence_reminder
from casework.escalation import next_rung
from casework.events import Event, EventKind
from casework.letters import NEVER_CAPPED, TO_APPROVE, LetterKind, LetterOrder
from casework.makings import name_of
from casework.moves import ask_closing, at_stage, close, put_to_respondent, to_staff, untried
from casework.onward import begin
from casework.plan import Happening, Moment, NoteOrder, Plan
from casework.receipt import late_already
from casework.referring import approval_requests, refer_anew, refer_next

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case
    from casework.casefile import CaseFile, LetterSent
    from casework.clock import Calendar
    from casework.escalation import Checked, TimeBar
    from casework.letters import Letter

UNSCHEDULED = frozenset(
    {Stage.RECEIVED, Stage.ACKNOWLEDGED, Stage.HANDED_OVER, Stage.CLOSED, Stage.REOPENED}
)
"""Stages without dated steps: the desk's own turn, a person's, or nobody's."""

OVER_THE_CAP = "as many letters as this address may get in a day have been written"


def after_order(order: LetterOrder, file: CaseFile, calendar: Calendar, now: datetime) -> Plan:
    """The plan for one letter: it may turn out that none is needed, or that others are."""
    here = Moment(file=file, calendar=calendar, since=order.since, now=now)
    ends = order.kind in _ENDS_A_WAIT or file.case.stage is Stage.WITH_BODY
    if ends and agenda.still_runs(file, calendar, now):
        return Plan(case=agenda.scheduled(file.case, here))
    return _STEPS[order.kind](here)


def acknowledge(here: Moment) -> Plan:
    """Say that we have it, what comes next and by when; over the cap, tell staff instead.

    Where a clock that runs from receipt is over by now, the case says so, and asks a person.
    """
    file, late = here.file, late_already(here)
    review_at = agenda.review_deadline(file, here.calendar, here.since)
    if review_at <= here.now:  # mail that waited for a desk that stood still: no day in the past
        review_at = agenda.review_deadline(file, here.calendar, here.now)
    case = replace(
        flagged(file.case, here.now) if late else file.case,
        stage=Stage.ACKNOWLEDGED,
        next_step=NextStep.ASK_FOR_EVIDENCE,
        due_at=here.now,
    )
    letter = correspondence.acknowledgement(here, case, review_at)
    told = (Event(EventKind.LATE_FROM_THE_START, "; ".join(late)),) if late else ()
    return Plan(case=case, letters=(letter,), events=(Event(EventKind.ACKNOWLEDGED), *told))


def first_steps(here: Moment) -> Plan:
    """Evidence is asked for, the respondent is asked, or a person is."""
    file = here.file
    if not (file.may_write and file.has_written(LetterKind.ACKNOWLEDGEMENT)):
        return to_staff(here, file.case, _not_written(LetterKind.EVIDENCE_REQUEST))
    return begin(here, file.case)


def remind(here: Moment) -> Plan:
    """Every reminder whose time has come, of evidence and of the answer; each is dealt with once.

    A desk that stood still does not ask for something by a day that is over.
    """
    file = here.file
    due = agenda.reminders_due(file, here.calendar, here.now)
    case = replace(file.case, reminded_until=here.now)
    letters: list[Letter] = []
    events: list[Event] = []
    leaves_at = agenda.leaves_at(here.now, file)
    if NextStep.REMIND in due and leaves_at < agenda.evidence_deadline(file, here.calendar):
        letters.append(evidence_reminder(here, case))
        events.append(Event(EventKind.REMINDED))
    if NextStep.REMIND_RESPONDENT in due and leaves_at < agenda.answer_deadline(
        file, here.calendar
    ):
        letters.append(correspondence.complaint_reminder(here, case))
        events.append(Event(EventKind.RESPONDENT_REMINDED))
    return Plan(case=agenda.scheduled(case, here), letters=tuple(letters), events=tuple(events))


def go_on_without(here: Moment) -> Plan:
    """Silence never rejects a complaint: it goes on with what there is.

    Not over the complainant's head, though: whoever wrote is read first.
    """
    case = here.file.case
    if case.needs_staff:
        return to_staff(here, case, Event(EventKind.REPLY_WAITS))
    why = Event(EventKind.WENT_ON_WITHOUT)
    return put_to_respondent(here, case, why)


def breach(here: Moment) -> Plan:
    """Somebody's time is over without an answer: the next rung comes, and the complainant hears it.

    Once: after a person had the case in between, nobody is told the same again.
    """
    case, by_respondent = here.file.case, here.file.case.stage is Stage.WITH_RESPONDENT
    silent = Party.RESPONDENT if by_respondent else Party.BODY
    since = case.asked_at if by_respondent else case.referred_at
    told = here.file.last(LetterKind.BREACH_NOTICE)
    letters: tuple[Letter, ...] = ()
    if told is None or (since is not None and told.written_at < since):
        rung = next_rung(here.file, here)
        letters = (ladder_letters.breach_notice(here, case, silent, rung),)
    kind = EventKind.BREACHED if by_respondent else EventKind.BODY_SILENT
    why = name_of(here, silent)
    return refer_next(here, case, Event(kind, why), letters=letters)


def ask_again(here: Moment) -> Plan:
    """A letter that waited too long for its approval is written anew, from what is known now."""
    return refer_anew(here, Event(EventKind.VOIDED, "it waited too long"))


def remind_approver(here: Moment) -> Plan:
    """Who may let the letter go out is reminded; then the deputy is asked. It never goes by itself."""  # noqa: E501  one sentence
    file = here.file
    due = agenda.reminders_due(file, here.calendar, here.now)
    case = replace(file.case, reminded_until=here.now)
    letters: tuple[Letter, ...] = ()
    events: tuple[Event, ...] = ()
    for one in file.waiting:
        if one.kind not in TO_APPROVE:  # what a person wrote has a date of its own
            continue
        given = {each.role for each in file.given if each.letter_key == one.key}
        left = tuple(role for role in one.approval if role not in given)
        deputies = file.policy.approvals.deputies
        asked = tuple(deputies[role] for role in left if role in deputies)
        if NextStep.ASK_DEPUTY in due and asked:
            letters += approval_requests(here, case, one.kind, asked, "deputy")
            events += (Event(EventKind.APPROVAL_ASKED, f"as deputy: {', '.join(asked)}"),)
        letters += approval_requests(here, case, one.kind, left, "reminder")
    events += (Event(EventKind.REMINDED, "of the approval"),)
    return Plan(case=agenda.scheduled(case, here), letters=letters, events=events)


def remind_closing(here: Moment) -> Plan:
    """Whoever does not say whether an answer is enough is asked once more.

    Somebody who filed with a body themselves is asked how it went. Where we were silent
    until the day was over, they have the whole time from now; they are not asked a third time.
    """
    case = here.file.case
    if case.stage is Stage.WITH_BODY:
        return ask_closing(here, case, "filing")
    about = "filing" if case.self_filed else "answer"
    case = replace(case, reminded_until=here.now)
    if agenda.leaves_at(here.now, here.file) >= agenda.closing_deadline(here.file, here.calendar):
        case = replace(case, answered_at=here.now)
        until = agenda.closing_deadline(at_stage(here, case).file, here.calendar)
        case = replace(case, reminded_until=until)
    letter = correspondence.closing_question(here, case, about, again=True)
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(letter,),
        events=(Event(EventKind.REMINDED, "of the closing question"),),
    )


def close_on_silence(here: Moment) -> Plan:
    """An answer, a reminder, and no word: closed by the pack's rule, never over an unread message."""  # noqa: E501  one sentence
    case = here.file.case
    if case.needs_staff:
        return to_staff(here, case, Event(EventKind.REPLY_WAITS))
    outcome = Outcome.UNRESOLVED if case.self_filed else Outcome.RESOLVED
    why = Event(EventKind.CLOSED, f"{outcome}, by silence: {here.file.policy.clocks.closing.basis}")
    return close(here, case, outcome, "silence", why)


def say_reopened(here: Moment) -> Plan:
    """A closed case was taken up again: the complainant is told, and a person reads it."""
    case = replace(here.file.case, outcome=None)
    review_at = agenda.review_deadline(here.file, here.calendar, here.since)
    if review_at <= agenda.leaves_at(here.now, here.file):  # it waited for a desk that stood still
        here = replace(here, since=here.now)
        review_at = agenda.review_deadline(here.file, here.calendar, here.now)
    letter = correspondence.reopened(here, case, review_at)
    plan = to_staff(here, case, Event(EventKind.REOPENED), letters=(letter,))
    untrue = here.file.pending(LetterKind.CLOSURE)  # it is not closed any more
    return replace(plan, cancels=(*plan.cancels, *untrue))


_STEPS = {
    LetterKind.ACKNOWLEDGEMENT: acknowledge,
    LetterKind.EVIDENCE_REQUEST: first_steps,
    LetterKind.EVIDENCE_REMINDER: remind,
    LetterKind.COMPLAINT_NOTICE: go_on_without,
    LetterKind.COMPLAINT_REMINDER: remind,
    LetterKind.BREACH_NOTICE: breach,
    LetterKind.REFERRAL: ask_again,
    LetterKind.APPROVAL_REQUEST: remind_approver,
    LetterKind.CLOSING_QUESTION: remind_closing,
    LetterKind.CLOSURE: close_on_silence,
    LetterKind.REOPENED: say_reopened,
}
"""What a workflow may order, and the step that answers it."""

_ENDS_A_WAIT = {LetterKind.BREACH_NOTICE, LetterKind.CLOSURE}
"""A date may have moved on since a workflow was told of it: then nothing has ended.

With a body every dated step ends the wait; its clock may stand still.
"""


def review_overdue(here: Moment) -> Plan:
    """Nobody read the case in time: it says so, and the clock runs once more.

    Or a time bar is near: the day on which a person looks, and the complainant is warned.
    """
    case, near = here.file.case, agenda.bars_to_tell(here)
    late = Event(EventKind.REVIEW_OVERDUE)
    if case.stage is Stage.HANDED_OVER:
        plan = to_staff(here, replace(case, due_at=None))
        warning, told = _warned(here, plan.case, near)
        return replace(plan, letters=warning, events=(late, *told))
    if near:
        case = flagged(case, here.now)
        warning, told = _warned(here, case, near)
        there = replace(here, file=here.file.with_letter(LetterKind.TIME_BAR_WARNING, here.now))
        return Plan(case=agenda.scheduled(case, there), letters=warning, events=told)
    again = replace(case, flagged_at=here.now)
    return Plan(case=agenda.scheduled(again, here), events=(late,))


def _warned(
    here: Moment, case: Case, near: tuple[tuple[Checked, TimeBar], ...]
) -> tuple[tuple[Letter, ...], tuple[Event, ...]]:
    """One letter about all the bars that are near, and an event for each."""
    if not near:
        return (), ()
    letter = ladder_letters.time_bar_warning(here, case, near)
    named = (f"{one.body.id}: until {bar.ends_on} at the latest" for one, bar in near)
    return (letter,), tuple(Event(EventKind.TIME_BAR_NEAR, why) for why in named)


def letter_ended(order: NoteOrder, here: Moment) -> Plan:
    """A letter came to an end that is not plainly good: a person is asked.

    A referral that a new message has voided is written anew and asked for again.
    """
    letter = next(one for one in here.file.letters if one.key == order.ref)
    case = here.file.case
    if order.what is Happening.LETTER_CANCELLED:
        return _cancelled(here, letter)
    kind = {
        Happening.LETTER_FAILED: EventKind.LETTER_FAILED,
        Happening.LETTER_UNKNOWN: EventKind.LETTER_UNKNOWN,
    }[order.what]
    why = Event(kind, order.ref)
    if case.stage is Stage.CLOSED:
        return Plan(case=replace(case, needs_staff=True), events=(why,))
    return Plan(case=agenda.scheduled(flagged(case, here.now), here), events=(why,))


def _cancelled(here: Moment, letter: LetterSent) -> Plan:
    """The body has not had its letter; what an older letter comes to changes nothing."""
    case = here.file.case
    if letter.kind is LetterKind.LETTER:
        return _letter_cancelled(here, letter)
    referrals = [one for one in here.file.letters if one.kind in TO_APPROVE]
    if letter not in referrals[-1:]:
        return Plan(case=case)
    if case.stage is not Stage.WITH_BODY:
        return Plan(case=untried(case))
    return refer_anew(here, Event(EventKind.VOIDED, "it could not leave any more"))


def _letter_cancelled(here: Moment, letter: LetterSent) -> Plan:
    """What a person wrote does not go out: whoever has the case sees it, and writes again."""
    case, why = here.file.case, Event(EventKind.NOT_WRITTEN, f"{letter.key}: it could not leave")
    if case.stage is Stage.CLOSED:
        return Plan(case=case, events=(why,))
    return Plan(case=agenda.scheduled(flagged(case, here.now), here), events=(why,))


def within_caps(plan: Plan, here: Moment) -> Plan:
    """Over the cap, no letter goes to the complainant: a person is told what was not written.

    What a person lets go out is not capped.
    """
    capped = [] if here.file.may_write else [one for one in plan.letters if _is_capped(one)]
    if not capped:
        return plan
    kept = tuple(one for one in plan.letters if not _is_capped(one))
    case = agenda.scheduled(flagged(plan.case, here.now), here)
    told = [_not_written(one.kind) for one in capped]
    unsaid = any(one.kind is LetterKind.ACKNOWLEDGEMENT for one in capped)
    done = [one for one in plan.events if not (unsaid and one.kind is EventKind.ACKNOWLEDGED)]
    return replace(plan, case=case, letters=kept, events=(*done, *told))


def _is_capped(letter: Letter) -> bool:
    to_them = letter.to.party is Party.COMPLAINANT and not letter.approval
    return to_them and letter.kind not in NEVER_CAPPED


def _not_written(kind: LetterKind) -> Event:
    return Event(EventKind.NOT_WRITTEN, f"{kind}: {OVER_THE_CAP}")
