"""Held mail, many at once: why they wait, who sent them, and one decision for all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.models import CorrespondentRow, DispositionRow, MessageRow
from casework.intake import Circumstances, Handling
from casework.matching import Match
from casework.messages import InboundMessage
from console import mail, mail_words
from tests.examples import ANA, DESK, MONDAY, a_mail

if TYPE_CHECKING:
    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk, Page

ROBOT = "robot@x.example"
NOBODY = "ana@home.example, bo@home.example"


async def from_a_robot(front: FrontDesk, many: int, sender: str = ROBOT) -> list[int]:
    """So many mails more than one sender may begin; their numbers."""
    allowed = front.desk.settings.cases_per_sender_day
    found = []
    for number in range(allowed + many):
        text = f"Unwanted calls, number {number}.\n"
        raw = a_mail(text, sender=sender, message_id=f"<{number}-{sender}>")
        found.append(await front.take_in(raw))
    return [one.id for one in found if one.rule == "over the budget of its sender"]


async def from_strangers(front: FrontDesk, number: str, many: int) -> list[int]:
    """So many mails of strangers to the reply address of a case; their numbers."""
    async with front.desk.rows() as session:
        mine = select(CorrespondentRow).where(CorrespondentRow.case_number == number)
        token = (await session.scalars(mine)).one().token
    to = DESK.replace("@", f"+{token}@")
    found = []
    for one in range(many):
        sender = f"stranger{one}@other.example"
        message_id = f"<{one}-{number}@other.example>"
        raw = a_mail(f"It is me, {one}.\n", sender=sender, to=to, message_id=message_id)
        found.append(await front.take_in(raw))
    assert {one.rule for one in found} == {"a stranger holds a case's address"}
    return [one.id for one in found]


async def say(front: FrontDesk, what: str, **facts: object) -> None:
    """Set columns of every message: what intake might have said."""
    async with front.desk.rows.begin() as session:
        for row in await session.scalars(select(MessageRow).order_by(MessageRow.id)):
            if row.disposition == what:
                for name, value in facts.items():
                    setattr(row, name, value)


def fields(page: Page) -> dict[str, str | None]:
    """What stands in the fields of a page already."""
    return {
        one["name"] or "": one.get("value")
        for tag, one in page.elements
        if tag == "input" and one.get("name")
    }


# ---- why they wait ----------------------------------------------------------------------


def test_every_rule_that_holds_a_mail_is_in_words() -> None:
    """Somebody who has never seen the table of rules reads why a mail waits."""
    from casework import intake  # noqa: PLC0415  its tables have no public name

    message = InboundMessage(sha256="f" * 64, received_at=MONDAY, text="words")
    known, about = Match(), Circumstances()
    rules = (
        *intake._nobody_wrote_it(message, known, about),  # noqa: SLF001
        *intake._nobody_can_read_it(message, about),  # noqa: SLF001
        *intake._it_came_before(known, about),  # noqa: SLF001
        *intake._it_belongs_to_a_case(message, known, about),  # noqa: SLF001
        *intake._it_may_be_new(message, known, about),  # noqa: SLF001
    )

    assert [rule for rule, *_ in rules if not mail_words.why(rule)] == []
    held = [rule for rule, _, handling, _ in rules if handling is Handling.HOLD]
    assert {"failed three times", *held} <= set(mail_words.HELD)


async def test_the_rules_are_counted_and_a_link_away(ling: FrontDesk) -> None:
    """One shows only its own mail, and says what it means in full."""
    await ling.hold()
    await ling.hold()
    await ling.take_in(a_mail(sender=NOBODY, message_id="<two@home.example>"))

    page = await ling.get("/mail")
    assert "Why they wait all 3 older than the desk 2 no single sender 1" in page.words

    only = await ling.get("/mail?disposition=held&rule=no+single+sender")
    assert "1 mail; in order of:" in only.words
    assert "From names nobody, or several people: there is nobody to answer." in only.words


@pytest.mark.parametrize(
    ("asked", "many"),
    [(ROBOT, 1), ("@x.example", 2), ("ROBOT@X.example", 1), ("nobody", 0), ("%00", 0), ("%25", 0)],
)
async def test_mail_is_found_by_its_sender(ling: FrontDesk, asked: str, many: int) -> None:
    """By the whole address, by a part of it, by a domain; a per cent sign is only a sign."""
    for sender in (ROBOT, "xrobot@x.example", ANA):
        await ling.hold(a_mail("Calls.", sender=sender, message_id=f"<{sender}>"))

    page = await ling.get(f"/mail?sender={asked.replace('@', '%40')}")

    assert page.status == 200
    assert (f"{many} mail" in page.words) == bool(many)
    assert ("None." in page.words) == (not many)


async def test_the_suggested_case_is_a_link(ling: FrontDesk) -> None:
    """A stranger's mail says which case it may belong to."""
    number = await ling.open_case()
    await from_strangers(ling, number, 1)

    page = await ling.get("/mail")

    assert f"/case/{number}" in {one.get("href") for _, one in page.elements}
    assert "It came to the reply address of a case, from somebody who is not known there." in (
        page.words
    )


