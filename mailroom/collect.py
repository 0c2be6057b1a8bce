"""Find, fetch, keep: bytes on disk and the attempt in the record before anything is read."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from adapters.mailbox.imap import Inbox, MailboxError
from adapters.storage.intake import Place
from adapters.storage.schema import is_gone
from casework.intake import Disposition
from mailroom.receive import Arrived

if TYPE_CHECKING:
    from adapters.mailbox.imap import Fetched
    from adapters.storage.evidence import EvidenceStore
    from adapters.storage.intake import Intake
    from mailroom.receive import Receiver

log = logging.getLogger(__name__)

ATTEMPTS = 3  # then the message is held, so that it cannot stand in the way for ever
FOLDERS = {
    Disposition.OPENED: "Processed",
    Disposition.ADDED: "Processed",
    Disposition.RECORDED: "Recorded",
    Disposition.HELD: "Held",
}


class _Way(Enum):
    """How one mail went."""

    TAKEN = auto()
    LEFT = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How one look at the folder went: how many mails left it, and how many could not."""

    taken: int
    failed: int


@dataclass(frozen=True, slots=True)
class Collector:
    """Takes the mails of one folder in, one at a time, each on its own."""

    receiver: Receiver
    intake: Intake
    store: EvidenceStore
    keep_limit: int
    news: asyncio.Event

    async def round(self, inbox: Inbox) -> Round:
        """One full look at the folder.

        Every mail taken is news for the hand-over at once. Raises MailboxError
        where the connection ends, and what a database raises that does not answer;
        what was taken stays taken.
        """
        uids = await asyncio.to_thread(inbox.uids)
        ways = [await self._take(inbox, uid) for uid in uids]
        return Round(taken=ways.count(_Way.TAKEN), failed=ways.count(_Way.FAILED))

    async def _take(self, inbox: Inbox, uid: int) -> _Way:
        """One mail. Whatever is wrong with it stops neither the round nor another mail."""
        fetched = await asyncio.to_thread(inbox.fetch, uid, self.keep_limit)
        if fetched is None:  # another client took it between SEARCH and FETCH
            return _Way.LEFT
        place = Place(
            mailbox=inbox.access.user,
            folder=inbox.access.folder,
            uidvalidity=inbox.uidvalidity,
            uid=uid,
        )
        try:
            if fetched.raw is None:
                await self._leave_too_large(place, fetched)
                return _Way.LEFT
            await self._keep_and_receive(inbox, place, fetched, fetched.raw)
        except MailboxError:
            raise
        except Exception as error:
            if is_gone(error):  # no mail can be taken in, and it is none of this one's fault
                raise
            log.exception(
                "mail %s of %s was not taken in; it stays in the inbox", uid, place.mailbox
            )
            return _Way.FAILED
        self.news.set()
        return _Way.TAKEN

    async def _keep_and_receive(
        self, inbox: Inbox, place: Place, fetched: Fetched, raw: bytes
    ) -> None:
        digest = await asyncio.to_thread(self.store.put, raw)
        attempt = await self.intake.begin(place, digest, fetched.size, fetched.received_at)
        mail = Arrived(place=place, fetched=fetched, attempt=attempt, digest=digest)
        folder = FOLDERS[attempt.disposition or await self._receive(mail)]
        await asyncio.to_thread(inbox.move, place.uid, folder)
        await self.intake.moved(attempt.delivery_id, folder)

    async def _receive(self, mail: Arrived) -> Disposition:
        """Read, route and record it; after three attempts that failed it is held unread."""
        if mail.attempt.number > ATTEMPTS:
            return await self.receiver.hold_unread(mail)
        try:
            return await self.receiver.receive(mail)
        except Exception as error:
            await self.intake.trouble(mail.attempt.delivery_id, repr(error))
            raise

    async def _leave_too_large(self, place: Place, fetched: Fetched) -> None:
        """Above the keep limit it stays in the inbox, recorded and shown."""
        attempt = await self.intake.begin(place, None, fetched.size, fetched.received_at)
        await self.intake.leave(attempt.delivery_id, f"larger than {self.keep_limit} bytes")
