"""Delivery reports in words of their own: one example a habit, as mail servers write them."""

from __future__ import annotations

import pytest

from adapters.mailbox.parse import parse
from casework.messages import DeliveryReport, MessageKind
from tests.examples import MONDAY, ROOT, a_mail

MAIL = ROOT / "tests" / "mail"
DAEMON = "MAILER-DAEMON@mx.example"
POSTMASTER = "Postmaster <postmaster@mx.example>"
COPY = "\n{}\nMessage-ID: <letter@desk.example>\nTo: someone@else.example\n\nHello\n"

# rule, sender, subject, what it says, (address, status) of each recipient
HABITS = (
    (
        *("qmail", DAEMON, "failure notice"),
        (
            "Hi. This is the qmail-send program at mx.example.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
            "<a@x.example>:\n192.0.2.1 does not like recipient.\n"
            "Remote host said: 550 5.1.1 <a@x.example>... User Unknown\nGiving up on 192.0.2.1.\n\n"
            "<b@x.example>:\nSorry, I couldn't find any host by that name. (#4.1.2)\n"
        ),
        (("a@x.example", "5.1.1"), ("b@x.example", "4.1.2")),
    ),
    (
        *("Exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed"),
        (
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. The following address(es) failed:\n\n  a@x.example\n"
            "    host mx.x.example [192.0.2.1]: 552 mailbox is full\n"
        ),
        (("a@x.example", "5.2.2"),),
    ),
    (
        *("Postfix", DAEMON, "Undelivered Mail Returned to Sender"),
        (
            "This is the Postfix program at host mx.example.\n\n"
            "For further assistance, please contact <postmaster@mx.example>\n\n"
            "<a@x.example>: Name service error for domain x.example: Host not\n    found\n"
        ),
        (("a@x.example", "5.1.2"),),
    ),
    (
        *("Sendmail", DAEMON, "Returned mail: User unknown"),
        (
            "   ----- The following addresses had permanent fatal errors -----\n<a@x.example>\n\n"
            "   ----- Transcript of session follows -----\n550 <a@x.example>... User unknown\n"
        ),
        (("a@x.example", "5.1.1"),),
    ),
    (
        *("Exchange", "System Administrator <postmaster@mx.example>", "Undeliverable: Hello"),
        (
            "Your message\n\n  To:      a@x.example\n  Subject: Hello\n\n"
            "did not reach the following recipient(s):\n\na@x.example on Mon, 2 Mar 2026\n"
            "    The recipient name is not recognized\n"
        ),
        (("a@x.example", "5.1.1"),),
    ),
    (
        *("Exchange, by its words", POSTMASTER, "Unzustellbar: Hallo"),
        (
            "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\n"
            "a@x.example\nDie eingegebene Adresse konnte nicht gefunden werden. #550 5.1.1 ##\n"
        ),
        (("a@x.example", "5.1.1"),),
    ),
    (
        *("Domino", POSTMASTER, "DELIVERY FAILURE: User a not listed in Domino Directory"),
        (
            "Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  a@x.example\n\n"
            "because:\n\n  User a not listed in Domino Directory\n"
        ),
        (("a@x.example", "5.1.1"),),
    ),
    (
        *("Gmail", "mailer-daemon@googlemail.example", "Delivery Status Notification (Failure)"),
        (
            "Delivery to the following recipient failed permanently:\n\n     a@x.example\n\n"
            "Technical details of permanent failure:\nDNS Error: Domain name not found\n"
        ),
        (("a@x.example", "5.1.2"),),
    ),
    (
        *("Yahoo", "MAILER-DAEMON@yahoo.example", "Delivery failure"),
        (
            "Unable to deliver message to the following address(es).\n\n<a@x.example>:\n"
            "Sorry, your message cannot be delivered. This account is over quota.\n"
        ),
        (("a@x.example", "5.2.2"),),
    ),
    (
        *("SMTP32 (IMail)", POSTMASTER, "Undeliverable Mail"),
        "Unknown user: a@x.example\n\nUnknown user: b@x.example\n",
        (("a@x.example", "5.1.1"), ("b@x.example", "5.1.1")),
    ),
    (
        *("DragonFly", "MAILER-DAEMON <>", "Mail delivery failed"),
        (
            "This is the DragonFly Mail Agent at mx.example.\n\n"
            "There was an error delivering your mail to <a@x.example>.\n\n"
            "mx.x.example [192.0.2.1] did not like our RCPT TO:\n552 5.2.2 Mailbox full\n"
        ),
        (("a@x.example", "5.2.2"),),
    ),
    (
        *("InterScan", "imss@mx.example", "Mail could not be delivered"),
        (
            "****** Message from InterScan Messaging Security Suite ******\n\n"
            "Sent <<< RCPT TO:<a@x.example>\nReceived >>> 550 5.1.1 unknown user.\n"
        ),
        (("a@x.example", "5.1.1"),),
    ),
    (
        *("list of failed recipients", "smtp-service@mx.example", "Returned Mail - Error"),
        "------ Failed Recipients ------\n\n<a@x.example>: mailbox is full. [SMTP Code 552]\n",
        (("a@x.example", "5.2.2"),),
    ),
    (
        *("mail.ru", DAEMON, "Ваше сообщение не доставлено"),
        (
            "Это письмо создано автоматически сервером.\n\n  a@x.example\n"
            "    host mx.x.example: 550 5.2.2 Mailbox Full\n"
        ),
        (("a@x.example", "5.2.2"),),
    ),
    (
        *("Japanese mail server", POSTMASTER, "Mail System Error - Returned Mail"),
        (
            "次のあて先へのメッセージはエラーのため送信できませんでした。\n"
            "送信先メールアドレスが見つかりません。\n\n<a@x.example>\n"
        ),
        (("a@x.example", "5.1.1"),),
    ),
    (
        *("another mail server", POSTMASTER, "Delivery failure"),
        (
            "Sorry, unable to deliver your message to a@x.example for\nthe following reason:\n"
            " 552 Quota exceeded\n"
        ),
        (("a@x.example", "5.2.2"),),
    ),
)


