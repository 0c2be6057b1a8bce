"""``ombud case decide`` and ``answer``: what a person says about a case, and what follows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from casework.decisions import DecisionKind
from console import actions
from console.commands.shell import By, Why, known, run_on

if TYPE_CHECKING:
    from console.desk import Desk


class Deed(StrEnum):
    """What can be decided, in words that are quickly typed."""

    GO_ON = "go-on"
    PUT_TO_RESPONDENT = "put-to-respondent"
    REFER = "refer"
    TAKE_AS_ANSWER = "take-as-answer"
    ASK_CLOSING = "ask-closing"
    HAND_OVER = "hand-over"
    ASSIGN_RESPONDENT = "assign-respondent"


_FOLLOWS = {  # what is decided, and what the workflow will do
    Deed.GO_ON: (DecisionKind.GO_ON, "it goes on from where it stood"),
    Deed.PUT_TO_RESPONDENT: (
        DecisionKind.PUT_TO_RESPONDENT,
        "it is put to the respondent, who has its whole time from then",
    ),
    Deed.REFER: (
        DecisionKind.REFER,
        "the letter for {value} is written, and waits for `./ombud approval list`",
    ),
    Deed.TAKE_AS_ANSWER: (
        DecisionKind.TAKE_AS_ANSWER,
        "it is passed on to the complainant, who is asked whether it is enough",
    ),
    Deed.ASK_CLOSING: (
        DecisionKind.ASK_CLOSING,
        "the complainant is asked whether the answer is enough; silence closes it",
    ),
    Deed.HAND_OVER: (
        DecisionKind.HAND_OVER,
        "it is {value}'s and waits until a person decides",
    ),
    Deed.ASSIGN_RESPONDENT: (
        DecisionKind.ASSIGN_RESPONDENT,
        "it is about {value}, and goes on where nothing else is open",
    ),
}
_LEFT_OUT = {Deed.REFER: "the next body that fits"}
_WITH_A_VALUE = {Deed.REFER, Deed.TAKE_AS_ANSWER, Deed.HAND_OVER, Deed.ASSIGN_RESPONDENT}


def decide(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    number: str,
    kind: Annotated[Deed, typer.Argument(help="what shall be done")],
    by: By,
    why: Why,
    value: Annotated[
        str,
        typer.Option(
            help="refer: the body; hand-over: whose it is; assign-respondent: its id; "
            "take-as-answer: the message's number, the latest if left out"
        ),
    ] = "",
) -> None:
    """Decide what is next. Example: ./ombud case decide C-2026-000001 assign-respondent --value acme --as handler --reason named."""  # noqa: E501  an example is one line
    decision, follows = _FOLLOWS[kind]
    if value and kind not in _WITH_A_VALUE:
        raise typer.BadParameter(f"{kind} takes no --value")

    async def decided(desk: Desk, number: str, *, by: str, why: str) -> None:
        if kind is Deed.HAND_OVER and value:
            await known(desk, value)
        await actions.decide(desk, number, decision, by=by, why=why, value=value)

    run_on(context, number, decided, by=by, why=why)
    what = follows.format(value=value or _LEFT_OUT.get(kind, by))
    typer.echo(f"{number}: as soon as its workflow has heard of it, {what}")


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
    run_on(context, number, actions.answer_question, question, value, by=by, why=why)
    typer.echo(
        f"{number}: {question} is {value}; as soon as its workflow has heard of it, "
        "it goes on where nothing else is open"
    )


def correct(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    number: str,
    field: Annotated[
        str, typer.Argument(help="what `case show` lists under findings, or a fact or consent")
    ],
    value: Annotated[
        str, typer.Argument(help="what it is; several set apart by commas; '' for none")
    ],
    by: By,
    why: Why,
) -> None:
    """Say that a finding is something else. Example: ./ombud case correct C-2026-000001 complainant business --as handler --reason "it signs as a company"."""  # noqa: E501  an example is one line
    run_on(context, number, actions.correct, field, value, by=by, why=why)
    typer.echo(
        f"{number}: {field} is {value or 'none'}; letters, clocks and the ladder go by it "
        "as soon as its workflow has heard of it"
    )
