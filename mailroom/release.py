"""Held mail as a place of work: open a case from it, attach it to one, or have it routed anew."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.storage.base import can_be_key
from adapters.storage.evidence import EvidenceDamagedError
from casework.case import Party, Stage
from casework.intake import Handling, Route, route
from casework.matching import Match
from mailroom.receive import add, open_case, take_in

if TYPE_CHECKING:
    from adapters.mailbox.reader import Reader
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Intake
    from adapters.storage.models import MessageRow
    from adapters.storage.taking_in import IntakeTransaction, Said
    from casework.messages import InboundMessage
    from casework.policy import Policy
    from mailroom.receive import Receiver


class NotReleasedError(Exception):
    """The mail cannot become a case, or belong to one; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """To which case a held message belongs, and who wrote it.

    ``remember``: its sender's address may write to the case from now on.
    """

    number: str
    party: Party = Party.COMPLAINANT
    remember: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a person makes of held mail."""

    intake: Intake
    store: EvidenceStore
    pack: Policy
    reader: Reader
    receiver: Receiver

    async def release(self, message_id: int, by: str, why: str) -> str:
        """Open a case from a held message; returns its number. Raises NotReleasedError.

        The case begins with the arrival of the mail, whenever somebody reads it: the clocks
        of the law run from receipt. What is over by now is said once the case is looked at.
        """
        async with self.intake.transaction() as tx:
            row = await _held(tx, message_id)
            message = await self._read(row)
            if message.text is None or not message.sender:
                reason = "; ".join(message.defects) or "it has no single sender to answer"
                raise NotReleasedError(f"message {row.id} cannot become a case: {reason}")
            number, said = await open_case(tx, message, self.receiver.eyes)
            way = Route(Handling.OPEN, "released by staff", number)
            await _Deed(tx, row, by, why).settle(message, way, said)
            return number

    async def attach(self, message_id: int, to: Attached, by: str, why: str) -> str:
        """Add a held message to a case; returns its number. Raises NotReleasedError.

        It is noted there as if it came in now; a complainant's opens a closed case again.
        """
        async with self.intake.transaction() as tx:
            row = await _held(tx, message_id)
            known = await _as_said(tx, to)
            at = await tx.case_time(to.number, tx.now)
            message = replace(await self._read(row), received_at=at)
            said = await add(tx, message, to.number, known, self.receiver.eyes)
            way = Route(Handling.ADD, "attached by staff", to.number)
            await _Deed(tx, row, by, why).settle(message, way, said)
            if to.remember and message.sender:
                await tx.remember(to.number, to.party, message)
            return to.number

    async def retry(self, message_id: int, by: str, why: str) -> Route:
        """Read and route a held message anew: after a fix it may go where it belongs.

        Raises NotReleasedError. Where the rules still hold it, it stays held.
        """
        async with self.intake.transaction() as tx:
            row = await _held(tx, message_id)
            message = await self._read(row)
            known = await tx.known.match(message, but=row.id)
            about = await self.receiver.circumstances(message, known, row.size, tx)
            way = route(message, known, about)
            at = await tx.case_time(way.case_number, message.received_at)
            message = replace(message, received_at=at)
            way, said = await take_in(tx, message, way, known, self.receiver.eyes)
            await _Deed(tx, row, by, why).settle(message, way, said)
            return way

    async def _read(self, row: MessageRow) -> InboundMessage:
        """The mail as it reads from its kept bytes. Raises NotReleasedError."""
        try:
            raw = await asyncio.to_thread(self.store.open, row.sha256)
        except (EvidenceDamagedError, OSError) as error:
            raise NotReleasedError(f"message {row.id} cannot be read: {error}") from error
        return await asyncio.to_thread(self.reader.read, raw, row.received_at)


async def _held(tx: IntakeTransaction, message_id: int) -> MessageRow:
    """The message, locked. Raises NotReleasedError where it does not wait for a person."""
    row = await tx.held(message_id) if can_be_key(message_id) else None
    if row is None:
        raise NotReleasedError(f"message {message_id} is not held")
    return row


async def _as_said(tx: IntakeTransaction, to: Attached) -> Match:
    """What a person says of a message, in the words of a match. Raises NotReleasedError."""
    case = await tx.case(to.number)
    if case is None:
        raise NotReleasedError(f"there is no case {to.number}")
    closed = case.stage == Stage.CLOSED
    return Match(
        case_number=to.number,
        is_correspondent=True,
        party=to.party,
        is_closed=closed,
        may_reopen=closed,
    )


@dataclass(frozen=True, slots=True)
class _Deed:
    """A held message, in the transaction in which somebody decides about it, and why."""

    tx: IntakeTransaction
    row: MessageRow
    by: str
    why: str

    async def settle(self, message: InboundMessage, way: Route, said: Said) -> None:
        """The row as it reads now, with its new disposition and the evidence it brings."""
        self.tx.read_anew(self.row, message, said)
        self.tx.change(self.row, way, self.by, self.why)
        if way.case_number:
            await self.tx.note(way.case_number, self.row.id, said, message)
