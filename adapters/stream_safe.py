"""Text that can be normalised in time: no sign bears more marks than any writing needs.

``unicodedata.normalize`` sorts the marks on one sign, in quadratic time: 300 kB of them cost
it seventeen seconds. Unicode's own measure is thirty (UAX #15, 13: the Stream-Safe Text Format).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

MOST_MARKS = 30
_LAST = 0x1E94B  # beyond it Unicode has no mark that is sorted
_FIRST = 0x300


def normalised(text: str) -> str:
    """NFKC, in time linear in the text: marks beyond the thirtieth on one sign are dropped."""
    return unicodedata.normalize("NFKC", _too_many().sub(r"\1", text))


@cache
def _too_many() -> re.Pattern[str]:
    marks = "".join(
        re.escape(chr(sign)) for sign in range(_FIRST, _LAST) if unicodedata.combining(chr(sign))
    )
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")
