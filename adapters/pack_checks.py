"""Policy packs: mistakes of sense. Looked for in the file as it is, so that all are told together.

A mistake of form (a word where a number should be) is told by pack_format and passed over here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from adapters.clock_checks import mistakes_of_body_clocks, mistakes_of_clocks
from adapters.language import normalise
from casework.case import Language
from casework.policy import OWN_CHOICE, Intent, PackError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from adapters.calendars import Calendars
    from adapters.pack_format import BodyFile

_Raw = dict[Any, Any]

_HOURS = ("remind_hours", "deputy_hours", "again_hours")


def mistakes_of_pack(
    pack: _Raw, bodies: Mapping[str, BodyFile], files: Collection[str], calendars: Calendars
) -> list[str]:
    """What does not fit together. ``files`` are the bodies that have one, ``bodies`` the good."""
    return [
        *_strange_items(pack),
        *_strange_bodies(pack, files),
        *_strange_choices(pack, files),
        *_there_twice(pack),
        *_missing_names(pack),
        *_missing_sources(pack, bodies),
        *_days_out_of_order(pack),
        *_place_and_hours(pack, calendars),
        *mistakes_of_clocks(pack, files),
        *_approvals_out_of_order(pack),
        *_bad_intents(pack),
        *_idle_preservation(pack),
        *_without_terms(pack, bodies),
        *_unreachable(pack, bodies),
        *_called_the_same(bodies),
    ]


def mistakes_of_body(body: _Raw, name: str, files: Collection[str]) -> list[str]:
    """What is wrong in a body's file besides its form."""
    id_ = body.get("id")
    renamed = isinstance(id_, str) and id_ != name
    return [
        *([f"id is {id_!r}; it should be {name!r}, as the file."] if renamed else []),
        *(one for key in ("names", "guide", "outcome") for one in _lacking(body, key)),
        *(
            f"{where}.{sentence}"
            for key in ("preconditions", "clocks")
            for where, one in _parts(body, key)
            for sentence in _lacking(one, "names")
        ),
        *(
            f"excludes names {one!r}; there is no bodies/{one}.yaml."
            for one in _strings(_list(body.get("excludes")))
            if one not in files
        ),
        *_strange_bases(_bases(body, ""), _mapping(body.get("sources"))),
        *mistakes_of_body_clocks(body, files),
    ]


def named_bodies(pack: _Raw) -> list[str]:
    """The bodies of the ladder, those that they exclude, and those of categories, each once."""
    rungs = [rung for _, rung in _rungs(pack)]
    named = [name for rung in rungs for name in (rung.get("body"), *_list(rung.get("excludes")))]
    for _, one in _categories(pack):
        named += [*_list(one.get("bodies")), *_mapping(one.get("tempting"))]
    return list(dict.fromkeys(_strings(named)))


# ---- names that lead nowhere, that are there twice, that are missing ----


def _strange_items(pack: _Raw) -> Iterator[str]:
    evidence = _strings(_mapping(pack.get("evidence")))
    kinds = _strings(one.get("id") for _, one in _categories(pack))
    for where, one in _categories(pack):
        conditional = _mapping(one.get("evidence_if"))
        named: _Raw = {key: one.get(key) for key in ("evidence", "preserve", "useful")}
        named |= {f"evidence_if.{fact}": items for fact, items in conditional.items()}
        for key, items in named.items():
            yield from _strangers(f"{where}.{key}", items, "evidence has", evidence)
    for where, one in _parts(pack, "evidence"):
        others = one.get("satisfied_by")
        yield from _strangers(f"{where}.satisfied_by", others, "evidence has", evidence)
    passed_on = _mapping(pack.get("pass_on")).get("evidence")
    yield from _strangers("pass_on.evidence", passed_on, "evidence has", evidence)
    yield from _strangers("authorisation", [pack.get("authorisation")], "evidence has", evidence)
    for where, rung in _rungs(pack):
        yield from _strangers(
            f"{where}.categories", rung.get("categories"), "categories are", kinds
        )
        for place, bar in _parts(rung, "time_bars"):
            only = bar.get("categories")
            yield from _strangers(f"{where}.{place}.categories", only, "categories are", kinds)


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


def _strange_choices(pack: _Raw, files: Collection[str]) -> Iterator[str]:
    """What a category says is right or wrong for it."""
    on_the_ladder = _strings(rung.get("body") for _, rung in _rungs(pack))
    for where, one in _categories(pack):
        right, wrong = _strings(_list(one.get("bodies"))), _strings(_mapping(one.get("tempting")))
        for name in right:
            if name not in on_the_ladder:
                yield f"{where}.bodies names {name!r}; it should have a rung in ladder."
            if name in wrong:
                yield f"{where}.tempting has {name!r}, as {where}.bodies; it should be in one only."
        for name in wrong:
            if name not in files:
                yield f"{where}.tempting has {name!r}; there is no bodies/{name}.yaml."


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
    for where, one in _categories(pack):
        tempting = _mapping(one.get("tempting"))
        for name in _strings(tempting):
            yield from (f"{where}.tempting.{sentence}" for sentence in _lacking(tempting, name))
    for where, one in named:
        for key in ("names", "papers"):
            yield from (f"{where}.{sentence}" for sentence in _lacking(_mapping(one), key))


