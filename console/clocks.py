"""The clocks of a case, explained: whose, from when, how counted, on what ground, until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework import agenda, clock, hold
from casework.case import NextStep, Stage
from casework.counting import Course
from casework.courses import course_since, courses, happened
from casework.escalation import answer_clock
from casework.policy import Counting, Owner
from console.counting_words import in_the_readers_words
from console.names import in_tongue
from console.rule_words import clock_in_words
from console.tongue import _

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from casework.case import Case
    from casework.casefile import CaseFile
    from casework.clock import Calendar, Explained
    from casework.policy import Clock, Policy

OURS = "ours"
WHOSE = {
    Owner.OURS: OURS,
    Owner.RESPONDENT: "the respondent's",
    Owner.BODY: "the body's",
    Owner.COMPLAINANT: "the complainant's",
}
_PERIODS = {
    Counting.CALENDAR_DAYS: "%(count)s calendar days",
    Counting.WORKING_DAYS: "%(count)s working days",
    Counting.WEEKS: "%(count)s weeks",
    Counting.MONTHS: "%(count)s months",
    Counting.YEARS: "%(count)s years",
    Counting.HOURS: "%(count)s hours",
    Counting.BUSINESS_HOURS: "%(count)s business hours",
}
_ASKED, _REFERRED = "asked", "referred"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock as it is shown. ``late``: it runs, and its time is over.

    ``steps`` say how its date came about; a ``provisional`` one may still move.
    """

    what: str
    whose: str
    since: datetime
    counted: str
    basis: str
    until: str
    runs: bool
    late: bool
    ours: bool = False
    provisional: bool = False
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    what: str
    course: Course
    clock: Clock
    runs: bool


def clocks(
    file: CaseFile, calendar: Calendar, now: datetime, closed_at: datetime | None
) -> list[ClockLine]:
    """Every clock that was ever started, those that run first."""
    begun = [
        *_waits(file, now),
        *_after_the_end(file, calendar, closed_at, now),
        *_further(file, now),
    ]
    lines = [_line(one, file, calendar, now) for one in begun]
    return sorted([*lines, *_approval(file, calendar, now)], key=lambda one: not one.runs)


def _line(one: _Begun, file: CaseFile, calendar: Calendar, now: datetime) -> ClockLine:
    rule, place = clock.rule_of(file.policy, one.clock), clock.place_of(file.policy, calendar)
    told = clock.explained(one.course, one.clock, place, rule)
    return ClockLine(
        what=one.what,
        whose=_(WHOSE[one.clock.owner]),
        since=one.course.started_at,
        counted=period(one.clock),
        basis=in_the_readers_words(rule),
        until=until(told, file.policy.zone),
        ours=one.clock.owner is Owner.OURS,
        runs=one.runs,
        late=one.runs and told.due_at <= now,
        provisional=told.provisional,
        steps=tuple(in_the_readers_words(step.words) for step in told.steps),
    )


def period(one: Clock) -> str:
    """How long it is: ``15 calendar days``."""
    return _(_PERIODS[one.counting]) % {"count": one.count}


def until(told: Explained, zone: tzinfo) -> str:
    """The last day in time, or the hour."""
    if told.clock.counting.from_the_instant:
        return f"{told.due_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{told.due_on}"


def _begun(what: str, since: datetime | None, period: Clock, *, runs: bool) -> list[_Begun]:
    """Nothing where it never began."""
    if since is None:
        return []
    return [_Begun(what=what, course=Course(started_at=since), clock=period, runs=runs)]


