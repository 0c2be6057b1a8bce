"""Letters as values: to whom, in which language, from when on, and the facts their words need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda
from casework.case import Consent, Correspondent, NextStep, Party, Stage
from casework.enclosing import enclose, enclosed_evidence, first_words
from casework.escalation import (
    answer_clock,
    ladder,
    next_rung,
    one_route,
    one_routes,
    wants_authorisation,
)
from casework.evidence import missing_evidence
from casework.letters import Letter, LetterKind
from casework.makings import (
    answer_due_on,
    category_name,
    closes_on,
    day_of,
    evidence_names,
    last_day,
    letter_of,
    name_of,
    names_of,
    numbers_of,
    passed_on,
    routes_of,
    where_next,
)
from casework.policy import OWN_CHOICE, Asks

if TYPE_CHECKING:
    from datetime import datetime

    from casework.case import Case, Outcome
    from casework.casefile import Approver, CaseFile, LetterSent, MessageKept
    from casework.letters import Fact
    from casework.plan import Moment


def acknowledgement(here: Moment, case: Case, review_at: datetime) -> Letter:
    """We have it; its number; what comes next and by when.

    Where nothing will be asked for, and a choice lies ahead, the warning of it is here.
    """
    facts: dict[str, Fact] = {
        "due_on": last_day(here, review_at),
        "one_route": not asks_something(here, case) and one_route(here),
    }
    return letter_of(LetterKind.ACKNOWLEDGEMENT, here, case, facts)


def asks_something(here: Moment, case: Case) -> bool:
    """Whether the complainant is asked for anything: evidence, consent, an authorisation."""
    missing = missing_evidence(replace(here.file, case=case))
    asks = case.consent is Consent.ASKED or here.file.policy.consent is Asks.ASK
    return bool(missing) or asks or asks_authorisation(here)


def urgent_advice(here: Moment, case: Case) -> Letter:
    """What to do at once where money may be lost; nothing waits for it."""
    category = here.file.policy.category(case.category)
    lines = category.advice[case.language] if category and category.advice else ()
    facts: dict[str, Fact] = {"category": category_name(here), "advice": lines}
    return letter_of(LetterKind.URGENT_ADVICE, here, case, facts)


def evidence_request(here: Moment, case: Case) -> Letter:
    """All that is missing, in one letter; with it the question of consent, and of authorisation."""
    body = wants_authorisation(here.file)
    facts: dict[str, Fact] = {
        "asks_authorisation": body is not None,
        "body": body.names[case.language] if body else "",
        **routes_of(one_routes(here), case.language),
    }
    return letter_of(LetterKind.EVIDENCE_REQUEST, here, case, {**_asked_for(here, case), **facts})


def asks_authorisation(here: Moment) -> bool:
    """Whether a body lies ahead that the desk could turn to if the complainant authorises it."""
    return wants_authorisation(here.file) is not None


def evidence_reminder(here: Moment, case: Case) -> Letter:
    """The same, once more."""
    return letter_of(LetterKind.EVIDENCE_REMINDER, here, case, _asked_for(here, case))


def _asked_for(here: Moment, case: Case) -> dict[str, Fact]:
    at = agenda.evidence_deadline(replace(here.file, case=case), here.calendar)
    return {
        "due_on": last_day(here, at),
        "missing": evidence_names(
            here, (one.id for one in missing_evidence(here.file)), case.language
        ),
        "asks_consent": case.consent is Consent.ASKED,
        "respondent": here.file.respondent.name if here.file.respondent else "",
    }


def evidence_receipt(here: Moment, case: Case, brought: tuple[str, ...]) -> Letter:
    """What has come, and what is still missing."""
    leaves_at = agenda.leaves_at(here.now, here.file)
    in_time = agenda.evidence_deadline(replace(here.file, case=case), here.calendar) > leaves_at
    facts: dict[str, Fact] = {
        **_asked_for(here, case),
        "received": evidence_names(here, brought, case.language),
        "has_due": in_time and case.evidence_since is not None,
    }
    return letter_of(LetterKind.EVIDENCE_RECEIPT, here, case, facts)


def preservation_notice(here: Moment, case: Case) -> Letter:
    """Keep what only you hold: it may be gone before the answer is due."""
    language = here.file.language_of(Party.RESPONDENT)
    facts: dict[str, Fact] = {
        "category": category_name(here, language),
        "items": evidence_names(here, to_preserve(here), language),
        "days": min(here.file.policy.evidence[one].kept_days or 0 for one in to_preserve(here)),
        "numbers": numbers_of(here),
    }
    return letter_of(LetterKind.PRESERVATION_NOTICE, here, case, facts, party=Party.RESPONDENT)


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
    before = _asked_before(file)
    facts: dict[str, Fact] = {
        "category": category_name(here, language),
        "complainant": file.correspondent(Party.COMPLAINANT).name if shown.name else "",
        "words": passed_on(here, first_words(file)) if shown.words else "",
        "more_words": passed_on(here, _said_since(file, before)) if shown.words else "",
        "numbers": numbers_of(here),
        "enclosed": tuple(one.name for one in enclosed),
        "due_on": answer_due_on(here, case),
        "basis": OWN_CHOICE if before else policy.basis(answer_clock(file)),
        "preserve": evidence_names(here, to_preserve(here), language),
        "is_department": file.respondent is not None and file.respondent.kind == "department",
        "has_prior": case.prior_on is not None,
        "taken_up_again": file.respondent_was_told_the_end,
        "has_before": before is not None,
    }
    if before is not None:
        facts["before_on"] = day_of(here, before.written_at)
    if case.prior_on is not None:
        facts["prior_on"] = case.prior_on
    notice = letter_of(LetterKind.COMPLAINT_NOTICE, here, case, facts, party=Party.RESPONDENT)
    return replace(notice, enclosed=enclosed)


def _asked_before(file: CaseFile) -> LetterSent | None:
    """The last notice of this complaint that this respondent has had, if it has had one."""
    address = file.respondent.address.lower() if file.respondent else ""
    theirs = file.threads.get(address, ())
    notices = [one for one in file.letters if one.kind is LetterKind.COMPLAINT_NOTICE]
    return next((one for one in reversed(notices) if one.message_id in theirs), None)


def _said_since(file: CaseFile, notice: LetterSent | None) -> str:
    """The complainant's last words since a notice: why the respondent is asked again."""
    if notice is None:
        return ""
    since = (one for one in reversed(file.messages) if one.received_at > notice.written_at)
    theirs = (one.text.strip() for one in since if one.party is Party.COMPLAINANT)
    return next(filter(None, theirs), "")


