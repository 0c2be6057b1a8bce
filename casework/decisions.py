"""What staff decide about a case. A decision is a row before it is anything else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.case import Outcome


class DecisionKind(StrEnum):
    """What can be decided."""

    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: what, by whom and why."""

    id: str
    case_number: str
    kind: DecisionKind
    outcome: Outcome
    by: str
    why: str
