"""The dossier: the papers of a case for a body, as values; somebody else sets and binds them.

It tells what is on the case and was chosen to go in, and says of the rest that it is not there.
Internal notes, reply tokens, other people's headers and the hash in our Message-IDs never are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import Language, Party
from casework.dossier_choice import Choice
from casework.dossier_parts import Contact, Door, Dossier, Exhibit, LeftOut, Told, Why
from casework.enclosing import enclose
from casework.escalation import is_authorised, ladder
from casework.evidence import missing_evidence
from casework.letters import LetterKind, LetterState
from casework.masking import masked, personal
from casework.safe_names import file_name, line, seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from casework.case import Case
    from casework.casefile import CaseFile, LetterSent, MessageKept
    from casework.escalation import Checked
    from casework.plan import Moment

SCHEMA = 1  # of the summary; a change that a reader could stumble over counts on
_NEVER_LEFT = (LetterState.CANCELLED, LetterState.FAILED)
_TEXT_LIMIT = 20_000  # signs of one message that are set; the whole is among the originals
_TEXTS_LIMIT = 200_000  # signs of all of them
_LONGEST_NAME = 1_000  # signs, before it is made one that file systems take
_EXHIBITS_LIMIT = 200  # files that are listed one by one
_KEYED = re.compile(r"\.[^.@<>]+@")  # the half of our Message-IDs that proves that they are ours


def dossier(  # noqa: PLR0913  a choice that nobody has kept yet stands above the one that is kept
    here: Moment,
    case: Case,
    rung: Checked,
    language: Language,
    choice: Choice | None = None,
    *,
    reader: Party = Party.BODY,
) -> Dossier:
    """The dossier of a case for the body of a rung, as the last choice for this body wants it.

    ``reader``: the complainant gets the same, with what they wrote as they wrote it.
    """
    here = replace(here, file=replace(here.file, case=case))
    file = here.file
    choice = choice or chosen(file, rung.body.id)
    said, left_messages = _said(file, choice, reader)
    exhibits, left_files = _exhibits(file, choice, language)
    return Dossier(
        case_number=file.case.number,
        language=language,
        body=rung.body.names[language],
        body_id=rung.body.id,
        for_complainant=reader is Party.COMPLAINANT,
        as_of=_local(file, max(_instants(file))),
        facts=tuple(one for one in _facts(here, language) if choice.has_fact(one[0])),
        demand=seen((choice.demand or "").strip()),
        demands=file.demands if choice.demand is None else (),
        said=said,
        story=tuple(_story(here)),
        contacts=tuple(_contacts(file)),
        exhibits=exhibits,
        in_words=_in_words(file, language),
        missing=tuple(one.paper_name(language) for one in missing_evidence(file)),
        routes=tuple(_routes(here, rung, language)),
        left_out=(*left_messages, *left_files),
        masks=reader is not Party.COMPLAINANT,
        linked=choice.linked,
        mail_limit=rung.body.mailbox_limit if reader is Party.BODY else 0,
    )


def chosen(file: CaseFile, body: str) -> Choice:
    """What was chosen last for this body; nothing, where nobody chose yet."""
    kept = file.dossier
    return kept.choice if kept is not None and kept.body == body else Choice()


def _instants(file: CaseFile) -> Iterator[datetime]:
    """Of what has happened: the dossier is the same whenever it is made of it."""
    yield file.case.opened_at
    yield from (one.received_at for one in file.messages)
    yield from (one.written_at for one in file.letters if _counts(one))


def _counts(one: LetterSent) -> bool:
    """Whether it is a contact; that somebody was sent a link to their page is no part of it."""
    told = one.party is not Party.STAFF and one.kind is not LetterKind.STATUS_LINK
    return told and not one.waits_for_approval and one.state not in _NEVER_LEFT


def _local(file: CaseFile, at: datetime) -> datetime:
    return at.astimezone(file.policy.zone)


# ---- facts ---------------------------------------------------------------------------------


def _facts(here: Moment, language: Language) -> Iterator[tuple[str, str | date | bool]]:
    """What stands on the first page, by names that every language has a word for."""
    file, case = here.file, here.file.case
    category, complainant = (
        file.policy.category(case.category),
        file.correspondent(Party.COMPLAINANT),
    )
    yield "complainant", line(complainant.name)
    yield "complainant_address", complainant.address
    yield "respondent", file.respondent.name if file.respondent else ""
    yield "category", category.names[language] if category else ""
    yield "opened_on", _local(file, case.opened_at).date()
    yield "was_asked", case.asked_at is not None
    if case.asked_at is not None:
        yield "asked_on", _local(file, case.asked_at).date()
        yield "was_due_on", _due_on(here)
        yield "answered", bool(file.answers)
    yield "authorised", is_authorised(file)


def _due_on(here: Moment) -> date:
    deadline = agenda.answer_deadline(here.file, here.calendar)
    return clock.last_day(deadline, here.file.policy.zone)


# ---- what was said and done ----------------------------------------------------------------


def _said(
    file: CaseFile, choice: Choice, reader: Party
) -> tuple[tuple[Told, ...], tuple[LeftOut, ...]]:
    """The messages that go in, personal data of others masked; and those that do not."""
    said: list[Told] = []
    left: list[LeftOut] = []
    room = _TEXTS_LIMIT
    for number, one in enumerate(file.messages, 1):
        if not choice.has_message(file, one):
            left.append(LeftOut(kind="message", name=str(number), why=Why.NOT_CHOSEN))
            continue
        whole = _text(file, choice, reader, one)
        text = whole[: min(_TEXT_LIMIT, room)].rstrip()
        room -= len(text)
        if len(text) < len(whole):
            left.append(LeftOut(kind="message", name=str(number), why=Why.LONG))
        said.append(
            Told(
                number=number,
                party=one.party,
                at=_local(file, one.received_at),
                subject=_unless(reader, one, line(one.subject), file, choice),
                text=text,
                whole=whole,
                sha256=one.sha256,
            )
        )
    return tuple(said), tuple(left)


def _text(file: CaseFile, choice: Choice, reader: Party, one: MessageKept) -> str:
    """What complainants wrote they may read as they wrote it."""
    return _unless(reader, one, seen(one.text).strip()[:_TEXTS_LIMIT], file, choice)


def _unless(reader: Party, one: MessageKept, text: str, file: CaseFile, choice: Choice) -> str:
    """Masked, unless its reader wrote it."""
    return text if one.party is reader else masked(text, shown(file, choice))


def shown(file: CaseFile, choice: Choice) -> tuple[str, ...]:
    """Not masked: the respondent's own numbers, the parties' addresses, what staff chose."""
    respondent = file.respondent
    complainant = file.correspondent(Party.COMPLAINANT).address
    theirs = (*respondent.numbers, respondent.address) if respondent else ()
    ours = (complainant,) if choice.has_fact("complainant_address") else ()
    return (*theirs, *ours, *choice.shown)


def _story(here: Moment) -> Iterable[tuple[date, str]]:
    """What came and went, and when a time ran out; the words are the templates'."""
    file = here.file
    came = [(one.received_at, f"came {one.party}") for one in file.messages]
    went = [(one.written_at, f"{one.kind} {one.party}") for one in file.letters if _counts(one)]
    days = [(_local(file, at).date(), what) for at, what in sorted([*came, *went])]
    if file.case.asked_at is not None:
        days.append((_due_on(here), "last day"))
    return sorted(days, key=lambda one: one[0])


