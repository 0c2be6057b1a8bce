"""What a mail server says in a report of its own, apart from the letter that it sends back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_string
from itertools import islice
from typing import TYPE_CHECKING

from adapters.mailbox.machines.tree import leaves
from adapters.mailbox.reading.charsets import by_charset
from adapters.mailbox.reading.headers import AsItIs, addresses, ids
from adapters.mailbox.reading.markup import from_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LETTERS = frozenset({"message/rfc822", "message/global", "text/rfc822-headers"})
_HEADERS_ONLY = frozenset({"text/rfc822-headers", "message/global-headers", "message/partial"})
_TEXT_LIMIT = 64_000
_LINE_LIMIT = 1_000
_PIECE_LIMIT = 10_000  # headers and bodies of the parts in one part

_MESSAGE_ID = re.compile(  # folded, too: a long one stands on a line of its own, as ours does
    r"^[ \t>|*]{0,20}message-id[ \t]*[:\uff1a][ \t]{0,20}(?:\r?\n[ \t>|*]{1,20})?"
    r"(<[!-;=?-~]{1,500}>)",
    re.IGNORECASE | re.MULTILINE,
)

_TO = re.compile(r"to:", re.IGNORECASE)

# A line with one of these, and what follows is the letter. Lower case.
_LETTER_BEGINS = (
    "below this line is a copy",
    "below the next line is a copy",
    "this is a copy of",
    "is a copy of the message",
    "copy of the original message",
    "original message follows",
    "original mail as follows",
    "----- original message",
    "--- original message",
    "-----original message",
    "original message headers:",
    "original mail info",
    "original message attached",
    "original message details",
    "header of the original message",
    "message headers follow",
    "message header follow",
    "message text follows",
    "unsent message follows",
    "undelivered message follows",
    "undelivered message you sent follows",
    "returned message",
    "returned mail follows",
    "-- returned mail",
    "your message reads",
    "old message:",
    "no message was collected",
    "received: from",
    "received: by",
    "received: (",
    "dkim-signature:",
    "return-path:",
    "content-type: message/rfc822",
    "content-type: text/rfc822-headers",
    "en-têtes de message d'origine",
    "tes de message d'origine",
    "ursprüngliche nachrichtenkopfzeilen",
    "kopfzeilen der ursprünglichen nachricht",
    "ursprüngliche nachricht",
    "intestazioni originali",
    "encabezados de mensajes originales",
    "encabezados del mensaje original",
    "原始邮件标题",
    "原始邮件头",
    "原始郵件標頭",
    "原始訊息標頭",
    "原信件的一份拷贝",
    "信件的原件",
    "元のメッセージ ヘッダー",
    "元のメッセージのヘッダー",
)
# The words of a server that speaks of the letter before it names whom it failed to reach.
_STILL_SPEAKING = ("was received at", "could not be", "contained one or more", "header of the orig")


@dataclass(frozen=True, slots=True)
class ReportedText:
    """The server's own lines, and once more as one text in lower case; the letter's id and To."""

    lines: tuple[str, ...]
    letter_id: str
    letter_recipients: tuple[str, ...]
    lowered: str


def reported_text(mail: Message) -> ReportedText:
    """Every text of a report up to the letter itself, and whose letter it is."""
    text = _texts(mail)[:_TEXT_LIMIT].replace("\r\n", "\n").replace("\r", "\n")
    lines = [line[:_LINE_LIMIT].rstrip() for line in text.split("\n")]
    begins = next((at for at, line in enumerate(lines) if _is_where_letter_begins(line)), None)
    said = lines if begins is None else lines[:begins]
    return ReportedText(
        lines=tuple(said),
        letter_id=_letter_id(mail, text),
        letter_recipients=_letter_recipients(mail, lines[len(said) :]),
        lowered="\n".join(said).lower(),
    )


def _is_where_letter_begins(line: str) -> bool:
    lowered = line.strip(" >*|").lower()
    if any(words in lowered for words in _STILL_SPEAKING) and not lowered.startswith("-"):
        return False
    return any(words in lowered for words in _LETTER_BEGINS)


def _texts(mail: Message) -> str:
    return "\n".join(_one_language(list(_readable(mail))))


def _one_language(found: list[tuple[str, str]]) -> Iterator[str]:
    """Plain text where there is any: the HTML beside it says the same again."""
    has_plain = any(kind != "text/html" and text.strip() for kind, text in found)
    for kind, text in found:
        if kind != "text/html" or not has_plain:
            yield from_html(text) if kind == "text/html" else text


def _readable(mail: Message) -> Iterator[tuple[str, str]]:
    for part in leaves(mail):
        kind = part.get_content_type()
        is_text = kind in {"text/plain", "text/html"} or part.get_content_maintype() == "multipart"
        if is_text or (part is mail and kind not in LETTERS | _HEADERS_ONLY):
            yield kind, content(part)


def content(part: Message) -> str:
    """A part as text, whatever its type: a damaged multipart too, and one inside message/*.

    Of what is in parts, such as the recipients of a report, no more than is looked at.
    """
    if part.is_multipart():
        text = "\n".join(islice(_as_it_came(part), _PIECE_LIMIT))[:_TEXT_LIMIT]
        return by_charset(text.encode("utf-8", "surrogateescape"), "utf-8")
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    return by_charset(raw, part.get_content_charset() or "utf-8")


def _as_it_came(part: Message) -> Iterator[str]:
    """The header and body of all that is in it, in a row; ``as_bytes`` fails on damaged ones."""
    inner: list[Message] = part.get_payload()  # type: ignore[assignment]  # is_multipart
    for mail in inner:
        yield from (f"{name}: {value}" for name, value in mail.raw_items())
        yield ""
        if mail.is_multipart():
            yield from _as_it_came(mail)
        else:
            yield str(mail.get_payload())


def _letter_id(mail: Message, text: str) -> str:
    """The letter's Message-ID: from the letter, or its header, or a line that quotes it."""
    parts = [part for part in leaves(mail) if part is not mail]
    for found in (*map(_id_within, parts), *_quoted_ids(text), *_answered_ids(mail)):
        if found:
            return found
    return ""


def _id_within(part: Message) -> str:
    """Its own where it is the letter; else one that stands in it, where a boundary was lost."""
    kind = part.get_content_type()
    if kind in LETTERS and part.is_multipart():
        inner: list[Message] = part.get_payload()  # type: ignore[assignment]  # is_multipart
        found = next((one for letter in inner for one in ids(letter, "Message-ID")), "")
        if found:
            return found
    own = "" if kind in LETTERS else next(iter(ids(part, "Message-ID")), "")
    if own or kind in {"text/plain", "text/html"}:
        return own
    return next(iter(_quoted_ids(content(part)[:_TEXT_LIMIT])), "")


def _quoted_ids(text: str) -> list[str]:
    return _MESSAGE_ID.findall(text)[:1]


def _answered_ids(mail: Message) -> tuple[str, ...]:
    """What the report itself answers: the last resort, since it may answer another mail."""
    return (*ids(mail, "In-Reply-To"), *reversed(ids(mail, "References")))


def _letter_recipients(mail: Message, lines: list[str]) -> tuple[str, ...]:
    """To whom the letter went: its To, from its own header or from lines that show it."""
    for part in leaves(mail):
        if part is not mail and part.get_content_type() in LETTERS:
            letter = message_from_string(content(part)[:_TEXT_LIMIT], policy=AsItIs())
            return tuple(address for _, address in addresses(letter, "To"))
    letter = message_from_string("\n".join(line for line in lines if _TO.match(line)))
    return tuple(address for _, address in addresses(letter, "To"))
