"""What letters are given to say, and what they never say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import Language, Party, Stage
from casework.events import Event, EventKind
from casework.letters import LetterKind
from casework.policy import PassOn
from casework.steps import within_caps
from casework.terms import Precondition
from tests.casework.situations import (
    CALL_LOG,
    FIFTEENTH_NIGHT,
    FIRST,
    OMBUDSMAN,
    POLICY,
    TENTH_NIGHT,
    TRIBUNAL,
    TUESDAY,
    a_pack,
    events,
    heard,
    letters,
    moment,
    says,
    stands,
    the_letter,
    write,
)
from tests.examples import ANA

if TYPE_CHECKING:
    from casework.letters import Fact, Letter

NUMBER_WRITTEN = "0571-0000-6612"


def notice(text: str, **shown: object) -> Letter:
    """What the respondent gets of a complaint with these words."""
    open_to_all = {"name": True, "words": True, "numbers": True, "evidence": ("call_log",)}
    pack = a_pack(pass_on=PassOn(**{**open_to_all, **shown}))  # type: ignore[arg-type]  # a test's
    file = replace(
        stands(Stage.AWAITING_EVIDENCE), policy=pack, messages=(replace(FIRST, text=text),)
    )
    return the_letter(
        write(LetterKind.COMPLAINT_NOTICE, file, TENTH_NIGHT), LetterKind.COMPLAINT_NOTICE
    )


@pytest.mark.parametrize(
    ("shown", "words", "numbers"),
    [
        ({}, f"call {NUMBER_WRITTEN}, write to ***", (NUMBER_WRITTEN,)),
        ({"numbers": False}, "call ***, write to ***", ()),
        ({"words": False}, "", (NUMBER_WRITTEN,)),
    ],
)
def test_a_respondent_is_shown_what_the_pack_shows(
    shown: dict[str, object], words: str, numbers: tuple[str, ...]
) -> None:
    """Addresses never."""
    facts = notice(f"call {NUMBER_WRITTEN}, write to {ANA}", **shown).facts

    assert (facts["words"], facts["numbers"]) == (words, numbers)


@pytest.mark.parametrize(
    ("respondent", "basis"),
    [("acme", "Order 35"), ("house", "policy")],  # Acme is noted as an operator
)
def test_a_law_is_named_only_to_whom_it_binds(respondent: str, basis: str) -> None:
    """To everybody else the time is the desk's own rule, as the record says too."""
    clocks = a_pack().clocks
    law = replace(clocks.answer, basis="S-1", binds="respondent_is_operator")
    pack = a_pack(clocks=replace(clocks, answer=law), sources={"S-1": "Order 35"})
    file = replace(stands(Stage.AWAITING_EVIDENCE, respondent=respondent), policy=pack)
    plan = write(LetterKind.COMPLAINT_NOTICE, file, TUESDAY)

    assert the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts["basis"] == basis
    (told,) = (one.why for one in plan.events if one.kind is EventKind.RESPONDENT_ASKED)
    assert told.endswith(", S-1" if respondent == "acme" else ", policy")


def test_a_day_or_an_hour_is_no_telephone_number() -> None:
    """A call log is full of them."""
    facts = notice(f"2026-03-01 22:10 {NUMBER_WRITTEN}, 2026-03-02 09:30 057100006612").facts

    assert facts["numbers"] == (NUMBER_WRITTEN, "057100006612")


@pytest.mark.timeout(10)
@pytest.mark.parametrize("sign", ["a", "1", "a@", "好"])
def test_a_text_that_is_one_long_word_holds_nobody_up(sign: str) -> None:
    """Hostile or just damaged: the desk goes on."""
    assert notice(sign * 200_000).facts["due_on"]


def test_a_complaint_without_a_message_is_put_all_the_same() -> None:
    """Nothing is quoted."""
    file = replace(stands(Stage.AWAITING_EVIDENCE), messages=())
    plan = write(LetterKind.COMPLAINT_NOTICE, file, TENTH_NIGHT)

    assert the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts["words"] == ""


# ---- for a body, or for the complainant to file ----------------------------------------------


def referred(**changes: object) -> dict[str, Fact]:
    """What a referral says after a breach."""
    file = stands(Stage.WITH_RESPONDENT, **changes)
    plan = write(LetterKind.BREACH_NOTICE, replace(file, evidence=(CALL_LOG,)), FIFTEENTH_NIGHT)
    return dict(the_letter(plan, LetterKind.REFERRAL).facts)


