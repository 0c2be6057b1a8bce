"""The parts of a mail: its text, and the files that came with it."""

from __future__ import annotations

from email import message_from_bytes
from hashlib import sha256
from typing import TYPE_CHECKING

from adapters.mailbox.charsets import by_charset, clean
from adapters.mailbox.headers import AsItIs, decoded
from adapters.mailbox.markup import from_html
from casework.messages import Attachment

if TYPE_CHECKING:
    from email.message import Message


def text_of(mail: Message) -> str:
    """The plain text of a mail; where there is only HTML, its text."""
    bodies = [part for part in leaves(mail) if _is_body(part)]
    plain = [_decode(part) for part in bodies if part.get_content_type() == "text/plain"]
    if any(one.strip() for one in plain):
        return "\n".join(plain).replace("\r\n", "\n")
    return "\n".join(from_html(_decode(part)) for part in bodies).strip()


def leaves(mail: Message) -> list[Message]:
    """The parts that carry something; attached messages stay whole."""
    if mail.is_multipart() and mail.get_content_maintype() == "multipart":
        parts: list[Message] = mail.get_payload()  # type: ignore[assignment]  # is_multipart
        return [leaf for part in parts for leaf in leaves(part)]
    return [mail]


def _is_body(part: Message) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return not named and part.get_content_type() in {"text/plain", "text/html"}


def _payload(part: Message) -> bytes:
    if part.is_multipart():
        inner: list[Message] = part.get_payload()  # type: ignore[assignment]  # is_multipart
        return b"".join(one.as_bytes() for one in inner)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decode(part: Message) -> str:
    """Text by its label (aliases first), then by what fits; at worst with marks where it broke."""
    return by_charset(_payload(part), part.get_content_charset() or "utf-8")


def attachments_of(mail: Message) -> tuple[Attachment, ...]:
    return tuple(_attachment(part) for part in leaves(mail) if not _is_body(part))


def attachment(raw: bytes, digest: str) -> bytes:
    """The file of a mail that has this sha256. Raises LookupError where there is none."""
    for part in leaves(message_from_bytes(raw, policy=AsItIs())):
        content = _payload(part)
        if sha256(content).hexdigest() == digest:
            return content
    raise LookupError(f"no attachment has the digest {digest}")


def _attachment(part: Message) -> Attachment:
    content = _payload(part)
    return Attachment(
        name=decoded(part.get_filename() or "")[:200],
        media_type=" ".join(clean(part.get_content_type()).split())[:200],
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )
