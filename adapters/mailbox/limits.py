"""The limits of what is read, all of them, checked on raw bytes before any library sees them."""

from __future__ import annotations

import re

HEADER_BLOCK_LIMIT = 256_000
HEADER_LIMIT = 64_000
ADDRESS_LIMIT = 500
PART_LIMIT = 1_000
NESTING_LIMIT = 50
PARAMETER_LIMIT = 4_000  # bytes of one Content-Type or Content-Disposition

_PARAMETERS = re.compile(
    rb"(?i)(?:\A|[\r\n])(content-(?:type|disposition)[ \t]*:(?:[^\r\n]|\r?\n[ \t])*)"
)


def over_a_limit(raw: bytes, limit: int) -> str:
    """Which limit these bytes pass, found without parsing them; nothing if none."""
    if len(raw) > limit:
        return f"{len(raw)} bytes, more than the {limit} that are read"
    block = re.split(rb"\r?\n\r?\n", raw[: HEADER_BLOCK_LIMIT + 5], maxsplit=1)[0]
    longest = max(map(len, re.split(rb"\r?\n(?![ \t])", block)))
    parameters = max(map(len, _PARAMETERS.findall(raw)), default=0)
    for what, found, most in (
        ("bytes in its header block", len(block), HEADER_BLOCK_LIMIT),
        ("bytes in one header", longest, HEADER_LIMIT),
        ("encoded words in its headers", block.count(b"=?"), ADDRESS_LIMIT),
        ("addresses in its headers", block.count(b"@"), 4 * ADDRESS_LIMIT),
        ("comments in its headers", block.count(b"("), ADDRESS_LIMIT),
        ("bytes in one Content header", parameters, PARAMETER_LIMIT),
        ("parts", len(re.findall(rb"(?:\A|[\r\n])--\S", raw)), PART_LIMIT),
        ("multiparts", len(re.findall(rb"(?i)boundary\*?\d?\*?\s*=", raw)), NESTING_LIMIT),
    ):
        if found > most:
            return f"{found} {what}, more than the {most} that are read"
    return ""
