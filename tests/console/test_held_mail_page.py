"""The page of one mail: all of it, without risk, and what can be done with it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.storage.models import LetterRow, MessageRow
from tests.console.front_desk import OLD
from tests.console.test_held_mail_many import ROBOT, fields, from_a_robot, from_strangers
from tests.console.test_hostile_mail import IMAGE, SCRIPT, a_hostile_mail, assert_inert
from tests.examples import ANA, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

REPLY = """They called again today.

On Mon, 2 Mar 2026 at 10:00, Ombud <complaints@desk.example> wrote:
> Dear Ana,
> we have your complaint.
"""
UNREADABLE = b"X-Odd: " + b"(" * 600 + b"\r\n" + a_mail(SCRIPT)


async def test_a_mail_says_all_about_itself(ling: FrontDesk) -> None:
    """From, To, the dates, the rule and what it means, the sender's proof, its digest."""
    raw = a_mail(sender=f"Ana Lima <{ANA}>")
    message_id = await ling.hold(raw)

    words = (await ling.get(f"/mail/{message_id}")).words

    assert "From Ana Lima <ana@home.example> To complaints@desk.example" in words
    assert f"Received {OLD:%Y-%m-%d} 17:30 Its own date 2026-03-02 17:29" in words
    assert "older than the desk It lay in the inbox before this desk began." in words
    assert "not checked: this desk trusts no mail server's word on it" in words
    assert f"sha256 {sha256(raw).hexdigest()}" in words
    assert "held older than the desk 2026-03-02 17:30, by the rules" in words


async def test_own_words_come_first_and_the_rest_is_a_click_away(ling: FrontDesk) -> None:
    """What is quoted stands in a part of the page that is closed."""
    message_id = await ling.hold(a_mail(REPLY))

    html = (await ling.get(f"/mail/{message_id}")).html

    own, _, rest = html.partition("with what it quotes")
    assert "They called again today." in own
    assert "we have your complaint." not in own
    assert "we have your complaint." in rest


async def test_a_decision_stands_in_the_history(ling: FrontDesk) -> None:
    """By whom, why; and nothing can be decided about it any more."""
    message_id = await ling.hold()
    await ling.post("/mail/release", message_id=[message_id], why="it is genuine")

    page = await ling.get(f"/mail/{message_id}")

    number = (await ling.message(message_id)).case_number
    assert f"opened released by staff, {number}" in page.words
    assert "by ling: it is genuine" in page.words
    assert "Decide" not in page.words
    assert f"/case/{number}" in {one.get("href") for _, one in page.elements}


async def test_the_suggestion_is_filled_in(ling: FrontDesk) -> None:
    """One decision is one reason and one button."""
    number = await ling.open_case()
    (message_id,) = await from_strangers(ling, number, 1)
    page = await ling.get(f"/mail/{message_id}")
    assert fields(page)["number"] == number

    said = await ling.post(
        "/mail/attach", page, message_id=[message_id], number=number, party="respondent", why="ok"
    )

    assert f"1 mail attached to {number}." in said.words
    assert (await ling.message(message_id)).party == "respondent"
    case = await ling.get(f"/case/{number}")
    assert f"/mail/{message_id}" in {one.get("href") for _, one in case.elements}


async def test_a_mail_that_nobody_could_read_shows_how_it_begins(ling: FrontDesk) -> None:
    """As it came, and it is not tried again at every look."""
    message = await ling.take_in(UNREADABLE)

    page = await ling.get(f"/mail/{message.id}")

    assert "600 comments in its headers" in page.words
    assert "This is how it begins, as it came: X-Odd: ((((" in page.words
    assert "It cannot become a case: it was not read." in page.words
    assert SCRIPT in page.words
    assert_inert(page)


async def test_a_mail_over_a_budget_says_what_the_budget_is(ling: FrontDesk) -> None:
    """What has been spent by now, of how much."""
    (message_id,) = await from_a_robot(ling, 1)

    words = (await ling.get(f"/mail/{message_id}")).words

    assert f"From <{ROBOT}>" in words
    most = ling.desk.settings.cases_per_sender_day
    assert f"cases of one sender in a day: {most} by now, of {most}" in words
    assert "by now, of 250.0 MB" in words


async def test_a_delivery_report_says_what_it_reports(ling: FrontDesk) -> None:
    """Which letter, to whom, whether for good."""
    number = await ling.open_case()
    key = await ling.acknowledge(number)
    async with ling.desk.rows() as session:
        letter = await session.get_one(LetterRow, key)
    message_id = await ling.hold()
    told = {"address": ANA, "status": "5.1.1", "permanent": True}
    async with ling.desk.rows.begin() as session:
        row = await session.get_one(MessageRow, message_id)
        row.rule = "delivery report"
        row.report = {
            "rule": "its form",
            "action": "failed",
            "original_message_id": letter.message_id,
            "recipients": [told],
        }

    words = (await ling.get(f"/mail/{message_id}")).words

    assert f"Of the letter {key} to {ANA}: it could not be delivered." in words
    assert f"{ANA}, status 5.1.1 for good" in words
    assert "A mail server tells what became of a letter." in words


async def test_the_raw_mail_can_be_kept_and_not_opened(ling: FrontDesk) -> None:
    """Byte for byte, under its digest, of a type that no browser runs."""
    raw = a_hostile_mail()
    message_id = await ling.hold(raw)

    answer = await ling.browser.get(f"/mail/{message_id}/raw")

    assert answer.content == raw
    assert answer.headers["content-type"] == "application/octet-stream"
    name = f"{sha256(raw).hexdigest()}.eml"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_mail_whose_bytes_are_lost_says_so(ling: FrontDesk) -> None:
    """What the record knows of it can still be read; the raw mail is not there, in words."""
    message_id = await ling.hold(a_mail("Unwanted calls, see my words."))
    digest = (await ling.message(message_id)).sha256
    (Path(ling.desk.settings.evidence_folder) / digest[:2] / digest).unlink()

    page = await ling.get(f"/mail/{message_id}")

    assert page.status == 200
    assert "The mail as it came cannot be had" in page.words
    assert "see my words" in page.words
    assert (await ling.get(f"/mail/{message_id}/raw")).is_in_words


async def test_hostile_mail_is_words_on_its_page(ling: FrontDesk) -> None:
    """Subject, name, words, file names, HTML: nothing of them works, and no link can be clicked."""
    html = a_mail(
        f"See http://evil.example/{SCRIPT}",
        subject="With HTML",
        message_id="<html@home.example>",
        files=(("page.html", "text/html", f"<h1>{SCRIPT}{IMAGE}</h1>".encode()),),
    )
    for raw in (a_hostile_mail(), html):
        message_id = await ling.hold(raw)

        page = await ling.get(f"/mail/{message_id}")

        assert_inert(page)
        assert SCRIPT in page.words
        assert_inert(await ling.get("/mail"))


async def test_what_somebody_writes_as_a_reason_is_words_too(ling: FrontDesk) -> None:
    """In the history."""
    message_id = await ling.hold()
    await ling.post("/mail/set-aside", message_id=[message_id], why=SCRIPT)

    page = await ling.get(f"/mail/{message_id}")

    assert_inert(page)
    assert f"by ling: {SCRIPT}" in page.words


async def test_a_mail_that_there_is_not_is_said_in_words(ling: FrontDesk) -> None:
    """However its number is written."""
    for path in ("/mail/7", "/mail/0", f"/mail/{10**30}", "/mail/seven", "/mail/7/raw"):
        page = await ling.get(path)
        assert (page.status, page.is_in_words) == (404, True), path