def reported(raw: bytes) -> DeliveryReport:
    """The report of a mail that is one."""
    mail = parse(raw, MONDAY)
    assert (mail.kind, mail.defects) == (MessageKind.DELIVERY_REPORT, ())
    assert mail.report is not None
    return mail.report


@pytest.mark.parametrize(("rule", "sender", "subject", "says", "recipients"), HABITS)
def test_each_mail_server_is_understood(
    rule: str, sender: str, subject: str, says: str, recipients: tuple[tuple[str, str], ...]
) -> None:
    """Which server it was, whom it could not reach, and why; the letter below is not read."""
    text = says + COPY.format("--- Below this line is a copy of the message.")
    report = reported(a_mail(text, sender=sender, subject=subject))

    assert (report.rule, report.action, report.has_form) == (rule, "failed", False)
    assert tuple((one.address, one.status) for one in report.recipients) == recipients
    assert report.original_message_id == "<letter@desk.example>"


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            "Exim, delayed",
            (
                "A message that you sent has not yet been delivered to its recipients.\n\n"
                "The address to which the message has not yet been delivered is:\n\n  a@x.example\n"
            ),
        ),
        (
            "Gmail, delayed",
            (
                "Delivery to the following recipient has been delayed:\n\n     a@x.example\n\n"
                "Message will be retried for 2 more day(s)\n"
            ),
        ),
        ("Sendmail, delayed", "THIS IS A WARNING MESSAGE ONLY.\n\n<a@x.example>\n"),
    ],
)
def test_a_delay_is_no_failure(rule: str, text: str) -> None:
    """A delay taken for a failure would send the letter twice."""
    report = reported(a_mail(text, sender=DAEMON, subject="Warning: message delayed"))

    assert (report.rule, report.action) == (rule, "delayed")
    assert [(one.address, one.permanent) for one in report.recipients] == [("a@x.example", False)]