async def test_what_is_over_a_budget_is_said_once(ling: FrontDesk) -> None:
    """One line for each sender, and a link that lists them; never a row for each mail."""
    held = await from_a_robot(ling, 12)
    assert len(held) == 12
    await ling.hold()

    page = await ling.get("/mail")

    assert f"over the budget of its sender: {ROBOT}, 12 mails" in page.words
    assert "1 mail; in order of:" in page.words
    last = f"number {ling.desk.settings.cases_per_sender_day + 11}"
    assert last not in page.words
    link = next(
        one["href"] for _, one in page.elements if "sender=robot" in (one.get("href") or "")
    )
    listed = await ling.get(link or "")
    assert f"12 mails from {ROBOT}" in listed.words
    assert last in listed.words


async def test_a_flood_over_the_desks_budget_is_one_line(ling: FrontDesk) -> None:
    """Whoever sent it: a thousand senders are not a thousand lines."""
    for number in range(3):
        await ling.hold(a_mail("Calls.", sender=f"s{number}@x.example", message_id=f"<{number}@x>"))
    await say(ling, "held", rule="over the budget of the desk")

    page = await ling.get("/mail")

    assert "over the budget of the desk, 3 mails since" in page.words
    assert "None besides." in page.words
    listed = await ling.get("/mail?rule=over+the+budget+of+the+desk")
    assert "3 mails; in order of:" in listed.words


# ---- an alarm ---------------------------------------------------------------------------


async def test_what_waits_too_long_is_said_above_the_list(ling: FrontDesk) -> None:
    """On the pages of today and of mail, on the health page, and not before it is too long."""
    await ling.hold()
    ling.clock.now += timedelta(hours=23)
    assert "been held" not in (await ling.get("/mail")).words

    ling.clock.now += timedelta(hours=2)
    said = "1 mail has been held for more than 24 hours; the oldest since 2026-03-02 09:30 UTC."

    assert said in (await ling.get("/mail")).words
    assert said in (await ling.get("/")).words
    health = (await ling.browser.get("/health")).json()
    assert said in health["troubles"]
    assert (health["held_oldest_hours"], health["mail_held_too_long"]) == (25.0, 1)


# ---- one decision for many --------------------------------------------------------------


async def test_many_are_attached_to_the_case_that_all_suggest(ling: FrontDesk) -> None:
    """Its number stands in the field; the reason and who decided stay with each."""
    number = await ling.open_case()
    chosen = await from_strangers(ling, number, 3)
    page = await ling.get("/mail")
    assert fields(page)["number"] == number

    said = await ling.post(
        "/mail/attach",
        message_id=chosen,
        number=f" {number.lower()} ",
        party="complainant",
        remember="true",
        why="her other addresses",
    )

    assert f"3 mails attached to {number}." in said.words
    for one in chosen:
        row = await ling.message(one)
        assert (row.disposition, row.case_number, row.party) == ("added", number, "complainant")
    ledger = [one for one in await ling.all_of(DispositionRow) if one.by == "ling"]
    assert {one.why for one in ledger} == {"her other addresses"}
    people = await ling.all_of(CorrespondentRow)
    assert {one.address for one in people if one.only_writes} == {
        f"stranger{one}@other.example" for one in range(3)
    }
    assert "It is me, 2." in (await ling.get(f"/case/{number}")).words


