"""Bytes become meaning here, and only here. Never raises; what went wrong is in ``defects``.

Headers are cut before the library sees them and limits are checked on the raw
bytes, because ``email`` itself is not safe on hostile input.
"""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING, TypeVar

from casework.messages import Attachment, InboundMessage, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message

T = TypeVar("T")

HEADER_BLOCK_LIMIT = 256_000
HEADER_LIMIT = 64_000
ADDRESS_LIMIT = 500
PART_LIMIT = 1_000
NESTING_LIMIT = 50
PARAMETER_LIMIT = 4_000  # bytes of one Content-Type or Content-Disposition
ADDRESS_LENGTH_LIMIT = 254  # RFC 5321, 4.5.3.1.3

_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "unknown-8bit": "utf-8",
}
_GUESSES = ("utf-8", "gb18030", "big5hkscs")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,500}>")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")
_FORWARDED = re.compile(
    r"^(?:(?:re|fw|fwd|aw|答复|回复|回覆|转发|轉寄)\s*[:\uff1a]\s*)+", re.IGNORECASE
)
_BLOCKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|head|title)\b[^<>]{0,500}>", re.IGNORECASE)
_PARAMETERS = re.compile(
    rb"(?i)(?:\A|[\r\n])(content-(?:type|disposition)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*)"
)
_DAEMON = re.compile(r"(?:^|[<\s])(?:mailer-daemon|postmaster)@")
_TAGS = re.compile(r"<[^<>]{0,2000}>")


class _AsItIs(Compat32):
    """Headers as they came.

    ``email.policy.default`` parses them anew at every look, in quadratic time, and
    raises on some; Compat32 itself loses their bytes beyond ASCII.
    """

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002  the library's signature
        """The value, untouched."""
        return value


def parse(raw: bytes, received_at: datetime, limit: int = 25_000_000) -> InboundMessage:
    """Read what a mail says about itself. Never raises.

    ``received_at`` is the mail server's INTERNALDATE. Over ``limit`` bytes, or past
    one of the limits above, the mail is kept and not read: its text is None.
    """
    digest = sha256(raw).hexdigest()
    if over := _over_a_limit(raw, limit):
        return InboundMessage(sha256=digest, received_at=received_at, defects=(over,))
    try:
        return _read(message_from_bytes(raw, policy=_AsItIs()), digest, received_at)
    except Exception as error:  # noqa: BLE001  the library itself fails on odd input
        defects = (f"cannot be parsed: {error!r}"[:500],)
        return InboundMessage(sha256=digest, received_at=received_at, defects=defects)


def _over_a_limit(raw: bytes, limit: int) -> str:
    """Which limit these bytes pass, found without parsing them; nothing if none."""
    if len(raw) > limit:
        return f"{len(raw)} bytes, more than the {limit} that are read"
    block = re.split(rb"\r?\n\r?\n", raw[: HEADER_BLOCK_LIMIT + 5], maxsplit=1)[0]
    longest = max(map(len, re.split(rb"\r?\n(?![ \t])", block)))
    parameters = max(map(len, _PARAMETERS.findall(raw)), default=0)
    for what, found, most in (
        ("bytes in its header block", len(block), HEADER_BLOCK_LIMIT),
        ("bytes in one header", longest, HEADER_LIMIT),
        ("encoded words in its headers", block.count(b"=?"), ADDRESS_LIMIT),
        ("addresses in its headers", block.count(b"@"), 4 * ADDRESS_LIMIT),
        ("comments in its headers", block.count(b"("), ADDRESS_LIMIT),
        ("bytes in one Content header", parameters, PARAMETER_LIMIT),
        ("parts", len(re.findall(rb"(?:\A|[\r\n])--\S", raw)), PART_LIMIT),
        ("multiparts", len(re.findall(rb"(?i)boundary\*?\d?\*?\s*=", raw)), NESTING_LIMIT),
    ):
        if found > most:
            return f"{found} {what}, more than the {most} that are read"
    return ""


