"""Where a message goes, and which rule said so. One readable table, the first that fits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.messages import MessageKind

if TYPE_CHECKING:
    from casework.matching import Match
    from casework.messages import InboundMessage


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
    """Where a message goes, the rule that decided, and its case where it has one."""

    handling: Handling
    rule: str
    case_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What the rules need to know besides the message and its match."""

    from_ourselves: bool = False
    from_staff: bool = False
    older_than_the_desk: bool = False
    has_one_sender: bool = True


def route(message: InboundMessage, known: Match, about: Circumstances) -> Route:
    """Decide where a message goes: the first rule that fits."""
    case, again = known.case_number, known.same_complaint
    for rule, fits, handling, number in (
        ("our own mail come back", about.from_ourselves, Handling.RECORD, None),
        ("delivery report", _is(message, MessageKind.DELIVERY_REPORT), Handling.RECORD, case),
        ("automatic mail", _is(message, MessageKind.AUTOMATIC), Handling.RECORD, case),
        ("cannot be read", message.text is None, Handling.HOLD, None),
        ("older than the desk", about.older_than_the_desk, Handling.HOLD, None),
        ("no single sender", not about.has_one_sender, Handling.HOLD, None),
        ("staff use the console", about.from_staff, Handling.RECORD, case),
        ("same message", known.same_message, Handling.RECORD, known.same_message_case),
        ("fits a case half", known.fits_half, Handling.HOLD, None),
        ("reopens its case", known.reopens, Handling.ADD, case),
        ("its case is closed", known.fits and known.is_closed, Handling.HOLD, case),
        ("a case's correspondent writes to it", known.fits, Handling.ADD, case),
        ("the same complaint again", again is not None, Handling.ADD, again),
        ("says nothing", message.says_nothing, Handling.HOLD, None),
    ):
        if fits:
            return Route(handling, rule, number)
    return Route(Handling.OPEN, "nothing known about it")


def _is(message: InboundMessage, kind: MessageKind) -> bool:
    return message.kind is kind
