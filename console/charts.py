"""Charts drawn here, as SVG: no script, no picture from elsewhere; every one is a table as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TALL = 120.0
_WIDE = 34.0
_BAR = 13.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: where it stands, how high, what it says to whoever points at it."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Two columns a step, side by side: what came and what went."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    top: int


def columns(steps: Sequence[tuple[str, int, int]], kinds: tuple[str, str]) -> Columns:
    """``steps`` are a label and two counts; ``kinds`` are what the two are called."""
    top = max((max(first, second) for _, first, second in steps), default=0)
    bars = [
        _bar(place, which, count, top, f"{label}: {count} {kinds[which]}")
        for place, (label, *counts) in enumerate(steps)
        for which, count in enumerate(counts)
    ]
    return Columns(
        width=_WIDE * len(steps),
        height=_TALL,
        bars=tuple(bars),
        labels=tuple((_WIDE * (place + 0.5), one[0]) for place, one in enumerate(steps)),
        top=top,
    )


def _bar(place: int, which: int, count: int, top: int, says: str) -> Bar:
    height = round(_TALL * count / top, 1) if top else 0.0
    return Bar(
        x=round(_WIDE * place + 3 + which * (_BAR + 1), 1),
        y=round(_TALL - height, 1),
        width=_BAR,
        height=height,
        kind=("came", "went")[which],
        says=says,
    )


def share(count: int, most: int) -> float:
    """How long a bar lies, in hundredths of the longest."""
    return round(100 * count / most, 1) if most else 0.0
