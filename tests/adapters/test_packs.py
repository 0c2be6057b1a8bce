"""The packs that are shipped: what they say, and that their words mean what people mean."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from adapters.language import normalise, read
from adapters.policy_packs import load_packs
from casework.assessment import category_of, evidence_in, intent_of
from casework.case import Language, Stage
from casework.escalation import wants_authorisation
from casework.facts import FACTS
from casework.policy import Intent, Submits
from tests.adapters.packs import POLICIES
from tests.examples import FIRM, a_case, a_file

if TYPE_CHECKING:
    from casework.policy import Policy

PACKS = load_packs(POLICIES)
CHINA = PACKS["cn-telecom"]
every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
OF_A_COMPLAINANT = [one for one in Intent if one is not Intent.INTERIM]


def asked_for(pack: Policy, text: str) -> str | None:
    """What a reply of these words asks for."""
    return intent_of(read("Re: [C-2026-000001] Complaint", text), pack, OF_A_COMPLAINANT).value


def test_the_shipped_packs_are_these() -> None:
    """Each is loaded with every check."""
    assert set(PACKS) == {"example", "cn-telecom", "uk-communications", "tw-consumer"}


@every_pack
def test_no_word_is_of_two_intents(pack: Policy) -> None:
    """Whichever was looked at first would win."""
    for one, other in combinations(pack.intents.values(), 2):
        assert not set(one) & set(other)


@every_pack
def test_words_are_ready_for_comparing(pack: Policy) -> None:
    """A word that is not normalised never matches."""
    words = [word for some in pack.intents.values() for word in some]
    words += [*pack.addressed, *pack.prior]

    assert words == [normalise(word) for word in words]


@every_pack
def test_every_category_has_a_body_to_turn_to(pack: Policy) -> None:
    """A respondent's silence leads somewhere; an authority's notice is not for us to escalate."""
    for category in pack.categories:
        if category.id == "regulator_notice":
            continue
        assert any(not rung.categories or category.id in rung.categories for rung in pack.ladder)


@every_pack
def test_what_the_rungs_ask_is_known_and_named(pack: Policy) -> None:
    """In every language a letter can be written in."""
    for rung in pack.ladder:
        for one in rung.preconditions:
            assert one.fact in FACTS
            assert set(one.names) == set(Language)


# What the letters tell people to write, and what people write unasked.
SAID = [
    ("settled", Intent.SETTLED),
    ("已解决", Intent.SETTLED),
    ("已解決", Intent.SETTLED),
    ("It is settled, thank you.", Intent.SETTLED),
    ("Resolved, thank you!", Intent.SETTLED),
    ("問題解決了，謝謝", Intent.SETTLED),  # noqa: RUF001  Chinese punctuation
    ("I agree", Intent.CONSENT),
    ("同意", Intent.CONSENT),
    ("do not pass on", Intent.OBJECTION),
    ("不要转交", Intent.OBJECTION),
    ("不要轉交", Intent.OBJECTION),
    ("我不同意转交给他们", Intent.OBJECTION),
    ("I withdraw my complaint.", Intent.WITHDRAW),
    ("我要撤诉", Intent.WITHDRAW),
    ("請撤銷投訴", Intent.WITHDRAW),
    ("转人工", Intent.PERSON),
    ("I want to speak to a person", Intent.PERSON),
    ("请问处理得怎么样了？", Intent.STATUS),  # noqa: RUF001  Chinese punctuation
    ("進展如何", Intent.STATUS),
    ("How does my complaint stand?", Intent.STATUS),
    ("我对答复不满意", Intent.UNHAPPY),
    ("我不接受這個處理結果", Intent.UNHAPPY),
    ("I do not accept this answer.", Intent.UNHAPPY),
]


@every_pack
@pytest.mark.parametrize(("text", "intent"), SAID, ids=[one[0] for one in SAID])
def test_what_is_said_plainly_is_understood(pack: Policy, text: str, intent: Intent) -> None:
    """In both scripts, and as the letters tell people to write it."""
    assert asked_for(pack, text) == intent


ONLY_SOUNDS_LIKE_IT = [
    "我已经解决不了了",
    "如果已解决，请告诉我",  # noqa: RUF001  Chinese punctuation
    "问题已解决了吗",
    "未解决",
    "已解決不了",
    "It is settled only if they pay me back.",
    "Has it been settled?",
    "It is settled, but they called again.",
    "It is not settled.",
    "It isn’t settled.",  # noqa: RUF001  as telephones write it
    "Nothing has been settled.",
    "I will go to court unless this is settled.",
    "When will it be settled?",
    "客服说已解决，其实没有",  # noqa: RUF001  Chinese punctuation
    "等问题解决了再说",
    "我不会撤诉",
    "他们打电话让我撤诉",
    "They asked me to withdraw my complaint.",
    "不同意",
    "未经我同意就打电话",
    "没有征得我的同意",
    "I agreed to 499 a month only.",
    "按课程进度只能退一半",
    "不是真人，是机器人打的",  # noqa: RUF001  Chinese punctuation
    "They do not pass calls on to a manager.",
]


@every_pack
@pytest.mark.parametrize("text", ONLY_SOUNDS_LIKE_IT)
def test_what_only_sounds_like_it_ends_nothing(pack: Policy, text: str) -> None:
    """Nothing is closed, passed on or answered by machine: a person reads it."""
    assert asked_for(pack, text) in {None, Intent.UNHAPPY}


REPLIES = [  # of respondents and bodies
    ("We are still looking into it and will get back to you.", Intent.INTERIM),
    ("We will look into it.", Intent.INTERIM),
    ("Thank you for your message, which has been registered.", Intent.INTERIM),
    ("The case has been accepted.", Intent.INTERIM),
    ("We will decide whether we can take the case and inform you of our decision.", Intent.INTERIM),
    ("收到", Intent.INTERIM),
    ("收到，我们会尽快处理。", Intent.INTERIM),  # noqa: RUF001  Chinese punctuation
    ("您的投诉我们正在核实，会尽快回复。", Intent.INTERIM),  # noqa: RUF001  Chinese punctuation
    ("您的申诉材料已收到，将在5个工作日内决定是否受理", Intent.INTERIM),  # noqa: RUF001  Chinese punctuation
    ("处理中，处理结果会另行通知。", Intent.INTERIM),  # noqa: RUF001  Chinese punctuation
    ("您的投訴已登記，轉交相關部門處理", Intent.INTERIM),  # noqa: RUF001  Chinese punctuation
    ("本中心已受理您的投訴", Intent.INTERIM),
    ("请提供被叫号码", Intent.QUESTION),
    ("收到，請補充通話時間。", Intent.QUESTION),  # noqa: RUF001  Chinese punctuation
    ("Could you send us the number that was called?", Intent.QUESTION),
    ("We are looking into it. Please provide the time of the call.", Intent.QUESTION),
    ("We have refunded the money.", Intent.ANSWER),
    ("We cannot refund what was used.", Intent.ANSWER),
    ("The calls were not ours.", Intent.ANSWER),
    ("经查，我们已停止拨打该号码。", Intent.ANSWER),  # noqa: RUF001  Chinese punctuation
    ("經核實，該號碼已加入黑名單。", Intent.ANSWER),  # noqa: RUF001  Chinese punctuation
    ("您的申请不予受理。", Intent.ANSWER),
    ("您反映的情况不属实。", Intent.ANSWER),
    ("我司已停止拨打，其余事项正在调查，已退款", None),  # noqa: RUF001  Chinese punctuation
    ("We have refunded the fee and are looking into the calls.", None),
]


@every_pack
@pytest.mark.parametrize(("text", "intent"), REPLIES, ids=[one[0] for one in REPLIES])
def test_a_receipt_is_no_answer_and_an_answer_is_one(
    pack: Policy, text: str, intent: Intent | None
) -> None:
    """A receipt stops no clock, a question and half an answer go to a person."""
    assert intent_of(read("", text), pack, [Intent.INTERIM]).value == intent


# ---- mainland China ----


def test_the_law_of_an_answer_is_named() -> None:
    """15 calendar days, whatever many pages say of working days."""
    answer = CHINA.clocks.answer

    assert (answer.count, answer.counting, answer.basis) == (15, "calendar days", "S-TELAPPEAL")


def test_nothing_is_mailed_where_no_source_says_that_mail_is_taken() -> None:
    """No body has an address; each says what is to verify, and each rung can be filed by hand."""
    for rung in CHINA.ladder:
        assert rung.submits is not Submits.DESK
        assert not CHINA.bodies[rung.body].address
        assert CHINA.bodies[rung.body].verify


def test_a_suspected_fraud_goes_to_the_police_and_not_to_the_caller() -> None:
    """First of all, and at once."""
    fraud = CHINA.category("suspected_fraud")

    assert fraud is not None
    assert (fraud.put_to_respondent, bool(fraud.advice)) == (False, True)
    assert CHINA.ladder[0].body == "cn-police-110"
    assert CHINA.ladder[0].categories == ("suspected_fraud",)


def test_what_one_body_has_taken_another_refuses() -> None:
    """The communications administration and the market regulator, each the other's."""
    excludes = {rung.body: rung.excludes for rung in CHINA.ladder}

    assert "cn-12315" in excludes["cn-mca"]
    assert "cn-mca" in excludes["cn-12315"]
    assert set(excludes["cn-consumer-association"]) == {"cn-mca", "cn-12315"}


