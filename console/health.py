"""Whether the mailroom does its work, by what it reports and by whether it reports at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.settings import Settings

_GRACE = timedelta(minutes=5)  # a look into a full inbox takes its time


def troubles(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """All that is wrong with the desk; none where all is well."""
    return [*at_the_mailroom(figures, settings, now), *held_too_long(figures, settings)]


def at_the_mailroom(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """What the mailroom says is wrong, and what it ought to have said."""
    said = [figures["mailbox"]["trouble"], figures["watch"]["trouble"]]
    return [*filter(None, said), *silences(figures, settings, now)]


def held_before(settings: Settings, now: datetime) -> datetime:
    """Held mail that came in before has waited too long."""
    return now - timedelta(hours=settings.held_alarm_hours)


def held_too_long(figures: Mapping[str, Any], settings: Settings) -> list[str]:
    """That held mail waits for a person, and nobody comes; the figures tell how many wait so."""
    many = figures["mail_held_too_long"]
    if not many:
        return []
    since = datetime.fromisoformat(figures["held_oldest_at"])
    mails = "1 mail has" if many == 1 else f"{many:,} mails have"
    hours = f"{settings.held_alarm_hours:g} hours"
    return [
        f"{mails} been held for more than {hours}; the oldest since {since:%Y-%m-%d %H:%M} UTC."
    ]


def silences(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """Which of the mailroom's tasks did not report when they should have, in words."""
    found = (
        _silence(figures["mailbox"], "looked into the inbox", settings.poll_seconds, now),
        _silence(figures["watch"], "looked at the cases", settings.watch_seconds, now),
    )
    return [one for one in found if one]


def hours_since(at: str | None, now: datetime) -> float | None:
    """How many hours ago it was, or none where it never was."""
    if at is None:
        return None
    return round((now - datetime.fromisoformat(at)).total_seconds() / 3600, 1)


def _silence(report: Mapping[str, Any], what: str, every_seconds: float, now: datetime) -> str:
    if report["trouble"]:  # it tries again, more and more seldom
        return ""
    if "at" not in report:
        return f"The mailroom has not {what} yet: is it running?"
    last = datetime.fromisoformat(report["at"])
    if now - last > 2 * timedelta(seconds=every_seconds) + _GRACE:
        return f"The mailroom has not {what} since {last:%Y-%m-%d %H:%M} UTC: is it running?"
    return ""
