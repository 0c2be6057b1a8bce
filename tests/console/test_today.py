"""Today: what needs a person now, in plain words, with the one thing to do about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.storage.models import CaseRow, EventRow, MessageRow
from casework.case import NextStep
from casework.duties import DutyKind, Whose
from casework.events import EventKind
from casework.roles import Role
from tests.console.procedure import Procedure, hire
from tests.examples import a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk, Page

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def leads_to(page: Page, href: str) -> bool:
    """Whether one of the page's buttons leads there."""
    buttons = [one for tag, one in page.elements if tag == "a" and one.get("class") == "button"]
    return href in [one["href"] for one in buttons]


async def flag(front: FrontDesk, number: str, kind: EventKind, why: str = "") -> None:
    """Something happened to a case that a person must see."""
    now = front.clock.now
    await front.change(number, needs_staff=True, flagged_at=now)
    async with front.desk.rows.begin() as session:
        session.add(EventRow(case_number=number, at=now, kind=kind, why=why, cause=f"{kind}"))


async def test_a_desk_with_nothing_to_do_says_so(ling: FrontDesk) -> None:
    """And where the cases are."""
    page = await ling.get("/")

    assert "Nothing waits for a person" in page.words
    assert ("a", {"href": "/cases"}) in page.elements


async def test_a_letter_to_approve_leads_to_its_page(ling: FrontDesk) -> None:
    """What it is, whose case, who may; the one button opens exactly that letter."""
    case = await Procedure.approval_pending(ling)
    letter = await case.waiting()

    page = await ling.get("/")

    assert f"To be approved: referral to {letter.recipient}" in page.words
    assert "Still to approve: approver" in page.words
    assert f"{case.number} Ana Lima about Acme Calls" in page.words
    assert leads_to(page, f"/approvals/{letter.key}")


async def test_held_mail_leads_to_the_mail(ling: FrontDesk) -> None:
    """Who wrote what, why it is held, how long it waits."""
    message_id = await ling.hold()
    ling.clock.now += 5 * HOUR

    page = await ling.get("/")

    assert "Held mail from ana@home.example: Unwanted calls" in page.words
    assert "older than the desk: It lay in the inbox before this desk began." in page.words
    assert "waits 5 hours" in page.words
    assert leads_to(page, f"/mail/{message_id}")


async def test_many_mails_of_one_rule_are_one_line(ling: FrontDesk) -> None:
    """It leads to the list of exactly these."""
    for _ in range(11):
        await ling.hold()

    page = await ling.get("/")

    assert "11 mails are held" in page.words
    assert leads_to(page, "/mail?disposition=held&rule=older+than+the+desk")
    assert "Today 11" in page.words


async def test_each_reason_for_which_a_case_needs_a_person_is_said(ling: FrontDesk) -> None:
    """Who asks, what came back, what was not accepted; and whose case it is."""
    number = await ling.open_case(a_mail(sender="Ana Lima <ana@home.example>"))
    await flag(ling, number, EventKind.PERSON_ASKED_FOR)
    await ling.change(number, owner="ling")
    page = await ling.get("/")
    assert "Ana Lima asks for a person" in page.words
    assert "with Ling Zhao" in page.words
    assert leads_to(page, f"/case/{number}#decide")

    await flag(ling, number, EventKind.REVIEW_OVERDUE)
    assert "Late" in (await ling.get("/")).words
    assert "Nobody read it in time" in (await ling.get("/")).words

    await ling.change(number, appealed=True)
    page = await ling.get("/")
    assert "Ana Lima does not accept the answer: an appeal" in page.words


async def test_a_letter_that_came_back_is_named(ling: FrontDesk) -> None:
    """Which letter, and what the mail server said."""
    number = await ling.open_case()
    await flag(
        ling, number, EventKind.LETTER_BOUNCED, f"{number}/acknowledgement/1: 550 no such user"
    )

    page = await ling.get("/")

    assert "The acknowledgement came back" in page.words
    assert "550 no such user" in page.words
    assert leads_to(page, f"/case/{number}#letters")


async def test_a_message_that_waits_and_a_case_nobody_explains(ling: FrontDesk) -> None:
    """From whom it is; and without any event the line still says what to do."""
    number, other = await ling.open_case(), await ling.open_case(a_mail("Refund refused, money."))
    await flag(ling, number, EventKind.MESSAGE_ADDED, "respondent")
    await ling.change(other, needs_staff=True)

    words = (await ling.get("/")).words

    assert "A message waits to be read from the respondent" in words
    assert "A person is needed" in words


async def test_deadlines_show_before_they_are_over_and_when_nobody_kept_them(
    ling: FrontDesk,
) -> None:
    """The respondent's time that runs out, a step that did not come, each with its date."""
    case = await Procedure.with_respondent(ling)
    due_at = ling.clock.now + 30 * HOUR
    await ling.change(case.number, next_step=NextStep.BREACH, due_at=due_at)
    assert "The time of Acme Calls to answer runs out" in (await ling.get("/")).words

    await ling.change(case.number, next_step=NextStep.REMIND, due_at=ling.clock.now - 2 * HOUR)
    words = (await ling.get("/")).words
    assert "A step is late: remind of the missing evidence" in words
    assert "Is the worker running?" in words


