"""Days in a normalised text, in full or by their distance from the day of arrival.

A day without a year is the nearest of that name; a bare weekday is the last one, and the next one
where the text sets a term ("by Friday"). Periods ("within three working days") end on a day, too.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from adapters.amounts import han_number
from casework.wording import Day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from casework.clock import Calendar

_ONE_DAY = timedelta(days=1)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_WEEK = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?\s+)"
_FULL = re.compile(
    r"(?<![\d-])((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)[日号]?"
)
_MONTH_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})(?!\d|个)[日号]?")
_TO_DAY = re.compile(r"月\d{1,2}[日号]?(?:至|到|-|~|—|、|和|,|及)(\d{1,2})(?:日|号)(?!\d)")
_SLASHED = re.compile(r"(?<![\d/.:])(\d{1,2})/(\d{1,2})(?:/((?:20)?\d\d))?(?![\d/]|\s?(?:gb|mb))")
_DOTTED = re.compile(
    r"(?<![\d.:¥$£])(\d{1,2})\.(\d{1,2})"
    r"(?![\d.%]|\s?(?:元|块|万|千|米|折|分钟|秒|倍|版|am|pm|a\.m|p\.m|g|m|k|to\b|/|月))"
)
_BARE_DAY = re.compile(r"(?<![\d.月/:第])(\d{1,2})(?:号(?![\d线楼店子内])|日(?![\d线楼店子内前]))")
_RUN = re.compile(
    rf"\b((?:{_WEEK}?\d{{1,2}}(?:st|nd|rd|th)?(?:\s*(?:,|&|and|to|-)\s*|\s+))+)(?:of\s+)?{_NAME}"
    r",?(?:\s+((?:19|20)\d\d)\b)?"
)
_MONTH_FIRST = re.compile(
    rf"\b{_NAME}\s+((?:{_DAY}(?:\s*(?:,|&|and|to|-)\s*(?=\d{{1,2}}(?!\d)))?)+)(?!\d|:)(?:,?\s+((?:19|20)\d\d)\b)?"
)
_DISTANCES = tuple(
    (re.compile(words), days)
    for words, days in (
        (r"大前天", -3),
        (r"(?<!大)前天|\bday before yesterday\b", -2),
        (r"昨(?:天|日|晚|夜|早)|琴日|寻日|寻晚|\b(?<!before )yesterday\b|\blast night\b", -1),
        (r"今(?:天|日|早|晚|晨|朝|次)|刚刚|刚才|刚接|头先|而家|正在|现在|此刻", 0),
        (r"\b(?:today|tonight|this (?:morning|afternoon|evening)|just now|right now)\b", 0),
        (r"明(?:天|日|早|晚)|听日|\btomorrow\b", 1),
        (r"后天", 2),
    )
)
_AGO = re.compile(
    r"(?<![月\d])(\d{1,2}|[一二两三四五六七八九十]{1,3})(?:天|日)(?:之|以)?前(?!面)"
    r"|\b(\w+) days? ago\b"
)
_WEEKS_AGO = re.compile(
    r"\b(\w+) weeks? ago\b|([一二两三四]|\d)(?:个)?(?:周|星期|礼拜)(?:之|以)?前"
)
_WEEKDAY = re.compile(
    r"(上上?|这|本|今|下)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天末])(?![个次两])"
    r"|\b(?:(last|this|next|since last|on)\s+)?(mon|tues|wednes|thurs|fri|satur|sun)day\b"
)
_WEEKDAYS = {sign: i for i, sign in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_WEEKDAYS |= {n: i for i, n in enumerate(("mon", "tues", "wednes", "thurs", "fri", "satur", "sun"))}
_TERM = re.compile(r"(?:by|before|until|no later than|latest|最迟|最晚|于|在)\s*$")
_MONTH_END = re.compile(
    r"(?:本|这个?|当)?月(?:底|末)|\b(?:the )?end of (?:the|this) month\b|\bmonth[- ]end\b"
    r"|\b(?:the )?end of ([a-z]{3})[a-z]*\b"
)
_WEEK_END = re.compile(r"(?:本|这)周(?:内|末前)|\b(?:the )?end of (?:the|this) week\b")
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_LATIN_NUMBER = (
    r"(\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen"
    r"|twenty|twenty-one|thirty|the next|another)"
)
_LATIN_UNIT = r"(working days?|business days?|days?|weeks?|months?|hours?)\b"
_UNIT = r"(?:个)?(工作日|工作天|天|日|周|星期|礼拜|个?月|小时|钟头)(?:的)?(?:时间)?"
_OR_ELSE = (
    r"(?=(?:要是|如果|再)?不(?:给|处理|解决|答|回|退|说)[^。\n]{0,14}?(?:就|去|找|告|曝光|投诉))"
)
_PERIOD = re.compile(
    rf"{_NUMBER}{_UNIT}(?:之内|以内|内|里(?!面)|{_OR_ELSE})"
    rf"|(?:给|限)(?:你们?|贵司|贵公司|他们)?{_NUMBER}{_UNIT}"
    rf"|\b(?:with)?in (?:the next )?{_LATIN_NUMBER}(?: \(\d+\))? ?{_LATIN_UNIT}"
    rf"|\b(?:you have|give you|given) {_LATIN_NUMBER} {_LATIN_UNIT}"
    rf"|\b{_LATIN_NUMBER} {_LATIN_UNIT} to (?:reply|respond|fix|resolve|sort|refund|answer)\b"
)
_NUMERALS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_WORDS = {name: value for value, name in enumerate(_NUMERALS, start=1)} | {
    "a": 1, "an": 1, "another": 1, "couple": 2, "fourteen": 14, "fifteen": 15, "twenty": 20,
    "twenty-one": 21, "thirty": 30,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day of arrival where the pack counts, and how its people write days and work."""

    on: date
    calendar: Calendar
    month_first: bool = True


