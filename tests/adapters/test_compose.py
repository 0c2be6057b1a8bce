"""The bytes of a letter: one recipient, one sender, and no room for anybody's extra headers."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mailbox.compose import Bindery
from adapters.mailbox.parse import parse
from adapters.mailbox.reading.parts import attachment
from adapters.press import as_html
from casework.messages import MessageKind, OutboundFile, OutboundMessage
from tests.examples import ANA, MONDAY, PNG

if TYPE_CHECKING:
    from email.message import EmailMessage

REPLY_TO = "complaints+abcdefghijklmnopqrstuvwxyz@desk.example"
OUTLOOK = "<AM0PR05MB1234F3C7ABCDEF0123456789ABCDEF0@AM0PR05MB1234.eurprd05.prod.outlook.example>"
TEXT = "您好！\n\n我们还需要：\n\n- 通话记录\n- <录音> & 合同\n\n请回复本邮件。\n"  # noqa: RUF001  Chinese punctuation
LETTER = OutboundMessage(
    message_id="<aaaaaaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbb@desk.example>",
    reply_to=REPLY_TO,
    recipient=ANA,
    subject="[C-2026-000001] 还需要您补充一些材料，请在三月十二日之前回复，谢谢您的耐心等待和配合",  # noqa: RUF001  Chinese punctuation
    text=TEXT,
    html=as_html(TEXT, "zh-Hans"),
    language="zh-Hans",
    in_reply_to="<2@home.example>",
    references=("<1@home.example>", "<2@home.example>"),
    written_at=MONDAY,
)
BINDERY = Bindery("投诉处 Ombud")


def bound(**changes: object) -> EmailMessage:
    """The letter as any mail program reads it."""
    message = replace(LETTER, **changes)  # type: ignore[arg-type]  # whatever a test changes
    return message_from_bytes(BINDERY.bind(message), policy=default)


def raw_header(raw: bytes, name: str) -> str:
    """One header as its bytes say, with only the folding undone."""
    head = raw.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").decode("ascii")
    found = [line.partition(": ")[2] for line in head.splitlines() if line.startswith(f"{name}:")]
    assert len(found) == 1
    return found[0]


def test_the_same_message_is_the_same_bytes() -> None:
    """A letter sent twice after a lost reply is byte-identical."""
    assert BINDERY.bind(LETTER) == Bindery("投诉处 Ombud").bind(replace(LETTER))
    assert BINDERY.bind(LETTER) != BINDERY.bind(replace(LETTER, subject="another"))


def test_a_letter_has_one_recipient_and_says_who_writes() -> None:
    """From is the reply address, so an answer comes back with its token; no Cc, no Bcc."""
    mail = bound()

    assert str(mail["To"]) == ANA
    assert mail["From"].addresses[0].addr_spec == REPLY_TO
    assert mail["From"].addresses[0].display_name == "投诉处 Ombud"
    assert not {"Cc", "Bcc", "Reply-To", "Sender"} & set(mail.keys())


def test_a_letter_says_that_a_machine_sent_it() -> None:
    """RFC 3834, so that no machine answers; our own desk takes it for automatic, too."""
    assert bound()["Auto-Submitted"] == "auto-replied"
    assert bound(in_reply_to="", references=())["Auto-Submitted"] == "auto-generated"
    assert bound(automatic=False)["Auto-Submitted"] is None
    assert parse(BINDERY.bind(LETTER), MONDAY).kind is MessageKind.AUTOMATIC


def test_a_letter_keeps_its_message_id_and_its_date() -> None:
    """They were decided when it was written; nothing is made up at sending."""
    mail = bound()

    assert raw_header(BINDERY.bind(LETTER), "Message-ID") == LETTER.message_id
    assert mail["Date"].datetime == MONDAY


def test_a_letter_stands_in_the_thread_it_answers() -> None:
    """In-Reply-To is the last message, References all of them."""
    mail = bound()

    assert mail["In-Reply-To"] == "<2@home.example>"
    assert mail["References"] == "<1@home.example> <2@home.example>"
    assert bound(in_reply_to="", references=())["References"] is None


def test_a_long_message_id_is_quoted_as_it_is() -> None:
    """Outlook's are over 76 signs long; encoded, no mail program finds the thread."""
    raw = BINDERY.bind(replace(LETTER, in_reply_to=OUTLOOK, references=(OUTLOOK,)))

    assert raw_header(raw, "In-Reply-To") == OUTLOOK
    assert raw_header(raw, "References") == OUTLOOK