def complaint_reminder(here: Moment, case: Case) -> Letter:
    """The respondent's time is running."""
    facts: dict[str, Fact] = {
        "category": category_name(here, here.file.language_of(Party.RESPONDENT)),
        "asked_on": day_of(here, case.asked_at),
        "due_on": answer_due_on(here, case),
        "last": not any(
            one.step is NextStep.REMIND_RESPONDENT and one.at > here.now
            for one in agenda.agenda(here.file, here.calendar, here.now)
        ),
    }
    return letter_of(LetterKind.COMPLAINT_REMINDER, here, case, facts, party=Party.RESPONDENT)


def progress(here: Moment, case: Case) -> Letter:
    """How things stand, for a complainant who asks."""
    facts: dict[str, Fact] = {
        "stage": str(case.stage),
        "waits_for": str(case.next_step),
        "needs_staff": case.needs_staff or case.stage is Stage.HANDED_OVER,
        "has_due": False,
        "body": name_of(here, Party.BODY),
        "self_filed": case.self_filed,
    }
    if case.due_at is not None and case.due_at > agenda.leaves_at(here.now, here.file):
        facts["has_due"] = True
        facts["due_on"] = last_day(here, case.due_at)
    return letter_of(LetterKind.PROGRESS, here, case, facts)


def answer(here: Moment, case: Case, said: MessageKept) -> Letter:
    """What the respondent or a body says to the complaint, in its own words."""
    enclosed = tuple(enclose(said, one) for one in said.attachments)
    facts: dict[str, Fact] = {
        "by": name_of(here, said.party),
        "from_body": said.party is Party.BODY,
        "words": said.text.strip(),
        "files": tuple(one.name for one in enclosed),
        "due_on": closes_on(here, case),
        **where_next(next_rung(replace(here.file, case=case), here), case.language),
    }
    return replace(letter_of(LetterKind.ANSWER, here, case, facts), enclosed=enclosed)


def approval_request(
    here: Moment, case: Case, kind: LetterKind, to: Approver, attempt: str
) -> Letter:
    """Somebody of the staff is told that a letter waits.

    What it is, in bytes, is added as the letter is frozen: its recipient, digest and files.
    """
    facts: dict[str, Fact] = {"letter": str(kind), "attempt": attempt, "role": to.role}
    recipient = Correspondent(party=Party.STAFF, address=to.address, token="", name=to.account)
    return letter_of(LetterKind.APPROVAL_REQUEST, here, case, facts, to=recipient)


def use_the_console(here: Moment, case: Case, to: Approver) -> Letter:
    """Whoever works here and wrote a mail is told where things are decided."""
    recipient = Correspondent(party=Party.STAFF, address=to.address, token="", name=to.account)
    return letter_of(LetterKind.USE_THE_CONSOLE, here, case, {}, to=recipient)


def closing_question(here: Moment, case: Case, about: str, *, again: bool = False) -> Letter:
    """Is it enough? Silence until the day that it names closes the case."""
    by = Party.BODY if case.rung in case.tried else Party.RESPONDENT
    name = "" if about == "staff" else name_of(here, by)
    facts: dict[str, Fact] = {
        "about": about,
        "asked_again": again,
        "due_on": closes_on(here, case),
        "name": name,
        "closes": _closed_by_filing(here, case) if about == "filing" else (),
    }
    return letter_of(LetterKind.CLOSING_QUESTION, here, case, facts)


def _closed_by_filing(here: Moment, case: Case) -> tuple[str, ...]:
    """The bodies that do not take the case any more once the one in hand has it."""
    in_hand = (one for one in ladder(here.file, here) if one.body.id == case.rung)
    return next((names_of(one.closes, case.language) for one in in_hand), ())


def closure(here: Moment, case: Case, outcome: Outcome, how: str) -> tuple[Letter, ...]:
    """It is closed. The respondent hears of it where an answer was still waited for."""
    until = agenda.reopening_deadline(here.file, here.calendar, here.now)
    facts: dict[str, Fact] = {
        "outcome": str(outcome),
        "how": how,
        "reopen_until": last_day(here, until),
        **_body_at_work(here, case),
    }
    told = (letter_of(LetterKind.CLOSURE, here, case, facts),)
    if not _respondent_waits(here.file):
        return told
    return (*told, letter_of(LetterKind.CLOSURE, here, case, facts, party=Party.RESPONDENT))


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
    return letter_of(LetterKind.REOPENED, here, case, {"due_on": last_day(here, review_at)})
