"""``ombud caller``: the numbers that called people, list and show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.callers import Callers
from adapters.storage.decisions import RefusedError
from casework.roles import Deed
from console.commands.shell import AsJson, person, run, show

if TYPE_CHECKING:
    from adapters.storage.callers import CallerLine, Complaint
    from adapters.storage.staff import Person
    from console.desk import Desk

ForWhom = Annotated[
    str, typer.Option("--as", help="only what this account may see; without it, everything")
]

app = typer.Typer(
    help="The numbers that people complain of. Example: ./ombud caller list", no_args_is_help=True
)


@app.command("list")
def list_(
    context: typer.Context,
    search: Annotated[str, typer.Option(help="only numbers with these digits in them")] = "",
    by: ForWhom = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Every number, that with the most complaints first. Example: ./ombud caller list --json."""
    desk = context.obj

    async def work() -> list[CallerLine]:
        return await Callers(desk.rows).lines(search, await _looks(desk, by))

    show(map(_line, run(context, work())), as_json=as_json)


@app.command("show")
def show_(
    context: typer.Context, number: str, by: ForWhom = "", *, as_json: AsJson = False
) -> None:
    """Every complaint of one number. Example: ./ombud caller show +8613800000000."""
    desk = context.obj

    async def work() -> list[Complaint]:
        return await Callers(desk.rows).complaints(number, await _looks(desk, by))

    found = run(context, work())
    if not found:
        raise RefusedError(f"nobody has complained of the number {number}")
    show(map(_complaint, found), as_json=as_json)


async def _looks(desk: Desk, account: str) -> Person | None:
    """In whose place it is looked at; without anybody's, whoever is at the shell sees all."""
    return await person(desk, account, Deed.READ) if account else None


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
