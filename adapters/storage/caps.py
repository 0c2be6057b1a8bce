"""How many letters one address may get: what is counted before one more is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from adapters.storage.models import CaseRow, CorrespondentRow, LetterRow, MessageRow
from casework.authenticity import Authenticity
from casework.case import Party
from casework.letters import LetterKind

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many letters may be written: the limits that keep us from being a weapon."""

    acknowledgements_per_sender_day: int
    acknowledgements_per_hour: int
    letters_per_recipient_day: int


async def caps_leave_room(
    session: AsyncSession, number: str, kind: LetterKind | None, at: datetime, caps: Caps
) -> bool:
    """Whether one more letter of this kind (or of any) may go to the complainant's address.

    Acknowledgements are capped tighter where nobody knows who asked for them.
    """
    to_them = select(CorrespondentRow.address).where(
        CorrespondentRow.case_number == number,
        CorrespondentRow.party == Party.COMPLAINANT,
        CorrespondentRow.address != "",  # whoever has none is told by a person
    )
    count = select(func.count()).select_from(LetterRow)
    today = count.where(
        LetterRow.recipient.in_(to_them), LetterRow.written_at > at - timedelta(days=1)
    )
    if kind is not LetterKind.ACKNOWLEDGEMENT:
        return (await session.scalar(today) or 0) < caps.letters_per_recipient_day
    if await _is_proven(session, number):
        return (await session.scalar(today) or 0) < caps.letters_per_recipient_day
    kinds = LetterRow.kind == LetterKind.ACKNOWLEDGEMENT
    hour = count.where(kinds, LetterRow.written_at > at - timedelta(hours=1))
    return (
        await session.scalar(today.where(kinds)) or 0
    ) < caps.acknowledgements_per_sender_day and (
        await session.scalar(hour) or 0
    ) < caps.acknowledgements_per_hour


async def _is_proven(session: AsyncSession, number: str) -> bool:
    """Whether the mail that began the case came from who From says, by our own mail server."""
    first = (
        select(MessageRow.authenticity)
        .join(CaseRow, CaseRow.first_digest == MessageRow.sha256)
        .where(CaseRow.number == number, MessageRow.case_number == number)
    )
    return await session.scalar(first) == Authenticity.PASS
