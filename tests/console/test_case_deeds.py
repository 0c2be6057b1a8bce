"""What people do on a case besides deciding its course: put off, tick, merge, split, link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.access import GrantRow
from adapters.storage.models import DecisionRow, LetterRow, MessageRow
from adapters.storage.tasks import TaskRow
from casework.case import Stage
from casework.letters import LetterKind
from casework.roles import Role
from tests.console.procedure import Procedure, hire
from tests.examples import MONDAY, PNG, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk


# ---- a day on which to look again ------------------------------------------------------------


async def test_a_case_that_was_put_off_says_until_when_and_then_that_it_is_due(
    ling: FrontDesk,
) -> None:
    """With what is to be done then; done, it is gone from the top and stays in the story."""
    case = await Procedure.with_respondent(ling)
    path = f"/case/{case.number}"
    page = await ling.post(f"{path}/put-off", until="2026-03-05", why="ring her")
    ling.clock.now += timedelta(days=4)
    due = await ling.get(path)
    (task,) = await ling.all_of(TaskRow)
    done = await ling.post(f"{path}/task-done", due, task=task.id)
    again = await ling.post(f"{path}/task-done", due, task=task.id)

    assert "it comes back on 2026-03-05" in page.words
    assert "Put off until 2026-03-05 00:00: ring her" in page.words
    assert "To do now: ring her" in due.words
    assert "To do now" not in done.words
    assert "done by ling" in done.words
    assert again.status == 409


@pytest.mark.parametrize(
    ("until", "said"), [("2026-03-02", "choose a day to come"), ("never", "choose a day")]
)
async def test_a_day_that_has_begun_is_none_to_put_off_to(
    ling: FrontDesk, until: str, said: str
) -> None:
    """Nor what is no day at all."""
    case = await Procedure.with_respondent(ling)

    page = await ling.post(f"/case/{case.number}/put-off", until=until, why="later")

    assert said in page.words
    assert not await ling.all_of(TaskRow)


async def test_a_closed_case_is_not_put_off(ling: FrontDesk) -> None:
    """Refused in words."""
    case = await Procedure.with_respondent(ling)
    await ling.change(case.number, stage=Stage.CLOSED)

    page = await ling.post(f"/case/{case.number}/put-off", until="2026-03-09", why="later")

    assert "is closed already" in page.words


# ---- evidence --------------------------------------------------------------------------------


async def test_a_person_ticks_evidence_off_and_takes_it_off_again(ling: FrontDesk) -> None:
    """By the file that shows it; the list says who, when and why, and so does the story."""
    case = await Procedure.begin(ling)
    path = f"/case/{case.number}"
    (message,) = await ling.all_of(MessageRow)
    sha256 = message.attachments[0].partition(" ")[0]

    page = await ling.post(
        f"{path}/evidence", about="recording", value=f"{message.id} {sha256}", why="I heard it"
    )
    await case.carry_out()
    ticked = await ling.get(path)
    await ling.post(f"{path}/evidence", about="recording", value="no", why="it is another call")
    await case.carry_out()
    off = await ling.get(path)

    assert "it is being ticked off" in page.words
    assert "✓ there a recording of the call ling: I heard it; sent by ana@home.example" in (
        ticked.words
    )
    assert "taken off: ling: it is another call" in off.words
    assert "evidence taken off a recording of the call" in off.words


@pytest.mark.parametrize(
    ("about", "value", "said"),
    [
        ("nothing", "1", "no such item"),
        ("recording", "x", "choose what shows it"),
        ("recording", "99", "no message 99"),
        ("recording", "no", "not ticked off"),
    ],
)
async def test_what_cannot_be_ticked_off_is_refused(
    ling: FrontDesk, about: str, value: str, said: str
) -> None:
    """In words; nothing is decided."""
    case = await Procedure.begin(ling)

    page = await ling.post(f"/case/{case.number}/evidence", about=about, value=value, why="so")

    assert said in page.words
    assert not await ling.all_of(DecisionRow)


# ---- other cases -----------------------------------------------------------------------------


async def test_a_duplicate_goes_on_as_the_other_case(ling: FrontDesk) -> None:
    """Closed with a letter that names the other; its messages and new mail go there."""
    into = await Procedure.with_respondent(ling)
    case = await Procedure.begin(ling)
    path = f"/case/{case.number}"
    view = await ling.desk.views.case(case.number)
    assert view is not None
    token = view.people[0].token

    page = await ling.post(f"{path}/merge", other=f" {into.number}", why="the same calls")
    pending = await ling.get(path)
    await case.carry_out()
    here, there = await ling.get(path), await ling.get(f"/case/{into.number}")
    late = await ling.take_in(
        a_mail("They called again.", to=f"complaints+{token}@desk.example", message_id="<late@x>")
    )
    again = await ling.post(f"{path}/reopen", why="open it")

    assert f"it goes on as {into.number}" in page.words
    assert "being closed" in pending.words
    assert (await ling.case(case.number)).outcome == "duplicate"
    assert f"This case is a duplicate and goes on as {into.number}" in here.words
    assert "Reopen the case" not in here.words
    assert f"merged from {case.number}" in there.words
    assert f"another case goes on here {case.number}" in there.words
    assert (late.case_number, late.disposition) == (into.number, "added")
    assert f"goes on as {into.number}: reopen that one" in again.words
    closures = [one for one in await ling.all_of(LetterRow) if one.kind == LetterKind.CLOSURE]
    assert into.number.encode() in closures[0].raw


async def test_a_duplicate_is_not_an_outcome_that_can_be_chosen(ling: FrontDesk) -> None:
    """It has to be said of which case."""
    number = await ling.open_case()

    page = await ling.post(f"/case/{number}/close", outcome="duplicate", why="again")

    assert "a duplicate is merged" in page.words


async def test_a_case_is_not_merged_into_what_is_not_there(ling: FrontDesk) -> None:
    """Refused in words; nothing moves."""
    number = await ling.open_case()

    page = await ling.post(f"/case/{number}/merge", other="C-1999-000001", why="the same")

    assert "there is no case C-1999-000001" in page.words
    assert not await ling.all_of(DecisionRow)


async def test_two_cases_are_linked(ling: FrontDesk) -> None:
    """Each shows the other, with who said why."""
    first = await ling.open_case()
    second = await ling.open_case(a_mail("I want my money back."))

    page = await ling.post(f"/case/{first}/relate", other=second, why="the same number calls")

    assert f"linked with {second}" in page.words
    for number, other in ((first, second), (second, first)):
        words = (await ling.get(f"/case/{number}")).words.partition("Other cases")[2]
        assert f"{other} received" in words
        assert "has to do with this one: the same number calls (ling)" in words


async def test_a_second_matter_becomes_a_case_of_its_own(ling: FrontDesk) -> None:
    """With the words that were cut out and the files; acknowledged by itself; linked both ways."""
    number = await ling.open_case(
        a_mail(
            "Unwanted calls every day.\n\nAnd you refused my refund. I want my money back.\n",
            sender="Ana Lima <ana@home.example>",
            files=(("receipt.png", "image/png", PNG),),
        )
    )
    (message,) = await ling.all_of(MessageRow)
    form = await ling.get(f"/case/{number}/split?message={message.id}")
    facts = {
        "message": message.id,
        "subject": "My refund",
        "text": "You refused my refund. I want my money back.",
        "why": "another matter",
    }

    page = await ling.post(f"/case/{number}/split", form, files="yes", **facts)
    again = await ling.post(f"/case/{number}/split", form, **facts)

    new = "C-2026-000002"
    assert "Unwanted calls every day." in form.words
    assert f"{new}: it was split from {number}" in page.words
    assert "You refused my refund" in page.words
    assert "receipt.png" in page.words
    assert "Unwanted calls every day" not in page.words
    assert f"somebody has split it already: see {new}" in again.words
    row = await ling.case(new)
    assert (row.stage, row.category) == ("received", "refund_refused")
    old = await ling.get(f"/case/{number}")
    assert f"a second matter became a case {new}" in old.words
    assert "it was split from this case: another matter (ling)" in old.words
    assert "this case was split from it" in page.words
    assert await ling.acknowledge(new)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": "  "}, "needs words to begin with"),
        ({"message": 99}, "has no message 99"),
        ({"message": 2**40}, "has no message"),
        ({"why": " "}, "a reason is needed"),
    ],
)
async def test_what_cannot_be_split_off_is_refused(
    ling: FrontDesk, changes: dict[str, object], said: str
) -> None:
    """In words; no case is opened."""
    number = await ling.open_case()
    (message,) = await ling.all_of(MessageRow)
    facts = {"message": message.id, "subject": "s", "text": "t", "why": "w", **changes}

    page = await ling.post(f"/case/{number}/split", **facts)

    assert said in page.words
    assert len(await ling.all_of(MessageRow)) == 1


async def test_only_a_complainants_words_begin_a_case(ling: FrontDesk) -> None:
    """Not those of a respondent; nor is the page there for them, or for another case's."""
    case = await Procedure.with_respondent(ling)
    await case.says("We did not call.", party="respondent")
    theirs = next(one for one in await ling.all_of(MessageRow) if one.party == "respondent")
    other = await ling.open_case()

    page = await ling.get(f"/case/{case.number}/split?message={theirs.id}")
    wrong = await ling.get(f"/case/{other}/split?message={theirs.id}")
    sent = await ling.post(
        f"/case/{case.number}/split", message=theirs.id, subject="s", text="t", why="w"
    )

    assert (page.status, wrong.status) == (404, 404)
    assert "only what the complainant wrote" in sent.words


