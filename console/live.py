"""Live pages: whoever has one open hears within a second or two that something has changed.

One task a server asks the record for its figure, however many pages are open, and only while
one is. A page is told no more than that something changed; what it shows it asks for itself.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi import Request  # noqa: TC002  FastAPI reads it
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it
from fastapi.sse import EventSourceResponse, format_sse_event

from adapters.storage.schema import TROUBLE
from console.guards import Someone, who_asks
from console.render import show

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
_EVERY = 1.0  # seconds between two questions to the record
_ANYWAY = 60.0  # seconds after which a page looks again though nothing changed: time passes, too
_SAID = "look again"  # a browser passes on no event that says nothing
_LASTS = 900.0  # seconds that a stream lives; the browser comes back, with a session or without


@dataclass
class Live:
    """Tells every open page when the record has changed. ``last`` is its figure by now."""

    figure: Callable[[], Coroutine[Any, Any, str]]
    every: float = _EVERY
    anyway: float = _ANYWAY
    lasts: float = _LASTS
    closed: bool = False
    last: str = ""
    _pages: set[asyncio.Event] = field(default_factory=set)
    _watch: asyncio.Task[None] | None = None

    async def changes(self, seen: str) -> AsyncIterator[None]:
        """Once at every change since the page was ``seen``, and once in a while anyway."""
        clock, page = asyncio.get_running_loop().time, asyncio.Event()
        until = clock() + self.lasts
        self._join(page)
        try:
            while (left := until - clock()) > 0:
                heard = await _wait(page, min(left, self.anyway))
                page.clear()
                if self.closed:
                    return
                if not heard or self.last != seen:
                    seen = self.last
                    yield
        finally:
            self._leave(page)

    def close(self) -> None:
        """Every stream ends now: the server is about to stop."""
        self.closed = True
        for page in self._pages:
            page.set()

    def _join(self, page: asyncio.Event) -> None:
        self._pages.add(page)
        if self.last or self.closed:
            page.set()
        if self._watch is None:
            self._watch = asyncio.create_task(self._look(), name="what has changed")

    def _leave(self, page: asyncio.Event) -> None:
        self._pages.discard(page)
        if not self._pages and self._watch is not None:
            self._watch.cancel()
            self._watch, self.last = None, ""

    async def _look(self) -> None:
        """Ask for the figure again and again. A record that does not answer is asked later."""
        while True:
            try:
                now = await _to_its_end(self.figure())
            except TROUBLE as error:
                log.warning("whether something has changed cannot be asked: %s", error)
                now = self.last
            if now != self.last:
                self.last = now
                for page in self._pages:
                    page.set()
            await asyncio.sleep(self.every)


async def _to_its_end(question: Coroutine[Any, Any, Answer]) -> Answer:
    """Ask the record, and let it answer though the page has gone meanwhile.

    Broken off in the middle, SQLite's transaction stays open, and nobody can write for half a
    minute: neither the console nor the mailroom nor the worker.
    """
    return await asyncio.shield(question)


async def _wait(page: asyncio.Event, seconds: float) -> bool:
    try:
        return await asyncio.wait_for(page.wait(), seconds)
    except TimeoutError:
        return False


async def stream(request: Request, person: Someone, seen: str = "") -> EventSourceResponse:  # noqa: ARG001  who asks must be somebody
    """The stream of one page. It ends with the session, and the page is told so."""
    return EventSourceResponse(_told(request, seen))


async def _told(request: Request, seen: str) -> AsyncIterator[bytes]:
    live: Live = request.app.state.live
    yield format_sse_event(event="begun", data_str=_SAID)
    async for _change in live.changes(seen):
        if await _has_ended(request):
            yield format_sse_event(event="ended", data_str=_SAID)
            return
        yield format_sse_event(event="changed", data_str=_SAID)


async def _has_ended(request: Request) -> bool:
    """Whether the session has; a record that does not answer ends none."""
    try:
        return await _to_its_end(who_asks(request)) is None
    except TROUBLE:
        return False


async def counts(request: Request, person: Someone, at: str = "/") -> HTMLResponse:  # noqa: ARG001  who asks must be somebody
    """The head of the page with how much waits; ``at`` is the page that it stands on."""
    return show(request, "nav.html", at=at)
