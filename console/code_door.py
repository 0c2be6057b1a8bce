"""The door to a page that a link's code opens: who gives the code has a session for it.

The code comes in the body of a form and in nothing else. The session names the link by its
digest, and the page asks the record anew with every request what that still opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from casework.matching import code_digest
from console.public import read_in, show
from console.public_forms import code_in, form

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """``place`` is where it stands and where its pages are; ``key``: its digest's in a session."""

    place: str
    key: str

    async def ask(self, request: Request) -> Response:
        """Asks for the code. Whoever only looks, a scanner of links say, changes nothing."""
        read_in(request)
        return show(request, f"{self.place}/door.html", is_in=self.key in request.session)

    async def given(self, request: Request) -> str:
        """The digest of the code that a form brings."""
        read_in(request)
        return code_digest(code_in((await form(request))["code"]))

    def known(self, request: Request) -> str:
        """The digest that this browser's session names; nothing where it names none."""
        return str(request.session.get(self.key, ""))

    def let_in(self, request: Request, digest: str, language: str, page: str) -> Response:
        """A session for this link alone, in the language of its reader, or else in this one."""
        tongue = request.session.get("tongue") or language
        request.session.clear()
        request.session.update({self.key: digest, "tongue": tongue})
        return RedirectResponse(f"/{self.place}/{page}", status_code=303)

    async def leave(self, request: Request) -> Response:
        """The session ends."""
        await form(request)
        language = read_in(request)
        request.session.clear()
        request.session["tongue"] = language
        return RedirectResponse(f"/{self.place}", status_code=303)

    def opens_nothing(self, request: Request) -> Response:
        """Unknown, not sent, ended, too old, or of another shape: all in the same words."""
        request.session.pop(self.key, None)
        return show(request, f"{self.place}/nothing.html", 404)
