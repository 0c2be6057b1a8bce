"""How well a first look assesses the labelled complaints: every figure against its bound.

``python -m bench.assessment [--complaints FOLDER] [--misses NAME]``. Exit status 1 where a bound
is missed, 0 with a word where the complaints are not on this machine.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from adapters.first_looks import look_at
from adapters.mailbox.parse import parse
from adapters.policy_packs import load_packs
from adapters.vocabulary import load_vocabulary
from console.commands.assessing import told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from casework.policy import Policy
    from casework.vocabulary import Vocabulary

_ROOT = Path(__file__).resolve().parent.parent
COMPLAINTS = _ROOT.parent / "shared" / "complaints"
_URGENCIES = ("low", "normal", "high", "critical")
_NEW = "new_complaint"
_KINDS = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "pdf": "application/pdf",
    "mp3": "audio/mpeg", "m4a": "audio/mp4", "amr": "audio/amr", "wav": "audio/wav",
    "mp4": "video/mp4", "xlsx": "application/vnd.ms-excel", "csv": "text/csv",
    "zip": "application/zip", "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@dataclass(slots=True)
class Figure:
    """One figure: how much was right of how much, its bound, and what was not."""

    name: str
    least: float | None = None
    right: float = 0
    of: float = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of one; nothing asked is nothing wrong."""
        return self.right / self.of if self.of else 1.0

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.least is None or self.share >= self.least

    def judge(self, name: str, said: object, truth: object, *, right: bool) -> None:
        """Count one answer."""
        self.right += right
        self.of += 1
        if not right:
            self.misses.append(f"{name}: said {said!r}, truth {truth!r}")

    def compare(self, name: str, said: Collection[str], truth: Collection[str]) -> None:
        """Count towards F1: twice what both have, of all that each has."""
        both = len(set(said) & set(truth))
        self.right += 2 * both
        self.of += len(set(said)) + len(set(truth))
        if set(said) != set(truth):
            self.misses.append(f"{name}: said {sorted(said)}, truth {sorted(truth)}")

    def recall(self, name: str, said: Collection[str], truth: Collection[str]) -> None:
        """Count hits in the first three, of as many as there could be."""
        first = list(said)[:3]
        self.right += len(set(first) & set(truth))
        self.of += min(3, len(truth))
        if len(set(first) & set(truth)) < min(3, len(truth)):
            self.misses.append(f"{name}: said {list(said)}, truth {list(truth)}")


BOUNDS = {
    "language": 1.0,
    "intent": 1.0,
    "urgency, within one step": 1.0,
    "category": 28 / 30,
    "evidence missing (F1)": 0.90,
    "wants (F1)": 0.80,
    "candidate bodies, first three": 0.90,
    "no wrong body": 1.0,
    "caller numbers": 0.95,
    "amounts": 0.95,
    "deadlines": 0.95,
}
SHOWN = ("jurisdiction", "complainant type", "other categories (F1)", "urgency, exact")


def figures(folder: Path) -> dict[str, Figure]:
    """Assess every complaint of a folder once and count; nothing where there is no folder."""
    found = {name: Figure(name, BOUNDS.get(name)) for name in (*BOUNDS, *SHOWN)}
    for path in sorted(folder.glob("*.yaml")):
        row = yaml.safe_load(path.read_text("utf-8"))
        _judge(found, row["id"], _values(assessed(row)), row["expected"])
    return found


@cache
def _packs() -> Mapping[str, Policy]:
    return load_packs(_ROOT / "policies")


@cache
def _vocabulary() -> Vocabulary:
    return load_vocabulary(_ROOT / "policies" / "words")