def _lacking(part: _Raw, key: str) -> list[str]:
    """The languages that something is not said in."""
    said = part.get(key)
    if not isinstance(said, dict):
        return []
    return [f"{key} lacks {one.value}." for one in Language if one.value not in said]


def _missing_sources(pack: _Raw, bodies: Mapping[str, BodyFile]) -> Iterator[str]:
    """A rung may name a source of its body as well."""
    sources = _mapping(pack.get("sources"))
    yield from _strange_bases(_parts(pack, "clocks"), sources)
    earlier = [
        (f"{where}.clock", one.get("clock")) for where, one in _parts(pack, "earlier_answers")
    ]
    yield from _strange_bases([(where, _mapping(one)) for where, one in earlier], sources)
    for where, rung in _rungs(pack):
        body = next((bodies[one] for one in _strings([rung.get("body")]) if one in bodies), None)
        known = {**sources, **(body.sources if body else {})}
        yield from _strange_bases(_bases(rung, f"{where}."), known)


def _bases(terms: _Raw, where: str) -> list[tuple[str, _Raw]]:
    """All of a rung or a body that must say what it rests on, each with its path."""
    within = [
        *((f"{place}.clock", one.get("clock")) for place, one in _parts(terms, "time_bars")),
        *((f"{place}.clock", one.get("clock")) for place, one in _parts(terms, "clocks")),
    ]
    parts = [("clock", terms.get("clock")), *_parts(terms, "preconditions"), *within]
    return [(f"{where}{place}", _mapping(one)) for place, one in parts]


def _strange_bases(parts: Iterable[tuple[str, _Raw]], sources: _Raw) -> Iterator[str]:
    for where, one in parts:
        for basis in _strings([one.get("basis")]):
            if basis != OWN_CHOICE and basis not in sources:
                yield f"{where}.basis is {basis!r}; it should be listed in sources, or be 'policy'."


# ---- periods that do not fit together ----


def _days_out_of_order(pack: _Raw) -> Iterator[str]:
    effective = _mapping(pack.get("effective"))
    since, until = effective.get("from"), effective.get("to")
    if _is_after(since, until):
        yield f"effective.to is {until}; it should not be before effective.from, {since}."
    seen, again = pack.get("reviewed_on"), pack.get("review_due")
    if _is_after(seen, again):
        yield f"review_due is {again}; it should not be before reviewed_on, {seen}."


def _is_after(first: object, second: object) -> bool:
    return isinstance(first, date) and isinstance(second, date) and str(first) > str(second)


def _place_and_hours(pack: _Raw, calendars: Calendars) -> Iterator[str]:
    zone, calendar = pack.get("timezone"), pack.get("calendar")
    hours = _mapping(pack.get("send_hours"))
    if isinstance(zone, str) and not _is_zone(zone):
        yield f"timezone is {zone!r}; it should be one such as Asia/Shanghai."
    if isinstance(calendar, str):
        yield from _no_calendar(calendar, calendars)
    if str(hours.get("start", "")) >= str(hours.get("until", "~")):
        yield "send_hours.start should be before send_hours.until."


def _is_zone(name: str) -> bool:
    """Whether there is such a zone; to list them all would take as long as to read the pack."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # none of this name; no name; a folder
        return False
    return True


def _no_calendar(name: str, calendars: Calendars) -> Iterator[str]:
    try:
        calendars[name]
    except KeyError:
        yield f"calendar is {name!r}; it should be 'weekdays' or a country code."
    except PackError as error:
        yield f"calendar {name}: {' '.join(str(error).split())}"


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


def _without_terms(pack: _Raw, bodies: Mapping[str, BodyFile]) -> Iterator[str]:
    """Who submits and how long it takes: the body's file says it, or the rung."""
    for where, rung in _rungs(pack):
        for name in _strings([rung.get("body")]):
            body = bodies.get(name)
            for term in ("submits", "clock"):
                if body and rung.get(term) is None and getattr(body, term) is None:
                    yield f"{where}.{term} is missing; it should be here, or in bodies/{name}.yaml."


def _called_the_same(bodies: Mapping[str, BodyFile]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for name, body in bodies.items():
        short = body.short or name
        if short in seen:
            yield f"bodies/{name}.yaml: short is {short!r}, as in bodies/{seen[short]}.yaml."
        seen[short] = name


def _unreachable(pack: _Raw, bodies: Mapping[str, BodyFile]) -> Iterator[str]:
    for where, rung in _rungs(pack):
        name = rung.get("body")
        body = bodies.get(name) if isinstance(name, str) else None
        submits = rung.get("submits") or (body.submits if body else None)
        if submits == "desk" and body and not (body.address or body.verify):
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


def _parts(part: _Raw, key: str) -> list[tuple[str, _Raw]]:
    """The parts of a list or of a mapping, each with its path."""
    named = [(f"{key}.{name}", _mapping(one)) for name, one in _mapping(part.get(key)).items()]
    return named or _numbered(part, key)


def _mapping(value: object) -> _Raw:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(values: Iterable[object]) -> list[str]:
    return [one for one in values if isinstance(one, str)]
