"""``ombud case decide`` and ``answer``: what a person says about a case, and what follows."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from casework.decisions import DecisionKind
from console import actions
from console.commands.shell import By, Why, known, run


class Deed(StrEnum):
    """What can be decided, in words that are quickly typed."""

    GO_ON = "go-on"
    PUT_TO_RESPONDENT = "put-to-respondent"
    REFER = "refer"
    ASK_CLOSING = "ask-closing"
    HAND_OVER = "hand-over"
    ASSIGN_RESPONDENT = "assign-respondent"


_WITH_A_VALUE = {Deed.REFER, Deed.HAND_OVER, Deed.ASSIGN_RESPONDENT}


def decide(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    number: str,
    kind: Annotated[Deed, typer.Argument(help="what shall be done")],
    by: By,
    why: Why,
    value: Annotated[
        str, typer.Option(help="refer: the body; hand-over: whose it is; assign-respondent: its id")
    ] = "",
) -> None:
    """Decide what is next. Example: ./ombud case decide C-2026-000001 assign-respondent --value acme --as handler --reason named."""  # noqa: E501  an example is one line
    desk = context.obj
    if value and kind not in _WITH_A_VALUE:
        raise typer.BadParameter(f"{kind} takes no --value")

    async def work() -> None:
        account = await known(desk, by)
        if kind is Deed.HAND_OVER and value:
            await known(desk, value)
        await actions.decide(desk, number, _kind(kind), by=account, why=why, value=value)

    run(context, work())
    typer.echo(f"{number}: as soon as its workflow has heard of it, {_follows(kind, value, by)}")


def answer(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    number: str,
    question: Annotated[
        str, typer.Argument(help="category, prior_on, consent, or a fact that a body asks for")
    ],
    value: Annotated[str, typer.Argument(help="a category, a day, or yes or no")],
    by: By,
    why: Why,
) -> None:
    """Say what no rule could tell. Example: ./ombud case answer C-2026-000001 category harassment_call --as handler --reason read."""  # noqa: E501  an example is one line
    desk = context.obj

    async def work() -> None:
        account = await known(desk, by)
        await actions.answer_question(desk, number, question, value, by=account, why=why)

    run(context, work())
    typer.echo(
        f"{number}: {question} is {value}; as soon as its workflow has heard of it, "
        "it goes on where nothing else is open"
    )


def _kind(deed: Deed) -> DecisionKind:
    match deed:
        case Deed.GO_ON:
            return DecisionKind.GO_ON
        case Deed.PUT_TO_RESPONDENT:
            return DecisionKind.PUT_TO_RESPONDENT
        case Deed.REFER:
            return DecisionKind.REFER
        case Deed.ASK_CLOSING:
            return DecisionKind.ASK_CLOSING
        case Deed.HAND_OVER:
            return DecisionKind.HAND_OVER
        case Deed.ASSIGN_RESPONDENT:
            return DecisionKind.ASSIGN_RESPONDENT


def _follows(deed: Deed, value: str, by: str) -> str:
    """What the workflow will do."""
    match deed:
        case Deed.GO_ON:
            return "it goes on from where it stood"
        case Deed.PUT_TO_RESPONDENT:
            return "it is put to the respondent, who has its whole time from then"
        case Deed.REFER:
            body = value or "the next body that fits"
            return f"the letter for {body} is written, and waits for `./ombud approval list`"
        case Deed.ASK_CLOSING:
            return "the complainant is asked whether the answer is enough; silence closes it"
        case Deed.HAND_OVER:
            return f"it is {value or by}'s and waits until a person decides"
        case Deed.ASSIGN_RESPONDENT:
            return f"it is about {value}, and goes on where nothing else is open"
