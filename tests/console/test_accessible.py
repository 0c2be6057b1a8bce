"""The console for everybody: by keyboard, without scripts, in both schemes, judged by axe-core."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]  # it has none
from playwright.async_api import async_playwright

from adapters.storage.models import EventRow, MessageRow
from casework.roles import Role
from tests.console.front_desk import ACCOUNT, PASSWORD
from tests.console.procedure import Procedure, hire
from tests.console.test_browser import CHROMIUM, FLAGS, served
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, BrowserContext, Page

    from tests.console.complainant import Complainant
    from tests.console.front_desk import FrontDesk

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium here: apt install chromium"
)
BAD = {"serious", "critical"}


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def come_in(context: BrowserContext, address: str, account: str = ACCOUNT) -> Page:
    """Log in, in whatever language the page is."""
    page = await context.new_page()
    await page.goto(address)
    await page.locator("input[name=account]").fill(account)
    await page.locator("input[name=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.locator("#nav").wait_for()
    return page


async def a_full_desk(front: FrontDesk) -> dict[str, str]:
    """Something of everything that waits; the pages that show it."""
    pending = await Procedure.approval_pending(front)
    letter = await pending.waiting()
    held = await front.hold(a_mail("Unwanted calls.", files=(("a log", "image/png", PNG),)))
    for _ in range(11):
        await front.hold(a_mail("Refund refused, again", sender="bulk@many.example"))
    number = await front.open_case(a_mail("Refund refused, money."))
    now = front.clock.now
    await front.change(number, needs_staff=True, flagged_at=now, owner="ling", appealed=True)
    late = await front.open_case(a_mail("My data leaked."))
    await front.change(late, due_at=now - timedelta(days=2))
    async with front.desk.rows.begin() as session:
        session.add(
            EventRow(case_number=number, at=now, kind="review overdue", why="", cause="review")
        )
    return {
        "today": "/",
        "nothing": "/?kind=task",
        "cases": "/cases?text=home&category=-",
        "all cases": "/cases",
        "approvals": "/approvals",
        "approval": f"/approvals/{letter.key}",
        "mail": "/mail",
        "one mail": f"/mail/{held}",
        "respondents": "/respondents",
        "case": f"/case/{pending.number}",
        "one thread": f"/case/{pending.number}?party=complainant",
        "dossier": f"/case/{pending.number}/dossier",
        "letter": f"/case/{pending.number}/write?to=complainant",
        "begun letter": f"/case/{pending.number}/write?to=complainant&start=question",
        "second matter": f"/case/{number}/split?message={await first_message(front, number)}",
        "taking down": "/intake/new",
        "callers": "/callers",
        "a caller": "/callers/057100006612",
        "rules": "/packs",
        "access log": "/access",
        "reports": "/reports",
        "me": "/me",
        "refused": "/case/C-1999-000001",
        "log-in": "/login",
    }


async def first_message(front: FrontDesk, number: str) -> int:
    """The mail that a case began with."""
    messages = await front.all_of(MessageRow)
    return next(int(one.id) for one in messages if one.case_number == number)


async def opened_wide(page: Page, address: str) -> list[str]:
    """What shuts people out of a page, with all that is folded on it."""
    await page.goto(address)
    await page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return await violations(page)


async def violations(page: Page) -> list[str]:
    """What axe-core finds that shuts somebody out: the rule, and where."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        if one["impact"] in BAD
        for node in one["nodes"]
    ]


async def test_what_shuts_people_out_would_be_found(chromium: Browser) -> None:
    """A button that says nothing, and words that can hardly be seen."""
    async with await chromium.new_context() as context:
        page = await context.new_page()
        await page.set_content(
            "<html lang=en><title>t</title><main><h1>t</h1><button></button>"
            "<p style='color:#ccc;background:#fff'>words</p></main></html>"
        )
        found = await violations(page)

    assert {one.partition(":")[0] for one in found} == {"button-name", "color-contrast"}


