"""The dossier of a case: what goes in is chosen here, looked at, and kept as a version."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.dossiers_pages import in_words, words_of
from adapters.storage.decisions import RefusedError, Who
from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.originals import OriginalsLinks
from casework.case import Party
from casework.dossier import chosen, dossier, shown
from casework.dossier_choice import Choice
from casework.dossier_parts import Why
from casework.enclosing import dossier_names
from casework.masking import personal, plain
from casework.safe_names import line, seen
from console import actions, dossier_versions
from console.files import handed_out
from console.guards import INERT, OurDesk, Someone
from console.names import in_tongue
from console.render import say, show
from console.tongue import _

if TYPE_CHECKING:
    from adapters.storage.dossiers import DossierRow
    from casework.dossier_parts import Dossier
    from casework.messages import Attachment
    from console.desk import Desk
    from console.dossier_versions import Subject

_BEGINNING = 280  # signs of a message that the page shows
_MOST_PAGES = 10_000
_LONGEST = 4_000  # signs of a demand
Many = Annotated[list[str], Form(default_factory=list)]


class Way(StrEnum):
    """What becomes of the originals that a mail may have no room for."""

    ENCLOSED = "enclosed"
    LEFT_OUT = "left out"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that may go in: its value in the form, what it is, and whether it is chosen."""

    value: str
    name: str
    note: str = ""
    text: str = ""
    link: str = ""
    is_in: bool = True


async def show_(request: Request, desk: OurDesk, number: str) -> HTMLResponse:
    """What may go in and what is chosen, and every version that was kept."""
    subject = await _subject(desk, number)
    versions = await desk.shelf.versions(number)
    file, rung = subject.here.file, subject.rung
    choice = chosen(file, rung.body.id) if rung else Choice()
    return show(
        request,
        "dossier.html",
        number=number,
        body=in_tongue(rung.body.names) if rung else "",
        for_complainant=subject.reader is Party.COMPLAINANT,
        facts=_facts(subject, choice),
        messages=_messages(subject, choice),
        attached=_files(subject, choice),
        personal=_personal(subject, choice),
        demand=_proposed(desk, subject) if choice.demand is None else choice.demand,
        versions=versions,
        latest=versions[0] if versions else None,
        no_room=_no_room(versions[0].left_out) if versions else [],
        limit=dossier_versions.limit_of(desk, subject),
        ways=_ways(desk, choice),
        days=desk.settings.originals_days,
        links=await OriginalsLinks(desk.rows).of(number, desk.wall()),
        waits=bool(file.waiting),
        pages=await pages(desk, versions[0]) if versions else [],
        names=_labels,
    )


def _proposed(desk: Desk, subject: Subject) -> str:
    """What is asked for as it was found, in the language of whoever gets the dossier."""
    folder = desk.settings.templates_folder / "dossier"
    return in_words(subject.here.file.demands, words_of(folder, subject.language))


def _ways(desk: Desk, choice: Choice) -> list[tuple[Way, bool]]:
    """What can become of the originals, and whether it was chosen; a link needs an address."""
    offered = [Way.ENCLOSED, Way.LEFT_OUT]
    if desk.settings.public_address:
        offered.append(Way.LINK)
    was = Way.LINK if choice.linked and Way.LINK in offered else Way.ENCLOSED
    return [(one, one is was) for one in offered]


def _no_room(left_out: list[dict[str, str]]) -> list[str]:
    return [one["name"] for one in left_out if one["why"] == Why.NO_ROOM]


def _facts(subject: Subject, choice: Choice) -> list[Line]:
    if subject.rung is None:
        return []
    bare = _dossier(subject, Choice())
    return [
        Line(value=name, name=name, note=f"{value}", is_in=choice.has_fact(name))
        for name, value in bare.facts
    ]


