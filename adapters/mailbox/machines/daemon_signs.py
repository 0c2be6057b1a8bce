"""What shows that a mail server wrote a mail: its sender, its envelope, its subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.mailbox.machines.tree import leaves
from adapters.mailbox.reading.headers import addresses, header

if TYPE_CHECKING:
    from email.message import Message

# Nobody is called that.
_DAEMONS = ("mailer-daemon", "mailerdaemon", "mail-daemon", "maildaemon", "mdaemon")
# A person may sit behind these.
_POSTMASTERS = ("postmaster", "post_master", "post-master", "mail.delivery.system")
_SERVICES = ("no-reply@sns.amazonaws.com",)
# A mail system's own address, one word of several: E500_SMTP_Mail_Service@, imss@, mta-bounces@.
_SYSTEMS = frozenset(
    {"smtp", "mta", "esmtp", "bounce", "bounces", "imss", "interscan", "mailsystem", "mailserver"}
)
# Set by the software that serves a list, or a mail system, on what it writes itself.
_SERVER_FIELDS = ("X-MLServer", "X-Failed-Recipients")
_NAMES = (
    *("mail delivery s", "mail deliver system", "mailer-daemon", "mailer daemon"),
    *("mail administrator", "system administrator", "postmaster", "delivery subsystem"),
    *("courier mail server", "content-filter at", "internet mail delivery", "e-mail interconnect"),
    *("systemadministrator", "administrateur système", "mailsystem", "microsoft outlook"),
    *("系统退信", "邮件系统", "退信", "系统管理员", "邮局管理员", "系統管理員", "郵件系統"),
    *("メール配信", "システム管理者"),
)

# How the subject of a report begins; none of them after "Re:" or "Fwd:". Lower case.
_SUBJECTS = (
    *("undeliver", "un-deliver", "non-deliver", "nondeliver", "not delivered", "delivery status"),
    *("delivery failure", "delivery_failure", "delivery fail", "delivery notification"),
    *("delivery error", "delivery report", "delivery problem", "delivery has failed"),
    *("delivery incomplete", "delivery delay", "delayed mail", "delayed:", "warning: message"),
    *("warning: could not send", "warning: delayed", "warning - delayed", "failure notice"),
    *("failure delivery", "failed delivery", "failed mail", "returned mail", "returned to sender"),
    *("permanent delivery failure", "mail delivery", "mail failure"),
    *("mail failed", "mail system error", "mail could not be delivered", "mail not delivered"),
    *("message delivery has", "message could not be delivered", "message undeliverable"),
    *("message not delivered", "message delayed", "message you sent", "notice: mail delivery"),
    *("processing error", "rejected mail", "permanent fail", "email delivery fail"),
    *("e-mail delivery fail", "[bounce]", "[postmaster]", "***undeliver"),
    *("there was an error sending your mail", "aws notification message"),
    *("considered unsolicited bulk", "loop alert", "postfix smtp server: errors from"),
    *("mail transmission", "mail error"),
    *("unzustellbar", "nicht zugestellt", "zustellung fehlgeschlagen"),
    *("fehlgeschlagene zustellung",),
    *("zustellungs", "übermittlungs", "zustellbericht", "nicht zustellbar", "nachricht nicht"),
    *("non remis", "non distribu", "échec de la remise", "échec de remise", "courrier non"),
    *("message non remis", "remise retardée", "remise différée", "avis de non-remise"),
    *("no se puede entregar", "no se pudo entregar", "no entregado", "error de entrega"),
    *("correo devuelto", "devuelto", "entrega fallida", "não entregue", "falha na entrega"),
    *("não é possível entregar", "mancato recapito", "impossibile recapitare", "non recapitabile"),
    *("notifica di mancato", "kan niet worden bezorgd", "onbestelbaar", "niet bezorgd"),
    *("kan ikke leveres", "går inte att leverera", "nie można dostarczyć", "niedostarczon"),
    *("не доставлено", "ваше сообщение не доставлено", "недоставленное", "сообщение не доставлено"),
    *("не удается доставить", "невозможно доставить", "teslim edilemedi", "불발", "배달되지 않음"),
    *("전송 실패", "반송", "系统退信", "系統退信", "退信通知", "退信:", "退信提示"),
    *("邮件退信",),
    *("邮件退回", "邮件被退回", "您的邮件被退回", "未送达", "未传递", "无法送达", "无法投递"),
    *("邮件传输失败", "邮件发送失败", "邮件投递失败", "投递失败", "发送失败", "传递失败"),
    *("传递状态通知",),
    *("郵件退回", "無法傳遞", "無法送達", "未傳遞", "未送達", "傳送失敗", "寄送失敗", "郵件無法"),
    *("傳遞狀態通知", "邮件延迟", "传递延迟", "延迟:", "延遲", "配信不能", "配信失敗"),
    *("配信エラー",),
    *("送信失敗", "送信エラー", "エラーメール", "配信できません", "配信不可", "未配信", "配達不能"),
    *("メール送信エラー", "メール配信エラー", "メールを配信", "メッセージを配信"),
    *("メールエラー", "メール配信", "配信状態通知", "送信できませんでした"),
)
_SUBJECT_ENDS = (
    *("(delivery failed)", "non remis", "mail failure.", "could not be delivered."),
    *("our bulk email filter**", "mail delivery subsystem", "的退信"),
    *("mail delivery failed : returning message to sender",),
)
_SUBMITTED = ("auto-generated", "auto-replied", "auto-notified")
_BACKSCATTER = re.compile(r"<?\s*(?:mailer-daemon\b[^>]{0,255})?>?", re.IGNORECASE)
_PASSED_ON = re.compile(
    r"\s*(?:re|aw|sv|antw|fw|fwd|wg|tr|i|rv|enc|答复|回复|回覆|答覆|转发|轉寄|轉發)\s*[:\uff1a]",
    re.IGNORECASE,
)


def is_from_a_daemon(mail: Message) -> bool:
    """From an address that only programs have."""
    return bool(_local_part(mail)) and _local_part(mail).startswith(_DAEMONS)


def is_from_a_postmaster(mail: Message) -> bool:
    """From an address, or under a name, that mail servers use; people who run them, too."""
    name = re.sub(r"[\"']", "", header(mail, "From")).strip().lower()
    return _local_part(mail).startswith((*_DAEMONS, *_POSTMASTERS)) or name.startswith(_NAMES)


def _local_part(mail: Message) -> str:
    shown = addresses(mail, "From")
    if shown:
        return shown[0][1].lower().partition("@")[0]
    return header(mail, "From").lower().rpartition("<")[2].strip("<> \"'")


def has_no_return_path(mail: Message) -> bool:
    """The envelope of a mail that must not be answered: RFC 5321, 4.5.5."""
    paths = [str(value).strip() for key, value in mail.raw_items() if key.lower() == "return-path"]
    return bool(paths) and _BACKSCATTER.fullmatch(paths[0]) is not None


def names_itself_a_server(mail: Message) -> bool:
    """Its sender, its envelope or RFC 3834's header says that no person wrote it."""
    return _is_a_server_s(mail) or header(mail, "Auto-Submitted").lower().startswith(_SUBMITTED)


