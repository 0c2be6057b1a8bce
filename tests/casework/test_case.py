"""The complaint as we know it: its number, its people, the letters it has had."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.case import (
    Case,
    Correspondent,
    Language,
    NextStep,
    Outcome,
    Party,
    Stage,
    case_number,
    flagged,
    reopened,
)
from casework.casefile import LetterSent
from casework.letters import LetterKind, LetterState
from casework.policy import Intent
from tests.casework.situations import (
    BODY_WRITES,
    NOTICE,
    OMBUDSMAN,
    REFERRAL,
    TUESDAY,
    a_file_that,
    a_message,
    changed,
    stands,
)
from tests.examples import ANA, FIRM, MONDAY, a_case, a_file

ANA_WRITES = Correspondent(party=Party.COMPLAINANT, address=ANA, token="a" * 26)
FIRM_WRITES = Correspondent(party=Party.RESPONDENT, address="calls@firm.example", token="b" * 26)


def a_letter(kind: LetterKind) -> LetterSent:
    """A letter to the complainant that is in the outbox already."""
    return LetterSent(
        kind=kind, party=Party.COMPLAINANT, message_id="<1@desk.example>", written_at=MONDAY
    )


@pytest.mark.parametrize(
    ("year", "count", "number"),
    [
        (2026, 1, "C-2026-000001"),
        (2026, 42, "C-2026-000042"),
        (2027, 999_999, "C-2027-999999"),
        (2027, 1_000_000, "C-2027-1000000"),
    ],
)
def test_a_case_number_is_the_year_and_a_count(year: int, count: int, number: str) -> None:
    """Six digits at least, so that people can read it out; a busy year just gets longer."""
    assert case_number(year, count) == number


@given(
    st.tuples(st.integers(2000, 2999), st.integers(1, 10**9)),
    st.tuples(st.integers(2000, 2999), st.integers(1, 10**9)),
)
def test_two_cases_never_share_a_number(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Another year or another count is another number."""
    assert (case_number(*one) == case_number(*other)) is (one == other)


def test_a_new_case_waits_to_be_acknowledged_and_for_nothing_else() -> None:
    """What a case starts with: the first step, no person, no end."""
    case = Case(number="C-2026-000001", stage=Stage.RECEIVED, opened_at=MONDAY)

    assert case.next_step is NextStep.ACKNOWLEDGE
    assert (case.due_at, case.category, case.owner, case.outcome) == (None, None, None, None)
    assert not case.needs_staff


def test_the_desk_may_write_unless_told_otherwise() -> None:
    """The caps on letters are the exception."""
    assert a_file().may_write


@pytest.mark.parametrize("wanted", [ANA_WRITES, FIRM_WRITES], ids=lambda one: one.party.value)
def test_each_party_has_its_own_correspondent(wanted: Correspondent) -> None:
    """A letter for the respondent never finds the complainant's address."""
    file = a_file(correspondents=(ANA_WRITES, FIRM_WRITES))

    assert file.correspondent(wanted.party) == wanted


def test_a_party_that_a_case_does_not_have_is_named_in_the_error() -> None:
    """The error says which case lacks whom."""
    with pytest.raises(LookupError, match=r"^C-2026-000001 has no respondent$"):
        a_file().correspondent(Party.RESPONDENT)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_file_knows_which_letters_were_written(kind: LetterKind) -> None:
    """One kind of letter in the outbox says nothing about the others."""
    file = a_file(letters=(a_letter(kind),))

    assert [one for one in LetterKind if file.has_written(one)] == [kind]


def test_a_case_without_letters_has_written_none() -> None:
    """An empty outbox holds no letter of any kind."""
    assert not any(a_file().has_written(kind) for kind in LetterKind)


def test_what_a_person_must_see_waits_since_the_first_of_it() -> None:
    """A second letter does not make the first one younger."""
    once = flagged(a_case(), MONDAY)

    assert flagged(once, TUESDAY) == once
    assert (once.needs_staff, once.flagged_at) == (True, MONDAY)


def test_a_reopened_case_has_no_outcome_and_tells_so_first() -> None:
    """Under its old number, with all that was on it."""
    closed = a_case(stage=Stage.CLOSED, due_at=None, outcome=Outcome.RESOLVED, owner="boris")
    case = reopened(closed, TUESDAY)

    assert (case.stage, case.next_step) == (Stage.REOPENED, NextStep.SAY_REOPENED)
    assert (case.due_at, case.outcome, case.owner) == (TUESDAY, None, "boris")


@pytest.mark.parametrize("state", LetterState)
def test_a_letter_waits_for_approval_or_has_left_or_never_will(state: LetterState) -> None:
    """Nothing is both."""
    letter = replace(REFERRAL, state=state)

    assert letter.waits_for_approval is (state is LetterState.PENDING)
    assert letter.has_left is (state in {"sending", "sent", "unknown"})
    assert not NOTICE.waits_for_approval


def test_a_file_knows_what_waits_and_what_has_not_left() -> None:
    """By their keys, for those who cancel them."""
    file = stands(Stage.APPROVAL_PENDING)

    assert file.waiting == (REFERRAL,)
    assert file.pending(LetterKind.REFERRAL, LetterKind.COMPLAINT_NOTICE) == (REFERRAL.key,)
    assert file.pending(LetterKind.COMPLAINT_NOTICE) == ()
    assert file.last(LetterKind.COMPLAINT_NOTICE) == NOTICE
    assert file.last(LetterKind.CLOSURE) is None


def test_that_it_is_still_at_work_is_no_answer_of_the_respondent() -> None:
    """Nor is what it asks, what no rule understands, or what the complainant says."""
    answer = a_message(Party.RESPONDENT, "We stop.", intent=Intent.ANSWER)
    others = (
        a_message(Party.RESPONDENT, "We are looking into it.", intent=Intent.INTERIM),
        a_message(Party.RESPONDENT, "Which number?", intent=Intent.QUESTION),
        a_message(Party.RESPONDENT, "We stop, and are looking into it."),
        a_message(),
    )

    assert a_file_that(messages=(*others, answer)).answers == (answer,)


@pytest.mark.parametrize(
    ("party", "case", "language"),
    [
        (Party.COMPLAINANT, {"language": Language.SIMPLIFIED}, Language.SIMPLIFIED),
        (Party.RESPONDENT, {"language": Language.SIMPLIFIED}, FIRM.language),
        (Party.RESPONDENT, {"respondent": None, "language": Language.SIMPLIFIED}, "zh-Hans"),
        (Party.BODY, {"rung": OMBUDSMAN, "language": Language.SIMPLIFIED}, Language.ENGLISH),
        (Party.BODY, {"language": Language.TRADITIONAL}, Language.TRADITIONAL),
        (Party.STAFF, {"language": Language.TRADITIONAL}, Language.ENGLISH),
    ],
)
def test_everybody_is_written_to_in_their_own_language(
    party: Party, case: dict[str, object], language: str
) -> None:
    """Where nobody knows it, in the language of the complaint."""
    assert changed(a_file_that(), **case).language_of(party) == language


def test_the_latest_who_writes_for_a_party_is_written_to() -> None:
    """The second body, and not the first."""
    second = replace(BODY_WRITES, address="second@body.example")
    file = a_file_that(correspondents=(BODY_WRITES, second))

    assert file.correspondent(Party.BODY) == second
    assert file.body is None
    assert changed(file, rung=OMBUDSMAN).body is not None
