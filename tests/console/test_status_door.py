"""The door of the complainants' pages: who gets in, and what nobody may do."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from starlette.routing import Route

from adapters.storage.decisions import Who
from adapters.storage.models import (
    EventRow,
    MessageRow,
)
from adapters.storage.status_links import StatusLinks
from console.public import make_house, make_public
from tests.console.complainant import Complainant, once, stranger
from tests.console.front_desk import FrontDesk, Page
from tests.examples import ANA, MONDAY, PNG, a_mail

GARBAGE = ("", "a", "a" * 25, "a" * 26, "a" * 27, "ä" * 26, "' or 1=1 --", "x" * 5000, "\x00" * 26)
FORMS = (
    "/status",
    "/status/leave",
    "/status/new-link",
    "/status/case/files",
    "/status/case/withdraw",
    "/status/case/resolved",
    "/status/case/person",
    "/complain",
    "/originals",
    "/originals/leave",
    "/originals/file",
)
PAGES = (
    "/status",
    "/status/case",
    "/status/case/withdraw",
    "/status/case/resolved",
    "/status/new-link",
    "/complain",
    "/status/public.css",
    "/status/public.js",
    "/status/favicon.svg",
    "/status/nowhere",
    "/originals",
    "/originals/file",
)


def test_the_lists_of_these_tests_are_the_apps_own(ana: Complainant) -> None:
    """A new page or form is attacked with the others, or fails here."""
    for route in make_public(ana.front.desk).routes:
        assert isinstance(route, Route)
        tried = FORMS if "POST" in (route.methods or ()) else PAGES
        assert any(route.path_regex.match(one) for one in tried), route.path


# ---- who gets in ----


async def test_what_opens_nothing_opens_nothing_in_the_same_words(ana: Complainant) -> None:
    """Unknown, too short, too long, of another alphabet: one page."""
    await ana.front.fill()
    wrong = await ana.open("b" * 26)

    for code in GARBAGE:
        page = await ana.open(code)
        assert (page.status, page.words) == (404, wrong.words), code


async def test_ended_and_outdated_links_say_what_unknown_ones_say(ana: Complainant) -> None:
    """The page that was open shows nothing from that moment on, nor does the link open it."""
    number = await ana.begin()
    code = await ana.code(number)
    async with stranger(ana.house) as other:
        unknown = Page(await other.get("/status/case")).words
    who = Who(account="ling", why="she asked", at=MONDAY)
    await StatusLinks(ana.front.desk.rows, 90).end(number, who)

    open_page, again = await ana.get("/status/case"), await ana.open(code)

    assert (open_page.status, open_page.words) == (404, unknown)
    assert (again.status, again.words) == (404, unknown)
    (event,) = [
        one
        for one in await ana.front.all_of(EventRow)
        if one.kind == "links to the status page ended"
    ]
    assert event.why == "1, by ling: she asked"


@pytest.mark.parametrize(("days", "status"), [(89, 200), (90, 404)])
async def test_a_link_ends_ninety_days_after_the_closure(
    ana: Complainant, days: int, status: int
) -> None:
    """In the time in which its case lives."""
    number = await ana.begin()
    closed = ana.front.clock.now
    await ana.front.change(number, stage="closed", closed_at=closed, outcome="resolved")
    ana.front.clock.now += timedelta(days=days)

    assert (await ana.get("/status/case")).status == status
    assert (await ana.open(await ana.code(number))).status == status


async def test_a_whole_address_can_be_pasted_for_the_code(ana: Complainant) -> None:
    """With the blanks that copying adds, and in capitals."""
    number = await ana.front.open_case()
    await ana.front.acknowledge(number)
    code = await ana.code(number)

    for given in (
        f" http://console.example/status#{code}\n",
        code.upper(),
        f"{code[:9]} {code[9:]}",
    ):
        assert number in (await ana.open(given)).words


async def test_a_link_shows_and_changes_its_own_case_only(ana: Complainant) -> None:
    """Two people, two links: each sees one number, and what one sends is on one case."""
    number = await ana.begin()
    other = await ana.front.open_case(
        a_mail("I want a refund, my money back.", sender="bo@x.example")
    )
    await ana.front.acknowledge(other)
    before = await ana.front.case(other)

    page = await ana.get("/status/case")
    assert other not in page.html
    sent = await ana.post(
        "/status/case/files",
        page,
        [("x.png", PNG)],
        note=f"for {other}",
        number=other,
        item="call_log",
    )
    assert sent.status == 200
    await ana.post("/status/case/withdraw", await ana.get("/status/case/withdraw"), number=other)

    came = [one for one in await ana.front.all_of(MessageRow) if one.channel == "status page"]
    assert {one.case_number for one in came} == {number}
    assert repr(await ana.front.case(other)) == repr(before)


async def test_the_case_page_without_a_link_is_the_page_that_opens_nothing(
    ana: Complainant,
) -> None:
    """Whatever path below it is asked for."""
    await ana.front.fill()
    for path in ("/status/case", "/status/case/withdraw", "/status/case/nonsense"):
        assert (await ana.get(path)).status == 404


async def test_leaving_ends_the_session(ana: Complainant) -> None:
    """On a shared machine."""
    await ana.begin()
    page = await ana.get("/status/case")

    await ana.post("/status/leave", page)

    assert (await ana.get("/status/case")).status == 404


async def test_a_staff_session_and_a_complainants_know_nothing_of_each_other(
    ana: Complainant,
) -> None:
    """Two cookies, two secrets: neither is taken for the other, and neither touches the other."""
    number = await ana.begin()
    front = FrontDesk(
        desk=ana.front.desk, app=ana.front.app, browser=ana.browser, clock=ana.front.clock
    )
    await front.log_in()
    staff = ana.browser.cookies["session"]

    assert number in (await ana.get("/status/case")).words
    assert ana.browser.cookies["session"] == staff
    assert "Ling Zhao" in (await front.get("/")).words
    ana.browser.cookies.set("complainant", staff)
    assert (await ana.get("/status/case")).status == 404
    ana.browser.cookies.delete("session")
    assert (await front.get(f"/case/{number}")).response.url.path == "/login"


# ---- scanners, logs, headers ----


async def test_looking_changes_nothing(ana: Complainant) -> None:
    """GET and HEAD of every address, as a scanner of links in mails sends them, twice."""
    number = await ana.begin()
    code = await ana.code(number)
    before = await ana.front.record()

    for path in (
        *PAGES,
        f"/status?code={code}",
        f"/status/{code}",
        f"/status/case/withdraw?csrf={code}",
    ):
        for method in ("GET", "HEAD", "GET"):
            answer = await ana.browser.request(method, path)
            assert answer.status_code in {200, 404}, path
    assert await ana.front.record() == before


@pytest.mark.parametrize("token", [None, "", "guessed", "ключ"])
async def test_a_form_without_its_token_changes_nothing(
    ana: Complainant, token: str | None
) -> None:
    """403 with everything else right, and in words."""
    await ana.begin()
    before = await ana.front.record()
    fields = {"once": once(await ana.get("/status/case")), "note": "x", "code": "a" * 26}
    fields |= {"number": "C-2026-000001", "address": ANA, "words": "Calls."}
    fields |= {} if token is None else {"csrf": token}

    for path in FORMS:
        answer = Page(await ana.browser.post(path, data=fields))
        assert answer.status == 403, path
        assert "open for too long" in answer.words, path
    assert await ana.front.record() == before


async def test_a_form_that_the_browser_calls_foreign_changes_nothing(ana: Complainant) -> None:
    """The right token does not help."""
    await ana.begin()
    page = await ana.get("/status/case")
    before = await ana.front.record()
    data = {"csrf": page.csrf, "once": once(page), "note": "x", "words": "x", "address": ANA}
    for path in FORMS:
        for site in ("cross-site", "same-site", "none"):
            answer = await ana.browser.post(path, data=data, headers={"Sec-Fetch-Site": site})
            assert answer.status_code == 403, path
    assert await ana.front.record() == before


async def test_a_form_with_a_ticket_of_somebody_elses_making_is_refused(ana: Complainant) -> None:
    """Only we say since when a form has been open."""
    await ana.begin()
    page = await ana.get("/status/case/withdraw")

    for ticket in ("", "a-1-b", f"{'a' * 26}-1772443800-{'b' * 26}"):
        assert (await ana.post("/status/case/withdraw", page, once=ticket)).status == 403


async def test_a_form_that_lay_open_for_a_day_is_asked_for_anew(ana: Complainant) -> None:
    """Nothing is said by what somebody finds in a browser the day after."""
    await ana.begin()
    page = await ana.get("/status/case/withdraw")
    ana.front.clock.now += timedelta(hours=24, seconds=1)

    assert (await ana.post("/status/case/withdraw", page)).status == 403


async def test_every_answer_is_kept_by_nobody_and_tells_nobody_where_it_came_from(
    ana: Complainant,
) -> None:
    """No cache, no Referer, no search engine, no frame, no script of another's."""
    await ana.begin()
    for path in PAGES:
        headers = (await ana.browser.get(path)).headers
        assert headers["cache-control"] == "no-store", path
        assert headers["referrer-policy"] == "no-referrer", path
        assert "noindex" in headers["x-robots-tag"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path


async def test_the_cookie_is_the_browsers_alone(ana: Complainant) -> None:
    """HttpOnly, SameSite=Strict; Secure where the public address is https."""
    told = (await ana.browser.get("/status")).headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "secure" not in told


async def test_behind_https_the_cookie_never_travels_in_the_clear(
    environment: dict[str, str],
) -> None:
    """The address says so already."""
    public = {**environment, "OMBUD_PUBLIC_ADDRESS": "https://desk.example"}
    async with FrontDesk.open(public) as front, stranger(make_house(front.desk, front.app)) as eve:
        answer = await eve.get("/status")
    assert "secure" in answer.headers["set-cookie"].lower()


async def test_the_code_is_in_no_address_and_no_log(
    ana: Complainant, caplog: pytest.LogCaptureFixture
) -> None:
    """From the letter on it travels in one body, and comes back in nothing."""
    caplog.set_level(logging.DEBUG)
    number = await ana.begin()
    code = await ana.code(number)
    page = await ana.get("/status/case")

    assert code not in page.html
    assert code not in caplog.text
    assert code not in str(page.response.request.url)
    assert code not in str(dict(ana.browser.cookies))
