"""From one stage to the next: each move is a plan, whoever or whatever brought it about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, correspondence, hold
from casework.case import Consent, NextStep, Outcome, Party, Stage, flagged
from casework.correspondence import to_preserve
from casework.escalation import answer_clock
from casework.events import Event, EventKind
from casework.letters import TO_APPROVE, LetterKind
from casework.plan import Plan
from casework.policy import OWN_CHOICE, Asks

if TYPE_CHECKING:
    from casework.case import Case
    from casework.casefile import MessageKept
    from casework.letters import Letter
    from casework.plan import Moment

_MAY_BE_PASSED_ON = (Consent.NOT_ASKED, Consent.GIVEN)
_TO_RESPONDENT = (
    LetterKind.PRESERVATION_NOTICE,
    LetterKind.COMPLAINT_NOTICE,
    LetterKind.COMPLAINT_REMINDER,
)


def at_stage(here: Moment, case: Case) -> Moment:
    """The same moment, with the case as a plan has left it."""
    return replace(here, file=replace(here.file, case=case))


def to_staff(here: Moment, case: Case, *why: Event, letters: tuple[Letter, ...] = ()) -> Plan:
    """A person is next, and by when."""
    case = replace(
        flagged(_waits_to_be_read(here, taken_back(here, case)), here.since),
        stage=Stage.HANDED_OVER,
        next_step=NextStep.STAFF_REVIEW,
    )
    told = any(one.kind is EventKind.HANDED_OVER for one in why)
    events = why if told else (*why, Event(EventKind.HANDED_OVER))
    return Plan(case=case, letters=letters, events=events, cancels=voided(here))


def _waits_to_be_read(here: Moment, case: Case) -> Case:
    """Three days, or what the pack says; whoever writes again does not move the date."""
    waits = case.stage is Stage.HANDED_OVER and case.needs_staff
    if waits and case.due_at is not None and case.due_at > here.now:
        return case
    due_at = agenda.review_deadline(here.file, here.calendar, here.since)
    return replace(case, review_since=here.since, due_at=due_at)


def taken_back(here: Moment, case: Case) -> Case:
    """A letter that may leave, and has not when the case goes another way, never will."""
    waits = voided(here) and here.file.case.stage is Stage.WITH_BODY
    return untried(case) if waits else case


def untried(case: Case) -> Case:
    """The body in hand has not had its turn after all: its letter never left."""
    if case.rung not in case.tried:
        return case
    return replace(
        case, tried=tuple(one for one in case.tried if one != case.rung), referred_at=None
    )


def voided(here: Moment) -> tuple[str, ...]:
    """What waits for an approval is void once the case goes another way.

    Not what a person wrote: that says what it says wherever the case stands.
    """
    return tuple(one.key for one in here.file.waiting if one.kind in TO_APPROVE)


def await_evidence(
    here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()
) -> Plan:
    """Nothing but what the complainant was asked for is waited for.

    What only the respondent holds, it is asked to keep: at once, and once.
    """
    if _must_preserve(here, case):
        letters = (*letters, correspondence.preservation_notice(here, case))
        events = (*events, Event(EventKind.PRESERVATION_ASKED, ", ".join(to_preserve(here))))
    case = replace(case, stage=Stage.AWAITING_EVIDENCE, reminded_until=here.now)
    return Plan(case=agenda.scheduled(case, here), letters=letters, events=events)


def _must_preserve(here: Moment, case: Case) -> bool:
    """The respondent holds what may be gone soon, and may hear of the complaint."""
    if here.file.respondent is None or here.file.has_written(LetterKind.PRESERVATION_NOTICE):
        return False
    return bool(to_preserve(here)) and case.consent in _MAY_BE_PASSED_ON


def put_to_respondent(
    here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()
) -> Plan:
    """The complaint goes to the respondent, if it may; its clock runs from there.

    Where something stands in the way, a person is next, and is told what.
    """
    if why := in_the_way(here, case):
        return to_staff(here, case, *events, why, letters=letters)
    begun = replace(case, asked_at=agenda.asked_since(case, here))
    late = agenda.answer_deadline(at_stage(here, begun).file, here.calendar)
    if late > agenda.leaves_at(here.now, here.file):
        return put_now(here, begun, *events, letters=letters)
    over = Event(EventKind.BREACHED, f"over before we asked: {late:%Y-%m-%d}")
    asked_before = begun if case.prior_on is not None else case
    return to_staff(here, asked_before, *events, over, letters=letters)


def put_now(here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()) -> Plan:
    """The complaint goes to the respondent, whose clock began at ``asked_at``."""
    case = replace(
        taken_back(here, case),
        stage=Stage.WITH_RESPONDENT,
        answered_at=None,
        reminded_until=here.now,
    )
    notice = correspondence.complaint_notice(at_stage(here, case), case)
    clock = answer_clock(at_stage(here, case).file)
    basis = OWN_CHOICE if notice.facts["has_before"] else clock.basis
    told = Event(
        EventKind.RESPONDENT_ASKED,
        f"to answer by {notice.facts['due_on']}: {clock.period}, {basis}",
    )
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(*letters, notice),
        events=(*events, told),
        cancels=(*voided(here), *here.file.pending(*_TO_RESPONDENT)),
    )


def ask_anew(here: Moment, case: Case, *events: Event) -> Plan:
    """A person has looked: the respondent is asked, and has its whole time from now.

    Not where the complainant minds, or nobody knows whom to ask about what.
    """
    if why := in_the_way(here, case):
        return to_staff(here, case, *events, why)
    case = replace(case, asked_at=agenda.leaves_at(here.now, here.file))
    return put_now(here, case, *events)


def objected(here: Moment, case: Case, *events: Event) -> Plan:
    """Nothing is passed on any more, nor is what was written for it and has not left."""
    unasked = here.file.pending(LetterKind.COMPLAINT_NOTICE)
    case = replace(case, consent=Consent.REFUSED, asked_at=None if unasked else case.asked_at)
    plan = to_staff(here, case, *events, Event(EventKind.OBJECTED))
    return replace(plan, cancels=(*plan.cancels, *here.file.pending(*_TO_RESPONDENT)))


def in_the_way(here: Moment, case: Case) -> Event | None:
    """Why the complaint cannot be put to the respondent without a person, if it cannot."""
    file, category = here.file, here.file.policy.category(case.category)
    if category is None:
        return Event(EventKind.HANDED_OVER, "what it is about is not known")
    if not category.put_to_respondent:
        return Event(EventKind.HANDED_OVER, "the respondent is not to hear of it")
    if file.respondent is None:
        return Event(EventKind.HANDED_OVER, "whom it is about is not known")
    if case.consent is Consent.REFUSED:
        return Event(EventKind.OBJECTED, "it must not be passed on")
    if file.policy.consent is Asks.ASK and case.consent is not Consent.GIVEN:
        return Event(EventKind.CONSENT_ASKED, "the complainant has not agreed")
    return None


def answered(here: Moment, case: Case, said: MessageKept, *events: Event) -> Plan:
    """An answer is passed on, and the complainant is asked whether it is enough.

    What has not left yet and speaks of an answer that is missing is not true any more.
    """
    case = replace(
        taken_back(here, case),
        stage=Stage.ANSWERED,
        answered_at=here.now,
        reminded_until=None,
        self_filed=False,
    )
    stale = here.file.pending(LetterKind.COMPLAINT_REMINDER, LetterKind.BREACH_NOTICE)
    who = "the body" if said.party is Party.BODY else "the respondent"
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(correspondence.answer(here, case, said),),
        events=(*events, Event(EventKind.ANSWERED, f"by {who}")),
        cancels=(*voided(here), *stale),
    )


def ask_closing(here: Moment, case: Case, about: str, *events: Event) -> Plan:
    """The complainant is asked whether it is enough; silence will close the case."""
    case = replace(
        taken_back(here, case),
        stage=Stage.ANSWERED,
        answered_at=here.now,
        reminded_until=None,
    )
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(correspondence.closing_question(here, case, about),),
        events=(*events, Event(EventKind.CLOSING_ASKED, about)),
        cancels=voided(here),
    )


def close(here: Moment, case: Case, outcome: Outcome, how: str, *events: Event) -> Plan:
    """The end, and everybody who waits is told. What has not left does not go out any more.

    A body that we have turned to is told by a person, if at all: the closed case says so.
    """
    body = None if case.self_filed else here.file.body_at_work
    closed = replace(
        taken_back(here, case),
        stage=Stage.CLOSED,
        next_step=NextStep.NOTHING,
        due_at=None,
        needs_staff=body is not None,
        flagged_at=here.now if body else None,
        outcome=outcome,
    )
    if body is not None:
        events = (*events, Event(EventKind.BODY_AT_WORK, body.id))
    return Plan(
        case=closed,
        letters=correspondence.closure(here, closed, outcome, how),
        events=(*events, *hold.at_the_end(here)),
        cancels=here.file.pending(*(kind for kind in LetterKind if kind != "acknowledgement")),
    )
