"""Letters that wait for a person: the list, exactly what would go out, and the ruling on it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.calendars import Calendars
from adapters.mailbox.parse import parse
from adapters.storage.drafts import Drafts
from casework.decisions import Verdict
from casework.escalation import ladder
from casework.letters import LetterKind
from casework.matching import without_codes
from casework.originals import without_foot
from casework.plan import Moment
from console import actions, dossier, dossier_versions
from console.changes import changes, earlier, with_papers
from console.enclosures import sources
from console.files import readable
from console.guards import Hidden, OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.health import hours_since
from console.names import Names, in_tongue, letter_name
from console.render import say, show
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from adapters.storage.dossiers import DossierRow
    from adapters.storage.models import LetterRow
    from adapters.storage.staff import Person
    from adapters.storage.waiting import LetterView
    from casework.casefile import CaseFile
    from casework.policy import Policy
    from console.changes import Changes
    from console.desk import Desk


async def list_(request: Request, desk: OurDesk, person: Someone, hidden: Hidden) -> HTMLResponse:
    """The letters that wait, oldest first."""
    held = {one.role for one in await desk.accounts.all()}
    waiting = [one for one in await desk.views.waiting() if one.case.number not in hidden]
    packs = await desk.packs_of(one.case for one in waiting)
    return show(
        request,
        "approvals.html",
        lines=[
            (one, _hours(one, desk), _role_of(person, one, desk, held, packs[one.case.number]))
            for one in waiting
        ],
        letter_name=letter_name,
    )


def _hours(one: LetterView, desk: Desk) -> float | None:
    """For how many hours it waits, in its case's time."""
    return hours_since(one.letter.written_at.isoformat(), desk.case_time(one.case))


def _role_of(
    person: Person, one: LetterView, desk: Desk, held: Collection[str], pack: Policy | None
) -> str:
    """The role in which this person may rule on it by now: their own, or as its deputy."""
    deputies = actions.deputies_of(desk, one.letter, one.case, held, pack)
    roles = (role for role in one.letter.approval)
    return next((role for role in roles if person.role in {role, deputies.get(role)}), "")


async def show_(request: Request, desk: OurDesk, person: Someone, key: str) -> HTMLResponse:
    """Exactly what will go out, what is known and what is not; and the form that rules on it."""
    view = await desk.views.to_approve(key)
    if view is None or not (view.letter.approval or view.rulings):
        raise HTTPException(
            404, _("there is no letter %(key)s that needs an approval") % {"key": key}
        )
    file = await desk.views.file(view.case.number, desk.packs)
    pack = await desk.pack_of(view.case)
    case = await desk.views.case(view.case.number)
    versions = await desk.shelf.versions(view.case.number)
    version = _version(view.letter, versions)
    pages = await dossier.pages(desk, version) if version else []
    mail = await asyncio.to_thread(parse, view.letter.raw, view.letter.written_at)
    by_a_person = view.letter.kind == LetterKind.LETTER
    return show(
        request,
        "approval.html",
        view=view,
        mail=mail,
        read=await asyncio.to_thread(readable, view.letter.raw, mail.attachments),
        hours=_hours(view, desk),
        role=_role_of(person, view, desk, {one.role for one in await desk.accounts.all()}, pack),
        names=Names.of(pack, await desk.views.respondents()),
        body=_body(file),
        known=_known(file),
        closes=_closes(file, desk.case_time(view.case), desk) if file else [],
        letter_name=letter_name,
        changed=await _changed(desk, view.letter, case.letters if case else (), versions, pages),
        sources=await sources(desk, case, view.letter) if case and by_a_person else {},
        by_a_person=by_a_person,
        version=version,
        pages=pages,
        words=without_codes(mail.text or ""),
        plain=without_foot(_unmarked(mail.text or "")),
        ahead=timedelta(seconds=view.case.ahead),  # a ruling is kept on the wall clock
        size=len(view.letter.raw),
        limit=actions.mailbox_limit(desk, view.letter, view.case, pack),
    )


async def _changed(
    desk: Desk,
    letter: LetterRow,
    letters: Sequence[LetterRow],
    versions: Sequence[DossierRow],
    pages: Sequence[str],
) -> Changes | None:
    """What is different from the letter before it, and in the dossier that went with that one.

    A person's letter says which was before it.
    """
    before = earlier(letter, letters)
    if letter.kind == LetterKind.LETTER:
        row = await Drafts(desk.rows).of_letter(letter.key)
        before = next((one for one in letters if row and one.key == row.replaces), None)
    if before is None:
        return None
    changed = await asyncio.to_thread(changes, letter, before)
    version = _version(before, versions)
    return (
        changed
        if version is None
        else with_papers(changed, await dossier.pages(desk, version), pages)
    )


def _version(letter: LetterRow, versions: Sequence[DossierRow]) -> DossierRow | None:
    """The version of the dossier that goes along with a letter: by its digests."""
    files = {str(one["sha256"]) for one in letter.files}
    return next((one for one in versions if _goes_along(one) <= files), None)


def _goes_along(version: DossierRow) -> set[str]:
    return {version.pdf} if version.choice.get("linked") else {version.pdf, version.zip}


def _unmarked(text: str) -> str:
    """The words without the line above which an answer is looked for: it is put there again."""
    first, _mark, rest = text.strip().partition("\n\n")
    return rest if first.startswith("##-") else text.strip()


def _body(file: CaseFile | None) -> str:
    return in_tongue(file.body.names) if file and file.body else ""


def _known(file: CaseFile | None) -> list[tuple[str, str]]:
    """What the body asks for, in the pack's words, and what is known of it."""
    if file is None:
        return []
    mine = (one for one in ladder(file) if one.body.id == file.case.rung)
    return [(in_tongue(one.names), known) for rung in mine for one, known in rung.preconditions]


def _closes(file: CaseFile, now: datetime, desk: Desk) -> list[str]:
    """The bodies that do not take the case any more once this one has it."""
    calendar = Calendars(desk.packs_folder)[file.policy.calendar]
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    mine = [one for one in ladder(file, here) if one.body.id == file.case.rung]
    return [in_tongue(other.names) for one in mine for other in one.closes]


async def edit(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    key: str,
    sha256: Annotated[str, Form()],
    words: Annotated[str, Form()],
    why: Annotated[str, Form()],
) -> Response:
    """Give the letter other words: it is written anew, and this one is void."""
    await dossier_versions.edit_words(
        desk, key, words, looked_at=sha256, by=person.account, why=why
    )
    said = _("The letter is void: it is being written anew with your words.")
    say(request, said)
    return RedirectResponse(f"/approvals/{key}", status_code=303)


async def rule(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    key: str,
    verdict: Annotated[Verdict, Form()],
    sha256: Annotated[str, Form()],
    why: Annotated[str, Form()],
) -> Response:
    """Let it go out, or not: what has the digest that was shown, and nothing else."""
    await actions.rule_on_letter(
        desk, key, verdict, by=person, sha256=sha256, why=why, door="console"
    )
    number, _slash, kind = key.partition("/")
    approved = _("%(number)s: you have approved the %(letter)s.")
    refused = _("%(number)s: you have refused the %(letter)s.")
    said = approved if verdict is Verdict.APPROVED else refused
    say(request, said % {"number": number, "letter": letter_name(kind.partition("/")[0])})
    return RedirectResponse(f"/approvals/{key}", status_code=303)
