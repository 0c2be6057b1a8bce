"""The hard facts of a mail: whose numbers, which sum, until when. What stands beside them tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.wording import is_latin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.purposes import Matter
    from casework.vocabulary import Vocabulary
    from casework.wording import Amount, Day, Number, Spot, Wording

_AGAINST_CALLS = frozenset({"harassment_call", "spam_message", "data_leak", "suspected_fraud"})
_LIST = re.compile(r"\d{1,2}[:./月]\d{1,2}[\s\d日号点分:.,、apm-]{0,14}$")
_AND = re.compile(r"[\s、,/&和与及跟或]*(?:and|or)?\s*")
_ROLES = (
    *("own_before", "caller_before", "caller_weak_before"),
    *("own_weak_before", "own_after", "caller_after"),
)
_CALLS_ONLY = "caller_weak_before"  # "the number is …": in other matters it is the sender's own
_SHORTEST = 7  # digits of a number that can be somebody's own
_MORE = ("owed", "total", "paid")


NO_SUM = Finding(None, "no sum is named")
NO_TERM = Finding(None, "it sets no term")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What a parser finds.

    ``amount`` is the sum that the complaint is about; ``withheld``: the mail says that the
    caller showed no number.
    """

    callers: tuple[Finding, ...] = ()
    own: tuple[Finding, ...] = ()
    dates: tuple[Finding, ...] = ()
    times: tuple[Finding, ...] = ()
    amounts: tuple[tuple[str, str], ...] = ()
    amount: Finding = NO_SUM
    currency: str = ""
    references: tuple[Finding, ...] = ()
    deadline: Finding = NO_TERM
    withheld: bool = False


def particulars_of(
    wording: Wording, vocabulary: Vocabulary, currency: str, matter: Matter
) -> Particulars:
    """All of them; ``currency`` is meant where a sum has none."""
    against_calls = matter.category in _AGAINST_CALLS
    callers, own = _numbers(wording, vocabulary, against_calls=against_calls)
    deadline, term = _deadline(wording, vocabulary)
    amount = _amount(wording, vocabulary)
    days = dict.fromkeys(one.on for one in wording.days if one is not term)
    return Particulars(
        callers=callers,
        own=own,
        dates=tuple(Finding(one.isoformat(), "a day in the text") for one in sorted(days)),
        times=tuple(Finding(one.text, "a time in the text") for one in wording.times),
        amounts=tuple((f"{one.value:f}", one.currency or currency) for one in wording.amounts),
        amount=Finding(f"{amount[0].value:f}", amount[1]) if amount else NO_SUM,
        currency=(amount[0].currency or currency) if amount else "",
        references=tuple(Finding(one.text.upper(), "named as one") for one in wording.references),
        deadline=deadline,
        withheld=bool(_any(vocabulary, "withheld", wording.text)),
    )


def beside(wording: Wording, spot: Spot, vocabulary: Vocabulary, role: str) -> bool:
    """Whether one of a role's phrases stands right before the spot, or right after it."""
    phrases = vocabulary.roles.get(role, ())
    if role.endswith("_after"):
        return any(_starts(one).match(wording.after(spot)) for one in phrases)
    before = wording.before(spot)
    return any(_ends(one).search(before) for one in phrases)


@cache
def _starts(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"[\s,()]*(?:{phrase})".replace("~", ".{0,12}?"))


@cache
def _ends(phrase: str) -> re.Pattern[str]:
    begins, between = (r"\b", r"[\s:(,\"=+]*") if is_latin(phrase) else ("", r"[\s:(\"=+]*")
    return re.compile(rf"{begins}(?:{phrase}){between}$".replace("~", ".{0,12}?"))


# ---- numbers -----------------------------------------------------------------------------------


