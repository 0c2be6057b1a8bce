"""From one stage to the next: each move is a plan, whoever or whatever brought it about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, correspondence
from casework.case import Consent, NextStep, Outcome, Party, Stage, flagged
from casework.correspondence import to_preserve
from casework.escalation import next_rung, who_submits
from casework.events import Event, EventKind
from casework.evidence import missing_evidence
from casework.letters import LetterKind
from casework.plan import Plan
from casework.policy import Asks, Submits

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case
    from casework.casefile import Approver, MessageKept
    from casework.escalation import Checked
    from casework.letters import Letter
    from casework.plan import Moment
    from casework.policy import Category


def at_stage(here: Moment, case: Case) -> Moment:
    """The same moment, with the case as a plan has left it."""
    return replace(here, file=replace(here.file, case=case))


def to_staff(here: Moment, case: Case, *why: Event, letters: tuple[Letter, ...] = ()) -> Plan:
    """A person is next, and by when."""
    case = replace(
        flagged(case, here.since),
        stage=Stage.HANDED_OVER,
        next_step=NextStep.STAFF_REVIEW,
        due_at=agenda.review_deadline(here.file, here.calendar, here.since),
    )
    told = any(one.kind is EventKind.HANDED_OVER for one in why)
    events = why if told else (*why, Event(EventKind.HANDED_OVER))
    return Plan(case=case, letters=letters, events=events, cancels=_waiting(here))


def _waiting(here: Moment) -> tuple[str, ...]:
    """What waits for an approval is void once the case goes another way."""
    return tuple(one.key for one in here.file.waiting)


def await_evidence(
    here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()
) -> Plan:
    """Nothing but what the complainant was asked for is waited for.

    What only the respondent holds, it is asked to keep, at once.
    """
    if to_preserve(here) and here.file.respondent and case.consent is not Consent.ASKED:
        letters = (*letters, correspondence.preservation_notice(here, case))
        events = (*events, Event(EventKind.PRESERVATION_ASKED, ", ".join(to_preserve(here))))
    case = replace(case, stage=Stage.AWAITING_EVIDENCE, reminded_until=None)
    return Plan(case=agenda.scheduled(case, here), letters=letters, events=events)


def put_to_respondent(
    here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()
) -> Plan:
    """The complaint goes to the respondent, if it may; its clock runs from there.

    Where something stands in the way, a person is next, and is told what.
    """
    if why := _in_the_way(here, case):
        return to_staff(here, case, *events, why, letters=letters)
    return put_now(here, _with_its_clock(here, case), *events, letters=letters)


def put_now(here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()) -> Plan:
    """The complaint goes to the respondent, whose clock began at ``asked_at``."""
    case = replace(case, stage=Stage.WITH_RESPONDENT, answered_at=None, reminded_until=None)
    notice = correspondence.complaint_notice(at_stage(here, case), case)
    clock = here.file.policy.clocks.answer
    told = Event(
        EventKind.RESPONDENT_ASKED,
        f"to answer by {notice.facts['due_on']}: {clock.days} {clock.counting}, {clock.basis}",
    )
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(*letters, notice),
        events=(*events, told),
        cancels=_waiting(here),
    )


def _in_the_way(here: Moment, case: Case) -> Event | None:
    """Why the complaint cannot be put to the respondent without a person, if it cannot."""
    file, category = here.file, here.file.policy.category(case.category)
    if category is None:
        return Event(EventKind.HANDED_OVER, "what it is about is not known")
    if file.respondent is None:
        return Event(EventKind.HANDED_OVER, "whom it is about is not known")
    if case.consent is Consent.REFUSED:
        return Event(EventKind.OBJECTED, "it must not be passed on")
    if file.policy.consent is Asks.ASK and case.consent is not Consent.GIVEN:
        return Event(EventKind.CONSENT_ASKED, "the complainant has not agreed")
    late = agenda.answer_deadline(at_stage(here, _with_its_clock(here, case)).file, here.calendar)
    if late <= here.now:
        return Event(EventKind.BREACHED, f"over before we asked: {late:%Y-%m-%d}")
    return None


def _with_its_clock(here: Moment, case: Case) -> Case:
    """A department's clock runs from receipt, who was asked before from then, others from now."""
    file, prior = here.file, case.prior_on
    if prior is not None:
        return replace(case, asked_at=agenda.beginning(prior, file))
    if file.respondent is not None and file.respondent.kind == "department":
        return replace(case, asked_at=case.opened_at)
    return replace(case, asked_at=agenda.leaves_at(here.now, file))