async def test_where_they_suggest_different_cases_none_is_filled_in(ling: FrontDesk) -> None:
    """A person says which."""
    for sender in (ANA, "bo@home.example"):
        raw = a_mail(f"Unwanted calls to {sender}.", sender=sender, message_id=f"<{sender}>")
        await from_strangers(ling, await ling.open_case(raw), 1)

    assert not fields(await ling.get("/mail"))["number"]


@pytest.mark.parametrize("number", ["", "C-1999-000001", "nonsense", "\x00", "x" * 500])
async def test_a_case_that_there_is_not_is_refused_in_words(ling: FrontDesk, number: str) -> None:
    """And the mail waits as before."""
    message_id = await ling.hold()

    page = await ling.post("/mail/attach", message_id=[message_id], number=number, why="because")

    assert page.is_in_words
    assert page.status < 500
    assert (await ling.message(message_id)).disposition == "held"


async def test_staff_are_no_party_to_attach_mail_of(ling: FrontDesk) -> None:
    """Whatever a form sends: refused in words."""
    number, message_id = await ling.open_case(), await ling.hold()

    page = await ling.post(
        "/mail/attach", message_id=[message_id], number=number, party="staff", why="because"
    )

    assert page.is_in_words
    assert (await ling.message(message_id)).disposition == "held"


async def test_mail_is_read_and_routed_anew(ling: FrontDesk) -> None:
    """After a fix it goes where it belongs, and the page says where; the rest stays."""
    odd = await ling.take_in(a_mail("Unwanted calls, again.", message_id="<odd@home.example>"))
    assert odd.disposition == "opened"
    held = await ling.take_in(a_mail(sender=NOBODY, message_id="<two@home.example>"))

    page = await ling.post("/mail/retry", message_id=[held.id], why="a new version")

    assert f"Read anew: {held.id}: still held (no single sender)." in page.words
    assert (await ling.message(held.id)).disposition == "held"


async def test_a_whole_flood_is_put_away_at_once(ling: FrontDesk) -> None:
    """All that the list holds, not only what is ticked; other mail, and what came since, stays."""
    held = await from_a_robot(ling, 5)
    other = await ling.hold()
    page = await ling.get(f"/mail?rule=over+the+budget+of+its+sender&sender={ROBOT}")
    seen = fields(page)
    late = await ling.take_in(
        a_mail("Unwanted calls, once more.", sender=ROBOT, message_id="<late@x.example>")
    )
    assert late.disposition == "held"

    said = await ling.post(
        "/mail/set-aside",
        page,
        which="all",
        rule=seen["rule"],
        sender=seen["sender"],
        up_to=seen["up_to"],
        why="a machine",
    )

    assert "5 recorded as no complaint." in said.words
    assert {(await ling.message(one)).disposition for one in held} == {"recorded"}
    assert {(await ling.message(one)).disposition for one in (other, late.id)} == {"held"}


async def test_more_than_can_be_done_at_once_is_done_in_parts(
    ling: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says how many; the oldest are first."""
    monkeypatch.setattr(mail, "_AT_ONCE", 2)
    held = [await ling.hold() for _ in range(3)]
    page = await ling.get("/mail")
    assert "all 3 that this list holds, 2 at once, the oldest first" in page.words

    await ling.post("/mail/set-aside", page, which="all", up_to=held[-1], why="a machine")

    assert [(await ling.message(one)).disposition for one in held] == [
        "recorded",
        "recorded",
        "held",
    ]


# ---- at the command line ----------------------------------------------------------------


async def test_the_command_lists_what_is_asked_for(ling: FrontDesk, ombud: Shell) -> None:
    """By rule, by sender, in an order."""
    for sender in (ROBOT, ANA):
        await ling.hold(a_mail("Calls.", sender=sender, message_id=f"<{sender}>"))
    await ling.take_in(a_mail(sender=NOBODY, message_id="<two@home.example>"))

    by_rule = await ombud("mail", "list", "--rule", "older than the desk", "--json")
    by_sender = await ombud("mail", "list", "--sender", "@x.example", "--json")
    ordered = await ombud("mail", "list", "--order", "oldest", "--json")

    assert [one["from"] for one in by_rule.json] == [ANA, ROBOT]
    assert [one["from"] for one in by_sender.json] == [ROBOT]
    assert [one["id"] for one in ordered.json] == [1, 2, 3]
