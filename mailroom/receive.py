"""Read, route, record: one transaction a message."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters import language
from adapters.mailbox.replies.quoting import without_quotes
from adapters.storage.taking_in import Said
from casework import matching
from casework.assessment import evidence_in, intent_of
from casework.authenticity import authenticity
from casework.budgets import Budgets
from casework.case import Party
from casework.channels import Channel
from casework.evidence import missing_evidence, still_useful
from casework.findings import Field, Found
from casework.intake import DISPOSITION, Circumstances, Disposition, Handling, Route, route
from casework.messages import InboundMessage
from casework.policy import Intent
from casework.respondents import respondent_of

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.eyes import Eyes
    from adapters.mailbox.imap import Fetched
    from adapters.mailbox.reader import Reader
    from adapters.settings import Settings
    from adapters.storage.intake import Attempt, Intake, Place
    from adapters.storage.taking_in import IntakeTransaction
    from casework.matching import Match
    from casework.opening import Opening
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
    """A message whose bytes are kept: where it lies, what came, the how-manieth attempt this is."""

    place: Place
    fetched: Fetched
    attempt: Attempt
    digest: str
    channel: Channel = Channel.MAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Decides what becomes of a mail, and records it."""

    intake: Intake
    pack: Policy
    settings: Settings
    first_look_at: datetime
    reader: Reader

    @property
    def eyes(self) -> Eyes:
        """What new mail is looked at with."""
        from adapters.eyes import Eyes  # noqa: PLC0415  most commands look at no mail

        return Eyes(pack=self.pack, packs=self.intake.packs, folder=self.settings.packs_folder)

    async def receive(self, mail: Arrived) -> Disposition:
        """Take one mail into the record. Safe to repeat: its bytes are unique in the mailbox."""
        raw, at = mail.fetched.raw or b"", mail.fetched.received_at
        message = await asyncio.to_thread(self.reader.read, raw, at)
        async with self.intake.transaction() as tx:
            known = await tx.known.match(message)
            about = await self.circumstances(message, known, mail.fetched.size, tx)
            way = route(message, known, about)
            at = await tx.case_time(way.case_number, message.received_at)
            message = replace(message, received_at=at)
            way, said = await take_in(tx, message, way, known, self.eyes)
            said = replace(said, authenticity=about.authenticity, channel=mail.channel)
            return await _keep(tx, mail, message, way, said)

    async def hold_unread(self, mail: Arrived) -> Disposition:
        """A mail that failed three times is held as it is, for a person."""
        message = InboundMessage(sha256=mail.digest, received_at=mail.fetched.received_at)
        async with self.intake.transaction() as tx:
            return await _keep(
                tx, mail, message, Route(Handling.HOLD, "failed three times"), Said()
            )

    async def circumstances(
        self, message: InboundMessage, known: Match, size: int, tx: IntakeTransaction
    ) -> Circumstances:
        """What the rules ask besides the message and its match."""
        oldest = self.first_look_at - timedelta(days=self.settings.older_than_days)
        return Circumstances(
            from_ourselves=self._is_ours(message, tx),
            from_staff=await tx.known.is_staff(message.sender),
            through_our_list=self.settings.desk_address.lower() in message.lists,
            older_than_the_desk=message.received_at < oldest,
            has_one_sender=bool(message.sender),
            authenticity=authenticity(
                message.authentication, self.settings.authserv_id, message.sender
            ),
            size=size,
            spent=await tx.known.spent(message, known.case_number, tx.now),
            budgets=budgets(self.settings),
        )

    def _is_ours(self, message: InboundMessage, tx: IntakeTransaction) -> bool:
        """From the desk itself, or one of our letters handed back as it left."""
        desk, sender = self.settings.desk_address.lower(), message.sender
        handed_back = matching.is_our_message_id(tx.secret, message.message_id)
        return sender == desk or handed_back or bool(matching.tokens_in((sender,), desk))


def budgets(settings: Settings) -> Budgets:
    """How much may come in before a person looks."""
    return Budgets(
        cases_per_sender_day=settings.cases_per_sender_day,
        cases_per_hour=settings.cases_per_hour,
        messages_per_case_day=settings.messages_per_case_day,
        bytes_per_sender_day=settings.bytes_per_sender_day,
        bytes_per_case=settings.bytes_per_case,
    )


