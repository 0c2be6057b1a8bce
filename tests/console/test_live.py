"""Pages that are open hear what happens, wherever it happens; streams end when they should."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from adapters.storage import desk as desk_facts
from console.live import Live
from console.serving import server
from tests.console.front_desk import ACCOUNT, PASSWORD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from console.serving import Server
    from tests.console.front_desk import FrontDesk

PATIENCE = 20  # seconds that a test waits for what comes within one


@asynccontextmanager
async def served(front: FrontDesk) -> AsyncIterator[tuple[Server, httpx.AsyncClient]]:
    """The console on its own server, and a browser that is logged in."""
    front.app.state.live.lasts, front.app.state.live.every = 600, 0.05
    running = server(front.app, front.app.state.live, "127.0.0.1", 0)
    running.config.lifespan = "off"
    task = asyncio.create_task(running.serve())
    while not running.started:
        assert not task.done(), "the console did not start"
        await asyncio.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as browser:
            page = (await browser.get("/login")).text
            csrf = page.partition('name="csrf" value="')[2].partition('"')[0]
            form = {"account": ACCOUNT, "password": PASSWORD, "csrf": csrf}
            assert (await browser.post("/login", data=form)).status_code == 303
            yield running, browser
    finally:
        running.should_exit = True
        await asyncio.wait_for(task, PATIENCE)


async def events(answer: httpx.Response) -> AsyncIterator[str]:
    """The names of the events of a stream, as they come."""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            yield line.removeprefix("event: ")


async def seen(front: FrontDesk) -> str:
    """The figure of the record, as a page has seen it."""
    return await front.desk.changes.figure()


async def test_an_open_page_hears_that_something_happened(front: FrontDesk) -> None:
    """Somebody else's doing, and what happened between the page and its stream."""
    async with served(front) as (_running, browser):
        async with browser.stream("GET", f"/live?seen={await seen(front)}") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            heard = events(answer)
            assert await anext(heard) == "begun"
            await front.hold()
            assert await asyncio.wait_for(anext(heard), PATIENCE) == "changed"

        before = await seen(front)
        await front.hold()
        async with browser.stream("GET", f"/live?seen={before}") as answer:
            heard = events(answer)
            assert [await asyncio.wait_for(anext(heard), PATIENCE) for _ in range(2)] == [
                "begun",
                "changed",
            ]


async def test_the_stream_of_a_session_that_ends_ends_with_it(front: FrontDesk) -> None:
    """Logged out in one browser: the pages that are open elsewhere hear nothing more."""
    async with (
        served(front) as (_running, browser),
        browser.stream("GET", f"/live?seen={await seen(front)}") as answer,
    ):
        heard = events(answer)
        assert await anext(heard) == "begun"
        await front.desk.accounts.log_out(ACCOUNT)
        rest = [one async for one in heard]

    assert rest == ["ended"]


async def test_the_server_stops_with_pages_open(front: FrontDesk) -> None:
    """Nobody has to close their browser first."""
    async with (
        served(front) as (running, browser),
        browser.stream("GET", f"/live?seen={await seen(front)}") as answer,
    ):
        heard = events(answer)
        assert await anext(heard) == "begun"
        running.should_exit = True
        assert [one async for one in heard] == []
    assert not front.app.state.live._pages  # noqa: SLF001  nobody is left listening


async def test_a_stranger_gets_no_stream(front: FrontDesk) -> None:
    """To the log-in page, as from every page."""
    assert (await front.get("/live")).response.url.path == "/login"


async def test_the_head_can_be_had_alone(ling: FrontDesk) -> None:
    """With the counts as they are now, and the page marked on which it stands."""
    await ling.hold()

    head = await ling.get("/counts?at=/mail/1")

    assert head.words == (
        "Today 1 Cases Approvals Mail 1 Take down a complaint Respondents Calling numbers Reports"
    )
    assert [one["href"] for _, one in head.elements if "aria-current" in one] == ["/mail"]


async def test_a_list_that_renews_itself_takes_no_words_away(ling: FrontDesk) -> None:
    """What was said to a person waits for the page that they open themselves."""
    await ling.hold()
    page = await ling.get("/mail/1")
    await ling.browser.post(
        "/mail/set-aside", data={"csrf": page.csrf, "message_id": 1, "why": "no"}
    )

    renewed = await ling.browser.get("/", headers={"hx-request": "true"})

    assert "recorded as no complaint" not in renewed.text
    assert "1 recorded as no complaint." in (await ling.get("/")).words


async def test_a_record_that_does_not_answer_is_asked_again() -> None:
    """The pages stay open, and hear of what they missed."""
    told = iter(["a", "", "b"])

    async def figure() -> str:
        one = next(told, "b")
        if not one:
            raise OperationalError("select", {}, Exception("gone"))
        return one

    live = Live(figure, every=0.01)

    changes = live.changes("a")
    await asyncio.wait_for(anext(changes), PATIENCE)
    assert live.last == "b"
    await changes.aclose()  # type: ignore[attr-defined]  # it is a generator


async def test_a_page_looks_again_once_in_a_while_though_nothing_changed() -> None:
    """Hours go by: what waits becomes late. And no stream lasts for ever."""

    async def figure() -> str:
        return "a"

    live = Live(figure, every=0.01, anyway=0.01, lasts=0.2)

    assert len([one async for one in live.changes("a")]) > 1
    assert live.last == "", "nobody listens, so nobody asks"


async def test_a_closed_console_tells_nobody_anything() -> None:
    """Whoever comes while it stops is sent away at once."""

    async def figure() -> str:
        raise AssertionError("nobody asks any more")

    live = Live(figure)
    live.close()

    assert [one async for one in live.changes("")] == []


@pytest.mark.parametrize("paused", [True, False])
async def test_a_pause_is_a_change(ling: FrontDesk, *, paused: bool) -> None:
    """It stands on the first page at once."""
    before = await seen(ling)
    await desk_facts.set_paused(ling.desk.rows, paused=paused, by="ling", at=ling.clock.now)

    assert await seen(ling) != before


async def test_a_page_that_closes_breaks_off_no_question_to_the_record() -> None:
    """A transaction that is broken off would keep everybody else from writing."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def figure() -> str:
        begun.set()
        await asyncio.sleep(0.05)
        ended.set()
        return "1"

    live = Live(figure)
    listening = asyncio.ensure_future(anext(live.changes("0")))
    await begun.wait()
    listening.cancel()

    await asyncio.wait_for(ended.wait(), PATIENCE)
