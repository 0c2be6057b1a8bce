"""``ombud staff``: add and list accounts."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from adapters.storage.staff import Role
from console.commands.shell import AsJson, run, show

app = typer.Typer(help="Who works here. Example: ./ombud staff list", no_args_is_help=True)
_FEWEST = 10


@app.command()
def add(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    account: str,
    role: Annotated[Role, typer.Option(help="what they may do")],
    name: Annotated[str, typer.Option(help="left out: the account")] = "",
    address: Annotated[str, typer.Option(help="their mail address")] = "",
    password: Annotated[
        str, typer.Option(envvar="OMBUD_NEW_PASSWORD", help="left out: one is made and printed")
    ] = "",
) -> None:
    """Make an account. Example: ./ombud staff add ling --role handler."""
    desk = context.obj
    made = "" if password else secrets.token_urlsafe(12)
    if password and len(password) < _FEWEST:
        raise typer.BadParameter(f"a password has at least {_FEWEST} signs")

    async def work() -> None:
        await desk.accounts.add(
            account=account,
            name=name or account,
            address=address or f"{account}@localhost",
            role=role,
            password=password or made,
            at=desk.wall(),
        )

    run(context, work())
    typer.echo(f"{account} is a {role}" + (f"; password: {made}" if made else ""))


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Everyone who works here. Example: ./ombud staff list."""
    people = run(context, context.obj.accounts.all())
    show(
        ({"account": one.account, "name": one.name, "role": one.role} for one in people),
        as_json=as_json,
    )
