"""Telephone numbers in a normalised text: where they stand, as digits without a country's code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.wording import Named, Number, apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.vocabulary import PlaceWords

_WRITTEN = re.compile(
    r"(?<![\w.\-/*#@])(?:(?:\+|00)\d{1,3}[ \-]\d{1,2}|(?:\+|00)?\(?\d+\)?)"
    r"(?: ?\(0\) ?\d{2,})?(?:[ \-]{1,2}\(?\d{2,}\)?){0,5}"
    r"(?![\d*]|x{2,}|\.\d|[a-z]*@|,\d{3})",
    re.ASCII,
)
_SHORT = re.compile(r"(?<![\d.\-/:¥$£])(?:9|1)\d{4,5}(?![\d.\-/:%a-z]|元|块|,\d)", re.ASCII)
_NOT_ONE = re.compile(  # days, times, sums, and numbers that say what else they are
    r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}(?!\d)|\d{1,2}:\d\d(?::\d\d)?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|[¥$£€]\s?\d[\d,.]*|\b\d{1,2}/\d{1,2}\b|c-\d{4}-\d+|20\d\d-\d{3,6}(?!\d)"
)
_ELSE = re.compile(
    r"(?:订单|单号|编号|合同|合约|身份证|身分证|卡号|案号|工单|户口|户号|流水|企业id|发票|统编|邮编|尾号|保单"
    r"|\b(?:order|account|ref(?:erence)?|invoice|policy|ticket|contract|customer|case|card|postcode))"
    r"(?:号码?|id|no\.?|number|:|#|为|是|\s)*$"
)
_FEWEST, _MOST = 7, 15  # digits, without a country's code


def numbers_in(text: str, places: Mapping[str, PlaceWords]) -> tuple[Number, ...]:
    """The telephone numbers of a text; its days, times, sums and order numbers are none."""
    blank = _NOT_ONE.sub(lambda found: "\n" * len(found[0]), text)
    found = (*_WRITTEN.finditer(blank), *_SHORT.finditer(blank))
    numbers = (
        _number(one, places)
        for one in found
        if not _ELSE.search(text[max(0, one.start() - 16) : one.start()])
    )
    return apart(one for one in numbers if one is not None)


def _number(found: re.Match[str], places: Mapping[str, PlaceWords]) -> Number | None:
    """A number, where it has as many digits as one; one with a country's code tells the country."""
    digits = re.sub(r"\D", "", found[0].replace("(0)", ""))
    country, abroad = "", found[0].startswith(("+", "00"))
    digits = digits.removeprefix("00") if abroad and not found[0].startswith("+") else digits
    for place, words in places.items():
        code = next((one for one in words.calling_codes if digits.startswith(one)), None)
        if code and (abroad or _is_of(digits[len(code) :], words, code)):
            country, digits = place, _national(digits[len(code) :], words)
            break
    short = len(found[0]) in {5, 6}
    if not short and not _FEWEST <= len(digits) <= _MOST:
        return None
    return Number(start=found.start(), end=found.end(), digits=digits, country=country)


def _is_of(rest: str, words: PlaceWords, code: str) -> bool:
    """Whether digits after a bare code are a number there: ``8613800000000``, not ``1700…``."""
    long_enough = len(rest) > 10 and len(code) > 1  # noqa: PLR2004  a mobile number with its code
    return long_enough and any(re.fullmatch(one, rest) for one in words.numbers)


def _national(rest: str, words: PlaceWords) -> str:
    """As it is written at home: with a zero in front where numbers there have one."""
    with_zero = "0" + rest.removeprefix("0")
    home = any(re.fullmatch(one, rest) for one in words.numbers)
    trunk = any(re.fullmatch(one, with_zero) for one in words.numbers)
    return with_zero if trunk and not home else rest


_REFERENCE = re.compile(
    r"(?:(?:订单|合同|合约|工单|投诉|受理|案件|企业|账户|账号|客户|用户|单号|编号|协议|会员)(?:号码?|编号|id|号|单号)?"
    r"|\b(?:order|account|acct|contract|ref(?:erence)?|ticket|customer|case|complaint|invoice|policy|booking))"
    r"(?:\s?(?:number|no\.?|id|ref|#))?(?:是|为|:|\s|#|is)*"
    r"([a-z]{0,6}[-/]?\d[a-z\d]*(?:[-/][a-z\d]+)*|[a-z]{1,6}\d+)",
    re.ASCII,
)
_CASE = re.compile(r"(?<![a-z0-9])c-20\d\d-\d+")


def references_in(text: str) -> tuple[Named, ...]:
    """Numbers of orders, contracts, accounts and cases, as they are written (in lower case)."""
    found = [(one.start(1), one.end(1), one[1]) for one in _REFERENCE.finditer(text)]
    found += [(one.start(), one.end(), one[0]) for one in _CASE.finditer(text)]
    apart = {start: (end, name) for start, end, name in found if len(name) > 2}  # noqa: PLR2004
    return tuple(Named(start=at, end=end, text=name) for at, (end, name) in sorted(apart.items()))
