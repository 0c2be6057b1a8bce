"""One mail, all of it, without risk: its words, its files, its history, and what to do with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it

from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.mail_views import OVER_BUDGET
from casework.case import Stage
from casework.intake import Disposition
from casework.messages import InboundMessage
from console import actions, files
from console.guards import OurDesk  # noqa: TC001  FastAPI reads it
from console.health import hours_since
from console.mail import WROTE
from console.mail_words import proof, reported
from console.mail_words import why as in_words
from console.render import show
from console.tongue import _
from mailroom.receive import budgets

if TYPE_CHECKING:
    from adapters.storage.mail_views import MessageView
    from adapters.storage.models import MessageRow
    from casework.budgets import Budgets, Spent
    from console.desk import Desk

_BEGINNING = 4_000  # bytes of a mail that nobody could read


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the kept bytes say of a mail; ``trouble`` where they cannot be had.

    ``beginning`` are its first bytes as they came, where it could not be read.
    """

    message: InboundMessage
    beginning: str = ""
    trouble: str = ""

    @property
    def own(self) -> str:
        """What the sender wrote themselves."""
        own, text = self.message.own_text, self.message.text
        return ((text if own is None else own) or "").strip()

    @property
    def rest(self) -> str:
        """The whole text, where that is more."""
        whole = (self.message.text or "").strip()
        return whole if whole != self.own else ""


async def show_(request: Request, desk: OurDesk, message_id: int) -> HTMLResponse:
    """One mail with everything on it."""
    view = await desk.mail.whole(message_id)
    if view is None:
        raise HTTPException(404, _("there is no message %(number)s") % {"number": message_id})
    row, now = view.message, desk.wall()
    case = view.suggested
    return show(
        request,
        "mail_one.html",
        view=view,
        row=row,
        kept=await _kept(desk, row),
        files=await files.looked_at(desk, row),
        held=row.disposition == Disposition.HELD,
        waits=hours_since(row.taken_at.isoformat(), now),
        in_words=in_words,
        proof=proof(row.authenticity),
        reported=reported,
        budget=await _budget(desk, view),
        closed=case is not None and case.stage == Stage.CLOSED,
        parties=WROTE,
    )


async def _kept(desk: Desk, row: MessageRow) -> Kept:
    """The mail as it reads from its kept bytes; one that could not be read is not tried again."""
    told = InboundMessage(
        sha256=row.sha256,
        received_at=row.received_at,
        message_id=row.message_id,
        subject=row.subject,
        text=row.text,
        own_text=row.own_text,
        defects=tuple(row.defects),
    )
    try:
        raw = await asyncio.to_thread(desk.store.open, row.sha256)
    except (EvidenceDamagedError, OSError) as error:
        return Kept(message=told, trouble=str(error))
    if row.text is None:
        beginning = raw[:_BEGINNING].decode("utf-8", "replace").replace("\r\n", "\n")
        return Kept(message=told, beginning=beginning.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    message = await asyncio.to_thread(desk.reader.read, raw, row.received_at)
    return Kept(message=told if message.text is None else message)


async def _budget(desk: Desk, view: MessageView) -> tuple[tuple[str, int, int], ...]:
    """The budgets that may hold a mail: of what each is, what is spent by now, of how much."""
    row = view.message
    if row.rule not in OVER_BUDGET:
        return ()
    message = InboundMessage(sha256=row.sha256, received_at=row.received_at, sender=row.sender)
    async with actions.intake(desk).transaction() as tx:
        spent = await tx.known.spent(message, row.suggested_case, tx.now)
    return _of(row.rule, spent, budgets(desk.settings))


def _of(rule: str, spent: Spent, most: Budgets) -> tuple[tuple[str, int, int], ...]:
    sender, case, desk = OVER_BUDGET
    here, by_sender = spent.messages_by_sender_in_case, spent.bytes_of_sender
    return {
        sender: (
            ("cases of one sender in a day", spent.cases_by_sender, most.cases_per_sender_day),
            ("bytes of one sender in a day", by_sender, most.bytes_per_sender_day),
        ),
        case: (
            ("mails of one sender to one case in a day", here, most.messages_per_case_day),
            ("bytes on one case", spent.bytes_of_case, most.bytes_per_case),
        ),
        desk: (("new cases of the desk in an hour", spent.cases_of_desk, most.cases_per_hour),),
    }[rule]
