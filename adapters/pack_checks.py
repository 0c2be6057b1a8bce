"""Policy packs: mistakes of sense. Looked for in the file as it is, so that all are told together.

A mistake of form (a word where a number should be) is told by pack_format and passed over here.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from adapters.calendars import Calendars
from adapters.clock_checks import mistakes_of_clocks
from adapters.language import normalise
from casework.case import Language
from casework.policy import OWN_CHOICE, Intent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from casework.policy import ExternalBody

_Raw = dict[Any, Any]

_HOURS = ("remind_hours", "deputy_hours", "again_hours")


def mistakes_of_pack(
    pack: _Raw, bodies: Mapping[str, ExternalBody], files: Collection[str]
) -> list[str]:
    """What does not fit together. ``files`` are the bodies that have one, ``bodies`` the good."""
    return [
        *_strange_items(pack),
        *_strange_bodies(pack, files),
        *_there_twice(pack),
        *_missing_names(pack),
        *_missing_sources(pack),
        *_place_and_hours(pack),
        *mistakes_of_clocks(pack, files),
        *_approvals_out_of_order(pack),
        *_bad_intents(pack),
        *_idle_preservation(pack),
        *_unreachable(pack, bodies),
    ]


def mistakes_of_body(body: _Raw, name: str) -> list[str]:
    """What is wrong in a body's file besides its form."""
    id_ = body.get("id")
    renamed = isinstance(id_, str) and id_ != name
    return [
        *([f"id is {id_!r}; it should be {name!r}, as the file."] if renamed else []),
        *_lacking(body, "names"),
        *_lacking(body, "guide"),
    ]


def named_bodies(pack: _Raw) -> list[str]:
    """The bodies of the ladder and those that they exclude, each once."""
    rungs = [rung for _, rung in _rungs(pack)]
    named = [name for rung in rungs for name in (rung.get("body"), *_list(rung.get("excludes")))]
    return list(dict.fromkeys(_strings(named)))


# ---- names that lead nowhere, that are there twice, that are missing ----


def _strange_items(pack: _Raw) -> Iterator[str]:
    evidence = _strings(_mapping(pack.get("evidence")))
    kinds = _strings(one.get("id") for _, one in _categories(pack))
    for where, one in _categories(pack):
        for key in ("evidence", "preserve"):
            yield from _strangers(f"{where}.{key}", one.get(key), "evidence has", evidence)
    passed_on = _mapping(pack.get("pass_on")).get("evidence")
    yield from _strangers("pass_on.evidence", passed_on, "evidence has", evidence)
    yield from _strangers("authorisation", [pack.get("authorisation")], "evidence has", evidence)
    for where, rung in _rungs(pack):
        yield from _strangers(
            f"{where}.categories", rung.get("categories"), "categories are", kinds
        )


def _strangers(where: str, named: object, the_packs: str, known: list[str]) -> Iterator[str]:
    for one in _strings(_list(named)):
        if one not in known:
            yield f"{where} names {one!r}; the pack's {the_packs} {', '.join(sorted(known))}."


def _strange_bodies(pack: _Raw, files: Collection[str]) -> Iterator[str]:
    for where, rung in _rungs(pack):
        for name in _strings([rung.get("body")]):
            if name not in files:
                yield f"{where}.body is {name!r}; there is no bodies/{name}.yaml."
        for name in _strings(_list(rung.get("excludes"))):
            if name not in files:
                yield f"{where}.excludes names {name!r}; there is no bodies/{name}.yaml."


def _there_twice(pack: _Raw) -> Iterator[str]:
    categories, rungs = _categories(pack), _rungs(pack)
    yield from _repeated("id", "category", categories)
    yield from _repeated("body", "rung", rungs)
    for where, rung in rungs:
        for role, times in Counter(_strings(_list(rung.get("approval")))).items():
            if times > 1:
                yield f"{where}.approval names {role!r} twice; each role lets it go out once."


def _repeated(key: str, what: str, parts: list[tuple[str, _Raw]]) -> Iterator[str]:
    seen: list[object] = []
    for where, one in parts:
        value = one.get(key)
        if value is not None and value in seen:
            yield f"{where}.{key} is {value!r}, as in an earlier {what}."
        seen.append(value)


def _missing_names(pack: _Raw) -> Iterator[str]:
    yield from _lacking(pack, "title")
    named = [
        *((f"evidence.{key}", one) for key, one in _mapping(pack.get("evidence")).items()),
        *_categories(pack),
        *(
            (f"{where}.preconditions[{index}]", one)
            for where, rung in _rungs(pack)
            for index, one in enumerate(_list(rung.get("preconditions")))
        ),
    ]
    for where, one in named:
        for key in ("names", "papers"):
            yield from (f"{where}.{sentence}" for sentence in _lacking(_mapping(one), key))


