"""Which addresses that somebody typed letters can go to: on a page, in the shell, in a form."""

from __future__ import annotations

import re

_SIGNS = r"[^@\s\x00-\x20\x7f-\U0010ffff<>(),;:\"\\]+"
_ADDRESS = re.compile(f"{_SIGNS}@{_SIGNS}")


def can_be_written_to(address: str) -> bool:
    """``ana@home.example``: in ASCII, alone, and with nothing in it that a header would read."""
    return _ADDRESS.fullmatch(address) is not None
