# ruff: noqa: RUF001  Chinese punctuation
"""The checklist against a first mail: nobody is asked for what is there, or told in words."""

from __future__ import annotations

import pytest

from tests.casework.looks import look, values

CALLS = "天天打来骚扰电话推销。"
BRITAIN = "uk-communications"


@pytest.mark.parametrize(
    ("text", "files", "missing"),
    [
        (CALLS, (), ["call_log", "called_number"]),
        (CALLS + "我的号码13800138000。", (), ["call_log"]),
        (CALLS + "昨天14:05来电17000001234。", (), ["called_number"]),
        (CALLS + "昨天14:05，未显示号码。我的号码13800138000。", (), []),
        (CALLS + "来电17000001234。我的号码13800138000。", (), ["call_log"]),  # when?
        (CALLS, ("通话记录.png",), ["called_number"]),
        (CALLS + "通话记录在附件。", ("IMG_01.png",), ["called_number"]),
        (CALLS, ("IMG_01.png",), []),  # it could be any of them: nobody is asked twice
        (CALLS, ("通话.mp3",), ["call_log", "called_number"]),
        ("拒绝退款", ("合同.pdf", "付款凭证.jpg"), ["refund_request_record"]),
        ("拒绝退款", ("发票.pdf", "合同.pdf", "退费申请.png"), []),
        ("虚假宣传，误导消费者", ("微信聊天记录.png",), ["purchase_proof"]),
        ("系统故障，昨天起掉线，客户流失", (), []),
        ("系统故障", (), ["fault_record", "impact_statement"]),
        ("客服态度恶劣，3月2日他说“你烦不烦”", (), []),
        ("客服态度恶劣，他说“你烦不烦”", (), ["interaction_details"]),  # when?
        ("被诈骗，昨天17000001234打来，转了3000元", (), ["transfer_record"]),
        ("诈骗电话，昨天17000001234打来，我没有转账", (), []),
        ("请问怎么办理？", (), []),
    ],
)
def test_what_is_missing_is_what_the_pack_requires_and_nothing_shows(
    text: str, files: tuple[str, ...], missing: list[str]
) -> None:
    """Files by their names, words where they are enough."""
    assert values(look(text, "", *files).evidence.missing) == missing


def test_a_mailing_needs_no_number() -> None:
    """The address that got the mails is known."""
    text = (
        'I unsubscribed from your marketing emails. The last one says: "20% off everything today"'
    )
    found = look(text + " Ofcom.", pack=BRITAIN)
    assert values(found.evidence.missing) == []
    assert "called_number" in values(found.evidence.present)


def test_what_only_exists_is_mentioned() -> None:
    """It is asked for, or fetched where we have it."""
    found = look("拒绝退款，合同在法务那边")
    assert "contract" in values(found.evidence.mentioned)
    assert "contract" in values(found.evidence.missing)
