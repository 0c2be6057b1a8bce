"""Policy packs: mistakes in clocks. Looked for in the file as it is, like those of pack_checks.

``more_clocks`` may hold anybody's clocks; those in fixed places have the owner of their place.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from adapters.clock_format import UNITS
from casework.policy import OWN_CHOICE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_Raw = dict[Any, Any]

_PAIRS = (("reminder", "evidence"), ("closing_reminder", "closing"))  # the first within the second
_PERIODS = ("days", *UNITS)
_OF_HOURS = ("hours", "business_hours")
_WATCHED = "answer"


def mistakes_of_clocks(pack: _Raw, files: Collection[str]) -> Iterator[str]:
    """What does not fit in the clocks of a pack. ``files`` are the bodies that have one."""
    places = [*_fixed(pack), *_further(pack)]
    for where, clock, _ in places:
        yield from _period(where, clock)
        yield from _counted_in_business_hours(where, clock, pack)
        yield from _grounds(where, clock)
        yield from _events(where, clock)
    for where, clock, owner in places:
        yield from _owner(where, clock, owner, files)
    yield from _sources(pack)
    yield from _names(places)
    yield from _out_of_order(pack)
    yield from _stretches(pack)


def mistakes_of_body_clocks(body: _Raw, files: Collection[str]) -> Iterator[str]:
    """The same for the clocks of a body's file."""
    for where, clock, owner in _of_a_body("", body):
        if isinstance(clock, dict):
            yield from _period(where, clock)
            yield from _counted_in_business_hours(where, clock, {})
            yield from _grounds(where, clock)
            yield from _events(where, clock)
            yield from _owner(where, clock, owner, files)


def _fixed(pack: _Raw) -> list[tuple[str, _Raw, str]]:
    """The clocks that every pack has: where, what, and whose they are by their place."""
    core = _mapping(pack.get("clocks"))
    found: list[tuple[str, Any, str]] = [
        (f"clocks.{key}", one, "respondent" if key == _WATCHED else "ours")
        for key, one in core.items()
    ]
    for index, one in enumerate(_list(pack.get("earlier_answers"))):
        found.append((f"earlier_answers[{index}].clock", _mapping(one).get("clock"), "respondent"))
    for index, rung in enumerate(_list(pack.get("ladder"))):
        found += _of_a_body(f"ladder[{index}].", _mapping(rung))
    return [one for one in found if isinstance(one[1], dict)]


def _of_a_body(where: str, terms: _Raw) -> list[tuple[str, Any, str]]:
    """The clocks among the terms of a body, in its file or on its rung."""
    found = [(f"{where}clock", terms.get("clock"), "body")]
    for index, bar in enumerate(_list(terms.get("time_bars"))):
        place = f"{where}time_bars[{index}].clock"
        found.append((place, _mapping(bar).get("clock"), "complainant"))
    for key, one in _mapping(terms.get("clocks")).items():
        found.append((f"{where}clocks.{key}.clock", _mapping(one).get("clock"), "body"))
    return found


def _further(pack: _Raw) -> list[tuple[str, _Raw, str]]:
    more = _mapping(pack.get("more_clocks"))
    return [(f"more_clocks.{key}", one, "") for key, one in more.items() if isinstance(one, dict)]


# ---- how long, how counted, by which rule --------------------------------------------------


def _period(where: str, clock: _Raw) -> Iterator[str]:
    given = _units(clock)
    if len(given) > 1:
        yield f"{where} has {' and '.join(given)}; it should have one of them."
    if not given:
        yield f"{where}.days is missing; it should be there, or one of {', '.join(UNITS)}."
    if "days" in given and "counting" not in clock:
        yield f"{where}.counting is missing; it should be 'calendar days' or 'working days'."
    if given and "days" not in given and "counting" in clock:
        yield f"{where}.counting goes with days only; weeks, months and hours say it themselves."
    if clock.get("roll") == "next_working_day" and set(given) & set(_OF_HOURS):
        yield f"{where}.roll should be left out: hours end at an instant, not on a day."


def _counted_in_business_hours(where: str, clock: _Raw, pack: _Raw) -> Iterator[str]:
    if "business_hours" in clock and not pack.get("business_hours"):
        yield f"{where} counts business hours; the pack should say its business_hours."


