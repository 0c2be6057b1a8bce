"""A letter by a person: the thread it goes into, the words, and exactly what will go out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.archive import Archive
from adapters.beginnings import beginnings
from adapters.calendars import Calendars
from adapters.press import Press
from adapters.storage.decisions import RefusedError
from adapters.storage.drafts import Drafts, draft_of
from adapters.storage.evidence import EvidenceDamagedError
from casework.case import Stage
from casework.drafts import MOST_ENCLOSED, Draft, by_a_person, why_not_sent
from casework.letters import LetterKind, letter_key
from casework.plan import Happening, Moment
from console import actions, enclosures
from console.case_deeds import paperwork
from console.case_file import the_case, thread_story
from console.decisions import back
from console.files import handed_out
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.names import Names, letter_name
from console.render import say, show
from console.threads import Thread, thread_of, threads
from console.tongue import _

if TYPE_CHECKING:
    from adapters.storage.drafts import DraftRow
    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile
    from casework.letters import Letter
    from casework.messages import OutboundMessage
    from console.desk import Desk
    from console.enclosures import Size

_LONGEST = 20_000  # signs of a letter: nobody reads more, and a form has to carry it


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Exactly what will go out, from when on, and what is still in its way."""

    letter: Letter
    message: OutboundMessage
    size: Size | None
    why_not: str


async def page(  # noqa: PLR0913, PLR0917  what may stand in the address
    request: Request,
    desk: OurDesk,
    number: str,
    to: str = "complainant",
    draft: str = "",
    start: str = "",
) -> HTMLResponse:
    """One party's thread, and the letter to them that is being written."""
    view = await the_case(desk, number)
    file = await desk.views.file(number, desk.packs)
    row = await Drafts(desk.rows).draft(number, draft) if draft else None
    if draft and row is None:
        raise HTTPException(404, f"{number} has no draft {draft}")
    thread = _whom(view, file, _key_of(row) if row else to)
    found = threads(view, file)
    shelf = enclosures.Shelf.beside(view, thread, found, row)
    words = beginnings(desk.settings.templates_folder, _language(file, thread))
    begun = next((one for one in words if one.id == start), None)
    return show(
        request,
        "write.html",
        view=view,
        thread=thread,
        told=await thread_story(desk, view, found, thread),
        names=Names.of(await desk.pack_of(view.case), await desk.views.respondents()),
        letter_name=letter_name,
        row=row,
        subject=row.subject if row else begun.subject if begun else "",
        text=row.text if row else begun.text if begun else "",
        beginnings=words,
        offered=shelf.offered(desk.previews),
        most_files=MOST_ENCLOSED,
        most_bytes=desk.settings.upload_limit,
        along=shelf.along,
        preview=await _preview(desk, view, file, row) if row and row.is_open else None,
        longest=_LONGEST,
        closing=view.case.stage == Stage.CLOSED,
    )


def _whom(view: CaseView, file: CaseFile | None, key: str) -> Thread:
    """The thread that is written into. Raises HTTPException where the case has no such party."""
    thread = thread_of(key, view, file)
    if thread is None or file is None or not thread.may_be_written_to:
        raise HTTPException(404, f"{view.case.number} has no {key} to write to")
    return thread


def _key_of(row: DraftRow) -> str:
    return f"{row.party}:{row.body}" if row.body else row.party


def _language(file: CaseFile | None, thread: Thread) -> str:
    if file is None:
        return "en"
    body = file.policy.bodies.get(thread.body)
    return body.language if body else file.language_of(thread.party)


async def _preview(
    desk: Desk, view: CaseView, file: CaseFile | None, row: DraftRow
) -> Preview | None:
    """What the workflow will freeze, made by the same press under the same key."""
    if file is None:
        return None
    now = desk.case_time(view.case)
    calendar = Calendars(desk.packs_folder)[file.policy.calendar]
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    key = letter_key(view.case.number, LetterKind.LETTER, f"{Happening.DECISION}/{row.id}")
    letter = replace(by_a_person(here, draft_of(row)), key=key)
    thread = file.threads.get(letter.to.address.lower(), ())
    message = replace(press(desk).compose(letter, thread), written_at=now)
    gone = enclosures.are_gone(view, letter.enclosed)
    whole = None if gone else await enclosures.with_files(desk, message, letter.enclosed)
    size = await enclosures.size_of(desk, whole, file, row.body) if whole else None
    return Preview(
        letter=letter,
        message=message,
        size=size,
        why_not=why_not_sent(here, draft_of(row)) or _why_no_mail(size),
    )


