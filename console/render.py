"""How a page is made: a template, its facts, and what every page shows."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from casework.case import Language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from fastapi import Request

    from console.desk import Desk

_PAGES = Path(__file__).parent / "pages"
_LONGEST = 400  # signs kept for the next page: a browser drops a cookie over 4 kB
_DAY_SECONDS = 86_400


def make_pages(desk: Desk) -> Environment:
    """The templates, with times in the zone of the desk's pack."""
    pages = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
    )
    zone = desk.pack.zone

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "\N{EN DASH}"

    pages.filters.update(moment=moment, days=_days, in_english=_in_english)
    pages.globals.update(
        zone=zone.key,
        desk_name=desk.settings.desk_name,
        temporal_ui=desk.settings.temporal_ui,
        temporal_namespace=desk.settings.temporal_namespace,
    )
    return pages


def _days(seconds: float) -> str:
    days = f"{seconds / _DAY_SECONDS:.1f}".removesuffix(".0")
    return f"{days} day" if days == "1" else f"{days} days"


def _in_english(names: Mapping[Language, str]) -> str:
    """A name in the language of the console; where a pack has none, its first."""
    return names.get(Language.ENGLISH) or next(iter(names.values()), "")


def show(request: Request, page: str, status: int = 200, **facts: Any) -> HTMLResponse:  # noqa: ANN401  template facts
    """One page, for whoever asks."""
    session = request.scope.get("session", {})
    html = request.app.state.pages.get_template(page).render(
        csrf=session.setdefault("csrf", secrets.token_urlsafe(24)),
        person=getattr(request.state, "person", None),
        said=session.pop("said", ""),
        **facts,
    )
    return HTMLResponse(html, status_code=status)


def say(request: Request, words: str) -> None:
    """Words for the next page that this browser opens, once."""
    request.session["said"] = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
