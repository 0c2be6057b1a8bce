"""``ombud policy due`` and the clocks of one case: when something is due, and why then."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.decisions import RefusedError
from adapters.storage.packs import missing
from casework.clock import explained, place_of, rule_of
from casework.counting import Course
from casework.courses import all_clocks, clock_of
from console.commands.shell import AsJson, in_json, plain, run, show
from console.desk import Desk

# ruff: noqa: PLC0415  what takes long to import is imported by the command that needs it

if TYPE_CHECKING:
    from casework.clock import Calendar, Explained
    from casework.counting import Step
    from casework.policy import Policy
    from console.clocks import ClockLine


def due(  # noqa: PLR0913  a command's options
    context: typer.Context,
    pack: Annotated[str, typer.Option(help="its id")],
    clock: Annotated[str, typer.Option(help="a clock of the pack, such as answer")],
    since: Annotated[
        str, typer.Option("--from", help="when the clock starts, as 2026-02-13T09:00")
    ],
    calendar: Annotated[
        str | None, typer.Option(help="another calendar than the pack's, such as GB-SCT")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """When something is due, and why then. Example: ./ombud policy due --pack example --clock answer --from 2026-02-13T09:00."""  # noqa: E501  an example is one line
    chosen = pack_of(context.obj, pack)
    period = clock_of(chosen, clock)
    if period is None:
        raise RefusedError(
            f"{pack} has no clock {clock!r}: it has {', '.join(sorted(all_clocks(chosen)))}"
        )
    place = place_of(chosen, _calendar(context.obj, calendar or chosen.calendar))
    course = Course(started_at=_instant(since, chosen))
    told = explained(course, period, place, rule_of(chosen, period))
    if as_json:
        head = {"pack": chosen.id, "version": chosen.version, "clock": clock}
        typer.echo(in_json({**head, **_facts(told, chosen)}, indent=2))
        return
    for step in told.steps:
        typer.echo(plain(step.words))


def _facts(told: Explained, pack: Policy) -> dict[str, Any]:
    return {
        "owner": told.clock.owner.value,
        "kind": told.clock.kind.value,
        "counted": told.clock.period,
        "basis": told.clock.basis,
        "source": pack.basis(told.clock),
        "from": told.started_at.astimezone(pack.zone).isoformat(),
        "due_on": told.due_on.isoformat(),
        "due_at": told.due_at.astimezone(pack.zone).isoformat(),
        "provisional": told.provisional,
        "steps": [_step(one) for one in told.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    """``moves_seconds`` add up to the date; ``counted`` to the clock's days, weeks or months."""
    return {
        "step": step.kind.value,
        "words": step.words,
        "moves_seconds": int(step.moves.total_seconds()),
        "counted": step.counted,
    }


def pack_of(desk: Desk, name: str) -> Policy:
    """A pack by its id, without any setting. Raises RefusedError where there is none."""
    from adapters.policy_packs import load_packs

    packs = load_packs(desk.packs_folder)
    if name not in packs:
        raise RefusedError(f"there is no pack {name!r}: there are {', '.join(packs) or 'none'}")
    return packs[name]


def _calendar(desk: Desk, name: str) -> Calendar:
    from adapters.calendars import Calendars

    try:
        return Calendars(desk.packs_folder)[name]
    except KeyError:
        raise RefusedError(f"there is no calendar {name!r}: CN and GB-SCT are some") from None


def _instant(words: str, pack: Policy) -> datetime:
    """A moment as people write it; without a zone, in the pack's."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(
            f"--from is {words!r}; it should be a moment such as 2026-02-13T09:00"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=pack.zone)


# ---- the clocks of one case ---------------------------------------------------------------


def explain_case(context: typer.Context, number: str, *, as_json: bool) -> None:
    """Every clock of a case, those that run line by line."""
    desk: Desk = context.obj
    lines = run(context, _of_case(desk, number))
    if as_json:
        show([{**asdict(one), "since": one.since.isoformat()} for one in lines], as_json=True)
        return
    for one in lines:
        _tell(one)
    if not lines:
        typer.echo("no clock has been started")


async def _of_case(desk: Desk, number: str) -> list[ClockLine]:
    from console.clocks import clocks

    view, file = await desk.views.case_and_file(number, desk.packs)
    if view is None:
        raise RefusedError(f"there is no case {number}")
    if file is None:
        raise RefusedError(f"{number}: {missing(view.case.pack, view.case.pack_version)}")
    calendar = _calendar(desk, file.policy.calendar)
    return clocks(file, calendar, desk.case_time(view.case), view.case.closed_at)


def _tell(one: ClockLine) -> None:
    state = ("late" if one.late else "runs") if one.runs else "ended"
    may_move = ", provisional" if one.provisional else ""
    typer.echo(plain(f"{one.what} ({one.whose}): until {one.until}, {state}{may_move}"))
    for words in one.steps if one.runs else ():
        typer.echo(plain(f"  {words}"))
