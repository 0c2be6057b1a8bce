"""Before anyone files: which way closes which, who submits, what only the complainant knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework import correspondence
from casework.case import Correspondent, Language, Party, Stage
from casework.decisions import DecisionKind
from casework.events import EventKind
from casework.letters import LetterKind, LetterState
from casework.policy import Asks, Intent
from casework.steps import breach
from casework.terms import Bar, Precondition
from tests.casework.situations import (
    CALL_LOG,
    FIFTEENTH_NIGHT,
    OMBUDSMAN,
    POLICY,
    TRIBUNAL,
    TUESDAY,
    a_letter,
    a_message,
    a_pack,
    decides,
    events,
    letters,
    moment,
    says,
    stands,
    the_letter,
    write,
)
from tests.examples import ANA, FIRM, MONDAY

if TYPE_CHECKING:
    from casework.casefile import CaseFile, EvidenceKept, MessageKept
    from casework.letters import Fact

COURT = Precondition(
    fact="accepted_elsewhere",
    wanted=False,
    names=dict.fromkeys(Language, "No court has the matter"),
)
LICENSED = Precondition(
    fact="respondent_is_licensed", wanted=True, names=dict.fromkeys(Language, "It has a licence")
)
OMBUDSMAN_NAME, TRIBUNAL_NAME = "The Example Ombudsman", "The Example Tribunal"


def bound(file: CaseFile) -> CaseFile:
    """The ombudsman closes the tribunal, takes a case for a while, and asks two things first."""
    ombudsman, tribunal = POLICY.ladder
    first = replace(
        ombudsman,
        excludes=(TRIBUNAL,),
        preconditions=(COURT, LICENSED),
        time_bars=(Bar(clock=replace(POLICY.clocks.evidence, count=60)),),
    )
    return replace(file, policy=replace(file.policy, ladder=(first, tribunal)))


def test_the_breach_notice_says_what_the_next_step_closes_and_asks_what_only_they_know() -> None:
    """Before the desk submits anything; what the respondent is, the desk looks up itself."""
    plan = breach(moment(bound(stands(Stage.WITH_RESPONDENT)), FIFTEENTH_NIGHT))
    facts = the_letter(plan, LetterKind.BREACH_NOTICE).facts

    assert (facts["body"], facts["submits"]) == (OMBUDSMAN_NAME, "desk")
    assert (facts["closes"], facts["questions"]) == (
        (TRIBUNAL_NAME,),
        ("No court has the matter",),
    )
    assert str(facts["bar_on"]) == "2026-05-01"
    assert LetterKind.REFERRAL_NOTICE not in {one.kind for one in plan.letters}, "it is said"


def test_who_appeals_hears_where_the_case_goes_before_it_goes() -> None:
    """A person decides that the desk turns to a body: nobody finds out afterwards."""
    plan = decides(bound(stands(Stage.HANDED_OVER)), DecisionKind.REFER, OMBUDSMAN)
    facts = the_letter(plan, LetterKind.REFERRAL_NOTICE).facts

    assert letters(plan)[:2] == ["referral-notice to complainant", "referral to body"]
    assert (facts["body"], facts["closes"]) == (OMBUDSMAN_NAME, (TRIBUNAL_NAME,))


def test_who_files_gets_a_guide_and_no_notice_besides() -> None:
    """The guide says all of it."""
    plan = decides(stands(Stage.HANDED_OVER), DecisionKind.REFER, TRIBUNAL)

    assert LetterKind.REFERRAL_NOTICE not in {one.kind for one in plan.letters}


@pytest.mark.parametrize(
    ("evidence", "consent", "warned"),
    [((CALL_LOG,), Asks.INFORM, True), ((CALL_LOG,), Asks.ASK, False), ((), Asks.INFORM, False)],
)
def test_where_nothing_is_asked_the_acknowledgement_warns_of_the_choice(
    evidence: tuple[EvidenceKept, ...], consent: Asks, *, warned: bool
) -> None:
    """Else the request does, a moment later and at length."""
    file = replace(stands(Stage.RECEIVED), evidence=evidence)
    file = bound(replace(file, policy=a_pack(consent=consent)))
    plan = write(LetterKind.ACKNOWLEDGEMENT, file, MONDAY)

    assert the_letter(plan, LetterKind.ACKNOWLEDGEMENT).facts["one_route"] is warned


def test_an_answer_says_where_the_case_may_go_from_there() -> None:
    """The next body and until when; nothing where none is left."""
    file = bound(stands(Stage.WITH_RESPONDENT))
    said = says(file, Intent.ANSWER, party=Party.RESPONDENT)
    ended = says(
        replace(file, policy=replace(file.policy, ladder=())),
        Intent.ANSWER,
        party=Party.RESPONDENT,
    )

    facts = the_letter(said, LetterKind.ANSWER).facts
    assert (facts["body"], str(facts["bar_on"])) == (OMBUDSMAN_NAME, "2026-05-01")
    assert the_letter(ended, LetterKind.ANSWER).facts["body"] == ""


def test_a_guide_says_who_has_had_the_matter_and_what_may_come_of_it() -> None:
    """The next body will ask; what we were authorised with is not for it."""
    file = stands(Stage.APPROVAL_PENDING, rung=TRIBUNAL, tried=(OMBUDSMAN,))
    outcome = dict.fromkeys(Language, "An award")
    bodies = {one.id: replace(one, outcome=outcome) for one in file.policy.bodies.values()}
    file = replace(file, policy=replace(file.policy, bodies=bodies))
    plan = decides(replace(file, letters=()), DecisionKind.REFER, TRIBUNAL)
    facts = the_letter(plan, LetterKind.FILING_GUIDE).facts

    assert (facts["had_it"], facts["outcome"]) == ((OMBUDSMAN_NAME,), "An award")


def test_who_is_asked_how_filing_went_is_warned_once_more() -> None:
    """Only while the body in hand closes another one."""
    file = bound(stands(Stage.WITH_BODY, self_filed=True))
    other = replace(file, case=replace(file.case, rung="unheard-of"))
    asked = correspondence.closing_question(moment(file), file.case, "filing")
    unknown = correspondence.closing_question(moment(other), other.case, "filing")

    assert asked.facts["closes"] == (TRIBUNAL_NAME,)
    assert unknown.facts["closes"] == ()


# ---- the respondent is asked once more -----------------------------------------------------


def anew(*messages: MessageKept, words: bool = True) -> dict[str, Fact]:
    """What the respondent reads when the complaint is put to it again."""
    notice = a_letter(LetterKind.COMPLAINT_NOTICE, Party.RESPONDENT, state=LetterState.SENT)
    file = stands(Stage.HANDED_OVER)
    file = replace(
        file,
        messages=(*file.messages, *messages),
        letters=(*file.letters, notice),
        threads={FIRM.address: (notice.message_id,)},
        policy=a_pack(pass_on=replace(POLICY.pass_on, words=words)),
    )
    plan = decides(file, DecisionKind.PUT_TO_RESPONDENT)
    assert "policy" in next(
        one.why for one in plan.events if one.kind is EventKind.RESPONDENT_ASKED
    )
    return dict(the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts)


def test_who_is_asked_again_reads_why_and_by_whose_rule() -> None:
    """The last words since, and no law: an appeal starts none of its clocks anew."""
    facts = anew(a_message(text="It goes on: write to ana@home.example."))

    assert (facts["has_before"], facts["basis"]) == (True, "policy")
    assert facts["before_on"] == MONDAY.date()
    assert facts["more_words"] == "It goes on: write to ***"
    assert events(decides(stands(Stage.HANDED_OVER), DecisionKind.PUT_TO_RESPONDENT))


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (a_message(text="  "), True),
        (a_message(Party.BODY, "We have decided."), True),
        (a_message(text="It goes on."), False),
    ],
)
def test_nothing_is_passed_on_that_is_not_the_complainants_or_not_to_be_shown(
    message: MessageKept, *, shown: bool
) -> None:
    """Empty words, another's words, and where the pack shows none."""
    assert anew(message, words=shown)["more_words"] == ""


