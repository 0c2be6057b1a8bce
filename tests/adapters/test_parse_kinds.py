"""Who wrote a mail: a person, a machine, a mail server. Machines are never answered."""

from __future__ import annotations

import pytest

from adapters.mailbox.parse import parse
from casework.messages import MessageKind
from tests.examples import MONDAY, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"


def test_a_delivery_report_is_known_by_its_form() -> None:
    """RFC 3464, whatever its subject says and however its header is folded."""
    mail = parse((MAIL / "a delivery report.eml").read_bytes(), MONDAY)

    assert (mail.kind, mail.kind_rule) == (MessageKind.DELIVERY_REPORT, "RFC 3464 report")
    assert mail.text == "Your mail could not be delivered."


@pytest.mark.parametrize(
    "content_type",
    [
        b'multipart/report; report-type="delivery-status"; boundary=x',
        b"Multipart/Report;\r\n\tboundary=x;\r\n\tREPORT-TYPE=delivery-status",
    ],
)
def test_a_delivery_report_is_known_however_it_is_written(content_type: bytes) -> None:
    """Quoted, folded, in capitals."""
    raw = b"From: m@post.example\r\nContent-Type: " + content_type + b"\r\n\r\n--x--\r\n"

    assert parse(raw, MONDAY).kind is MessageKind.DELIVERY_REPORT


def test_a_person_who_forwards_a_delivery_report_is_a_person() -> None:
    """The report is a part of the mail, not the mail."""
    report = (MAIL / "a delivery report.eml").read_bytes()
    raw = (
        b"From: ana@home.example\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
        b"--outer\r\nContent-Type: text/plain\r\n\r\nWhat is this?\r\n"
        b"--outer\r\nContent-Type: message/rfc822\r\n\r\n" + report + b"\r\n--outer--\r\n"
    )

    assert parse(raw, MONDAY).kind is MessageKind.PERSON


def test_a_person_who_forwards_a_report_part_by_part_is_a_person() -> None:
    """Some mail programs forward the parts themselves, the delivery status among them."""
    raw = (
        b"From: ana@home.example\r\nSubject: Fwd: Undelivered Mail Returned to Sender\r\n"
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nYour address does not work!\r\n"
        b"--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        b"Final-Recipient: rfc822; desk@desk.example\r\nAction: failed\r\n--x--\r\n"
    )

    assert parse(raw, MONDAY).kind is MessageKind.PERSON


@pytest.mark.parametrize("subject", ["投诉\uff1a公布的邮箱是假的", "Your address is a fake"])
def test_a_person_who_attaches_the_details_of_a_report_is_a_person(subject: str) -> None:
    """The status part saved from a report and attached, under a subject and words of one's own."""
    raw = (
        f"From: ana@home.example\r\nSubject: {subject}\r\n"
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain\r\n\r\nMy letter came back, see the details.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n"
        "Content-Disposition: attachment; filename=details.txt\r\n\r\n"
        "Reporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; help@firm.example\r\nAction: failed\r\n--x--\r\n"
    )

    assert parse(raw.encode(), MONDAY).kind is MessageKind.PERSON


def test_a_postmaster_who_attaches_a_report_waits_for_staff() -> None:
    """Who runs a mail server may complain, too, and show what came back."""
    report = (MAIL / "a delivery report.eml").read_bytes()
    raw = (
        b"From: postmaster@firm.example\r\nSubject: Your mail system\r\n"
        b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n"
        b"--outer\r\nContent-Type: text/plain\r\n\r\nWhat is this?\r\n"
        b"--outer\r\nContent-Type: message/rfc822\r\n\r\n" + report + b"\r\n--outer--\r\n"
    )
    mail = parse(raw, MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "a postmaster or mail daemon")


def test_a_person_may_complain_about_a_postmaster() -> None:
    """Only the address counts, not the name or the text."""
    mail = parse(a_mail("postmaster@mx.example does not answer."), MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "")


def test_a_postmaster_is_a_person_too_until_something_else_says_no() -> None:
    """People who run mail servers complain, too: their mail waits for staff, it is not dropped."""
    mail = parse(a_mail(sender="Postmaster <postmaster@firm.example>"), MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "a postmaster or mail daemon")


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Delivery failed: parcel 4711",
            "My parcel could not be delivered to me. I want a refund.",
        ),
        ("Delivery failure", "Your courier says the letter was not delivered to: 12 Main Street."),
        ("快递投递失败投诉", "快递投递失败\uff0c无法送达\uff0c客服不理人。"),
        ("退信", "你们寄给我的信被退回了\uff0c请解释。"),
        ("投递失败", "包裹无法投递\uff0c被退回三次\uff0c我要投诉。"),
        (
            "Re: Undelivered Mail Returned to Sender",
            "> This is the mail system at host mx.\n\nWhy?",
        ),
        ("Fwd: failure notice", "I got this.\n\nHi. This is the qmail-send program at mx.example."),
        ("系统退信", "请问为什么\uff1f\n抱歉\uff0c您的邮件被退回来了……\n收件人 desk@desk.example"),
        ("转发\uff1a系统退信", "抱歉\uff0c您的邮件被退回来了……\n收件人 desk@desk.example"),
        (
            "发送失败\uff1a给 help@firm.example 的投诉",
            "我收到 Coremail 的退信\uff0c说发送失败。\n收件人\uff1ahelp@firm.example\n请转交。",
        ),
        (
            "退信\uff1a投诉信寄不出去",
            "系统说\uff1a您的邮件被退回来了。\n收件人\uff1ahelp@firm.example\n550 User not found",
        ),
        (
            "Returned mail",
            "I write to you since a message sent by me to\nhelp@firm.example\ncame back.",
        ),
        (
            "Delivery report",
            "Delivery to the following recipient failed permanently:\n\n   help@firm.example\n",
        ),
        (
            "Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.example.\n\n<help@firm.example>: user unknown\n",
        ),
        (
            "Bounce rates explained",
            "Undeliverable mail and user unknown: what to do about bounces.",
        ),
    ],
)
def test_people_who_speak_of_delivery_are_people(subject: str, text: str) -> None:
    """Parcels are not delivered, letters come back, and people ask about reports that they got."""
    assert parse(a_mail(text, subject=subject), MONDAY).kind is MessageKind.PERSON


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Delivery failed",
            "Name: Ana\nMail: ana@home.example\nMy parcel was not delivered to me.",
        ),
        ("投递失败", "姓名\uff1a安娜\n邮箱\uff1aana@home.example\n包裹投递失败\uff0c被退回。"),
        ("Contact", "Ana:\nFinal-Recipient: rfc822; help@firm.example\nis all I get back."),
    ],
)
def test_a_web_form_that_speaks_of_delivery_waits_for_staff(subject: str, text: str) -> None:
    """A form has RFC 3834's mark, as a mail server's report has; what it says a person wrote."""
    headers = (("Auto-Submitted", "auto-generated"),)
    mail = parse(a_mail(text, subject=subject, headers=headers), MONDAY)

    assert (mail.kind, mail.doubt_rule) == (MessageKind.PERSON, "Auto-Submitted")
