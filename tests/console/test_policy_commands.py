"""``ombud policy``: every problem of a pack at once, and what a pack says."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.console.command_line import Shell
from tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_packs_are_checked_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes a pack needs no desk."""
    said = await Shell(monkeypatch, {})("policy", "check")

    assert said.status == 0
    assert "example.yaml is right: example" in said.words


async def test_every_problem_of_a_pack_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Four problems, four sentences, exit 1; whether the folder or the file is named."""
    folder = a_broken_pack(tmp_path)
    ombud = Shell(monkeypatch, {"OMBUD_PACKS_FOLDER": str(folder)})

    for said in (
        await ombud("policy", "check"),
        await ombud("policy", "check", str(folder / "example.yaml")),
    ):
        assert said.status == 1
        assert "example.yaml has 4 problems" in said.words
        assert "timezone is 'Asia/Shangri-La'" in said.words
        assert "calendar is 'XX'" in said.words
        assert "there is no bodies/example-ombudsman.yaml" in said.words
        assert "there is no bodies/example-tribunal.yaml" in said.words


async def test_one_bad_pack_hides_no_good_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each file has its line; one that is not there is said too."""
    bad, good = a_broken_pack(tmp_path) / "example.yaml", ROOT / "policies" / "example.yaml"

    said = await Shell(monkeypatch, {})("policy", "check", str(bad), str(good), "none.yaml")

    assert said.status == 1
    assert f"{bad} has 4 problems" in said.out
    assert f"{good} is right: example" in said.out
    assert "none.yaml has 1 problem: there is no such file." in said.words


async def test_a_folder_without_packs_is_not_called_right(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A mistyped OMBUD_PACKS_FOLDER would else look as if all were well."""
    said = await Shell(monkeypatch, {"OMBUD_PACKS_FOLDER": str(tmp_path)})("policy", "check")

    assert said.status == 1
    assert str(tmp_path) in said.words


async def test_a_folder_in_place_of_a_pack_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As with any file that is no pack."""
    said = await Shell(monkeypatch, {})("policy", "check", str(tmp_path))
    packs = await Shell(monkeypatch, {})("policy", "check", str(ROOT / "policies"))

    assert said.status == 1
    assert "holds no pack" in said.words
    assert (packs.status, "example.yaml is right: example" in packs.words) == (0, True)


async def test_a_pack_is_explained_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its clocks with their sources, its ladder with who submits, what no source confirms."""
    ombud = Shell(monkeypatch, {})

    told = await ombud("policy", "explain", "--pack", "cn-telecom")
    (pack,) = (await ombud("policy", "explain", "--pack", "cn-telecom", "--json")).json

    clocks = {one["clock"]: one for one in pack["clocks"]}
    assert (clocks["answer"]["count"], clocks["answer"]["whose"]) == (15, "the respondent's")
    assert clocks["answer"]["basis"] == "S-TELAPPEAL"
    assert clocks["answer"]["source"] in told.words
    assert "evidence, ours: 7 calendar days (the desk's own rule)" in told.words
    rungs = {one["body"]: one for one in pack["ladder"]}
    assert rungs["cn-mca"]["submits"] == "desk_if_authorised"
    assert "respondent_is_operator: yes" in rungs["cn-mca"]["asks"]
    assert "(cn-mca): desk_if_authorised submits" in told.words
    doubts = [one for one in pack["to_verify"] if one.get("body") == "cn-mca"]
    assert doubts
    assert all(f"cn-mca: {one['what']}" in told.words for one in doubts)


async def test_a_pack_without_doubts_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that there is not is said, with those there are."""
    ombud = Shell(monkeypatch, {})

    invented = await ombud("policy", "explain", "--pack", "example")
    nowhere = await ombud("policy", "explain", "--pack", "nowhere")

    assert invented.words.endswith("to verify nothing")
    assert nowhere.status == 1
    assert nowhere.words.startswith("there is no pack 'nowhere': there are ")
    assert "example" in nowhere.words


def a_broken_pack(folder: Path) -> Path:
    """The example with a zone and a calendar that there are not, and bodies nobody described."""
    packs = folder / "packs"
    packs.mkdir()
    shutil.copy(ROOT / "policies" / "example.yaml", packs)
    file = packs / "example.yaml"
    text = file.read_text("utf-8")
    text = text.replace("Asia/Shanghai", "Asia/Shangri-La").replace("calendar: CN", "calendar: XX")
    file.write_text(text, "utf-8")
    return packs
