"""Numbers that called: the same number is written in many ways, and is one number all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GAP = r"[\s\-().]{0,3}"
_FROM_ABROAD = r"(?:(?:\+|00)\d{1,3}[\s\-]{0,2}(?:\(0\))?[\s\-]{0,2})?"
_AT_HOME = (  # where it is dialled, what a number looks like there, the code of the country
    ("CN", re.compile(r"(1[3-9]\d{9})|0((?:10|2\d|[3-9]\d\d)\d{7,8})"), "+86"),
    ("TW", re.compile(r"0(9\d{8}|[2-8]\d{7,8})"), "+886"),
    ("HK", re.compile(r"([2-9]\d{7})"), "+852"),
    ("GB", re.compile(r"0([1-35789]\d{8,9})"), "+44"),
    ("US", re.compile(r"1?([2-9]\d{9})"), "+1"),
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A number that called, in one form for all who name it, and as this mail writes it."""

    number: str
    written: str


def caller_of(digits: str, place: str | None, text: str) -> Caller:
    """A number that was found in a text of a place, as ``+8613800000000`` where that is clear.

    Where it is not (a service's short number, an unknown place), it is its digits.
    """
    written = _as_written(digits, text)
    abroad = re.sub(r"\D", "", written.replace("(0)", ""))
    if written.startswith("+"):
        return Caller(f"+{abroad}", written)
    if written.startswith("00"):
        return Caller(f"+{abroad.removeprefix('00')}", written)
    return Caller(number_of(digits, place), written)


def number_of(written: str, place: str | None) -> str:
    """A number by itself, in that one form."""
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    if written.strip().startswith("+"):
        return f"+{digits}"
    for country, shape, code in _AT_HOME:
        found = shape.fullmatch(digits) if country == place else None
        if found is not None:
            return code + next(one for one in found.groups() if one)
    return digits


def _as_written(digits: str, text: str) -> str:
    """As it stands in the text; abroad the zero in front is left out."""
    zero, rest = ("0?", digits[1:]) if digits.startswith("0") else ("", digits)
    found = re.search(rf"(?<!\d){_FROM_ABROAD}{zero}{_GAP}{_GAP.join(rest)}(?!\d)", text)
    return found[0].strip() if found else digits
