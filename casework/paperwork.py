"""What a person does with the papers of a case: a letter, a tick, a duplicate. Each is a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda
from casework.case import Outcome, Stage, flagged
from casework.decisions import DEPUTY, READ, REMINDER
from casework.drafts import by_a_person, why_not_sent
from casework.events import Event, EventKind
from casework.letters import LetterKind
from casework.moves import approval_requests, close, evidence_or_respondent
from casework.plan import Plan

if TYPE_CHECKING:
    from casework.case import Case
    from casework.casefile import LetterSent
    from casework.decisions import Decision
    from casework.plan import Moment


def send_letter(here: Moment, decision: Decision) -> Plan:
    """A person's letter leaves, or waits for who must approve it; whatever else runs goes on."""
    draft, why = decision.letter, f"by {decision.by}: {decision.why}"
    why_not = why_not_sent(here, draft) if draft else "there is no such draft"
    if draft is None or why_not:
        told = Event(EventKind.NOT_WRITTEN, f"letter: {why_not}, {why}")
        return Plan(case=_seen_by_staff(here), events=(told,))
    letter = by_a_person(here, draft)
    case = _read(here) if decision.value == READ else here.file.case
    events = [Event(EventKind.LETTER_WRITTEN, f"to the {draft.party}, {why}")]
    if letter.approval:
        events.append(Event(EventKind.APPROVAL_ASKED, ", ".join(letter.approval)))
    asked = approval_requests(here, case, letter.kind, letter.approval, "first")
    return Plan(case=agenda.scheduled(case, here), letters=(letter, *asked), events=tuple(events))


def _read(here: Moment) -> Case:
    """What waited is answered; a case that is in a person's hands stays there until they go on."""
    case = here.file.case
    if case.stage is Stage.HANDED_OVER:
        return case
    return replace(case, needs_staff=False, flagged_at=None)


def _seen_by_staff(here: Moment) -> Case:
    return agenda.scheduled(flagged(here.file.case, here.now), here)


def approve_letter(here: Moment, letter: LetterSent, approved: Event, left: list[str]) -> Plan:
    """Approved by one; by all of them: it may go. The case stays where it is."""
    case = here.file.case
    if left:
        still = Event(EventKind.APPROVAL_ASKED, f"still to approve: {', '.join(left)}")
        return Plan(case=case, events=(approved, still))
    return Plan(case=case, events=(approved,), releases=(letter.key,))


def refuse_letter(here: Moment, letter: LetterSent, refused: Event) -> Plan:
    """It does not go out; whoever has the case sees why. The case stays where it is."""
    return Plan(case=_seen_by_staff(here), events=(refused,), cancels=(letter.key,))


def remind_of_letter(here: Moment, decision: Decision) -> Plan:
    """A person's letter waits for too long: who may let it go is asked again, then the deputy.

    A referral is a stage of its own, and reminded of by its dates.
    """
    case = here.file.case
    letter = next((one for one in here.file.waiting if one.key == decision.about), None)
    why = f"by {decision.by}: {decision.why}"
    if letter is None:
        return Plan(case=case, events=(Event(EventKind.TOO_LATE, f"{decision.kind}, {why}"),))
    given = {one.role for one in here.file.given if one.letter_key == letter.key}
    left = tuple(role for role in letter.approval if role not in given)
    deputies = here.file.policy.approvals.deputies
    stand_in = tuple(deputies[role] for role in left if role in deputies)
    asked = approval_requests(here, case, letter.kind, left, REMINDER)
    if decision.value == DEPUTY:
        asked = (*approval_requests(here, case, letter.kind, stand_in, DEPUTY), *asked)
    about = tuple(replace(one, facts={**one.facts, "letter_key": letter.key}) for one in asked)
    return Plan(case=case, letters=about, events=(Event(EventKind.REMINDED, why),))


def void_letters(here: Moment, plan: Plan) -> Plan:
    """Somebody wrote: what a person had written and nobody has let go is not sent unread of it."""
    still = [one for one in here.file.waiting if one.kind is LetterKind.LETTER]
    keys = tuple(one.key for one in still if one.key not in plan.cancels)
    if not keys:
        return plan
    voided = tuple(Event(EventKind.VOIDED, f"{key}: a new message came in") for key in keys)
    case = plan.case
    if case.stage not in {Stage.CLOSED, Stage.REOPENED}:
        case = agenda.scheduled(flagged(case, here.now), here)
    return replace(plan, case=case, cancels=(*plan.cancels, *keys), events=(*plan.events, *voided))


def check_evidence(here: Moment, decision: Decision) -> Plan:
    """A person says that something is there, or is not; the row says so since they decided."""
    case, why = here.file.case, f"{decision.about}: by {decision.by}: {decision.why}"
    there = decision.value == "yes"
    kind = EventKind.EVIDENCE_ADDED if there else EventKind.EVIDENCE_STRUCK
    events: tuple[Event, ...] = (Event(kind, why),)
    complete = not agenda.waits_for_complainant(here.file)
    if not (there and complete):
        return Plan(case=agenda.scheduled(case, here), events=events)
    asked = here.file.pending(LetterKind.EVIDENCE_REQUEST, LetterKind.EVIDENCE_REMINDER)
    events = (*events, Event(EventKind.EVIDENCE_COMPLETE))
    if case.stage is Stage.AWAITING_EVIDENCE:
        plan = evidence_or_respondent(here, case, events)
    else:
        plan = Plan(case=agenda.scheduled(case, here), events=events)
    return replace(plan, cancels=(*plan.cancels, *asked))


def merge(here: Moment, decision: Decision) -> Plan:
    """A duplicate ends here and goes on as another case; its people are told which."""
    other, why = decision.value, f"by {decision.by}: {decision.why}"
    ended = Event(EventKind.CLOSED, f"{Outcome.DUPLICATE} of {other}, {why}")
    plan = close(here, here.file.case, Outcome.DUPLICATE, "merged", ended)
    letters = tuple(replace(one, facts={**one.facts, "other": other}) for one in plan.letters)
    return replace(plan, letters=letters)
