"""Transfer encodings (RFC 2045, 6), decoded as far as they go."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu
from typing import NamedTuple

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]*={0,3}[ \t]*")
_RUN = re.compile(rb"[A-Za-z0-9+/]+")
_BROKEN_QUOTED = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]{0,50}\r?(?:\n|\Z))")
_BYTES_QUOTED = re.compile(rb"(?:=[0-9A-F]{2}){3}")
_LINE_QUOTED = re.compile(rb"=\r?\n")
_UU_BEGIN = re.compile(rb"begin [0-7]{3,4} ([^\r\n]+)")
_UNLABELLED = {"", "7bit", "8bit", "binary"}
_RUN_AGAIN = 16  # signs; what is shorter after the padding is a mailing list's footer
_WIDTH = 60  # signs of a line of base64: 60, 64, 72 or 76


class Decoded(NamedTuple):
    """The bytes of a part, and what was wrong with how they came."""

    content: bytes
    damage: str = ""


class UUFile(NamedTuple):
    """A file that stands in the text of a mail, uuencoded."""

    name: bytes
    content: bytes


def decoded_content(raw: bytes, label: str, *, is_text: bool) -> Decoded:
    """What a part holds, by its Content-Transfer-Encoding.

    Text whose encoding lost its label, or came under a wrong one, is told by itself.
    """
    match _encoding(label):
        case "base64" | "b" | "base-64":
            return _from_base64(raw)
        case "quoted-printable" | "quotedprintable" | "qp" | "q":
            damage = "quoted-printable is broken" if _BROKEN_QUOTED.search(raw) else ""
            return Decoded(_from_quoted(raw), damage)
        case "uuencode" | "uue" | "uu":
            _, files = without_uu(raw)
            if files or not raw.strip():
                return Decoded(files[0].content if files else b"")
            return Decoded(raw, "uuencode is broken")
        case other:
            return _unlabelled(raw) if is_text and other in _UNLABELLED else Decoded(raw)


def without_uu(raw: bytes) -> tuple[bytes, list[UUFile]]:
    """A text without the uuencoded files in it, and these. What is not whole stays text."""
    if b"begin " not in raw:
        return raw, []
    kept, block, files = list[bytes](), list[bytes](), list[UUFile]()
    content = bytearray()
    for line in raw.splitlines(keepends=True):
        if block and line.strip() == b"end":
            name = _UU_BEGIN.match(block[0])
            files.append(UUFile(name[1].strip() if name else b"", bytes(content)))
            block = []
        elif block and (read := _uu_line(line.rstrip(b"\r\n"))) is not None:
            block.append(line)
            content += read
        else:
            kept += block
            block = [line] if _UU_BEGIN.match(line) else []
            kept += [] if block else [line]
            content.clear()
    return b"".join(kept + block), files


def _encoding(label: str) -> str:
    """A label without the comments and quotes that some put there."""
    return re.sub(r"\([^()]*\)|[\"';\s]", "", label[:100].lower()).removeprefix("x-")


def _from_quoted(raw: bytes) -> bytes:
    """Quoted-printable; blanks at the end of a line came on the way (RFC 2045, 6.7)."""
    return a2b_qp(
        b"\n".join(
            line.rstrip(b" \t\r") + (b"\r" if line.endswith(b"\r") else b"")
            for line in raw.split(b"\n")
        )
    )


def _from_base64(raw: bytes) -> Decoded:
    """Base64 between whatever else: each run up to its padding decoded by itself."""
    lines = raw.split()
    good = [line for line in lines if _BASE64_LINE.fullmatch(line)]
    if 2 * sum(map(len, good)) < sum(map(len, lines)) or _is_prose(raw):
        return Decoded(raw, "labelled base64, which it is not")
    damage = "" if len(good) == len(lines) else "base64 with something else in it"
    content = bytearray()
    for run in _RUN.findall(b"".join(good)):
        if content and len(run) < _RUN_AGAIN:
            continue
        if len(run) % 4 == 1:
            damage = "base64 is cut off"
        whole = run[:-1] if len(run) % 4 == 1 else run
        content += a2b_base64(whole + b"=" * (-len(whole) % 4))
    return Decoded(bytes(content), damage)


def _is_prose(raw: bytes) -> bool:
    """Words with blanks between them: base64 has none within a line."""
    lines = [line.strip() for line in raw[:4000].splitlines() if line.strip()]
    return bool(lines) and 2 * sum(b" " in line for line in lines) > len(lines)


def _unlabelled(raw: bytes) -> Decoded:
    """Text whose encoding lost its label on the way, where it can be nothing else."""
    lines = raw.strip().splitlines()
    if max(map(len, lines), default=0) >= _WIDTH and all(map(_BASE64_LINE.fullmatch, lines)):
        content = _from_base64(raw).content
        if _reads_as_text(content):
            return Decoded(content, "base64 without its label")
    quoted = len(_BYTES_QUOTED.findall(raw[:100_000]))
    if quoted > 1 and _LINE_QUOTED.search(raw) and not _BROKEN_QUOTED.search(raw):
        return Decoded(_from_quoted(raw), "quoted-printable without its label")
    return Decoded(raw)


def _reads_as_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except ValueError:
        return False
    return all(one.isprintable() or one in "\r\n\t\u3000" for one in text)


def _uu_line(line: bytes) -> bytes | None:
    """The bytes of one line; None where it is none."""
    if not line.strip():
        return b""
    # some encoders fill a line up wrongly: as many signs as its first one says are enough
    length = (((line[0] - 32) & 63) * 4 + 5) // 3
    for signs in (line, line[: length + 1]):
        try:
            return a2b_uu(signs)
        except Error:
            continue
    return None
