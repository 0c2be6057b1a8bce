"""Decisions about a case: which make sense where it stands, each with a reason, by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import DecisionRow, MessageRow
from casework.case import NextStep, Stage
from casework.letters import LetterKind
from casework.roles import Role
from tests.console.procedure import Procedure, hire
from tests.examples import a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

CLOSED = {"stage": Stage.CLOSED, "next_step": NextStep.NOTHING, "due_at": None}


async def appealed(front: FrontDesk) -> Procedure:
    """Acme has answered, and Ana does not accept it."""
    case = await Procedure.with_respondent(front)
    front.clock.now += timedelta(days=1)
    await case.says("We have taken the number off our lists.", party="respondent")
    await case.says("I do not accept that answer.")
    row = await front.case(case.number)
    assert (row.stage, row.appealed) == ("handed to a person", True)
    return case


@pytest.mark.parametrize(
    ("kind", "value", "stage"),
    [
        ("go on", "", "answered"),
        ("put to the respondent", "", "with respondent"),
        ("refer", "", "approval pending"),
        ("refer", "example-tribunal", "approval pending"),
        ("ask whether the answer is enough", "", "answered"),
        ("hand over", "boris", "handed to a person"),
    ],
)
async def test_a_decision_carries_the_case_on(
    ling: FrontDesk, kind: str, value: str, stage: str
) -> None:
    """A row with who and why; the page says what happens next; the workflow does it."""
    case = await appealed(ling)
    await hire(ling, "boris", Role.APPROVER)

    page = await ling.post(
        f"/case/{case.number}/decide", kind=kind, value=value, why="it seems right"
    )

    (decision,) = await ling.all_of(DecisionRow)
    assert (decision.kind, decision.value, decision.by) == (kind, value, "ling")
    assert decision.why == "it seems right"
    assert page.response.url.path == f"/case/{case.number}"
    assert "On its way: " in page.words
    await case.carry_out()
    row = await ling.case(case.number)
    assert row.stage == stage
    assert row.owner == (value if kind == "hand over" else None)
    assert "On its way: " not in (await ling.get(f"/case/{case.number}")).words


async def test_a_reply_that_no_rule_understands_is_taken_as_the_answer(ling: FrontDesk) -> None:
    """A person reads it, says so on the page, and the complainant gets it in its own words."""
    case = await Procedure.with_respondent(ling)
    ling.clock.now += timedelta(days=1)
    await case.says("We have refunded it and are looking into the rest.", party="respondent")
    message = max(one.id for one in await ling.all_of(MessageRow))
    page = await ling.get(f"/case/{case.number}")
    assert (await ling.case(case.number)).stage == "with respondent"
    assert "Take a reply as the answer" in page.words
    assert "from the respondent: We have refunded it" in page.words

    form = {"kind": "take as the answer", "value": message, "why": "it is one"}
    said = await ling.post(f"/case/{case.number}/decide", **form)
    await case.carry_out()

    assert "the answer is being passed on" in said.words
    assert (await ling.case(case.number)).stage == "answered"
    page = await ling.get(f"/case/{case.number}")
    assert "Understood as: answer, because ling took it as the answer" in page.words


@pytest.mark.parametrize(
    ("value", "why"),
    [("99", "has no such message of a respondent or a body"), ("x", "is not the number of a")],
)
async def test_only_what_was_said_can_be_the_answer(ling: FrontDesk, value: str, why: str) -> None:
    """An old page, or a number that is none: refused in words."""
    case = await Procedure.with_respondent(ling)
    await case.says("We are looking into it.", party="respondent")

    form = {"kind": "take as the answer", "value": value, "why": "it is one"}
    page = await ling.post(f"/case/{case.number}/decide", **form)

    assert why in page.words
    assert await ling.all_of(DecisionRow) == []


async def test_what_is_left_on_a_closed_case_waits_until_somebody_has_dealt_with_it(
    ling: FrontDesk,
) -> None:
    """Withdrawn while a body had it: it is in the list, until a person says what they did."""
    case = await Procedure.with_respondent(ling)
    await ling.change(case.number, **CLOSED, needs_staff=True, flagged_at=ling.clock.now)
    assert case.number in (await ling.get("/?only=person")).words

    await ling.post(f"/case/{case.number}/dealt-with", why="I rang the ombudsman")

    assert case.number not in (await ling.get("/?only=person")).words
    page = await ling.get(f"/case/{case.number}")
    assert "dealt with by ling: I rang the ombudsman" in page.words
    assert (await ling.case(case.number)).stage == "closed"
    again = await ling.post(f"/case/{case.number}/dealt-with", why="once more")
    assert "nothing is left to be dealt with" in again.words


async def test_a_body_that_does_not_take_the_case_is_refused(ling: FrontDesk) -> None:
    """With the reason; of the list only those can be chosen that may take it."""
    case = await appealed(ling)
    await ling.change(case.number, pack="cn-telecom", category="refund_refused")

    page = await ling.post(f"/case/{case.number}/decide", kind="refer", value="cn-mca", why="so")

    assert page.status == 409
    assert "cn-mca does not take C-2026-000001 as it stands: not for this category" in page.words
    assert not await ling.all_of(DecisionRow)
    page = await ling.get(f"/case/{case.number}")
    disabled = {one["value"]: "disabled" in one for tag, one in page.elements if tag == "option"}
    assert (disabled["cn-mca"], disabled["cn-12315"]) == (True, False)


@pytest.mark.parametrize("why", ["", "  ", "\0"])
async def test_nothing_is_decided_without_a_reason(ling: FrontDesk, why: str) -> None:
    """Every deed of the page is refused in words, and the record stays as it was."""
    case = await appealed(ling)
    before = await ling.record()

    for path, form in (
        ("decide", {"kind": "go on"}),
        ("decide", {"kind": "refer"}),
        ("answer", {"about": "category", "value": "refund_refused"}),
        ("close", {"outcome": "resolved"}),
    ):
        page = await ling.post(f"/case/{case.number}/{path}", why=why, **form)
        assert "a reason is needed" in page.words, path
    assert await ling.record() == before


@pytest.mark.parametrize(
    ("stage", "there", "not_there"),
    [
        (Stage.RECEIVED, {"close", "hand over"}, {"refer", "go on", "put to the respondent"}),
        (Stage.AWAITING_EVIDENCE, {"put to the respondent", "refer"}, {"go on"}),
        (Stage.WITH_RESPONDENT, {"refer"}, {"put to the respondent", "go on"}),
        (Stage.ANSWERED, {"refer"}, {"put to the respondent"}),
        (Stage.HANDED_OVER, {"go on", "put to the respondent", "refer"}, {"reopen"}),
        (Stage.CLOSED, set(), {"close", "refer", "hand over", "go on"}),
    ],
)
async def test_only_what_makes_sense_is_offered(
    ling: FrontDesk, stage: Stage, there: set[str], not_there: set[str]
) -> None:
    """A form for each, by the stage; what is not offered is refused from an old page too."""
    case = await Procedure.with_respondent(ling)
    await ling.change(case.number, stage=stage)

    page = await ling.get(f"/case/{case.number}")

    kinds = {one["value"] for _, one in page.elements if one.get("name") == "kind"}
    actions = {(one.get("action") or "").rpartition("/")[2] for _, one in page.elements}
    offered = {kind or "" for kind in kinds} | actions
    assert there <= offered
    assert not not_there & offered
    for kind in not_there - {"close", "reopen"}:
        old = await ling.post(f"/case/{case.number}/decide", kind=kind, why="from an old page")
        assert old.status == 409, kind
    assert not await ling.all_of(DecisionRow)


async def test_it_is_not_put_to_the_respondent_over_the_complainants_no(ling: FrontDesk) -> None:
    """Consent refused: the form is not there, and an old page's is refused."""
    case = await appealed(ling)
    old = await ling.get(f"/case/{case.number}")
    await ling.change(case.number, consent="refused")

    page = await ling.post(
        f"/case/{case.number}/decide", old, kind="put to the respondent", why="all the same"
    )

    assert page.status == 409
    assert "makes no sense there" in page.words
    assert "Put it to the respondent" not in (await ling.get(f"/case/{case.number}")).words


