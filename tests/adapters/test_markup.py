"""HTML as its reader sees it, and quoted history as lines that begin with "> "."""

from __future__ import annotations

import pytest

from adapters.mailbox.reading.markup import SIZE_LIMIT, from_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<div>One<br></div><div>Two</div>", "One\nTwo"),
        ("a <b>bold</b>\n  word,<i>and</i> another", "a bold word,and another"),
        (
            "<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two",
            "One\n\nTwo",
        ),
        ("<h1>Title</h1>Text", "Title\n\nText"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ("a&nbsp;&amp;&#20320;&lt;b&gt;", "a &你<b>"),
        ("One<hr>Two", "One\n" + "_" * 32 + "\nTwo"),
        ("<p>中文<br>第二行", "中文\n第二行"),
        ("", ""),
        ("just words", "just words"),
        ('<?xml version="1.0" encoding="gb2312"?><html><body>投诉</body></html>', "投诉"),
    ],
)
def test_lines_are_where_a_reader_sees_them(html: str, text: str) -> None:
    """Paragraphs, breaks, white space: as a mail program shows them."""
    assert from_html(html) == text


def test_a_table_keeps_its_rows() -> None:
    """A list of calls stays one: date, number and length side by side."""
    html = (
        "<table><tr><th>Date</th><th>Number</th></tr>"
        "<tr><td><p>2 March</p></td><td><p>0571</p></td></tr>"
        "<tr><td>3 March</td><td></td><td>0572</td></tr></table>after"
    )

    assert from_html(html) == "Date\tNumber\n2 March\t0571\n3 March\t\t0572\nafter"


def test_a_table_that_only_places_text_reads_downwards() -> None:
    """Newsletters and Outlook put whole texts in cells."""
    html = "<table><tr><td><div>One</div><div>Two</div></td><td>Three</td></tr></table>"

    assert from_html(html) == "One\nTwo\nThree"


def test_a_list_keeps_its_signs_and_numbers() -> None:
    """Demand 2 stays demand 2."""
    html = "I want:<ol start=2><li>a refund</li><li><p>an end:</p><ul><li>of calls</ul></li></ol>"

    assert from_html(html) == "I want:\n\n2. a refund\n3. an end:\n\n  - of calls"


@pytest.mark.parametrize(
    ("link", "text"),
    [
        (
            '<a href="https://bank.example/login">your bank</a>',
            "your bank (https://bank.example/login)",
        ),
        ('<a href="https://www.bank.example/">bank.example</a>', "bank.example"),
        ('<a href="http://evil.example">bank.example</a>', "bank.example (http://evil.example)"),
        ('<a href="mailto:ana@home.example?subject=x">ana@home.example</a>', "ana@home.example"),
        ('<a href="mailto:ana@home.example">Ana</a>', "Ana (ana@home.example)"),
        ('<a href="tel:+861012345">+86 10 12345</a>', "+86 10 12345"),
        ('<a href="#top">up</a>', "up"),
        ('<a href="javascript:x()">run</a>', "run"),
        ('<a href="https://x.example/"></a>', ""),
        ("<a>no link</a>", "no link"),
    ],
)
def test_a_link_shows_where_it_leads_where_its_text_does_not(link: str, text: str) -> None:
    """A fraud's address is evidence."""
    assert from_html(link) == text


@pytest.mark.parametrize(
    ("image", "text"),
    [
        ('<img alt="Acme Calls" src="x">', "[Acme Calls]"),
        ('<img alt="😊" src="x">', "😊"),
        ('<img alt="open" width="1" height="1">', ""),
        ('<img src="x">', ""),
    ],
)
def test_an_image_shows_what_stands_for_it(image: str, text: str) -> None:
    """Its words in brackets; an emoji is a sign; a tracking dot is nothing."""
    assert from_html(image) == text


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var x = '<p>no</p>'</script>",
        "<style>p {color: red}</style>",
        "<title>no</title>",
        '<div style="display: none">no</div>',
        '<div style="DISPLAY:NONE !important;">no <b>no</b></div>',
        '<span style="font-size:0px">no</span>',
        '<span style="visibility:hidden">no</span>',
        '<div style="max-height:0;overflow:hidden">no</div>',
        "<div hidden>no</div>",
        '<p style="mso-hide:all">no</p>',
        "<!-- no -->",
        "<!--[if mso]>no<![endif]-->",
        '<input type="hidden" value="no">',
    ],
)
def test_what_nobody_sees_is_not_read(unseen: str) -> None:
    """A newsletter's preheader, and words put there for filters."""
    assert from_html(f"seen{unseen} also") in {"seen also", "seen\nalso", "seen\n\nalso"}


def test_a_column_without_letter_size_may_hold_text_with_one() -> None:
    """Layouts that adapt to small screens set the size to nothing around their columns."""
    html = '<div style="font-size:0">no<div style="font-size:14px">yes</div></div>'

    assert from_html(html) == "yes"