def _messages(subject: Subject, choice: Choice) -> list[Line]:
    file = subject.here.file
    return [
        Line(
            value=one.sha256,
            name=one.party,
            note=f"{one.received_at.astimezone(file.policy.zone):%Y-%m-%d %H:%M}",
            text=line(f"{one.subject}: {one.text}", _BEGINNING),
            link=subject.links.get(one.sha256, ""),
            is_in=choice.has_message(file, one),
        )
        for one in file.messages
    ]


def _files(subject: Subject, choice: Choice) -> list[Line]:
    file = subject.here.file
    found: dict[str, Line] = {}
    for message in file.messages:
        for one in message.attachments:
            link = subject.links.get(message.sha256, "")
            found.setdefault(one.sha256, _file(one, link, is_in=choice.has_file(file, one)))
    return list(found.values())


def _file(one: Attachment, link: str, *, is_in: bool) -> Line:
    looks = one.media_type.startswith("image/") or one.media_type == "application/pdf"
    return Line(
        value=one.sha256,
        name=line(one.name, 80) or "file",
        note=f"{one.media_type}, {one.size:,} bytes",
        link=f"{link}/files/{one.sha256}/preview" if looks and link else "",
        is_in=is_in,
    )


def _personal(subject: Subject, choice: Choice) -> list[Line]:
    """The personal data in what is chosen; ticked, where a person lets it be seen."""
    if subject.reader is Party.COMPLAINANT:
        return []
    file = subject.here.file
    anyway = {plain(one) for one in shown(file, replace(choice, shown=()))}
    texts = [one for one in file.messages if choice.has_message(file, one)]
    found: dict[str, Line] = {}
    for message in texts:
        for one in personal(f"{message.subject}\n{seen(message.text)}"):
            words = line(one.words)
            if plain(words) not in anyway:
                line_ = Line(value=words, name=words, note=one.kind, is_in=words in choice.shown)
                found.setdefault(words, line_)
    return list(found.values())


async def preview(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    fact: Many,
    message: Many,
    file: Many,
    known: Many,
    reveal: Many,
    demand: Annotated[str, Form()] = "",
    originals: Annotated[Way, Form()] = Way.ENCLOSED,
) -> Response:
    """The papers as they would be with what is ticked; nothing is kept but that they were seen."""
    subject = await _subject(desk, number)
    choice = _choice(desk, subject, fact, {*message, *file}, known, reveal, demand)
    choice = replace(choice, linked=originals is Way.LINK)
    bound = await dossier_versions.made(desk, _dossier(subject, choice))
    await desk.access.note(desk.wall(), person.account, "dossier preview", request.url.path, number)
    return handed_out(bound.pdf, f"preview-{dossier_names(number)[0]}")


async def save(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    fact: Many,
    message: Many,
    file: Many,
    known: Many,
    reveal: Many,
    why: Annotated[str, Form()],
    demand: Annotated[str, Form()] = "",
    originals: Annotated[Way, Form()] = Way.ENCLOSED,
) -> Response:
    """Keep what is ticked as a version; a letter that waits is written anew with it."""
    subject = await _subject(desk, number)
    choice = _choice(desk, subject, fact, {*message, *file}, known, reveal, demand)
    choice = replace(choice, linked=originals is Way.LINK)
    version = await dossier_versions.keep(
        desk,
        subject,
        _dossier(subject, choice),
        choice,
        by=person.account,
        why=why,
        may_leave_out=originals is Way.LEFT_OUT,
    )
    say(request, _("Version {version} of the dossier is kept.").format(version=version))
    return RedirectResponse(f"/case/{number}/dossier", status_code=303)


