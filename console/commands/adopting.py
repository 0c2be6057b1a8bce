"""``ombud policy simulate`` and ``adopt``: another version of a pack, and the cases that run."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.decisions import RefusedError
from console import versions
from console.commands.shell import AsJson, By, Why, person, plain, run, show

# ruff: noqa: PLC0415  what takes long to import is imported by the command that needs it

if TYPE_CHECKING:
    from adapters.calendars import Calendars
    from casework.policy import Policy
    from console.desk import Desk
    from console.versions import Forecast


def simulate(
    context: typer.Context,
    pack: Annotated[Path, typer.Option(help="the new pack: its file, or a folder of packs")],
    *,
    as_json: AsJson = False,
) -> None:
    """What a new pack would change for each open case; nothing is written. Example: ./ombud policy simulate --pack new/cn-telecom.yaml."""  # noqa: E501  an example is one line
    found = run(context, _simulated(context.obj, pack))
    if as_json:
        show([_facts(one) for one in found], as_json=True)
        return
    for one in found:
        _tell(one)
    many = "1 open case" if len(found) == 1 else f"{len(found)} open cases"
    typer.echo(f"{many} could adopt it: {_sum(found)}")


async def _simulated(desk: Desk, path: Path) -> list[Forecast]:
    found: list[Forecast] = []
    for policy, days in _new_packs(desk, path):
        _check_raised(desk, policy)
        found += await versions.forecasts(desk, policy, days)
    return sorted(found, key=lambda one: one.number)


def _new_packs(desk: Desk, path: Path) -> list[tuple[Policy, Calendars]]:
    """The packs of a file or a folder, each with the calendars it would count by."""
    from adapters.calendars import Calendars
    from adapters.policy_packs import load_pack, load_packs

    addresses = desk.settings.body_addresses
    if path.is_dir():
        days = Calendars(path)
        return [(one, days) for one in load_packs(path, addresses).values()]
    days = Calendars(desk.packs_folder)
    return [(load_pack(path, addresses, desk.packs_folder), days)]


def _check_raised(desk: Desk, new: Policy) -> None:
    """Other rules under the same version would be refused at the next start. RefusedError."""
    from adapters.pack_sources import differences

    loaded = desk.packs.get(new.id)
    if loaded is None or loaded.version != new.version:
        return
    if differ := differences(loaded, new):
        raise RefusedError(
            f"{new.id} is {new.version} here and there, and differs in {', '.join(differ)}: "
            "raise its version, and no case changes before a person adopts it"
        )


def _facts(one: Forecast) -> dict[str, Any]:
    return {
        "number": one.number,
        "stage": one.stage,
        "follows": one.follows,
        "would_follow": one.would_follow,
        **asdict(one.changes),
    }


def _tell(one: Forecast) -> None:
    typer.echo(plain(f"{one.number} ({one.stage}): {one.follows} → {one.would_follow}"))
    for line in one.changes.obstacles:
        typer.echo(plain(f"  REFUSED: {line}"))
    for line in one.changes.lines:
        typer.echo(plain(f"  {line}"))
    if not one.changes.obstacles and not one.changes.lines:
        typer.echo("  nothing changes")


def _sum(found: list[Forecast]) -> str:
    refused = sum(1 for one in found if one.changes.obstacles)
    changed = sum(1 for one in found if one.changes.lines)
    return f"{changed} would change, {refused} would be refused"


def adopt(  # noqa: PLR0913  a command's options
    context: typer.Context,
    version: Annotated[str, typer.Argument(help="a version that is loaded, or was once")],
    by: By,
    why: Why,
    case: Annotated[list[str] | None, typer.Option(help="a case; may be given again")] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help="every open case of a pack that has it")
    ] = False,
) -> None:
    """Let cases follow another version of their pack. Example: ./ombud policy adopt 2027.1 --case C-2026-000001 --as manager --reason "the new law"."""  # noqa: E501  an example is one line
    if bool(case) == every:
        raise typer.BadParameter("name cases with --case, or all of them with --all")
    desk = context.obj

    async def work() -> tuple[list[str], dict[str, str]]:
        who = await person(desk, by)
        hidden = await desk.access.hidden_from(who)
        named = case or await versions.followers(desk, version)
        if foreign := sorted(hidden & set(case or ())):
            raise RefusedError(f"there is no case {', '.join(foreign)}")
        numbers = [one for one in dict.fromkeys(named) if one not in hidden]
        refused = await versions.adopt_all(desk, numbers, version, by=who.account, why=why)
        return numbers, refused

    numbers, refused = run(context, work())
    for number in numbers:
        said = refused.get(number, f"{number} follows {version} as soon as its workflow has heard")
        typer.echo(said)
    if not numbers:
        typer.echo(f"every open case follows {version} already")
    raise typer.Exit(1 if refused else 0)
