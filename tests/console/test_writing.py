"""A letter by a person: drafted, seen exactly as it will go out, sent once, to one party."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from adapters.beginnings import beginnings
from adapters.mailbox.parse import parse
from adapters.storage.drafts import DraftRow
from adapters.storage.models import DecisionRow, LetterRow
from casework.case import Language, Stage
from casework.roles import Role
from mailroom.remind import Remind
from tests.console.procedure import Procedure, hire
from tests.examples import ROOT

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk, Page

SCRIPT = "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} ##- x -##"
WORDS = f"Hello,\n\nwhich day was it?\n\n{SCRIPT}"


async def drafted(ling: FrontDesk, case: Procedure, **fields: object) -> Page:
    """A draft is saved; the page that shows what will go out."""
    facts = {"to": "complainant", "subject": "A question", "text": WORDS, **fields}
    return await ling.post(f"/case/{case.number}/draft", **facts)


def hidden(page: Page, name: str) -> str:
    """What a form carries along, the last of that name."""
    found: list[str] = re.findall(rf'name="{name}" value="([^"]*)"', page.html)
    return found[-1]


async def sent(ling: FrontDesk, case: Procedure, page: Page, **fields: object) -> Page:
    """Press the button below what will go out."""
    facts = {"draft": hidden(page, "draft"), "version": hidden(page, "version")}
    why = {"why": "she has to say"}
    return await ling.post(f"/case/{case.number}/send", page, **{**facts, **why, **fields})


async def letters(ling: FrontDesk) -> list[LetterRow]:
    """What people wrote, in the outbox."""
    return [one for one in await ling.all_of(LetterRow) if one.kind == "letter"]


@pytest.mark.parametrize(
    ("to", "recipient"), [("complainant", "ana@home.example"), ("respondent", "calls@firm.example")]
)
async def test_what_is_shown_is_what_goes_out(ling: FrontDesk, to: str, recipient: str) -> None:
    """Recipient, subject and text, letter by letter; through the outbox like any other."""
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case, to=to)

    done = await sent(ling, case, page)
    await case.carry_out()

    (letter,) = await letters(ling)
    mail = parse(letter.raw, letter.written_at)
    assert f"To Acme Calls <{recipient}>" in page.words or f"<{recipient}>" in page.words
    assert f"Subject {mail.subject} Leaves" in page.words
    assert " ".join((mail.text or "").split()) in page.words
    assert (letter.recipient, letter.state) == (recipient, "pending")
    assert SCRIPT in (mail.text or "")
    assert mail.subject == f"[{case.number}] A question"
    assert "the letter is being sent" in done.words
    assert b"Auto-Submitted" not in letter.raw, "a person wrote it"
    (decision,) = await ling.all_of(DecisionRow)
    (draft,) = await ling.all_of(DraftRow)
    assert (decision.kind, decision.about) == ("send a letter", draft.id)
    assert draft.letter_key == letter.key


async def test_html_in_a_letter_is_words(ling: FrontDesk) -> None:
    """In the preview, in the story and in the mail itself."""
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case)
    await sent(ling, case, page)
    await case.carry_out()

    (letter,) = await letters(ling)
    for html in (page.html, (await ling.get(f"/case/{case.number}")).html):
        assert "<script>alert" not in html
    body = message_from_bytes(letter.raw, policy=default).get_body(("html",))
    assert body is not None
    assert "&lt;script&gt;alert(1)" in body.get_content()


async def test_a_letter_is_sent_once_however_often_the_button_is_pressed(ling: FrontDesk) -> None:
    """The second one is told who was quicker; heard of twice, it is one letter."""
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case)

    await sent(ling, case, page)
    again = await sent(ling, case, page)
    await case.carry_out()
    await case.carry_out()

    assert again.status == 409
    assert "ling has sent it already" in again.words
    assert len(await letters(ling)) == 1


async def test_a_letter_to_a_body_waits_for_an_approval(ling: FrontDesk) -> None:
    """It stands among the approvals, exactly; approved, it may leave, and the case stays."""
    await hire(ling, "boris", Role.APPROVER)
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case, to="body:example-ombudsman")

    done = await sent(ling, case, page)
    await case.carry_out()
    letter = await case.waiting()
    waiting = await ling.get(f"/case/{case.number}")
    own = await ling.get(f"/approvals/{letter.key}")
    await ling.log_in("boris")
    form = await ling.get(f"/approvals/{letter.key}")
    await ling.post(
        f"/approvals/{letter.key}", form, verdict="approved", sha256=letter.sha256, why="right"
    )
    await case.carry_out()

    assert "waits for an approval" in done.words
    assert "once it is approved by: approver" in page.words
    assert "The letter waits for an approval: look at it" in waiting.words
    assert "this letter needs approver" in own.words
    (row,) = await letters(ling)
    assert row.released_at is not None
    assert (await ling.case(case.number)).stage == "with respondent"


async def test_a_letter_that_waits_too_long_rises_and_is_asked_for_again(ling: FrontDesk) -> None:
    """On Today, where nothing else is late; and by mail, with its own key and digest."""
    await hire(ling, "boris", Role.APPROVER)
    case = await Procedure.with_respondent(ling)
    await sent(ling, case, await drafted(ling, case, to="body:example-ombudsman"))
    await case.carry_out()
    letter, hours = await case.waiting(), ling.desk.packs["example"].approvals.remind_hours
    early = await ling.get("/")
    ling.clock.now += timedelta(hours=hours)

    late = await ling.get("/")
    (key,) = await Remind(ling.desk.rows, ling.desk.packs, ling.clock).round()
    await case.carry_out()

    assert "Nobody has ruled on it" not in early.words
    assert "Nobody has ruled on it for as long as the pack allows" in late.words
    assert key == letter.key
    asked = [one for one in await ling.all_of(LetterRow) if one.kind == "approval-request"]
    reminder = parse(max(asked, key=lambda one: one.written_at).raw, ling.clock.now)
    assert reminder.subject == f"[{case.number}] Reminder: a letter still waits for approval"
    assert letter.sha256 in (reminder.text or "")
    assert (await ling.case(case.number)).stage == "with respondent"
    assert "remind of an approval" in (await ling.get(f"/case/{case.number}")).words.lower()


async def test_a_new_message_voids_a_letter_that_waits_and_says_so(ling: FrontDesk) -> None:
    """It is not sent; whoever has the case writes it anew."""
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case, to="body:example-ombudsman")
    await sent(ling, case, page)
    await case.carry_out()

    await case.says("Wait, I have more.")

    (row,) = await letters(ling)
    assert row.state == "cancelled"
    assert "approval voided" in (await ling.get(f"/case/{case.number}")).words


async def test_two_people_write_at_once(ling: FrontDesk) -> None:
    """Nobody's words are lost: the second is kept beside the first, and told so."""
    await hire(ling, "mo", Role.HANDLER)
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case)
    first = {"draft": hidden(page, "draft"), "version": hidden(page, "version")}

    await drafted(ling, case, text="Ling's words", **first)
    await ling.log_in("mo")
    second = await drafted(ling, case, text="Mo's words", **first)
    stale = await sent(ling, case, second, **first)

    assert "ling has changed the draft meanwhile: yours is kept beside it" in second.words
    assert {one.text for one in await ling.all_of(DraftRow)} == {"Ling's words", "Mo's words"}
    assert "has changed the draft: read it again" in stale.words
    assert not await ling.all_of(DecisionRow)


