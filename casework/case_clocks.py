"""The clocks of a case as lists and reports count them: whose, from when, until when, ended when.

Those that somebody owes an end to: the respondent's time, a body's, our own to read a case, and
the further clocks of a pack. What is only the date of a step that comes by itself (a reminder,
the closing on silence) is nobody's to keep, and not among them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from casework import clock
from casework.case import Stage
from casework.courses import course, course_since, happened
from casework.escalation import answer_clock
from casework.policy import Owner

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from casework.casefile import CaseFile
    from casework.clock import Calendar, Place
    from casework.courses import Happened
    from casework.policy import Clock, Policy

ANSWER, REVIEW = "answer", "review"
NEAR = timedelta(days=2)
"""So long before its end a clock of ours wants somebody's look; one that is watched, at its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """One clock of a case. ``due_at`` is None while it stands still: nobody knows its end then.

    ``is_further``: it is one of those that only a pack knows. ``period`` is how long it is.
    """

    name: str
    owner: Owner
    period: str
    began_at: datetime
    due_at: datetime | None
    ended_at: datetime | None = None
    is_further: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PackClock:
    """A clock that a pack has for its cases, whether or not one has started it."""

    name: str
    owner: Owner
    period: str


def clocks_of(
    file: CaseFile, calendar: Calendar, closed_at: datetime | None
) -> tuple[CaseClock, ...]:
    """Every clock that this case has started, by what its file knows."""
    place, told = clock.place_of(file.policy, calendar), happened(file)
    return (*_waits(file, place, told, closed_at), *_further(file.policy, place, told, closed_at))


def pack_clocks(policy: Policy) -> tuple[PackClock, ...]:
    """Every clock that a case of this pack may start, in the order of the pack."""
    known = {
        REVIEW: policy.clocks.review,
        ANSWER: policy.clocks.answer,
        **{rung.body: rung.clock for rung in policy.ladder},
        **policy.more_clocks,
    }
    return tuple(
        PackClock(name=name, owner=one.owner, period=one.period) for name, one in known.items()
    )


def wants_a_look(owner: str, left: timedelta) -> bool:
    """Whether a clock that runs is worth a person's look: ours before its end, others after."""
    return left <= (NEAR if owner == Owner.OURS else timedelta())


def _waits(
    file: CaseFile, place: Place, told: Sequence[Happened], closed_at: datetime | None
) -> Iterator[CaseClock]:
    """What is or was waited for; an answer, the next rung or the closure ends a wait."""
    case, rung = file.case, file.policy.rung(file.case.rung)
    if case.asked_at is not None:
        one = _counted(ANSWER, case.asked_at, answer_clock(file), place, told)
        yield _ended(one, case.answered_at, case.referred_at, closed_at)
    if case.referred_at is not None and rung is not None:
        one = _counted(rung.body, case.referred_at, rung.clock, place, told)
        yield _ended(one, case.answered_at, closed_at)
    if case.flagged_at is not None and case.needs_staff and case.stage is not Stage.CLOSED:
        yield _counted(REVIEW, case.flagged_at, file.policy.clocks.review, place, told)


def _further(
    policy: Policy, place: Place, told: Sequence[Happened], closed_at: datetime | None
) -> Iterator[CaseClock]:
    for name, period in policy.more_clocks.items():
        begun = course(period, told, told[0].at)
        if begun is not None:
            one = _counted(name, begun.started_at, period, place, told)
            yield replace(_ended(one, closed_at), is_further=True)


def _counted(
    name: str, began_at: datetime, period: Clock, place: Place, told: Sequence[Happened]
) -> CaseClock:
    """The clock as it was counted; one whose pause is not over has no end yet."""
    run = course_since(began_at, period, told, None)
    due_at = clock.explained(run, period, place).due_at
    halted = course_since(began_at, period, told, due_at)
    moves = clock.explained(halted, period, place).due_at != due_at
    return CaseClock(
        name=name,
        owner=period.owner,
        period=period.period,
        began_at=began_at,
        due_at=None if moves else due_at,
        ended_at=run.stopped_at,
    )


def _ended(one: CaseClock, *ends: datetime | None) -> CaseClock:
    """The first of its ends since it began, if one has come."""
    known = [at for at in (one.ended_at, *ends) if at is not None and at >= one.began_at]
    return replace(one, ended_at=min(known, default=None))
