"""Asks every part whether it is there and right, and says what to do where it is not."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from aiosmtplib import SMTPException
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.service import RPCError

from adapters.mailbox.imap import LogInRefusedError, MailboxError, inbox_access, open_inbox
from adapters.mailbox.smtp import connection, log_in
from adapters.press import letters_missing
from adapters.storage.schema import TROUBLE, SchemaError, UnreachableError, check_schema, shown
from adapters.temporal import connect
from casework import policy, versions
from casework.policy import PackError
from console.health import at_the_mailroom, held_before, held_too_long
from workflows.case_file import SEARCH_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from console.desk import Desk

_ABOUT_PACKS = "docs/policy-packs.md, Versions: ./ombud policy simulate and adopt"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is well, what was found, and what to do."""

    part: str
    well: bool
    found: str
    advice: str = ""

    def in_words(self) -> str:
        """A line for a person, and a second one with what to do."""
        line = f"{'ok ' if self.well else 'BAD'}  {self.part:<12} {self.found}"
        return f"{line}\n{'':<17}→ {self.advice}" if self.advice else line


async def examine(desk: Desk) -> list[Finding]:
    """Ask every part, side by side."""
    parts: tuple[Callable[[Desk], Awaitable[Finding]], ...] = (
        _database,
        _evidence,
        _pack,
        _letters,
        _inbox,
        _smtp,
        _temporal,
        _mailroom,
        _held_mail,
    )
    return list(await asyncio.gather(*(part(desk) for part in parts)))


async def _database(desk: Desk) -> Finding:
    try:
        await check_schema(desk.engine)
    except SchemaError as error:
        return _bad("database", str(error), "run ./ombud migrate")
    except UnreachableError as error:
        return _bad("database", str(error), "check OMBUD_DATABASE_URL and that it runs")
    return _good("database", shown(desk.engine.url))


async def _evidence(desk: Desk) -> Finding:
    folder = desk.settings.evidence_folder
    try:
        await asyncio.to_thread(_write_and_read, folder)
    except OSError as error:
        return _bad("evidence", f"{folder}: {error.strerror}", "check OMBUD_EVIDENCE_FOLDER")
    return _good("evidence", f"{folder} takes and gives back")


def _write_and_read(folder: Path) -> None:
    """A file that is gone afterwards: what lies in the folder is evidence."""
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
        file.write(b"ombud doctor was here")
        file.flush()
        os.fsync(file.fileno())
        Path(file.name).read_bytes()


async def _pack(desk: Desk) -> Finding:
    try:
        packs = desk.packs
    except PackError as error:
        return _bad("pack", str(error), "correct the file; ./ombud policy check shows the same")
    try:
        pack = policy.chosen(packs, desk.settings.pack)
    except PackError as error:
        return _bad("pack", str(error), "correct OMBUD_PACK, or OMBUD_PACKS_FOLDER")
    try:
        doubts = await desk.pack_doubts()
    except TROUBLE:  # the database has a finding of its own
        doubts = versions.doubts(pack, desk.wall().astimezone(pack.zone).date())
    if doubts:
        return _bad("pack", " ".join(doubts), _ABOUT_PACKS)
    told = pack.in_force
    return _good("pack", f"{pack.id} {pack.version}, reviewed {told.reviewed_on}")


async def _letters(desk: Desk) -> Finding:
    missing = letters_missing(desk.settings.templates_folder)
    if missing:
        return _bad("letters", f"missing: {', '.join(missing)}", "add the templates")
    return _good("letters", "every letter in every language")


async def _inbox(desk: Desk) -> Finding:
    one = desk.settings
    access = inbox_access(one)
    try:
        inbox = await asyncio.to_thread(open_inbox, access)
        waiting = len(await asyncio.to_thread(inbox.uids))
        await asyncio.to_thread(inbox.close)
    except LogInRefusedError as error:
        return _bad("inbox", str(error), "check OMBUD_IMAP_USER and OMBUD_IMAP_PASSWORD")
    except MailboxError as error:
        return _bad("inbox", str(error), "check OMBUD_IMAP_HOST, _PORT and _SECURITY")
    days = one.older_than_days
    return _good(
        "inbox",
        f"{waiting} mails in {one.imap_inbox}; a first start holds those older than {days:g} days",
    )


async def _smtp(desk: Desk) -> Finding:
    one = desk.settings
    smtp = connection(one)
    try:
        await log_in(smtp, one)
        await smtp.quit()
    except (SMTPException, OSError) as error:
        return _bad(
            "smtp",
            f"{one.smtp_host}:{one.smtp_port}: {_short(error)}",
            "check OMBUD_SMTP_…; letters wait",
        )
    return _good("smtp", f"{one.smtp_host}:{one.smtp_port} answers")


async def _temporal(desk: Desk) -> Finding:
    where = desk.settings.temporal_address
    try:
        client = await connect(desk.settings)
        known = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=desk.settings.temporal_namespace),
            timeout=timedelta(seconds=10),
        )
    except RPCError as error:
        return _bad("temporal", f"{where}: {_short(error)}", "check OMBUD_TEMPORAL_NAMESPACE")
    except RuntimeError as error:
        return _bad(
            "temporal",
            f"not reachable at {where}: {_short(error)}",
            "start it, or check OMBUD_TEMPORAL_ADDRESS; mail is taken in meanwhile",
        )
    lacking = [one.name for one in SEARCH_ATTRIBUTES if one.name not in known.custom_attributes]
    if lacking:
        return _bad(
            "temporal",
            f"search attributes are missing: {', '.join(lacking)}",
            "register them: docs/ops.md says how",
        )
    return _good("temporal", f"{where}, namespace {desk.settings.temporal_namespace}")


async def _mailroom(desk: Desk) -> Finding:
    try:
        figures = await desk.views.figures()
    except TROUBLE:
        return _bad("mailroom", "the database cannot be asked", "see above")
    found = at_the_mailroom(figures, desk.settings, desk.wall())
    has_begun = "at" in figures["mailbox"] or "at" in figures["watch"]  # a first start has not
    if found and has_begun:
        advice = "see that ./ombud mailroom runs; the mailroom's log says more"
        return _bad("mailroom", "; ".join(found), advice)
    last = figures["mailbox"].get("at", "never")
    return _good(
        "mailroom",
        f"last look into the inbox {last}; held {figures['mail_held']}, "
        f"letters pending {figures['letters_pending']}, unknown {figures['letters_unknown']}",
    )


async def _held_mail(desk: Desk) -> Finding:
    try:
        figures = await desk.views.figures(held_before(desk.settings, desk.wall()))
    except TROUBLE:
        return _bad("held", "the database cannot be asked", "see above")
    if found := held_too_long(figures, desk.settings):
        advice = "somebody reads it: the console's page Held mail, or ./ombud mail list"
        return _bad("held", " ".join(found), advice)
    many = figures["mail_held"]
    return _good("held", f"{many} waiting" if many else "none waits")


def _good(part: str, found: str) -> Finding:
    return Finding(part, True, found)  # noqa: FBT003  a finding reads so


def _bad(part: str, found: str, advice: str) -> Finding:
    return Finding(part, False, found, advice)  # noqa: FBT003  a finding reads so


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
