"""What a run begins from, and what the next one begins from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework.case import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.case import CaseStart


def standing_of(start: CaseStart) -> Standing:
    """Where a case stands as its run begins."""
    return Standing(
        stage=start.stage,
        next_step=start.next_step,
        due_at=start.due_at,
        needs_staff=start.needs_staff,
        category=start.category,
        owner=start.owner,
        outcome=start.outcome,
    )


def start_over(start: CaseStart, standing: Standing, seen: Iterable[str]) -> CaseStart:
    """Where a run stands, for the next one to start from."""
    return replace(
        start,
        stage=standing.stage,
        next_step=standing.next_step,
        due_at=standing.due_at,
        needs_staff=standing.needs_staff,
        category=standing.category,
        owner=standing.owner,
        outcome=standing.outcome,
        seen=tuple(sorted(seen)),
        pending=(),
    )
