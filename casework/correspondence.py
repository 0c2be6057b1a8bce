"""Letters as values: to whom, in which language, from when on, and the facts their words need."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import Consent, Correspondent, NextStep, Party, Stage
from casework.dossier import chosen, dossier
from casework.dossier_choice import words_of_staff
from casework.enclosing import dossier_names, enclose, enclosed_evidence, first_words
from casework.escalation import (
    answer_clock,
    is_authorised,
    one_route,
    wants_authorisation,
    who_submits,
)
from casework.evidence import missing_evidence
from casework.letters import AT_ONCE, Letter, LetterKind
from casework.policy import Submits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from casework.case import Case, Language, Outcome
    from casework.casefile import Approver, CaseFile, MessageKept
    from casework.escalation import Checked
    from casework.letters import Fact
    from casework.plan import Moment

_ADDRESS = re.compile(r"(?<![^\s@<>()\[\]])[^\s@<>()\[\]]+@[^\s@<>()\[\]]+")
_NUMBER = re.compile(r"\+?\d[\d\- ]{5,17}\d")
_WHEN = re.compile(r"\b(?:19|20)\d\d-\d{1,2}-\d{1,2}\b|\b\d{1,2}:\d\d\b", re.ASCII)
_MASK = "***"


def acknowledgement(here: Moment, case: Case, review_at: datetime) -> Letter:
    """We have it; its number; what comes next and by when."""
    return _letter(LetterKind.ACKNOWLEDGEMENT, here, case, {"due_on": _last(here, review_at)})


def urgent_advice(here: Moment, case: Case) -> Letter:
    """What to do at once where money may be lost; nothing waits for it."""
    category = here.file.policy.category(case.category)
    lines = category.advice[case.language] if category and category.advice else ()
    facts: dict[str, Fact] = {"category": _category(here), "advice": lines}
    return _letter(LetterKind.URGENT_ADVICE, here, case, facts)


def evidence_request(here: Moment, case: Case) -> Letter:
    """All that is missing, in one letter; with it the question of consent, and of authorisation."""
    body = wants_authorisation(here.file)
    facts: dict[str, Fact] = {
        "asks_authorisation": body is not None,
        "body": body.names[case.language] if body else "",
        "one_route": one_route(here.file),
    }
    return _letter(LetterKind.EVIDENCE_REQUEST, here, case, {**_asked_for(here, case), **facts})


def asks_authorisation(here: Moment) -> bool:
    """Whether a body lies ahead that the desk could turn to if the complainant authorises it."""
    return wants_authorisation(here.file) is not None


def evidence_reminder(here: Moment, case: Case) -> Letter:
    """The same, once more."""
    return _letter(LetterKind.EVIDENCE_REMINDER, here, case, _asked_for(here, case))


def _asked_for(here: Moment, case: Case) -> dict[str, Fact]:
    at = agenda.evidence_deadline(replace(here.file, case=case), here.calendar)
    return {
        "due_on": _last(here, at),
        "missing": _names(here, (one.id for one in missing_evidence(here.file)), case.language),
        "asks_consent": case.consent is Consent.ASKED,
        "respondent": here.file.respondent.name if here.file.respondent else "",
    }


def evidence_receipt(here: Moment, case: Case, brought: tuple[str, ...]) -> Letter:
    """What has come, and what is still missing."""
    leaves_at = agenda.leaves_at(here.now, here.file)
    in_time = agenda.evidence_deadline(replace(here.file, case=case), here.calendar) > leaves_at
    facts: dict[str, Fact] = {
        **_asked_for(here, case),
        "received": _names(here, brought, case.language),
        "has_due": in_time and case.evidence_since is not None,
    }
    return _letter(LetterKind.EVIDENCE_RECEIPT, here, case, facts)


def preservation_notice(here: Moment, case: Case) -> Letter:
    """Keep what only you hold: it may be gone before the answer is due."""
    language = here.file.language_of(Party.RESPONDENT)
    facts: dict[str, Fact] = {
        "category": _category(here, language),
        "items": _names(here, to_preserve(here), language),
        "days": min(here.file.policy.evidence[one].kept_days or 0 for one in to_preserve(here)),
        "numbers": _numbers(here),
    }
    return _letter(LetterKind.PRESERVATION_NOTICE, here, case, facts, party=Party.RESPONDENT)


def to_preserve(here: Moment) -> tuple[str, ...]:
    """What this category wants that the respondent holds and the case has not."""
    category = here.file.policy.category(here.file.case.category)
    wanted = category.preserve if category else ()
    return tuple(one for one in wanted if one not in here.file.items)


def complaint_notice(here: Moment, case: Case) -> Letter:
    """The complaint, as far as the pack lets it be passed on, and until when to answer."""
    file, policy = here.file, here.file.policy
    language, shown = file.language_of(Party.RESPONDENT), policy.pass_on
    enclosed = enclosed_evidence(file, shown.evidence)
    facts: dict[str, Fact] = {
        "category": _category(here, language),
        "complainant": file.correspondent(Party.COMPLAINANT).name if shown.name else "",
        "words": _passed_on(here) if shown.words else "",
        "numbers": _numbers(here),
        "enclosed": tuple(one.name for one in enclosed),
        "due_on": _answer_due_on(here, case),
        "basis": policy.basis(answer_clock(file)),
        "preserve": _names(here, to_preserve(here), language),
        "is_department": file.respondent is not None and file.respondent.kind == "department",
        "has_prior": case.prior_on is not None,
        "taken_up_again": file.respondent_was_told_the_end,
    }
    if case.prior_on is not None:
        facts["prior_on"] = case.prior_on
    notice = _letter(LetterKind.COMPLAINT_NOTICE, here, case, facts, party=Party.RESPONDENT)
    return replace(notice, enclosed=enclosed)


def complaint_reminder(here: Moment, case: Case) -> Letter:
    """The respondent's time is running."""
    facts: dict[str, Fact] = {
        "category": _category(here, here.file.language_of(Party.RESPONDENT)),
        "asked_on": _day(here, case.asked_at),
        "due_on": _answer_due_on(here, case),
        "last": not any(
            one.step is NextStep.REMIND_RESPONDENT and one.at > here.now
            for one in agenda.agenda(here.file, here.calendar, here.now)
        ),
    }
    return _letter(LetterKind.COMPLAINT_REMINDER, here, case, facts, party=Party.RESPONDENT)