HISTORY = {
    "Apple Mail": "<div>Mine</div><div><blockquote type=cite><div>On 1 March Bo wrote:</div>"
    "<br><div>Old</div></blockquote></div>",
    "Thunderbird": "<p>Mine</p><div class=moz-cite-prefix>Am 1. März schrieb Bo:<br></div>"
    "<blockquote type=cite>Old</blockquote>",
    "Gmail": '<div>Mine</div><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    "1 березня Bo пише:<br></div><blockquote class=gmail_quote>Old</blockquote></div>",
    "old Gmail": "<div>Mine</div><div class=gmail_extra><div class=gmail_quote>On 1 March Bo wrote:"
    "<br><blockquote class=gmail_quote>Old</blockquote></div></div>",
    "Yahoo": '<div>Mine</div><div id="ydp1" class="ydp1yahoo_quoted">'
    "<div>On 1 March Bo wrote:</div><div>Old</div></div>",
    "Roundcube": '<p>Mine</p><div id="reply-intro1">Le 1 mars Bo a écrit :</div>'
    "<blockquote>Old</blockquote>",
    "NetEase": '<div>Mine</div><div id="isReplyContent"><p>在 3 月 1 日 Bo 写道:</p>'
    "<p>Old</p></div>",
    "Proton": "<div>Mine</div><div class=protonmail_quote>El 1 de marzo Bo escribió:<br>"
    "<blockquote class=protonmail_quote>Old</blockquote></div>",
    "Foxmail": "<div>Mine</div><blockquote style='margin-left:2em'><div><b>From:</b> Bo</div>"
    "<div>Old</div></blockquote>",
}


@pytest.mark.parametrize("program", HISTORY)
def test_quoted_history_becomes_quoted_lines(program: str) -> None:
    """In whatever language the line before it is: nothing of it looks like the sender's own."""
    first, *others = (line for line in from_html(HISTORY[program]).splitlines() if line)

    assert first == "Mine"
    assert others
    assert all(line.startswith(">") for line in others)
    assert others[-1].endswith("Old")


def test_answers_between_quotes_stay_the_senders_own() -> None:
    """Gmail keeps them within the quote's own box."""
    html = (
        "<div class=gmail_quote><div class=gmail_attr>On 1 March Bo wrote:</div>"
        "<blockquote class=gmail_quote>Why?</blockquote><div>Because.</div>"
        "<blockquote class=gmail_quote>When?</blockquote></div>"
    )

    assert "\nBecause.\n" in from_html(html)


@pytest.mark.parametrize(
    "html",
    [
        "<div class=gmail_quote>-------- Forwarded message --------<div>Kept</div></div>",
        "Look:<div class=yahoo_quoted>----- Forwarded Message -----<div>Kept</div></div>",
        "<div id=isReplyContent>-------- 转发邮件信息 --------<div>Kept</div></div>",
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">Kept</blockquote>',
        '<blockquote class="webkit-indent-blockquote">Kept</blockquote>',
        '<div class="yahoo_quoted">Kept</div>',
    ],
)
def test_what_is_forwarded_or_indented_is_not_history(html: str) -> None:
    """It is what the sender has to say."""
    assert "Kept" in from_html(html).splitlines()


def test_outlooks_line_above_history_is_a_line() -> None:
    """It marks its history by a line across and the old headers, which others know."""
    html = (
        "<p class=MsoNormal>Mine</p>"
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        "<p class=MsoNormal><b>From:</b> Bo<br><b>Sent:</b> 1 March</p></div>"
    )

    assert from_html(html) == "Mine\n" + "_" * 32 + "\nFrom: Bo\nSent: 1 March"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "words",
        "<div>" * 20_000 + "</p>" * 60_000 + "words",
        "<table><tr><td>" * 50_000 + "words",
        "<" * 200_000 + " words",
        "words" + '<a href="' * 50_000,
        "<b>words" + "<p>x</b>" * (SIZE_LIMIT // 8),
        "words\x00\ud800",
        "words<![CDATA[x",
        "words &#xD800; &#0; &#99999999; &bogus;",
    ],
    ids=["deep", "ends", "tables", "signs", "open", "long", "surrogate", "cdata", "entities"],
)
def test_hostile_html_is_read_all_the_same(html: str) -> None:
    """In a simpler way where it is nested beyond reason; never an error, never for long."""
    text = from_html(html)

    assert "words" in text
    text.encode()
    assert "\x00" not in text


def test_quotes_in_quotes_without_end_do_not_fill_the_disk() -> None:
    """Nine thousand levels would be 81 million signs."""
    assert len(from_html("<blockquote>x" * 9_000)) < 1_000_000


def test_the_line_that_qq_draws_above_a_card_is_a_signatures() -> None:
    """So who answers is not read as part of the answer; any other line stays a line."""
    line = '<hr style="border: 0;border-bottom:1px solid #E4E5E6;width: 50px;">'

    assert from_html(f"<div>No.</div><div><br></div>{line}<div>Ana</div>") == "No.\n\n--\nAna"
    assert "___" in from_html("<div>No.</div><hr><div>Ana</div>")
