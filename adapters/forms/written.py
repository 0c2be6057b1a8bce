"""What somebody said, or typed into a form, as the bytes of a mail: one record for every channel.

The same words always make the same bytes, so that a form sent twice is one message.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from adapters.mailbox.compose import attach, set_boundaries

if TYPE_CHECKING:
    from datetime import datetime

    from casework.channels import Channel
    from casework.messages import OutboundFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A message that came by another way than mail.

    ``address`` is empty where somebody has none; ``to`` is the reply address of a case, or
    the desk's. ``once`` is of the form it was typed into: another form is another message,
    though it say the same. ``by`` is who of the staff wrote it down.
    """

    channel: Channel
    at: datetime
    text: str
    to: str
    subject: str = ""
    name: str = ""
    address: str = ""
    once: str = ""
    by: str = ""
    files: tuple[OutboundFile, ...] = ()

    def as_mail(self) -> bytes:
        """The record that is kept."""
        mail = EmailMessage(policy=SMTP)
        if self.address:
            local, _, domain = self.address.rpartition("@")
            mail["From"] = Address(on_one_line(self.name), local, domain)
        mail["To"] = self.to
        mail["Subject"] = on_one_line(self.subject)
        mail["Date"] = format_datetime(self.at)
        if self.once:
            mail["Message-ID"] = f"<{self.once}@{self.channel.replace(' ', '-')}.invalid>"
        mail["Ombud-Channel"] = self.channel
        if self.name and not self.address:
            mail["Ombud-Complainant"] = on_one_line(self.name)
        if self.by:
            mail["Ombud-Written-Down-By"] = on_one_line(self.by)
        mail.set_content(_encodable(self.text))
        for one in self.files:
            attach(mail, one)
        names = "".join(one.name + sha256(one.content).hexdigest() for one in self.files)
        set_boundaries(mail, _encodable(self.once + self.text + names))
        return mail.as_bytes()


def on_one_line(words: str) -> str:
    """Words as a header can hold them."""
    return " ".join(_encodable(words).split())


def _encodable(words: str) -> str:
    """Without the halves of signs that a terminal or a browser may hand on."""
    return words.encode("utf-8", "replace").decode("utf-8")
