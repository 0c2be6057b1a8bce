# ruff: noqa: RUF001  Chinese punctuation
"""``ombud mail assess``: a first look without a desk, each finding with its rule."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Shell

TEXT = "昨天14:05起，17000001234天天打来骚扰电话，我的手机13800138000。三天内停止，另赔偿500元。"
KEYS = {
    *("pack", "language", "jurisdiction", "complainant_type", "intent", "category"),
    *("categories_other", "evidence_present", "evidence_mentioned", "evidence_missing", "wants"),
    *("candidate_bodies", "wrong_bodies", "urgency", "extract", "flags"),
}


def a_complaint(folder: Path, text: str = TEXT) -> str:
    """A mail in a file, with a picture."""
    path = folder / "complaint.eml"
    path.write_bytes(a_mail(text, subject="骚扰电话", files=(("截图.png", "image/png", PNG),)))
    return str(path)


async def test_a_mail_is_assessed_without_a_desk(ombud: Shell, tmp_path: Path) -> None:
    """No database, no settings: a value and a rule for everything."""
    ombud.monkeypatch.delenv("OMBUD_SECRET", raising=False)
    ombud.monkeypatch.delenv("OMBUD_PACK", raising=False)

    said = await ombud("mail", "assess", a_complaint(tmp_path), "--json")

    assert said.status == 0, said.errors
    found = said.json
    assert set(found) == KEYS
    facts = found.pop("extract")
    assert all({*one} == {"value", "rule"} for one in (*found.values(), *facts.values()))
    assert found["category"]["value"] == "harassment_call"
    assert found["pack"]["value"] == "cn-telecom"
    assert found["evidence_missing"]["value"] == []
    assert "operator" in found["candidate_bodies"]["value"]
    assert facts["caller_numbers"]["value"] == ["17000001234"]
    assert facts["amounts"]["value"] == [{"amount": "500", "currency": "CNY"}]
    assert facts["amount_cny"]["value"] == 500


async def test_days_are_counted_from_the_day_of_arrival(ombud: Shell, tmp_path: Path) -> None:
    """In the pack's zone: late in the evening of Greenwich it is tomorrow in Shanghai."""
    path = a_complaint(tmp_path)
    said = await ombud(
        *("mail", "assess", path, "--pack", "cn-telecom", "--json"),
        *("--received-at", "2026-10-15T23:30+00:00"),
    )
    assert said.json["extract"]["deadline"]["value"] == "2026-10-19"
    assert said.json["extract"]["dates"]["value"] == ["2026-10-15"]


async def test_a_person_reads_it_too(ombud: Shell, tmp_path: Path) -> None:
    """What nobody can tell asks for a person."""
    said = await ombud("mail", "assess", a_complaint(tmp_path, "！！！"), "--pack", "cn-telecom")
    assert said.status == 0
    assert "harassment_call" in said.words
    said = await ombud("mail", "assess", a_complaint(tmp_path, "I pay £12.50, the £20"), "--json")
    assert said.json["extract"]["amount_gbp"]["value"] == 12.5


async def test_several_mails_are_a_line_each(ombud: Shell, tmp_path: Path) -> None:
    """With the name of the file; the desk's own pack is the default."""
    ombud.monkeypatch.setenv("OMBUD_PACK", "example")
    path = a_complaint(tmp_path)
    said = await ombud("mail", "assess", path, path, "--json")
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [one["file"] for one in lines] == [path, path]
    assert lines[0]["pack"] == {"value": "example", "rule": "the desk's own, which is of CN"}


async def test_what_cannot_be_done_is_said(ombud: Shell, tmp_path: Path) -> None:
    """A file that is not there, a pack that is not there."""
    said = await ombud("mail", "assess", str(tmp_path / "none.eml"), "--json")
    assert (said.status, "cannot be read" in said.errors) == (1, True)
    said = await ombud("mail", "assess", a_complaint(tmp_path), "--pack", "elsewhere")
    assert (said.status, "there is no pack 'elsewhere'" in said.errors) == (1, True)