def test_our_own_message_id_is_never_encoded() -> None:
    """Whatever the length of the desk's domain."""
    long_id = f"<{'a' * 26}.{'b' * 26}@complaints.department.of.a.long.desk.example>"

    raw = BINDERY.bind(replace(LETTER, message_id=long_id))

    assert raw_header(raw, "Message-ID") == long_id


def test_a_letter_says_its_language() -> None:
    """For readers that speak: RFC 3282."""
    assert bound()["Content-Language"] == "zh-Hans"


def test_text_and_html_are_both_there_and_say_the_same() -> None:
    """Text always; HTML beside it is the same words."""
    mail = bound()
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None

    assert mail.get_content_type() == "multipart/alternative"
    assert text.get_content().splitlines() == TEXT.splitlines()
    shown = [line.removeprefix("- ") for line in text_of_html(html.get_content())]
    assert shown == [line.removeprefix("- ") for line in TEXT.splitlines() if line]


def text_of_html(html: str) -> list[str]:
    """The lines that a reader of the HTML sees."""
    raw = b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    return [line for line in (parse(raw, MONDAY).text or "").splitlines() if line]


def test_a_chinese_subject_survives_the_journey() -> None:
    """Long enough to be folded over several encoded words."""
    read = parse(BINDERY.bind(LETTER), MONDAY)

    assert read.subject == LETTER.subject
    assert (read.sender, read.sender_name) == (REPLY_TO, "投诉处 Ombud")
    assert (read.text, read.message_id) == (TEXT, LETTER.message_id)
    assert read.defects == ()


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=120))
def test_any_subject_survives_the_journey(subject: str) -> None:
    """Whatever script it is in."""
    assert parse(BINDERY.bind(replace(LETTER, subject=subject)), MONDAY).subject == subject


def test_every_line_is_short_enough_for_every_server() -> None:
    """RFC 5322: 998 bytes, and headers folded at 78; seven bits a byte."""
    raw = BINDERY.bind(replace(LETTER, text="字" * 3000, html="x" * 3000))

    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_a_long_line_of_english_is_broken_up() -> None:
    """A paragraph of a thousand letters must not be cut by a server on the way."""
    raw = BINDERY.bind(replace(LETTER, text="word " * 300))

    assert max(map(len, raw.split(b"\r\n"))) <= 998


FIELDS = ("message_id", "reply_to", "recipient", "subject", "language", "in_reply_to")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
@pytest.mark.parametrize("field", FIELDS)
def test_no_field_can_add_a_header(field: str, end: str) -> None:
    """A line end in any of them stops the letter, or it is only text."""
    poisoned = f"{getattr(LETTER, field)}{end}Bcc: evil@other.example"

    assert injected(replace(LETTER, **{field: poisoned})) is None  # type: ignore[arg-type]  # a name of FIELDS


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_references_cannot_add_a_header(end: str) -> None:
    """They are quoted from the sender's own mail."""
    poisoned = replace(LETTER, references=(f"<1@x>{end}Bcc: evil@other.example",))

    assert injected(poisoned) is None


def test_the_words_of_a_letter_cannot_end_it() -> None:
    """Text that looks like the edge of a part or like a header is text."""
    text = "--=_x--\r\nBcc: evil@other.example\r\n\r\n.\r\nMAIL FROM:<x>\r\n"
    mail = bound(text=text)
    body = mail.get_body(("plain",))
    assert body is not None

    assert mail["Bcc"] is None
    assert body.get_content().splitlines() == text.splitlines()


