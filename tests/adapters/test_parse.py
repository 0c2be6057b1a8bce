"""What a mail says about itself: words, names, files, whatever the mail program was."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from adapters.mailbox.parse import parse
from casework.messages import InboundMessage, MessageKind
from tests.examples import ANA, DESK, MONDAY, PNG, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"


def kept(name: str) -> InboundMessage:
    """One of the mails beside the tests; its file name says what is true of it."""
    return parse((MAIL / f"{name}.eml").read_bytes(), MONDAY)


def encoded_word(text: str, label: str, codec: str) -> str:
    """RFC 2047, as mail programs write it."""
    return f"=?{label}?B?{b64encode(text.encode(codec)).decode()}?="


def test_an_ordinary_mail_is_read_in_full() -> None:
    """Sender in lower case, name, recipients, dates, id, words: all there, nothing wrong."""
    raw = (MAIL / "a person writes plain English.eml").read_bytes()

    mail = parse(raw, MONDAY)

    assert (mail.sender, mail.sender_name) == (ANA, "Ana Lim")
    assert mail.recipients == (DESK,)
    assert mail.subject == "Unwanted calls"
    assert mail.text == "They call me every day from 010-5555 0199.\nPlease stop it.\n"
    assert mail.message_id == "<plain@home.example>"
    assert mail.sent_at == datetime(2026, 3, 2, 9, 29, tzinfo=UTC)
    assert (mail.received_at, mail.sha256) == (MONDAY, sha256(raw).hexdigest())
    assert (mail.kind, mail.defects) == (MessageKind.PERSON, ())


def test_a_body_labelled_gb2312_is_read_as_gb18030() -> None:
    """Most Chinese mail programs say gb2312 and mean more; 喆 and 镕 are not in gb2312."""
    mail = kept("a body labelled gb2312 holds signs of gb18030")

    assert mail.text == "我是您的客户。昨天又接到推销电话，喆字和镕字也请照样读出。\n"  # noqa: RUF001  Chinese punctuation
    assert (mail.sender_name, mail.subject) == ("王小明", "投诉骚扰电话")


def test_a_body_in_big5_may_have_signs_of_hong_kong() -> None:
    """嗰, 嚟 and 啲 are only in the Hong Kong supplement."""
    mail = kept("a body in Big5 with signs of Hong Kong")

    assert mail.text == "嗰間公司成日打嚟，啲電話好滋擾。\n"  # noqa: RUF001  Chinese punctuation
    assert (mail.sender_name, mail.subject) == ("陳大文", "投訴滋擾電話")


def test_a_charset_that_nobody_knows_is_guessed() -> None:
    """The words are read all the same; a subject that cannot be read stays as it came."""
    mail = kept("a body in a charset nobody knows")

    assert mail.text == "请不要再打电话给我。\n"
    assert mail.subject == "投诉" or mail.subject.startswith("=?x-nobody-knows?")


def test_bytes_that_fit_no_charset_are_marked_not_lost() -> None:
    """What cannot be read shows as a mark, and the words around it stay."""
    words = "请不要再打电话给我".encode()
    head = b"From: ana@home.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"

    text = parse(head + words[:9] + b"\xff" + words[9:], MONDAY).text or ""

    assert text == "请不要\N{REPLACEMENT CHARACTER}再打电话给我"


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [("朱镕喆", "gb2312", "gb18030"), ("㐂先生", "GBK", "gb18030"), ("嗰嚟", "big5", "big5hkscs")],
)
def test_a_name_is_read_by_the_same_aliases_as_a_body(text: str, label: str, codec: str) -> None:
    """The labels of headers are as loose as those of bodies."""
    name = encoded_word(text, label, codec)
    raw = a_mail(sender="x@home.example", subject="s")
    raw = raw.replace(b"From: x@home.example", f"From: {name} <{ANA}>".encode())
    raw = raw.replace(b"Subject: s", f"Subject: {name}".encode())

    mail = parse(raw, MONDAY)

    assert (mail.sender_name, mail.subject) == (text, text)


def test_a_sign_broken_over_two_encoded_words_is_put_together() -> None:
    """Some mail programs cut after so many bytes, in the middle of a sign."""
    raw = "投诉处".encode()
    halves = b" ".join(b"=?utf-8?B?" + b64encode(one) + b"?=" for one in (raw[:4], raw[4:]))

    mail = parse(a_mail(subject="s").replace(b"Subject: s", b"Subject: " + halves), MONDAY)

    assert mail.subject == "投诉处"


def test_a_subject_in_plain_utf_8_is_read() -> None:
    """RFC 6532: no encoded words at all."""
    raw = a_mail(subject="s").replace(b"Subject: s", "Subject: 投诉".encode())

    assert parse(raw, MONDAY).subject == "投诉"


def test_a_name_in_plain_utf_8_is_read() -> None:
    """RFC 6532 holds for names as for subjects."""
    raw = a_mail().replace(f"From: {ANA}".encode(), f"From: 张三 <{ANA}>".encode())

    assert parse(raw, MONDAY).sender_name == "张三"


def test_a_subject_in_plain_gb18030_is_read() -> None:
    """Old mail programs in China write the subject's bytes as they are."""
    raw = a_mail(subject="s").replace(b"Subject: s", "Subject: 投诉骚扰电话".encode("gb18030"))

    assert parse(raw, MONDAY).subject == "投诉骚扰电话"


