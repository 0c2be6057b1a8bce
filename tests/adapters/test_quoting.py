"""What people wrote themselves is kept, whatever their mail programs put around it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mailbox.quoting import own_words

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = {
    "en": "I agree.\n\nThank you.",
    "zh-Hans": "同意。\n\n请尽快处理, 谢谢!",
    "zh-Hant": "我不同意。\n請繼續處理, 謝謝!",
}

# What mail programs put below these words; what it is called says in which language.
MAILS = """
=== en: Gmail
On Mon, Mar 2, 2026 at 10:15 AM Complaints Desk <desk@desk.example> wrote:

> Is this settled? If so, answer "I agree".
=== en: Gmail, broken over three lines
On Mon, Mar 2, 2026 at 10:15 AM The Complaints Desk of the
City and County <
desk@desk.example> wrote:
> Is this settled?
=== en: Gmail, HTML only
On Mon, 2 Mar 2026 at 10:15, Complaints Desk <desk@desk.example>
wrote:
Is this settled?
=== en: Apple Mail
> On 2 Mar 2026, at 10:15, Complaints Desk <desk@desk.example> wrote:
>
> Is this settled?
=== en: iPhone
Sent from my iPhone

> On Mar 2, 2026, at 10:15 AM, Complaints Desk <desk@desk.example> wrote:
>
> \ufeffIs this settled?
=== en: Outlook
________________________________
From: Complaints Desk <desk@desk.example>
Sent: Monday, 2 March 2026 10:15
To: Ana Lim <ana@home.example>
Subject: [C-2026-000042] Your complaint
Is this settled?
=== en: Outlook, from HTML
*From:* Complaints Desk [mailto:desk@desk.example]
On Behalf Of boris@desk.example

*Sent:*
Monday, March 2, 2026 10:15 AM

*To:* Ana Lim
Is this settled?
=== en: Outlook, plain
-----Original Message-----
From: Complaints Desk <desk@desk.example>
Sent: Monday, March 2, 2026
Is this settled?
=== en: Outlook for iOS
Get Outlook for iOS<https://aka.example/o0ukef>
________________________________
From: Complaints Desk <desk@desk.example>
Date: Monday, 2 March 2026 at 10:15
To: Ana Lim <ana@home.example>
Cc: Boris <boris@desk.example>,
 Carla <carla@desk.example>
Subject: Your complaint
Is this settled?
=== en: Thunderbird
On 3/2/26 10:15 AM, Complaints Desk wrote:
> Is this settled?

--
Ana Lim
=== en: Zoho
---- On Mon, 02 Mar 2026 10:15:36 +0530 Desk&lt;desk@desk.example&gt; wrote ----
Is this settled?
=== en: QQ
------------------ Original ------------------
From: &nbsp;"Complaints Desk"<desk@desk.example>;
Date: &nbsp;Mon, Mar 2, 2026 10:15 AM
Is this settled?
=== en: 163
At 2026-03-02 10:15:00, "Complaints Desk" <desk@desk.example> wrote:
>Is this settled?
=== zh-Hans: QQ
发自我的iPhone


------------------&nbsp;原始邮件&nbsp;------------------
发件人:&nbsp;&nbsp;&nbsp;&nbsp;"投诉处"<desk@desk.example>;
发送时间:&nbsp;2026年3月2日(星期一) 上午10:15
收件人:&nbsp;"小安"<ana@home.example>;
主题:&nbsp;Re: 投诉
您是否同意结案？
=== zh-Hans: QQ on a telephone
---原始邮件---
发件人: "投诉处"<desk@desk.example>
您是否同意结案？
=== zh-Hans: QQ of 2024
          原始邮件

发件人：投诉处 <desk@desk.example>
发件时间：2026年3月2日 10:15
收件人：小安 <ana@home.example>
主题：Re: 投诉
您是否同意结案？
=== zh-Hans: 163
在 2026-03-02 10:15:00，"投诉处" <desk@desk.example> 写道：
您是否同意结案？
=== zh-Hans: 163, plain
在2026-03-02 10:15:00，desk@desk.example 写道：
>2026年3月1日的投诉已经收到。
>
>您是否同意结案？
=== zh-Hans: NetEase Mail Master
发自我的网易邮箱手机智能版
---- 回复的原邮件 ----
| 发件人 | 投诉处<desk@desk.example> |
| 日期 | 2026年03月02日 10:15 |
| 主题 | Re: 投诉 |
您是否同意结案？
=== zh-Hans: Foxmail
发件人： 投诉处
发送时间： 2026-03-02 10:15
收件人： ana
主题： Re: 投诉
您是否同意结案？
=== zh-Hans: Outlook
获取 Outlook for iOS<https://aka.example/o0ukef>
________________________________
发件人: 投诉处 <desk@desk.example>
发送时间: 2026年3月2日 10:15
收件人: 小安 <ana@home.example>
主题: Re: 投诉
您是否同意结案？
=== zh-Hans: Alibaba
------------------------------------------------------------------
发件人：投诉处 <desk@desk.example>
发送时间：2026年3月2日(星期一) 10:15
收件人：小安 <ana@home.example>
主　题：Re: 投诉
您是否同意结案？
=== zh-Hans: Gmail
投诉处 <desk@desk.example> 于2026年3月2日周一 10:15写道：

