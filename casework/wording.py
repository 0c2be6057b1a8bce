"""A first mail as its words can be asked: what stands in it, where, and which phrases say what.

Positions are those of the normalised text, so that what stands beside a number or a day can be
read. A phrase of the vocabulary is a regular expression that people can read: ``~`` in it is a
short gap without a comma, ``~~`` a longer one within a sentence, ``(a|b)`` a choice, ``*`` at
the end of a Latin word any ending.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from casework.case import Language
    from casework.messages import Attachment

_GAPS = {"~~": r"[^.!?;。\n]{0,24}?", "~": r"[^.!?;。,\n]{0,12}?"}
_LATIN_GAPS = {"~~": r"[^.!?;\n]{0,80}?(?<![a-z])", "~": r"[^.!?;,\n]{0,40}?(?<![a-z])"}
_ANY_ENDING = re.compile(r"((?<!\\)[a-z0-9]|\)(?=\*$))\*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_DENIAL = re.compile(
    r"(?:不|没|未|别|无|唔|并非)(?:有|是|要|用|必|需|会|能|曾|想|打算|需要|可以)?(?:再|要|去)?$"
    r"|(?:n't|\b(?:not|never|no|without)) (?:\w+ ){0,3}$"
)
_SENTENCE_ENDS = re.compile(r"[!?;。\n]|\.(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Something that stands in the text from ``start`` to ``end``."""

    start: int
    end: int

    def overlaps(self, other: Spot) -> bool:
        """Whether a sign belongs to both."""
        return self.start < other.end and other.start < self.end


S = TypeVar("S", bound=Spot)


def apart(spots: Iterable[S]) -> tuple[S, ...]:
    """In the order of the text; of two that overlap, the one that begins first, else the longer."""
    kept: list[S] = []
    for one in sorted(spots, key=lambda spot: (spot.start, -spot.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Spot):
    """A telephone number, as digits without the code of its country."""

    digits: str
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Spot):
    """A day that the text names; ``relative``: only by its distance from the day of arrival."""

    on: date
    relative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Spot):
    """A sum of money; ``currency`` is empty where the text names none."""

    value: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Spot):
    """A time of day, or a number of an order, a contract or an account, as it is written."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A mail ready to be asked. ``subject`` and ``text`` are normalised (see Reading).

    ``text`` begins with the subject. ``own`` is without what the sender only quotes.
    ``periods`` are days that lie as far ahead as the text says: "within three days".
    ``offset`` is the zone of the sender's own clock, as ``0800``; ``converted``: a machine made
    its Traditional script out of Simplified, which says nothing of the place.
    """

    subject: str
    text: str
    own: str
    language: Language | None
    sender: str = ""
    offset: str = ""
    converted: bool = False
    today: date
    numbers: tuple[Number, ...] = ()
    days: tuple[Day, ...] = ()
    periods: tuple[Day, ...] = ()
    times: tuple[Named, ...] = ()
    amounts: tuple[Amount, ...] = ()
    references: tuple[Named, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    def before(self, spot: Spot, signs: int = 24) -> str:
        """What stands before it in the same line."""
        return self.text[max(0, spot.start - signs) : spot.start].rpartition("\n")[2]

    def after(self, spot: Spot, signs: int = 24) -> str:
        """What stands after it in the same line."""
        return self.text[spot.end : spot.end + signs].partition("\n")[0]

    def sentence(self, spot: Spot) -> str:
        """The sentence in which it stands."""
        return sentence_around(self.text, spot)


def sentence_around(text: str, spot: Spot) -> str:
    """The sentence of a text in which something stands."""
    begins = max((one.end() for one in _SENTENCE_ENDS.finditer(text, 0, spot.start)), default=0)
    end = _SENTENCE_ENDS.search(text, spot.end)
    return text[begins : end.end() if end else len(text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Spot):
    """A phrase of the vocabulary that the text says, and the words it says it with."""

    phrase: str
    words: str


@cache
def pattern(phrase: str) -> re.Pattern[str]:
    """The phrase as it is looked for: in Latin script, whole words."""
    if not is_latin(phrase):
        return re.compile(_with_gaps(phrase, _GAPS))
    words = _ANY_ENDING.sub(r"\1\\w*", phrase.rstrip("~"))
    begins = r"\b" if phrase[0].isalnum() or phrase[0] == "(" else ""
    ends = r"\b" if words[-1].isalnum() or words[-1] == ")" else ""
    return re.compile(f"{begins}(?:{_with_gaps(words, _LATIN_GAPS)}){ends}")


@cache
def is_latin(phrase: str) -> bool:
    """Whether words of it are set apart by blanks; a sign of a currency does not decide it."""
    return _HAN.search(phrase) is None


def _with_gaps(phrase: str, gaps: Mapping[str, str]) -> str:
    for sign, gap in gaps.items():
        phrase = phrase.replace(sign, gap)
    return phrase


def said(text: str, phrases: Iterable[str]) -> tuple[Said, ...]:
    """Where the text says one of the phrases, each place once, in the order of the phrases."""
    han = _HAN.search(text) is not None
    return tuple(
        Said(phrase=phrase, words=found[0], start=found.start(), end=found.end())
        for phrase in phrases
        if han or is_latin(phrase)
        for found in pattern(phrase).finditer(text)
    )


def first_said(text: str, phrases: Iterable[str]) -> Said | None:
    """The first phrase of the list that the text says and does not deny."""
    hits = chain.from_iterable(said(text, (phrase,)) for phrase in phrases)
    return next((one for one in hits if not is_denied(text, one)), None)


def is_denied(text: str, spot: Spot) -> bool:
    """Whether a "no" stands right before it."""
    return _DENIAL.search(text[max(0, spot.start - 24) : spot.start]) is not None


def which_said(text: str, meanings: Mapping[str, Iterable[str]]) -> dict[str, Said]:
    """The meanings that the text has words for, with the first of these words."""
    hits = ((meaning, first_said(text, phrases)) for meaning, phrases in meanings.items())
    return {meaning: hit for meaning, hit in hits if hit is not None}
