"""What a workflow may order, and what one transaction will write: values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  Temporal's converter reads these annotations
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.case import Case, Party
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.events import Event
    from casework.letters import Letter
    from casework.policy import Intent


class Happening(StrEnum):
    """What a workflow asks to be noted."""

    MESSAGE = "message"
    DECISION = "decision"
    OVERDUE = "overdue"
    LETTER_FAILED = "letter failed"
    LETTER_UNKNOWN = "letter unknown"
    LETTER_CANCELLED = "letter cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOrder:
    """Something happened; ``ref`` is a digest, a decision's id, a letter's key or a due date."""

    case_number: str
    what: Happening
    ref: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message for a case (its digest) or a decision on it (its id). ``first`` names the case."""

    what: Happening
    ref: str
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message is to its case: who wrote it, what it asks for, the evidence it brought.

    ``writer`` is the sender's address. ``bounced`` is the letter that it reports of (its
    key) and why it came back; ``by_machine`` says that no person wrote it, so that
    nothing is voided by it or answered to it.
    """

    sha256: str
    party: Party
    intent: Intent | None
    brought: tuple[str, ...] = ()
    writer: str = ""
    bounced: tuple[str, str] | None = None
    by_machine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one transaction will write.

    ``cancels`` are letters that must not go out any more, ``releases`` are letters that
    were written before and may leave now (their keys). ``adopts`` is the version of its pack
    that the case follows from here on, where that is another one.
    """

    case: Case
    letters: tuple[Letter, ...] = ()
    events: tuple[Event, ...] = ()
    cancels: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    adopts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where a rule stands: the case's file, its calendar, the present, and what it counts from.

    ``since`` is the instant of the event behind the order: dates are counted from it.
    """

    file: CaseFile
    calendar: Calendar = field(repr=False)
    since: datetime
    now: datetime
