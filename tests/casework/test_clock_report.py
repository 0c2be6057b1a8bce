"""What a month brought, clock by clock."""

from __future__ import annotations

from datetime import UTC, datetime

from casework.case_clocks import PackClock
from casework.clock_report import ClockTold, by_clock
from casework.policy import Owner

SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
ONE = PackClock(name="xx.one", owner=Owner.OURS, period="3 working days")
TWO = PackClock(name="xx.two", owner=Owner.BODY, period="1 month")


def on(day: int, month: int = 3) -> datetime:
    """A day of March, or of another month."""
    return datetime(2026, month, day, 12, tzinfo=UTC)


def a_clock(
    due: datetime | None, ended: datetime | None = None, began: datetime | None = None
) -> ClockTold:
    """A clock of a case, looked at on the 20th."""
    return ClockTold(
        case="C-2026-000001",
        pack="xx",
        name="xx.two",
        began_at=began or on(2),
        due_at=due,
        ended_at=ended,
        seen_at=on(20),
    )


def figures(*told: ClockTold) -> tuple[int, int, int, float | None]:
    """In time, run out, running; how long they took."""
    (row,) = [one for one in by_clock(told, {"xx": [TWO]}, SINCE, UNTIL) if one.clock is TWO]
    return row.in_time, row.ran_out, row.running, row.typical_days


def test_a_clock_is_kept_runs_out_or_runs() -> None:
    """What ended late ran out; what is due later than now has not run out yet."""
    assert figures(a_clock(on(9), on(4))) == (1, 0, 0, 2.0)
    assert figures(a_clock(on(9), on(12))) == (0, 1, 0, 10.0)
    assert figures(a_clock(on(9))) == (0, 1, 1, None)
    assert figures(a_clock(on(25))) == (0, 0, 1, None)
    assert figures(a_clock(None, on(4))) == (1, 0, 0, 2.0)
    assert figures(a_clock(on(9), on(12)), a_clock(on(9), on(4))) == (1, 1, 0, 6.0)


def test_each_month_counts_its_own() -> None:
    """It ran out in February and ended in March; it ended in April; it begins in April."""
    assert figures(a_clock(on(9, 2), on(4), on(2, 2))) == (0, 0, 0, 30.0)
    assert figures(a_clock(on(9), on(4, 4))) == (0, 1, 1, None)
    assert figures(a_clock(on(9, 4), began=on(2, 4))) == (0, 0, 0, None)


def test_every_clock_of_the_packs_has_a_row_those_in_use_first() -> None:
    """One that no case had says so with noughts."""
    rows = by_clock([a_clock(on(9))], {"xx": [ONE, TWO]}, SINCE, UNTIL)

    assert [(one.clock.name, one.is_used) for one in rows] == [("xx.two", True), ("xx.one", False)]
