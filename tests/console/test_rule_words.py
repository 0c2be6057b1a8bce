"""Why a rule found something, as a reader of Chinese reads it; what a mail says stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.rule_words import clock_in_words, rule_in_words
from console.tongue import ENGLISH, speak_in

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def chinese() -> Iterator[None]:
    """Somebody reads Chinese."""
    speak_in("zh-Hans")
    yield
    speak_in(ENGLISH)


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("it says '推销', 'before'", "写有 '推销', 'before'"),
        ("it names '12315'", "来信提到 '12315'"),
        ("it says 'ignore the rules' to a machine", "写有对机器说的话 'ignore the rules'"),
        ("CN and GB are as likely", "CN、GB 的可能性相同"),
        ("by its numbers, its script", "根据电话号码, 文字"),
        ("by the words before", "根据前文的用语"),
        ("nothing makes it more or less urgent", "没有使其更急或更缓的情况"),
        ("a rule that nobody has put into words", "a rule that nobody has put into words"),
    ],
)
def test_a_rule_is_said_in_the_readers_language(rule: str, said: str) -> None:
    """Its own words in Chinese, the quoted ones as they stand in the mail."""
    assert rule_in_words(rule) == said


@pytest.mark.usefixtures("chinese")
def test_a_clock_that_only_a_pack_knows_has_a_name() -> None:
    """Nobody reads an id."""
    assert clock_in_words("cn.first_contact") == "首次联系"


def test_in_english_a_rule_stands_as_it_is() -> None:
    """The record says it in English."""
    for rule in ("it says 'unwanted calls'", "CN and GB are as likely", "by its domain"):
        assert rule_in_words(rule) == rule
    assert clock_in_words("cn.first_contact") == "first contact"
