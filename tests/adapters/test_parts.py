"""Which parts of a mail are its text, which are files, and what these are called."""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_uu
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.names import NAME_LIMIT
from adapters.mailbox.reading.parts import attachment
from tests.examples import MONDAY, PNG, a_mail

if TYPE_CHECKING:
    from casework.messages import InboundMessage

HEAD = b"From: ana@home.example\r\n"
HTML = b"Content-Type: text/html\r\n\r\n<p>the <b>words</b> themselves, in full</p>"
PLAIN = b"Content-Type: text/plain\r\n\r\nplain words"


def multipart(kind: str, *parts: bytes) -> bytes:
    """A part that holds parts."""
    edge = b"=_" + sha256(b"".join(parts)).hexdigest()[:8].encode()
    inner = b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts)
    head = f"Content-Type: multipart/{kind}; boundary={edge.decode()}\r\n\r\n"
    return head.encode() + inner + b"--" + edge + b"--\r\n"


def read(part: bytes) -> InboundMessage:
    """A mail that is this part."""
    return parse(HEAD + part, MONDAY)


def named(header: str) -> str:
    """What a file is called whose Content headers are these."""
    part = header.encode("utf-8", "surrogateescape") + b"\r\n\r\nx"
    (file,) = read(multipart("mixed", PLAIN, part)).attachments
    return file.name


# ---- the text ----------------------------------------------------------------------------


def test_several_texts_are_read_one_after_the_other() -> None:
    """Apple Mail writes one before and one after a picture."""
    picture = b"Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\n" + PNG
    after = b"Content-Type: text/plain\r\n\r\nand after"

    mail = read(multipart("mixed", PLAIN, picture, after))

    assert mail.text == "plain words\nand after"
    assert [one.name for one in mail.attachments] == ["image.png"]


def test_a_text_with_a_name_is_a_file() -> None:
    """Also where it is to be shown inline: somebody attached it."""
    log = b"Content-Type: text/plain; name=log.txt\r\nContent-Disposition: inline\r\n\r\nthe log"

    mail = read(multipart("mixed", PLAIN, log))

    assert (mail.text, [one.name for one in mail.attachments]) == ("plain words", ["log.txt"])


def test_a_mail_that_is_nothing_but_a_named_text_is_read() -> None:
    """Some programs name the text itself; it is what was said."""
    log = b"Content-Type: text/plain; name=log.txt\r\n\r\nthe log"

    assert (read(log).text, read(log).attachments) == ("the log", ())
    mail = read(multipart("mixed", log))
    assert (mail.text, [one.name for one in mail.attachments]) == ("the log", ["log.txt"])


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("plain words", "plain words"),
        (" \r\n", "the words themselves, in full"),
        ("Your mail program does not show HTML.", "the words themselves, in full"),
        ("您的邮件客户端不支持 HTML 格式。", "the words themselves, in full"),
        ("Please open this mail in your browser.", "the words themselves, in full"),
        ("the words themselves, in full", "the words themselves, in full"),
        ("<html><body><p>plain <i>words</i></p></body></html>", "plain words"),
    ],
)
def test_of_alternatives_the_one_with_the_words_is_read(plain: str, text: str) -> None:
    """Plain text before HTML, unless it only says that there is HTML."""
    part = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + plain.encode()

    assert (read(multipart("alternative", part, HTML)).text or "").strip() == text


def test_files_within_an_alternative_are_files() -> None:
    """Apple Mail puts text and PDF together, as the other way to say it."""
    pdf = b"Content-Type: application/pdf; name=bill.pdf\r\n\r\n%PDF-1.7"
    picture = b"Content-Type: image/png; name=x.png\r\nContent-ID: <1>\r\n\r\n" + PNG
    rich = multipart("mixed", multipart("related", HTML, picture), pdf)

    mail = read(multipart("alternative", PLAIN, rich))

    assert mail.text == "plain words"
    assert [one.name for one in mail.attachments] == ["x.png", "bill.pdf"]


def test_a_signature_and_an_invitation_are_files() -> None:
    """What proves a mail, and what a calendar reads, are kept beside the text."""
    signature = b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\n\x30\x80"
    invitation = b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR"

    mail = read(multipart("signed", multipart("alternative", PLAIN, invitation), signature))

    assert mail.text == "plain words"
    assert [one.name for one in mail.attachments] == ["attachment.ics", "smime.p7s"]


@pytest.mark.parametrize(
    ("head", "flowed", "text"),
    [
        ("format=flowed", "one \r\ntwo\r\nthree", "one two\nthree"),
        ("format=flowed; delsp=yes", "投诉 \r\n电话", "投诉电话"),
        ("format=flowed", "> a \r\n> b\r\n>> c \r\nd", "> a b\n>> c \nd"),
        ("format=flowed", " >not a quote\r\n-- \r\nAna", ">not a quote\n-- \nAna"),
        ("charset=utf-8", "one \r\ntwo", "one \ntwo"),
    ],
)
def test_paragraphs_broken_for_the_way_are_one_line_again(
    head: str, flowed: str, text: str
) -> None:
    """RFC 3676, with the blank that Chinese and Japanese do not have."""
    part = f"Content-Type: text/plain; charset=utf-8; {head}\r\n\r\n{flowed}".encode()

    assert read(part).text == text


