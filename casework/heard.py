"""What a message means for its case: who wrote it, at which stage, and what it plainly asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from casework import agenda, correspondence
from casework.case import Consent, Outcome, Party, Stage, flagged, reopened
from casework.events import Event, EventKind
from casework.letters import TO_APPROVE, LetterKind
from casework.moves import answered, at_stage, close, objected, to_staff
from casework.onward import evidence_or_respondent
from casework.paperwork import void_letters
from casework.plan import Plan
from casework.policy import Intent
from casework.referring import refer_anew

if TYPE_CHECKING:
    from casework.case import Case
    from casework.casefile import MessageKept
    from casework.plan import Heard, Moment

_ONCE_A_DAY = timedelta(days=1)
_ASKED = (Stage.WITH_RESPONDENT, Stage.APPROVAL_PENDING)
_LAST_WORDS = (Intent.SETTLED, Intent.WITHDRAW)


def message_added(here: Moment, heard: Heard) -> Plan:
    """A correspondent wrote. What they brought is ticked off already; what follows?

    Whatever waits for an approval is void: it is written anew, with the message in it.
    What only machines say voids nothing.
    """
    if heard.party is Party.STAFF:
        return _by_staff(here, heard)
    if heard.by_machine:
        return _by_machine(here, heard)
    plan = _after_the_end(here, heard) or _SAID[heard.party](here, heard)
    if _referral_waits(here) and plan.case.stage is Stage.APPROVAL_PENDING:
        plan = _void(here, plan)
    plan = void_letters(here, plan)
    return replace(plan, events=(Event(EventKind.MESSAGE_ADDED, heard.party), *plan.events))


def _after_the_end(here: Moment, heard: Heard) -> Plan | None:
    """It came while the case was being closed: nothing is closed over an unread message."""
    case = here.file.case
    if case.stage is Stage.REOPENED:
        return Plan(case=case)
    if case.stage is Stage.CLOSED:
        ended = heard.intent in _LAST_WORDS
        return Plan(case=case if ended else reopened(case, here.now))
    return None


def _by_machine(here: Moment, heard: Heard) -> Plan:
    """It is kept on the case and answered by nothing; a person sees what it is about."""
    case = here.file.case
    if heard.bounced is not None:
        told = Event(EventKind.LETTER_BOUNCED, ": ".join(heard.bounced))
    else:
        told = Event(EventKind.MACHINE_WROTE, heard.party)
    closed = case.stage in {Stage.CLOSED, Stage.REOPENED}
    return Plan(case=case if closed else _flagged(here, case), events=(told,))


def _referral_waits(here: Moment) -> bool:
    return any(one.kind in TO_APPROVE for one in here.file.waiting)


def _void(here: Moment, plan: Plan) -> Plan:
    why = Event(EventKind.VOIDED, "a new message came in")
    anew = refer_anew(at_stage(here, plan.case), *plan.events, why)
    return replace(
        anew, letters=(*plan.letters, *anew.letters), cancels=(*plan.cancels, *anew.cancels)
    )


# ---- the complainant -----------------------------------------------------------------------


def _by_complainant(here: Moment, heard: Heard) -> Plan:
    """What they plainly ask for is met; what they bring is ticked off; the rest a person reads."""
    ask = _ASKED_FOR.get(heard.intent) if heard.intent else None
    return ask(here, heard) if ask else _brought(here, here.file.case, heard)


def _withdraw(here: Moment, _heard: Heard) -> Plan:
    why = Event(EventKind.WITHDRAWN)
    return close(here, here.file.case, Outcome.WITHDRAWN, "withdrawn", why, _own("withdrawn"))


def _settled(here: Moment, _heard: Heard) -> Plan:
    why = Event(EventKind.SETTLED)
    return close(here, here.file.case, Outcome.RESOLVED, "settled", why, _own("settled"))


def _own(word: str) -> Event:
    return Event(EventKind.CLOSED, f"{word}, by the complainant's own word")


def _person(here: Moment, _heard: Heard) -> Plan:
    return to_staff(here, here.file.case, Event(EventKind.PERSON_ASKED_FOR))


def _object(here: Moment, _heard: Heard) -> Plan:
    return objected(here, here.file.case)


def _unhappy(here: Moment, heard: Heard) -> Plan:
    """An answer that is not accepted is an appeal, decided by someone else."""
    case = here.file.case
    if case.stage is not Stage.ANSWERED:
        return _brought(here, case, heard)
    return to_staff(here, replace(case, appealed=True), Event(EventKind.APPEALED))


def _consent(here: Moment, heard: Heard) -> Plan:
    case = here.file.case
    if case.consent is not Consent.ASKED:
        return _brought(here, case, heard)
    agreed = replace(case, consent=Consent.GIVEN)
    return _brought(here, agreed, heard, Event(EventKind.CONSENTED))


def _status(here: Moment, heard: Heard) -> Plan:
    """How things stand, at most once a day."""
    plan = _brought(here, here.file.case, heard, asks=True)
    last = here.file.last(LetterKind.PROGRESS)
    if last is not None and here.now - last.written_at < _ONCE_A_DAY:
        return plan
    letter = correspondence.progress(here, plan.case)
    events = (*plan.events, Event(EventKind.STATUS_TOLD))
    return replace(plan, letters=(*plan.letters, letter), events=events)


def _brought(here: Moment, case: Case, heard: Heard, *events: Event, asks: bool = False) -> Plan:
    """What came is receipted, and may be all that was waited for; bare words a person reads."""
    understood = bool(heard.brought) or bool(events) or asks
    if not understood:
        return Plan(case=_flagged(here, case))
    there = at_stage(here, case)
    complete = not agenda.waits_for_complainant(there.file)
    letters = (
        (correspondence.evidence_receipt(there, case, heard.brought),) if heard.brought else ()
    )
    cancels = _no_longer_asked(here) if complete else ()
    if complete and heard.brought:
        events = (*events, Event(EventKind.EVIDENCE_COMPLETE))
    agreed = case.consent is not here.file.case.consent
    if case.stage is Stage.AWAITING_EVIDENCE and (complete or agreed):
        plan = evidence_or_respondent(there, case, events, letters)
    else:
        plan = Plan(case=agenda.scheduled(case, there), letters=letters, events=events)
    return replace(plan, cancels=(*plan.cancels, *cancels))


def _no_longer_asked(here: Moment) -> tuple[str, ...]:
    return here.file.pending(LetterKind.EVIDENCE_REQUEST, LetterKind.EVIDENCE_REMINDER)


def _flagged(here: Moment, case: Case) -> Case:
    """A person reads it, by a day that the case names; whatever else runs goes on."""
    return agenda.scheduled(flagged(case, here.now), here)


# ---- the respondent and the bodies ---------------------------------------------------------


def _by_respondent(here: Moment, heard: Heard) -> Plan:
    """Its answer is passed on, if it was asked for one."""
    asked = here.file.case.stage in _ASKED and here.file.case.asked_at is not None
    return _by_who_was_asked(here, heard, asked=asked)


def _by_body(here: Moment, heard: Heard) -> Plan:
    """Its answer is passed on, if it has the case."""
    return _by_who_was_asked(here, heard, asked=here.file.case.stage is Stage.WITH_BODY)


def _by_who_was_asked(here: Moment, heard: Heard, *, asked: bool) -> Plan:
    """Only an answer stops a clock: that they are still at work is kept, the rest a person reads.

    What the person finds to be the answer they can take as it.
    """
    case, said = here.file.case, _message(here, heard)
    if heard.intent is Intent.INTERIM:
        return Plan(case=case, events=(Event(EventKind.INTERIM_NOTE, f"of the {heard.party}"),))
    if heard.intent is Intent.ANSWER and asked and _says_something(said):
        return answered(here, case, said)
    why = _UNCLEAR.get(heard.intent, "no answer to a question of ours")
    waits = Event(EventKind.REPLY_WAITS, f"of the {heard.party}: {why}")
    return Plan(case=_flagged(here, case), events=(waits,))


def _by_staff(here: Moment, heard: Heard) -> Plan:
    """A mail decides nothing: whoever works here is told so, once a day, and it stays as it is."""
    case, last = here.file.case, here.file.last(LetterKind.USE_THE_CONSOLE)
    to = next((one for one in here.file.staff if one.address.lower() == heard.writer), None)
    added = Event(EventKind.MESSAGE_ADDED, Party.STAFF)
    if to is None or (last is not None and here.now - last.written_at < _ONCE_A_DAY):
        return Plan(case=case, events=(added,))
    letter = correspondence.use_the_console(here, case, to)
    told = Event(EventKind.TOLD_OF_CONSOLE, to.account)
    return Plan(case=case, letters=(letter,), events=(added, told))


def _message(here: Moment, heard: Heard) -> MessageKept:
    return next(one for one in here.file.messages if one.sha256 == heard.sha256)


def _says_something(said: MessageKept) -> bool:
    return bool(said.text.strip() or said.attachments)


_UNCLEAR = {
    Intent.QUESTION: "it asks something",
    None: "its words do not say whether it is the answer",
}
_ASKED_FOR = {
    Intent.WITHDRAW: _withdraw,
    Intent.SETTLED: _settled,
    Intent.PERSON: _person,
    Intent.OBJECTION: _object,
    Intent.UNHAPPY: _unhappy,
    Intent.CONSENT: _consent,
    Intent.STATUS: _status,
}
_SAID = {
    Party.COMPLAINANT: _by_complainant,
    Party.RESPONDENT: _by_respondent,
    Party.BODY: _by_body,
}
