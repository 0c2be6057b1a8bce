"""A letter that a person wrote: to one party of the case, in their own words, in our frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import agenda
from casework.case import Correspondent, Party
from casework.letters import Letter, LetterKind
from casework.moves import in_the_way

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.letters import Enclosed
    from casework.plan import Moment
    from casework.policy import ExternalBody

MOST_ENCLOSED = 10
"""Files of one letter: more are for a dossier, which says what each of them is."""

OPEN_PLACE = "[["
"""Stands in a beginning where a person has to say something: until then it does not go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wrote, and to whom; ``body`` is its id where it goes to one.

    ``enclosed`` goes along, and nothing that nobody chose. ``replaces`` is the key of a letter
    that was taken back for this one.
    """

    id: str
    party: Party
    subject: str
    text: str
    by: str
    body: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    replaces: str = ""


def by_a_person(here: Moment, draft: Draft) -> Letter:
    """The letter as it will be frozen. Raises LookupError where nobody is there to get it."""
    file = here.file
    zone, opened_at = file.policy.zone, file.case.opened_at
    body = file.policy.bodies.get(draft.body)
    return Letter(
        kind=LetterKind.LETTER,
        to=_recipient(file, draft, body),
        language=body.language if body else file.language_of(draft.party),
        case_number=file.case.number,
        opened_on=opened_at.astimezone(zone).date(),
        leaves_at=agenda.leaves_at(here.now, file),
        facts={"subject": " ".join(draft.subject.split()), "words": draft.text.strip()},
        enclosed=draft.enclosed,
        approval=roles(file, draft),
    )


def roles(file: CaseFile, draft: Draft) -> tuple[str, ...]:
    """Who must let it go out: whoever the pack names, and for a body always somebody."""
    approvals = file.policy.approvals
    if draft.party is not Party.BODY:
        return approvals.letters
    rung = file.policy.rung(draft.body)
    return (rung.approval if rung else ()) or approvals.guide


def why_not_sent(here: Moment, draft: Draft) -> str:
    """Why this letter cannot go out as the case stands; nothing where it can."""
    file = here.file
    if not draft.text.strip() or not draft.subject.strip():
        return "it says nothing yet: a letter has a subject and words"
    if OPEN_PLACE in draft.text or OPEN_PLACE in draft.subject:
        return f"a place is still open: fill in what stands after {OPEN_PLACE}"
    if len(draft.enclosed) > MOST_ENCLOSED:
        return f"more than {MOST_ENCLOSED} files: untick some"
    if draft.party is Party.BODY:
        body = file.policy.bodies.get(draft.body)
        return "" if body and body.address else "the body has no address that takes mail"
    if draft.party is Party.RESPONDENT:
        stop = in_the_way(here, file.case)
        return f"nothing is passed on to the respondent: {stop.why or stop.kind}" if stop else ""
    return ""


def _recipient(file: CaseFile, draft: Draft, body: ExternalBody | None) -> Correspondent:
    """Who gets it. A respondent or a body becomes a correspondent with its first letter."""
    if draft.party is Party.BODY:
        if body is None:
            raise LookupError(f"{file.policy.id} has no body {draft.body!r}")
        name = body.names[body.language]
        return Correspondent(party=Party.BODY, address=body.address, token="", name=name)
    known = file.respondent
    if draft.party is Party.RESPONDENT and known is not None:
        return Correspondent(
            party=Party.RESPONDENT, address=known.address, token="", name=known.name
        )
    return file.correspondent(draft.party)