def test_an_address_that_cannot_be_written_to_is_no_sender() -> None:
    """An address that is not ASCII is shown as it stands, and never answered (RFC 6532)."""
    raw = a_mail().replace(f"From: {ANA}".encode(), "From: 张三@例子.example".encode())

    mail = parse(raw, MONDAY)

    assert (mail.from_address, mail.sender) == ("张三@例子.example", "")


def test_a_mail_with_only_html_is_read_as_text() -> None:
    """Its words and its lines; not its title, its style or its script."""
    assert kept("only HTML").text == "You called me nine times & hung up.\n\nStop it.\nNow."


def test_of_text_and_html_the_text_is_read() -> None:
    """Both say the same; one is enough."""
    raw = (
        b"From: ana@home.example\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nplain words\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>other words</p>\r\n--x--\r\n"
    )

    assert parse(raw, MONDAY).text == "plain words"


def test_an_empty_text_part_does_not_hide_the_html() -> None:
    """Some mail programs send an empty text part beside the HTML."""
    raw = (
        b"From: ana@home.example\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\n \r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>the words</p>\r\n--x--\r\n"
    )

    assert (parse(raw, MONDAY).text or "").strip() == "the words"


def test_attachments_keep_their_chinese_names_and_their_bytes() -> None:
    """RFC 2231 in two pieces, and RFC 2047 where it should not be but always is."""
    mail = kept("attachments named in Chinese two ways")

    assert [(one.name, one.media_type, one.size) for one in mail.attachments] == [
        ("通话记录 三月.png", "image/png", 8),
        ("录音（一）.amr", "audio/amr", 5),  # noqa: RUF001  Chinese punctuation
    ]
    assert mail.attachments[1].sha256 == sha256(b"#!AMR").hexdigest()
    assert mail.text == "See the files."


def test_an_attached_text_is_a_file_not_the_text() -> None:
    """A call log as a text file is evidence, not part of what is said."""
    raw = a_mail("See the log.\n", files=(("log.txt", "text/plain", b"a secret log"),))

    mail = parse(raw, MONDAY)

    assert mail.text == "See the log.\n"
    assert [one.name for one in mail.attachments] == ["log.txt"]


def test_a_forwarded_mail_is_one_attachment() -> None:
    """Attached messages stay whole: neither their text nor their files are taken for ours."""
    inner = a_mail("inner words", files=(("inner.png", "image/png", PNG),))
    raw = (
        b"From: ana@home.example\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
        b"--outer\r\nContent-Type: text/plain\r\n\r\nouter words\r\n"
        b"--outer\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--outer--\r\n"
    )

    mail = parse(raw, MONDAY)

    assert mail.text == "outer words"
    assert [one.media_type for one in mail.attachments] == ["message/rfc822"]


def test_a_mail_from_two_people_has_no_sender() -> None:
    """Two From headers, or two addresses in one: nobody is guessed, a person looks."""
    assert kept("two From headers have no sender").sender == ""
    assert parse(a_mail(sender=f"{ANA}, bo@other.example"), MONDAY).sender == ""


def test_a_name_that_looks_like_an_address_is_only_a_name() -> None:
    """The address is what stands in the angle brackets."""
    mail = parse(a_mail(sender=f'"boss@bank.example" <{ANA}>'), MONDAY)

    assert (mail.sender, mail.sender_name) == (ANA, "boss@bank.example")


def test_every_address_a_mail_was_delivered_to_is_a_recipient() -> None:
    """The reply token may stand in any of them."""
    raw = a_mail(
        headers=(
            ("Cc", "Bo <bo@other.example>"),
            ("Delivered-To", "complaints+token@desk.example"),
            ("X-Original-To", DESK),
        )
    )

    assert parse(raw, MONDAY).recipients == (
        DESK,
        "bo@other.example",
        "complaints+token@desk.example",
    )


def test_what_a_mail_answers_is_read_over_folded_lines() -> None:
    """In-Reply-To and References, in order."""
    raw = a_mail(headers=(("In-Reply-To", "<b@d>"),)).replace(
        b"In-Reply-To", b"References: <a@d>\r\n\t<b@d>\r\nIn-Reply-To", 1
    )

    assert parse(raw, MONDAY).refers_to == ("<b@d>", "<a@d>", "<b@d>")


def test_a_date_that_makes_no_sense_costs_nothing_else() -> None:
    """One odd field must not cost the others."""
    raw = a_mail()
    start = raw.index(b"Date: ")
    raw = raw.replace(raw[start : raw.index(b"\r\n", start)], b"Date: the day before yesterday")

    mail = parse(raw, MONDAY)

    assert (mail.sent_at, mail.sender) == (None, ANA)
    assert (mail.text or "").startswith("Acme Calls call me")
    assert len(mail.defects) == 1


def test_the_same_words_have_the_same_digest_however_they_travelled() -> None:
    """Forwarded, wrapped elsewhere, another date: still the same complaint."""
    one = parse(a_mail("Stop calling me.\n", subject="calls", message_id="<1@x>"), MONDAY)
    two = parse(a_mail("Stop\ncalling  me.\n", subject="Fwd: calls", message_id="<2@x>"), MONDAY)
    other = parse(a_mail("Stop mailing me.\n", subject="calls"), MONDAY)

    assert one.content_digest == two.content_digest != ""
    assert other.content_digest != one.content_digest


def test_mails_that_say_nothing_are_not_all_the_same() -> None:
    """An empty mail has no digest, so two of them are never folded."""
    assert parse(a_mail("\n"), MONDAY).content_digest == ""
