"""Intake's tables: what was delivered where, how often it was tried, what came of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from adapters.storage.models import (
    DeliveryRow,
    KeptRow,
    MessageRow,
)
from adapters.storage.taking_in import IntakeTransaction
from casework.intake import Disposition

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from casework.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mail lies: IMAP's four words for it."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One more try at taking a mail in; what earlier tries came to."""

    delivery_id: int
    number: int
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A delivery whose move was not confirmed before the mailroom ended."""

    delivery_id: int
    uid: int
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class Intake:
    """Where the mailroom keeps what it takes in."""

    sessions: Sessions
    packs: Mapping[str, Policy]
    secret: bytes
    desk: str
    wall: Callable[[], datetime]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[IntakeTransaction]:
        """One message, all or nothing."""
        async with self.sessions.begin() as session:
            now = self.wall()
            yield IntakeTransaction(session, self.packs, self.secret, self.desk, now)

    async def came_by(self, mailbox: str, since: datetime) -> int:
        """How many messages came by this way since an instant."""
        mine = (MessageRow.mailbox == mailbox, MessageRow.taken_at > since)
        async with self.sessions() as session:
            return await session.scalar(select(func.count(MessageRow.id)).where(*mine)) or 0

    async def begin(
        self, place: Place, sha256: str | None, size: int, received_at: datetime
    ) -> Attempt:
        """Count one more attempt at a delivery, durably, before anything is parsed.

        A mail that does not come (no digest) is noted and not counted: it may come one
        day. Other bytes under a UID that is known are another mail: the server was
        restored, say, and gives the same UIDs again.
        """
        now = self.wall()
        async with self.sessions.begin() as session:
            row = await session.scalar(_delivery(place).with_for_update())
            if row is None:
                row = _new_delivery(place, sha256, size, received_at, now)
                session.add(row)
            if sha256:
                _begin_again(row, sha256, size, received_at)
                row.attempts += 1
            if sha256 and await session.get(KeptRow, sha256) is None:
                session.add(KeptRow(sha256=sha256, size=size, kept_at=now))
            if row.disposition is None and sha256:
                await self._fold(session, row, place, sha256)
            await session.flush()
            done = Disposition(row.disposition) if row.disposition else None
            return Attempt(delivery_id=row.id, number=row.attempts, disposition=done)

    async def _fold(
        self, session: AsyncSession, row: DeliveryRow, place: Place, sha256: str
    ) -> None:
        """The same bytes delivered again: recorded, and nothing else happens."""
        same = select(MessageRow.id).where(
            MessageRow.mailbox == place.mailbox, MessageRow.sha256 == sha256
        )
        if (message_id := await session.scalar(same)) is not None:
            row.message_id, row.rule = message_id, "same delivery"
            row.disposition = Disposition.RECORDED

    async def leave(self, delivery_id: int, rule: str) -> None:
        """A mail that stays in the inbox, and why."""
        async with self.sessions.begin() as session:
            row = await session.get_one(DeliveryRow, delivery_id)
            row.rule = rule

    async def trouble(self, delivery_id: int, what: str) -> None:
        """An attempt failed: what went wrong, for whoever looks."""
        async with self.sessions.begin() as session:
            row = await session.get_one(DeliveryRow, delivery_id)
            row.trouble = what[:2000]

    async def unmoved(self, mailbox: str, folder: str, uidvalidity: int) -> list[Unmoved]:
        """Deliveries that are settled and, as far as we know, still in the folder."""
        async with self.sessions() as session:
            rows = await session.scalars(
                select(DeliveryRow).where(
                    DeliveryRow.mailbox == mailbox,
                    DeliveryRow.folder == folder,
                    DeliveryRow.uidvalidity == uidvalidity,
                    DeliveryRow.disposition.is_not(None),
                    DeliveryRow.moved_to.is_(None),
                )
            )
            return [
                Unmoved(row.id, row.uid, Disposition(row.disposition))
                for row in rows
                if row.disposition
            ]

    async def moved(self, delivery_id: int, folder: str) -> None:
        """The mail server confirmed that the mail left the inbox."""
        async with self.sessions.begin() as session:
            row = await session.get_one(DeliveryRow, delivery_id)
            row.moved_to = folder


def _delivery(place: Place) -> Select[DeliveryRow]:
    return select(DeliveryRow).where(
        DeliveryRow.mailbox == place.mailbox,
        DeliveryRow.folder == place.folder,
        DeliveryRow.uidvalidity == place.uidvalidity,
        DeliveryRow.uid == place.uid,
    )


def _begin_again(row: DeliveryRow, sha256: str, size: int, received_at: datetime) -> None:
    """A mail that comes at last, or another one than the place held before."""
    if row.sha256 == sha256:
        return
    if row.sha256 is not None:
        row.trouble = f"the server used this UID before, for {row.sha256}"
        row.attempts, row.rule = 0, ""
        row.disposition = row.message_id = row.moved_to = None
    row.sha256, row.size, row.received_at = sha256, size, received_at


def _new_delivery(
    place: Place, sha256: str | None, size: int, received_at: datetime, now: datetime
) -> DeliveryRow:
    return DeliveryRow(
        mailbox=place.mailbox,
        folder=place.folder,
        uidvalidity=place.uidvalidity,
        uid=place.uid,
        sha256=sha256,
        size=size,
        received_at=received_at,
        first_seen_at=now,
    )
