"""The file of one case: who, what, where it stands, what is next, and its whole story."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import HTTPException, Query, Request
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it

from adapters.calendars import Calendars
from adapters.storage.case_lists import is_overdue
from adapters.storage.drafts import Drafts
from adapters.storage.links import Links
from adapters.storage.notes import Notes
from adapters.storage.tasks import Tasks
from casework import hold
from casework.case import Outcome, Party
from casework.decisions import ENDS, DecisionKind
from casework.escalation import complainant_of
from casework.findings import URGENT
from casework.reasons import reasons
from casework.roles import Deed, may
from console import decisions, papers, status_panel
from console.assessment import assessed
from console.clocks import clocks, hold_words
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.ladder_picture import Picture, Way, picture
from console.names import Names, letter_name
from console.reason_words import Why
from console.render import due_words, show
from console.story import Kind, Papers, Story, Wanted, read, story
from console.threads import Thread, threads
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from adapters.storage.models import CorrespondentRow, MessageRow, RespondentRow
    from adapters.storage.staff import Person
    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile
    from console.assessment import FieldLine
    from console.desk import Desk

_LATEST = 20  # replies that may be taken as the answer


async def show_(  # noqa: PLR0913, PLR0917  what may stand in the address
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    party: str = "",
    kind: str = "",
    order: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """One case with everything on it; its story as far as it is wanted."""
    view = await the_case(desk, number)
    file = await desk.views.file(number, desk.packs)
    directory = await desk.views.respondents()
    pack = await desk.pack_of(view.case)
    names = Names.of(pack, directory)
    known = await assessed(desk, number, pack, names, person)
    found = threads(view, file)
    wanted = Wanted(
        thread=next((one for one in found if one.key == party), None),
        kind=Kind(kind) if kind in set(Kind) else None,
        oldest_first=order == "oldest",
        page=page,
    )
    waiting = {one.letter.key for one in await desk.views.waiting(number)}
    on_its_way = [one for one in view.decisions if one.noted_at is None]
    closing = any(one.kind in ENDS for one in on_its_way)
    tasks = await Tasks(desk.rows).of_case(number)
    notes = await Notes(desk.rows).of_case(number)
    papers_ = Papers(view=view, threads=found, notes=notes, tasks=tasks, waiting=frozenset(waiting))
    return show(
        request,
        "case.html",
        view=view,
        names=names,
        pack=pack,
        respondent=next((one for one in directory if one.id == view.case.respondent), None),
        head=_head(view, file, known.brief, names),
        told=await _story(desk, papers_, wanted),
        filters=_Filters(number=number, threads=_spoken(found, view), wanted=wanted),
        first=await _first(desk, view),
        tasks=[one for one in tasks if one.done_at is None],
        threads=found,
        waiting=[one for one in view.letters if one.key in waiting],
        overdue=is_overdue(view.case, desk.wall(), desk.pack.zone),
        on_its_way=on_its_way,
        closing=closing,
        letter_name=letter_name,
        assessed=known,
        now=desk.case_time(view.case),
        forms=await _forms(desk, view, person, file, directory, closing=closing),
        **_by_the_file(desk, view, file, names),
        **await _beside_it(desk, person, number),
    )


async def _beside_it(desk: Desk, person: Person, number: str) -> dict[str, Any]:
    """What stands beside a case: drafts, other cases, who may see it, its complainant's page."""
    others = await Links(desk.rows).beside(number)
    return {
        "drafts": await Drafts(desk.rows).of_case(number),
        "beside": [one for one in others if await desk.access.may_see(person, one.case.number)],
        "alike": await desk.callers.alike(number, person),
        "granted": await desk.access.granted(number),
        "may_restrict": may(person.role, Deed.RESTRICT),
        "status_links": await status_panel.links_of(desk, number),
    }


async def _forms(  # noqa: PLR0913  what the forms of a case are made of
    desk: Desk,
    view: CaseView,
    person: Person,
    file: CaseFile | None,
    directory: Sequence[RespondentRow],
    *,
    closing: bool,
) -> _Forms:
    return _Forms(
        offered=_offered(person, decisions.offered(view, file, being_closed=closing)),
        blocked=decisions.why_not_to_decide(view, person, desk.settings),
        colleagues=await desk.accounts.all(),
        directory=directory,
        said=await _said(desk, view),
        questions=decisions.questions(file),
        outcomes=decisions.OUTCOMES,
    )


def _offered(person: Person, kinds: frozenset[DecisionKind]) -> frozenset[DecisionKind]:
    """Nothing to whoever may only read."""
    return kinds if may(person.role, Deed.HANDLE) else frozenset()


async def the_case(desk: Desk, number: str) -> CaseView:
    """A case without what its mails say. Raises HTTPException where there is none."""
    view = await desk.views.case(number, light=True)
    if view is None:
        raise HTTPException(404, f"there is no case {number}")
    return view


async def _story(desk: Desk, papers_: Papers, wanted: Wanted) -> Story:
    """The page of the story with the words on it, and only those."""
    told = story(papers_, wanted)
    messages = await desk.views.said({one.message.id for one in told.entries if one.message})
    letters = await desk.views.written({one.letter.key for one in told.entries if one.letter})
    entries = await asyncio.to_thread(read, told.entries, messages, letters)
    return Story(entries=entries, page=told.page, pages=told.pages, total=told.total)


async def thread_story(desk: Desk, view: CaseView, found: Sequence[Thread], one: Thread) -> Story:
    """The last page of what was said with one party, and nothing of anybody else."""
    return await _story(desk, Papers(view=view, threads=found), Wanted(thread=one))