@pytest.mark.parametrize(
    ("category", "facts", "body"),
    [
        ("harassment_call", {}, "cn-mca"),
        ("technical_fault", {}, "cn-mca"),
        ("technical_fault", {"respondent_is_operator": False}, None),
        ("data_leak", {}, None),  # 12377 comes first, and what it has taken cn-mca refuses
        ("refund_refused", {}, "cn-consumer-association"),
        ("refund_refused", {"complainant_is_consumer": False}, None),
        ("suspected_fraud", {}, None),
    ],
)
def test_an_authorisation_is_asked_for_only_for_a_body_that_can_come(
    category: str, facts: dict[str, bool], body: str | None
) -> None:
    """By the order of the ladder, what excludes what, and what is known already."""
    pack = load_packs(POLICIES, {"*": "body@demo.example"})["cn-telecom"]
    stranger = replace(FIRM, facts=())
    case = a_case(stage=Stage.ACKNOWLEDGED, category=category, facts=facts)
    wanted = wants_authorisation(a_file(case=case, policy=pack, directory=(stranger,)))

    assert (wanted.id if wanted else None) == body


@every_pack
def test_papers_for_others_do_not_speak_to_the_complainant(pack: Policy) -> None:
    """No "you", and no hint of how to send something in."""
    for item in pack.evidence.values():
        for language in Language:
            name = item.paper_name(language)
            assert not [one for one in ("您", "you", "us ", "写在", "寫在", "我们") if one in name]


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("来电号码 19900001111，每天都打。", {"call_log"}),  # noqa: RUF001  Chinese punctuation
        ("我的手机号码是 13800001111，来电 19900001111。", {"call_log", "called_number"}),  # noqa: RUF001
        ("被叫號碼：13800001111", {"called_number"}),  # noqa: RUF001  Chinese punctuation
        ("95000123456 calls me on 13800001111.", {"call_log", "called_number"}),
        ("95000123456 calls me every day.", {"call_log"}),
    ],
)
def test_whose_number_it_is_must_be_told(text: str, ticked: set[str]) -> None:
    """A caller's number is no evidence of the number that was called."""
    wanted = [CHINA.evidence[one] for one in ("call_log", "called_number")]

    assert {one.item for one in evidence_in(read("", text), (), wanted)} == ticked


