"""Bytes become meaning here, and only here. Never raises; what went wrong is in ``defects``.

Limits are checked on the raw bytes, because ``email`` itself is not safe on hostile
input; then every field is read on its own, so that an odd one costs no other.
"""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from adapters.mailbox.machines.kinds import LIKELY, bulk_of, doubt_of, kind_of
from adapters.mailbox.machines.lists import posts_to
from adapters.mailbox.machines.reports import report_of
from adapters.mailbox.reading import headers
from adapters.mailbox.reading.addresses import ADDRESS_LENGTH_LIMIT, Address
from adapters.mailbox.reading.headers import AsItIs
from adapters.mailbox.reading.limits import over_a_limit
from adapters.mailbox.reading.opening import from_its_headers
from adapters.mailbox.reading.parts import attachments_of, damage_of, opened, text_of
from adapters.mailbox.replies.quoting import own_words
from adapters.stream_safe import normalised
from casework.messages import Attachment, InboundMessage, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from email.message import Message

    from adapters.mailbox.reading.parts import Part

T = TypeVar("T")

_FORWARDED = re.compile(
    r"^(?:(?:re|fw|fwd|aw|答复|回复|回覆|转发|轉寄)\s*[:\uff1a]\s*)+", re.IGNORECASE
)


def parse(raw: bytes, received_at: datetime, limit: int = 25_000_000) -> InboundMessage:
    """Read what a mail says about itself. Never raises.

    ``received_at`` is the mail server's INTERNALDATE. Over ``limit`` bytes, or past
    one of ``limits``, the mail is kept and not read: its text is None.
    """
    digest = sha256(raw).hexdigest()
    if over := over_a_limit(raw, limit):
        return InboundMessage(sha256=digest, received_at=received_at, defects=(over,))
    try:
        mail = message_from_bytes(from_its_headers(raw), policy=AsItIs())
        return _Reading(mail, opened(raw)).message(digest, received_at)
    except Exception as error:  # noqa: BLE001  the library itself fails on odd input
        defects = (f"cannot be parsed: {error!r}"[:500],)
        return InboundMessage(sha256=digest, received_at=received_at, defects=defects)


class _Reading:
    """One mail being read, field by field; ``whole`` is it again, attached messages kept whole."""

    def __init__(self, mail: Message, whole: Part) -> None:
        self.mail = mail
        self.whole = whole
        self.defects: list[str] = []

    def guarded(self, name: str, read: Callable[[], T], otherwise: T) -> T:
        """What a field says; one odd field must not cost the others."""
        try:
            return read()
        except Exception as error:  # noqa: BLE001  whatever it is, it is that field's alone
            self.defects.append(f"{name}: {error!r}"[:300])
            return otherwise

    def message(self, digest: str, received_at: datetime) -> InboundMessage:
        """All that the mail says."""
        mail, guarded = self.mail, self.guarded
        nobody: tuple[Address, ...] = ()
        no_files: tuple[Attachment, ...] = ()
        senders = guarded("From", lambda: headers.shown(mail, "From"), nobody)
        text = guarded("text", lambda: text_of(self.whole), None)
        files = guarded("attachments", lambda: attachments_of(self.whole), no_files)
        subject = guarded("Subject", lambda: headers.header(mail, "Subject"), "")
        report = guarded("report", lambda: report_of(mail, subject, text or ""), None)
        doubt = guarded("doubt", lambda: doubt_of(mail), "")
        kind, rule = guarded("kind", lambda: kind_of(mail, report), (MessageKind.PERSON, ""))
        own = guarded("own words", lambda: None if text is None else own_words(text), text)
        shown = senders[0] if senders else Address("", "", is_plain=False)
        self.defects += guarded("parts", lambda: damage_of(self.whole), ())
        return InboundMessage(
            sha256=digest,
            received_at=received_at,
            message_id=guarded("Message-ID", lambda: _first(headers.ids(mail, "Message-ID")), ""),
            sender=headers.sender_of(senders),
            sender_name=shown.name[:200],
            from_address=shown.address[:ADDRESS_LENGTH_LIMIT],
            recipients=guarded("recipients", lambda: headers.recipients(mail), ()),
            subject=subject,
            sent_at=guarded("Date", lambda: headers.date_of(mail), None),
            text=text,
            own_text=own,
            attachments=files,
            in_reply_to=guarded("In-Reply-To", lambda: headers.ids(mail, "In-Reply-To"), ()),
            references=guarded("References", lambda: headers.ids(mail, "References"), ()),
            kind=kind,
            kind_rule=rule,
            bulk_rule=guarded("bulk", lambda: bulk_of(mail), ""),
            doubt_rule=doubt,
            doubt_weighs=doubt in LIKELY,
            lists=guarded("lists", lambda: posts_to(mail), ()),
            report=report,
            authentication=guarded("authentication", lambda: headers.authentication(mail), ""),
            content_digest=_content_digest(subject, text or "", files),
            defects=tuple(self.defects),
        )


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _content_digest(subject: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    """What the person sent, without how it travelled; nothing for a mail that says nothing."""
    words = "".join(normalised(text).split())
    if not words and not attachments:
        return ""
    files = sorted(one.sha256 for one in attachments)
    told = json.dumps([_FORWARDED.sub("", subject).strip(), words, files])
    return sha256(told.encode()).hexdigest()
