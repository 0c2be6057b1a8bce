"""Whoever reads Chinese is refused in Chinese, with the numbers, names and days in it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from console.refusal_words import SHAPES, refusal_in_words
from console.tongue import ENGLISH, speak_in
from tests.console.test_tongue import _said
from tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.console.front_desk import FrontDesk

_SAYING = {
    *("RefusedError", "AccountError", "RespondentError", "HTTPException"),
    *("NotEnteredError", "NotReleasedError", "NotSplitError"),
}
_FOLDERS = ("adapters/storage", "console", "mailroom")  # console/commands speaks to the shell


@pytest.fixture
def chinese() -> Iterator[None]:
    """Somebody reads Chinese."""
    speak_in("zh-Hans")
    yield
    speak_in(ENGLISH)


def _refusals() -> Iterator[str]:
    """Every sentence of the code that refuses something, with %s where a value stands."""
    for folder in _FOLDERS:
        for file in (ROOT / folder).rglob("*.py"):
            if "commands" not in file.parts:
                yield from filter(None, map(_sentence, ast.walk(ast.parse(file.read_text()))))


def _sentence(node: ast.AST) -> str:
    is_one = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args
    if not is_one or not isinstance(node, ast.Call) or ast.unparse(node.func) not in _SAYING:
        return ""
    said = node.args[-1]
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    if not all(isinstance(one, ast.Constant | ast.FormattedValue) for one in parts):
        return ""  # said elsewhere, by one of the others
    if isinstance(said, ast.Constant) and not isinstance(said.value, str):
        return ""  # a status alone
    return "".join(str(one.value) if isinstance(one, ast.Constant) else "%s" for one in parts)


def test_every_refusal_is_translated() -> None:
    """Those of the record, of the mailroom and of the console; none is left in English."""
    said = _said("zh-Hans")
    found = set(_refusals())

    assert "there is no case %s" in found
    assert sorted(one for one in found if "%s" in one and one not in SHAPES) == []
    assert sorted(one for one in {*found, *SHAPES} if not said.get(one)) == []


@pytest.mark.usefixtures("chinese")
def test_each_is_known_by_its_own_shape() -> None:
    """However alike two of them are; and every value of it is said."""
    said = _said("zh-Hans")
    for shape in SHAPES:
        values = tuple(f"{one}x" for one in range(shape.count("%s")))
        assert refusal_in_words(shape % values) == said[shape] % values


@pytest.mark.usefixtures("chinese")
def test_what_stands_in_it_is_said_as_well() -> None:
    """A stage, roles, a refusal within a refusal; what nobody knows stays as it is."""
    assert refusal_in_words("there is no case C-1999-000001") == "没有案件 C-1999-000001"
    assert refusal_in_words("ling is handler; this letter needs approver, manager") == (
        "ling 是经办人\uff1b此信函须由审批人, 主管批准"
    )
    nested = "C-1 is closed already: only an open case can take another one up"
    assert refusal_in_words(nested) == "C-1 已结案\uff1a只有未结案件才能并入其他案件"
    assert refusal_in_words("it rains today") == "it rains today"


async def test_a_page_refuses_in_the_readers_language(ling: FrontDesk) -> None:
    """As it is shown: the case that is not there."""
    await ling.post("/tongue", await ling.get("/"), tongue="zh-Hans", next="/")

    assert "没有案件 C-1999-000001。" in (await ling.get("/case/C-1999-000001")).words
