"""What a line of a mail says to whoever looks for the sender's own words: pure questions.

Every pattern meets one short line, NFKC'd and in lower case, and is tied to its beginning
or begins with a sign that is rare, so that no line takes longer than its length.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from adapters.mailbox.replies import tongues

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WRAPPED = 4  # lines over which a long "On … wrote:" is broken
HEADER = 12  # lines of a header block, blank and broken ones counted

_LONGEST = 300  # signs of a line; what a mail program writes is shorter
_BROKEN = 2  # lines in a row that go on from the header above them

_POINTER = 60  # signs of a line that points to the answers

_SOURCE = 40  # lines of a header in its source, before and after its date
_ONLY_IN_SOURCE = ("message-id:", "mime-version:", "received:", "return-path:", "content-type:")

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES = "-_=*~ \u2013\u2014\u2500"

_NOT_QUOTED = re.compile(r">(?:[_.]*<|=|\d)")  # ">_<", ">= 5", ">5 calls a day"
_RULE = re.compile(f"[{_DASHES}]{{5,}}")
_DASHED = re.compile(f"[{_DASHES}]{{2,}}")

_WROTE = re.compile(rf"(?<!\w)(?:{tongues.WROTE})(?!\w)|(?:{tongues.WROTE_UNSPACED})(?!\w)")
_WROTE_LAST = re.compile(r"(?<!\w)wrote ?-{2,}$|[写寫]道$")
_DAY = r"(?:[^\W\d_]{1,12}[.,]{0,2} ){0,2}\(?\d"
_ON = re.compile(rf"[-* ]*(?:(?:{tongues.ON})(?!\w)|{tongues.ON_UNSPACED}|\d)")
_WHEN = re.compile(rf"[-* ]*(?:(?:{tongues.ON})(?!\w)|{tongues.ON_UNSPACED}|{_DAY})")
_THEN = re.compile(rf"(?:(?:{tongues.ON})(?!\w)|{tongues.ON_UNSPACED}|\d)")
_WHO_FIRST = re.compile(r"[^<>@]{0,150}[<(\[] ?[^\s<>()\[\]@]+@[^\s<>()\[\]@]+[>)\]],? ?")
_WHO = re.compile(r"[<(\[] ?(?:mailto:)?[^\s<>()\[\]@]+@")
_WHO_LAST = re.compile(r"<[^\s<>@]+@[^\s<>@]+ ?> ?:$")
# Gmail of 2013: no verb, no time, no colon
_GMAIL_ONCE = re.compile(r"\d{4}/\d\d?/\d\d? [^<>@]{1,150}<[^\s<>@]+@[^\s<>@]+>")
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d ?[:点點时時h] ?\d\d|\b(?:klo?|kello|om|alle|ore|ora|la|o)\.? \d\d?\.\d\d")
_BY_CLOCKWORK = re.compile(r"\d:\d\d:\d\d| [+-][01]\d[0-5]\d\b|\b(?:gmt|utc)[+-]\d")

_SEE_BELOW = re.compile(rf"(?<![a-z])(?:{tongues.SEE_BELOW})(?![a-z])")
_FIELDS = {name: field for field, names in tongues.FIELDS.items() for name in names.split()}
_FIELDS_BELOW = {"时间", "時間"}  # of history only: of its own a person writes when it was, too
_ORIGINAL = frozenset(tongues.ORIGINAL.split(";"))
_FORWARDED = frozenset(tongues.FORWARDED.split(";"))
_FORWARD_BEGINS = frozenset(tongues.FORWARD_BEGINS.split(";"))


@dataclass(frozen=True)
class Line:
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

    @property
    def is_told_in_header(self) -> bool:
        """A header, also as some write it without a colon: "发件人 …", or call it: "时间:"."""
        name = self.key.replace(":", " ").split(" ")[0]
        return bool(self.field) or name in _FIELDS or name in _FIELDS_BELOW

    @property
    def points_below(self) -> bool:
        """All that it says is that the answers stand in what follows: "see below", "见红字"."""
        return len(self.key) <= _POINTER and _SEE_BELOW.search(self.key) is not None

    @property
    def is_rule(self) -> bool:
        """A line drawn across the page, or what stands between dashes without enough of them."""
        return _RULE.fullmatch(self.key) is not None or self._undashed in _ORIGINAL

    @property
    def is_original(self) -> bool:
        """History begins: "-----Original Message-----", in any language."""
        return self._is_dashed and self._undashed in _ORIGINAL

    @property
    def is_forwarded(self) -> bool:
        """Handed on: "---------- Forwarded message ---------", "Begin forwarded message:"."""
        begins = self.key.removesuffix(":").rstrip() in _FORWARD_BEGINS
        return begins or (self._is_dashed and self._undashed in _FORWARDED)

    @property
    def is_introduction(self) -> bool:
        """It ends in a colon, and so what comes next is what its writer wants to be read."""
        return self.key.endswith(":") and not _WROTE.search(self.key) and not self.field

    @property
    def _undashed(self) -> str:
        return self.key.removesuffix(":").strip(_DASHES).replace("\u2019", "'")

    @property
    def _is_dashed(self) -> bool:
        dashed = self.key.removesuffix(":")
        return _DASHED.match(dashed) is not None and _DASHED.match(dashed[::-1]) is not None

    def is_quoted(self, *, within: bool) -> bool:
        """Whether it is somebody else's; ``within``: the line above it was."""
        return self.key.startswith(">") and (within or not _NOT_QUOTED.match(self.key))


