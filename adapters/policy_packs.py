"""YAML: a file becomes a Policy, or every reason why not, in words."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
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
_TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
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
    start: _TimeOfDay
    until: _TimeOfDay


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
        except PackError as error:
            problems.append(str(error))
            continue
        if pack.id in packs:
            problems.append(f"{path} has 1 problem:\n  id is {pack.id!r}, as in another pack here.")
        packs[pack.id] = pack
    if problems:
        raise PackError("\n".join(problems))
    return packs


def load_pack(path: Path) -> Policy:
    """One pack. Raises PackError with every problem of the file at once."""
    data = _read(path)
    pack, mistakes = _shape(data)
    if isinstance(data, dict):
        mistakes += [*_loose_ends(data, path), *_bad_clocks(data)]
    if mistakes or pack is None:
        raise _error(path, mistakes)
    return _policy(pack)


def _error(path: Path, mistakes: list[str]) -> PackError:
    count = f"{len(mistakes)} problem{'s' if len(mistakes) != 1 else ''}"
    return PackError("\n  ".join([f"{path} has {count}:", *mistakes]))


def _read(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise _error(path, ["there is no such file."]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = f"it is not YAML: {' '.join(str(error).split())}"
        raise _error(path, [why]) from error


def _shape(data: object) -> tuple[_Pack | None, list[str]]:
    """Mistakes of form: what pydantic sees."""
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


# ---- mistakes of sense: looked for in the file as it is, so that all are told together ----


def _loose_ends(data: dict[Any, Any], path: Path) -> list[str]:
    """References that lead nowhere, names that are missing, ids that are there twice."""
    evidence, categories = _mapping(data.get("evidence")), _list(data.get("categories"))
    ids = [_mapping(one).get("id") for one in categories]
    items = [
        f"categories[{index}].evidence names {item!r}; the pack's evidence has "
        f"{', '.join(sorted(map(str, evidence)))}."
        for index, one in enumerate(categories)
        for item in _list(_mapping(one).get("evidence"))
        if item not in evidence
    ]
    bodies = [
        f"ladder[{index}].body is {body!r}; there is no bodies/{body}.yaml."
        for index, rung in enumerate(_list(data.get("ladder")))
        if isinstance(body := _mapping(rung).get("body"), str)
        and not (path.parent / "bodies" / f"{body}.yaml").exists()
    ]
    twice = [
        f"categories[{index}].id is {one!r}, as in an earlier category."
        for index, one in enumerate(ids)
        if one is not None and one in ids[:index]
    ]
    return items + bodies + twice + _missing_names(evidence, categories)


def _missing_names(evidence: dict[Any, Any], categories: list[Any]) -> list[str]:
    named = [
        *((f"evidence.{key}", one) for key, one in evidence.items()),
        *((f"categories[{index}]", one) for index, one in enumerate(categories)),
    ]
    return [
        f"{where}.names lacks {language.value}."
        for where, one in named
        if isinstance(names := _mapping(one).get("names"), dict)
        for language in Language
        if language.value not in names
    ]


def _bad_clocks(data: dict[Any, Any]) -> list[str]:
    """What pydantic cannot see: zones, calendars, hours and periods that do not fit together."""
    clocks, hours = _mapping(data.get("clocks")), _mapping(data.get("send_hours"))
    reminder = _mapping(clocks.get("reminder")).get("days")
    evidence = _mapping(clocks.get("evidence")).get("days")
    zone, calendar = data.get("timezone"), data.get("calendar")
    problems = []
    if isinstance(zone, str) and zone not in available_timezones():
        problems.append(f"timezone is {zone!r}; it should be one such as Asia/Shanghai.")
    if isinstance(calendar, str) and not _is_calendar(calendar):
        problems.append(f"calendar is {calendar!r}; it should be 'weekdays' or a country code.")
    if str(hours.get("start", "")) >= str(hours.get("until", "~")):
        problems.append("send_hours.start should be before send_hours.until.")
    if isinstance(reminder, int) and isinstance(evidence, int) and reminder >= evidence:
        problems.append("clocks.reminder should be shorter than clocks.evidence.")
    if _counting(clocks, "reminder") != _counting(clocks, "evidence"):
        problems.append("clocks.reminder and clocks.evidence should count the same kind of days.")
    return problems


def _counting(clocks: dict[Any, Any], name: str) -> object:
    return _mapping(clocks.get(name)).get("counting")


def _is_calendar(name: str) -> bool:
    try:
        Calendars()[name]
    except KeyError:
        return False
    return True


def _mapping(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _policy(pack: _Pack) -> Policy:
    return Policy(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        zone=ZoneInfo(pack.timezone),
        calendar=pack.calendar,
        default_language=pack.default_language,
        send_hours=SendHours(
            start=time.fromisoformat(pack.send_hours.start),
            until=time.fromisoformat(pack.send_hours.until),
        ),
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
