"""Records: what happened to a case is noted, with the stage and the due date that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from temporalio import activity

from casework import steps
from casework.case import Standing
from casework.steps import Happening, NoteOrder

if TYPE_CHECKING:
    from activities.ports import Calendars, Casebook, OpenFile


@dataclass(frozen=True, slots=True)
class Records:
    """Notes what happened."""

    casebook: Casebook
    calendars: Calendars

    @activity.defn(name="case.note")
    async def note(self, order: NoteOrder) -> Standing:
        """Note one happening, and return where the case stands now.

        Safe to repeat: the happening itself is the key, and a second run finds
        what the first one wrote.
        """
        now = activity.info().started_time
        cause = f"{order.what}/{order.ref}"
        async with self.casebook.open(order.case_number, now) as opened:
            if done := await opened.earlier(cause):
                return done
            plan = await self._plan(order, opened)
            return await opened.write(plan, cause=cause, at=now)

    async def _plan(self, order: NoteOrder, opened: OpenFile) -> steps.Plan:
        calendar = self.calendars[opened.file.policy.calendar]
        match order.what:
            case Happening.MESSAGE:
                brought = await opened.message_noted(order.ref)
                return steps.message_added(order, opened.file, calendar, brought_evidence=brought)
            case Happening.DECISION:
                return steps.decided(await opened.decision(order.ref), opened.file)
            case Happening.OVERDUE:
                return steps.review_overdue(order, opened.file, calendar)
            case Happening.LETTER_FAILED | Happening.LETTER_UNKNOWN:
                return steps.letter_ended(order, opened.file)