def progress(here: Moment, case: Case) -> Letter:
    """How things stand, for a complainant who asks."""
    facts: dict[str, Fact] = {
        "stage": str(case.stage),
        "waits_for": str(case.next_step),
        "needs_staff": case.needs_staff or case.stage is Stage.HANDED_OVER,
        "has_due": False,
    }
    if case.due_at is not None and case.due_at > agenda.leaves_at(here.now, here.file):
        facts["has_due"] = True
        facts["due_on"] = _last(here, case.due_at)
    return _letter(LetterKind.PROGRESS, here, case, facts)


def answer(here: Moment, case: Case, said: MessageKept) -> Letter:
    """What the respondent or a body says to the complaint, in its own words."""
    enclosed = tuple(enclose(said, one) for one in said.attachments)
    facts: dict[str, Fact] = {
        "by": name_of(here, said.party),
        "from_body": said.party is Party.BODY,
        "words": said.text.strip(),
        "files": tuple(one.name for one in enclosed),
        "due_on": _closes_on(here, case),
    }
    return replace(_letter(LetterKind.ANSWER, here, case, facts), enclosed=enclosed)


def breach_notice(here: Moment, case: Case, silent: Party, rung: Checked | None) -> Letter:
    """Somebody let its time run out, and what we do about it."""
    before = here.file.case
    started = before.asked_at if silent is Party.RESPONDENT else before.referred_at
    deadline = agenda.answer_deadline if silent is Party.RESPONDENT else agenda.body_deadline
    facts: dict[str, Fact] = {
        "silent": name_of(here, silent),
        "from_body": silent is Party.BODY,
        "asked_on": _day(here, started),
        "was_due_on": _last(here, deadline(here.file, here.calendar)),
        "body": rung.body.names[case.language] if rung else "",
        "submits": "",
    }
    if rung is not None:
        by_desk = who_submits(rung, here.file) is Submits.DESK
        facts["submits"] = "desk" if by_desk else "complainant"
    return _letter(LetterKind.BREACH_NOTICE, here, case, facts)


