"""What stands in a mail's headers: names, addresses, words, dates, as people send them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.words import decoded
from tests.examples import ANA, MONDAY, a_mail

MALLORY = "mallory@evil.example"


def from_header(value: str | bytes) -> tuple[str, str, str]:
    """Name, address as shown, and sender of a mail with this From."""
    value = value.encode() if isinstance(value, str) else value
    mail = parse(b"From: " + value + b"\r\nSubject: s\r\n\r\nhello\r\n", MONDAY)
    return mail.sender_name, mail.from_address, mail.sender


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (f"Ana Lim <{ANA}>", "Ana Lim"),
        (f'"Lim, Ana" <{ANA}>', "Lim, Ana"),
        (f"Lim, Ana <{ANA}>", "Lim, Ana"),
        (f'"Ana \\"the caller\\" Lim" <{ANA}>', 'Ana "the caller" Lim'),
        (f"Ana (not Bo) Lim <{ANA}>", "Ana  Lim"),
        (f"{ANA} (Ana Lim)", "Ana Lim"),
        (f"<{ANA}>", ""),
        (ANA, ""),
        (f'"{ANA}" <{ANA}>', ANA),
        (f"{ANA} <{ANA}>", ANA),
        (f"Ana: sales <{ANA}>", "Ana: sales"),
        (f"=?utf-8?q?Lim=2C_Ana?= <{ANA}>", "Lim, Ana"),
        (f'"=?utf-8?b?5byg5LiJ?=" <{ANA}>', "张三"),
        (f"=?gb2312?B?1cXI/Q==?=<{ANA}>", "张三"),
        (f"=?utf-8?q?a=0D=0ABcc:_x=40y.example?= <{ANA}>", "a Bcc: x@y.example"),
        (f"Ana\r\n\tLim\r\n <{ANA}>", "Ana Lim"),
        (f"\u202eanA\u200b <{ANA}>", "anA"),
    ],
)
def test_who_plainly_writes_is_the_sender(value: str, name: str) -> None:
    """One mailbox, however its name is written."""
    assert from_header(value) == (name, ANA, ANA)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (f"alice@known.example(<{MALLORY}>", "alice@known.example"),
        (f"alice@known.example (<{MALLORY}>)", "alice@known.example"),
        (f"alice@known.example <{MALLORY}>", MALLORY),
        (f"<alice@known.example> <{MALLORY}>", "alice@known.example"),
        (f"<alice@known.example> {MALLORY}", "alice@known.example"),
        (f"alice@known.example, {MALLORY}", "alice@known.example"),
        (f"Friends: {ANA};", ANA),
        (f'"Ana <{ANA}>', ANA),
        ("Ana ana@home.example", ANA),
        ("jdoe@home(a comment).example", "jdoe@home.example"),
        ('"a b"@home.example', '"a b"@home.example'),
        ("jdöe@mächine.example", "jdöe@mächine.example"),
        ("jdoe@localhost@home.example", "jdoe@localhost@home.example"),
        ("Moderator <moderator>", "moderator"),
    ],
)
def test_what_can_be_read_in_two_ways_is_shown_and_not_believed(value: str, shown: str) -> None:
    """Python's versions differ on some of these (CVE-2023-27043); others nobody can answer."""
    _, address, sender = from_header(value)

    assert (address, sender) == (shown, "")


def test_a_name_without_an_address_is_a_name() -> None:
    """It is shown; nobody can be answered."""
    assert from_header("Whomever") == ("Whomever", "", "")
    assert from_header("undisclosed-recipients:;") == ("", "", "")
    encoded = decoded("=?utf-8?q?Ana_=3Cana=40home.example=3E?=")
    assert encoded == "Ana <ana@home.example>"
    assert from_header("=?utf-8?q?Ana_=3Cana=40home.example=3E?=") == ("Ana", ANA, "")


