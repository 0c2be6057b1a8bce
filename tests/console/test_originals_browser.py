"""Somebody at a body, with a phone: from the letter's link to the file on their disk."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.storage.originals import OriginalsLinkRow
from tests.console.test_browser import CHROMIUM, chromium, served
from tests.console.test_complainants_phone import look, phone
from tests.console.test_originals import desk, small

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.console.test_originals import Referral

__all__ = ("chromium", "desk", "small")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium here: apt install chromium"
)


async def test_a_body_follows_the_link_and_keeps_the_file(
    small: Referral, chromium: Browser, tmp_path: Path
) -> None:
    """What a person sees and presses, in order; the code is in no request but the one body."""
    code = await small.gone()
    context = await phone(chromium, color_scheme="dark", accept_downloads=True)
    asked: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda one: asked.append(f"{one.url} {one.headers.get('referer', '')}"))
    context.on("console", lambda one: complaints.append(one.text))
    page = await context.new_page()
    async with served(small.body.house) as address:
        await page.goto(f"{address}/originals#{code}")
        assert page.url == f"{address}/originals", "the code is out of the address"
        await look(page, tmp_path, "1 the door")
        await page.get_by_role("button", name="Show the file").click()
        await look(page, tmp_path, "2 the file")
        async with page.expect_download() as waits:
            await page.get_by_role("button", name="Download the file").click()
        download = await waits.value
        kept = Path(await download.path())
        await page.get_by_role("button", name="Close this page").click()
        await page.goto(f"{address}/originals/file")
        await look(page, tmp_path, "3 nothing")

    (row,) = await small.front.all_of(OriginalsLinkRow)
    assert download.suggested_filename == row.name
    assert sha256(kept.read_bytes()).hexdigest() == row.sha256  # noqa: ASYNC240  a test
    assert row.fetched == 1
    assert not [one for one in asked if code in one]
    assert [one for one in complaints if "404" not in one] == []
    await context.close()
