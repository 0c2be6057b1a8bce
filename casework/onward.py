"""Where a case goes on: from its beginning, and from where a person has left it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, correspondence
from casework.case import Consent, Stage
from casework.events import Event, EventKind
from casework.evidence import missing_evidence
from casework.letters import LetterKind
from casework.moves import ask_anew, at_stage, await_evidence, put_to_respondent, to_staff
from casework.plan import Plan
from casework.policy import Asks
from casework.referring import refer_anew, refer_next

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case
    from casework.letters import Letter
    from casework.matters import Category
    from casework.plan import Moment

_IT_IS_WAITED_FOR = (Stage.WITH_RESPONDENT, Stage.APPROVAL_PENDING)


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
