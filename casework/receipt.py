"""What runs from the receipt of a complaint, whenever somebody first looks at it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.courses import courses, happened
from casework.escalation import answer_clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.plan import Moment
    from casework.policy import Clock


def late_already(here: Moment) -> tuple[str, ...]:
    """The clocks that ran from receipt and were over before anybody looked, a line each.

    A mail may have been held, or the desk may have stood still: the law counts these days too.
    """
    zone = here.file.policy.zone
    return tuple(
        f"{name}, due {clock.end_in_words(at, zone)} ({period.period}, {period.basis})"
        for name, period, at in (*_of_the_pack(here), *_of_a_department(here))
        if at <= here.now
    )


def _of_the_pack(here: Moment) -> Iterator[tuple[str, Clock, datetime]]:
    """Its further clocks that have begun by themselves and that nothing has stopped."""
    policy = here.file.policy
    place = clock.place_of(policy, here.calendar)
    for name, course in courses(policy, happened(here.file), here.now).items():
        if course.stopped_at is None:
            period = policy.more_clocks[name]
            yield name, period, clock.explained(course, period, place).due_at


def _of_a_department(here: Moment) -> Iterator[tuple[str, Clock, datetime]]:
    """A department of the house has received what the house has."""
    respondent, case = here.file.respondent, here.file.case
    if respondent is not None and respondent.kind == "department" and case.prior_on is None:
        file = replace(here.file, case=replace(case, asked_at=case.opened_at))
        yield "answer", answer_clock(file), agenda.answer_deadline(file, here.calendar)