def test_the_header_that_names_the_recipients_is_believed_first() -> None:
    """X-Failed-Recipients, of Exim and Gmail; the text says why, in whatever language."""
    headers = (("X-Failed-Recipients", "a@x.example, b@x.example"),)
    report = reported(
        a_mail("Dobrý den,\nskupina neexistuje.", sender=DAEMON, subject="Sorry", headers=headers)
    )

    assert report.rule == "X-Failed-Recipients"
    assert [one.address for one in report.recipients] == ["a@x.example", "b@x.example"]


def test_where_no_address_is_named_the_letter_says_to_whom_it_went() -> None:
    """Some servers only send the letter back."""
    text = "Your mail could not be delivered." + COPY.format("--- Original message follows.")
    report = reported(a_mail(text, sender=DAEMON, subject="Returned mail"))

    assert [one.address for one in report.recipients] == ["someone@else.example"]


CHINESE = {
    "163 returns a letter": ("5.1.1", True),
    "126 returns a letter in two languages": ("5.2.2", True),
    "Coremail at a company returns a letter": ("4.4.7", False),
    "QQ Mail returns a letter": ("5.1.1", True),
    "Tencent exmail returns a letter": ("5.7.1", True),
    "Aliyun returns a letter": ("5.2.1", True),
    "Outlook in Chinese returns a letter": ("5.1.10", True),
    "Exchange in Taiwan returns a letter": ("5.1.1", True),
    "a Chinese server says it in words only": ("5.2.2", True),
}


@pytest.mark.parametrize("name", CHINESE)
def test_chinese_servers_return_a_letter(name: str) -> None:
    """退信, as HTML or text, in each one's charset and layout."""
    report = reported((MAIL / f"{name}.eml").read_bytes())

    assert report.action == "failed"
    assert [(one.address, (one.status, one.permanent)) for one in report.recipients] == [
        ("zhang@firm.example", CHINESE[name])
    ]
    assert report.original_message_id in {"<letter@desk.example>", ""}


def test_sina_names_each_recipient() -> None:
    """Two recipients, two reasons, raw bytes in GB2312."""
    report = reported((MAIL / "Sina returns a letter.eml").read_bytes())

    assert report.rule == "Sina"
    assert [(one.address, one.status) for one in report.recipients] == [
        ("zhang@firm.example", "5.1.1"),
        ("li@firm.example", "5.2.2"),
    ]


def test_a_chinese_delay_is_no_failure() -> None:
    """The server goes on trying and says so."""
    report = reported((MAIL / "a Chinese server delays a letter.eml").read_bytes())

    assert report.action == "delayed"
    assert [one.permanent for one in report.recipients] == [False]


@pytest.mark.parametrize(
    "text",
    ["a" * 60_000 + "@", "@" * 60_000, "<" * 60_000, "Final-Recipient:" * 4_000, "\n" * 60_000],
)
def test_a_hostile_report_is_read_in_time_and_without_an_error(text: str) -> None:
    """Whatever a report says, reading it ends and breaks nothing."""
    assert parse(a_mail(text, sender=DAEMON, subject="Returned mail"), MONDAY).defects == ()


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        ("smtp-service@mx.example", ()),
        ("mta-bounces@mx.example", ()),
        ("robot@mx.example", (("Return-Path", "<>"),)),
        ("robot@mx.example", (("Auto-Submitted", "auto-replied"),)),
        ("robot@mx.example", (("X-Failed-Recipients", "a@x.example"),)),
    ],
)
def test_a_server_is_known_by_one_sign_of_its_own(
    sender: str, headers: tuple[tuple[str, str], ...]
) -> None:
    """Its address, its envelope, its mark: without any of them the same words are a person's."""
    text = "Delivery to the following recipient failed permanently:\n\n     a@x.example\n"
    subject = "Delivery failure"
    report = reported(a_mail(text, sender=sender, subject=subject, headers=headers))

    assert [one.address for one in report.recipients] == ["a@x.example"]
    assert parse(a_mail(text, subject=subject), MONDAY).kind is MessageKind.PERSON
