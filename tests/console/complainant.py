"""A complainant before the public's pages: their browser, and the mail they were sent."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from adapters.mailbox.parse import parse
from adapters.storage.models import LetterRow
from console.public import make_house
from tests.console.front_desk import FrontDesk, Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

PUBLIC = {
    "OMBUD_PUBLIC_ADDRESS": "http://console.example",
    "OMBUD_PUBLIC_FORM": "true",
    "OMBUD_UPLOAD_LIMIT_BYTES": "100000",
}
CODE = re.compile(r"http://console\.example/status#([a-z2-7]{26})(?!\S)")


@dataclass(kw_only=True)
class Complainant:
    """One browser that never logs in anywhere."""

    front: FrontDesk
    house: ASGIApp
    browser: httpx.AsyncClient

    @classmethod
    @asynccontextmanager
    async def at(cls, front: FrontDesk) -> AsyncIterator[Complainant]:
        """Somebody comes to the desk's public address."""
        house = make_house(front.desk, front.app)
        async with stranger(house) as browser:
            yield cls(front=front, house=house, browser=browser)

    async def get(self, path: str) -> Page:
        """Open a page; where it sends us on, that page."""
        return Page(await self.browser.get(path, follow_redirects=True))

    async def post(
        self,
        path: str,
        page: Page | None = None,
        files: list[tuple[str, bytes]] | None = None,
        /,
        **fields: str,
    ) -> Page:
        """Send a form as it stands on a page; go where it leads."""
        form = page or await self.get("/status")
        sent = {"csrf": form.csrf, "once": once(form), **fields}
        brought = [("file", (name, content)) for name, content in files or ()]
        answer = await self.browser.post(
            path, data=sent, files=brought or None, follow_redirects=True
        )
        return Page(answer)

    async def open(self, code: str) -> Page:
        """Press the button on the page that the link leads to."""
        return await self.post("/status", code=code)

    async def code(self, number: str) -> str:
        """What the latest letter about a case tells."""
        letters = [one for one in await self.front.all_of(LetterRow) if one.case_number == number]
        told = [CODE.search(parse(one.raw, one.written_at).text or "") for one in letters]
        return [one[1] for one in told if one][-1]

    async def begin(self) -> str:
        """A complaint came in by mail and was acknowledged; the page is open. Its number."""
        number = await self.front.open_case()
        await self.front.acknowledge(number)
        page = await self.open(await self.code(number))
        assert number in page.words, page.html
        return number


def stranger(house: ASGIApp) -> httpx.AsyncClient:
    """Another browser."""
    transport = httpx.ASGITransport(house, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://console.example")


def once(page: Page) -> str:
    """The ticket of a page's form."""
    found = re.search(r'name="once" value="([^"]+)"', page.html)
    assert found, f"there is no form in {page.html}"
    return found[1]
