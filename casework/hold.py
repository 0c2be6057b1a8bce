"""The legal hold: from its first message on, nothing of a case may be deleted.

Nothing deletes anything yet. Whatever will, asks here first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import clock
from casework.events import Event, EventKind

if TYPE_CHECKING:
    from datetime import datetime

    from casework.clock import Calendar
    from casework.plan import Moment
    from casework.policy import Policy

NOTHING_IS_DELETED = "nothing of the case may be deleted"


def ends_at(policy: Policy, calendar: Calendar, closed_at: datetime | None) -> datetime | None:
    """When the hold ends. None: it stands, as the case is open or the pack never lifts it."""
    if closed_at is None or policy.clocks.hold is None:
        return None
    return clock.due_at(closed_at, policy.clocks.hold, clock.place_of(policy, calendar))


def at_the_end(here: Moment) -> tuple[Event, ...]:
    """A case that is closed says how long the hold still stands, where the pack lifts it."""
    policy = here.file.policy
    end = ends_at(policy, here.calendar, here.now)
    if end is None:
        return ()
    until = clock.last_day(end, policy.zone)
    return (Event(EventKind.LEGAL_HOLD, f"{NOTHING_IS_DELETED} until {until} is over"),)
