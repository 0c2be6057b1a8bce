"""What every answer of the console keeps to, and what the health page says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage import desk as desk_facts
from adapters.storage.models import DeskRow
from tests.console.front_desk import FrontDesk, Page
from tests.examples import MONDAY

if TYPE_CHECKING:
    import httpx

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


# ---- every answer -----------------------------------------------------------------------


async def test_every_answer_carries_the_security_headers(ling: FrontDesk) -> None:
    """Pages, files, redirects, refusals: no script but ours, no frame, no sniffing, no cache."""
    await ling.fill()
    paths = {path for method, path in ling.routes() if method == "GET"}
    answers = [await ling.browser.get(path) for path in paths]
    answers += [
        await ling.browser.get("/case/C-1999-000001"),
        await ling.browser.get("/not/a/page"),
        await ling.browser.get("/static/console.css"),
        await ling.browser.get("/mail?disposition=lost"),
        await ling.browser.post("/logout"),
        await ling.browser.post("/logout", data={"csrf": (await ling.get("/")).csrf}),
        await ling.browser.get("/"),
    ]

    assert {one.status_code for one in answers} >= {200, 303, 403, 404}
    for one in answers:
        assert_guarded(one)


def assert_guarded(answer: httpx.Response) -> None:
    """The browser is told to trust this answer with nothing."""
    assert HEADERS.items() <= dict(answer.headers).items(), answer.request.url
    policy = dict(
        f"{part.strip()} ".split(" ", 1)
        for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"].strip() == "'none'"
    assert policy["frame-ancestors"].strip() == "'none'"
    assert policy["form-action"].strip() == "'self'"
    assert policy["base-uri"].strip() == "'none'"
    assert policy.get("script-src", "'self'").strip() == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_an_address_that_is_no_page_is_answered_in_words(ling: FrontDesk) -> None:
    """A mistyped address gets our page, not a machine's answer."""
    page = await ling.get("/not/a/page")

    assert page.status == 404
    assert "There is no such page /not/a/page is not an address of this console" in page.words
    assert "Ling Zhao" in page.words


async def test_a_broken_record_still_answers_with_the_security_headers(ling: FrontDesk) -> None:
    """Even the answer to a mistake of ours is one the browser may do nothing with."""
    await lose_the_record(ling)

    answer = await ling.browser.get("/")

    assert answer.status_code == 500
    assert_guarded(answer)
    assert "Something went wrong" in Page(answer).words


# ---- health -----------------------------------------------------------------------------


async def test_a_desk_without_trouble_is_well(front: FrontDesk) -> None:
    """The health page says so, with the desk in numbers, to anybody."""
    await front.fill()

    answer = await front.browser.get("/health")

    assert answer.status_code == 200
    told = answer.json()
    assert told["well"] is True
    assert (told["cases_open"], told["mail_held"], told["letters_paused"]) == (1, 1, False)


@pytest.mark.parametrize("part", ["mailbox", "watch"])
async def test_a_desk_in_trouble_is_not_well(front: FrontDesk, part: str) -> None:
    """What the mailroom cannot do is on the health page."""
    await desk_facts.put(front.desk.rows, part, {"trouble": "connection refused"})

    told = (await front.browser.get("/health")).json()

    assert told["well"] is False
    assert told[part]["trouble"] == "connection refused"


async def test_a_desk_in_trouble_says_so_to_a_machine_that_reads_only_the_status(
    front: FrontDesk,
) -> None:
    """A probe that looks at the status alone, as they do, sees that something is wrong."""
    await desk_facts.put(front.desk.rows, "mailbox", {"trouble": "connection refused"})

    assert (await front.browser.get("/health")).status_code == 503


async def test_a_desk_whose_record_is_lost_is_not_well(front: FrontDesk) -> None:
    """The health page answers, in its own format, when the database does not."""
    await lose_the_record(front)

    answer = await front.browser.get("/health")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["well"] is False


async def test_a_mailroom_that_has_fallen_silent_is_not_well(front: FrontDesk) -> None:
    """Nobody reports trouble any more when the process that reports it has died."""
    front.clock.now = MONDAY + timedelta(days=1)

    answer = await front.browser.get("/health")

    assert (answer.status_code, answer.json()["well"]) == (503, False)
    assert answer.json()["troubles"] == [
        "The mailroom has not looked into the inbox since 2026-03-02 09:30 UTC: is it running?",
        "The mailroom has not looked at the cases since 2026-03-02 09:30 UTC: is it running?",
    ]


async def test_a_mailroom_that_is_a_little_late_is_well(front: FrontDesk) -> None:
    """A look into a full inbox takes its time; nobody is woken for it."""
    front.clock.now = MONDAY + timedelta(minutes=5)

    assert (await front.browser.get("/health")).status_code == 200


async def test_a_desk_whose_mailroom_never_ran_is_not_well(ling: FrontDesk) -> None:
    """The health page says so, and so does the list."""
    async with ling.desk.rows.begin() as session:
        for name in ("mailbox", "watch"):
            await session.delete(await session.get_one(DeskRow, name))

    answer = await ling.browser.get("/health")

    assert answer.status_code == 503
    told = "The mailroom has not looked into the inbox yet: is it running?"
    assert told in answer.json()["troubles"]
    assert told in (await ling.get("/")).words


async def test_health_tells_a_stranger_nothing_about_people(front: FrontDesk) -> None:
    """Numbers only: no address, no subject, no name."""
    await front.fill()

    told = (await front.browser.get("/health")).text

    assert "home.example" not in told
    assert "Unwanted" not in told


async def lose_the_record(front: FrontDesk) -> None:
    """The tables are gone, as on a database that was put back empty."""
    async with front.desk.engine.begin() as connection:
        for table in ("desk", "case", "staff"):
            await connection.exec_driver_sql(f'alter table "{table}" rename to "{table}_lost"')
