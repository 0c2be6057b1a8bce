"""YAML: a file becomes a Policy, or every reason why not, in words."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.calendars import Calendars
from adapters.language import normalise
from casework.case import Language
from casework.policy import (
    Category,
    Clock,
    Clocks,
    Counting,
    EvidenceItem,
    PackError,
    Policy,
    Rung,
    SendHours,
    Submits,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_Names = dict[Language, str]
_Words = Annotated[list[str], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Clock(_Part):
    days: int = Field(ge=0, le=3660)
    counting: Counting
    basis: str = Field(min_length=3)

    def value(self) -> Clock:
        return Clock(days=self.days, counting=self.counting, basis=self.basis)


class _Clocks(_Part):
    reminder: _Clock
    evidence: _Clock
    review: _Clock


class _Hours(_Part):
    start: time
    until: time


class _Evidence(_Part):
    names: _Names
    words: list[str] = []
    media: _Words
    in_text: bool = False


class _Category(_Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    names: _Names
    words: _Words
    evidence: list[str]


class _Rung(_Part):
    body: str
    submits: Submits
    clock: _Clock


class _Pack(_Part):
    pack_schema: Literal["ombud-pack/1"] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: str
    title: _Names
    timezone: str
    calendar: str
    default_language: Language
    send_hours: _Hours
    clocks: _Clocks
    evidence: dict[str, _Evidence]
    categories: list[_Category] = Field(min_length=1)
    ladder: list[_Rung]


def load_packs(folder: Path) -> dict[str, Policy]:
    """Every pack of a folder, by id. Raises PackError with all problems of all packs."""
    packs: dict[str, Policy] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            pack = load_pack(path)
            packs[pack.id] = pack
        except PackError as error:
            problems.append(str(error))
    if problems:
        raise PackError("\n".join(problems))
    return packs


def load_pack(path: Path) -> Policy:
    """One pack. Raises PackError with every problem of the file at once."""
    pack, problems = _shape(path)
    if pack is not None:
        problems = [*_loose_ends(pack, path), *_bad_clocks(pack)]
    if problems or pack is None:
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        raise PackError("\n  ".join([f"{path} has {count}:", *problems]))
    return _policy(pack)


def _shape(path: Path) -> tuple[_Pack | None, list[str]]:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        return None, ["there is no such file."]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return None, [f"it is not YAML: {' '.join(str(error).split())}"]
    try:
        return _Pack.model_validate(data), []
    except ValidationError as error:
        return None, [_in_words(one) for one in error.errors()]


def _in_words(problem: object) -> str:
    """One of pydantic's problems as a sentence."""
    match problem:
        case {"type": "missing", "loc": loc}:
            return f"{_path(loc)} is missing."
        case {"type": "extra_forbidden", "loc": loc}:
            return f"{_path(loc)} is not a word of this format."
        case {"type": "enum", "loc": loc, "input": given, "ctx": {"expected": expected}}:
            return f"{_path(loc)} is {given!r}; it should be {expected}."
        case {"loc": loc, "input": given, "msg": message}:
            return f"{_path(loc)} is {given!r}; {_should(str(message))}."
        case _:
            return str(problem)


def _should(message: str) -> str:
    return message.replace("Input should be", "it should be").replace("String should", "it should")


def _path(loc: Iterable[object]) -> str:
    parts = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in loc)
    return parts.lstrip(".") or "the file"


def _loose_ends(pack: _Pack, path: Path) -> list[str]:
    """References that lead nowhere."""
    items = [
        f"categories[{index}].evidence names {item!r}; the pack's evidence has "
        f"{', '.join(sorted(pack.evidence))}."
        for index, one in enumerate(pack.categories)
        for item in one.evidence
        if item not in pack.evidence
    ]
    bodies = [
        f"ladder[{index}].body is {rung.body!r}; there is no bodies/{rung.body}.yaml."
        for index, rung in enumerate(pack.ladder)
        if not (path.parent / "bodies" / f"{rung.body}.yaml").exists()
    ]
    names = [
        f"{where}.names lacks {language.value}."
        for where, given in _named(pack)
        for language in Language
        if language not in given
    ]
    return items + bodies + names


def _named(pack: _Pack) -> list[tuple[str, _Names]]:
    return [
        *((f"evidence.{key}", one.names) for key, one in pack.evidence.items()),
        *((f"categories[{n}]", one.names) for n, one in enumerate(pack.categories)),
    ]


def _bad_clocks(pack: _Pack) -> list[str]:
    """What pydantic cannot see: zones, calendars, hours and periods that do not fit together."""
    problems = []
    if pack.timezone not in available_timezones():
        problems.append(f"timezone is {pack.timezone!r}; it should be one such as Asia/Shanghai.")
    try:
        Calendars()[pack.calendar]
    except KeyError:
        problems.append(
            f"calendar is {pack.calendar!r}; it should be 'weekdays' or a country code."
        )
    if pack.send_hours.start >= pack.send_hours.until:
        problems.append("send_hours.start should be before send_hours.until.")
    if pack.clocks.reminder.days >= pack.clocks.evidence.days:
        problems.append("clocks.reminder should be shorter than clocks.evidence.")
    return problems


def _policy(pack: _Pack) -> Policy:
    return Policy(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        zone=ZoneInfo(pack.timezone),
        calendar=pack.calendar,
        default_language=pack.default_language,
        send_hours=SendHours(start=pack.send_hours.start, until=pack.send_hours.until),
        clocks=Clocks(
            reminder=pack.clocks.reminder.value(),
            evidence=pack.clocks.evidence.value(),
            review=pack.clocks.review.value(),
        ),
        evidence={key: _item(key, one) for key, one in pack.evidence.items()},
        categories=tuple(_category(one) for one in pack.categories),
        ladder=tuple(
            Rung(body=one.body, submits=one.submits, clock=one.clock.value()) for one in pack.ladder
        ),
    )


def _item(key: str, one: _Evidence) -> EvidenceItem:
    return EvidenceItem(
        id=key,
        names=one.names,
        words=tuple(normalise(word) for word in one.words),
        media=tuple(one.media),
        in_text=one.in_text,
    )


def _category(one: _Category) -> Category:
    return Category(
        id=one.id,
        names=one.names,
        words=tuple(normalise(word) for word in one.words),
        evidence=tuple(one.evidence),
    )
