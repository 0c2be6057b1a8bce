"""A second matter in a case's mail becomes a case of its own, linked with the first both ways."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.forms.written import Written
from adapters.mailbox.reading.parts import attachment
from adapters.storage.base import can_be_key
from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.files import attachment_of
from adapters.storage.intake import Place
from adapters.storage.models import MessageRow
from adapters.storage.paperwork import is_split
from casework.case import Party
from casework.channels import Channel
from casework.intake import Disposition, Handling, Route
from casework.messages import OutboundFile
from mailroom.receive import open_case

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.eyes import Eyes
    from adapters.mailbox.reader import Reader
    from adapters.storage.decisions import Who
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Attempt, Intake
    from adapters.storage.paperwork import Paperwork
    from adapters.storage.taking_in import IntakeTransaction
    from casework.messages import InboundMessage

SECOND_MATTER = "second matter of a case"
"""The mailbox of what was split off."""
_ON_THE_CASE = (Disposition.OPENED, Disposition.ADDED)


class NotSplitError(Exception):
    """No case can begin with this; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondMatter:
    """Where it stood, and the complainant's words about it, as a person cut them out."""

    number: str
    message_id: int
    subject: str
    text: str
    with_files: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Opens a case from a part of a message."""

    intake: Intake
    store: EvidenceStore
    reader: Reader
    paperwork: Paperwork
    eyes: Eyes

    async def split(self, matter: SecondMatter, who: Who) -> str:
        """The number of the new case; it is acknowledged as any other. Raises NotSplitError.

        It begins now: no clock is over before it starts. All of it is one transaction.
        """
        if not matter.text.strip():
            raise NotSplitError("the new case needs words to begin with")
        raw = await self._written_down(matter)
        message = await asyncio.to_thread(self.reader.read, raw, self.intake.wall())
        if message.text is None or not message.sender:
            raise NotSplitError(f"this cannot become a case: {'; '.join(message.defects)}")
        attempt = await self._kept(raw)
        async with self.intake.transaction() as tx:
            return await self._open(tx, matter, message, attempt, len(raw), who)

    async def _kept(self, raw: bytes) -> Attempt:
        digest = await asyncio.to_thread(self.store.put, raw)
        place = Place(mailbox=SECOND_MATTER, folder=digest, uidvalidity=0, uid=0)
        return await self.intake.begin(place, digest, len(raw), self.intake.wall())

    async def _open(  # noqa: PLR0913, PLR0917  one transaction
        self,
        tx: IntakeTransaction,
        matter: SecondMatter,
        message: InboundMessage,
        attempt: Attempt,
        size: int,
        who: Who,
    ) -> str:
        await tx.case(matter.number)  # whoever splits at the same time waits here
        await _check_whole(tx.session, matter.message_id)
        if attempt.disposition is not None:
            raise NotSplitError("exactly this was split off before")
        new, said = await open_case(tx, message, self.eyes)
        way = Route(Handling.OPEN, f"split from {matter.number}", new)
        message_id = await tx.keep(message, SECOND_MATTER, way, size, said)
        await tx.note(new, message_id, said, message)
        await tx.settle_delivery(attempt.delivery_id, message_id, way)
        await self.paperwork.split_off(tx.session, matter.number, new, matter.message_id, who)
        return new

    async def _written_down(self, matter: SecondMatter) -> bytes:
        async with self.intake.transaction() as tx:
            row = None
            if can_be_key(matter.message_id):
                row = await tx.session.get(MessageRow, matter.message_id)
            if row is None or row.case_number != matter.number:
                raise NotSplitError(f"{matter.number} has no message {matter.message_id}")
            if row.party != Party.COMPLAINANT or row.disposition not in _ON_THE_CASE:
                raise NotSplitError("only what the complainant wrote can begin a case")
            await _check_whole(tx.session, matter.message_id)
        files = await asyncio.to_thread(self._files, row) if matter.with_files else []
        now = self.intake.wall()
        return Written(
            channel=Channel.MAIL,
            at=now,
            text=matter.text,
            to=self.intake.desk,
            subject=matter.subject,
            name=row.sender_name,
            address=row.sender,
            files=tuple(files),
        ).as_mail()

    def _files(self, row: MessageRow) -> list[OutboundFile]:
        """All files of the message, as they came. Raises NotSplitError."""
        try:
            raw = self.store.open(row.sha256)
            return [
                OutboundFile(
                    name=one.name or "file",
                    media_type=one.media_type,
                    content=attachment(raw, one.sha256),
                )
                for one in map(attachment_of, row.attachments)
            ]
        except (EvidenceDamagedError, OSError, LookupError) as error:
            raise NotSplitError(f"its files cannot be read: {error}") from error


async def _check_whole(session: AsyncSession, message_id: int) -> None:
    """Raises NotSplitError where somebody was quicker."""
    if (other := await is_split(session, message_id)) is not None:
        raise NotSplitError(f"somebody has split it already: see {other}")
