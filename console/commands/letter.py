"""``ombud letter``: list, show, retry, cancel."""

from __future__ import annotations

from typing import Annotated

import typer

from adapters.storage.decisions import RefusedError
from casework.letters import LetterState
from console import actions
from console.commands.shell import AsJson, By, Why, known, run, show

app = typer.Typer(help="The outbox. Example: ./ombud letter list", no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    state: Annotated[LetterState | None, typer.Option(help="only this state")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Letters, newest first. Example: ./ombud letter list --state unknown."""
    rows = run(context, context.obj.views.letters(state))
    show(
        (
            {
                "key": one.key,
                "to": one.recipient,
                "state": one.state,
                "tries": one.tries,
                "written_at": one.written_at.isoformat(),
                "answer": one.answer,
            }
            for one in rows
        ),
        as_json=as_json,
    )


@app.command("show")
def show_(context: typer.Context, key: str) -> None:
    """The bytes of a letter, as they leave. Example: ./ombud letter show C-2026-000001/acknowledgement/1."""  # noqa: E501  an example is one line
    one = run(context, context.obj.views.letter(key))
    if one is None:
        raise RefusedError(f"there is no letter {key!r}")
    typer.echo(one.raw, nl=False)


@app.command()
def retry(context: typer.Context, key: str, by: By, why: Why) -> None:
    """A failed or unknown letter goes out once more. Example: ./ombud letter retry C-2026-000001/referral/1 --as handler --reason 'not received'."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> None:
        await actions.send_again(desk, key, by=await known(desk, by), why=why)

    run(context, work())
    typer.echo(f"{key} goes out once more as soon as its workflow has heard of it")


@app.command()
def cancel(context: typer.Context, key: str, by: By, why: Why) -> None:
    """A pending letter that shall not go out. Example: ./ombud letter cancel C-2026-000001/acknowledgement/1 --as handler --reason wrong."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> None:
        await actions.cancel_letter(desk, key, by=await known(desk, by), why=why)

    run(context, work())
    typer.echo(f"{key} is cancelled")
