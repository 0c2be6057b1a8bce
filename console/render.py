"""How a page is made: a template, its facts, and what every page shows."""

from __future__ import annotations

import secrets
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casework import clock
from casework.roles import may
from console.names import in_english
from console.tongue import speak

if TYPE_CHECKING:
    from datetime import datetime

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
        """The end of a day is said as such: the next day has not begun."""
        if at is None or at.astimezone(zone).time() != time.min:
            return moment(at)
        return f"{clock.last_day(at, zone)} 24:00"

    pages.filters.update(
        moment=moment, due=due, days=_days, hours=_hours, bytes=_bytes, in_english=in_english
    )
    pages.globals.update(
        may=may,
        zone=zone.key,
        desk_name=desk.settings.desk_name,
        temporal_ui=desk.settings.temporal_ui,
        temporal_namespace=desk.settings.temporal_namespace,
    )
    return pages


def _days(seconds: float) -> str:
    days = f"{seconds / _DAY_SECONDS:.1f}".removesuffix(".0")
    return f"{days} day" if days == "1" else f"{days} days"


def _hours(hours: float) -> str:
    """``less than an hour``, ``5 hours``, ``3 days``."""
    if hours < 1:
        return "less than an hour"
    if hours >= _LONG_HOURS:
        return _days(hours * 3600)
    return "1 hour" if hours < 2 else f"{hours:.0f} hours"  # noqa: PLR2004  from two on there are several


def _bytes(size: int) -> str:
    if size < _KILO:
        return "1 byte" if size == 1 else f"{size} bytes"
    return f"{size / _KILO:.0f} kB" if size < _KILO**2 else f"{size / _KILO**2:.1f} MB"


def show(request: Request, page: str, status: int = 200, **facts: Any) -> HTMLResponse:  # noqa: ANN401  template facts
    """One page, for whoever asks."""
    session = request.scope.get("session", {})
    html = request.app.state.pages.get_template(page).render(
        csrf=session.setdefault("csrf", secrets.token_urlsafe(24)),
        person=getattr(request.state, "person", None),
        said=session.pop("said", ""),
        here=request.url.path if request.method == "GET" else "/",
        **facts,
    )
    return HTMLResponse(html, status_code=status)


def say(request: Request, words: str) -> None:
    """Words for the next page that this browser opens, once."""
    request.session["said"] = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
