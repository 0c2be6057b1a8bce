"""Beginnings of letters that people write: a file each, a subject on the first line, then words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a letter may begin with; ``[[…]]`` is for the writer to fill in."""

    id: str
    subject: str
    text: str


def beginnings(folder: Path, language: str) -> list[Beginning]:
    """Those of one language, as ``templates/<language>/beginnings/*.txt`` has them."""
    return [_read(one) for one in sorted((folder / language / "beginnings").glob("*.txt"))]


def _read(file: Path) -> Beginning:
    subject, _, text = file.read_text("utf-8").partition("\n")
    return Beginning(id=file.stem, subject=subject.strip(), text=text.strip())
