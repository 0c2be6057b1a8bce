"""RFC 2047 encoded words, as people's mail programs write them: one pass, no failure."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from adapters.mailbox.reading.charsets import by_charset, clean

if TYPE_CHECKING:
    from collections.abc import Iterator

# The charset may carry a language (RFC 2231, 5).
_BEGINNING = re.compile(r"=\?([^?=\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]+")
_QUAD = 4


class _Word(NamedTuple):
    """One encoded word, or the plain text between two (then without a charset)."""

    charset: str
    encoding: str
    content: str


def decoded(text: str, also: str = "") -> str:
    """Encoded words and plain bytes (RFC 6532, or older habits) as one line of text.

    ``also`` is the charset that the mail is written in: that of headers without any.
    """
    bits = []
    for (charset, _), words in groupby(_words(text), key=lambda one: (one.charset, one.encoding)):
        if charset:
            bits.append(by_charset(_content(list(words)), charset, also=also))
        else:
            plain = "".join(one.content for one in words)
            bits.append(plain_text(plain, also))
    return _CONTROLS.sub(" ", clean("".join(bits)))


def plain_text(text: str, also: str = "") -> str:
    """Text as ``email`` hands it out, its bytes beyond ASCII read by what fits."""
    return by_charset(text.encode("utf-8", "surrogateescape"), also=also)


def _words(text: str) -> Iterator[_Word]:
    """The words in their order. White space between two of them is none (RFC 2047, 6.2)."""
    at = 0
    while found := _BEGINNING.search(text, at):
        end = text.find("?=", found.end())
        rest = text[found.end() :]
        if end < 0 and (" " in rest.strip() or not rest.strip()):
            break  # cut off, and more than that
        between = text[at : found.start()]
        if between.strip() or (between and at == 0):
            yield _Word("", "", between)
        content = rest.strip() if end < 0 else text[found.end() : end]
        yield _Word(found[1].lower(), found[2].lower(), content)
        at = len(text) if end < 0 else end + 2
    if at < len(text):
        yield _Word("", "", text[at:])


def _content(words: list[_Word]) -> bytes:
    """The bytes of words in one charset: a sign may be cut between two of them."""
    if words[0].encoding == "q":
        return b"".join(a2b_qp(_ascii(one.content), header=True) for one in words)
    bodies = [_NOT_BASE64.sub("", one.content) for one in words]
    if sum(map(len, bodies)) % _QUAD == 0 and any(len(one) % _QUAD for one in bodies):
        bodies = ["".join(bodies)] if not any("=" in one.content for one in words[:-1]) else bodies
    return b"".join(map(_from_base64, bodies))


def _from_base64(body: str) -> bytes:
    body = body[:-1] if len(body) % _QUAD == 1 else body
    try:
        return a2b_base64(body + "=" * (-len(body) % _QUAD))
    except Error:
        return b""


def _ascii(content: str) -> bytes:
    return content.encode("utf-8", "surrogateescape")
