"""Held mail that a person releases becomes a case, as if it came in now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters import language
from adapters.mailbox.parse import parse
from casework.assessment import assess
from casework.intake import Handling, Route

if TYPE_CHECKING:
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Intake
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
            row = await tx.held(message_id)
            if row is None:
                raise NotReleasedError(f"message {message_id} is not held")
            raw = await asyncio.to_thread(self.store.open, row.sha256)
            message = parse(raw, row.received_at, self.parse_limit)
            if message.text is None or not message.sender:
                reason = "; ".join(message.defects) or "it has no single sender to answer"
                raise NotReleasedError(f"message {message_id} cannot become a case: {reason}")
            message = replace(message, received_at=tx.now)
            reading = language.read(message.subject, message.text or "")
            found = assess(reading, message.attachments, self.pack)
            number = await tx.open_case(message, self.pack, found)
            tx.change(row, Route(Handling.OPEN, "released by staff", number), by, why)
            tx.tick_off(number, row.id, found.evidence, message)
            return number
