"""Clocks, calendars and moments, for whoever counts: by hand, and by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from adapters.calendars import Calendars
from casework.clock import Place, due_at, explained, last_day
from casework.counting import Course, Pause, beginning
from casework.policy import BusinessHours, Clock, Counting, SendHours

if TYPE_CHECKING:
    from casework.clock import Calendar, Explained

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")
BEIRUT = ZoneInfo("Asia/Beirut")  # its clocks change at midnight
DAY = timedelta(days=1)
HOURS = SendHours(start=time(8), until=time(20))
OFFICE = (BusinessHours(time(9), time(12)), BusinessHours(time(13, 30), time(18)))
CHINA = Calendars()["CN"]
BY_DAYS = tuple(one for one in Counting if not one.from_the_instant)
BY_HOURS = (Counting.HOURS, Counting.BUSINESS_HOURS)


@dataclass(frozen=True, slots=True)
class Weeks:
    """A made-up calendar: the weekdays that are worked, and single days that are off."""

    worked: frozenset[int]
    off: frozenset[date] = frozenset()
    verified: bool = True

    def is_working_day(self, day: date, /) -> bool:
        """Whether people work on this day."""
        return day.weekday() in self.worked and day not in self.off

    def reason(self, day: date, /) -> str:
        """A day off has a name, a weekend has none."""
        return "a day off" if day in self.off else ""

    def is_verified(self, _day: date, /) -> bool:
        """All of them, or none."""
        return self.verified


FIVE_DAYS = Weeks(frozenset(range(5)))

days = st.integers(0, 60)
dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))
weeks = st.builds(
    Weeks,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=20),
)
zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Asia/Shanghai",
            "Asia/Beirut",
            "Asia/Kathmandu",
            "Europe/London",
            "America/St_Johns",
            "America/Havana",
            "Pacific/Kiritimati",
            "Pacific/Pago_Pago",
        )
    ]
)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the strategy adds the zone
hours = st.builds(  # they begin and end outside the hour in which clocks are changed
    SendHours,
    start=st.times(time(4), time(11)),
    until=st.times(time(12), time(23)),
)


def clocks(*countings: Counting) -> st.SearchStrategy[Clock]:
    """Clocks of these kinds, or of all; some of them roll, and all know two reasons to pause."""
    of_days = [one for one in countings or Counting if not one.from_the_instant]
    of_hours = [one for one in countings or Counting if one.from_the_instant]
    made = [
        st.builds(
            Clock,
            count=st.integers(0 if kind is of_days else 1, 60),
            counting=st.sampled_from(kind),
            basis=st.just("policy"),
            rolls=st.booleans() if kind is of_days else st.just(False),  # noqa: FBT003  a value
            pauses=st.just(("appraisal", "identity")),
        )
        for kind in (of_days, of_hours)
        if kind
    ]
    return st.one_of(made)


@st.composite
def pauses(draw: st.DrawFn, since: datetime) -> tuple[Pause, ...]:
    """Up to three pauses near an instant, before and after it, for reasons known and unknown."""
    some = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["appraisal", "identity", "holiday of the clerk"]),
                st.timedeltas(timedelta(days=-3), timedelta(days=40)),
                st.timedeltas(timedelta(0), timedelta(days=20)),
            ),
            max_size=3,
        )
    )
    return tuple(
        Pause(reason=reason, since=since + after, until=since + after + long)
        for reason, after, long in some
    )


def period(count: int, counting: Counting, **more: object) -> Clock:
    """So much of that."""
    return Clock(count=count, counting=counting, basis="policy", **more)  # type: ignore[arg-type]  # whatever a test adds


def working(count: int, **more: object) -> Clock:
    """So many working days."""
    return period(count, Counting.WORKING_DAYS, **more)


def calendar_days(count: int, **more: object) -> Clock:
    """So many calendar days."""
    return period(count, Counting.CALENDAR_DAYS, **more)


def place(calendar: Calendar = FIVE_DAYS, zone: ZoneInfo = SHANGHAI) -> Place:
    """Where a clock runs; offices have lunch there."""
    return Place(calendar=calendar, zone=zone, hours=OFFICE)


def due_on(started_on: date, clock: Clock, calendar: Calendar) -> date:
    """The due date of a clock that starts on a day, in Shanghai."""
    started_at = beginning(started_on, SHANGHAI)
    return last_day(due_at(started_at, clock, place(calendar)), SHANGHAI)


def told(
    started_at: datetime | str,
    clock: Clock,
    where: Place | None = None,
    stood_still: tuple[Pause, ...] = (),
) -> Explained:
    """A due date, explained."""
    began = at(started_at) if isinstance(started_at, str) else started_at
    return explained(Course(started_at=began, pauses=stood_still), clock, where or place())


def pause(since: str, until: str, reason: str = "appraisal") -> Pause:
    """A clock stood still."""
    return Pause(reason=reason, since=at(since), until=at(until))


def kinds(explanation: Explained) -> list[str]:
    """What its steps do."""
    return [one.kind.value for one in explanation.steps]


def words(explanation: Explained) -> list[str]:
    """What its steps say."""
    return [one.words for one in explanation.steps]


def on(text: str) -> date:
    """A date as people write it."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """An instant as people write it."""
    return datetime.fromisoformat(text)
