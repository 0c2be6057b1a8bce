"""The process that reads mail, ``python -m adapters.mailbox.child BYTES``; reader.py starts it.

It takes a mail from standard input, answers on standard output, and ends with its parent.
"""

from __future__ import annotations

import pickle

from adapters.bounded import serve
from adapters.mailbox.parse import parse


def read(work: bytes) -> bytes:
    """The message, for our own parent."""
    raw, received_at, limit = pickle.loads(work)  # noqa: S301  our own parent's
    return pickle.dumps(parse(raw, received_at, limit))


if __name__ == "__main__":
    serve(read)
