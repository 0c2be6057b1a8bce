"""Which letters leave together: one to each party, at the same instant."""

from __future__ import annotations

from datetime import timedelta

from casework.case import Party, PendingLetter
from casework.letters import LetterState
from casework.plan import Happening
from tests.examples import MONDAY
from workflows.departures import batches, end_of, kind_of


def a_letter(kind: str, to: Party, *, hours: int = 0) -> PendingLetter:
    """A letter of a case, so many hours from now."""
    leaves_at = MONDAY + timedelta(hours=hours)
    return PendingLetter(key=f"C-2026-000001/{kind}/1", to=to, leaves_at=leaves_at)


def test_letters_to_different_parties_leave_together() -> None:
    """Staff may get several; a second one to anybody else comes after the first."""
    answer, closure = a_letter("answer", Party.COMPLAINANT), a_letter("closure", Party.COMPLAINANT)
    firm = a_letter("closure", Party.RESPONDENT)
    staff = [a_letter("approval-request", Party.STAFF), a_letter("approval-request", Party.STAFF)]
    later = a_letter("complaint-reminder", Party.RESPONDENT, hours=9)

    together = batches((answer, firm, *staff, closure, later, later))

    assert together == [[answer, firm, *staff], [closure], [later], [later]]


def test_a_case_hears_of_the_ends_that_are_not_plainly_good() -> None:
    """And of a referral that was stopped at the door; not of any other letter that was."""
    referral, answer = "C-2026-000001/referral/1", "C-2026-000001/answer/1"

    assert end_of(answer, LetterState.SENT) is None
    assert end_of(answer, LetterState.FAILED) is Happening.LETTER_FAILED
    assert end_of(answer, LetterState.UNKNOWN) is Happening.LETTER_UNKNOWN
    assert end_of(answer, LetterState.CANCELLED) is None
    assert end_of(referral, LetterState.CANCELLED) is Happening.LETTER_CANCELLED
    assert kind_of("C-2026-000042/closing-question/1") == "closing question"
