"""The clocks of all packs in a monthly report: what each is called, and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.packs import version_of
from casework.case_clocks import ANSWER, REVIEW, pack_clocks
from casework.clock_report import by_clock
from console.counting_words import in_the_readers_words
from console.names import in_tongue
from console.rule_words import clock_in_words
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from casework.case_clocks import PackClock
    from casework.clock_report import ClockKept
    from casework.policy import Policy
    from console.desk import Desk

_WAITS = {ANSWER: "the respondent answers", REVIEW: "a person reads the case"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One clock of a pack as it is shown."""

    name: str
    period: str
    kept: ClockKept


async def lines(
    desk: Desk, since: datetime, until: datetime, hidden: Collection[str]
) -> list[Line]:
    """A line for every clock of the packs that cases of this period followed."""
    policies = await _policies(desk, since, until)
    known: dict[str, dict[str, PackClock]] = {}
    for one in policies:  # a later version has the last word
        known.setdefault(one.id, {}).update({clock.name: clock for clock in pack_clocks(one)})
    told = await desk.reports.clocks(since, until, desk.wall(), hidden)
    packs = {id_: tuple(clocks.values()) for id_, clocks in known.items()}
    named = {one.id: one for one in policies}
    return [
        Line(
            name=_called(one.clock.name, named[one.pack]),
            period=in_the_readers_words(one.clock.period),
            kept=one,
        )
        for one in by_clock(told, packs, since, until)
    ]


async def _policies(desk: Desk, since: datetime, until: datetime) -> list[Policy]:
    used = await desk.reports.packs(since, until)
    found = [await version_of(desk.rows, desk.packs, *one) for one in used]
    return [one for one in found if one is not None]


def _called(name: str, policy: Policy) -> str:
    if name in _WAITS:
        return _(_WAITS[name])
    if name in policy.bodies:
        return _("%(whom)s answers") % {"whom": in_tongue(policy.bodies[name].names)}
    clock = policy.more_clocks.get(name)
    body = policy.bodies.get(clock.body or "") if clock else None
    words = clock_in_words(name)
    return f"{words} ({in_tongue(body.names)})" if body else words


def in_a_table(shown: Sequence[Line]) -> list[Sequence[object]]:
    """The same for a spreadsheet."""
    return [
        ("pack", "clock", "name", "whose", "period", "in time", "ran out", "running", "days"),
        *(
            (
                one.kept.pack,
                one.kept.clock.name,
                one.name,
                one.kept.clock.owner,
                one.period,
                one.kept.in_time,
                one.kept.ran_out,
                one.kept.running,
                "" if one.kept.typical_days is None else f"{one.kept.typical_days:.1f}",
            )
            for one in shown
        ),
    ]
