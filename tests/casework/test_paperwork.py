"""What people do with the papers of a case: letters of their own, ticks, duplicates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import Consent, NextStep, Outcome, Party, Stage
from casework.casefile import EvidenceKept, Given
from casework.decisions import DEPUTY, READ, REMINDER, DecisionKind
from casework.drafts import Draft, by_a_person, roles, why_not_sent
from casework.events import EventKind
from casework.letters import Enclosed, LetterKind, LetterState, letter_key
from casework.plan import Happening, NoteOrder
from casework.policy import Asks, Intent
from casework.rulings import decided
from casework.steps import OVER_THE_CAP, letter_ended, within_caps
from tests.casework.situations import (
    BORIS,
    MINA,
    NUMBER,
    OMBUDSMAN,
    TRIBUNAL,
    TUESDAY,
    a_letter,
    a_pack,
    changed,
    decides,
    decision,
    events,
    letters,
    moment,
    says,
    stands,
    the_letter,
)
from tests.examples import ANA, FIRM

if TYPE_CHECKING:
    from casework.casefile import Approver, CaseFile
    from casework.plan import Plan

TO_ANA = Draft(id="d", party=Party.COMPLAINANT, subject="A question", text="Which day?", by="bo")
TO_FIRM = replace(TO_ANA, party=Party.RESPONDENT)
TO_BODY = replace(TO_ANA, party=Party.BODY, body=OMBUDSMAN)
WAITS = a_letter(LetterKind.LETTER, Party.BODY, state=LetterState.PENDING, approval=("approver",))
A_FILE = Enclosed(name="log.png", media_type="image/png", message="m", sha256="f")
OPEN = [one for one in Stage if one is not Stage.CLOSED]


def sends(file: CaseFile, draft: Draft | None, value: str = "") -> Plan:
    """Boris has a draft sent."""
    ordered = decision(DecisionKind.SEND_LETTER, value, "d")
    return decided(moment(file), replace(ordered, letter=draft))


# ---- letters of people -----------------------------------------------------------------------


@pytest.mark.parametrize("stage", OPEN)
def test_a_persons_letter_leaves_and_the_case_stays_where_it_is(stage: Stage) -> None:
    """At any stage; whatever else runs goes on."""
    file = stands(stage)

    plan = sends(file, TO_ANA)

    assert letters(plan) == ["letter to complainant"]
    assert plan.case.stage is stage
    assert events(plan) == [EventKind.LETTER_WRITTEN]


def test_its_words_are_the_persons_and_its_subject_is_one_line() -> None:
    """In the party's language, to the address that the record has, within the sending hours."""
    file = stands(Stage.WITH_RESPONDENT)

    letter = by_a_person(moment(file), replace(TO_FIRM, subject="One\n more", text=" Why?\n"))

    assert letter.facts == {"subject": "One more", "words": "Why?"}
    assert (letter.to.address, letter.language) == (FIRM.address, FIRM.language)
    assert letter.approval == ()


def test_what_was_chosen_goes_along_and_nothing_else() -> None:
    """Up to as many files as a letter takes."""
    file, chosen = stands(Stage.WITH_RESPONDENT), (A_FILE,) * 10

    assert by_a_person(moment(file), TO_ANA).enclosed == ()
    assert by_a_person(moment(file), replace(TO_ANA, enclosed=chosen)).enclosed == chosen
    assert why_not_sent(moment(file), replace(TO_ANA, enclosed=chosen)) == ""


def test_a_letter_to_a_body_always_waits_for_an_approval() -> None:
    """Of the roles of its rung; whoever has them is asked, in the same transaction."""
    plan = sends(stands(Stage.WITH_BODY), TO_BODY)

    assert letters(plan) == ["letter to body", "approval-request to staff"]
    assert the_letter(plan, LetterKind.LETTER).approval == ("approver",)
    assert EventKind.APPROVAL_ASKED in events(plan)


def test_a_body_beside_the_ladder_needs_who_lets_guides_go() -> None:
    """There is no body without somebody who approves."""
    file = stands(Stage.WITH_BODY)
    short = replace(file, policy=replace(file.policy, ladder=()))

    assert roles(short, TO_BODY) == file.policy.approvals.guide


