"""All that is on a case as one story: messages, letters, decisions, events, notes, tasks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from adapters.storage.files import attachment_of
from casework.letters import LetterState
from casework.matching import without_codes
from casework.plan import Happening
from console.threads import addresses_of, holds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from adapters.storage.models import DecisionRow, EventRow, LetterRow, MessageRow
    from adapters.storage.notes import NoteRow
    from adapters.storage.tasks import TaskRow
    from adapters.storage.views import CaseView
    from casework.messages import Attachment
    from console.threads import Thread

AT_A_TIME = 30
_UNSURE = (LetterState.FAILED, LetterState.UNKNOWN)


class Kind(StrEnum):
    """What an entry of the story is; the order of those of one instant."""

    MESSAGE = "message"
    EVENT = "event"
    DECISION = "decision"
    LETTER = "letter"
    NOTE = "note"
    TASK = "task"


_RANK = {one: rank for rank, one in enumerate(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; the row that it is made of, and what followed from it.

    ``words`` are the writer's own, and ``files`` what came with them, where it was read.
    """

    at: datetime
    kind: Kind
    key: str
    party: str = ""
    message: MessageRow | None = None
    letter: LetterRow | None = None
    decision: DecisionRow | None = None
    note: NoteRow | None = None
    task: TaskRow | None = None
    events: Sequence[EventRow] = ()
    words: str | None = None
    files: Sequence[Attachment] = ()
    waits: bool = False  # for somebody to approve it
    unsure: bool = False  # it failed, or may have been lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the story: of one party or of all, of one kind or of all, and which page."""

    thread: Thread | None = None
    kind: Kind | None = None
    oldest_first: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One page of it."""

    entries: Sequence[Entry]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What the story is made of, without the words: those are read for the page alone."""

    view: CaseView
    threads: Sequence[Thread] = ()
    notes: Sequence[NoteRow] = ()
    tasks: Sequence[TaskRow] = ()
    waiting: frozenset[str] = field(default_factory=frozenset)


def story(papers: Papers, wanted: Wanted) -> Story:
    """The page of the story that is wanted; a page too far is the last one."""
    entries = sorted(
        _entries(papers, wanted),
        key=lambda one: (one.at, _RANK[one.kind], one.key),
        reverse=not wanted.oldest_first,
    )
    pages = max(1, -(-len(entries) // AT_A_TIME))
    page = min(max(1, wanted.page), pages)
    shown = entries[(page - 1) * AT_A_TIME : page * AT_A_TIME]
    return Story(entries=shown, page=page, pages=pages, total=len(entries))


def _entries(papers: Papers, wanted: Wanted) -> Iterator[Entry]:
    kinds = {wanted.kind} if wanted.kind else set(Kind)
    if wanted.thread is not None:
        kinds &= {Kind.MESSAGE, Kind.LETTER}  # nothing in which others' words may stand
    for kind, found in (
        (Kind.MESSAGE, _messages(papers, wanted)),
        (Kind.LETTER, _letters(papers, wanted)),
        (Kind.DECISION, _decisions(papers)),
        (Kind.EVENT, _events(papers, kinds)),
        (Kind.NOTE, _notes(papers)),
        (Kind.TASK, _tasks(papers)),
    ):
        if kind in kinds:
            yield from found


def _messages(papers: Papers, wanted: Wanted) -> Iterator[Entry]:
    apart, after = addresses_of(papers.threads), _by_cause(papers.view)
    for one in papers.view.messages:
        if wanted.thread is None or holds(wanted.thread, one, apart):
            followed = [*after.get(one.sha256, ()), *after.get(f"message/{one.sha256}", ())]
            yield Entry(
                at=one.received_at,
                kind=Kind.MESSAGE,
                key=f"{one.id:012}",
                party=one.party or "",
                message=one,
                events=followed if wanted.thread is None else (),
            )


def _letters(papers: Papers, wanted: Wanted) -> Iterator[Entry]:
    apart = addresses_of(papers.threads)
    for one in papers.view.letters:
        if wanted.thread is None or holds(wanted.thread, one, apart):
            yield Entry(
                at=one.written_at,
                kind=Kind.LETTER,
                key=one.key,
                party=one.party,
                letter=one,
                waits=one.key in papers.waiting,
                unsure=one.state in _UNSURE,
            )


def _decisions(papers: Papers) -> Iterator[Entry]:
    """In the case's time: where it was noted; until then by the wall clock."""
    after, ahead = _by_cause(papers.view), timedelta(seconds=papers.view.case.ahead)
    for one in papers.view.decisions:
        followed = after.get(f"{Happening.DECISION}/{one.id}", [])
        at = followed[0].at if followed else one.decided_at + ahead
        yield Entry(at=at, kind=Kind.DECISION, key=one.id, decision=one, events=followed)


def _events(papers: Papers, kinds: set[Kind]) -> Iterator[Entry]:
    """What happened at once for one reason is one entry; not what stands with its reason."""
    told = set()
    if Kind.DECISION in kinds:
        told |= {f"{Happening.DECISION}/{one.id}" for one in papers.view.decisions}
    if Kind.MESSAGE in kinds:
        for one in papers.view.messages:
            told |= {one.sha256, f"{Happening.MESSAGE}/{one.sha256}"}
    for cause, events in _by_cause(papers.view).items():
        if cause not in told:
            first = events[0]
            yield Entry(at=first.at, kind=Kind.EVENT, key=f"{first.id:012}", events=events)


def _notes(papers: Papers) -> Iterator[Entry]:
    for one in papers.notes:
        yield Entry(at=one.at, kind=Kind.NOTE, key=f"{one.id:012}", note=one)


def _tasks(papers: Papers) -> Iterator[Entry]:
    for one in papers.tasks:
        yield Entry(at=one.at, kind=Kind.TASK, key=f"{one.id:012}", task=one)


def _by_cause(view: CaseView) -> dict[str, list[EventRow]]:
    found: dict[str, list[EventRow]] = {}
    for one in view.events:
        found.setdefault(one.cause, []).append(one)
    return found


# ---- the words of a page ---------------------------------------------------------------------


def read(
    entries: Sequence[Entry],
    messages: Mapping[int, MessageRow],
    letters: Mapping[str, LetterRow],
) -> list[Entry]:
    """The entries with their words; a letter reads as its recipient's mail program shows it."""
    return [_read(one, messages, letters) for one in entries]


def _read(
    one: Entry, messages: Mapping[int, MessageRow], letters: Mapping[str, LetterRow]
) -> Entry:
    if one.message is not None:
        row = messages[one.message.id]
        words = row.text if row.own_text is None else row.own_text
        files = [attachment_of(line) for line in row.attachments]
        return replace(one, message=row, words=words, files=files)
    if one.letter is not None:
        letter = letters[one.letter.key]
        mail = parse(letter.raw, letter.written_at)
        words = without_codes(mail.text or "")
        return replace(one, letter=letter, words=words, files=mail.attachments)
    return one