def injected(message: OutboundMessage) -> str | None:
    """The header that somebody got in, if a mail came of it at all."""
    try:
        raw = BINDERY.bind(message)
    except ValueError:
        return None
    head = raw.partition(b"\r\n\r\n")[0]
    lines = head.replace(b"\r", b"\n").split(b"\n")
    return next((one.decode() for one in lines if one.lower().startswith(b"bcc")), None)


# ---- files -------------------------------------------------------------------------------


PICTURE = OutboundFile(name="calls.png", media_type="image/png", content=PNG + b"\r\n.\r\n")


def test_files_go_along_as_they_are() -> None:
    """Beside the words, byte by byte; the same message is the same bytes with them, too."""
    raw = BINDERY.bind(replace(LETTER, files=(PICTURE, PICTURE)))

    read = parse(raw, MONDAY)

    assert raw == BINDERY.bind(replace(LETTER, files=(PICTURE, PICTURE)))
    assert [(one.name, one.media_type, one.size) for one in read.attachments] == [
        ("calls.png", "image/png", len(PICTURE.content))
    ] * 2
    assert attachment(raw, read.attachments[0].sha256) == PICTURE.content
    assert (read.text, read.subject, read.defects) == (TEXT, LETTER.subject, ())
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("text/plain", "text/plain"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",) * 2,
        ("text/html", "text/html"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("", "application/octet-stream"),
        ("image", "application/octet-stream"),
        ("/png", "application/octet-stream"),
        ("image/", "application/octet-stream"),
        ("image/p ng", "application/octet-stream"),
        ("image/png; x=y", "application/octet-stream"),
        ("image/png\r\nBcc: evil@other.example", "application/octet-stream"),
        ("图/片", "application/octet-stream"),
    ],
)
def test_a_file_of_an_odd_kind_goes_along_as_bytes(given: str, shown: str) -> None:
    """Its kind is the sender's word: what is none, or would be read as a mail, is only bytes."""
    content = b"Subject: a mail inside\r\n\r\n\x00\xff."
    raw = BINDERY.bind(
        replace(LETTER, files=(replace(PICTURE, media_type=given, content=content),))
    )

    (one,) = parse(raw, MONDAY).attachments
    (sent,) = message_from_bytes(raw, policy=default).iter_attachments()

    assert sent.get_content_type() == shown
    assert attachment(raw, one.sha256) == content
    assert message_from_bytes(raw, policy=default)["Bcc"] is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("通话记录（三月）.png", "通话记录（三月）.png"),  # noqa: RUF001  Chinese punctuation
        ("a long name " * 12 + ".pdf", "a long name " * 12 + ".pdf"),
        ("字" * 100 + ".png", "字" * 100 + ".png"),
        ('say "cheese".png', 'say "cheese".png'),
        ("50% & 100%.txt", "50% & 100%.txt"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\calls.png", "C:_calls.png"),
        ("a\r\nBcc: evil@other.example", "a_Bcc: evil@other.example"),
        ("", "file"),
        ("\x00\x01", "_"),
    ],
)
def test_the_name_of_a_file_survives_the_journey(given: str, shown: str) -> None:
    """RFC 2231; what could be a path or a header is not."""
    raw = BINDERY.bind(replace(LETTER, files=(replace(PICTURE, name=given),)))

    assert [one.name for one in parse(raw, MONDAY).attachments] == [shown]
    assert message_from_bytes(raw, policy=default)["Bcc"] is None


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_any_name_of_a_file_survives_the_journey(name: str) -> None:
    """Whatever script it is in."""
    raw = BINDERY.bind(replace(LETTER, files=(replace(PICTURE, name=name),)))

    (one,) = parse(raw, MONDAY).attachments
    assert one.name == name.replace("/", "_").replace("\\", "_")


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_file_breaks_a_letter(name: str, media_type: str) -> None:
    """Whatever the sender's mail program called it."""
    strange = replace(PICTURE, name=name.encode("utf-8", "replace").decode(), media_type=media_type)
    raw = BINDERY.bind(replace(LETTER, files=(strange,)))

    (one,) = parse(raw, MONDAY).attachments
    assert attachment(raw, one.sha256) == PICTURE.content
    assert injected(replace(LETTER, files=(strange,))) is None
