"""``ombud case happened``: what only people know to have happened, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from console import versions
from console.commands.shell import By, Why, run_on


def happened(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    number: str,
    event: Annotated[
        str, typer.Argument(help="an event of the pack's clocks, such as expert_appraisal")
    ],
    when: Annotated[
        str,
        typer.Argument(help="the day, or 2026-03-05T14:00; `never` takes it back"),
    ],
    by: By,
    why: Why,
) -> None:
    """Record what started, halted or ended a clock. Example: ./ombud case happened C-2026-000001 expert_appraisal 2026-03-05 --as handler --reason "their letter"."""  # noqa: E501  an example is one line
    run_on(context, number, versions.record, event, when, by=by, why=why)
    typer.echo(
        f"{number}: {event} {when}; its clocks are counted anew as soon as its workflow has heard"
    )
