"""What a case waits for, and until when: the dated steps of the stage it is at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from casework import clock, counting
from casework.case import Case, Consent, NextStep, Stage
from casework.courses import course_since, happened
from casework.escalation import answer_clock, barred_one_day
from casework.evidence import missing_evidence
from casework.letters import LetterKind
from casework.policy import Clock, Counting, Notice

if TYPE_CHECKING:
    from datetime import date, datetime

    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.escalation import Checked, TimeBar
    from casework.plan import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A dated step. A reminder that was missed may be left out; what ends a wait may not."""

    step: NextStep
    at: datetime
    ends_the_wait: bool = False


def scheduled(case: Case, here: Moment) -> Case:
    """The case with the next dated step of its stage; the file's own case may be older.

    What should have come while a person had the case is due now: every step has its own instant.
    A stage without dated steps (the desk's own turn, nobody's) keeps its date.
    """
    if case.stage is Stage.HANDED_OVER:
        return _to_be_read(case, here)
    if case.stage not in _STEPS:
        return case
    file = replace(here.file, case=case)
    coming = (*agenda(file, here.calendar, here.now), *_time_bars(replace(here, file=file)))
    first = min(coming, key=lambda one: one.at)
    return replace(case, next_step=first.step, due_at=max(first.at, here.now))


def _to_be_read(case: Case, here: Moment) -> Case:
    """What a person has is read by the day that is counted now; what is due already is not put off.

    One that was handed over before its beginning was kept has the date that it was given.
    """
    since, due_at = case.review_since, case.due_at
    if since is None or due_at is None or due_at <= here.now or here.file.lacks_pack:
        return case
    return replace(case, due_at=max(review_deadline(here.file, here.calendar, since), here.now))


def agenda(file: CaseFile, calendar: Calendar, now: datetime | None = None) -> tuple[Due, ...]:
    """All that is still to come at this stage: reminders not yet dealt with, and the end.

    ``now``: until when a clock that stands still has stood so far.
    """
    steps, until = _STEPS[file.case.stage](file, calendar, now), file.case.reminded_until
    end = next(one.at for one in steps if one.ends_the_wait)
    coming = [one for one in steps if one.ends_the_wait or until is None or one.at > until]
    dated = (*coming, *_review(file, calendar))  # what is not read stays, whoever is reminded
    return tuple(one for one in dated if one.ends_the_wait or one.at < end)


def still_runs(file: CaseFile, calendar: Calendar, now: datetime) -> bool:
    """Whether the wait of this stage has not come to its end, as dates are counted by now."""
    if file.case.stage not in _STEPS:
        return False
    return all(one.at > now for one in agenda(file, calendar, now) if one.ends_the_wait)


def reminders_due(file: CaseFile, calendar: Calendar, now: datetime) -> set[NextStep]:
    """The reminders whose time has come."""
    dated = agenda(file, calendar, now)
    return {one.step for one in dated if one.at <= now and not one.ends_the_wait}


def _time_bars(here: Moment) -> list[Due]:
    """A person looks at the case, and the complainant is warned, while there is still time."""
    return [Due(step=NextStep.STAFF_REVIEW, at=at) for *_, at in _untold(here)]


def bars_to_tell(here: Moment) -> tuple[tuple[Checked, TimeBar], ...]:
    """The bodies that soon take the case no more, and of which nobody has been warned."""
    return tuple((one, bar) for one, bar, at in _untold(here) if at <= here.now)


def _untold(here: Moment) -> list[tuple[Checked, TimeBar, datetime]]:
    """Each bar is warned of once: a warning names all that are near on its day.

    Whoever comes back after the end is warned once more: less time is left than they were told of.
    """
    file, told = here.file, here.file.last(LetterKind.TIME_BAR_WARNING)
    again = file.last(LetterKind.REOPENED)
    if told is not None and again is not None and told.written_at < again.written_at:
        told = None
    dated = [
        (one, bar, leaves_at(beginning(bar.warned_on, file), file))
        for one, bar in barred_one_day(file, here)
    ]
    return [one for one in dated if told is None or told.written_at < one[-1]]


# ---- the end of each wait, as an instant ---------------------------------------------------


def evidence_deadline(file: CaseFile, calendar: Calendar) -> datetime:
    """Until when missing evidence is waited for; our own clock."""
    since = file.case.evidence_since or file.case.opened_at
    return _end(file, calendar, since, file.policy.clocks.evidence)


def answer_deadline(file: CaseFile, calendar: Calendar, now: datetime | None = None) -> datetime:
    """When the respondent's time is over; its clock, which we watch."""
    since = file.case.asked_at or file.case.opened_at
    return _watched(file, calendar, since, answer_clock(file), now)


def body_deadline(file: CaseFile, calendar: Calendar, now: datetime | None = None) -> datetime:
    """When the body's time is over, or when the complainant is asked how the filing went."""
    since, rung = file.case.referred_at or file.case.opened_at, file.policy.rung(file.case.rung)
    return _watched(file, calendar, since, rung.clock if rung else file.policy.clocks.answer, now)


def closing_deadline(file: CaseFile, calendar: Calendar) -> datetime:
    """When silence after an answer closes the case."""
    since = file.case.answered_at or file.case.opened_at
    return _end(file, calendar, since, file.policy.clocks.closing)


def review_deadline(file: CaseFile, calendar: Calendar, since: datetime) -> datetime:
    """Until when a person has read the case."""
    return _end(file, calendar, since, file.policy.clocks.review)


def reopening_deadline(file: CaseFile, calendar: Calendar, closed_at: datetime) -> datetime:
    """Until when a reply reopens a closed case."""
    return _end(file, calendar, closed_at, file.policy.clocks.reopening)


