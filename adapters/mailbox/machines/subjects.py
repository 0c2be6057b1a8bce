"""The subjects of automatic replies, in the languages of mail programs; for those without a header.

A mail program writes its words first and then a colon and the subject it answers:
``自动回复: 投诉``. People who complain about automatic replies write on after the words, and
people who answer one have ``Re:`` before them; neither is taken for a machine. Where
the words stand alone either may have written them: that is a doubt.
"""

from __future__ import annotations

import re
import unicodedata

# Lower case, NFKC, each white space one blank; the longest that fits is taken.
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "zh",
        (
            *("自动回复", "自动答复", "自动回信", "自动应答", "自動回覆", "自動回复", "自動答覆"),
            *("自動回應", "自動回信", "自動回復", "系统自动回复", "邮件自动回复", "来信自动回复"),
            *("系統自動回覆", "郵件自動回覆", "假期自动回复", "休假自动回复", "外出自动回复"),
            *("离职自动回复", "出差自动回复", "放假自动回复", "度假自动回复", "休假自動回覆"),
            *("外出自動回覆", "不在办公室", "不在辦公室", "外出时的助理程序自动答复"),
            *("我不在办公室", "我不在辦公室", "自动回复邮件", "此为自动回复", "这是自动回复"),
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
        ),
    ),
    ("ko", ("자동 회신", "자동회신", "자동 응답", "자동응답", "부재 중", "부재중", "자동 답장")),
    (
        "de",
        (
            *("abwesenheitsnotiz", "automatische antwort", "automatische abwesenheitsnotiz"),
            *("abwesenheitsmeldung", "abwesenheitsbenachrichtigung", "abwesenheitsassistent"),
            *("automatische rückantwort", "automatische eingangsbestätigung"),
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


def automatic_reply(subject: str) -> str:
    """The language in which a subject says that it is an automatic reply; or nothing."""
    told = _squeezed(subject)
    if _NOTES.match(told):
        return "Notes"
    bracketed = _BRACKETS.match(told)
    if bracketed:
        return _language_of(bracketed[1].strip())
    words, colon, _ = told.partition(":")
    return _language_of(words.strip()) if colon else ""


def perhaps_automatic(subject: str) -> bool:
    """A subject that machines and people both write."""
    told = _squeezed(subject)
    return (
        bool(_language_of(told.strip("!。. ")))
        or told.startswith(_DOUBTFUL)
        or _SOMEBODY_IS_OUT.match(told) is not None
    )


def _language_of(words: str) -> str:
    return next((language for language, known in _WORDS if words in known), "")


def _squeezed(subject: str) -> str:
    """Full width and half width, capitals, white space: how it is written is not what it says."""
    return " ".join(unicodedata.normalize("NFKC", subject[:500]).lower().split())
