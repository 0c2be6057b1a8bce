"""Calendars: which days are worked, and why. By name of a country, or of a part of one.

What the library does not know stands in files: calendar_files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import holidays

from adapters.calendar_files import OURS, find, read
from casework.policy import PackError

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.calendar_files import CalendarFile, OneDay
    from casework.clock import Calendar

EVERY_WEEK = "weekdays"
LIBRARY = "of the library"  # among the digests: a new version may say otherwise of any calendar
_SATURDAY = 5
_NAME = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
_SUBSTITUTED = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")
_NEAR_DAYS = 60  # a day off and the day that is worked for it lie closer together


@dataclass(frozen=True, slots=True)
class _Weekdays:
    """Monday to Friday, without holidays. There is nothing in it to announce."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether it is Monday to Friday."""
        return day.weekday() < _SATURDAY

    def reason(self, day: date, /) -> str:
        """A weekend needs no other."""
        return "" if self.is_working_day(day) else "weekend"

    def is_verified(self, _day: date, /) -> bool:
        """It never changes."""
        return True


@dataclass(frozen=True, slots=True)
class _Country:
    """A country's working days, make-up working days included; nobody vouches for them."""

    days: holidays.HolidayBase = field(repr=False)

    def is_working_day(self, day: date, /) -> bool:
        """Whether the country works on this day."""
        return bool(self.days.is_working_day(day))

    def reason(self, day: date, /) -> str:
        """The holiday, the weekend, or that the day is worked for another one."""
        is_weekend = day.weekday() in self.days.weekend
        if self.is_working_day(day):
            return self._worked_for(day) if is_weekend else ""
        name = str(self.days.get(day) or "")
        exchanged = _exchanged(name)
        if exchanged is not None:
            return f"day off, {exchanged} being worked for it"
        return name or "weekend"

    def _worked_for(self, day: date) -> str:
        near = (day + timedelta(days=n) for n in range(-_NEAR_DAYS, _NEAR_DAYS + 1))
        off = next((one for one in near if _exchanged(str(self.days.get(one))) == day), None)
        return f"a make-up working day{f', for {off}' if off else ''}"

    def is_verified(self, _day: date, /) -> bool:
        """A library's guess and what was announced look the same."""
        return False


def _exchanged(name: str) -> date | None:
    """The day that is worked for a day off, where the library's name for it says so."""
    found = _SUBSTITUTED.search(name)
    return date(int(found[3]), int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class _Filed:
    """A calendar with what its file says of it."""

    base: Calendar
    days: dict[date, OneDay]
    verified_through: date

    def is_working_day(self, day: date, /) -> bool:
        """The file's word stands above the library's."""
        told = self.days.get(day)
        return told.worked if told else self.base.is_working_day(day)

    def reason(self, day: date, /) -> str:
        """What was announced, or what the library calls the day."""
        told = self.days.get(day)
        return f"{told.why} ({told.source})" if told else self.base.reason(day)

    def is_verified(self, day: date, /) -> bool:
        """To the day to which somebody compared it, and what the file names one by one."""
        return day <= self.verified_through or day in self.days


class Calendars:
    """The calendars that packs name: ``weekdays``, ``CN``, ``GB-SCT``.

    ``packs`` is the folder whose ``calendars`` are the desk's own; those that come with the
    program stand behind them. A file that has changed is read again by whoever asks next.
    """

    def __init__(self, packs: Path = OURS) -> None:
        self._folders = (packs, OURS)

    def __getitem__(self, name: str, /) -> Calendar:
        """The calendar of this name. Raises KeyError where nobody knows it.

        Raises PackError where its file cannot be used.
        """
        if not _NAME.fullmatch(name):
            raise KeyError(name)
        file = self._file(name)
        if file is None:
            return _of_library(name, (), frozenset())
        return _Filed(
            base=_base(name, file),
            days={one.day: one for one in file.days},
            verified_through=file.verified_through,
        )

    def digests(self) -> dict[str, str]:
        """What every calendar's file says by now, as a digest; and the library's own version."""
        files = [one for folder in self._folders for one in (folder / "calendars").glob("*.yaml")]
        told = {one.stem: find(one.stem, self._folders) for one in files}
        said = {name: path.read_bytes() for name, path in told.items() if path is not None}
        digests = {name: sha256(words).hexdigest() for name, words in sorted(said.items())}
        return {**digests, LIBRARY: version("holidays")}

    def _file(self, name: str) -> CalendarFile | None:
        path = find(name, self._folders)
        return _read(path, path.stat().st_mtime_ns) if path else None


def _base(name: str, file: CalendarFile) -> Calendar:
    try:
        return _of_library(name, tuple(file.categories), frozenset(file.rest_days))
    except KeyError:
        raise PackError(
            f"calendars/{name}.yaml: nobody knows a calendar {name!r}; it should be a country such "
            "as CN, or a part of one such as GB-SCT"
        ) from None


@lru_cache(maxsize=64)
def _read(path: Path, _written_at: int) -> CalendarFile:
    """Read once, until it is written again."""
    return read(path)


@lru_cache(maxsize=64)
def _of_library(name: str, categories: tuple[str, ...], weekend: frozenset[int]) -> Calendar:
    """Made once: looking up holidays is dear. Raises KeyError for a name that it does not know."""
    if name == EVERY_WEEK:
        return _Weekdays()
    country, _, part = name.partition("-")
    parts = holidays.list_supported_countries(include_aliases=False)
    if country not in parts or (part and part not in parts[country]):
        raise KeyError(name)
    days = holidays.country_holidays(
        country, subdiv=part or None, categories=categories or None, language="en_US"
    )
    if weekend:
        days.weekend = set(weekend)
    return _Country(days)
