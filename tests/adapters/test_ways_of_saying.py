"""Many ways of saying the same: what people want, hold, lack and complain of, a line each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.casework.looks import TUESDAY, looked, values
from tests.examples import ROOT

if TYPE_CHECKING:
    from casework.first_look import FirstLook

_FILE = ROOT / "tests" / "complaints" / "ways-of-saying.txt"
_LINES = [one for one in _FILE.read_text("utf-8").splitlines() if one and not one.startswith("#")]


def _heard(found: FirstLook, kind: str) -> list[str | None]:
    days = [found.facts.deadline.value]
    return {
        "intent": [found.intent.value],
        "category": [found.category.value],
        "wants": values(found.demands),
        "present": values(found.evidence.present),
        "mentioned": values(found.evidence.mentioned),
        "missing": values(found.evidence.missing),
        "amount": [found.facts.amount.value],
        "deadline": days,
    }[kind]


@pytest.mark.parametrize("line", _LINES)
def test_what_is_said_is_heard(line: str) -> None:
    """Where "nomissing" stands, the item is not asked for."""
    what, _, mail = line.partition(" | ")
    kind, _, wanted = what.partition(" ")
    subject, _, text = mail.rpartition(" ~~ ")
    if kind == "deadline":
        wanted = (TUESDAY.date() + timedelta(days=int(wanted))).isoformat()
    heard = _heard(looked(text, subject).found, kind.removeprefix("no"))
    assert (wanted in heard) is not kind.startswith("no"), heard
