"""Approvals: exactly what would go out is shown, and exactly that is approved or refused."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import ApprovalRow, DecisionRow, LetterRow
from casework.case import NextStep, Stage
from casework.roles import Role
from tests.console.procedure import COMPLAINT, Procedure, hire
from tests.console.test_hostile_mail import SCRIPT, assert_inert
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk, Page


@pytest.fixture
async def boris(front: FrontDesk) -> FrontDesk:
    """A console with Boris logged in, who may approve."""
    await hire(front, "boris", Role.APPROVER)
    await front.log_in("boris")
    return front


async def rule(front: FrontDesk, letter: LetterRow, **changes: str) -> Page:
    """Send the form of a letter's page as it stands there."""
    form = {"verdict": "approved", "sha256": letter.sha256, "why": "it is right", **changes}
    return await front.post(f"/approvals/{letter.key}", **form)


# ---- what is shown ----------------------------------------------------------------------


async def test_the_letters_that_wait_are_listed_oldest_first(boris: FrontDesk) -> None:
    """With how long they wait; and the list of cases counts them."""
    first = await Procedure.approval_pending(boris)
    boris.clock.now += timedelta(hours=30)
    second = await Procedure.approval_pending(boris)
    boris.clock.now += timedelta(hours=2)

    page, cases = await boris.get("/approvals"), await boris.get("/")

    assert page.words.index(first.number) < page.words.index(second.number)
    assert "2 hours" in page.words
    assert "you may" in page.words
    assert "2 letters wait for approval" in cases.words
    assert ("a", {"href": "/approvals"}) in cases.elements


async def test_an_empty_list_says_what_would_wait_there(boris: FrontDesk) -> None:
    """No bare table."""
    assert "None. What goes to a body" in (await boris.get("/approvals")).words


async def test_the_page_shows_exactly_what_goes_out(boris: FrontDesk) -> None:
    """Recipient, subject, text, files with size and digest, dossier, the mail's own digest."""
    case = await Procedure.approval_pending(boris)
    letter = await case.waiting()

    page = await boris.get(f"/approvals/{letter.key}")

    assert letter.sha256 == sha256(letter.raw).hexdigest()
    for said in (
        "To intake@ombudsman.example",
        f"Subject [{case.number}] Submission of a complaint about Acme Calls",
        f"sha256 {letter.sha256}",
        "Dear Sir or Madam",
        "DOSSIER OF COMPLAINT",
        "Acme Calls call me every day to sell me loans",
        "approver not yet",
        f"my call log.png image/png, {len(PNG)} bytes",
        f"sha256 {sha256(PNG).hexdigest()}",
    ):
        assert said in page.words, said
    shown = [one["value"] for _, one in page.elements if one.get("name") == "sha256"]
    assert shown == [letter.sha256]


async def test_what_goes_out_can_be_kept_byte_for_byte(boris: FrontDesk) -> None:
    """The mail and each file of it, as they were frozen."""
    letter = await (await Procedure.approval_pending(boris)).waiting()

    mail = await boris.browser.get(f"/letters/{letter.key}/mail")
    files = [
        await boris.browser.get(f"/letters/{letter.key}/files/{one['sha256']}")
        for one in letter.files
    ]

    assert mail.content == letter.raw
    assert [sha256(one.content).hexdigest() for one in files] == [
        one["sha256"] for one in letter.files
    ]
    for one in (mail, *files):
        assert one.headers["content-type"] == "application/octet-stream"
        assert one.headers["content-disposition"].startswith("attachment; ")
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["content-security-policy"].endswith("; sandbox")


async def test_what_is_unknown_of_the_body_is_said(boris: FrontDesk) -> None:
    """In the pack's words, yes, no or unknown."""
    case = await Procedure.approval_pending(boris)
    await boris.change(case.number, pack="cn-telecom", rung="cn-mca")

    words = (await boris.get(f"/approvals/{(await case.waiting()).key}")).words

    assert "asks for yes The company is a licensed telecom business operator" in words
    assert "unknown No court" in words


