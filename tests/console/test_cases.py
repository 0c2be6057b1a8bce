"""The list of cases, one case, and closing it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.storage import desk as desk_facts
from adapters.storage.models import DeskRow, LetterRow
from casework.case import NextStep, Stage
from casework.letters import LetterState
from tests.console.front_desk import FrontDesk
from tests.examples import MONDAY, PNG, a_mail

CLOSED = {"stage": Stage.CLOSED, "next_step": NextStep.NOTHING, "due_at": None}


# ---- the list ---------------------------------------------------------------------------


async def test_the_list_says_of_each_case_what_is_next_and_by_when(ling: FrontDesk) -> None:
    """Number, due date in the pack's zone, who and what about, stage, next step, category."""
    number = await ling.open_case(a_mail(sender="Ana Lima <ana@home.example>", subject="Stop it"))

    words = (await ling.get("/cases")).words

    assert (
        f"{number} 2026-03-02 17:30 Ana Lima Stop it not known received acknowledge the complaint "
        "Unwanted calls 2026-03-02 17:30"
    ) in words
    assert "Times: Asia/Shanghai" in words
    assert "1 case" in words


async def test_a_desk_whose_mailroom_never_ran_has_a_list_too(ling: FrontDesk) -> None:
    """The first thing a newcomer sees: an empty list that says how a case comes about."""
    async with ling.desk.rows.begin() as session:
        for name in ("mailbox", "watch"):
            await session.delete(await session.get_one(DeskRow, name))

    page = await ling.get("/cases")

    assert page.status == 200
    assert "No case here yet" in page.words


async def test_an_empty_list_says_how_a_case_comes_about(ling: FrontDesk) -> None:
    """No bare table."""
    assert "A mail to the desk's inbox opens one." in (await ling.get("/cases")).words


async def test_what_is_due_first_is_on_top_and_closed_cases_are_last(ling: FrontDesk) -> None:
    """Whoever reads from the top does the most urgent first."""
    later, closed, sooner = [
        await ling.open_case(a_mail(f"They call me at {hour}, unwanted calls.", sender=sender))
        for hour, sender in ((7, "a@home.example"), (8, "b@home.example"), (9, "c@home.example"))
    ]
    await ling.change(later, due_at=MONDAY + timedelta(days=9))
    await ling.change(closed, **CLOSED)
    await ling.change(sooner, due_at=MONDAY + timedelta(days=2))

    html = (await ling.get("/cases")).html

    places = [html.index(f"/case/{number}") for number in (sooner, later, closed)]
    assert places == sorted(places)


async def test_the_stage_filter_shows_that_stage_alone(ling: FrontDesk) -> None:
    """And an unknown stage shows everything rather than nothing."""
    first = await ling.open_case()
    second = await ling.open_case(a_mail("Refund refused, I want my money back."))
    await ling.change(second, stage=Stage.AWAITING_EVIDENCE)

    waiting = (await ling.get("/cases?stage=awaiting+evidence")).html
    received = (await ling.get("/cases?stage=received")).html
    anything = (await ling.get("/cases?stage=nonsense")).html

    assert (first in waiting, second in waiting) == (False, True)
    assert (first in received, second in received) == (True, False)
    assert (first in anything, second in anything) == (True, True)


async def test_the_filter_offers_every_stage(ling: FrontDesk) -> None:
    """One choice a stage, and the chosen one is marked."""
    page = await ling.get("/cases?stage=closed")

    choices = [one for tag, one in page.elements if tag == "option"]
    assert {one.get("value") for one in choices} >= set(Stage)
    assert [one["value"] for one in choices if "selected" in one] == ["closed", "due first"]


async def test_a_case_that_needs_a_person_is_marked(ling: FrontDesk) -> None:
    """In the list and in the count at the head."""
    number = await ling.open_case()
    await ling.change(number, needs_staff=True)

    words = (await ling.get("/cases")).words

    assert "received needs a person" in words
    assert "Today 1" in words


@pytest.mark.parametrize(
    ("due_in_days", "ahead_days", "overdue"),
    [(0, 0, False), (-1, 0, True), (5, 0, False), (5, 6, True)],
)
async def test_a_case_whose_due_date_has_gone_by_is_marked(
    ling: FrontDesk, due_in_days: int, ahead_days: int, *, overdue: bool
) -> None:
    """By the case's own clock; the due date itself is still in time."""
    number = await ling.open_case()
    due_at = MONDAY + timedelta(days=due_in_days)
    await ling.change(number, due_at=due_at, ahead=ahead_days * 86400.0)

    listed = (await ling.get("/cases")).words.partition("Case Due")[2]
    assert ("overdue" in listed) is overdue
    assert ("overdue" in (await ling.get(f"/case/{number}")).words) is overdue


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("letters", {"paused": True}, "All outgoing letters are paused."),
        ("mailbox", {"trouble": "connect refused"}, "The inbox cannot be read: connect refused"),
        ("watch", {"trouble": "Temporal is away"}, "Mail is taken in; letters and deadlines wait."),
        ("watch", {"trouble": "", "missing": 2}, "2 open cases have no workflow"),
    ],
)
async def test_what_is_wrong_with_the_desk_stands_above_the_list(
    ling: FrontDesk, fact: str, value: dict[str, object], said: str
) -> None:
    """Nobody has to look for it; and nothing is said while nothing is wrong."""
    assert said not in (await ling.get("/")).words

    await desk_facts.put(ling.desk.rows, fact, value)

    assert said in (await ling.get("/")).words