def _grounds(where: str, clock: _Raw) -> Iterator[str]:
    """What a law has set is the law's; what the desk has set is not told as if it were."""
    own = clock.get("basis") == OWN_CHOICE
    if clock.get("kind") == "law" and (own or "says" in clock):
        yield f"{where}.kind is 'law'; its basis should then be a law that sets the period."
    if own and clock.get("roll") == "next_working_day" and clock.get("owner") in (None, "ours"):
        yield f"{where}.roll should be left out: a duty of our own keeps its date."


def _sources(pack: _Raw) -> Iterator[str]:
    """Those of the fixed places are looked at in pack_checks."""
    sources = _mapping(pack.get("sources"))
    for where, clock, _ in _further(pack):
        basis = clock.get("basis")
        if isinstance(basis, str) and basis != OWN_CHOICE and basis not in sources:
            yield f"{where}.basis is {basis!r}; it should be listed in sources, or be 'policy'."


# ---- whose, and what happens to them -------------------------------------------------------


def _owner(where: str, clock: _Raw, owner: str, files: Collection[str]) -> Iterator[str]:
    given, body = clock.get("owner"), clock.get("body")
    if owner and given not in (None, owner):
        yield f"{where}.owner is {given!r}; in this place it is {owner!r}, and may be left out."
    if not owner and given is None:
        yield f"{where}.owner is missing; it should say whose clock it is: ours, respondent, …"
    if isinstance(body, str) and body not in files:
        yield f"{where}.body is {body!r}; there is no bodies/{body}.yaml."
    if body is not None and (owner or given) != "body":
        yield f"{where}.body should be left out: the clock is not a body's."


def _events(where: str, clock: _Raw) -> Iterator[str]:
    """A clock that nothing starts never runs; an extension is more of the same."""
    if where.startswith("more_clocks.") and "start" not in clock:
        yield f"{where}.start is missing; it should name the event that starts the clock."
    longer = _mapping(clock.get("extension"))
    if longer and _units(longer) != _units(clock):
        yield f"{where}.extension should be in the unit of the clock itself."


def _names(places: list[tuple[str, _Raw, str]]) -> Iterator[str]:
    """A name stands for one clock."""
    taken: dict[str, str] = {}
    for where, _, _ in places:
        name = where.split(".", 1)[1]
        if "[" not in where and taken.setdefault(name, where) != where:
            yield f"{where} has the name of {taken[name]}; it should have another."
    for where, clock, _ in places:
        own = clock.get("id")
        if isinstance(own, str) and taken.setdefault(own, where) != where:
            yield f"{where}.id is {own!r}, which is the name of {taken[own]}."


# ---- clocks beside each other --------------------------------------------------------------


def _out_of_order(pack: _Raw) -> Iterator[str]:
    clocks = _mapping(pack.get("clocks"))
    for first, second in _PAIRS:
        one, other = _mapping(clocks.get(first)), _mapping(clocks.get(second))
        if one and other and _unit(one) != _unit(other):
            yield f"clocks.{first} and clocks.{second} should count the same kind of days."
        elif not _rises(_count(one), _count(other)):
            yield f"clocks.{first} should be shorter than clocks.{second}."
    yield from _late_reminders(clocks)


def _late_reminders(clocks: _Raw) -> Iterator[str]:
    """Reminders are days; they are compared with an answer of days or of weeks."""
    answer = _mapping(clocks.get(_WATCHED))
    weeks = answer.get("weeks")
    most = weeks * 7 if isinstance(weeks, int) else answer.get("days")
    for index, days in enumerate(_list(clocks.get("answer_reminders"))):
        if not _rises(days, most):
            yield (
                f"clocks.answer_reminders[{index}] is {days}; it should be less than the "
                f"{most} days of clocks.answer."
            )


def _units(clock: _Raw) -> list[str]:
    return [unit for unit in _PERIODS if clock.get(unit) is not None]


def _unit(clock: _Raw) -> tuple[object, ...]:
    return (*_units(clock), clock.get("counting"))


def _count(clock: _Raw) -> object:
    return next((clock[unit] for unit in _units(clock)), None)


def _rises(first: object, second: object) -> bool:
    """Whether a number is less than another; what is no number is a mistake of form."""
    return not (isinstance(first, int) and isinstance(second, int)) or first < second


def _stretches(pack: _Raw) -> Iterator[str]:
    told = [one for one in _list(pack.get("business_hours")) if isinstance(one, str)]
    times = [time for one in told for time in one.split("-")]
    if not all(one < other for one, other in pairwise(times)):
        yield "business_hours should come one after the other, such as 09:00-12:00, 13:30-18:00."


def _mapping(value: object) -> _Raw:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
