"""Where a mail begins: what other programs left before its headers, and headers that broke."""

from __future__ import annotations

import re

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:")
_KNOWN = re.compile(
    rb"(?i)(?:from|to|cc|subject|date|message-id|reply-to|sender|return-path|received"
    rb"|delivered-to|mime-version|content-[a-z-]+|x-[a-z0-9-]+)[ \t]*:"
)
_MAILBOX_LINE = re.compile(rb">?From (?![ \t]*:)[^\r\n]*(?:\r?\n|\r)")  # mbox, RFC 4155
_END = re.compile(rb"\r?\n\r?\n|\r\r(?!\n)")
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def from_its_headers(raw: bytes) -> bytes:
    """The mail from its first header on, each header in one piece; untouched where all is well.

    Blank lines, a byte order mark, mbox's "From " and an SMTP dialogue go; "From : a" (RFC
    5322, 4.5) becomes "From: a"; a line that is neither header nor folded goes on from the
    one above it as long as known headers follow. ``email`` would take each of them for
    the end of the headers, and lose the sender.
    """
    raw = _one_kind_of_line_end(_without_blank_start(raw))
    end = found.start() if (found := _END.search(raw)) else len(raw)
    lines = [line for line in _LINE.findall(raw[:end]) if line]
    if all(line[:1] in b" \t" or _is_tidy(line) for line in lines[1:]) and (
        not lines or _is_tidy(lines[0])
    ):
        return raw
    known = [at for at, line in enumerate(lines) if _KNOWN.match(line)]
    return b"".join(_in_one_piece(lines, known[-1])) + raw[end:] if known else raw


def header_block(raw: bytes, most: int) -> bytes:
    """The headers of a mail, at most a little more than so many bytes of them."""
    return _END.split(raw[: most + 5], maxsplit=1)[0]


def _without_blank_start(raw: bytes) -> bytes:
    at = len(raw) - len(raw.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n"))
    while line := _MAILBOX_LINE.match(raw, at):
        at = line.end()
    return raw[at:] if _KNOWN.match(raw, at) else raw


def _one_kind_of_line_end(raw: bytes) -> bytes:
    r"""Some gateways write \r\r\n, which reads as a blank line after the first header."""
    first = raw.find(b"\n")
    return raw.replace(b"\r\r\n", b"\r\n") if raw[max(first - 2, 0) : first] == b"\r\r" else raw


def _is_tidy(line: bytes) -> bool:
    found = _HEADER.match(line)
    return found is not None and found[1] + b":" == found[0]


def _in_one_piece(lines: list[bytes], last_known: int) -> list[bytes]:
    mended: list[bytes] = []
    for at, line in enumerate(lines):
        found = _HEADER.match(line)
        if found:
            mended.append(found[1] + line[found.end() - 1 :])
        elif line[:1] in b" \t" or at < last_known:
            mended += [line if line[:1] in b" \t" else b" " + line] if mended else []
        else:
            return [*mended, b"\r\n", *lines[at:]]
    return mended