def test_names_in_plain_bytes_are_read_by_what_the_mail_is_written_in() -> None:
    """No encoded word at all: GBK from China, windows-1252 from Europe."""
    head = b"From: " + "张三".encode("gb18030") + b" <ana@home.example>\r\n"

    assert parse(head + b"\r\nhello", MONDAY).sender_name == "张三"
    head = b"From: " + "李".encode("gb18030") + b" <ana@home.example>\r\n"
    kind = b"Content-Type: text/plain; charset=gb2312\r\n"
    assert parse(head + kind + b"\r\nhello", MONDAY).sender_name == "李"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?B?5oqV6K+J?=", "投诉"),
        ("=?utf-8?B?5oqV6K+J?= =?utf-8?Q?=E9=AA=9A?=", "投诉骚"),
        ("=?utf-8?B?5oqV6K+J", "投诉"),
        ("=?UTF-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?utf-8?b?5oq?= =?utf-8?b?V6K+J?=", "投诉"),
        ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        ("=?utf-8?q?a?=b", "ab"),
        ("Re:=?utf-8?q?a?=", "Re:a"),
        ("=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?utf-8?q?50%_=zz?=", "50% =zz"),
        ("=?iso-8859-1?q?a?=\t=?utf-8?q?=C3=BC?=", "aü"),
        ("=?utf-8?q??=", ""),
        ("a =?b", "a =?b"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?utf-8?q?a=0D=0Ab?=", "a b"),
    ],
)
def test_encoded_words_are_read_as_people_send_them(raw: str, text: str) -> None:
    """RFC 2047 says how; mail programs cut in the middle, forget padding, and leave blanks."""
    assert decoded(raw) == text


@pytest.mark.parametrize(
    "before",
    [
        b"\r\n",
        b"\r\n \r\n",
        b"\xef\xbb\xbf",
        b"From ana@home.example Mon Mar  2 09:29:00 2026\r\n",
        b">From ana@home.example Mon Mar  2 09:29:00 2026\r\n",
        b"MAIL FROM:<ana@home.example>\r\nRCPT TO:<x@y.example>\r\n",
        b"mx.example () by\r\n mail.example; Tue, 10 Oct 2023 12:36:55 +0200\r\n",
    ],
)
def test_what_other_programs_left_before_the_headers_costs_nothing(before: bytes) -> None:
    """A blank line first, or a mailbox's own: sender, subject and text are all there."""
    mail = parse(before + a_mail("hello\n"), MONDAY)

    assert (mail.sender, mail.subject, mail.text) == (ANA, "Unwanted calls", "hello\n")


def test_headers_that_broke_are_put_together() -> None:
    """A blank before the colon, a subject broken without a blank: the headers do not end there."""
    raw = b"From : ana@home.example\r\nSubject: a long\r\nsubject\r\nDate: x\r\n\r\nhello"

    mail = parse(raw, MONDAY)

    assert (mail.sender, mail.subject, mail.text) == (ANA, "a long subject", "hello")


def test_a_text_that_looks_like_headers_stays_text() -> None:
    """Only what stands before the first blank line is looked at."""
    raw = b"From: ana@home.example\r\n\r\nSubject: not this\r\n\r\nhello"

    assert parse(raw, MONDAY).text == "Subject: not this\n\nhello"


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 2 Mar 2026 17:30:00 +0800",
        "Mon, 2 Mar 2026 17:30:00.123 +0800",
        "2 Mar 2026 09:30 GMT",
        "2026-03-02T17:30:00+08:00",
        "2026-03-02 09:30",
        "02-03-2026 09:30",
        "2026年03月02日 09:30",
        "March 2, 2026 at 1:30:00 AM PST",
    ],
)
def test_a_date_is_read_in_many_forms(value: str) -> None:
    """RFC 5322, ISO 8601, and what mail programs show people."""
    raw = f"From: {ANA}\r\nDate: {value}\r\n\r\nhello".encode()

    assert parse(raw, MONDAY).sent_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
