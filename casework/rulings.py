"""What a person's decision changes: one function a kind, each a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from casework import agenda
from casework.adopting import adopted, left_to_a_person, recounted
from casework.case import ComplainantType, Consent, Language, Outcome, Stage
from casework.courses import recorded_on
from casework.decisions import DecisionKind, Question
from casework.escalation import ladder
from casework.events import Event, EventKind
from casework.facts import PolicyFact
from casework.findings import Field, steers
from casework.letters import LetterKind
from casework.moves import (
    answered,
    ask_anew,
    ask_closing,
    at_stage,
    begin,
    close,
    evidence_or_respondent,
    go_on,
    objected,
    put_now,
    refer,
    refer_anew,
    refer_next,
    to_staff,
)
from casework.paperwork import (
    approve_letter,
    check_evidence,
    merge,
    refuse_letter,
    remind_of_letter,
    send_letter,
)
from casework.plan import Plan
from casework.status_pages import status_link

if TYPE_CHECKING:
    from casework.case import Case
    from casework.casefile import LetterSent
    from casework.clock import Calendar
    from casework.decisions import Decision
    from casework.plan import Moment


def decided(here: Moment, decision: Decision, calendar: Calendar | None = None) -> Plan:
    """Staff decided. What came too late to change anything is kept as an event all the same.

    ``calendar`` is that of the version that is adopted, where one is.
    """
    if here.file.case.stage is Stage.CLOSED:
        late = Event(EventKind.TOO_LATE, f"{decision.kind}, {_why(decision)}")
        return Plan(case=here.file.case, events=(late,))
    if decision.kind is DecisionKind.ADOPT:
        return adopted(here, decision, calendar or here.calendar)
    if here.file.lacks_pack and decision.kind is not DecisionKind.HAND_OVER:
        not_done = Event(EventKind.TOO_LATE, f"not done: {decision.kind}, {_why(decision)}")
        return left_to_a_person(here, not_done)
    return _RULINGS[decision.kind](here, decision)


def _why(decision: Decision) -> str:
    return f"by {decision.by}: {decision.why}"


def _seen(here: Moment) -> Case:
    """Whoever decides about a case has read what waited on it."""
    return replace(here.file.case, needs_staff=False, flagged_at=None)


def _close(here: Moment, decision: Decision) -> Plan:
    outcome = Outcome(decision.value)
    why = Event(EventKind.CLOSED, f"{outcome}, {_why(decision)}")
    return close(here, here.file.case, outcome, "staff", why)


def _hand_over(here: Moment, decision: Decision) -> Plan:
    case = replace(_seen(here), owner=decision.value or decision.by)
    return to_staff(here, case, Event(EventKind.HANDED_OVER, _why(decision)))


def _go_on(here: Moment, decision: Decision) -> Plan:
    return go_on(here, here.file.case, Event(EventKind.WENT_ON, _why(decision)))


def _put_to_respondent(here: Moment, decision: Decision) -> Plan:
    return ask_anew(here, _seen(here), Event(EventKind.WENT_ON, _why(decision)))


def _refer(here: Moment, decision: Decision) -> Plan:
    """To the body that a person chose, though it be unknown whether it takes the case.

    Not to one that is known not to: that may have come out since they decided.
    """
    why, case = Event(EventKind.WENT_ON, _why(decision)), _seen(here)
    chosen = next((one for one in ladder(here.file, here) if one.body.id == decision.value), None)
    if chosen is None:
        return refer_next(here, case, why)
    if not chosen.fits:
        no = Event(EventKind.NO_RUNG, f"{chosen.body.id}: {chosen.why_not}")
        return to_staff(here, here.file.case, why, no)
    if chosen.unknown:
        facts = ", ".join(one.fact for one in chosen.unknown)
        return refer(here, case, chosen, why, Event(EventKind.NOT_KNOWN, facts))
    return refer(here, case, chosen, why)


def _ask_closing(here: Moment, decision: Decision) -> Plan:
    return ask_closing(here, _seen(here), "staff", Event(EventKind.WENT_ON, _why(decision)))


def _take_as_answer(here: Moment, decision: Decision) -> Plan:
    """No rule could tell; a person has read it and says that this is the answer."""
    told = Event(EventKind.WENT_ON, _why(decision))
    said = next((one for one in here.file.messages if one.sha256 == decision.about), None)
    if said is None:
        return Plan(case=here.file.case, events=(told,))
    return answered(here, _seen(here), said, told)


def _reopen(here: Moment, decision: Decision) -> Plan:
    """The row says so since the decision was taken; here it is only kept who and why."""
    return Plan(case=here.file.case, events=(Event(EventKind.REOPENED, _why(decision)),))


def _assign_respondent(here: Moment, decision: Decision) -> Plan:
    before = here.file.case
    case = replace(before, respondent=decision.value)
    why = Event(EventKind.RESPONDENT_ASSIGNED, f"{decision.value}, {_why(decision)}")
    here = at_stage(here, case)
    if before.respondent == decision.value:
        return Plan(case=agenda.scheduled(case, here), events=(why,))
    if case.stage is Stage.WITH_RESPONDENT:
        again = replace(case, asked_at=agenda.leaves_at(here.now, here.file))
        return put_now(here, again, why)
    if case.stage is Stage.AWAITING_EVIDENCE:
        return evidence_or_respondent(here, case, (why,))
    return _answered_question(here, case, why)


def _answer_question(here: Moment, decision: Decision) -> Plan:
    return _told(here, decision, EventKind.QUESTION_ANSWERED)


def _correct(here: Moment, decision: Decision) -> Plan:
    """What the procedure hangs on is told as an answer is; anything else is only kept."""
    if steers(decision.about):
        return _told(here, decision, EventKind.CORRECTED)
    return Plan(case=here.file.case, events=(_told_event(decision, EventKind.CORRECTED),))


def _told_event(decision: Decision, kind: EventKind) -> Event:
    return Event(kind, f"{decision.about}: {decision.value or 'none'}, {_why(decision)}")


def _told(here: Moment, decision: Decision, kind: EventKind) -> Plan:
    """A person says what no rule could tell, or told wrongly."""
    case = _with_answer(here.file.case, decision)
    why = _told_event(decision, kind)
    here = at_stage(here, case)
    if decision.about == Question.CONSENT and case.consent is Consent.REFUSED:
        return objected(here, case, why)
    if decision.about == Question.CATEGORY and case.stage is Stage.AWAITING_EVIDENCE:
        return begin(here, case, why)
    if decision.about == Question.PRIOR_ON and case.stage is Stage.WITH_RESPONDENT:
        return _asked_before(here, case, why)
    return _answered_question(here, case, why)


def _asked_before(here: Moment, case: Case, why: Event) -> Plan:
    """The respondent's clock, which runs, is that of the day on which it was asked first.

    Where nobody asked before us after all, of the day of our notice. One that is over by that is
    for a person: nobody tells the respondent that it is late before they have looked.
    """
    notice = here.file.last(LetterKind.COMPLAINT_NOTICE)
    then = replace(here, now=notice.written_at if notice else case.asked_at or here.now)
    moved = replace(case, asked_at=agenda.asked_since(case, then))
    there = at_stage(here, moved)
    late = agenda.answer_deadline(there.file, here.calendar)
    if late <= here.now:
        over = Event(EventKind.BREACHED, f"over before we asked: {late:%Y-%m-%d}")
        return to_staff(there, moved, why, over)
    planned = agenda.scheduled(moved, there)
    told = replace(why, why=f"{why.why}{_moved(case, planned)}")
    return Plan(case=planned, events=(told,))


def _moved(before: Case, after: Case) -> str:
    """From which date to which the next step went, if it did."""
    same = after.due_at == before.due_at
    return "" if same else f"; due {before.due_at} → {after.due_at}"


def _with_answer(case: Case, decision: Decision) -> Case:
    match decision.about:
        case Question.CATEGORY:
            return replace(case, category=decision.value)
        case Question.PRIOR_ON:
            day = decision.value
            return replace(case, prior_on=date.fromisoformat(day) if day else None)
        case Field.LANGUAGE:
            return replace(case, language=Language(decision.value))
        case Field.COMPLAINANT:
            return _complained_by(case, ComplainantType(decision.value))
        case Question.CONSENT:
            agreed = decision.value == "yes"
            return replace(case, consent=Consent.GIVEN if agreed else Consent.REFUSED)
        case fact:
            return replace(case, facts={**case.facts, fact: decision.value == "yes"})


def _complained_by(case: Case, who: ComplainantType) -> Case:
    """The type stands for itself: what somebody answered of it before is not so any more."""
    facts = {
        fact: so for fact, so in case.facts.items() if fact != PolicyFact.COMPLAINANT_IS_CONSUMER
    }
    return replace(case, complainant=who, facts=facts)


def _answered_question(here: Moment, case: Case, why: Event) -> Plan:
    """What a case was handed over for is known now: it goes on where nothing else is open."""
    known = case.category is not None and (
        here.file.respondent is not None or not _has_respondent(here, case)
    )
    if case.stage is Stage.HANDED_OVER and known and case.asked_at is None:
        return go_on(here, case, why)
    if case.stage is Stage.APPROVAL_PENDING:
        return refer_anew(here, why, Event(EventKind.VOIDED, "more is known now"))
    return Plan(case=agenda.scheduled(case, here), events=(why,))


def _has_respondent(here: Moment, case: Case) -> bool:
    category = here.file.policy.category(case.category)
    return category is None or category.put_to_respondent


# ---- approvals -----------------------------------------------------------------------------


def _approve(here: Moment, decision: Decision) -> Plan:
    """One of the roles has approved; the letter leaves when all of them have."""
    letter = _waiting(here, decision.about)
    approved = Event(EventKind.APPROVED, f"{decision.about}, {_why(decision)}")
    given = {one.role for one in here.file.given if one.letter_key == decision.about}
    left = [role for role in letter.approval if role not in given] if letter else []
    if letter is not None and letter.kind is LetterKind.LETTER:
        return approve_letter(here, letter, approved, left)
    if letter is None or here.file.case.stage is not Stage.APPROVAL_PENDING:
        late = Event(EventKind.VOIDED, "it no longer waits for an approval")
        return Plan(case=here.file.case, events=(approved, late))
    if left:
        still = Event(EventKind.APPROVAL_ASKED, f"still to approve: {', '.join(left)}")
        return Plan(case=here.file.case, events=(approved, still))
    return _released(here, letter, approved)


def _released(here: Moment, letter: LetterSent, approved: Event) -> Plan:
    """It may go: the body's clock runs from when it leaves."""
    case, body = here.file.case, here.file.case.rung or ""
    gone = replace(
        case,
        stage=Stage.WITH_BODY,
        referred_at=agenda.leaves_at(here.now, here.file),
        tried=(*case.tried, body),
        self_filed=letter.kind is LetterKind.FILING_GUIDE,
        reminded_until=None,
    )
    referred = Event(EventKind.REFERRED, body)
    return Plan(
        case=agenda.scheduled(gone, here), events=(approved, referred), releases=(letter.key,)
    )