def days_in(text: str, today: Today) -> tuple[Day, ...]:
    """The days that a text names, in the order of the text."""
    found = [
        *_in_full(text),
        *_by_month(text, today.on),
        *_written_short(text, today),
        *_by_name(text, today.on),
    ]
    found += _alone(text, found, today.on)
    found += _by_distance(text, today.on)
    return _apart(found)


def periods_in(text: str, today: Today) -> tuple[Day, ...]:
    """The days on which the periods end that a text gives."""
    found = [one for one in (_end_of(one, today) for one in _PERIOD.finditer(text)) if one]
    for one in _WEEK_END.finditer(text):
        friday = today.on + (4 - today.on.weekday()) % 7 * _ONE_DAY
        found.append(Day(start=one.start(), end=one.end(), on=friday, relative=True))
    return tuple(found)


def _in_full(text: str) -> Iterator[Day]:
    for one in _FULL.finditer(text):
        yield from _day(one.span(), partial(date, int(one[1]), int(one[2]), int(one[3])))


def _by_month(text: str, today: date) -> Iterator[Day]:
    for one in _MONTH_DAY.finditer(text):
        yield from _nearest(one.span(), int(one[1]), int(one[2]), today)
        to = _TO_DAY.match(text, one.start() + len(one[1]))
        if to:
            yield from _nearest(to.span(1), int(one[1]), int(to[1]), today)


def _written_short(text: str, today: Today) -> Iterator[Day]:
    """``10/15``, and in Chinese ``10.15``."""
    for one in _SLASHED.finditer(text):
        first, second = int(one[1]), int(one[2])
        month, day = (first, second) if today.month_first else (second, first)
        if month > 12 >= day:  # noqa: PLR2004  it can only be the other way round
            month, day = day, month
        if one[3]:
            year = int(one[3]) % 100 + 2000
            yield from _day(one.span(), partial(date, year, month, day))
        else:
            yield from _nearest(one.span(), month, day, today.on)
    if not text.isascii():
        for one in _DOTTED.finditer(text):
            yield from _nearest(one.span(), int(one[1]), int(one[2]), today.on)


def _by_name(text: str, today: date) -> Iterator[Day]:
    """``Mon 26 and Tue 27 Oct``, ``16th Sept``, ``Oct 9, 2026``."""
    for one in _RUN.finditer(text):
        yield from _days_of(one.span(), one[1], one[2], one[3], today)
    for one in _MONTH_FIRST.finditer(text):
        yield from _days_of(one.span(), one[2], one[1], one[4], today)


def _days_of(
    span: tuple[int, int], numbers: str, month: str, year: str | None, today: date
) -> Iterator[Day]:
    count = _MONTHS.index(month[:3]) + 1
    for number in re.findall(r"\d{1,2}", numbers):
        if year:
            yield from _day(span, partial(date, int(year), count, int(number)))
        else:
            yield from _nearest(span, count, int(number), today)


def _alone(text: str, known: list[Day], today: date) -> Iterator[Day]:
    """``23号``: of the month that was named before it, or the last such day."""
    for one in _BARE_DAY.finditer(text):
        if any(day.start <= one.start() < day.end for day in known):
            continue
        before = [day.on for day in known if day.start < one.start()]
        base = before[-1] if before else today
        for day in _day(one.span(), partial(date, base.year, base.month, int(one[1]))):
            yield day if before else _in_time(day, today, text[one.end() : one.end() + 2])


