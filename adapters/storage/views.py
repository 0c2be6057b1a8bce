"""What people look at: lists, one case with everything on it, an export. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from adapters.storage import files, waiting
from adapters.storage.base import can_be_key
from adapters.storage.models import (
    ApprovalRow,
    CaseRow,
    CorrespondentRow,
    DecisionRow,
    DeliveryRow,
    DeskRow,
    EventRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
    RespondentRow,
)
from casework.case import Stage
from casework.intake import Disposition
from casework.letters import LetterState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from adapters.storage.waiting import LetterView
    from casework.casefile import CaseFile
    from casework.policy import Policy


_NEVER = datetime.min.replace(tzinfo=UTC)
_NOT_GONE = (LetterState.PENDING, LetterState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(files.Rows):
    """One case with everything on it, oldest first."""

    case: CaseRow
    events: Sequence[EventRow]
    decisions: Sequence[DecisionRow]


_COUNTED: dict[str, tuple[Any, ...]] = {  # a table, and its conditions
    "cases_open": (CaseRow, CaseRow.stage != Stage.CLOSED),
    "cases_needing_staff": (CaseRow, CaseRow.needs_staff),
    "mail_held": (MessageRow, MessageRow.disposition == Disposition.HELD),
    "mail_not_handed_over": (
        MessageRow,
        MessageRow.disposition.in_((Disposition.OPENED, Disposition.ADDED)),
        MessageRow.handed_over_at.is_(None),
    ),
    "mail_left_in_inbox": (
        DeliveryRow,
        DeliveryRow.disposition.is_(None),
        DeliveryRow.moved_to.is_(None),
    ),
    "letters_pending": (LetterRow, LetterRow.state.in_(_NOT_GONE)),
    "letters_unknown": (LetterRow, LetterRow.state == LetterState.UNKNOWN),
    "letters_failed": (LetterRow, LetterRow.state == LetterState.FAILED),
}


@dataclass(frozen=True, slots=True)
class Views:
    """What people look at."""

    sessions: Sessions

    async def cases(self, stage: str | None = None, limit: int = 500) -> Sequence[CaseRow]:
        """Open cases by due date, then closed ones, first those with something left on them."""
        wanted = select(CaseRow).order_by(
            CaseRow.due_at.is_(None), CaseRow.due_at, CaseRow.needs_staff.desc(), CaseRow.number
        )
        if stage:
            wanted = wanted.where(CaseRow.stage == stage)
        async with self.sessions() as session:
            return (await session.scalars(wanted.limit(limit))).all()

    async def case(self, number: str, *, light: bool = False) -> CaseView | None:
        """One case, or none of this number; ``light``: without what its mails and letters say."""
        async with self.sessions() as session:
            row = await session.get(CaseRow, number) if can_be_key(number) else None
            if row is None:
                return None
            return await _whole(session, row, _HEAVY if light else ())

    async def case_and_file(
        self, number: str, packs: Mapping[str, Policy]
    ) -> tuple[CaseView | None, CaseFile | None]:
        """One case, without its letters' bytes, and its file of the same rows; or none of both."""
        async with self.sessions() as session:
            row = await session.get(CaseRow, number) if can_be_key(number) else None
            if row is None:
                return None, None
            view = await _whole(session, row, (LetterRow.raw,))
            file = await files.file_of(session, row, packs, view) if packs else None
        return view, None if file is None or file.lacks_pack else file

    async def said(self, ids: Collection[int]) -> dict[int, MessageRow]:
        """These messages with all that they say, by their numbers."""
        wanted = select(MessageRow).where(MessageRow.id.in_(ids))
        async with self.sessions() as session:
            return {one.id: one for one in await session.scalars(wanted)}

    async def written(self, keys: Collection[str]) -> dict[str, LetterRow]:
        """These letters with their bytes, by their keys."""
        wanted = select(LetterRow).where(LetterRow.key.in_(keys))
        async with self.sessions() as session:
            return {one.key: one for one in await session.scalars(wanted)}

    async def file(self, number: str, packs: Mapping[str, Policy]) -> CaseFile | None:
        """The file of a case, as its own rules look at it; none without the case or these."""
        file = await self.any_file(number, packs)
        return None if file is None or file.lacks_pack else file

    async def any_file(self, number: str, packs: Mapping[str, Policy]) -> CaseFile | None:
        """The same, where its own rules are nowhere with others that only stand in for them."""
        async with self.sessions() as session:
            row = await session.get(CaseRow, number) if can_be_key(number) else None
            if row is None or not packs:
                return None
            return await files.load_file(session, row, packs)

    async def waiting(self, number: str | None = None) -> list[LetterView]:
        """The letters, of one case or of all, that wait for an approval, oldest first."""
        async with self.sessions() as session:
            return await waiting.waiting(session, number)

    async def to_approve(self, key: str) -> LetterView | None:
        """A letter with what was said to it, or none of this key."""
        if not can_be_key(key):
            return None
        async with self.sessions() as session:
            return await waiting.one_letter(session, key)

    async def respondents(self) -> Sequence[RespondentRow]:
        """The directory, with who made each entry and when."""
        async with self.sessions() as session:
            ordered = select(RespondentRow).order_by(RespondentRow.name, RespondentRow.id)
            return (await session.scalars(ordered)).all()

    async def letters(self, state: str | None = None, limit: int = 500) -> Sequence[LetterRow]:
        """Letters, newest first by the wall clock; of one state if it is given.

        Those of cases that a demo wound forward are sorted in, however far ahead they live.
        """
        wanted = select(LetterRow, CaseRow.ahead).join(
            CaseRow, CaseRow.number == LetterRow.case_number
        )
        if state:
            wanted = wanted.where(LetterRow.state == state)
        newest = wanted.order_by(LetterRow.written_at.desc())
        async with self.sessions() as session:
            real = await session.execute(newest.where(CaseRow.ahead == 0).limit(limit))
            wound = await session.execute(newest.where(CaseRow.ahead > 0))
            found = [(row[0], row[1]) for row in (*real, *wound)]
        found.sort(key=lambda one: one[0].written_at - timedelta(seconds=one[1]), reverse=True)
        return [letter for letter, _ in found[:limit]]

    async def letter(self, key: str) -> LetterRow | None:
        """One letter, or none of this key."""
        if not can_be_key(key):
            return None
        async with self.sessions() as session:
            return await session.get(LetterRow, key)

    async def figures(self, held_before: datetime = _NEVER) -> dict[str, Any]:
        """The desk in numbers: what waits, what is stuck, and what the mailroom last reported.

        Mail that came in before ``held_before`` and is still held has waited too long.
        """
        async with self.sessions() as session:
            counts = {
                name: await session.scalar(select(func.count()).select_from(table).where(*where))
                for name, (table, *where) in _COUNTED.items()
            }
            approvals = await waiting.waiting(session)
        return {
            **counts,
            "approvals_waiting": len(approvals),
            "approvals_oldest_at": _oldest(approvals),
            **await self.reports(held_before),
        }

    async def reports(self, held_before: datetime = _NEVER) -> dict[str, Any]:
        """What the mailroom last reported, and whether mail has been held for too long."""
        async with self.sessions() as session:
            reports = {row.name: row.value for row in await session.scalars(select(DeskRow))}
            held = await _held(session, held_before)
        return {
            **held,
            "letters_paused": bool(reports.get("letters", {}).get("paused")),
            "cases_without_workflow": reports.get("watch", {}).get("missing"),
            "mailbox": {"trouble": "", **reports.get("mailbox", {})},
            "watch": {"trouble": "", **reports.get("watch", {})},
        }

    async def export_intake(self) -> AsyncIterator[dict[str, Any]]:
        """Every delivery that was ever taken in, with what became of it."""
        rows = (
            select(DeliveryRow, MessageRow)
            .outerjoin(MessageRow, MessageRow.id == DeliveryRow.message_id)
            .order_by(DeliveryRow.id)
        )
        async with self.sessions() as session:
            for delivery, joined in await session.execute(rows):
                message: MessageRow | None = joined
                yield {
                    "sha256": delivery.sha256,
                    "message_id": message.message_id if message is not None else None,
                    "disposition": delivery.disposition,
                    "rule": delivery.rule,
                    "case": message.case_number if message is not None else None,
                    "folded": delivery.rule in {"same delivery", "same message"},
                    "folder": delivery.moved_to,
                    "attempts": delivery.attempts,
                }


