"""What people write to us and we to them. A message is one piece of correspondence, either way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class MessageKind(StrEnum):
    """Who or what wrote a message."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    DELIVERY_REPORT = "delivery_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message. ``name`` is the sender's and never touches a disk.

    ``media_type`` is what its bytes are, where they tell.
    """

    name: str
    media_type: str
    size: int
    sha256: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it is; where its bytes do not tell, also what its name says that it is.

        Whether it is good evidence, a person sees; nobody is asked twice for what came damaged.
        """
        claimed = _KINDS.get(self.name.rpartition(".")[2].lower())
        told = claimed if self.media_type in _UNTOLD else None
        return (self.media_type, told) if told else (self.media_type,)


_UNTOLD = ("text/plain", "application/octet-stream")
_KINDS = {
    ending: kind
    for kind, endings in {
        "image/": "png jpg jpeg gif webp heic bmp tif tiff",
        "audio/": "mp3 m4a wav amr aac ogg",
        "video/": "mp4 mov 3gp avi mkv webm",
        "application/pdf": "pdf",
    }.items()
    for ending in endings.split()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedRecipient:
    """One address that a delivery report speaks of.

    ``status`` is the enhanced status code (RFC 3463) as reported, or nothing;
    ``permanent`` says that trying again cannot help, None that the report does not tell.
    """

    address: str
    status: str = ""
    permanent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a letter, as a mail server tells it: RFC 3464, or another way of saying it.

    ``rule`` is how it was known for a report; ``action`` one of RFC 3464's words (failed,
    delayed, delivered, relayed, expanded); ``original_message_id`` the letter's Message-ID
    with its angle brackets, where the report carries it. ``has_form``: it has RFC 3464's
    form (a ``multipart/report``, or a delivery-status part), whatever it says in words.
    """

    rule: str
    action: str
    has_form: bool = False
    recipients: tuple[ReportedRecipient, ...] = ()
    original_message_id: str = ""


def failed_for(report: DeliveryReport, recipient: str) -> ReportedRecipient | None:
    """What a report says of the letter to this address, where it says that it failed.

    One that names no address can mean no other; one that names others only (a witness's,
    where somebody forwards their mail to) says nothing of this one.
    """
    if report.action != "failed":
        return None
    named = {one.address.lower(): one for one in report.recipients}
    if not named:
        return ReportedRecipient(address=recipient)
    return named.get(recipient.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A mail as it reads. ``text`` is None where it could not be read; ``defects`` say why.

    ``received_at`` is the mail server's INTERNALDATE, never the sender's Date header.
    ``from_address`` is the first address that From shows, as it stands there; ``sender``
    the one address that it names, in lower case, and nothing where there are several or
    none that mail can be sent to. ``own_text`` is what the sender wrote themselves,
    without quoted history and signature. ``kind_rule`` says how ``kind`` is known;
    ``bulk_rule`` what says that it went to many (a mailing list, a newsletter), and
    ``doubt_rule`` which mark it bears that machines set and some people's mail has, too;
    it ``weighs`` where a machine is likelier. ``lists`` are the addresses that the mailing
    lists post to through which it came.
    ``authentication`` is its topmost Authentication-Results header (RFC 8601).
    """

    sha256: str
    received_at: datetime
    message_id: str = ""
    sender: str = ""
    sender_name: str = ""
    from_address: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    text: str | None = None
    own_text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    kind: MessageKind = MessageKind.PERSON
    kind_rule: str = ""
    bulk_rule: str = ""
    doubt_rule: str = ""
    doubt_weighs: bool = False
    lists: tuple[str, ...] = ()
    report: DeliveryReport | None = None
    authentication: str = ""
    content_digest: str = ""
    defects: tuple[str, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """No subject, no text, no file: nothing that could be a complaint."""
        return not (self.subject.strip() or (self.text or "").strip() or self.attachments)

    @property
    def refers_to(self) -> tuple[str, ...]:
        """Every Message-ID this mail answers, quotes or reports of."""
        reported = (self.report.original_message_id,) if self.report else ()
        return tuple(filter(None, (*self.in_reply_to, *self.references, *reported)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundFile:
    """A file that goes along with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """A letter's words with its envelope: all that its bytes are made of.

    ``link`` is the digest of the code, to a status page or to originals, that its words tell.
    """

    message_id: str
    reply_to: str
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    written_at: datetime
    automatic: bool = True
    files: tuple[OutboundFile, ...] = ()
    link: str = ""
