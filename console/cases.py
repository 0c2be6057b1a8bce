"""The cases: the list, one case with its correspondence, and closing it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.mailbox.parse import parse
from casework.case import Outcome, Stage
from casework.decisions import DecisionKind
from console import actions
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.health import silences
from console.render import say, show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from adapters.storage.models import CaseRow, LetterRow, MessageRow
    from adapters.storage.views import CaseView


async def list_(request: Request, desk: OurDesk, stage: str = "") -> HTMLResponse:
    """Every case, or those of one stage, what is due first on top."""
    known = stage if stage in set(Stage) else ""
    lines, figures = await desk.views.lines(known or None), await desk.views.figures()
    now, zone = desk.wall(), desk.pack.zone
    return show(
        request,
        "cases.html",
        lines=lines,
        overdue={one.case.number for one in lines if _is_overdue(one.case, now, zone)},
        categories={one.id: one.names for pack in desk.packs.values() for one in pack.categories},
        stage=known,
        stages=list(Stage),
        figures=figures,
        silent=silences(figures, desk.settings, now),
    )


def _is_overdue(case: CaseRow, now: datetime, zone: ZoneInfo) -> bool:
    """Its due date has gone by, on the case's own clock."""
    if case.due_at is None:
        return False
    today = (now + timedelta(seconds=case.ahead)).astimezone(zone).date()
    return case.due_at.astimezone(zone).date() < today


async def show_(request: Request, desk: OurDesk, number: str) -> HTMLResponse:
    """One case with everything on it."""
    view = await desk.views.case(number)
    if view is None:
        raise HTTPException(404, f"there is no case {number}")
    pack = desk.packs.get(view.case.pack)
    return show(
        request,
        "case.html",
        view=view,
        thread=await asyncio.to_thread(_thread, view),
        overdue=_is_overdue(view.case, desk.wall(), desk.pack.zone),
        pack=pack,
        category=pack.category(view.case.category) if pack else None,
        closing=[one for one in view.decisions if _is_on_its_way(one.kind, one.noted_at)],
        outcomes=list(Outcome),
    )


def _is_on_its_way(kind: str, noted_at: datetime | None) -> bool:
    return kind == DecisionKind.CLOSE and noted_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of correspondence, either way."""

    at: datetime
    message: MessageRow | None = None
    letter: LetterRow | None = None
    words: str | None


def _thread(view: CaseView) -> Sequence[Entry]:
    """Messages and letters by time; a letter reads as its recipient's mail program shows it."""
    told = [Entry(at=one.received_at, message=one, words=one.text) for one in view.messages]
    written = [
        Entry(at=one.written_at, letter=one, words=parse(one.raw, one.written_at).text)
        for one in view.letters
    ]
    return sorted([*told, *written], key=lambda one: one.at)


async def close(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    outcome: Annotated[Outcome, Form()],
    why: Annotated[str, Form()],
) -> Response:
    """Decide that it is closed; its workflow hears of it next."""
    await actions.close_case(desk, number, outcome, by=person.account, why=why)
    say(request, f"{number} is being closed.")
    return RedirectResponse(f"/case/{number}", status_code=303)
