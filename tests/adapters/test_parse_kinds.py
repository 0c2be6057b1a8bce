"""Who wrote a mail: a person, a machine, a mail server. Machines are never answered."""

from __future__ import annotations

import pytest

from adapters.mailbox.parse import parse
from casework.messages import MessageKind
from tests.examples import MONDAY, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"


@pytest.mark.parametrize(
    ("header", "rule"),
    [
        (("Auto-Submitted", "auto-replied"), "Auto-Submitted"),
        (("Auto-Submitted", "auto-generated; owner-email=x@y.example"), "Auto-Submitted"),
        (("Return-Path", "<>"), "Return-Path is empty"),
        (("Precedence", "bulk"), "Precedence"),
        (("Precedence", "AUTO_REPLY"), "Precedence"),
        (("X-Auto-Response-Suppress", "All"), "X-Auto-Response-Suppress"),
        (("X-Autoreply", "yes"), "X-Autoreply"),
        (("X-Autorespond", "away"), "X-Autoreply"),
        (("List-Id", "<news.shop.example>"), "mailing list"),
        (("List-Unsubscribe", "<mailto:stop@shop.example>"), "mailing list"),
    ],
)
def test_what_a_machine_sent_is_known_by_its_headers(header: tuple[str, str], rule: str) -> None:
    """RFC 3834 and what mail programs did before it; the rule says which header it was."""
    mail = parse(a_mail(headers=(header,)), MONDAY)

    assert (mail.kind, mail.kind_rule) == (MessageKind.AUTOMATIC, rule)


@pytest.mark.parametrize(
    "header",
    [
        ("Auto-Submitted", "no"),
        ("Auto-Submitted", "No; because=a-person"),
        ("Return-Path", "<ana@home.example>"),
        ("Precedence", "normal"),
        ("X-Mailer", "a mail program"),
    ],
)
def test_what_a_person_sent_is_not_taken_for_automatic(header: tuple[str, str]) -> None:
    """A complaint that is taken for a machine's is never answered: the worse mistake."""
    assert parse(a_mail(headers=(header,)), MONDAY).kind is MessageKind.PERSON


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


def test_a_receipt_is_automatic_but_no_delivery_report() -> None:
    """RFC 8098: somebody's mail program says that a letter was opened."""
    raw = (
        b"From: ana@home.example\r\n"
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\r\n"
        b"\r\n--x\r\n\r\nread\r\n--x--\r\n"
    )
    mail = parse(raw, MONDAY)

    assert (mail.kind, mail.kind_rule) == (MessageKind.AUTOMATIC, "a report")


def test_a_person_who_forwards_a_delivery_report_is_a_person() -> None:
    """The report is a part of the mail, not the mail."""
    report = (MAIL / "a delivery report.eml").read_bytes()
    raw = (
        b"From: ana@home.example\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n"
        b"--outer\r\nContent-Type: text/plain\r\n\r\nWhat is this?\r\n"
        b"--outer\r\nContent-Type: message/rfc822\r\n\r\n" + report + b"\r\n--outer--\r\n"
    )

    assert parse(raw, MONDAY).kind is MessageKind.PERSON


@pytest.mark.parametrize(
    "sender", ["MAILER-DAEMON@mx.example", "Mail Delivery System <Mailer-Daemon@mx.example>"]
)
def test_a_mail_daemon_is_no_person(sender: str) -> None:
    """Not every mail server marks what it sends back; none of them wants an answer."""
    assert parse(a_mail(sender=sender), MONDAY).kind is MessageKind.AUTOMATIC


def test_a_person_may_complain_about_a_postmaster() -> None:
    """Only the address counts, not the name or the text."""
    mail = parse(a_mail("postmaster@mx.example does not answer."), MONDAY)

    assert mail.kind is MessageKind.PERSON