def _in_time(day: Day, today: date, after: str) -> Day:
    """A day that nothing names the month of: the last one, or the next one with a "before"."""
    ahead = re.match(r"[之以]?前", after)
    if ahead and day.on < today:
        return Day(start=day.start, end=day.end, on=_months_on(day.on, 1))
    return day if ahead or day.on <= today else _month_before(day)


def _month_before(day: Day) -> Day:
    last = day.on.replace(day=1) - _ONE_DAY
    on = last.replace(day=min(day.on.day, last.day))
    return Day(start=day.start, end=day.end, on=on)


def _by_distance(text: str, today: date) -> Iterator[Day]:
    for pattern, days in _DISTANCES:
        for one in pattern.finditer(text):
            yield _off(one, today, days)
    for one in _AGO.finditer(text):
        if (count := _count(one[1] or one[2])) is not None:
            yield _off(one, today, -count)
    for one in _WEEKS_AGO.finditer(text):
        if (count := _count(one[1] or one[2])) is not None:
            yield _off(one, today, -7 * count)
    for one in _WEEKDAY.finditer(text):
        yield _off(one, today, _to_weekday(text, one, today))
    for one in _MONTH_END.finditer(text):
        month = _MONTHS.index(one[1]) + 1 if one[1] in _MONTHS else today.month
        last = monthrange(today.year, month)[1]
        on = date(today.year, month, last)
        yield Day(start=one.start(), end=one.end(), on=on, relative=True)


def _to_weekday(text: str, found: re.Match[str], today: date) -> int:
    which, name = found[1] or found[3], found[2] or found[4]
    off = _WEEKDAYS[name] - today.weekday()
    if which in {"上", "上上"}:
        return off - 7 * len(which)
    if which in {"这", "本", "今", "this"}:
        return off
    if which in {"下", "next"}:
        return off + 7
    term = _TERM.search(text[: found.start()]) or re.match(r"[之以]?前", text[found.end() :])
    return (off - 1) % 7 + 1 if term else -((-off - 1) % 7 + 1)


def _off(found: re.Match[str], today: date, days: int) -> Day:
    return Day(start=found.start(), end=found.end(), on=today + days * _ONE_DAY, relative=True)


def _end_of(found: re.Match[str], today: Today) -> Day | None:
    groups = [one for one in found.groups() if one is not None]
    count, unit = _count(groups[0]), groups[1].removeprefix("个")
    if count is None:
        return None
    if unit.startswith(("工作", "working", "business")):
        on = _working_days(today, count)
    elif unit.startswith(("周", "星期", "礼拜", "week")):
        on = today.on + 7 * count * _ONE_DAY
    elif unit.startswith(("月", "month")):
        on = _months_on(today.on, count)
    elif unit.startswith(("小时", "钟头", "hour")):
        on = today.on + -(-count // 24) * _ONE_DAY
    else:
        on = today.on + count * _ONE_DAY
    return Day(start=found.start(), end=found.end(), on=on, relative=True)


def _working_days(today: Today, count: int) -> date:
    day = today.on
    while count > 0:
        day += _ONE_DAY
        count -= today.calendar.is_working_day(day)
    return day


def _months_on(day: date, count: int) -> date:
    """The corresponding day of a later month, or that month's last."""
    year, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _count(written: str) -> int | None:
    if written.isdecimal():
        return int(written)
    if written in _WORDS:
        return _WORDS[written]
    return han_number(written) or None


def _nearest(span: tuple[int, int], month: int, day: int, today: date) -> Iterator[Day]:
    """The day of this name that lies nearest to today."""
    for candidate in _day(span, partial(date, 2024, month, day)):  # a leap year knows every day
        years = (today.year - 1, today.year, today.year + 1)
        near = (one for y in years for one in _day(span, partial(date, y, month, day)))
        yield min(near, key=lambda one: abs(one.on - today), default=candidate)


def _day(span: tuple[int, int], make: Callable[[], date]) -> Iterator[Day]:
    """The day, where there is one of this number."""
    try:
        yield Day(start=span[0], end=span[1], on=make())
    except ValueError:
        return


def _apart(days: Iterable[Day]) -> tuple[Day, ...]:
    """In the order of the text; several days of one span are all kept."""
    kept: list[Day] = []
    for one in sorted(days, key=lambda day: (day.start, -day.end)):
        same = kept and (one.start, one.end) == (kept[-1].start, kept[-1].end)
        if not kept or same or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)
