"""Files that go along with a letter by a person: what may be chosen, whose it is, what was chosen.

Nothing is chosen until a person chooses it, and each file says whose it is: what one party sent
must not come to another by a slip.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from adapters.archive import Archive
from adapters.mailbox.compose import Bindery
from adapters.previews import Look
from adapters.storage.drafts import Drafts, draft_of
from adapters.storage.evidence import EvidenceDamagedError
from casework.drafts import MOST_ENCLOSED
from casework.intake import Disposition
from casework.letters import Enclosed
from casework.messages import OutboundFile
from console.papers import Sent, files
from console.public_forms import read
from console.threads import addresses_of, holds
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fastapi import Request

    from adapters.previews import Previews
    from adapters.storage.drafts import DraftRow
    from adapters.storage.models import LetterRow
    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile
    from casework.messages import OutboundMessage
    from console.desk import Desk
    from console.threads import Thread

_ON_THE_CASE = (Disposition.OPENED, Disposition.ADDED)
_DAMAGED = (EvidenceDamagedError, OSError, LookupError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A file that may go along; ``value`` names it in the form, ``source`` is its message.

    ``foreign``: it came from somebody else than whom the letter goes to. ``danger``: why it
    cannot be chosen, as far as anybody has looked.
    """

    value: str
    file: Enclosed
    source: Sent | None
    foreign: bool
    chosen: bool
    danger: str = ""

    @property
    def party(self) -> str:
        """Who sent it; nothing where the desk has put it there."""
        return (self.source.message.party or "") if self.source else ""

    @property
    def is_gone(self) -> bool:
        """It was on this case when it was chosen, and is not any more."""
        return bool(self.file.message) and self.source is None


@dataclass(kw_only=True)
class Chosen:
    """What goes along from now on, and why other files do not."""

    files: list[Enclosed] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large the whole mail is, and how large a one the mailbox takes that it goes to."""

    mail: int
    limit: int

    @property
    def fits(self) -> bool:
        """It does not come back for its size."""
        return self.mail <= self.limit


def evidence(view: CaseView, chosen: Iterable[Enclosed] = ()) -> list[Sent]:
    """The files that are kept on a case, the latest first; what one party sent twice, once."""
    mine = {(one.message, one.sha256) for one in chosen}
    found: dict[tuple[str | None, str, str], Sent] = {}
    for one in files(view):
        key = (one.message.party, one.message.sender, one.file.sha256)
        is_mine = (one.message.sha256, one.file.sha256) in mine
        if one.message.disposition in _ON_THE_CASE and (is_mine or key not in found):
            found[key] = one
    return list(found.values())[::-1]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All files that a letter may take, in the thread that it goes into."""

    view: CaseView
    of: Thread
    all_: Sequence[Thread]
    mine: Sequence[Enclosed] = ()

    @classmethod
    def beside(
        cls, view: CaseView, of: Thread, all_: Sequence[Thread], row: DraftRow | None
    ) -> Shelf:
        """With what a draft has already."""
        return cls(view, of, all_, draft_of(row).enclosed if row else ())

    def offered(self, previews: Previews) -> list[Offered]:
        """What may be chosen: what was put there for this draft, then what is kept on the case."""
        sent = evidence(self.view, self.mine)
        mine = {(one.message, one.sha256) for one in self.mine}
        kept = [self._of(one, chosen=(one.message.sha256, one.file.sha256) in mine) for one in sent]
        looks = [previews.seen(one.file.sha256) for one in kept]
        told = [
            replace(one, danger=look.danger if look else "")
            for one, look in zip(kept, looks, strict=True)
        ]
        return [*(one for one in self.along if not one.file.message), *told]

    @property
    def along(self) -> list[Offered]:
        """What is chosen; what is on this case no longer has no source, and cannot go."""
        sent = evidence(self.view, self.mine)
        there = {(one.message.sha256, one.file.sha256): one for one in sent}
        return [self._chosen(one, there.get((one.message, one.sha256))) for one in self.mine]

    def _chosen(self, one: Enclosed, source: Sent | None) -> Offered:
        if source is not None:
            return self._of(source, chosen=True)
        return Offered(
            value=_value(one), file=one, source=None, foreign=bool(one.message), chosen=True
        )

    def _of(self, one: Sent, *, chosen: bool) -> Offered:
        return Offered(
            value=f"{one.message.id} {one.file.sha256}",
            file=_enclosed(one),
            source=one,
            foreign=not holds(self.of, one.message, addresses_of(self.all_)),
            chosen=chosen,
        )


def _value(one: Enclosed) -> str:
    return f"0 {one.sha256}"


def _enclosed(one: Sent) -> Enclosed:
    return Enclosed(
        name=one.file.name or "file",
        media_type=one.file.media_type,
        message=one.message.sha256,
        sha256=one.file.sha256,
        size=one.file.size,
    )


# ---- choosing ----------------------------------------------------------------------------------


