"""Mail is read in a process of its own, with a bound on its time and on its memory.

The library that takes mail apart is safe neither on time nor on memory: one legal header
can cost it gigabytes. What a mail does to the child costs that mail, and no other.
"""

from __future__ import annotations

import pickle
import select
import struct
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from casework.messages import InboundMessage

if TYPE_CHECKING:
    from datetime import datetime
    from typing import IO

    from adapters.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent.parent
_LENGTH = struct.Struct("!Q")
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What reading one mail may cost; ``size`` above which it is not even tried."""

    size: int = 25_000_000
    seconds: float = 20
    memory: int = 1_000_000_000

    @classmethod
    def of(cls, settings: Settings) -> Bounds:
        """As the desk was told."""
        return cls(
            size=settings.parse_limit_bytes,
            seconds=settings.parse_seconds,
            memory=settings.parse_memory_bytes,
        )


class _TooMuchError(Exception):
    """The child did not come back; the message says why."""


@dataclass
class Reader:
    """Reads mails, one at a time. Its child starts with the first one, and anew after a bad one."""

    bounds: Bounds = field(default_factory=Bounds)
    _child: subprocess.Popen[bytes] | None = None
    _turn: Lock = field(default_factory=Lock)

    def read(self, raw: bytes, received_at: datetime) -> InboundMessage:
        """What a mail says about itself. Never raises.

        ``received_at`` is the mail server's INTERNALDATE. A mail that costs more than the
        bounds is kept and not read: its text is None, and the defect says what it cost.
        """
        with self._turn:
            try:
                return self._ask(raw, received_at)
            except (_TooMuchError, OSError, EOFError) as error:
                self._end()
                defects = (f"reading it was given up: {error}",)
                digest = sha256(raw).hexdigest()
                return InboundMessage(sha256=digest, received_at=received_at, defects=defects)

    def close(self) -> None:
        """End the child; another mail starts a new one."""
        with self._turn:
            self._end()

    def _ask(self, raw: bytes, received_at: datetime) -> InboundMessage:
        child = self._started()
        end = time.monotonic() + self.bounds.seconds
        _send(child, pickle.dumps((raw, received_at, self.bounds.size)), end)
        (length,) = _LENGTH.unpack(self._received(child, _LENGTH.size, end))
        answer = pickle.loads(self._received(child, length, end))  # noqa: S301  our own child's
        if not isinstance(answer, InboundMessage):
            raise _TooMuchError(str(answer))
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(  # noqa: S603  our own module
                [sys.executable, "-m", "adapters.mailbox.child", str(self.bounds.memory)],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            weakref.finalize(self, _end, self._child)  # no reader leaves a child behind
        return self._child

    def _received(self, child: subprocess.Popen[bytes], many: int, end: float) -> bytes:
        """So many bytes of the child's answer. Raises _TooMuchError."""
        pieces, left = [], many
        while left:
            if not _waits(child.stdout, end, writing=False):
                raise _TooMuchError(f"it takes longer than {self.bounds.seconds:g} s")
            piece = child.stdout.read(min(left, _PIECE)) if child.stdout else b""
            if not piece:
                raise _TooMuchError(f"the process that read it ended with {child.wait()}")
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _end(self) -> None:
        if self._child is not None:
            _end(self._child)
            self._child = None


def _end(child: subprocess.Popen[bytes]) -> None:
    """The child is of no more use."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _send(child: subprocess.Popen[bytes], payload: bytes, end: float) -> None:
    """Hand the child its work. Raises _TooMuchError where it does not take it."""
    whole = memoryview(_LENGTH.pack(len(payload)) + payload)
    while whole:
        if child.stdin is None or not _waits(child.stdin, end, writing=True):
            raise _TooMuchError("the process that reads mail takes none")
        whole = whole[child.stdin.write(whole[:_PIECE]) :]


def _waits(pipe: IO[bytes] | None, end: float, *, writing: bool) -> bool:
    """Whether the pipe is ready before the time is over."""
    left = max(end - time.monotonic(), 0)
    watched = [pipe] if pipe is not None else []
    return any(select.select([] if writing else watched, watched if writing else [], [], left))