def assessed(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a first look says of a labelled complaint, sent as a mail with empty files."""
    at = datetime.fromisoformat(row["received_at"])
    message = parse(as_mail(row, at), at)
    return told(look_at(message, _packs(), None, _vocabulary()))


def as_mail(row: Mapping[str, Any], at: datetime) -> bytes:
    """The complaint as it would come: files of a kind their name says, with nothing in them."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = row["from"], "desk@ombud.example", row["subject"]
    mail["Date"], mail["Message-ID"] = at, f"<{row['id']}@labelled.example>"
    mail.set_content(row["body"])
    for name in row["attachments"] or ():
        main, _, sub = _KINDS.get(
            name.rpartition(".")[2].lower(), "application/octet-stream"
        ).partition("/")
        mail.add_attachment(b"\x00nothing", maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def _values(findings: Mapping[str, Any]) -> dict[str, Any]:
    flat = {name: one["value"] for name, one in findings.items() if name != "extract"}
    return flat | {name: one["value"] for name, one in findings["extract"].items()}


def _judge(
    found: Mapping[str, Figure], name: str, said: Mapping[str, Any], truth: Mapping[str, Any]
) -> None:
    for figure, key in (
        ("language", "language"),
        ("intent", "intent"),
        ("category", "category"),
        ("jurisdiction", "jurisdiction"),
        ("complainant type", "complainant_type"),
        ("urgency, exact", "urgency"),
    ):
        found[figure].judge(name, said[key], truth[key], right=said[key] == truth[key])
    steps = abs(_URGENCIES.index(said["urgency"]) - _URGENCIES.index(truth["urgency"]))
    figure = found["urgency, within one step"]
    figure.judge(name, said["urgency"], truth["urgency"], right=steps <= 1)
    for title, key in (("evidence missing (F1)", "evidence_missing"), ("wants (F1)", "wants")):
        found[title].compare(name, said[key], truth[key])
    found["other categories (F1)"].compare(name, said["categories_other"], truth["categories_other"])
    _judge_bodies(found, name, said["candidate_bodies"], truth)
    _judge_facts(found, name, said, truth["extract"])


def _judge_bodies(
    found: Mapping[str, Figure], name: str, said: list[str], truth: Mapping[str, Any]
) -> None:
    has_pack = any(one.jurisdiction == truth["jurisdiction"] for one in _packs().values())
    if has_pack and truth["candidate_bodies"]:
        found["candidate bodies, first three"].recall(name, said, truth["candidate_bodies"])
    wrong = set(said) & set(truth["wrong_bodies"])
    found["no wrong body"].judge(name, sorted(wrong), [], right=not wrong)


def _judge_facts(
    found: Mapping[str, Figure], name: str, said: Mapping[str, Any], truth: Mapping[str, Any]
) -> None:
    """Exact, where the labels have the fact; a caller's number also where they have none."""
    numbers = sorted(map(_digits, truth.get("caller_numbers", ())))
    callers = sorted(map(_digits, said["caller_numbers"]))
    found["caller numbers"].judge(name, callers, numbers, right=callers == numbers)
    for key, value in truth.items():
        if key.startswith("amount"):
            found["amounts"].judge(name, said.get(key), value, right=said.get(key) == value)
    if "deadline" in truth:
        day = str(truth["deadline"])
        found["deadlines"].judge(name, said["deadline"], day, right=said["deadline"] == day)


def _digits(number: str) -> str:
    return re.sub(r"\D", "", re.sub(r"^\+(?:86|852|886|44|1)[ -]?", "", number)).lstrip("0")


def report(found: Mapping[str, Figure]) -> bool:
    """Print every figure; whether all bounds hold."""
    for one in found.values():
        bound = "" if one.least is None else f"  bound {one.least:.3f}"
        verdict = "" if one.holds else "  MISSED"
        print(f"  {one.name:<32} {one.share:6.3f}  ({one.right:g} of {one.of:g}){bound}{verdict}")
    return all(one.holds for one in found.values())


def main() -> int:
    """Exit status 0: every bound holds, or there is nothing to measure; 1: one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--complaints", type=Path, default=COMPLAINTS)
    parser.add_argument("--misses", default="", help="show what was not right in this figure")
    asked = parser.parse_args()
    if not asked.complaints.is_dir():
        print(f"no labelled complaints at {asked.complaints}: nothing is measured")
        return 0
    found = figures(asked.complaints)
    held = report(found)
    for one in found.values():
        if asked.misses and asked.misses in one.name:
            print("\n".join(one.misses))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