def _read(mail: Message, digest: str, received_at: datetime) -> InboundMessage:
    defects: list[str] = []

    def guarded(name: str, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Exception as error:  # noqa: BLE001  one odd field must not cost the others
            defects.append(f"{name}: {error!r}"[:300])
            return otherwise

    nobody: tuple[tuple[str, str], ...] = ()
    no_files: tuple[Attachment, ...] = ()
    senders = guarded("From", lambda: _addresses(mail, "From"), nobody)
    text = guarded("text", lambda: _text(mail), None)
    attachments = guarded("attachments", lambda: _attachments(mail), no_files)
    subject = guarded("Subject", lambda: _header(mail, "Subject"), "")
    kind, rule = guarded("kind", lambda: _kind(mail), (MessageKind.PERSON, ""))
    one = senders[0] if len(senders) == 1 else ("", "")
    return InboundMessage(
        sha256=digest,
        received_at=received_at,
        message_id=guarded("Message-ID", lambda: _first(_ids(mail, "Message-ID")), ""),
        sender=one[1].lower(),
        sender_name=one[0][:200],
        recipients=guarded("recipients", lambda: _recipients(mail), ()),
        subject=subject,
        sent_at=guarded("Date", lambda: _date(mail), None),
        text=text,
        attachments=attachments,
        in_reply_to=guarded("In-Reply-To", lambda: _ids(mail, "In-Reply-To"), ()),
        references=guarded("References", lambda: _ids(mail, "References"), ()),
        kind=kind,
        kind_rule=rule,
        content_digest=_content_digest(subject, text or "", attachments),
        defects=tuple(defects),
    )


def _header(mail: Message, name: str) -> str:
    """One header as text, its encoded words decoded; a second one of the name is not read."""
    raw = next((str(v) for k, v in mail.raw_items() if k.lower() == name.lower()), "")
    return _decoded(re.sub(r"\r?\n[ \t]?", " ", raw)).strip()


def _clean(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogates."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def _addresses(mail: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """The addresses of some headers, with their names: those that are plainly one mailbox."""
    raw = [
        str(value)
        for key, value in mail.raw_items()
        if key.lower() in {name.lower() for name in names}
    ]
    found = getaddresses([re.sub(r"\r?\n[ \t]?", " ", one)[:HEADER_LIMIT] for one in raw])
    return tuple(
        (_decoded(name), _clean(address))
        for name, address in found[:ADDRESS_LIMIT]
        if _is_mailbox(address)
    )


def _is_mailbox(address: str) -> bool:
    """Plainly one mailbox, and one that every mail server can be given: no SMTPUTF8 (RFC 6531)."""
    return (
        len(address) <= ADDRESS_LENGTH_LIMIT
        and address.isascii()
        and address.isprintable()
        and re.fullmatch(r"[^@\s<>(),;:\"\\]+@[^@\s<>(),;:\"\\]+", address) is not None
    )


def _decoded(text: str) -> str:
    """Encoded words (RFC 2047) and plain bytes (RFC 6532, or older habits) as one line of text."""
    if re.search("[\udc80-\udcff]", text):
        text = _by_charset(text.encode("utf-8", "surrogateescape"), "utf-8")
    try:
        words = [
            word
            if isinstance(word, str)
            else _by_charset(word, charset)
            if charset
            else word.decode("raw-unicode-escape")
            for word, charset in decode_header(text)
        ]
    except (ValueError, MessageError):
        words = [text]
    return _CONTROLS.sub(" ", _clean("".join(words)))


def _recipients(mail: Message) -> tuple[str, ...]:
    """Every address it was meant for or delivered to."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    return tuple(dict.fromkeys(address for _, address in _addresses(mail, *names)))


def _ids(mail: Message, name: str) -> tuple[str, ...]:
    values = [str(v) for k, v in mail.raw_items() if k.lower() == name.lower()]
    return tuple(_MESSAGE_ID.findall(_clean(" ".join(values))))[-100:]


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _date(mail: Message) -> datetime | None:
    value = next((str(v) for k, v in mail.raw_items() if k.lower() == "date"), None)
    if value is None:
        return None
    found = parsedate_to_datetime(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _leaves(mail: Message) -> list[Message]:
    """The parts that carry something; attached messages stay whole."""
    if mail.is_multipart() and mail.get_content_maintype() == "multipart":
        parts: list[Message] = mail.get_payload()  # type: ignore[assignment]  # is_multipart
        return [leaf for part in parts for leaf in _leaves(part)]
    return [mail]


def _is_body(part: Message) -> bool:
    named = part.get_filename() or part.get_content_disposition() == "attachment"
    return not named and part.get_content_type() in {"text/plain", "text/html"}


def _text(mail: Message) -> str:
    """The plain text of a mail; where there is only HTML, its text."""
    bodies = [part for part in _leaves(mail) if _is_body(part)]
    plain = [_decode(part) for part in bodies if part.get_content_type() == "text/plain"]
    if any(one.strip() for one in plain):
        return "\n".join(plain).replace("\r\n", "\n")
    return "\n".join(_from_html(_decode(part)) for part in bodies).strip()


def _payload(part: Message) -> bytes:
    if part.is_multipart():
        inner: list[Message] = part.get_payload()  # type: ignore[assignment]  # is_multipart
        return b"".join(one.as_bytes() for one in inner)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decode(part: Message) -> str:
    """Text by its label (aliases first), then by what fits; at worst with marks where it broke."""
    return _by_charset(_payload(part), part.get_content_charset() or "utf-8")


def _by_charset(payload: bytes, label: str) -> str:
    label = label.lower()
    for charset in (_ALIASES.get(label, label), *_GUESSES):
        try:
            return _clean(payload.decode(charset))
        except (LookupError, ValueError):
            continue
    return _clean(payload.decode("utf-8", "replace"))


def _from_html(html: str) -> str:
    text = _TAGS.sub("", _BLOCKS.sub("\n", _seen(html)))
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in unescape(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _seen(html: str) -> str:
    """HTML without what nobody sees. What is never closed is searched for only once."""
    kept, at, unclosed = [], 0, set[str]()
    for found in _UNSEEN.finditer(html):
        tag = found[1].lower()
        if found.start() < at or tag in unclosed:
            continue
        end = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(html, found.end())
        if end is None:
            unclosed.add(tag)
        else:
            kept.append(html[at : found.start()])
            at = end.end()
    return "".join([*kept, html[at:]])


def _attachments(mail: Message) -> tuple[Attachment, ...]:
    return tuple(_attachment(part) for part in _leaves(mail) if not _is_body(part))


def attachment(raw: bytes, digest: str) -> bytes:
    """The file of a mail that has this sha256. Raises LookupError where there is none."""
    for part in _leaves(message_from_bytes(raw, policy=_AsItIs())):
        content = _payload(part)
        if sha256(content).hexdigest() == digest:
            return content
    raise LookupError(f"no attachment has the digest {digest}")


def _attachment(part: Message) -> Attachment:
    content = _payload(part)
    return Attachment(
        name=_decoded(part.get_filename() or "")[:200],
        media_type=" ".join(_clean(part.get_content_type()).split())[:200],
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )


def _kind(mail: Message) -> tuple[MessageKind, str]:
    """Whether a person wrote it: RFC 3834, RFC 3464 and what mail programs do besides."""
    header = {key.lower(): str(value).strip().lower() for key, value in mail.raw_items()}
    report = "report-type=delivery-status" in header.get("content-type", "").replace('"', "")
    if mail.get_content_type() == "multipart/report" and report:
        return MessageKind.DELIVERY_REPORT, "RFC 3464 report"
    for rule, fits in (
        ("Auto-Submitted", header.get("auto-submitted", "no").split(";")[0].strip() != "no"),
        ("Return-Path is empty", header.get("return-path") == "<>"),
        ("Precedence", header.get("precedence") in {"bulk", "junk", "list", "auto_reply"}),
        ("X-Auto-Response-Suppress", "x-auto-response-suppress" in header),
        ("X-Autoreply", bool({"x-autoreply", "x-autorespond"} & header.keys())),
        ("mailing list", bool({"list-id", "list-unsubscribe"} & header.keys())),
        ("a report", mail.get_content_type() == "multipart/report"),
        ("a mail daemon", _DAEMON.search(header.get("from", "")) is not None),
    ):
        if fits:
            return MessageKind.AUTOMATIC, rule
    return MessageKind.PERSON, ""


def _content_digest(subject: str, text: str, attachments: tuple[Attachment, ...]) -> str:
    """What the person sent, without how it travelled; nothing for a mail that says nothing."""
    words = "".join(unicodedata.normalize("NFKC", text).split())
    if not words and not attachments:
        return ""
    files = sorted(one.sha256 for one in attachments)
    told = json.dumps([_FORWARDED.sub("", subject).strip(), words, files])
    return sha256(told.encode()).hexdigest()
