"""What any mail on a case is asked: what it plainly wants, which evidence it brings.

The first look at a new one is first_look's. Every finding names the rule that made it. Where
no rule fires, or two disagree, the finding is empty and a person is asked: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from casework.policy import OF_THE_ASKED, Intent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from casework.case import Language
    from casework.messages import Attachment
    from casework.policy import Category, EvidenceItem, Policy

_PLAIN = 400  # signs: what ends a case stands in a short letter
_FINAL = frozenset({Intent.SETTLED, Intent.WITHDRAW, Intent.CONSENT})
_DENIED_BEFORE = re.compile(
    r"(?:不|没|沒|未|别|無|无)[^\W_]{0,4}$"
    r"|(?:n't|\b(?:not|never|no|nothing|none|without|unless|if|once|when|until)) (?:\w+ ){0,2}$"
)
_DENIED_AFTER = re.compile(r"^了?(?:不|没|未|吗|嘛|么|的|一|部分|大半|多半|与否|才|之?后|以?前|再)")
_DOUBTED = re.compile(  # anywhere in its sentence: a condition, a question, a part that is left
    r"如果|假如|要是|倘|若|除非|直到|是否|只要|一旦|的话|什么时候|何时|可是|然而|但|仍|\?$"
    r"|\b(?:if|unless|until|once|when|whether|after|as soon as|but|however|except|still|yet)\b"
)
_BETWEEN = r"(?:[\s:()=,、]|是|为|号码|is|was|number){0,8}"
_IS = r"\s?(?:is|was|是|为)\s?"
_A_NUMBER = r"(\+?\d[\d\- ]{5,17}\d)"
_SENTENCE_ENDS = re.compile(r"[.!?。;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text made comparable: NFKC, lower case, Simplified; with its script, numbers and days."""

    text: str
    language: Language | None
    numbers: tuple[str, ...] = ()
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A value and the rule that found it; None means that no rule could tell."""

    value: str | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """An item of the checklist that is there, the file that shows it (if one), and the rule."""

    item: str
    sha256: str | None
    rule: str


def prior_of(reading: Reading, policy: Policy, today: date) -> Finding:
    """The day on which the respondent was asked before, if the complaint says so plainly."""
    said = next((word for word in policy.prior if mentions(reading.text, word)), None)
    if said is None:
        return Finding(None, "nothing says that the respondent was asked before")
    days = [one for one in reading.days if one <= today]
    if len(days) != 1:
        found = f"{len(days)} days" if days else "no day"
        return Finding(None, f"it says {said!r}, and {found} in the past")
    return Finding(days[0].isoformat(), f"it says {said!r} and one day in the past")


def category_of(reading: Reading, categories: Iterable[Category]) -> Finding:
    """The category with the most of its words in the text; a tie is not decided."""
    scored = sorted(((_hits(reading, one), one.id) for one in categories), reverse=True)
    if not scored or scored[0][0] == 0:
        return Finding(None, "no category's words are in the text")
    best = [found for found in scored if found[0] == scored[0][0]]
    if len(best) > 1:
        return Finding(None, "as many words of " + " and ".join(sorted(name for _, name in best)))
    return Finding(best[0][1], f"{best[0][0]} of its words are in the text")


def _hits(reading: Reading, category: Category) -> int:
    return sum(mentions(reading.text, word) for word in category.words)


def mentions(text: str, word: str) -> bool:
    """Whether a normalised text has the word: for Latin script, where a word begins."""
    return word in text and (not word.isascii() or _whole(word).search(text) is not None)


def intent_of(reading: Reading, policy: Policy, candidates: Collection[Intent]) -> Finding:
    """What a reply plainly asks for: one of the candidates, or nothing that a rule can tell.

    A phrase inside a longer one of another intent does not count; two intents, a
    phrase that is denied, a doubt or a long letter around a word that would end the case:
    a person reads it. Whoever may say that it is still at work was asked for an answer.
    """
    if Intent.INTERIM in candidates:
        return _reply_of_the_asked(reading.text, policy)
    hits = _outermost(_phrases(reading.text, policy, set(candidates) - OF_THE_ASKED))
    found = {one.intent for one in hits}
    if len(found) != 1:
        said = " and ".join(sorted(found)) or "nothing"
        return Finding(None, f"its words ask for {said}")
    hit = hits[0]
    if any(_is_denied(reading.text, one) for one in hits):
        return Finding(None, f"{hit.phrase!r} is denied")
    if hit.intent in _FINAL and any(_is_doubted(reading.text, one) for one in hits):
        return Finding(None, f"{hit.phrase!r} stands beside a doubt")
    if hit.intent in _FINAL and len(reading.text) > _PLAIN:
        return Finding(None, f"{hit.phrase!r} stands in a long letter")
    return Finding(hit.intent, f"it says {hit.phrase!r}")


def _reply_of_the_asked(text: str, policy: Policy) -> Finding:
    """What a respondent or a body means: an answer, unless its words say something else.

    That it is at work is no answer, and what it asks for a person reads; so is a reply
    of which only some words are an answer's.
    """
    hits = _outermost(_phrases(text, policy, OF_THE_ASKED))
    said = {one.intent: one.phrase for one in reversed(hits)}
    answer, interim = said.get(Intent.ANSWER), said.get(Intent.INTERIM)
    if (question := said.get(Intent.QUESTION)) is not None:
        return Finding(Intent.QUESTION, f"it asks something: {question!r}")
    if interim is None:
        why = f"it says {answer!r}" if answer else "nothing says that it is anything else"
        return Finding(Intent.ANSWER, why)
    if answer is not None:
        return Finding(None, f"it says {interim!r}, and {answer!r} as well")
    if any(_is_denied(text, one) for one in hits):
        return Finding(None, f"{interim!r} is denied")
    if len(text) > _PLAIN:
        return Finding(None, f"{interim!r} stands in a long letter")
    return Finding(Intent.INTERIM, f"it says {interim!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    intent: Intent
    phrase: str
    start: int
    end: int


def _phrases(text: str, policy: Policy, candidates: Collection[Intent]) -> list[_Hit]:
    return [
        _Hit(intent=intent, phrase=phrase, start=found.start(), end=found.end())
        for intent in candidates
        for phrase in policy.intents.get(intent, ())
        if phrase in text
        for found in _whole(phrase).finditer(text)
    ]


@cache  # there are more phrases than `re` remembers
def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(phrase)}" if phrase.isascii() else re.escape(phrase))


def _outermost(hits: list[_Hit]) -> list[_Hit]:
    """Hits that no hit of another intent contains."""
    return [
        one
        for one in hits
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.intent is not one.intent
            and other.end - other.start > one.end - one.start
            for other in hits
        )
    ]


def _is_denied(text: str, hit: _Hit) -> bool:
    return _DENIED_BEFORE.search(text[max(0, hit.start - 24) : hit.start]) is not None


def _is_doubted(text: str, hit: _Hit) -> bool:
    """Taken back right after it, or in a sentence that asks, or that names a condition."""
    taken_back = _DENIED_AFTER.search(text[hit.end :])
    return bool(taken_back or _DOUBTED.search(_sentence_around(text, hit)))


def _sentence_around(text: str, hit: _Hit) -> str:
    begins = max((one.end() for one in _SENTENCE_ENDS.finditer(text, 0, hit.start)), default=0)
    end = _SENTENCE_ENDS.search(text, hit.end)
    return text[begins : end.end() if end else len(text)]


def evidence_in(
    reading: Reading,
    attachments: Collection[Attachment],
    wanted: Iterable[EvidenceItem],
    useful: Iterable[EvidenceItem] = (),
) -> tuple[Ticked, ...]:
    """Tick off what a mail brings of the items that are wanted.

    A file counts for the items that its name names; a single one also for those that
    the mail names. What nobody named counts for every wanted item of its kind, because
    asking again for what is already there is the worse mistake. What is ``useful``
    without being asked for must be named. File names come normalised, as the text does.
    """
    wanted, useful = tuple(wanted), tuple(useful)
    in_text = [
        Ticked(item=item.id, sha256=None, rule="written in the mail")
        for item in wanted
        if item.in_text and _numbers_for(item, reading, wanted)
    ]
    in_words = [
        Ticked(item=item.id, sha256=None, rule="told in the mail")
        for item in wanted
        if item.in_words and any(mentions(reading.text, word) for word in item.words)
    ]
    by_files = [
        Ticked(item=item.id, sha256=file.sha256, rule=rule)
        for file in attachments
        for items, rule in (_shown_by(file, reading, wanted, useful, alone=len(attachments) == 1),)
        for item in items
    ]
    shown = {one.item for one in by_files}
    told = {one.item: one for one in (*in_words, *in_text) if one.item not in shown}
    return (*told.values(), *by_files)


def _numbers_for(
    item: EvidenceItem, reading: Reading, wanted: tuple[EvidenceItem, ...]
) -> set[str]:
    """The numbers that can stand for an item: those that are told to be it, or no other one's."""
    if item.beside_words:
        return _numbers_beside(item, reading)
    told = (_numbers_beside(one, reading) for one in wanted if one.beside_words)
    return set(reading.numbers).difference(*told)


