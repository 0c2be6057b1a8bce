"""The process that shows papers: ``python -m adapters.dossiers_showing BYTES``.

A PDF becomes the list of its pages with their words, or the picture of one page.
"""

from __future__ import annotations

import json
import struct
from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from adapters.bounded import serve
from adapters.dossiers_sheets import ALL

_NUMBER = struct.Struct("!I")
_SCALE = 1.3  # 94 dots an inch: it can be read on a page of the console
_TEXT = 100_000  # signs of all pages that are shown


def answer(work: bytes) -> bytes:
    """The words of all pages as JSON, or one page as a PNG; nothing where it is not to be read."""
    (number,) = _NUMBER.unpack_from(work)
    try:
        document = pypdfium2.PdfDocument(work[_NUMBER.size :])
        if number == ALL:
            return _words(document)
        out = BytesIO()
        document[number].render(scale=_SCALE, may_draw_forms=False).to_pil().save(out, "PNG")
        return out.getvalue()
    except (pypdfium2.PdfiumError, ValueError, IndexError):
        return b""


def _words(document: pypdfium2.PdfDocument) -> bytes:
    pages, left = [], _TEXT
    for page in document:
        text = page.get_textpage().get_text_bounded()[:left].replace("\r\n", "\n")
        left -= len(text)
        pages.append(text)
    return json.dumps(pages).encode()


if __name__ == "__main__":
    serve(answer)
