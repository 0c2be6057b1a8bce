"""Everything that can happen to a case, one line each. Events are never changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """Past tense: it has happened, and it stays."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    ADVISED = "urgent advice given"
    NOT_WRITTEN = "letter not written"
    EVIDENCE_REQUESTED = "evidence requested"
    CONSENT_ASKED = "consent asked"
    CONSENTED = "consent given"
    OBJECTED = "consent refused"
    NOTHING_MISSING = "nothing is missing"
    REMINDED = "reminded"
    WENT_ON_WITHOUT = "went on without the missing evidence"
    MESSAGE_ADDED = "message added"
    REPLY_WAITS = "a reply waits to be read"
    EVIDENCE_ADDED = "evidence added"
    EVIDENCE_COMPLETE = "evidence complete"
    PRESERVATION_ASKED = "preservation asked"
    RESPONDENT_ASSIGNED = "respondent assigned"
    RESPONDENT_ASKED = "put to the respondent"
    RESPONDENT_REMINDED = "respondent reminded"
    INTERIM_NOTE = "interim note received"
    STATUS_TOLD = "status told"
    ANSWERED = "answered"
    BREACHED = "respondent's time ran out"
    BODY_AT_WORK = "a body still has the case"
    BODY_SILENT = "body's time ran out"
    REFERRAL_WRITTEN = "referral written"
    GUIDE_WRITTEN = "filing guide written"
    NO_RUNG = "no rung of the ladder fits"
    NOT_KNOWN = "referred without knowing"
    APPROVAL_ASKED = "approval asked"
    APPROVED = "approved"
    REFUSED = "approval refused"
    VOIDED = "approval voided"
    REFERRED = "referred"
    QUESTION_ANSWERED = "question answered"
    CLOSING_ASKED = "asked whether the answer is enough"
    APPEALED = "appealed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    PERSON_ASKED_FOR = "person asked for"
    HANDED_OVER = "handed to a person"
    WENT_ON = "went on"
    REVIEW_OVERDUE = "review overdue"
    LETTER_FAILED = "letter failed"
    LETTER_UNKNOWN = "letter unknown"
    LETTER_BOUNCED = "letter came back"
    MACHINE_WROTE = "a machine wrote"
    TOLD_OF_CONSOLE = "staff told to use the console"
    TOO_LATE = "decision came too late"
    SENT_AGAIN = "letter sent again"
    LINK_SENT = "link to the status page sent"
    LINKS_ENDED = "links to the status page ended"
    CLOSED = "closed"
    DEALT_WITH = "dealt with"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with the rule or the words that explain it."""

    kind: EventKind
    why: str = ""
