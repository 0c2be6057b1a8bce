"""Forty complaints that nobody tuned to: each is assessed, and every finding says why."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bench.rules_assessment import as_mail
from tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Shell

COMPLAINTS = sorted((ROOT / "tests" / "complaints").glob("*.yaml"))


def findings(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Every finding with a value of its own."""
    return [one for one in told.values() if isinstance(one, dict) and "rule" in one]


def labelled(path: Path) -> dict[str, Any]:
    """A complaint with what is true of it."""
    row: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return row


def written(path: Path, row: dict[str, Any]) -> Path:
    """The complaint as a mail in a file."""
    path.write_bytes(as_mail(row, datetime.fromisoformat(row["received_at"])))
    return path


@pytest.mark.parametrize("path", COMPLAINTS, ids=lambda path: path.stem)
async def test_a_complaint_that_nobody_tuned_to_is_assessed(
    ombud: Shell, tmp_path: Path, path: Path
) -> None:
    """Its language is told; whatever was found, or could not be, has the rule behind it."""
    row = labelled(path)
    mail = written(tmp_path / "complaint.eml", row)

    said = await ombud("mail", "assess", str(mail), "--json")

    assert said.status == 0, said.errors
    told = json.loads(said.out)
    assert told["language"]["value"] == row["expected"]["language"]
    assert findings(told)
    assert all(one["rule"] for one in findings(told) if one["value"] != [])
