"""Letters by people that have waited too long for an approval, and the word to their cases.

A case's own dates are those of its stage, and such a letter may wait at any. So the desk hands
the case a decision of its own, as where a date has moved: the workflow has the letter written
that asks again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.storage.models import CaseRow, DecisionRow
from adapters.storage.packs import policy_of
from adapters.storage.recounting import DESK
from adapters.storage.waiting import one_letter, waiting
from casework.decisions import DEPUTY, REMINDER, DecisionKind
from casework.letters import LetterKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from adapters.storage.waiting import LetterView
    from casework.policy import Policy


async def have_reminded(
    sessions: Sessions, packs: Mapping[str, Policy], wall: datetime
) -> list[str]:
    """Hand a reminder to every case where one is due, each once. Returns the letters' keys.

    Safe to repeat: what was handed over for a letter has an id that only it can have.
    """
    async with sessions() as session:
        theirs = [one for one in await waiting(session) if one.letter.kind == LetterKind.LETTER]
        keys = [one.letter.key for one in theirs if await _due(session, packs, one, wall)]
    return [key for key in keys if await _remind(sessions, packs, key, wall)]


async def _remind(
    sessions: Sessions, packs: Mapping[str, Policy], key: str, wall: datetime
) -> bool:
    async with sessions.begin() as session:
        await session.get_one(CaseRow, key.partition("/")[0], with_for_update=True)
        view = await one_letter(session, key)
        if view is None or view.why_not:
            return False
        attempt = await _due(session, packs, view, wall)
        if not attempt:
            return False
        session.add(_reminder(view, attempt, wall))
        return True


async def _due(
    session: AsyncSession, packs: Mapping[str, Policy], view: LetterView, wall: datetime
) -> str:
    """Who is to be asked again by now, in the time of the case; nothing while it is early.

    Nothing either where the case has been handed this reminder.
    """
    case = view.case
    policy = await policy_of(session, packs, case.pack, case.pack_version)
    if policy is None:
        return ""
    waited = wall + timedelta(seconds=case.ahead) - view.letter.written_at
    attempt = _attempt(waited, policy)
    if attempt and await session.get(DecisionRow, f"{view.letter.key}/{attempt}") is not None:
        return ""
    return attempt


def _attempt(waited: timedelta, policy: Policy) -> str:
    if waited >= timedelta(hours=policy.approvals.deputy_hours):
        return DEPUTY
    return REMINDER if waited >= timedelta(hours=policy.approvals.remind_hours) else ""


def _reminder(view: LetterView, attempt: str, wall: datetime) -> DecisionRow:
    return DecisionRow(
        id=f"{view.letter.key}/{attempt}",
        case_number=view.case.number,
        kind=DecisionKind.REMIND,
        by=DESK,
        why="nobody has ruled on it in time",
        decided_at=wall,
        value=attempt,
        about=view.letter.key,
    )
