"""What a person has to do now: which duties there are, which comes first, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from casework.case import NextStep
from casework.events import EventKind
from casework.findings import URGENT
from casework.findings import Urgency as Grade

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

SOON = timedelta(days=2)
"""So long before its time runs out a duty is pressing, and a wait of others is worth a look."""

STANDS_STILL_AFTER = timedelta(hours=1)
"""A dated step comes by itself; one that is later than this waits for somebody to see why."""

RUNS_OUT = frozenset({NextStep.BREACH, NextStep.BODY_OVERDUE})
"""The ends of waits for others: a call a day earlier may spare everybody the next rung."""


WAITS_LONG = ("nobody has ruled in time", "")
"""Why a letter by a person that waits for an approval is late."""

_GRAVITY: dict[str, int] = {one: rank for rank, one in enumerate(Grade)}


class DutyKind(StrEnum):
    """What waits for a person."""

    APPROVAL = "approval"
    MAIL = "held mail"
    APPEAL = "appeal"
    PERSON = "person needed"
    LETTER = "letter in trouble"
    DEADLINE = "deadline"
    CLOCK = "clock"
    TASK = "task"


class Urgency(IntEnum):
    """How urgent it is; the smaller comes first."""

    LATE = 0
    SOON = 1
    WAITING = 2


class Whose(StrEnum):
    """Whose duties are looked at."""

    EVERYBODY = "everybody's"
    MINE = "mine"
    NOBODY = "nobody's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing that waits for a person.

    ``ref`` names it: the key of a letter, the number of a message or of a case, a rule. It
    waits since ``since`` and is to be done by ``due_at``, in the time of its case, which is
    ``ahead`` of the wall clock. ``roles``: who may do it; nobody named: everybody. ``many``
    are as alike as mails that one rule holds. ``late``: nobody did it in time before.
    ``what`` says which letter, step or rule it is about, ``who`` whom; ``matter`` how urgent
    the complaint itself is; ``why`` are the reasons that the record gives, each with its details.
    """

    kind: DutyKind
    ref: str
    since: datetime
    due_at: datetime | None = None
    ahead: timedelta = timedelta()
    case_number: str | None = None
    owner: str | None = None
    roles: frozenset[str] = frozenset()
    many: int = 1
    late: bool = False
    what: str = ""
    who: str = ""
    matter: str = ""
    why: tuple[tuple[str, str], ...] = ()

    def urgency(self, now: datetime) -> Urgency:
        """How urgent it is at an instant of the wall clock."""
        if self.late:
            return Urgency.LATE
        if self.due_at is None:
            return Urgency.WAITING
        left = self.due_at - self.ahead - now
        if left <= timedelta():
            return Urgency.LATE
        return Urgency.SOON if left <= SOON else Urgency.WAITING

    @property
    def gravity(self) -> int:
        """How grave its complaint is, the smaller the graver; what has no case is as usual."""
        return _GRAVITY.get(self.matter, _GRAVITY[Grade.NORMAL])

    @property
    def is_grave(self) -> bool:
        """Whether its complaint is marked as urgent."""
        return self.matter in URGENT

    def waits(self, now: datetime) -> timedelta:
        """For how long it waits by now; what is still to come does not wait."""
        return max(now - (self.since - self.ahead), timedelta())

    def is_of(self, whose: Whose, account: str, roles: Collection[str]) -> bool:
        """Whether it belongs to the duties that are looked at by somebody in these roles.

        What only some roles may do is theirs; what is of a case, its owner's; the rest nobody's.
        """
        if whose is Whose.MINE:
            return bool(self.roles & set(roles)) if self.roles else self.owner == account
        return whose is Whose.EVERYBODY or (not self.roles and self.owner is None)


def in_order(duties: Iterable[Duty], now: datetime) -> list[Duty]:
    """The most urgent first; of equally late ones the graver complaint, then the longest wait."""
    return sorted(
        duties, key=lambda one: (one.urgency(now), one.gravity, one.since - one.ahead, one.ref)
    )


def is_pressing(step: str, left: timedelta) -> bool:
    """Whether a dated step of a case that needs nobody is worth a person's look."""
    return left <= -STANDS_STILL_AFTER or (step in RUNS_OUT and left <= SOON)


_OF_LETTERS = frozenset(
    {
        EventKind.LETTER_BOUNCED,
        EventKind.LETTER_FAILED,
        EventKind.LETTER_UNKNOWN,
        EventKind.NOT_WRITTEN,
    }
)


def kind_of(why: tuple[tuple[str, str], ...], *, appealed: bool) -> DutyKind:
    """What a case that needs a person asks for, by the reasons that the record gives."""
    if appealed:
        return DutyKind.APPEAL
    return DutyKind.LETTER if why and why[0][0] in _OF_LETTERS else DutyKind.PERSON
