"""The limits of what is read, all of them, checked on raw bytes before any library sees them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.mailbox.reading.opening import from_its_headers, header_block

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER_BLOCK_LIMIT = 512_000
HEADER_LIMIT = 256_000  # somebody's To is 135 kB, somebody's Subject 209 kB
WORD_LIMIT = 5_000  # encoded words; real headers have 3,300
ADDRESS_LIMIT = 2_000
COMMENT_LIMIT = 500
PART_LIMIT = 1_000
NESTING_LIMIT = 50
GROUP_LIMIT = 5_000  # blank lines in a delivery report: each begins a recipient's group
PARAMETER_LIMIT = 4_000  # bytes of one Content-Type or Content-Disposition

_PARAMETERS = re.compile(
    rb"(?i)(?:\A|[\r\n])(content-(?:type|disposition)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*)"
)
_STATUS = b"delivery-status"
_EDGE = re.compile(rb"(?:\A|(?<=[\r\n]))--([^\r\n]+)")
_BOUNDARY = re.compile(rb"(?i)\bboundary([*\d]*)[ \t]*=[ \t]*(\"[^\"\r\n]*\"|[^;\r\n]*)")
_MESSAGE = re.compile(rb"(?i)(?:\A|(?<=[\r\n]))content-type[ \t]*:\s{0,20}message/")
_ODD = re.compile(rb"[\\\"\r\n]")


def over_a_limit(raw: bytes, limit: int) -> str:
    """Which limit these bytes pass, found without parsing them; nothing if none."""
    if len(raw) > limit:
        return f"{len(raw)} bytes, more than the {limit} that are read"
    mail = from_its_headers(raw)
    block = header_block(mail, HEADER_BLOCK_LIMIT)
    longest = max(map(len, re.split(rb"\r?\n(?![ \t])", block)))
    parameters = max(map(len, _PARAMETERS.findall(mail)), default=0)
    parts, nesting = _structure(mail)
    for what, found, most in (
        ("bytes in its header block", len(block), HEADER_BLOCK_LIMIT),
        ("bytes in one header", longest, HEADER_LIMIT),
        ("encoded words in its headers", block.count(b"=?"), WORD_LIMIT),
        ("addresses in its headers", block.count(b"@"), ADDRESS_LIMIT),
        ("comments in its headers", block.count(b"("), COMMENT_LIMIT),
        ("bytes in one Content header", parameters, PARAMETER_LIMIT),
        ("parts", parts, PART_LIMIT),
        ("parts in each other", nesting, NESTING_LIMIT),
        ("groups in its delivery report", _groups(mail), GROUP_LIMIT),
    ):
        if found > most:
            return f"{found} {what}, more than the {most} that are read"
    return ""


def _groups(mail: bytes) -> int:
    """How many groups a delivery report can have: ``email`` makes a message of each."""
    if _STATUS not in mail.lower():
        return 0
    return mail.count(b"\n\n") + mail.count(b"\n\r\n")


def _structure(mail: bytes) -> tuple[int, int]:
    """How many parts there are, and how many lie in each other.

    Only lines that a declared boundary makes edges of parts count: a text may have as
    many dashes as it likes. Where a boundary is declared in an odd way, every line that
    begins as an edge does counts, and every boundary.
    """
    declared = [(found[1], _unquoted(found[2])) for found in _BOUNDARY.finditer(mail)]
    if any(marks or _ODD.search(boundary) for marks, boundary in declared):
        edges = sum(1 for _ in _EDGE.finditer(mail))
        return edges, len(declared) + sum(1 for _ in _MESSAGE.finditer(mail))
    parts, deepest = 0, 0
    for is_edge, depth in _depths(mail, {boundary for _, boundary in declared}):
        parts += is_edge
        deepest = max(deepest, depth)
        if parts > PART_LIMIT or deepest > NESTING_LIMIT:
            break
    return parts, deepest


def _depths(mail: bytes, boundaries: set[bytes]) -> Iterator[tuple[bool, int]]:
    """At each edge of a part, and at each attached message, how deep it lies."""
    marks = [(found.start(), found[1]) for found in _EDGE.finditer(mail)] if boundaries else []
    marks += [(found.start(), b"") for found in _MESSAGE.finditer(mail)]
    open_ones: dict[bytes, int] = {}  # boundary → its place among those that are open
    messages: list[int] = [0]  # attached messages opened since each of them
    for _, edge in sorted(marks):
        if not edge:
            messages[-1] += 1
            yield False, len(open_ones) + sum(messages)
            continue
        stripped = edge.rstrip(b" \t")
        boundary = stripped if stripped in boundaries else stripped.removesuffix(b"--")
        if boundary not in boundaries:
            continue
        while boundary in open_ones and len(open_ones) > open_ones[boundary] + 1:
            open_ones.popitem()
            messages.pop()
        if boundary in open_ones:
            messages[-1] = 0
        else:
            open_ones[boundary] = len(open_ones)
            messages.append(0)
        yield True, len(open_ones) + sum(messages)


def _unquoted(value: bytes) -> bytes:
    """As ``email`` reads a boundary: quotes or angle brackets around it, no white space after."""
    value = value.strip()
    for around in (b'""', b"<>"):
        if len(value) > 1 and value[:1] == around[:1] and value[-1:] == around[1:]:
            return value[1:-1].rstrip()
    return value