def _oldest(approvals: Sequence[LetterView]) -> str | None:
    """Since when the oldest letter waits, by the wall clock; none where none waits."""
    since = [one.letter.written_at - timedelta(seconds=one.case.ahead) for one in approvals]
    return min(since).isoformat() if since else None


async def _held(session: AsyncSession, before: datetime) -> dict[str, Any]:
    """Since when the oldest held mail waits, and how many have waited since before an instant."""
    waits = MessageRow.disposition == Disposition.HELD
    oldest = await session.scalar(select(func.min(MessageRow.taken_at)).where(waits))
    counted = select(func.count()).select_from(MessageRow)
    many = await session.scalar(counted.where(waits, MessageRow.taken_at < before))
    return {"mail_held_too_long": many, "held_oldest_at": oldest and oldest.isoformat()}


_HEAVY = (MessageRow.text, MessageRow.own_text, LetterRow.raw)


async def _whole(session: AsyncSession, case: CaseRow, left_out: Sequence[Any]) -> CaseView:
    async def all_of(table: Any, *order: Any) -> Sequence[Any]:  # noqa: ANN401  any table, any column
        heavy = [defer(one) for one in left_out if one.class_ is table]
        mine = select(table).options(*heavy).where(table.case_number == case.number)
        mine = mine.order_by(*order)
        return (await session.scalars(mine)).all()

    return CaseView(
        case=case,
        people=await all_of(CorrespondentRow, CorrespondentRow.id),
        messages=await all_of(MessageRow, MessageRow.received_at, MessageRow.id),
        letters=await all_of(LetterRow, LetterRow.written_at, LetterRow.key),
        events=await all_of(EventRow, EventRow.id),
        evidence=await all_of(EvidenceRow, EvidenceRow.id),
        decisions=await all_of(DecisionRow, DecisionRow.decided_at),
        approvals=await all_of(ApprovalRow, ApprovalRow.at),
    )
