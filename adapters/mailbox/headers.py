"""The header fields of a mail as text: words, addresses, Message-IDs, dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING

from adapters.mailbox.charsets import by_charset, clean
from adapters.mailbox.limits import ADDRESS_LIMIT, HEADER_LIMIT

if TYPE_CHECKING:
    from email.message import Message

_LONGEST_RESULTS = 4_000  # signs
ADDRESS_LENGTH_LIMIT = 254  # RFC 5321, 4.5.3.1.3

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,500}>")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")


class AsItIs(Compat32):
    """Headers as they came.

    ``email.policy.default`` parses them anew at every look, in quadratic time, and
    raises on some; Compat32 itself loses their bytes beyond ASCII.
    """

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002  the library's signature
        """The value, untouched."""
        return value


def header(mail: Message, name: str) -> str:
    """One header as text, its encoded words decoded; a second one of the name is not read."""
    raw = next((str(v) for k, v in mail.raw_items() if k.lower() == name.lower()), "")
    return decoded(re.sub(r"\r?\n[ \t]?", " ", raw)).strip()


def addresses(mail: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """The addresses of some headers, with their names: those that are plainly one mailbox."""
    raw = [
        str(value)
        for key, value in mail.raw_items()
        if key.lower() in {name.lower() for name in names}
    ]
    found = getaddresses([re.sub(r"\r?\n[ \t]?", " ", one)[:HEADER_LIMIT] for one in raw])
    return tuple(
        (decoded(name), clean(address))
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


def decoded(text: str) -> str:
    """Encoded words (RFC 2047) and plain bytes (RFC 6532, or older habits) as one line of text."""
    if re.search("[\udc80-\udcff]", text):
        text = by_charset(text.encode("utf-8", "surrogateescape"), "utf-8")
    try:
        words = [
            word
            if isinstance(word, str)
            else by_charset(word, charset)
            if charset
            else word.decode("raw-unicode-escape")
            for word, charset in decode_header(text)
        ]
    except (ValueError, MessageError):
        words = [text]
    return _CONTROLS.sub(" ", clean("".join(words)))


def recipients(mail: Message) -> tuple[str, ...]:
    """Every address it was meant for or delivered to."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    return tuple(dict.fromkeys(address for _, address in addresses(mail, *names)))


def ids(mail: Message, name: str) -> tuple[str, ...]:
    values = [str(v) for k, v in mail.raw_items() if k.lower() == name.lower()]
    return tuple(_MESSAGE_ID.findall(clean(" ".join(values))))[-100:]


def authentication(mail: Message) -> str:
    """The topmost Authentication-Results header (RFC 8601): the last server's to take it."""
    return header(mail, "Authentication-Results")[:_LONGEST_RESULTS]


def date_of(mail: Message) -> datetime | None:
    value = next((str(v) for k, v in mail.raw_items() if k.lower() == "date"), None)
    if value is None:
        return None
    found = parsedate_to_datetime(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
