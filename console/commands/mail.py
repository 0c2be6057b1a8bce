"""``ombud mail``: read, list, show, export; and what to do with held mail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.decisions import RefusedError
from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.mail_views import Order, Wanted
from casework.case import Party
from casework.intake import Disposition
from console import actions
from console.commands.assessing import assess
from console.commands.reading import read
from console.commands.shell import AsJson, By, Why, in_one_line, known, plain, run, show
from mailroom.release import Attached

if TYPE_CHECKING:
    from adapters.storage.models import MessageRow
    from console.desk import Desk

app = typer.Typer(
    help="The mail that was taken in. Example: ./ombud mail list", no_args_is_help=True
)
app.command("read")(read)
app.command("assess")(assess)


@app.command("list")
def list_(  # noqa: PLR0913  a command's options
    context: typer.Context,
    disposition: Annotated[
        Disposition, typer.Option(help="opened, added, recorded or held")
    ] = Disposition.HELD,
    rule: Annotated[str, typer.Option(help="only what this rule sent there")] = "",
    sender: Annotated[str, typer.Option(help="an address, or a part of one")] = "",
    order: Annotated[Order, typer.Option(help="newest, oldest or sender")] = Order.NEWEST,
    *,
    as_json: AsJson = False,
) -> None:
    """Held mail, newest first; or other mail. Example: ./ombud mail list --sender @firm.example."""
    wanted = Wanted(disposition=disposition, rule=rule, sender=sender)
    rows = run(context, context.obj.mail.list_(wanted, order))
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
                "suggested_case": one.suggested_case,
            }
            for one in rows
        ),
        as_json=as_json,
    )


@app.command("show")
def show_(context: typer.Context, message_id: int, *, as_json: AsJson = False) -> None:
    """One message as it reads. Example: ./ombud mail show 17."""
    one = run(context, context.obj.mail.message(message_id))
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

    _tell(run(context, work()))


@app.command()
def attach(  # noqa: PLR0913, PLR0917  typer's way: an argument an option
    context: typer.Context,
    message_ids: list[int],
    case: Annotated[str, typer.Option(help="its number")],
    by: By,
    why: Why,
    party: Annotated[Party, typer.Option(help="who wrote it")] = Party.COMPLAINANT,
    *,
    remember: Annotated[
        bool, typer.Option("--remember", help="this address may write to the case from now on")
    ] = False,
) -> None:
    """Add held mail to a case, one or many. Example: ./ombud mail attach 3 4 --case C-2026-000042 --as handler --reason "her other address"."""  # noqa: E501  an example is one line
    desk, to = context.obj, Attached(number=case, party=party, remember=remember)

    async def work() -> list[actions.Done]:
        return await actions.attach(desk, message_ids, to, by=await known(desk, by), why=why)

    _tell(run(context, work()))


@app.command()
def retry(context: typer.Context, message_ids: list[int], by: By, why: Why) -> None:
    """Read and route held mail anew, after a fix. Example: ./ombud mail retry 3 4 --as handler --reason "new version"."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> list[actions.Done]:
        return await actions.retry(desk, message_ids, by=await known(desk, by), why=why)

    _tell(run(context, work()))


@app.command()
def export(
    context: typer.Context, message_id: int, file: Annotated[Path, typer.Argument()]
) -> None:
    """The raw mail as it came, into a file that is not there yet. Example: ./ombud mail export 17 17.eml."""  # noqa: E501  an example is one line
    desk: Desk = context.obj
    one = run(context, desk.mail.message(message_id))
    if one is None:
        raise RefusedError(f"there is no message {message_id}")
    try:
        with file.open("xb") as out:
            out.write(desk.store.open(one.sha256))
    except (OSError, EvidenceDamagedError) as error:
        raise RefusedError(f"message {message_id} was not exported: {error}") from error
    typer.echo(f"{file}: {one.size} bytes, sha256 {one.sha256}")


def _tell(done: list[actions.Done]) -> None:
    """What became of each; exit status 1 where something was not done."""
    for one in done:
        went = f"{one.way.handling}, {one.way.rule}" if one.way else ""
        said = " ".join(filter(None, (one.case_number, went))) or one.trouble
        typer.echo(f"{one.message_id}: {said}")
    raise typer.Exit(1 if any(one.trouble for one in done) else 0)


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
        "suggested_case": one.suggested_case,
        "authenticity": one.authenticity,
        "attachments": one.attachments,
        "defects": one.defects,
        "text": one.text,
    }
