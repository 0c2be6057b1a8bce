"""Delivery reports that do not have RFC 3464's form, each mail server's in its own words.

One row a habit: its name, which staff see, the words it is known by, and where the address
of the recipient stands. Words are those of mail servers and in lower case. A report must
also look like one from outside (``daemon_signs``): people quote these words, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from adapters.mailbox import daemon_signs
from adapters.mailbox.headers import addresses, header
from adapters.mailbox.reported_text import reported_text
from adapters.mailbox.status_codes import status_in
from casework.messages import DeliveryReport, ReportedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from email.message import Message

    from adapters.mailbox.reported_text import ReportedText


class Stands(Enum):
    """Where a server puts the address that it could not reach; looked for in this order."""

    FIRST_ON_A_LINE = "at the beginning of a line"
    IN_THE_SENTENCE = "in the sentence that the report is known by"
    IN_JSON = "after emailAddress in JSON"
    AFTER_A_LABEL = "after a word such as Recipient or 收件人"
    ANYWHERE = "in its own words, in whichever line"


@dataclass(frozen=True, slots=True)
class Habit:
    """How one kind of mail server reports."""

    name: str
    words: tuple[str, ...]
    stands: Stands = Stands.FIRST_ON_A_LINE
    delayed: bool = False
    is_plain_speech: bool = False  # words that people use, too: of a parcel, of a letter


HABITS: tuple[Habit, ...] = (
    Habit("Gmail, delayed", ("the following recipient has been delayed",), delayed=True),
    Habit(
        "Exim, delayed",
        ("has not yet been delivered", "has not been delivered to", "not yet been delivered"),
        delayed=True,
        is_plain_speech=True,
    ),
    Habit(
        "Sendmail, delayed",
        ("this is a warning message only", "this is just a warning", "warning message only"),
        delayed=True,
        is_plain_speech=True,
    ),
    Habit("Exchange, delayed", ("this is an advisory-only email",), Stands.ANYWHERE, delayed=True),
    Habit("Symantec, delayed", ("delivery attempts will continue",), delayed=True),
    Habit(
        "qmail",
        (
            *("this is the qmail-send program", "i wasn't able to deliver"),
            *("was unable to deliver your message to the following", "sorry it didn't work out"),
            *(
                "this is the deliver program at",
                "he/her is not",
                "this message was created by qmail",
            ),
        ),
    ),
    Habit(
        "mail.ru",
        (
            *("это письмо создано автоматически", "невозможно доставить сообщение"),
            *("this is the machine generated message from mail service",),
            *("не может быть доставлено",),
        ),
    ),
    Habit(
        "Exim",
        (
            *("this message was created automatically by", "a message that you sent"),
            *("a message sent by", "a message that you have sent"),
            *("incorrectly constructed",),
        ),
    ),
    Habit(
        "Postfix",
        (
            *("i'm sorry to have to inform you", "could not be delivered to one or more"),
            *("this is the mail system at host", "this is the postfix program"),
        ),
    ),
    Habit("DragonFly", ("this is the dragonfly mail agent",), Stands.ANYWHERE),
    Habit(
        "Gmail",
        (
            *("delivery to the following recipient", "technical details of permanent failure"),
            *("the group you tried to contact", "google tried to deliver your message"),
            *("address not found your message wasn't delivered",),
        ),
    ),
    Habit(
        "Exchange",
        (
            *("did not reach the following recipient", "delivery has failed to these recipients"),
            *("your message did not reach some or all", "couldn't be delivered"),
            *("the following recipient(s) could not be reached", "der folgenden empfänger"),
            *("folgende empfänger", "fehler bei der nachrichtenzustellung", "nicht zugestellt"),
            *("échec de la remise", "n'a pas pu être remis", "n'a pas atteint"),
            *("no se pudo entregar", "error en la entrega", "impossibile recapitare"),
            *("impossibile effettuare il recapito", "falha na entrega", "niet bezorgd"),
            *(
                "传递到以下收件人",
                "未能传递给以下收件人",
                "无法传递给",
                "您的邮件未传递",
                "传递失败",
            ),
            *("傳遞至下列收件者", "無法傳遞給", "您的郵件未傳遞", "傳遞失敗", "未到达下列收件人"),
            *("次の受信者", "配信できませんでした", "次の宛先", "diagnostic information for admin"),
            *("microsoft smtpsvc", "the email below could not be delivered"),
        ),
    ),
    Habit(
        "Domino",
        ("was not delivered to:", "failure reasons", "n'a pas été remis à", "no se ha entregado a"),
    ),
    Habit(
        "Yahoo",
        ("unable to deliver message to the following", "wasn't able to deliver the following"),
    ),
    Habit("Yahoo, account", ("sorry, we were unable to deliver your message",)),
    Habit(
        "SMTP32 (IMail)",
        (
            "unknown user:",
            "user mailbox exceeds",
            "invalid final delivery userid",
            "delivery failed",
            "undeliverable to",
        ),
        Stands.IN_THE_SENTENCE,
        is_plain_speech=True,
    ),
    Habit(
        "Sendmail",
        (
            *("the following addresses had", "transcript of session follows"),
            *("transcript of the session follows", "addresses had delivery errors"),
            *("addresses had permanent", "addresses had transient"),
        ),
    ),
    Habit("OpenSMTPD", ("this is the mailer-daemon, please do not reply",)),
    Habit("MDaemon", ("did not receive a copy of your message",)),
    Habit("GroupWise", ("the message that you sent was undeliverable to the following",)),
    Habit(
        "InterScan",
        ("message from interscan", "interscan messaging security"),
        Stands.ANYWHERE,
    ),
    Habit("MailFoundry", ("unable to deliver message to:",), Stands.IN_THE_SENTENCE),
    Habit("Smail", ("failed addresses follow", "no valid recipients were found")),
    Habit("LSMTP", ("error-for:", "error description:"), Stands.AFTER_A_LABEL),
    Habit("Lyris", ("user's mailbox is full", "undeliverable address:"), Stands.ANYWHERE),
    Habit(
        "MailEnable", ("message could not be delivered to some recipients",), Stands.AFTER_A_LABEL
    ),
    Habit("Mimecast", ("an email that you attempted to send to the following address",)),
    Habit(
        "Amazon SNS",
        ('notificationtype\\":\\"bounce', 'notificationtype":"bounce'),
        Stands.IN_JSON,
    ),
    Habit("list of failed recipients", ("- failed recipients -", "your list of failed recipients")),
    Habit("James", ("error message below:",), Stands.AFTER_A_LABEL),
    Habit("Amazon WorkMail", ("an error occurred while trying to deliver the mail",)),
    Habit("fml", ("duplicated message-id in",), Stands.IN_THE_SENTENCE),
    Habit("Dovecot", ("was automatically rejected",), Stands.IN_THE_SENTENCE),
    Habit("Postfix, to its postmaster", ("in:  rcpt to:",), Stands.ANYWHERE),
    Habit(
        "NetEase and Coremail",
        (
            *("您的邮件被退回来了", "your mail is returned", "generated by coremail"),
            *("coremail", "邮差小易", "原邮件信息"),
        ),
        Stands.AFTER_A_LABEL,
    ),
    Habit(
        "QQ Mail and Tencent",
        (
            *("您发送的邮件被退回", "您的邮件被退回", "被退回邮件", "无法发送到", "退信原因"),
            *("未被送达", "发送失败，", "腾讯企业邮", "此邮件无法投递"),
        ),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
    Habit(
        "Chinese mail server",
        (
            *(
                "邮件无法发送到您指定的地址",
                "信件投递失败",
                "邮件未能送达",
                "邮件投递失败",
                "投递失败",
            ),
            *("无法投递", "无法送达", "未能成功发送", "发送失败", "被退回", "被拒收", "投递不成功"),
            *(
                "無法投遞",
                "無法送達",
                "未能送達",
                "傳送失敗",
                "遞送失敗",
                "被退回",
                "無法遞送",
                "投遞失敗",
            ),
            *("邮件延迟", "暂时无法", "延迟发送"),
        ),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
    Habit("KDDI", ("your mail sent on:",)),
    Habit(
        "Japanese mail server",
        (
            *(
                "送信できませんでした",
                "送信に失敗しました",
                "配信できません",
                "届けることができません",
            ),
            *("流慨できませんでした", "配送できません", "お届けできません", "あて先に届きません"),
            *(
                "each of the following recipients was rejected",
                "送信できません",
                "配信されませんでした",
            ),
        ),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
    Habit(
        "another mail server",
        (
            *("could not be delivered", "couldn't be delivered", "has not been delivered"),
            *("was not delivered", "not delivered to", "cannot be delivered", "unable to deliver"),
            *("delivery has failed", "delivery failed", "undeliverable", "failed recipient"),
            *("mail has been returned", "message has been returned", "error delivering your"),
            *("has encountered delivery problems", "non-delivered", "no such user", "user unknown"),
            *("trouble delivering your message", "message could not be sent", "delivery problems"),
            *(
                "rejected your message",
                "recipients was aborted",
                "recipient of your mail",
                "delivery errors",
                "returned mail",
                "unknown user",
            ),
            *("mail delivery failed", "delivery failure", "recipient address rejected"),
            *("konnte nicht zugestellt werden", "n'a pas pu etre delivre", "nicht zustellbar"),
            *("no pudo ser entregado", "non è stato possibile", "не удалось доставить"),
            *("전송되지 못했습니다", "배달하지 못", "전송하지 못"),
        ),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
)

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-][\w.-]{0,252}\.?", re.ASCII)
_FIRST = re.compile(
    r"[\s>*<\"'\[(\u2022\u00b7-]{0,20}(?:smtp:|rfc822;\s{0,3}|expanded from: <?|generated from |ultimately generated from )?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\s*[\"'*-]{0,3}\s{0,3}(?:failed |intended |original |final )?(?:recipients?|rcpt to|to|address"
    r"|error-for|收件人(?:/to)?|收信人|收件者|受信者|宛先|あて先|被退回地址|退信地址|无法发送到|无法投递到)"
    r"(?:\(s\))?[\s\"*]{0,9}[:：\s]",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"[^\W_]")
_MIME = re.compile(r"--\S|content-", re.IGNORECASE)  # what a damaged multipart leaves in sight
_IN_JSON = re.compile(r"emailaddress\W{1,9}", re.IGNORECASE)
# An address beside one of these is somebody to ask, or the one who wrote.
_OTHERS = (
    *("postmaster@", "mailer-daemon@", "contact", "envelope-from", "mail from", "return-path"),
    *("sender:", "from:", "from <", "help", "support", "联系", "聯絡", "联络", "发件人", "寄件者"),
    *("发信人", "客服", "管理员", "お問い合わせ", "ご連絡", "message-id:", "http", "abuse@"),
)
_DELAY_WORDS = (
    *("still being retried", "will be retried", "will continue to attempt", "will keep trying"),
    *("has been delayed", "delivery is delayed", "will retry", "no action is required"),
    *("do not need to resend", "仍在尝试", "继续尝试", "会继续", "暂缓", "繼續嘗試", "再送を試み"),
)
_FOUND_LIMIT = 100


def unformed_report(mail: Message, subject: str) -> DeliveryReport | None:
    """What a mail server says in words of its own; None where it was none."""
    said = reported_text(mail)
    habit = _habit(mail, subject, said)
    if habit is None:
        return None
    delayed = habit.delayed or any(words in said.lowered for words in _DELAY_WORDS)
    return DeliveryReport(
        rule=habit.name,
        action="delayed" if delayed else "failed",
        recipients=tuple(_recipients(mail, said, habit, delayed=delayed)),
        original_message_id=said.letter_id,
    )


def _habit(mail: Message, subject: str, said: ReportedText) -> Habit | None:
    """The first habit whose words it has, where it also looks like a report from outside."""
    habit = next((one for one in HABITS if any(words in said.lowered for words in one.words)), None)
    titled = daemon_signs.is_subject_of_a_report(subject)
    server = daemon_signs.names_itself_a_server(mail)
    daemon = daemon_signs.is_from_a_daemon(mail)
    begins = habit is not None and not habit.is_plain_speech and _begins_with(said, habit)
    if header(mail, "X-Failed-Recipients") and (habit or titled or server):
        return habit or Habit("X-Failed-Recipients", ())
    if habit and ((server and titled) or daemon or (begins and (server or titled))):
        return habit
    return Habit("subject of a mail daemon", ()) if daemon and titled else None


def _begins_with(said: ReportedText, habit: Habit) -> bool:
    """A server begins with its words; a person who asks about a report writes before or above."""
    first = [line for line in said.lines if _SPEAKS.search(line) and not _MIME.match(line)][:6]
    if any(line.startswith(">") for line in first):
        return False
    return any(words in " ".join(first).lower() for words in habit.words)


def _recipients(
    mail: Message, said: ReportedText, habit: Habit, *, delayed: bool
) -> Iterable[ReportedRecipient]:
    """Each recipient with what is said of it: from its line to the next one's."""
    found = _found(mail, said, habit)
    for at, (address, line) in enumerate(found):
        end = next((later for _, later in found[at + 1 :] if later > line), len(said.lines))
        status = status_in("\n".join(said.lines[max(line, 0) : end])) or status_in(said.lowered)
        yield ReportedRecipient(
            address=address, status=status, permanent=_is_permanent(status, said, delayed=delayed)
        )


