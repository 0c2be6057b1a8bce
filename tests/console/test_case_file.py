"""A case's file: where it stands, its clocks, its papers, its story, in names people know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.storage.models import CaseRow, LetterRow
from casework.case import NextStep, Stage
from casework.letters import LetterKind, LetterState
from casework.policy import Clock, Counting
from console.clocks import hold_words
from tests.casework.situations import CHINA, POLICY
from tests.console.procedure import Procedure
from tests.examples import MONDAY, PNG, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

THREE_YEARS = Clock(count=3, counting=Counting.YEARS, basis="policy")


async def test_the_file_says_whom_it_is_about_and_which_rule_said_so(ling: FrontDesk) -> None:
    """Name and kind out of the directory, the rule beside it; in the list the name."""
    case = await Procedure.begin(ling)

    words = (await ling.get(f"/case/{case.number}")).words

    assert "Respondent Acme Calls (company) it is named: 'acme calls'" in words
    assert "Consent not asked" in words
    assert "Asked before not that we know" in words
    assert "Owner nobody yet" in words
    assert "Unwanted calls Acme Calls received" in (await ling.get("/cases")).words.replace(
        "acknowledged", "received"
    )


async def test_a_clock_is_explained(ling: FrontDesk) -> None:
    """Whose it is, from when, until when, how it is counted and on what ground."""
    case = await Procedure.with_respondent(ling)

    words = (await ling.get(f"/case/{case.number}")).words

    assert (
        "answer of Acme Calls runs the respondent's; from 2026-03-02 17:30 until 2026-03-17 "
        "15 calendar days: the desk's own rule"
    ) in words


async def test_a_watched_clock_runs_out_and_ours_begins(ling: FrontDesk) -> None:
    """The respondent's fault is not ours; the approval's hours are."""
    case = await Procedure.approval_pending(ling)

    words = (await ling.get(f"/case/{case.number}")).words

    assert "answer of Acme Calls ran out the respondent's" in words
    assert (
        "a letter waits for its approval, then it is written anew runs ours; "
        "from 2026-03-19 17:30 until 2026-03-22 17:30 72 hours"
    ) in words


async def test_a_clock_of_ours_that_is_over_is_called_overdue(ling: FrontDesk) -> None:
    """Nobody read it in time: that is our own fault."""
    case = await Procedure.with_respondent(ling)
    await case.says("Please call me back.")
    ling.clock.now += timedelta(days=9)

    words = (await ling.get(f"/case/{case.number}")).words

    assert "a person reads the case overdue ours; from 2026-03-02 17:30 until 2026-03-05" in words
    assert "3 working days" in words


async def test_a_clock_of_a_law_names_the_law(ling: FrontDesk) -> None:
    """The source of the pack, not its number."""
    case = await Procedure.with_respondent(ling)
    await ling.change(
        case.number,
        pack="cn-telecom",
        stage=Stage.WITH_BODY,
        rung="cn-mca",
        referred_at=MONDAY + timedelta(days=1),
    )

    words = (await ling.get(f"/case/{case.number}")).words

    assert "answer of Provincial communications administration (telecom user appeal) runs" in words
    assert "30 calendar days: 电信条例第三十九条" in words
    assert "answer of Acme Calls ended" in words


async def test_a_closed_case_says_until_when_a_reply_opens_it(ling: FrontDesk) -> None:
    """And nothing else runs."""
    case = await Procedure.with_respondent(ling)
    closed = {"stage": Stage.CLOSED, "next_step": NextStep.NOTHING, "due_at": None}
    await ling.change(case.number, **closed, closed_at=MONDAY)

    words = (await ling.get(f"/case/{case.number}")).words

    assert "a reply opens it again runs ours; from 2026-03-02 17:30 until 2026-08-29" in words
    assert "answer of Acme Calls ended" in words


async def test_a_due_date_at_the_end_of_a_day_names_that_day(ling: FrontDesk) -> None:
    """Midnight belongs to the day that ends: nobody reads a day too many, or works a day late."""
    case = await Procedure.with_respondent(ling)
    midnight = MONDAY.replace(hour=16, minute=0) + timedelta(days=3)  # in Shanghai
    await ling.change(case.number, due_at=midnight)

    assert "Due 2026-03-05 24:00 Owner" in (await ling.get(f"/case/{case.number}")).words
    ling.clock.now = midnight - timedelta(hours=1)
    assert "overdue" not in (await ling.get("/cases?overdue=true")).words.partition("Case Due")[2]
    ling.clock.now = midnight + timedelta(hours=1)
    assert case.number in (await ling.get("/cases?overdue=true")).words


async def test_evidence_is_there_or_missing_or_with_the_respondent(ling: FrontDesk) -> None:
    """What only the respondent holds is shown with what became of it."""
    case = await Procedure.begin(ling)

    before = (await ling.get(f"/case/{case.number}")).words
    await case.order(LetterKind.EVIDENCE_REQUEST)
    after = (await ling.get(f"/case/{case.number}")).words

    assert "✓ there a record of the calls" in before
    assert "with the respondent a recording of the call the respondent may hold it" in before
    assert "the respondent was asked to keep it; it may be gone after 30 days" in after


async def test_the_ladder_says_why_a_body_fits_or_does_not(ling: FrontDesk) -> None:
    """What it asks for, in the pack's words: yes, no or unknown; and who would submit."""
    case = await Procedure.with_respondent(ling)
    await ling.change(case.number, pack="cn-telecom")

    words = (await ling.get(f"/case/{case.number}")).words

    for said in (
        "Market regulator (12315 complaint) not for this category",
        "yes The company is a licensed telecom business operator",
        "yes The company was asked first, on a day that can be shown",
        "unknown The matter was not settled before",
        "the complainant submits, with our guide · may take 30 calendar days",
    ):
        assert said in words, said


