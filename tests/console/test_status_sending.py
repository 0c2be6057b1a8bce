"""What complainants send on their page: evidence, and words that a button says."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.models import (
    CorrespondentRow,
    EventRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
)
from adapters.storage.relay import Relay
from casework.letters import LetterKind
from tests.console.complainant import PUBLIC, Complainant
from tests.console.front_desk import FrontDesk
from tests.console.procedure import Procedure
from tests.examples import MONDAY, PNG

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def heard(ana: Complainant, number: str) -> None:
    """The case's workflow hears of what came in last."""
    case = Procedure(front=ana.front, number=number)
    for one in await ana.front.all_of(MessageRow):
        if one.case_number == number and one.noted_at is None:
            await case.hear(one.sha256)


async def mine(ana: Complainant) -> MessageRow:
    """The one message that came by the page."""
    (found,) = [one for one in await ana.front.all_of(MessageRow) if one.channel == "status page"]
    assert isinstance(found, MessageRow)
    return found


# ---- evidence ----


async def test_evidence_is_a_message_of_the_complainant(ana: Complainant) -> None:
    """Its bytes are kept, it is added to the case, it ticks the item off, the workflow hears."""
    number = await ana.begin()
    page = await ana.get("/status/case")

    page = await ana.post(
        "/status/case/files", page, [("calls.png", PNG)], item="call_log", note="of today"
    )
    message = await mine(ana)
    told = await Relay(ana.front.desk.rows).untold()

    assert "Files received: 1" in page.words
    assert (message.disposition, message.rule) == ("added", "came by the status page")
    assert (message.case_number, message.party) == (number, "complainant")
    assert message.own_text == "of today\n"
    assert b64encode(PNG) in ana.front.desk.store.open(message.sha256)
    (item,) = [one for one in await ana.front.all_of(EvidenceRow) if one.message_id == message.id]
    assert (item.item, item.rule) == ("call_log", "chosen on the status page")
    assert message.sha256 in {one.ref for one in told}
    assert "on this page · files: 1" in page.words
    assert "has just come in" in page.words
    await heard(ana, number)
    assert LetterKind.EVIDENCE_RECEIPT in {one.kind for one in await ana.front.all_of(LetterRow)}
    assert "has just come in" not in (await ana.get("/status/case")).words


async def test_a_form_sent_twice_is_one_message(ana: Complainant) -> None:
    """One after the other, and two at the same instant."""
    await ana.begin()
    page = await ana.get("/status/case")

    for _ in range(2):
        await ana.post("/status/case/files", page, [("a.png", PNG)], item="call_log")
    await asyncio.gather(
        *(ana.post("/status/case/files", page, [("a.png", PNG)], item="call_log") for _ in "123")
    )

    await mine(ana)  # exactly one


async def test_hostile_file_names_stay_names(ana: Complainant) -> None:
    """No path is made of them, and nothing is shown of them here."""
    await ana.begin()
    names = [
        "../../etc/passwd",
        "<img src=x onerror=alert(1)>.png",
        "a\r\nX-Evil: 1.png",
        "",
        "…/..",
    ]

    page = await ana.post(
        "/status/case/files",
        await ana.get("/status/case"),
        [(name, b"MZ\x00 anything") for name in names],
    )
    message = await mine(ana)

    assert "passwd" not in page.html
    assert "onerror" not in page.html
    assert b"\nX-Evil" not in ana.front.desk.store.open(message.sha256)
    kept = [one.name for one in ana.front.desk.store.folder.rglob("*") if one.is_file()]
    assert all(len(name) == 64 for name in kept)


async def test_too_much_is_refused_in_words_and_nothing_is_kept(ana: Complainant) -> None:
    """Above the limit of a form, by a byte or by a file."""
    await ana.begin()
    before = await ana.front.record()

    for files in ([("big.bin", b"x" * 100_001)], [("s.txt", b"x")] * 11, [("s.txt", b"x")] * 12):
        page = await ana.post("/status/case/files", await ana.get("/status/case"), files)
        assert page.status in {400, 413}
        assert "fewer or smaller files" in page.words
    assert await ana.front.record() == before


async def test_a_body_without_end_is_not_read_to_its_end(ana: Complainant) -> None:
    """Nobody fills our disk: far above the limit it is refused, however it comes in."""
    await ana.begin()
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n'
        while asked < 1000:
            asked += 1
            yield b"x" * 10_000

    answer = await ana.browser.post(
        "/status/case/files",
        content=endless(),
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )

    assert answer.status_code == 413
    assert asked < 1000