def _choice(  # noqa: PLR0913, PLR0917  what was ticked
    desk: Desk,
    subject: Subject,
    facts: list[str],
    ticked: set[str],
    known: list[str],
    reveal: list[str],
    demand: str,
) -> Choice:
    """What was ticked, of what the page showed; what came since is decided by rule."""
    if subject.rung is None:
        raise RefusedError(
            _("no body of the ladder takes this case: there is nobody to prepare for")
        )
    file = subject.here.file
    was = chosen(file, subject.rung.body.id)
    here = {one.sha256 for one in file.messages} & set(known)
    files = {it.sha256 for one in file.messages for it in one.attachments} & set(known)
    names = [name for name, _value in _dossier(subject, Choice()).facts]
    said = "\n".join(seen(demand).strip()[:_LONGEST].splitlines())
    return Choice(
        messages={one: one in ticked for one in sorted(here)},
        files={one: one in ticked for one in sorted(files)},
        facts={one: one in facts for one in names},
        shown=tuple(sorted(reveal)),
        demand=None if said == _proposed(desk, subject) else said,
        words=was.words,
    )


async def end_link(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    key: Annotated[str, Form()],
    why: Annotated[str, Form()],
) -> Response:
    """The link in a letter opens nothing any more."""
    who = Who(account=person.account, why=actions.reason(why), at=desk.wall())
    await OriginalsLinks(desk.rows).end(number, key, who)
    say(request, _("The link is ended: it opens nothing any more."))
    return RedirectResponse(f"/case/{number}/dossier", status_code=303)


async def papers(desk: OurDesk, number: str, version: int, part: str) -> Response:
    """A version's papers, or its originals, byte for byte as they are kept."""
    row, (pdf, originals) = await _kept(desk, number, version), dossier_names(number)
    if part not in {"pdf", "zip"}:
        raise HTTPException(404, f"a dossier has no {part}")
    name, digest = (pdf, row.pdf) if part == "pdf" else (originals, row.zip)
    return handed_out(await _content(desk, digest), f"v{version}-{name}")


async def page(desk: OurDesk, number: str, version: int, page: int) -> Response:
    """One page of a version's papers as a picture; the first is 0."""
    row = await _kept(desk, number, version)
    content = await _content(desk, row.pdf)
    png = b""
    if 0 <= page < _MOST_PAGES:
        png = await asyncio.to_thread(desk.sheets.picture, row.pdf, content, page)
    if not png:
        raise HTTPException(404, f"the dossier has no page {page}")
    return Response(png, media_type="image/png", headers=INERT)


async def pages(desk: Desk, row: DossierRow) -> list[str]:
    """The words of each page of a version; nothing where its bytes are not to be had."""
    try:
        content = await asyncio.to_thread(desk.store.open, row.pdf)
    except (EvidenceDamagedError, OSError):
        return []
    return await asyncio.to_thread(desk.sheets.words, row.pdf, content)


async def _kept(desk: Desk, number: str, version: int) -> DossierRow:
    rows = await desk.shelf.versions(number)
    row = next((one for one in rows if one.version == version), None)
    if row is None:
        raise HTTPException(404, f"{number} has no such dossier")
    return row


async def _content(desk: Desk, digest: str) -> bytes:
    try:
        return await asyncio.to_thread(desk.store.open, digest)
    except (EvidenceDamagedError, OSError) as error:
        raise HTTPException(404, str(error)) from None


async def _subject(desk: Desk, number: str) -> Subject:
    found = await dossier_versions.subject(desk, number)
    if found is None:
        raise HTTPException(404, f"there is no case {number}, or no pack for it")
    return found


def _dossier(subject: Subject, choice: Choice) -> Dossier:
    if subject.rung is None:
        raise RefusedError(
            _("no body of the ladder takes this case: there is nobody to prepare for")
        )
    return dossier(
        subject.here,
        subject.here.file.case,
        subject.rung,
        subject.language,
        choice,
        reader=subject.reader,
    )


def _labels() -> dict[str, str]:
    """What facts are called; read as the page is."""
    return {
        "complainant": _("Complainant"),
        "complainant_address": _("E-mail of the complainant"),
        "respondent": _("Complaint about"),
        "category": _("Subject matter"),
        "opened_on": _("Received on"),
        "was_asked": _("Put to the respondent"),
        "asked_on": _("First put to the respondent on"),
        "was_due_on": _("Last day for the answer"),
        "answered": _("Answered"),
        "authorised": _("Authorised by the complainant"),
    }