async def choose(
    request: Request, desk: Desk, view: CaseView, row: DraftRow | None, by: str
) -> Chosen:
    """What a form ticks and brings. Whatever cannot go along is left, and said; no word is lost."""
    form = await request.form()
    ticked = [str(one) for one in form.getlist("enclose")]
    brought = [one for one in form.getlist("upload") if isinstance(one, UploadFile)]
    chosen = Chosen()
    for one in _known(view, row, ticked):
        await _take(desk, chosen, one)
    new = [await read(one) for one in brought if one.filename or one.size]
    if sum(len(one.content) for one in new) > desk.settings.upload_limit:
        chosen.left.append(_("these files are too large together"))
        return chosen
    for file in new:
        await _put(desk, chosen, file, by)
    return chosen


def _known(view: CaseView, row: DraftRow | None, ticked: Iterable[str]) -> list[Enclosed]:
    """Of what is ticked, what this case or this draft has: nothing else can be named."""
    mine = draft_of(row).enclosed if row else ()
    sent = {f"{one.message.id} {one.file.sha256}": _enclosed(one) for one in evidence(view, mine)}
    put_there = {_value(one): one for one in mine if not one.message}
    found = [(sent | put_there).get(one) for one in ticked]
    return list({one.sha256: one for one in reversed(found) if one}.values())[::-1]


async def _put(desk: Desk, chosen: Chosen, file: OutboundFile, by: str) -> None:
    """A file from somebody's own machine is kept like evidence, before it is looked at."""
    digest = sha256(file.content).hexdigest()
    one = Enclosed(
        name=file.name or "file",
        media_type=file.media_type,
        message="",
        sha256=digest,
        size=len(file.content),
        by=by,
    )
    if not file.content:
        chosen.left.append(_left(one, _("it is empty")))
    elif digest not in {known.sha256 for known in chosen.files}:
        await asyncio.to_thread(desk.store.put, file.content)
        await _take(desk, chosen, one)


async def _take(desk: Desk, chosen: Chosen, one: Enclosed) -> None:
    if len(chosen.files) >= MOST_ENCLOSED:
        too_many = _("a letter takes %(many)s files") % {"many": MOST_ENCLOSED}
        chosen.left.append(_left(one, too_many))
        return
    try:
        look = await desk.previews.look(one.sha256, lambda: Archive(desk.store).file(one))
    except _DAMAGED:
        chosen.left.append(_left(one, _("it is not as it was kept")))
        return
    if look.danger:
        chosen.left.append(_left(one, _(look.danger)))
    else:
        chosen.files.append(one)


def _left(one: Enclosed, why: str) -> str:
    return _("%(file)s does not go along: %(why)s") % {"file": one.name[:80], "why": why}


def are_gone(view: CaseView, chosen: Sequence[Enclosed]) -> bool:
    """Whether one of these came with a message that is on this case no longer."""
    there = {(one.message.sha256, one.file.sha256) for one in evidence(view, chosen)}
    return any(one.message and (one.message, one.sha256) not in there for one in chosen)


# ---- what goes out -----------------------------------------------------------------------------


async def with_files(
    desk: Desk, message: OutboundMessage, chosen: Iterable[Enclosed]
) -> OutboundMessage | None:
    """The mail with its files; none where one of them is not as it was kept."""
    archive = Archive(desk.store)
    try:
        found = [
            OutboundFile(name=one.name, media_type=one.media_type, content=await archive.file(one))
            for one in chosen
        ]
    except _DAMAGED:
        return None
    return replace(message, files=tuple(found))


async def size_of(desk: Desk, message: OutboundMessage, file: CaseFile, body: str) -> Size:
    """How large the mail is, made as it will be frozen."""
    raw = await asyncio.to_thread(Bindery(desk.settings.desk_name).bind, message)
    known = file.policy.bodies.get(body)
    limit = (known.mailbox_limit if known else 0) or desk.settings.receiving_limit_bytes
    return Size(mail=len(raw), limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a file of a letter comes from, and what there is to see of it."""

    party: str
    by: str
    look: Look


async def sources(desk: Desk, view: CaseView, letter: LetterRow) -> dict[str, list[Source]]:
    """Whose each file is that goes along with a person's letter, by its digest.

    What two parties have sent is said of both: nobody can tell which of them is meant.
    """
    row = await Drafts(desk.rows).of_letter(letter.key)
    found: dict[str, list[Source]] = {}
    for one in draft_of(row).enclosed if row else ():
        look = await _seen(desk, one)
        sent = [it for it in evidence(view) if one.message and it.file.sha256 == one.sha256]
        parties = dict.fromkeys(it.message.party or "" for it in sent) or {"": None}
        found[one.sha256] = [Source(party=party, by=one.by, look=look) for party in parties]
    return found


async def _seen(desk: Desk, one: Enclosed) -> Look:
    try:
        return await desk.previews.look(one.sha256, lambda: Archive(desk.store).file(one))
    except _DAMAGED as error:
        return Look(why_not=str(error))
