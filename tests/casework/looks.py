"""A first look at a mail of a few words, with the shipped packs and words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from adapters.first_looks import look_at
from adapters.policy_packs import load_packs
from adapters.vocabulary import load_vocabulary
from casework.messages import Attachment, InboundMessage
from tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapters.first_looks import Looked
    from casework.assessment import Finding
    from casework.first_look import FirstLook
    from casework.policy import Policy
    from casework.vocabulary import Vocabulary

TUESDAY = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
_KINDS = {"png": "image/png", "jpg": "image/jpeg", "pdf": "application/pdf", "mp3": "audio/mpeg"}


@cache
def packs() -> Mapping[str, Policy]:
    """Those that are shipped."""
    return load_packs(ROOT / "policies")


@cache
def vocabulary() -> Vocabulary:
    """That which is shipped."""
    return load_vocabulary(ROOT / "policies" / "words")


def a_file(name: str) -> Attachment:
    """A file of the kind that its name says."""
    kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    return Attachment(name=name, media_type=kind, size=1, sha256=f"digest of {name}")


def a_message(text: str, subject: str = "", files: Iterable[str] = ()) -> InboundMessage:
    """A mail of these words, on a Tuesday in March."""
    return InboundMessage(
        sha256="f" * 64,
        received_at=TUESDAY,
        sender="ana@home.example",
        subject=subject,
        text=text,
        own_text=text,
        attachments=tuple(map(a_file, files)),
    )


def look(
    text: str, subject: str = "", *files: str, pack: str = "cn-telecom", sender: str = ""
) -> FirstLook:
    """What a first look finds with the eyes of this pack."""
    return looked(text, subject, *files, pack=pack, sender=sender).found


def looked(
    text: str, subject: str = "", *files: str, pack: str | None = None, sender: str = ""
) -> Looked:
    """The same, with the pack; none: that of the place."""
    message = a_message(text, subject, files)
    message = replace(message, sender=sender or message.sender)
    asked = packs()[pack] if pack else None
    return look_at(message, packs(), None, vocabulary(), asked)


def values(findings: Iterable[Finding]) -> list[str | None]:
    """What was found, without the rules."""
    return [one.value for one in findings]
