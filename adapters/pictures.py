"""Thumbnails: a picture, or the first page of a PDF, as a small PNG with nothing else in it.

Runs in a bounded child only: the libraries are written in C, and the files by strangers.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from PIL import Image, ImageOps

from adapters.previews import Look

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_PIXEL_LIMIT = 60_000_000  # of a picture; 4 bytes each
_SIDE = 1000  # pixels of a thumbnail, at most
_NARROWEST = 8  # of a page that is a line
_LARGEST_SCALE = 4.0
Image.MAX_IMAGE_PIXELS = None  # the limit is ours, and asked for before a pixel is made


class NoPreviewError(Exception):
    """There is nothing to show of a file; the message says why, ``kind`` what it is."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(why)
        self.kind = kind


def of_picture(content: bytes, name: str) -> Look:
    """A picture, small and upright. Raises NoPreviewError."""
    try:
        picture = Image.open(BytesIO(content), formats=[name])
    except (OSError, SyntaxError, ValueError) as error:
        raise NoPreviewError(f"{name} picture", "it is damaged or cut short") from error
    kind = f"{name} picture, {picture.width:,} by {picture.height:,} pixels"
    if picture.width * picture.height > _PIXEL_LIMIT:
        raise NoPreviewError(kind, f"it has more than {_PIXEL_LIMIT // 1_000_000} million pixels")
    try:
        picture.draft("RGB", (_SIDE, _SIDE))  # a JPEG is not even unpacked whole
        picture.thumbnail((_SIDE, _SIDE))
        upright = ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise NoPreviewError(kind, "it is damaged or cut short") from error
    return Look(kind=kind, png=_png(upright))


def of_pdf(content: bytes) -> Look:
    """The first page of a PDF. Raises NoPreviewError."""
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        why = "it asks for a password" if locked else "it is damaged or cut short"
        raise NoPreviewError("PDF", why) from error
    kind = f"PDF, {pages:,} {'page' if pages == 1 else 'pages'}"
    try:
        return Look(kind=kind, png=_png(_first_page(document)))
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise NoPreviewError(kind, "its first page cannot be shown") from error


def _first_page(document: pypdfium2.PdfDocument) -> Picture:
    page = document[0]
    width, height = page.get_size()
    longest, shortest = max(width, height), min(width, height)
    scale = min(_SIDE / max(longest, 1), _LARGEST_SCALE)
    if shortest * scale < _NARROWEST:
        raise ValueError("a page that is a line")
    picture: Picture = page.render(scale=scale, may_draw_forms=False).to_pil()
    return picture


def _png(picture: Picture) -> bytes:
    """Only pixels, on white: no text, no profile, nothing that the file said of itself."""
    seen = picture.convert("RGBA")
    plain = Image.new("RGB", seen.size, "white")
    plain.paste(seen, mask=seen)
    out = BytesIO()
    plain.save(out, "PNG")
    return out.getvalue()
