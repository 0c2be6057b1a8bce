"""Originals that no mail has room for: a letter tells where they are fetched, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, tzinfo

LARGEST = 100_000_000
"""Bytes of originals that are handed out by a link; more than that is left out, and said."""

MARK = "* * *"
"""The line between a letter's words and where its originals are; there is one in each language."""

_TOLD = re.compile(r"/originals#(?:[a-z2-7]{26}|\N{HORIZONTAL ELLIPSIS})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """What a link opens: one ZIP by its digest, up to the end of a day."""

    name: str
    size: int
    sha256: str
    last_day: date
    until: datetime


def fetched_until(at: datetime, days: int, zone: tzinfo) -> tuple[date, datetime]:
    """The last day on which a link of a letter of that instant is good, and the end of that day."""
    last = at.astimezone(zone).date() + timedelta(days=days)
    return last, datetime.combine(last + timedelta(days=1), time(), zone)


def with_foot(words: str, foot: str) -> str:
    """A letter's words, whoever wrote them, and below them where its originals are."""
    return f"{words}\n\n{MARK}\n\n{foot}" if foot else words


def without_foot(text: str) -> str:
    """A letter's words as a person edits them: the link below is another one in the next letter."""
    words, _mark, foot = text.rpartition(f"\n\n{MARK}\n\n")
    return words if _TOLD.search(foot) and words else text
