"""The numbers that called people: how many complain of each, since when, about whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException, Request

from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import show

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse

AT_ONCE = 200  # numbers, or complaints of one, that a page shows


async def list_(request: Request, desk: OurDesk, person: Someone, search: str = "") -> HTMLResponse:
    """Every number that is complained of, that with the most complaints first."""
    lines = await desk.callers.lines(search, person, limit=AT_ONCE + 1)
    more = len(lines) > AT_ONCE
    return show(
        request, "callers.html", lines=lines[:AT_ONCE], search=search, more=more, most=AT_ONCE
    )


async def show_(request: Request, desk: OurDesk, person: Someone, caller: str) -> HTMLResponse:
    """One number, and every complaint of it."""
    complaints = await desk.callers.complaints(caller, person)
    if not complaints:
        raise HTTPException(404, f"nobody has complained of the number {caller}")
    cases = len({one.row.case_number for one in complaints})
    return show(
        request,
        "caller.html",
        caller=caller,
        complaints=complaints[-AT_ONCE:],
        since=complaints[0].row.said_at,
        cases=cases,
        many=len(complaints),
    )
