"""A complaint that came by phone or on paper goes the way of mail that a person releases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from adapters.storage.intake import Place
from adapters.storage.taking_in import Said
from casework.intake import Handling, Route

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from adapters.mailbox.reader import Reader
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Intake
    from casework.matching import Match
    from casework.messages import InboundMessage, OutboundFile

PHONE_OR_PAPER = "phone or paper"
"""The mailbox of what came through neither."""


class NotEnteredError(Exception):
    """The complaint cannot become a case; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Takes in what a person has written down."""

    intake: Intake
    store: EvidenceStore
    reader: Reader

    async def hold(self, raw: bytes) -> int:
        """Keep it as held mail; returns its number, to be released. Raises NotEnteredError.

        If something breaks off before it is released, it waits with the held mail.
        """
        now = self.intake.wall()
        message = await asyncio.to_thread(self.reader.read, raw, now)
        self._check(message)
        digest = await asyncio.to_thread(self.store.put, raw)
        place = Place(mailbox=PHONE_OR_PAPER, folder=digest, uidvalidity=0, uid=0)
        attempt = await self.intake.begin(place, digest, len(raw), now)
        if attempt.disposition is not None:
            raise NotEnteredError("exactly this was entered before")
        return await self._keep(message, attempt.delivery_id, len(raw))

    def _check(self, message: InboundMessage) -> None:
        if message.text is None or not message.sender:
            reason = "; ".join(message.defects) or "it has no single sender to answer"
            raise NotEnteredError(f"this cannot become a case: {reason}")
        if message.sender == self.intake.desk:
            raise NotEnteredError(f"{message.sender} is the desk itself: who complains?")

    async def _keep(self, message: InboundMessage, delivery_id: int, size: int) -> int:
        """What is on a case already is not taken twice."""
        async with self.intake.transaction() as tx:
            if number := _case_of(await tx.known.match(message)):
                raise NotEnteredError(f"this is on a case already: {number}")
            way = Route(Handling.HOLD, f"came by {PHONE_OR_PAPER}")
            message_id = await tx.keep(message, PHONE_OR_PAPER, way, size, Said())
            await tx.settle_delivery(delivery_id, message_id, way)
            return message_id


def _case_of(known: Match) -> str | None:
    return known.case_number or known.same_message_case or known.same_complaint


def written_down(  # noqa: PLR0913, PLR0917  a mail is these facts
    name: str,
    address: str,
    subject: str,
    text: str,
    at: datetime,
    files: Iterable[OutboundFile] = (),
) -> bytes:
    """What somebody said or wrote on paper, in the form of a mail from them."""
    mail = EmailMessage(policy=SMTP)
    local, _, domain = address.rpartition("@")
    mail["From"] = Address(_on_one_line(name), local, domain)
    mail["Subject"] = _on_one_line(subject)
    mail["Date"] = format_datetime(at)
    mail.set_content(_encodable(text))
    for one in files:
        main, _, sub = one.media_type.partition("/")
        mail.add_attachment(
            one.content, maintype=main, subtype=sub or "octet-stream", filename=one.name
        )
    return mail.as_bytes()


def _on_one_line(words: str) -> str:
    return " ".join(_encodable(words).split())


def _encodable(words: str) -> str:
    """Without the halves of signs that a terminal may hand on."""
    return words.encode("utf-8", "replace").decode("utf-8")
