"""What a complaint can be about, and the evidence that it needs: Category, EvidenceItem."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.case import Language


class Severity(StrEnum):
    """How much a category weighs before anything is known of the single case."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One thing the checklist may ask for.

    ``words`` are normalised (see Reading); ``media`` are the beginnings of media
    types that can carry it; ``in_text`` says that a number written in the mail is enough,
    one ``beside_words`` if it must be told which number it is, ``in_words`` that the mail
    need only tell of it. ``papers`` are its names in papers for others, where those in
    letters speak to the complainant.
    ``kept_days``: the respondent holds it too, and need not keep it longer.
    ``satisfied_by`` names other items that do as well.
    """

    id: str
    names: Mapping[Language, str]
    words: tuple[str, ...]
    media: tuple[str, ...]
    in_text: bool
    beside_words: bool = False
    in_words: bool = False
    kept_days: int | None = None
    papers: Mapping[Language, str] | None = None
    satisfied_by: tuple[str, ...] = ()

    def paper_name(self, language: Language) -> str:
        """What it is called in papers that go to somebody else than the complainant."""
        return (self.papers or self.names)[language]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of complaint: the words that point to it and the evidence it needs.

    ``preserve`` names evidence that the respondent is asked to keep, ``useful`` what helps
    and is not asked for, ``evidence_if`` what is needed unless a fact is known not to be so.
    Not ``put_to_respondent``: the respondent hears nothing of it. ``advice`` is what the
    complainant is told to do at once, line by line. ``bodies`` are those that are right for it,
    the best first; ``tempting`` those that people try and that are wrong for it, and why.
    """

    id: str
    names: Mapping[Language, str]
    words: tuple[str, ...]
    evidence: tuple[str, ...]
    preserve: tuple[str, ...] = ()
    put_to_respondent: bool = True
    advice: Mapping[Language, tuple[str, ...]] | None = None
    useful: tuple[str, ...] = ()
    evidence_if: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Severity = Severity.NORMAL
    bodies: tuple[str, ...] = ()
    tempting: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)

    def needs(self, facts: Mapping[str, bool]) -> tuple[str, ...]:
        """The evidence it needs, as far as it is known what is so."""
        more = (items for fact, items in self.evidence_if.items() if facts.get(fact, True))
        return (*self.evidence, *(item for items in more for item in items))
