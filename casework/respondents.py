"""Respondents: a directory kept by staff. A mail's words choose an entry, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.assessment import Finding, mentions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.assessment import Reading
    from casework.case import Language
    from casework.policy import Policy


class RespondentKind(StrEnum):
    """An outside company, or a department of the house that keeps this desk."""

    COMPANY = "company"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """Who can be complained about: its names and calling numbers choose it.

    ``aliases`` are normalised (see Reading), ``numbers`` are digits. The ``is_default``
    one is meant where a mail says only "you". ``facts`` are what staff know of it, in
    the words of a body's preconditions.
    """

    id: str
    name: str
    kind: RespondentKind
    address: str
    language: Language
    aliases: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    is_default: bool = False


def respondent_of(reading: Reading, directory: Iterable[Respondent], policy: Policy) -> Finding:
    """The entry that a complaint names, by name or calling number; two are not decided.

    A mail that names nobody and speaks to "you" means the desk's own house.
    """
    directory = tuple(directory)
    named = {one.id: how for one in directory if (how := _named_by(reading, one))}
    if len(named) == 1:
        ((found, how),) = named.items()
        return Finding(found, how)
    if named:
        return Finding(None, "as well " + " as ".join(sorted(named)))
    house = [one.id for one in directory if one.is_default]
    said_to = next((word for word in policy.addressed if mentions(reading.text, word)), None)
    if house and said_to:
        return Finding(house[0], f"it names nobody and says {said_to!r}: our own house")
    return Finding(None, "nobody in the directory is named")


def _named_by(reading: Reading, one: Respondent) -> str:
    name = next((alias for alias in one.aliases if mentions(reading.text, alias)), None)
    if name is not None:
        return f"it is named: {name!r}"
    number = next((digits for digits in one.numbers if digits in reading.numbers), None)
    return f"its calling number {number} is named" if number else ""
