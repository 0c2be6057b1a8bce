"""What people do on a case reaches its workflow like mail does: once, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.storage.decisions import Who
from adapters.storage.drafts import Drafts
from adapters.storage.paperwork import Paperwork
from casework.case import Outcome, Party, Stage
from casework.drafts import Draft
from tests.desk import wall
from tests.examples import SECRET
from tests.workflows import acts
from tests.workflows.acts import complaint, ended, quiet, sent

if TYPE_CHECKING:
    from tests.desk import Desk


async def writes(desk: Desk, number: str, party: Party, body: str = "") -> None:
    """A handler drafts a letter and has it sent; the workflow has heard of it."""
    draft = Draft(id="", party=party, body=body, subject="A day", text="Which day?", by="handler")
    saved = await Drafts(desk.rows).save(number, draft, 0, wall())
    who = Who(account="handler", why="we have to know", at=wall())
    decision = await Paperwork(desk.rows, SECRET).send(number, saved.id, 1, who, read=False)
    await desk.until_decided(number, decision)


async def test_a_persons_letter_goes_out_and_the_case_goes_on(desk: Desk) -> None:
    """Sent at once, or in the morning; a letter to a body when somebody has approved it."""
    number = await acts.with_respondent(desk)

    await writes(desk, number, Party.RESPONDENT)
    await quiet(desk, number)
    await writes(desk, number, Party.BODY, "example-ombudsman")
    await quiet(desk, number)
    before = (await sent(desk, number)).count("letter")
    await desk.rule_on(number)
    await quiet(desk, number)

    assert before == 1
    assert [one for one in desk.letters if "A day" in one] == [
        "A day to calls@firm.example",
        "A day to intake@ombudsman.example",
    ]
    assert await desk.stage(number) is Stage.WITH_RESPONDENT


async def test_a_duplicate_ends_and_its_messages_reach_the_other_workflow(desk: Desk) -> None:
    """Its complainant hears of the other number; a person reads what was said in both."""
    into = await acts.with_respondent(desk)
    number = await desk.open_case(complaint(f"{acts.WORDS} At night too.", evidence=True))
    await quiet(desk, number)
    who = Who(account="handler", why="the same calls", at=wall())

    decision = await Paperwork(desk.rows, SECRET).merge(number, into, who)
    await desk.until_decided(number, decision)
    await ended(desk, number)
    await desk.until_noted(into, 1)

    assert (await desk.view(number)).case.outcome == Outcome.DUPLICATE
    assert "Your complaint is closed to ana@home.example" in desk.letters
    assert len((await desk.view(into)).messages) == 2
    assert await desk.stage(into) is Stage.WITH_RESPONDENT
