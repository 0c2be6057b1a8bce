"""The originals that go with a dossier, as one ZIP: the same bytes for the same things.

In it: the files as they came, the messages as text, a summary for machines, and the digests of
everything (``SHA256SUMS`` for people and ``sha256sum -c``, ``manifest.json`` for programs).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from casework.dossier_summary import SCHEMA, as_json

if TYPE_CHECKING:
    from collections.abc import Iterable

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP knows
_UNIX = 3
_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the archive. ``called`` is the name it came with, made safe to read."""

    name: str
    content: bytes
    called: str = ""
    packs: bool = True  # whether it gets smaller; pictures and recordings do not


def bundle(entries: Iterable[Entry], beside: tuple[str, bytes] | None) -> bytes:
    """The archive. ``beside`` is the dossier itself where it travels next to it: name and bytes."""
    entries = list(entries)
    listed = [
        *(_line(one.name, one.content, one.called) for one in entries),
        *([{**_line(*beside), "beside": True}] if beside else []),
    ]
    manifest = as_json({"schema": SCHEMA.replace("dossier", "manifest"), "files": listed}).encode()
    within = [*entries, Entry(name="manifest.json", content=manifest)]
    sums = "".join(f"{sha256(one.content).hexdigest()}  {one.name}\n" for one in within)
    return _zipped([*within, Entry(name="SHA256SUMS", content=sums.encode())])


def _line(name: str, content: bytes, called: str = "") -> dict[str, object]:
    told = {"file": name, "size": len(content), "sha256": sha256(content).hexdigest()}
    return {**told, "came_as": called} if called else told


def _zipped(entries: Iterable[Entry]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for one in entries:
            info = ZipInfo(one.name, _EPOCH)
            info.create_system, info.external_attr = _UNIX, _MODE
            info.compress_type = ZIP_DEFLATED if one.packs else ZIP_STORED
            archive.writestr(info, one.content)
    return out.getvalue()
