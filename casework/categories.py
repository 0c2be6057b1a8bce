"""What a first mail is about: one main matter, and others that stand on their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.wording import said

if TYPE_CHECKING:
    from collections.abc import Collection

    from casework.vocabulary import CategoryWords, Vocabulary
    from casework.wording import Wording

_CONDITION = re.compile(
    r"(?:不好|不了|不成|不能[修解恢]|要么|否则|不然|要不|再不)[^.!?;。\n]*"
    r"|\b(?:or else|otherwise|if not|if you (?:can't|cannot|don't))\b[^.!?;\n]*"
)
_TELLING, _PLAIN, _IN_SUBJECT = 3, 1, 2
_ENOUGH = 2
"""Fewer points than this are a chance word."""

_SECOND = 6
"""Two telling phrases, and half of the main matter's points: a matter of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """How much speaks for a category, and the words that do."""

    points: int = 0
    in_subject: int = 0
    telling: int = 0
    words: tuple[str, ...] = ()


def weights_of(
    wording: Wording, vocabulary: Vocabulary, known: Collection[str]
) -> dict[str, Weight]:
    """What speaks for each category that the pack has; words of the subject weigh twice."""
    return {
        name: _weight(wording, words)
        for name, words in vocabulary.categories.items()
        if name in known
    }


def _weight(wording: Wording, category: CategoryWords) -> Weight:
    points = in_subject = telling = 0
    words: list[str] = []
    for phrases, weight in ((category.telling, _TELLING), (category.plain, _PLAIN)):
        hits = {one.phrase: one.words for one in said(wording.own, phrases)}
        again = {one.phrase for one in said(wording.subject, phrases)}
        points += weight * (len(hits) + (_IN_SUBJECT - 1) * len(again))
        in_subject += weight * len(again)
        telling += len(hits) if weight == _TELLING else 0
        words += hits.values()
    return Weight(points=points, in_subject=in_subject, telling=telling, words=tuple(words))


def main_of(weights: dict[str, Weight]) -> Finding:
    """The category with most points; of two alike the one that the subject names, or neither."""
    ranked = sorted(
        weights.items(), key=lambda one: (one[1].points, one[1].in_subject), reverse=True
    )
    if not ranked or ranked[0][1].points < _ENOUGH:
        return Finding(None, "no category's words are in the text")
    (name, best), rest = ranked[0], ranked[1:]
    same = [
        other
        for other, weight in rest
        if (weight.points, weight.in_subject) == (best.points, best.in_subject)
    ]
    if same:
        return Finding(None, "as much speaks for " + " and ".join(sorted([name, *same])))
    return Finding(name, "it says " + ", ".join(repr(one) for one in best.words[:4]))


def others_of(
    main: str, wording: Wording, vocabulary: Vocabulary, known: Collection[str]
) -> tuple[Finding, ...]:
    """Matters beside the main one that want an answer of their own."""
    firm = replace(wording, own=_unconditional(wording.own))
    weights = weights_of(firm, vocabulary, known)
    enough = max(_SECOND, weights[main].points / 2) if main in weights else _SECOND
    found = []
    for name, weight in weights.items():
        if name == main or main in vocabulary.outranked.get(name, ()):
            continue
        words = vocabulary.categories[name]
        own = next(iter(said(firm.own, words.other)), None)
        if own is not None:
            found.append(Finding(name, f"it says {own.words!r} as well"))
        elif said(firm.subject, words.telling):
            found.append(Finding(name, "the subject names it as well"))
        elif weight.points >= enough and weight.telling > 1:
            found.append(Finding(name, "it says " + ", ".join(map(repr, weight.words[:3]))))
    return tuple(found)


def _unconditional(text: str) -> str:
    """Without what is asked for only if something else is not done: ``修不好我想退月费``."""
    return _CONDITION.sub("\n", text)
