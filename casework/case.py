"""The complaint as we know it. Values only: nothing here reads a clock or a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  Temporal's converter reads these annotations
from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    AWAITING_EVIDENCE = "awaiting evidence"
    HANDED_OVER = "handed to a person"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    WITHDRAWN = "withdrawn"
    INADMISSIBLE = "inadmissible"


class Party(StrEnum):
    """Anyone a case corresponds with; each has a thread and a reply address of its own."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    BODY = "body"
    STAFF = "staff"


class NextStep(StrEnum):
    """What a case waits for, in the words that staff and ops read."""

    ACKNOWLEDGE = "acknowledge the complaint"
    ASK_FOR_EVIDENCE = "see what evidence is missing"
    REMIND = "remind of the missing evidence"
    GO_ON_WITHOUT = "go on without the missing evidence"
    STAFF_REVIEW = "a person reads the case"
    NOTHING = "nothing: the case is closed"


class Language(StrEnum):
    """The languages a letter can be written in: a script, not a place."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One complaint and where it stands.

    ``opened_at`` is the arrival of its first message and ``due_at`` the instant
    of its next step; both are instants in case time.
    """

    number: str
    stage: Stage
    opened_at: datetime
    next_step: NextStep = NextStep.ACKNOWLEDGE
    due_at: datetime | None = None
    language: Language = Language.ENGLISH
    category: str | None = None
    needs_staff: bool = False
    owner: str | None = None
    outcome: Outcome | None = None
    evidence_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """A party to a case: where its letters go, and the token its replies come back with."""

    party: Party
    address: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLetter:
    """A letter that is written and not yet gone: for whom, and from when on it may leave."""

    key: str
    to: Party
    leaves_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a workflow learns about its case: dates and small words, never a person's.

    ``letter`` is a letter that is now in the outbox and wants sending.
    """

    stage: Stage
    next_step: NextStep
    due_at: datetime | None
    needs_staff: bool
    category: str | None = None
    owner: str | None = None
    outcome: Outcome | None = None
    letter: PendingLetter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStart:
    """Where a case stands, read from its row: new, rebuilt and reopened cases start the same way.

    ``first`` is the digest of the case's first message; ``seen`` holds the digests
    and decision ids that are noted already.
    """

    number: str
    first: str
    opened_at: datetime
    stage: Stage
    next_step: NextStep
    due_at: datetime | None
    needs_staff: bool = False
    category: str | None = None
    owner: str | None = None
    seen: tuple[str, ...] = ()
    pending: tuple[PendingLetter, ...] = ()


def case_number(year: int, count: int) -> str:
    """``C-2026-000042``: the forty-second case of 2026."""
    return f"C-{year}-{count:06d}"
