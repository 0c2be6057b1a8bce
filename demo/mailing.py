"""Mail as people do it: send a file, read a mailbox. Over SMTP and IMAP, like anybody else."""

from __future__ import annotations

import smtplib
from dataclasses import asdict, dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING, Any

from adapters.mailbox.imap import Access, open_inbox
from adapters.mailbox.parse import parse
from demo.place import DESK, HOST, PEOPLE, DemoError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

_LIMIT = 100_000_000


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to attach."""

    name: str
    media_type: str
    content: bytes


def write(  # noqa: PLR0913  a mail is these facts
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    written_at: datetime,
    files: Sequence[Enclosure] = (),
    answers: EmailMessage | None = None,
) -> bytes:
    """A mail as a mail program writes it; an answer says what it answers."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail["Date"] = format_datetime(written_at)
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    if answers is not None:
        mail["In-Reply-To"] = str(answers["Message-ID"])
        mail["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
    mail.set_content(text)
    for file in files:
        main, _, sub = file.media_type.partition("/")
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return mail.as_bytes()


def send(state: dict[str, Any], raw: bytes, *, sender: str, recipient: str = DESK) -> None:
    """Hand the bytes in as they are. Raises DemoError where the server does not take them."""
    body = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    try:
        with smtplib.SMTP(HOST, state["smtp"]["port"], timeout=30) as smtp:
            smtp.sendmail(sender, [recipient], body)
    except (OSError, smtplib.SMTPException) as error:
        raise DemoError(f"the demo's mail server did not take it: {error}") from error


def send_file(state: dict[str, Any], path: Path) -> None:
    """Send a mail file to the inbox, in the name of its sender. Raises DemoError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DemoError(f"{path} cannot be read: {error.strerror}") from error
    try:
        sender = message_from_bytes(raw, policy=default)["From"].addresses[0].addr_spec
    except Exception:  # noqa: BLE001  any mail may be sent, also one that nothing can read
        sender = PEOPLE["complainant"]
    send(state, raw, sender=sender if sender.isascii() else PEOPLE["complainant"])


def read_mailbox(state: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """The mails of one mailbox as their reader sees them, oldest first. Raises DemoError."""
    box = next((one for one in state["mailboxes"] if one["role"] == role), None)
    if box is None:
        roles = ", ".join(one["role"] for one in state["mailboxes"])
        raise DemoError(f"there is no mailbox {role!r}; there are: {roles}")
    inbox = open_inbox(
        Access(
            host=HOST,
            port=state["imap"]["port"],
            security="none",
            user=box["address"],
            password=box["password"],
        )
    )
    try:
        fetched = [inbox.fetch(uid, _LIMIT) for uid in inbox.uids()]
    finally:
        inbox.close()
    return [as_read(one.raw, one.received_at) for one in fetched if one and one.raw]


def as_read(raw: bytes, received_at: datetime) -> dict[str, Any]:
    """What a reader sees of a mail."""
    mail = parse(raw, received_at)
    headers = message_from_bytes(raw, policy=default)
    return {
        "from": str(headers["From"] or ""),
        "sender": mail.sender_name or mail.sender,
        "to": str(headers["To"] or ""),
        "reply_to": mail.sender,
        "subject": mail.subject,
        "date": mail.sent_at.isoformat() if mail.sent_at else None,
        "received_at": received_at.isoformat(),
        "message_id": mail.message_id,
        "text": mail.text,
        "attachments": [one.name for one in mail.attachments],
        "files": [asdict(one) for one in mail.attachments],
        "sha256": mail.sha256,
    }
