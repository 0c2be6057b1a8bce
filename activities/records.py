"""Records: what happened to a case is noted, with the stage and the due date that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from temporalio import activity

from casework.adopting import left_to_a_person
from casework.case import Standing
from casework.events import Event, EventKind
from casework.heard import message_added
from casework.plan import Happening, Moment, NoteOrder
from casework.rulings import decided
from casework.steps import letter_ended, review_overdue

if TYPE_CHECKING:
    from activities.clerk import Clerk
    from activities.ports import OpenFile
    from casework.plan import Plan


@dataclass(frozen=True, slots=True)
class Records:
    """Notes what happened, and writes the letters that follow from it."""

    clerk: Clerk

    @activity.defn(name="case.note")
    async def note(self, order: NoteOrder) -> Standing:
        """Note one happening, and return where the case stands now.

        Safe to repeat: the happening itself is the key, and a second run finds
        what the first one wrote.
        """
        now = activity.info().started_time
        cause = f"{order.what}/{order.ref}"
        async with self.clerk.casebook.open(order.case_number, now) as opened:
            if done := await opened.earlier(cause):
                return done
            calendar = self.clerk.calendar_of(opened)
            here = Moment(file=opened.file, calendar=calendar, since=order.at, now=now)
            if opened.file.lacks_pack:
                plan = await self._without_rules(order, here, opened)
            else:
                plan = await self._plan(order, here, opened)
            return await self.clerk.carry_out(opened, plan, cause=cause, at=now)

    async def _plan(self, order: NoteOrder, here: Moment, opened: OpenFile) -> Plan:
        match order.what:
            case Happening.MESSAGE:
                return message_added(here, await opened.heard(order.ref))
            case Happening.DECISION:
                return await self._decided(order, here, opened)
            case Happening.OVERDUE:
                return review_overdue(here)
            case Happening.LETTER_FAILED | Happening.LETTER_UNKNOWN | Happening.LETTER_CANCELLED:
                return letter_ended(order, here)

    async def _without_rules(self, order: NoteOrder, here: Moment, opened: OpenFile) -> Plan:
        """What happens to a case whose rules are nowhere is kept; a person decides what follows."""
        if order.what is Happening.DECISION:
            return await self._decided(order, here, opened)
        if order.what is Happening.MESSAGE:
            heard = await opened.heard(order.ref)
            return left_to_a_person(here, Event(EventKind.MESSAGE_ADDED, heard.party))
        return left_to_a_person(here)

    async def _decided(self, order: NoteOrder, here: Moment, opened: OpenFile) -> Plan:
        decision = await opened.decision(order.ref)
        calendars, rules = self.clerk.calendars, decision.adopts
        return decided(here, decision, calendars[rules.calendar] if rules else None)
