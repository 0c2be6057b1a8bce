"""The public complaint form: as a stranger's mail would be, and nobody's weapon."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.storage.models import CaseRow, DispositionRow, LetterRow, MessageRow
from adapters.storage.relay import Relay
from tests.console.complainant import PUBLIC, Complainant
from tests.console.front_desk import FrontDesk, Page
from tests.examples import ANA, DESK, MONDAY, PNG

if TYPE_CHECKING:
    from collections.abc import Sequence

CALLS = "Acme Calls call me every day to sell me loans. Stop these unwanted calls."
LATER = timedelta(seconds=4)


async def complain(ana: Complainant, form: Page | None = None, **fields: str) -> Page:
    """Fill the form in as a person does, taking their time."""
    page = form or await ana.get("/complain")
    ana.front.clock.now += LATER
    given = {"words": CALLS, "address": ANA, "name": "Ana Lima", "subject": "Calls", **fields}
    return await ana.post("/complain", page, None, **given)


async def messages(ana: Complainant) -> Sequence[MessageRow]:
    """What the record has."""
    return await ana.front.all_of(MessageRow)


async def test_a_complaint_by_the_form_becomes_a_case(ana: Complainant) -> None:
    """Read, assessed, kept and told to the workflow as a mail is; files and words whole."""
    form = await ana.get("/complain")
    ana.front.clock.now += LATER
    page = await ana.post(
        "/complain", form, [("calls.png", PNG)], words=CALLS, address="Ana@Home.example", name="Ana"
    )
    (message,) = await messages(ana)
    (case,) = await ana.front.all_of(CaseRow)
    (untold,) = await Relay(ana.front.desk.rows).untold()

    assert page.status == 200
    assert "A mail to Ana@Home.example confirms it" in page.words
    assert case.number not in page.html
    assert (message.channel, message.disposition) == ("web form", "opened")
    assert (message.sender, message.text) == (ANA, f"{CALLS}\n")
    assert message.authenticity == "unchecked"
    assert (case.category, untold.ref) == ("harassment_call", message.sha256)
    assert ana.front.desk.store.open(message.sha256)
    assert len(await ana.front.all_of(DispositionRow)) == 1


async def test_sent_twice_it_is_one_case(ana: Complainant) -> None:
    """By the same form; and by another form with the same words it joins the open case."""
    form = await ana.get("/complain")
    await complain(ana, form)
    again = await complain(ana, form)
    other = await complain(ana)

    assert (again.status, other.status, again.words) == (200, 200, other.words)
    assert [one.disposition for one in await messages(ana)] == ["opened", "added"]
    assert len(await ana.front.all_of(CaseRow)) == 1


async def test_nobody_is_filled_with_mail_through_it(environment: dict[str, str]) -> None:
    """In whosever name it is filled in: their budget ends, and what is over it is held.

    Acknowledgements have the caps that mail has: tests/adapters/test_casebook.py.
    """
    few = {**environment, **PUBLIC, "OMBUD_CASES_PER_SENDER_DAY": "1"}
    async with FrontDesk.open(few) as front, Complainant.at(front) as ana:
        first = await complain(ana)
        second = await complain(ana, words="Another thing: they took my money, I want a refund.")

        assert first.words == second.words
        assert [one.rule for one in await messages(ana)] == [
            "nothing known about it",
            "over the budget of its sender",
        ]


async def test_a_full_hour_sends_people_to_the_mail(environment: dict[str, str]) -> None:
    """Their words stay in the form; an hour later it takes them."""
    few = {**environment, **PUBLIC, "OMBUD_FORMS_PER_HOUR": "1"}
    async with FrontDesk.open(few) as front, Complainant.at(front) as ana:
        await complain(ana)
        page = await complain(ana, words="They took my money.")
        assert page.status == 429
        assert f"Please send us an e-mail instead: {DESK}" in page.words
        assert "They took my money." in page.html
        assert len(await messages(ana)) == 1

        front.clock.now += timedelta(hours=1)
        assert (await complain(ana, words="They took my money.")).status == 200


async def test_what_a_robot_does_is_refused_and_a_person_loses_nothing(ana: Complainant) -> None:
    """The field that people do not see, and a form sent back in the second it was given."""
    page = await complain(ana, website="http://casino.example")
    assert page.status == 422
    assert "as if a program had filled it in" in page.words
    assert CALLS in page.html

    form = await ana.get("/complain")
    fast = await ana.post("/complain", form, words=CALLS, address=ANA)
    assert (fast.status, await messages(ana)) == (422, [])
    ana.front.clock.now += LATER
    assert (await ana.post("/complain", fast, words=CALLS, address=ANA)).status == 200


async def test_a_form_that_lay_open_too_long_keeps_its_words(ana: Complainant) -> None:
    """Whoever writes for long, or has lost their cookie, presses once more."""
    form = await ana.get("/complain")
    ana.front.clock.now += timedelta(days=2)
    old = await complain(ana, form)
    ana.browser.cookies.clear()
    lost = await complain(ana, old)

    for page in (old, lost):
        assert page.status == 403
        assert "Nothing is lost but the files" in page.words
        assert CALLS in page.html
    assert await messages(ana) == []
    assert (await complain(ana, lost)).status == 200


async def test_what_is_missing_is_said_all_at_once(ana: Complainant) -> None:
    """In words, in the reader's language, and nothing is kept."""
    page = await complain(ana, words=" ", address="ana")
    assert "Tell us what happened." in page.words
    assert "Write your e-mail address as in name@example.org" in page.words
    for address in (
        "a@b.example\r\nBcc: x@y.example",
        f"{'a' * 250}@b.example",
        "a b@c.example",
        "",
    ):
        assert (await complain(ana, address=address)).status == 422
    for ours in (DESK.upper(), DESK.replace("@", "+token@")):
        assert "our own address" in (await complain(ana, address=ours)).words
    chinese = await ana.get("/complain?language=zh-Hant")
    assert "請寫明發生了什麼事" in (await complain(ana, chinese, words="")).words
    assert await messages(ana) == []


async def test_what_is_typed_forges_no_header_and_no_page(ana: Complainant) -> None:
    """Line ends in a name or a subject are blanks; markup comes back as text."""
    evil = "<script>document.title='x'</script>"
    page = await complain(ana, subject=f"a\r\nX-Evil: 1 {evil}", name=f"{evil}\r\nTo: a@b.example")
    (message,) = await messages(ana)
    raw = ana.front.desk.store.open(message.sha256)
    wrong = await complain(ana, words=evil, address=evil)

    assert page.status == 200
    assert b"\nX-Evil" not in raw
    assert message.sender == ANA
    assert evil not in wrong.html


async def test_it_is_there_only_where_the_desk_wants_it(environment: dict[str, str]) -> None:
    """Status pages alone are a choice, too."""
    only_status = {**environment, **PUBLIC, "OMBUD_PUBLIC_FORM": "false"}
    async with FrontDesk.open(only_status) as front, Complainant.at(front) as ana:
        assert (await ana.get("/complain")).status == 404
        assert "/complain" not in (await ana.get("/status")).html


async def test_the_acknowledgement_goes_to_the_address_that_was_given(ana: Complainant) -> None:
    """And tells where the status page is, which then says by which way the complaint came."""
    await complain(ana)
    (case,) = await ana.front.all_of(CaseRow)
    await ana.front.acknowledge(case.number)
    (letter,) = await ana.front.all_of(LetterRow)
    page = await ana.open(await ana.code(case.number))

    assert letter.recipient == ANA
    assert "by the complaint form" in page.words
    assert ana.front.clock.now > MONDAY
