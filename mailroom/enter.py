"""What did not come by mail goes the same one way in: written down by staff, or sent by a form."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import IntegrityError

from adapters.mailbox.imap import Fetched
from adapters.storage.intake import Place
from casework.assessment import Finding, Ticked
from casework.authenticity import Authenticity
from casework.case import Party
from casework.intake import DISPOSITION, Handling, Route, route
from casework.matching import comes_to
from mailroom.receive import Arrived, open_case, take_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from adapters.forms.written import Written
    from adapters.mailbox.reader import Reader
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Attempt, Intake
    from adapters.storage.taking_in import IntakeTransaction, Said
    from casework.case import Language
    from casework.channels import Channel
    from casework.intake import Circumstances, Disposition
    from casework.matching import Match
    from casework.messages import InboundMessage
    from casework.policy import Intent
    from mailroom.receive import Receiver

T = TypeVar("T")
_TRIES = 3  # of two that send the same form at one instant, the later one finds what the first did
ON_THE_PAGE = "chosen on the status page"


class NotEnteredError(Exception):
    """The complaint cannot become a case; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Who of the staff enters a complaint, and why; how and when it reached them.

    ``name``: whoever has no address to be told in the record has a name all the same.
    ``again``: what was entered before is the same case, and no mistake.
    """

    channel: Channel
    at: datetime
    by: str
    why: str
    language: Language | None = None
    name: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a complainant chose on their status page: an intent, or what a file shows."""

    number: str
    intent: Intent | None = None
    item: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Takes in what came by another way than mail."""

    receiver: Receiver
    store: EvidenceStore

    @property
    def _intake(self) -> Intake:
        return self.receiver.intake

    @property
    def _reader(self) -> Reader:
        return self.receiver.reader

    # ---- what somebody of the staff has written down -----------------------------------------

    async def open(self, raw: bytes, how: Entered) -> str:
        """Open a case of it; returns its number. Raises NotEnteredError, and then keeps nothing.

        The case begins when the complaint reached the desk, not when it was entered.
        """
        message = await self._read(raw, how.at)
        message = replace(message, sender_name=message.sender_name or how.name)
        self._check(message)
        async with self._intake.transaction() as tx:
            earlier = await tx.entered(how.channel, message.sha256)
            if earlier and how.again:
                return earlier
            if earlier:
                raise NotEnteredError("exactly this was entered before")
            _check_new(await tx.known.match(message))
        await self._keep_bytes(raw)
        return await _once(lambda: self._open(message, len(raw), how))

    async def _open(self, message: InboundMessage, size: int, how: Entered) -> str:
        attempt = await self._begin(how.channel, message.sha256, size, how.at)
        async with self._intake.transaction() as tx:
            if attempt.disposition is not None and (
                earlier := await tx.entered(how.channel, message.sha256)
            ):
                return earlier
            _check_new(await tx.known.match(message))
            number, said = await open_case(tx, message, self.receiver.eyes)
            if how.language is not None:
                await tx.speak(number, how.language, f"said by {how.by}")
            said = replace(said, channel=how.channel, by=how.by, why=how.why)
            way = Route(Handling.OPEN, f"came by {how.channel}", number)
            await _settle(tx, attempt, message, way, said, size)
            return number

    def _check(self, message: InboundMessage) -> None:
        if message.text is None or not (message.sender or message.sender_name):
            reason = "; ".join(message.defects) or "it has no single sender to answer"
            raise NotEnteredError(f"this cannot become a case: {reason}")
        if comes_to(self._intake.desk, message.sender):
            raise NotEnteredError(f"{message.sender} is the desk itself: who complains?")

    # ---- what complainants send themselves ---------------------------------------------------

    async def receive(self, written: Written) -> Disposition:
        """A complaint that a stranger typed into a form: routed as their mail would be."""
        raw = written.as_mail()
        digest = await self._keep_bytes(raw)
        return await _once(lambda: self._receive(written.channel, raw, digest))

    async def _receive(self, channel: Channel, raw: bytes, digest: str) -> Disposition:
        now = self._intake.wall()
        attempt = await self._begin(channel, digest, len(raw), now)
        if attempt.disposition is not None:
            return attempt.disposition
        return await self.receiver.receive(
            Arrived(
                place=_place(channel, digest),
                fetched=Fetched(uid=0, size=len(raw), received_at=now, raw=raw),
                attempt=attempt,
                digest=digest,
                channel=channel,
            )
        )

    async def add(self, written: Written, wish: Wish) -> Disposition:
        """What a complainant sent on their status page is added to their case, and no other.

        As if they had written a mail: a budget or a closed case has it held for a person.
        """
        raw = written.as_mail()
        digest = await self._keep_bytes(raw)
        return await _once(lambda: self._add(written.channel, raw, digest, wish))

    async def _add(self, channel: Channel, raw: bytes, digest: str, wish: Wish) -> Disposition:
        now = self._intake.wall()
        attempt = await self._begin(channel, digest, len(raw), now)
        if attempt.disposition is not None:
            return attempt.disposition
        message = await self._read(raw, now)
        async with self._intake.transaction() as tx:
            known = await self._of_the_complainant(tx, message, wish.number)
            about = await self.receiver.circumstances(message, known, len(raw), tx)
            way = _as_theirs(route(message, known, _proven(about)), wish.number)
            at = await tx.case_time(wish.number, now)
            message = replace(message, received_at=at, own_text=message.text)
            way, said = await take_in(tx, message, way, known, self.receiver.eyes)
            said = replace(_as_wished(said, message, wish), channel=channel)
            await _settle(tx, attempt, message, way, said, len(raw))
            return DISPOSITION[way.handling]

    async def _of_the_complainant(
        self, tx: IntakeTransaction, message: InboundMessage, number: str
    ) -> Match:
        """Whoever holds the link writes for the complainant of its case, address or none."""
        known = await tx.known.match(message)
        if message.text is not None and known.case_number != number:
            raise NotEnteredError("the reply address is not of this case")
        return replace(
            known,
            case_number=number,
            named=1,
            is_correspondent=True,
            in_own_thread=True,
            party=Party.COMPLAINANT,
        )

    # ---- the way in --------------------------------------------------------------------------

    async def _keep_bytes(self, raw: bytes) -> str:
        return await asyncio.to_thread(self.store.put, raw)

    async def _read(self, raw: bytes, at: datetime) -> InboundMessage:
        return await asyncio.to_thread(self._reader.read, raw, at)

    async def _begin(self, channel: Channel, digest: str, size: int, at: datetime) -> Attempt:
        return await self._intake.begin(_place(channel, digest), digest, size, at)


def _place(channel: Channel, digest: str) -> Place:
    """What is sent twice is in the same place: it is one delivery."""
    return Place(mailbox=channel, folder=digest, uidvalidity=0, uid=0)


async def _once(work: Callable[[], Awaitable[T]]) -> T:
    """The same form sent twice at one instant: whoever comes second begins anew."""
    for _ in range(_TRIES - 1):
        try:
            return await work()
        except IntegrityError:
            continue
    return await work()


def _check_new(known: Match) -> None:
    """What is on a case already is not taken twice. Raises NotEnteredError."""
    if number := known.case_number or known.same_message_case or known.same_complaint:
        raise NotEnteredError(f"this is on a case already: {number}")


def _proven(about: Circumstances) -> Circumstances:
    """The link is proof enough; what mail has to show, a form has not."""
    return replace(
        about,
        authenticity=Authenticity.PASS,
        from_staff=False,
        from_ourselves=False,
        has_one_sender=True,
        older_than_the_desk=False,
    )


def _as_theirs(way: Route, number: str) -> Route:
    """It can only be about the one case that the link is of."""
    if way.handling is Handling.HOLD:
        return replace(way, suggested=number)
    rule = "came by the status page" if way.handling is Handling.ADD else way.rule
    return replace(way, rule=rule, case_number=number)


def _as_wished(said: Said, message: InboundMessage, wish: Wish) -> Said:
    """What was chosen needs no rule to find it in the words."""
    if wish.intent is not None:
        said = replace(said, intent=Finding(wish.intent, ON_THE_PAGE))
    if wish.item and message.attachments:
        shows = Ticked(item=wish.item, sha256=message.attachments[0].sha256, rule=ON_THE_PAGE)
        others = tuple(one for one in said.ticked if one.item != wish.item and not one.sha256)
        said = replace(said, ticked=(shows, *others))
    return said


async def _settle(  # noqa: PLR0913, PLR0917  all that is known of one message
    tx: IntakeTransaction,
    attempt: Attempt,
    message: InboundMessage,
    way: Route,
    said: Said,
    size: int,
) -> None:
    message_id = await tx.keep(message, said.channel, way, size, said)
    if way.case_number:
        tx.tick_off(way.case_number, message_id, said.ticked, message)
    await tx.settle_delivery(attempt.delivery_id, message_id, way)
