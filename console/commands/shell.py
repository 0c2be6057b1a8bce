"""What every command needs: the desk, a way to run, a way to print."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from adapters.storage.schema import check_schema

if TYPE_CHECKING:
    from console.desk import Desk

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="for a machine to read")]
By = Annotated[str, typer.Option("--as", help="the account in whose name it is done")]
Why = Annotated[str, typer.Option("--reason", help="kept with the decision")]


class UnknownAccountError(Exception):
    """Nobody of this name works here."""


def run(context: typer.Context, work: Coroutine[Any, Any, T]) -> T:
    """Run one command's work on a database whose schema is right. Raises SchemaError."""
    desk: Desk = context.obj

    async def checked() -> T:
        try:
            await check_schema(desk.engine)
        except BaseException:
            work.close()
            raise
        try:
            return await work
        finally:
            await desk.engine.dispose()

    return asyncio.run(checked())


async def known(desk: Desk, account: str) -> str:
    """The account, if somebody has it. Raises UnknownAccountError."""
    if await desk.accounts.person(account) is None:
        raise UnknownAccountError(
            f"there is no account {account!r}; `./ombud staff list` shows all"
        )
    return account


def show(rows: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """A table for a person, or JSON for a machine."""
    rows = list(rows)
    if as_json:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False, default=str))
        return
    if not rows:
        typer.echo("none")
        return
    table = [list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        typer.echo(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:  # noqa: ANN401  any column
    text = "-" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004  a column's width
