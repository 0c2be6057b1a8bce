"""One charset for all of a mail's bytes that nothing labels: names of two signs are read."""
# ruff: noqa: RUF001  these are the letters of these languages

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.charsets import by_charset

if TYPE_CHECKING:
    from casework.messages import InboundMessage

NOW = datetime(2026, 3, 3, tzinfo=UTC)
KOREAN = b"To: =?euc-kr?B?uc6/+A==?= <desk@desk.example>\r\n"


def read(name: bytes, subject: bytes, body: bytes, headers: bytes = b"") -> InboundMessage:
    """A mail as old programs write it, its bytes as they are."""
    above = b"From: " + name + b" <ana@home.example>\r\nSubject: " + subject + b"\r\n"
    return parse(above + headers + b"\r\n" + body, NOW)


@pytest.mark.parametrize(
    ("codec", "names", "subjects"),
    [
        (
            "gb18030",
            "赵六 刘洋 陈静 张伟 马超 欧阳锋 王秀英 佟湘玉 中国移动 客服",
            "投诉 退款 骚扰电话 谢谢 关于退费 信息泄露",
        ),
        (
            "big5",
            "趙六 陳靜 張敏 何平 歐陽鋒 林佳蓉 黃志明 中國移動 客服",
            "騷擾電話 投訴 退款 謝謝 您好 附件 關於退費 信息洩露",
        ),
    ],
)
def test_a_few_chinese_signs_are_enough(codec: str, names: str, subjects: str) -> None:
    """No label anywhere: a letter to the desk is addressed to 趙六, not to утаЫ."""
    for name in names.split():
        for subject in subjects.split():
            raw = subject.encode(codec)
            mail = read(name.encode(codec), raw, raw)
            assert (mail.sender_name, mail.subject, mail.text) == (name, subject, subject)


@pytest.mark.parametrize("signs", ["騷擾電話", "您好", "寬帶退訂"])
def test_big5_is_not_taken_for_western_words(signs: str) -> None:
    """Half of its signs have a letter of ASCII in them."""
    assert by_charset(signs.encode("big5")) == signs


@pytest.mark.parametrize(
    ("words", "codec"),
    [
        ("ÄRGER", "cp1252"),
        ("PÂQUES À LA GÂRE", "cp1252"),
        ("Crème brûlée à l’Hôtel", "cp1252"),
        ("Skarga na połączenia", "cp1250"),
        ("Příliš žluťoučký kůň", "cp1250"),
        ("Παράπονα για κλήσεις", "cp1253"),
        ("Иван Петров", "koi8-r"),
        ("Иван", "utf-8"),
        ("Noël ë", "utf-8"),
    ],
)
def test_words_of_other_alphabets_are_not_chinese(words: str, codec: str) -> None:
    """Their bytes are pairs of Chinese, too; but rare ones, or in the middle of words."""
    assert by_charset(words.encode(codec)) == words


@pytest.mark.parametrize(
    ("name", "subject", "body", "codec"),
    [
        ("Иван Петров", "Жалоба", "Прошу помочь с возвратом средств.", "cp1251"),
        ("Иван Петров", "Жалоба", "Прошу помочь с возвратом средств.", "koi8-r"),
        ("김철수", "전화 민원", "매일 전화가 옵니다. 환불해 주시기 바랍니다.", "cp949"),
        ("山田太郎", "苦情", "毎日電話が来ます。返金をお願いします。", "cp932"),
        ("山田太郎", "苦情", "毎日電話が来ます。返金をお願いします。", "euc_jp"),
        ("Νίκος", "Παράπονα", "Με καλούν κάθε μέρα, σας παρακαλώ βοηθήστε.", "cp1253"),
    ],
)
def test_what_is_long_enough_tells_of_what_is_not(
    name: str, subject: str, body: str, codec: str
) -> None:
    """A name that alone could be anything is in the alphabet of the letter below it."""
    mail = read(*(one.encode(codec) for one in (name, subject, body)))

    assert (mail.sender_name, mail.subject, mail.text) == (name, subject, body)


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: text/plain; charset=ks_c_5601-1987\r\n",
        KOREAN,
        KOREAN + b"Content-Type: text/plain; charset=us-ascii\r\n",
    ],
)
def test_any_label_of_the_mail_is_a_label_of_its_headers(headers: bytes) -> None:
    """Its text's, or that of a word which was encoded as it should be."""
    mail = read("김철수".encode("cp949"), "민원".encode("cp949"), b"", headers)

    assert (mail.sender_name, mail.subject) == ("김철수", "민원")


def test_a_label_that_the_headers_do_not_fit_is_not_theirs() -> None:
    """A web form writes its text in UTF-8, and lets through what it was given for a name."""
    label = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"

    mail = read("刘洋".encode("gb18030"), "骚扰电话".encode("gb18030"), "你好".encode(), label)

    assert (mail.sender_name, mail.subject, mail.text) == ("刘洋", "骚扰电话", "你好")


def test_bytes_without_end_are_read_to_their_end() -> None:
    """A sample tells; and a sample that is cut within a sign is still UTF-8."""
    for body in ("张".encode("gb18030") * 200_000, b"x" + "张".encode() * 200_000):
        assert read("刘洋".encode("gb18030"), b"", body).sender_name == "刘洋"
    assert read("刘洋".encode("gb18030"), b"", b"\xff" * 200_000).sender == "ana@home.example"
