"""Which bodies are right for a complaint, which are tempting and wrong, and why.

For whoever has no case yet: the category, who complains, and what is known. What a case makes
of it (whose turn it is, what has been tried) is escalation's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.case import ComplainantType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.matters import Category
    from casework.policy import ExternalBody, Policy, Rung
    from casework.terms import Precondition

_UNTOLD = frozenset({ComplainantType.UNKNOWN, ComplainantType.REPRESENTATIVE})


class Known(StrEnum):
    """What is known of a precondition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Bodies by their short ids: the right ones, the best first; the wrong ones, each with why."""

    candidates: tuple[str, ...] = ()
    wrong: tuple[tuple[str, str], ...] = ()


def bodies_for(
    policy: Policy, category: str | None, complainant: ComplainantType, facts: Mapping[str, bool]
) -> Routes:
    """The bodies for this category, this complainant and these facts.

    What surely takes the complainant stands before what may; a body that is right only where
    a fact is so is not named on a guess. A matter of no category has no bodies, but doors that
    are closed to this complainant are closed to it as well. An authority is sent nowhere.
    """
    if complainant is ComplainantType.AUTHORITY:
        return Routes()
    known = {**_facts_of(complainant), **facts}
    kind = policy.category(category)
    wrong = dict(_wrong(policy, kind, complainant, known))
    right = [one for one in _right(policy, kind, known) if one.id not in wrong]
    sure = [one for one in right if door(one, complainant) is Known.YES]
    perhaps = [one for one in right if one not in sure]
    return Routes(
        candidates=tuple(one.short for one in (*sure, *perhaps)),
        wrong=tuple((policy.bodies[one].short, why) for one, why in wrong.items()),
    )


def door(body: ExternalBody, complainant: ComplainantType) -> Known:
    """Whether a body takes this complainant at all."""
    if not body.complainants or complainant in body.complainants:
        return Known.YES
    return Known.UNKNOWN if complainant in _UNTOLD else Known.NO


def known_of(one: Precondition, facts: Mapping[str, bool]) -> Known:
    """Whether a precondition is met, as far as the facts say."""
    fact = facts.get(one.fact)
    if fact is None:
        return Known.UNKNOWN
    return Known.YES if fact is one.wanted else Known.NO


def _facts_of(complainant: ComplainantType) -> dict[str, bool]:
    """What the complainant's type says by itself."""
    if complainant in _UNTOLD:
        return {}
    return {"complainant_is_consumer": complainant is ComplainantType.CONSUMER}


def _wrong(
    policy: Policy,
    kind: Category | None,
    complainant: ComplainantType,
    facts: Mapping[str, bool],
) -> list[tuple[str, str]]:
    """The bodies not to be named, by their ids; the reason that is said first stands last."""
    tempting = kind.tempting if kind else {}
    of_the_matter = [(one, names[policy.staff_language]) for one, names in tempting.items()]
    closed = [
        (one.id, f"not for this complainant: {complainant}")
        for one in policy.bodies.values()
        if door(one, complainant) is Known.NO
    ]
    not_met = [
        (rung.body, f"not met: {one.fact}")
        for rung in _rungs(policy, kind)
        for one in rung.preconditions
        if known_of(one, facts) is Known.NO and one.fact not in _TO_COME
    ]
    return [*of_the_matter, *not_met, *closed]


_TO_COME = frozenset({"respondent_asked", "respondent_late", "respondent_answered"})
"""What is not so yet and is so once the desk has asked: no reason against a body."""


def _right(policy: Policy, kind: Category | None, facts: Mapping[str, bool]) -> list[ExternalBody]:
    return [
        policy.bodies[rung.body]
        for rung in _rungs(policy, kind)
        if all(known_of(one, facts) is Known.YES for one in rung.preconditions if one.must_be_known)
    ]


def _rungs(policy: Policy, kind: Category | None) -> list[Rung]:
    """The rungs of a category: in the order it names them, or else in that of the ladder."""
    if kind is None:
        return []
    if kind.bodies:
        return [rung for body in kind.bodies for rung in policy.ladder if rung.body == body]
    return [one for one in policy.ladder if not one.categories or kind.id in one.categories]
