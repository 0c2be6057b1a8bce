"""The papers for a body: what the dossier tells, and which files go along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import Party
from casework.escalation import is_authorised
from casework.evidence import missing_evidence
from casework.letters import Enclosed, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from casework.case import Case, Language
    from casework.casefile import CaseFile, MessageKept
    from casework.escalation import Checked
    from casework.letters import Fact
    from casework.messages import Attachment
    from casework.plan import Moment

_NEVER = (LetterState.CANCELLED, LetterState.FAILED)
ENCLOSED_LIMIT = 15_000_000  # bytes: many mail servers take no more than 20 MB, encoded


def dossier_facts(here: Moment, case: Case, rung: Checked, language: Language) -> dict[str, Fact]:
    """All a body needs to know, and nothing that is not on the case."""
    file, policy = here.file, here.file.policy
    category = policy.category(case.category)
    complainant = file.correspondent(Party.COMPLAINANT)
    asked_at = case.asked_at or case.opened_at
    deadline = agenda.answer_deadline(replace(file, case=case), here.calendar)
    return {
        "body": rung.body.names[language],
        "complainant": complainant.name,
        "complainant_address": complainant.address,
        "respondent": file.respondent.name if file.respondent else "",
        "category": category.names[language] if category else "",
        "asked_on": asked_at.astimezone(policy.zone).date(),
        "was_due_on": clock.last_day(deadline, policy.zone),
        "words": first_words(file),
        "was_asked": case.asked_at is not None,
        "story": tuple(_story(file)),
        "evidence": tuple(policy.evidence[one].paper_name(language) for one in sorted(file.items)),
        "missing": tuple(one.paper_name(language) for one in missing_evidence(file)),
        "answers": tuple(one.text.strip() for one in file.answers),
        "authorised": is_authorised(file),
    }


def first_words(file: CaseFile) -> str:
    """What the complainant wrote first."""
    theirs = (one.text.strip() for one in file.messages if one.party is Party.COMPLAINANT)
    return next(theirs, "")


def _story(file: CaseFile) -> Iterable[str]:
    """What came and what went, a day a line: ``2026-11-03 came complainant``.

    A letter stands with its kind; the template says it in its language. That somebody was
    sent a link to their status page is no part of it.
    """
    came = [(one.received_at, f"came {one.party}") for one in file.messages]
    went = [
        (one.written_at, f"{one.kind} {one.party}")
        for one in file.letters
        if one.party is not Party.STAFF
        and one.kind is not LetterKind.STATUS_LINK
        and not one.waits_for_approval
        and one.state not in _NEVER
    ]
    return (f"{_day(file, at)} {what}" for at, what in sorted([*came, *went]))


def _day(file: CaseFile, at: datetime) -> str:
    return f"{at.astimezone(file.policy.zone):%Y-%m-%d}"


def enclosed_evidence(file: CaseFile, items: Collection[str] | None = None) -> tuple[Enclosed, ...]:
    """The files that show evidence, each once, up to what mail servers take; all items or some."""
    shown = {
        one.sha256 for one in file.evidence if one.sha256 and (items is None or one.item in items)
    }
    chosen: dict[str, Enclosed] = {}
    room = ENCLOSED_LIMIT
    for message in file.messages:
        for one in message.attachments:
            if one.sha256 in shown and one.sha256 not in chosen and one.size <= room:
                room -= one.size
                chosen[one.sha256] = enclose(message, one)
    return tuple(chosen.values())


def enclose(message: MessageKept, one: Attachment) -> Enclosed:
    """A file of a message, as it goes along with a letter."""
    return Enclosed(
        name=one.name or "file",
        media_type=one.media_type,
        message=message.sha256,
        sha256=one.sha256,
    )
