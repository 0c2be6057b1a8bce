"""The complaint as we know it. Values only: nothing here reads a clock or a database."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  read by Temporal's converter, as the dates are
from dataclasses import dataclass, field, replace
from datetime import date, datetime  # noqa: TC003  Temporal's converter reads these annotations
from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    AWAITING_EVIDENCE = "awaiting evidence"
    WITH_RESPONDENT = "with respondent"
    APPROVAL_PENDING = "approval pending"
    WITH_BODY = "with external body"
    ANSWERED = "answered"
    HANDED_OVER = "handed to a person"
    CLOSED = "closed"
    REOPENED = "reopened"


class Outcome(StrEnum):
    """How a case ended."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    WITHDRAWN = "withdrawn"
    INADMISSIBLE = "inadmissible"
    DUPLICATE = "duplicate"  # it goes on as another case


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
    REMIND_RESPONDENT = "remind the respondent"
    BREACH = "the respondent's time runs out"
    REFER = "write the referral"
    REMIND_APPROVER = "remind the approver"
    ASK_DEPUTY = "ask the deputy to approve"
    ASK_AGAIN = "write the letter anew and ask again"
    BODY_OVERDUE = "the body's time runs out"
    ASK_HOW_IT_WENT = "ask the complainant what the body said"
    REMIND_CLOSING = "ask once more whether the answer is enough"
    CLOSE_ON_SILENCE = "close on silence"
    SAY_REOPENED = "say that the case is open again"
    STAFF_REVIEW = "a person reads the case"
    NOTHING = "nothing: the case is closed"


class ComplainantType(StrEnum):
    """Who complains. It decides which doors are open: some bodies take consumers only."""

    CONSUMER = "consumer"
    BUSINESS = "business"
    REPRESENTATIVE = "representative"
    """Acts for somebody else; whose doors are open depends on whom."""
    AUTHORITY = "authority"
    UNKNOWN = "unknown"


class Consent(StrEnum):
    """Whether the complainant agrees that the complaint is passed on."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class Language(StrEnum):
    """The languages a letter can be written in: a script, not a place."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One complaint and where it stands.

    ``opened_at`` is the arrival of its first message and ``due_at`` the instant
    of its next step; all instants are in case time. The clocks run from
    ``evidence_since`` (the evidence was asked for), ``asked_at`` (the respondent was
    asked, by us or before), ``approval_since`` (a letter waits for approval),
    ``referred_at`` (the body has it) and ``answered_at`` (an answer was passed on).
    Reminders that were due up to ``reminded_until`` are dealt with. ``rung`` is the
    body whose turn it is, ``tried`` are those that had theirs; ``facts`` are the
    questions that the mail plainly answers or a person answered. What ``needs_staff`` has
    waited since ``flagged_at``; by when a person reads what was handed over is counted from
    ``review_since``.
    """

    number: str
    stage: Stage
    opened_at: datetime
    next_step: NextStep = NextStep.ACKNOWLEDGE
    due_at: datetime | None = None
    language: Language = Language.ENGLISH
    category: str | None = None
    needs_staff: bool = False
    flagged_at: datetime | None = None
    owner: str | None = None
    outcome: Outcome | None = None
    respondent: str | None = None
    consent: Consent = Consent.NOT_ASKED
    prior_on: date | None = None
    evidence_since: datetime | None = None
    asked_at: datetime | None = None
    approval_since: datetime | None = None
    referred_at: datetime | None = None
    answered_at: datetime | None = None
    reminded_until: datetime | None = None
    rung: str | None = None
    self_filed: bool = False
    tried: tuple[str, ...] = ()
    appealed: bool = False
    facts: Mapping[str, bool] = field(default_factory=dict)
    complainant: ComplainantType = ComplainantType.UNKNOWN
    review_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """A party to a case: where its letters go, and the token its replies come back with."""

    party: Party
    address: str
    token: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLetter:
    """A letter that is written and not yet gone: for whom, and from when on it may leave."""

    key: str
    to: Party
    leaves_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a workflow learns about its case: dates and small words, never a person's.

    ``letters`` are now in the outbox and want sending.
    """

    stage: Stage
    next_step: NextStep
    due_at: datetime | None
    needs_staff: bool
    category: str | None = None
    owner: str | None = None
    outcome: Outcome | None = None
    letters: tuple[PendingLetter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStart:
    """Where a case stands, read from its row: new, rebuilt and reopened cases start the same way.

    ``first`` is the digest of the case's first message; ``seen`` holds the digests
    and decision ids that are noted already. ``not_before`` is the case's own time, where that
    is ahead of the clock a run begins at: a case of a demo that was wound forward.
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
    outcome: Outcome | None = None
    seen: tuple[str, ...] = ()
    pending: tuple[PendingLetter, ...] = ()
    not_before: datetime | None = None


def flagged(case: Case, at: datetime) -> Case:
    """The case with something on it that a person must see; the first one's wait counts."""
    return replace(case, needs_staff=True, flagged_at=case.flagged_at or at)


def reopened(case: Case, at: datetime) -> Case:
    """A closed case taken up again: the complainant is told next, then a person reads it."""
    return replace(
        case, stage=Stage.REOPENED, next_step=NextStep.SAY_REOPENED, due_at=at, outcome=None
    )


def case_number(year: int, count: int) -> str:
    """``C-2026-000042``: the forty-second case of 2026."""
    return f"C-{year}-{count:06d}"
