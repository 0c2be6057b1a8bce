"""The process that reads mail, ``python -m adapters.mailbox.child BYTES``; reader.py starts it.

It takes a mail from standard input, answers on standard output, and ends with its parent.
Its memory is bounded by the system (RLIMIT_AS), its time by whoever waits for it.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import struct
import sys
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse

if TYPE_CHECKING:
    from typing import BinaryIO

    from casework.messages import InboundMessage

_LENGTH = struct.Struct("!Q")


def serve(given: BinaryIO, answers: BinaryIO) -> None:
    """Read mail after mail, until nobody gives another."""
    while head := given.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(head)
        answer = pickle.dumps(_read(given.read(length)))
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _read(work: bytes) -> InboundMessage | str:
    """The message, or why there is none."""
    try:
        raw, received_at, limit = pickle.loads(work)  # noqa: S301  our own parent's
        return parse(raw, received_at, limit)
    except MemoryError:
        return "it takes more memory than reading a mail is given"


def bound_memory(more: int) -> None:
    """Let this process use so many bytes more than it has now."""
    pages = int(open("/proc/self/statm", "rb").read().split()[0])  # noqa: SIM115, PTH123
    now = pages * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to answer
    bound_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
