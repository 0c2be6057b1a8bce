"""What a first mail is about: one main matter, and others that stand on their own."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.wording import said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from casework.vocabulary import CategoryWords, Vocabulary
    from casework.wording import Said, Wording

BOUGHT = frozenset(
    {
        *("misleading_sales", "refund_refused", "billing_dispute"),
        *("technical_fault", "account_restriction"),
    }
)
"""Matters of something that was bought: it counts for what."""

_CONDITION = re.compile(
    r"(?:不好|不了|不成|不能[修解恢]|要么|否则|不然|要不|再不)[^.!?;。\n]*"
    r"|\b(?:or else|otherwise|if not|if you (?:can't|cannot|don't))\b[^.!?;\n]*"
)
_TELLING = 3
_NEARLY = 0.75
ENOUGH = 2
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
    telling = _apart(said(wording.own, category.telling))
    taken = sorted((one.start, one.end) for one in telling)
    plain = [one for one in _apart(said(wording.own, category.plain)) if _is_free(one, taken)]
    points = _TELLING * len({one.phrase for one in telling}) + len({one.phrase for one in plain})
    end = len(wording.subject)
    in_subject = len({one.phrase for one in plain if one.end <= end})
    in_subject += _TELLING * len({one.phrase for one in telling if one.end <= end})
    return Weight(
        points=points + in_subject,
        in_subject=in_subject,
        telling=len({one.phrase for one in telling}),
        words=tuple(dict.fromkeys(one.words for one in (*telling, *plain))),
    )


def _apart(hits: Iterable[Said]) -> list[Said]:
    """Places that do not overlap, the longest first: what is said once counts once."""
    kept: list[Said] = []
    taken: list[tuple[int, int]] = []
    for one in sorted(hits, key=lambda hit: hit.start - hit.end):
        if _is_free(one, taken):
            insort(taken, (one.start, one.end))
            kept.append(one)
    return kept


def _is_free(one: Said, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether it overlaps none of these, which are in order and apart from each other."""
    at = bisect_left(taken, (one.start, one.end))
    return (not at or taken[at - 1][1] <= one.start) and (
        at == len(taken) or taken[at][0] >= one.end
    )


def main_of(
    weights: dict[str, Weight], yields: Mapping[str, Collection[str]] | None = None
) -> Finding:
    """The category with most points; of two alike the one that the subject names, or neither.

    One that only tells how another was dealt with gives way to that other.
    """
    ranked = sorted(
        weights.items(), key=lambda one: (one[1].points, one[1].in_subject), reverse=True
    )
    if ranked:
        stronger = (yields or {}).get(ranked[0][0], ())
        ranked.sort(key=lambda one: one[0] not in stronger or not _is_clear(one[1]))
    if not ranked or ranked[0][1].points < ENOUGH:
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


def rivals_of(
    main: str | None, weights: Mapping[str, Weight], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """What nearly as much speaks for as for the main matter, and that does not come with it.

    Beside a matter that needs nothing to be bought, anything that is told is a rival.
    """
    if main is None or main not in weights:
        return ()
    bought = main in BOUGHT
    enough = max(_TELLING, _NEARLY * weights[main].points) if bought else _TELLING
    return tuple(
        name
        for name, weight in weights.items()
        if name != main
        and weight.points >= enough
        and not (bought and main in vocabulary.outranked.get(name, ()))
    )


def _is_clear(weight: Weight) -> bool:
    """More than a word in passing: two telling phrases, or one in the subject."""
    return weight.telling > 1 or weight.in_subject >= _TELLING


def others_of(
    main: str, wording: Wording, vocabulary: Vocabulary, known: Collection[str]
) -> tuple[Finding, ...]:
    """Matters beside the main one that want an answer of their own."""
    firm = replace(wording, own=_unconditional(wording.own))
    apart = _set_apart(firm.own, vocabulary)
    weights = weights_of(firm, vocabulary, known)
    enough = max(_SECOND, weights[main].points / 2) if main in weights else _SECOND
    found = []
    for name, weight in weights.items():
        words = vocabulary.categories[name]
        besides = (*said(firm.own, words.besides), *said(apart, words.telling))
        outranked = main in vocabulary.outranked.get(name, ()) and not besides
        if name == main or outranked:
            continue
        own = next(iter((*besides, *said(firm.own, words.other))), None)
        if own is not None:
            found.append(Finding(name, f"it says {own.words!r} as well"))
        elif said(firm.subject, words.telling):
            found.append(Finding(name, "the subject names it as well"))
        elif weight.points >= enough and weight.telling > 1:
            found.append(Finding(name, "it says " + ", ".join(map(repr, weight.words[:3]))))
    return tuple(found)


def _set_apart(text: str, vocabulary: Vocabulary) -> str:
    """What the writer calls another matter: from "one more thing" to the end of its line."""
    marks = said(text, vocabulary.roles.get("another_matter", ()))
    return "\n".join(text[one.end :].partition("\n")[0] for one in marks)


def first_of(wording: Wording, vocabulary: Vocabulary) -> Wording | None:
    """The mail without what the writer calls another matter, if there is any: not the main one."""
    text, marks = wording.own, said(wording.own, vocabulary.roles.get("another_matter", ()))
    for one in sorted(marks, key=_from_the_end):
        text = text[: one.start] + "\n" + text[one.end :].partition("\n")[2]
    return replace(wording, own=text) if marks else None


def _from_the_end(spot: Said) -> int:
    return -spot.start


def _unconditional(text: str) -> str:
    """Without what is asked for only if something else is not done: ``修不好我想退月费``."""
    return _CONDITION.sub("\n", text)