@pytest.mark.parametrize(
    ("scheme", "locale", "width"), [("light", "en-GB", 1280), ("dark", "zh-CN", 390)]
)
async def test_no_page_shuts_anybody_out(
    front: FrontDesk, chromium: Browser, scheme: str, locale: str, width: int
) -> None:
    """axe-core finds nothing serious or critical, by day and by night, in both languages."""
    pages = await a_full_desk(front)
    await hire(front, "grace", Role.MANAGER)
    await hire(front, "root", Role.ADMIN)

    found: dict[str, list[str]] = {}
    async with (
        served(front.app) as address,
        await chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
        ) as context,
    ):
        page = await come_in(context, address, "grace")
        for name, path in pages.items():
            found[name] = await opened_wide(page, address + path)
        await context.clear_cookies()
        page = await come_in(context, address, "root")
        found["staff"] = await opened_wide(page, f"{address}/staff")

    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
async def test_no_complainant_is_shut_out(
    ana: Complainant, chromium: Browser, language: str
) -> None:
    """The door, the page of a case, what it asks once more, a new link, the form: on a phone."""
    number = await ana.front.open_case()
    await ana.front.acknowledge(number)
    code = await ana.code(number)

    found: dict[str, list[str]] = {}
    async with (
        served(ana.house) as address,
        await chromium.new_context(
            viewport={"width": 390, "height": 844},
            color_scheme="dark" if language == "en" else "light",
        ) as context,
    ):
        page = await context.new_page()
        found["door"] = await opened_wide(page, f"{address}/status?language={language}")
        await page.locator("#code").fill(code)
        await page.locator("main form button").first.click()
        await page.get_by_text(number).first.wait_for()
        for path in ("case", "case/withdraw", "case/person", "new-link", "nowhere"):
            found[path] = await opened_wide(page, f"{address}/status/{path}")
        found["form"] = await opened_wide(page, f"{address}/complain")
        spoken = await page.locator("html").get_attribute("lang")

    assert spoken == language
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


async def test_a_desk_can_be_worked_by_keyboard(front: FrontDesk, chromium: Browser) -> None:
    """The first stop skips the head; two keys open a page, one goes to the search."""
    number = await front.open_case()
    await front.open_case(a_mail("Refund refused, money.", sender="bo@home.example"))

    async with served(front.app) as address, await chromium.new_context() as context:
        page = await come_in(context, address)
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "To the content"
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "main"

        await page.keyboard.type("gc")
        await page.get_by_role("heading", name="Cases").wait_for()
        await page.wait_for_load_state()  # until then the page does not listen to keys
        await page.keyboard.type("/ana@home")
        await page.keyboard.press("Enter")
        await page.get_by_role("status").filter(has_text="1 case").wait_for()
        assert await page.get_by_role("link", name=number).is_visible()
        assert "text=ana%40home" in page.url


async def test_an_open_page_shows_what_happens(front: FrontDesk, chromium: Browser) -> None:
    """Mails are held, one while the page is still taking in the other: it shows both."""
    await front.hold()
    front.app.state.live.lasts, front.app.state.live.every = 600, 0.05

    async with served(front.app) as address, await chromium.new_context() as context:
        page = await come_in(context, address)
        await page.get_by_role("link", name="Decide on it").focus()
        await page.evaluate("window.stayed = true")
        await page.evaluate("htmx.config.defaultSettleDelay = 3000")  # of what has come in
        await front.hold()
        await page.get_by_role("link", name="Decide on it").nth(1).wait_for()
        await front.hold()
        await page.get_by_role("link", name="Today 3").wait_for()
        await page.get_by_role("link", name="Decide on it").nth(2).wait_for()
        stayed = await page.evaluate("window.stayed")
        focused = await page.evaluate("document.activeElement.textContent")
        await page.goto(f"{address}/login")

    assert (stayed, focused) == (True, "Decide on it")


async def test_without_scripts_nothing_is_missing(front: FrontDesk, chromium: Browser) -> None:
    """Filters are forms, the lists are whole, the language turns; a reload shows what is new."""
    await front.hold()
    number = await front.open_case()

    async with (
        served(front.app) as address,
        await chromium.new_context(java_script_enabled=False) as context,
    ):
        page = await come_in(context, address)
        assert await page.get_by_role("link", name="Today 1").is_visible()
        await page.get_by_role("link", name="Cases").click()
        await page.get_by_label("needs a person").check()
        await page.get_by_role("button", name="Find").click()
        assert await page.get_by_text("No case is like that.").is_visible()
        await front.change(number, needs_staff=True)
        await page.reload()
        assert await page.get_by_role("link", name=number).is_visible()
        await page.get_by_text("Ling Zhao (handler)").click()
        await page.get_by_role("button", name="简体中文").click()
        assert await page.get_by_role("heading", name="案件").is_visible()
