"""The process that sets dossiers: ``python -m adapters.dossiers_setting BYTES`` (Typst, PDF/A).

Its work is a folder with the template, the data and the pictures; its answer is the PDF, or
``!`` and what was wrong. It is given no file of strangers: pictures are our own thumbnails.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from bisect import bisect_right
from pathlib import Path
from typing import Final

import typst

from adapters.bounded import serve

FONTS = ("pylopdf_fonts_zh_cn", "pylopdf_fonts_zh_tw")
STANDARD: Final = "a-2b"  # PDF/A-2b, ISO 19005-2: it can still be read in twenty years
_MISSING = "□"
_BREAK = "\u200b"  # where a word may be broken: it is not set


def answer(work: bytes) -> bytes:
    """The PDF of what lies in a folder."""
    folder = Path(work.decode())
    fonts = [_folder(one) for one in FONTS]
    told = json.loads((folder / "data.json").read_text(encoding="utf-8"))
    known = Signs([one for folder in fonts for one in sorted(folder.glob("NotoS*-Regular.otf"))])
    try:
        return typst.compile(
            str(folder / "dossier.typ"),
            root=str(folder),
            font_paths=[str(one) for one in fonts],
            ignore_system_fonts=True,
            sys_inputs={"data": known.only(json.dumps(told, ensure_ascii=False))},
            pdf_standards=[STANDARD],
            timestamp=0,  # the document's own date is in the data
        )
    except (typst.TypstError, RuntimeError) as error:
        return b"!" + str(error).encode()


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0])


class Signs:
    """The signs that typefaces have: PDF/A knows no others, and Typst refuses to set them."""

    def __init__(self, files: list[Path]) -> None:
        ranges = sorted(one for file in files for one in _ranges(file.read_bytes()))
        self._starts = [start for start, _ in ranges]
        self._ends: list[int] = []
        last = -1
        for _, end in ranges:
            last = max(last, end)
            self._ends.append(last)

    def only(self, text: str) -> str:
        """The text, with a box for every sign that no typeface has."""
        bad = {one for one in set(text) if one != _BREAK and not self._has(ord(one))}
        return text.translate({ord(one): _MISSING for one in bad}) if bad else text

    def _has(self, sign: int) -> bool:
        place = bisect_right(self._starts, sign) - 1
        return place >= 0 and sign <= self._ends[place]


def _ranges(font: bytes) -> list[tuple[int, int]]:
    """The ranges of a font's character map (OpenType: cmap, format 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for number in range(tables):
        tag, _, at, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            return _map(font, at)
    return []


def _map(font: bytes, at: int) -> list[tuple[int, int]]:
    (many,) = struct.unpack_from(">H", font, at + 2)
    for number in range(many):
        *_, offset = struct.unpack_from(">HHI", font, at + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", font, at + offset)
        if form == 12:  # noqa: PLR2004  the one that reaches beyond 65,535
            (groups,) = struct.unpack_from(">I", font, at + offset + 12)
            found = struct.iter_unpack(
                ">III", font[at + offset + 16 : at + offset + 16 + 12 * groups]
            )
            return [(start, end) for start, end, _ in found]
    return []


if __name__ == "__main__":
    serve(answer)
