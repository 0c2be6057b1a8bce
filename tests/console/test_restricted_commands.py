"""Restricted cases at the shell: who acts in somebody's name meets what that person meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.roles import Role
from tests.console.procedure import hire
from tests.examples import a_mail

if TYPE_CHECKING:
    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

WHY = ("--reason", "about a colleague")


async def test_a_manager_says_for_whom_a_case_is(ombud: Shell, front: FrontDesk) -> None:
    """Others cannot act on it, nor see what it says of numbers; then it is for all again."""
    calls = "Unwanted calls from 0571-0000-6612."
    number = await front.open_case(a_mail(calls))
    await hire(front, "mo", Role.MANAGER)
    await hire(front, "eve", Role.HANDLER)
    restrict = ("case", "restrict", number)

    handler = await ombud(*restrict, "eve", "--as", "eve", *WHY)
    stranger = await ombud(*restrict, "nobody", "--as", "mo", *WHY)
    nowhere = await ombud("case", "restrict", "C-2026-999999", "eve", "--as", "mo", *WHY)
    done = await ombud(*restrict, "ling", "--as", "mo", *WHY)

    assert "it takes another role to say who may see a case" in handler.words
    assert "nobody here has the account nobody" in stranger.words
    assert "there is no case C-2026-999999" in nowhere.words
    assert (done.status, done.out) == (0, f"{number} is for ling\n")

    eve, adopting = ("--as", "eve", *WHY), ("policy", "adopt", "2027.1")
    for command in (
        ("case", "happened", number, "expert_appraisal", "2026-03-05", *eve),
        ("case", "close", number, "--outcome", "resolved", *eve),
        ("case", "correct", number, "urgency", "low", *eve),
        (*adopting, "--case", number, *eve),
        ("case", "decide", number, "go-on", *eve),
    ):
        refused = await ombud(*command)
        assert refused.status != 0, command
        assert f"there is no case {number}" in refused.words, command

    assert (await ombud("caller", "list", "--as", "eve", "--json")).json == []
    gone = await ombud("caller", "show", "+8657100006612", "--as", "eve")
    assert "nobody has complained of the number" in gone.words
    assert len((await ombud("caller", "list", "--as", "ling", "--json")).json) == 1
    assert len((await ombud("caller", "list", "--json")).json) == 1

    again = await ombud(*restrict, "--as", "mo", *WHY)
    assert again.out == f"{number} is for all\n"
    assert len((await ombud("caller", "show", "+8657100006612", "--as", "eve", "--json")).json) == 1
