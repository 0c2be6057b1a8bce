"""What every command needs: the desk, a way to run, a way to print."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar, TypeVarTuple

import typer

from adapters.storage.decisions import RefusedError
from adapters.storage.schema import check_schema
from casework.roles import Deed, Role, may

if TYPE_CHECKING:
    from adapters.storage.staff import Person
    from console.desk import Desk

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

AsJson = Annotated[bool, typer.Option("--json", help="for a machine to read")]
By = Annotated[str, typer.Option("--as", help="the account in whose name it is done")]
Why = Annotated[str, typer.Option("--reason", help="kept with the decision")]

_WIDEST = 60  # signs of a column
_LINE_ENDS = re.compile("[\t\r\n\u2028\u2029]+")
# what would move the cursor, or turn the direction of the words around it
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class UnknownAccountError(Exception):
    """Nobody of this name works here, or somebody whose role is not there for it."""


def run(context: typer.Context, work: Coroutine[Any, Any, T]) -> T:
    """Run one command's work on a database whose schema is right. Raises SchemaError."""
    desk: Desk = context.obj

    async def checked() -> T:
        await check_schema(desk.engine)
        return await work

    try:
        return run_unchecked(context, checked())
    finally:
        work.close()  # where the schema was not right it was never begun


def run_unchecked(context: typer.Context, work: Coroutine[Any, Any, T]) -> T:
    """Run one command's work, whatever schema there is; no connection outlives its loop."""
    desk: Desk = context.obj

    async def disposed() -> T:
        try:
            return await work
        finally:
            await desk.engine.dispose()

    return asyncio.run(disposed())


class _Act(Protocol[*Ts]):
    """What people do to a case, on the web and here: see actions."""

    def __call__(
        self, desk: Desk, number: str, /, *told: *Ts, by: str, why: str
    ) -> Coroutine[Any, Any, object]: ...


def run_on(  # noqa: PLR0913  what is done, to which case, in whose name
    context: typer.Context,
    number: str,
    act: _Act[*Ts],
    *told: *Ts,
    by: str,
    why: str,
    deed: Deed = Deed.HANDLE,
) -> None:
    """Run what somebody does to a case that they may see, in the name of their account."""
    desk: Desk = context.obj

    async def work() -> None:
        account = await known_on(desk, by, number, deed)
        await act(desk, number, *told, by=account, why=why)

    run(context, work())


async def known(desk: Desk, account: str, deed: Deed = Deed.HANDLE) -> str:
    """The account, if somebody has it who may do this. Raises UnknownAccountError."""
    return (await person(desk, account, deed)).account


async def known_on(desk: Desk, account: str, number: str, deed: Deed = Deed.HANDLE) -> str:
    """The same, for somebody who may see this case: to others it is not there. RefusedError."""
    found = await person(desk, account, deed)
    if not await desk.access.may_see(found, number):
        raise RefusedError(f"there is no case {number}")
    return found.account


async def person(desk: Desk, account: str, deed: Deed = Deed.HANDLE) -> Person:
    """Whoever has this account, with the role they have. Raises UnknownAccountError."""
    found = await desk.accounts.person(account)
    if found is None:
        raise UnknownAccountError(
            f"there is no account {account!r}; `./ombud staff list` shows all"
        )
    if not may(found.role, deed):
        others = ", ".join(one for one in Role if may(one, deed))
        raise UnknownAccountError(
            f"{account} is {found.role}, and it takes another role to {deed}: {others}"
        )
    return found


def show(rows: Iterable[Mapping[str, Any]], *, as_json: bool) -> None:
    """A table for a person, or JSON for a machine."""
    rows = list(rows)
    if as_json:
        typer.echo(in_json(rows, indent=2))
    elif rows:
        _table([list(rows[0]), *([_cell(value) for value in row.values()] for row in rows)])
    else:
        typer.echo("none")


def in_json(value: Any, indent: int | None = None) -> str:  # noqa: ANN401  whatever is told
    """JSON with other alphabets as they are, and nothing in it that a terminal obeys."""
    told = json.dumps(value, indent=indent, ensure_ascii=False, default=str)
    return _COMMANDS.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def plain(words: str) -> str:
    """A stranger's words, with nothing in them that a terminal obeys but line ends and tabs."""
    return _COMMANDS.sub("", words)


def in_one_line(value: Any) -> str:  # noqa: ANN401  any fact
    """A fact on one line; of several, one after the other."""
    if value in (None, "", [], (), {}):
        return "-"
    match value:
        case list() | tuple():
            return ", ".join(in_one_line(one) for one in value)
        case dict():
            return ", ".join(f"{name}: {in_one_line(one)}" for name, one in value.items())
        case _:
            return plain(_LINE_ENDS.sub(" ", str(value)))


def tell(facts: Mapping[str, Any]) -> None:
    """Facts for a person, one a line."""
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' '):<18} {in_one_line(value)}")


def _table(table: list[list[str]]) -> None:
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    for line in table:
        typer.echo(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _cell(value: Any) -> str:  # noqa: ANN401  any column
    text = in_one_line(value)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
