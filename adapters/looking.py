"""The process that looks at files, ``python -m adapters.looking BYTES``; previews.py starts it.

What a file is, its own first bytes say: neither its name nor the type it was sent under counts.
"""

from __future__ import annotations

from adapters import listings, pictures
from adapters.bounded import serve
from adapters.previews import Look, packed

_NO_PREVIEW = "pictures and PDF have one, and of archives what is in them is listed"
_NOT_LISTED = "what is in this kind of archive is not listed"
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", 0, "PNG"),
    (b"\xff\xd8\xff", 0, "JPEG"),
    (b"GIF87a", 0, "GIF"),
    (b"GIF89a", 0, "GIF"),
    (b"WEBP", 8, "WEBP"),
    (b"BM", 0, "BMP"),
)
_OTHERS = (  # known by their bytes, not shown
    (b"Rar!\x1a\x07", 0, "RAR archive", _NOT_LISTED),
    (b"7z\xbc\xaf\x27\x1c", 0, "7-Zip archive", _NOT_LISTED),
    (b"BZh", 0, "bzip2 archive", _NOT_LISTED),
    (b"\xfd7zXZ\x00", 0, "xz archive", _NOT_LISTED),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "old Office document or Outlook mail", ""),
    (b"MZ", 0, "Windows program", ""),
    (b"\x7fELF", 0, "Linux program", ""),
    (b"ID3", 0, "MP3 recording", ""),
    (b"RIFF", 0, "RIFF recording (WAV or AVI)", ""),
    (b"#!AMR", 0, "AMR recording", ""),
    (b"OggS", 0, "Ogg recording", ""),
    (b"ftyp", 4, "MP4, M4A or HEIC file", ""),
)
_ALSO_WORDS = (b"BM", b"MZ")  # a text may begin so: no text has a NUL soon after
_PDF_WITHIN = 1024  # bytes: readers find the mark of a PDF anywhere in them


def look(content: bytes) -> Look:
    """What is to be seen of a file. Only want of memory is raised."""
    try:
        return _look(content)
    except MemoryError:
        raise
    except pictures.NoPreviewError as error:
        return Look(kind=error.kind, why_not=str(error))
    except Exception:  # noqa: BLE001  libraries raise what they like on files made to harm
        return Look(why_not="it is damaged, or made to look like what it is not")


def _look(content: bytes) -> Look:
    for mark, at, name in _PICTURES:
        if _begins(content, mark, at):
            return pictures.of_picture(content, name)
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return pictures.of_pdf(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return listings.of_zip(content)
    if content.startswith(b"ustar", listings.TAR_MARK_AT) or content.startswith(b"\x1f\x8b"):
        return listings.of_tar(content)
    for mark, at, name, why in _OTHERS:
        if _begins(content, mark, at):
            return Look(kind=name, why_not=why or _NO_PREVIEW)
    return Look(why_not=_NO_PREVIEW)


def _begins(content: bytes, mark: bytes, at: int) -> bool:
    is_words = mark in _ALSO_WORDS and b"\0" not in content[:64]
    return content.startswith(mark, at) and not is_words


def answer(work: bytes) -> bytes:
    """A file's bytes become what is to be seen of it."""
    return packed(look(work))


if __name__ == "__main__":
    serve(answer)
