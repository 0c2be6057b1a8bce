"""A body's page of originals that no mail had room for: what they are, and how to fetch them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.routing import Route

from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.originals import OriginalsLinks
from console.code_door import Door
from console.files import handed_out
from console.public import desk_of, read_in, show, tell
from console.public_forms import form
from console.tongue import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_DOOR = Door(place="originals", key="originals")


async def come_in(request: Request) -> Response:
    """A session for whoever has a code, in the language of its letter."""
    digest = await _DOOR.given(request)
    row = await _links(request).opens(digest, desk_of(request).wall())
    if row is None:
        return _DOOR.opens_nothing(request)
    return _DOOR.let_in(request, digest, row.language, "file")


async def file(request: Request) -> Response:
    """What it is, until when it is here, and how to see that it is unchanged."""
    read_in(request)
    row = await _links(request).opens(_DOOR.known(request), desk_of(request).wall())
    if row is None:
        return _DOOR.opens_nothing(request)
    return show(request, "originals/file.html", file=row)


async def hand_out(request: Request) -> Response:
    """Exactly the bytes that the letter named; that they were fetched is on the record first."""
    read_in(request)
    await form(request)
    digest, desk = _DOOR.known(request), desk_of(request)
    row = await _links(request).opens(digest, desk.wall())
    if row is None:
        return _DOOR.opens_nothing(request)
    try:
        content = await asyncio.to_thread(desk.store.open, row.sha256)
    except (EvidenceDamagedError, OSError):
        return _damaged(request)
    if await _links(request).fetch(digest, desk.wall()) is None:
        return _DOOR.opens_nothing(request)
    return handed_out(content, row.name)


def _links(request: Request) -> OriginalsLinks:
    return OriginalsLinks(desk_of(request).rows)


def _damaged(request: Request) -> Response:
    """Better nothing than other bytes than the letter named."""
    return tell(
        request,
        _("The file cannot be handed out"),
        _("Our copy is not what it was. Please reply to our letter: we will see to it."),
        status=503,
    )


ROUTES = [
    Route("/originals", _DOOR.ask, methods=["GET"]),
    Route("/originals", come_in, methods=["POST"]),
    Route("/originals/leave", _DOOR.leave, methods=["POST"]),
    Route("/originals/file", file, methods=["GET"]),
    Route("/originals/file", hand_out, methods=["POST"]),
]
