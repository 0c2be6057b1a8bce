"""What only people know to have happened: it starts, halts, lengthens and ends clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Stage
from casework.courses import happened_at, recorded, told_by_people
from casework.decisions import DecisionKind
from casework.letters import LetterKind
from casework.policy import Clock, Counting, Extension
from tests.casework.situations import (
    FIFTEENTH_NIGHT,
    OMBUDSMAN,
    POLICY,
    THURSDAY_NIGHT,
    TRIBUNAL,
    a_pack,
    at,
    decides,
    letters,
    stands,
    write,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile
    from casework.plan import Plan

FIVE = Clock(count=5, counting=Counting.CALENDAR_DAYS, basis="policy")
SIXTY = Clock(
    count=15,
    counting=Counting.CALENDAR_DAYS,
    basis="policy",
    pauses=("expert_appraisal",),
    extension=Extension(count=5, when="both_agree"),
    stop=("body_answered",),
)
HALTED = a_pack(
    ladder=tuple(replace(one, clock=SIXTY) for one in POLICY.ladder),
    more_clocks={"xx.report": replace(FIVE, start="breach_found", stop=("reported",))},
)


def test_the_events_that_somebody_must_tell_are_known_with_what_they_do() -> None:
    """Not those that the case file knows itself."""
    assert told_by_people(HALTED) == {
        "expert_appraisal": f"halts {OMBUDSMAN}, halts {TRIBUNAL}",
        "expert_appraisal_ended": f"sets going again {OMBUDSMAN}, sets going again {TRIBUNAL}",
        "both_agree": f"lengthens {OMBUDSMAN}, lengthens {TRIBUNAL}",
        "breach_found": "starts xx.report",
        "reported": "ends xx.report",
    }


def test_an_appraisal_halts_the_body_s_clock_until_it_is_over() -> None:
    """Recorded, ended, taken back: each time the date is counted anew and says so."""
    file = replace(stands(Stage.WITH_BODY, due_at=FIFTEENTH_NIGHT), policy=HALTED)

    def tell(file: CaseFile, name: str, when: str, now: datetime) -> Plan:
        return decides(file, DecisionKind.HAPPENED, when, name, now=now)

    begun = tell(file, "expert_appraisal", "2026-03-03T23:59+08:00", at("2026-03-06T23:59+08:00"))
    told = recorded([("expert_appraisal", "2026-03-03T23:59+08:00")])
    over = tell(
        replace(file, told=told), "expert_appraisal_ended", "2026-03-08T23:59+08:00", THURSDAY_NIGHT
    )
    back = tell(replace(file, told=told), "expert_appraisal", "never", THURSDAY_NIGHT)
    longer = tell(file, "both_agree", "2026-03-04T23:59+08:00", THURSDAY_NIGHT)

    assert begun.case.due_at == FIFTEENTH_NIGHT + timedelta(days=3)
    assert over.case.due_at == FIFTEENTH_NIGHT + timedelta(days=5)
    assert back.case.due_at == FIFTEENTH_NIGHT
    assert longer.case.due_at == FIFTEENTH_NIGHT + timedelta(days=5)
    assert "by boris: I looked; due 2026-03-1" in begun.events[0].why
    assert back.events[0].why == "expert_appraisal: never, by boris: I looked"


@pytest.mark.parametrize("kind", [LetterKind.BREACH_NOTICE, LetterKind.CLOSING_QUESTION])
def test_while_a_body_s_clock_stands_still_nobody_is_asked(kind: LetterKind) -> None:
    """Neither is it late, nor is the complainant who filed asked how it went."""
    filed = kind is LetterKind.CLOSING_QUESTION
    file = stands(Stage.WITH_BODY, due_at=FIFTEENTH_NIGHT, self_filed=filed)
    halted = recorded([("expert_appraisal", "2026-03-03T23:59+08:00")])

    plan = write(kind, replace(file, policy=HALTED, told=halted), now=FIFTEENTH_NIGHT)

    assert letters(plan) == []
    assert plan.case.stage is Stage.WITH_BODY
    assert plan.case.due_at is not None
    assert plan.case.due_at > FIFTEENTH_NIGHT


@pytest.mark.parametrize(
    ("name", "when", "instant"),
    [
        ("breach_found", "2026-03-05", "2026-03-05T00:00+08:00"),
        ("reported", "2026-03-05", "2026-03-05T23:59:59.999999+08:00"),
        ("reported", "2026-03-05T14:00", "2026-03-05T14:00+08:00"),
        ("reported", "2026-03-05T14:00+00:00", "2026-03-05T22:00+08:00"),
    ],
)
def test_a_day_that_starts_a_clock_counts_from_its_beginning(
    name: str, when: str, instant: str
) -> None:
    """Any other one to its end, so that what ended on the same day came after."""
    assert happened_at(HALTED, name, when) == at(instant)
    assert happened_at(HALTED, name, when) > MONDAY
