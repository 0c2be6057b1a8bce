"""How many letters wait for a person, on both databases: a list and a count, and they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage import waiting
from adapters.storage.models import ApprovalRow, DecisionRow
from casework.case import Stage
from casework.decisions import DecisionKind, Verdict
from casework.intake import Handling
from casework.letters import LetterKind, LetterState
from tests.adapters.records import add_mail, change, freeze, letter_row, open_case
from tests.examples import MONDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from adapters.storage.engine import Sessions

    Happens = Callable[[Sessions, str, str], Coroutine[None, None, None]]

ROLES = ("approver", "manager")


async def nothing(rows: Sessions, number: str, key: str) -> None:
    """It was just written."""


async def one_approves(rows: Sessions, number: str, key: str) -> None:
    """The other has still to look."""
    await rule(rows, number, key, "approver")


async def both_approve(rows: Sessions, number: str, key: str) -> None:
    """Nobody is missing."""
    for role in ROLES:
        await rule(rows, number, key, role)


async def both_did_and_one_is_void(rows: Sessions, number: str, key: str) -> None:
    """It is to be looked at again."""
    await rule(rows, number, key, "approver")
    await rule(rows, number, key, "manager", voided="a new message")


async def one_refuses(rows: Sessions, number: str, key: str) -> None:
    """It never goes out."""
    await rule(rows, number, key, "manager", verdict=Verdict.REFUSED)


async def the_case_is_closed(rows: Sessions, number: str, key: str) -> None:  # noqa: ARG001  as all of them
    """Nothing of it goes out any more."""
    await change(rows, number, stage=Stage.CLOSED)


async def the_case_is_being_closed(rows: Sessions, number: str, key: str) -> None:  # noqa: ARG001  as all of them
    """Its workflow has not heard of it yet."""
    async with rows.begin() as session:
        session.add(
            DecisionRow(
                id=number,
                case_number=number,
                kind=DecisionKind.CLOSE,
                by="ling",
                why="settled",
                decided_at=MONDAY,
            )
        )


async def they_write_again(rows: Sessions, number: str, key: str) -> None:  # noqa: ARG001  as all of them
    """It is being written anew."""
    await add_mail(rows, number, Handling.ADD)


async def it_has_left(rows: Sessions, number: str, key: str) -> None:  # noqa: ARG001  as all of them
    """Nobody is asked any more."""
    async with rows.begin() as session:
        letter = await letter_row(rows, key)
        letter.state = LetterState.SENT
        await session.merge(letter)


async def rule(
    rows: Sessions,
    number: str,
    key: str,
    role: str,
    *,
    verdict: Verdict = Verdict.APPROVED,
    voided: str = "",
) -> None:
    """Somebody has ruled on a letter."""
    async with rows.begin() as session:
        session.add(
            ApprovalRow(
                id=f"{role} {key}",
                case_number=number,
                letter_key=key,
                verdict=verdict,
                role=role,
                by=role,
                at=MONDAY,
                why="",
                door="console",
                sha256="",
                files=[],
                voided=voided,
            )
        )


@pytest.mark.parametrize(
    ("happens", "waits"),
    [
        (nothing, True),
        (one_approves, True),
        (both_approve, False),
        (both_did_and_one_is_void, True),
        (one_refuses, False),
        (the_case_is_closed, False),
        (the_case_is_being_closed, False),
        (they_write_again, False),
        (it_has_left, False),
    ],
)
async def test_what_is_counted_is_what_is_listed(
    rows: Sessions, happens: Happens, *, waits: bool
) -> None:
    """Beside another letter, that waits whatever happens, and one that needs nobody."""
    other, number = await open_case(rows), await open_case(rows)
    waiting_still = await freeze(rows, other, kind=LetterKind.REFERRAL, approval=ROLES)
    await freeze(rows, other, kind=LetterKind.COMPLAINT_NOTICE)
    key = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=ROLES)
    await happens(rows, number, key)

    async with rows() as session:
        listed = {one.letter.key for one in await waiting.waiting(session)}
        counted = await waiting.how_many(session)
        of_others = await waiting.how_many(session, {number})

    assert listed == {waiting_still, *({key} if waits else ())}
    assert (counted, of_others) == (len(listed), 1)
