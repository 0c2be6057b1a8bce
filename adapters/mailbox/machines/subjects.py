"""The subjects of automatic replies, in the languages of mail programs; for those without a header.

A mail program writes its words first and then a colon and the subject it answers:
``自动回复: 投诉``. People who answer one have ``Re:`` before them, and most who complain
about automatic replies write on after the words: neither is taken for a machine. But
some write a colon, too: ``Out of office: three weeks!``. So a subject alone is a doubt and no more;
it counts where the mail also answers a letter, and what follows does not complain.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Lower case, NFKC, each white space one blank; the longest that fits is taken.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "zh",
        (
            *("自动回复", "自动答复", "自动回信", "自动应答", "自動回覆", "自動回复", "自動答覆"),
            *("自動回應", "自動回信", "自動回復", "系统自动回复", "邮件自动回复", "来信自动回复"),
            *("系統自動回覆", "郵件自動回覆", "不在办公室", "不在辦公室"),
            *("外出时的助理程序自动答复", "我不在办公室", "我不在辦公室"),
            *("自动回复邮件", "此为自动回复", "这是自动回复"),
        ),
    ),
    (
        "en",
        (
            *("automatic reply", "auto reply", "auto-reply", "autoreply", "automatic response"),
            *("auto response", "auto-response", "autoresponse", "autoresponder", "autorespons"),
            *("automated reply", "automated response", "automatic email reply", "out of office"),
            *("out-of-office", "out of the office", "out of office autoreply", "auto acknowledge"),
            *("out of office reply", "out of office response", "out of office automatic reply"),
            *("vacation reply", "vacation autoreply", "vacation message", "vacation response"),
            *(
                "vacation auto-reply",
                "out of office notification",
                "away from my mail",
                "away message",
                "ooo",
            ),
        ),
    ),
    (
        "ja",
        (
            *("自動応答", "自動返信", "自動返答", "自動応答メッセージ", "不在通知", "不在応答"),
            *("不在時の自動応答", "自動返信メール", "外出中", "自動配信"),
            *("不在のお知らせ", "不在のご連絡", "不在のため自動返信", "休暇のお知らせ"),
        ),
    ),
    ("ko", ("자동 회신", "자동회신", "자동 응답", "자동응답", "부재 중", "부재중", "자동 답장")),
    (
        "de",
        (
            *("abwesenheitsnotiz", "automatische antwort", "automatische abwesenheitsnotiz"),
            *("abwesenheitsmeldung", "abwesenheitsbenachrichtigung", "abwesenheitsassistent"),
            *("automatische rückantwort", "automatische eingangsbestätigung"),
            *("nicht im büro", "nicht im buero", "abwesenheit", "außer haus", "ausser haus"),
        ),
    ),
    (
        "fr",
        (
            *("réponse automatique", "reponse automatique", "absence du bureau"),
            *("message d'absence", "notification d'absence", "absent du bureau"),
            *("réponse automatique d'absence du bureau", "en dehors du bureau"),
        ),
    ),
    (
        "es",
        ("respuesta automática", "respuesta automatica", "fuera de la oficina", "autorespuesta"),
    ),
    ("it", ("risposta automatica", "fuori sede", "fuori ufficio", "risposta automatica dal")),
    (
        "pt",
        ("resposta automática", "resposta automatica", "fora do escritório", "ausência temporária"),
    ),
    ("nl", ("automatisch antwoord", "afwezigheidsbericht", "niet op kantoor", "afwezig")),
    ("nordic", ("autosvar", "automatisk svar", "automatiskt svar", "frånvaromeddelande")),
    ("nordic", ("frånvaro", "fravær", "fraværende", "poissa", "poissa toimistosta")),
    ("nordic", ("ikke på kontoret", "inte på kontoret", "ej på kontoret", "en ole toimistossa")),
    ("nordic", ("fraværsmelding", "fraværsbesked", "automaattinen vastaus", "poissaoloilmoitus")),
    ("pl", ("automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem")),
    ("cs", ("automatická odpověď", "automatická odpoveď", "mimo kancelář")),
    ("ru", ("автоответ", "автоматический ответ", "автоматична відповідь", "вне офиса")),
    ("hu", ("automatikus válasz", "házon kívül")),
    ("ro", ("răspuns automat", "raspuns automat")),
    ("tr", ("otomatik yan\u0131t", "otomatik cevap", "ofis d\u0131\u015f\u0131nda")),
    ("el", ("αυτόματη απάντηση",)),
    ("vi", ("trả lời tự động", "tự động trả lời")),
    ("id", ("balasan otomatis",)),
    ("th", ("การตอบกลับอัตโนมัติ", "ตอบกลับอัตโนมัติ")),
    ("ar", ("رد تلقائي",)),
    ("he", ("תשובה אוטומטית", "מענה אוטומטי")),
    ("hi", ("स्वत: उत्तर",)),
)

# "AUTO: Ana Lee is out of the office (returning 2026-03-09)": HCL Notes, in its languages.
_NOTES = re.compile(
    r"(?:auto|自动|自動)\s?: .{1,80}(?:out of the office|不在办公室|不在辦公室|外出|不在)"
)
_SOMEBODY_IS_OUT = re.compile(r".{1,60} is out of (?:the )?office(?: \(|$| until| from|\.$)")

# What else such mail begins with, and a complaint may begin with, too.
_DOUBTFUL = (
    *("auto:", "自动:", "vacation:", "on vacation", "i am out of office", "i am out of the office"),
    *("i'm out of", "currently out of", "on leave until", "annual leave:", "abwesend:", "urlaub:"),
    *("休假通知", "外出通知", "放假通知", "离职通知", "假期通知", "休假中", "度假中", "外出中"),
    *("thank you for contacting", "thank you for your email", "thank you for your message"),
    *("we have received your", "we received your", "感谢您的来信", "您的邮件已收到"),
    *("来信已收到", "邮件已收到", "已收到您的邮件"),
    # read receipts and answers to invitations that have lost their form
    *("read:", "not read:", "deleted:", "gelesen:", "lu:", "leído:", "letto:", "已读:", "未读:"),
    *("已讀:", "已读回执:", "回执:", "开封済み:", "開封済み:", "已删除:", "已刪除:"),
    *("accepted:", "declined:", "tentative:", "已接受:", "已拒绝:", "已謝絕:", "接受:", "暂定:"),
)
_BRACKETS = re.compile(r"[\[【(\u3014「『<](.{2,20}?)[\]】)\u3015」』>]")
# "年假自动回复": why, and then the words.
_WHY = re.compile(
    r"(?:年假|休假|假期|请假|請假|事假|病假|产假|產假|婚假|陪产假|放假|度假|节日|節日|节假日|春节"
    r"|春節|国庆|國慶|元旦|五一|端午|中秋|外出|出差|出国|出國|离职|離職|离岗|培训|会议|暑假|寒假"
    r"|系统|系統|邮件|郵件|邮箱|郵箱|来信|來信|客服){1,3}"
)
_ANSWERED = re.compile(
    r"(.{2,40}?)[ \-\u2013|]{1,3}((?:re|aw|sv|vs|fw|fwd|回复|回覆|答复|答覆) ?:.*)"
)
# "您的来信我已收到": not how a complaint begins.
_RECEIVED = re.compile(
    r"(?:[你您]好,? ?)?[你您](?:的|发来的|發來的)(?:来信|來信|邮件|郵件|来函|來函|信件)"
    r"(?:我们|我們|我|本人|已经|已經)?(?:已经|已經|已)?(?:收到|收悉)[!。.~]{0,3}"
)
# Who complains speaks so; the subjects of letters that are answered do not.
_COMPLAINS = (
    *("没人", "没有人", "沒人", "沒有人", "无人", "無人", "没有回", "没回", "不回复", "不回覆"),
    *(
        "不理",
        "不处理",
        "不處理",
        "不解决",
        "不解決",
        "骗人",
        "騙人",
        "骗子",
        "騙子",
        "骗我",
        "騙我",
    ),
    *("我要", "我想", "你们", "你們", "他们", "他們", "被骚扰", "被騷擾", "受够", "受夠", "气死"),
    *("还我", "還我", "凭什么", "憑什麼", "什么时候", "什麼時候", "太慢", "敷衍", "无耻", "無恥"),
    *("每次都", "都这样", "都這樣"),
    *("nobody", "no one", "noone", "never", "they ", "called me", "calling me", "all i get"),
    *("my refund", "my money", "i want", "i demand", "fed up", "still no", "not answer"),
    *("no answer", "useless", "niemand", "keiner", "personne ne", "jamais"),
    *("nadie", "nunca", "nessuno", "ninguém", "никто", "返事がない", "対応しない", "しつこい"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A subject that says automatic reply: in which language, and what follows the words."""

    language: str
    rest: str = ""

    @property
    def complains(self) -> bool:
        """What follows is somebody speaking, and not the subject of a letter that was answered."""
        return _complains(self.rest)


