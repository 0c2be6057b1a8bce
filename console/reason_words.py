"""Why a case needs a person, in words: the same on Today and at the top of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.case import Party
from casework.events import EventKind
from console.names import letter_name
from console.rule_words import rule_in_words
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from console.names import Names

REASONS = {
    EventKind.PERSON_ASKED_FOR: "%(who)s asks for a person",
    EventKind.APPEALED: "%(who)s does not accept the answer: an appeal",
    EventKind.LATE_FROM_THE_START: "A time that runs from its receipt was over when it began",
    EventKind.REPLY_WAITS: "A reply waits to be read",
    EventKind.MESSAGE_ADDED: "A message waits to be read",
    EventKind.MACHINE_WROTE: "A machine wrote: see what it is about",
    EventKind.NO_RUNG: "No rung of the ladder fits: say how it goes on",
    EventKind.BREACHED: "The respondent's time was over before we asked",
    EventKind.REFUSED: "The letter was refused: say how it goes on",
    EventKind.VOIDED: "An approval does not count any more: see what is new",
    EventKind.OBJECTED: "%(who)s does not want it passed on",
    EventKind.BODY_AT_WORK: "It is closed, and a body is still at work on it: tell the body",
    EventKind.REOPENED: "It was taken up again: read it",
    EventKind.FLAGGED: "A first look found what a person should read",
    EventKind.PACK_MISSING: "Its rules are not there: put them back, or adopt others",
    EventKind.HANDED_OVER: "It was handed to a person",
    EventKind.REVIEW_OVERDUE: "Nobody read it in time",
    EventKind.APPROVAL_ASKED: "Nobody who may approve its letter can be asked by mail",
    EventKind.LETTER_BOUNCED: "The %(letter)s came back",
    EventKind.LETTER_FAILED: "The %(letter)s could not be sent",
    EventKind.LETTER_UNKNOWN: "The %(letter)s may have arrived, or not",
    EventKind.NOT_WRITTEN: "The %(letter)s was not written",
}
"""What each of the events in casework/reasons.py says to people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a case needs a person: what is said of it, and what the record says besides."""

    said: str
    more: str

    @classmethod
    def of(cls, reasons: Sequence[tuple[str, str]], people: Mapping[str, str], names: Names) -> Why:
        """In the reader's language; ``people`` are the complainant (``who``) and such."""
        told = [(EventKind(kind), why) for kind, why in reasons]
        said = [_(REASONS[kind]) % {**people, "letter": _letter(why)} for kind, why in told]
        details = [_detail(kind, why, names) for kind, why in told[:1]] + said[1:]
        return cls(
            said=said[0] if said else _("A person is needed"),
            more=" · ".join(filter(None, details)),
        )


def _letter(why: str) -> str:
    """The letter that an event of one is about: it names its key or its kind first."""
    key = why.partition(":")[0]
    return letter_name(key.split("/")[1] if "/" in key else key)


def _detail(kind: EventKind, why: str, names: Names) -> str:
    """What the event says besides, if that is more than its kind."""
    if kind is EventKind.MESSAGE_ADDED:
        return _("from the %(party)s") % {"party": _(why)} if why in set(Party) else ""
    head, _colon, words = why.partition(": ")
    if "%(letter)s" in REASONS[kind]:
        return _(words)
    if kind is EventKind.FLAGGED:
        return "; ".join(map(rule_in_words, why.split("; ")))
    if kind is EventKind.VOIDED and "/" in head:
        return f"{_letter(why)}: {_(words)}"
    return names.in_text(_(why))