def test_a_pack_may_have_every_letter_approved() -> None:
    """Also those to who complains."""
    approvals = replace(a_pack().approvals, letters=("manager",))
    file = replace(stands(Stage.WITH_RESPONDENT), policy=a_pack(approvals=approvals))

    assert roles(file, TO_ANA) == roles(file, TO_FIRM) == ("manager",)


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (replace(TO_ANA, text=" \n"), "it says nothing yet"),
        (replace(TO_ANA, subject=""), "it says nothing yet"),
        (replace(TO_ANA, text="on [[day]]"), "a place is still open"),
        (replace(TO_ANA, subject="[[what]]"), "a place is still open"),
        (replace(TO_BODY, body="nobody"), "no address"),
        (replace(TO_BODY, body=TRIBUNAL), "no address"),
        (replace(TO_ANA, enclosed=(A_FILE,) * 11), "more than 10 files"),
    ],
)
def test_what_is_not_finished_does_not_go_out(draft: Draft, said: str) -> None:
    """Nothing is written; whoever has the case sees it."""
    file = stands(Stage.WITH_RESPONDENT)

    plan = sends(file, draft)

    assert said in why_not_sent(moment(file), draft)
    assert letters(plan) == []
    assert events(plan) == [EventKind.NOT_WRITTEN]
    assert plan.case.needs_staff


@pytest.mark.parametrize(
    "changes", [{"consent": Consent.REFUSED}, {"respondent": None}, {"category": None}]
)
def test_nothing_goes_to_a_respondent_who_may_not_hear_of_it(changes: dict[str, object]) -> None:
    """What holds for the desk's own letters holds for people's."""
    file = changed(stands(Stage.HANDED_OVER), **changes)

    assert "nothing is passed on to the respondent" in why_not_sent(moment(file), TO_FIRM)


def test_consent_that_has_to_be_asked_for_is_asked_for_first() -> None:
    """The reason is said in the rule's own word where there is no other."""
    file = replace(stands(Stage.HANDED_OVER), policy=a_pack(consent=Asks.ASK))

    assert "the complainant has not agreed" in why_not_sent(moment(file), TO_FIRM)


def test_who_is_not_there_cannot_be_written_to() -> None:
    """A body that the pack does not know; a respondent that nobody is."""
    here = moment(changed(stands(Stage.HANDED_OVER), respondent=None))

    with pytest.raises(LookupError, match="has no body"):
        by_a_person(here, replace(TO_BODY, body="nobody"))
    with pytest.raises(LookupError, match="has no respondent"):
        by_a_person(here, TO_FIRM)


def test_a_draft_that_is_gone_is_said() -> None:
    """It is a row that nobody deletes; if one did, nothing stops."""
    plan = sends(stands(Stage.ANSWERED), None)

    assert events(plan) == [EventKind.NOT_WRITTEN]


def test_a_letter_may_deal_with_what_waited() -> None:
    """Said with it; but whoever has the case in hand says themselves how it goes on."""
    flagged = {"needs_staff": True, "flagged_at": TUESDAY}
    waits = changed(stands(Stage.WITH_RESPONDENT), **flagged)

    assert sends(waits, TO_ANA).case.needs_staff
    assert not sends(waits, TO_ANA, READ).case.needs_staff
    assert sends(stands(Stage.HANDED_OVER), TO_ANA, READ).case.needs_staff


def test_a_persons_letter_is_not_capped() -> None:
    """The caps keep machines from writing to machines."""
    file = replace(stands(Stage.ANSWERED), may_write=False)

    plan = within_caps(sends(file, TO_ANA), moment(file))

    assert letters(plan) == ["letter to complainant"]
    assert OVER_THE_CAP not in str(plan.events)


def test_the_key_of_a_letter_follows_from_its_draft() -> None:
    """The same draft is the same letter, however often it is ordered."""
    first, again = (letter_key(NUMBER, LetterKind.LETTER, "decision/d") for _ in range(2))

    assert first == again
    assert letter_key(NUMBER, LetterKind.LETTER, "decision/e") != first
    assert letter_key(NUMBER, LetterKind.ANSWER, f"{NUMBER}/answer/7") == f"{NUMBER}/answer/7"


# ---- their approval --------------------------------------------------------------------------


