"""How much a request may bring: what is larger is refused before it fills a disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_FILES = 10  # in one form
SLACK = 300_000  # what stands around the files of a form: its words, and its boundaries


@dataclass(frozen=True, slots=True)
class Bounded:
    """Lets so many bytes in; whoever reads on is told 413."""

    app: ASGIApp
    limit: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        left = -1 if said.isdigit() and int(said) > self.limit else self.limit

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413)
            return message

        await self.app(scope, bounded, send)
