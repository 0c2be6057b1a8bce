"""Work on what strangers sent, in a process of its own with a bound on its time and its memory.

Libraries that take mails, pictures and archives apart are safe neither on time nor on memory.
What a piece of work does to the child costs that piece, and no other: the next one finds a
new child. Only bytes cross, both ways.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import struct
import subprocess
import sys
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, BinaryIO

_ROOT = Path(__file__).resolve().parent.parent
_HEAD = struct.Struct("!?Q")  # whether it was done, and the length of the answer
_PIECE = 1 << 16


class TooMuchError(Exception):
    """The work was not done; the message says what it cost."""


class _Until:
    """The end of the time that one piece of work is given."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """What is left of it, in seconds."""
        return max(self._end - time.monotonic(), 0)


@dataclass
class Bounded:
    """A child that works, one piece at a time. It starts with the first, and anew after a bad one.

    ``module`` is started as a program and calls ``serve``; ``memory`` is what the child may
    use, in bytes, beyond what it has when it begins.
    """

    module: str
    memory: int
    _process: subprocess.Popen[bytes] | None = None
    _ending: weakref.finalize[..., Bounded] | None = None
    _turn: Lock = field(default_factory=Lock)

    def ask(self, work: bytes, seconds: float) -> bytes:
        """The child's answer to one piece of work. Raises TooMuchError, and nothing else."""
        with self._turn:
            try:
                done, answer = self._exchange(work, _Until(seconds))
            except OSError as error:
                self._end()
                raise TooMuchError(f"the process that reads it has ended: {error}") from error
            except TooMuchError:
                self._end()
                raise
            if not done:
                self._end()
                raise TooMuchError(answer.decode("utf-8", "replace"))
            return answer

    def close(self) -> None:
        """End the child; another piece of work starts a new one."""
        with self._turn:
            self._end()

    def _exchange(self, work: bytes, end: _Until) -> tuple[bool, bytes]:
        child = self._started()
        _send(child, work, end)
        done, length = _HEAD.unpack(self._received(child, _HEAD.size, end))
        return done, self._received(child, length, end)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  our own module
                [sys.executable, "-m", self.module, str(self.memory)],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            self._ending = weakref.finalize(self, _end, self._process)
        return self._process

    def _received(self, child: subprocess.Popen[bytes], many: int, end: _Until) -> bytes:
        """So many bytes of the child's answer. Raises TooMuchError."""
        pieces, left = [], many
        while left:
            if not _waits(child.stdout, end, writing=False):
                raise TooMuchError(f"it takes longer than {end.seconds:g} s")
            piece = child.stdout.read(min(left, _PIECE)) if child.stdout else b""
            if not piece:
                raise TooMuchError(f"the process that read it ended with {child.wait()}")
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _end(self) -> None:
        """Also happens by itself when nobody holds this any more, and when the program ends."""
        if self._ending is not None:
            self._ending.detach()
        if self._process is not None:
            _end(self._process)
        self._process = self._ending = None


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


def _send(child: subprocess.Popen[bytes], payload: bytes, end: _Until) -> None:
    """Hand the child its work. Raises TooMuchError where it does not take it."""
    whole = memoryview(_HEAD.pack(True, len(payload)) + payload)  # noqa: FBT003  a head
    while whole:
        if child.stdin is None or not _waits(child.stdin, end, writing=True):
            raise TooMuchError("the process that reads it takes none")
        whole = whole[child.stdin.write(whole[: select.PIPE_BUF]) :]  # more could block


def _waits(pipe: IO[bytes] | None, end: _Until, *, writing: bool) -> bool:
    """Whether the pipe is ready before the time is over."""
    watched = [pipe] if pipe is not None else []
    return any(select.select([] if writing else watched, watched if writing else [], [], end.left))


# ---- in the child -----------------------------------------------------------------------


def serve(answer: Callable[[bytes], bytes]) -> None:
    """Be the child: answer piece after piece, until nobody hands in another.

    Its memory is bounded by the system (RLIMIT_AS), its time by whoever waits for it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what strangers sent stays off the disk
    _bound_memory(int(sys.argv[1]))
    _serve(answer, sys.stdin.buffer, sys.stdout.buffer)


def _serve(answer: Callable[[bytes], bytes], given: BinaryIO, answers: BinaryIO) -> None:
    while head := given.read(_HEAD.size):
        _, length = _HEAD.unpack(head)
        done, told = _answered(answer, given.read(length))
        answers.write(_HEAD.pack(done, len(told)) + told)
        answers.flush()


def _answered(answer: Callable[[bytes], bytes], work: bytes) -> tuple[bool, bytes]:
    """The answer, or that there is none for want of memory."""
    try:
        return True, answer(work)
    except MemoryError:
        return False, b"it takes more memory than reading it is given"


def _bound_memory(more: int) -> None:
    """Let this process use so many bytes more than it has now."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    now = pages * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))