def test_an_approved_letter_of_a_person_leaves_and_moves_nothing() -> None:
    """The case stays where it is, and so does its clock."""
    given = (Given(letter_key=WAITS.key, role="approver", by="boris"),)
    file = stands(Stage.WITH_BODY)
    file = replace(file, letters=(*file.letters, WAITS), given=given)

    plan = decides(file, DecisionKind.APPROVE, about=WAITS.key)

    assert (plan.case, plan.releases) == (file.case, (WAITS.key,))


def test_it_waits_until_all_roles_have_approved() -> None:
    """One of two is not enough."""
    both = replace(WAITS, approval=("approver", "manager"))
    given = (Given(letter_key=WAITS.key, role="approver", by="boris"),)
    file = stands(Stage.WITH_BODY)
    file = replace(file, letters=(*file.letters, both), given=given)

    plan = decides(file, DecisionKind.APPROVE, about=WAITS.key)

    assert plan.releases == ()
    assert "still to approve: manager" in str(plan.events)


@pytest.mark.parametrize(
    ("attempt", "asked"), [(REMINDER, [BORIS]), (DEPUTY, [MINA, BORIS]), ("", [BORIS])]
)
@pytest.mark.parametrize("stage", [Stage.WITH_BODY, Stage.HANDED_OVER, Stage.APPROVAL_PENDING])
def test_who_may_let_it_go_is_asked_again(
    stage: Stage, attempt: str, asked: list[Approver]
) -> None:
    """At any stage, of this letter and no other; the case stays where it is."""
    file = stands(stage)
    file = replace(file, letters=(*file.letters, WAITS))

    plan = decides(file, DecisionKind.REMIND, attempt, WAITS.key)

    assert [one.to.address for one in plan.letters] == [one.address for one in asked]
    assert {one.facts["letter_key"] for one in plan.letters} == {WAITS.key}
    assert [one.facts["attempt"] for one in plan.letters][-1] == REMINDER
    assert events(plan) == [EventKind.REMINDED]
    assert (plan.case, plan.releases, plan.cancels) == (file.case, (), ())


def test_whoever_has_approved_is_not_asked_again() -> None:
    """Nor is anybody once it waits no longer."""
    given = (Given(letter_key=WAITS.key, role="approver", by="boris"),)
    both = replace(WAITS, approval=("approver", "manager"))
    file = stands(Stage.WITH_BODY)
    waits = replace(file, letters=(*file.letters, both), given=given)

    plan = decides(waits, DecisionKind.REMIND, DEPUTY, WAITS.key)
    gone = decides(file, DecisionKind.REMIND, DEPUTY, WAITS.key)

    assert [one.to.address for one in plan.letters] == [MINA.address]
    assert (gone.case, gone.letters, events(gone)) == (file.case, (), [EventKind.TOO_LATE])


def test_a_refused_letter_of_a_person_is_cancelled_and_seen() -> None:
    """It does not take the case out of its stage."""
    file = stands(Stage.WITH_RESPONDENT)
    file = replace(file, letters=(*file.letters, WAITS))

    plan = decides(file, DecisionKind.REFUSE, about=WAITS.key)

    assert plan.cancels == (WAITS.key,)
    assert (plan.case.stage, plan.case.needs_staff) == (Stage.WITH_RESPONDENT, True)


@pytest.mark.parametrize("party", [Party.COMPLAINANT, Party.RESPONDENT])
def test_a_new_message_voids_a_letter_that_waits(party: Party) -> None:
    """Nobody lets out what was written before it; the case says so."""
    file = stands(Stage.WITH_RESPONDENT)
    file = replace(file, letters=(*file.letters, WAITS))

    plan = says(file, party=party)

    assert WAITS.key in plan.cancels
    assert EventKind.VOIDED in events(plan)
    assert plan.case.needs_staff


def test_a_message_that_ends_the_case_voids_it_without_a_word_to_staff() -> None:
    """It is closed: nobody has to write again."""
    file = stands(Stage.ANSWERED)
    file = replace(file, letters=(*file.letters, WAITS))

    plan = says(file, Intent.SETTLED)

    assert plan.case.stage is Stage.CLOSED
    assert WAITS.key in plan.cancels
    assert not plan.case.needs_staff


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.REOPENED])
def test_a_message_after_the_end_voids_it_too(stage: Stage) -> None:
    """Whatever the case is then."""
    file = stands(stage)
    file = replace(file, letters=(*file.letters, WAITS))

    assert WAITS.key in says(file).cancels


