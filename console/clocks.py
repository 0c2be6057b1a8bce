"""The clocks of a case, explained: whose, from when, how counted, on what ground, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import NextStep, Stage
from casework.escalation import answer_clock
from console.names import OWN_RULE, in_english

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.policy import Clock

OURS = "ours"
_POLICY = "policy"
_ASKED, _REFERRED = "asked", "referred"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock as it is shown. ``late``: it runs, and its time is over."""

    what: str
    whose: str
    since: datetime
    counted: str
    basis: str
    until: str
    runs: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    what: str
    whose: str
    since: datetime | None
    clock: Clock
    deadline: datetime
    runs: bool


def clocks(
    file: CaseFile, calendar: Calendar, now: datetime, closed_at: datetime | None
) -> list[ClockLine]:
    """Every clock that was ever started, those that run first."""
    begun = [*_waits(file, calendar), *_after_the_end(file, calendar, closed_at, now)]
    lines = [_line(one, file, now, one.since) for one in begun if one.since is not None]
    return sorted([*lines, *_approval(file, calendar, now)], key=lambda one: not one.runs)


def _line(one: _Begun, file: CaseFile, now: datetime, since: datetime) -> ClockLine:
    days, policy = one.clock.days, file.policy
    counting = one.clock.counting if days != 1 else one.clock.counting.removesuffix("s")
    return ClockLine(
        what=one.what,
        whose=one.whose,
        since=since,
        counted=f"{days} {counting}",
        basis=_ground(policy.basis(one.clock)),
        until=f"{clock.last_day(one.deadline, policy.zone)}",
        runs=one.runs,
        late=one.runs and one.deadline <= now,
    )


def _ground(basis: str) -> str:
    return OWN_RULE if basis == _POLICY else basis


def _waits(file: CaseFile, calendar: Calendar) -> list[_Begun]:
    """What is or was waited for. Of the three that follow each other the latest runs."""
    case, known, rung = file.case, file.policy.clocks, file.policy.rung(file.case.rung)
    latest = _latest(case)
    respondent = file.respondent.name if file.respondent else "the respondent"
    return [
        _Begun(
            what="evidence is waited for",
            whose=OURS,
            since=case.evidence_since,
            clock=known.evidence,
            deadline=agenda.evidence_deadline(file, calendar),
            runs=case.stage is not Stage.CLOSED and agenda.waits_for_complainant(file),
        ),
        _Begun(
            what=f"answer of {respondent}",
            whose="the respondent's",
            since=case.asked_at,
            clock=answer_clock(file),
            deadline=agenda.answer_deadline(file, calendar),
            runs=latest == _ASKED,
        ),
        _Begun(
            what=_with_body(file),
            whose="the body's",
            since=case.referred_at,
            clock=rung.clock if rung else known.answer,
            deadline=agenda.body_deadline(file, calendar),
            runs=latest == _REFERRED,
        ),
        _Begun(
            what="silence after an answer closes the case",
            whose=OURS,
            since=case.answered_at,
            clock=known.closing,
            deadline=agenda.closing_deadline(file, calendar),
            runs=case.stage is Stage.ANSWERED,
        ),
        _Begun(
            what="a person reads the case",
            whose=OURS,
            since=case.flagged_at if case.needs_staff else None,
            clock=known.review,
            deadline=agenda.review_deadline(file, calendar, case.flagged_at or case.opened_at),
            runs=True,
        ),
    ]


def _latest(case: Case) -> str:
    """Which of the three began last; none of a closed case runs."""
    if case.stage is Stage.CLOSED:
        return ""
    moments = ((case.asked_at, _ASKED), (case.referred_at, _REFERRED), (case.answered_at, ""))
    begun = [(at, place, which) for place, (at, which) in enumerate(moments) if at is not None]
    return max(begun)[2] if begun else ""


def _with_body(file: CaseFile) -> str:
    body = in_english(file.body.names) if file.body else "the body"
    return f"{body}: the complainant filed" if file.case.self_filed else f"answer of {body}"


def _after_the_end(
    file: CaseFile, calendar: Calendar, closed_at: datetime | None, now: datetime
) -> list[_Begun]:
    if closed_at is None or file.case.stage is not Stage.CLOSED:
        return []
    deadline = agenda.reopening_deadline(file, calendar, closed_at)
    window = _Begun(
        what="a reply opens it again",
        whose=OURS,
        since=closed_at,
        clock=file.policy.clocks.reopening,
        deadline=deadline,
        runs=deadline > now,
    )
    return [window]


def _approval(file: CaseFile, calendar: Calendar, now: datetime) -> list[ClockLine]:
    """How long a letter waits before it is written anew; counted in hours."""
    since = file.case.approval_since
    if since is None or file.case.stage is not Stage.APPROVAL_PENDING:
        return []
    ends = [one.at for one in agenda.agenda(file, calendar) if one.step is NextStep.ASK_AGAIN]
    return [
        ClockLine(
            what="a letter waits for its approval, then it is written anew",
            whose=OURS,
            since=since,
            counted=f"{file.policy.approvals.again_hours} hours",
            basis=_ground(_POLICY),
            until=f"{at.astimezone(file.policy.zone):%Y-%m-%d %H:%M}",
            runs=True,
            late=at <= now,
        )
        for at in ends
    ]
