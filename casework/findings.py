"""What is known of a case, field by field, and who says so: a person's word stands above a rule's.

A finding is never changed: a later one takes its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from casework.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.assessment import Finding

ASSESSMENT = "assessment"
"""Who says what a rule found; anybody else is an account of the staff."""

_BETWEEN = re.compile(r"[,;\n\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH SEMICOLON}]")


class Field(StrEnum):
    """What there is to find out about a case."""

    LANGUAGE = "language"
    JURISDICTION = "jurisdiction"
    PACK = "pack"  # the one that the place suggests, where it is not the desk's own
    COMPLAINANT = "complainant"
    INTENT = "intent"
    CATEGORY = "category"
    OTHERS = "other_categories"
    RESPONDENT = "respondent"
    PRIOR_ON = "prior_on"
    URGENCY = "urgency"
    FLAGS = "flags"
    DEMANDS = "demands"
    MENTIONED = "evidence_mentioned"
    CALLERS = "caller_numbers"
    OWN_NUMBERS = "own_numbers"
    AMOUNT = "amount"
    AMOUNTS = "amounts"
    DEADLINE = "deadline"
    DATES = "dates"
    TIMES = "times"
    REFERENCES = "references"
    BODIES = "bodies"
    WRONG_BODIES = "wrong_bodies"
    FACTS = "facts"  # what bodies ask about it, as far as the mail plainly says it


class Urgency(StrEnum):
    """How soon a person must see it, the most pressing first."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


URGENT = frozenset({Urgency.CRITICAL, Urgency.HIGH})
"""What is marked wherever cases are listed, and comes before what is as late."""


INTENTS = (
    *("new_complaint", "follow_up", "appeal", "withdrawal", "confirm_resolved", "enquiry"),
    *("regulator_notice", "not_complaint"),
)
"""What a first mail can be for."""

LISTED = frozenset(
    {
        *(Field.OTHERS, Field.FLAGS, Field.DEMANDS, Field.MENTIONED, Field.CALLERS),
        *(Field.OWN_NUMBERS, Field.AMOUNTS, Field.DATES, Field.TIMES, Field.REFERENCES),
        *(Field.BODIES, Field.WRONG_BODIES, Field.FACTS),
    }
)
"""Fields that can have several values at once; whoever corrects one says all of them."""

DAYS = frozenset({Field.PRIOR_ON, Field.DEADLINE})
FOLLOWS = frozenset({Field.BODIES, Field.WRONG_BODIES, Field.PACK, Field.FACTS})
"""What the other findings or answers decide: whoever thinks it wrong corrects those."""

_STEERS = frozenset(
    {Field.LANGUAGE, Field.COMPLAINANT, Field.CATEGORY, Field.PRIOR_ON, "consent", *FACTS}
)


@dataclass(frozen=True, slots=True)
class Found:
    """One value of a field, or that no rule could tell, with the rule."""

    field: Field
    finding: Finding


class Said(Protocol):
    """A finding as it is kept; all that were said at once have the same cause."""

    @property
    def field(self) -> str:
        """Of what it is."""

    @property
    def by(self) -> str:
        """Who says so."""

    @property
    def cause(self) -> str:
        """The mail or the decision it was said with."""


T = TypeVar("T", bound=Said)


def in_force(kept: Iterable[T]) -> dict[str, tuple[T, ...]]:
    """What stands of each field, of findings in the order in which they were made.

    The latest by a person, however many rules came after it; else the latest by a rule.
    """
    by_field: dict[str, list[T]] = {}
    for one in kept:
        by_field.setdefault(one.field, []).append(one)
    return {field: _latest(all_) for field, all_ in by_field.items()}


def _latest(kept: list[T]) -> tuple[T, ...]:
    telling = [one for one in kept if one.by != ASSESSMENT] or kept
    return tuple(one for one in telling if one.cause == telling[-1].cause)


def steers(field: str) -> bool:
    """Whether the procedure goes another way by it: letters, clocks, the ladder."""
    return field in _STEERS


def values_of(field: str, said: str) -> tuple[str, ...]:
    """The values that somebody wrote into a form: none, one, or of some fields several."""
    words = _BETWEEN.split(said) if field in LISTED else [said]
    return tuple(dict.fromkeys(one.strip() for one in words if one.strip()))
