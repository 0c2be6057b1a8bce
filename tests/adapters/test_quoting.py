"""What people wrote themselves is kept, whatever their mail programs put around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mailbox.replies.quoting import own_words, without_quotes
from tests.adapters.replies import OTHERS_WORDS, WORDS, full, half, texts, words_in

if TYPE_CHECKING:
    from collections.abc import Callable

CLIENTS = {
    client: mail
    for file in ("english clients", "chinese clients", "european clients")
    for client, mail in texts(file).items()
}
ANSWERS = texts("answers")
KEPT = texts("kept whole")

# " / " is the end of a line.
NO_REPLIES = """
They call me every day. /  /  / Please stop it.
The letter came / From: their office in the city, on 3 March at 10:15, they say. / Ana
On Monday they wrote: we will stop. / On Tuesday they called again.
On 3 March 2026 at 10:15 GMT the firm wrote: /  / We will stop. /  / It has not.
On 02-03-2026, at 10:15, the firm wrote: / We will stop.
On 3 March their office <help@firm.example> wrote: / We will stop. / It has not.
他们在2026年3月2日10:15写道： / 不再拨打。 / 可是昨天又打了。
客服 <help@firm.example> 于2026年3月2日写道： / 不再拨打。 / 可是昨天又打了。
於是我寫道： / 請停止。 / 他們沒有理會。
To: Complaints Desk / From: Ana Lim / Date: 2 March 2026 / Subject: calls /  / Please stop.
致：投诉处 / 发件人：小安 / 日期：2026年3月2日 / 主题：骚扰 /  / 每天10:15来电。
来电时间: 10:15 / 发件人: 10690000 / 内容: 中奖 / 请处理。
From: a shop / Date: every day, 10:15 / what / a / nuisance / Subject: calls
Date: 10:15 / Date: 11:15 / To: me / that is when they called
Calls a day: / >5 on Monday / >=7 on Tuesday / >_< / >.<
原始邮件已经删除了。 / 我没有别的材料。
-- / Ana Lim
Sent from my iPhone
On / and / on / they / wrote: / buy!
Below is what they sent me. /  / > From: deals@firm.example / > Subject: Buy! /  / Stop them.
FYI /  / ---------- Forwarded message --------- / From: <deals@firm.example> / > Buy! / -- / F.
发自我的iPhone /  / 下面是被转发的邮件： /  / > 发件人: deals@firm.example / > 快来买
"""  # noqa: RUF001  Chinese punctuation

SIGNATURES = """
-- / Ana / 0900-000-000
－－ / 小安
-- / A /  / -- / B
Sent from my iPhone 15 Pro Max.
Sent from my Verizon, Samsung Galaxy smartphone
Sent from my cell, please excuse any typos.
Sent from Yahoo Mail for iPhone<https://mail.example>
(Sent from mobile device)
Get Outlook for Android
发自我的iPhone
发自我的 vivo X100
发自我的小米手机
来自我的华为手机
发自 Outlook
来自 vivo 手机
从我的 iPhone 发送
从 Windows 版邮件发送
從我的 iPhone 傳送
從我的手機傳送
透過 Android 上的 Yahoo 奇摩電子信箱傳送
取得 iOS 版 Outlook
Sent from [Mail](https://go.example/fwlink/?LinkId=5) for Windows
从 Windows 版邮件<https://go.example/fwlink/?LinkId=5>发送
"""  # noqa: RUF001  Chinese punctuation

NO_SIGNATURES = """
these messages were not / sent from my phone
Sent from my phone to theirs, every one.
来自我的手机号码都被拦了
发自我的内心，请处理
全部从多个手机号码发送
骚扰都来自华为的推销
"""  # noqa: RUF001  Chinese punctuation


def each(texts: str) -> list[str]:
    """One text a line."""
    return [one.replace(" / ", "\n") for one in texts.strip("\n").split("\n")]


@pytest.mark.parametrize("punctuation", [str, half, full])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_reply_is_cut_down_to_what_was_written(
    client: str, punctuation: Callable[[str], str]
) -> None:
    """Every mail program has its own way of repeating our letter; none of it is an answer."""
    words = words_in(client)

    mail = f"{words}\n\n{punctuation(CLIENTS[client])}"

    assert own_words(mail) == words


@pytest.mark.parametrize("client", CLIENTS)
def test_a_reply_that_only_quotes_says_nothing(client: str) -> None:
    """An empty reply is no "I agree", though our letter that it quotes has these words."""
    assert own_words(CLIENTS[client]) == ""


@pytest.mark.parametrize("punctuation", [str, half, full])
@pytest.mark.parametrize("answer", ANSWERS)
def test_answers_below_and_between_quotes_are_kept(
    answer: str, punctuation: Callable[[str], str]
) -> None:
    """Question, answer, question, answer: the answers are theirs, in their order."""
    mail, _, words = ANSWERS[answer].partition("\n=> ")

    assert own_words(punctuation(mail)) == punctuation(words)


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("> When?\n\nOn Monday.\n\n> How often?\n\nTwice.\n", "On Monday.\n\nTwice."),
        (f"{CLIENTS['zh-Hans: 163, plain']}\n\n同意。\n\n＞ 补充？\n没有。", "同意。\n没有。"),  # noqa: RUF001  Chinese punctuation
        ("> Again:\n>5 times, was it?\n>5 it was.\nYes.\n>5, I say.", "Yes.\n>5, I say."),
    ],
)
def test_a_mail_that_begins_with_a_quote_quotes_history(mail: str, words: str) -> None:
    """None of its quotes is an answer; what stands between them is."""
    assert own_words(mail) == words


@pytest.mark.parametrize(
    "mail",
    [
        "On Monday they wrote:\n> stop\nAnd I did.",
        "Yes.\n-- \nAna\n\n> Settled?\n\nNo: not at all.",
        "> Ana",
    ],
)
def test_what_somebody_quotes_among_their_own_words_is_theirs(mail: str) -> None:
    """They put it there, no mail program did; and their answer says little without it."""
    assert own_words(mail) == mail


def test_rules_that_read_a_decision_can_leave_quotes_out() -> None:
    """Who cites "I agree" has not agreed."""
    assert without_quotes("They say:\n> I agree\n>5 times\nI do not.") == (
        "They say:\n>5 times\nI do not."
    )


@pytest.mark.parametrize("punctuation", [str, half, full])
@pytest.mark.parametrize("text", KEPT)
def test_what_a_complaint_pastes_is_part_of_it(
    text: str, punctuation: Callable[[str], str]
) -> None:
    """Messages, dialogues, mails, dashes, figures: losing them is worse than keeping too much."""
    assert own_words(punctuation(KEPT[text])) == punctuation(KEPT[text])


@pytest.mark.parametrize("text", ["", "\n  \n", "\nStop!\n\n\nAna\n", *each(NO_REPLIES)])
def test_what_is_no_reply_is_left_as_it_is(text: str) -> None:
    """A complaint may speak of letters, list mails, paste or forward what somebody sent."""
    assert own_words(text) == text


@pytest.mark.parametrize(
    "words", ["To: the desk\n\nI agree.", "Date: 2 March\nI agree.", "回复: 同意"]
)
@pytest.mark.parametrize("client", ["en: Outlook", "zh-Hans: Foxmail", "zh-Hant: Outlook"])
def test_what_looks_like_a_header_above_a_header_is_kept(words: str, client: str) -> None:
    """A header block begins where the mail program began it."""
    assert own_words(f"{words}\n\n{CLIENTS[client]}") == words


def test_a_pasted_mail_is_not_lost_with_our_letter_below_it() -> None:
    """Outlook hands on the firm's answer, which repeats our letter: only ours is left out."""
    answer = "From: Help <help@firm.example>\nSent: 2 March 2026 10:15\nTo: Ana\n\nNo.\nNever."

    assert own_words(f"{answer}\n##- Please write above -##\nDo you agree?") == answer


def test_an_answer_above_history_is_all_of_it() -> None:
    """Below history that nothing marks are others' words, as soon as anything stands above it."""
    history = KEPT["an answer below Outlook's history"]

    assert own_words(f"No.\n\n{history}") == "No."


def test_what_a_reply_forwards_besides_is_not_its_own() -> None:
    """The rule for a reply is strict, whatever it hands on."""
    mail = "> Do you agree?\n\nNo.\n\n-------- 转发邮件信息 --------\nI agree."

    assert own_words(mail) == "No."


@pytest.mark.parametrize("signature", each(SIGNATURES))
def test_a_signature_is_not_what_they_say(signature: str) -> None:
    """It stands under every mail of theirs; it answers nothing."""
    assert own_words(f"No, thank you.\n\n{signature}\n\n") == "No, thank you."


@pytest.mark.parametrize("ending", ["--" + "\nOne more thing." * 11, *each(NO_SIGNATURES)])
def test_what_only_resembles_a_signature_is_kept(ending: str) -> None:
    """Their last sentence may be what matters most."""
    assert own_words(f"Dear desk,\n{ending}") == f"Dear desk,\n{ending}"


def test_the_words_stay_as_they_were_written() -> None:
    """Lines are compared by what they mean, and handed back by what they are."""
    mail = "ＡＢＣ　①：﹏ &amp; \u200bé\t\r\n\r\n＞ 同意吗？\r\n"  # noqa: RUF001  Chinese punctuation

    assert own_words(mail) == "ＡＢＣ　①：﹏ &amp; \u200bé\t\r"  # noqa: RUF001  Chinese punctuation


def test_a_line_longer_than_a_mail_program_writes_is_prose() -> None:
    """Nor is a text of more lines than anybody writes taken apart."""
    said = f"On 2 March 2026 at 10:15, {'so ' * 100}<desk@desk.example> wrote:\nstop"

    assert own_words(said) == said
    assert own_words("> no\n" * 20_001) == "> no\n" * 20_001


MAILS = (OTHERS_WORDS, *WORDS.values(), *CLIENTS.values(), *ANSWERS.values(), *KEPT.values())
PARTS = [line for mail in MAILS for line in mail.split("\n")]
PARTS += ["-- ", "--", "＞ 好", ">5", ">:", "On 2", "2026 10:15 <a@b.example>", "wrote:", "Hi:"]  # noqa: RUF001  Chinese punctuation
PARTS += ["> From: a", "From: a", "To: b", "##- up -##", "> ##- up", "-##", "Sent from my iPhone"]
LINES = st.one_of(st.sampled_from(PARTS), st.text(max_size=20))
TEXTS = st.one_of(st.text(), st.lists(LINES, max_size=30).map("\n".join))


@given(TEXTS)
def test_reading_the_answer_again_changes_nothing(text: str) -> None:
    """Whatever the text, it never raises, and what is left is only theirs."""
    words = own_words(text)

    assert own_words(words) == words


@given(TEXTS)
def test_nothing_is_said_that_was_not_written(text: str) -> None:
    """Every line of the answer is a line of the mail, in its order."""
    lines = iter(text.split("\n"))

    assert all(line in lines for line in own_words(text).split("\n")) or not own_words(text)
