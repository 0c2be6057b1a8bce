# ruff: noqa: RUF001  Chinese punctuation
"""What people do in a year of a case: a life for each pack, from the first mail to the last word.

The letters that the desk sends meanwhile are kept in ``tests/letters``.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import count, repeat, starmap
from typing import TYPE_CHECKING

from adapters.policy_packs import load_packs
from adapters.storage.respondents import Respondents
from casework.case import Language, NextStep, Party, Stage
from casework.decisions import DecisionKind
from casework.respondents import Respondent, RespondentKind
from tests.desk import Desk, wall
from tests.examples import FIRM, PNG, ROOT, a_mail
from tests.workflows.acts import ended, quiet, until_stage
from tests.workflows.in_a_year import (
    answers,
    appeals,
    approved,
    asked_how_it_went,
    chased,
    reminded_of_evidence,
    silent_until_the_end,
    taken_up_again,
    warned_of_the_bar,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions
    from adapters.storage.views import CaseView
    from casework.policy import Policy

BEGINS = datetime(2031, 3, 3, 2, 30, tzinfo=UTC)
"""A Monday that has not come on any clock yet: the same days, whenever the tests run."""

BODY_ADDRESSES = {"cn-mca": "shensu@mca.example"}
"""What a desk in Hubei, say, would set: some provinces take appeals by mail."""

_NUMBERS = count(1)


@dataclass(frozen=True, kw_only=True)
class Life:
    """A complaint, against whom, and how the year goes on once it has come in.

    ``name`` is that of the folder in which its letters are kept: that of its pack, or its own.
    """

    name: str
    pack: str
    respondent: Respondent
    sender: str
    subject: str
    complaint: str
    goes_on: Callable[[Desk, str], Awaitable[None]]


async def opens(desk: Desk, life: Life) -> str:
    """The complaint comes in at ten in the morning or so; its case lives from there on."""
    desk.receiver = replace(desk.receiver, pack=desk.receiver.intake.packs[life.pack])
    before = set(await desk.relay.live_cases())
    mail = a_mail(
        life.complaint,
        subject=life.subject,
        sender=life.sender,
        message_id=f"<life-{next(_NUMBERS)}@home.example>",
    )
    await desk.take_in(mail, received_at=BEGINS)
    (number,) = set(await desk.relay.live_cases()) - before
    await desk.relay.wound(number, BEGINS - wall())
    assert await desk.hand_over()
    early = {Stage.RECEIVED, Stage.ACKNOWLEDGED}
    await desk.until(number, lambda case: case.stage not in early)
    await quiet(desk, number)
    return number


# ---- the example pack: a body that does not answer --------------------------------------


async def _example(desk: Desk, number: str) -> None:
    await reminded_of_evidence(desk, number)
    await desk.says(number, "Here is the call log.", ("calls.png", "image/png", PNG))
    await silent_until_the_end(desk, number)
    steps = await until_stage(desk, number, Stage.APPROVAL_PENDING)  # the ombudsman's time, too
    assert steps == [NextStep.BODY_OVERDUE]
    await approved(desk, number)
    await asked_how_it_went(desk, number)
    no = "The tribunal found that it is not competent. I am not satisfied: the calls go on."
    await appeals(desk, number, no, DecisionKind.PUT_TO_RESPONDENT)
    await chased(desk, number)
    yes = "We have removed the number from all our lists and have stopped the calls."
    await answers(desk, number, yes)
    await desk.says(number, "Thank you, this is resolved.")
    again = "They are calling again, twice this week!"
    await taken_up_again(desk, number, again, DecisionKind.ASK_CLOSING)
    await desk.says(number, "They rang to apologise. This is resolved now.")
    third = "It is a year now, and they have started again."
    await taken_up_again(desk, number, third, DecisionKind.ASK_CLOSING, days=128)
    await until_stage(desk, number, Stage.CLOSED)


EXAMPLE = Life(
    name="example",
    pack="example",
    respondent=FIRM,
    sender="Ana Reed <ana@home.example>",
    subject="Unwanted calls",
    complaint="Acme Calls call me every day to sell me loans. Please make these unwanted calls "
    "stop.\n\nAna Reed\n",
    goes_on=_example,
)


# ---- mainland China: the province's office mediates in vain ------------------------------


async def _china(desk: Desk, number: str) -> None:
    await reminded_of_evidence(desk, number)
    await desk.says(
        number,
        "您好，账单、账号信息和我签了名的授权委托书都在附件里。",
        ("二月账单.png", "image/png", PNG),
        ("账号信息.png", "image/png", PNG + b"1"),
        ("授权委托书.pdf", "application/pdf", b"%PDF-1.4 signed"),
    )
    await silent_until_the_end(desk, number)
    await desk.wind(number, days=28)
    no = "我机构经调查并组织调解，双方未能达成一致，现终止调解。特此答复。"
    await desk.says(number, no, party=Party.BODY)
    await quiet(desk, number)
    unhappy = "调解没有结果，钱还是没有退，我不接受。"
    await appeals(desk, number, unhappy, DecisionKind.REFER)
    await approved(desk, number)
    await asked_how_it_went(desk, number)
    await desk.says(number, "12345 转办以后，对方把钱退给我了，已经解决，谢谢。")
    again = "这个月又多扣了我三十元，跟上次一样。"
    await taken_up_again(desk, number, again, DecisionKind.PUT_TO_RESPONDENT)
    await chased(desk, number)
    yes = "经核查，系统误扣，三十元已退还，并已取消该增值业务。"
    await answers(desk, number, yes)
    await desk.says(number, "收到退款了，问题解决了。")
    third = "三月的账单又有这一项，扣了三十元。"
    await taken_up_again(desk, number, third, DecisionKind.PUT_TO_RESPONDENT, days=140)
    await desk.says(number, "对方已经打电话来退款，已解决。")


CHINA = Life(
    name="cn-telecom",
    pack="cn-telecom",
    respondent=Respondent(
        id="yunqi",
        name="云启通信有限公司",
        kind=RespondentKind.COMPANY,
        address="fuwu@yunqi.example",
        language=Language.SIMPLIFIED,
        aliases=("云启通信",),
        facts=("respondent_is_operator",),
    ),
    sender="李明 <liming@home.example>",
    subject="关于云启通信多扣费的投诉",
    complaint="云启通信二月份多扣了我 68 元增值业务费，我从来没有开通过这项业务。"
    "我用的是个人手机号。请退还多扣的费用，并取消该业务。\n\n李明\n",
    goes_on=_china,
)


# ---- mainland China again: a dispute grows old, and one door closes ------------------------


async def _grown_old(desk: Desk, number: str) -> None:
    await desk.says(
        number,
        "您好，账单和账号信息在附件里。",
        ("二月账单.png", "image/png", PNG + b"2"),
        ("账号信息.png", "image/png", PNG + b"3"),
    )
    await quiet(desk, number)
    await chased(desk, number)
    await answers(desk, number, "经核查，系统误扣，68 元将退款至您的账户，并已取消该业务。")
    await desk.says(number, "那就等退款，问题解决了。")
    waits = "三个月了，钱一直没有退。"
    await taken_up_again(desk, number, waits, DecisionKind.PUT_TO_RESPONDENT, days=90)
    await warned_of_the_bar(desk, number)
    await answers(desk, number, "经核查，退款因账户信息有误被退回，现已安排退款，请留意。")
    await until_stage(desk, number, Stage.CLOSED)
    again = "等到现在，钱还是没有到账！"
    await taken_up_again(desk, number, again, DecisionKind.PUT_TO_RESPONDENT, days=34)
    await warned_of_the_bar(desk, number)  # once more: it is eleven days by now
    await silent_until_the_end(desk, number)  # the five months are over: another body's turn
    await asked_how_it_went(desk, number)
    unhappy = "12315 组织了调解，没有结果，钱还是没有退，我不接受。"
    await appeals(desk, number, unhappy, DecisionKind.REFER)
    await approved(desk, number)
    await asked_how_it_went(desk, number)
    await desk.says(number, "12345 催办后钱退回来了，已解决，谢谢。")
    late = "今年二月的账单又多扣了同一笔钱。"
    await taken_up_again(desk, number, late, DecisionKind.ASK_CLOSING, days=133)
    await desk.says(number, "打了客服电话，当场退了，已解决。")


GROWN_OLD = replace(
    CHINA,
    name="cn-telecom-time-bar",
    sender="王芳 <wangfang@home.example>",
    complaint="云启通信二月份多扣了我 68 元增值业务费，我从来没有开通过这项业务。"
    "我用的是个人手机号。请退还多扣的费用。\n\n王芳\n",
    goes_on=_grown_old,
)


# ---- Taiwan: two bodies, both asked by the complainant ------------------------------------


async def _taiwan(desk: Desk, number: str) -> None:
    await reminded_of_evidence(desk, number)
    await desk.says(
        number,
        "附上二月的帳單和我的帳號資料。",
        ("二月帳單.png", "image/png", PNG),
        ("帳號.png", "image/png", PNG + b"1"),
    )
    await silent_until_the_end(desk, number)
    await asked_how_it_went(desk, number)
    unhappy = "電消中心調處不成立，遠鴻仍不肯退費，我不接受。"
    await appeals(desk, number, unhappy, DecisionKind.REFER)
    await approved(desk, number)
    await desk.says(number, "請問進度如何？")
    await asked_how_it_went(desk, number)
    await desk.says(number, "消保官協商後，遠鴻已經退費，事情已解決，謝謝。")
    again = "這個月的帳單又多收了同一筆費用。"
    await taken_up_again(desk, number, again, DecisionKind.PUT_TO_RESPONDENT)
    await chased(desk, number)
    await chased(desk, number)
    yes = "經查係系統設定未更新所致，溢收的費用已退還，設定已修正。"
    await answers(desk, number, yes)
    await until_stage(desk, number, Stage.CLOSED)
    third = "結案時我不在國內。其實一月的帳單還是多收了，並沒有修正。"
    await taken_up_again(desk, number, third, DecisionKind.PUT_TO_RESPONDENT, days=20)
    await silent_until_the_end(desk, number)  # a third body; its time runs on past the year
    await asked_how_it_went(desk, number)
    await desk.says(number, "NCC 要求改善以後，遠鴻已全數退費，已解決。")


TAIWAN = Life(
    name="tw-consumer",
    pack="tw-consumer",
    respondent=Respondent(
        id="yuanhong",
        name="遠鴻電信股份有限公司",
        kind=RespondentKind.COMPANY,
        address="service@yuanhong.example",
        language=Language.TRADITIONAL,
        aliases=("远鸿电信", "遠鴻電信"),
        facts=("respondent_is_provider",),
    ),
    sender="林怡君 <yijun@home.example>",
    subject="投訴遠鴻電信多收費用",
    complaint="遠鴻電信二月份的帳單多收了我新臺幣 399 元的加值服務費，我從未申請這項服務。"
    "這是我個人使用的門號。請退還多收的費用。\n\n林怡君\n",
    goes_on=_taiwan,
)


# ---- the United Kingdom: the scheme, then advice ------------------------------------------


async def _kingdom(desk: Desk, number: str) -> None:
    await reminded_of_evidence(desk, number)
    await desk.says(
        number,
        "Here are my contract, the payment and my refund request.",
        ("contract.pdf", "application/pdf", b"%PDF-1.4 contract"),
        ("payment.png", "image/png", PNG),
        ("refund-request.pdf", "application/pdf", b"%PDF-1.4 refund request"),
    )
    await silent_until_the_end(desk, number)
    await asked_how_it_went(desk, number)
    unhappy = "The scheme did not uphold it, because I had no deadlock letter. I am not satisfied."
    await appeals(desk, number, unhappy, DecisionKind.REFER)
    await approved(desk, number)
    await desk.says(number, "Is there any news on my complaint?")
    await asked_how_it_went(desk, number)
    await desk.says(number, "With their advice I got my refund. This is resolved, thank you.")
    again = "They have taken the money from my account once more."
    await taken_up_again(desk, number, again, DecisionKind.PUT_TO_RESPONDENT)
    await chased(desk, number)
    await chased(desk, number)
    yes = "We have refunded the payment in full and have cancelled the direct debit."
    await answers(desk, number, yes)
    await until_stage(desk, number, Stage.CLOSED)
    third = "I was abroad when you closed this. The refund never arrived."
    await taken_up_again(desk, number, third, DecisionKind.PUT_TO_RESPONDENT, days=30)
    steps = await until_stage(desk, number, Stage.HANDED_OVER)  # the ladder is at its end
    assert steps[-1] is NextStep.BREACH
    await desk.decide(number, DecisionKind.ASK_CLOSING, by="manager")
    await quiet(desk, number)
    await desk.says(number, "They have paid at last. This is resolved, thank you.")


KINGDOM = Life(
    name="uk-communications",
    pack="uk-communications",
    respondent=Respondent(
        id="brightline",
        name="BrightLine Broadband",
        kind=RespondentKind.COMPANY,
        address="care@brightline.example",
        language=Language.ENGLISH,
        aliases=("brightline",),
        facts=("respondent_is_provider",),
    ),
    sender="Priya Shah <priya@home.example>",
    subject="BrightLine Broadband will not refund me",
    complaint="I cancelled my home broadband with BrightLine Broadband within the cooling-off "
    "period, and sent the router back. They still refuse to refund the £164.50 that I paid. "
    "I want my money back.\n\nPriya Shah\n",
    goes_on=_kingdom,
)

LIVES = (EXAMPLE, CHINA, GROWN_OLD, TAIWAN, KINGDOM)


@cache
def all_packs() -> dict[str, Policy]:
    """The packs as a desk has them that may write to a province's office."""
    return load_packs(ROOT / "policies", BODY_ADDRESSES)


async def a_year_of_all(temporal: WorkflowEnvironment, rows: Sessions) -> dict[str, CaseView]:
    """Every life at one desk, side by side. Returns the cases as they end, by their names."""
    async with Desk.open(temporal, rows, more_packs=all_packs()) as desk:
        for one in {life.respondent.id: life.respondent for life in LIVES}.values():
            if one is not FIRM:
                await Respondents(rows).add(one, by="tests", at=wall())
        numbers = [await opens(desk, one) for one in LIVES]
        await asyncio.gather(*starmap(_lived, zip(LIVES, repeat(desk), numbers, strict=False)))
        return {one.name: await desk.view(it) for one, it in zip(LIVES, numbers, strict=True)}


async def _lived(life: Life, desk: Desk, number: str) -> None:
    await life.goes_on(desk, number)
    assert await ended(desk, number)
