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
from adapters.press import as_html
from casework.messages import MessageKind, OutboundMessage
from tests.examples import ANA, MONDAY

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
    assert text_of_html(html.get_content()) == [
        line.removeprefix("- ") for line in TEXT.splitlines() if line
    ]


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
