"""ISO-2022-JP (RFC 1468) as it is written: with the signs of NEC and IBM that it does not have."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(?:\([BJIH]|\$[@B]|\$\([@BDOPQ]|&@)")
_KATAKANA = range(0x21, 0x60)
_LAST_OF_FIRST_BLOCK = 0x5E  # Shift_JIS has its rows in two blocks, and skips 0x7F
_DELETE_SHIFTED = 0x60
_DOUBLE = {b"$@", b"$B", b"$(@", b"$(B"}


def has_escapes(payload: bytes) -> bool:
    """Whether 7-bit bytes switch to Japanese on the way."""
    return payload.isascii() and _ESCAPE.search(payload) is not None


def japanese(payload: bytes) -> str | None:
    """The text, or None where it is not written so.

    Python's own codecs refuse ① and ㈱, and with them the whole text; in Shift_JIS's
    plan (cp932) they have their place.
    """
    if b"\x1b" not in payload:
        return None
    bits, charset, at = list[str](), b"(B", 0
    for found in _ESCAPE.finditer(payload):
        bits.append(_piece(payload[at : found.start()], charset))
        charset, at = found[0][1:], found.end()
    return "".join([*bits, _piece(payload[at:], charset)])


def _piece(piece: bytes, charset: bytes) -> str:
    if charset in _DOUBLE:
        return "\n".join(_double(line) for line in piece.split(b"\n"))
    if charset == b"(I":  # half-width katakana
        shifted = bytes(one | 0x80 if one in _KATAKANA else one for one in piece)
        return shifted.decode("cp932", "replace")
    if charset[:2] in {b"(B", b"(J", b"(H"} or charset == b"&@":
        return piece.decode("cp932", "replace")
    whole = b"\x1b" + charset + piece + b"\x1b(B"
    return whole.decode("iso2022_jp_2" if charset == b"$(D" else "iso2022_jp_2004", "replace")


def _double(line: bytes) -> str:
    """JIS X 0208 in 7 bits → the same place in Shift_JIS."""
    moved = bytearray()
    for first, second in zip(line[::2], line[1::2], strict=False):
        block = 0x70 if first <= _LAST_OF_FIRST_BLOCK else 0xB0
        moved.append((first + 1) // 2 + block & 0xFF)
        if first % 2 == 0:
            moved.append((second + 0x7E) & 0xFF)
        else:
            moved.append(second + (0x1F if second < _DELETE_SHIFTED else 0x20) & 0xFF)
    tail = line[-1:].decode("cp932", "replace") if len(line) % 2 else ""
    return bytes(moved).decode("cp932", "replace") + tail.strip()
