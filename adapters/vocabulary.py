"""The words of a first mail: YAML files become a Vocabulary, or every reason why not.

A file holds phrases of one language, separated by a comma and a blank; they are normalised as
the mail is. What several files say of the same meaning is put together. ``{staff}`` in a phrase
is any word of the file's class of that name: who did something and what they did are listed once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import yaml

from adapters.language import normalise
from casework.policy import PackError
from casework.vocabulary import CategoryWords, EvidenceWords, PlaceWords, Vocabulary
from casework.wording import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SCHEMA = "ombud-words/1"
_FLAT = (
    *("intents", "complainants", "demands", "urgency", "flags", "roles"),
    *("implied", "unsaid", "only_for", "yields", "outranked", "facts"),
)
_DEEP = {"categories": CategoryWords, "evidence": EvidenceWords, "places": PlaceWords}
_BETWEEN = re.compile(r",\s+|\n")
_CLASS = re.compile(r"\{([a-z_]+)\}")

Phrases = tuple[str, ...]


def load_vocabulary(folder: Path) -> Vocabulary:
    """All files of the folder as one vocabulary. Raises PackError with every mistake."""
    mistakes: list[str] = []
    flat: dict[str, Any] = {kind: {} for kind in _FLAT}
    deep: dict[str, dict[str, dict[str, Any]]] = {kind: defaultdict(dict) for kind in _DEEP}
    for path in sorted(folder.glob("*.yaml")):
        for kind, meaning, said in _entries(path, mistakes):
            if kind in flat and isinstance(said, str):
                flat[kind][meaning] = flat[kind].get(meaning, ()) + _phrases(said)
            elif kind in deep and isinstance(said, dict):
                _add(deep[kind][meaning], said)
            else:
                mistakes.append(f"{path.name}: {kind}.{meaning} is not something that is known.")
    mistakes += _unreadable(flat, deep)
    if mistakes:
        raise PackError("\n  ".join([f"{folder} has {len(mistakes)} problems:", *mistakes]))
    return Vocabulary(
        **flat,
        categories={name: CategoryWords(**one) for name, one in deep["categories"].items()},
        evidence={name: EvidenceWords(**one) for name, one in deep["evidence"].items()},
        places={name: PlaceWords(**one) for name, one in deep["places"].items()},
    )


def _entries(path: Path, mistakes: list[str]) -> Iterable[tuple[str, str, object]]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        mistakes.append(f"{path.name}: it is not YAML: {' '.join(str(error).split())}")
        return
    if not isinstance(data, dict) or data.pop("schema", None) != SCHEMA:
        mistakes.append(f"{path.name}: its schema should be {SCHEMA!r}.")
        return
    classes = {name: _choice(words) for name, words in (data.pop("classes", None) or {}).items()}
    for kind, meanings in data.items():
        for meaning, said in meanings.items() if isinstance(meanings, dict) else ():
            yield kind, meaning, _spelt_out(said, classes)


def _choice(words: str) -> str:
    return "(" + "|".join(_phrases(words)) + ")"


def _spelt_out(said: object, classes: Mapping[str, str]) -> object:
    """The phrases with each class as a choice of its words; a class that is not known stays."""
    if isinstance(said, dict):
        return {part: _spelt_out(phrases, classes) for part, phrases in said.items()}
    if not isinstance(said, str):
        return said
    return _CLASS.sub(lambda found: classes.get(found[1], found[0]), said)


def _phrases(said: str) -> Phrases:
    return tuple(normalise(one.strip()) for one in _BETWEEN.split(said) if one.strip(" ,"))


def _add(known: dict[str, Any], said: Mapping[str, object]) -> None:
    for name, value in said.items():
        known[name] = known.get(name, ()) + _phrases(value) if isinstance(value, str) else value


def _unreadable(
    flat: Mapping[str, Mapping[str, Phrases]], deep: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> Iterable[str]:
    """Phrases that are no pattern, and parts that nobody asks for."""
    for kind, meanings in deep.items():
        known = {one.name for one in fields(_DEEP[kind])}
        for meaning, said in meanings.items():
            yield from (f"{kind}.{meaning}.{one} is not known." for one in set(said) - known)
    for phrase in _all(flat, deep):
        try:
            pattern(phrase)
        except re.error as error:
            yield f"{phrase!r} is no phrase: {error}."
        if (unknown := _CLASS.search(phrase)) is not None:
            yield f"{phrase!r} names the class {unknown[1]!r}, which its file does not have."


def _all(
    flat: Mapping[str, Mapping[str, Phrases]], deep: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> Iterable[str]:
    some = [one for meanings in flat.values() for one in meanings.values()]
    parts = (said for meanings in deep.values() for said in meanings.values())
    some += [one for said in parts for one in said.values() if isinstance(one, tuple)]
    return (phrase for phrases in some for phrase in phrases)
