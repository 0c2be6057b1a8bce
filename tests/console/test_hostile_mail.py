"""Mail that was written to harm whoever reads it: on every page it is words, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from adapters.storage import desk as desk_facts
from adapters.storage.models import LetterRow
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk, Page

SCRIPT = "<script>alert(1)</script>"
IMAGE = '<img src="http://evil.example/x.png" onerror="alert(2)">'
BREAK_OUT = "\"'></p></td></textarea></title><svg onload=alert(3)>{{ 7 * 7 }}{% raw %}"
OURS = set(
    re.findall(
        r"\w+",
        "html head meta title link body header a nav span form input button main p h1 h2 h3 div "
        "section article strong table thead tbody tr th td aside dl dt dd label select option "
        "textarea details summary fieldset legend ul ol li pre img script",
    )
)


def a_hostile_mail() -> bytes:
    """Whatever a sender may choose holds script."""
    return a_mail(
        f"Unwanted calls.\n{SCRIPT}\n{IMAGE}\n{BREAK_OUT}\n",
        subject=f"{SCRIPT}{IMAGE}{BREAK_OUT}",
        # short, because Python 3.11.2 takes the quotes off what it folds
        sender=f'"{SCRIPT}" <o\'neil&co@home.example>',
        message_id="<script-alert-1@home.example>",
        files=(
            (f"{SCRIPT}{IMAGE.replace(chr(34), '')}.png", "image/png", PNG),
            ("' onmouseover=alert(4) x='.png", "image/png", PNG),
        ),
        headers=(("X-Mailer", SCRIPT),),
    )


def assert_inert(page: Page) -> None:
    """Only elements of our own pages, no handler, no style, and no address but our own."""
    assert page.status < 500, page.html
    for tag, attributes in page.elements:
        assert tag in OURS, f"<{tag}> on {page.response.url}"
        if tag == "script":
            assert (attributes.get("src") or "").startswith("/static/"), attributes
        assert not [one for one in attributes if one.startswith("on") or one == "style"], attributes
        for name in ("href", "src", "action", "formaction"):
            value = attributes.get(name) or "/"
            assert value.startswith("/"), f"{name}={value}"
            assert not value.startswith("//"), f"{name}={value}"


async def test_a_hostile_complaint_is_words_on_its_case(ling: FrontDesk) -> None:
    """Subject, name, text and attachment names can be read, and nothing of them works."""
    number = await ling.open_case(a_hostile_mail())

    page = await ling.get(f"/case/{number}")

    assert_inert(page)
    assert SCRIPT in page.words
    assert IMAGE in page.words
    assert "{{ 7 * 7 }}" in page.words
    assert "Attached: <script>alert(1)</script><img src=http://evil.example/x.png" in page.words
    assert "' onmouseover=alert(4) x='.png" in page.words
    assert_inert(await ling.get("/"))


async def test_hostile_mail_that_is_held_is_words_in_the_list(ling: FrontDesk) -> None:
    """Before it is released, and in every other list afterwards."""
    message_id = await ling.hold(a_hostile_mail())

    page = await ling.get("/mail")

    assert_inert(page)
    assert SCRIPT in page.words
    released = await ling.post("/mail/release", message_id=[message_id], why=SCRIPT)
    assert_inert(released)
    assert_inert(await ling.get("/mail?disposition=opened"))
    assert_inert(await ling.get(f"/case/{(await ling.message(message_id)).case_number}"))


async def test_a_mail_that_breaks_the_reader_is_words_too(ling: FrontDesk) -> None:
    """What it says about itself in its defects stays inert, also where a release is refused."""
    message = await ling.take_in(a_hostile_mail().replace(b"X-Mailer:", b"X-Odd: " + b"(" * 600))

    assert message.text is None
    assert_inert(await ling.get("/mail"))
    assert_inert(await ling.post("/mail/release", message_id=[message.id], why="genuine"))


@pytest.mark.parametrize("fact", ["mailbox", "watch"])
async def test_a_server_that_answers_with_script_is_quoted(ling: FrontDesk, fact: str) -> None:
    """A mail server's words stand above the list of cases as words."""
    await desk_facts.put(ling.desk.rows, fact, {"trouble": SCRIPT + IMAGE})

    page = await ling.get("/")

    assert_inert(page)
    assert SCRIPT in page.words


async def test_a_servers_answer_to_a_letter_is_quoted(ling: FrontDesk) -> None:
    """On the case's page too."""
    number = await ling.open_case()
    key = await ling.acknowledge(number)
    async with ling.desk.rows.begin() as session:
        (await session.get_one(LetterRow, key)).answer = f"550 {SCRIPT}"

    page = await ling.get(f"/case/{number}")

    assert_inert(page)
    assert f"550 {SCRIPT}" in page.words


async def test_script_in_an_address_or_a_form_is_not_given_back_alive(ling: FrontDesk) -> None:
    """What a link or a form brings is quoted in the refusal."""
    number = await ling.open_case()

    for page in (
        await ling.get("/case/%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
        await ling.get("/?stage=%3Cscript%3Ealert(1)%3C%2Fscript%3E"),
        await ling.post(f"/case/{number}/close", outcome="resolved", why=SCRIPT),
        await ling.get(f"/case/{number}"),
        await ling.log_in(SCRIPT, IMAGE),
    ):
        assert_inert(page)
