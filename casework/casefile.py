"""The case file: all a rule may look at, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case, Correspondent, Party
    from casework.letters import LetterKind
    from casework.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent:
    """A letter that is already in the outbox, as later letters need to know it."""

    kind: LetterKind
    party: Party
    message_id: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """All a rule may look at: the case, its pack, its people, its evidence, its letters."""

    case: Case
    policy: Policy
    correspondents: tuple[Correspondent, ...]
    evidence: frozenset[str] = frozenset()
    letters: tuple[LetterSent, ...] = ()
    thread: tuple[str, ...] = ()  # Message-IDs of what the complainant wrote, oldest first
    may_write: bool = True  # the caps on letters to one address leave room for another

    def correspondent(self, party: Party) -> Correspondent:
        """Who writes for this party. Raises LookupError where the case has none."""
        for one in self.correspondents:
            if one.party is party:
                return one
        raise LookupError(f"{self.case.number} has no {party}")

    def has_written(self, kind: LetterKind) -> bool:
        """Whether a letter of this kind is already in the outbox."""
        return any(letter.kind == kind for letter in self.letters)
