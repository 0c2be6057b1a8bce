"""The header fields of a mail as text: words, addresses, Message-IDs, dates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from functools import cached_property
from itertools import islice
from typing import TypeVar

from adapters.mailbox.reading.addresses import Address, addresses_in
from adapters.mailbox.reading.charsets import clean
from adapters.mailbox.reading.limits import ADDRESS_LIMIT
from adapters.mailbox.reading.words import decoded, plain_text
from adapters.mailbox.reading.written import charset_in

T = TypeVar("T")

_LONGEST_RESULTS = 4_000  # signs of an Authentication-Results header

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,500}>")


class Mail(Message):
    """``email``'s message, where its own reading of a header fails."""

    @cached_property
    def charset(self) -> str:
        """The charset that it is written in, where nothing else says so."""
        return charset_in(self)

    def get_boundary(self, failobj: T | None = None) -> T | str | None:  # type: ignore[override]  # wider
        """The boundary; none where its charset (RFC 2231) is none: ``email`` raises there."""
        try:
            return super().get_boundary(failobj)
        except (ValueError, LookupError):
            return failobj


class AsItIs(Compat32):
    """Headers as they came.

    ``email.policy.default`` parses them anew at every look, in quadratic time, and
    raises on some; Compat32 itself loses their bytes beyond ASCII.
    """

    message_factory = Mail

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002  the library's signature
        """The value, untouched."""
        return value


def header(mail: Message, name: str) -> str:
    """One header as text, its encoded words decoded; a second one of the name is not read."""
    return decoded(next(iter(values(mail, name)), ""), charset_of(mail)).strip()


def values(mail: Message, *names: str) -> list[str]:
    """Some headers as they came, unfolded."""
    wanted = {name.lower() for name in names}
    return [
        re.sub(r"\r?\n[ \t]?|\r", " ", str(value))
        for key, value in mail.raw_items()
        if key.lower() in wanted
    ]


def shown(mail: Message, *names: str) -> tuple[Address, ...]:
    """The addresses of some headers as they stand there, also those nobody could write to."""
    also = charset_of(mail)
    found = (
        one
        for value in values(mail, *names)
        for one in addresses_in(value if "=?" in value else plain_text(value, also), also)
    )
    return tuple(islice(found, ADDRESS_LIMIT))


def addresses(mail: Message, *names: str) -> tuple[tuple[str, str], ...]:
    """The addresses of some headers, with their names: those that are plainly one mailbox."""
    return tuple((one.name, one.address) for one in shown(mail, *names) if one.is_plain)


def sender_of(senders: tuple[Address, ...]) -> str:
    """The one mailbox that From names, in lower case; nothing where it is not plainly one."""
    return senders[0].address.lower() if len(senders) == 1 and senders[0].is_plain else ""


def recipients(mail: Message) -> tuple[str, ...]:
    """Every address it was meant for or delivered to."""
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    return tuple(dict.fromkeys(address for _, address in addresses(mail, *names)))


def ids(mail: Message, name: str) -> tuple[str, ...]:
    """The Message-IDs of a header, at most the last hundred."""
    return tuple(_MESSAGE_ID.findall(clean(" ".join(values(mail, name)))))[-100:]


def charset_of(mail: Message) -> str:
    """The charset that a mail is written in, or nothing."""
    return mail.charset if isinstance(mail, Mail) else charset_in(mail)


def authentication(mail: Message) -> str:
    """The topmost Authentication-Results header (RFC 8601): the last server's to take it."""
    return header(mail, "Authentication-Results")[:_LONGEST_RESULTS]


def date_of(mail: Message) -> datetime | None:
    """When the sender says it was sent. Raises ValueError where that makes no sense."""
    value = plain_text(next(iter(values(mail, "Date")), "")).strip()
    if not value:
        return None
    found = _date(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# Beside RFC 5322: ISO 8601, and what mail programs show people.
_FORMS = (
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%B %d, %Y at %I:%M:%S %p",
)
_ZONES = {"PST": "-0800", "PDT": "-0700", "EST": "-0500", "EDT": "-0400", "UTC": "+0000"}


def _date(value: str) -> datetime:
    without_fraction = re.sub(r"(:\d\d)\.\d{1,9}", r"\1", value[:200])
    try:
        return parsedate_to_datetime(without_fraction)
    except (ValueError, TypeError, IndexError):
        pass
    try:
        return datetime.fromisoformat(without_fraction)
    except ValueError:
        pass
    moment, _, zone = without_fraction.rpartition(" ")
    for form in _FORMS:
        for text, pattern in (
            (without_fraction, form),
            (f"{moment} {_ZONES.get(zone.upper(), zone)}", f"{form} %z"),
        ):
            try:
                return datetime.strptime(text, pattern)  # noqa: DTZ007  the zone is added by date_of
            except ValueError:
                continue
    raise ValueError(f"no date: {value[:100]!r}")