def automatic_reply(subject: str) -> Told | None:
    """What a subject tells of being an automatic reply; None where it does not say so."""
    told = _squeezed(subject)
    if _NOTES.match(told):
        return Told("Notes")
    for words, rest in _partings(told):
        if language := _language_of(words):
            return Told(language, rest)
    return None


def _partings(told: str) -> Iterator[tuple[str, str]]:
    """A subject as the words that a program may have written, and what may follow them."""
    if bracketed := _BRACKETS.match(told):
        yield bracketed[1].strip(), told[bracketed.end() :].strip(" :")
    words, _, rest = told.partition(":")
    yield words.strip(), rest.strip()
    if answered := _ANSWERED.match(told):
        yield answered[1], answered[2]
    yield told.strip("!。. "), ""


def perhaps_automatic(subject: str) -> bool:
    """A subject that machines and people both write, and in which nobody complains."""
    told = _squeezed(subject)
    if reply := automatic_reply(subject):
        return not reply.complains
    return not _complains(told) and (
        told.startswith(_DOUBTFUL)
        or _SOMEBODY_IS_OUT.match(told) is not None
        or _RECEIVED.fullmatch(told) is not None
    )


def _complains(told: str) -> bool:
    return told.endswith("!") or any(one in told for one in _COMPLAINS)


def _language_of(words: str) -> str:
    why = _WHY.match(words)
    known = {words, words[why.end() :]} if why else {words}
    return next((language for language, row in _WORDS if not known.isdisjoint(row)), "")


def _squeezed(subject: str) -> str:
    """Full width and half width, capitals, white space: how it is written is not what it says."""
    return " ".join(unicodedata.normalize("NFKC", subject[:500]).lower().split())
