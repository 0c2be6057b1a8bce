"""Words become the bytes of a mail: headers a machine understands, text always, HTML beside it."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.messages import OutboundMessage

_POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)


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
        mail["Content-Language"] = message.language
        mail.set_content(message.text, cte="base64" if not message.text.isascii() else "7bit")
        mail.add_alternative(message.html, subtype="html", cte="base64")
        mail.set_boundary(f"=_{sha256(message.message_id.encode()).hexdigest()[:32]}")
        return mail.as_bytes()
