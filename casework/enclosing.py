"""Files of a case that go along with a letter, and what the complainant wrote first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.case import Party
from casework.letters import Enclosed

if TYPE_CHECKING:
    from collections.abc import Collection

    from casework.casefile import CaseFile, MessageKept
    from casework.letters import Fact
    from casework.messages import Attachment

ENCLOSED_LIMIT = 15_000_000  # bytes: many mail servers take no more than 20 MB, encoded


def dossier_names(number: str) -> tuple[str, str]:
    """The files that a dossier is attached as: the papers, and the originals."""
    return f"{number}-dossier.pdf", f"{number}-originals.zip"


def told_files(number: str, *, linked: bool) -> dict[str, Fact]:
    """What a letter says goes along with it, and what is fetched by a link instead."""
    papers, originals = dossier_names(number)
    if linked:
        return {"files": (papers,), "linked": originals}
    return {"files": (papers, originals), "linked": ""}


def first_words(file: CaseFile) -> str:
    """What the complainant wrote first."""
    theirs = (one.text.strip() for one in file.messages if one.party is Party.COMPLAINANT)
    return next(theirs, "")


def enclosed_evidence(file: CaseFile, items: Collection[str] | None = None) -> tuple[Enclosed, ...]:
    """The files that show evidence, each once, up to what mail servers take; all items or some."""
    shown = {
        one.sha256 for one in file.evidence if one.sha256 and (items is None or one.item in items)
    }
    chosen: dict[str, Enclosed] = {}
    room = ENCLOSED_LIMIT
    for message in file.messages:
        for one in message.attachments:
            if one.sha256 in shown and one.sha256 not in chosen and one.size <= room:
                room -= one.size
                chosen[one.sha256] = enclose(message, one)
    return tuple(chosen.values())


def enclose(message: MessageKept, one: Attachment) -> Enclosed:
    """A file of a message, as it goes along with a letter."""
    return Enclosed(
        name=one.name or "file",
        media_type=one.media_type,
        message=message.sha256,
        sha256=one.sha256,
        size=one.size,
    )
