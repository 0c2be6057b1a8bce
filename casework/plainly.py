"""What bodies ask about a case, as far as a mail plainly says it; silence says neither yes nor no.

Nobody is asked again what they have said. So it must be said for certain: not denied, not asked
or wished for, not only mentioned. What is left is a question for a person, as before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.facts import PolicyFact
from casework.wording import is_denied, said, sentence_around

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.purposes import Matter
    from casework.vocabulary import Vocabulary
    from casework.wording import Said

NOT = "not "
"""Stands before a fact that is not so."""

_TELLABLE = (  # by the words of a mail; the rest is for the directory, the papers or a person
    PolicyFact.SILENT_CALLS,
    PolicyFact.NUMBER_ON_OPT_OUT_LIST,
    PolicyFact.BY_TEXT_OR_CALL,
    PolicyFact.ARBITRATION_CLAUSE,
    PolicyFact.ACCEPTED_ELSEWHERE,
    PolicyFact.COMPLAINANT_IS_SMALL,
    PolicyFact.LETTER_BEFORE_CLAIM,
)
_LARGE = "complainant_is_large"
_UNSURE = re.compile(
    r"\?|\b(?:not|no|never|none|nor|without|unless|if|whether|may|might|would|should|could|will"
    r"|shall|want|wants|wish|need|please|ask|asked|asking|think|maybe|perhaps)\b|n\Wt\b|\Wll\b"
    r"|没|未|不|无|如果|假如|要是|是否|可能|也许|将|准备|打算|要求|希望|请|吗",
)
_OF_MONEY = {
    "money_lost": str(PolicyFact.MONEY_LOST),
    "no_money_lost": NOT + PolicyFact.MONEY_LOST,
}
_CALLS = frozenset({"harassment_call"})


def plainly_said(
    text: str,
    matter: Matter,
    flags: Iterable[Finding],
    vocabulary: Vocabulary,
    *,
    by_line: bool,
) -> tuple[Finding, ...]:
    """Each fact that is so, or with ``NOT`` before it that is not so, and what says it."""
    found = dict(_by_words(text, vocabulary.facts))
    if PolicyFact.COMPLAINANT_IS_SMALL not in found and (many := _plain(text, vocabulary, _LARGE)):
        found[PolicyFact.COMPLAINANT_IS_SMALL] = Finding(
            NOT + PolicyFact.COMPLAINANT_IS_SMALL, f"it says {many!r}"
        )
    if by_line and matter.category in _CALLS:
        calls = Finding(PolicyFact.BY_TEXT_OR_CALL, "it complains of a number that called")
        found.setdefault(PolicyFact.BY_TEXT_OR_CALL, calls)
    for flag in flags:
        if flag.value in _OF_MONEY:
            found[PolicyFact.MONEY_LOST] = Finding(_OF_MONEY[flag.value], flag.rule)
    return tuple(found.values())


def known_facts(found: Iterable[Finding]) -> dict[str, bool]:
    """The same for a case: of each fact whether it is so."""
    told = [one.value for one in found if one.value]
    return {one.removeprefix(NOT): not one.startswith(NOT) for one in told}


def _by_words(
    text: str, meanings: Mapping[str, Iterable[str]]
) -> Iterator[tuple[PolicyFact, Finding]]:
    for fact in _TELLABLE:
        if words := _words(text, meanings.get(fact, ())):
            yield fact, Finding(fact, f"it says {words!r}")


def _plain(text: str, vocabulary: Vocabulary, meaning: str) -> str:
    return _words(text, vocabulary.facts.get(meaning, ()))


def _words(text: str, phrases: Iterable[str]) -> str:
    """The first words that say it for certain."""
    hits = (one for one in said(text, phrases) if not is_denied(text, one))
    return next((one.words for one in hits if not _UNSURE.search(_beside(text, one))), "")


def _beside(text: str, hit: Said) -> str:
    """Its sentence without the words themselves: that nobody speaks is no denial of it."""
    before, _, after = sentence_around(text, hit).partition(hit.words)
    return f"{before} {after}"
