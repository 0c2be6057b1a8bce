"""``ombud mail``: list, show, release, set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.decisions import RefusedError
from casework.intake import Disposition
from console import actions
from console.commands.shell import AsJson, By, Why, in_one_line, known, plain, run, show

if TYPE_CHECKING:
    from adapters.storage.models import MessageRow

app = typer.Typer(
    help="The mail that was taken in. Example: ./ombud mail list", no_args_is_help=True
)


@app.command("list")
def list_(
    context: typer.Context,
    disposition: Annotated[
        Disposition, typer.Option(help="opened, added, recorded or held")
    ] = Disposition.HELD,
    *,
    as_json: AsJson = False,
) -> None:
    """Held mail, newest first; or another disposition. Example: ./ombud mail list."""
    rows = run(context, context.obj.views.messages(disposition))
    show(
        (
            {
                "id": one.id,
                "received_at": one.received_at.isoformat(),
                "from": one.sender,
                "subject": one.subject,
                "disposition": one.disposition,
                "rule": one.rule,
                "case": one.case_number,
            }
            for one in rows
        ),
        as_json=as_json,
    )


@app.command("show")
def show_(context: typer.Context, message_id: int, *, as_json: AsJson = False) -> None:
    """One message as it reads. Example: ./ombud mail show 17."""
    one = run(context, context.obj.views.message(message_id))
    if one is None:
        raise RefusedError(f"there is no message {message_id}")
    facts = _facts(one)
    if as_json:
        show([facts], as_json=True)
        return
    text = facts.pop("text")
    for name, value in facts.items():
        typer.echo(f"{name:<12} {in_one_line(value)}")
    typer.echo("\n(not read)" if text is None else f"\n{plain(text)}")


@app.command()
def release(context: typer.Context, message_ids: list[int], by: By, why: Why) -> None:
    """Open a case from held mail, one or many. Example: ./ombud mail release 3 4 5 --as handler --reason genuine."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> list[actions.Done]:
        return await actions.release(desk, message_ids, by=await known(desk, by), why=why)

    done = run(context, work())
    for one in done:
        typer.echo(f"{one.message_id}: {one.case_number or one.trouble}")
    raise typer.Exit(0 if all(one.case_number for one in done) else 1)


@app.command("set-aside")
def set_aside(context: typer.Context, message_ids: list[int], by: By, why: Why) -> None:
    """Held mail that is no complaint, one or many. Example: ./ombud mail set-aside 3 4 5 --as handler --reason spam."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> list[actions.Done]:
        return await actions.set_aside(desk, message_ids, by=await known(desk, by), why=why)

    done = run(context, work())
    for one in done:
        typer.echo(one.trouble or f"message {one.message_id} is recorded")
    raise typer.Exit(1 if any(one.trouble for one in done) else 0)


def _facts(one: MessageRow) -> dict[str, Any]:
    return {
        "id": one.id,
        "sha256": one.sha256,
        "received_at": one.received_at.isoformat(),
        "message_id": one.message_id,
        "from": one.sender,
        "subject": one.subject,
        "disposition": one.disposition,
        "rule": one.rule,
        "case": one.case_number,
        "attachments": one.attachments,
        "defects": one.defects,
        "text": one.text,
    }