# ---- what came damaged -------------------------------------------------------------------

WORDS = "请不要再打电话给我,谢谢。也不要再发短信给我!请今天就回复我。\n".encode()
LINES = b64encode(WORDS * 3)


@pytest.mark.parametrize(
    ("encoding", "body", "damage"),
    [
        ("base64", LINES, ""),
        ('"BASE64" (a comment)', LINES, ""),
        ("base64", LINES + b"\r\n____\r\nA list's footer\r\n", "base64 with something else in it"),
        ("base64", LINES[:-3], "base64 is cut off"),
        ("base64", b64encode(WORDS) + b"\r\n" + b64encode(WORDS * 2), ""),
        ("base64", WORDS * 3, "labelled base64, which it is not"),
        ("7bit", LINES, "base64 without its label"),
        ("8bit", WORDS * 3, ""),
        ("x-unknown", WORDS * 3, ""),
    ],
)
def test_a_transfer_encoding_is_read_as_far_as_it_goes(
    encoding: str, body: bytes, damage: str
) -> None:
    """What can be read is read, and what was wrong is told."""
    head = (
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    )

    mail = read(head.encode() + body)

    assert (mail.text or "").startswith((WORDS * 3).decode()[:90])
    assert mail.defects == ((damage,) if damage else ())


def test_broken_quoted_printable_is_read_around_the_breaks() -> None:
    """A sign that means nothing stays as it is."""
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"

    mail = read(head + b"\r\n\r\nGr=C3=BC=C3=9Fe a=zz b=  \r\nc=")

    assert (mail.text, mail.defects) == ("Grüße a=zz bc", ("quoted-printable is broken",))


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        (b"Content-Type: multipart/mixed\r\n\r\nwords", "a multipart without a boundary"),
        (
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\nwords",
            "a multipart whose boundary is nowhere",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nwords",
            "a multipart that is never closed",
        ),
        (
            b"Content-Type: multipart/mixed; boundary*=\xba\xba''x\r\n\r\n--x\r\n\r\nwords",
            "a multipart without a boundary",
        ),
        (b"Content-Type: nonsense\r\n\r\nwords", ""),
        (b"Content-Type: ;;;\r\n\r\nwords", ""),
        (b"Content-Type: text\r\n\r\nwords", ""),
    ],
)
def test_a_mail_whose_form_is_broken_is_read_as_text(part: bytes, damage: str) -> None:
    """A boundary that is missing or never closed loses no word."""
    mail = read(part)

    assert (mail.text or "").split()[-1] == "words"
    assert mail.defects == ((damage,) if damage else ())


# ---- files -------------------------------------------------------------------------------


def test_an_attached_message_is_kept_to_the_byte() -> None:
    """Not parsed and written anew: its signature must still hold."""
    inner = b"from : Bo\nSubject: =?utf-8?b?5oqV6K+J?=\n\nFrom here on\n\tit is odd.\n"
    part = b"Content-Type: message/rfc822\r\n\r\n" + inner
    raw = HEAD + multipart("mixed", PLAIN, part)

    (file,) = parse(raw, MONDAY).attachments

    assert (file.name, file.media_type, file.size) == ("投诉.eml", "message/rfc822", len(inner))
    assert attachment(raw, file.sha256) == inner


def test_a_digest_is_its_messages() -> None:
    """RFC 2046, 5.1.5: each part is a message, though none says so."""
    mail = read(multipart("digest", b"\r\nSubject: one\r\n\r\na", b"\r\nSubject: two\r\n\r\nb"))

    assert [one.name for one in mail.attachments] == ["one.eml", "two.eml"]
    assert (mail.text or "") == ""


def test_what_lies_elsewhere_is_never_fetched() -> None:
    """``message/external-body`` and ``message/partial`` are files like others."""
    outside = (
        b'Content-Type: message/external-body; access-type=ANON-FTP; site="ftp.evil.example";'
        b' name="bill.ps"\r\n\r\nContent-Type: application/postscript'
    )
    piece = b"Content-Type: message/partial; id=x; number=1; total=2\r\n\r\nFrom: x"

    names = [one.name for one in read(multipart("mixed", PLAIN, outside, piece)).attachments]

    assert names == ["bill.ps", "message"]


def test_a_winmail_is_kept_whole() -> None:
    """Outlook's TNEF: the reader of it is a person's, not ours."""
    tnef = b"\x78\x9f\x3e\x22\x01\x00"
    head = b"Content-Type: application/octet-stream; name=winmail.dat\r\n"
    body = b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(tnef)

    (file,) = read(multipart("mixed", PLAIN, head + body)).attachments

    assert (file.name, file.media_type) == ("winmail.dat", "application/ms-tnef")


