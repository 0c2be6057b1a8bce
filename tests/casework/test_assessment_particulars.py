# ruff: noqa: RUF001  Chinese punctuation
"""Whose number, which sum, until when: by the words that stand beside them."""

from __future__ import annotations

import pytest

from tests.casework.looks import look, values

BRITAIN = "uk-communications"


@pytest.mark.parametrize(
    ("text", "callers", "own"),
    [
        ("来电17000001234骚扰，我的手机13800138000", ["17000001234"], ["13800138000"]),
        ("17000001234和17000005678天天打来骚扰电话", ["17000001234", "17000005678"], []),
        ("用号码17000001234、17000005678骚扰", ["17000001234", "17000005678"], []),
        ("骚扰电话：\n3/1 14:05 95000123\n3/2 15:00 95000123", ["95000123"], []),
        ("天天打骚扰电话。\n张三 13800138000", [], ["13800138000"]),
        ("来电17000001234骚扰。13800138000。", ["17000001234"], ["13800138000"]),
        ("推销太多，无声电话，17000001234，烦", ["17000001234"], []),
        ("来电17000001234骚扰，还有13800138000，烦", ["17000001234"], []),
        ("来电95500骚扰电话", ["95500"], []),
        ("骚扰电话，投诉到12315也没用", [], []),
        ("账单多扣，13800138000，请查", [], ["13800138000"]),
        ("号码13800138000昨天被停机，要求解封", [], ["13800138000"]),
        ("骚扰，号码17000001234", ["17000001234"], []),
        ("骚扰电话17000001234打来。我的号码17000001234", ["17000001234"], []),
    ],
)
def test_whose_number_it_is(text: str, callers: list[str], own: list[str]) -> None:
    """What nobody tells is left out, unless it is the only one."""
    facts = look(text).facts
    assert values(facts.callers) == callers
    assert values(facts.own) == own


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("合同24000元，要求退20000元", "20000", "CNY"),
        ("每月扣6元，一共48元", "48", "CNY"),
        ("被骗3600元，手续费18元", "3600", "CNY"),
        ("让我再转5000元", "5000", "CNY"),  # nothing else is named
        ("价目表：50元、80元", "80", "CNY"),
        ("多收的60元退给我，套餐本来39元", "60", "CNY"),
        ("0.06元/分钟", None, ""),
        ("没有数字", None, ""),
    ],
)
def test_which_sum_it_is_about(text: str, amount: str | None, currency: str) -> None:
    """What is claimed, else the total, else what was paid, else the largest."""
    facts = look(text).facts
    assert (facts.amount.value, facts.currency) == (amount, currency)


def test_a_sum_of_another_currency_keeps_it() -> None:
    """Pounds are pounds in any pack."""
    facts = look("I want my £31.50 back").facts
    assert (facts.amount.value, facts.currency) == ("31.50", "GBP")


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("请3月15日前退款", "2026-03-15"),
        ("要求三天内解封", "2026-03-06"),
        ("七个工作日内处理", "2026-03-12"),
        ("3月20号我们要付款，请在这之前更正账单", "2026-03-20"),
        ("你们承诺三天内退款", None),
        ("合同写明七天内无理由退款", None),
        ("要求退款，七天内可退", None),
        ("2月1日前我就投诉过", None),
        ("尽快退款", None),
        ("今天下班前给我答复", "2026-03-03"),
        ("Please refund me by 20 March.", "2026-03-20"),
        ("Please reply within 14 days.", "2026-03-17"),
        ("Refund me by 5pm on 20 March; no letter was sent within 6 weeks.", "2026-03-20"),
        ("Your agent said it would be fixed within 5 days.", None),
    ],
)
def test_until_when_the_complainant_waits(text: str, deadline: str | None) -> None:
    """A term that the other side, a contract or the law set is not theirs."""
    assert look(text, pack=BRITAIN if text.isascii() else "cn-telecom").facts.deadline.value == (
        deadline
    )
