"""Complaints that staff take down, on the web and on the command line: what both do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.storage.desk import looked_first_at
from console import actions
from mailroom.enter import Entry, NotEnteredError
from mailroom.receive import Receiver

if TYPE_CHECKING:
    from console.desk import Desk
    from mailroom.enter import Entered


async def open_mail(desk: Desk, raw: bytes, how: Entered) -> str:
    """Open a case of what was taken down; returns its number. Raises NotEnteredError."""
    if how.at > desk.wall():
        raise NotEnteredError("it cannot have been received in the future: look at the time")
    return await (await entry(desk)).open(raw, how)


async def entry(desk: Desk) -> Entry:
    """The one way in, for what is not mail."""
    looked = await looked_first_at(desk.rows, desk.settings.imap_user)
    receiver = Receiver(
        intake=actions.intake(desk),
        pack=desk.pack,
        settings=desk.settings,
        first_look_at=looked or desk.wall(),
        reader=desk.reader,
    )
    return Entry(receiver, desk.store)
