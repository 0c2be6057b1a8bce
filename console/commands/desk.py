"""The desk as a whole: migrate, pause, resume, doctor, exports, console."""

from __future__ import annotations

import getpass
import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage import exports
from adapters.storage.schema import check_reachable, check_schema
from console import actions
from console.commands.shell import AsJson, in_json, plain, run, run_unchecked, show

# what takes long to import is imported by the command that needs it: a list should come at once
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from console.desk import Desk

log = logging.getLogger("console")

intake = typer.Typer(help="What came in. Example: ./ombud intake export", no_args_is_help=True)
outbox = typer.Typer(help="What goes out. Example: ./ombud outbox export", no_args_is_help=True)
Jsonl = Annotated[bool, typer.Option("--jsonl", help="one JSON object a line (the only format)")]


def add_to(app: typer.Typer) -> None:
    """The commands that have no noun."""
    app.add_typer(intake, name="intake")
    app.add_typer(outbox, name="outbox")
    app.command("console")(serve)
    app.command("migrate")(migrate_)
    app.command("pause")(pause)
    app.command("resume")(resume)
    app.command("doctor")(doctor)


def serve(context: typer.Context) -> None:
    """Serve the staff console. Example: ./ombud console."""
    from console.public import make_house
    from console.serving import server, settle
    from console.web import make_console

    desk = context.obj
    run_unchecked(context, _ready(desk))
    settings = desk.settings
    staff = make_console(desk)
    house, live = make_house(desk, staff), staff.state.live
    settle()
    server(house, live, settings.console_host, settings.console_port).run()


async def _ready(desk: Desk) -> None:
    """The schema is right, and the versions of the packs are kept. Raises PackError."""
    from adapters.storage import packs

    await check_schema(desk.engine)
    await packs.keep(desk.rows, desk.packs, desk.wall())
    for one in await desk.pack_doubts():
        log.warning(one)


def migrate_(context: typer.Context) -> None:
    """Bring the database's schema up to date. Safe to repeat. Example: ./ombud migrate."""
    from adapters.storage.migrate import migrate

    engine = context.obj.engine

    async def work() -> str:
        await check_reachable(engine)
        return await migrate(engine)

    typer.echo(f"the schema is at {run_unchecked(context, work())}")


def pause(context: typer.Context) -> None:
    """Stop all outgoing letters; mail is taken in as before. Example: ./ombud pause."""
    run(context, actions.pause(context.obj, paused=True, by=getpass.getuser()))
    typer.echo("no letter goes out until `./ombud resume`")


def resume(context: typer.Context) -> None:
    """Let letters go out again. Example: ./ombud resume."""
    run(context, actions.pause(context.obj, paused=False, by=getpass.getuser()))
    typer.echo("letters go out again")


def doctor(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Ask every part whether it is right; exit 1 if one is not. Example: ./ombud doctor."""
    from console.doctor import examine

    found = run_unchecked(context, examine(context.obj))
    if as_json:
        show(map(asdict, found), as_json=True)
    else:
        typer.echo(plain("\n".join(one.in_words() for one in found)))
    raise typer.Exit(0 if all(one.well for one in found) else 1)


@intake.command("export")
def export_intake(context: typer.Context, *, jsonl: Jsonl = True) -> None:  # noqa: ARG001  there is one format
    """Every delivery and what became of it. Example: ./ombud intake export --jsonl."""
    run(context, _print_lines(context.obj.views.export_intake()))


@outbox.command("export")
def export_outbox(context: typer.Context, *, jsonl: Jsonl = True) -> None:  # noqa: ARG001  there is one format
    """Every letter, how far it got and what was approved of it. Example: ./ombud outbox export --jsonl."""  # noqa: E501  an example is one line
    run(context, _print_lines(exports.outbox(context.obj.rows)))


async def _print_lines(rows: AsyncIterator[dict[str, Any]]) -> None:
    async for row in rows:
        typer.echo(in_json(row))
