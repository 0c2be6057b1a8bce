"""HTML without its tags: the simple reading, for what no parser can be given."""

from __future__ import annotations

import re
from html import unescape

_BLOCKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style|head|title)\b[^<>]{0,500}>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,2000}>")


def without_tags(html: str) -> str:
    """Its text in lines, however broken it is. Never raises, nor takes longer than its length."""
    text = _TAGS.sub("", _BLOCKS.sub("\n", _seen(html)))
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in unescape(text).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _seen(html: str) -> str:
    """HTML without what nobody sees. What is never closed is searched for only once."""
    kept, at, unclosed = [], 0, set[str]()
    for found in _UNSEEN.finditer(html):
        tag = found[1].lower()
        if found.start() < at or tag in unclosed:
            continue
        end = re.compile(rf"</{tag}\s*>", re.IGNORECASE).search(html, found.end())
        if end is None:
            unclosed.add(tag)
        else:
            kept.append(html[at : found.start()])
            at = end.end()
    return "".join([*kept, html[at:]])
