"""The legal hold: it stands from the first message on, and ends only where a pack says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework import hold
from casework.case import Stage
from casework.decisions import DecisionKind
from casework.events import EventKind
from casework.policy import Clock, Counting
from tests.casework.situations import CHINA, POLICY, TUESDAY, a_pack, at, decides, stands
from tests.examples import MONDAY

THREE_YEARS = Clock(count=3, counting=Counting.YEARS, basis="policy")
LIFTED = a_pack(clocks=replace(POLICY.clocks, hold=THREE_YEARS))


@pytest.mark.parametrize(
    ("pack", "closed_at", "until"),
    [
        (POLICY, MONDAY, None),
        (LIFTED, None, None),
        (LIFTED, MONDAY, at("2029-03-03T00:00+08:00")),
    ],
)
def test_a_hold_ends_where_the_pack_lifts_it_and_the_case_is_closed(
    pack: object, closed_at: object, until: object
) -> None:
    """An open case is never free to be deleted."""
    assert hold.ends_at(pack, CHINA, closed_at) == until  # type: ignore[arg-type]  # as above


def test_a_case_that_is_closed_says_how_long_its_hold_still_stands() -> None:
    """In its history, for whoever would delete something one day."""
    file = replace(stands(Stage.HANDED_OVER), policy=LIFTED)
    said = decides(file, DecisionKind.CLOSE, "resolved", now=TUESDAY).events[-1]
    never = decides(stands(Stage.HANDED_OVER), DecisionKind.CLOSE, "resolved").events

    assert (said.kind, said.why) == (
        EventKind.LEGAL_HOLD,
        "nothing of the case may be deleted until 2029-03-03 is over",
    )
    assert EventKind.LEGAL_HOLD not in {one.kind for one in never}
