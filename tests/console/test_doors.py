"""The doors of the console: who gets in, how they get out, and what nobody may do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from adapters.storage import desk as desk_facts
from adapters.storage.models import StaffRow
from tests.console.front_desk import ACCOUNT, PASSWORD, FrontDesk, Page, visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

OPEN_TO_ALL = {"/login", "/health"}
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def routes(front: FrontDesk) -> Iterator[tuple[str, str]]:
    """Every method and path that the console answers, as the app itself lists them."""
    for route in front.app.routes:
        match route:
            case APIRoute():
                for method in route.methods:
                    yield method, route.path.replace("{number}", "C-2026-000001")
            case Mount():
                assert route.path == "/static"
            case _:
                raise AssertionError(f"{route} is of a kind that this test does not know")


FORM: dict[str, object] = {
    "message_id": [1],
    "why": "because",
    "outcome": "resolved",
    "account": ACCOUNT,
    "password": PASSWORD,
}


async def fill(front: FrontDesk) -> None:
    """A held mail, number 1, and a case, C-2026-000001."""
    assert await front.hold() == 1
    assert await front.open_case() == "C-2026-000001"


# ---- who may come in --------------------------------------------------------------------


def test_the_console_has_pages_and_forms_to_guard(front: FrontDesk) -> None:
    """The list that the next tests go through is not empty by mistake."""
    assert {("GET", "/"), ("GET", "/mail"), ("POST", "/mail/release")} <= set(routes(front))


async def test_every_page_but_the_log_in_and_health_asks_who_you_are(front: FrontDesk) -> None:
    """A stranger is sent to the log-in page, whatever is asked for, and changes nothing."""
    await fill(front)
    before = await front.record()
    token = (await front.get("/login")).csrf

    for method, path in routes(front):
        if path in OPEN_TO_ALL or path == "/logout":
            continue
        form = {"csrf": token, **FORM} if method == "POST" else None
        answer = await front.browser.request(method, path, data=form)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/login"), path
        assert "Unwanted calls" not in answer.text, path
    assert await front.record() == before


async def test_somebody_whose_account_is_removed_is_out_at_once(ling: FrontDesk) -> None:
    """The session alone lets nobody in: the record is asked every time."""
    async with ling.desk.rows.begin() as session:
        await session.delete(await session.get_one(StaffRow, ACCOUNT))

    answer = await ling.browser.get("/")

    assert answer.headers.get("location") == "/login"


async def test_a_session_that_we_did_not_sign_is_no_session(ling: FrontDesk) -> None:
    """A cookie with one sign changed leads to the log-in page."""
    cookie = ling.browser.cookies["session"]
    ling.browser.cookies.clear()
    ling.browser.cookies["session"] = ("A" if cookie[0] != "A" else "B") + cookie[1:]

    answer = await ling.browser.get("/")

    assert answer.headers.get("location") == "/login"


# ---- where a form comes from ------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "guessed", None])
async def test_a_form_without_the_sessions_token_is_refused(
    ling: FrontDesk, token: str | None
) -> None:
    """Every POST: 403, in words, and nothing changes; nobody is logged out either."""
    await fill(ling)
    before = await ling.record()
    given = {} if token is None else {"csrf": token}

    for method, path in routes(ling):
        if method != "POST":
            continue
        page = Page(await ling.browser.post(path, data={**FORM, **given}))
        assert page.status == 403, path
        assert "was not sent from one of our pages" in page.words, path
    assert await ling.record() == before
    assert "Ling Zhao" in (await ling.get("/")).words


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
async def test_a_form_that_the_browser_calls_foreign_is_refused(ling: FrontDesk, site: str) -> None:
    """The right token does not help where Sec-Fetch-Site says that another site sent it."""
    await fill(ling)
    before = await ling.record()
    form = {"csrf": (await ling.get("/")).csrf, **FORM}

    for method, path in routes(ling):
        if method != "POST":
            continue
        answer = await ling.browser.post(path, data=form, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403, path
    assert await ling.record() == before


async def test_a_form_that_the_browser_calls_our_own_is_taken(ling: FrontDesk) -> None:
    """What a real browser sends with our own forms goes through."""
    await fill(ling)
    form = {"csrf": (await ling.get("/mail")).csrf, **FORM}

    await ling.browser.post("/mail/set-aside", data=form, headers={"Sec-Fetch-Site": "same-origin"})

    assert (await ling.message(1)).disposition == "recorded"


async def test_a_token_with_odd_signs_is_refused_like_any_wrong_one(ling: FrontDesk) -> None:
    """403, not a broken page."""
    answer = await ling.browser.post("/logout", data={"csrf": "ключ"})

    assert answer.status_code == 403


async def test_another_sessions_token_does_not_fit(ling: FrontDesk) -> None:
    """A token is of one session: one that somebody else was given is refused."""
    async with visitor(ling.app) as stranger:
        token = Page(await stranger.get("/login")).csrf

    answer = await ling.browser.post("/logout", data={"csrf": token})

    assert answer.status_code == 403


async def test_reading_changes_nothing(ling: FrontDesk) -> None:
    """Every page, opened twice, leaves the record as it was; no page takes a GET for a deed."""
    await fill(ling)
    before = await ling.record()
    queries = ("", "?why=because&message_id=1&outcome=resolved&disposition=held&stage=closed")

    for _, path in routes(ling):
        for query in queries:
            answer = await ling.browser.get(path + query)
            assert answer.status_code in {200, 405}, path
    assert await ling.record() == before


# ---- in and out -------------------------------------------------------------------------


async def test_the_right_password_opens_the_list_of_cases(front: FrontDesk) -> None:
    """Ling comes in and sees who the console takes her for."""
    page = await front.log_in()

    assert page.response.url.path == "/"
    assert "Ling Zhao (handler)" in page.words


@pytest.mark.parametrize(
    ("account", "password"), [(ACCOUNT, "not her words"), ("nobody", PASSWORD)]
)
async def test_a_wrong_log_in_says_so_and_not_what_was_wrong(
    front: FrontDesk, account: str, password: str
) -> None:
    """401 with the same words, whether the account or the password is wrong."""
    page = await front.log_in(account, password)

    assert page.status == 401
    assert "Account and password do not fit." in page.words
    assert "Ling Zhao" not in (await front.get("/")).words


async def test_a_log_in_with_nothing_filled_in_is_refused_in_words(front: FrontDesk) -> None:
    """Our page again, not a machine's complaint about fields."""
    page = await front.log_in("", "")

    assert 400 <= page.status < 500
    assert page.response.headers["content-type"].startswith("text/html")


