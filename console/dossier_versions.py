"""Versions of what goes out to a body: for whom, made and kept; also the letter's own words."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from adapters.calendars import Calendars
from adapters.storage.decisions import Decisions, RefusedError
from adapters.storage.dossiers import NewVersion
from casework.case import Party
from casework.dossier_choice import Bound, Choice
from casework.dossier_parts import LeftOut, Why
from casework.escalation import ladder, next_rung, who_submits
from casework.letters import TO_APPROVE
from casework.originals import LARGEST
from casework.plan import Moment
from casework.policy import Submits
from casework.safe_names import seen
from console import actions
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.case import Language
    from casework.dossier_parts import Dossier
    from casework.escalation import Checked
    from console.desk import Desk

WORDS_LIMIT = 20_000  # signs of a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A case and the body that its dossier is for. ``links``: where its messages are shown."""

    here: Moment
    rung: Checked | None
    language: Language
    reader: Party
    links: Mapping[str, str] = field(default_factory=dict)


async def subject(desk: Desk, number: str) -> Subject | None:
    """A case as its dossier looks at it; none without the case or its pack."""
    view, file = await desk.views.case_and_file(number, desk.packs)
    if view is None or file is None:
        return None
    now = desk.case_time(view.case)
    calendar = Calendars(desk.packs_folder)[file.policy.calendar]
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    rung = _rung(here)
    by_complainant = rung is not None and who_submits(rung, file) is Submits.COMPLAINANT
    return Subject(
        here=here,
        rung=rung,
        language=file.case.language if rung is None or by_complainant else rung.body.language,
        reader=Party.COMPLAINANT if by_complainant else Party.BODY,
        links={one.sha256: f"/mail/{one.id}" for one in view.messages},
    )


def _rung(here: Moment) -> Checked | None:
    """The body in hand, or the one whose turn is next, or the first that could take the case."""
    rungs = ladder(here.file, here)
    mine = next((one for one in rungs if one.body.id == here.file.case.rung), None)
    return mine or next_rung(here.file, here) or next((one for one in rungs if one.fits), None)


async def made(desk: Desk, dossier: Dossier) -> Bound:
    """The papers and the originals, kept nowhere. Raises RefusedError."""
    from adapters.dossiers import DossierError  # noqa: PLC0415  as Desk.dossiers

    try:
        return await asyncio.to_thread(desk.dossiers.made, dossier)
    except DossierError as error:
        raise RefusedError(str(error)) from error


async def keep(  # noqa: PLR0913  a version is these facts
    desk: Desk,
    of: Subject,
    dossier: Dossier,
    choice: Choice,
    *,
    by: str,
    why: str,
    may_leave_out: bool,
) -> int:
    """Keep a version, and have a letter that waits written anew with it. Raises RefusedError.

    What a person chose and one mail has no room for is left out only where they say so.
    """
    why = actions.reason(why)
    if choice.linked and not desk.settings.public_address:
        raise RefusedError(_("a link needs an address that others reach: OMBUD_PUBLIC_ADDRESS"))
    bound = await made(desk, dossier)
    if not may_leave_out and (over := [it for it in bound.left_out if it.why is Why.NO_ROOM]):
        raise RefusedError(_too_large(over, LARGEST if choice.linked else limit_of(desk, of)))
    for content in (bound.pdf, bound.zip):
        await asyncio.to_thread(desk.store.put, content)
    new = _version(desk, of, bound, choice, by=by, why=why)
    return await _decisions(desk).edit(dossier.case_number, new, "dossier")


def _too_large(over: list[LeftOut], limit: int) -> str:
    names = ", ".join(one.name for one in over)
    said = _(
        "up to {limit} MB are sent, and there is no room for: {names}. Untick them, or choose "
        "that what has no room is left out: the dossier then says so, and the desk can hand it "
        "over; or, where the desk has pages for others, send a link to the originals"
    )
    return said.format(limit=limit // 1_000_000, names=names)


def limit_of(desk: Desk, of: Subject) -> int:
    """How large a mail its reader's mailbox takes: as the body's file says, or the settings."""
    body = of.rung.body if of.rung is not None and of.reader is Party.BODY else None
    return (body.mailbox_limit if body else 0) or desk.settings.receiving_limit_bytes


async def edit_words(  # noqa: PLR0913  an edit is these facts
    desk: Desk, key: str, words: str, *, looked_at: str, by: str, why: str
) -> int:
    """Give a letter that waits other words; it is written anew with them. Raises RefusedError."""
    why, words = actions.reason(why), seen(words).strip()
    view = await desk.views.to_approve(key)
    if view is None or view.letter.kind not in TO_APPROVE or view.why_not:
        raise RefusedError(_("the letter does not wait any more: look at the case"))
    if looked_at != view.letter.sha256 or not words or len(words) > WORDS_LIMIT:
        raise RefusedError(_("the letter is another one by now, or its words are too few or many"))
    number = view.letter.case_number
    of, rows = await subject(desk, number), await desk.shelf.versions(number)
    if of is None or of.rung is None or not rows or rows[0].body != of.rung.body.id:
        raise RefusedError(_("the letter has no dossier of its own yet: look at its page first"))
    was = rows[0]
    choice = replace(Choice.from_json(was.choice), words=words)
    kept = Bound(
        facts=was.facts,
        pdf=await asyncio.to_thread(desk.store.open, was.pdf),
        zip=await asyncio.to_thread(desk.store.open, was.zip),
        left_out=tuple(LeftOut(**{**one, "why": Why(one["why"])}) for one in was.left_out),
    )
    new = _version(desk, of, kept, choice, by=by, why=why)
    return await _decisions(desk).edit(number, new, "letter")


def _version(  # noqa: PLR0913  a version is these facts
    desk: Desk, of: Subject, bound: Bound, choice: Choice, *, by: str, why: str
) -> NewVersion:
    assert of.rung is not None  # noqa: S101  there is a body, or nothing was made
    return NewVersion(
        body=of.rung.body.id,
        choice=choice,
        bound=bound,
        after_message=len(of.here.file.messages),
        by=by,
        at=desk.wall(),
        why=why,
    )


def _decisions(desk: Desk) -> Decisions:
    return Decisions(desk.rows, one_person=desk.settings.one_person_desk)
