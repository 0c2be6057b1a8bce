"""Letters: written in one transaction, sent in another activity that may take days."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from casework.adopting import left_to_a_person
from casework.case import Standing
from casework.letters import GIVE_UP_AFTER, LetterOrder, LetterState, Reply
from casework.plan import Moment
from casework.steps import after_order

if TYPE_CHECKING:
    from activities.clerk import Clerk
    from activities.ports import Outbox, Postman
    from casework.letters import Answer, Claim

_WITNESSED = "an earlier try got through: its copy is in the witness mailbox"
_A_PERSON_DECIDES = "it may have been taken: a person decides whether it is sent again"
_FIRST_PAUSE = 1.0
_PAUSES = {  # seconds: the first, doubled every time, and the longest
    Reply.UNREACHABLE: (_FIRST_PAUSE, 15 * 60.0),
    Reply.LATER: (60.0, 60 * 60.0),  # greylisting wants some minutes
}


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes letters, and sends them."""

    clerk: Clerk
    outbox: Outbox
    postman: Postman

    @activity.defn(name="letters.write")
    async def write(self, order: LetterOrder) -> Standing:
        """Freeze what one dated step asks for, with the case's new stage and due date.

        Safe to repeat: Temporal may run it again after a crash, and the second
        run finds what the first one wrote under the same key.
        """
        now = activity.info().started_time  # the case's time, not this machine's
        async with self.clerk.casebook.open(order.case_number, now, order.kind) as opened:
            if done := await opened.earlier(order.key):
                return done
            calendar = self.clerk.calendar_of(opened)
            if opened.file.lacks_pack:
                here = Moment(file=opened.file, calendar=calendar, since=order.since, now=now)
                plan = left_to_a_person(here)
            else:
                plan = after_order(order, opened.file, calendar, now)
            return await self.clerk.carry_out(opened, plan, cause=order.key, at=now)

    @activity.defn(name="letters.send")
    async def send(self, keys: list[str]) -> list[LetterState]:
        """Hand frozen letters to the mail server, side by side, and record what it said of each.

        Safe to repeat: every try claims the letter anew, and a try that was
        overtaken can no longer record anything. A refusal is an answer; what may
        work later is raised, and Temporal tries again for days. A letter that has
        its end waits for no other one: the others are told as pending, to be sent anew.
        """
        now = activity.info().started_time
        ends = await asyncio.gather(*(self._try(key, now) for key in keys), return_exceptions=True)
        troubles = [one for one in ends if isinstance(one, BaseException)]
        if len(troubles) == len(ends):
            raise min(troubles, key=_pause)
        return [one if isinstance(one, LetterState) else LetterState.PENDING for one in ends]

    async def _try(self, key: str, now: datetime) -> LetterState:
        claim = await self.outbox.claim(key)
        if claim.over:
            return claim.state
        if claim.wait_seconds:
            raise _later("not now: letters are paused, or a try is under way", claim.wait_seconds)
        taken = await self._doubt(claim)
        if taken:
            return await self.outbox.conclude(claim, LetterState.SENT, _WITNESSED, now)
        if claim.once and taken is None:
            return await self.outbox.conclude(claim, LetterState.UNKNOWN, _A_PERSON_DECIDES, now)
        answer = await self.postman.send(claim.recipient, claim.message_id, claim.raw)
        return await self._conclude(claim, answer, now, twice=_in_doubt(claim) and taken is None)

    async def _doubt(self, claim: Claim) -> bool | None:
        """A try broke off before this one. Did it get through? Only a witness mailbox can tell."""
        if claim.in_doubt_seconds is None:
            return False
        taken = await self.postman.was_taken(claim.message_id)
        patience = self.postman.patience_seconds
        if taken is False and claim.in_doubt_seconds < patience:
            await self.outbox.conclude(claim, LetterState.UNKNOWN, "asking the witness mailbox")
            raise _later("the witness mailbox has not seen it yet", patience)
        return taken

    async def _conclude(
        self, claim: Claim, answer: Answer, now: datetime, *, twice: bool
    ) -> LetterState:
        """Turn the server's reply into a state, or into another try."""
        match answer.reply:
            case Reply.TAKEN:
                state = LetterState.UNKNOWN if twice else LetterState.SENT
                return await self.outbox.conclude(claim, state, answer.text, now)
            case Reply.REFUSED:
                return await self.outbox.conclude(claim, LetterState.FAILED, answer.text)
            case Reply.LOST if claim.once and not self.postman.has_witness:
                lost = f"{answer.text}; {_A_PERSON_DECIDES}"
                return await self.outbox.conclude(claim, LetterState.UNKNOWN, lost, now)
            case Reply.LOST:
                await self.outbox.conclude(claim, LetterState.UNKNOWN, answer.text)
                raise _later(answer.reply, _FIRST_PAUSE)
            case Reply.LATER | Reply.UNREACHABLE:
                return await self._try_later(claim, answer, now)

    async def _try_later(self, claim: Claim, answer: Answer, now: datetime) -> LetterState:
        if claim.written_at and now - claim.written_at > GIVE_UP_AFTER:
            gone = f"given up after {GIVE_UP_AFTER.days} days: {answer.text}"
            return await self.outbox.conclude(claim, LetterState.FAILED, gone)
        rest = LetterState.UNKNOWN if _in_doubt(claim) else LetterState.PENDING
        await self.outbox.conclude(claim, rest, answer.text)
        first, longest = _PAUSES[answer.reply]
        raise _later(answer.reply, min(first * 2 ** min(claim.tries, 20), longest))


def _pause(trouble: BaseException) -> timedelta:
    """How long until another try; the shortest decides for all."""
    asked = trouble.next_retry_delay if isinstance(trouble, ApplicationError) else None
    return asked or timedelta()


def _in_doubt(claim: Claim) -> bool:
    return claim.in_doubt_seconds is not None


def _later(why: str, seconds: float) -> ApplicationError:
    """Another try. Temporal keeps these words: never the server's, which may hold an address."""
    return ApplicationError(
        why,
        type="Later",
        next_retry_delay=timedelta(seconds=seconds),
        category=ApplicationErrorCategory.BENIGN,
    )
