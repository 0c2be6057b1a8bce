"""The rules of one jurisdiction, as values: Policy, Clock, Rung. Read from YAML elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from casework.case import Language


class PackError(Exception):
    """A pack that cannot be used; the message says every reason."""


class Counting(StrEnum):
    """How the days of a clock are counted."""

    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"


class Submits(StrEnum):
    """Who brings a case to an external body."""

    DESK = "desk"
    COMPLAINANT = "complainant"
    DESK_IF_AUTHORISED = "desk_if_authorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A period in which a duty must be met, and the rule that says so."""

    days: int
    counting: Counting
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One thing the checklist may ask for.

    ``words`` are normalised (see Reading); ``media`` are the beginnings of media
    types that can carry it; ``in_text`` says that a number written in the mail is enough.
    """

    id: str
    names: Mapping[Language, str]
    words: tuple[str, ...]
    media: tuple[str, ...]
    in_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of complaint: the words that point to it and the evidence it needs."""

    id: str
    names: Mapping[Language, str]
    words: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder: an external body, who submits, and how long it may take."""

    body: str
    submits: Submits
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SendHours:
    """When a letter may leave, in the zone of the pack. ``until`` is the first instant too late."""

    start: time = time(8)
    until: time = time(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The desk's own clocks in this pack."""

    reminder: Clock
    evidence: Clock
    review: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One jurisdiction's clocks, checklist and ladder."""

    id: str
    version: str
    title: Mapping[Language, str]
    zone: ZoneInfo
    calendar: str
    default_language: Language
    send_hours: SendHours
    clocks: Clocks
    evidence: Mapping[str, EvidenceItem]
    categories: tuple[Category, ...]
    ladder: tuple[Rung, ...]

    def category(self, category_id: str | None) -> Category | None:
        """The category of this id, or none."""
        return next((one for one in self.categories if one.id == category_id), None)


def chosen(packs: Mapping[str, Policy], name: str) -> Policy:
    """The pack that new cases follow. Raises PackError where there is none of this id."""
    if name not in packs:
        there_are = f"one of {', '.join(sorted(packs))}" if packs else "a pack, once there is one"
        raise PackError(f"there is no pack {name!r}: set OMBUD_PACK to {there_are}")
    return packs[name]
