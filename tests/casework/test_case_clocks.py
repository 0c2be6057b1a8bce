"""The clocks of a case that somebody owes an end to: begun, due, halted, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Stage
from casework.case_clocks import CaseClock, clocks_of, pack_clocks, wants_a_look
from casework.counting import beginning
from casework.courses import recorded
from casework.policy import Clock, Counting, Owner
from tests.casework.situations import OMBUDSMAN, TRIBUNAL, a_pack, moment, stands
from tests.examples import MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile

DAY = timedelta(days=1)
FIVE = Clock(
    count=5,
    counting=Counting.CALENDAR_DAYS,
    basis="policy",
    start="breach_found",
    stop=("reported",),
    pauses=("inquiry",),
)
PACK = a_pack(more_clocks={"xx.report": FIVE})
FOUND = ("breach_found", "2026-03-02T10:00+08:00")
INQUIRY = ("inquiry", "2026-03-04T10:00+08:00")


def clocks(file: CaseFile, closed_at: datetime | None = None) -> dict[str, CaseClock]:
    """The clocks of a case under that pack, by their names."""
    file = replace(file, policy=PACK)
    return {one.name: one for one in clocks_of(file, moment(file).calendar, closed_at)}


def told(*events: tuple[str, str]) -> CaseFile:
    """A case that waits for evidence, and what people told."""
    return replace(stands(Stage.AWAITING_EVIDENCE), told=recorded(events))


def test_a_clock_that_nothing_has_started_is_none() -> None:
    """Neither the pack's own, nor the waits."""
    assert clocks(told()) == {}


def test_a_further_clock_runs_from_what_people_told_until_its_stop() -> None:
    """To the end of the fifth day; whose it is and how long stand beside it."""
    runs, ended = clocks(told(FOUND)), clocks(told(FOUND, ("reported", "2026-03-04T10:00+08:00")))

    one = runs["xx.report"]
    assert (one.owner, one.period, one.is_further) == (Owner.OURS, "5 calendar days", True)
    assert one.due_at == beginning(MONDAY.date() + 6 * DAY, PACK.zone)
    assert one.ended_at is None
    assert ended["xx.report"].ended_at is not None


def test_a_clock_that_stands_still_has_no_due_date() -> None:
    """Until it goes on; one that was over before is over."""
    over = ("inquiry_ended", "2026-03-06T10:00+08:00")
    late = ("inquiry", "2026-03-09T10:00+08:00")

    assert clocks(told(FOUND, INQUIRY))["xx.report"].due_at is None
    due = clocks(told(FOUND, INQUIRY, over))["xx.report"].due_at
    assert due == beginning(MONDAY.date() + 8 * DAY, PACK.zone)
    assert clocks(told(FOUND, late))["xx.report"].due_at is not None


def test_a_clock_ends_with_its_case() -> None:
    """Of several ends the first counts."""
    file = replace(told(FOUND), case=stands(Stage.CLOSED).case)

    assert clocks(file, MONDAY + 2 * DAY)["xx.report"].ended_at == MONDAY + 2 * DAY


def test_the_waits_of_a_case_follow_each_other() -> None:
    """An answer or the next rung ends the respondent's; the body's begins as it is asked."""
    asked = {"asked_at": MONDAY, "answered_at": None}
    alone = clocks(stands(Stage.WITH_RESPONDENT, **asked))
    body = {**asked, "rung": OMBUDSMAN, "referred_at": MONDAY + DAY}
    referred = clocks(stands(Stage.WITH_BODY, **body))
    answered = clocks(stands(Stage.ANSWERED, **{**body, "answered_at": MONDAY + 2 * DAY}))

    assert (alone["answer"].owner, alone["answer"].ended_at) == (Owner.RESPONDENT, None)
    assert referred["answer"].ended_at == MONDAY + DAY
    assert referred[OMBUDSMAN].ended_at is None
    assert answered[OMBUDSMAN].ended_at == MONDAY + 2 * DAY


@pytest.mark.parametrize("stage", [Stage.AWAITING_EVIDENCE, Stage.CLOSED])
def test_a_person_s_time_to_read_runs_while_the_case_needs_one(stage: Stage) -> None:
    """Not once it is closed."""
    found = clocks(stands(stage, needs_staff=True, flagged_at=MONDAY))

    assert ("review" in found) is (stage is not Stage.CLOSED)


def test_the_clocks_of_a_pack_are_known_without_any_case() -> None:
    """The waits, each body of the ladder, and the further ones."""
    assert [one.name for one in pack_clocks(PACK)] == [
        *("review", "answer", OMBUDSMAN, TRIBUNAL, "xx.report")
    ]


def test_ours_are_looked_at_before_their_end_and_others_after() -> None:
    """Two days before, and from the instant on."""
    assert wants_a_look(Owner.OURS, 2 * DAY)
    assert not wants_a_look(Owner.OURS, 3 * DAY)
    assert wants_a_look(Owner.BODY, timedelta())
    assert not wants_a_look(Owner.RESPONDENT, DAY)
