"""Read, route, record: one transaction a message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters import language
from adapters.mailbox.parse import parse
from casework import matching
from casework.assessment import assess, evidence_in
from casework.evidence import missing_evidence
from casework.intake import DISPOSITION, Circumstances, Disposition, Handling, Route, route
from casework.messages import InboundMessage

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.mailbox.imap import Fetched
    from adapters.settings import Settings
    from adapters.storage.intake import Attempt, Intake, IntakeTransaction, Place
    from casework.assessment import Ticked
    from casework.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A mail whose bytes are kept: where it lies, what came, the how-manieth attempt this is."""

    place: Place
    fetched: Fetched
    attempt: Attempt
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Decides what becomes of a mail, and records it."""

    intake: Intake
    pack: Policy
    settings: Settings
    first_look_at: datetime

    async def receive(self, mail: Arrived) -> Disposition:
        """Take one mail into the record. Safe to repeat: its bytes are unique in the mailbox."""
        raw, limit = mail.fetched.raw or b"", self.settings.parse_limit_bytes
        message = await asyncio.to_thread(parse, raw, mail.fetched.received_at, limit)
        async with self.intake.transaction() as tx:
            known = await tx.match(message)
            way = route(message, known, await self._circumstances(message, tx))
            at = await tx.case_time(way.case_number, message.received_at)
            return await self._record(tx, mail, replace(message, received_at=at), way)

    async def hold_unread(self, mail: Arrived) -> Disposition:
        """A mail that failed three times is held as it is, for a person."""
        message = InboundMessage(sha256=mail.digest, received_at=mail.fetched.received_at)
        async with self.intake.transaction() as tx:
            return await _keep(tx, mail, message, Route(Handling.HOLD, "failed three times"))

    async def _circumstances(self, message: InboundMessage, tx: IntakeTransaction) -> Circumstances:
        oldest = self.first_look_at - timedelta(days=self.settings.older_than_days)
        return Circumstances(
            from_ourselves=self._is_the_desk(message.sender),
            from_staff=await tx.is_staff(message.sender),
            older_than_the_desk=message.received_at < oldest,
            has_one_sender=bool(message.sender),
        )

    def _is_the_desk(self, sender: str) -> bool:
        desk = self.settings.desk_address.lower()
        return sender == desk or bool(matching.tokens_in((sender,), desk))

    async def _record(
        self, tx: IntakeTransaction, mail: Arrived, message: InboundMessage, way: Route
    ) -> Disposition:
        """Open a case or add to one, and keep the message with its disposition."""
        reading = language.read(message.subject, message.text or "")
        files = language.comparable(message.attachments)
        match way.handling:
            case Handling.OPEN:
                found = assess(reading, files, self.pack)
                number = await tx.open_case(message, self.pack, found)
                return await _keep(
                    tx, mail, message, replace(way, case_number=number), found.evidence
                )
            case Handling.ADD:
                missing = missing_evidence(await tx.file(way.case_number or ""))
                brought = evidence_in(reading, files, missing)
                return await _keep(tx, mail, message, way, brought)
            case Handling.RECORD | Handling.HOLD:
                return await _keep(tx, mail, message, way)


async def _keep(
    tx: IntakeTransaction,
    mail: Arrived,
    message: InboundMessage,
    way: Route,
    ticked: tuple[Ticked, ...] = (),
) -> Disposition:
    message_id = await tx.keep(message, mail.place.mailbox, way, mail.fetched.size)
    if way.case_number:
        tx.tick_off(way.case_number, message_id, ticked, message)
    await tx.settle_delivery(mail.attempt.delivery_id, message_id, way)
    return DISPOSITION[way.handling]
