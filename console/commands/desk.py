"""The desk as a whole: migrate, pause, resume, doctor, exports, policy check, console."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.schema import check_reachable, check_schema
from console import actions
from console.commands.shell import AsJson, in_json, plain, run, run_unchecked, show

# what takes long to import is imported by the command that needs it: a list should come at once
# ruff: noqa: PLC0415

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

policy = typer.Typer(help="Policy packs. Example: ./ombud policy check", no_args_is_help=True)
intake = typer.Typer(help="What came in. Example: ./ombud intake export", no_args_is_help=True)
outbox = typer.Typer(help="What goes out. Example: ./ombud outbox export", no_args_is_help=True)
Jsonl = Annotated[bool, typer.Option("--jsonl", help="one JSON object a line (the only format)")]


def add_to(app: typer.Typer) -> None:
    """The commands that have no noun."""
    app.add_typer(policy, name="policy")
    app.add_typer(intake, name="intake")
    app.add_typer(outbox, name="outbox")
    app.command("console")(serve)
    app.command("migrate")(migrate_)
    app.command("pause")(pause)
    app.command("resume")(resume)
    app.command("doctor")(doctor)


def serve(context: typer.Context) -> None:
    """Serve the staff console. Example: ./ombud console."""
    import uvicorn

    from console.web import make_console

    desk = context.obj
    run_unchecked(context, check_schema(desk.engine))
    settings = desk.settings
    uvicorn.run(
        make_console(desk),
        host=settings.console_host,
        port=settings.console_port,
        log_level="warning",
        server_header=False,
    )


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


@policy.command("check")
def check(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="files, or folders of them; left out: all packs")
    ] = None,
) -> None:
    """Every problem of a pack at once. Exit 1 if there is one. Example: ./ombud policy check."""
    right = [_check(path) for path in files or [context.obj.packs_folder]]
    raise typer.Exit(0 if all(right) else 1)


def _check(path: Path) -> bool:
    """Say what is wrong with one file, or with each file of a folder; whether all is right."""
    from adapters.policy_packs import load_pack
    from casework.policy import PackError

    if path.is_dir():
        return _check_folder(path)
    try:
        pack = load_pack(path)
    except PackError as error:
        typer.echo(str(error))
        return False
    typer.echo(f"{path} is right: {pack.id} {pack.version}")
    return True


def _check_folder(folder: Path) -> bool:
    packs = sorted(folder.glob("*.yaml"))
    if not packs:
        typer.echo(f"{folder} holds no pack: a pack is a file whose name ends in .yaml")
    wrong = [one for one in packs if not _check(one)]
    return bool(packs) and not wrong


@intake.command("export")
def export_intake(context: typer.Context, *, jsonl: Jsonl = True) -> None:  # noqa: ARG001  there is one format
    """Every delivery and what became of it. Example: ./ombud intake export --jsonl."""
    run(context, _print_lines(context.obj.views.export_intake()))


@outbox.command("export")
def export_outbox(context: typer.Context, *, jsonl: Jsonl = True) -> None:  # noqa: ARG001  there is one format
    """Every letter and how far it got. Example: ./ombud outbox export --jsonl."""
    run(context, _print_lines(context.obj.views.export_outbox()))


async def _print_lines(rows: AsyncIterator[dict[str, Any]]) -> None:
    async for row in rows:
        typer.echo(in_json(row))
