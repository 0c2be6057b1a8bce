"""Why a case needs a person: the one list of the events that tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable

REASONS = (
    EventKind.PERSON_ASKED_FOR,
    EventKind.APPEALED,
    EventKind.LATE_FROM_THE_START,
    EventKind.LETTER_BOUNCED,
    EventKind.LETTER_FAILED,
    EventKind.LETTER_UNKNOWN,
    EventKind.NOT_WRITTEN,
    EventKind.REPLY_WAITS,
    EventKind.MACHINE_WROTE,
    EventKind.NO_RUNG,
    EventKind.BREACHED,
    EventKind.REFUSED,
    EventKind.VOIDED,
    EventKind.OBJECTED,
    EventKind.BODY_AT_WORK,
    EventKind.REOPENED,
    EventKind.FLAGGED,
    EventKind.PACK_MISSING,
    EventKind.REVIEW_OVERDUE,
    EventKind.HANDED_OVER,
    EventKind.APPROVAL_ASKED,
    EventKind.MESSAGE_ADDED,
)
"""The events that tell why a case needs a person; the more telling first."""

IS_LATE = frozenset({EventKind.LATE_FROM_THE_START, EventKind.REVIEW_OVERDUE})
"""What says that something was not done in time: nothing else hides it."""


def reasons(happened: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Why a case needs a person, from the events since it was flagged: the most telling one.

    That something was not done in time is said besides.
    """
    known = dict(happened)
    told = [(str(kind), known[kind]) for kind in REASONS if kind in known]
    late = [one for one in told[1:] if one[0] in IS_LATE]
    return (*told[:1], *late)
