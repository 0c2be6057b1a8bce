"""What is different in a letter from its last version: words, files, and what its dossier tells."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.parts import attachment
from casework.letters import TO_APPROVE
from casework.matching import without_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from adapters.storage.models import LetterRow

_AROUND = 1  # lines that stayed, before and after one that did not
_LONGEST = 400  # lines of a comparison that anybody reads
_SUMMARY = "summary.json"
_SUMMARY_BYTES = 2_000_000
_TRIVIAL = 1
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
    told: Sequence[Changed]


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


def changes(now: LetterRow, before: LetterRow, apart: Callable[[LetterRow], bytes]) -> Changes:
    """Between a letter and an earlier one.

    ``apart``: the originals of a letter that tells a link to them.
    """
    return Changes(
        before=before,
        words=list(_compared(_text(before), _text(now))),
        files=list(_files(before, now)),
        told=list(_compared(_summary(before, apart), _summary(now, apart))),
    )


def _text(letter: LetterRow) -> list[str]:
    return without_codes(parse(letter.raw, letter.written_at).text or "").splitlines()


def _summary(letter: LetterRow, apart: Callable[[LetterRow], bytes]) -> list[str]:
    """What its dossier tells, a line a fact: out of the originals, which may be elsewhere."""
    for one in letter.files:
        if str(one["name"]).endswith("-originals.zip"):
            return _unpacked(attachment(letter.raw, str(one["sha256"])))
    return _unpacked(apart(letter))


def _unpacked(content: bytes) -> list[str]:
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open(_SUMMARY) as told:
            lines = told.read(_SUMMARY_BYTES).decode("utf-8", "replace").splitlines()
    except (BadZipFile, KeyError):
        return []
    plain = (one.strip().rstrip(",").replace('"', "") for one in lines)
    return [one for one in plain if len(one) > _TRIVIAL and not one.endswith(("{", "["))]


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
