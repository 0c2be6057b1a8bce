"""A complaint that came by phone or on paper goes the way of mail that a person releases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from adapters.storage.intake import Place
from adapters.storage.taking_in import Said
from casework.intake import Handling, Route
from mailroom.release import NotReleasedError

if TYPE_CHECKING:
    from datetime import datetime

    from casework.matching import Match
    from casework.messages import InboundMessage
    from mailroom.release import Release

PHONE_OR_PAPER = "phone or paper"
"""The mailbox of what came through neither."""


class NotEnteredError(Exception):
    """The complaint cannot become a case; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Opens cases from what a person has written down.

    It is kept and held before it is released: if something breaks off in between, it
    waits with the held mail and is not lost.
    """

    release: Release

    async def enter(self, raw: bytes, by: str, why: str) -> str:
        """Open a case from these bytes; returns its number. Raises NotEnteredError."""
        now = self.release.intake.wall()
        message = await asyncio.to_thread(parse, raw, now, self.release.parse_limit)
        self._check(message)
        message_id = await self._hold(raw, message)
        try:
            return await self.release.release(message_id, by, why)
        except NotReleasedError as error:
            raise NotEnteredError(str(error)) from error

    def _check(self, message: InboundMessage) -> None:
        if message.text is None or not message.sender:
            reason = "; ".join(message.defects) or "it has no single sender to answer"
            raise NotEnteredError(f"this cannot become a case: {reason}")
        if message.sender == self.release.intake.desk:
            raise NotEnteredError(f"{message.sender} is the desk itself: who complains?")

    async def _hold(self, raw: bytes, message: InboundMessage) -> int:
        """Keep it as held mail, bytes first; what is on a case already is not taken twice."""
        intake = self.release.intake
        digest = await asyncio.to_thread(self.release.store.put, raw)
        place = Place(mailbox=PHONE_OR_PAPER, folder=digest, uidvalidity=0, uid=0)
        attempt = await intake.begin(place, digest, len(raw), message.received_at)
        if attempt.disposition is not None:
            raise NotEnteredError("exactly this was entered before")
        async with intake.transaction() as tx:
            if number := _case_of(await tx.match(message)):
                raise NotEnteredError(f"this is on a case already: {number}")
            way = Route(Handling.HOLD, f"came by {PHONE_OR_PAPER}")
            message_id = await tx.keep(message, PHONE_OR_PAPER, way, len(raw), Said())
            await tx.settle_delivery(attempt.delivery_id, message_id, way)
            return message_id


def _case_of(known: Match) -> str | None:
    return known.case_number or known.same_message_case or known.same_complaint


def written_down(name: str, address: str, subject: str, text: str, at: datetime) -> bytes:
    """What somebody said or wrote on paper, in the form of a mail from them."""
    mail = EmailMessage(policy=SMTP)
    local, _, domain = address.rpartition("@")
    mail["From"] = Address(_on_one_line(name), local, domain)
    mail["Subject"] = _on_one_line(subject)
    mail["Date"] = format_datetime(at)
    mail.set_content(_encodable(text))
    return mail.as_bytes()


def _on_one_line(words: str) -> str:
    return " ".join(_encodable(words).split())


def _encodable(words: str) -> str:
    """Without the halves of signs that a terminal may hand on."""
    return words.encode("utf-8", "replace").decode("utf-8")