def _waits(file: CaseFile, now: datetime) -> list[_Begun]:
    """What is or was waited for. Of the three that follow each other the latest runs."""
    case, known, rung = file.case, file.policy.clocks, file.policy.rung(file.case.rung)
    latest = _latest(case)
    respondent = file.respondent.name if file.respondent else _("the respondent")
    evidence = case.stage is not Stage.CLOSED and agenda.waits_for_complainant(file)
    of_the_body = rung.clock if rung else replace(known.answer, owner=Owner.BODY)
    silence = _("silence after an answer closes the case")
    flagged = case.flagged_at if case.needs_staff else None
    to_read = case.review_since if case.stage is Stage.HANDED_OVER else None
    begun = [
        *_begun(_("evidence is waited for"), case.evidence_since, known.evidence, runs=evidence),
        *_begun(
            _("answer of %(whom)s") % {"whom": respondent},
            case.asked_at,
            answer_clock(file),
            runs=latest == _ASKED,
        ),
        *_begun(_with_body(file), case.referred_at, of_the_body, runs=latest == _REFERRED),
        *_begun(silence, case.answered_at, known.closing, runs=case.stage is Stage.ANSWERED),
        *_begun(_("a person reads the case"), to_read or flagged, known.review, runs=True),
    ]
    told = happened(file)
    return [
        replace(one, course=course_since(one.course.started_at, one.clock, told, now))
        for one in begun
    ]


def _further(file: CaseFile, now: datetime) -> list[_Begun]:
    """The clocks of the pack that what happened to this case has started besides."""
    begun = courses(file.policy, happened(file), now)
    still = file.case.stage is not Stage.CLOSED
    return [
        _Begun(
            what=_called(id_, file),
            course=course,
            clock=file.policy.more_clocks[id_],
            runs=still and course.stopped_at is None,
        )
        for id_, course in begun.items()
    ]


def _called(id_: str, file: CaseFile) -> str:
    body = file.policy.bodies.get(file.policy.more_clocks[id_].body or "")
    name = clock_in_words(id_)
    return f"{name} ({in_tongue(body.names)})" if body else name


def _latest(case: Case) -> str:
    """Which of the three began last; none of a closed case runs."""
    if case.stage is Stage.CLOSED:
        return ""
    moments = ((case.asked_at, _ASKED), (case.referred_at, _REFERRED), (case.answered_at, ""))
    begun = [(at, place, which) for place, (at, which) in enumerate(moments) if at is not None]
    return max(begun)[2] if begun else ""


def _with_body(file: CaseFile) -> str:
    body = in_tongue(file.body.names) if file.body else _("the body")
    if file.case.self_filed:
        return _("%(whom)s: the complainant filed") % {"whom": body}
    return _("answer of %(whom)s") % {"whom": body}


def _after_the_end(
    file: CaseFile, calendar: Calendar, closed_at: datetime | None, now: datetime
) -> list[_Begun]:
    if closed_at is None or file.case.stage is not Stage.CLOSED:
        return []
    runs = agenda.reopening_deadline(file, calendar, closed_at) > now
    return _begun(_("a reply opens it again"), closed_at, file.policy.clocks.reopening, runs=runs)


def hold_words(policy: Policy, calendar: Calendar, closed_at: datetime | None) -> str:
    """That nothing of a case may be deleted, and until when where the pack lifts it one day."""
    end = hold.ends_at(policy, calendar, closed_at)
    if end is None:
        return _(hold.NOTHING_IS_DELETED)
    told = _("nothing of the case may be deleted until %(day)s is over")
    return told % {"day": clock.last_day(end, policy.zone)}


def _approval(file: CaseFile, calendar: Calendar, now: datetime) -> list[ClockLine]:
    """How long a letter waits before it is written anew; counted in hours."""
    since = file.case.approval_since
    if since is None or file.case.stage is not Stage.APPROVAL_PENDING:
        return []
    ends = [one.at for one in agenda.agenda(file, calendar) if one.step is NextStep.ASK_AGAIN]
    return [
        ClockLine(
            what=_("a letter waits for its approval, then it is written anew"),
            whose=_(OURS),
            since=since,
            counted=_("%(count)s hours") % {"count": file.policy.approvals.again_hours},
            basis=_(clock.OWN_RULE),
            until=f"{at.astimezone(file.policy.zone):%Y-%m-%d %H:%M}",
            ours=True,
            runs=True,
            late=at <= now,
        )
        for at in ends
    ]
