"""The labelled complaints: every bound holds. The 30 are skipped where they are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.rules_assessment import FIGURES, scores
from tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bench.figures import Figure

SHARED = ROOT.parent / "shared"


@pytest.mark.parametrize("figure", FIGURES, ids=lambda one: one.name)
def test_a_bound_holds(figure: Figure) -> None:
    """Language, intent, category, evidence, demands, bodies, facts: as make rules prints them."""
    score = figure.count(SHARED)
    if score is None:
        pytest.skip("the labelled complaints are not on this machine")
    assert figure.holds(score), score.misses


def test_what_is_not_right_is_told(tmp_path: Path) -> None:
    """Each miss with what was said and what is true."""
    (tmp_path / "x.yaml").write_text(
        "{id: x, received_at: '2026-10-12T10:08:00+08:00', from: a@home.example, subject: hello,"
        " body: hello, attachments: [a.png], expected: {language: zh-Hans, jurisdiction: CN,"
        " intent: appeal, category: other, complainant_type: business, urgency: critical,"
        " evidence_missing: [call_log], wants: [refund], categories_other: [],"
        " candidate_bodies: [mca], wrong_bodies: [], extract: {amount_cny: 5,"
        " caller_numbers: ['1'], deadline: '2026-10-13'}}}",
        "utf-8",
    )
    found = scores(tmp_path)
    assert "truth 'zh-Hans'" in found["language"].misses[0]
    assert all(found[name].misses for name in ("intent", "category", "deadlines", "amounts"))
