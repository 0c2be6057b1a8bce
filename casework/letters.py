"""Which letters there are, who may get them, and what a letter is given to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.case import Correspondent, Language
    from casework.dossier_parts import Dossier
    from casework.originals import Originals

Fact = str | int | bool | date | tuple[str, ...]


class LetterKind(StrEnum):
    """A letter; its value is the name of its template."""

    ACKNOWLEDGEMENT = "acknowledgement"
    URGENT_ADVICE = "urgent-advice"
    EVIDENCE_REQUEST = "evidence-request"
    EVIDENCE_REMINDER = "evidence-reminder"
    EVIDENCE_RECEIPT = "evidence-receipt"
    PRESERVATION_NOTICE = "preservation-notice"
    COMPLAINT_NOTICE = "complaint-notice"
    COMPLAINT_REMINDER = "complaint-reminder"
    PROGRESS = "progress"
    ANSWER = "answer"
    BREACH_NOTICE = "breach-notice"
    REFERRAL_NOTICE = "referral-notice"
    TIME_BAR_WARNING = "time-bar-warning"
    REFERRAL = "referral"
    FILING_GUIDE = "filing-guide"
    APPROVAL_REQUEST = "approval-request"
    CLOSING_QUESTION = "closing-question"
    CLOSURE = "closure"
    REOPENED = "reopened"
    USE_THE_CONSOLE = "use-the-console"
    LETTER = "letter"
    STATUS_LINK = "status-link"


class LetterState(StrEnum):
    """Where a letter stands between being written and being gone.

    ``unknown``: the server's last word was lost, so it may have been taken.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


AT_ONCE = frozenset(
    {
        LetterKind.ACKNOWLEDGEMENT,
        LetterKind.EVIDENCE_REQUEST,
        LetterKind.URGENT_ADVICE,
        LetterKind.STATUS_LINK,
    }
)
"""Letters that answer what somebody has just written; the others keep the sending hours."""

WITH_LINK = frozenset({LetterKind.ACKNOWLEDGEMENT, LetterKind.STATUS_LINK})
"""Letters that tell the complainant where their status page is, where the desk has one."""

TO_APPROVE = frozenset({LetterKind.REFERRAL, LetterKind.FILING_GUIDE})
"""Letters of the procedure that a person lets go out."""

MAY_WAIT = TO_APPROVE | {LetterKind.LETTER}
"""Letters that wait until they are released; what a person wrote waits where roles are named."""

OWED_AT_THE_END = frozenset({LetterKind.ACKNOWLEDGEMENT, LetterKind.CLOSURE})
"""Letters that still leave when the case is closed; all others would not be true any more."""

NEVER_CAPPED = frozenset({LetterKind.TIME_BAR_WARNING, LetterKind.LETTER})
"""Letters that go to an address that has had its letters for the day: a person wrote them, or they
come once, and a day later may be too late."""

GIVE_UP_AFTER = timedelta(days=5)
"""How long a letter is tried, in case time. RFC 5321, 4.5.4.1: at least four to five days."""

APPROVAL_LASTS = timedelta(hours=72)
"""An approval that is older lets nothing go out any more."""


def letter_key(number: str, kind: LetterKind, cause: str) -> str:
    """The key of a letter: of an order its instant, else a digest of what happened."""
    ordered = cause.startswith(f"{number}/")
    stamp = cause.rpartition("/")[2] if ordered else sha256(cause.encode()).hexdigest()[:12]
    return f"{number}/{kind}/{stamp}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOrder:
    """Ask for one letter. The key makes asking twice harmless.

    ``since`` is the instant of the event that the letter's dates are counted from;
    it travels with the order, so a retry or a rebuild counts the same dates.
    """

    key: str
    case_number: str
    kind: LetterKind
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that goes along: an attachment of a message on the case, by their digests.

    What came with no ``message`` is kept by itself: ``by`` has put it there.
    """

    name: str
    media_type: str
    message: str
    sha256: str
    size: int = 0
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says. ``facts`` is everything its template may use besides these.

    A letter with a ``dossier`` has it attached, as papers and originals; ``words`` are those
    that a person gave it in place of the template's. ``originals``: it tells a link to them.
    ``approval`` names the roles that must let the letter go out. ``key`` is given when it is
    ordered.
    """

    kind: LetterKind
    to: Correspondent
    language: Language
    case_number: str
    opened_on: date
    leaves_at: datetime
    key: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    dossier: Dossier | None = None
    originals: Originals | None = None
    words: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    approval: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenFile:
    """A file of a frozen letter, as an approval names it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenLetter:
    """A letter as it will leave: these bytes, this Message-ID, nothing else.

    ``link`` is the digest of the code that it tells, where it tells one: of a status page, or
    of ``originals``.
    """

    key: str
    message_id: str
    recipient: str
    subject: str
    raw: bytes
    files: tuple[FrozenFile, ...] = ()
    link: str = ""
    originals: Originals | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to try sending a letter once. A later claim has a higher fence and wins.

    ``over``: there is nothing left to do, ``state`` says how it ended. ``wait_seconds``:
    not now. ``in_doubt_seconds``: so long ago a try broke off that may have got through.
    ``once``: it is never sent twice; in doubt, a person decides.
    """

    key: str
    state: LetterState
    over: bool = False
    wait_seconds: float = 0
    fence: int = 0
    tries: int = 0
    in_doubt_seconds: float | None = None
    once: bool = False
    recipient: str = ""
    message_id: str = ""
    raw: bytes = b""
    written_at: datetime | None = None


class Reply(StrEnum):
    """What a mail server said in the end.

    ``taken`` 2xx, ``refused`` 5xx, ``later`` 4xx, ``unreachable``: it never had the
    letter, ``lost``: it had all of it and its last word did not arrive.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    UNREACHABLE = "unreachable"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply, in one of four words, and the server's own."""

    reply: Reply
    text: str