def refer(
    here: Moment,
    case: Case,
    rung: Checked,
    *events: Event,
    letters: tuple[Letter, ...] = (),
    attempt: str = "first",
) -> Plan:
    """The letter for a body, or the guide for the complainant; it waits for its approval."""
    submits = who_submits(rung, here.file)
    case = replace(
        case,
        stage=Stage.APPROVAL_PENDING,
        rung=rung.body.id,
        self_filed=submits is Submits.COMPLAINANT,
        approval_since=here.now,
        reminded_until=None,
    )
    here_now = at_stage(here, case)
    if case.self_filed:
        what = correspondence.filing_guide(here_now, case, rung)
        written = Event(EventKind.GUIDE_WRITTEN, rung.body.id)
    else:
        what = correspondence.referral(here_now, case, rung)
        written = Event(EventKind.REFERRAL_WRITTEN, rung.body.id)
    asked = approval_requests(here_now, case, what.kind, what.approval, attempt)
    return Plan(
        case=agenda.scheduled(_noticed(here, case, asked), here),
        letters=(*letters, what, *asked),
        events=(*events, written, Event(EventKind.APPROVAL_ASKED, ", ".join(what.approval))),
        cancels=_waiting(here),
    )


def _noticed(here: Moment, case: Case, asked: tuple[Letter, ...]) -> Case:
    """Where nobody can be asked by mail, the case itself says that it needs a person."""
    return case if asked else flagged(case, here.now)


def approval_requests(
    here: Moment, case: Case, kind: LetterKind, roles: tuple[str, ...], attempt: str
) -> tuple[Letter, ...]:
    """A letter to everyone who has one of these roles and an address."""
    return tuple(
        correspondence.approval_request(here, case, kind, one, attempt)
        for one in _people(here, roles)
    )


def _people(here: Moment, roles: tuple[str, ...]) -> tuple[Approver, ...]:
    return tuple(one for one in here.file.staff if one.role in roles and one.address)


def refer_next(here: Moment, case: Case, *events: Event, letters: tuple[Letter, ...] = ()) -> Plan:
    """The next rung that fits; where none does, a person is next."""
    rung = next_rung(at_stage(here, case).file)
    if rung is None:
        return to_staff(here, case, *events, Event(EventKind.NO_RUNG), letters=letters)
    return refer(here, case, rung, *events, letters=letters)


def answered(here: Moment, case: Case, said: MessageKept, *events: Event) -> Plan:
    """An answer is passed on, and the complainant is asked whether it is enough."""
    case = replace(case, stage=Stage.ANSWERED, answered_at=here.now, reminded_until=None)
    who = "the body" if said.party is Party.BODY else "the respondent"
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(correspondence.answer(here, case, said),),
        events=(*events, Event(EventKind.ANSWERED, f"by {who}")),
        cancels=(*_waiting(here), *here.file.pending(LetterKind.COMPLAINT_REMINDER)),
    )


def ask_closing(here: Moment, case: Case, about: str, *events: Event) -> Plan:
    """The complainant is asked whether it is enough; silence will close the case."""
    case = replace(case, stage=Stage.ANSWERED, answered_at=here.now, reminded_until=None)
    return Plan(
        case=agenda.scheduled(case, here),
        letters=(correspondence.closing_question(here, case, about),),
        events=(*events, Event(EventKind.CLOSING_ASKED, about)),
        cancels=_waiting(here),
    )


def close(here: Moment, case: Case, outcome: Outcome, how: str, *events: Event) -> Plan:
    """The end, and everybody who waits is told. What has not left does not go out any more."""
    closed = replace(
        case,
        stage=Stage.CLOSED,
        next_step=NextStep.NOTHING,
        due_at=None,
        needs_staff=False,
        flagged_at=None,
        outcome=outcome,
    )
    return Plan(
        case=closed,
        letters=correspondence.closure(here, closed, outcome, how),
        events=events,
        cancels=here.file.pending(*(kind for kind in LetterKind if kind != "acknowledgement")),
    )


def go_on(here: Moment, case: Case, *events: Event) -> Plan:
    """A person has seen it: the procedure goes on from where the record says the case stands."""
    case = replace(case, needs_staff=False, flagged_at=None)
    if case.stage is not Stage.HANDED_OVER:
        return Plan(case=agenda.scheduled(case, here), events=events)
    moments: dict[Stage, datetime | None] = {
        Stage.WITH_RESPONDENT: case.asked_at,
        Stage.WITH_BODY: case.referred_at,
        Stage.ANSWERED: case.answered_at,
    }
    reached = [(at, stage) for stage, at in moments.items() if at is not None]
    if not reached:
        return begin(here, case, *events)
    stage = max(reached)[1]
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
    return _evidence_or_respondent(here, case, (*events, *asked), letters)


def _evidence_or_respondent(
    here: Moment, case: Case, events: tuple[Event, ...], letters: tuple[Letter, ...]
) -> Plan:
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
    asks = bool(missing) or case.consent is Consent.ASKED
    if here.file.has_written(LetterKind.EVIDENCE_REQUEST) or not (
        asks or correspondence.asks_authorisation(here)
    ):
        found = () if missing else (Event(EventKind.NOTHING_MISSING),)
        return case, (), found
    if asks:
        case = replace(case, evidence_since=here.since)
    request = correspondence.evidence_request(at_stage(here, case), case)
    listed = ", ".join(one.id for one in missing) or "consent or authorisation"
    return case, (request,), (Event(EventKind.EVIDENCE_REQUESTED, listed),)
