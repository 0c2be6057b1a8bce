"""Three people's day in a real browser: a handler, an approver, a complainant with a phone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import ApprovalRow, LetterRow, MessageRow
from casework.roles import Role
from tests.console.complainant import PUBLIC, Complainant
from tests.console.front_desk import ACCOUNT, FrontDesk
from tests.console.persons import Person
from tests.console.procedure import Procedure, hire
from tests.console.test_browser import CHROMIUM, OWNED, chromium, served
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser

__all__ = ("chromium",)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="there is no Chromium here: apt install chromium"
)
WORDS = f"They call me every day, unwanted calls, and I said stop. {OWNED}\n"


# ---- the handler's day ---------------------------------------------------------------------


async def test_a_handlers_day(front: FrontDesk, chromium: Browser) -> None:
    """From what waits to a case of its own: correct, tick off, note, put off, write, refer."""
    held = await front.hold(a_mail(WORDS, subject=OWNED, files=(("x.png", "image/png", PNG),)))
    other = await Procedure.with_respondent(front)
    front.clock.now += timedelta(days=17)

    async with served(front.app) as address, Person.at(chromium, address) as ling:
        await ling.opens("/")
        await ling.logs_in(ACCOUNT)
        number = await from_held_mail_to_a_case(ling, held)
        await front.acknowledge(number)
        await the_file_is_put_right(ling, front, number)
        await a_letter_is_written(ling, front, number)
        await the_case_is_put_off(ling, number)

        await ling.opens(f"/case/{other.number}")
        form = await ling.unfolds("Refer to a body")
        await form.get_by_label("Why").fill("its time is over")
        await form.get_by_role("button", name="Refer").click()
        await ling.is_told("being referred")
        await ling.sees("On its way: refer (by ling)")


async def from_held_mail_to_a_case(ling: Person, held: int) -> str:
    """Today says what waits; its one button leads to the mail; the mail becomes a case."""
    await ling.sees("Decide on it")
    await ling.follows("Decide on it")
    assert ling.page.url.endswith(f"/mail/{held}")
    await ling.sees("They call me every day")
    form = await ling.unfolds("Open a case from it")
    await form.get_by_label("Why").fill("it is genuine")
    await form.get_by_role("button", name="Open a case").click()
    await ling.is_told("C-2026-")
    said = await ling.page.get_by_role("status").text_content() or ""
    number = said[said.index("C-2026-") :][:13]
    await ling.opens(f"/case/{number}")
    await ling.page.get_by_role("heading", name=number).wait_for()
    return number


async def the_file_is_put_right(ling: Person, front: FrontDesk, number: str) -> None:
    """A finding is corrected, evidence is ticked off, colleagues are told."""
    await ling.opens(f"/case/{number}")
    urgency = ling.page.locator("dt", has_text="Urgency").locator("xpath=following-sibling::dd[1]")
    await urgency.locator("summary").click()
    await urgency.get_by_label("Urgency").select_option(index=0)
    await urgency.get_by_label("How do you know").fill("she cannot sleep")
    await urgency.get_by_role("button", name="Correct it").click()
    await ling.is_told("your correction is noted")

    form = await ling.unfolds("Tick something off")
    await form.locator("select[name=about]").select_option(index=1)
    await form.locator("select[name=value]").select_option(index=1)
    await form.get_by_label("How do you know").fill("the picture shows the list of calls")
    await form.get_by_role("button", name="Tick it off").click()
    await ling.is_told("it is being ticked off")
    await Procedure(front=front, number=number).carry_out()
    await ling.opens(f"/case/{number}")
    await ling.sees("corrected")
    await ling.sees("✓ there")

    form = await ling.unfolds("A note for colleagues")
    await form.get_by_label("Internal").fill("She prefers the telephone.")
    await form.get_by_role("button", name="Keep the note").click()
    await ling.is_told("your note is kept")
    await ling.sees("She prefers the telephone.")


async def a_letter_is_written(ling: Person, front: FrontDesk, number: str) -> None:
    """To the complainant alone; what is shown before is what goes out."""
    await ling.follows("to the complainant")
    await ling.sees("Beside it stands this thread alone")
    await ling.does_not_see("She prefers the telephone.")
    await ling.page.get_by_label("Subject").fill("A question")
    await ling.page.get_by_label("Words; our name").fill("At what hours do they call?")
    await ling.page.get_by_role("button", name="Save, and show what will go out").click()
    await ling.sees("Exactly this will go out")
    shown = await ling.page.locator("#preview .words").text_content() or ""
    await ling.page.get_by_label("Why it is written").fill("it is missing")
    await ling.page.get_by_role("button", name="Send it").click()
    await ling.is_told("the letter is being sent")
    await Procedure(front=front, number=number).carry_out()
    sent = [one for one in await front.all_of(LetterRow) if one.case_number == number][-1]
    assert sent.subject == f"[{number}] A question"
    assert "At what hours do they call?" in shown


async def the_case_is_put_off(ling: Person, number: str) -> None:
    """It says until when, and what is to be done then; Today does not ask before."""
    await ling.opens(f"/case/{number}")
    form = await ling.unfolds("Put it off to a day")
    await form.get_by_label("Back on").fill("2026-04-20")
    await form.get_by_label("What is to be done then").fill("ask her once more")
    await form.get_by_role("button", name="Put it off").click()
    await ling.sees("ask her once more")
    await ling.opens("/")
    await ling.does_not_see(number)


# ---- the approver's day --------------------------------------------------------------------


async def test_an_approvers_day(front: FrontDesk, chromium: Browser) -> None:
    """One is refused; one is edited, seen, approved, a second is told; new mail voids one."""
    for account in ("boris", "chen"):
        await hire(front, account, Role.APPROVER)
    edited, voided, refused = [await Procedure.approval_pending(front) for _ in range(3)]

    async with (
        served(front.app) as address,
        Person.at(chromium, address) as ling,
        Person.at(chromium, address) as boris,
        Person.at(chromium, address) as chen,
    ):
        for one, account in ((ling, ACCOUNT), (boris, "boris"), (chen, "chen")):
            await one.opens("/")
            await one.logs_in(account)
        await boris.page.get_by_role("link", name="Approvals 3").click()
        assert await boris.page.get_by_text("you may").count() == 3
        await one_is_refused(boris, refused)
        await the_dossier_is_edited(ling, front, edited)
        await the_first_wins(boris, chen, front, edited)
        await new_mail_voids(boris, voided)


async def one_is_refused(boris: Person, case: Procedure) -> None:
    """Nothing without a reason; with one, the case is a person's again."""
    await boris.page.get_by_role("row", name=case.number).get_by_role("link").first.click()
    await boris.sees("Exactly this goes out")
    await boris.page.get_by_role("button", name="Refuse").click()
    assert not await case.front.all_of(ApprovalRow), "a reason is asked for first"
    await boris.page.get_by_label("Why (kept with the ruling)").fill("the demand is missing")
    await boris.page.get_by_role("button", name="Refuse").click()
    await boris.sees("boris has refused it")
    await case.carry_out()
    await boris.opens(f"/case/{case.number}")
    await boris.sees("the demand is missing")
    assert (await case.front.case(case.number)).needs_staff


