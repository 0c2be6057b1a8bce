"""``ombud caller``: the numbers that called people, list and show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.callers import Callers
from adapters.storage.decisions import RefusedError
from console.commands.shell import AsJson, run, show

if TYPE_CHECKING:
    from adapters.storage.callers import CallerLine, Complaint

app = typer.Typer(
    help="The numbers that people complain of. Example: ./ombud caller list", no_args_is_help=True
)


@app.command("list")
def list_(
    context: typer.Context,
    search: Annotated[str, typer.Option(help="only numbers with these digits in them")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Every number, that with the most complaints first. Example: ./ombud caller list --json."""
    show(map(_line, run(context, Callers(context.obj.rows).lines(search))), as_json=as_json)


@app.command("show")
def show_(context: typer.Context, number: str, *, as_json: AsJson = False) -> None:
    """Every complaint of one number. Example: ./ombud caller show +8613800000000."""
    found = run(context, Callers(context.obj.rows).complaints(number))
    if not found:
        raise RefusedError(f"nobody has complained of the number {number}")
    show(map(_complaint, found), as_json=as_json)


def _line(one: CallerLine) -> dict[str, Any]:
    return {
        "number": one.number,
        "complaints": one.cases,
        "since": one.since.isoformat(),
        "latest": one.latest.isoformat(),
        "respondents": list(one.respondents),
    }


def _complaint(one: Complaint) -> dict[str, Any]:
    return {
        "case": one.row.case_number,
        "at": one.row.said_at.isoformat(),
        "written": one.row.written,
        "respondent": one.respondent or None,
        "stage": one.case.stage,
        "message": one.row.message_id,
    }
