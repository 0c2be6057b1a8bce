"""``ombud case``: list, show, open, close, reopen, decide, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.storage.decisions import RefusedError
from casework.case import Outcome, Stage
from casework.roles import Deed
from console import actions
from console.commands import ruling
from console.commands.happened import happened
from console.commands.opening import open_
from console.commands.shell import AsJson, By, Why, run, run_on, show, tell
from console.commands.standing import standing

if TYPE_CHECKING:
    from adapters.storage.models import ApprovalRow, CaseRow, DecisionRow, LetterRow, MessageRow
    from adapters.storage.views import CaseView
    from console.desk import Desk

app = typer.Typer(help="The cases. Example: ./ombud case list", no_args_is_help=True)
app.command("open")(open_)
app.command("decide")(ruling.decide)
app.command("answer")(ruling.answer)
app.command("correct")(ruling.correct)
app.command("happened")(happened)


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
    """One case: how it stands, and all that is on it. Example: ./ombud case show C-2026-000001."""
    view, stands = run(context, _look(context.obj, number))
    if as_json:
        show([{**_line(view.case), **stands, **_papers(view)}], as_json=True)
        return
    show([_line(view.case)], as_json=False)
    typer.echo()
    tell({name: one for name, one in stands.items() if not _is_table(one)})
    tables = {name: one for name, one in stands.items() if _is_table(one)}
    for title, rows in {**tables, **_papers(view)}.items():
        typer.echo(f"\n{title.replace('_', ' ')}")
        show(rows, as_json=False)


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


async def _look(desk: Desk, number: str) -> tuple[CaseView, dict[str, Any]]:
    view = await desk.views.case(number)
    if view is None:
        raise RefusedError(f"there is no case {number}")
    return view, await standing(desk, view.case)


@app.command()
def close(
    context: typer.Context,
    number: str,
    outcome: Annotated[Outcome, typer.Option(help="how it ended")],
    by: By,
    why: Why,
) -> None:
    """Close a case. Example: ./ombud case close C-2026-000001 --outcome resolved --as handler --reason paid."""  # noqa: E501  an example is one line
    run_on(context, number, actions.close_case, outcome, by=by, why=why)
    typer.echo(f"{number} will be closed as {outcome} as soon as its workflow has heard of it")


@app.command()
def reopen(context: typer.Context, number: str, by: By, why: Why) -> None:
    """Take a closed case up again. Example: ./ombud case reopen C-2026-000001 --as handler --reason unpaid."""  # noqa: E501  an example is one line
    run_on(context, number, actions.reopen_case, by=by, why=why)
    typer.echo(
        f"{number} is open again: the complainant is told as soon as its workflow has heard of it, "
        "then a person reads it"
    )


@app.command("dealt-with")
def dealt_with(context: typer.Context, number: str, by: By, why: Why) -> None:
    """Say that what was left on a closed case is done. Example: ./ombud case dealt-with C-2026-000001 --as handler --reason "told the body"."""  # noqa: E501  an example is one line
    run_on(context, number, actions.deal_with, by=by, why=why)
    typer.echo(f"{number} stays closed, and waits for nobody any more")


@app.command()
def restrict(
    context: typer.Context,
    number: str,
    by: By,
    why: Why,
    accounts: Annotated[
        list[str] | None, typer.Argument(help="for whom it is; nobody: for all again")
    ] = None,
) -> None:
    """Say for whom a case is, besides managers and auditors. Example: ./ombud case restrict C-2026-000001 ling boris --as manager --reason "about a colleague"."""  # noqa: E501  an example is one line
    chosen = accounts or []
    run_on(context, number, actions.restrict, chosen, by=by, why=why, deed=Deed.RESTRICT)
    typer.echo(f"{number} is for {', '.join(sorted(set(chosen))) or 'all'}")


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


def _papers(view: CaseView) -> dict[str, list[dict[str, Any]]]:
    return {
        "messages": [_message(one) for one in view.messages],
        "letters": [_letter(one) for one in view.letters],
        "evidence": [{"item": one.item, "rule": one.rule} for one in view.evidence],
        "decisions": [_decision(one) for one in view.decisions],
        "approvals": [_approval(one) for one in view.approvals],
        "events": [
            {"at": one.at.isoformat(), "event": one.kind, "why": one.why} for one in view.events
        ],
    }


def _message(one: MessageRow) -> dict[str, Any]:
    return {
        "at": one.received_at.isoformat(),
        "from": one.sender,
        "party": one.party,
        "subject": one.subject,
        "disposition": one.disposition,
        "rule": one.rule,
    }


def _letter(one: LetterRow) -> dict[str, Any]:
    return {
        "at": one.written_at.isoformat(),
        "key": one.key,
        "kind": one.kind,
        "to": one.recipient,
        "state": one.state,
        "answer": one.answer,
    }


def _decision(one: DecisionRow) -> dict[str, Any]:
    about = f"{one.about} {one.value}".strip()
    return {
        "at": one.decided_at.isoformat(),
        "decision": f"{one.kind}: {about}" if about else one.kind,
        "by": one.by,
        "why": one.why,
        "noted_at": one.noted_at.isoformat() if one.noted_at else None,
    }


def _approval(one: ApprovalRow) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "letter": one.letter_key,
        "verdict": one.verdict,
        "role": one.role,
        "by": one.by,
        "why": one.why,
        "door": one.door,
        "sha256": one.sha256,
        "voided": one.voided,
    }