async def the_dossier_is_edited(ling: Person, front: FrontDesk, case: Procedure) -> None:
    """The handler leaves the file out: the letter that waited is void, a new one waits."""
    front.clock.now += timedelta(minutes=5)
    await ling.opens(f"/case/{case.number}/dossier")
    await ling.page.get_by_label("my call log.png").uncheck()
    await ling.page.get_by_label("Reason").fill("it shows a friend's number")
    await ling.page.get_by_role("button", name="Save as a new version").click()
    await ling.is_told("Version 2 of the dossier is kept.")
    await case.carry_out()


async def the_first_wins(boris: Person, chen: Person, front: FrontDesk, case: Procedure) -> None:
    """Both read what changed; the first rules; the second is told that somebody was quicker."""
    waiting = [one.letter for one in await front.desk.views.waiting()]
    (letter,) = [one for one in waiting if one.case_number == case.number]
    for one in (boris, chen):
        await one.opens(f"/approvals/{letter.key}")
        await one.sees("What changed since the last version")
        await one.sees("it shows a friend's number")
        await one.page.get_by_label("Why (kept with the ruling)").fill("it is right now")
    await boris.page.get_by_role("button", name="Approve").click()
    await boris.is_told("approved")
    await chen.page.get_by_role("button", name="Approve").click()
    await chen.sees("Not done")
    (approval,) = [one for one in await front.all_of(ApprovalRow) if one.verdict == "approved"]
    assert (approval.by, approval.sha256) == ("boris", letter.sha256)