def _contacts(file: CaseFile) -> Iterable[Contact]:
    came = [
        Contact(
            at=_local(file, one.received_at),
            party=one.party,
            what="",
            state="",
            sha256=one.sha256,
            message_id="",
            answer="",
        )
        for one in file.messages
    ]
    went = [
        Contact(
            at=_local(file, one.sent_at or one.written_at),
            party=one.party,
            what=one.kind,
            state=one.state,
            sha256=one.sha256,
            message_id=_KEYED.sub(".…@", one.message_id),
            answer=masked(line(one.answer, 120)),
        )
        for one in file.letters
        if _counts(one)
    ]
    return sorted([*came, *went], key=lambda one: one.at)


# ---- evidence ------------------------------------------------------------------------------


def _exhibits(
    file: CaseFile, choice: Choice, language: Language
) -> tuple[tuple[Exhibit, ...], tuple[LeftOut, ...]]:
    """Each file once, in the order it came; what was not chosen, or is too many, is said."""
    chosen: dict[str, Exhibit] = {}
    left: dict[str, LeftOut] = {}
    for message in file.messages:
        for one in message.attachments:
            name = _name(one.name, 80) or "file"
            if one.sha256 in chosen or one.sha256 in left:
                continue
            if not choice.has_file(file, one):
                left[one.sha256] = LeftOut(kind="file", name=name, why=Why.NOT_CHOSEN)
            elif len(chosen) >= _EXHIBITS_LIMIT:
                left[one.sha256] = LeftOut(kind="file", name=name, why=Why.MANY)
            else:
                number = len(chosen) + 1
                chosen[one.sha256] = Exhibit(
                    number=number,
                    shows=_shows(file, one.sha256, language),
                    name=name,
                    stored_as=file_name(_name(one.name, _LONGEST_NAME), number),
                    media_type=line(one.media_type, 60),
                    size=one.size,
                    came_at=_local(file, message.received_at),
                    party=message.party,
                    enclosed=enclose(message, one),
                )
    return tuple(chosen.values()), tuple(left.values())


def _name(given: str, longest: int) -> str:
    """What a file is called: nothing personal, not even between underscores."""
    apart = given.replace("_", " ")
    return masked(line(apart if personal(apart) else given, longest))


def _shows(file: CaseFile, sha256: str, language: Language) -> tuple[str, ...]:
    items = dict.fromkeys(one.item for one in file.evidence if one.sha256 == sha256)
    return tuple(file.policy.evidence[one].paper_name(language) for one in items)


def _in_words(file: CaseFile, language: Language) -> tuple[str, ...]:
    """The items that no file shows: what was written is enough for them."""
    items = dict.fromkeys(one.item for one in file.evidence if one.sha256 is None)
    return tuple(file.policy.evidence[one].paper_name(language) for one in items)


# ---- routes --------------------------------------------------------------------------------


def _routes(here: Moment, rung: Checked, language: Language) -> Iterator[Door]:
    """The body it is for and what it asks; which had the case, and which are closed by it."""
    file = here.file
    for one in ladder(file, here):
        if one.body.id in file.case.tried and one.body.id != rung.body.id:
            yield Door(role="had it", name=one.body.names[language])
    yield Door(
        role="this one",
        name=rung.body.names[language],
        asks=tuple((asked.names[language], known) for asked, known in rung.preconditions),
        clock=rung.rung.clock.period,
        bar_on=rung.time_bar.ends_on if rung.time_bar else None,
    )
    for other in rung.closes:
        yield Door(role="closed by it", name=other.names[language])
