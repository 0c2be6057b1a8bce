"""What is different in a letter from its last version: words, files, and what its dossier tells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import unified_diff
from itertools import islice
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from casework.letters import TO_APPROVE
from casework.matching import without_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from adapters.storage.models import LetterRow

_AROUND = 1  # lines that stayed, before and after one that did not
_LONGEST = 400  # lines of a comparison that anybody reads
_LEADERS = re.compile(r"(?: ?\.){4,} ?")  # between a heading and its page, in the contents
_HEADS = 2  # lines that name two files: here there are none


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A line that is there now (``+``), was there (``-``), or stands beside one that changed."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is different from an earlier letter; ``files`` are (sign, name, digest)."""

    before: LetterRow
    words: Sequence[Changed]
    files: Sequence[tuple[str, str, str]]
    told: Sequence[Changed] = ()


def earlier(now: LetterRow, letters: Iterable[LetterRow]) -> LetterRow | None:
    """The letter of the procedure to the same address before this one, if there is one."""
    before = [
        one
        for one in letters
        if one.kind in TO_APPROVE
        and one.key != now.key
        and one.recipient == now.recipient
        and (one.written_at, one.after_message) <= (now.written_at, now.after_message)
    ]
    return max(before, key=lambda one: (one.written_at, one.after_message), default=None)


def changes(now: LetterRow, before: LetterRow) -> Changes:
    """Between a letter and an earlier one."""
    return Changes(
        before=before,
        words=list(_compared(_text(before), _text(now))),
        files=list(_files(before, now)),
    )


def with_papers(changed: Changes, before: Sequence[str], now: Sequence[str]) -> Changes:
    """With what is different in the dossier, as its reader sees it: the words of its pages."""
    return replace(changed, told=list(_compared(_lines(before), _lines(now))))


def _lines(pages: Iterable[str]) -> list[str]:
    lines = (_LEADERS.sub(" … ", line).strip() for page in pages for line in page.splitlines())
    return [one for one in lines if one]


def _text(letter: LetterRow) -> list[str]:
    return without_codes(parse(letter.raw, letter.written_at).text or "").splitlines()


def _compared(before: list[str], now: list[str]) -> Iterator[Changed]:
    """The lines that differ, each with what stands around it."""
    lines = unified_diff(before[:_LONGEST], now[:_LONGEST], n=_AROUND, lineterm="")
    for one in islice(lines, _HEADS, None):
        sign = "…" if one.startswith("@@") else one[0].strip()
        yield Changed(sign=sign, text="" if sign == "…" else one[1:])


def _files(before: LetterRow, now: LetterRow) -> Iterator[tuple[str, str, str]]:
    was = {str(one["sha256"]): str(one["name"]) for one in before.files}
    new = {str(one["sha256"]): str(one["name"]) for one in now.files}
    for sign, here, there in (("-", was, new), ("+", new, was)):
        yield from ((sign, name, digest) for digest, name in here.items() if digest not in there)
