"""The format of clocks in policy packs: what may stand in one, and what it becomes."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from casework import policy
from casework.facts import PolicyFact
from casework.policy import OWN_CHOICE, ClockKind, Counting, Owner

_TIME = r"([01]\d|2[0-3]):[0-5]\d"

ClockId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
Stretch = Annotated[str, Field(pattern=rf"^{_TIME}-{_TIME}$")]

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_EventName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_BodyId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]

UNITS = {
    "weeks": Counting.WEEKS,
    "months": Counting.MONTHS,
    "years": Counting.YEARS,
    "hours": Counting.HOURS,
    "business_hours": Counting.BUSINESS_HOURS,
}
"""The units beside days, which say besides how they are counted."""


class _Period(BaseModel):
    """How much of which unit: exactly one of them, which pack_checks looks at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int | None = Field(default=None, ge=0, le=3660)
    weeks: int | None = Field(default=None, ge=1, le=520)
    months: int | None = Field(default=None, ge=1, le=120)
    years: int | None = Field(default=None, ge=1, le=30)
    hours: int | None = Field(default=None, ge=1, le=8760)
    business_hours: int | None = Field(default=None, ge=1, le=2000)

    @property
    def count(self) -> int:
        """How much, whatever the unit."""
        told: list[int | None] = [self.days, *(getattr(self, unit) for unit in UNITS)]
        return next(one for one in told if one is not None)


class _Extension(_Period):
    when: _EventName


class ClockForm(_Period):
    """One clock, as a pack says it."""

    counting: Literal["calendar days", "working days"] | None = None
    basis: str = Field(min_length=3)
    binds: PolicyFact | None = None
    owner: Owner | None = None
    kind: ClockKind | None = None
    roll: Literal["next_working_day", "none"] = "none"
    id: ClockId | None = None
    start: _EventName | None = None
    stop: list[_EventName] = []
    pauses: list[_EventName] = []
    extension: _Extension | None = None
    says: _Text | None = None
    body: _BodyId | None = None
    verify: list[_Text] = []

    def value(self, owner: Owner = Owner.OURS) -> policy.Clock:
        """The same for the casework; ``owner`` is whose it is in this place of a pack."""
        return policy.Clock(
            count=self.count,
            counting=self._counting(),
            basis=self.basis,
            binds=self.binds.value if self.binds else None,
            owner=self.owner or owner,
            kind=self.kind or (ClockKind.POLICY if self._is_our_choice() else ClockKind.LAW),
            rolls=self.roll == "next_working_day",
            id=self.id or "",
            start=self.start or "",
            stop=tuple(self.stop),
            pauses=tuple(self.pauses),
            extension=self._extension(),
            says=self.says or "",
            body=self.body,
            verify=tuple(self.verify),
        )

    def _counting(self) -> Counting:
        told = (counting for unit, counting in UNITS.items() if getattr(self, unit) is not None)
        return next(told, None) or Counting(self.counting or Counting.CALENDAR_DAYS)

    def _is_our_choice(self) -> bool:
        """A law that sets no number leaves the number to the desk."""
        return self.basis == OWN_CHOICE or self.says is not None

    def _extension(self) -> policy.Extension | None:
        told = self.extension
        return policy.Extension(count=told.count, when=told.when) if told else None


def business_hours(stretch: str) -> policy.BusinessHours:
    """``09:00-12:00`` as two times of day."""
    opens, closes = map(time.fromisoformat, stretch.split("-"))
    return policy.BusinessHours(opens, closes)
