"""The correspondence of a case as one story: who wrote what, and what we understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from adapters.storage.files import attachment_of
from casework.letters import LetterState
from casework.matching import without_codes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.storage.models import LetterRow, MessageRow
    from adapters.storage.views import CaseView
    from casework.messages import Attachment

_UNSURE = (LetterState.FAILED, LetterState.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of correspondence, either way; ``words`` are the writer's own, if it was read."""

    at: datetime
    party: str
    words: str | None
    files: Sequence[Attachment]
    message: MessageRow | None = None
    letter: LetterRow | None = None
    waits: bool = False  # for somebody to approve it
    unsure: bool = False  # it failed, or may have been lost


def story(view: CaseView, waiting: set[str]) -> list[Entry]:
    """Messages and letters by time; a letter reads as its recipient's mail program shows it.

    ``waiting`` are the keys of the letters that somebody has to approve.
    """
    told = [_told(one) for one in view.messages]
    written = [_written(one, waiting) for one in view.letters]
    return sorted([*told, *written], key=lambda one: one.at)


def _told(one: MessageRow) -> Entry:
    return Entry(
        at=one.received_at,
        party=one.party or "",
        message=one,
        words=one.text if one.own_text is None else one.own_text,
        files=[attachment_of(line) for line in one.attachments],
    )


def _written(one: LetterRow, waiting: set[str]) -> Entry:
    read = parse(one.raw, one.written_at)
    return Entry(
        at=one.written_at,
        party=one.party,
        letter=one,
        words=without_codes(read.text or ""),
        files=read.attachments,
        waits=one.key in waiting,
        unsure=one.state in _UNSURE,
    )
