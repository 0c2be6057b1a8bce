"""Words become the bytes of a mail: headers a machine understands, text always, HTML beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.messages import OutboundFile, OutboundMessage

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\]+")
_LONGEST_LINE = 998  # RFC 5322, 2.1.1


class _MessageIds(UnstructuredHeader, BaseHeader):
    """Message-IDs, one a line. ``email`` would make encoded words of long ones: RFC 2047, 5."""

    def fold(self, *, policy: Policy) -> str:
        """The header as it goes out."""
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("in-reply-to", _MessageIds)
_HEADERS.map_to_type("references", _MessageIds)
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=76, header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Bindery:
    """Makes mails in the desk's name."""

    desk_name: str

    def bind(self, message: OutboundMessage) -> bytes:
        """The whole mail, the same bytes for the same message.

        One recipient, no Bcc. Automatic mail says so (RFC 3834), so that no
        machine answers it.
        """
        mail = EmailMessage(policy=_POLICY)
        local, _, domain = message.reply_to.rpartition("@")
        mail["From"] = Address(self.desk_name, local, domain)
        if message.recipient:  # words to be told to somebody who has no address
            mail["To"] = message.recipient
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(message.written_at)
        mail["Message-ID"] = message.message_id
        if message.in_reply_to:
            mail["In-Reply-To"] = message.in_reply_to
            mail["References"] = " ".join(message.references or (message.in_reply_to,))
        if message.automatic:
            mail["Auto-Submitted"] = "auto-replied" if message.in_reply_to else "auto-generated"
            mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(message.text, cte=_transfer_encoding(message.text))
        mail.add_alternative(message.html, subtype="html", cte="base64")
        mail["Content-Language"] = message.language
        for one in message.files:
            attach(mail, one)
        set_boundaries(mail, message.message_id)
        return mail.as_bytes()


def attach(mail: EmailMessage, file: OutboundFile) -> None:
    """A file as it came. What claims to be a mail or a multipart goes along as plain bytes."""
    maintype, _, subtype = file.media_type.partition("/")
    is_whole = maintype.lower() in {"message", "multipart"}
    if is_whole or not _MEDIA_TYPE.fullmatch(file.media_type):
        maintype, subtype = "application", "octet-stream"
    mail.add_attachment(
        file.content,
        maintype=maintype,
        subtype=subtype,
        cte="base64",
        filename=_UNPRINTABLE.sub("_", file.name) or "file",
    )


def set_boundaries(mail: EmailMessage, message_id: str) -> None:
    """The same boundaries for the same message, so that it is the same bytes."""
    digest = sha256(message_id.encode()).hexdigest()[:32]
    for depth, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"=_{digest}_{depth}")


def _transfer_encoding(text: str) -> str:
    short = all(len(line) <= _LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and short else "base64"