def test_another_respondent_is_not_told_that_it_was_asked_before() -> None:
    """It was somebody else who was."""
    notice = a_letter(LetterKind.COMPLAINT_NOTICE, Party.RESPONDENT)
    file = stands(Stage.HANDED_OVER)
    file = replace(
        file,
        letters=(*file.letters, notice),
        threads={"other@firm.example": (notice.message_id,)},
    )
    plan = decides(file, DecisionKind.PUT_TO_RESPONDENT)

    assert the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts["has_before"] is False


@pytest.mark.parametrize(
    ("name", "signed", "read"),
    [
        ("Ana Reed", "Ana Reed", "***"),
        ("Ana Reed", "yours, Ana", "yours, ***"),
        ("李明", "我是李明。", "我是***。"),
        ("A", "A call a day", "A call a day"),
        ("Ana", "Banana", "Banana"),
        ("", "nobody", "nobody"),
    ],
)
def test_a_name_that_is_not_to_be_shown_is_not_in_the_words_either(
    name: str, signed: str, read: str
) -> None:
    """A complaint is signed: what the pack keeps back is kept back there, too."""
    person = Correspondent(party=Party.COMPLAINANT, address=ANA, token="a" * 26, name=name)
    file = stands(Stage.WITH_RESPONDENT)
    file = replace(
        file,
        correspondents=(person,),
        messages=(replace(file.messages[0], text=signed),),
        policy=a_pack(pass_on=replace(POLICY.pass_on, name=False)),
    )
    notice = correspondence.complaint_notice(moment(file, TUESDAY), file.case)

    assert (notice.facts["words"], notice.facts["complainant"]) == (read, "")
