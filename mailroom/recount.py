"""Dates that rest on a calendar are counted anew when it changes, and their cases hear of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.calendars import LIBRARY
from adapters.policy_packs import calendars_of
from adapters.storage import desk
from adapters.storage.case_clocks import note_anew
from adapters.storage.recounting import have_recounted
from casework.policy import PackError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapters.storage.engine import Sessions
    from casework.policy import Policy

log = logging.getLogger(__name__)

_LOOKED_AT = "calendars"
_CLOCKS, _AS = "the clocks of each case", "1"
"""Counted by this version of the rules; another one counts those of every case once more."""


@dataclass(frozen=True, slots=True)
class Recount:
    """Keeps the promise that a date is the one its calendar says now, be it later or earlier."""

    rows: Sessions
    packs: Mapping[str, Policy]
    wall: Callable[[], datetime]

    async def round(self) -> list[str]:
        """One look: the cases that were handed a recount; none while no calendar has changed.

        What was looked at is kept once all are handed over: a crash repeats harmlessly.
        """
        calendars = calendars_of(self.packs)
        known = {**calendars.digests(), _CLOCKS: _AS}
        before = await desk.get(self.rows, _LOOKED_AT) or {}
        changed = {name for name in {*known, *before} if known.get(name) != before.get(name)}
        if not changed:
            return []
        try:
            found = await self._handed_over(changed - {_CLOCKS})
            await self._noted(closed=_CLOCKS in changed)
        except PackError as error:
            log.error("dates are not counted anew: %s", error)  # noqa: TRY400  the reason is all in the message
            return []
        await desk.put(self.rows, _LOOKED_AT, known)
        return found

    async def _noted(self, *, closed: bool) -> None:
        """The clocks of each case; those of closed ones stay as they were counted."""
        calendars = calendars_of(self.packs)
        await note_anew(self.rows, self.packs, calendars, self.wall(), closed=closed)

    async def _handed_over(self, changed: set[str]) -> list[str]:
        if not changed:
            return []
        found = await have_recounted(
            self.rows,
            self.packs,
            calendars_of(self.packs),
            None if LIBRARY in changed else changed,
            why=_why(changed),
            wall=self.wall(),
        )
        if found:
            log.info("%s: %d cases have another date", _why(changed), len(found))
        return found


def _why(changed: set[str]) -> str:
    """In words for the case's history; a library that changed may have changed them all."""
    if LIBRARY in changed:
        return "the calendars are not what they were"
    return f"the calendar {', '.join(sorted(changed))} is not what it was"
