"""docs/hazards.md tells the truth: every test it names exists, and every row says something."""

from __future__ import annotations

import ast
import re

import pytest

from tests.examples import ROOT

PAGE = (ROOT / "docs" / "hazards.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (?!hazard )[^-]", line)]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


def functions(file: str) -> set[str]:
    """The test functions of a file."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, kinds)}


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[f"{file}::{name}" for file, name in NAMED])
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    """Whoever renames a test renames it there too."""
    assert (ROOT / file).exists()
    assert name in functions(file)


@pytest.mark.parametrize("row", ROWS, ids=[row[2:60] for row in ROWS])
def test_a_row_names_its_test_or_says_that_there_is_none(row: str) -> None:
    """Three cells, and in the last one nothing that only looks like a test."""
    hazard, conduct, shown = [cell.strip() for cell in row.strip("|").split(" | ")]

    assert hazard
    assert conduct
    names = re.findall(r"`tests/[\w/]+\.py::test_\w+`", shown)
    assert shown == ("<br>".join(names) or "no test yet")


def test_the_page_is_read() -> None:
    """A page that was laid out anew must not pass for lack of rows."""
    assert len(ROWS) > 70
    assert len(NAMED) > 60
