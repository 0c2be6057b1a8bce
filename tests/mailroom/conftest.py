"""A mailroom at a real post office, with a real record, and mail dropped into its inbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.imap import Access, Inbox, open_inbox
from adapters.mailbox.reader import Bounds, Reader
from adapters.storage.evidence import EvidenceStore
from adapters.storage.intake import Intake
from adapters.storage.mail_views import MailViews, Wanted
from adapters.storage.views import Views
from mailroom.collect import Collector, Round
from mailroom.receive import Receiver
from tests.conftest import wall
from tests.examples import DESK, READER, a_policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from adapters.settings import Settings
    from adapters.storage.engine import Sessions
    from adapters.storage.models import MessageRow
    from demo.post import PostOffice


@dataclass
class Room:
    """A mailroom whose rounds are run by hand."""

    office: PostOffice
    rows: Sessions
    collector: Collector
    access: Access
    views: Views

    async def drop(self, raw: bytes, at: datetime | None = None) -> None:
        """A mail arrives in the inbox, as it is."""
        await self.office.deliver(DESK, raw, at)

    async def round(self) -> Round:
        """One full look, on a connection of its own."""
        inbox = await asyncio.to_thread(open_inbox, self.access)
        try:
            return await self.collector.round(inbox)
        finally:
            await asyncio.to_thread(inbox.close)

    async def folder(self, name: str) -> list[bytes]:
        """What lies in a folder of the desk's mailbox."""

        def read() -> list[bytes]:
            inbox: Inbox = open_inbox(replace(self.access, folder=name))
            fetched = [inbox.fetch(uid, 10**9) for uid in inbox.uids()]
            inbox.close()
            return [one.raw for one in fetched if one and one.raw]

        return await asyncio.to_thread(read)

    async def messages(self, disposition: str = "") -> Sequence[MessageRow]:
        """Every message, or those of one disposition; the newest first."""
        return await MailViews(self.views.sessions).list_(Wanted(disposition=disposition))

    async def dispositions(self) -> list[tuple[str, str]]:
        """Every message's disposition and the rule behind it, in the order of taking."""
        rows = await self.messages()
        return [(one.disposition, one.rule) for one in reversed(rows)]


@pytest.fixture
def room(office: PostOffice, settings: Settings, sqlite_rows: Sessions, tmp_path: Path) -> Room:
    """A mailroom that has just opened."""
    return make_room(office, settings, sqlite_rows, tmp_path / "evidence")


def make_room(
    office: PostOffice, settings: Settings, rows: Sessions, evidence: Path, keep_limit: int = 10**8
) -> Room:
    """A mailroom on this record."""
    evidence.mkdir(exist_ok=True)
    secret = settings.secret.get_secret_value().encode()
    packs, bounds = {"example": a_policy()}, Bounds.of(settings)
    intake = Intake(rows, packs, secret, DESK, wall)
    receiver = Receiver(
        intake=intake,
        pack=packs["example"],
        settings=settings,
        first_look_at=wall(),
        reader=READER if bounds == READER.bounds else Reader(bounds),
    )
    collector = Collector(receiver, intake, EvidenceStore(evidence), keep_limit, asyncio.Event())
    access = Access(
        host="127.0.0.1",
        port=settings.imap_port,
        security="none",
        user=DESK,
        password=settings.imap_password.get_secret_value(),
    )
    return Room(office, rows, collector, access, Views(rows))
