"""Letters on the way up the ladder: who was silent, who can be asked next, and the case for a body.

A filing guide is the same for a complainant who turns to the body.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import Correspondent, Party
from casework.dossier import chosen, dossier
from casework.dossier_choice import words_of_staff
from casework.enclosing import told_files
from casework.escalation import is_authorised, who_submits
from casework.letters import Letter, LetterKind
from casework.makings import (
    answer_due_on,
    category_name,
    day_of,
    last_day,
    letter_of,
    name_of,
    names_of,
    of_the_next,
    routes_of,
)
from casework.policy import Submits

if TYPE_CHECKING:
    from casework.case import Case
    from casework.escalation import Checked, TimeBar
    from casework.letters import Fact
    from casework.plan import Moment


def breach_notice(here: Moment, case: Case, silent: Party, rung: Checked | None) -> Letter:
    """Somebody let its time run out, and what we do about it."""
    before = here.file.case
    started = before.asked_at if silent is Party.RESPONDENT else before.referred_at
    deadline = agenda.answer_deadline if silent is Party.RESPONDENT else agenda.body_deadline
    facts: dict[str, Fact] = {
        "silent": name_of(here, silent),
        "from_body": silent is Party.BODY,
        "asked_on": day_of(here, started),
        "was_due_on": last_day(here, deadline(here.file, here.calendar)),
        "submits": "",
        **of_the_next(rung, case.language),
    }
    if rung is not None:
        by_desk = who_submits(rung, here.file) is Submits.DESK
        facts["submits"] = "desk" if by_desk else "complainant"
    return letter_of(LetterKind.BREACH_NOTICE, here, case, facts)


def referral_notice(here: Moment, case: Case, rung: Checked) -> Letter:
    """The desk turns to a body, and nobody has said so yet: the complainant hears it before."""
    return letter_of(LetterKind.REFERRAL_NOTICE, here, case, of_the_next(rung, case.language))


def time_bar_warning(here: Moment, case: Case, near: tuple[tuple[Checked, TimeBar], ...]) -> Letter:
    """Until when bodies take the case: while there is time, and before anybody files."""
    review_at = agenda.review_deadline(here.file, here.calendar, case.flagged_at or here.now)
    facts: dict[str, Fact] = {
        "bodies": names_of((one.body for one, _ in near), case.language),
        "until": tuple(bar.ends_on.isoformat() for _, bar in near),
        "due_on": last_day(here, review_at),
        **routes_of((one for one, _ in near if one.closes), case.language),
    }
    return letter_of(LetterKind.TIME_BAR_WARNING, here, case, facts)


def referral(here: Moment, case: Case, rung: Checked) -> Letter:
    """The case for an external body, with its dossier. It leaves when people have approved it."""
    language, body = rung.body.language, rung.body
    to = Correspondent(party=Party.BODY, address=body.address, token="", name=body.names[language])
    name = here.file.correspondent(Party.COMPLAINANT).name
    facts: dict[str, Fact] = {
        "body": rung.body.names[language],
        "respondent": name_of(here, Party.RESPONDENT),
        "complainant": name if chosen(here.file, body.id).has_fact("complainant") else "",
        "category": category_name(here, language),
        "asked_on": day_of(here, case.asked_at),
        "was_due_on": answer_due_on(here, case),
        "answered": bool(here.file.answers),
        "was_asked": case.asked_at is not None,
        **told_files(case.number, linked=chosen(here.file, body.id).linked),
        "authorised": is_authorised(here.file),
    }
    letter = letter_of(LetterKind.REFERRAL, here, case, facts, to=to, language=language)
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
        **told_files(case.number, linked=chosen(here.file, rung.body.id).linked),
        "due_on": last_day(here, waits_until),
        "verify": bool(rung.body.verify),
        "closes": names_of(rung.closes, language),
        "outcome": rung.body.outcome[language] if rung.body.outcome else "",
        "had_it": names_of((policy.bodies[one] for one in case.tried), language),
    }
    if rung.time_bar is not None:
        facts["bar_on"] = rung.time_bar.ends_on
    return replace(
        letter_of(LetterKind.FILING_GUIDE, here, case, facts),
        dossier=dossier(here, case, rung, language, reader=Party.COMPLAINANT),
        words=words_of_staff(here.file, rung.body.id),
        approval=policy.approvals.guide,
    )
