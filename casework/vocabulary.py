"""The words of a first mail: of a language, and not of a jurisdiction. Read from YAML elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryWords:
    """What points to a category: ``telling`` phrases weigh three times as much as ``plain`` ones.

    ``other``: said beside another main matter, they make this one a second matter; ``besides``:
    beside any other, whatever outranks it.
    """

    telling: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWords:
    """What speaks of an item of the checklist.

    A file whose name has one of ``files`` shows it; ``said`` in the mail, a file or none: it
    is there or was; ``told`` in the mail is enough by itself, where the pack takes words.
    """

    files: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """What shows that a mail comes from a jurisdiction: its words, currency, domains, scripts.

    ``calling_codes`` begin its numbers where they are written for abroad; ``numbers`` are
    patterns of its own; ``offsets`` are those of its clocks,
    ``authorities`` parts of its authorities' addresses; ``living`` is how people say that they
    are there, in any language.
    ``month_first``: 3/4 is a day in March there.
    """

    words: tuple[str, ...] = ()
    living: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    calling_codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    offsets: tuple[str, ...] = ()
    month_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All the words; the keys are the ids that findings use.

    ``implied`` is what a complaint of a category always asks for, ``unsaid`` what it means where
    it asks for nothing; a demand of
    ``only_for`` is heard in complaints of these categories alone. A category is ``outranked``
    as a second matter where one of these is the main one; it ``yields`` to these as the main one,
    being as a rule how the other was dealt with. ``facts`` are the words of what a body's
    preconditions may ask.
    """

    intents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complainants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    categories: Mapping[str, CategoryWords] = field(default_factory=dict)
    demands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceWords] = field(default_factory=dict)
    urgency: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    implied: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsaid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    yields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outranked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: Mapping[str, PlaceWords] = field(default_factory=dict)
