"""What all values of casework have in common: they never change, and they travel well."""

from __future__ import annotations

import importlib
from dataclasses import MISSING, FrozenInstanceError, fields, is_dataclass
from enum import StrEnum
from inspect import getmembers, isclass
from typing import TYPE_CHECKING, Any

import pytest
from temporalio.converter import default

from casework.case import CaseStart, NextStep, Outcome, Party, PendingLetter, Stage, Standing
from casework.letters import LetterKind, LetterOrder
from casework.plan import Arrival, Happening, NoteOrder
from tests.examples import MONDAY, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER = "C-2026-000001"
DIGEST = "ab" * 32
LETTER = PendingLetter(key=f"{NUMBER}/evidence-request/1", to=Party.COMPLAINANT, leaves_at=MONDAY)


def classes() -> Iterator[type[Any]]:
    """Every class that is defined in casework, once."""
    for path in sorted((ROOT / "casework").glob("*.py")):
        module = importlib.import_module(f"casework.{path.stem}")
        for _, one in getmembers(module, isclass):
            if one.__module__ == module.__name__:
                yield one


VALUES = [one for one in classes() if is_dataclass(one)]
WORDS = [one for one in classes() if issubclass(one, StrEnum)]


@pytest.mark.parametrize("kind", VALUES, ids=lambda one: str(one.__name__))
def test_a_value_never_changes(kind: type[Any]) -> None:
    """A new fact makes a new value; the old one stays true of its time."""
    value = object.__new__(kind)

    with pytest.raises(FrozenInstanceError):
        setattr(value, fields(kind)[0].name, None)
    assert not hasattr(value, "__dict__")


@pytest.mark.parametrize("kind", VALUES, ids=lambda one: str(one.__name__))
def test_a_value_of_many_fields_is_made_by_their_names(kind: type[Any]) -> None:
    """Nobody has to remember what the fifth of eleven words means."""
    needed = [one for one in fields(kind) if not one.kw_only and one.default is MISSING]

    assert len(needed) <= 2


@pytest.mark.parametrize("kind", WORDS, ids=lambda one: str(one.__name__))
def test_no_two_words_mean_the_same(kind: type[StrEnum]) -> None:
    """Rows and letters hold the words: two names for one of them would be one too many."""
    assert len(kind.__members__) == len(set(kind))


@pytest.mark.parametrize(
    "value",
    [
        CaseStart(
            number=NUMBER,
            first=DIGEST,
            opened_at=MONDAY,
            stage=Stage.AWAITING_EVIDENCE,
            next_step=NextStep.REMIND,
            due_at=MONDAY,
            seen=(DIGEST,),
            pending=(LETTER,),
        ),
        Standing(
            stage=Stage.CLOSED,
            next_step=NextStep.NOTHING,
            due_at=None,
            needs_staff=False,
            outcome=Outcome.RESOLVED,
            letters=(LETTER,),
        ),
        LetterOrder(key="1", case_number=NUMBER, kind=LetterKind.EVIDENCE_REMINDER, since=MONDAY),
        NoteOrder(case_number=NUMBER, what=Happening.LETTER_FAILED, ref="1", at=MONDAY),
        Arrival(what=Happening.MESSAGE, ref=DIGEST, first=DIGEST),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_what_travels_through_temporal_arrives_as_it_was(value: object) -> None:
    """Instants stay instants and stages stay stages, on the way and back."""
    converter = default()

    (back,) = await converter.decode(await converter.encode([value]), [type(value)])

    assert back == value
    for one in fields(type(value)):  # type: ignore[arg-type]  # a dataclass
        assert type(getattr(back, one.name)) is type(getattr(value, one.name))
