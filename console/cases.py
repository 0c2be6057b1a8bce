"""The cases: the list, and one case with everything on it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it

from adapters.calendars import Calendars
from casework import clock
from casework.case import Outcome, Stage
from casework.decisions import DecisionKind
from casework.roles import Deed, may
from console import decisions, papers, status_panel
from console.clocks import clocks
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.health import held_before, held_too_long, hours_since, silences
from console.names import Names, letter_name
from console.render import show
from console.story import story

if TYPE_CHECKING:
    from adapters.storage.models import CaseRow, MessageRow
    from adapters.storage.views import CaseLine, CaseView
    from casework.casefile import CaseFile
    from console.desk import Desk


class Only(StrEnum):
    """Which cases of the list are wanted, besides those of one stage."""

    PERSON = "person"
    OVERDUE = "overdue"


async def list_(request: Request, desk: OurDesk, stage: str = "", only: str = "") -> HTMLResponse:
    """Every case, or those of one stage, what is due first on top."""
    known = stage if stage in set(Stage) else ""
    now = desk.wall()
    figures = await desk.views.figures(held_before(desk.settings, now))
    lines = await desk.views.lines(known or None)
    overdue = {one.case.number for one in lines if _is_overdue(desk, one.case)}
    return show(
        request,
        "cases.html",
        lines=[one for one in lines if _is_wanted(one, only, overdue)],
        overdue=overdue,
        categories={one.id: one.names for pack in desk.packs.values() for one in pack.categories},
        stage=known,
        only=only,
        stages=list(Stage),
        figures=figures,
        oldest=hours_since(figures["approvals_oldest_at"], now),
        silent=[*silences(figures, desk.settings, now), *held_too_long(figures, desk.settings)],
    )


def _is_wanted(line: CaseLine, only: str, overdue: set[str]) -> bool:
    if only == Only.PERSON:
        return line.case.needs_staff
    return only != Only.OVERDUE or line.case.number in overdue


def _is_overdue(desk: Desk, case: CaseRow) -> bool:
    """Its due date has gone by, on the case's own clock; the last day itself is still in time."""
    if case.due_at is None:
        return False
    zone = desk.pack.zone
    return clock.last_day(case.due_at, zone) < desk.case_time(case).astimezone(zone).date()


async def show_(request: Request, desk: OurDesk, person: Someone, number: str) -> HTMLResponse:
    """One case with everything on it."""
    view = await desk.views.case(number)
    if view is None:
        raise HTTPException(404, f"there is no case {number}")
    file = await desk.views.file(number, desk.packs)
    directory = await desk.views.respondents()
    on_its_way = [one for one in view.decisions if one.noted_at is None]
    waiting = {one.letter.key for one in await desk.views.waiting()}
    names = Names.of(desk.packs.get(view.case.pack), directory)
    closing = any(one.kind == DecisionKind.CLOSE for one in on_its_way)
    return show(
        request,
        "case.html",
        view=view,
        names=names,
        pack=desk.packs.get(view.case.pack),
        respondent=next((one for one in directory if one.id == view.case.respondent), None),
        story=await asyncio.to_thread(story, view, waiting),
        waiting=[one for one in view.letters if one.key in waiting],
        overdue=_is_overdue(desk, view.case),
        on_its_way=on_its_way,
        closing=closing,
        granted=await desk.access.granted(number),
        may_restrict=may(person.role, Deed.RESTRICT),
        letter_name=letter_name,
        status_links=await status_panel.links_of(desk, number),
        **_by_the_file(desk, view, file, names),
        forms=_Forms(
            offered=decisions.offered(view, file, being_closed=closing),
            blocked=decisions.why_not_to_decide(view, person, desk.settings),
            colleagues=await desk.accounts.all(),
            directory=directory,
            said=decisions.said_by_the_asked(view),
            questions=decisions.questions(file),
            outcomes=decisions.OUTCOMES,
        ),
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
        return {"clocks": [], "evidence": [], "ladder": [], "category": None}
    now, calendar = desk.case_time(view.case), Calendars(desk.packs_folder)[file.policy.calendar]
    return {
        "clocks": clocks(file, calendar, now, view.case.closed_at),
        "evidence": papers.evidence(file, view.evidence, calendar, now),
        "ladder": papers.rungs(file, names, calendar, now),
        "category": file.policy.category(view.case.category),
    }
