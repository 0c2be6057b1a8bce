"""A complainant with a phone: from the letter to the page, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import MessageRow
from tests.console.complainant import PUBLIC, Complainant
from tests.console.front_desk import FrontDesk
from tests.console.test_browser import CHROMIUM, OWNED, chromium, served
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, Page

__all__ = ("chromium",)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium here: apt install chromium"
)
PHONE = {"width": 390, "height": 844}
_TAPPED = "a.button, button:not(.plain), select, input:not([type=hidden]):not([tabindex='-1'])"


async def too_small(page: Page) -> list[str]:
    """What a thumb misses: lower than 44 px."""
    tapped = await page.locator(_TAPPED).all()
    boxes = [(await one.inner_text() or "field", await one.bounding_box()) for one in tapped]
    return [name for name, box in boxes if box is not None and box["height"] < 44]


async def look(page: Page, folder: Path, name: str) -> None:
    """A picture; and nothing on the page is wider than the phone, or too small for a thumb."""
    await page.screenshot(path=folder / f"{name}.png", full_page=True)
    wide = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{name} is {wide} px wider than the phone"
    assert await too_small(page) == [], name


async def phone(browser: Browser, **of: object) -> BrowserContext:
    """Somebody's phone."""
    return await browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True, **of)  # type: ignore[arg-type]  # Playwright's many


@pytest.fixture
async def case(environment: dict[str, str]) -> AsyncIterator[tuple[Complainant, str, str]]:
    """A complaint whose every word is hostile, its code, and the desk's address."""
    async with FrontDesk.open({**environment, **PUBLIC}) as front, Complainant.at(front) as ana:
        mail = a_mail(
            f"Unwanted calls! {OWNED}",
            subject=OWNED,
            sender='"<script>document.title=1</script>" <ana@home.example>',
            files=((f"{OWNED}.png", "image/png", PNG),),
        )
        number = await front.open_case(mail)
        await front.acknowledge(number)
        async with served(ana.house) as address:
            yield ana, number, address


async def test_a_complainant_follows_the_link_sends_evidence_and_withdraws(
    case: tuple[Complainant, str, str], chromium: Browser, tmp_path: Path
) -> None:
    """What a person sees and presses, in order; the code is in no request but the one body."""
    ana, number, address = case
    code = await ana.code(number)
    context = await phone(chromium)
    asked: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda one: asked.append(f"{one.url} {one.headers.get('referer', '')}"))
    context.on("console", lambda one: complaints.append(one.text))
    page = await context.new_page()

    await page.goto(f"{address}/status#{code}")
    assert code not in page.url, "the script has taken it out of the address"
    await look(page, tmp_path, "door")
    await page.get_by_role("button", name="Open the page of my complaint").click()
    await page.get_by_role("heading", name=f"Your complaint {number}").wait_for()
    await look(page, tmp_path, "case")

    await page.locator("input[type=file]").set_input_files(
        {"name": f"../{OWNED}.png", "mimeType": "image/png", "buffer": PNG}
    )
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.get_by_text("Files received: 1").wait_for()
    await look(page, tmp_path, "sent")

    await page.get_by_role("link", name="I withdraw my complaint").click()
    await look(page, tmp_path, "confirm")
    await page.get_by_role("button", name="Yes, send this").click()
    await page.get_by_text("We have it: I withdraw my complaint.").wait_for()
    assert "owned" not in await page.title()
    await page.get_by_role("button", name="Close this page").click()
    await page.goto(f"{address}/status/case")
    await page.get_by_role("heading", name="This opens nothing").wait_for()
    await context.close()

    intents = [one.intent for one in await ana.front.all_of(MessageRow)]
    assert intents[-1] == "withdraw"
    assert not [one for one in asked if code in one or address not in one]
    assert [one for one in complaints if "404" not in one] == []


@pytest.mark.parametrize(
    ("language", "scheme"), [("en", "dark"), ("zh-Hans", "light"), ("zh-Hant", "dark")]
)
async def test_it_works_without_scripts_in_every_language(
    case: tuple[Complainant, str, str],
    chromium: Browser,
    tmp_path: Path,
    language: str,
    scheme: str,
) -> None:
    """The whole address is pasted for the code; every page fits the phone, light and dark."""
    ana, number, address = case
    code = await ana.code(number)
    context = await phone(chromium, java_script_enabled=False, color_scheme=scheme)
    page = await context.new_page()

    await page.goto(f"{address}/status?language={language}")
    await page.locator("#code").fill(f"http://console.example/status#{code}")
    await page.locator("main form button").click()
    await page.get_by_text(number).first.wait_for()
    assert await page.locator("html").get_attribute("lang") == language
    for path in ("case", "case/withdraw", "new-link", "nowhere"):
        await page.goto(f"{address}/status/{path}")
        await page.screenshot(path=tmp_path / f"{path.replace('/', '-')}.png", full_page=True)
    await page.goto(f"{address}/complain")
    await page.screenshot(path=tmp_path / "complain.png", full_page=True)
    assert await page.locator("html").get_attribute("lang") == language
    await context.close()
