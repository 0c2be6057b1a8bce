"""Hostile mail: it is kept, it is held, and it costs next to nothing."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.mailbox import parse as parsing
from adapters.mailbox.parse import parse
from adapters.mailbox.reading import headers
from adapters.mailbox.reading.limits import (
    ADDRESS_LIMIT,
    COMMENT_LIMIT,
    GROUP_LIMIT,
    HEADER_BLOCK_LIMIT,
    HEADER_LIMIT,
    NESTING_LIMIT,
    PARAMETER_LIMIT,
    PART_LIMIT,
    WORD_LIMIT,
)
from tests.examples import ANA, MONDAY, PNG, ROOT, a_mail

if TYPE_CHECKING:
    from casework.messages import InboundMessage

pytestmark = pytest.mark.again

HEAD = b"From: ana@home.example\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
KEPT = [one.read_bytes() for one in sorted((ROOT / "tests" / "mail").glob("*.eml"))]
REAL = [*KEPT, a_mail("投诉 calls\n", subject="骚扰", files=(("图.png", "image/png", PNG),))]


def header_block(size: int) -> bytes:
    """A mail whose headers are so many bytes together, each of them small."""
    lines, rest = divmod(size - len(HEAD) + 2, 1000)
    block = HEAD + b"".join(b"X: " + b"x" * 995 + b"\r\n" for _ in range(lines - 1))
    return block + b"Y: " + b"y" * (1000 + rest - 5) + b"\r\n\r\nhello"


def one_header(size: int) -> bytes:
    """A mail with one header of so many bytes."""
    return HEAD + b"X: " + b"x" * (size - 3) + b"\r\n\r\nhello"


def in_a_header(many: int, what: bytes) -> bytes:
    """A mail whose headers hold something so many times, over many lines."""
    each = b"\r\n".join(b"X: " + what for _ in range(many))
    return b"Subject: s\r\n" + each + b"\r\n\r\nhello"


def parts(many: int) -> bytes:
    """A mail with so many lines that look like the edge of a part."""
    edges = many - 1
    return MIXED + b"--x\r\n\r\nhello\r\n" * edges + b"--x--\r\n"


def oddly_parted(many: int) -> bytes:
    """The same with a boundary that is declared in RFC 2231's way, which few do."""
    return parts(many).replace(b"boundary=x", b"boundary*0=x")


def content_type(size: int) -> bytes:
    """A mail whose Content-Type is so long, all with its name."""
    start = b"Content-Type: text/plain; x="
    return HEAD + start + b"x" * (size - len(start)) + b"\r\n\r\nhello"


def groups(many: int) -> bytes:
    """A delivery report with so many blank lines, of which the second ends the headers."""
    head = HEAD + b'Content-Type: text/plain; x="message/delivery-status"\r\n\r\n'
    return head + b"hello\r\n\r\n" * (many - 1)


def nested(many: int) -> bytes:
    """Multiparts in multiparts, so many."""
    levels = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(many)
    )
    return HEAD + levels + b"\r\nhello"


@pytest.mark.parametrize(
    ("make", "most", "word"),
    [
        (header_block, HEADER_BLOCK_LIMIT, "bytes in its header block"),
        (one_header, HEADER_LIMIT, "bytes in one header"),
        (lambda n: in_a_header(n, b"=?utf-8?q?x?="), WORD_LIMIT, "encoded words in its headers"),
        (lambda n: in_a_header(n, b"a@b"), ADDRESS_LIMIT, "addresses in its headers"),
        (lambda n: in_a_header(n, b"(c)"), COMMENT_LIMIT, "comments in its headers"),
        (content_type, PARAMETER_LIMIT, "bytes in one Content header"),
        (parts, PART_LIMIT, "parts"),
        (oddly_parted, PART_LIMIT, "parts"),
        (nested, NESTING_LIMIT, "parts in each other"),
        (groups, GROUP_LIMIT, "groups in its delivery report"),
    ],
    ids=[
        *("header block", "header", "encoded words", "addresses", "comments", "parameters"),
        *("parts", "parts by an odd boundary", "nesting", "groups of a report"),
    ],
)
def test_each_limit_holds_exactly(make: object, most: int, word: str) -> None:
    """At the limit a mail is read; one more, and it is held with the reason."""
    assert callable(make)

    for size in (most - 1, most):
        assert "hello" in (parse(make(size), MONDAY).text or "")
    over = parse(make(most + 1), MONDAY)

    assert over.text is None
    assert f"{word}, more than the {most} that are read" in over.defects[0]


def test_the_size_limit_holds_exactly() -> None:
    """Size never stops keeping, only reading."""
    raw = a_mail()

    assert parse(raw, MONDAY, len(raw)).text
    assert parse(raw, MONDAY, len(raw) - 1).text is None
    assert str(len(raw)) in parse(raw, MONDAY, len(raw) - 1).defects[0]