def referral(here: Moment, case: Case, rung: Checked) -> Letter:
    """The case for an external body, with its dossier. It leaves when people have approved it."""
    language, body = rung.body.language, rung.body
    to = Correspondent(party=Party.BODY, address=body.address, token="", name=body.names[language])
    name = here.file.correspondent(Party.COMPLAINANT).name
    facts: dict[str, Fact] = {
        "body": rung.body.names[language],
        "respondent": name_of(here, Party.RESPONDENT),
        "complainant": name if chosen(here.file, body.id).has_fact("complainant") else "",
        "category": _category(here, language),
        "asked_on": _day(here, case.asked_at),
        "was_due_on": _answer_due_on(here, case),
        "answered": bool(here.file.answers),
        "was_asked": case.asked_at is not None,
        "files": dossier_names(case.number),
        "authorised": is_authorised(here.file),
    }
    letter = _letter(LetterKind.REFERRAL, here, case, facts, to=to, language=language)
    return replace(
        letter,
        dossier=dossier(here, case, rung, language),
        words=words_of_staff(here.file, rung.body.id),
        approval=rung.rung.approval,
    )


def filing_guide(here: Moment, case: Case, rung: Checked) -> Letter:
    """How the complainant turns to the body, and all it asks for."""
    language, policy = case.language, here.file.policy
    waits_until = clock.due_at(here.now, rung.rung.clock, clock.place_of(policy, here.calendar))
    facts: dict[str, Fact] = {
        "body": rung.body.names[language],
        "steps": rung.body.guide[language],
        "open_questions": tuple(one.names[language] for one in rung.unknown),
        "files": dossier_names(case.number),
        "due_on": _last(here, waits_until),
        "verify": bool(rung.body.verify),
        "closes": tuple(one.names[language] for one in rung.closes),
    }
    if rung.time_bar is not None:
        facts["bar_on"] = rung.time_bar.ends_on
    return replace(
        _letter(LetterKind.FILING_GUIDE, here, case, facts),
        dossier=dossier(here, case, rung, language, reader=Party.COMPLAINANT),
        words=words_of_staff(here.file, rung.body.id),
        approval=policy.approvals.guide,
    )


def approval_request(
    here: Moment, case: Case, kind: LetterKind, to: Approver, attempt: str
) -> Letter:
    """Somebody of the staff is told that a letter waits.

    What it is, in bytes, is added as the letter is frozen: its recipient, digest and files.
    """
    facts: dict[str, Fact] = {"letter": str(kind), "attempt": attempt, "role": to.role}
    recipient = Correspondent(party=Party.STAFF, address=to.address, token="", name=to.account)
    return _letter(LetterKind.APPROVAL_REQUEST, here, case, facts, to=recipient)


def use_the_console(here: Moment, case: Case, to: Approver) -> Letter:
    """Whoever works here and wrote a mail is told where things are decided."""
    recipient = Correspondent(party=Party.STAFF, address=to.address, token="", name=to.account)
    return _letter(LetterKind.USE_THE_CONSOLE, here, case, {}, to=recipient)


def closing_question(here: Moment, case: Case, about: str, *, again: bool = False) -> Letter:
    """Is it enough? Silence until the day that it names closes the case."""
    by = Party.BODY if case.rung in case.tried else Party.RESPONDENT
    name = "" if about == "staff" else name_of(here, by)
    facts: dict[str, Fact] = {
        "about": about,
        "asked_again": again,
        "due_on": _closes_on(here, case),
        "name": name,
    }
    return _letter(LetterKind.CLOSING_QUESTION, here, case, facts)


def closure(here: Moment, case: Case, outcome: Outcome, how: str) -> tuple[Letter, ...]:
    """It is closed. The respondent hears of it where an answer was still waited for."""
    until = agenda.reopening_deadline(here.file, here.calendar, here.now)
    facts: dict[str, Fact] = {
        "outcome": str(outcome),
        "how": how,
        "reopen_until": _last(here, until),
        **_body_at_work(here, case),
    }
    told = (_letter(LetterKind.CLOSURE, here, case, facts),)
    if not _respondent_waits(here.file):
        return told
    return (*told, _letter(LetterKind.CLOSURE, here, case, facts, party=Party.RESPONDENT))


