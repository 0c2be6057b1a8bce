"""Where the sender's own words end: signatures, telephones' greetings, footers of mailing lists.

A signature answers nothing. But what only resembles one may be the sentence that matters
most, and is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.mailbox.replies import tongues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.mailbox.replies.marks import Line

_SIGNATURE = 10  # lines; RFC 3676 and custom say four
_LONG = 72  # signs; who you are is told in less
_DOUBTFUL = 2  # lines, neither a name nor all that tells who somebody is
_BLANKS = 2  # in the shortest sentence
_FOOTER = 6  # lines below the rule of a mailing list
_NAME = 7  # words of a telephone's name

_LINK = re.compile(r"[<(]https?:[^<>()]*[>)]|https?:\S+|[\[\]]")
_UNBEGUN = "*- \t"  # what may stand before the first word of "Sent from …"
_AROUND = "[]()<>*-. !"
_PARDON = re.compile(r"[.,!]? ?\b(?:please )?(?:excuse|forgive|pardon)\b.{0,60}$")
_SENTENCE = re.compile(r"[\u3400-\u9fff][,\u3001;]|[\u3400-\u9fff]{3}[\u3002!?]")
_POSTSCRIPT = re.compile(rf"[*(_ ]*(?:{tongues.POSTSCRIPT})")
_CONTACT = re.compile(r"\+?\d[\d ()/.-]{5,}|\S@\S")
_LIST = ("mailing list", "listinfo", "unsubscribe", "邮件列表", "郵件列表")

_NAMED = (
    "iphone|ipad|ipod|android|ios|windows|outlook|yahoo|qq|samsung|galaxy|pixel|huawei|honor|xiaomi"
    "|redmi|oppo|vivo|oneplus|blackberry|foxmail|三星|华为|華為|小米|红米|荣耀|榮耀|魅族|网易|網易"
    "|钉钉|釘釘|阿里|企业微信|企業微信|飞书|新浪|搜狐|中国移动|139|189"
)
_CHINESE = rf"(?:{_NAMED}|手[机機](?![号號])|平板|[邮郵]箱|信箱|[邮郵]件|客户端|微信)"
_MOBILE = re.compile(
    # 发自我的iPhone, 来自华为手机, 從我的 iPhone 傳送, 从 Windows 版邮件发送, 取得 iOS 版 Outlook
    rf"[发發来來寄]自 ?我的 ?(?:[!-~][ -~]{{0,25}}|.{{0,15}}{_CHINESE}.{{0,10}})"
    rf"|[发發来來寄]自 ?(?:{_NAMED}).{{0,10}}{_CHINESE}.{{0,5}}|[发發]自 ?(?:{_NAMED})"
    rf"|来自 ?(?:钉钉|企业微信|飞书)|来自 ?(?:{_NAMED})[邮郵]箱.{{0,10}}"
    rf"|(?:[从從]|[通透][过過]) ?(?:我的 ?.{{0,10}}{_CHINESE}|(?:{_NAMED})).{{0,20}}"
    r"[发發传傳寄]送[.。]?"
    r"|(?:获取|取得|下载|下載).{0,12}outlook.{0,80}"
    rf"|由 ?{_CHINESE}.{{0,12}}[发發]送"
)
_CARD = re.compile(rf"签名由 ?{_CHINESE}.{{0,8}}定制")
_DEVICES = frozenset(tongues.DEVICES.split())
_PROSE = frozenset(tongues.PROSE.split())


def _table(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (one.partition("/") for one in text.replace("\n", ";").split(";") if one.strip())
    return tuple((before.strip(), after.strip()) for before, _, after in pairs)


_GREETINGS = _table(tongues.GREETINGS)
_GET_OUTLOOK = _table(tongues.GET_OUTLOOK)


def end_of_words(own: Sequence[Line], *, quote: bool, below: int) -> int:
    """How many of these lines stand before a last blank one, rule, greeting or signature.

    ``quote``: a quote follows, and a rule between the words and it is no word. ``below``:
    from this line on all stands below a quote.
    """
    if not own[-1].key or (quote and own[-1].is_rule):
        return len(own) - 1
    together = True  # in one paragraph with the last line
    for at in range(len(own) - 1, max(len(own) - 2 - _SIGNATURE, -1), -1):
        if own[at].key == "--":
            if _is_signature(own, at, below=at >= below):
                return at
            if together:
                return len(own)
        if not quote and _is_footer(own, at):
            return at
        together &= own[at].key != ""
    return len(own) - (_card(own) or is_greeting(own[-1]))


def _card(own: Sequence[Line]) -> int:
    """How many of the last lines are NetEase's card: its table's bars, and by whom it is."""
    if not _CARD.fullmatch(own[-1].key):
        return 0
    lines = own[-_SIGNATURE:]
    bars = (at for at, line in enumerate(lines) if line.key.startswith("|"))
    begin = next(bars, len(lines) - 1)
    return len(lines) - begin if all(line.key for line in lines[begin:]) else 1


def is_greeting(line: Line) -> bool:
    """A telephone's greeting, not the end of a sentence that was broken before "sent from"."""
    begun = line.raw.lstrip(_UNBEGUN)
    if begun[:1].islower() and not begun.startswith("iP"):
        return False
    said = " ".join(_LINK.sub(" ", line.key).split())
    if not said or len(said) > 2 * _LONG:
        return False
    return _MOBILE.fullmatch(said) is not None or _greets(_PARDON.sub("", said).strip(_AROUND))


