"""Read, route, record: one transaction a message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters import language
from adapters.mailbox.parse import parse
from adapters.mailbox.quoting import own_words
from adapters.storage.taking_in import Said
from casework import matching
from casework.assessment import assess, evidence_in, intent_of
from casework.case import Party
from casework.evidence import missing_evidence, still_useful
from casework.intake import DISPOSITION, Circumstances, Disposition, Handling, Route, route
from casework.messages import InboundMessage
from casework.policy import Intent
from casework.respondents import respondent_of

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.mailbox.imap import Fetched
    from adapters.settings import Settings
    from adapters.storage.intake import Attempt, Intake, Place
    from adapters.storage.taking_in import IntakeTransaction
    from casework.matching import Match
    from casework.policy import Policy


_ALL = frozenset(Intent) - {Intent.INTERIM}
ASKED_BY = {  # what each party's words can ask for
    Party.COMPLAINANT: _ALL,
    Party.RESPONDENT: frozenset({Intent.INTERIM}),
    Party.BODY: frozenset({Intent.INTERIM}),
    Party.STAFF: frozenset[Intent](),
}


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
            return await self._record(tx, mail, replace(message, received_at=at), way, known)

    async def hold_unread(self, mail: Arrived) -> Disposition:
        """A mail that failed three times is held as it is, for a person."""
        message = InboundMessage(sha256=mail.digest, received_at=mail.fetched.received_at)
        async with self.intake.transaction() as tx:
            return await _keep(
                tx, mail, message, Route(Handling.HOLD, "failed three times"), Said()
            )

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
        self,
        tx: IntakeTransaction,
        mail: Arrived,
        message: InboundMessage,
        way: Route,
        known: Match,
    ) -> Disposition:
        """Open a case or add to one, and keep the message with its disposition."""
        match way.handling:
            case Handling.OPEN:
                number, said = await open_case(tx, message, self.pack)
                return await _keep(tx, mail, message, replace(way, case_number=number), said)
            case Handling.ADD:
                said = await _add(tx, message, way.case_number or "", known)
                return await _keep(tx, mail, message, way, said)
            case Handling.RECORD | Handling.HOLD:
                return await _keep(tx, mail, message, way, Said(party=known.party))


async def _add(tx: IntakeTransaction, message: InboundMessage, number: str, known: Match) -> Said:
    """What a reply says and brings. A thank-you after the end does not reopen the case."""
    file = await tx.file(number)
    party, own = known.party or Party.COMPLAINANT, own_words(message.text or "")
    mine = language.read("", own)
    intent = intent_of(mine, file.policy, ASKED_BY[party])
    thanks = known.is_closed and intent.value == Intent.SETTLED
    if known.reopens and not thanks:
        await tx.reopen(number, message.received_at)
    brings = party is Party.COMPLAINANT
    wanted = missing_evidence(file) if brings else ()
    useful = still_useful(file) if brings else ()
    ticked = evidence_in(mine, language.comparable(message.attachments), wanted, useful)
    return Said(party=party, own_text=own, intent=intent, ticked=ticked, is_thanks=thanks)


async def open_case(
    tx: IntakeTransaction, message: InboundMessage, pack: Policy
) -> tuple[str, Said]:
    """A case for a complaint: its number, and what the message says and brings."""
    reading = language.read(message.subject, message.text or "")
    files = language.comparable(message.attachments)
    today = message.received_at.astimezone(pack.zone).date()
    found = assess(reading, files, pack, today)
    about = respondent_of(reading, await tx.directory(), pack)
    number = await tx.open_case(message, pack, found, about)
    said = Said(party=Party.COMPLAINANT, own_text=message.text, ticked=found.evidence)
    return number, said


async def _keep(
    tx: IntakeTransaction,
    mail: Arrived,
    message: InboundMessage,
    way: Route,
    said: Said,
) -> Disposition:
    message_id = await tx.keep(message, mail.place.mailbox, way, mail.fetched.size, said)
    if way.case_number:
        tx.tick_off(way.case_number, message_id, said.ticked, message)
    await tx.settle_delivery(mail.attempt.delivery_id, message_id, way)
    return DISPOSITION[way.handling]
