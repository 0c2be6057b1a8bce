"""The outbox: letters that are written, how far each has got, and who may try next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from adapters.policy_packs import calendars_of
from adapters.storage import case_clocks
from adapters.storage.desk import is_paused
from adapters.storage.files import load_file
from adapters.storage.models import ApprovalRow, CaseRow, LetterRow
from adapters.storage.waiting import overtaken
from casework.case import Stage
from casework.decisions import Verdict
from casework.letters import APPROVAL_LASTS, OWED_AT_THE_END, Claim, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from casework.policy import Policy

LEASE_SECONDS = 30.0  # as long as one try may take: workflows/complaint.py
_PAUSED_SECONDS = 3.0
_ENDS_CLOCKS = frozenset({LetterKind.ACKNOWLEDGEMENT})  # casework/courses.py: what has left
NO_ADDRESS = "there is no address to mail it to: tell them by phone or on paper"


@dataclass(frozen=True, slots=True)
class Outbox:
    """The letters of the desk. Leases run on the wall clock, whatever time a case lives in."""

    sessions: Sessions
    wall: Callable[[], datetime]
    packs: Mapping[str, Policy] = field(default_factory=dict)  # whose clocks a letter may end

    async def claim(self, key: str) -> Claim:
        """Claim the next try; the state says whether there is anything left to do.

        Raises NoResultFound where no letter has this key.
        """
        async with self.sessions.begin() as session:
            row, case = await _locked(session, key)
            if _is_over(row):
                return Claim(key=key, state=LetterState(row.state), over=True)
            if why := await _must_not_leave(session, row, case, self.wall()):
                await _cancel(session, row, why)
                return Claim(key=key, state=LetterState.CANCELLED, over=True)
            if not row.recipient:
                row.state, row.answer = LetterState.FAILED, NO_ADDRESS
                return Claim(key=key, state=LetterState.FAILED, over=True)
            if wait := self._wait(row) or (_PAUSED_SECONDS if await is_paused(session) else 0):
                return Claim(key=key, state=LetterState(row.state), wait_seconds=wait)
            if why := await _no_longer_approved(session, row, self.wall()):
                row.state, row.sent_at = LetterState.UNKNOWN, self.wall()
                row.answer = f"a try broke off, and then {why}: a person decides"
                return Claim(key=key, state=LetterState.UNKNOWN, over=True)
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
            once=bool(row.approval),
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
            number, kind = row.case_number, row.kind
        if kind in _ENDS_CLOCKS:
            await self._note_clocks(number)
        return state

    async def _note_clocks(self, number: str) -> None:
        """Some clocks of the case end as a letter leaves. That it left is on record already."""
        async with self.sessions.begin() as session:
            case = await session.get_one(CaseRow, number, with_for_update=True)
            if case.pack in self.packs:
                file = await load_file(session, case, self.packs)
                at = self.wall() + timedelta(seconds=case.ahead)
                await case_clocks.note(session, case, file, calendars_of(self.packs), at)


async def _locked(session: AsyncSession, key: str) -> tuple[LetterRow, CaseRow]:
    """The letter and its case, locked in the order that everybody locks them: the case first."""
    row = await session.get_one(LetterRow, key)
    case = await session.get_one(CaseRow, row.case_number, with_for_update=True)
    await session.refresh(row, with_for_update=True)
    return row, case


async def _must_not_leave(
    session: AsyncSession, row: LetterRow, case: CaseRow, wall: datetime
) -> str:
    """Why a letter may not go out after all, looked at in the transaction that would send it."""
    if row.state != LetterState.PENDING:  # a try has begun: it was right when it began
        return ""
    if case.stage == Stage.CLOSED and row.kind not in OWED_AT_THE_END:
        return "the case was closed before it left"
    return await _no_longer_approved(session, row, wall)


async def _cancel(session: AsyncSession, row: LetterRow, why: str) -> None:
    """It does not go out, and what was approved says so."""
    row.state, row.answer = LetterState.CANCELLED, why
    given = (ApprovalRow.letter_key == row.key, ApprovalRow.voided == "")
    await session.execute(update(ApprovalRow).where(*given).values(voided=why))


async def _no_longer_approved(session: AsyncSession, row: LetterRow, wall: datetime) -> str:
    """Why a letter that needs an approval has none that counts now; nothing for all others."""
    if not row.approval:
        return ""
    return await _not_approved(session, row) or await _voided(session, row, wall)


async def _not_approved(session: AsyncSession, row: LetterRow) -> str:
    """Every role has approved exactly these bytes and nobody refused, or it stays here."""
    refused = select(ApprovalRow.by).where(
        ApprovalRow.letter_key == row.key, ApprovalRow.verdict == Verdict.REFUSED
    )
    if (by := await session.scalar(refused.limit(1))) is not None:
        return f"{by} has refused it"
    given = select(ApprovalRow.role).where(
        ApprovalRow.letter_key == row.key,
        ApprovalRow.verdict == Verdict.APPROVED,
        ApprovalRow.voided == "",
        ApprovalRow.sha256 == sha256(row.raw).hexdigest(),
    )
    missing = set(row.approval) - set(await session.scalars(given))
    return f"not approved by: {', '.join(sorted(missing))}" if missing else ""


async def _voided(session: AsyncSession, row: LetterRow, wall: datetime) -> str:
    """A new message from a person, or too long a time, voids what was approved."""
    if await session.scalar(overtaken([row.key]).limit(1)) is not None:
        return "a new message came in after it was written"
    first = select(func.min(ApprovalRow.at)).where(ApprovalRow.letter_key == row.key)
    at = await session.scalar(first)
    if at is not None and wall - at > APPROVAL_LASTS:
        return "its approval is too old"
    return ""


def _is_over(row: LetterRow) -> bool:
    """Sent, failed or cancelled; or sent again after a doubt that nobody could settle.

    A letter that needed an approval is not sent again in doubt: it has an end with ``sent_at``.
    """
    over = (LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED)
    return row.state in over or row.sent_at is not None
