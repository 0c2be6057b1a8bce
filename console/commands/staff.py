"""``ombud staff``: who works here, and who looked at what."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from casework.roles import Role
from console.commands.shell import AsJson, By, run, show

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


@app.command("role")
def role_(context: typer.Context, account: str, role: Role, by: By = "the shell") -> None:
    """Give somebody another role. Example: ./ombud staff role ling approver."""
    desk = context.obj
    run(context, desk.accounts.set_role(account, role, by=by, at=desk.wall()))
    typer.echo(f"{account} is now: {role}")


@app.command()
def password(context: typer.Context, account: str, by: By = "the shell") -> None:
    """Make and print a new password for somebody. Example: ./ombud staff password ling."""
    desk, made = context.obj, secrets.token_urlsafe(12)
    run(context, desk.accounts.set_password(account, made, by=by, at=desk.wall()))
    typer.echo(f"{account}; password: {made}")


@app.command()
def leave(context: typer.Context, account: str, by: By = "the shell") -> None:
    """Somebody works here no more. Example: ./ombud staff leave ling."""
    desk = context.obj
    run(context, desk.accounts.leave(account, by=by, at=desk.wall()))
    typer.echo(f"{account} cannot log in any more; what they did stays in the record")


@app.command()
def log(
    context: typer.Context,
    account: Annotated[str, typer.Option(help="what this person looked at")] = "",
    case: Annotated[str, typer.Option(help="who looked at this case")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """The access log, the newest first. Example: ./ombud staff log --case C-2026-000001."""
    lines = run(context, context.obj.access.log(account=account, case_number=case))
    show(
        ({"at": one.at, "account": one.account, "what": one.what, "ref": one.ref} for one in lines),
        as_json=as_json,
    )