async def take_in(
    tx: IntakeTransaction, message: InboundMessage, way: Route, known: Match, eyes: Eyes
) -> tuple[Route, Said]:
    """Open a case or add to one: the way with its case, and what the message is to it.

    What reads like no complaint, or like an authority's letter, gets no machine's answer: it
    waits for a person, and the rule says what it seems to be.
    """
    match way.handling:
        case Handling.OPEN:
            eyes = await _at_arrival(tx, message, eyes)
            seen = await asyncio.to_thread(eyes.look, message)
            if seen.held_as:
                return Route(Handling.HOLD, seen.held_as, suggested=way.suggested), Said()
            number, said = await _opened(tx, message, eyes.pack, seen.opening)
            return replace(way, case_number=number), said
        case Handling.ADD:
            return way, await add(tx, message, way.case_number or "", known, eyes)
        case Handling.RECORD if way.case_number:
            return way, await _record(tx, message, way, known)
        case Handling.RECORD | Handling.HOLD:
            return way, Said(party=known.party)


async def _record(tx: IntakeTransaction, message: InboundMessage, way: Route, known: Match) -> Said:
    """What is only kept on a case, and whether the case must hear of it.

    It must where a letter came back, where staff answered by mail, and where something that
    looks like a newsletter came from one of its correspondents: it may be a body's answer.
    """
    if way.rule == "staff use the console":
        return Said(party=Party.STAFF, tells_case=True)
    bounced = await tx.bounced(message)
    written = known.fits and bool(message.bulk_rule)
    return Said(party=known.party, tells_case=bounced or written)


async def add(
    tx: IntakeTransaction, message: InboundMessage, number: str, known: Match, eyes: Eyes
) -> Said:
    """What a reply says and brings. A thank-you after the end does not reopen the case."""
    file = await tx.file(number)
    own = message.text if message.own_text is None else message.own_text
    party, said = known.party or Party.COMPLAINANT, without_quotes(own or "")
    mine = language.read("", said)
    intent = intent_of(mine, file.policy, ASKED_BY[party])
    thanks = known.is_closed and intent.value == Intent.SETTLED
    if known.reopens and not thanks:
        await tx.reopen(number, message.received_at)
    brings = party is Party.COMPLAINANT
    wanted = missing_evidence(file) if brings else ()
    useful = still_useful(file) if brings else ()
    ticked = evidence_in(mine, language.comparable(message.attachments), wanted, useful)
    callers = await asyncio.to_thread(eyes.callers, said, message, file) if brings else ()
    return Said(
        party=party, own_text=own, intent=intent, ticked=ticked, callers=callers, is_thanks=thanks
    )


async def open_case(tx: IntakeTransaction, message: InboundMessage, eyes: Eyes) -> tuple[str, Said]:
    """A case for a complaint, whatever it reads like: its number, what the message is to it."""
    eyes = await _at_arrival(tx, message, eyes)
    seen = await asyncio.to_thread(eyes.look, message)
    return await _opened(tx, message, eyes.pack, seen.opening)


async def _at_arrival(tx: IntakeTransaction, message: InboundMessage, eyes: Eyes) -> Eyes:
    """A case follows the version of the day on which its mail came, whenever that is read."""
    return replace(eyes, pack=await tx.pack_on(eyes.pack, message.received_at))


async def _opened(
    tx: IntakeTransaction, message: InboundMessage, pack: Policy, found: Opening
) -> tuple[str, Said]:
    reading = language.read(message.subject, message.text or "")
    about = respondent_of(reading, await tx.directory(), pack)
    number = await tx.open_case(message, pack, found, about)
    said = Said(
        party=Party.COMPLAINANT,
        own_text=message.text,
        ticked=found.evidence,
        found=(*found.found, Found(Field.RESPONDENT, about)),
        callers=found.callers,
    )
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
        await tx.note(way.case_number, message_id, said, message)
    await tx.settle_delivery(mail.attempt.delivery_id, message_id, way)
    return DISPOSITION[way.handling]
