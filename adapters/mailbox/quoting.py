"""What a sender wrote themselves, without what their mail program put around it.

Lines are read once, from the top. Only lines that are the sender's own so far are
remembered, and only they decide what the next line is: so reading the answer again
finds nothing more to cut. It knows the text only; whether a mail answers one of ours,
its headers tell, and others read them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LINES = 20_000  # nobody writes a mail of more
_LONGEST = 300  # signs of a line; what a mail program writes is shorter
_WRAPPED = 4  # lines over which a long "On … wrote:" is broken
_HEADER = 12  # lines of a header block, blank and broken ones counted
_BROKEN = 2  # lines in a row that go on from the header above them
_SIGNATURE = 10  # lines; RFC 3676 and custom say four

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DASHES = "[-_=*~ \u2013\u2014\u2500]"

# Every pattern meets one short line, NFKC'd and in lower case, and is tied to its beginning
# or begins with a sign that is rare, so that no line takes longer than its length.
_NOT_QUOTED = re.compile(r">(?:[_.]*<|=|\d)")  # ">_<", ">= 5", ">5 calls a day"
_RULE = re.compile(
    rf"{_DASHES}{{5,}}|{_DASHES}*(?:original(?: message| mail)?|原始邮件|原始郵件){_DASHES}*:?"
)
_ORIGINAL = re.compile(
    rf"{_DASHES}{{2,}}(?:original(?: message| mail)?|repl(?:y|ied) message|原始?邮件|原始?郵件"
    rf"|原始?信件|邮件原文|郵件原文|[回答][复復覆]的?原?[邮郵]件){_DASHES}{{2,}}:?"
)
_FORWARDED = re.compile(
    rf"{_DASHES}{{2,}}(?:forwarded(?: message| mail)?|转发的?(?:邮件|消息)(?:信息)?"
    rf"|轉[寄發]的?(?:郵件|訊息)){_DASHES}{{2,}}:?"
    r"|(?:begin forwarded message|[下以][面下]是被?转发的邮件|开始转发的?邮件|開始轉寄的?郵件):?"
)

_WROTE = re.compile(r"(?:\bwrote ?(?::|-{2,})|写道 ?:?|寫道 ?:?) ?-*$")
_GMAIL_ONCE = re.compile(r"\d{4}-\d\d-\d\d \d\d?:\d\d gmt\S+ [^<>@]{0,150}<[^<>@]+@[^<>@]+>:")
_ON = re.compile(r"[-* ]*(?:(?:on|at)\b|[在於于]|\d{4}[-/.年])")
_WHO_THEN_WHEN = re.compile(r"[^<>@]{0,150}<[^<>@]+@[^<>@]+> ?[在於于] ?\d{4}")
_WHO = re.compile(r"[<(\[] ?(?:mailto:)?[^\s<>()\[\]@]+@")
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d ?[:点點时時] ?\d\d")
_BY_CLOCKWORK = re.compile(r"\d:\d\d:\d\d| [+-][01]\d[0-5]\d\b|\b(?:gmt|utc)[+-]\d")

_FIELDS = {
    name: field
    for field, names in {
        "from": "from 发件人 發件人 寄件者 寄件人 发信人 發信人 寄信人",
        "date": "date sent 日期 发送时间 發送時間 发件时间 發件時間 发送日期 發送日期 寄件日期"
        " 寄件時間 傳送日期 傳送時間 寄送日期",
        "to": "to cc bcc reply-to 收件人 收件者 收信人 抄送 抄送人 抄送至 副本 密送 密件副本",
        "subject": "subject 主题 主題 主旨",
    }.items()
    for name in names.split()
}

_NAMED = (
    "iphone|ipad|ipod|android|ios|windows|outlook|yahoo|qq|samsung|galaxy|pixel|huawei|honor|xiaomi"
    "|redmi|oppo|vivo|oneplus|blackberry|foxmail|三星|华为|華為|小米|红米|荣耀|魅族|网易"
)
_ENGLISH = rf"(?:{_NAMED}|phone|smartphone|mobile|cell|device|tablet|handset|laptop|mail|mailbox)"
_CHINESE = rf"(?:{_NAMED}|手[机機](?![号號])|平板|[邮郵]箱|信箱|[邮郵]件|客户端|微信)"
_MOBILE = re.compile(
    # Sent from my Galaxy S24; Sent from Yahoo Mail for iPhone; Get Outlook for iOS<https://…>
    rf"[(<*-]{{0,3}}sent (?:from|via|with|using) (?:my (?:\S{{1,20}} ){{0,5}}|the |a )?{_ENGLISH}"
    rf"(?: (?:for|on|pro|max|plus|mini|ultra|\w?\d\w{{0,5}}|{_ENGLISH}))*"
    r"[.!,]?(?: ?(?:please )?(?:excuse|forgive|pardon) .{0,60})?[)>*]{0,3}"
    r"|get outlook for .{0,80}"
    # 发自我的iPhone, 来自华为手机, 從我的 iPhone 傳送, 从 Windows 版邮件发送, 取得 iOS 版 Outlook
    rf"|[发發来來寄]自 ?我的 ?(?:[!-~][ -~]{{0,25}}|.{{0,15}}{_CHINESE}.{{0,10}})"
    rf"|[发發来來寄]自 ?(?:{_NAMED}).{{0,10}}{_CHINESE}.{{0,5}}|[发發]自 ?(?:{_NAMED})"
    rf"|(?:[从從]|[通透][过過]) ?(?:我的 ?.{{0,10}}{_CHINESE}|(?:{_NAMED})).{{0,20}}"
    r"[发發传傳]送[.。]?"
    r"|(?:获取|取得|下载|下載).{0,12}outlook.{0,80}"
)
_LINK = re.compile(r"[<(]https?:[^<>()]*[>)]|[\[\]]")
_UNBEGUN = "[(<*- \t"  # what may stand before the first word of "Sent from …"


def own_words(text: str) -> str:
    """What the sender of a reply wrote themselves: no quoted history, no signature. Never raises.

    Answers between ">" quotes are kept; of a reply that only quotes nothing is left. What
    never looked like a reply keeps all it says, and what it forwards or pastes: that is
    what its sender has to say. Words inside or below history without marks (Outlook's)
    cannot be told from it, and go with it.
    """
    if text.count("\n") >= _LINES:
        return text
    reader = _Reader()
    for raw in text.split("\n"):
        if not reader.take(_Line(raw)):
            break
    return reader.answer(text)


@dataclass(frozen=True)
class _Line:
    """A line as it came, and as it is compared."""

    raw: str

    @cached_property
    def key(self) -> str:
        """One kind of space, of width, of case; nothing unseen. A long line ends in "...".

        Entities, because the plain text of QQ's mails has "&nbsp;" in it.
        """
        short = self.raw if len(self.raw) <= _LONGEST else self.raw[:_LONGEST] + "..."
        seen = _UNSEEN.sub("", unescape(short))
        return " ".join(unicodedata.normalize("NFKC", seen).lower().split())

    @cached_property
    def field(self) -> str:
        """Which header this line gives, if it looks like one: "*主　題:* …" is a subject."""
        name, *value = re.split("[:|]", self.key.lstrip("*_| ")[:40], maxsplit=1)
        return _FIELDS.get(re.sub("[*_ ]", "", name), "") if value else ""


class _Reader:
    """Takes a text line by line, and remembers the sender's own."""

    def __init__(self) -> None:
        self.own: list[_Line] = []
        self._replied = False  # something was quoted
        self._forwards = False  # somebody else's mail was handed on
        self._quoting = False  # nothing of the sender's has come since
        self._announced = False  # the last thing said was that a quote follows

    def answer(self, text: str) -> str:
        """The sender's own, where ``text`` looked like a reply; else without its signature."""
        if self._forwards and not self._replied:
            return text
        _drop_below(self.own, quote=False)
        own = "\n".join(line.raw for line in self.own)
        untouched = own.strip() == text.strip()
        return text if untouched or not (own or self._replied) else own

    def take(self, line: _Line) -> bool:
        """Read one line. False if it is history that runs to the end."""
        if _is_quoted(line, within=self._quoting):
            self._quote(_Line(line.key.lstrip("> ")))
        elif self._announced and line.key:
            return False
        elif _ORIGINAL.fullmatch(line.key):
            self._announce(0)
        elif lines := _attribution([*self.own[1 - _WRAPPED :], line], _surely_wrote):
            self._announce(lines - 1)
        elif _FORWARDED.fullmatch(line.key):
            self._forwards = True
            return False
        elif lines := _header([*self.own[1 - _HEADER :], line]):
            self._announce(lines - 1)
            return False
        else:
            self._keep(line)
        return True

    def _quote(self, line: _Line) -> None:
        """Somebody else's line. A mail that is pasted begins with its sender, a reply does not."""
        if not self._quoting:
            _drop_blank(self.own)
            lines = _attribution(self.own, _perhaps_wrote)
            if lines or not (line.field == "from" or _FORWARDED.fullmatch(line.key)):
                self._announce(lines)
            else:
                self._forwards = self._quoting = True
        self._announced = False

    def _announce(self, lines: int) -> None:
        """A quote begins, and the last ``lines`` of the sender's own were its heading."""
        del self.own[len(self.own) - lines :]
        _drop_below(self.own, quote=True)
        self._replied = self._quoting = self._announced = True

    def _keep(self, line: _Line) -> None:
        """The sender's own; where quotes are taken out, one blank line stays."""
        if line.key:
            self._quoting = False
        elif not self.own or (self._quoting and not self.own[-1].key):
            return
        self.own.append(line)


def _is_quoted(line: _Line, *, within: bool) -> bool:
    return line.key.startswith(">") and (within or not _NOT_QUOTED.match(line.key))


def _attribution(lines: Sequence[_Line], fits: Callable[[str], bool]) -> int:
    """How many of the last lines say, taken together, that somebody wrote; 0 if they do not."""
    said = ""
    for count, line in enumerate(islice(reversed(lines), _WRAPPED), 1):
        said = f"{line.key} {said}".rstrip()
        if not line.key or not said.endswith((":", "-", "道")):
            return 0
        if fits(said):
            return count
    return 0


def _surely_wrote(said: str) -> bool:
    """Only a mail program says it like this: with the time, and an address or the zone."""
    return _GMAIL_ONCE.fullmatch(said) is not None or bool(
        _WROTE.search(said)
        and (_ON.match(said) or _WHO_THEN_WHEN.match(said))
        and _TIME.search(said)
        and (_WHO.search(said) or _BY_CLOCKWORK.search(said))
    )


def _perhaps_wrote(said: str) -> bool:
    """A person could say it, too; but ">" comes next."""
    return bool(
        _WROTE.search(said)
        and (_WHO.search(said) or _TIME.search(said) or (_ON.match(said) and _DIGIT.search(said)))
    )


def _header(lines: Sequence[_Line]) -> int:
    """How many of the last lines are a header block, as Outlook puts above history; or 0.

    It says who and when, to the minute: the date on a letter written by hand has no time.
    """
    block: Sequence[_Line] = ()
    fields = set[str]()
    broken = 0
    for count, line in enumerate(reversed(lines) if lines[-1].field else (), 1):
        parted = broken and not line.key  # what goes on stands right below its header
        broken = 0 if line.field else broken + bool(line.key)
        if parted or broken > _BROKEN or line.field in fields - {"to"}:
            break
        if line.field:
            block = lines[-count:]
            fields.add(line.field)
    timed = any(_TIME.search(line.key) for line in block if line.field in {"date", ""})
    whole = {"from", "date"} <= fields and fields & {"to", "subject"}
    return len(block) if whole and timed else 0


def _drop_below(own: list[_Line], *, quote: bool) -> None:
    """Drop signatures and blank lines at the end; above a quote, the rule between them too."""
    while own and (end := _end(own, quote=quote)) < len(own):
        del own[end:]


def _end(own: Sequence[_Line], *, quote: bool) -> int:
    last = own[-1].key
    if not last or _is_mobile(own[-1]) or (quote and _RULE.fullmatch(last)):
        return len(own) - 1
    window = range(len(own) - 1, max(len(own) - 2 - _SIGNATURE, -1), -1)
    return next((at for at in window if own[at].key == "--"), len(own))


def _is_mobile(line: _Line) -> bool:
    """A telephone's greeting, not the end of a sentence that was broken before "sent from"."""
    greeting = " ".join(_LINK.sub(" ", line.key).split())
    begun = line.raw.lstrip(_UNBEGUN)[:1]
    return not begun.islower() and _MOBILE.fullmatch(greeting) is not None


def _drop_blank(own: list[_Line]) -> None:
    while own and not own[-1].key:
        own.pop()