def _numbers_beside(item: EvidenceItem, reading: Reading) -> set[str]:
    """``my number is 138-0000-0000``, or ``138-0000-0000 is my number``."""
    found = (
        "".join(re.findall(r"\d", one[1]))
        for word in item.words
        for whole in (_whole(word).pattern,)
        for told in (whole + _BETWEEN + _A_NUMBER, _A_NUMBER + _IS + whole)
        for one in re.finditer(told, reading.text)
    )
    return {one for one in found if one in reading.numbers}


def _shown_by(
    file: Attachment,
    reading: Reading,
    wanted: tuple[EvidenceItem, ...],
    useful: tuple[EvidenceItem, ...],
    *,
    alone: bool,
) -> tuple[list[EvidenceItem], str]:
    """The items that a file shows, and the rule that says so."""
    own = file.name.lower()
    told = f"{own}\n{reading.text if alone else ''}"
    fitting = [one for one in (*wanted, *useful) if _is_of(file, one.media)]
    named = [  # words beside which a number stands speak of it, not of a file
        one
        for one in fitting
        if any(mentions(own if one.beside_words else told, word) for word in one.words)
    ]
    if named:
        return named, "named in the mail or by its file name"
    return [one for one in fitting if one in wanted], "a file of a fitting kind"


def _is_of(file: Attachment, media: tuple[str, ...]) -> bool:
    return any(kind.startswith(media) for kind in file.kinds)


def useful_items(policy: Policy, category: Category | None) -> tuple[EvidenceItem, ...]:
    """What nobody is asked for and is good to have: what must be preserved, an authorisation."""
    wanted = (*(category.preserve if category else ()), policy.authorisation)
    asked = category.evidence if category else ()
    return tuple(
        policy.evidence[one]
        for one in dict.fromkeys(wanted)
        if one is not None and one not in asked
    )
