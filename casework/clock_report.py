"""What a period brought, clock by clock: kept, run out, running, and how long they take."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from casework.case_clocks import PackClock

_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTold:
    """One clock of one case, by a pack, as it was at ``seen_at``, an instant of the case's time."""

    case: str
    pack: str
    name: str
    began_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    seen_at: datetime

    def is_kept(self, since: datetime, until: datetime) -> bool:
        """It ended in this period, and in time."""
        ended = self.ended_at is not None and since <= self.ended_at < until
        return ended and not self._is_late

    def ran_out(self, since: datetime, until: datetime) -> bool:
        """Its time was over in this period, whether or not it has ended since."""
        if self.due_at is None or not since <= self.due_at < until:
            return False
        return self.due_at <= self.seen_at and (self.ended_at is None or self._is_late)

    def runs(self, until: datetime) -> bool:
        """It has begun by then, and has not ended."""
        return self.began_at < until and (self.ended_at is None or self.ended_at >= until)

    def took_days(self, since: datetime, until: datetime) -> float | None:
        """How long it took, if it ended in this period."""
        if self.ended_at is None or not since <= self.ended_at < until:
            return None
        return (self.ended_at - self.began_at).total_seconds() / _DAY_SECONDS

    @property
    def _is_late(self) -> bool:
        """Whether it ended when its time was over."""
        due, ended = self.due_at, self.ended_at
        return due is not None and ended is not None and ended >= due


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockKept:
    """How one clock of a pack was kept. ``typical_days`` is the median of what ended ones took."""

    pack: str
    clock: PackClock
    in_time: int
    ran_out: int
    running: int
    typical_days: float | None

    @property
    def is_used(self) -> bool:
        """Whether any case had it."""
        return bool(self.in_time or self.ran_out or self.running or self.typical_days is not None)


def by_clock(
    told: Iterable[ClockTold],
    packs: Mapping[str, Sequence[PackClock]],
    since: datetime,
    until: datetime,
) -> tuple[ClockKept, ...]:
    """A row for every clock of these packs, those that cases had first; from ``since`` on."""
    mine: dict[tuple[str, str], list[ClockTold]] = defaultdict(list)
    for one in told:
        mine[one.pack, one.name].append(one)
    rows = [
        _kept(pack, clock, mine[pack, clock.name], since, until)
        for pack, clocks in packs.items()
        for clock in clocks
    ]
    return tuple(sorted(rows, key=lambda one: not one.is_used))


def _kept(
    pack: str, clock: PackClock, told: Sequence[ClockTold], since: datetime, until: datetime
) -> ClockKept:
    took = [days for one in told if (days := one.took_days(since, until)) is not None]
    return ClockKept(
        pack=pack,
        clock=clock,
        in_time=sum(one.is_kept(since, until) for one in told),
        ran_out=sum(one.ran_out(since, until) for one in told),
        running=sum(one.runs(until) for one in told),
        typical_days=median(took) if took else None,
    )
