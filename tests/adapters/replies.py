"""Replies as mail programs write them, from tests/mail/replies: every "=== name" begins one."""

from __future__ import annotations

import unicodedata

from tests.examples import ROOT

_FOLDER = ROOT / "tests" / "mail" / "replies"

WORDS = {
    "zh-Hans": "同意。\n\n请尽快处理, 谢谢!",
    "zh-Hant": "我不同意。\n請繼續處理, 謝謝!",
}
OTHERS_WORDS = "I agree.\n\nThank you."


def texts(name: str) -> dict[str, str]:
    """The texts of one file by their names. Their line ends are kept, the last is not theirs."""
    parts = (_FOLDER / f"{name}.txt").read_text("utf-8").removesuffix("\n").split("=== ")[1:]
    named = (one.removesuffix("\n").partition("\n") for one in parts)
    return {title: text for title, _, text in named}


def words_in(client: str) -> str:
    """What somebody writes whose mail program speaks the language ``client`` begins with."""
    return WORDS.get(client.partition(":")[0], OTHERS_WORDS)


def half(text: str) -> str:
    """Punctuation as a European keyboard has it."""
    return unicodedata.normalize("NFKC", text)


def full(text: str) -> str:
    """Punctuation as a Chinese keyboard has it."""
    return text.translate({ord(sign): ord(sign) + 0xFEE0 for sign in ":,<>-()|"})
