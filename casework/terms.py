"""The terms on which a body takes a case: what it asks first, until when, and its own times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.policy import OWN_CHOICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.case import Language
    from casework.policy import Clock


class BarStarts(StrEnum):
    """The event a time bar runs from."""

    DISPUTE = "dispute"  # it arose, or the complainant came to know of it
    ANSWER = "answer"  # the respondent's last word, or its letter that it will do no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Precondition:
    """What a body asks before it takes a case: a fact, and the answer it wants.

    ``must_be_known``: the body is right only where it is so, and is not named on a guess.
    """

    fact: str
    wanted: bool
    names: Mapping[Language, str]
    basis: str = OWN_CHOICE
    must_be_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A time after which a body takes a case no more; no ``categories``: for all of them.

    ``warn_days`` before it ends, people are warned.
    """

    clock: Clock
    categories: tuple[str, ...] = ()
    starts: BarStarts = BarStarts.DISPUTE
    warn_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyClock:
    """A time that a body has for something, which we only watch.

    ``region``: where a rule of one place sets it (``CN-ZJ``); none: everywhere.
    """

    names: Mapping[Language, str]
    clock: Clock
    region: str | None = None
