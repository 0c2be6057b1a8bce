"""People at a browser: what they see, what they press, and what went wrong while they did."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.async_api import TimeoutError  # noqa: A004  Playwright's own name for it

from tests.console.front_desk import PASSWORD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, ConsoleMessage, Locator, Page

PHONE = {"width": 390, "height": 844}
DESK_TOP = {"width": 1280, "height": 800}


@dataclass(kw_only=True)
class Person:
    """One person, with a browser of their own."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def at(
        cls, browser: Browser, address: str, *, phone: bool = False
    ) -> AsyncIterator[Person]:
        """Somebody sits down; when they go, nothing foreign was asked for, nothing went wrong."""
        size = PHONE if phone else DESK_TOP
        context = await browser.new_context(viewport=size, is_mobile=phone, has_touch=phone)  # type: ignore[arg-type]  # Playwright's own class of sizes
        person = cls(page=await context.new_page(), address=address)
        context.on("request", lambda one: person.asked.append(one.url))
        context.on("console", person.complain)
        context.on("dialog", lambda one: person.complaints.append(one.message))
        yield person
        assert [one for one in person.asked if not one.startswith((address, "data:"))] == []
        assert person.complaints == []
        assert "owned" not in await person.page.title()
        await context.close()

    def complain(self, message: ConsoleMessage) -> None:
        """Keep what the browser says; not that a stream ended, nor that we refused in words."""
        if message.text != "[object Event]" and "status of 409" not in message.text:
            self.complaints.append(message.text)

    async def opens(self, path: str) -> None:
        """Type an address of the desk."""
        await self.page.goto(self.address + path)

    async def logs_in(self, account: str) -> None:
        """Fill in the log-in page, wherever it stands in the way."""
        await self.page.get_by_label("Account").fill(account)
        await self.page.get_by_label("Password").fill(PASSWORD)
        await self.page.get_by_role("button", name="Log in").click()
        await self.page.get_by_role("navigation", name="Pages").wait_for()

    async def follows(self, name: str) -> None:
        """Press a link."""
        await self.page.get_by_role("link", name=name).first.click()

    async def sees(self, words: str) -> None:
        """It stands on the page, and can be seen."""
        found = self.page.get_by_text(words).locator("visible=true").first
        try:
            await found.wait_for(timeout=30_000)
        except TimeoutError:
            shown = await self.page.locator("main").inner_text()
            raise AssertionError(f"{words!r} does not stand in:\n{shown}") from None

    async def does_not_see(self, words: str) -> None:
        """It stands nowhere on the page."""
        assert await self.page.get_by_text(words).count() == 0, words

    async def unfolds(self, summary: str, within: str = "main") -> Locator:
        """Open what is folded; the form in it."""
        folded = self.page.locator(f"{within} details:not(:has(details))").filter(
            has=self.page.locator("summary", has_text=summary)
        )
        if await folded.first.get_attribute("open") is None:
            await folded.first.locator("summary").click()
        return folded.first.locator("form")

    async def is_told(self, words: str) -> None:
        """The line on top that says what was done."""
        await self.page.get_by_role("status").first.wait_for(timeout=30_000)
        await self.sees(words)