async def test_files_that_are_damaged_stop_a_split(ling: FrontDesk) -> None:
    """Nothing is opened half."""
    case = await Procedure.begin(ling)
    (message,) = await ling.all_of(MessageRow)
    for file in ling.desk.settings.evidence_folder.rglob(f"{message.sha256}*"):
        file.chmod(0o600)
        file.write_bytes(b"something else")

    page = await ling.post(
        f"/case/{case.number}/split",
        message=message.id,
        subject="s",
        text="t",
        why="w",
        files="yes",
    )

    assert "its files cannot be read" in page.words
    assert len(await ling.all_of(MessageRow)) == 1


async def test_a_case_that_is_restricted_to_others_is_not_there_for_the_rest(
    ling: FrontDesk,
) -> None:
    """It can be neither linked nor merged into, nor does it stand beside another case."""
    number = await ling.open_case()
    secret = await ling.open_case(a_mail("I want my money back."))
    async with ling.desk.rows.begin() as session:
        grant = GrantRow(case_number=secret, account="mina", by="mina", at=MONDAY, why="hers")
        session.add(grant)

    for path in ("relate", "merge"):
        page = await ling.post(f"/case/{number}/{path}", other=secret, why="the same")
        assert f"there is no case {secret}" in page.words
    assert secret not in (await ling.get(f"/case/{number}")).words


async def test_whoever_only_reads_is_offered_nothing(ling: FrontDesk) -> None:
    """No form of the case but the links to its parts; and no note, no letter, no tick."""
    await hire(ling, "ada", Role.AUDITOR)
    case = await Procedure.with_respondent(ling)
    await ling.post(f"/case/{case.number}/put-off", until="2026-03-05", why="ring her")
    await ling.log_in("ada")

    page = await ling.get(f"/case/{case.number}")

    actions = {one["action"] for tag, one in page.elements if tag == "form"}
    assert not [one for one in actions if (one or "").startswith("/case/")]
    assert "Put off until" in page.words
