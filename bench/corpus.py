"""How well we read other people's real mail: every figure against what its corpus says is true.

``make corpus``, or ``python -m bench.corpus [--misses NAME] [--corpus FOLDER]``. Exit status 1
where a bound is missed, 0 with a word where the corpus is not on this machine.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.markup import from_html
from adapters.mailbox.replies.quoting import own_words
from casework.messages import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.messages import InboundMessage

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_SLOW_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure must reach: a share of the truth, or at most so many misses."""

    name: str
    least: float | None = None
    most_misses: int | None = None


BOUNDS = (
    Bound("read without an exception", most_misses=0),
    Bound(f"read within {_SLOW_SECONDS:.0f} s", most_misses=0),
    Bound("subject", least=0.99),
    Bound("from address", least=0.99),
    Bound("from name", least=0.99),
    Bound("attachment names", most_misses=1),
    Bound("attachment count"),
    Bound("body text", least=0.96),
    Bound("body summary"),
    Bound("reply", least=0.75),
    Bound("reply: no line of the truth missing", most_misses=0),
    Bound("delivery report recognised", least=0.985),
    Bound("not taken for a delivery report", most_misses=3),
    Bound("failing address", least=0.93),
    Bound("delivery status"),
    Bound("automatic reply", most_misses=0),
    Bound("ordinary mail not automatic", most_misses=1),
)


@dataclass(slots=True)
class Score:
    """One figure: how often we were right, and where we were not."""

    right: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many were asked."""
        return self.right + len(self.misses)

    def keeps(self, bound: Bound) -> bool:
        """Whether the bound holds."""
        if bound.most_misses is not None and len(self.misses) > bound.most_misses:
            return False
        return bound.least is None or self.right >= bound.least * self.count


class Scores(defaultdict[str, Score]):
    """Every figure by its name."""

    def __init__(self) -> None:
        super().__init__(Score)

    def judge(self, name: str, path: str, said: object, truth: object, *, right: bool) -> None:
        """Count one answer."""
        if right:
            self[name].right += 1
        else:
            self[name].misses.append(f"{path}\n    said  {said!r:.600}\n    truth {truth!r:.600}")


def squeeze(text: str) -> str:
    """White space as one blank: how a text is wrapped is not what it says."""
    return re.sub(r"\s+", " ", text).strip()


def rows(corpus: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Every mail of the corpus with its line of the manifest."""
    for line in (corpus / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row, (corpus / row["path"]).read_bytes()


def score(corpus: Path) -> Scores:
    """Read everything once and count."""
    scores = Scores()
    for row, raw in rows(corpus):
        if row["form"] == "message":
            began = time.perf_counter()
            mail = _read(scores, row, raw)
            took = time.perf_counter() - began
            fast = took < _SLOW_SECONDS
            scores.judge(BOUNDS[1].name, row["path"], f"{took:.1f} s", "", right=fast)
            if mail is not None:
                _fields(scores, row, mail)
                _machines(scores, row, mail)
        else:
            text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
            said = own_words(from_html(text) if row["form"] == "html-body" else text)
            _reply(scores, row["path"], said, row["truth"]["reply"])
    return scores


def _read(scores: Scores, row: dict[str, Any], raw: bytes) -> InboundMessage | None:
    try:
        mail = parse(raw, _THEN)
    except Exception as error:  # noqa: BLE001  it is what is counted
        scores.judge(BOUNDS[0].name, row["path"], repr(error), "", right=False)
        return None
    scores.judge(BOUNDS[0].name, row["path"], "", "", right=True)
    return mail


def _fields(scores: Scores, row: dict[str, Any], mail: InboundMessage) -> None:
    path, truth = row["path"], row["truth"]
    names = sorted(one.name for one in mail.attachments)
    if (told := truth.get("subject")) is not None:
        right = squeeze(mail.subject) == squeeze(told)
        scores.judge("subject", path, mail.subject, told, right=right)
    if (told := truth.get("from_addr")) is not None:
        right = mail.from_address.lower() == told.lower()
        scores.judge("from address", path, mail.from_address, told, right=right)
    if (told := truth.get("from_name")) is not None:
        right = squeeze(mail.sender_name) == squeeze(told)
        scores.judge("from name", path, mail.sender_name, told, right=right)
    if (told := truth.get("attachments")) is not None:
        found = not Counter(told) - Counter(names)
        scores.judge("attachment names", path, names, told, right=found)
    if (told := truth.get("attachment_count")) is not None:
        scores.judge("attachment count", path, names, told, right=len(names) == told)
    for name in ("body_text", "body_summary"):
        if (told := truth.get(name)) is not None:
            right = squeeze(mail.text or "") == squeeze(told)
            scores.judge(name.replace("_", " "), path, mail.text, told, right=right)
    if (told := truth.get("reply")) is not None:
        _reply(scores, path, mail.own_text or "", told)


def _reply(scores: Scores, path: str, said: str, truth: str) -> None:
    truth = "" if truth == "(empty)" else truth  # a test's word for a reply that says nothing
    scores.judge("reply", path, said, truth, right=squeeze(said) == squeeze(truth))
    there = {squeeze(line) for line in said.splitlines()}
    whole = squeeze(said)
    lost = [
        line
        for line in map(squeeze, truth.splitlines())
        if line and line not in there and line not in whole
    ]
    scores.judge("reply: no line of the truth missing", path, lost, truth, right=not lost)


def _machines(scores: Scores, row: dict[str, Any], mail: InboundMessage) -> None:
    path, truth = row["path"], row["truth"]
    is_report, report = mail.kind is MessageKind.DELIVERY_REPORT, mail.report
    if truth.get("is_bounce"):
        scores.judge("delivery report recognised", path, mail.subject, "", right=is_report)
    elif row["kind"] != "bounces":
        right = not is_report or (report is not None and report.has_form)
        scores.judge("not taken for a delivery report", path, mail.subject, report, right=right)
    if told := truth.get("recipients"):
        said = {one.address.lower() for one in report.recipients} if report else set()
        found = said >= {one.lower() for one in told}
        scores.judge("failing address", path, sorted(said), told, right=found)
    if told := truth.get("dsn_status"):
        codes = [one.status for one in report.recipients] if report else []
        scores.judge("delivery status", path, codes, told, right=set(told) <= set(codes))
    if row["kind"] == "auto-replies":
        automatic = mail.kind is MessageKind.AUTOMATIC
        scores.judge("automatic reply", path, mail.subject, mail.kind_rule, right=automatic)
    if row["kind"] == "ordinary":
        right = mail.kind is not MessageKind.AUTOMATIC
        scores.judge("ordinary mail not automatic", path, mail.subject, mail.kind_rule, right=right)


def main() -> int:
    """Print the figures; 1 where one is below its bound."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, default=CORPUS)
    arguments.add_argument("--misses", default="", help="the figure whose misses to print")
    given = arguments.parse_args()
    if not (given.corpus / "manifest.jsonl").is_file():
        print(f"skipped: there is no corpus in {given.corpus}")
        return 0
    scores = score(given.corpus)
    missed = [bound.name for bound in BOUNDS if not scores[bound.name].keeps(bound)]
    for bound in BOUNDS:
        one = scores[bound.name]
        share = 100 * one.right / one.count if one.count else 100.0
        mark = "MISSED" if bound.name in missed else ""
        print(f"{bound.name:<40} {one.right:>4} of {one.count:>4}  {share:5.1f} %  {mark}")
        if given.misses == bound.name:
            print("  " + "\n  ".join(one.misses))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':<40} {peak:.0f} MB")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
