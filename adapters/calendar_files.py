"""YAML: what a desk knows of a calendar beyond the library. ``policies/calendars/<name>.yaml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from casework.policy import PackError

OURS = Path(__file__).resolve().parent.parent / "policies"

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEK: tuple[str, ...] = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OneDay(_Part):
    """A day on which it is otherwise than the library says, and who announced it."""

    day: date
    worked: bool
    why: _Text
    source: _Text


class CalendarFile(_Part):
    """What was announced, until when somebody has compared it, and how the library is asked."""

    calendar_schema: Literal["ombud-calendar/1"] = Field(alias="schema")
    source: _Text
    verified_through: date
    categories: list[_Text] = []
    weekend: list[_Weekday] = []
    days: list[OneDay] = []

    @property
    def rest_days(self) -> set[int]:
        """The weekdays of the weekend as numbers, Monday being 0."""
        return {_WEEK.index(one) for one in self.weekend}


def find(name: str, folders: tuple[Path, ...]) -> Path | None:
    """The file of a calendar; that of the first folder that has one."""
    paths = (folder / "calendars" / f"{name}.yaml" for folder in folders)
    return next((one for one in paths if one.is_file()), None)


def read(path: Path) -> CalendarFile:
    """One file. Raises PackError with every problem at once."""
    try:
        return CalendarFile.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except ValidationError as error:
        told = [f"{_path(one['loc'])}: {one['msg']}" for one in error.errors()]
        raise PackError("\n  ".join([f"{path} cannot be used:", *told])) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PackError(f"{path} is not YAML: {' '.join(str(error).split())}") from error


def _path(loc: tuple[int | str, ...]) -> str:
    return ".".join(map(str, loc)) or "the file"
