"""Find, fetch, keep: bytes on disk and the attempt in the record before anything is read."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from adapters.mailbox.imap import Inbox, MailboxError, MoveRefusedError
from adapters.storage.intake import Place
from adapters.storage.schema import is_gone
from casework.intake import Disposition
from mailroom.receive import Arrived

if TYPE_CHECKING:
    from collections.abc import Coroutine

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
    """How one mail went. Stuck: taken in, but the server does not let it out of the inbox."""

    TAKEN = auto()
    LEFT = auto()
    STUCK = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """How one look at the folder went: how many mails left it, and how many could not.

    ``trouble`` is what is wrong with the folders that mail is moved to, in words.
    """

    taken: int
    failed: int
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """The last step of a mail that is taken in: into which folder it is to be moved."""

    delivery_id: int
    folder: str


@dataclass(frozen=True, slots=True)
class Collector:
    """Takes the mails of one folder in, one at a time, each on its own.

    ``unmoved`` are the mails whose move has not been confirmed: the folder refuses
    them, or the answer was lost. They are in the record and are not fetched again.
    ``settled`` are the UIDVALIDITYs under which an earlier run's moves have been looked at.
    """

    receiver: Receiver
    intake: Intake
    store: EvidenceStore
    keep_limit: int
    news: asyncio.Event
    unmoved: dict[Place, _Errand] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)

    async def round(self, inbox: Inbox) -> Round:
        """One full look at the folder.

        Every mail taken is news for the hand-over at once. Raises MailboxError
        where the connection ends, and what a database raises that does not answer;
        what was taken stays taken.
        """
        places = [_place(inbox, uid) for uid in await asyncio.to_thread(inbox.uids)]
        refusals: dict[str, str] = {}
        await self._confirm_earlier(inbox, frozenset(place.uid for place in places))
        await self._confirm_gone(inbox, frozenset(places))
        ways = [
            await self._guarded(self._move_on(inbox, place, refusals), place)
            for place in tuple(self.unmoved)
        ]
        ways += [
            await self._guarded(self._take(inbox, place, refusals), place)
            for place in places
            if place not in self.unmoved
        ]
        return Round(
            taken=ways.count(_Way.TAKEN),
            failed=ways.count(_Way.FAILED),
            trouble=self._in_words(refusals),
        )

    async def _confirm_earlier(self, inbox: Inbox, uids: frozenset[int]) -> None:
        """The same of moves before the mailroom was started; what is there is looked at anew."""
        if inbox.uidvalidity in self.settled:
            return
        access = inbox.access
        for one in await self.intake.unmoved(access.user, access.folder, inbox.uidvalidity):
            if one.uid not in uids:
                await self.intake.moved(one.delivery_id, FOLDERS[one.disposition])
        self.settled.add(inbox.uidvalidity)

    async def _confirm_gone(self, inbox: Inbox, places: frozenset[Place]) -> None:
        """Moves whose answer was lost: the mail is not there any more, so it was moved."""
        for place, errand in tuple(self.unmoved.items()):
            if place.uidvalidity != inbox.uidvalidity:  # another folder by now; UIDs mean nothing
                del self.unmoved[place]
            elif place not in places:
                await self._moved(place, errand)

    async def _guarded(self, work: Coroutine[None, None, _Way], place: Place) -> _Way:
        """One mail. Whatever is wrong with it stops neither the round nor another mail."""
        try:
            return await work
        except MailboxError:
            raise
        except Exception as error:
            if is_gone(error):  # no mail can be taken in, and it is none of this one's fault
                raise
            log.exception(
                "mail %s of %s was not taken in; it stays in the inbox", place.uid, place.mailbox
            )
            return _Way.FAILED

    async def _take(self, inbox: Inbox, place: Place, refusals: dict[str, str]) -> _Way:
        fetched = await asyncio.to_thread(inbox.fetch, place.uid, self.keep_limit)
        if fetched is None:
            log.info("mail %s of %s has gone: another client took it", place.uid, place.mailbox)
            return _Way.LEFT
        if fetched.raw is None:
            await self._leave(place, fetched)
            return _Way.LEFT
        self.unmoved[place] = await self._keep_and_receive(place, fetched, fetched.raw)
        self.news.set()
        return await self._move(inbox, place, refusals)

    async def _keep_and_receive(self, place: Place, fetched: Fetched, raw: bytes) -> _Errand:
        digest = await asyncio.to_thread(self.store.put, raw)
        attempt = await self.intake.begin(place, digest, fetched.size, fetched.received_at)
        mail = Arrived(place=place, fetched=fetched, attempt=attempt, digest=digest)
        folder = FOLDERS[attempt.disposition or await self._receive(mail)]
        return _Errand(delivery_id=attempt.delivery_id, folder=folder)

    async def _move_on(self, inbox: Inbox, place: Place, refusals: dict[str, str]) -> _Way:
        """A mail that was refused before; a folder that refuses now is not asked twice."""
        if self.unmoved[place].folder in refusals:
            return _Way.STUCK
        return await self._move(inbox, place, refusals)

    async def _move(self, inbox: Inbox, place: Place, refusals: dict[str, str]) -> _Way:
        errand = self.unmoved[place]
        try:
            await asyncio.to_thread(inbox.move, place.uid, errand.folder)
        except MoveRefusedError as error:
            refusals[errand.folder] = str(error)
            self.unmoved[place] = self.unmoved.pop(place)  # behind the others, whom it may suit
            await self.intake.trouble(errand.delivery_id, str(error))
            return _Way.STUCK
        await self._moved(place, errand)
        return _Way.TAKEN

    async def _moved(self, place: Place, errand: _Errand) -> None:
        await self.intake.moved(errand.delivery_id, errand.folder)
        del self.unmoved[place]

    def _in_words(self, refusals: dict[str, str]) -> str:
        """What is wrong with the folders, said in the log too."""
        if not refusals:
            return ""
        many = len(self.unmoved)
        words = f"{'; '.join(refusals.values())} ({many} in the record already, still in the inbox)"
        log.error("%s", words)
        return words

    async def _receive(self, mail: Arrived) -> Disposition:
        """Read, route and record it; after three attempts that failed it is held unread."""
        if mail.attempt.number > ATTEMPTS:
            return await self.receiver.hold_unread(mail)
        try:
            return await self.receiver.receive(mail)
        except Exception as error:
            await self.intake.trouble(mail.attempt.delivery_id, repr(error))
            raise

    async def _leave(self, place: Place, fetched: Fetched) -> None:
        """What cannot be fetched, or is too large to, stays in the inbox, recorded and shown."""
        attempt = await self.intake.begin(place, None, fetched.size, fetched.received_at)
        await self.intake.leave(attempt.delivery_id, fetched.missing)


def _place(inbox: Inbox, uid: int) -> Place:
    return Place(
        mailbox=inbox.access.user,
        folder=inbox.access.folder,
        uidvalidity=inbox.uidvalidity,
        uid=uid,
    )