async def test_one_sees_what_is_ones_own(ling: FrontDesk) -> None:
    """A handler has their cases, an approver the letters, what is nobody's can be taken."""
    await hire(ling, "boris", Role.APPROVER)
    case = await Procedure.approval_pending(ling)
    number = await ling.open_case(a_mail("Refund refused, I want my money."))
    await flag(ling, number, EventKind.REOPENED)
    await ling.change(number, owner="ling")
    await ling.hold()

    mine, nobodys = await ling.get("/?whose=mine"), await ling.get("/?whose=nobody%27s")
    assert (number in mine.words, case.number in mine.words) == (True, False)
    assert ("Held mail" in nobodys.words, number in nobodys.words) == (True, False)
    assert "everybody's 3 mine 1 nobody's 1" in mine.words

    await ling.log_in("boris")
    theirs = (await ling.get("/?whose=mine")).words
    assert (number in theirs, case.number in theirs) == (False, True)
    await ling.change(number, owner="mei")
    await ling.log_in()
    assert "Nothing of yours, that is." in (await ling.get("/?whose=mine")).words


async def test_a_further_clock_says_what_it_is_and_where_it_was_counted(ling: FrontDesk) -> None:
    """By its own name; the one button leads to where it is recorded that it was done."""
    case = await Procedure.begin(ling)
    await ling.change(case.number, pack="cn-telecom")
    for event in ("notice_received", "data_right_request_received"):
        facts = {"about": event, "value": "2026-03-02", "why": "by phone"}
        await ling.post(f"/case/{case.number}/happened", **facts)
    await case.carry_out()
    ling.clock.now += 2 * DAY

    page = await ling.get("/?kind=clock")
    assert "Our time runs out: regulator default 3 working days" in page.words
    assert "data request" not in page.words
    assert leads_to(page, f"/case/{case.number}#happened")
    assert ("a", {"href": f"/case/{case.number}#clocks"}) in page.elements
    ling.clock.now += 30 * DAY
    words = (await ling.get("/?kind=clock")).words
    assert "The time of Acme Calls is over: data request 15 working days" in words

    await hire(ling, "mei", Role.HANDLER)
    now = ling.clock.now
    await ling.desk.access.restrict(case.number, ["mei"], by="boss", why="a colleague", at=now)
    assert case.number not in (await ling.get("/?kind=clock")).words


async def test_the_case_says_why_it_needs_a_person_as_today_does(ling: FrontDesk) -> None:
    """The same sentence in both places, with what the record says besides."""
    number = await ling.open_case()
    key = f"{number}/referral/1"
    for kind, why, said in (
        (EventKind.PERSON_ASKED_FOR, "", "ana@home.example asks for a person"),
        (EventKind.LETTER_BOUNCED, f"{key}: no such box", "The referral came back no such box"),
        (
            EventKind.VOIDED,
            f"{key}: a new message came in",
            "see what is new referral: a new message came in",
        ),
        (EventKind.FLAGGED, "it says 'court'; 2 sums are named", "should read it says 'court'; 2"),
    ):
        ling.clock.now += HOUR
        await flag(ling, number, kind, why)
        today, case = await ling.get("/"), await ling.get(f"/case/{number}")
        assert (said in today.words, said in case.words) == (True, True), kind


async def test_what_is_for_others_is_on_no_list(ling: FrontDesk) -> None:
    """A case that is restricted to Mei: no line, no count, not found by its number."""
    await hire(ling, "mei", Role.HANDLER)
    case = await Procedure.approval_pending(ling)
    await flag(ling, case.number, EventKind.REOPENED)
    message_id = await ling.hold()
    async with ling.desk.rows.begin() as session:
        (await session.get_one(MessageRow, message_id)).suggested_case = case.number
    pages = ("/", "/cases", f"/cases?text={case.number}", "/approvals", "/mail")
    assert [(await ling.get(one)).words.count(case.number) > 0 for one in pages] == [True] * 5

    now = ling.clock.now
    await ling.desk.access.restrict(case.number, ["mei"], by="boss", why="a colleague", at=now)

    for path in pages:
        page = await ling.get(path)
        assert f"/case/{case.number}" not in page.html, path
        assert f"/approvals/{case.number}" not in page.html, path
        assert "Today Cases Approvals Mail Take down a complaint Respondents" in page.words, path
    await ling.log_in("mei")
    assert case.number in (await ling.get("/")).words


async def test_one_kind_at_a_time_can_be_looked_at(ling: FrontDesk) -> None:
    """The kinds that there are, with how many; one that there is none of says so."""
    await ling.hold()
    number = await ling.open_case()
    await flag(ling, number, EventKind.REOPENED)

    page = await ling.get("/?kind=held+mail")
    assert "held mail 1 person needed 1" in page.words
    assert ("Held mail from" in page.words, number in page.words) == (True, False)
    assert "Nothing of this kind" in (await ling.get("/?kind=appeal")).words
    for whose in Whose:
        for kind in DutyKind:
            assert (await ling.get(f"/?whose={whose}&kind={kind}")).status == 200
    assert (await ling.get("/?kind=nonsense")).status == 404


async def test_a_long_day_comes_in_pages(ling: FrontDesk) -> None:
    """Fifty lines, and the way to the next ones and back."""
    first = await ling.case(await ling.open_case())
    facts = {one.key: getattr(first, one.key) for one in CaseRow.__table__.columns}
    async with ling.desk.rows.begin() as session:
        for number in range(2, 53):
            flagged = {"number": f"C-2026-{number:06d}", "needs_staff": True}
            session.add(CaseRow(**(facts | flagged)))

    one, two = await ling.get("/"), await ling.get("/?page=2")

    assert one.words.count("A person is needed") == 50
    assert ("a", {"href": "/?page=2", "rel": "next"}) in one.elements
    assert two.words.count("A person is needed") == 1
    assert ("a", {"href": "/", "rel": "prev"}) in two.elements