def may_be_a_form(mail: Message) -> bool:
    """A program sent it, and nothing says that it was a mail server: a form on a web site does."""
    submitted = header(mail, "Auto-Submitted").lower().startswith(_SUBMITTED)
    return submitted and not _is_a_server_s(mail)


def _is_a_server_s(mail: Message) -> bool:
    return (
        is_from_a_postmaster(mail)
        or any(address.lower() in _SERVICES for _, address in addresses(mail, "From"))
        or not _SYSTEMS.isdisjoint(re.split(r"[^a-z]+", _local_part(mail)))
        or any(header(mail, name) for name in _SERVER_FIELDS)
        or has_no_return_path(mail)
        or mail.get_content_type() == "multipart/report"
        or (_local_part(mail).startswith(("no-reply", "noreply")) and _encloses_a_letter(mail))
    )


def _encloses_a_letter(mail: Message) -> bool:
    return any(part.get_content_type() == "message/rfc822" for part in leaves(mail))


def is_passed_on(subject: str) -> bool:
    """An answer, or something forwarded: what people do with reports."""
    return _PASSED_ON.match(subject) is not None


def is_subject_of_a_report(subject: str) -> bool:
    """It begins as the subjects of reports do, or ends as only theirs do."""
    lowered = " ".join(subject.lower().replace("\uff1a", ":").split())
    return lowered.startswith(_SUBJECTS) or lowered.endswith(_SUBJECT_ENDS)
