"""What letters are made of: to whom, from when on, and the words and days they share."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import Correspondent, Party
from casework.letters import AT_ONCE, Letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from casework.case import Case, Language
    from casework.escalation import Checked
    from casework.letters import Fact, LetterKind
    from casework.plan import Moment
    from casework.policy import ExternalBody

_ADDRESS = re.compile(r"(?<![^\s@<>()\[\]])[^\s@<>()\[\]]+@[^\s@<>()\[\]]+")
_NUMBER = re.compile(r"\+?\d[\d\- ]{5,17}\d")
_WHEN = re.compile(r"\b(?:19|20)\d\d-\d{1,2}-\d{1,2}\b|\b\d{1,2}:\d\d\b", re.ASCII)
_MASK = "***"


def letter_of(  # noqa: PLR0913  what all letters share
    kind: LetterKind,
    here: Moment,
    case: Case,
    facts: Mapping[str, Fact],
    *,
    party: Party = Party.COMPLAINANT,
    to: Correspondent | None = None,
    language: Language | None = None,
) -> Letter:
    """A letter with these facts: to whom it goes, in which language, and from when on."""
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


def last_day(here: Moment, deadline: datetime) -> date:
    """The last day that is still in time, where the pack is at home."""
    return clock.last_day(deadline, here.file.policy.zone)


def day_of(here: Moment, moment: datetime | None) -> date:
    """The day of an instant there; where there is none, that on which the case was opened."""
    return (moment or here.file.case.opened_at).astimezone(here.file.policy.zone).date()


def answer_due_on(here: Moment, case: Case) -> date:
    """The last day of the respondent's time."""
    return last_day(here, agenda.answer_deadline(replace(here.file, case=case), here.calendar))


def closes_on(here: Moment, case: Case) -> date:
    """The day after which silence closes the case."""
    return last_day(here, agenda.closing_deadline(replace(here.file, case=case), here.calendar))


def category_name(here: Moment, language: Language | None = None) -> str:
    """What the case is about, as people say it."""
    category = here.file.policy.category(here.file.case.category)
    return category.names[language or here.file.case.language] if category else ""


def evidence_names(here: Moment, items: Iterable[str], language: Language) -> tuple[str, ...]:
    """What items of the checklist are called."""
    return tuple(here.file.policy.evidence[one].names[language] for one in items)


def passed_on(here: Moment, words: str) -> str:
    """What the complainant wrote, as far as the pack lets it be passed on; the rest is masked.

    Addresses always are; telephone numbers and the complainant's own name where it says so.
    """
    shown, text = here.file.policy.pass_on, _ADDRESS.sub(_MASK, words)
    if not shown.name:
        text = _without_name(text, here.file.correspondent(Party.COMPLAINANT).name)
    return text if shown.numbers else _NUMBER.sub(_MASK, text)


def _without_name(text: str, name: str) -> str:
    """The whole name, and each of its words: a letter is signed "Ana" as often as "Ana Reed"."""
    for one in sorted({name, *name.split()}, key=len, reverse=True):
        if len(one) > 1:
            text = re.sub(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])", _MASK, text)
    return text


def names_of(bodies: Iterable[ExternalBody], language: Language) -> tuple[str, ...]:
    """What bodies are called."""
    return tuple(one.names[language] for one in bodies)


def routes_of(routes: Iterable[Checked], language: Language) -> dict[str, Fact]:
    """Which body closes which others: two lists that a template reads side by side."""
    comma = ", " if language == "en" else "；"  # noqa: RUF001  a name may have a "、" of its own
    told = [
        (one.body.names[language], comma.join(names_of(one.closes, language))) for one in routes
    ]
    return {"routes": tuple(one for one, _ in told), "closed_by": tuple(one for _, one in told)}


def where_next(rung: Checked | None, language: Language) -> dict[str, Fact]:
    """The next body, and until when it takes the case, where that is known."""
    if rung is None:
        return {"body": ""}
    bar: dict[str, Fact] = {"bar_on": rung.time_bar.ends_on} if rung.time_bar else {}
    return {"body": rung.body.names[language], **bar}


def of_the_next(rung: Checked | None, language: Language) -> dict[str, Fact]:
    """What whoever is told of the next body has to know, too, before anybody files."""
    closes, asked = (rung.closes, rung.to_be_told) if rung else ((), ())
    return {
        **where_next(rung, language),
        "closes": names_of(closes, language),
        "questions": tuple(one.names[language] for one in asked),
    }


def numbers_of(here: Moment) -> tuple[str, ...]:
    """The telephone numbers that the complaint names; a day or an hour is none."""
    if not here.file.policy.pass_on.numbers:
        return ()
    written = " ".join(one.text for one in here.file.messages if one.party is Party.COMPLAINANT)
    return tuple(dict.fromkeys(_NUMBER.findall(_WHEN.sub("/", written))))