async def _first(desk: Desk, view: CaseView) -> MessageRow | None:
    """What began the case."""
    mine = [one for one in view.messages if one.sha256 == view.case.first_digest]
    found = mine or [one for one in view.messages if one.party == Party.COMPLAINANT]
    ids = {one.id for one in found[:1]}
    return next(iter((await desk.views.said(ids)).values()), None)


async def _said(desk: Desk, view: CaseView) -> list[MessageRow]:
    theirs = decisions.said_by_the_asked(view)[:_LATEST]
    full = await desk.views.said({one.id for one in theirs})
    return [full[one.id] for one in theirs]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """Who complains, as far as it is known, and ``why`` the case needs a person, if it does.

    ``found`` is what stands of it in brief, each with its rule; ``urgency`` where it is urgent.
    """

    name: str
    addresses: tuple[str, ...]
    type: str
    bounced: bool
    why: Why | None
    found: Sequence[FieldLine]
    urgency: str


def _head(view: CaseView, file: CaseFile | None, found: Sequence[FieldLine], names: Names) -> _Head:
    people = [one for one in view.people if one.party == Party.COMPLAINANT]
    return _Head(
        name=next((one.name for one in people if one.name), ""),
        addresses=tuple(one.address for one in people),
        type=complainant_of(file) if file else "",
        bounced=any(one.bounced_at for one in people if not one.only_writes),
        why=_why(view, people, names) if view.case.needs_staff else None,
        found=found,
        urgency=view.case.urgency if view.case.urgency in URGENT else "",
    )


def _why(view: CaseView, people: Sequence[CorrespondentRow], names: Names) -> Why:
    """What the record tells since it was flagged, as Today says it."""
    since = view.case.flagged_at or view.case.opened_at
    told = reasons((one.kind, one.why) for one in view.events if one.at >= since)
    called = (one.name or one.address for one in people)
    who = next(filter(None, called), "") or _("The complainant")
    return Why.of(told, {"who": who}, names)


def _spoken(found: Sequence[Thread], view: CaseView) -> list[Thread]:
    """The threads in which something was said."""
    sent = {(one.party, one.recipient.lower()) for one in view.letters}
    wrote = {one.party for one in view.messages}
    spoken = (
        one
        for one in found
        if (one.party, one.address) in sent
        or (one.party in wrote and one.key in set(Party))
        or one.party is Party.COMPLAINANT
        or any(m.sender == one.address and m.party == one.party for m in view.messages)
    )
    return _one_of_each_address(spoken, view.case.rung)


def _one_of_each_address(found: Iterable[Thread], rung: str | None) -> list[Thread]:
    """Of several bodies with one address, the one that the case is with: they share a thread."""
    apart: dict[tuple[str, str], Thread] = {}
    for one in found:
        place = (one.party, one.address or one.key)
        if place not in apart or one.body == rung:
            apart[place] = one
    return list(apart.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filters:
    """Which parts of the story can be looked at, as addresses of this page."""

    number: str
    threads: Sequence[Thread]
    wanted: Wanted

    @property
    def kinds(self) -> list[Kind]:
        """What an entry can be, where one is not looking at a party alone."""
        return [] if self.wanted.thread else list(Kind)

    def to(self, **changes: object) -> str:
        """The same page with something else of the story."""
        wanted = self.wanted
        now = {
            "party": wanted.thread.key if wanted.thread else "",
            "kind": wanted.kind or "",
            "order": "oldest" if wanted.oldest_first else "",
            "page": "",
        }
        query = {name: one for name, one in {**now, **changes}.items() if one}
        return (
            f"/case/{self.number}?{urlencode(query)}#story"
            if query
            else f"/case/{self.number}#story"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Forms:
    """What the forms of a case need to know; ``blocked``: why this person may not close it."""

    offered: frozenset[DecisionKind]
    blocked: str
    colleagues: list[Any]
    directory: Any
    said: list[MessageRow]
    questions: list[tuple[str, str, bool]]
    outcomes: dict[Outcome, str]


def _by_the_file(desk: Desk, view: CaseView, file: CaseFile | None, names: Names) -> dict[str, Any]:
    """What the rules say of the case; nothing where its pack has gone."""
    if file is None:
        nothing: dict[str, Any] = {"clocks": [], "evidence": [], "ladder": [], "category": None}
        nothing["hold"] = _(hold.NOTHING_IS_DELETED)
        return {**nothing, "picture": None, "files": papers.files(view)}
    now, calendar = desk.case_time(view.case), Calendars(desk.packs_folder)[file.policy.calendar]
    rungs = papers.rungs(file, names, calendar, now)
    return {
        "clocks": clocks(file, calendar, now, view.case.closed_at),
        "hold": hold_words(file.policy, calendar, view.case.closed_at),
        "evidence": papers.evidence(file, view, calendar, now),
        "files": papers.files(view),
        "ladder": rungs,
        "category": file.policy.category(view.case.category),
        "picture": _picture(view, file, calendar, rungs),
    }


def _picture(view: CaseView, file: CaseFile, calendar: Any, rungs: Any) -> Picture:  # noqa: ANN401  as the rules take them
    words = _(view.case.next_step)
    if view.case.due_at is not None:
        due = due_words(view.case.due_at, file.policy.zone)
        words = _("%(step)s: %(due)s") % {"step": words, "due": due}
    way = Way(view=view, file=file, calendar=calendar, rungs=rungs, next_step=words)
    return picture(way.steps())
