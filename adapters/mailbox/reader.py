"""Mail is read in a process of its own, with a bound on its time and on its memory.

The library that takes mail apart is safe neither on time nor on memory: one legal header
can cost it gigabytes. What a mail does to the child costs that mail, and no other.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from adapters.bounded import Bounded, TooMuchError
from casework.messages import InboundMessage

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What reading one mail may cost; ``size`` above which it is not even tried."""

    size: int = 25_000_000
    seconds: float = 10
    memory: int = 1_000_000_000

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """As the desk was told."""
        return cls(
            size=settings.parse_limit_bytes,
            seconds=settings.parse_seconds,
            memory=settings.parse_memory_bytes,
        )


@dataclass
class Reader:
    """Reads mails, one at a time. Its child starts with the first one, and anew after a bad one."""

    bounds: Bounds = field(default_factory=Bounds)

    def read(self, raw: bytes, received_at: datetime) -> InboundMessage:
        """What a mail says about itself. Never raises.

        ``received_at`` is the mail server's INTERNALDATE. A mail that costs more than the
        bounds is kept and not read: its text is None, and the defect says what it cost.
        """
        try:
            return self._asked(pickle.dumps((raw, received_at, self.bounds.size)))
        except TooMuchError as error:
            defects = (f"reading it was given up: {error}",)
            digest = sha256(raw).hexdigest()
            return InboundMessage(sha256=digest, received_at=received_at, defects=defects)

    def close(self) -> None:
        """End the child; another mail starts a new one."""
        self._child.close()

    @cached_property
    def _child(self) -> Bounded:
        return Bounded("adapters.mailbox.child", self.bounds.memory)

    def _asked(self, work: bytes) -> InboundMessage:
        message = pickle.loads(self._child.ask(work, self.bounds.seconds))  # noqa: S301  our own child's
        assert isinstance(message, InboundMessage), message  # noqa: S101  it is ours
        return message
