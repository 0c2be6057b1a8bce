"""Which case a message belongs to: by our reply address, by our Message-ID. A number is a hint."""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.case import Party

_LOOKED_AT = 1_000  # signs of a subject
_TOKEN_BYTES = 16  # 128 bits: nobody guesses a reply address
_NUMBER = re.compile(r"(?<![A-Z0-9-])C-20\d\d-\d{6,9}(?!\d)", re.ASCII)
_CODE = re.compile(r"(/(?:status|originals)#)[a-z2-7]{26}")
_OURS = re.compile(r"<([a-z2-7]{26})\.([a-z2-7]{26})@([^<>@\s]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What storage knows of a message's reply tokens, references, subject and sender.

    ``case_number`` is the case that a token or one of our Message-IDs names, ``named``
    how many of them are; ``is_correspondent`` says whether the sender writes in that
    case, ``party`` for whom, and ``in_own_thread`` whether they answer what was written
    to them. ``hint`` is a case whose number stands in the subject.
    """

    case_number: str | None = None
    named: int = 1
    is_correspondent: bool = False
    in_own_thread: bool = True
    party: Party | None = None  # the one that the sender writes for
    is_closed: bool = False
    may_reopen: bool = False  # closed so recently that a message takes it up again
    same_message: bool = False  # this very message came before, by another way
    same_message_case: str | None = None
    same_complaint: str | None = None  # open case this sender began with the same words
    hint: str | None = None
    hint_is_theirs: bool = False  # and the sender writes in that case

    @property
    def fits(self) -> bool:
        """The address or thread is a case's, and so is the sender."""
        return self.case_number is not None and self.named == 1 and self.is_correspondent

    @property
    def reopens(self) -> bool:
        """The complainant of a case that closed not long ago writes again."""
        return self.fits and self.may_reopen and self.is_closed and self.party == "complainant"

    @property
    def is_strangers(self) -> bool:
        """The address or thread is a case's, but the sender is a stranger to it."""
        return self.case_number is not None and self.named == 1 and not self.is_correspondent

    @property
    def suggested(self) -> str | None:
        """The case that a person may find it belongs to."""
        return self.case_number or self.hint


def numbers_in(subject: str) -> tuple[str, ...]:
    """The case numbers that stand in a subject. Anybody can guess one: a hint, never a key."""
    written = unicodedata.normalize("NFKC", subject[:_LOOKED_AT]).upper()
    return tuple(dict.fromkeys(_NUMBER.findall(written)))


def _keyed(secret: bytes, purpose: str, what: str) -> str:
    digest = hmac.new(secret, f"{purpose}\0{what}".encode(), sha256).digest()[:_TOKEN_BYTES]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def reply_token(secret: bytes, number: str, party: str) -> str:
    """The unguessable part of the reply address of one party of one case."""
    return _keyed(secret, "reply", f"{number}/{party}")


def status_code(secret: bytes, letter: str) -> str:
    """The unguessable code of the link that one letter tells: 128 bits in 26 signs."""
    return _keyed(secret, "status", letter)


def originals_code(secret: bytes, letter: str) -> str:
    """The same of the link by which a body fetches the originals that one letter tells of."""
    return _keyed(secret, "originals", letter)


def without_codes(text: str) -> str:
    """A letter's words as others may read them: without what opens its reader's page."""
    return _CODE.sub("\\1\N{HORIZONTAL ELLIPSIS}", text)


def code_digest(code: str) -> str:
    """What is kept of a code: enough to know it again, not enough to make it."""
    return sha256(code.encode("utf-8", "replace")).hexdigest()


def comes_to(desk: str, address: str) -> bool:
    """Whether mail to an address comes to the desk itself, with a token in it or without."""
    return _bare(address) == _bare(desk)


def _bare(address: str) -> str:
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def reply_address(desk: str, token: str) -> str:
    """``complaints+<token>@desk.example``: subaddressing, RFC 5233."""
    local, _, domain = desk.rpartition("@")
    return f"{local}+{token}@{domain}"


def tokens_in(addresses: tuple[str, ...], desk: str) -> tuple[str, ...]:
    """The tokens of those addresses that are reply addresses of this desk."""
    local, _, domain = desk.lower().rpartition("@")
    head, tail = f"{local}+", f"@{domain}"
    return tuple(
        one[len(head) : -len(tail)]
        for one in map(str.lower, addresses)
        if one.startswith(head) and one.endswith(tail) and len(one) > len(head + tail)
    )


def letter_message_id(secret: bytes, key: str, domain: str) -> str:
    """The Message-ID of the letter with this key. Its second half proves that we made it."""
    name = base64.b32encode(sha256(key.encode()).digest()[:_TOKEN_BYTES]).decode()
    name = name.rstrip("=").lower()
    return f"<{name}.{_keyed(secret, 'message-id', name)}@{domain}>"


def is_our_message_id(secret: bytes, message_id: str) -> bool:
    """Whether this desk made the Message-ID, under whatever domain: its keyed hash is right."""
    found = _OURS.fullmatch(message_id)
    return bool(
        found and hmac.compare_digest(found.group(2), _keyed(secret, "message-id", found.group(1)))
    )