def test_a_mail_that_is_held_has_its_digest_and_its_time() -> None:
    """It is in the record as itself, so that the same bytes are folded."""
    raw = nested(NESTING_LIMIT + 1)

    held, read = parse(raw, MONDAY), parse(a_mail(), MONDAY)

    assert (held.received_at, len(held.sha256)) == (MONDAY, len(read.sha256))
    assert held.sha256 != read.sha256


# ---- never in more than a moment ---------------------------------------------------------

MANY = 60_000
A_MOMENT = 60.0  # seconds, under a coverage tool too: what grows with the square takes hours
CHEAP = {
    "5000 nested multiparts": nested(5000),
    "HTML of nothing but less-than signs": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<" * (20 * MANY),
    "a long line without an end": HEAD + b"\r\n" + b"x" * (50 * MANY),
    "no headers at all": b"\r\n" + b"hello\r\n" * MANY,
    "nothing but line ends": b"\r\n" * MANY,
    "addresses without an end": b"From: " + b"a@b," * 490 + b"\r\n\r\nhello",
    "quotes that never close": b"From: " + b'"' * 60_000 + b"\r\n\r\nhello",
    "quotes and backslashes in turn": b"From: " + b'"\\' * 60_000 + b"\r\n\r\nhello",
    "a mailbox of nothing but From lines": b"From a\n" * MANY + b"From: a@b\n\nhello",
    "one paragraph of flowed text": HEAD
    + b"Content-Type: text/plain; format=flowed\r\n\r\n"
    + b"hello \r\n" * MANY,
    "files that begin and never end": HEAD + b"\r\n" + b"begin 644 x\r\n" * MANY,
    "Japanese that switches at every sign": HEAD + b"\r\n" + b"\x1b$B" * MANY,
    "HTML with ends that fit no beginning": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<div>" * MANY
    + b"</p>" * MANY,
    "HTML quotes in each other": HEAD
    + b"Content-Type: text/html\r\n\r\n"
    + b"<blockquote>x" * MANY,
    "a hundred thousand backslashes": HEAD + b"Subject: " + b"\\" * 60_000 + b"\r\n\r\nhello",
}
DEAR = {
    "parts that end in a bare CR": MIXED + b"--x\r\r\r" * 25_000,
    "scripts that never close": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<script>" * 5_000,
    "a Content-Type of 5000 parameters": HEAD
    + b"Content-Type: text/plain"
    + b";a=b" * 5_000
    + b"\r\n\r\nhello",
    "a part's Content-Type of 5000 parameters": MIXED
    + b"--x\r\nContent-Type: text/plain"
    + b";a=b" * 5_000
    + b"\r\n\r\nhello\r\n--x--\r\n",
}


def seconds_to_parse(raw: bytes) -> float:
    """The processor's time for it, whatever else the machine does and however it is watched."""
    start = process_time()
    parse(raw, MONDAY)
    return process_time() - start


@pytest.mark.parametrize("name", CHEAP)
def test_hostile_mail_costs_a_moment(name: str) -> None:
    """No message can stop another."""
    assert seconds_to_parse(CHEAP[name]) < A_MOMENT


@pytest.mark.parametrize("name", DEAR)
def test_hostile_mail_costs_a_moment_too(name: str) -> None:
    """No message can stop another."""
    assert seconds_to_parse(DEAR[name]) < A_MOMENT


def test_nesting_is_held_before_it_is_parsed() -> None:
    """5000 multiparts in each other: refused by counting, not by trying."""
    mail = parse(nested(5000), MONDAY)

    assert mail.text is None
    assert seconds_to_parse(nested(5000)) < A_MOMENT


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Subject: " + b"=?utf-8?q?x?= " * 20_000 + b"\r\n\r\nhello",
        HEAD + b"To: " + b"a@b.example,\r\n " * 50_000 + b"\r\n\r\nhello",
        MIXED + b"--x\r\n\r\n" * 200_000,
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
        b"\r\n" + HEAD + b"To: " + b"a@b.example,\r\n " * 50_000 + b"\r\n\r\nhello",
    ],
    ids=["encoded words", "addresses", "parts", "attached messages", "below a blank line"],
)
def test_what_the_library_dies_of_is_refused_before_it_sees_it(
    monkeypatch: pytest.MonkeyPatch, raw: bytes
) -> None:
    """One of these headers costs Python's own reading 2.7 GB, the parts half a minute."""
    monkeypatch.setattr(parsing, "message_from_bytes", _break)

    mail = parse(raw, MONDAY)

    assert mail.text is None
    assert "that are read" in mail.defects[0]


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Subject: " + b"=?utf-8?q?x?=\r\n " * 3_300 + b"\r\n\r\nhello",
        HEAD + b"To: " + b"a.long.name@home.example,\r\n " * 1_500 + b"\r\n\r\nhello",
        HEAD + b"\r\nhello\r\n" + b"--------\r\n" * 5_000,
        MIXED + b"--x\r\n\r\nhello\r\n" + MIXED.replace(b"x\r\n", b"y\r\n") * 100 + b"--x--\r\n",
    ],
    ids=[
        "a long subject",
        "many recipients",
        "lines of dashes",
        "a text that speaks of boundaries",
    ],
)
def test_what_people_really_send_is_under_every_limit(raw: bytes) -> None:
    """A newsletter's recipients, a log with rules across: read, not held."""
    assert "hello" in (parse(raw, MONDAY).text or "")


