"""What kind of file an attachment is: its bytes say so, its label only where they do not."""

from __future__ import annotations

import io
import zipfile

import pytest

from adapters.mailbox.reading.media import ending, media_type

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def a_zip(*names: str, stored: tuple[str, str] | None = None) -> bytes:
    """An archive with files of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if stored:
            archive.writestr(*stored)
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp4", "video/3gpp"),
        (b"#!AMR\n", "audio/amr"),
        (b"ID3\x04\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x00\x00\x00", "audio/mpeg"),
        (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"junk first\n%PDF-1.7", "application/pdf"),
        (b"{\\rtf1", "application/rtf"),
        (b"MZ\x90\x00\x03\x00", "application/vnd.microsoft.portable-executable"),
        (b"\x78\x9f\x3e\x22\x00\x01", "application/ms-tnef"),
        (a_zip("a.txt"), "application/zip"),
        (a_zip("[Content_Types].xml", "word/document.xml"), WORD),
        (a_zip("word/a.txt"), "application/zip"),
        (
            a_zip(stored=("mimetype", "application/vnd.oasis.opendocument.text")),
            "application/vnd.oasis.opendocument.text",
        ),
        (OLE + "WordDocument".encode("utf-16-le"), "application/msword"),
        (OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel"),
        (OLE + "__substg1.0_".encode("utf-16-le"), "application/vnd.ms-outlook"),
        (b"\n<!-- x --><!DOCTYPE html><p>", "text/html"),
        (b"<?xml version='1.0'?><svg xmlns='x'>", "image/svg+xml"),
        (b"<?xml version='1.0'?><order/>", "text/xml"),
        (b"From: a@b\r\nTo: c@d\r\nSubject: x\r\n\r\nhello", "message/rfc822"),
        (b"BEGIN:VCALENDAR\r\n", "text/calendar"),
        ("通话记录".encode("gb18030"), "text/plain"),
    ],
)
@pytest.mark.parametrize("label", ["application/octet-stream", "image/png", "text/html"])
def test_the_bytes_say_what_they_are(content: bytes, kind: str, label: str) -> None:
    """Half the files of the world come as octet-stream, and a fraud's come as an image."""
    told = media_type(content, label)

    assert told == kind or (kind in {"text/plain", "text/xml"} and told == label == "text/html")


@pytest.mark.parametrize(
    ("content", "label", "name", "kind"),
    [
        (b"date,number\n1,2", "application/octet-stream", "calls.CSV", "text/csv"),
        (b"date,number\n1,2", "text/csv", "", "text/csv"),
        (b'{"a": 1}', "application/json", "", "application/json"),
        (b"0\x80 not known \x00", "application/pkcs7-signature", "", "application/pkcs7-signature"),
        (b"\x00\x01\x02", "text/plain", "a.txt", "application/octet-stream"),
        (b"", "image/png", "", "image/png"),
        (b"Reporting-MTA: dns; x", "message/delivery-status", "", "message/delivery-status"),
    ],
)
def test_the_label_decides_what_the_bytes_leave_open(
    content: bytes, label: str, name: str, kind: str
) -> None:
    """A table and a signature say nothing of themselves; what is no text is not called one."""
    assert media_type(content, label, name) == kind


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("image/jpeg", ".jpg"),
        ("image/png", ".png"),
        (WORD, ".docx"),
        ("message/rfc822", ".eml"),
        ("application/octet-stream", ""),
        ("../../etc/passwd", ""),
    ],
)
def test_a_file_without_a_name_gets_the_ending_of_its_kind(kind: str, told: str) -> None:
    """So that whoever saves it can open it."""
    assert ending(kind) == told


def test_comments_without_number_cost_nothing() -> None:
    """A file that begins with comments is looked through once."""
    assert media_type(b"<!--x-->" * 500 + b"<", "text/plain") == "text/plain"
