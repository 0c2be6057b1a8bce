"""A body's page of originals that no mail had room for: what they are, and a button to fetch them.

The code that opens it comes in the body of a form and in nothing else. Who has given it has a
session that names the link by its digest; the link is asked for anew with every request.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.originals import OriginalsLinks
from casework.matching import code_digest
from console.files import handed_out
from console.public import desk_of, read_in, show, tell
from console.public_forms import code_in, form
from console.tongue import _

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def door(request: Request) -> Response:
    """Asks for the code. Whoever only looks, a scanner of links say, changes nothing."""
    read_in(request)
    return show(request, "originals/door.html")


async def come_in(request: Request) -> Response:
    """A session for whoever has a code, in the language of its letter."""
    read_in(request)
    sent = await form(request)
    digest = code_digest(code_in(sent["code"]))
    row = await _links(request).opens(digest, desk_of(request).wall())
    if row is None:
        return _opens_nothing(request)
    language = request.session.get("tongue") or row.language
    request.session.clear()
    request.session.update(originals=digest, tongue=language)
    return RedirectResponse("/originals/file", status_code=303)


async def file(request: Request) -> Response:
    """What it is, until when it is here, and how to see that it is unchanged."""
    read_in(request)
    digest = str(request.session.get("originals", ""))
    row = await _links(request).opens(digest, desk_of(request).wall())
    if row is None:
        return _opens_nothing(request)
    return show(request, "originals/file.html", file=row)


async def hand_out(request: Request) -> Response:
    """Exactly the bytes that the letter named; that they were fetched is on the record first."""
    read_in(request)
    await form(request)
    digest, desk = str(request.session.get("originals", "")), desk_of(request)
    row = await _links(request).opens(digest, desk.wall())
    if row is None:
        return _opens_nothing(request)
    try:
        content = await asyncio.to_thread(desk.store.open, row.sha256)
    except (EvidenceDamagedError, OSError):
        return _damaged(request)
    if await _links(request).fetch(digest, desk.wall()) is None:
        return _opens_nothing(request)
    return handed_out(content, row.name)


async def leave(request: Request) -> Response:
    """The session ends."""
    await form(request)
    language = read_in(request)
    request.session.clear()
    request.session["tongue"] = language
    return RedirectResponse("/originals", status_code=303)


def _links(request: Request) -> OriginalsLinks:
    return OriginalsLinks(desk_of(request).rows)


def _opens_nothing(request: Request) -> Response:
    """Unknown, not sent, ended, too old, or of another shape: all in the same words."""
    request.session.pop("originals", None)
    return show(request, "originals/nothing.html", 404)


def _damaged(request: Request) -> Response:
    """Better nothing than other bytes than the letter named."""
    return tell(
        request,
        _("The file cannot be handed out"),
        _("Our copy is not what it was. Please reply to our letter: we will see to it."),
        status=503,
    )


ROUTES = [
    Route("/originals", door, methods=["GET"]),
    Route("/originals", come_in, methods=["POST"]),
    Route("/originals/leave", leave, methods=["POST"]),
    Route("/originals/file", file, methods=["GET"]),
    Route("/originals/file", hand_out, methods=["POST"]),
]
