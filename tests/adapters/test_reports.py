"""Delivery reports in the form of RFC 3464: whom, why, for how long, and of which letter."""

from __future__ import annotations

import pytest

from adapters.mailbox.machines.unformed_reports import RECIPIENT_LIMIT
from adapters.mailbox.parse import parse
from casework.messages import DeliveryReport, ReportedRecipient
from tests.examples import MONDAY, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"


def a_report(
    recipients: str,
    *,
    text: str = "Sorry.",
    letter: str = "Message-ID: <letter@desk.example>",
    kind: str = "report; report-type=delivery-status",
    sender: str = DAEMON,
    top: str = "",
) -> DeliveryReport | None:
    """The report with these recipient fields, as we read it."""
    raw = f"""From: {sender}
To: complaints@desk.example
Subject: Delivery Status Notification
{top}MIME-Version: 1.0
Content-Type: multipart/{kind}; boundary="x"

--x
Content-Type: text/plain

{text}
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Original-Envelope-Id: <not-a-letter@mx.example>

{recipients}
--x
Content-Type: text/rfc822-headers

{letter}
--x--
"""
    return parse(raw.encode(), MONDAY).report


def test_a_report_tells_all_that_we_need() -> None:
    """The recipient, the status, that it is for good, and the letter it is about."""
    assert parse((MAIL / "a delivery report.eml").read_bytes(), MONDAY).report == DeliveryReport(
        rule="RFC 3464 report",
        action="failed",
        has_form=True,
        recipients=(
            ReportedRecipient(address="nobody@home.example", status="5.1.1", permanent=True),
        ),
        original_message_id="<letter@desk.example>",
    )


@pytest.mark.parametrize(
    ("fields", "action", "status", "permanent"),
    [
        ("Action: failed\nStatus: 5.2.2", "failed", "5.2.2", True),
        ("Action: failed\nStatus: 4.4.1", "failed", "4.4.1", False),
        ("Action: delayed\nStatus: 4.4.1", "delayed", "4.4.1", False),
        ("Action: delayed\nStatus: 5.0.0", "delayed", "5.0.0", False),
        ("Action: delivered\nStatus: 2.0.0", "delivered", "2.0.0", None),
        ("Action: relayed (to mx)\nStatus: 2.0.0", "relayed", "2.0.0", None),
        ("Action: expanded\nStatus: 2.0.0", "expanded", "2.0.0", None),
        ("Action: deliverable\nStatus: 2.1.5", "delivered", "2.1.5", None),
        ("Action: FAILED\nStatus: 5.1.1 (no such user)", "failed", "5.1.1", True),
        ("Action: failed", "failed", "", None),
        ("Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 No", "failed", "5.1.1", True),
        ("Action: failed\nDiagnostic-Code: smtp; 550 user unknown", "failed", "5.1.1", True),
        (
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 full",
            *("failed", "5.2.2", True),
        ),
        (
            "Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 421\n 4.4.2 lost",
            *("failed", "4.4.2", False),
        ),
        (
            "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 421 4.4.2 lost",
            *("failed", "5.0.0", True),
        ),
    ],
)
def test_what_became_of_a_letter(
    fields: str,
    action: str,
    status: str,
    permanent: bool | None,  # noqa: FBT001  a table's column
) -> None:
    """Delayed is not failed; given up after a passing fault is failed, and not for good."""
    report = a_report(f"Final-Recipient: rfc822; zhang@firm.example\n{fields}")

    assert report is not None
    assert report.action == action
    assert report.recipients == (
        ReportedRecipient(address="zhang@firm.example", status=status, permanent=permanent),
    )


@pytest.mark.parametrize(
    ("fields", "addresses"),
    [
        ("Final-Recipient: rfc822;zhang@firm.example", ("zhang@firm.example",)),
        ("Final-Recipient: RFC822; <zhang@firm.example>", ("zhang@firm.example",)),
        ("final-recipient:LOCAL;\n zhang@firm.example", ("zhang@firm.example",)),
        ("Final-Recipient: zhang@firm.example", ("zhang@firm.example",)),
        ("Final-Recipient: utf-8; 张@例子.example", ("张@例子.example",)),
        (
            "Original-Recipient: rfc822;zhang@firm.example\nFinal-Recipient: rfc822;z@mx.example",
            ("zhang@firm.example", "z@mx.example"),
        ),
        (
            (
                "Final-Recipient: rfc822;a@x.example\nAction: failed\n"
                "Final-Recipient: rfc822;b@x.example\nAction: failed"
            ),
            ("a@x.example", "b@x.example"),
        ),
        (
            "Final-Recipient: rfc822;a@x.example\n\n\nFinal-Recipient: rfc822;A@x.example",
            ("a@x.example",),
        ),
    ],
)
def test_the_recipients_are_found_however_they_are_written(
    fields: str, addresses: tuple[str, ...]
) -> None:
    """The address that we wrote to comes first, each address once."""
    report = a_report(fields)

    assert report is not None
    assert tuple(one.address for one in report.recipients) == addresses


