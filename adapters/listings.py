"""What is in an archive, by what it says itself: names and declared sizes, and what is odd of them.

Nothing is unpacked: of a zip only its directory is read, of a packed tar so much as the
limit allows is passed over in memory. Runs in a bounded child only.
"""

from __future__ import annotations

import re
import struct
import tarfile
import unicodedata
import zlib
from gzip import GzipFile
from io import BytesIO, RawIOBase
from itertools import pairwise
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from adapters.previews import Entry, Look

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO
    from zipfile import ZipInfo

TAR_MARK_AT = 257
_LISTED = 200
_MOST = 20_000  # entries of a tar that are counted
_PASSED_OVER = 200_000_000  # bytes of a packed tar that are read through for its names
_NAME = 300
_LOCAL = struct.Struct("<4s5H3I2H")
_ENCRYPTED, _SIZES_FOLLOW, _IS_UTF8 = 0x1, 0x8, 0x800  # APPNOTE.TXT, 4.4.4
_ZIP64 = 0xFFFFFFFF
_TIGHTEST = 1032  # deflate packs no tighter than 1032 to 1
_BOMB, _BOMB_FROM = 100, 1_000_000
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z|tar|tgz|tbz2?|txz|gz|bz2|xz|jar|iso|cab)\Z", re.IGNORECASE)
_OFFICE = {"word/": "Word document", "xl/": "Excel document", "ppt/": "PowerPoint document"}
_NOT_OPENED = "office documents are not opened"


def of_zip(content: bytes) -> Look:
    """The directory of a zip; an office document is named and not listed."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, struct.error):
        return Look(kind="ZIP archive", why_not="it is damaged or cut short")
    if kind := _office(infos):
        macros = any(one.filename.lower().endswith("vbaproject.bin") for one in infos)
        marks = ("has macros: programs that run when it is opened",) if macros else ()
        return Look(kind=kind, marks=marks, why_not=_NOT_OPENED)
    total = sum(one.file_size for one in infos)
    return Look(
        kind="ZIP archive",
        entries=tuple(_zipped(one, content) for one in infos[:_LISTED]),
        count=len(infos),
        total=total,
        marks=tuple(_of_the_whole(infos, len(content), total)),
    )


def _office(infos: list[ZipInfo]) -> str:
    names = {one.filename for one in infos}
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE.items():
            if any(one.startswith(folder) for one in names):
                return kind
    if infos and infos[0].filename == "mimetype" and "content.xml" in names:
        return "OpenDocument document"
    return ""


def _zipped(one: ZipInfo, content: bytes) -> Entry:
    name = _zip_name(one)
    marks = [*_of_the_name(name)]
    if one.flag_bits & _ENCRYPTED:
        marks.append("encrypted")
    if _lies(one, content):
        marks.append("its size cannot be true")
    elif one.file_size > max(_BOMB_FROM, _BOMB * one.compress_size):
        marks.append(f"packed {one.file_size // max(one.compress_size, 1):,} to 1")
    return Entry(name=shown(name), size=one.file_size, marks=tuple(marks))


def _zip_name(one: ZipInfo) -> str:
    """The name as its writer meant it: Chinese programs write GBK and do not say so."""
    if one.flag_bits & _IS_UTF8:
        return one.orig_filename
    raw = one.orig_filename.encode("cp437", "replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return one.orig_filename


def _lies(one: ZipInfo, content: bytes) -> bool:
    """Whether the directory's sizes cannot be, or differ from those before the file itself."""
    most = _TIGHTEST * (one.compress_size + 1)
    is_too_tight = one.compress_type == ZIP_DEFLATED and one.file_size > most
    if one.compress_size > len(content) or is_too_tight:
        return True
    is_encrypted = bool(one.flag_bits & _ENCRYPTED)
    if one.compress_type == ZIP_STORED and one.file_size != one.compress_size and not is_encrypted:
        return True
    head = content[max(one.header_offset, 0) :][: _LOCAL.size]
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        return True
    *_, packed_size, size, _, _ = _LOCAL.unpack(head)
    if one.flag_bits & _SIZES_FOLLOW or _ZIP64 in {packed_size, size}:
        return False
    return (packed_size, size) != (one.compress_size, one.file_size)


