"""What the whole desk agrees on: whether letters are paused, when a mailbox was first opened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from adapters.storage.models import DeskRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

_LETTERS = "letters"


async def is_paused(session: AsyncSession) -> bool:
    """Whether all outgoing letters are stopped."""
    row = await session.get(DeskRow, _LETTERS)
    return bool(row and row.value["paused"])


async def set_paused(sessions: Sessions, *, paused: bool, by: str, at: datetime) -> None:
    """Stop or restart all outgoing letters, and keep who did it."""
    value = {"paused": paused, "by": by, "at": at.isoformat()}
    await put(sessions, _LETTERS, value)


async def first_look(sessions: Sessions, mailbox: str, now: datetime) -> datetime:
    """When this desk first looked into a mailbox: now, if it never has."""
    async with sessions.begin() as session:
        name = _first_look(mailbox)
        row = await session.get(DeskRow, name)
        if row is None:
            session.add(DeskRow(name=name, value={"at": now.isoformat()}))
            return now
        return datetime.fromisoformat(row.value["at"])


async def looked_first_at(sessions: Sessions, mailbox: str) -> datetime | None:
    """When this desk first looked into a mailbox, if it has; asking is not looking."""
    found = await get(sessions, _first_look(mailbox))
    return datetime.fromisoformat(found["at"]) if found else None


def _first_look(mailbox: str) -> str:
    return f"first look into {mailbox}"


async def put(sessions: Sessions, name: str, value: dict[str, Any]) -> None:
    """Keep one fact about the desk."""
    async with sessions.begin() as session:
        await session.merge(DeskRow(name=name, value=value))


async def get(sessions: Sessions, name: str) -> dict[str, Any] | None:
    """One fact about the desk, or none."""
    async with sessions() as session:
        row = await session.get(DeskRow, name)
        return row.value if row else None
