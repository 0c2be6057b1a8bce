"""What each finding can be: the values that a form offers, and what is refused with a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from adapters.storage.decisions import RefusedError
from casework.case import ComplainantType, Language
from casework.findings import DAYS, FOLLOWS, INTENTS, Field, Urgency, values_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casework.policy import Policy

_MADE_FLAGS = (  # by the kind of mail, and not by words of it
    *("b2b", "second_matter", "out_of_pack", "verify_sender", "sales_spam", "possible_breach"),
    *("minutes_matter", "vulnerable_person", "legal_hold", "reopen"),
)

_MUST_BE = frozenset(
    {Field.LANGUAGE, Field.COMPLAINANT, Field.INTENT, Field.CATEGORY, Field.URGENCY}
)
_LONGEST = 300  # signs of one value


def choices(field: str, pack: Policy, folder: Path) -> Sequence[str]:
    """The values that a finding can have; none where it is written freely."""
    if field in {Field.JURISDICTION, Field.DEMANDS, Field.FLAGS}:
        return _of_the_words(field, folder)
    categories = [one.id for one in pack.categories]
    known: dict[str, Sequence[str]] = {
        Field.LANGUAGE: list(Language),
        Field.COMPLAINANT: list(ComplainantType),
        Field.INTENT: INTENTS,
        Field.URGENCY: list(Urgency),
        Field.CATEGORY: categories,
        Field.OTHERS: categories,
        Field.MENTIONED: list(pack.evidence),
    }
    return known.get(field, ())


def _of_the_words(field: str, folder: Path) -> Sequence[str]:
    from adapters.eyes import words_of  # noqa: PLC0415  it takes long to import

    words = words_of(folder)
    if field == Field.JURISDICTION:
        return list(words.places)
    if field == Field.FLAGS:
        return list(dict.fromkeys((*words.flags, *_MADE_FLAGS)))
    implied = (one for meant in (words.implied, words.unsaid) for one in meant.values())
    return list(dict.fromkeys((*words.demands, *(demand for one in implied for demand in one))))


def checked(field: str, value: str, pack: Policy, folder: Path) -> tuple[str, ...]:
    """The values that somebody says a finding has. Raises RefusedError."""
    if field not in set(Field) - {Field.RESPONDENT}:
        known = ", ".join(one for one in Field if one not in FOLLOWS)
        raise RefusedError(f"{field!r} is no finding: {known}")
    if field in FOLLOWS:
        raise RefusedError(
            f"{field} follows from the category, the complainant and the place: correct those"
        )
    values = values_of(field, value)
    offered = choices(field, pack, folder)
    for one in values:
        _check_one(field, one, offered)
    if not values and field in _MUST_BE:
        raise RefusedError(f"{field} must be something: {', '.join(offered)}")
    return values


def _check_one(field: str, value: str, offered: Sequence[str]) -> None:
    if offered and value not in offered:
        raise RefusedError(f"{value!r} is not one of: {', '.join(offered)}")
    if field in DAYS and not is_day(value):
        raise RefusedError(f"{value!r} is not a day such as 2026-11-03")
    if field in {Field.CALLERS, Field.OWN_NUMBERS} and not any(map(str.isdecimal, value)):
        raise RefusedError(f"{value!r} is not a number")
    if len(value) > _LONGEST or not value.isprintable():
        raise RefusedError(f"{field} is too long, or holds signs that cannot be read")


def is_day(value: str) -> bool:
    """Whether it is a day as a form sends it."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