def test_recordings_are_asked_for_while_they_are_still_kept() -> None:
    """Wherever it matters what was said."""
    asked = {one.id for one in CHINA.categories if "call_recording" in one.preserve}

    assert CHINA.evidence["call_recording"].kept_days == 30
    assert asked == {
        "harassment_call",
        "data_leak",
        "refund_refused",
        "billing_dispute",
        "misleading_sales",
        "service_attitude",
    }


COMPLAINTS = [
    ("harassment_call", "天天有贷款电话打进来，来电 19900001111，拒绝了还打。"),  # noqa: RUF001
    ("harassment_call", "貴公司的機器人一天打五六個電話推銷裝修，請停止。"),  # noqa: RUF001
    ("harassment_call", "一直有電話打來問要不要辦信用卡。"),
    ("harassment_call", "I keep getting sales calls from 95000123. Take me off your list."),
    ("data_leak", "陌生人打电话来，知道我的姓名和住址。我的信息是谁泄露的？"),  # noqa: RUF001
    ("data_leak", "貴公司將客戶資料交給第三方，嚴重侵犯私隱。"),  # noqa: RUF001
    ("data_leak", "The caller knew my date of birth. How did you get my data?"),
    ("refund_refused", "买了套餐，三天就申请退款，客服说概不退款。"),  # noqa: RUF001
    ("refund_refused", "服務一次都沒用過，要求退費，對方一直不退。"),  # noqa: RUF001
    ("refund_refused", "I cancelled within seven days and you refuse to refund the 300 yuan."),
    ("service_attitude", "客服态度极差，问什么都敷衍。"),  # noqa: RUF001
    ("service_attitude", "客服人員語氣非常差，講到一半就掛我電話。"),  # noqa: RUF001
    ("service_attitude", "Your agent was extremely rude and hung up."),
    ("technical_fault", "外呼平台从昨天起一直掉线，坐席登录不上。"),  # noqa: RUF001
    ("technical_fault", "系統這兩天常常斷線，通話沒有聲音，請盡快修復。"),  # noqa: RUF001
    ("technical_fault", "We cannot log in; it shows an error message every time."),
    ("suspected_fraud", "有人冒充银行客服让我转账到安全账户。"),
    ("suspected_fraud", "對方自稱檢察官，要我匯款保證金，我覺得是詐騙。"),  # noqa: RUF001
    ("suspected_fraud", "Someone pretending to be my bank took 4000 yuan. It is a scam."),
    (None, "请问你们的办公时间？"),  # noqa: RUF001  Chinese punctuation
    (None, "Hello, what does your service cost?"),
]


@pytest.mark.parametrize(("category", "text"), COMPLAINTS, ids=[one[1] for one in COMPLAINTS])
def test_a_complaint_is_known_by_its_words(category: str | None, text: str) -> None:
    """In three languages; where nothing points to a category, nothing is guessed."""
    assert category_of(read("", text), CHINA.categories).value == category