def test_a_referral_that_goes_another_way_leaves_a_persons_letter_alone() -> None:
    """It says what it says wherever the case stands."""
    file = stands(Stage.APPROVAL_PENDING)
    file = replace(file, letters=(*file.letters, WAITS))

    plan = decides(file, DecisionKind.HAND_OVER)

    assert WAITS.key not in plan.cancels
    assert plan.cancels


@pytest.mark.parametrize("stage", [Stage.WITH_RESPONDENT, Stage.CLOSED])
def test_a_persons_letter_that_could_not_leave_is_seen(stage: Stage) -> None:
    """Its approval was too old, say; a closed case needs nobody for it."""
    file = stands(stage)
    cancelled = replace(WAITS, state=LetterState.CANCELLED)
    file = replace(file, letters=(*file.letters, cancelled))
    order = NoteOrder(
        case_number=NUMBER, what=Happening.LETTER_CANCELLED, ref=WAITS.key, at=TUESDAY
    )

    plan = letter_ended(order, moment(file))

    assert events(plan) == [EventKind.NOT_WRITTEN]
    assert plan.case.needs_staff is (stage is not Stage.CLOSED)


# ---- ticks -----------------------------------------------------------------------------------


def test_what_a_person_ticks_may_be_all_that_was_waited_for() -> None:
    """The case goes on as if it had come by itself."""
    file = stands(Stage.AWAITING_EVIDENCE)
    there = replace(file, evidence=(EvidenceKept(item="call_log", message="f" * 64),))

    plan = decides(there, DecisionKind.CHECK_EVIDENCE, "yes", "call_log")

    assert plan.case.stage is Stage.WITH_RESPONDENT
    assert {EventKind.EVIDENCE_ADDED, EventKind.EVIDENCE_COMPLETE} <= set(events(plan))


def test_a_tick_that_is_not_the_last_leaves_the_rest_waited_for() -> None:
    """It is kept, and nothing else changes."""
    file = changed(stands(Stage.AWAITING_EVIDENCE), category="refund_refused")

    plan = decides(file, DecisionKind.CHECK_EVIDENCE, "yes", "contract")

    assert plan.case.stage is Stage.AWAITING_EVIDENCE
    assert events(plan) == [EventKind.EVIDENCE_ADDED]


def test_a_tick_at_another_stage_stops_what_still_asks_for_it() -> None:
    """The reminder that has not left is not true any more."""
    asks = a_letter(LetterKind.EVIDENCE_REMINDER, state=LetterState.PENDING)
    file = stands(Stage.WITH_RESPONDENT)
    there = replace(
        file,
        evidence=(EvidenceKept(item="call_log", message="f" * 64),),
        letters=(*file.letters, asks),
    )

    plan = decides(there, DecisionKind.CHECK_EVIDENCE, "yes", "call_log")

    assert plan.cancels == (asks.key,)
    assert plan.case.stage is Stage.WITH_RESPONDENT


def test_what_a_person_takes_off_is_missing_again() -> None:
    """Kept with who and why."""
    plan = decides(stands(Stage.AWAITING_EVIDENCE), DecisionKind.CHECK_EVIDENCE, "no", "call_log")

    assert events(plan) == [EventKind.EVIDENCE_STRUCK]
    assert plan.events[0].why == "call_log: by boris: I looked"


# ---- duplicates ------------------------------------------------------------------------------


def test_a_duplicate_is_closed_and_its_complainant_learns_the_other_number() -> None:
    """With an outcome of its own; the record says what it went on as."""
    plan = decides(stands(Stage.HANDED_OVER), DecisionKind.MERGE, "C-2026-000007")

    assert (plan.case.stage, plan.case.outcome) == (Stage.CLOSED, Outcome.DUPLICATE)
    assert plan.case.next_step is NextStep.NOTHING
    told = the_letter(plan, LetterKind.CLOSURE)
    assert told.to.address == ANA
    assert (told.facts["how"], told.facts["other"]) == ("merged", "C-2026-000007")
    assert "duplicate of C-2026-000007, by boris" in plan.events[0].why
