"""How mail servers report in words of their own: one row a habit.

Its name, which staff see; the words it is known by, in lower case; where the address of the
recipient stands. Rows are looked at in this order, so what is said by few comes first.
Add one from a real report, and a test beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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
            *("this is the deliver program at", "he/her is not"),
            *("this message was created by qmail",),
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
            *("your message did not reach some or all", "microsoft smtpsvc"),
            *("the following recipient(s) could not be reached",),
            *("diagnostic information for admin",),
            *("the email below could not be delivered", "diagnoseinformationen für admin"),
            *("informations de diagnostic pour les admin", "informazioni di diagnostica"),
            *("información de diagnóstico para los admin", "管理员的诊断信息"),
            *("系統管理員的診斷資訊",),
            *("未能传递给以下收件人", "传递到以下收件人", "传递给以下收件人", "未到达下列收件人"),
            *("傳遞至下列收件者", "無法傳遞給", "次の受信者または配布リスト"),
            *("管理者向けの診断情報",),
        ),
    ),
    Habit(
        "Exchange, by its words",
        (
            *("couldn't be delivered", "der folgenden empfänger", "folgende empfänger"),
            *("fehler bei der nachrichtenzustellung", "nicht zugestellt", "échec de la remise"),
            *("n'a pas pu être remis", "n'a pas atteint", "no se pudo entregar"),
            *("error en la entrega", "impossibile recapitare"),
            *("impossibile effettuare il recapito",),
            *("falha na entrega", "niet bezorgd", "无法传递给", "您的邮件未传递", "传递失败"),
            *("您的郵件未傳遞", "傳遞失敗", "次の受信者", "次の宛先"),
        ),
        is_plain_speech=True,
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
        is_plain_speech=True,
    ),
    Habit("Sina", ("邮件无法发送到您指定的地址",)),
    Habit(
        "QQ Mail and Tencent",
        ("您发送的邮件被退回", "被退回邮件", "无法发送到", "腾讯企业邮"),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
    Habit("Aliyun", ("未能成功投递", "未能投递成功", "阿里邮箱"), is_plain_speech=True),
    Habit(
        "Chinese mail server",
        (
            *("退信原因", "信件投递失败", "邮件未能送达", "邮件投递失败", "投递失败"),
            *("无法投递", "无法送达", "未能成功发送", "发送失败", "被退回", "被拒收", "投递不成功"),
            *("無法投遞", "無法送達", "未能送達", "傳送失敗", "遞送失敗", "被退回"),
            *("無法遞送", "投遞失敗"),
            *("邮件延迟", "暂时无法", "延迟发送"),
        ),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
    Habit("KDDI", ("your mail sent on:",)),
    Habit(
        "Japanese mail server",
        (
            *("送信できませんでした", "送信に失敗しました", "配信できません"),
            *("届けることができません",),
            *("配送できません", "お届けできません", "あて先に届きません"),
            *("each of the following recipients was rejected", "送信できません"),
            *("配信されませんでした",),
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
            *("rejected your message", "recipients was aborted", "recipient of your mail"),
            *("delivery errors", "returned mail", "unknown user"),
            *("the user(s) account is", "mail delivery failed", "delivery failure"),
            *("recipient address rejected",),
            *("konnte nicht zugestellt werden", "n'a pas pu etre delivre", "nicht zustellbar"),
            *("no pudo ser entregado", "non è stato possibile", "не удалось доставить"),
            *("전송되지 못했습니다", "배달하지 못", "전송하지 못"),
        ),
        Stands.ANYWHERE,
        is_plain_speech=True,
    ),
)
