"""Sums of money in a normalised text: with the currency where the text names one."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from casework.wording import Amount, Named, apart

_DIGITS = r"(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)"
_SIGNS = {
    "nt$": "TWD", "ntd": "TWD", "hk$": "HKD", "hkd": "HKD", "us$": "USD", "usd": "USD",
    "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "¥": "CNY", "£": "GBP", "gbp": "GBP",
    "€": "EUR", "eur": "EUR", "新台币": "TWD", "台币": "TWD", "港币": "HKD", "港元": "HKD",
    "$": "", "美元": "USD", "pounds": "GBP", "quid": "GBP", "dollars": "", "euros": "EUR",
    "元": "", "块钱": "", "块": "", "蚊": "HKD", "圆": "", "万元": "", "万块": "", "千元": "",
    "万": "", "英镑": "GBP",
}  # fmt: skip
_LARGE = {"万": 10_000, "千": 1_000, "k": 1_000}
_BEFORE = "|".join(
    re.escape(one)
    for one in sorted(_SIGNS, key=len, reverse=True)
    if one not in {"元", "块", "块钱", "万", "圆", "万元", "万块", "千元", "蚊"}
)
_AFTER = (
    "万元|万块|千元|块钱|块|元|圆|蚊|港元|港币|美元|英镑|pounds|quid|dollars|euros"
    "|gbp|usd|hkd|rmb|cny|eur|ntd|万(?!一|分)"
)
_SIGNED = re.compile(rf"(?<![a-z])({_BEFORE})\s?{_DIGITS}\s?(万|千|k\b)?(?![\d%])")
_NAMED = re.compile(rf"(?<![\d./-])(?<!\d,){_DIGITS}\s?(?:多|余)?\s?({_AFTER})")
_BARE = re.compile(  # a verb of paying stands before it, and nothing that is counted after it
    r"(?:退还?|金|罚|付|交|缴|花|转|汇|扣|收|赔|充值?|价|共|费|租|余额|套餐|变成?|从|骗走?|损失|定金|订金|押金)"
    r"(?:了|我|款|给|钱|给我|掉|出|全款|剩余|是|为|:)*\s?"
    rf"(?<![\d.]){_DIGITS}(?![\d%]|[,.]\d|\s?(?:天|日|号|月|年|次|个|通|条|分|小时|点|周|期|人|位|岁|折|g|m|倍|遍|%|成|度|楼))"
)
_HAN = re.compile(
    r"(?<![一二三四五六七八九十百千万两几])([一二两三四五六七八九十百千万]{2,})(?:多)?(元|块钱|块|蚊)"
)
_HAN_PAID = re.compile(  # no unit behind it, and a verb of paying before it
    r"(?:转账?|汇|付款?|骗走?|刷|花|交|打|收|扣|损失|充|借|赔|退|费|价|金|款)(?:了|走|给他|给她|掉|过去|出去?|款|我)*"
    r"(?<![一二三四五六七八九十百千万两几])([一二两三四五六七八九十]+(?:[十百千万][一二两三四五六七八九十百千]*)+)"
    r"(?!元|块|蚊|个|次|条|通|天|日|月|年|分|秒|小时|人|号|点|遍|多?个|多?次|多?条|多?通|多?天|多?遍)"
)
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}


def amounts_in(text: str) -> tuple[Amount, ...]:
    """The sums of a text, each place once."""
    found = [_amount(one, one[2], _SIGNS[one[1]], one[3]) for one in _SIGNED.finditer(text)]
    found += [
        _amount(one, one[1], _SIGNS.get(one[2], ""), one[2][:1]) for one in _NAMED.finditer(text)
    ]
    found += [_han(one, _SIGNS[one[2]]) for one in _HAN.finditer(text)]
    found += [_han(one, "") for one in _HAN_PAID.finditer(text) if han_number(one[1]) >= 100]  # noqa: PLR2004  less is rarely a sum
    found += [
        Amount(start=one.start(1), end=one.end(1), value=_value(one[1]))
        for one in _BARE.finditer(text)
        if _value(one[1]) >= 10  # noqa: PLR2004  "付2" is no sum
    ]
    return apart(found)


def _amount(found: re.Match[str], digits: str, currency: str, large: str | None) -> Amount:
    value = _value(digits) * _LARGE.get(large or "", 1)
    return Amount(start=found.start(), end=found.end(), value=value, currency=currency)


def _han(found: re.Match[str], currency: str) -> Amount:
    return Amount(
        start=found.start(1),
        end=found.end(),
        value=Decimal(han_number(found[1])),
        currency=currency,
    )


def han_number(written: str) -> int:
    """``十五`` is 15, ``三千五百`` 3,500, and ``六千九百八`` 6,980; digits are themselves."""
    if written.isdecimal():
        return int(written)
    total = section = digit = 0
    for sign in written:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign == "万":
            total, section, digit = total + (section + digit or 1) * _HAN_UNITS[sign], 0, 0
        elif sign in _HAN_UNITS:
            section, digit = section + (digit or 1) * _HAN_UNITS[sign], 0
    return total + section + digit * _unit_left_out(written)


def _unit_left_out(written: str) -> int:
    """What the last digit counts: ``三百五`` is 350 and ``三百零五`` 305."""
    before = written[-2:-1]
    return _HAN_UNITS[before] // 10 if before in {"百", "千", "万"} else 1


def _value(digits: str) -> Decimal:
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return Decimal(0)


_CLOCK = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d)?(?:\s?[ap]\.?m\b)?"
    r"|\.[0-5]\d(?:\s?(?:[ap]\.?m\b|to\b))|\s?[ap]\.?m\b|点(?:半|钟|整|[0-5]?\d分?|多)?(?!名))"
    r"|(?<![一二三四五六七八九十])(?:[一二三四五六七八九两]|十[一二]?)点(?:半|钟|多|左右)?(?=[^名意子]|$)"
)


def times_in(text: str) -> tuple[Named, ...]:
    """The times of day that a text names, as they are written."""
    return tuple(
        Named(start=one.start(), end=one.end(), text=one[0]) for one in _CLOCK.finditer(text)
    )
