"""Where a message goes, and which rule said so. One readable table, the first that fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.authenticity import Authenticity
from casework.budgets import Budgets, Spent, over_for_case, over_for_desk, over_for_sender
from casework.messages import MessageKind

if TYPE_CHECKING:
    from casework.matching import Match
    from casework.messages import InboundMessage

_NOTHING_SPENT, _BUDGETS = Spent(), Budgets()


class Handling(StrEnum):
    """What intake decides."""

    OPEN = "open"
    ADD = "add"
    RECORD = "record"
    HOLD = "hold"


class Disposition(StrEnum):
    """The same, as a fact afterwards. Held means: waits for a person."""

    OPENED = "opened"
    ADDED = "added"
    RECORDED = "recorded"
    HELD = "held"


DISPOSITION = {
    Handling.OPEN: Disposition.OPENED,
    Handling.ADD: Disposition.ADDED,
    Handling.RECORD: Disposition.RECORDED,
    Handling.HOLD: Disposition.HELD,
}


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes, the rule that decided, and its case where it has one.

    ``suggested`` is a case that it may belong to: a person decides.
    """

    handling: Handling
    rule: str
    case_number: str | None = None
    suggested: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the rules need to know besides the message and its match.

    ``through_our_list``: the desk reads its mail in a group of its own, which marks all of it.
    """

    from_ourselves: bool = False
    from_staff: bool = False
    through_our_list: bool = False
    older_than_the_desk: bool = False
    has_one_sender: bool = True
    authenticity: Authenticity = Authenticity.UNCHECKED
    size: int = 0
    spent: Spent = _NOTHING_SPENT
    budgets: Budgets = _BUDGETS

    @property
    def is_proven(self) -> bool:
        """The sender is who From says, as far as this desk can ask for it."""
        return self.authenticity in {Authenticity.UNCHECKED, Authenticity.PASS}


_Rule = tuple[str, bool, Handling, str | None]


def route(message: InboundMessage, known: Match, about: Circumstances) -> Route:
    """Decide where a message goes: the first rule that fits."""
    for rule, fits, handling, number in (
        *_nobody_wrote_it(message, known, about),
        *_nobody_can_read_it(message, about),
        *_it_came_before(known, about),
        *_it_belongs_to_a_case(message, known, about),
        *_it_may_be_new(message, known, about),
    ):
        if fits:
            held = handling is Handling.HOLD and number is None
            return Route(handling, rule, number, known.suggested if held else None)
    return Route(Handling.OPEN, "nothing known about it", suggested=known.hint)


def _nobody_wrote_it(
    message: InboundMessage, known: Match, about: Circumstances
) -> tuple[_Rule, ...]:
    """Machines, and what went to many: kept, on its case where it has one, never answered."""
    case, copy = known.case_number, known.same_message_case
    is_bulk = bool(message.bulk_rule) and not about.through_our_list
    return (
        ("our own mail come back", about.from_ourselves, Handling.RECORD, None),
        ("delivery report", _is(message, MessageKind.DELIVERY_REPORT), Handling.RECORD, case),
        ("automatic mail", _is(message, MessageKind.AUTOMATIC), Handling.RECORD, case),
        ("mailing list or bulk mail", is_bulk, Handling.RECORD, case or copy),
    )


def _nobody_can_read_it(message: InboundMessage, about: Circumstances) -> tuple[_Rule, ...]:
    """A person reads it, or decides to write to somebody who did not expect it."""
    forged = about.authenticity is Authenticity.FAIL
    return (
        ("cannot be read", message.text is None, Handling.HOLD, None),
        ("older than the desk", about.older_than_the_desk, Handling.HOLD, None),
        ("no single sender", not about.has_one_sender, Handling.HOLD, None),
        ("the sender's own domain denies it", forged, Handling.HOLD, None),
    )


def _it_came_before(known: Match, about: Circumstances) -> tuple[_Rule, ...]:
    """The same message by another way, and people who have a console to say things in."""
    copy = known.same_message_case
    return (
        ("staff use the console", about.from_staff, Handling.RECORD, known.case_number),
        ("same message", known.same_message, Handling.RECORD, copy),
    )


def _it_belongs_to_a_case(
    message: InboundMessage, known: Match, about: Circumstances
) -> tuple[_Rule, ...]:
    """Our reply address or Message-ID, and a correspondent of that case: both, or a person."""
    case, fits = known.case_number, known.fits
    closed, proven = known.is_closed, about.is_proven
    full = over_for_case(about.spent, about.size, about.budgets)
    return (
        ("names more than one case", known.named > 1, Handling.HOLD, None),
        ("a stranger holds a case's address", known.is_strangers, Handling.HOLD, None),
        ("the sender is not proven", fits and not proven, Handling.HOLD, None),
        ("over the budget of its case", fits and full, Handling.HOLD, None),
        ("likelier a machine's", fits and message.doubt_weighs, Handling.HOLD, None),
        ("reopens its case", known.reopens, Handling.ADD, case),
        ("its case is closed", fits and closed, Handling.HOLD, case),
        ("answers in another's thread", fits and not known.in_own_thread, Handling.ADD, case),
        ("a case's correspondent writes to it", fits, Handling.ADD, case),
        ("perhaps automatic", bool(message.doubt_rule), Handling.HOLD, None),
    )


def _it_may_be_new(
    message: InboundMessage, known: Match, about: Circumstances
) -> tuple[_Rule, ...]:
    """A complaint, unless its sender began it before, or means a case we cannot be sure of."""
    again, spent, budgets = known.same_complaint, about.spent, about.budgets
    much = over_for_sender(spent, about.size, budgets)
    return (
        ("the same complaint again", again is not None, Handling.ADD, again),
        ("says nothing", message.says_nothing, Handling.HOLD, None),
        ("names a case by its number only", known.hint_is_theirs, Handling.HOLD, None),
        ("over the budget of its sender", much, Handling.HOLD, None),
        ("over the budget of the desk", over_for_desk(spent, budgets), Handling.HOLD, None),
    )


def _is(message: InboundMessage, kind: MessageKind) -> bool:
    return message.kind is kind