# ---- one case ---------------------------------------------------------------------------


async def test_a_case_shows_what_was_written_and_what_happened(ling: FrontDesk) -> None:
    """Messages with their attachments, letters with their state, evidence, events with reasons."""
    number = await ling.open_case(
        a_mail(
            "Unwanted calls, see my call log.\nEvery day!",
            subject="They do not stop",
            sender="Ana Lima <ana@home.example>",
            files=(("my calls.png", "image/png", PNG),),
        )
    )
    await ling.acknowledge(number)

    page = await ling.get(f"/case/{number}")

    for said in (
        "They do not stop",
        "from the complainant Ana Lima <ana@home.example> · 2026-03-02 17:30 · opened: nothing",
        "Every day!",
        f"Attached: my calls.png (image/png, {len(PNG)} bytes",
        f"[{number}] We have your complaint to the complainant ana@home.example · 2026-03-02 17:30",
        "· pending read the letter",
        "✓ there a record of the calls: the number that called, with date and time",
        "evidence added a record of the calls: the number that called",
        "2026-03-02 17:30 acknowledged",
        "Unwanted calls",
        "Pack example",
    ):
        assert said in page.words, said


async def test_messages_and_letters_are_one_thread_by_time(ling: FrontDesk) -> None:
    """As a conversation reads; each letter with the words that its recipient got."""
    number = await ling.open_case(a_mail("They call me. Stop it.", subject="First"))
    ling.clock.now = MONDAY + timedelta(hours=1)
    await ling.acknowledge(number)
    again = a_mail("They called again, at noon.", message_id="<2@home.example>")
    (letter,) = await ling.all_of(LetterRow)
    answer = again.replace(
        b"Message-ID:", f"In-Reply-To: {letter.message_id}\r\nMessage-ID:".encode()
    )
    await ling.take_in(answer, received_at=MONDAY + timedelta(hours=2))

    words = (await ling.get(f"/case/{number}?order=oldest")).words

    places = [
        words.index(said)
        for said in (
            "Stop it.",
            f"[{number}] We have your complaint",
            f"number is {number}",
            "at noon",
        )
    ]
    assert places == sorted(places)


async def test_evidence_that_is_not_there_is_called_missing(ling: FrontDesk) -> None:
    """The checklist of the category, item by item."""
    mail = a_mail("They refuse a refund. I want my money back.", subject="Refund refused")
    number = await ling.open_case(mail)

    words = (await ling.get(f"/case/{number}")).words

    assert (
        "missing the contract, the order or another proof of purchase "
        "missing proof of what you paid"
    ) in words


async def test_a_case_of_no_known_category_says_that_no_checklist_applies(ling: FrontDesk) -> None:
    """Nothing is guessed."""
    number = await ling.open_case(a_mail("I am not happy.", subject="Hello"))

    assert (
        "The category is not known, so no checklist applies."
        in (await ling.get(f"/case/{number}")).words
    )


async def test_a_letter_in_doubt_is_marked_with_the_servers_words(ling: FrontDesk) -> None:
    """So that a person sees what to look into."""
    number = await ling.open_case()
    key = await ling.acknowledge(number)
    async with ling.desk.rows.begin() as session:
        letter = await session.get_one(LetterRow, key)
        letter.state, letter.answer = LetterState.UNKNOWN, "connection lost after DATA"

    page = await ling.get(f"/case/{number}")

    assert "unknown connection lost after DATA" in page.words
    assert ("span", {"class": "tag warn"}) in page.elements


async def test_a_case_that_was_wound_forward_says_so(ling: FrontDesk) -> None:
    """Its dates are not today's."""
    number = await ling.open_case()
    await ling.change(number, ahead=20 * 86400.0)

    assert "clock 20 days ahead" in (await ling.get(f"/case/{number}")).words


@pytest.mark.parametrize("number", ["C-2026-999999", "nonsense", "%3Cscript%3E"])
async def test_a_case_that_is_not_there_is_said_in_words(ling: FrontDesk, number: str) -> None:
    """404, our page, and a way back."""
    page = await ling.get(f"/case/{number}")

    assert page.status == 404
    assert page.is_in_words
    assert "there is no case" in page.words
    assert ("a", {"href": "/"}) in page.elements
    assert "<script>" not in page.html


async def test_the_link_to_temporal_leads_into_the_desks_namespace(
    environment: dict[str, str],
) -> None:
    """Ops land on the workflow, not on an error page."""
    more = {"OMBUD_TEMPORAL_UI": "http://temporal.example", "OMBUD_TEMPORAL_NAMESPACE": "desk"}
    async with FrontDesk.open({**environment, **more}) as front:
        await front.log_in()
        number = await front.open_case()
        html = (await front.get(f"/case/{number}")).html

    assert f"http://temporal.example/namespaces/desk/workflows/case%2F{number}" in html


async def test_a_case_whose_pack_has_gone_can_still_be_read(ling: FrontDesk) -> None:
    """A pack that was renamed or taken away hides no case from the people who work on it."""
    number = await ling.open_case()
    await ling.change(number, pack="last-year")

    page = await ling.get(f"/case/{number}")

    assert page.status == 200
    assert "Unwanted calls" in page.words
    assert "Category harassment_call" in page.words
    assert "this pack is not there any more" in page.words
