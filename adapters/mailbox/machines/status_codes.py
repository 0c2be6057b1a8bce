"""What went wrong with a letter, as an enhanced status code (RFC 3463), from what a server says.

Most servers give the code; older ones give an SMTP reply, and some only words. The code's
class is what counts for us: 4 may still arrive later, 5 will not.
"""

from __future__ import annotations

import re

_ENHANCED = re.compile(r"(?<![\w.])([245])\.([0-7])\.(\d{1,3})(?![\w]|\.\d)")
_REPLY = re.compile(r"(?<![\w.#-])(4[2-5]\d|5[0-7]\d)(?=[ \-:,;]|$)")
_UNDEFINED = re.compile(r"\d\.(?:0\.0|4\.7)")

# What the replies of RFC 5321, 4.2.3, come to in RFC 3463 where nothing else is said.
_REPLIES = {
    "421": "4.3.2",
    "450": "4.2.0",
    "451": "4.3.0",
    "452": "4.3.1",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "551": "5.1.6",
    "552": "5.2.2",
    "553": "5.1.3",
}

# The first row that has one of its words in the text. Lower case; the rarer cause first.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "5.2.2",
        (
            *("mailbox full", "mailbox is full", "mail box full", "quota", "too much mail stored"),
            *("not enough free space", "exceeded storage", "storage full", "full mailbox"),
            *("postfach voll", "postfach ist voll", "speicherplatz", "bandeja de entrada llena"),
            *("boîte pleine", "boite aux lettres pleine", "buzón lleno", "casella piena"),
            *("allowed size", "邮箱已满", "信箱已满", "空间已满", "容量已满", "空间不足"),
            *("郵箱已滿", "信箱已滿"),
            *("メールボックスが一杯", "メールボックスがいっぱい", "容量を超え", "переполнен"),
            *("exceeded the local limit", "mailbox exceeded"),
        ),
    ),
    (
        "5.3.4",
        (
            *("message too large", "message is too large", "message size exceeds", "size limit"),
            *("message too big", "exceeds size limit", "maximum message size", "too large for"),
            *("邮件过大", "邮件太大", "超过大小限制", "郵件過大", "サイズが大き"),
        ),
    ),
    (
        "5.4.6",
        (
            *("too many hops", "mail loop", "loop detected", "loops back to", "loop alert"),
            *("duplicated message-id", "邮件循环"),
        ),
    ),
    (
        "5.2.1",
        (
            *("account is disabled", "account has been disabled", "mailbox disabled", "suspended"),
            *("account is inactive", "mailbox is inactive", "discontinued", "deactivated"),
            *("被禁用", "已停用", "已冻结", "被冻结", "被锁定", "已注销", "已停權"),
        ),
    ),
    (
        "5.1.2",
        (
            *("host unknown", "unknown host", "host not found", "host or domain name not found"),
            *("domain not found", "domain name not found", "no such domain", "unknown domain"),
            *("domain does not exist", "dns error", "name service error", "nxdomain"),
            *("couldn't find any host", "could not find any host", "no such host", "no mx"),
            *("域名不存在", "找不到域名", "域名解析", "域名错误", "找不到主机", "網域不存在"),
            *("ドメインが見つかりません", "domain unbekannt", "domaine inconnu"),
        ),
    ),
    (
        "5.1.1",
        (
            *("user unknown", "unknown user", "no such user", "user not found"),
            *("unknown recipient",),
            *("no mailbox here", "mailbox not found", "no such recipient", "recipient not found"),
            *("does not exist", "doesn't exist", "no longer valid", "user not known", "not found"),
            *("invalid recipient", "invalid user", "recipient unknown"),
            *("recipient address rejected",),
            *("not listed in", "name is not recognized", "unknown address", "addressee unknown"),
            *("invalid final delivery userid", "no such mailbox", "unknown local part"),
            *("no such address", "wasn't found", "couldn't be found", "unknown or illegal"),
            *("not our customer", "unknown mailbox", "is not a valid mailbox", "no such account"),
            *("non répertorié", "inconnu", "unbekannt", "existiert nicht", "desconocido"),
            *("no existe", "não existe", "sconosciuto", "non esiste", "onbekend", "nieznany"),
            *("用户不存在", "收件人不存在", "邮箱不存在", "地址不存在", "账号不存在", "帐号不存在"),
            *("用戶不存在", "收件者不存在", "郵箱不存在", "信箱不存在", "查无此", "查無此"),
            *("该用户未开通", "外星人的邮件地址", "无此用户", "不存在该用户", "收件人地址有误"),
            *("見つかりません", "存在しません", "リストにありません", "宛先不明", "あて先不明"),
            *("не существует", "не найден", "존재하지 않"),
        ),
    ),
    (
        "4.4.7",
        (
            *("in the queue too long", "delivery time expired", "message expired", "retry timeout"),
            *("could not deliver for the last", "retry time", "delivery expired", "timed out"),
            *("delivery attempts", "timeout", "超时", "逾時", "重试", "期限切れ"),
        ),
    ),
    (
        "4.4.1",
        (
            *("connection refused", "could not connect", "can not connect", "cannot connect"),
            *("wasn't able to establish an smtp connection", "no answer from host"),
            *("did not respond", "host not reachable"),
            *("did not accept our requests to connect", "无法连接", "连接失败", "無法連線"),
        ),
    ),
    (
        "5.7.1",
        (
            *("spam", "blocked", "blacklist", "block list", "access denied", "dmarc", "policy"),
            *("not authorized", "permission denied", "relaying denied", "unable to relay"),
            *("refused", "virus", "reputation", "content rejected"),
            *("垃圾邮件", "垃圾郵件", "被拒绝", "拒收", "拒绝接收", "黑名单", "黑名單"),
        ),
    ),
)


def status_in(text: str) -> str:
    """The status a text tells: its enhanced code, else by its words, else by its SMTP reply."""
    if code := failure_code(text):
        return code
    reply = _REPLY.search(text)
    if words := _by_words(text):
        return _in_class(words, reply[1] if reply else "")
    if reply is None:
        return ""
    return _REPLIES.get(reply[1], f"{reply[1][0]}.0.0")


def enhanced_code(text: str) -> str:
    """The first enhanced code of a text that tells more than its class; else one that does not."""
    codes = [found[0] for found in _ENHANCED.finditer(text)]
    return next((one for one in codes if not is_vague(one)), codes[0] if codes else "")


def failure_code(text: str) -> str:
    """The same, of codes that tell of a failure: servers also quote what went well before it."""
    codes = [found[0] for found in _ENHANCED.finditer(text) if found[1] != "2"]
    return next((one for one in codes if not is_vague(one)), codes[0] if codes else "")


def is_vague(status: str) -> bool:
    """X.0.0, or X.4.7, which says that time ran out but not over what: RFC 3463, 3.1 and 3.5."""
    return _UNDEFINED.fullmatch(status) is not None


def _by_words(text: str) -> str:
    lowered = text.lower()
    return next(
        (status for status, words in _WORDS if any(word in lowered for word in words)),
        "",
    )


def _in_class(status: str, reply: str) -> str:
    """The cause is what the words say; whether it lasts, the server's reply knows better."""
    return reply[0] + status[1:] if reply else status
