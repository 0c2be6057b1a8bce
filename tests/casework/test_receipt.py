"""The clocks of the law run from receipt, also while a mail is held or a desk stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Stage
from casework.courses import Happened
from casework.events import Event, EventKind
from casework.letters import LetterKind
from casework.policy import Counting, Owner
from casework.steps import within_caps
from tests.casework.periods import period
from tests.casework.situations import a_pack, events, letters, moment, stands, write
from tests.examples import FIRM, HOUSE, MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile
    from casework.plan import Plan

ACKNOWLEDGEMENT = LetterKind.ACKNOWLEDGEMENT
AT_ONCE, SOON, LATE = MONDAY, MONDAY + timedelta(days=3), MONDAY + timedelta(days=40)
CONTACT = period(3, Counting.HOURS, owner=Owner.OURS, start="complaint_received", stop=("told",))
CONTACTED_LATE = "our.contact, due 2026-03-02 20:30 (3 hours, policy)"
ANSWERED_LATE = "answer, due 2026-03-17 (15 calendar days, policy)"


def came_in(respondent: str | None = FIRM.id, **changes: object) -> CaseFile:
    """A complaint of Monday about somebody; the desk promises to call within three hours."""
    file = stands(Stage.RECEIVED, respondent=respondent, **changes)
    return replace(file, policy=a_pack(more_clocks={"our.contact": CONTACT}))


def said(plan: Plan) -> list[str]:
    """What the case says is late."""
    return [one.why for one in plan.events if one.kind is EventKind.LATE_FROM_THE_START]


@pytest.mark.parametrize(
    ("respondent", "now", "late"),
    [
        (HOUSE.id, AT_ONCE, []),
        (FIRM.id, SOON, [CONTACTED_LATE]),
        (HOUSE.id, SOON, [CONTACTED_LATE]),
        (FIRM.id, LATE, [CONTACTED_LATE]),  # its time runs from our letter
        (HOUSE.id, LATE, [f"{CONTACTED_LATE}; {ANSWERED_LATE}"]),
        (None, LATE, [CONTACTED_LATE]),
    ],
)
def test_what_is_over_when_it_is_first_looked_at_is_said(
    respondent: str | None, now: datetime, late: list[str]
) -> None:
    """With the day that was missed and on what it rests; and a person is asked at once."""
    plan = write(ACKNOWLEDGEMENT, came_in(respondent), now, MONDAY)

    assert said(plan) == late
    assert letters(plan) == ["acknowledgement to complainant"]
    assert (plan.case.needs_staff, plan.case.flagged_at) == (bool(late), now if late else None)


def test_a_department_that_was_asked_before_is_late_by_that_day() -> None:
    """Which is looked at as it is put to it, and no clock of our receipt."""
    file = came_in(HOUSE.id, prior_on=MONDAY.date() - timedelta(days=60))

    assert said(write(ACKNOWLEDGEMENT, file, SOON, MONDAY)) == [CONTACTED_LATE]


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (SOON, [EventKind.LATE_FROM_THE_START, EventKind.NOT_WRITTEN]),
        (AT_ONCE, [EventKind.NOT_WRITTEN]),
    ],
)
def test_it_is_said_where_no_acknowledgement_may_be_written_any_more(
    now: datetime, told: list[EventKind]
) -> None:
    """Over the cap a person is told both."""
    file = replace(came_in(), may_write=False)
    plan = within_caps(write(ACKNOWLEDGEMENT, file, now, MONDAY), moment(file, now))

    assert (letters(plan), events(plan)) == ([], told)


def test_what_was_done_in_time_is_not_late() -> None:
    """Somebody called before the letter was written, and said so."""
    file = replace(came_in(), told=(Happened(MONDAY + timedelta(hours=1), "told"),))

    assert said(write(ACKNOWLEDGEMENT, file, SOON, MONDAY)) == []


def test_a_desk_that_was_there_in_time_says_nothing_of_it() -> None:
    """The case begins as ever."""
    plan = write(ACKNOWLEDGEMENT, came_in(), AT_ONCE, MONDAY)

    assert plan.events == (Event(EventKind.ACKNOWLEDGED),)
