"""What strangers wrote, made safe to stand in our papers: names of files, and texts.

Nothing is lost by it: the bytes stay in the evidence store as they came.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(  # controls, bidi marks and overrides, what has no width
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffc\ud800-\udfff\ue000-\uf8ff"
    "\U000e0000-\U0010ffff]"
)
_UNFIT = re.compile(r'[\s<>:"/\\|?*%$`\'#&;!~^]+')
_LONGEST = 60  # signs; Han need three bytes each, and file systems take 255
_LONGEST_ENDING = 10
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")  # on Windows


def seen(text: str) -> str:
    """A text as it can be seen: nothing that hides, turns the line round, or rings a bell."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str, longest: int = 200) -> str:
    """The same on one line, cut where it is very long."""
    whole = " ".join(seen(text).split())
    return whole if len(whole) <= longest else f"{whole[: longest - 1]}…"


def file_name(given: str, number: int) -> str:
    """A name for a file in an archive: ``07-call_log.png``. It never leaves its folder."""
    name = _UNFIT.sub("_", unicodedata.normalize("NFC", seen(given))).strip("._- ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = name, ""
    stem = _RESERVED.sub("_", stem.replace("..", "_"))[:_LONGEST].rstrip("._-") or "file"
    return f"{number:02d}-{stem}.{ending.lower()}" if ending else f"{number:02d}-{stem}"
