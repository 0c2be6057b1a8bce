"""The console in a real browser: a person works in it, and a hostile mail does nothing there."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.async_api import async_playwright

from adapters.storage.models import ApprovalRow, DecisionRow, MessageRow
from casework.roles import Role
from tests.console.front_desk import ACCOUNT, PASSWORD, FrontDesk
from tests.console.procedure import Procedure, hire
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from pathlib import Path

    from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page
    from starlette.types import ASGIApp

    from tests.console.complainant import Complainant

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
OWNED = (
    "<script>document.title='owned';fetch('http://evil.example/')</script>"
    "<img src='http://evil.example/x.png' onerror=\"document.title='owned'\">"
    "<svg onload=\"document.title='owned'\"></svg>"
)
WORDS = (
    "Unwanted calls, see my call log.\n\n"
    "They began on 3 February and have not stopped since. 我\n\n"
)
WIDTHS = {"wide": 1280, "narrow": 390}

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium here: apt install chromium"
)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The console on a free port; its address."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, lifespan="off", log_level="error", ws="none")
    )
    task = asyncio.create_task(server.serve())
    while not server.started:
        assert not task.done(), "the console did not start"
        await asyncio.sleep(0.01)
    try:
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await task


@dataclass
class Visit:
    """One person's browser: what it shows, what it asked for, what went wrong in it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def begin(cls, context: BrowserContext, address: str, account: str = ACCOUNT) -> Visit:
        """Open the console and log in as a person would."""
        visit = cls(await context.new_page())
        context.on("request", lambda one: visit.asked.append(one.url))
        context.on("console", visit.complain)
        context.on("dialog", lambda one: visit.complaints.append(one.message))
        await visit.page.goto(address)
        await visit.page.get_by_label("Account").fill(account)
        await visit.page.get_by_label("Password").fill(PASSWORD)
        await visit.page.get_by_role("button", name="Log in").click()
        await visit.page.get_by_role("heading", name="Today").wait_for()
        return visit

    def complain(self, message: ConsoleMessage) -> None:
        """Keep what the browser says of a page; that a stream has ended is no complaint."""
        if message.text != "[object Event]":
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def test_a_person_reads_a_case_and_closes_it(front: FrontDesk, chromium: Browser) -> None:
    """Log in, see the list, open the case, close it; all by what stands on the page."""
    number = await front.open_case(a_mail("They call me, unwanted calls.", subject="Please help"))

    async with served(front.app) as address, await chromium.new_context() as context:
        visit = await Visit.begin(context, address)
        page = visit.page
        await page.get_by_role("link", name="Cases", exact=True).click()
        await page.get_by_role("link", name=number).click()
        await page.get_by_text("Please help").first.wait_for()
        assert await page.title() == f"{number} · Ombud"

        await page.get_by_text("Close the case").click()
        form = page.locator("form[action$='/close']")
        await form.get_by_label("How it ended").select_option("resolved")
        await form.get_by_role("button", name="Close").click()
        assert not await front.all_of(DecisionRow), "a reason is asked for first"
        await form.get_by_label("Why").fill("the firm paid")
        await form.get_by_role("button", name="Close").click()
        said = await page.get_by_role("status").text_content()

    assert said == f"{number} is being closed."
    (decision,) = await front.all_of(DecisionRow)
    assert (decision.case_number, decision.by, decision.why) == (number, ACCOUNT, "the firm paid")
    assert visit.complaints == []
    assert f"{address}/static/console.css" in visit.asked


async def test_an_approver_reads_a_letter_and_lets_it_go_out(
    front: FrontDesk, chromium: Browser
) -> None:
    """From the link in a mail by way of the log-in; read it; a reason; done, on a telephone too."""
    await hire(front, "boris", Role.APPROVER)
    letter = await (await Procedure.approval_pending(front)).waiting()

    async with (
        served(front.app) as address,
        await chromium.new_context(viewport={"width": WIDTHS["narrow"], "height": 800}) as context,
    ):
        page = await context.new_page()
        await page.goto(f"{address}/approvals/{letter.key}")
        await page.get_by_label("Account").fill("boris")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await page.get_by_text("Exactly this goes out").wait_for()
        await page.get_by_text("Its words, page by page").click()
        assert await page.get_by_text("What is asked for").first.is_visible()
        async with page.expect_download() as kept:
            await page.get_by_role("link", name="download").last.click()
        assert (await kept.value).suggested_filename == f"{letter.case_number}-originals.zip"

        await page.get_by_label("Why (kept with the ruling)").fill("it is right")
        await page.get_by_role("button", name="Approve").click()
        await page.get_by_text("everybody has approved it").wait_for()

    (approval,) = await front.all_of(ApprovalRow)
    assert (approval.by, approval.sha256, approval.why) == ("boris", letter.sha256, "it is right")