@pytest.mark.parametrize(
    ("about", "value"), [("category", "refund_refused"), ("prior_on", "2026-02-01")]
)
async def test_what_no_rule_could_tell_a_person_says(
    ling: FrontDesk, about: str, value: str
) -> None:
    """A question is a decision like any other."""
    case = await Procedure.begin(ling, a_mail("I am not happy.", subject="Hello"))
    await case.order(LetterKind.EVIDENCE_REQUEST)

    await ling.post(f"/case/{case.number}/answer", about=about, value=value, why="she told me")
    await case.carry_out()

    row = await ling.case(case.number)
    assert str(getattr(row, about)) == value


@pytest.mark.parametrize(
    ("about", "value", "said"),
    [
        ("category", "nonsense", "is not a category of the pack"),
        ("prior_on", "yesterday", "is not a day such as"),
        ("consent", "perhaps", "is not an answer"),
        ("weather", "yes", "is not a question"),
    ],
)
async def test_an_answer_that_is_none_is_refused(
    ling: FrontDesk, about: str, value: str, said: str
) -> None:
    """In words."""
    case = await appealed(ling)

    page = await ling.post(f"/case/{case.number}/answer", about=about, value=value, why="because")

    assert page.status == 409
    assert said in page.words
    assert not await ling.all_of(DecisionRow)