async def test_a_hostile_complaint_is_words_in_the_letter_too(boris: FrontDesk) -> None:
    """Dossier, text and the names of files; a download is named by it and no more."""
    name = f'{SCRIPT.replace("/", "")}"; filename=evil.html'
    raw = a_mail(
        f"{COMPLAINT}{SCRIPT}\n",
        subject=SCRIPT,
        sender=f'"{SCRIPT}" <ana@home.example>',
        files=((f"call log {name}", "text/html", SCRIPT.encode()),),
    )
    case = await Procedure.approval_pending(boris, raw)
    letter = await case.waiting()

    page = await boris.get(f"/approvals/{letter.key}")
    (file,) = [one for one in letter.files if "dossier" not in one["name"]]
    kept = await boris.browser.get(f"/letters/{letter.key}/files/{file['sha256']}")

    assert_inert(page)
    assert SCRIPT in page.words
    assert_inert(await boris.get(f"/case/{case.number}"))
    assert_inert(await boris.get("/approvals"))
    assert kept.content == SCRIPT.encode()
    assert kept.headers["content-type"] == "application/octet-stream"
    disposition = kept.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''call%20log%20")
    assert not set('"<>\r\n ') & set(disposition.partition("''")[2])


async def test_a_letter_that_is_not_there_is_said_in_words(boris: FrontDesk) -> None:
    """404; and a letter that needs nobody's approval is none of these."""
    number = await boris.open_case()
    key = await boris.acknowledge(number)

    for path in ("/approvals/nothing", f"/approvals/{key}"):
        page = await boris.get(path)
        assert page.status == 404
        assert "that needs an approval" in page.words


# ---- the ruling -------------------------------------------------------------------------


async def test_following_a_link_approves_nothing(boris: FrontDesk) -> None:
    """Whatever stands in it."""
    case = await Procedure.approval_pending(boris)
    letter = await case.waiting()
    before = await boris.record()

    await boris.get(f"/approvals/{letter.key}?verdict=approved&sha256={letter.sha256}&why=because")

    assert await boris.record() == before


async def test_an_approval_is_a_row_of_exactly_these_bytes(boris: FrontDesk) -> None:
    """Who, in which role, why, through which door, and the digest; then it may leave."""
    case = await Procedure.approval_pending(boris)
    letter = await case.waiting()

    page = await rule(boris, letter)

    (approval,) = await boris.all_of(ApprovalRow)
    assert (approval.by, approval.role, approval.why) == ("boris", "approver", "it is right")
    assert (approval.sha256, approval.door) == (letter.sha256, "console")
    assert approval.verdict == "approved"
    assert "approved by boris" in page.words
    assert "It waits no longer: everybody has approved it" in page.words
    assert "None." in (await boris.get("/approvals")).words
    await case.carry_out()
    assert (await boris.case(case.number)).stage == "with external body"
    assert (
        "approved: referral by boris, as approver"
        in (await boris.get(f"/case/{case.number}")).words
    )


async def test_a_refusal_gives_the_case_to_a_person(boris: FrontDesk) -> None:
    """The letter does not go out, and says who stopped it and why."""
    case = await Procedure.approval_pending(boris)
    letter = await case.waiting()

    page = await rule(boris, letter, verdict="refused", why="the wrong body")

    assert "It waits no longer: boris has refused it" in page.words
    assert "the wrong body" in page.words
    await case.carry_out()
    row = await boris.case(case.number)
    assert (row.stage, row.needs_staff) == ("handed to a person", True)
    later = (await boris.get(f"/approvals/{letter.key}")).words
    assert "It waits no longer: it is cancelled" in later


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"why": " "}, "a reason is needed"),
        ({"sha256": "0" * 64}, "not the one you looked at"),
        ({"sha256": ""}, "which letter was looked at"),
        ({"verdict": "perhaps"}, "say whether it is approved or refused"),
    ],
)
async def test_a_ruling_that_is_not_right_changes_nothing(
    boris: FrontDesk, changes: dict[str, str], said: str
) -> None:
    """Without a reason, on other bytes, without a verdict: refused in words."""
    letter = await (await Procedure.approval_pending(boris)).waiting()

    page = await rule(boris, letter, **changes)

    assert page.is_in_words
    assert said in page.words
    assert not await boris.all_of(ApprovalRow)
    assert not await boris.all_of(DecisionRow)


