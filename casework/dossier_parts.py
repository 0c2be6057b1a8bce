"""What a dossier is made of: values that are set, enclosed and listed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from casework.case import Language, Party
    from casework.letters import Enclosed


class Why(StrEnum):
    """Why something is not in a dossier, or not whole."""

    NOT_CHOSEN = "not chosen"
    LONG = "long"
    NO_ROOM = "no room"
    MANY = "many"
    EMPTY = "empty"
    DAMAGED = "damaged"
    LOCKED = "locked"
    LARGE = "large"
    GIVEN_UP = "given up"
    NO_PICTURE = "no picture"
    GONE = "gone"
    NOT_SET = "not set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message, as far as it goes in. ``text`` is what is set, ``whole`` what is enclosed."""

    number: int
    party: Party
    at: datetime
    subject: str
    text: str
    whole: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One contact and its proof; ``what`` is a letter's kind, or nothing for a message."""

    at: datetime
    party: Party
    what: str
    state: str
    sha256: str
    message_id: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A file that goes in. ``stored_as`` is its name among the originals."""

    number: int
    shows: tuple[str, ...]
    name: str
    stored_as: str
    media_type: str
    size: int
    came_at: datetime
    party: Party
    enclosed: Enclosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A body: what it asks and what is known of it. ``role``: this one, had it, or closed by it."""

    role: str
    name: str
    asks: tuple[tuple[str, str], ...] = ()
    clock: str = ""
    bar_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something that is not in it, or not whole, and why. ``kind``: message, file or picture."""

    kind: str
    name: str
    why: Why
    number: int = 0  # of the exhibit, where it is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that a dossier tells. ``as_of`` is the last thing that happened on the case.

    ``demand`` is in a person's words; without any, ``demands`` are those that were found.
    ``in_words`` is evidence that stands in what was written; ``masks``: personal data is masked.
    ``linked``: a link leads to the originals. ``mail_limit``: bytes of a mail that its reader's
    mailbox takes, where that is known.
    """

    case_number: str
    language: Language
    body: str
    body_id: str
    for_complainant: bool
    as_of: datetime
    facts: tuple[tuple[str, str | date | bool], ...]
    demand: str
    demands: tuple[str, ...]
    said: tuple[Told, ...]
    story: tuple[tuple[date, str], ...]
    contacts: tuple[Contact, ...]
    exhibits: tuple[Exhibit, ...]
    in_words: tuple[str, ...]
    missing: tuple[str, ...]
    routes: tuple[Door, ...]
    left_out: tuple[LeftOut, ...]
    masks: bool
    linked: bool = False
    mail_limit: int = 0
