"""What kind of file some bytes are, as they themselves say; the label only where they do not."""

from __future__ import annotations

import re

_HEAD = 4096

# Where a file says what it is: (place, bytes, media type). The first that fits.
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"8BPS\x00\x01", "image/vnd.adobe.photoshop"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVEfmt", "audio/wav"),
    (8, b"AVI LIST", "video/x-msvideo"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"#!SILK", "audio/silk"),
    (0, b"\x02#!SILK", "audio/silk"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"MThd", "audio/midi"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, bytes.fromhex("3026b2758e66cf11"), "video/x-ms-asf"),
    (0, b"%!PS", "application/postscript"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"MSCF\x00\x00\x00\x00", "application/vnd.ms-cab-compressed"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, bytes.fromhex("4c0000000114020000000000c0"), "application/x-ms-shortcut"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"-----BEGIN PGP MESSAGE", "application/pgp-encrypted"),
    (0, b"BEGIN:VCALENDAR", "text/calendar"),
    (0, b"BEGIN:VCARD", "text/vcard"),
)
_FORMATS = {  # what lies within a zip, or an OLE file (there in UTF-16)
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    b"AndroidManifest.xml": "application/vnd.android.package-archive",
    b"META-INF/MANIFEST.MF": "application/java-archive",
}
_OLE = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "__substg1.0_": "application/vnd.ms-outlook",
    "Book": "application/vnd.ms-excel",
}
_BRANDS = (  # ISO base media (MP4's family)
    (b"heic heix hevc mif1 msf1", "image/heic"),
    (b"avif avis", "image/avif"),
    (b"qt__", "video/quicktime"),
    (b"M4A_ M4B_", "audio/mp4"),
    (b"3gp4 3gp5 3gp6 3gp7 3gpp 3g2a", "video/3gpp"),
)
_MP3_FRAME = re.compile(rb"\xff[\xe2-\xe7\xf2-\xf7\xfa\xfb][\x10-\xeb]")
_MARKUP = re.compile(r"<(!doctype\s+html|html|svg|!doctype\s+svg)\b", re.IGNORECASE)
_MARKUP_SKIPPED = {"<!--": "-->", "<?xml": ">"}
_MAIL = re.compile(
    rb"(?i)(?:(?:return-path|received|from|to|cc|subject|date|message-id|mime-version"
    rb"|delivered-to|x-[\w-]+|content-type|dkim-signature|reply-to|authentication-results"
    rb"|arc-[\w-]+|references|in-reply-to)[ \t]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}"
)
_UNREADABLE = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TEXTUAL = re.compile(
    r"text/|message/|application/(?:json|xml|.*\+xml|javascript|sql|pgp|x-sh|rtf|ics|csv"
    r"|x-(?:yaml|httpd-php|perl))"
)
_BY_NAME = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "json": "application/json",
}
_ENDINGS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "text/rfc822-headers": "txt",
    "image/jpeg": "jpg",
    "image/svg+xml": "svg",
    "image/tiff": "tif",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.ms-outlook": "msg",
    "application/ms-tnef": "dat",
    "application/gzip": "gz",
    "application/vnd.rar": "rar",
    "application/x-7z-compressed": "7z",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pgp-signature": "asc",
    "application/postscript": "ps",
    _FORMATS[b"word/"]: "docx",
    _FORMATS[b"xl/"]: "xlsx",
    _FORMATS[b"ppt/"]: "pptx",
}
_SHORT = re.compile(r"(?:image|audio|video|application)/(?:x-)?([a-z0-9]{2,5})")


def media_type(content: bytes, label: str, name: str = "") -> str:
    """What some bytes are. ``label`` and ``name`` decide only what the bytes leave open."""
    head = content[:_HEAD]
    for place, sign, kind in _SIGNS:
        if head.startswith(sign, place):
            return kind
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if (kind := _container(content, label)) or _is_text(head):
        return kind or _text(head, label, name)
    if head.startswith(b"MZ"):
        return "application/vnd.microsoft.portable-executable"
    return "audio/mpeg" if _MP3_FRAME.match(head) else _not_text(label)


def ending(kind: str) -> str:
    """How the name of such a file ends, with its dot; nothing where that is not known."""
    short = _SHORT.fullmatch(kind)
    known = _ENDINGS.get(kind) or (short[1] if short and short[1] != "octet" else "")
    return f".{known}" if known else ""


def _container(content: bytes, label: str) -> str:
    """What lies in a file that holds others; nothing where it is none."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(content, label)
    return _brand(content[8:12]) if content[4:8] == b"ftyp" else ""


def _zip(content: bytes) -> str:
    """Archive or office document: by the names that stand in it, which are never unpacked."""
    if content[30:38] == b"mimetype":  # OpenDocument and EPUB say it first, plainly
        size, start = (
            int.from_bytes(content[at:end], "little") for at, end in ((18, 22), (28, 30))
        )
        found = re.fullmatch(
            rb"application/[\w.+-]{1,100}", content[38 + start :][: min(size, 120)]
        )
        if found:
            return found[0].decode()
    is_office = b"[Content_Types].xml" in content
    for name, kind in _FORMATS.items():
        if (is_office or not name.endswith(b"/")) and name in content:
            return kind
    return "application/zip"


def _ole(content: bytes, label: str) -> str:
    for name, kind in _OLE.items():
        if name.encode("utf-16-le") in content:
            return kind
    return label if label.startswith("application/") else "application/x-ole-storage"


def _brand(brand: bytes) -> str:
    wanted = brand.replace(b" ", b"_")
    return next((kind for brands, kind in _BRANDS if wanted in brands.split()), "video/mp4")


def _is_text(head: bytes) -> bool:
    return bool(head) and (
        head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _UNREADABLE.search(head)
    )


def _not_text(label: str) -> str:
    """Bytes that no text has, and nobody knows: what calls them text or HTML is wrong."""
    return "application/octet-stream" if label.startswith("text/") else label


def _text(head: bytes, label: str, name: str) -> str:
    if what := _markup(head.decode("latin-1").lstrip("\xef\xbb\xbf")):
        return what if what != "text/xml" else _of_text(label, name, what)
    if _MAIL.match(head.lstrip()) and not label.startswith(("message/", "text/rfc822-headers")):
        return "message/rfc822"
    return _of_text(label, name, "text/plain")


def _markup(text: str) -> str:
    """HTML, SVG or another XML, by its first element; nothing where it is none of them."""
    is_xml = text.lstrip().startswith("<?xml")
    while begun := next((one for one in _MARKUP_SKIPPED if text.lstrip().startswith(one)), None):
        text = text.partition(_MARKUP_SKIPPED[begun])[2]
    found = _MARKUP.match(text.lstrip())
    if found is None:
        return "text/xml" if is_xml else ""
    return "image/svg+xml" if "svg" in found[1].lower() else "text/html"


def _of_text(label: str, name: str, otherwise: str) -> str:
    """A label that fits text; else what the name's ending says; an image or a program it is not."""
    if by_name := _BY_NAME.get(name.rpartition(".")[2].lower()):
        return by_name
    if _TEXTUAL.match(label):
        return label
    high = label.startswith(("application/", "image/", "audio/", "video/", "text/"))
    return otherwise if high else label