def test_a_file_within_the_text_is_a_file() -> None:
    """uuencode, as before MIME: the text without it, and the file."""
    lines = b"".join(map(b2a_uu, (PNG, PNG)))
    raw = HEAD + b"\r\nSee this:\r\nbegin 644 a.png\r\n" + lines + b"`\r\nend\r\nThanks.\r\n"

    mail = parse(raw, MONDAY)

    assert mail.text == "See this:\nThanks.\n"
    assert [(one.name, one.media_type) for one in mail.attachments] == [("a.png", "image/png")]
    assert attachment(raw, mail.attachments[0].sha256) == PNG * 2


@pytest.mark.parametrize(
    "text",
    ["begin 644 things with\r\nwords\r\nend\r\n", "begin 644 a.png\r\n", "=ybegin line=1\r\nx"],
)
def test_what_is_no_whole_file_stays_text(text: str) -> None:
    """People write "begin", too."""
    mail = parse(HEAD + b"\r\n" + text.encode(), MONDAY)

    assert (mail.text, mail.attachments) == (text.replace("\r\n", "\n"), ())


# ---- names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("filename=bill.pdf", "bill.pdf"),
        ("filename=my bill.pdf", "my bill.pdf"),
        ('filename="a;b.pdf"', "a;b.pdf"),
        ('filename="a \\"b\\".pdf"', 'a "b".pdf'),
        ('filename="a.pdf', "a.pdf"),
        ("FILENAME=a.pdf; size=3", "a.pdf"),
        ("filename*=utf-8''%E6%8A%95.pdf", "投.pdf"),
        ("filename*=GB2312'zh'%CD%B6.pdf", "投.pdf"),
        ("filename*=\"utf-8''%E6%8A%95.pdf\"", "投.pdf"),
        ("filename=\"utf-8''%E6%8A%95.pdf\"", "投.pdf"),
        ("filename=a.pdf; filename*=utf-8''%E6%8A%95.pdf", "投.pdf"),
        ("filename*0*=utf-8''%E6%8A; filename*1*=%95; filename*2=\".pdf\"", "投.pdf"),
        ("filename*1=f; filename*0=a.pd", "a.pdf"),
        ("filename*0=a.pdf; filename*2=lost", "a.pdf"),
        ('filename="=?utf-8?b?5oqV?=.pdf"', "投.pdf"),
        ("filename==?gb2312?B?zbY=?=.pdf", "投.pdf"),
        ('filename="=?utf-8?b?5oqV?=\r\n =?utf-8?b?LnBkZg==?="', "投.pdf"),
        ('filename="%E6%8A%95.pdf"', "投.pdf"),
        ('filename="50%.pdf"', "50%.pdf"),
        ('filename="投诉.pdf"', "投诉.pdf"),
        ('filename="\udccd\udcb6\udccb\udcdf.pdf"', "投诉.pdf"),
        ('filename="../../etc/passwd"', "../../etc/passwd"),
        ('filename="a\x07b\u202efdp\u200b.exe"', "a bfdp.exe"),
        ('filename="a\r\n\tb.pdf"', "a b.pdf"),
        ('filename=""', "attachment.txt"),
        (f'filename="{"x" * 300}.pdf"', "x" * (NAME_LIMIT - 4) + ".pdf"),
        (f'filename="{"x" * 300}"', "x" * NAME_LIMIT),
    ],
)
def test_a_name_is_read_however_it_is_written(header: str, name: str) -> None:
    """RFC 2231 whole and in pieces, RFC 2047 where it should not be, plain bytes; readable."""
    assert named(f"Content-Disposition: attachment; {header}") == name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Content-Type: image/png; name=a.png", "a.png"),
        (
            "Content-Type: image/png; name=b.png\r\nContent-Disposition: inline; filename=a.png",
            "a.png",
        ),
        ("Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment", "a.png"),
        ("Content-Type: image/png\r\nContent-Description: a scan.png", "a scan.png"),
        ("Content-Type: audio/amr\r\nContent-Description: what they said", "audio.txt"),
    ],
)
def test_a_name_is_found_wherever_it_stands(header: str, name: str) -> None:
    """Content-Disposition first, then Content-Type, then a description that is one."""
    assert named(header).replace("attachment.txt", "audio.txt") == name


def test_files_without_names_are_told_apart() -> None:
    """By their kind, numbered."""
    picture = b"Content-Type: image/png\r\n\r\n" + PNG
    other = b"Content-Type: application/octet-stream\r\n\r\n\x00\x01"

    mail = read(multipart("mixed", PLAIN, picture, picture, other))

    assert [one.name for one in mail.attachments] == ["image.png", "image-2.png", "attachment"]


def test_a_file_is_what_its_bytes_are() -> None:
    """A program that calls itself an image is shown as a program."""
    raw = a_mail(files=(("photo.png", "image/png", b"MZ\x90\x00\x03\x00\x00"),))

    (file,) = parse(raw, MONDAY).attachments

    assert file.media_type == "application/vnd.microsoft.portable-executable"