async def test_held_mail_is_read_and_released_in_the_browser(
    front: FrontDesk, chromium: Browser
) -> None:
    """Open the words, tick two, say why; the third stays."""
    held = [await front.hold() for _ in range(3)]

    async with served(front.app) as address, await chromium.new_context() as context:
        page = (await Visit.begin(context, address)).page
        await page.get_by_role("link", name="Mail 3", exact=True).click()
        await page.get_by_text("read", exact=True).first.click()
        assert await page.get_by_text("They called me on day").first.is_visible()
        for one in held[:2]:
            await page.get_by_label(f"choose message {one}").check()
        await page.get_by_label("Why").fill("genuine")
        await page.get_by_role("button", name="Open a case from each").click()
        said = await page.get_by_role("status").text_content() or ""

    assert said.count("C-2026-") == 2
    assert [(await front.message(one)).disposition for one in held] == ["opened", "opened", "held"]


async def test_the_script_of_the_next_test_would_run(chromium: Browser) -> None:
    """Were it put into a page as it is, it would change the title and send requests."""
    async with await chromium.new_context() as context:
        asked: list[str] = []
        await context.route("**", lambda route: route.abort())
        context.on("request", lambda one: asked.append(one.url))
        page = await context.new_page()
        await page.set_content(f"<title>ours</title>{OWNED}")
        await page.wait_for_function("document.title === 'owned'")

    assert {"http://evil.example/", "http://evil.example/x.png"} <= set(asked)


async def test_script_in_a_mail_does_not_run(front: FrontDesk, chromium: Browser) -> None:
    """Subject, name, words, attachment: the titles stay ours and no request leaves the house."""
    unquoted = OWNED.replace('"', "")
    raw = a_mail(f"Unwanted calls.\n{OWNED}", subject=OWNED, files=((unquoted, "image/png", PNG),))
    # put in as it is: Python 3.11.2 takes the quotes off what it folds
    named = f'From: "{unquoted}" <ana@home.example>\r\n'.encode()
    raw = raw.replace(b"From: ana@home.example\r\n", named)
    assert named in raw
    number, held = await front.open_case(raw), await front.hold(raw.replace(b"calls.", b"calls!"))

    async with served(front.app) as address, await chromium.new_context() as context:
        visit = await Visit.begin(context, address)
        titles = []
        for path in ("/", "/cases", f"/case/{number}", "/mail", f"/mail/{held}"):
            await visit.page.goto(address + path, wait_until="networkidle")
            titles.append(await visit.page.title())
        seen = await visit.page.content()

    pages = ("Today", "Cases", number, "Mail", f"Mail {held}")
    assert titles == [f"{one} · Ombud" for one in pages]
    assert "&lt;script&gt;" in seen
    assert [one for one in visit.asked if not one.startswith(address)] == []
    assert visit.complaints == [], "not even the browser's own guard had to step in"


async def test_no_page_of_hostile_things_runs_or_asks_for_anything(
    ana: Complainant, chromium: Browser
) -> None:
    """Every page of the app's own list, and the complainant's, with script wherever it can be."""
    front = ana.front
    await hire(front, "boris", Role.MANAGER)
    evil = ("<svg onload=alert(1)>.svg", "image/svg+xml", b"<svg onload='alert(1)'/>")
    page = ("owned.html", "text/html", f"<title>owned</title>{OWNED}".encode())
    words, files = (
        f"Acme Calls! Unwanted calls from 0571-0000-6612! My call log is enclosed.\n{OWNED}",
        (evil, page, ("call log.png", "image/png", PNG)),
    )
    case = await Procedure.approval_pending(front, a_mail(words, subject=OWNED, files=files))
    held = await front.hold(
        a_mail(f"More. {words}", subject=OWNED, message_id="<2@home.example>", files=files)
    )
    letter, (first, *_) = await case.waiting(), await front.all_of(MessageRow)
    fits = {"number": case.number, "key:path": letter.key, "message_id": str(first.id)}
    fits |= {"draft": "none", "version": "1", "part": "pdf", "page": "0", "month": "2026-03"}
    fits |= {"caller": "%2B8657100006612", "sha256": first.attachments[0].partition(" ")[0]}
    paths = [f"/mail/{held}", f"/case/{case.number}/split?message={first.id}"]
    enclosed = fits | {"sha256": str(letter.files[0]["sha256"])}
    for method, template in front.templates():
        known = enclosed if template.startswith("/letters") else fits
        filled = _filled(template, known) if method == "GET" else ""
        paths += [filled] if filled not in {"", "/live", "/health", "/staff"} else []

    async with (
        served(ana.house) as address,
        await chromium.new_context() as context,
    ):
        visit = await Visit.begin(context, address, "boris")
        titles = {}
        for path in paths:
            if not re.search(r"/(?:raw|mail|csv|pdf|files/\w+)$", path) or path == "/mail":
                await visit.page.goto(address + path)
                titles[path] = await visit.page.title()
        await visit.page.goto(f"{address}/status#{await ana.code(case.number)}")
        await visit.page.get_by_role("button", name="Open the page of my complaint").click()
        await visit.page.get_by_text(case.number).first.wait_for()
        for path in (
            "/status/case",
            "/status/case/withdraw",
            "/status/new-link",
            "/complain",
            "/originals",
        ):
            answer = await visit.page.goto(address + path)
            assert answer is not None
            assert answer.status == HTTPStatus.OK, path
            titles[path] = await visit.page.title()

    ours = {path for path, title in titles.items() if title.endswith("Ombud")}
    assert {path for path in titles if path not in ours} == {"/counts", *_pictures(titles)}
    assert len(ours) > len(paths) / 2
    assert [one for one in visit.asked if not one.startswith(address)] == []
    ran = [one for one in visit.complaints if "script-src" in one or "script execution" in one]
    assert ran == [], "not even the browser's own guard had to step in"


