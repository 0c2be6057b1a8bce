"""The outbox: letters that are written, how far each has got, and who may try next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.desk import is_paused
from adapters.storage.models import CaseRow, LetterRow
from casework.case import Stage
from casework.letters import Claim, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

LEASE_SECONDS = 30.0  # as long as one try may take: workflows/complaint.py
_PAUSED_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Outbox:
    """The letters of the desk. Leases run on the wall clock, whatever time a case lives in."""

    sessions: Sessions
    wall: Callable[[], datetime]

    async def claim(self, key: str) -> Claim:
        """Claim the next try; the state says whether there is anything left to do.

        Raises NoResultFound where no letter has this key.
        """
        async with self.sessions.begin() as session:
            row = await session.get_one(LetterRow, key, with_for_update=True)
            if _is_over(row):
                return Claim(key=key, state=LetterState(row.state), over=True)
            if await _came_too_late(session, row):
                row.state, row.answer = LetterState.CANCELLED, "the case had gone on before it left"
                return Claim(key=key, state=LetterState.CANCELLED, over=True)
            if wait := self._wait(row) or (_PAUSED_SECONDS if await is_paused(session) else 0):
                return Claim(key=key, state=LetterState(row.state), wait_seconds=wait)
            if (
                row.state == LetterState.SENDING
            ):  # its try broke off and nobody knows how far it got
                row.in_doubt_at = row.in_doubt_at or row.claimed_at
            row.state, row.claimed_at = LetterState.SENDING, self.wall()
            row.fence, row.tries = row.fence + 1, row.tries + 1
            return self._claim(row)

    def _wait(self, row: LetterRow) -> float:
        """How long another try may still be under way."""
        if row.state != LetterState.SENDING or row.claimed_at is None:
            return 0
        return max(0.0, LEASE_SECONDS - (self.wall() - row.claimed_at).total_seconds())

    def _claim(self, row: LetterRow) -> Claim:
        since = row.in_doubt_at
        doubt = (self.wall() - since).total_seconds() if since else None
        return Claim(
            key=row.key,
            state=LetterState(row.state),
            fence=row.fence,
            tries=row.tries,
            in_doubt_seconds=doubt,
            recipient=row.recipient,
            message_id=row.message_id,
            raw=row.raw,
            written_at=row.written_at,
        )

    async def conclude(
        self, claim: Claim, state: LetterState, answer: str, sent_at: datetime | None = None
    ) -> LetterState:
        """Record how the try ended. A claim that was overtaken changes nothing."""
        async with self.sessions.begin() as session:
            row = await session.get_one(LetterRow, claim.key, with_for_update=True)
            if row.fence != claim.fence or _is_over(row):
                return LetterState(row.state)
            row.state, row.answer, row.sent_at = state, answer[:500], sent_at
            if state is LetterState.UNKNOWN and row.in_doubt_at is None:
                row.in_doubt_at = self.wall()
            return state


async def _came_too_late(session: AsyncSession, row: LetterRow) -> bool:
    """Nobody is asked for evidence that is no longer waited for; an acknowledgement is owed."""
    if row.kind == LetterKind.ACKNOWLEDGEMENT or row.state != LetterState.PENDING:
        return False
    return (await session.get_one(CaseRow, row.case_number)).stage != Stage.AWAITING_EVIDENCE


def _is_over(row: LetterRow) -> bool:
    """Sent, failed or cancelled; or sent again after a doubt that nobody could settle."""
    over = (LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED)
    return row.state in over or row.sent_at is not None
