"""Personal data in a text, masked before others read it: found by patterns, never by guessing.

What is masked keeps its last signs, so that whoever knows a number knows it again. Days, hours,
amounts and order numbers stay: a complaint is about them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MASK = "***"
_KEPT = 4  # signs of a number that still show
_DIGIT = re.compile(r"\d", re.ASCII)
_PHONE_DIGITS = range(7, 16)  # E.164 has fifteen at most
_CARD_DIGITS = range(13, 20)


class Kind(StrEnum):
    """What was found."""

    EMAIL = "e-mail address"
    IDENTITY = "identity number"
    CARD = "card number"
    PHONE = "telephone number"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Personal:
    """Personal data in a text, as it stands there."""

    start: int
    end: int
    words: str
    kind: Kind

    @property
    def masked(self) -> str:
        """What stands in its place: ``***8000``, ``***@home.example``, ``***``."""
        if self.kind is Kind.EMAIL:
            return f"{MASK}@{self.words.rpartition('@')[2]}"
        if self.kind is Kind.ADDRESS:
            return MASK
        return MASK + re.sub(r"[^0-9A-Za-z]", "", self.words)[-_KEPT:]


_EDGE, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_EMAIL = re.compile(
    r"[^\s@<>()\[\]\"',:;\uff0c\uff1b\uff1a、。\uff08\uff09《》【】]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)
_IDENTITY = (
    re.compile(
        rf"{_EDGE}[1-9]\d{{5}}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}[\dXx]{_END}",
        re.ASCII,
    ),  # mainland China
    re.compile(rf"{_EDGE}[A-Z]{{1,2}}\d{{6}}\s?[(\uff08][\dA][)\uff09]", re.ASCII),  # Hong Kong
    re.compile(rf"{_EDGE}[A-Z][12]\d{{8}}{_END}", re.ASCII),  # Taiwan
    re.compile(
        rf"{_EDGE}[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d\d\s?\d\d\s?\d\d\s?[A-D]{_END}", re.ASCII
    ),  # UK
)
_NUMBER = re.compile(r"(?<![\w.,+-])\+?\(?\d[\d\- ()]{5,24}\d(?![\w])", re.ASCII)
_WHEN = re.compile(r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}(?:[ T]+\d{1,2})?", re.ASCII)
_PHONE = re.compile(
    r"\+\d[\d\- ()]+"  # with its country
    r"|(?:0086|86)?[- ]?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"  # a mainland mobile
    r"|\(?0\d{1,4}\)?[- ]?\d{3,4}[- ]?\d{3,4}(?:[- ]\d{1,4})?"  # with its area
    r"|[2-9]\d{3}[- ]\d{4}"  # Hong Kong
    r"|[2-9]\d{7}"
    r"|[2-9]\d{2}[- ]\d{3,4}[- ]\d{4}",
    re.ASCII,
)
_HAN = "\u4e00-\u9fff"
_UNITS = "(?:号|號|室|楼|樓|栋|棟|单元|單元|座)"
_HAN_ADDRESS = re.compile(
    rf"(?:路|街|道|巷|弄|胡同|村|里|邨|大厦|大廈|小区)"
    rf"[{_HAN}A-Za-z\-]{{0,6}}\d{{1,5}}[\-之\d]{{0,6}}{_UNITS}"
    rf"(?:[{_HAN}]{{0,3}}[0-9A-Za-z\-之]{{1,6}}{_UNITS})*"
)
_PLACES = re.compile(
    rf"香港|九龍|九龙|新界|澳門|澳门|[{_HAN}]{{0,3}}(?:省|市|区|區|县|縣|镇|鎮|乡|鄉)"
)
_BEFORE = 40  # signs before a street in which the town of an address is looked for
_NAME = 3  # signs of the name of a province, a town, a street
_WESTERN_ADDRESS = re.compile(
    r"\b\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'-]{1,30} ){1,4}"
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Court|Square|Way|Terrace|Gardens|Place)\b"
    r"(?:, ?[A-Z][a-z'-]{1,30}(?: [A-Z][a-z'-]{1,30}){0,2}){0,2}"
    r"(?:,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b)?"
)


def personal(text: str, more: Collection[str] = ()) -> tuple[Personal, ...]:
    """The personal data in a text, in its order; what overlaps is taken once, the surest first.

    ``more``: words that are personal for another reason, such as a third party's address.
    """
    found, taken = [], bytearray(len(text))
    for one in _candidates(text, more):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            found.append(one)
    return tuple(sorted(found))


def _candidates(text: str, more: Collection[str]) -> Iterator[Personal]:
    yield from _all(_EMAIL, text, Kind.EMAIL)
    for pattern in _IDENTITY:
        yield from _all(pattern, text, Kind.IDENTITY)
    for words in sorted(filter(None, more), key=len, reverse=True):
        yield from _all(re.compile(re.escape(words)), text, Kind.ADDRESS)
    yield from _all(_WESTERN_ADDRESS, text, Kind.ADDRESS)
    yield from _han_addresses(text)
    yield from _numbers(text)


def _all(pattern: re.Pattern[str], text: str, kind: Kind) -> Iterator[Personal]:
    return (
        Personal(start=hit.start(), end=hit.end(), words=hit.group(), kind=kind)
        for hit in pattern.finditer(text)
    )


def _han_addresses(text: str) -> Iterator[Personal]:
    """From the province or the town, where one is named, to the number of the room."""
    for hit in _HAN_ADDRESS.finditer(text):
        before = re.split(rf"[^{_HAN}A-Za-z0-9]", text[max(hit.start() - _BEFORE, 0) : hit.start()])
        near = before[-1]
        place = _PLACES.search(near)
        back = len(near) - place.start() if place else min(len(near), _NAME)
        start = hit.start() - back
        yield Personal(start=start, end=hit.end(), words=text[start : hit.end()], kind=Kind.ADDRESS)


def _numbers(text: str) -> Iterator[Personal]:
    """Cards by their check digit, telephones by their form; a day is neither."""
    blind = _WHEN.sub(lambda hit: "/" * len(hit.group()), text)
    for hit in _NUMBER.finditer(blind):
        words, digits = hit.group(), "".join(_DIGIT.findall(hit.group()))
        if len(digits) in _CARD_DIGITS and _has_check_digit(digits):
            yield Personal(start=hit.start(), end=hit.end(), words=words, kind=Kind.CARD)
        elif len(digits) in _PHONE_DIGITS and _PHONE.fullmatch(words.strip("() ")):
            yield Personal(start=hit.start(), end=hit.end(), words=words, kind=Kind.PHONE)


def _has_check_digit(digits: str) -> bool:
    """Luhn's, which every payment card ends with (ISO/IEC 7812-1)."""
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0  # noqa: PLR2004  one digit


def masked(text: str, shown: Collection[str] = (), more: Collection[str] = ()) -> str:
    """The text with its personal data masked, but for what a person chose to show."""
    seen = {plain(one) for one in shown}
    out, at = [], 0
    for one in personal(text, more):
        out += [text[at : one.start], one.words if plain(one.words) in seen else one.masked]
        at = one.end
    return "".join([*out, text[at:]])


def plain(words: str) -> str:
    """Numbers are the same however they are parted."""
    return re.sub(r"[\s\-()]", "", words).lower()
