# ruff: noqa: RUF001  Chinese punctuation
"""No wrong door, ever: where it is not sure who writes, about what or from where, none is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.first_looks import look_at
from casework.categories import rivals_of
from casework.vocabulary import Vocabulary
from tests.casework.looks import a_message, look, looked, packs, values, vocabulary

BRITAIN = "uk-communications"
TAIWAN = "tw-consumer"
CONSUMERS = {"samr_complaint", "consumer_association"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("我司要求退款，合同第六条", "拒绝退款"),
        ("我自己开了个小美容院，买了你们的系统，没效果，钱也不退", "拒绝退款"),
        ("我家是做民宿的，签的推广没用，申请退款一直不退", "拒绝退款"),
        ("业务员说能帮我拉客，交了3000，没有效果，不退款", "拒绝退款"),
        ("本所受北京某某科技有限公司委托，要求贵司退还预付款60000元", "律师函"),
        ("我是李某的代理律师，受李某委托，要求退还课程费12000元", "退款"),
        ("租用的外呼系统三天两头掉线，请退款", "退款"),  # a business, as a rule: asked first
        ("别再打骚扰电话。退款也行。", "骚扰电话"),
        ("昨天有人冒充客服让我共享屏幕，转了五千，要求退款", "被诈骗"),
        ("12315已经受理了我的投诉，退款还是不给", "拒绝退款"),
    ],
)
def test_a_door_for_consumers_is_shown_to_consumers_alone(text: str, subject: str) -> None:
    """And for what was bought, once."""
    assert CONSUMERS.isdisjoint(look(text, subject).routes.candidates)


def test_a_consumer_is_shown_it() -> None:
    """With the reason."""
    found = look("你们卖的课程不退款，孩子不想上了", "拒绝退款")
    assert found.routes.candidates[:2] == ("samr_complaint", "consumer_association")
    assert found.routes_rule == "the ladder of cn-telecom"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("good morning", "what nobody understands goes to nobody"),
        ("我不追究了，撤回投诉，骚扰电话的事算了", "withdrawal goes to nobody"),
        ("骚扰电话没再打来，问题已经解决了，谢谢", "confirm_resolved goes to nobody"),
        ("我局收到投诉，请贵公司三日内答复", "regulator_notice goes to nobody"),
        ("一手线路，量大从优，支持测试", "not_complaint goes to nobody"),
        (
            "不是投诉。请问我司打推销电话怎么办理登记？",
            "a business that asks is answered, and sent nowhere",
        ),
    ],
)
def test_what_is_no_complaint_is_sent_nowhere(text: str, rule: str) -> None:
    """Nor what nobody understands."""
    found = look(text)
    assert found.routes.candidates == ()
    assert found.routes_rule == rule


def test_a_mail_of_nowhere_is_sent_nowhere() -> None:
    """Unless the desk's own pack looks at it."""
    text = "Please stop calling me, these cold calls never end."
    assert looked(text).found.routes.candidates == ()
    assert "uk_ico" in look(text, pack=BRITAIN).routes.candidates


def test_nearly_another_matter_closes_its_wrong_doors() -> None:
    """A charge that may as well be a swindle is not sent to the market regulator."""
    charged = "莫名扣款，账单有误，话费，月租。"
    assert "samr_complaint" in look(charged).routes.candidates
    found = look(charged + "验证码。共享屏幕。")
    assert found.category.value == "billing_dispute"
    assert "samr_complaint" not in found.routes.candidates


def test_what_no_category_knows_has_no_rivals() -> None:
    """An authority's notice is weighed against nothing."""
    assert rivals_of("regulator_notice", {}, Vocabulary()) == ()
    assert rivals_of(None, {}, Vocabulary()) == ()


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("業務說免費試用，結果被扣款NT$500，誤導消費者", False),
        ("業務說資費永遠不變，結果寬頻月租漲價，誤導消費者", True),
    ],
)
def test_a_body_for_one_trade_waits_until_the_seller_is_of_it(text: str, is_named: bool) -> None:  # noqa: FBT001  a table
    """Anybody may sell something by telephone."""
    assert ("tw_ncc" in look(text, pack=TAIWAN).routes.candidates) is is_named


@pytest.mark.parametrize(
    ("place", "is_named"), [("Dundee, Scotland", False), ("Cardiff", True), ("England", True)]
)
def test_scotland_has_its_own_police(place: str, is_named: bool) -> None:  # noqa: FBT001  a table
    """Report Fraud is for England, Wales and Northern Ireland."""
    text = f"I live in {place}. A scam: I moved £500 to a safe account, he pretended to be my bank."
    assert ("uk_report_fraud" in look(text, pack=BRITAIN).routes.candidates) is is_named


def test_a_firm_of_solicitors_does_not_make_its_client_a_consumer() -> None:
    """Whose doors are open depends on the client."""
    found = look(
        "We act for Delmar Holdings Ltd. Refund the deposit of £12,000 for broadband.",
        pack=BRITAIN,
    )
    assert found.complainant.value == "representative"
    assert {"uk_adr", "uk_citizens_advice"}.isdisjoint(found.routes.candidates)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("關于系統故障，無法撥打，錄音丟失", None),
        ("關(guān)于系統(tǒng)故障，無法撥(bō)打", "CN"),  # by a machine, from Simplified
        ("我在曼彻斯特读书，英国的卡被停了", "GB"),
        ("Texts to my mobile +86 138 0013 8000 in Shanghai never stop", "CN"),
        ("+86 138 0013 8000", "CN"),
    ],
)
def test_a_place_is_not_its_script(text: str, place: str | None) -> None:
    """People write their own language abroad, and machines change the script."""
    assert look(text).jurisdiction.value == place


