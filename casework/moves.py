"""From one stage to the next: each move is a plan, whoever or whatever brought it about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, correspondence, hold
from casework.case import Consent, NextStep, Outcome, Party, Stage, flagged
from casework.correspondence import to_preserve
from casework.escalation import answer_clock, ladder, next_rung, who_submits
from casework.events import Event, EventKind
from casework.evidence import missing_evidence
from casework.letters import TO_APPROVE, LetterKind
from casework.plan import Plan
from casework.policy import OWN_CHOICE, Asks, Submits

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case
    from casework.casefile import MessageKept
    from casework.escalation import Checked
    from casework.letters import Letter
    from casework.plan import Moment
    from casework.policy import Category

_MAY_BE_PASSED_ON = (Consent.NOT_ASKED, Consent.GIVEN)
_IT_IS_WAITED_FOR = (Stage.WITH_RESPONDENT, Stage.APPROVAL_PENDING)
_TOLD_OF_IT = (EventKind.BREACHED, EventKind.BODY_SILENT)  # a breach notice says what is next
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
        flagged(_waits_to_be_read(here, _taken_back(here, case)), here.since),
        stage=Stage.HANDED_OVER,
        next_step=NextStep.STAFF_REVIEW,
    )
    told = any(one.kind is EventKind.HANDED_OVER for one in why)
    events = why if told else (*why, Event(EventKind.HANDED_OVER))
    return Plan(case=case, letters=letters, events=events, cancels=_waiting(here))


def _waits_to_be_read(here: Moment, case: Case) -> Case:
    """Three days, or what the pack says; whoever writes again does not move the date."""
    waits = case.stage is Stage.HANDED_OVER and case.needs_staff
    if waits and case.due_at is not None and case.due_at > here.now:
        return case
    due_at = agenda.review_deadline(here.file, here.calendar, here.since)
    return replace(case, review_since=here.since, due_at=due_at)


def _taken_back(here: Moment, case: Case) -> Case:
    """A letter that may leave, and has not when the case goes another way, never will."""
    waits = _waiting(here) and here.file.case.stage is Stage.WITH_BODY
    return untried(case) if waits else case


def untried(case: Case) -> Case:
    """The body in hand has not had its turn after all: its letter never left."""
    if case.rung not in case.tried:
        return case
    return replace(
        case, tried=tuple(one for one in case.tried if one != case.rung), referred_at=None
    )


def _waiting(here: Moment) -> tuple[str, ...]:
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
        _taken_back(here, case),
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
        cancels=(*_waiting(here), *here.file.pending(*_TO_RESPONDENT)),
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
        _taken_back(here, case),
        stage=Stage.APPROVAL_PENDING,
        rung=rung.body.id,
        self_filed=False,
        approval_since=here.now,
        reminded_until=None,
    )
    here_now = at_stage(here, case)
    if who_submits(rung, here.file) is Submits.COMPLAINANT:
        what = correspondence.filing_guide(here_now, case, rung)
        written = Event(EventKind.GUIDE_WRITTEN, rung.body.id)
    else:
        what = correspondence.referral(here_now, case, rung)
        written = Event(EventKind.REFERRAL_WRITTEN, rung.body.id)
        if attempt == "first" and not any(one.kind in _TOLD_OF_IT for one in events):
            letters = (*letters, correspondence.referral_notice(here_now, case, rung))
    asked = approval_requests(here_now, case, what.kind, what.approval, attempt)
    return Plan(
        case=agenda.scheduled(_noticed(here, case, what.approval), here),
        letters=(*letters, what, *asked),
        events=(*events, written, Event(EventKind.APPROVAL_ASKED, ", ".join(what.approval))),
        cancels=_waiting(here),
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


def answered(here: Moment, case: Case, said: MessageKept, *events: Event) -> Plan:
    """An answer is passed on, and the complainant is asked whether it is enough.

    What has not left yet and speaks of an answer that is missing is not true any more.
    """
    case = replace(
        _taken_back(here, case),
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
        cancels=(*_waiting(here), *stale),
    )


def ask_closing(here: Moment, case: Case, about: str, *events: Event) -> Plan:
    """The complainant is asked whether it is enough; silence will close the case."""
    case = replace(
        _taken_back(here, case),
        stage=Stage.ANSWERED,
        answered_at=here.now,
        reminded_until=None,
    )
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(correspondence.closing_question(here, case, about),),
        events=(*events, Event(EventKind.CLOSING_ASKED, about)),
        cancels=_waiting(here),
    )


def close(here: Moment, case: Case, outcome: Outcome, how: str, *events: Event) -> Plan:
    """The end, and everybody who waits is told. What has not left does not go out any more.

    A body that we have turned to is told by a person, if at all: the closed case says so.
    """
    body = None if case.self_filed else here.file.body_at_work
    closed = replace(
        _taken_back(here, case),
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


def go_on(here: Moment, case: Case, *events: Event) -> Plan:
    """A person has seen it: the procedure goes on from where the record says the case stands.

    Whoever was told that it is over is not chased: the complaint is put to them again.
    """
    case = replace(case, needs_staff=False, flagged_at=None)
    if case.stage is not Stage.HANDED_OVER:
        return Plan(case=agenda.scheduled(case, here), events=events)
    moments: dict[Stage, datetime | None] = {
        Stage.WITH_RESPONDENT: case.asked_at,
        Stage.APPROVAL_PENDING: case.approval_since,
        Stage.WITH_BODY: case.referred_at,
        Stage.ANSWERED: case.answered_at,
    }
    reached = [(at, stage) for stage, at in moments.items() if at is not None]
    if not reached:
        return begin(here, case, *events)
    stage = max(reached)[1]
    if stage in _IT_IS_WAITED_FOR and here.file.respondent_was_told_the_end:
        return ask_anew(here, case, *events)
    if stage is Stage.APPROVAL_PENDING:
        return refer_anew(at_stage(here, case), *events)
    if stage is Stage.ANSWERED:  # its silence counts anew: it was we who were silent
        case = replace(case, answered_at=here.now)
    case = replace(case, stage=stage)
    return Plan(case=agenda.scheduled(case, here), events=events)


def begin(here: Moment, case: Case, *events: Event) -> Plan:
    """What an acknowledged case needs first: advice, evidence, the respondent, or a person."""
    category = here.file.policy.category(case.category)
    if category is None:
        return to_staff(
            here, case, *events, Event(EventKind.HANDED_OVER, "what it is about is not known")
        )
    if not category.put_to_respondent:
        return _without_respondent(here, case, category, *events)
    case = _consent_asked(here, case)
    case, letters, asked = _evidence_asked(here, case)
    return evidence_or_respondent(here, case, (*events, *asked), letters)


def evidence_or_respondent(
    here: Moment, case: Case, events: tuple[Event, ...], letters: tuple[Letter, ...] = ()
) -> Plan:
    """What was asked for is waited for, where the complaint need not or may not go on without."""
    waits = agenda.waits_for_complainant(at_stage(here, case).file)
    if here.file.respondent is None or not waits or case.consent is Consent.REFUSED:
        return put_to_respondent(here, case, *events, letters=letters)
    if agenda.notice_goes_at_once(here.file) and case.consent is not Consent.ASKED:
        return put_to_respondent(here, case, *events, letters=letters)
    if agenda.evidence_deadline(at_stage(here, case).file, here.calendar) <= here.now:
        return put_to_respondent(here, case, *events, letters=letters)
    return await_evidence(here, case, *events, letters=letters)


def _without_respondent(here: Moment, case: Case, category: Category, *events: Event) -> Plan:
    """Who is complained about hears nothing of it: advice, and the body whose matter it is."""
    advice: tuple[Letter, ...] = ()
    if category.advice and not here.file.has_written(LetterKind.URGENT_ADVICE):
        advice = (correspondence.urgent_advice(here, case),)
        events = (*events, Event(EventKind.ADVISED, category.id))
    return refer_next(here, case, *events, letters=advice)


def _consent_asked(here: Moment, case: Case) -> Case:
    if here.file.policy.consent is Asks.ASK and case.consent is Consent.NOT_ASKED:
        return replace(case, consent=Consent.ASKED)
    return case


def _evidence_asked(here: Moment, case: Case) -> tuple[Case, tuple[Letter, ...], tuple[Event, ...]]:
    """One letter lists all that is missing and asks what else must be asked; once."""
    missing = missing_evidence(at_stage(here, case).file)
    asks = missing or case.consent is Consent.ASKED or correspondence.asks_authorisation(here)
    if not asks or here.file.has_written(LetterKind.EVIDENCE_REQUEST):
        found = () if missing else (Event(EventKind.NOTHING_MISSING),)
        return case, (), found
    case = replace(case, evidence_since=here.now)
    request = correspondence.evidence_request(at_stage(here, case), case)
    listed = ", ".join(one.id for one in missing) or "consent or authorisation"
    return case, (request,), (Event(EventKind.EVIDENCE_REQUESTED, listed),)
