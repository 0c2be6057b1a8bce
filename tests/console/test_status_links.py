"""Links to status pages: a new one goes to the known address only, and staff end them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.storage.models import (
    DecisionRow,
    EventRow,
    LetterRow,
)
from casework.decisions import DecisionKind
from casework.events import EventKind
from tests.console.procedure import Procedure
from tests.examples import ANA, MONDAY, a_mail

if TYPE_CHECKING:
    from tests.console.complainant import Complainant
    from tests.console.front_desk import FrontDesk

# ---- a new link ----


async def ask(ana: Complainant, number: str, address: str) -> str:
    """What is said to whoever asks for a new link."""
    form = await ana.get("/status/new-link")
    return (await ana.post("/status/new-link", form, number=number, address=address)).words


async def decided(ana: Complainant) -> list[DecisionRow]:
    """What is on its way to a workflow."""
    return [
        one for one in await ana.front.all_of(DecisionRow) if one.kind == DecisionKind.SEND_LINK
    ]


async def test_a_new_link_goes_to_the_known_address_only(ana: Complainant) -> None:
    """Right or wrong, closed or unknown: the words are the same; only the right send a mail."""
    number = await ana.front.open_case()
    await ana.front.acknowledge(number)
    closed = await ana.front.open_case(a_mail("A refund, my money back.", sender="bo@x.example"))
    await ana.front.change(closed, stage="closed", closed_at=MONDAY)

    said = {
        await ask(ana, number, "eve@evil.example"),
        await ask(ana, "C-2026-999999", ANA),
        await ask(ana, closed, "bo@x.example"),
        await ask(ana, "nonsense", ""),
        await ask(ana, number, "ana@home.example, eve@evil.example"),
    }
    assert await decided(ana) == []
    said.add(await ask(ana, f" {number.lower()} ", "Ana@Home.example"))
    (decision,) = await decided(ana)

    assert len(said) == 1
    assert (decision.case_number, decision.by) == (number, "the complainant")


async def test_the_new_link_opens_the_page_as_the_old_one_does(ana: Complainant) -> None:
    """Whoever asks in a complainant's name locks them out of nothing."""
    number = await ana.begin()
    old = await ana.code(number)
    await ask(ana, number, ANA)
    await Procedure(front=ana.front, number=number).carry_out()
    new = await ana.code(number)

    letters = [one.kind for one in await ana.front.all_of(LetterRow)]
    assert letters == ["acknowledgement", "status-link"]
    assert old != new
    assert number in (await ana.open(new)).words
    assert number in (await ana.open(old)).words
    assert (await ana.front.case(number)).stage == "acknowledged"
    assert EventKind.LINK_SENT in {one.kind for one in await ana.front.all_of(EventRow)}


async def test_new_links_are_rationed(ana: Complainant) -> None:
    """One every half hour, three a day: nobody's mailbox is filled through this form."""
    number = await ana.begin()
    counts = []
    for minutes in (0, 29, 31, 62, 93, 24 * 60):
        ana.front.clock.now = MONDAY + timedelta(minutes=minutes)
        await ask(ana, number, ANA)
        counts.append(len(await decided(ana)))

    assert counts == [1, 1, 2, 3, 3, 4]


# ---- what staff do ----


async def test_staff_see_the_links_send_one_and_end_all(ana: Complainant) -> None:
    """On the page of the case, with a reason that stays."""
    number = await ana.begin()
    front = ana.front
    await front.log_in()
    page = await front.get(f"/case/{number}")
    assert "Status page" in page.words
    assert "/status#…" in page.words
    assert await ana.code(number) not in page.html, "staff read the letter without its key"

    page = await front.post(f"/case/{number}/status-page", page, what="send", why="she lost it")
    (decision,) = await decided(ana)
    assert (decision.by, decision.why) == ("ling", "she lost it")
    assert "on its way" in page.words

    page = await front.post(f"/case/{number}/status-page", page, what="end", why="it was copied")
    assert "they open nothing any more" in page.words
    assert "ended by ling" in page.words
    assert (await ana.get("/status/case")).status == 404
    again = await front.post(f"/case/{number}/status-page", page, what="end", why="again")
    assert (again.status, "no link that could be ended" in again.words) == (409, True)
    none = await front.post("/case/C-1999-000001/status-page", page, what="end", why="x")
    assert none.status == 409


async def test_without_pages_staff_can_send_no_link(ling: FrontDesk) -> None:
    """The panel is not there, and the form is refused in words."""
    number = await ling.open_case()
    page = await ling.get(f"/case/{number}")
    assert "Status page" not in page.words

    refused = await ling.post(f"/case/{number}/status-page", page, what="send", why="x")

    assert (refused.status, "OMBUD_PUBLIC_ADDRESS" in refused.words) == (409, True)