def _lacking(part: _Raw, key: str) -> list[str]:
    """The languages that something is not said in."""
    said = part.get(key)
    if not isinstance(said, dict):
        return []
    return [f"{key} lacks {one.value}." for one in Language if one.value not in said]


def _missing_sources(pack: _Raw) -> Iterator[str]:
    sources = _mapping(pack.get("sources"))
    clocks = [(f"clocks.{key}", one) for key, one in _mapping(pack.get("clocks")).items()]
    clocks += [
        (f"{where}.{key}", rung.get(key))
        for where, rung in _rungs(pack)
        for key in ("clock", "time_bar")
    ]
    for where, one in clocks:
        for basis in _strings([_mapping(one).get("basis")]):
            if basis != OWN_CHOICE and basis not in sources:
                yield f"{where}.basis is {basis!r}; it should be listed in sources, or be 'policy'."


# ---- periods that do not fit together ----


def _place_and_hours(pack: _Raw) -> Iterator[str]:
    zone, calendar = pack.get("timezone"), pack.get("calendar")
    hours = _mapping(pack.get("send_hours"))
    if isinstance(zone, str) and zone not in available_timezones():
        yield f"timezone is {zone!r}; it should be one such as Asia/Shanghai."
    if isinstance(calendar, str) and not _is_calendar(calendar):
        yield f"calendar is {calendar!r}; it should be 'weekdays' or a country code."
    if str(hours.get("start", "")) >= str(hours.get("until", "~")):
        yield "send_hours.start should be before send_hours.until."


def _is_calendar(name: str) -> bool:
    try:
        Calendars()[name]
    except KeyError:
        return False
    return True


def _approvals_out_of_order(pack: _Raw) -> Iterator[str]:
    approvals = _mapping(pack.get("approvals"))
    for first, second in pairwise(_HOURS):
        if not _rises(approvals.get(first), approvals.get(second)):
            yield f"approvals.{first} should be less than approvals.{second}."
    for role, deputy in _mapping(approvals.get("deputies")).items():
        if role == deputy:
            yield f"approvals.deputies has {role!r} for its own deputy; it should be another role."


def _rises(first: object, second: object) -> bool:
    """Whether a number is less than another; what is no number is a mistake of form."""
    return not (isinstance(first, int) and isinstance(second, int)) or first < second


# ---- what would do nothing, or the wrong thing ----


def _bad_intents(pack: _Raw) -> Iterator[str]:
    intents = pack.get("intents")
    if not isinstance(intents, dict):
        return
    yield from (
        f"intents lacks {one.value}; it should be there, with [] where there are no words for it."
        for one in Intent
        if one.value not in intents
    )
    words = {
        str(key): {normalise(word) for word in _strings(_list(some))}
        for key, some in intents.items()
    }
    for one, other in combinations(words, 2):
        for word in sorted(words[one] & words[other]):
            yield f"intents.{other} has {word!r}, as intents.{one} has; it should be in one only."
    if pack.get("consent") == "ask" and not words.get(Intent.CONSENT.value):
        yield "consent is 'ask'; then intents.consent should have the words of a yes."


def _idle_preservation(pack: _Raw) -> Iterator[str]:
    evidence = _mapping(pack.get("evidence"))
    for where, one in _categories(pack):
        wanted = _strings(_list(one.get("preserve")))
        if wanted and one.get("put_to_respondent") is False:
            yield f"{where}.preserve should be empty: the respondent hears nothing of it."
        for item in wanted:
            if item in evidence and _mapping(evidence[item]).get("kept_days") is None:
                yield (
                    f"{where}.preserve names {item!r}; evidence.{item} should say its kept_days, "
                    "for how long the respondent keeps it anyway."
                )


def _unreachable(pack: _Raw, bodies: Mapping[str, ExternalBody]) -> Iterator[str]:
    for where, rung in _rungs(pack):
        name = rung.get("body")
        body = bodies.get(name) if isinstance(name, str) else None
        if rung.get("submits") == "desk" and body and not (body.address or body.verify):
            yield (
                f"{where}.submits is 'desk'; bodies/{name}.yaml should have the address that takes "
                "referrals, or say under verify what is not confirmed."
            )


# ---- the file as it is ----


def _categories(pack: _Raw) -> list[tuple[str, _Raw]]:
    return _numbered(pack, "categories")


def _rungs(pack: _Raw) -> list[tuple[str, _Raw]]:
    return _numbered(pack, "ladder")


def _numbered(pack: _Raw, key: str) -> list[tuple[str, _Raw]]:
    """The parts of a list, each with its path."""
    parts = enumerate(_list(pack.get(key)))
    return [(f"{key}[{index}]", _mapping(one)) for index, one in parts]


def _mapping(value: object) -> _Raw:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(values: Iterable[object]) -> list[str]:
    return [one for one in values if isinstance(one, str)]