def test_what_the_fields_leave_open_the_text_says() -> None:
    """OpenSMTPD writes 5.0.0 in the fields and the server's answer in the text."""
    report = a_report(
        "Final-Recipient: rfc822; zhang@firm.example\nAction: failed\nStatus: 5.0.0",
        text="zhang@firm.example: 552 5.2.2 mailbox full",
    )

    assert report is not None
    assert [one.status for one in report.recipients] == ["5.2.2"]


def test_a_report_whose_status_part_is_empty_is_read_from_its_text() -> None:
    """Its form makes it a report, whatever is missing."""
    report = a_report("", text="Your message\n  To: x\nwas not delivered to:\n  zhang@firm.example")

    assert report is not None
    assert (report.rule, report.has_form) == ("RFC 3464 report", True)
    assert [one.address for one in report.recipients] == ["zhang@firm.example"]


@pytest.mark.parametrize(
    ("letter", "top", "expected"),
    [
        ("Message-Id: <letter@desk.example>", "", "<letter@desk.example>"),
        ("Subject: hello\nMESSAGE-ID:\n <letter@desk.example>", "", "<letter@desk.example>"),
        ("Subject: hello", "In-Reply-To: <letter@desk.example>\n", "<letter@desk.example>"),
        ("Subject: hello", "References: <a@x> <letter@desk.example>\n", "<letter@desk.example>"),
        ("Subject: hello", "", ""),
    ],
)
def test_which_letter_it_is_about(letter: str, top: str, expected: str) -> None:
    """The letter's own Message-ID; only at last what the report answers, never the envelope's."""
    report = a_report("Final-Recipient: rfc822; zhang@firm.example", letter=letter, top=top)

    assert report is not None
    assert report.original_message_id == expected


def test_a_gateway_that_wraps_a_report_changes_nothing() -> None:
    """A virus scanner passes the report on inside a mail of its own."""
    inner = (MAIL / "a delivery report.eml").read_bytes()
    raw = (
        b"From: postmaster@gate.example\r\nSubject: Returned mail\r\n"
        b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
        b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--outer--\r\n"
    )
    report = parse(raw, MONDAY).report

    assert report is not None
    assert [one.address for one in report.recipients] == ["nobody@home.example"]
    assert report.original_message_id == "<letter@desk.example>"


def test_fields_that_stand_in_plain_text_are_read() -> None:
    """Servers that lost the form of their reports, or never had it."""
    text = "Technical report:\n\nFinal-Recipient: rfc822; zhang@firm.example\nStatus: 5.1.1\n"
    report = parse(a_mail(text, sender=DAEMON, subject="Mail failure"), MONDAY).report

    assert report is not None
    assert (report.rule, report.has_form) == ("RFC 3464 fields in the text", False)
    assert [(one.address, one.status) for one in report.recipients] == [
        ("zhang@firm.example", "5.1.1")
    ]


def test_a_status_part_with_raw_bytes_is_read() -> None:
    """The library cannot write such a part as bytes again; what it says still counts."""
    report = a_report(
        "Final-Recipient: rfc822; zhang@firm.example\nAction: failed\n"
        "Diagnostic-Code: smtp; 550 5.1.1 用户不存在\n\n收件人不存在"
    )

    assert report is not None
    assert [(one.address, one.status) for one in report.recipients] == [
        ("zhang@firm.example", "5.1.1")
    ]


@pytest.mark.parametrize(
    "kind", ["report; report-type=disposition-notification", "report; report-type=feedback-report"]
)
def test_reports_on_reading_and_on_spam_are_none_on_delivery(kind: str) -> None:
    """RFC 8098 and RFC 5965, even with a delivery-status part among theirs."""
    assert a_report("Final-Recipient: rfc822; zhang@firm.example", kind=kind) is None


def test_a_report_with_recipients_without_end_is_read_so_far_and_no_further() -> None:
    """A hostile one: each group is a message of its own to the library, and we stop in time."""
    group = "Final-Recipient: rfc822; {}@x.example\nAction: failed\nStatus: 5.1.1\n\n"
    report = a_report("".join(group.format(number) for number in range(3_000)))

    assert report is not None
    assert report.recipients[0].address == "0@x.example"
    assert len(report.recipients) == RECIPIENT_LIMIT
    assert report.original_message_id == "<letter@desk.example>"