async def test_ten_wrong_tries_lock_the_account_for_a_quarter_of_an_hour(front: FrontDesk) -> None:
    """Locked, not even the right password helps; fifteen minutes later it does."""
    for _ in range(10):
        assert (await front.log_in(password="a guess")).status == 401

    assert (await front.log_in()).status == 401
    front.clock.now += timedelta(minutes=14)
    assert (await front.log_in()).status == 401
    front.clock.now += timedelta(minutes=2)
    assert "Ling Zhao" in (await front.log_in()).words


async def test_nine_wrong_tries_lock_nobody_out(front: FrontDesk) -> None:
    """A bad day at the keyboard is no attack."""
    for _ in range(9):
        await front.log_in(password="a guess")

    assert "Ling Zhao" in (await front.log_in()).words


async def test_logging_in_makes_a_new_session(front: FrontDesk) -> None:
    """What was known before the log-in, cookie and token, is worth nothing after it."""
    page = await front.get("/login")
    earlier = front.browser.cookies["session"]
    await front.post("/login", page, account=ACCOUNT, password=PASSWORD)

    assert front.browser.cookies["session"] != earlier
    assert (await front.browser.post("/logout", data={"csrf": page.csrf})).status_code == 403
    async with visitor(front.app) as thief:
        thief.cookies["session"] = earlier
        assert (await thief.get("/")).headers.get("location") == "/login"


async def test_logging_out_ends_the_session(ling: FrontDesk) -> None:
    """After it the browser holds nothing that opens a page."""
    page = await ling.post("/logout")

    assert page.response.url.path == "/login"
    assert (await ling.browser.get("/")).headers.get("location") == "/login"


async def test_a_session_cookie_kept_from_before_the_log_out_opens_nothing(
    ling: FrontDesk,
) -> None:
    """Logging out on a shared machine helps against whoever copied the cookie."""
    copied = ling.browser.cookies["session"]
    await ling.post("/logout")

    async with visitor(ling.app) as thief:
        thief.cookies["session"] = copied
        answer = await thief.get("/")

    assert answer.headers.get("location") == "/login"


async def test_the_cookie_is_for_the_browser_alone(front: FrontDesk) -> None:
    """No script reads it, no other site's form carries it."""
    answer = await front.browser.get("/login")

    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told
    assert "secure" not in told


async def test_behind_https_the_cookie_never_travels_in_the_clear(
    environment: dict[str, str],
) -> None:
    """OMBUD_CONSOLE_HTTPS makes it Secure."""
    async with FrontDesk.open({**environment, "OMBUD_CONSOLE_HTTPS": "true"}) as front:
        answer = await front.browser.get("/login")

    assert "secure" in answer.headers["set-cookie"].lower()


# ---- every answer -----------------------------------------------------------------------


async def test_every_answer_carries_the_security_headers(ling: FrontDesk) -> None:
    """Pages, files, redirects, refusals: no script, no frame, no sniffing, no cache."""
    await fill(ling)
    paths = {path for method, path in routes(ling) if method == "GET"}
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
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert policy["base-uri"] == "'none'"
    assert "script-src" not in policy
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_an_address_that_is_no_page_is_answered_in_words(ling: FrontDesk) -> None:
    """A mistyped address gets our page, not a machine's answer."""
    page = await ling.get("/not/a/page")

    assert page.status == 404
    assert page.is_in_words


async def test_a_broken_record_still_answers_with_the_security_headers(ling: FrontDesk) -> None:
    """Even the answer to a mistake of ours is one the browser may do nothing with."""
    await lose_the_record(ling)

    answer = await ling.browser.get("/")

    assert answer.status_code >= 500
    assert_guarded(answer)


# ---- health -----------------------------------------------------------------------------


async def test_a_desk_without_trouble_is_well(front: FrontDesk) -> None:
    """The health page says so, with the desk in numbers, to anybody."""
    await fill(front)

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


async def test_health_tells_a_stranger_nothing_about_people(front: FrontDesk) -> None:
    """Numbers only: no address, no subject, no name."""
    await fill(front)

    told = (await front.browser.get("/health")).text

    assert "home.example" not in told
    assert "Unwanted" not in told


async def lose_the_record(front: FrontDesk) -> None:
    """The tables are gone, as on a database that was put back empty."""
    async with front.desk.engine.begin() as connection:
        for table in ("desk", "case", "staff"):
            await connection.exec_driver_sql(f'alter table "{table}" rename to "{table}_lost"')
