"""How a page is made: a template, its facts, and what every page shows."""

from __future__ import annotations

import secrets
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casework import clock
from casework.courses import told_by_people
from casework.roles import may
from console.names import in_english, in_tongue, language_name
from console.rule_words import rule_in_words
from console.tongue import _, _several, speak

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from fastapi import Request

    from console.desk import Desk

_PAGES = Path(__file__).parent / "pages"
_LONGEST = 400  # signs kept for the next page: a browser drops a cookie over 4 kB
_DAY_SECONDS = 86_400
_KILO = 1000
_LONG_HOURS = 72  # from here on days are easier to read


def make_pages(desk: Desk) -> Environment:
    """The templates, with times in the zone of the desk's pack."""
    pages = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
    )
    speak(pages)
    zone = desk.pack.zone

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "\N{EN DASH}"

    def due(at: datetime | None) -> str:
        return due_words(at, zone) if at else moment(at)

    pages.filters.update(
        moment=moment,
        due=due,
        days=_days,
        hours=hours,
        bytes=_bytes,
        many=many,
        in_tongue=in_tongue,
        in_english=in_english,
        language=language_name,
        in_words=_in_words,  # of what is no text of a page: it may hold a sign that formats
    )
    pages.globals.update(
        may=may,
        zone=zone.key,
        desk_name=desk.settings.desk_name,
        temporal_ui=desk.settings.temporal_ui,
        temporal_namespace=desk.settings.temporal_namespace,
        told_by_people=told_by_people,
    )
    return pages


def due_words(at: datetime, zone: ZoneInfo) -> str:
    """The end of a day is said as such: the next day has not begun."""
    if at.astimezone(zone).time() != time.min:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{clock.last_day(at, zone)} 24:00"


def _in_words(value: str) -> str:
    """A word of ours out of the record, in the reader's language; still to be escaped."""
    return rule_in_words(str(value))


def _days(seconds: float) -> str:
    count = f"{seconds / _DAY_SECONDS:.1f}".removesuffix(".0")
    return _several("%(count)s day", "%(count)s days", 1 if count == "1" else 2) % {"count": count}


def hours(hours: float) -> str:
    """``less than an hour``, ``5 hours``, ``3 days``."""
    if hours < 1:
        return _("less than an hour")
    if hours >= _LONG_HOURS:
        return _days(hours * 3600)
    count = 1 if hours < 2 else round(hours)  # noqa: PLR2004  from two on there are several
    return _several("%(count)s hour", "%(count)s hours", count) % {"count": count}


def many(count: int) -> str:
    """``12,345``."""
    return f"{count:,}"


def _bytes(size: int) -> str:
    if size < _KILO:
        return _several("%(count)s byte", "%(count)s bytes", size) % {"count": size}
    return f"{size / _KILO:.0f} kB" if size < _KILO**2 else f"{size / _KILO**2:.1f} MB"


def show(request: Request, page: str, status: int = 200, **facts: Any) -> HTMLResponse:  # noqa: ANN401  template facts
    """One page, for whoever asks."""
    session = request.scope.get("session", {})
    is_whole = "hx-request" not in request.headers  # what a script asks for shows no such words
    html = request.app.state.pages.get_template(page).render(
        csrf=session.setdefault("csrf", secrets.token_urlsafe(24)),
        person=getattr(request.state, "person", None),
        waiting_for_us=getattr(request.state, "waiting_for_us", {}),
        seen=getattr(request.state, "seen", ""),
        said=session.pop("said", "") if is_whole else "",
        here=request.url.path if request.method == "GET" else "/",
        **facts,
    )
    return HTMLResponse(html, status_code=status)


def say(request: Request, words: str) -> None:
    """Words for the next page that this browser opens, once."""
    request.session["said"] = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
