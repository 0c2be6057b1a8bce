"""A mailroom whose mail server, network and folders fail, on each of two mail servers."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from adapters.mailbox.imap import Access, MailboxError
from adapters.storage.engine import sessions
from tests.adapters.servers import Other, a_dovecot, a_mailbox
from tests.adapters.wires import Wire
from tests.conftest import PASSWORD, migrated, wall
from tests.examples import DESK, a_mail
from tests.mailroom.conftest import Room, make_room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from adapters.settings import Settings
    from demo.post import PostOffice

SERVERS = ("embedded", "dovecot")


@dataclass
class ShakyRoom(Room):
    """A mailroom behind a wire; ``other`` is another mail program, straight at the server."""

    wire: Wire
    other: Other

    async def drop(self, raw: bytes, at: datetime | None = None) -> None:
        """A mail arrives in the inbox, as it is."""
        await self.other.append(raw, at=at or wall())

    async def rounds(self, many: int = 3) -> list[str]:
        """Some rounds one after the other, as the mailroom does them; what went wrong in each."""
        return [await self._one_round() for _ in range(many)]

    async def _one_round(self) -> str:
        try:
            return (await self.round()).trouble
        except MailboxError as error:
            return str(error)

    async def taken(self) -> list[tuple[str, str]]:
        """Of each delivery in the record: its digest, and the folder it was moved to."""
        return [
            (one["sha256"], one["folder"] or "nowhere") async for one in self.views.export_intake()
        ]


def a_complaint(number: int) -> bytes:
    """One of many, none like the other."""
    return a_mail(
        f"Acme Calls call me every day to sell me loans: call number {number}.\n",
        subject=f"Unwanted call {number}",
        sender=f"ana{number}@example.org",
        message_id=f"<{number}@home.example>",
    )


def digest(raw: bytes) -> str:
    """What a mail is known by."""
    return sha256(raw).hexdigest()


def the_mailbox(server: str, office: PostOffice, settings: str = "") -> Access:
    """An empty mailbox at one of the two servers."""
    if server == "dovecot":
        return a_mailbox(a_dovecot(settings))
    port = office.imap_port
    return Access(host="127.0.0.1", port=port, security="none", user=DESK, password=PASSWORD)


@asynccontextmanager
async def shaky_room(
    mailbox: Access, office: PostOffice, settings: Settings, folder: Path, *hidden: bytes
) -> AsyncIterator[ShakyRoom]:
    """A mailroom that has just opened; ``hidden`` is what its server seems not to be able to."""
    async with (
        migrated(settings.database_url) as engine,
        Wire(mailbox.port, hidden).open() as wire,
    ):
        room = make_room(office, settings, sessions(engine), folder / "evidence")
        yield ShakyRoom(
            office=office,
            rows=room.rows,
            collector=room.collector,
            access=replace(mailbox, port=wire.port),
            views=room.views,
            wire=wire,
            other=Other(mailbox),
        )
