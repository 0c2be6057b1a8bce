"""``ombud respondent``: list and add, the directory of those who can be complained about."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from adapters.storage.respondents import Respondents
from casework.case import Language
from casework.facts import PolicyFact
from casework.respondents import Respondent, RespondentKind
from console import actions
from console.addresses import can_be_written_to
from console.commands.shell import AsJson, By, known, run, show

app = typer.Typer(
    help="Who can be complained about. Example: ./ombud respondent list", no_args_is_help=True
)
_ID = re.compile(r"[^\s/]+")


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """The directory. Example: ./ombud respondent list --json."""
    everyone = run(context, Respondents(context.obj.rows).all())
    show(map(_line, everyone), as_json=as_json)


@app.command()
def add(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="short and for ever, e.g. acme")],
    name: Annotated[str, typer.Option(help="its name, as letters say it")],
    kind: Annotated[RespondentKind, typer.Option(help="outside, or of our own house")],
    address: Annotated[str, typer.Option(help="where complaints about it go")],
    by: By,
    language: Annotated[
        Language | None, typer.Option(help="it is written to in; left out: the pack's")
    ] = None,
    alias: Annotated[
        list[str] | None, typer.Option(help="another name people use; may be repeated")
    ] = None,
    number: Annotated[
        list[str] | None, typer.Option(help="a number it calls from; may be repeated")
    ] = None,
    fact: Annotated[
        list[PolicyFact] | None, typer.Option(help="what is known of it; may be repeated")
    ] = None,
    *,
    default: Annotated[
        bool, typer.Option("--default", help="meant where a mail says only 'you'")
    ] = False,
) -> None:
    """Make an entry. Example: ./ombud respondent add acme --name 'Acme Calls' --kind company --address calls@acme.example --number 057100006612 --as handler."""  # noqa: E501  an example is one line
    desk = context.obj
    _check(id_, name, address, number or [])

    async def work() -> None:
        one = Respondent(
            id=id_,
            name=name.strip(),
            kind=kind,
            address=address,
            language=language or desk.pack.default_language,
            aliases=tuple(alias or ()),
            numbers=tuple(number or ()),
            facts=tuple(one.value for one in fact or ()),
            is_default=default,
        )
        await actions.add_respondent(desk, one, by=await known(desk, by))

    run(context, work())
    typer.echo(
        f"{id_} is in the directory: new complaints that name it are about it; for a case that is "
        f"open, `./ombud case decide NUMBER assign-respondent --value {id_}`"
    )


@app.command()
def default(context: typer.Context, id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Say whom a mail means that says only 'you'. Example: ./ombud respondent default house."""
    run(context, Respondents(context.obj.rows).make_default(id_))
    typer.echo(f"{id_} is meant from now on where a mail says only 'you'")


def _check(id_: str, name: str, address: str, numbers: list[str]) -> None:
    """What no respondent can have is wrong use."""
    for is_right, what in (
        (_ID.fullmatch(id_), f"{id_!r} cannot be an id: no blanks, no slashes"),
        (name.strip() and name.isprintable(), "--name is no name"),
        (can_be_written_to(address), f"{address!r} is not an address that letters can go to"),
        (all(any(map(str.isdigit, one)) for one in numbers), "--number is one of digits"),
    ):
        if not is_right:
            raise typer.BadParameter(what)


def _line(one: Respondent) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "address": one.address,
        "language": one.language,
        "aliases": list(one.aliases),
        "numbers": list(one.numbers),
        "facts": list(one.facts),
        "is_default": one.is_default,
    }