async def test_a_draft_waits_on_the_case_and_can_be_thrown_away(ling: FrontDesk) -> None:
    """It is listed for everybody; thrown away, it is not offered any more."""
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case)
    draft = hidden(page, "draft")

    listed = await ling.get(f"/case/{case.number}")
    gone = await ling.post(f"/case/{case.number}/throw-away", page, draft=draft)
    again = await ling.post(f"/case/{case.number}/throw-away", page, draft=draft)
    late = await ling.get(f"/case/{case.number}/write?draft={draft}")

    assert "draft A question" in listed.words
    assert "the draft is thrown away" in gone.words
    assert "no such draft any more" in again.words
    assert "ling has thrown this draft away" in late.words
    assert "Exactly this will go out" not in late.words


async def test_a_beginning_has_places_to_fill_in(ling: FrontDesk) -> None:
    """With one still open the letter does not go out, from an old page neither."""
    case = await Procedure.with_respondent(ling)

    page = await ling.get(f"/case/{case.number}/write?start=question")
    page = await drafted(ling, case, text="Please answer by [[day]].")
    refused = await sent(ling, case, page)

    assert "It cannot go out yet: a place is still open" in page.words
    assert refused.status == 409
    assert "a place is still open" in refused.words


@pytest.mark.parametrize("language", list(Language))
def test_every_language_has_the_same_beginnings(language: Language) -> None:
    """Each with a subject, words, and a place that somebody fills in."""
    found = beginnings(ROOT / "templates", language)

    assert [one.id for one in found] == ["call", "delay", "question", "reply"]
    assert all(one.subject and "[[" in one.text for one in found)


async def test_what_waited_is_dealt_with_where_the_letter_says_so(ling: FrontDesk) -> None:
    """The case needs no person any more."""
    case = await Procedure.with_respondent(ling)
    await case.says("Is there anything else?", party="respondent")
    page = await drafted(ling, case, to="respondent")

    await sent(ling, case, page, read="yes")
    await case.carry_out()

    assert not (await ling.case(case.number)).needs_staff


@pytest.mark.parametrize(
    "to", ["nobody", "body", "body:nobody", "body:example-tribunal", "staff", "respondent:x@y"]
)
async def test_nobody_else_can_be_written_to(ling: FrontDesk, to: str) -> None:
    """By an address that somebody made up: 404, in words; nothing is kept."""
    case = await Procedure.with_respondent(ling)

    page = await ling.get(f"/case/{case.number}/write?to={to}")
    saved = await drafted(ling, case, to=to)

    assert (page.status, saved.status) == (404, 404)
    assert page.is_in_words
    assert not await ling.all_of(DraftRow)


async def test_a_draft_of_another_case_is_not_found_here(ling: FrontDesk) -> None:
    """Nor sent from here."""
    case, other = await Procedure.with_respondent(ling), await Procedure.with_respondent(ling)
    page = await drafted(ling, other)
    draft = hidden(page, "draft")

    found = await ling.get(f"/case/{case.number}/write?draft={draft}")
    refused = await sent(ling, case, page)

    assert found.status == 404
    assert "no such draft" in refused.words


async def test_nothing_is_written_on_a_closed_case_or_without_a_pack(ling: FrontDesk) -> None:
    """A draft may wait for its reopening; without a pack nobody knows the parties."""
    case = await Procedure.with_respondent(ling)
    page = await drafted(ling, case)
    await ling.change(case.number, stage=Stage.CLOSED)
    closed = await sent(ling, case, page)
    await ling.change(case.number, stage=Stage.WITH_RESPONDENT, pack="gone")

    assert "is closed already" in closed.words
    assert (await ling.get(f"/case/{case.number}/write")).status == 404
    assert "there is no pack" in (await sent(ling, case, page)).words
    ling.clock.now += timedelta(days=1)
    assert not await letters(ling)
