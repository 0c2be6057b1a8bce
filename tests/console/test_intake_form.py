"""A complaint by telephone, on paper, in a chat: staff take it down, and it is a case like any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    DispositionRow,
    EventRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
)
from adapters.storage.outbox import NO_ADDRESS, Outbox
from casework.letters import LetterState
from casework.plan import Happening
from tests.console.complainant import once
from tests.console.procedure import Procedure
from tests.examples import ANA, PNG, a_mail

if TYPE_CHECKING:
    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk, Page

CALLS = "Acme Calls call her every day to sell her loans. Stop these unwanted calls."
GIVEN = {
    "channel": "phone",
    "received": "2026-03-01T10:00",  # of Shanghai
    "name": "Ana Lima",
    "address": "Ana@home.example",
    "language": "en",
    "subject": "Calls",
    "words": CALLS,
    "why": "she rang us",
}


async def take_down(
    ling: FrontDesk,
    form: Page | None = None,
    files: tuple[tuple[str, bytes], ...] = (),
    /,
    **fields: str,
) -> Page:
    """Fill the form in and send it."""
    page = form or await ling.get("/intake/new")
    sent = {"csrf": page.csrf, "once": once(page), **GIVEN, **fields}
    brought = [("file", one) for one in files]
    answer = await ling.browser.post(
        "/intake/new", data=sent, files=brought or None, follow_redirects=True
    )
    return type(page)(answer)


async def test_a_call_becomes_a_case_that_began_when_it_came(ling: FrontDesk) -> None:
    """Words, files, who, how and when; the clocks run from the call, not from the typing."""
    page = await take_down(ling, None, (("my call log.png", PNG),))
    (case,) = await ling.all_of(CaseRow)
    (message,) = await ling.all_of(MessageRow)
    (ledger,) = await ling.all_of(DispositionRow)

    called_at = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert page.response.url.path == f"/case/{case.number}"
    assert f"{case.number} is open." in page.words
    assert (case.opened_at, case.due_at, message.received_at) == (called_at,) * 3
    assert (case.category, case.language, case.language_rule) == (
        "harassment_call",
        "en",
        "said by ling",
    )
    assert (message.channel, message.disposition, message.sender) == ("phone", "opened", ANA)
    assert (message.sender_name, message.text) == ("Ana Lima", f"{CALLS}\n")
    assert (ledger.by, ledger.why) == ("ling", "she rang us")
    assert [one.item for one in await ling.all_of(EvidenceRow)] == ["call_log"]
    assert "from the complainant phone Ana Lima <ana@home.example>" in page.words
    raw = ling.desk.store.open(message.sha256)
    assert b"Ombud-Channel: phone" in raw
    assert b"Ombud-Written-Down-By: ling" in raw


async def test_sent_twice_it_is_one_case(ling: FrontDesk) -> None:
    """The same form leads to the same case; other words of a known complaint are refused."""
    form = await ling.get("/intake/new")
    first = await take_down(ling, form)
    second = await take_down(ling, form)
    another = await take_down(ling)

    assert first.response.url == second.response.url
    assert another.status == 422
    assert "this is on a case already: C-2026-000001" in another.words
    assert len(await ling.all_of(CaseRow)) == 1


async def test_somebody_without_an_address_is_told_by_a_person(ling: FrontDesk) -> None:
    """The letter is written and kept, it does not leave, and the case says why and to whom."""
    await take_down(ling, address="", channel="paper")
    (case,) = await ling.all_of(CaseRow)
    (person,) = await ling.all_of(CorrespondentRow)
    key = await ling.acknowledge(case.number)

    claim = await Outbox(ling.desk.rows, ling.clock).claim(key)
    await Procedure(front=ling, number=case.number).ended(Happening.LETTER_FAILED, key)
    (letter,) = await ling.all_of(LetterRow)
    page = await ling.get(f"/case/{case.number}")

    assert (person.address, person.name) == ("", "Ana Lima")
    assert (claim.over, claim.state) == (True, LetterState.FAILED)
    assert (letter.state, letter.answer) == ("failed", NO_ADDRESS)
    assert "needs a person" in page.words
    assert "paper Ana Lima · " in page.words
    assert "<>" not in page.words
    assert "tell them by phone or on paper" in page.words
    assert f"Its number is {case.number}." in page.words, "the words to be told"
    assert "letter failed" in {one.kind for one in await ling.all_of(EventRow)}


async def test_two_people_without_an_address_are_two_people(ling: FrontDesk) -> None:
    """The same words from both are two cases; a mail without a sender is neither's."""
    await take_down(ling, address="", name="Ana")
    await take_down(ling, address="", name="Bo")
    (one, other) = await ling.all_of(CaseRow)
    people = await ling.all_of(CorrespondentRow)
    await ling.acknowledge(one.number)
    await ling.acknowledge(other.number)

    nobody = a_mail("Me again.", to=f"complaints+{people[0].token}@desk.example", sender="")
    held = await ling.take_in(nobody)

    assert (held.disposition, held.case_number) == ("held", None)
    assert len(await ling.all_of(LetterRow)) == 2


async def test_what_is_wrong_is_said_and_nothing_is_lost(ling: FrontDesk) -> None:
    """In words, with all that was typed still there; nothing is kept."""
    for fields, said in (
        ({"words": ""}, "write down what they said"),
        ({"name": "", "address": ""}, "say who complains"),
        ({"address": "ana"}, "this is no address"),
        ({"channel": "mail"}, "say how it came"),
        ({"received": "yesterday"}, "say when it came"),
        ({"received": "2026-03-02T17:31"}, "it cannot have been received in the future"),
        ({"address": "complaints@desk.example"}, "is the desk itself"),
        ({"address": "complaints+token@desk.example"}, "is the desk itself"),
        ({"once": ""}, "open for too long"),
    ):
        page = await take_down(ling, None, (), **fields)
        assert (page.status, said in page.words) == (422, True), page.words
        assert CALLS in page.html or not fields.get("words", "x")
    many = tuple((f"{one}.txt", b"x") for one in range(11))
    assert "too many files" in (await take_down(ling, None, many)).words
    assert await ling.all_of(MessageRow) == []
    assert (await take_down(ling, received="2026-03-02T17:30")).status == 200


async def test_old_paper_may_be_taken_down_late(ling: FrontDesk) -> None:
    """A letter that lay for a month: its case is a month old, and no letter names a day gone by."""
    page = await take_down(ling, received="2026-01-30T09:00", channel="paper")
    (case,) = await ling.all_of(CaseRow)
    await ling.acknowledge(case.number)
    (letter,) = await ling.all_of(LetterRow)

    assert page.status == 200
    assert ling.clock.now - case.opened_at > timedelta(days=30)
    assert b"2026" in letter.raw
    assert b"February" not in letter.raw


async def test_the_command_line_takes_it_down_too(ombud: Shell, front: FrontDesk) -> None:
    """With channel, time, language and files; a name alone is enough."""
    said = await ombud(
        *("case", "open", "--sender", "Wang Fang", "--text", CALLS, "--channel", "social media"),
        *("--received", "2026-03-01T10:00+08:00", "--language", "zh-Hant"),
        *("--as", "ling", "--reason", "seen on a forum"),
    )
    (case,) = await front.all_of(CaseRow)
    (message,) = await front.all_of(MessageRow)

    assert said.status == 0, said.words
    assert (case.language, message.channel) == ("zh-Hant", "social media")
    assert (message.sender, message.sender_name) == ("", "Wang Fang")
    assert case.opened_at == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