def _numbers(
    wording: Wording, vocabulary: Vocabulary, *, against_calls: bool
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Whose number it is, told by its neighbours; what nobody tells, by what is left over."""
    callers: dict[str, str] = {}
    own: dict[str, str] = {}
    untold: list[Number] = []
    for one, (role, why) in _roles(wording, vocabulary, against_calls=against_calls):
        if role == "caller":
            callers.setdefault(one.digits, why)
        elif role == "own":
            own.setdefault(one.digits, why)
        else:
            untold.append(one)
    for one in untold:
        if one.digits in callers or one.digits in own or len(one.digits) < _SHORTEST:
            continue
        alone = _is_alone(wording, one) and len(untold) == 1
        if alone or _is_signature(wording, one) or not against_calls:
            own.setdefault(one.digits, "nothing says that it called")
        elif not callers:
            callers[one.digits] = "the first number that nobody calls their own"
    both = set(callers) & set(own)
    return (
        tuple(Finding(one, why) for one, why in callers.items()),
        tuple(Finding(one, why) for one, why in own.items() if one not in both),
    )


def _roles(
    wording: Wording, vocabulary: Vocabulary, *, against_calls: bool
) -> Iterable[tuple[Number, tuple[str, str]]]:
    """Every number with its role; of numbers named together, one's role is all's."""
    roles = [one for one in _ROLES if against_calls or one != _CALLS_ONLY]
    told = [_whose(wording, one, vocabulary, roles) for one in wording.numbers]
    joined = [
        _AND.fullmatch(wording.text[one.end : other.start]) is not None
        for one, other in pairwise(wording.numbers)
    ]
    for here, there in [
        *((i, i + 1) for i in range(len(joined))),
        *((i + 1, i) for i in reversed(range(len(joined)))),
    ]:
        if joined[min(here, there)] and told[here][0] and not told[there][0]:
            told[there] = told[here][0], "named together with another"
    return zip(wording.numbers, told, strict=True)


def _whose(
    wording: Wording, one: Number, vocabulary: Vocabulary, roles: Iterable[str]
) -> tuple[str, str]:
    """``own`` or ``caller``, by the words beside it; ``""`` where there are none."""
    for role in roles:
        if role.startswith("own") and len(one.digits) < _SHORTEST:
            continue
        if beside(wording, one, vocabulary, role):
            return role.partition("_")[0], "by the words " + role.replace("_", " ").partition(" ")[
                2
            ]
    if _LIST.search(wording.before(one)):
        return "caller", "in a list of days and times"
    return "", ""


def _is_signature(wording: Wording, one: Number) -> bool:
    """The last thing in the mail, after a name or alone in its line."""
    line = wording.before(one, 60)
    ends = not wording.text[one.end :].strip(" .。\n")
    return ends and not re.search(r"\d", line)


def _is_alone(wording: Wording, one: Number) -> bool:
    """A sentence of nothing but the number."""
    before, after = wording.before(one).strip(), wording.after(one).strip()
    return (not before or before[-1] in ".!?。") and (not after or after[0] in ".。")


# ---- sums --------------------------------------------------------------------------------------


def _amount(wording: Wording, vocabulary: Vocabulary) -> tuple[Amount, str] | None:
    """The sum that is claimed; else a total; else what was paid; else the largest that is named."""
    sums = [
        one for one in wording.amounts if not beside(wording, one, vocabulary, "per_unit_after")
    ]
    sums = [one for one in sums if not beside(wording, one, vocabulary, "to_come_before")] or sums
    for role in _MORE:
        fitting = [one for one in sums if _has(wording, one, vocabulary, role)]
        if fitting:
            return max(fitting, key=lambda one: one.value), f"by the words beside it ({role})"
    if not sums:
        return None
    return max(sums, key=lambda one: one.value), "the largest that is named"


def _has(wording: Wording, one: Amount, vocabulary: Vocabulary, role: str) -> bool:
    """The words may be inside the spot's own beginning: ``退20000``."""
    after = beside(wording, one, vocabulary, f"{role}_after")
    return after or beside(wording, one, vocabulary, f"{role}_before")


# ---- terms -------------------------------------------------------------------------------------


def _deadline(wording: Wording, vocabulary: Vocabulary) -> tuple[Finding, Day | None]:
    """The last day that the complainant gives: a day with "by", or a period of theirs."""
    for one in wording.days:
        if one.on >= wording.today and _is_term(wording, one, vocabulary):
            return Finding(one.on.isoformat(), "a day with 'by' or 'before'"), one
    for one in wording.periods:
        if not _is_theirs(wording, one, vocabulary):
            return Finding(one.on.isoformat(), "a period from the day it arrived"), None
    return NO_TERM, None


def _is_term(wording: Wording, one: Day, vocabulary: Vocabulary) -> bool:
    after = beside(wording, one, vocabulary, "deadline_after")
    if after or beside(wording, one, vocabulary, "deadline_before"):
        return not _is_theirs(wording, one, vocabulary)
    rest = wording.sentence(one)
    return any(
        re.search(f"(?:{phrase})", rest) for phrase in vocabulary.roles.get("before_that", ())
    )


def _is_theirs(wording: Wording, one: Spot, vocabulary: Vocabulary) -> bool:
    """Whether the other side, the law or the contract set it: the last word before it decides."""
    clause = re.split(r"[.!?;。\n,:]", wording.text[max(0, one.start - 40) : one.start])[-1]
    theirs = max((hit.start() for hit in _any(vocabulary, "theirs", clause)), default=-1)
    ours = max((hit.start() for hit in _any(vocabulary, "demand_verbs", clause)), default=-1)
    return theirs > ours or beside(wording, one, vocabulary, "theirs_after")


def _any(vocabulary: Vocabulary, role: str, text: str) -> list[re.Match[str]]:
    found = []
    for phrase in vocabulary.roles.get(role, ()):
        found += list(re.finditer(phrase.replace("~", ".{0,30}?"), text))
    return found


def as_date(found: Finding) -> date | None:
    """The day of a finding, if it has one."""
    return date.fromisoformat(found.value) if found.value else None