def _why_no_mail(size: Size | None) -> str:
    """Why the mail cannot be made, or would come back; nothing where all is well."""
    if size is None:
        return "one of its files is not on this case any more, or not as it was kept: save it anew"
    return "" if size.fits else "it is larger than the mailbox takes that it goes to: untick files"


def press(desk: Desk) -> Press:
    """Where letters get their words; the worker has one like it."""
    settings = desk.settings
    return Press(
        folder=settings.templates_folder,
        desk_address=settings.desk_address,
        desk_name=settings.desk_name,
        secret=settings.secret.get_secret_value().encode(),
        console=settings.console_url,
    )


async def save(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    to: Annotated[str, Form()],
    subject: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    draft: Annotated[str, Form()] = "",
    version: Annotated[int, Form()] = 0,
) -> Response:
    """Keep what was written; the page then shows exactly what would go out."""
    view = await the_case(desk, number)
    file = await desk.views.file(number, desk.packs)
    thread = _whom(view, file, to)
    row = await Drafts(desk.rows).draft(number, draft) if draft else None
    chosen = await enclosures.choose(request, desk, view, row, person.account)
    written = Draft(
        id=draft,
        party=thread.party,
        body=thread.body,
        subject=actions.writable(subject)[:200],
        text=actions.writable(text.replace("\r\n", "\n"))[:_LONGEST],
        by=person.account,
        enclosed=tuple(chosen.files),
        replaces=row.replaces if row else "",
    )
    saved = await Drafts(desk.rows).save(number, written, version, desk.wall())
    said = [*chosen.left]
    if saved.beside:
        told = _("%(who)s has changed the draft meanwhile: yours is kept beside it, as a new one")
        said.insert(0, told % {"who": saved.beside})
    if said:
        say(request, "; ".join(said))
    query = urlencode({"draft": saved.id})
    return RedirectResponse(f"/case/{number}/write?{query}#preview", status_code=303)


async def send(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    draft: Annotated[str, Form()],
    version: Annotated[int, Form()],
    why: Annotated[str, Form()],
    read: Annotated[str, Form()] = "",
) -> Response:
    """Have it go out as it was shown; its workflow freezes it like any other letter."""
    who = actions.who_decides(desk, person.account, why)
    view = await the_case(desk, number)
    file = await desk.views.file(number, desk.packs)
    row = await Drafts(desk.rows).draft(number, draft)
    shown = await _preview(desk, view, file, row) if row else None
    if row is not None and row.is_open and (shown is None or shown.why_not):
        raise RefusedError(shown.why_not if shown else f"there is no pack for {number}")
    await paperwork(desk).send(number, draft, version, who, read=bool(read))
    waits = shown is not None and bool(shown.letter.approval)
    said = _("the letter is being written, and waits for an approval")
    return back(request, number, said if waits else _("the letter is being sent"))


async def file(desk: OurDesk, number: str, draft: str, sha256: str) -> Response:
    """A file that goes along with a draft, as it is kept."""
    row = await Drafts(desk.rows).draft(number, draft)
    mine = draft_of(row).enclosed if row else ()
    one = next((each for each in mine if each.sha256 == sha256), None)
    if one is None:
        raise HTTPException(404, f"{number} has no draft with such a file")
    try:
        return handed_out(await Archive(desk.store).file(one), one.name)
    except (EvidenceDamagedError, OSError, LookupError) as error:
        raise HTTPException(404, str(error)) from None


async def take_back(
    request: Request, desk: OurDesk, person: Someone, key: str, why: Annotated[str, Form()]
) -> Response:
    """A letter that a person wrote is changed: it is void, and its words begin a new draft."""
    who = actions.who_decides(desk, person.account, why)
    draft = await paperwork(desk).take_back(key, who)
    number = key.partition("/")[0]
    say(request, _("The letter does not go out as it was: change it here, and send it anew."))
    query = urlencode({"draft": draft})
    return RedirectResponse(f"/case/{number}/write?{query}", status_code=303)


async def throw_away(
    request: Request, desk: OurDesk, person: Someone, number: str, draft: Annotated[str, Form()]
) -> Response:
    """A draft is not sent; it stays in the record."""
    drafts = Drafts(desk.rows)
    if not await drafts.throw_away(number, draft, by=person.account, at=desk.wall()):
        raise RefusedError(_("there is no such draft any more: it was sent, or thrown away"))
    return back(request, number, _("the draft is thrown away"))