def _body_at_work(here: Moment, case: Case) -> dict[str, Fact]:
    """A body is told nothing without an approval: the complainant hears how they tell it."""
    body = here.file.body_at_work
    return {
        "body": body.names[case.language] if body else "",
        "body_address": body.address if body and not case.self_filed else "",
    }


def _respondent_waits(file: CaseFile) -> bool:
    """It has our question, nobody has had its answer, and it was told of no end."""
    at_work = file.case.stage in {Stage.WITH_RESPONDENT, Stage.HANDED_OVER}
    asked = {LetterKind.COMPLAINT_NOTICE, LetterKind.COMPLAINT_REMINDER}
    return at_work and file.case.answered_at is None and file.respondent_has_last in asked


def reopened(here: Moment, case: Case, review_at: datetime) -> Letter:
    """It is open again, and a person reads it."""
    return _letter(LetterKind.REOPENED, here, case, {"due_on": _last(here, review_at)})


# ---- what letters are made of --------------------------------------------------------------


def _letter(  # noqa: PLR0913  what all letters share
    kind: LetterKind,
    here: Moment,
    case: Case,
    facts: Mapping[str, Fact],
    *,
    party: Party = Party.COMPLAINANT,
    to: Correspondent | None = None,
    language: Language | None = None,
) -> Letter:
    policy, recipient = here.file.policy, to or _recipient(here, party)
    leaves_at = clock.leaves_at(here.now, policy.send_hours, policy.zone)
    return Letter(
        kind=kind,
        to=recipient,
        language=language or here.file.language_of(recipient.party),
        case_number=case.number,
        opened_on=case.opened_at.astimezone(policy.zone).date(),
        leaves_at=here.now if kind in AT_ONCE else leaves_at,
        facts=facts,
    )


def _recipient(here: Moment, party: Party) -> Correspondent:
    """Who writes for this party. A respondent becomes a correspondent with its first letter."""
    respondent = here.file.respondent
    if party is not Party.RESPONDENT or respondent is None:
        return here.file.correspondent(party)
    return Correspondent(party=party, address=respondent.address, token="", name=respondent.name)


def name_of(here: Moment, party: Party) -> str:
    """The name of a party, as letters say it; nothing where the case has none."""
    file = here.file
    if party is Party.BODY and file.body is not None:
        return file.body.names[file.case.language]
    return file.respondent.name if file.respondent else ""


def _last(here: Moment, deadline: datetime) -> date:
    return clock.last_day(deadline, here.file.policy.zone)


def _day(here: Moment, moment: datetime | None) -> date:
    return (moment or here.file.case.opened_at).astimezone(here.file.policy.zone).date()


def _answer_due_on(here: Moment, case: Case) -> date:
    return _last(here, agenda.answer_deadline(replace(here.file, case=case), here.calendar))


def _closes_on(here: Moment, case: Case) -> date:
    return _last(here, agenda.closing_deadline(replace(here.file, case=case), here.calendar))


def _category(here: Moment, language: Language | None = None) -> str:
    category = here.file.policy.category(here.file.case.category)
    return category.names[language or here.file.case.language] if category else ""


def _names(here: Moment, items: Iterable[str], language: Language) -> tuple[str, ...]:
    return tuple(here.file.policy.evidence[one].names[language] for one in items)


def _passed_on(here: Moment) -> str:
    """What the complainant wrote first; addresses masked, numbers too where the pack says so."""
    text = _ADDRESS.sub(_MASK, first_words(here.file))
    return text if here.file.policy.pass_on.numbers else _NUMBER.sub(_MASK, text)


def _numbers(here: Moment) -> tuple[str, ...]:
    """The telephone numbers that the complaint names; a day or an hour is none."""
    if not here.file.policy.pass_on.numbers:
        return ()
    written = " ".join(one.text for one in here.file.messages if one.party is Party.COMPLAINANT)
    return tuple(dict.fromkeys(_NUMBER.findall(_WHEN.sub("/", written))))