def _refuse(here: Moment, decision: Decision) -> Plan:
    letter = _waiting(here, decision.about)
    refused = Event(EventKind.REFUSED, f"{decision.about}, {_why(decision)}")
    if letter is None:
        return Plan(case=here.file.case, events=(refused,))
    if letter.kind is LetterKind.LETTER:
        return refuse_letter(here, letter, refused)
    return to_staff(here, here.file.case, refused)


def _edited(here: Moment, decision: Decision) -> Plan:
    """The dossier or the letter's words are others now: it is written anew and asked for again."""
    why = Event(EventKind.VOIDED, f"the {decision.value} was edited, {_why(decision)}")
    if here.file.case.stage is not Stage.APPROVAL_PENDING:
        return Plan(case=here.file.case, events=(why,))
    return refer_anew(here, why)


def _waiting(here: Moment, key: str) -> LetterSent | None:
    return next((one for one in here.file.waiting if one.key == key), None)


def _send_again(here: Moment, decision: Decision) -> Plan:
    """A letter that failed, or may have, goes out once more: a person said so."""
    again = Event(EventKind.SENT_AGAIN, f"{decision.about}, {_why(decision)}")
    return Plan(case=here.file.case, events=(again,), releases=(decision.about,))


def _send_link(here: Moment, decision: Decision) -> Plan:
    """A new link to the status page; nothing else about the case changes."""
    case = here.file.case
    told = Event(EventKind.LINK_SENT, _why(decision))
    return Plan(case=case, letters=(status_link(here),), events=(told,))