def _is_permanent(status: str, said: ReportedText, *, delayed: bool) -> bool | None:
    if delayed:
        return False
    if status:
        return status[0] == "5"
    return True if "permanent" in said.lowered or "永久" in said.lowered else None


def _found(mail: Message, said: ReportedText, habit: Habit) -> list[tuple[str, int]]:
    """The addresses a report speaks of, and in which line: where its habit puts them, or elsewhere.

    The reader's own only where there is no other: people do write to themselves.
    """
    named = [(one, -1) for one in _ADDRESS.findall(header(mail, "X-Failed-Recipients"))]
    ours = {address.lower() for _, address in addresses(mail, "From", "To", "Delivered-To")}
    start = next((at for at, line in enumerate(said.lines) if _has(line, habit.words)), 0)
    for stands, begin in ((habit.stands, start), *((one, 0) for one in Stands)):
        found = _once(_standing(stands, said.lines, begin, habit), ours)
        if found:
            break
    else:
        found = _once(((one, -1) for one in said.letter_recipients), set())
    if not found and not named:
        found = _once(_standing(habit.stands, said.lines, start, habit), set())
    return _once(_with_lines(named, found), set()) if named else found


def _with_lines(
    named: Iterable[tuple[str, int]], found: Iterable[tuple[str, int]]
) -> Iterable[tuple[str, int]]:
    """The recipients that a header names, each in the line where the text speaks of it."""
    lines = {address.lower(): line for address, line in found}
    return ((address, lines.get(address.lower(), -1)) for address, _ in named)


