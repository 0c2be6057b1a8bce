"""Tickets: what makes a form that is sent twice one message, and tells since when it was open."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

_SHAPE = re.compile(r"([a-z2-7]{26})-(\d{1,11})-([a-z2-7]{26})", re.ASCII)
_LASTS = timedelta(hours=24)
_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ticket:
    """One form that was shown: its name, which stays with what is sent, and when that was."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tickets:
    """Gives tickets out and knows them again; nobody else can make one."""

    secret: bytes

    def new(self, now: datetime) -> str:
        """For one form."""
        body = f"{_text(secrets.token_bytes(_BYTES))}-{int(now.timestamp())}"
        return f"{body}-{self._signed(body)}"

    def known(self, given: str, now: datetime) -> Ticket | None:
        """The ticket, where it is one of ours and not older than a day."""
        found = _SHAPE.fullmatch(given)
        if found is None:
            return None
        body = f"{found[1]}-{found[2]}"
        at = datetime.fromtimestamp(int(found[2]), UTC)
        ours = hmac.compare_digest(found[3], self._signed(body))
        return Ticket(name=found[1], at=at) if ours and at <= now <= at + _LASTS else None

    def _signed(self, body: str) -> str:
        return _text(hmac.new(self.secret, f"ticket\0{body}".encode(), sha256).digest()[:_BYTES])


def _text(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
