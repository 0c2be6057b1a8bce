"""Mistakes of form in a pack or in a body's file, as pydantic sees them, in sentences."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SHOWN = 60  # signs of a wrong value that a sentence repeats

File = TypeVar("File", bound=BaseModel)


def in_form(kind: type[File], data: object) -> tuple[File | None, list[str]]:
    """The file, or every mistake of its form."""
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        return None, [_in_words(one) for one in error.errors()]


def _in_words(problem: object) -> str:
    """One of pydantic's problems as a sentence: where it is, what is there, what would be right."""
    match problem:
        case {"loc": (*where, _, "[key]"), "input": str(key), "msg": message}:
            return f"{_path([*where, key])} is not a word of this format; {_should(message)}."
        case {"loc": (*where, _, "[key]"), "input": key}:
            return f"{_path(where)} has the key {key!r}{_unquoted(key)}."
        case {"type": "invalid_key", "input": key}:
            return f"the file has the key {key!r}{_unquoted(key)}."
        case _:
            return _of_a_value(problem)


def _of_a_value(problem: object) -> str:
    match problem:
        case {"type": "missing", "loc": loc}:
            return f"{_path(loc)} is missing."
        case {"type": "extra_forbidden", "loc": loc}:
            return f"{_path(loc)} is not a word of this format."
        case {
            "type": "string_type",
            "loc": loc,
            "input": bool() | int() | float() | date() as given,
        }:
            return f"{_path(loc)} is {given!r}{_unquoted(given)}."
        case {"type": "enum", "loc": loc, "input": given, "ctx": {"expected": expected}}:
            return f"{_path(loc)} is {_shown(given)}; it should be {expected}."
        case {"loc": loc, "input": given, "msg": message}:
            return f"{_path(loc)} is {_shown(given)}; {_should(message)}."
        case _:
            return str(problem)


def _unquoted(given: object) -> str:
    """What YAML made of something that was meant as a word."""
    if isinstance(given, bool):
        return ", as YAML reads yes, no, on and off; put it in quotes"
    what = "a date" if isinstance(given, date) else "a number"
    return f", as YAML reads it {what}; put it in quotes"


def _shown(given: object) -> str:
    text = repr(given)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _should(message: Any) -> str:  # noqa: ANN401  pydantic's own words
    for theirs in ("Input should", "String should", "List should"):
        message = str(message).replace(theirs, "it should")
    return str(message).removesuffix(" after validation, not 0")


def _path(loc: Iterable[object]) -> str:
    parts = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in loc)
    return parts.lstrip(".") or "the file"
