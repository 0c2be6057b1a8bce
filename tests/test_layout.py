"""The shape of the tree: what may import what, how things are called, how long a file gets."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest

from tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST = 400  # lines: what a reader takes in at one sitting
NAMED = {  # decorators whose names Temporal writes into histories
    "activity.defn",
    "workflow.defn",
    "workflow.query",
    "workflow.signal",
    "workflow.update",
}


def python_files() -> list[Path]:
    """Every Python file of the project, none of its environment."""
    folders = (one for one in ROOT.iterdir() if one.is_dir() and not one.name.startswith("."))
    nested = (path for folder in folders for path in folder.rglob("*.py"))
    return sorted((*ROOT.glob("*.py"), *nested))


def short(path: Path) -> str:
    """A path as people say it."""
    return path.relative_to(ROOT).as_posix()


def root_names() -> set[str]:
    """What can be imported from the root: folders with Python in them, and single files."""
    return {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in python_files()}


def imports(tree: ast.AST) -> Iterator[str]:
    """The top names of everything a module imports, in functions and for typing too."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (one.name.partition(".")[0] for one in names)
            case ast.ImportFrom(level=0, module=str(module)):
                yield module.partition(".")[0]
            case ast.ImportFrom():
                yield "a relative import"
            case _:
                pass


def decorators(tree: ast.AST) -> Iterator[ast.expr]:
    """Every decorator of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from node.decorator_list


def temporal_names() -> Iterator[tuple[str, str | None]]:
    """Each of Temporal's decorators in the project, with the name it gives, if it does."""
    for path in python_files():
        for decorator in decorators(ast.parse(path.read_text("utf-8"))):
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(call) in NAMED and short(path).partition("/")[0] != "tests":
                yield f"{short(path)}:{decorator.lineno}", _name(decorator)


def _name(decorator: ast.expr) -> str | None:
    match decorator:
        case ast.Call(keywords=keywords):
            given = {one.arg: one.value for one in keywords}
            name = given.get("name")
            return str(name.value) if isinstance(name, ast.Constant) else None
        case _:
            return None


@pytest.mark.parametrize("path", sorted((ROOT / "casework").rglob("*.py")), ids=short)
def test_decisions_import_nothing_but_the_standard_library(path: Path) -> None:
    """What we decide hangs on no framework: a rule is a function of its arguments."""
    strangers = set(imports(ast.parse(path.read_text("utf-8")))) - {"casework"}

    assert strangers <= sys.stdlib_module_names


def test_our_names_hide_no_module_of_python() -> None:
    """A folder called ``calendar`` would break programs that never heard of us."""
    assert "casework" in root_names()
    assert not root_names() & sys.stdlib_module_names


def test_our_names_meet_no_installed_package() -> None:
    """Nor does one that we use bring a package of the same name."""
    assert not root_names() & packages_distributions().keys()


@pytest.mark.parametrize("path", python_files(), ids=short)
def test_no_file_is_too_long_to_read(path: Path) -> None:
    """A file that grows past this is two files."""
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_tests_are_no_package() -> None:
    """They are found by their paths: no ``__init__.py``, and no two that hide each other."""
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_everything_that_temporal_remembers_has_a_name_of_its_own() -> None:
    """A method may be renamed; a name in a history never is."""
    assert [place for place, name in temporal_names() if name is None] == []


def test_the_fixed_names_are_still_there() -> None:
    """Histories of cases that run for months hold these words."""
    names = {name for _, name in temporal_names()}
    fixed = {
        "Complaint",
        "case",
        "case.note",
        "decision",
        "letters.send",
        "letters.write",
        "message",
        "nudge",
    }

    assert fixed <= names