async def test_nothing_is_sent_by_an_empty_form(ana: Complainant) -> None:
    """It says what is missing."""
    await ana.begin()

    page = await ana.post("/status/case/files", await ana.get("/status/case"))

    assert "choose a file first" in page.words
    assert [one for one in await ana.front.all_of(MessageRow) if one.channel != "mail"] == []


async def test_over_the_budget_of_its_case_it_waits_for_a_person(
    environment: dict[str, str],
) -> None:
    """As mail does: kept, held, said."""
    small = {**environment, **PUBLIC, "OMBUD_MESSAGES_PER_CASE_DAY": "1"}
    async with FrontDesk.open(small) as front, Complainant.at(front) as ana:
        await ana.begin()
        await ana.post("/status/case/files", await ana.get("/status/case"), [("a.png", PNG)])
        page = await ana.post("/status/case/files", await ana.get("/status/case"), [("b.png", PNG)])
        rules = [one.rule for one in await front.all_of(MessageRow)]

    assert "A member of our staff reads it first." in page.words
    assert rules[-1] == "over the budget of its case"


# ---- what is said with a button ----


@pytest.mark.parametrize(
    ("deed", "intent", "stage", "event"),
    [
        ("withdraw", "withdraw", "closed", "withdrawn"),
        ("resolved", "settled", "closed", "settled"),
        ("person", "person", "handed to a person", "person asked for"),
    ],
)
async def test_what_is_confirmed_is_said_as_if_by_mail(
    ana: Complainant, deed: str, intent: str, stage: str, event: str
) -> None:
    """First a page that asks, then one press; the case goes as the words would have it."""
    number = await ana.begin()
    asked = await ana.get(f"/status/case/{deed}")
    assert "Yes, send this" in asked.words
    assert (await ana.front.case(number)).stage == "acknowledged"

    page = await ana.post(f"/status/case/{deed}", asked, note="Thank you.")
    message = await mine(ana)
    await heard(ana, number)

    assert "We have it:" in page.words
    assert (message.intent, message.intent_rule) == (intent, "chosen on the status page")
    assert (await ana.front.case(number)).stage == stage
    assert event in {one.kind for one in await ana.front.all_of(EventRow)}
    assert "Thank you." not in (await ana.get("/status/case")).html


OFFERED: tuple[tuple[dict[str, object], set[str]], ...] = (
    ({"stage": "with respondent"}, {"resolved", "person", "withdraw"}),
    ({"stage": "answered"}, {"resolved", "not-enough", "person", "withdraw"}),
    (
        {"stage": "awaiting evidence", "consent": "asked"},
        {"resolved", "agree", "do-not-pass-on", "person", "withdraw"},
    ),
    ({"stage": "closed", "closed_at": MONDAY, "outcome": "resolved"}, {"person"}),
    ({"stage": "closed", "closed_at": MONDAY - timedelta(days=200)}, set()),
)


async def test_only_what_makes_sense_can_be_said(environment: dict[str, str]) -> None:
    """Everything else is no page at all."""
    for_years = {**environment, **PUBLIC, "OMBUD_STATUS_DAYS": "4000"}
    async with FrontDesk.open(for_years) as front, Complainant.at(front) as ana:
        number = await ana.begin()
        for facts, offered in OFFERED:
            await front.change(number, **facts)
            page = await ana.get("/status/case")
            links = {str(one.get("href")) for name, one in page.elements if name == "a"}
            assert {one[13:] for one in links if one.startswith("/status/case/")} == offered
            for deed in {"resolved", "not-enough", "agree", "person", "withdraw"} - offered:
                assert (await ana.get(f"/status/case/{deed}")).status == 404
                there = await ana.get("/status")
                assert (await ana.post(f"/status/case/{deed}", there)).status == 404


async def test_a_closed_case_is_opened_again_by_who_is_not_content(ana: Complainant) -> None:
    """Within the days in which a mail would open it; a person reads it."""
    number = await ana.begin()
    await ana.front.change(number, stage="closed", closed_at=MONDAY, outcome="resolved")

    await ana.post("/status/case/person", await ana.get("/status/case/person"))

    assert (await ana.front.case(number)).stage == "reopened"
    assert "open again" in (await ana.get("/status/case")).words


async def test_somebody_without_an_address_can_use_their_page(ana: Complainant) -> None:
    """They were given the code on paper: whoever holds it writes for the complainant."""
    number = await ana.front.open_case()
    await ana.front.acknowledge(number)
    async with ana.front.desk.rows.begin() as session:
        for one in await session.scalars(select(CorrespondentRow)):
            one.address = ""
    page = await ana.open(await ana.code(number))

    await ana.post("/status/case/files", page, [("a.png", PNG)], item="call_log")

    assert (await mine(ana)).disposition == "added"