# ---- what only people know, and other days -------------------------------------------------


def _record(here: Moment, decision: Decision) -> Plan:
    """Something that a clock knows happened, or did not after all: its dates are counted anew."""
    before = here.file.case
    told = recorded_on(here.file.told, decision.about, decision.value)
    there = replace(here, file=replace(here.file, told=told))
    case = agenda.scheduled(before, there)
    what = f"{decision.about}: {decision.value}, {_why(decision)}{_moved(before, case)}"
    return Plan(case=case, events=(Event(EventKind.HAPPENED, what),))


_RULINGS = {
    DecisionKind.CLOSE: _close,
    DecisionKind.HAND_OVER: _hand_over,
    DecisionKind.GO_ON: _go_on,
    DecisionKind.PUT_TO_RESPONDENT: _put_to_respondent,
    DecisionKind.REFER: _refer,
    DecisionKind.TAKE_AS_ANSWER: _take_as_answer,
    DecisionKind.ASK_CLOSING: _ask_closing,
    DecisionKind.REOPEN: _reopen,
    DecisionKind.ASSIGN_RESPONDENT: _assign_respondent,
    DecisionKind.ANSWER_QUESTION: _answer_question,
    DecisionKind.CORRECT: _correct,
    DecisionKind.APPROVE: _approve,
    DecisionKind.REFUSE: _refuse,
    DecisionKind.EDIT: _edited,
    DecisionKind.SEND_AGAIN: _send_again,
    DecisionKind.RECOUNT: recounted,
    DecisionKind.HAPPENED: _record,
    DecisionKind.SEND_LETTER: send_letter,
    DecisionKind.CHECK_EVIDENCE: check_evidence,
    DecisionKind.MERGE: merge,
    DecisionKind.SEND_LINK: _send_link,
    DecisionKind.REMIND: remind_of_letter,
}
