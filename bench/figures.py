"""What a figure is: a name, who counts it, and the share of the truth that it must reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(slots=True)
class Score:
    """How often we were right, and where we were not."""

    right: float = 0
    count: float = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of all that were asked."""
        return self.right / self.count if self.count else 1.0

    def judge(self, *, right: bool, where: str) -> None:
        """Count one answer."""
        self.count += 1
        if right:
            self.right += 1
        else:
            self.misses.append(where)


@dataclass(frozen=True, slots=True)
class Figure:
    """``count`` is given the folder of shared truths; none where it is not there."""

    name: str
    least: float
    count: Callable[[Path], Score | None]

    def holds(self, score: Score) -> bool:
        """Whether the bound is kept; nothing asked is nothing shown."""
        return score.count > 0 and score.share >= self.least
