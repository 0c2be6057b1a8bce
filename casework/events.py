"""Everything that can happen to a case, one line each. Events are never changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """Past tense: it has happened, and it stays."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    NOT_WRITTEN = "letter not written"
    EVIDENCE_REQUESTED = "evidence requested"
    NOTHING_MISSING = "nothing is missing"
    REMINDED = "reminded"
    WENT_ON_WITHOUT = "went on without the missing evidence"
    MESSAGE_ADDED = "message added"
    REPLY_WAITS = "a reply waits to be read"
    EVIDENCE_ADDED = "evidence added"
    EVIDENCE_COMPLETE = "evidence complete"
    HANDED_OVER = "handed to a person"
    REVIEW_OVERDUE = "review overdue"
    LETTER_FAILED = "letter failed"
    LETTER_UNKNOWN = "letter unknown"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with the rule or the words that explain it."""

    kind: EventKind
    why: str = ""
