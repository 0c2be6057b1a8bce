"""Bytes → text: by alias, by label, by what fits. Never an error, nor what no database takes."""

from __future__ import annotations

import re

_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "ks_c_5601-1987": "cp949",
    "unknown-8bit": "utf-8",
}
_GUESSES = ("utf-8", "gb18030", "big5hkscs")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


def by_charset(payload: bytes, label: str) -> str:
    label = label.lower()
    for charset in (_ALIASES.get(label, label), *_GUESSES):
        try:
            return clean(payload.decode(charset))
        except (LookupError, ValueError):
            continue
    return clean(payload.decode("utf-8", "replace"))


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogates."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)
