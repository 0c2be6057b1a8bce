"""Bytes become the signs that were meant, whatever the label says."""

from __future__ import annotations

import pytest

from adapters.mailbox.reading.charsets import by_charset, charset_within, codecs_of

GERMAN = "Die Hasen und die Frösche"
CHINESE = "投诉骚扰电话"
MARK = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("text", "codec", "labels"),
    [
        ("朱镕喆", "gb18030", "gb2312 GBK x-gbk cp936 gb_2312-80 euc-cn GB18030 csGB2312"),
        ("嗰嚟啲", "big5hkscs", "big5 Big5-HKSCS cn-big5 x-x-big5"),
        ("陳大文", "big5", "big5 cp950 BIG5-ETEN"),
        ("똠방각하", "cp949", "ks_c_5601-1987 euc-kr KS_C_5601 windows-949"),
        ("①㈱高橋", "cp932", "shift_jis x-sjis Windows-31J sjis"),
        ("ร้องเรียน…", "cp874", "windows-874 tis-620 ISO-8859-11"),
        ("“Größe” 5 €", "cp1252", "iso-8859-1 latin1 windows-1252 ISO_8859-1 iso8859-1"),
        ("Şikâyet", "cp1254", "iso-8859-9 windows-1254"),
        ("Grüße", "utf-8", "utf-8 UTF8 uft-8 unicode-1-1-utf-8 utf8mb4 'utf-8'"),
        ("Grüße + 5", "utf-7", "utf-7 unicode-1-1-utf-7 x-unicode-1-1-utf-7"),
        ("Жалоба", "koi8-r", "koi8-r KOI8"),
        ("苦情です", "iso2022_jp", "iso-2022-jp _iso-2022-jp csISO2022JP"),
        ("投诉", "hz", "hz-gb-2312"),
    ],
)
def test_a_label_means_what_mail_programs_mean_by_it(text: str, codec: str, labels: str) -> None:
    """gb2312 is gb18030 for all of China, iso-8859-1 has curly quotes, and names are misspelt."""
    for label in labels.split():
        assert by_charset(text.encode(codec), label) == text, label


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (CHINESE, "utf-8", "gb2312"),
        (CHINESE, "utf-8", "big5"),
        ("Frösche", "utf-8", "iso-8859-1"),
        ("Жалоба", "utf-8", "windows-1251"),
        (CHINESE, "gb18030", "iso-8859-1"),
        (CHINESE, "gb18030", "us-ascii"),
        (CHINESE, "gb18030", "utf-8"),
        (GERMAN, "cp1252", "utf-8"),
        ("苦情です", "iso2022_jp", "utf-8"),
        ("plain words", "ascii", "utf-16"),
        (CHINESE, "gb18030", "x-nobody-knows"),
        (GERMAN, "cp1252", "unknown-8bit"),
    ],
)
def test_a_label_that_does_not_fit_yields(text: str, codec: str, label: str) -> None:
    """The bytes are right more often than what somebody wrote beside them."""
    assert by_charset(text.encode(codec), label) == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CHINESE, "gb18030"),
        ("通话记录 三月.png", "gb18030"),
        ("投訴滋擾電話", "big5"),
        (GERMAN, "cp1252"),
        ("Ça va bien, merci à vous", "cp1252"),
        ("Škoda žluťoučký kůň", "cp1250"),
        ("Жалоба на звонки", "cp1251"),
        ("Жалоба на звонки", "koi8-r"),
        ("苦情の電話です", "cp932"),
        ("苦情の電話です", "euc_jp"),
        ("안녕하세요 불만", "cp949"),
        ("שלום עולם", "cp1255"),
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        ("苦情①㈱".replace("①㈱", ""), "iso2022_jp"),
    ],
)
def test_without_a_label_the_bytes_tell(text: str, codec: str) -> None:
    """Old mail programs write a subject's bytes as they are; a few signs are all there is."""
    assert by_charset(text.encode(codec)) == text


def test_what_the_rest_of_the_mail_is_written_in_decides_first() -> None:
    """One sign is too little to tell anything by."""
    assert by_charset("李".encode("gb18030"), also="gb2312") == "李"
    assert by_charset(b"Fr+APY-sche", also="utf-7") == "Frösche"


def test_japanese_keeps_the_signs_that_its_charset_does_not_have() -> None:
    """NEC's ① and ㈱ stand in every business mail; Python's own codec refuses the whole text."""
    assert by_charset(b"\x1b$B-!-j\x1b(B 3", "iso-2022-jp") == "①㈱ 3"
    assert by_charset(b"\x1b(I1\x1b(B", "iso-2022-jp") == "ｱ"


@pytest.mark.parametrize(
    "label",
    [
        *("undefined", "idna", "punycode", "base64_codec", "rot13", "unicode_escape", "hex"),
        *("zip", "raw_unicode_escape", "mbcs", "../../etc", "x" * 5000, "\x00", "gb\udce92312"),
    ],
)
def test_what_is_no_charset_is_never_used_as_one(label: str) -> None:
    """Python has codecs that run, unpack or refuse everything; a label must not choose them."""
    assert by_charset(b"plain \\u0041 words", label) == "plain \\u0041 words"
    assert by_charset(CHINESE.encode(), label) == CHINESE
    assert not set(codecs_of(label)) & {"undefined", "idna", "rot13", "unicode-escape"}


def test_nothing_comes_out_that_no_database_takes() -> None:
    """NUL and halves of signs are marks afterwards."""
    assert by_charset(b"a\x00b", "us-ascii") == f"a{MARK}b"
    assert by_charset(b"+2AA-", "utf-7").encode()


def test_a_few_broken_signs_do_not_change_the_charset() -> None:
    """A text cut in the middle of its last sign is still Chinese, not Latin."""
    for codec, label in (("utf-8", "utf-8"), ("gb18030", "gb2312"), ("utf-8", "")):
        cut = (CHINESE * 3).encode(codec)[:-1]
        assert by_charset(cut, label).startswith(CHINESE * 2), codec


@pytest.mark.parametrize(
    "html",
    [
        b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
        b"<meta charset='gb2312'>",
        b'<?xml version="1.0" encoding="gb2312"?><html>',
    ],
)
def test_html_says_itself_what_it_is_written_in(html: bytes) -> None:
    """Where the header is silent, the document is asked."""
    assert charset_within(html) == "gb2312"
    assert charset_within(b"<p>charset=gb2312</p>") == ""


@pytest.mark.parametrize("odd", ["80858882c4ae", "7eb382d786f3", "3425ab84e4b1f83c"])
def test_bytes_that_fit_nothing_are_read_without_a_word(odd: str) -> None:
    """No warning on the terminal (here it would be an error), and something to look at."""
    assert by_charset(bytes.fromhex(odd))