async def test_an_unknown_fact_is_asked_in_the_packs_words(ling: FrontDesk) -> None:
    """Yes means that it is as the body wants it, also where the body wants a no."""
    case = await appealed(ling)
    await ling.change(case.number, pack="cn-telecom")

    page = await ling.get(f"/case/{case.number}")
    words = "No court, arbitrator, consumer organisation or other authority has taken the matter"
    assert f"Is it so? {words}" in page.words
    await ling.post(
        f"/case/{case.number}/answer", about="accepted_elsewhere", value="no", why="I asked her"
    )

    assert f"{words}: so by ling" in (await ling.get(f"/case/{case.number}")).words


async def test_a_respondent_is_assigned_from_the_directory(ling: FrontDesk) -> None:
    """Nobody who is not in it."""
    case = await appealed(ling)
    path, form = f"/case/{case.number}/decide", {"kind": "assign a respondent", "why": "she says"}

    wrong = await ling.post(path, value="evil@evil.example", **form)
    await ling.post(path, value="house", **form)
    await case.carry_out()

    assert "is not a respondent" in wrong.words
    assert (await ling.case(case.number)).respondent == "house"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "hand over", "value": "nobody"}, "there is no account 'nobody'"),
        ({"kind": "refer", "value": "the-moon"}, "is not a body of the ladder"),
        ({"kind": "approve"}, "is not decided with this form"),
        ({"kind": "close", "value": "resolved"}, "is not decided with this form"),
        ({"kind": "dance"}, "choose what is decided"),
    ],
)
async def test_a_decision_that_names_what_is_not_there_is_refused(
    ling: FrontDesk, form: dict[str, str], said: str
) -> None:
    """In words; nothing is decided."""
    case = await appealed(ling)

    page = await ling.post(f"/case/{case.number}/decide", why="because", **form)

    assert page.is_in_words
    assert said in page.words
    assert not await ling.all_of(DecisionRow)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("decide", {"kind": "go on"}),
        ("answer", {"about": "category", "value": "refund_refused"}),
        ("close", {"outcome": "resolved"}),
    ],
)
async def test_a_closed_case_takes_no_decision_but_its_reopening(
    ling: FrontDesk, path: str, form: dict[str, str]
) -> None:
    """From an old page it is refused in words, with the way back."""
    case = await appealed(ling)
    await ling.change(case.number, **CLOSED)

    page = await ling.post(f"/case/{case.number}/{path}", why="because", **form)

    assert page.status == 409
    assert f"{case.number} is closed already" in page.words
    assert ("a", {"href": f"/case/{case.number}"}) in page.elements
    assert not await ling.all_of(DecisionRow)


async def test_a_closed_case_is_reopened(ling: FrontDesk) -> None:
    """Under its number, at once; an open one is not."""
    case = await appealed(ling)
    path = f"/case/{case.number}/reopen"
    assert "is open" in (await ling.post(path, why="again")).words
    await ling.change(case.number, **CLOSED, outcome="resolved")

    page = await ling.post(path, why="she called: it began again")

    assert (await ling.case(case.number)).stage == "reopened"
    assert f"{case.number} is being reopened." in page.words
    assert "she called: it began again" in page.words


async def test_an_appeal_says_that_somebody_else_decides_it(ling: FrontDesk) -> None:
    """Whoever has handled the case has no form to close it; a colleague has."""
    case = await Procedure.with_respondent(ling)
    await ling.post(
        f"/case/{case.number}/answer", about="prior_on", value="2026-02-27", why="she says"
    )
    await case.carry_out()
    await case.says("We have taken the number off our lists.", party="respondent")
    await case.says("I do not accept that answer.")
    await hire(ling, "boris", Role.APPROVER)

    hers = await ling.get(f"/case/{case.number}")
    refused = await ling.post(f"/case/{case.number}/close", outcome="resolved", why="enough")
    await ling.post("/logout")
    await ling.log_in("boris")
    his = await ling.get(f"/case/{case.number}")

    assert "This is an appeal" in hers.words
    assert "You have handled this case before" in hers.words
    assert "Close the case" not in hers.words
    assert "somebody else decides it" in refused.words
    assert "You have handled" not in his.words
    assert "Close the case" in his.words


async def test_every_field_of_a_form_has_a_label(ling: FrontDesk) -> None:
    """Whoever cannot see the page hears what each field is for."""
    case = await appealed(ling)
    for path in (f"/case/{case.number}", "/respondents", "/login", "/mail"):
        html = (await ling.get(path)).html
        fields = html.count("<select") + html.count("<textarea")
        fields += html.count('type="text"') + html.count('type="date"') + html.count('type="email"')
        assert html.count("<label") >= fields, path
