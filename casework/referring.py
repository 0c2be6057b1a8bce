"""Moves up the ladder: a letter for a body, or a guide for the complainant, once it is approved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, correspondence, ladder_letters
from casework.case import Stage, flagged
from casework.escalation import ladder, next_rung, who_submits
from casework.events import Event, EventKind
from casework.moves import at_stage, taken_back, to_staff, untried, voided
from casework.plan import Plan
from casework.policy import Submits

if TYPE_CHECKING:
    from casework.case import Case
    from casework.escalation import Checked
    from casework.letters import Letter, LetterKind
    from casework.plan import Moment

_TOLD_OF_IT = (EventKind.BREACHED, EventKind.BODY_SILENT)  # a breach notice says what is next


def refer(
    here: Moment,
    case: Case,
    rung: Checked,
    *events: Event,
    letters: tuple[Letter, ...] = (),
    attempt: str = "first",
) -> Plan:
    """The letter for a body, or the guide for the complainant; it waits for its approval."""
    case = replace(
        taken_back(here, case),
        stage=Stage.APPROVAL_PENDING,
        rung=rung.body.id,
        self_filed=False,
        approval_since=here.now,
        reminded_until=None,
    )
    here_now = at_stage(here, case)
    if who_submits(rung, here.file) is Submits.COMPLAINANT:
        what = ladder_letters.filing_guide(here_now, case, rung)
        written = Event(EventKind.GUIDE_WRITTEN, rung.body.id)
    else:
        what = ladder_letters.referral(here_now, case, rung)
        written = Event(EventKind.REFERRAL_WRITTEN, rung.body.id)
        if attempt == "first" and not any(one.kind in _TOLD_OF_IT for one in events):
            letters = (*letters, ladder_letters.referral_notice(here_now, case, rung))
    asked = approval_requests(here_now, case, what.kind, what.approval, attempt)
    return Plan(
        case=agenda.scheduled(_noticed(here, case, what.approval), here),
        letters=(*letters, what, *asked),
        events=(*events, written, Event(EventKind.APPROVAL_ASKED, ", ".join(what.approval))),
        cancels=voided(here),
    )


def _noticed(here: Moment, case: Case, roles: tuple[str, ...]) -> Case:
    """Where a role has nobody who can be asked by mail, the case says that it needs a person."""
    can_be_asked = {one.role for one in here.file.staff if one.address}
    reached = can_be_asked.issuperset(roles)
    return case if reached else flagged(case, here.now)


def refer_anew(here: Moment, *events: Event) -> Plan:
    """The letter for the rung in hand once more, from what is on the case now."""
    case = untried(here.file.case)
    there = at_stage(here, case).file
    same = next((one for one in ladder(there, here) if one.fits and one.body.id == case.rung), None)
    rung = same or next_rung(there, here)
    if rung is None:
        return to_staff(here, case, *events, Event(EventKind.NO_RUNG))
    return refer(here, case, rung, *events, attempt="again")


def approval_requests(
    here: Moment, case: Case, kind: LetterKind, roles: tuple[str, ...], attempt: str
) -> tuple[Letter, ...]:
    """A letter to everyone who has one of these roles and an address."""
    return tuple(
        correspondence.approval_request(here, case, kind, one, attempt)
        for one in here.file.staff
        if one.role in roles and one.address
    )


def refer_next(here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()) -> Plan:
    """The next rung that fits; where none does, a person is next."""
    rung = next_rung(at_stage(here, case).file, here)
    if rung is None:
        return to_staff(here, case, *events, Event(EventKind.NO_RUNG), letters=letters)
    return refer(here, case, rung, *events, letters=letters)