def beginning(day: date, file: CaseFile) -> datetime:
    """The instant that a clock counts from which began on this day."""
    return counting.beginning(day, file.policy.zone)


def leaves_at(now: datetime, file: CaseFile) -> datetime:
    """When a letter that is written now may leave."""
    return clock.leaves_at(now, file.policy.send_hours, file.policy.zone)


def _watched(
    file: CaseFile, calendar: Calendar, since: datetime, period: Clock, now: datetime | None
) -> datetime:
    """The end of somebody else's time, with what made it stand still or longer."""
    if not period.pauses and period.extension is None:
        return _end(file, calendar, since, period)
    course = course_since(since, period, happened(file), now)
    return clock.explained(course, period, clock.place_of(file.policy, calendar)).due_at


def _end(file: CaseFile, calendar: Calendar, since: datetime, period: Clock) -> datetime:
    return clock.due_at(since, period, clock.place_of(file.policy, calendar))


def _morning(file: CaseFile, calendar: Calendar, since: datetime, period: Clock) -> datetime:
    place = clock.place_of(file.policy, calendar)
    return clock.morning_of_due(since, period, place, file.policy.send_hours)


# ---- the stages ----------------------------------------------------------------------------


def waits_for_complainant(file: CaseFile) -> bool:
    """Something was asked of the complainant that is not there yet."""
    return bool(missing_evidence(file)) or file.case.consent is Consent.ASKED


def _review(file: CaseFile, calendar: Calendar) -> list[Due]:
    """Somebody wrote what only a person can answer: it is read in time, whatever else runs."""
    since = file.case.flagged_at
    if since is None or not file.case.needs_staff:
        return []
    return [Due(step=NextStep.STAFF_REVIEW, at=review_deadline(file, calendar, since))]


def _evidence_reminders(file: CaseFile, calendar: Calendar) -> list[Due]:
    """One reminder; none to somebody whose letter waits to be read."""
    since = file.case.evidence_since
    if since is None or file.case.needs_staff or not waits_for_complainant(file):
        return []
    at = _morning(file, calendar, since, file.policy.clocks.reminder)
    return [Due(step=NextStep.REMIND, at=at)]


def _awaiting_evidence(file: CaseFile, calendar: Calendar, _now: datetime | None) -> list[Due]:
    at = evidence_deadline(file, calendar)
    end = Due(step=NextStep.GO_ON_WITHOUT, at=at, ends_the_wait=True)
    return [*_evidence_reminders(file, calendar), end]


def _with_respondent(file: CaseFile, calendar: Calendar, now: datetime | None) -> list[Due]:
    since = file.case.asked_at or file.case.opened_at
    reminders = [
        Due(step=NextStep.REMIND_RESPONDENT, at=_morning(file, calendar, since, _days(days)))
        for days in file.policy.clocks.answer_reminders
    ]
    at = answer_deadline(file, calendar, now)
    end = Due(step=NextStep.BREACH, at=at, ends_the_wait=True)
    return [*_evidence_reminders(file, calendar), *reminders, end]


def _days(days: int) -> Clock:
    return Clock(count=days, counting=Counting.CALENDAR_DAYS, basis="policy")


def _approval_pending(file: CaseFile, _calendar: Calendar, _now: datetime | None) -> list[Due]:
    since, hours = file.case.approval_since or file.case.opened_at, file.policy.approvals
    return [
        Due(step=NextStep.REMIND_APPROVER, at=since + timedelta(hours=hours.remind_hours)),
        Due(step=NextStep.ASK_DEPUTY, at=since + timedelta(hours=hours.deputy_hours)),
        Due(
            step=NextStep.ASK_AGAIN,
            at=since + timedelta(hours=hours.again_hours),
            ends_the_wait=True,
        ),
    ]


def _with_body(file: CaseFile, calendar: Calendar, now: datetime | None) -> list[Due]:
    step = NextStep.ASK_HOW_IT_WENT if file.case.self_filed else NextStep.BODY_OVERDUE
    return [Due(step=step, at=body_deadline(file, calendar, now), ends_the_wait=True)]


def _answered(file: CaseFile, calendar: Calendar, _now: datetime | None) -> list[Due]:
    since = file.case.answered_at or file.case.opened_at
    at = _morning(file, calendar, since, file.policy.clocks.closing_reminder)
    end = closing_deadline(file, calendar)
    reminder = [] if file.case.needs_staff else [Due(step=NextStep.REMIND_CLOSING, at=at)]
    return [*reminder, Due(step=NextStep.CLOSE_ON_SILENCE, at=end, ends_the_wait=True)]


_STEPS = {
    Stage.AWAITING_EVIDENCE: _awaiting_evidence,
    Stage.WITH_RESPONDENT: _with_respondent,
    Stage.APPROVAL_PENDING: _approval_pending,
    Stage.WITH_BODY: _with_body,
    Stage.ANSWERED: _answered,
}


def asked_since(case: Case, here: Moment) -> datetime:
    """A department's clock runs from receipt, who was asked before from then, others from now."""
    file = here.file
    if case.prior_on is not None:
        return beginning(case.prior_on, file)
    if file.respondent is not None and file.respondent.kind == "department":
        return case.opened_at
    return leaves_at(here.now, file)


def notice_goes_at_once(file: CaseFile) -> bool:
    """A department's clock runs from receipt, so it is told at once; so is who was asked before."""
    respondent, policy = file.respondent, file.policy
    department = respondent is not None and respondent.kind == "department"
    return department or policy.notice is Notice.AT_ONCE or file.case.prior_on is not None
