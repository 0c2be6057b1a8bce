"""Calendars: which days are worked, by name of a country or a simple week."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import holidays

if TYPE_CHECKING:
    from datetime import date

    from casework.clock import Calendar

EVERY_WEEK = "weekdays"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _Weekdays:
    """Monday to Friday, without holidays."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether it is Monday to Friday."""
        return day.weekday() < _SATURDAY


@dataclass(frozen=True, slots=True)
class _Country:
    """A country's working days, make-up working days included."""

    days: holidays.HolidayBase

    def is_working_day(self, day: date, /) -> bool:
        """Whether the country works on this day."""
        return bool(self.days.is_working_day(day))


class Calendars:
    """The calendars that packs name: ``weekdays``, or a country code such as ``CN``."""

    def __getitem__(self, name: str, /) -> Calendar:
        """The calendar of this name. Raises KeyError for a name that nobody knows."""
        return _calendar(name)


@cache
def _calendar(name: str) -> Calendar:
    if name == EVERY_WEEK:
        return _Weekdays()
    if name not in holidays.list_supported_countries():
        raise KeyError(name)
    return _Country(holidays.country_holidays(name))
