"""Forty complaints that nobody tuned to: each is assessed, and every finding says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bench.rules_assessment import assessed
from tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COMPLAINTS = sorted((ROOT / "tests" / "complaints").glob("*.yaml"))


def findings(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Every finding with a value of its own."""
    return [one for one in told.values() if isinstance(one, dict) and "rule" in one]


@pytest.mark.parametrize("path", COMPLAINTS, ids=lambda path: path.stem)
def test_a_complaint_that_nobody_tuned_to_is_assessed(path: Path) -> None:
    """Its language is told; whatever was found, or could not be, has the rule behind it."""
    row = yaml.safe_load(path.read_text("utf-8"))

    told = assessed(row)

    assert told["language"]["value"] == row["expected"]["language"]
    assert findings(told)
    assert all(one["rule"] for one in findings(told) if one["value"] != [])