def attribution(lines: Sequence[Line], fits: Callable[[str], bool]) -> int:
    """How many of the last lines say, taken together, that somebody wrote; 0 if they do not."""
    said = ""
    for count, line in enumerate(islice(reversed(lines), WRAPPED), 1):
        said = f"{line.key} {said}".rstrip()
        if not line.key or len(said) > _LONGEST or not said.endswith((":", "-", "道", ">")):
            return 0
        if fits(said):
            return count
    return 0


def surely_wrote(said: str) -> bool:
    """Only a mail program says it like this: with the time, and an address or the zone."""
    if not _TIME.search(said) or not (_WHO.search(said) or _BY_CLOCKWORK.search(said)):
        return False
    if _has_verb(said):
        return _WHEN.match(said) is not None or _who_then_when(said)
    # Gmail of 2016, mail.ru, Japanese: the date, the name, the address, and no verb
    return re.match(f"[-* ]*{_DAY}", said) is not None and _WHO_LAST.search(said) is not None


def perhaps_wrote(said: str) -> bool:
    """A person could say it, too; but ">" comes next."""
    return by_program(said) or bool(_has_verb(said) and _ON.match(said) and _DIGIT.search(said))


def by_program(said: str) -> bool:
    """Somebody wrote, and a mail program says so: it knows the address or the time."""
    told = _has_verb(said) and (_WHO.search(said) or _TIME.search(said))
    return surely_wrote(said) or bool(told) or _GMAIL_ONCE.fullmatch(said) is not None


def loosely_wrote(said: str) -> bool:
    """Of any language, where what follows is known to be a letter of ours."""
    return said.endswith(":") and bool(_WHO.search(said) or _DIGIT.search(said))


def header(lines: Sequence[Line]) -> int:
    """How many of the last lines are a header block, as Outlook puts above history; or 0.

    It says who and when, to the minute: the date on a letter written by hand has no time.
    """
    block: Sequence[Line] = ()
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


def says_more(lines: Sequence[Line]) -> bool:
    """Whether history, its heading left out, is of more than one line: not only a letter.

    Lines that go on from a header stand below it without a blank one between.
    """
    begin = next((at for at, line in enumerate(lines) if line.key), 0)
    for at, line in enumerate(lines[: begin + HEADER]):
        if at > begin + _BROKEN or (at > begin and not line.key):
            break
        begin = at + 1 if line.is_told_in_header else begin
    said = (line for line in lines[begin:] if line.key and not line.is_quoted(within=True))
    return sum(not line.is_rule for line in said) > 1


def is_source(lines: Sequence[Line], at: int) -> bool:
    """Whether the header round line ``at`` is a mail's own: no mail program repeats all of it."""
    above = takewhile(_is_told, reversed(lines[max(0, at - _SOURCE) : at]))
    below = takewhile(_is_told, lines[at : at + _SOURCE])
    return any(line.key.startswith(_ONLY_IN_SOURCE) for line in (*above, *below))


def _is_told(line: Line) -> bool:
    return line.key != ""


def _has_verb(said: str) -> bool:
    if said.endswith(":"):
        return _WROTE.search(said) is not None
    return _WROTE_LAST.search(said) is not None


def _who_then_when(said: str) -> bool:
    """First who, then when: "… 于2026年3月2日…写道", "… schrieb am Mo., 2. März 2026 um …:"."""
    who = _WHO_FIRST.match(said)
    if who is None:
        return False
    rest = said[who.end() :]
    return _WROTE.match(rest) is not None or _THEN.match(rest) is not None