def _once(found: Iterable[tuple[str, int]], ours: set[str]) -> list[tuple[str, int]]:
    """Each address once, the sender of the report and its reader left out."""
    kept: dict[str, tuple[str, int]] = {}
    for address, line in found:
        clean = address.rstrip(".")
        if clean.lower() not in ours:
            kept.setdefault(clean.lower(), (clean, line))
    return list(kept.values())[:_FOUND_LIMIT]


def _standing(
    stands: Stands, lines: Sequence[str], start: int, habit: Habit
) -> Iterable[tuple[str, int]]:
    """The addresses that stand so, from a line on."""
    for at in range(start, len(lines)):
        if at and lines[at - 1].rstrip().lower().endswith("sent by"):
            continue
        for found in _IN_LINE[stands](lines, at, habit):
            yield found, at


def _first_on(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    indent = _FIRST.match(lines[at])
    found = _ADDRESS.match(lines[at], indent.end() if indent else 0)
    return [found[0]] if found and not _has(found[0].lower(), _OTHERS) else []


def _after_label(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    label = _LABEL.match(lines[at] + " ")
    if label is None:
        return []
    rest = lines[at][label.end() :]
    following = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
    return _ADDRESS.findall(rest) or ([] if rest.strip() else _first_on([following], 0, _))


def _in_sentence(lines: Sequence[str], at: int, habit: Habit) -> list[str]:
    line = lines[at]
    return _anywhere(lines, at, habit) if _has(line, habit.words) else []


def _anywhere(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    line = lines[at]
    return [
        found[0]
        for found in _ADDRESS.finditer(line)
        if not _has(line[max(found.start() - 40, 0) : found.end()], _OTHERS)
    ]


def _in_json(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    return [
        found[0]
        for one in _IN_JSON.finditer(lines[at])
        if (found := _ADDRESS.match(lines[at], one.end()))
    ]


def _has(line: str, words: Iterable[str]) -> bool:
    lowered = line.lower()
    return any(word in lowered for word in words)


_IN_LINE = {
    Stands.FIRST_ON_A_LINE: _first_on,
    Stands.AFTER_A_LABEL: _after_label,
    Stands.IN_THE_SENTENCE: _in_sentence,
    Stands.IN_JSON: _in_json,
    Stands.ANYWHERE: _anywhere,
}
