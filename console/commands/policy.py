"""``ombud policy``: check, schema, due, explain; simulate and adopt.

Whoever writes a pack needs no desk for the first four.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casework.clock import rule_of
from casework.courses import all_clocks
from casework.policy import Owner, PackError
from console.commands.adopting import adopt, simulate
from console.commands.due import due, explain_case, pack_of
from console.commands.shell import AsJson, plain, show, tell
from console.names import in_english

# ruff: noqa: PLC0415  what takes long to import is imported by the command that needs it

if TYPE_CHECKING:
    from casework.policy import Clock, Policy, Rung

app = typer.Typer(help="Policy packs. Example: ./ombud policy check", no_args_is_help=True)
app.command()(due)
app.command()(simulate)
app.command()(adopt)
_WHOSE = {
    Owner.OURS: "ours",
    Owner.RESPONDENT: "the respondent's",
    Owner.BODY: "the body's",
    Owner.COMPLAINANT: "the complainant's",
}


@app.command()
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


@app.command()
def schema(
    *, body: Annotated[bool, typer.Option(help="of a body's file, not of a pack")] = False
) -> None:
    """The JSON Schema of packs, for editors. Example: ./ombud policy schema > pack.schema.json."""
    from adapters.pack_format import BodyFile, PackFile, schema_for_editors

    typer.echo(json.dumps(schema_for_editors(BodyFile if body else PackFile), indent=2))


@app.command()
def explain(
    context: typer.Context,
    number: Annotated[str | None, typer.Argument(help="a case, whose clocks are explained")] = None,
    pack: Annotated[str | None, typer.Option(help="a pack, by its id")] = None,
    case: Annotated[str | None, typer.Option(help="the same as naming a case")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """The clocks of a case line by line, or what a pack says. Example: ./ombud policy explain C-2026-000001."""  # noqa: E501  an example is one line
    number = number or case
    if (number is None) == (pack is None):
        raise typer.BadParameter("name a case, or a pack with --pack")
    if number is not None:
        explain_case(context, number, as_json=as_json)
    elif pack is not None:
        _explain_pack(pack_of(context.obj, pack), as_json=as_json)


def _explain_pack(chosen: Policy, *, as_json: bool) -> None:
    """A pack's clocks with their sources, its ladder, and what is unconfirmed."""
    tables = {
        "clocks": _clocks(chosen),
        "ladder": [_rung(one, chosen) for one in chosen.ladder],
        "to_verify": _doubts(chosen),
    }
    if as_json:
        show([{**_head(chosen), **tables}], as_json=True)
        return
    tell(_head(chosen))
    for title, in_words in (("clocks", _clock), ("ladder", _step), ("to_verify", _doubt)):
        typer.echo(f"\n{title.replace('_', ' ')}")
        for line in list(map(in_words, tables[title])) or ["nothing"]:
            typer.echo(f"  {plain(line)}")


def _head(pack: Policy) -> dict[str, Any]:
    hours = pack.send_hours
    return {
        "id": pack.id,
        "version": pack.version,
        "title": in_english(pack.title),
        "zone": pack.zone.key,
        "calendar": pack.calendar,
        "letters_leave": f"{hours.start:%H:%M} to {hours.until:%H:%M}",
        "consent": pack.consent.value,
        "notice": pack.notice.value,
        "categories": [one.id for one in pack.categories],
    }


def _clocks(pack: Policy) -> list[dict[str, Any]]:
    """Those of the ladder are told with it."""
    rungs = {name for one in pack.ladder for name in (one.body, f"{one.body}.time_bar")}
    return [
        {"clock": name, "whose": _WHOSE[one.owner], **_period(one, pack)}
        for name, one in all_clocks(pack).items()
        if name not in rungs
    ]


def _period(clock: Clock, pack: Policy) -> dict[str, Any]:
    return {
        "count": clock.count,
        "counting": clock.counting.value,
        "counted": clock.period,
        "kind": clock.kind.value,
        "basis": clock.basis,
        "source": pack.basis(clock),
        "rule": rule_of(pack, clock),
    }


def _doubts(pack: Policy) -> list[dict[str, Any]]:
    bodies = [{"body": one.id, "what": what} for one in pack.bodies.values() for what in one.verify]
    clocks = [
        {"clock": name, "what": what}
        for name, one in all_clocks(pack).items()
        for what in one.verify
    ]
    return [*bodies, *clocks]


def _rung(rung: Rung, pack: Policy) -> dict[str, Any]:
    body = pack.bodies[rung.body]
    return {
        "body": body.id,
        "name": in_english(body.names),
        "submits": rung.submits.value,
        "takes_mail": bool(body.address),
        "categories": list(rung.categories) or ["all"],
        "asks": [f"{one.fact}: {'yes' if one.wanted else 'no'}" for one in rung.preconditions],
        "takes": [one.value for one in body.complainants] or ["everyone"],
        "time_bars": [
            {"categories": list(one.categories) or ["all"], **_period(one.clock, pack)}
            for one in rung.time_bars
        ],
        "turn": rung.turn,
        "excludes": list(rung.excludes),
        "approval": list(rung.approval),
        **_period(rung.clock, pack),
    }


# ---- the same in words: what a source is called is too wide for a column -------------------


def _clock(row: dict[str, Any]) -> str:
    return f"{row['clock']}, {row['whose']}: {_counted(row)}"


def _counted(row: dict[str, Any]) -> str:
    return f"{row['counted']} ({row['rule']})"


def _step(row: dict[str, Any]) -> str:
    told = [
        f"{row['name']} ({row['body']}): {row['submits']} submits",
        "" if row["takes_mail"] else "it takes no mail that we know of",
        f"then {_counted(row)}",
        f"for {', '.join(row['categories'])}",
        f"asks {', '.join(row['asks'])}" if row["asks"] else "",
        f"takes {', '.join(row['takes'])}",
        *(
            f"no later than {_counted(bar)} for {', '.join(bar['categories'])}"
            for bar in row["time_bars"]
        ),
        "" if row["turn"] else "only where a person chooses it",
        f"excludes {', '.join(row['excludes'])}" if row["excludes"] else "",
        f"approved by {' and '.join(row['approval'])}",
    ]
    return "; ".join(filter(None, told))


def _doubt(row: dict[str, Any]) -> str:
    return f"{row.get('body') or row['clock']}: {row['what']}"
