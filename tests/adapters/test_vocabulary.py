"""The words of a first mail: files of phrases become a vocabulary, or every reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.language import normalise
from adapters.vocabulary import load_vocabulary
from casework.policy import PackError
from tests.casework.looks import packs, vocabulary

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "schema: ombud-words/1\n"


def test_the_words_of_two_files_are_put_together(tmp_path: Path) -> None:
    """Normalised as the mail is; one comma and a blank, or a line end, between two phrases."""
    (tmp_path / "a.yaml").write_text(
        f"{HEAD}intents:\n  appeal: |\n    不滿, b|c,\n    d\n", "utf-8"
    )
    (tmp_path / "b.yaml").write_text(f"{HEAD}intents: {{appeal: E}}\nempty:\n", "utf-8")
    assert load_vocabulary(tmp_path).intents == {"appeal": ("不满", "b|c", "d", "e")}


def test_a_class_stands_for_each_of_its_words(tmp_path: Path) -> None:
    """In the phrases of its file alone; one that the file does not have is a mistake."""
    (tmp_path / "a.yaml").write_text(
        f"{HEAD}classes: {{who: 'he, she'}}\n"
        "intents: {appeal: '{who} said'}\ncategories: {other: {plain: 'no {who}'}}\n",
        "utf-8",
    )
    words = load_vocabulary(tmp_path)
    assert words.intents == {"appeal": ("(he|she) said",)}
    assert words.categories["other"].plain == ("no (he|she)",)
    (tmp_path / "b.yaml").write_text(f"{HEAD}intents: {{appeal: '{{who}} wrote'}}\n", "utf-8")
    with pytest.raises(PackError, match="names the class 'who'"):
        load_vocabulary(tmp_path)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    """In words, never with a traceback."""
    (tmp_path / "a.yaml").write_text(
        f"{HEAD}intents: {{appeal: '(a'}}\nnonsense: {{x: y}}", "utf-8"
    )
    (tmp_path / "b.yaml").write_text("{", "utf-8")
    (tmp_path / "c.yaml").write_text("intents: {}", "utf-8")
    (tmp_path / "d.yaml").write_text(f"{HEAD}evidence: {{call_log: {{smells: a}}}}", "utf-8")
    with pytest.raises(PackError) as told:
        load_vocabulary(tmp_path)
    for word in ("'(a' is no phrase", "nonsense.x is not", "b.yaml: it is not YAML", "c.yaml: its"):
        assert word in str(told.value)
    assert "evidence.call_log.smells is not known" in str(told.value)


def test_the_shipped_words_name_only_what_the_packs_have() -> None:
    """A category or an item that no pack knows is a slip of the pen."""
    words = vocabulary()
    categories = {one.id for pack in packs().values() for one in pack.categories}
    assert set(words.categories) <= categories
    assert set(words.evidence) <= {item for pack in packs().values() for item in pack.evidence}
    named = {*words.implied, *words.unsaid, *words.outranked}
    named |= {one for some in words.only_for.values() for one in some}
    named |= {one for some in words.outranked.values() for one in some}
    assert named <= categories
    wanted = {one for some in (*words.implied.values(), *words.unsaid.values()) for one in some}
    assert wanted | set(words.only_for) <= set(words.demands)


def test_sounds_in_brackets_are_left_out() -> None:
    """As some converters leave them; brackets that hold something else stay."""
    assert normalise("呼叫系統(tǒng)用戶(hù)們(men)") == "呼叫系统用户们"
    assert normalise("系統(crm)、客服(ai)") == "系统(crm)、客服(ai)"
    assert normalise("帳單") == normalise("账单")
