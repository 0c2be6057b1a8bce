"""The monthly report: on a page to read and to print, and as tables for a spreadsheet."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from enum import StrEnum
from io import StringIO
from typing import TYPE_CHECKING, Annotated

from fastapi import HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from casework.reporting import report, total
from console import clock_report
from console.charts import columns, share
from console.clocks import WHOSE
from console.guards import Hidden, OurDesk  # noqa: TC001  FastAPI reads them
from console.names import in_tongue
from console.render import show
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from casework.reporting import CaseTold, Report, Row
    from console.desk import Desk

_MONTHS = 12
_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")  # the last four: as wide as a Han sign


class Table(StrEnum):
    """What a spreadsheet is given."""

    FIGURES = "figures"
    CASES = "cases"
    MISSED = "missed"
    CLOCKS = "clocks"


async def this_month(request: Request, desk: OurDesk, hidden: Hidden) -> HTMLResponse:
    """The month that we have, so far."""
    return await show_(request, desk, hidden, f"{desk.wall().astimezone(desk.pack.zone):%Y-%m}")


async def show_(request: Request, desk: OurDesk, hidden: Hidden, month: str) -> HTMLResponse:
    """What a month brought; cases that are for others are neither named nor counted."""
    first = _month(month)
    told = await _told(desk, _moment(desk, back(first, _MONTHS - 1)), _end(desk, first), hidden)
    months = [back(first, ago) for ago in reversed(range(_MONTHS))]
    return show(
        request,
        "reports.html",
        month=first,
        earlier=back(first, 1),
        later=back(first, -1),
        report=_report(desk, told, first),
        clocks=await clock_report.lines(desk, _moment(desk, first), _end(desk, first), hidden),
        whose=WHOSE,
        chart=columns([_step(desk, told, one) for one in months], (_("opened"), _("closed"))),
        share=share,
        most=max,
        categories=_categories(desk),
        tables=list(Table),
        is_whole=not hidden,
    )


async def as_csv(
    desk: OurDesk,
    hidden: Hidden,
    month: str,
    table: Annotated[Table, Query()] = Table.FIGURES,
) -> Response:
    """The same for a spreadsheet: UTF-8 with a mark, and no cell that it takes for a formula."""
    first = _month(month)
    told = await _told(desk, _moment(desk, first), _end(desk, first), hidden)
    made = _report(desk, told, first)
    clocks = await clock_report.lines(desk, _moment(desk, first), _end(desk, first), hidden)
    rows = {
        Table.FIGURES: lambda: _figures(made),
        Table.CASES: lambda: _cases(told, desk),
        Table.MISSED: lambda: _missed(made, desk),
        Table.CLOCKS: lambda: clock_report.in_a_table(clocks),
    }[table]()
    name = f"ombud-{month}-{table}.csv"
    return Response(
        in_csv(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def in_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180; what a spreadsheet would take for a formula has an apostrophe before it."""
    written = StringIO()
    csv.writer(written).writerows([_cell(one) for one in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    risky = text.lstrip().startswith(_FORMULA) or text.startswith(("\t", "\r", "\n"))
    return f"'{text}" if risky else text


# ---- months -----------------------------------------------------------------------------


def _month(text: str) -> date:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise HTTPException(404, _("a month is written as in 2026-11"))
    return date(int(found[1]), int(found[2]), 1)


def back(month: date, by: int) -> date:
    """The first day of the month that many months ago."""
    count = month.year * 12 + month.month - 1 - by
    return date(count // 12, count % 12 + 1, 1)


def _moment(desk: Desk, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=desk.pack.zone)


def _end(desk: Desk, month: date) -> datetime:
    return _moment(desk, back(month, -1))


async def _told(
    desk: Desk, since: datetime, until: datetime, hidden: frozenset[str]
) -> list[CaseTold]:
    return [one for one in await desk.reports.cases(since, until) if one.number not in hidden]


def _report(desk: Desk, told: Sequence[CaseTold], month: date) -> Report:
    return report(told, _moment(desk, month), _end(desk, month))


def _step(desk: Desk, told: Sequence[CaseTold], month: date) -> tuple[str, int, int]:
    whole = total(told, _moment(desk, month), _end(desk, month))
    return f"{month:%m}", whole.opened, whole.closed


def _categories(desk: Desk) -> dict[str, str]:
    """What categories are called, by all packs; in English, as in the packs' lists."""
    return {one.id: in_tongue(one.names) for pack in desk.packs.values() for one in pack.categories}


# ---- tables -----------------------------------------------------------------------------


def _figures(made: Report) -> list[Sequence[object]]:
    return [
        ("table", "name", "opened", "closed", "open at the end", "in time", "late", "running"),
        ("all", "", *_counts(made.whole)),
        *(("category", one.name, *_counts(one)) for one in made.categories),
        *(("respondent", one.name, *_counts(one)) for one in made.respondents),
        *(("calling number", number, count) for number, count in made.callers),
        *(("outcome", outcome, "", count) for outcome, count in made.outcomes),
        *(
            (one.duty.whose, one.duty.name, "", "", "", one.in_time, one.late, one.running)
            for one in made.kept
        ),
    ]


def _counts(row: Row) -> tuple[int, int, int]:
    return row.opened, row.closed, row.still_open


def _cases(told: Sequence[CaseTold], desk: Desk) -> list[Sequence[object]]:
    zone = desk.pack.zone
    return [
        ("case", "opened", "closed", "category", "respondent", "stage", "outcome"),
        *(
            (
                one.number,
                f"{one.opened_at.astimezone(zone):%Y-%m-%d %H:%M}",
                f"{one.closed_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.closed_at else "",
                one.category,
                one.respondent,
                one.stage,
                one.outcome,
            )
            for one in sorted(told, key=lambda one: one.number)
        ),
    ]


def _missed(made: Report, desk: Desk) -> list[Sequence[object]]:
    zone = desk.pack.zone
    return [
        ("case", "duty", "began", "ran out", "cause"),
        *(
            (
                one.case,
                one.duty,
                f"{one.began_at.astimezone(zone):%Y-%m-%d %H:%M}",
                f"{one.missed_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.missed_at else "",
                one.cause,
            )
            for one in made.missed
        ),
    ]
