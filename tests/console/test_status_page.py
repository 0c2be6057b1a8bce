"""A complainant's page: their case, in our words and nobody else's, in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import (
    LetterRow,
)
from adapters.storage.status_links import StatusLinkRow
from casework.case import Outcome, Stage
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from tests.console.complainant import Complainant
    from tests.console.front_desk import FrontDesk

WORDS = "The neighbour's dog is called Brutus."


# ---- what is shown ----


async def test_the_acknowledgement_tells_where_the_page_is(ana: Complainant) -> None:
    """It opens the case it is of; only the digest of its code is in the record's own table."""
    number = await ana.begin()
    (link,) = await ana.front.all_of(StatusLinkRow)
    code = await ana.code(number)

    assert link.case_number == number
    assert link.opened_at == ana.front.clock.now
    assert code not in repr(link)
    assert len(link.digest) == 64


async def test_without_a_public_address_there_are_no_pages(front: FrontDesk) -> None:
    """No line in the letter, no row, no page; the staff's console answers as for any odd path."""
    number = await front.open_case()
    await front.acknowledge(number)

    (letter,) = await front.all_of(LetterRow)
    assert b"status" not in letter.raw
    assert await front.all_of(StatusLinkRow) == []
    assert (await front.browser.get("/status")).status_code == 404


async def test_the_page_shows_our_words_and_nobody_elses(ana: Complainant) -> None:
    """Stage, day, checklist, dates and kinds; no text, name, subject, file name or address."""
    number = await ana.front.open_case(
        a_mail(
            f"Acme Calls: unwanted calls! {WORDS}\n",
            subject="Brutus barks",
            sender="Ana Lima <ana@home.example>",
            files=(("brutus.png", "image/png", PNG),),
        )
    )
    await ana.front.acknowledge(number)
    page = await ana.open(await ana.code(number))

    assert f"Your complaint {number}" in page.words
    assert "Monday, 2 March 2026" in page.words
    assert "by e-mail · files: 1" in page.words
    for theirs in ("Brutus", "brutus", "neighbour", "Acme", "Lima", "ana@home", "example-ombuds"):
        assert theirs not in page.html, theirs


async def test_what_is_missing_is_listed_and_what_is_there_is_ticked(ana: Complainant) -> None:
    """The checklist of the case's category, in words; the same list is in the form."""
    number = await ana.begin()
    await ana.front.change(number, category="harassment_call", stage="awaiting evidence")

    page = await ana.get("/status/case")

    assert "What we still need from you" in page.words
    assert "calls" in page.words.lower()
    options = [facts["value"] for name, facts in page.elements if name == "option"]
    assert "call_log" in options


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
async def test_every_stage_is_said_in_every_language(ana: Complainant, language: str) -> None:
    """In plain words: never the name of the stage, never a word of another language."""
    number = await ana.begin()
    closed = {"closed_at": ana.front.clock.now, "language": language}
    said = set()
    for stage in Stage:
        for outcome in Outcome if stage is Stage.CLOSED else ("resolved",):
            await ana.front.change(number, stage=stage, outcome=outcome, **closed)

            page = await ana.get(f"/status/case?language={language}")

            assert (page.status, f'lang="{language}"' in page.html) == (200, True), stage
            ours = page.words.replace("complaints@desk.example", "")
            english = [one for one in ("complaint", "staff", " we ", "Files") if one in ours]
            assert not english or language == "en", (stage, english)
            said.add(ours)
    assert len(said) == len(Stage) - 1 + len(Outcome) - 1, "received reads as acknowledged does"


async def test_the_page_speaks_the_language_of_its_case(ana: Complainant) -> None:
    """Until its reader chooses another one at its foot."""
    number = await ana.front.open_case(
        a_mail("他们每天给我打骚扰电话。请处理。不要再打了。\n", subject="骚扰电话")
    )
    await ana.front.acknowledge(number)
    page = await ana.open(await ana.code(number))
    assert "目前进展" in page.words

    assert "目前進度" in (await ana.get("/status/case?language=zh-Hant")).words
    assert "目前進度" in (await ana.get("/status/case")).words


async def test_the_door_speaks_the_browsers_language(ana: Complainant) -> None:
    """Taiwan and Hong Kong read the traditional signs."""
    for asked, title in {
        "zh-TW,zh;q=0.9": "投訴進度查詢",
        "zh-HK": "投訴進度查詢",
        "zh-CN,zh": "投诉进度查询",
        "de-DE": "Where your complaint stands",
    }.items():
        answer = await ana.browser.get("/status", headers={"Accept-Language": asked})
        assert title in answer.text
