"""``ombud case``: list, show, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.decisions import RefusedError
from casework.case import Outcome, Stage
from console import actions
from console.commands.shell import AsJson, By, Why, known, run, show

if TYPE_CHECKING:
    from adapters.storage.models import CaseRow, DecisionRow, LetterRow, MessageRow
    from adapters.storage.views import CaseView

app = typer.Typer(help="The cases. Example: ./ombud case list", no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    stage: Annotated[Stage | None, typer.Option(help="only this stage")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Every case, what is due first on top. Example: ./ombud case list --stage received."""
    cases = run(context, context.obj.views.cases(stage))
    show(map(_line, cases), as_json=as_json)


@app.command("show")
def show_(context: typer.Context, number: str, *, as_json: AsJson = False) -> None:
    """One case with its messages, letters and events. Example: ./ombud case show C-2026-000001."""
    view = run(context, context.obj.views.case(number))
    if view is None:
        raise RefusedError(f"there is no case {number}")
    if as_json:
        show([_whole(view)], as_json=True)
        return
    show([_line(view.case)], as_json=False)
    for title, rows in _whole(view).items():
        if isinstance(rows, list):
            typer.echo(f"\n{title}")
            show(rows, as_json=False)


@app.command()
def close(
    context: typer.Context,
    number: str,
    outcome: Annotated[Outcome, typer.Option(help="how it ended")],
    by: By,
    why: Why,
) -> None:
    """Close a case. Example: ./ombud case close C-2026-000001 --outcome resolved --as handler --reason paid."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> None:
        account = await known(desk, by)
        await actions.close_case(desk, number, outcome, by=account, why=why)

    run(context, work())
    typer.echo(f"{number} will be closed as {outcome} as soon as its workflow has heard of it")


def _line(case: CaseRow) -> dict[str, Any]:
    return {
        "number": case.number,
        "stage": case.stage,
        "category": case.category,
        "language": case.language,
        "next_step": case.next_step,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "needs_staff": case.needs_staff,
        "outcome": case.outcome,
    }


def _whole(view: CaseView) -> dict[str, Any]:
    return {
        **_line(view.case),
        "messages": [_message(one) for one in view.messages],
        "letters": [_letter(one) for one in view.letters],
        "evidence": [{"item": one.item, "rule": one.rule} for one in view.evidence],
        "decisions": [_decision(one) for one in view.decisions],
        "events": [
            {"at": one.at.isoformat(), "event": one.kind, "why": one.why} for one in view.events
        ],
    }


def _message(one: MessageRow) -> dict[str, Any]:
    return {
        "at": one.received_at.isoformat(),
        "from": one.sender,
        "subject": one.subject,
        "disposition": one.disposition,
        "rule": one.rule,
    }


def _letter(one: LetterRow) -> dict[str, Any]:
    return {
        "at": one.written_at.isoformat(),
        "kind": one.kind,
        "to": one.recipient,
        "state": one.state,
        "answer": one.answer,
    }


def _decision(one: DecisionRow) -> dict[str, Any]:
    return {
        "at": one.decided_at.isoformat(),
        "decision": f"{one.kind}: {one.value or one.about}".removesuffix(": "),
        "by": one.by,
        "why": one.why,
        "noted_at": one.noted_at.isoformat() if one.noted_at else None,
    }