# ---- whatever comes ----------------------------------------------------------------------


def words_of(mail: InboundMessage) -> list[str]:
    """Every word of a message that a database will see."""
    return [
        mail.message_id,
        mail.sender,
        mail.sender_name,
        *mail.recipients,
        mail.subject,
        mail.text or "",
        *mail.refers_to,
        *(one.name for one in mail.attachments),
        *mail.defects,
    ]


def assert_storable(mail: InboundMessage) -> None:
    """No NUL (PostgreSQL refuses it), no lone surrogates (nobody can encode them)."""
    for word in words_of(mail):
        assert "\x00" not in word
        word.encode()


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_random_bytes_never_raise(raw: bytes) -> None:
    """Nothing is dropped because it could not be parsed."""
    assert_storable(parse(raw, MONDAY))


@given(st.sampled_from(REAL), st.data())
@settings(max_examples=250, deadline=None)
def test_damaged_copies_of_real_mails_never_raise(whole: bytes, data: st.DataObject) -> None:
    """A few bytes are changed, something is cut out, something is there twice."""
    raw = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        length = data.draw(st.integers(0, 40))
        new = data.draw(st.one_of(st.binary(max_size=4), st.just(bytes(raw[at : at + length]) * 2)))
        raw[at : at + length] = new

    assert_storable(parse(bytes(raw), MONDAY))


_NAMES = ("Content-Type", "Content-Disposition", "From", "To", "Subject", "Date", "Message-ID")
_BITS = st.sampled_from(
    [
        *(b"text/plain", b"multipart/mixed", b";", b"=", b'"', b"charset", b"boundary", b"*0*"),
        *(b"<", b">", b"@", b"(", b")", b",", b":", b"=?utf-8?b?", b"?=", b"\x00", b"\xff", b"\\"),
        *(b"filename", b"attachment", b"[", b"]", b" ", b"\r\n ", b"a", b"%", b"\xe6\x8a", b"''"),
    ]
)


@given(st.dictionaries(st.sampled_from(_NAMES), st.lists(_BITS, max_size=12), max_size=5))
@settings(max_examples=300, deadline=None)
def test_odd_headers_never_raise(headers: dict[str, list[bytes]]) -> None:
    """``email.policy.default`` raises on some of these; a mail with them is still a mail."""
    lines = [name.encode() + b": " + b"".join(bits) for name, bits in headers.items()]

    assert_storable(parse(b"\r\n".join([*lines, b"", b"hello"]), MONDAY))


def test_a_media_type_holds_no_nul() -> None:
    """What the sender calls the kind of a file is the sender's text, too."""
    (file,) = parse(HEAD + b"Content-Type: image/p\x00ng\r\n\r\nx", MONDAY).attachments

    assert "\x00" not in file.media_type


def test_a_mail_that_breaks_the_library_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held with the reason, whatever it was."""
    monkeypatch.setattr(parsing, "message_from_bytes", _break)

    mail = parse(a_mail(), MONDAY)

    assert mail.text is None
    assert "an odd mail" in mail.defects[0]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        (parsing, "attachments_of"),
        (parsing, "kind_of"),
        (parsing, "report_of"),
        (parsing, "own_words"),
        (headers, "date_of"),
        (headers, "recipients"),
    ],
)
def test_one_odd_field_does_not_cost_the_others(
    monkeypatch: pytest.MonkeyPatch, place: object, field: str
) -> None:
    """The rest is read, and what is missing is told."""
    monkeypatch.setattr(place, field, _break)

    mail = parse(a_mail(), MONDAY)

    assert (mail.sender, mail.text) == (ANA, parse(a_mail(), MONDAY).text)
    assert "an odd mail" in mail.defects[0]


def test_a_mail_whose_text_cannot_be_read_is_not_taken_for_an_empty_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its text is None, so that a person looks; "" would open a case without a word in it."""
    monkeypatch.setattr(parsing, "text_of", _break)

    mail = parse(a_mail(), MONDAY)

    assert (mail.sender, mail.text) == (ANA, None)


def _break(*_: object, **__: object) -> None:
    raise IndexError("an odd mail")
