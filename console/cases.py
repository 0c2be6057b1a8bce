"""The cases: the list."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fastapi import Request  # noqa: TC002  FastAPI reads it
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it

from casework.case import Stage
from console.clocks import is_overdue
from console.guards import OurDesk  # noqa: TC001  FastAPI reads it
from console.health import held_before, held_too_long, hours_since, silences
from console.render import show

if TYPE_CHECKING:
    from adapters.storage.views import CaseLine


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
    overdue = {one.case.number for one in lines if is_overdue(desk, one.case)}
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
        silent=[
            *silences(figures, desk.settings, now),
            *held_too_long(figures, desk.settings),
            *await desk.pack_doubts(),
        ],
    )


def _is_wanted(line: CaseLine, only: str, overdue: set[str]) -> bool:
    if only == Only.PERSON:
        return line.case.needs_staff
    return only != Only.OVERDUE or line.case.number in overdue