def _greets(said: str) -> bool:
    return (
        said.endswith(" from mobile")
        or any(_is_device(name) for name in _between(said, _GREETINGS))
        or any(name.startswith("outlook") for name in _between(said, _GET_OUTLOOK))
    )


def _between(said: str, around: tuple[tuple[str, str], ...]) -> list[str]:
    """What stands between the words of a greeting, for each that fits."""
    return [
        said[len(before) : len(said) - len(after)].strip(" -:")
        for before, after in around
        if said.startswith(before) and said.endswith(after) and len(said) > len(before + after)
    ]


def _is_device(name: str) -> bool:
    words = re.split(r"[ ,'\u2019]+", name)
    if len(words) > _NAME or not _PROSE.isdisjoint(words):
        return False
    parts = {part for word in words for part in (word, *word.split("-"))}
    return not parts.isdisjoint(_DEVICES) or any(_is_model(word) for word in words)


def _is_model(word: str) -> bool:
    """A telephone's: "TI-85", "S24", "M8"; but no date, time or sum."""
    return re.fullmatch(r"[a-z]{1,8}-?\d{1,4}[a-z]{0,3}", word) is not None


def _is_signature(own: Sequence[Line], at: int, *, below: bool) -> bool:
    """Whether the "--" of line ``at`` is a signature's, not a dash in a text.

    Under it stands a name, or how to reach somebody; two lines of something else may be
    words, but not below a quote. What goes on in whole sentences is a postscript, and so is
    what begins as one. Without
    the blank of RFC 3676 ("-- ") the sign must stand apart, and no sentence below it.
    """
    lines = list(own[at + 1 :])
    if own[at].raw.rstrip("\r\n").endswith("-- "):
        told = [line for line in lines[_paragraph(lines) :] if line.key]
    elif at == 0 or below or not own[at - 1].key:
        told = lines
    else:
        return False
    if any(line.is_quoted(within=True) or _POSTSCRIPT.match(line.key) for line in lines):
        return False
    if any(map(_is_sentence, told)):
        return False
    lines = [line for line in lines if line.key]
    return below or len(lines) != _DOUBTFUL or any(_CONTACT.search(line.key) for line in lines)


def _paragraph(lines: Sequence[Line]) -> int:
    """How many lines the first paragraph has."""
    return next((count for count, line in enumerate(lines) if not line.key), len(lines))


def _is_sentence(line: Line) -> bool:
    if is_greeting(line):
        return False
    ends = line.key.endswith((".", "!", "?")) and line.key.count(" ") >= _BLANKS
    ends |= line.key.endswith("\u3002")
    return ends or len(line.key) > _LONG or _SENTENCE.search(line.key) is not None


def _is_footer(own: Sequence[Line], at: int) -> bool:
    """What Mailman puts below every mail: a rule of "_", and how to leave the list."""
    rule = own[at].key
    below = own[at + 1 :]
    return (
        len(rule) > 1
        and not rule.strip("_")
        and 0 < len(below) <= _FOOTER
        and any(sign in line.key for line in below for sign in _LIST)
    )
