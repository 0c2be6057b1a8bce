"""Held mail that a person releases becomes a case, as if it came in now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.models import can_be_key
from casework.intake import Handling, Route
from mailroom.receive import open_case

if TYPE_CHECKING:
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Intake
    from adapters.storage.models import MessageRow
    from casework.messages import InboundMessage
    from casework.policy import Policy


class NotReleasedError(Exception):
    """The mail cannot become a case; the message says why."""


@dataclass(frozen=True, slots=True)
class Release:
    """Opens cases from held mail."""

    intake: Intake
    store: EvidenceStore
    pack: Policy
    parse_limit: int

    async def release(self, message_id: int, by: str, why: str) -> str:
        """Open a case from a held message; returns its number. Raises NotReleasedError.

        The case begins with the release, not with the arrival of a mail that nobody
        had read: no clock is over before it starts.
        """
        async with self.intake.transaction() as tx:
            row = await tx.held(message_id) if can_be_key(message_id) else None
            if row is None:
                raise NotReleasedError(f"message {message_id} is not held")
            message = replace(await self._read(row), received_at=tx.now)
            number, said = await open_case(tx, message, self.pack)
            tx.change(row, Route(Handling.OPEN, "released by staff", number), by, why)
            row.party, row.own_text = said.party, said.own_text
            tx.tick_off(number, row.id, said.ticked, message)
            return number

    async def _read(self, row: MessageRow) -> InboundMessage:
        """The mail as it reads from its kept bytes. Raises NotReleasedError."""
        try:
            raw = await asyncio.to_thread(self.store.open, row.sha256)
        except (EvidenceDamagedError, OSError) as error:
            raise NotReleasedError(f"message {row.id} cannot become a case: {error}") from error
        message = await asyncio.to_thread(parse, raw, row.received_at, self.parse_limit)
        if message.text is None or not message.sender:
            reason = "; ".join(message.defects) or "it has no single sender to answer"
            raise NotReleasedError(f"message {row.id} cannot become a case: {reason}")
        return message
