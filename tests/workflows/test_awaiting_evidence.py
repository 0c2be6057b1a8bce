"""Something is missing: how that wait can end, and whom the complaint is put to then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from casework.case import Consent, NextStep, Outcome, Party, Stage
from casework.decisions import DecisionKind
from casework.policy import Asks
from tests.desk import Desk, wall
from tests.workflows import acts
from tests.workflows.acts import CALLS, complaint, ended, next_step, quiet, sent, until_stage

if TYPE_CHECKING:
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions

FIRST = ["acknowledgement", "evidence-request", "preservation-notice"]


async def test_evidence_ends_the_wait_and_the_respondent_is_asked(desk: Desk) -> None:
    """It is receipted, the firm gets the complaint, and nobody is reminded of it any more."""
    number = await desk.open_case()
    await quiet(desk, number)

    await desk.says(number, "Here is the call log.", CALLS)
    await quiet(desk, number)

    assert await desk.stage(number) is Stage.WITH_RESPONDENT
    assert sorted(await sent(desk, number)) == sorted(
        [*FIRST, "evidence-receipt", "complaint-notice"]
    )
    assert "evidence complete" in await desk.events(number)
    assert await next_step(desk, number) is NextStep.REMIND_RESPONDENT


async def test_silence_never_rejects_a_complaint(desk: Desk) -> None:
    """One reminder in the morning of its day; then the respondent is asked without the evidence."""
    number = await desk.open_case()
    due_at = (await desk.view(number)).case.due_at
    assert await next_step(desk, number) is NextStep.REMIND
    await quiet(desk, number)
    reminder = (await desk.view(number)).letters[-1]
    assert due_at is not None
    assert reminder.kind == "evidence-reminder"
    assert 0 <= (reminder.written_at - due_at).total_seconds() <= 65
    assert reminder.written_at.astimezone(desk.receiver.pack.zone).hour == 8

    assert await until_stage(desk, number, Stage.WITH_RESPONDENT) == [NextStep.GO_ON_WITHOUT]

    assert "went on without the missing evidence" in await desk.events(number)
    assert await sent(desk, number) == [*FIRST, "evidence-reminder", "complaint-notice"]
    assert await next_step(desk, number) is NextStep.REMIND_RESPONDENT, "no second one of evidence"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("I withdraw my complaint.", Outcome.WITHDRAWN),
        ("Thank you, this is resolved.", Outcome.RESOLVED),
    ],
)
async def test_the_complainant_may_end_it(desk: Desk, text: str, outcome: Outcome) -> None:
    """Their own word closes the case; the firm, which was asked nothing yet, hears nothing."""
    number = await desk.open_case()
    await quiet(desk, number)

    await desk.says(number, text)

    assert await ended(desk, number) == outcome
    assert await sent(desk, number) == [*FIRST, "closure"]
    assert (await desk.view(number)).letters[-1].party == Party.COMPLAINANT


async def test_staff_may_end_it(desk: Desk) -> None:
    """The workflow ends with the outcome that staff chose, and with a last letter."""
    number = await desk.open_case()
    await quiet(desk, number)

    await desk.close(number, Outcome.UNRESOLVED)

    assert await ended(desk, number) == Outcome.UNRESOLVED
    case = (await desk.view(number)).case
    assert (case.outcome, case.due_at) == (Outcome.UNRESOLVED, None)
    assert await sent(desk, number) == [*FIRST, "closure"]


@pytest.mark.parametrize("text", ["I want to speak to a person.", "Do not pass on my complaint."])
async def test_a_person_takes_over_and_the_firm_hears_nothing(desk: Desk, text: str) -> None:
    """Asked for, or because the complainant objects; however long the person takes."""
    number = await desk.open_case()

    await desk.says(number, text)

    assert await desk.stage(number) is Stage.HANDED_OVER
    for _ in range(4):
        assert await next_step(desk, number) is NextStep.STAFF_REVIEW
    assert "complaint-notice" not in await acts.written(desk, number)


async def test_an_objection_outlasts_a_decision_to_go_on(desk: Desk) -> None:
    """Nobody puts the complaint to the firm by mistake."""
    number = await desk.open_case()
    await desk.says(number, "Do not pass on my complaint.")

    await desk.decide(number, DecisionKind.GO_ON)

    assert await desk.stage(number) is Stage.HANDED_OVER
    assert "complaint-notice" not in await acts.written(desk, number)


async def test_bare_words_are_read_by_a_person_and_nothing_is_passed_over_them(desk: Desk) -> None:
    """The case is flagged and its wait runs on; nobody who wrote is reminded of writing."""
    number = await desk.open_case()

    await desk.says(number, "I will look for it.")
    case = (await desk.view(number)).case
    assert (case.stage, case.needs_staff) == (Stage.AWAITING_EVIDENCE, True)

    steps = await until_stage(desk, number, Stage.HANDED_OVER)
    assert steps[-1] is NextStep.GO_ON_WITHOUT
    assert set(steps[:-1]) == {NextStep.STAFF_REVIEW}, "every missed review is noted"
    assert (await desk.events(number)).count("review overdue") == len(steps) - 1
    assert await sent(desk, number) == FIRST


async def test_a_person_who_has_read_it_lets_the_wait_go_on(desk: Desk) -> None:
    """The flag is gone, and the reminder comes on its day."""
    number = await desk.open_case()
    await desk.says(number, "I will look for it.")

    await desk.decide(number, DecisionKind.GO_ON)

    assert await desk.stage(number) is Stage.AWAITING_EVIDENCE
    assert await next_step(desk, number) is NextStep.REMIND


# ---- consent ---------------------------------------------------------------------------


async def test_consent_is_waited_for_where_the_pack_asks_for_it(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions
) -> None:
    """The evidence is there, the yes is not: nothing is passed on before it."""
    policy = acts.pack(consent=Asks.ASK)
    async with Desk.open(temporal, sqlite_rows, policy=policy) as desk:
        number = await desk.open_case(complaint(evidence=True))
        await quiet(desk, number)
        assert await desk.stage(number) is Stage.AWAITING_EVIDENCE
        assert await sent(desk, number) == FIRST[:2], "not even to keep its records"

        await desk.says(number, "I agree.")
        await quiet(desk, number)

        assert await desk.stage(number) is Stage.WITH_RESPONDENT
        assert (await desk.view(number)).case.consent == Consent.GIVEN
        assert "complaint-notice" in await sent(desk, number)


@pytest.mark.parametrize("text", ["", "I do not consent."], ids=["silence", "no"])
async def test_without_consent_a_person_is_next(
    temporal: WorkflowEnvironment, sqlite_rows: Sessions, text: str
) -> None:
    """Neither silence nor a no puts anything to the respondent."""
    policy = acts.pack(consent=Asks.ASK)
    async with Desk.open(temporal, sqlite_rows, policy=policy) as desk:
        number = await desk.open_case(complaint(evidence=True))
        if text:
            await desk.says(number, text)
        await until_stage(desk, number, Stage.HANDED_OVER)

        assert not [one for one in desk.letters if one.endswith("calls@firm.example")]

        await desk.decide(number, DecisionKind.ANSWER_QUESTION, value="yes", about="consent")
        await quiet(desk, number)
        assert await desk.stage(number) is Stage.WITH_RESPONDENT, "they agreed on the telephone"


# ---- whom it is put to -----------------------------------------------------------------


async def test_a_department_of_the_house_is_asked_at_once(desk: Desk) -> None:
    """Its clock runs from receipt; the evidence is asked for, and reminded of, beside it."""
    number = await desk.open_case(complaint("Stop calling me. These are unwanted calls."))
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.respondent) == (Stage.WITH_RESPONDENT, "house")
    assert case.asked_at == case.opened_at
    assert {"evidence-request", "complaint-notice"} <= set(await sent(desk, number))

    assert await next_step(desk, number) is NextStep.REMIND
    await desk.says(number, "Here is the call log.", CALLS)
    assert await desk.stage(number) is Stage.WITH_RESPONDENT
    assert await next_step(desk, number) is NextStep.REMIND_RESPONDENT


async def test_an_unknown_respondent_is_named_by_a_person(desk: Desk) -> None:
    """Nothing is guessed: a person assigns an entry of the directory, and the case goes on."""
    number = await desk.open_case(complaint("Unwanted calls from a firm I do not know."))
    assert await desk.stage(number) is Stage.HANDED_OVER
    assert (await desk.view(number)).case.respondent is None

    await desk.decide(number, DecisionKind.ASSIGN_RESPONDENT, value="acme")
    assert await desk.stage(number) is Stage.AWAITING_EVIDENCE
    await desk.says(number, "Here is the call log.", CALLS)
    await quiet(desk, number)

    assert "A complaint for you to answer: Unwanted calls to calls@firm.example" in desk.letters


async def test_what_no_rule_understands_goes_to_a_person(desk: Desk) -> None:
    """No category, so no checklist; a person who names one lets the case begin."""
    raw = complaint("I have something to say about Acme Calls.", subject="Hello")
    number = await desk.open_case(raw)
    assert (await desk.view(number)).case.category is None
    assert "handed to a person" in await desk.events(number)

    await desk.decide(
        number, DecisionKind.ANSWER_QUESTION, value="harassment_call", about="category"
    )

    assert await desk.stage(number) is Stage.AWAITING_EVIDENCE


async def test_a_firm_that_was_asked_before_has_the_rest_of_its_time(desk: Desk) -> None:
    """One past day starts its clock; the complaint goes to it at once."""
    asked_on = (wall().astimezone(ZoneInfo("Asia/Shanghai")) - timedelta(days=9)).date()
    text = f"Unwanted calls. I complained to Acme Calls on {asked_on.isoformat()}."
    number = await desk.open_case(complaint(text))
    await quiet(desk, number)

    case = (await desk.view(number)).case
    assert (case.stage, case.prior_on) == (Stage.WITH_RESPONDENT, asked_on)
    assert "complaint-notice" in await sent(desk, number)
    steps = await until_stage(desk, number, Stage.APPROVAL_PENDING)
    assert steps.count(NextStep.REMIND_RESPONDENT) == 1, "the first one's day was over before"
    assert (await acts.now(desk, number)).date() <= asked_on + timedelta(days=17)


async def test_a_firm_whose_time_was_over_before_is_a_persons_matter(desk: Desk) -> None:
    """A person looks, and then it goes to a body, or to the firm for once more."""
    asked_on = (wall().astimezone(ZoneInfo("Asia/Shanghai")) - timedelta(days=40)).date()
    text = f"Unwanted calls. I complained to Acme Calls on {asked_on.isoformat()}."
    number = await desk.open_case(complaint(text))
    assert await desk.stage(number) is Stage.HANDED_OVER
    assert "respondent's time ran out" in await desk.events(number)

    await desk.decide(number, DecisionKind.REFER)

    assert await desk.stage(number) is Stage.APPROVAL_PENDING
    assert (await desk.waiting(number)).kind == "referral"
