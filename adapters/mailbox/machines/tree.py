"""The tree of a mail as ``email`` reads it, attached messages opened: reports are read from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message


def leaves(mail: Message) -> list[Message]:
    """The parts that carry something; an attached message is one of them, and not walked into."""
    if mail.is_multipart() and mail.get_content_maintype() == "multipart":
        parts: list[Message] = mail.get_payload()  # type: ignore[assignment]  # is_multipart
        return [leaf for part in parts for leaf in leaves(part)]
    return [mail]