> 您是否同意结案？
=== zh-Hans: Gmail, broken over two lines
投诉处 <
complaints-and-compliments@desk.example> 于2026年3月2日周一 10:15写道：
您是否同意结案？
=== zh-Hans: Gmail of 2016
2026-03-02 10:15 GMT+08:00 投诉处 <desk@desk.example>:
您是否同意结案？
=== zh-Hans: Apple Mail
> 2026年3月2日 10:15，投诉处 <desk@desk.example> 写道：
>
> 您是否同意结案？
=== zh-Hans: iPhone
发自我的 iPhone

> 在 2026年3月2日，上午10:15，投诉处 <desk@desk.example> 写道：
>
> 您是否同意结案？
=== zh-Hant: Outlook
________________________________
寄件者: 投訴處 <desk@desk.example>
寄件日期: 2026年3月2日 上午 10:15
收件者: 小安 <ana@home.example>
主旨: RE: 投訴
您是否同意結案？
=== zh-Hant: Outlook in Hong Kong
取得 iOS 版 Outlook<https://aka.example/o0ukef>

發件人: 投訴處 <desk@desk.example>
日期: 星期一, 2026年3月2日 10:15
收件人: 小安 <ana@home.example>
主題: Re: 投訴
您是否同意結案？
=== zh-Hant: Gmail
投訴處 <desk@desk.example> 於 2026年3月2日 週一 上午10:15寫道：

> 您是否同意結案？
>
=== zh-Hant: iPhone
從我的 iPhone 傳送

> 投訴處 <desk@desk.example> 於 2026年3月2日 上午10:15 寫道：
>
> 您是否同意結案？
=== zh-Hant: Yahoo
    在 2026年3月2日 星期一 上午10:15:00 [GMT+8]， 投訴處<desk@desk.example> 寫道：
您是否同意結案？
=== zh-Hant: Thunderbird
投訴處 於 2026/3/2 10:15 寫道：
> 您是否同意結案？
=== zh-Hant: Android
透過我的三星手機傳送。

-------- 原始郵件 --------
寄件者: 投訴處 <desk@desk.example>
日期: 2026/3/2 上午10:15 (GMT+08:00)
您是否同意結案？
"""  # noqa: RUF001  Chinese punctuation
CLIENTS = dict(one.split("\n", 1) for one in MAILS.split("\n=== ")[1:])

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


def half(text: str) -> str:
    """Punctuation as a European keyboard has it."""
    return unicodedata.normalize("NFKC", text)


def full(text: str) -> str:
    """Punctuation as a Chinese keyboard has it."""
    return text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in ":,<>-()|"})


@pytest.mark.parametrize("punctuation", [str, half, full])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_reply_is_cut_down_to_what_was_written(
    client: str, punctuation: Callable[[str], str]
) -> None:
    """Every mail program has its own way of repeating our letter; none of it is an answer."""
    words = WORDS[client.partition(":")[0]]

    mail = f"{words}\n\n{punctuation(CLIENTS[client])}"

    assert own_words(mail) == words


@pytest.mark.parametrize("client", CLIENTS)
def test_a_reply_that_only_quotes_says_nothing(client: str) -> None:
    """An empty reply is no "I agree", though our letter that it quotes has these words."""
    assert own_words(CLIENTS[client]) == ""


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("> When?\n\nOn Monday.\n\n> How often?\n\nTwice.\n", "On Monday.\n\nTwice."),
        (
            "Hi,\n\nOn 3/2/26 10:15 AM, Desk wrote:\n> When?\n\n2 March.\n\n\n> Where?\n>\n\nHere.",
            "Hi,\n\n2 March.\n\nHere.",
        ),
        (f"{CLIENTS['zh-Hans: 163, plain']}\n\n同意。\n\n＞ 补充？\n没有。", "同意。\n没有。"),  # noqa: RUF001  Chinese punctuation
        ("On Monday they wrote:\n> stop\nAnd I did.", "On Monday they wrote:\nAnd I did."),
        ("Yes.\n-- \nAna\n\n> Settled?\n\nNo: not at all.", "Yes.\n\nNo: not at all."),
        ("> Again:\n>5 times, was it?\n>5 it was.\nYes.\n>5, I say.", "Yes.\n>5, I say."),
    ],
)
def test_answers_between_quotes_are_kept(mail: str, words: str) -> None:
    """Question, answer, question, answer: the answers are theirs, in their order."""
    assert own_words(mail) == words


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


PARTS = [line for mail in (*WORDS.values(), *CLIENTS.values()) for line in mail.split("\n")]
PARTS += ["-- ", "＞ 好", ">5", "On 2", "2026 10:15 <a@b.example>", "wrote:", "From: a", "To: b"]  # noqa: RUF001  Chinese punctuation
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