def _filled(template: str, known: Mapping[str, str]) -> str:
    return re.sub("{([^}]+)}", lambda one: known[one[1]], template)


def _pictures(paths: Iterable[str]) -> set[str]:
    return {one for one in paths if one.endswith("/preview") or "/pages/" in one}


async def test_a_link_from_another_site_logs_nobody_out(
    front: FrontDesk, chromium: Browser
) -> None:
    """A link in a mail or in the Temporal UI leads to the case, for whoever is logged in."""
    number = await front.open_case()

    async with served(front.app) as address, await chromium.new_context() as context:
        visit = await Visit.begin(context, address)
        elsewhere = await context.new_page()
        await elsewhere.goto(address.replace("127.0.0.1", "localhost") + "/login")
        await elsewhere.evaluate(
            "to => document.body.append(Object.assign(document.createElement('a'),"
            " {href: to, textContent: 'the case'}))",
            f"{address}/case/{number}",
        )
        await elsewhere.get_by_role("link", name="the case").click()
        await elsewhere.wait_for_url(f"{address}/**")
        await visit.page.goto(address)

        assert elsewhere.url == f"{address}/case/{number}"
        assert visit.page.url == f"{address}/"


@pytest.mark.parametrize(("width", "scheme"), [("narrow", "light"), ("wide", "dark")])
async def test_no_page_is_wider_than_its_window(
    front: FrontDesk, chromium: Browser, tmp_path: Path, width: str, scheme: str
) -> None:
    """On a desk and on a telephone, by day and by night; pictures of it in the test's folder."""
    number = await a_busy_desk(front)
    held = await front.hold(a_mail(f"{WORDS}{'x' * 200}\n", files=(("y" * 150, "image/png", PNG),)))
    pending = await Procedure.approval_pending(front)
    letter = await pending.waiting()

    async with (
        served(front.app) as address,
        await chromium.new_context(
            viewport={"width": WIDTHS[width], "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        ) as context,
    ):
        page = (await Visit.begin(context, address)).page
        for name, path in {
            "today": "/",
            "cases": "/cases",
            "case": f"/case/{number}",
            "mail": "/mail",
            "one mail": f"/mail/{held}",
            "pending": f"/case/{pending.number}",
            "approvals": "/approvals",
            "approval": f"/approvals/{letter.key}",
            "respondents": "/respondents",
            "none": "/case/C-1999-000001",
            "login": "/login",
        }.items():
            await page.goto(address + path)
            await page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
            too_wide = await page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert too_wide <= 0, f"{path} is {too_wide} px wider than its window"


async def a_busy_desk(front: FrontDesk) -> str:
    """Some cases, some held mail, one case with everything on it; its number."""
    number = await front.open_case(
        a_mail(
            f"{WORDS}{'x' * 200}\n",
            subject="They call me every single day and will not stop, whatever I say to them",
            sender="Ana Lima <ana@home.example>",
            files=(("a-very-long-name-of-a-screenshot-of-my-calls-" * 3, "image/png", PNG),),
        )
    )
    await front.acknowledge(number)
    await front.change(number, needs_staff=True, ahead=86400.0 * 20)
    await front.open_case(a_mail("I want a refund, my money back.", sender="bo@home.example"))
    for _ in range(3):
        await front.hold()
    return number
