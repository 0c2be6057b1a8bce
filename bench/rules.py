"""How right the rules are: every figure against what somebody else says is true.

``make rules``, or ``python -m bench.rules [--misses NAME] [--shared FOLDER]``. Exit status 1
where a bound is missed; a figure whose truth is not on this machine is skipped with a word.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import rules_clocks

if TYPE_CHECKING:
    from bench.figures import Figure, Score

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

FIGURES: tuple[Figure, ...] = (*rules_clocks.FIGURES,)


def told(figure: Figure, score: Score | None) -> str:
    """One figure in one line."""
    if score is None:
        return f"{figure.name:<56} skipped: its truth is not on this machine"
    share = 100 * score.share
    mark = "" if figure.holds(score) else f"  MISSED (at least {100 * figure.least:.1f} %)"
    return f"{figure.name:<56} {score.right:>5g} of {score.count:>5g}  {share:5.1f} %{mark}"


def main() -> int:
    """Print the figures; 1 where one is below its bound."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, default=SHARED)
    arguments.add_argument("--misses", default="", help="the figure whose misses to print")
    given = arguments.parse_args()
    missed = 0
    for figure in FIGURES:
        score = figure.count(given.shared)
        missed += score is not None and not figure.holds(score)
        print(told(figure, score))
        if score is not None and (figure.name == given.misses or not figure.holds(score)):
            print("".join(f"    {one}\n" for one in score.misses), end="")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
