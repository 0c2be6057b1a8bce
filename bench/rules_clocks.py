"""The figures of clocks: dates that authorities would name, and what holds for every date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import yaml

from adapters.calendars import Calendars
from bench.figures import Figure, Score
from casework.clock import Explained, Place, explained
from casework.counting import Course, Pause, beginning
from casework.policy import BusinessHours, Clock, Counting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MANY = 1000
_SEED = 2026
_UNITS = {
    "calendar_day": Counting.CALENDAR_DAYS,
    "working_day": Counting.WORKING_DAYS,
    "week": Counting.WEEKS,
    "month": Counting.MONTHS,
    "hour": Counting.HOURS,
    "business_hour": Counting.BUSINESS_HOURS,
}
_HOURS = (BusinessHours(time(9), time(12)), BusinessHours(time(13, 30), time(18)))
_PLACES = {  # calendar and zone, by how a vector's clock is called
    "cn": ("CN", "Asia/Shanghai"),
    "uk": ("GB-ENG", "Europe/London"),
    "uk scotland": ("GB-SCT", "Europe/London"),
    "hk": ("HK", "Asia/Hong_Kong"),
}
_CALLED = re.compile(
    r"(?P<where>[a-z]+)\.\S+(?: \D+)? (?P<count>\d+) (?P<unit>[a-z_]+?)s?(?P<more>[ ,].*|)"
)
# to 60 working days before the last year that is known; the two differ in one day since 2004:
# whether Saturday 2005-12-31 was worked
_WITNESSED = (date(2006, 1, 1), date(2026, 8, 1))


def place(calendar: str, zone: str) -> Place:
    """Where a clock runs, with the office hours of the vectors."""
    return Place(calendar=Calendars()[calendar], zone=ZoneInfo(zone), hours=_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A start, a clock, and when it is due: a date, or an instant."""

    clock: Clock
    place: Place
    started_at: datetime
    due: str
    called: str

    def explained(self) -> Explained:
        """What we make of it."""
        return explained(Course(started_at=self.started_at), self.clock, self.place)


def vectors(file: Path) -> Iterator[Vector]:
    """The vectors of a golden file."""
    for row in yaml.safe_load(file.read_text("utf-8"))["vectors"]:
        yield _vector(row)


def _vector(row: dict[str, Any]) -> Vector:
    found = _CALLED.fullmatch(row["clock"])
    if found is None:
        raise ValueError(f"nobody knows what clock this is: {row['clock']!r}")
    more = found["more"]
    where = place(*_PLACES[f"{found['where']} scotland" if "Scotland" in more else found["where"]])
    began = datetime.fromisoformat(str(row["start"]))
    return Vector(
        clock=Clock(
            count=int(found["count"]),
            counting=_UNITS[found["unit"]],
            basis="policy",
            rolls="roll" in more or "right" in more,
        ),
        place=where,
        started_at=began if began.tzinfo else began.replace(tzinfo=where.zone),
        due=str(row["due"]),
        called=f"{row['clock']} from {row['start']}",
    )


def golden(shared: Path) -> Score | None:
    """The dates of ``golden-clocks.yaml``."""
    file = shared / "rules" / "golden-clocks.yaml"
    if not file.is_file():
        return None
    score = Score()
    for one in vectors(file):
        said = one.explained()
        right = _is(said, one.due) and said.adds_up(one.place.zone)
        score.judge(right=right, where=f"{one.called}: {said.due_at}, not {one.due}")
    return score


def _is(said: Explained, due: str) -> bool:
    if "T" in due:
        return said.due_at == datetime.fromisoformat(due)
    return said.due_on.isoformat() == due


def witnessed(_shared: Path) -> Score | None:
    """Working days in mainland China, as another library counts them."""
    try:
        witness: Any = import_module("chinese_calendar")  # of the tests only, and without types
    except ImportError:
        return None
    score, chance, where = Score(), Random(_SEED), place("CN", "Asia/Shanghai")  # noqa: S311  no secret
    first, last = _WITNESSED
    for _ in range(_MANY):
        start = first + timedelta(days=chance.randrange((last - first).days))
        count = chance.randint(1, 60)
        clock = Clock(count=count, counting=Counting.WORKING_DAYS, basis="policy")
        said = explained(Course(started_at=beginning(start, where.zone)), clock, where).due_on
        day = start
        while count:
            day += timedelta(days=1)
            count -= witness.is_workday(day)
        score.judge(right=said == day, where=f"{clock.period} from {start}: {said}, not {day}")
    return score


# ---- what holds for every clock --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Some clock that starts at some instant, somewhere, and a pause that its rule knows."""

    started_at: datetime
    clock: Clock
    place: Place
    pause: Pause

    def told(self, *pauses: Pause, more: int = 0) -> Explained:
        """Its date, with these pauses, or of a clock that is so much longer."""
        clock = Clock(
            count=self.clock.count + more,
            counting=self.clock.counting,
            basis="policy",
            rolls=self.clock.rolls,
            pauses=("appraisal",),
        )
        return explained(Course(started_at=self.started_at, pauses=pauses), clock, self.place)


def cases() -> Iterator[Case]:
    """A thousand, always the same."""
    chance = Random(_SEED)  # noqa: S311  no secret
    for _ in range(_MANY):
        where = place(*chance.choice(list(_PLACES.values())))
        counting = chance.choice(list(Counting))
        began = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(1_500_000))
        since = began + timedelta(minutes=chance.randrange(60_000))
        yield Case(
            started_at=began,
            clock=Clock(
                count=chance.randint(1, 40),
                counting=counting,
                basis="policy",
                rolls=not counting.from_the_instant and chance.random() < 0.5,  # noqa: PLR2004  half
            ),
            place=where,
            pause=Pause(
                reason="appraisal",
                since=since,
                until=since + timedelta(minutes=chance.randrange(30_000)),
            ),
        )


def adds_up(_shared: Path) -> Score:
    """The steps of every explanation lead to its date, which is not before the start."""
    score = Score()
    for one in cases():
        said = one.told(one.pause)
        right = said.adds_up(one.place.zone) and said.due_at > one.started_at
        score.judge(right=right, where=f"{one}")
    return score


def never_shorter(_shared: Path) -> Score:
    """A pause never shortens a clock, and more of a unit never comes earlier."""
    score = Score()
    for one in cases():
        plain = one.told().due_at
        right = one.told(one.pause).due_at >= plain and one.told(more=1).due_at >= plain
        score.judge(right=right, where=f"{one}")
    return score


FIGURES = (
    Figure("dates of the golden file", 1.0, golden),
    Figure("working days in China, as chinesecalendar counts them", 1.0, witnessed),
    Figure("explanations add up, no date before its start", 1.0, adds_up),
    Figure("a pause never shortens, more never comes earlier", 1.0, never_shorter),
)
