"""Text → Reading: normalised for comparing, with its script and its telephone numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from opencc import OpenCC

from adapters.stream_safe import normalised
from casework.assessment import Reading
from casework.case import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.messages import Attachment

_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"  # as telephones write it
_READ = 64_000  # signs: enough for a complaint, little enough for any machine
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[a-zA-Z]{2,}")
_NUMBER = re.compile(r"(?<![\w.\-])\+?\d[\d\- ]{5,17}\d(?!\d|\.\d)", re.ASCII)
_WHEN = re.compile(r"\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}:\d\d\b", re.ASCII)
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)", re.ASCII
)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_NAME = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+{_NAME}\.?,?\s+((?:19|20)\d\d)\b", re.ASCII
)
_MONTH_FIRST = re.compile(
    rf"\b{_NAME}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.ASCII
)
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_TONED = re.compile(rf"(?<=[\u3400-\u9fff])[(（][a-zü]{{0,4}}[{_TONES}][a-zü]{{0,4}}[)）]")  # noqa: RUF001
_SOUND = re.compile(rf"(?<=[\u3400-\u9fff])[(（][a-zü{_TONES}]{{1,6}}[)）]")  # noqa: RUF001
_FEWEST, _MOST = 7, 15  # digits of a telephone number: ITU-T E.164


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def normalise(text: str) -> str:
    """Full-width and half-width alike, lower case, Simplified: for comparing, never for showing."""
    folded = normalised(without_pinyin(text[:_READ])).lower().replace(_APOSTROPHE, "'")
    return str(_converter("t2s").convert(folded)).replace("帐", "账")  # both are written


def without_pinyin(text: str) -> str:
    """``系統(tǒng)`` is 系統: some converters leave the sound of a sign behind it, in brackets.

    A sound without a tone (``們(men)``) is taken for one only in a text that has others with one.
    """
    return _SOUND.sub("", text) if is_converted(text) else text


def is_converted(text: str) -> bool:
    """Whether sounds stand in brackets: such a text was Simplified before a machine had it."""
    return _TONED.search(text) is not None


def read(subject: str, text: str) -> Reading:
    """What can be told from the writing itself."""
    whole = without_pinyin(f"{subject}\n{text}"[:_READ])
    return Reading(
        text=normalise(whole),
        language=script_of(whole),
        numbers=_numbers(text[:_READ]),
        days=_days(whole),
    )


def comparable(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Attachments whose names can be compared with the words of a pack."""
    return tuple(replace(one, name=normalise(one.name)) for one in attachments)


def script_of(text: str) -> Language | None:
    """The language of a text by its signs; None where they do not tell.

    Signs that only one of the two Chinese scripts has decide between them; a text
    whose signs are common to both is taken for Simplified.
    """
    han = "".join(_HAN.findall(text))
    if not han:
        return Language.ENGLISH if _LATIN.search(text) else None
    if len(han) < len(_LATIN.findall(text)):
        return Language.ENGLISH
    simplified, traditional = _converter("t2s").convert(han), _converter("s2t").convert(han)
    only_traditional = sum(a != b for a, b in zip(han, simplified, strict=False))
    only_simplified = sum(a != b for a, b in zip(han, traditional, strict=False))
    return Language.TRADITIONAL if only_traditional > only_simplified else Language.SIMPLIFIED


def _days(text: str) -> tuple[date, ...]:
    """The days that a text names in full: 2026-11-03, 2026年11月3日, 3 November 2026."""
    written = normalised(text).lower()
    found = [(one[0], one[1], one[2]) for one in _DAY.findall(written)]
    found += [(one[2], _MONTHS[one[1][:3]], one[0]) for one in _DAY_FIRST.findall(written)]
    found += [(one[2], _MONTHS[one[0][:3]], one[1]) for one in _MONTH_FIRST.findall(written)]
    days = (_day(int(year), int(month), int(day)) for year, month, day in found)
    return tuple(dict.fromkeys(one for one in days if one is not None))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numbers(text: str) -> tuple[str, ...]:
    """Telephone numbers as digits; no date, no time and none of our case numbers is one."""
    written = _WHEN.sub("\n", normalised(text))
    found = ("".join(re.findall(r"\d", one)) for one in _NUMBER.findall(written))
    return tuple(dict.fromkeys(one for one in found if _FEWEST <= len(one) <= _MOST))