def test_who_lives_elsewhere_is_for_a_person() -> None:
    """Their number and ours may be of one place, and they of another."""
    text = "你们的推销电话 +86 17000001234 天天打来，骚扰不停。"
    assert "mca" in look(text).routes.candidates
    found = look("我住台北。" + text)
    assert found.routes.candidates == ()
    assert found.routes_rule == "it is of TW, and the pack of CN: a person"


def test_a_quarrel_is_for_those_who_bought_something() -> None:
    """Rude words in a call that nobody asked for are no consumer dispute."""
    assert "samr_complaint" in look("客服态度恶劣，骂人").routes.candidates
    assert CONSUMERS.isdisjoint(look("天天推销，态度恶劣，骂人", "骂人").routes.candidates)


def test_software_for_calls_is_no_telephone() -> None:
    """A body for telecom operators waits until the seller is one."""
    text = "購買貴公司的電銷機器人租賃方案，統編87654321，系統當機三天"
    assert "tw_ncc" not in look(text, pack=TAIWAN).routes.candidates
    assert "tw_ncc" in look("寬頻" + text, pack=TAIWAN).routes.candidates


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("不是投诉，请问录音保存多久？打骚扰电话会被罚款吗？", "enquiry"),
        ("不是要投诉，但是你们的骚扰电话真的太多了，请问怎么办理拒收", "new_complaint"),
        ("不是要投诉，是要称赞客服", "not_complaint"),
        ("有人加我微信，自称客服，骗了我五百元", "new_complaint"),  # no offer to us
        ("一晚上扣了1980元话费，能退吗？", "new_complaint"),  # no mere question
        ("录音一般放在什么地方保存呢？", "enquiry"),
    ],
)
def test_what_it_says_of_itself_counts(text: str, intent: str | None) -> None:
    """Unless a "but" follows, or somebody was harmed."""
    assert look(text).intent.value == intent


def test_how_a_matter_was_dealt_with_is_not_the_matter() -> None:
    """Rudeness about a refund is a complaint about the refund; an insult is a matter besides."""
    found = look("客服推诿敷衍，答非所问，踢皮球，转人工等了一小时才接通", "退钱，不给退")
    assert found.category.value == "refund_refused"
    found = look("每月乱扣费，客服居然骂人", "乱扣费")
    assert values(found.others) == ["service_attitude"]


def test_a_letter_of_a_lawyer_is_no_paper_of_the_list() -> None:
    """It shows nothing that the pack asks for."""
    found = look("拒绝退款", "", "律师函.pdf")
    assert values(found.evidence.missing) == ["contract", "payment_proof", "refund_request_record"]


def test_who_signs_for_a_firm_writes_for_it() -> None:
    """A firm that is only talked of does not."""
    assert look("账单多扣，请更正。\n睿达机械 行政部 闻女士").complainant.value == "business"
    text = "My bill is wrong, I was overcharged.\nIs Callwright Ltd your company?"
    assert look(text, pack=BRITAIN).complainant.value == "consumer"


def test_a_sum_still_asked_for_is_not_the_sum() -> None:
    """What has gone counts, in signs as well."""
    found = look("被诈骗，我妈转了两万过去，对方让她再转三万")
    assert found.facts.amount.value == "20000"


def test_what_the_contract_leaves_to_arbitrators_is_for_them() -> None:
    """The court that would be named without the clause is not."""
    text = "我司租用的系统故障，天天掉线，要求修复"
    assert "court" in look(text).routes.candidates
    found = look(f"{text}。合同约定由杭州仲裁委员会仲裁。").routes.candidates
    assert found[0] == "arbitration"
    assert "court" not in found


def test_another_matter_is_not_the_main_one() -> None:
    """Whatever has more words: the writer says which is which."""
    text = "账单多扣了50元，请退。\n另外，你们的骚扰电话天天打，别再打骚扰电话。"
    found = look(text)
    assert found.category.value == "billing_dispute"
    assert values(found.others) == ["harassment_call"]
    assert look("你好。\n另外，骚扰电话天天打").category.value == "harassment_call"


def test_what_is_answered_tells_the_matter() -> None:
    """Where the answer leaves it to the letter below."""
    message = a_message("I do not accept your decision.\n> Your refund was refused.")
    message = replace(message, own_text="I do not accept your decision.")
    found = look_at(message, packs(), None, vocabulary(), packs()[BRITAIN]).found
    assert (found.intent.value, found.category.value) == ("appeal", "refund_refused")


@pytest.mark.parametrize(
    "text",
    [
        "我办了个健身中心的卡，申请退款不给退",
        "我们开车去旅馆，押金不退，要求退款",
        "孩子报了培训班，不想上了，不退款",
    ],
)
def test_who_only_went_to_a_business_has_none(text: str) -> None:
    """A member, a guest, a pupil: the doors for consumers are theirs."""
    assert look(text, "拒绝退款").complainant.value == "consumer"
