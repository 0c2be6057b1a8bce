"""The doors of the console: who gets in, how they get out, and what nobody may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.storage.models import StaffRow
from tests.console.front_desk import ACCOUNT, FORM, PASSWORD, FrontDesk, Page, visitor

OPEN_TO_ALL = {"/login", "/health"}

# ---- who may come in --------------------------------------------------------------------


def test_the_console_has_pages_and_forms_to_guard(front: FrontDesk) -> None:
    """The list that the next tests go through is not empty by mistake."""
    assert {("GET", "/"), ("GET", "/mail"), ("POST", "/mail/release")} <= set(front.routes())


async def test_every_page_but_the_log_in_and_health_asks_who_you_are(front: FrontDesk) -> None:
    """A stranger is sent to the log-in page, whatever is asked for, and changes nothing."""
    await front.fill()
    before = await front.record()
    token = (await front.get("/login")).csrf

    for method, path in front.routes():
        if path in OPEN_TO_ALL or path in {"/logout", "/tongue"}:
            continue
        form = {"csrf": token, **FORM} if method == "POST" else None
        answer = await front.browser.request(method, path, data=form)
        assert answer.status_code == 303, path
        assert answer.headers["location"].partition("?")[0] == "/login", path
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
    await ling.fill()
    before = await ling.record()
    given = {} if token is None else {"csrf": token}

    for method, path in ling.routes():
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
    await ling.fill()
    before = await ling.record()
    form = {"csrf": (await ling.get("/")).csrf, **FORM}

    for method, path in ling.routes():
        if method != "POST":
            continue
        answer = await ling.browser.post(path, data=form, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403, path
    assert await ling.record() == before


async def test_a_form_that_the_browser_calls_our_own_is_taken(ling: FrontDesk) -> None:
    """What a real browser sends with our own forms goes through."""
    await ling.fill()
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
    await ling.fill()
    before = await ling.record()
    queries = ("", "?why=because&message_id=1&outcome=resolved&disposition=held&stage=closed")

    for _, path in ling.routes():
        for query in queries:
            answer = await ling.browser.get(path + query)
            assert answer.status_code in {200, 403, 404, 405}, path
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


async def test_ten_wrong_tries_lock_the_account_for_a_quarter_of_an_hour(front: FrontDesk) -> None:
    """Locked, not even the right password helps; fifteen minutes later it does."""
    for _ in range(10):
        assert (await front.log_in(ACCOUNT, "a guess")).status == 401

    assert (await front.log_in()).status == 401
    front.clock.now += timedelta(minutes=14)
    assert (await front.log_in()).status == 401
    front.clock.now += timedelta(minutes=2)
    assert "Ling Zhao" in (await front.log_in()).words


async def test_nine_wrong_tries_lock_nobody_out(front: FrontDesk) -> None:
    """A bad day at the keyboard is no attack."""
    for _ in range(9):
        await front.log_in(ACCOUNT, "a guess")

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


async def test_logging_out_ends_the_sessions_in_all_browsers(ling: FrontDesk) -> None:
    """Whoever doubts where they are logged in logs out once; then they can log in again."""
    async with visitor(ling.app) as other:
        at_home = replace(ling, browser=other)
        await at_home.log_in()
        await ling.post("/logout")

        assert (await other.get("/")).headers.get("location") == "/login"
        assert "Ling Zhao" in (await at_home.log_in()).words


async def test_after_the_log_in_one_lands_where_one_wanted_to_go(front: FrontDesk) -> None:
    """A link in a mail leads to its page, by way of the log-in page and of a wrong password."""
    number = await front.open_case()

    page = await front.get(f"/case/{number}")
    assert page.response.url.path == "/login"
    (kept,) = [one["value"] for _, one in page.elements if one.get("name") == "next"]
    form = {"account": ACCOUNT, "next": kept}
    wrong = await front.post("/login", page, **form, password=PASSWORD[1:])
    right = await front.post("/login", wrong, **form, password=PASSWORD)

    assert right.response.url.path == f"/case/{number}"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/ok//evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil.example",
        "/a\r\nSet-Cookie: x=y",
        "",
    ],
)
async def test_the_log_in_sends_nobody_to_another_house(front: FrontDesk, wanted: str) -> None:
    """Whoever wrote the link: only a path of ours is followed."""
    form = {"csrf": (await front.get("/login")).csrf, "account": ACCOUNT, "password": PASSWORD}

    answer = await front.browser.post("/login", data={**form, "next": wanted})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_the_log_in_page_says_which_desk_it_is(environment: dict[str, str]) -> None:
    """So that nobody types a password into another one's."""
    async with FrontDesk.open({**environment, "OMBUD_DESK_NAME": "Complaints at Example"}) as front:
        assert "Complaints at Example" in (await front.get("/login")).words


async def test_the_cookie_is_for_the_browser_alone(front: FrontDesk) -> None:
    """No script reads it, no other site's form carries it."""
    answer = await front.browser.get("/login")

    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told or "samesite=lax" in told
    assert "secure" not in told


async def test_behind_https_the_cookie_never_travels_in_the_clear(
    environment: dict[str, str],
) -> None:
    """OMBUD_CONSOLE_HTTPS makes it Secure."""
    async with FrontDesk.open({**environment, "OMBUD_CONSOLE_HTTPS": "true"}) as front:
        answer = await front.browser.get("/login")

    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("path", ["/login/", "/cases/", "/mail/1/", "//login", "/static/"])
async def test_nobody_is_sent_where_the_host_header_says(front: FrontDesk, path: str) -> None:
    """An address that is nearly one of ours leads nowhere, least of all to another house."""
    await front.log_in()

    answer = await front.browser.get(path, headers={"Host": "evil.example"})

    assert "evil.example" not in answer.headers.get("location", "") + answer.text
