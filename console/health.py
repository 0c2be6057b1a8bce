"""Whether the mailroom does its work, by what it reports and by whether it reports at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from console.tongue import _, _several

if TYPE_CHECKING:
    from collections.abc import Mapping

    from adapters.settings import Settings

_INBOX = (
    "The mailroom has not looked into the inbox yet: is it running?",
    "The mailroom has not looked into the inbox since %(since)s UTC: is it running?",
)
_CASES = (
    "The mailroom has not looked at the cases yet: is it running?",
    "The mailroom has not looked at the cases since %(since)s UTC: is it running?",
)
_GRACE = timedelta(minutes=5)  # a look into a full inbox takes its time


def troubles(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """All that is wrong with the desk; none where all is well."""
    return [*at_the_mailroom(figures, settings, now), *held_too_long(figures, settings)]


def at_the_mailroom(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """What the mailroom says is wrong, and what it ought to have said."""
    said = [figures["mailbox"]["trouble"], figures["watch"]["trouble"]]
    return [*filter(None, said), *silences(figures, settings, now)]


def for_people(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """All that is wrong with the desk, and what it means for whoever works here."""
    mailbox, watch = figures["mailbox"]["trouble"], figures["watch"]["trouble"]
    missing = figures["cases_without_workflow"] or 0
    rebuilt = _several(
        "%(count)s open case has no workflow at the moment; it is being rebuilt.",
        "%(count)s open cases have no workflow at the moment; they are being rebuilt.",
        missing,
    )
    waits = _("Mail is taken in; letters and deadlines wait.")
    found = (
        _("All outgoing letters are paused.") if figures["letters_paused"] else "",
        _("The inbox cannot be read: %(why)s") % {"why": mailbox} if mailbox else "",
        f"{watch}. {waits}" if watch else "",
        rebuilt % {"count": missing} if missing else "",
        *silences(figures, settings, now),
        *held_too_long(figures, settings),
    )
    return [one for one in found if one]


def held_before(settings: Settings, now: datetime) -> datetime:
    """Held mail that came in before has waited too long."""
    return now - timedelta(hours=settings.held_alarm_hours)


def held_too_long(figures: Mapping[str, Any], settings: Settings) -> list[str]:
    """That held mail waits for a person, and nobody comes; the figures tell how many wait so."""
    many = figures["mail_held_too_long"]
    if not many:
        return []
    since = datetime.fromisoformat(figures["held_oldest_at"])
    said = _several(
        "%(many)s mail has been held for more than %(hours)s hours; "
        "the oldest since %(since)s UTC.",
        "%(many)s mails have been held for more than %(hours)s hours; "
        "the oldest since %(since)s UTC.",
        many,
    )
    facts = {"many": f"{many:,}", "hours": f"{settings.held_alarm_hours:g}"}
    return [said % {**facts, "since": f"{since:%Y-%m-%d %H:%M}"}]


def silences(figures: Mapping[str, Any], settings: Settings, now: datetime) -> list[str]:
    """Which of the mailroom's tasks did not report when they should have, in words."""
    found = (
        _silence(figures["mailbox"], _INBOX, settings.poll_seconds, now),
        _silence(figures["watch"], _CASES, settings.watch_seconds, now),
    )
    return [one for one in found if one]


def hours_since(at: str | None, now: datetime) -> float | None:
    """How many hours ago it was, or none where it never was."""
    if at is None:
        return None
    return round((now - datetime.fromisoformat(at)).total_seconds() / 3600, 1)


def _silence(
    report: Mapping[str, Any], said: tuple[str, str], every_seconds: float, now: datetime
) -> str:
    never, since = said
    if report["trouble"]:  # it tries again, more and more seldom
        return ""
    if "at" not in report:
        return _(never)
    last = datetime.fromisoformat(report["at"])
    if now - last > 2 * timedelta(seconds=every_seconds) + _GRACE:
        return _(since) % {"since": f"{last:%Y-%m-%d %H:%M}"}
    return ""
