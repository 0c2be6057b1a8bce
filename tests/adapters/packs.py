"""The example pack, to be spoilt, and what the loader says of it then."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from adapters.policy_packs import load_pack, load_packs
from casework.policy import PackError
from tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.policy_packs import Packs

Pack = dict[Any, Any]
Change = Callable[[Pack], object]  # what a test does to a pack or to a body
Mistake = tuple[str, Change, str]

POLICIES = ROOT / "policies"
EXAMPLE = POLICIES / "example.yaml"


def the_example() -> Pack:
    """The example as it is written."""
    loaded: Pack = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    return loaded


def written(folder: Path, pack: Pack) -> Path:
    """A pack in a folder of its own, beside the bodies that are shipped."""
    if not (folder / "bodies").exists():
        shutil.copytree(POLICIES / "bodies", folder / "bodies")
    file = folder / "pack.yaml"
    file.write_text(yaml.safe_dump(pack, allow_unicode=True), "utf-8")
    return file


SOONER = ("answer: {days: 15,", "answer: {days: 13,")
"""Another answer clock, still after the reminders of it."""


def a_folder(folder: Path, *changes: tuple[str, str]) -> Path:
    """A desk's own packs: the example, with words replaced."""
    folder.mkdir()
    text = EXAMPLE.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "example.yaml").write_text(text, "utf-8")
    shutil.copytree(POLICIES / "bodies", folder / "bodies")
    return folder


def raised(folder: Path, *changes: tuple[str, str], version: str = "2027.1") -> Packs:
    """The packs of a desk whose example has another version."""
    shipped = the_example()["version"]
    return load_packs(a_folder(folder, (f'"{shipped}"', f'"{version}"'), *changes))


def with_body(folder: Path, change: Change) -> None:
    """The example's ombudsman, changed, for the pack of this folder."""
    shutil.copytree(POLICIES / "bodies", folder / "bodies")
    file = folder / "bodies" / "example-ombudsman.yaml"
    body = yaml.safe_load(file.read_text("utf-8"))
    change(body)
    file.write_text(yaml.safe_dump(body, allow_unicode=True), "utf-8")


def problems(file: Path) -> list[str]:
    """Why a pack cannot be used."""
    with pytest.raises(PackError) as caught:
        load_pack(file)
    head, *rest = str(caught.value).split("\n  ")
    many = f"{len(rest)} problem{'s' if len(rest) > 1 else ''}"
    assert head == f"{file} has {many}:"
    return rest


def a_rung_of_everything(pack: Pack) -> None:
    """One rung that uses every word a rung may have."""
    names = dict.fromkeys(("zh-Hans", "zh-Hant", "en"), "a fact")
    facts = [
        {"fact": "respondent_asked", "names": names, "basis": "S-1"},
        {"fact": "accepted_elsewhere", "wanted": False, "names": names, "basis": "policy"},
    ]
    pack["sources"] = {"S-1": "A law"}
    pack["ladder"] = pack["ladder"][:1]
    pack["ladder"][0].update(
        categories=["data_leak"],
        excludes=["example-tribunal"],
        approval=["approver", "manager"],
        preconditions=facts,
        time_bars=[{"clock": {"days": 730, "counting": "calendar days", "basis": "S-1"}}],
    )


def the_rung(pack: Pack) -> Pack:
    """That rung, to be spoilt."""
    a_rung_of_everything(pack)
    rung: Pack = pack["ladder"][0]
    return rung