async def test_a_message_says_how_it_was_understood(ling: FrontDesk) -> None:
    """The intent with the rule that found it; each piece with its party."""
    case = await Procedure.with_respondent(ling)
    await case.says("We have taken the number off our lists.", party="respondent")
    await case.says("I do not accept that answer.")

    words = (await ling.get(f"/case/{case.number}")).words

    assert "from the respondent <calls@firm.example>" in words
    assert "Understood as: unhappy, because it says 'do not accept'" in words
    assert "to the respondent calls@firm.example" in words


async def test_history_and_decisions_speak_in_names(ling: FrontDesk) -> None:
    """No id of an item, a body, a respondent or a fact; but a person's own words as they are."""
    case = await Procedure.approval_pending(ling)
    await ling.change(case.number, stage=Stage.HANDED_OVER)
    number = case.number
    for about, value in (("category", "refund_refused"), ("accepted_elsewhere", "no")):
        await ling.post(
            f"/case/{number}/answer", about=about, value=value, why="the contract says acme"
        )
    await ling.post(
        f"/case/{number}/decide", kind="assign a respondent", value="acme", why="acme it is"
    )

    words = (await ling.get(f"/case/{number}")).words

    assert "referral written The Example Ombudsman" in words
    assert "Category: Refund refused by ling" in words
    assert "assign a respondent: Acme Calls by ling" in words
    assert "the contract says acme" in words
    assert "acme it is" in words
    for one in ("refund_refused", "example-ombudsman", "call_log", "harassment_call"):
        assert one not in words, one


async def test_the_legal_hold_is_on_the_case_with_its_end(ling: FrontDesk) -> None:
    """While the case is open it has none."""
    number = await ling.open_case()
    assert (
        "Legal hold nothing of the case may be deleted Pack"
        in (await ling.get(f"/case/{number}")).words
    )

    lifted = replace(POLICY, clocks=replace(POLICY.clocks, hold=THREE_YEARS))
    told = hold_words(lifted, CHINA, MONDAY)
    assert told == "nothing of the case may be deleted until 2029-03-02 is over"


async def test_files_of_messages_and_letters_can_be_kept(ling: FrontDesk) -> None:
    """As they came, under their own names, and as bytes that no browser runs."""
    case = await Procedure.with_respondent(ling)
    page = await ling.get(f"/case/{case.number}")
    links = [one["href"] or "" for _, one in page.elements if "/files/" in (one.get("href") or "")]

    answers = [await ling.browser.get(link) for link in links]

    assert len(answers) == 2, "of her mail, and of the letter to Acme"
    for one in answers:
        assert one.content == PNG
        assert one.headers["content-type"] == "application/octet-stream"
        assert one.headers["content-disposition"] == (
            "attachment; filename*=UTF-8''my%20call%20log.png"
        )


async def test_a_file_that_is_not_there_is_said_in_words(ling: FrontDesk) -> None:
    """A wrong digest, a wrong message, a wrong letter: 404, on our page."""
    await ling.fill()
    key = await ling.acknowledge("C-2026-000001")

    for path in (
        f"/mail/2/files/{'0' * 64}",
        f"/mail/99/files/{'0' * 64}",
        f"/letters/{key}/files/{'0' * 64}",
        f"/letters/nothing/files/{'0' * 64}",
        "/letters/nothing/mail",
    ):
        page = await ling.get(path)
        assert page.status == 404, path
        assert page.is_in_words, path


async def test_a_letter_that_failed_is_sent_again_with_a_reason(ling: FrontDesk) -> None:
    """The form stands on the letter; without a reason nothing is decided."""
    case = await Procedure.with_respondent(ling)
    async with ling.desk.rows.begin() as session:
        view = await ling.desk.views.case(case.number)
        assert view is not None
        letter = await session.get_one(LetterRow, view.letters[0].key)
        letter.state, letter.answer = LetterState.FAILED, "550 no such mailbox"
    path = f"/letters/{letter.key}/send-again"
    form = await ling.get(f"/case/{case.number}")
    assert ("form", {"method": "post", "action": path}) in form.elements

    without = await ling.post(path, form, why=" ")
    done = await ling.post(path, form, why="the address is right now")

    assert "a reason is needed" in without.words
    assert "is being sent again" in done.words
    assert "send again: acknowledgement by ling" in done.words


async def test_a_letter_that_went_well_is_not_sent_again(ling: FrontDesk) -> None:
    """Refused in words."""
    case = await Procedure.begin(ling)
    key = f"{case.number}/acknowledgement/1"

    page = await ling.post(f"/letters/{key}/send-again", why="once more")

    assert page.status == 409
    assert "no failed or unknown letter" in page.words


async def test_the_list_shows_only_what_needs_a_person(ling: FrontDesk) -> None:
    """One tick away."""
    first = await ling.open_case()
    second = await ling.open_case(a_mail("Refund refused, I want my money back."))
    await ling.change(second, needs_staff=True)

    page = await ling.get("/cases?needs_staff=true")

    assert (first in page.words, second in page.words) == (False, True)
    assert [one["value"] for _, one in page.elements if "checked" in one] == ["true"]
    assert len(await ling.all_of(CaseRow)) == 2