def test_a_referral_says_what_was_asked_and_when_it_was_due() -> None:
    """And names its enclosures, the dossier first."""
    facts = referred()

    assert f"{facts['asked_on']} {facts['was_due_on']}" == "2026-03-02 2026-03-17"
    assert facts["files"] == ("C-2026-000001-dossier.pdf", "C-2026-000001-originals.zip")
    assert (facts["answered"], facts["was_asked"], facts["authorised"]) == (False, True, False)


def test_a_referral_to_a_body_has_its_dossier_and_its_language() -> None:
    """The complainant writes Chinese, the ombudsman English."""
    file = stands(Stage.WITH_RESPONDENT, language=Language.SIMPLIFIED)
    plan = write(LetterKind.BREACH_NOTICE, file, FIFTEENTH_NIGHT)
    letter = the_letter(plan, LetterKind.REFERRAL)

    assert (letter.language, letter.to.address) == (
        Language.ENGLISH,
        POLICY.bodies[OMBUDSMAN].address,
    )
    assert letter.dossier is not None
    assert the_letter(plan, LetterKind.BREACH_NOTICE).facts["body"] == "示例投诉专员公署"


def test_a_guide_tells_the_complainant_what_nobody_knows_yet() -> None:
    """In their language, with the day on which we ask how it went."""
    question = Precondition(
        fact="complainant_is_consumer", wanted=True, names=dict.fromkeys(Language, "For yourself?")
    )
    rung = replace(POLICY.ladder[1], preconditions=(question,))
    file = replace(stands(Stage.WITH_RESPONDENT), policy=a_pack(ladder=(rung,)))
    letter = the_letter(
        write(LetterKind.BREACH_NOTICE, file, FIFTEENTH_NIGHT), LetterKind.FILING_GUIDE
    )

    assert letter.facts["open_questions"] == ("For yourself?",)
    assert f"{letter.facts['due_on']}" == "2026-04-17"
    assert (letter.to.party, letter.approval) == (Party.COMPLAINANT, ("approver",))
    assert letter.facts["verify"] is False


# ---- the caps --------------------------------------------------------------------------------


def test_over_the_cap_the_acknowledgement_is_left_out_and_a_person_told() -> None:
    """The case goes on to its evidence; nobody says that it was acknowledged."""
    file = replace(stands(Stage.RECEIVED), may_write=False)
    here = moment(file)
    plan = within_caps(write(LetterKind.ACKNOWLEDGEMENT, file), here)

    assert (plan.letters, plan.case.stage) == ((), Stage.ACKNOWLEDGED)
    assert (plan.case.needs_staff, plan.case.flagged_at) == (True, TUESDAY)
    assert [one.kind for one in plan.events] == [EventKind.NOT_WRITTEN]


def test_over_the_cap_only_the_complainant_hears_nothing() -> None:
    """The respondent is asked, and a person reads by a day that the case names."""
    file = replace(stands(Stage.AWAITING_EVIDENCE), may_write=False)
    plan = within_caps(says(file, brought=("call_log",)), moment(file))

    assert letters(plan) == ["complaint-notice to respondent"]
    assert plan.case.next_step == "a person reads the case"
    assert events(plan)[-1] is EventKind.NOT_WRITTEN
    assert EventKind.RESPONDENT_ASKED in events(plan)


def test_what_a_person_lets_go_out_is_not_capped() -> None:
    """A guide that is not there could not be approved."""
    file = replace(stands(Stage.WITH_BODY), may_write=False)
    plan = within_caps(write(LetterKind.BREACH_NOTICE, file, FIFTEENTH_NIGHT), moment(file))

    assert letters(plan) == ["filing-guide to complainant", "approval-request to staff"]
    assert plan.case.rung == TRIBUNAL


@pytest.mark.parametrize("may_write", [True, False])
def test_a_plan_without_letters_to_the_complainant_is_not_touched(*, may_write: bool) -> None:
    """Nor is any plan below the cap."""
    file = replace(stands(Stage.WITH_RESPONDENT), may_write=may_write)
    plan = says(file)

    assert within_caps(plan, moment(file)) is plan
    assert plan.events == (Event(EventKind.MESSAGE_ADDED, heard().party),)