@pytest.mark.parametrize("verdict", ["approved", "refused"])
async def test_the_wrong_role_rules_on_nothing(ling: FrontDesk, verdict: str) -> None:
    """A handler sees the letter and no form; a form all the same is refused."""
    letter = await (await Procedure.approval_pending(ling)).waiting()

    page = await ling.get(f"/approvals/{letter.key}")
    refused = await rule(ling, letter, verdict=verdict)

    assert "You are handler; this letter needs approver." in page.words
    assert not [one for tag, one in page.elements if one.get("name") == "verdict"]
    assert refused.status == 409
    assert "this letter needs approver" in refused.words
    assert not await ling.all_of(ApprovalRow)


async def test_a_deputy_stands_in(front: FrontDesk) -> None:
    """By the pack: a manager for an approver; the page and the row say in which role."""
    await hire(front, "mara", Role.MANAGER)
    await front.log_in("mara")
    letter = await (await Procedure.approval_pending(front)).waiting()

    page = await front.get(f"/approvals/{letter.key}")
    await rule(front, letter)

    assert "as approver (you stand in for this role)" in page.words
    (approval,) = await front.all_of(ApprovalRow)
    assert (approval.by, approval.role) == ("mara", "approver")


@pytest.mark.parametrize(("hours", "status"), [(47, 409), (48, 200)])
async def test_a_deputy_waits_until_they_are_asked(
    boris: FrontDesk, hours: int, status: int
) -> None:
    """Boris is the approver: Mara may rule once the letter has waited as long as the pack says."""
    await hire(boris, "mara", Role.MANAGER)
    letter = await (await Procedure.approval_pending(boris)).waiting()
    await boris.post("/logout")
    await boris.log_in("mara")
    boris.clock.now += timedelta(hours=hours)

    listed = await boris.get("/approvals")
    ruled = await rule(boris, letter)

    assert ("you may" in listed.words) is (status == 200)
    assert ruled.status == status
    assert len(await boris.all_of(ApprovalRow)) == (status == 200)


async def test_what_is_no_longer_true_is_not_approved(boris: FrontDesk) -> None:
    """A new message came in after it was written: the page says so, and the form is gone."""
    case = await Procedure.approval_pending(boris)
    letter = await case.waiting()
    view = await boris.desk.views.case(case.number)
    assert view is not None
    await boris.take_in(
        a_mail(
            "They called again.",
            to=f"complaints+{view.people[0].token}@desk.example",
            message_id="<again@home.example>",
        ),
        received_at=boris.clock.now,
    )

    page = await boris.get(f"/approvals/{letter.key}")
    refused = await rule(boris, letter)

    assert "It waits no longer: a new message has come in" in page.words
    assert not [one for _, one in page.elements if one.get("name") == "verdict"]
    assert "a new message has come in" in refused.words
    assert not await boris.all_of(ApprovalRow)


async def test_a_closed_case_lets_nothing_be_approved(boris: FrontDesk) -> None:
    """Refused in words, from an old page too."""
    case = await Procedure.approval_pending(boris)
    letter = await case.waiting()
    await boris.change(case.number, stage=Stage.CLOSED, next_step=NextStep.NOTHING, due_at=None)

    page, refused = await boris.get(f"/approvals/{letter.key}"), await rule(boris, letter)

    assert "It waits no longer: its case is closed" in page.words
    assert "is closed already" in refused.words
    assert ("a", {"href": f"/approvals/{letter.key}"}) in refused.elements


async def test_the_health_page_says_how_many_wait_and_how_long(boris: FrontDesk) -> None:
    """For whoever watches; on a wound case too, in hours of the wall clock."""
    case = await Procedure.approval_pending(boris)
    written = boris.clock.now
    await boris.change(case.number, ahead=17 * 86400.0)
    boris.clock.now = written - timedelta(days=17) + timedelta(hours=5)

    told = (await boris.browser.get("/health")).json()

    assert (told["approvals_waiting"], told["approvals_oldest_hours"]) == (1, 5.0)
    assert "the oldest for 5 hours" in (await boris.get("/")).words