async def new_mail_voids(boris: Person, case: Procedure) -> None:
    """While boris reads, she writes; what he has before him does not go out."""
    waiting = [one.letter for one in await case.front.desk.views.waiting()]
    (letter,) = [one for one in waiting if one.case_number == case.number]
    await boris.opens(f"/approvals/{letter.key}")
    await boris.page.get_by_label("Why (kept with the ruling)").fill("it is right")
    await case.says("They have called again today.")
    await boris.page.get_by_role("button", name="Approve").click()
    await boris.sees("waits no longer")
    await boris.opens(f"/approvals/{letter.key}")
    await boris.sees("It waits no longer")
    assert await boris.page.get_by_role("button", name="Approve").count() == 0


# ---- the complainant's day -----------------------------------------------------------------


@pytest.fixture
async def public(environment: dict[str, str]) -> AsyncIterator[Complainant]:
    """A desk with its public pages."""
    async with FrontDesk.open({**environment, **PUBLIC}) as front, Complainant.at(front) as ana:
        yield ana


async def test_a_complainants_day_on_a_phone(public: Complainant, chromium: Browser) -> None:
    """The link of the letter, a file, a person is asked for, it is taken back; a new one."""
    number = await public.front.open_case(a_mail(WORDS, sender="Ana Lima <ana@home.example>"))
    await public.front.acknowledge(number)
    code = await public.code(number)

    async with served(public.house) as address, Person.at(chromium, address, phone=True) as ana:
        await ana.opens(f"/status#{code}")
        await ana.page.get_by_role("button", name="Open the page of my complaint").click()
        await ana.page.get_by_role("heading", name=f"Your complaint {number}").wait_for()
        await ana.sees("Where it stands")
        await ana.does_not_see("unwanted calls, and I said stop")

        await ana.page.locator("input[type=file]").set_input_files(
            {"name": "my calls.png", "mimeType": "image/png", "buffer": PNG}
        )
        await ana.page.get_by_role("button", name="Send", exact=True).click()
        await ana.sees("Files received: 1")
        for wish in ("I want to speak to a person", "I withdraw my complaint"):
            await ana.follows(wish)
            assert await ana.page.get_by_role("link", name=wish).count() == 0, "asked once more"
            await ana.page.get_by_role("button", name="Yes, send this").click()
            await ana.sees("We have it: I ")
        assert not [one for one in ana.asked if code in one]

        await ana.opens("/complain")
        public.front.clock.now += timedelta(minutes=2)  # nobody writes so fast as a machine
        await a_complaint_is_filled_in(ana)

    messages = await public.front.all_of(MessageRow)
    assert [one.intent for one in messages][-2] == "withdraw"
    assert messages[-1].case_number not in {None, number}


async def a_complaint_is_filled_in(ana: Person) -> None:
    """In her own words; a mail confirms it."""
    words = ana.page.locator("textarea").first
    await words.fill("Acme Calls call me at night. Unwanted calls!")
    await ana.page.locator("input[name=address]").fill("bo@home.example")
    await ana.page.locator("main form button").first.click()
    await ana.sees("A mail to bo@home.example confirms it")
