"""The outbox line by line, for whoever checks that nothing left without its approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from adapters.storage.models import ApprovalRow, LetterRow
from casework.decisions import Verdict

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions


async def outbox(sessions: Sessions) -> AsyncIterator[dict[str, Any]]:
    """Every letter that was ever written: how far it got, and what was approved of it."""
    written = select(LetterRow).options(defer(LetterRow.raw))
    async with sessions() as session:
        approved = await _approved(session)
        for row in await session.scalars(written.order_by(LetterRow.written_at, LetterRow.key)):
            yield {
                "key": row.key,
                "message_id": row.message_id,
                "to": row.recipient,
                "case": row.case_number,
                "kind": row.kind,
                "state": row.state,
                "attempts": row.tries,
                "sha256": row.sha256,
                "files": row.files,
                "approval_sha256": _digest_approved(row, approved.get(row.key, {})),
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
                "answer": row.answer,
            }


async def _approved(session: AsyncSession) -> dict[str, dict[str, str]]:
    """The approvals that stand: by letter and role, the digest of what was approved."""
    standing = select(ApprovalRow).where(
        ApprovalRow.verdict == Verdict.APPROVED, ApprovalRow.voided == ""
    )
    found: dict[str, dict[str, str]] = {}
    for row in await session.scalars(standing.order_by(ApprovalRow.at)):
        found.setdefault(row.letter_key, {})[row.role] = row.sha256
    return found


def _digest_approved(letter: LetterRow, given: dict[str, str]) -> str | None:
    """The digest that every role of this letter has approved; none where one has not."""
    digests = {given.get(role) for role in letter.approval}
    return digests.pop() if len(digests) == 1 else None