def _of_the_whole(infos: list[ZipInfo], size: int, total: int) -> Iterator[str]:
    """What is odd of the archive: files that lie in one another, and more than it can hold."""
    places = sorted((one.header_offset, one.compress_size) for one in infos)
    if any(start + length > following for (start, length), (following, _) in pairwise(places)):
        yield "its files overlap: made to harm whoever unpacks it"
    if total > max(_BOMB_FROM, _BOMB * size):
        yield f"it says that it grows {total // size:,} times when it is unpacked"


def of_tar(content: bytes) -> Look:
    """The names in a tar, packed with gzip or not."""
    is_packed = content.startswith(b"\x1f\x8b")
    kind = "packed TAR archive" if is_packed else "TAR archive"
    found, mark = _passed_over(
        GzipFile(fileobj=BytesIO(content)) if is_packed else BytesIO(content)
    )
    if mark and not found:
        return _not_a_tar(kind, is_packed=is_packed)
    return Look(
        kind=kind,
        entries=tuple(_in_tar(one) for one in found[:_LISTED]),
        count=len(found),
        total=sum(one.size for one in found),
        marks=(mark,) if mark else (),
    )


def _passed_over(stream: IO[bytes] | GzipFile) -> tuple[list[tarfile.TarInfo], str]:
    """The heads of a tar's files, and why there may be more of them."""
    found: list[tarfile.TarInfo] = []
    try:
        with tarfile.open(fileobj=_UpTo(stream, _PASSED_OVER), mode="r|") as archive:
            for one in archive:
                found.append(one)
                if len(found) >= _MOST:
                    return found, f"only its first {_MOST:,} names were counted"
    except _EnoughError:
        limit = _PASSED_OVER // 1_000_000
        return found, f"it grows beyond {limit} MB: the names after that were not looked for"
    except (tarfile.TarError, EOFError, OSError, zlib.error):
        return found, "it is damaged or cut short"
    return found, ""


def _not_a_tar(kind: str, *, is_packed: bool) -> Look:
    if is_packed:
        return Look(kind="file packed with gzip", why_not="what is in it is not looked at")
    return Look(kind=kind, why_not="it is damaged or cut short")


def _in_tar(one: tarfile.TarInfo) -> Entry:
    marks = [*_of_the_name(one.name)]
    if one.issym() or one.islnk():
        marks.append(f"a link to {shown(one.linkname)}")
    elif not (one.isfile() or one.isdir()):
        marks.append("a device, not a file")
    name = f"{one.name}/" if one.isdir() else one.name
    return Entry(name=shown(name), size=one.size, marks=tuple(marks))


class _EnoughError(Exception):
    """More was packed than is read through."""


class _UpTo(RawIOBase):
    """A stream that ends with an error where a limit is passed."""

    def __init__(self, stream: IO[bytes] | GzipFile, left: int) -> None:
        super().__init__()
        self._stream, self._left = stream, left

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises _EnoughError."""
        piece = self._stream.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise _EnoughError
        return piece


def _of_the_name(name: str) -> Iterator[str]:
    """What is odd of a name: it would not stay in the folder that it is unpacked into."""
    slashed = name.replace("\\", "/")
    if slashed.startswith("/") or re.match(r"[A-Za-z]:", slashed):
        yield "absolute name"
    if ".." in slashed.split("/"):
        yield "climbs out with ../"
    if _ARCHIVE.search(name):
        yield "an archive in the archive"
    if shown(name) != name[:_NAME]:
        yield "hides signs in its name"


def shown(name: str) -> str:
    """A name in which nothing is hidden: no control sign, no turn of the direction of writing."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(one)[0] == "C" else one
        for one in name[:_NAME]
    )
