"""The parameters of a Content header, and the names of files in them: RFC 2231 and habits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from adapters.mailbox.reading.charsets import by_charset
from adapters.mailbox.reading.headers import charset_of
from adapters.mailbox.reading.words import decoded, plain_text

if TYPE_CHECKING:
    from email.message import Message

NAME_LIMIT = 200
_ENDING_LIMIT = 20

_PARAMETER = re.compile(r'([^=;\s]{1,60})\s*=\s*("[^"\\]*(?:\\.[^"\\]*)*"|"?[^;]*)', re.DOTALL)
_EXTENDED = re.compile(r"([\w.:-]{1,40})'[\w-]{0,20}'((?:[^%\s]|%[0-9A-Fa-f]{2})+)")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def parameter(part: Message, header: str, name: str) -> str:
    """One parameter of a header as text, however it is encoded; nothing where it is not there."""
    return _parameters(part, header).get(name, "")


def file_name(part: Message) -> str:
    """What a part's file is called: by Content-Disposition, else by Content-Type; or nothing."""
    for header, name in (("content-disposition", "filename"), ("content-type", "name")):
        if found := readable(parameter(part, header, name)):
            return found
    return ""


def readable(name: str) -> str:
    """A name that shows as what it is: nothing unseen in it, its ending there, not too long."""
    name = " ".join(_UNSEEN.sub("", re.sub(r"[\r\n\t]+", " ", name)).split())
    if len(name) <= NAME_LIMIT:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _ENDING_LIMIT:
        return name[:NAME_LIMIT]
    return stem[: NAME_LIMIT - len(ending) - 1] + dot + ending


def _parameters(part: Message, header: str) -> dict[str, str]:
    """Every parameter of a header. What RFC 2231 encodes goes before what it does not."""
    raw = re.sub(r"\r?\n[ \t]?|\r", " ", str(part.get(header, "")))
    text = raw if "=?" in raw or raw.isascii() else plain_text(raw, charset_of(part))
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(text, max(text.find(";"), 0)):
        name, *marks = found[1].lower().split("*")
        value = _unquoted(found[2])
        if not marks:
            plain.setdefault(name, _read(value))
        elif (at := marks[0] or "0").isdecimal() and len(at) < 4:  # noqa: PLR2004  a thousand pieces
            pieces.setdefault(name, {}).setdefault(int(at), (value, marks[-1] == ""))
    return plain | {name: _joined(found) for name, found in pieces.items() if 0 in found}


def _unquoted(value: str) -> str:
    value = value.strip()
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))


def _read(value: str) -> str:
    """A value without RFC 2231's mark, which may be written in its way, or in RFC 2047's."""
    if found := _EXTENDED.fullmatch(value):
        return by_charset(unquote_to_bytes(found[2]), found[1])
    if "%" in value and value.isascii() and not (read := unquote_to_bytes(value)).isascii():
        try:
            return read.decode("utf-8")
        except ValueError:
            return value
    return decoded(value)


def _joined(pieces: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231, 3 and 4: pieces in their order up to a gap, the first with charset and language."""
    values, encoded = [], any(is_encoded for _, is_encoded in pieces.values())
    at = 0
    while at in pieces:
        values.append(pieces[at])
        at += 1
    if not encoded:
        return _read("".join(value for value, _ in values))
    charset, first = "", values[0][0]
    if first.count("'") > 1 and values[0][1]:
        charset, _, first = first.split("'", 2)
    rest = [(first, values[0][1]), *values[1:]]
    joined = b"".join(
        unquote_to_bytes(value.encode("utf-8", "surrogateescape"))
        if is_encoded
        else value.encode("utf-8", "surrogateescape")
        for value, is_encoded in rest
    )
    return decoded(by_charset(joined, charset))
