"""The checklist against a first mail: what is there, what is only said to exist, what is missing.

A file shows what its name names; one whose name says nothing shows what the mail says that it is,
and else whatever is wanted and could be of its kind: asking again for what is already there is
the worse mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.vocabulary import EvidenceWords
from casework.wording import first_said, said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from casework.matters import Category, EvidenceItem
    from casework.messages import Attachment
    from casework.particulars import Particulars
    from casework.policy import Policy
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_RECORDING = "call_recording"
_GENERIC = "screenshots"  # says how it was made, and not what it shows


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOff:
    """The three lists, each item with its rule."""

    present: tuple[Finding, ...] = ()
    mentioned: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is asked of a mail: what the pack requires, and all that speaks of its matters."""

    wanted: tuple[str, ...]
    useful: frozenset[str]
    items: tuple[EvidenceItem, ...]
    words: Mapping[str, EvidenceWords]
    other_papers: tuple[str, ...]  # what a file can be that shows nothing of any list

    def of_this_matter(self, item: str) -> bool:
        return item in self.wanted or item in self.useful

    def words_of(self, item: EvidenceItem) -> EvidenceWords:
        """The vocabulary's, or else the pack's own."""
        return self.words.get(item.id, EvidenceWords(files=item.words, said=item.words))


def check(  # noqa: PLR0913  the mail, the pack, the words, what is known
    wording: Wording,
    facts: Particulars,
    kinds: Collection[Category],
    policy: Policy,
    vocabulary: Vocabulary,
    *,
    known: Mapping[str, bool],
) -> CheckedOff:
    """Tick off what the mail brings, for all its matters at once."""
    asked = _Asked(
        wanted=tuple(dict.fromkeys(item for one in kinds for item in one.needs(known))),
        useful=frozenset(item for one in kinds for item in (*one.useful, *one.preserve)),
        items=tuple(policy.evidence.values()),
        words=vocabulary.evidence,
        other_papers=vocabulary.roles.get("other_papers", ()),
    )
    present = _present(wording, facts, asked)
    return CheckedOff(
        present=tuple(Finding(item, rule) for item, rule in present.items()),
        mentioned=_mentioned(wording, present, asked),
        missing=tuple(
            Finding(item, "the pack asks for it, and nothing shows it")
            for item in asked.wanted
            if item not in present
        ),
    )


def _present(wording: Wording, facts: Particulars, asked: _Asked) -> dict[str, str]:
    """The items that are there, with how; first what files show."""
    present: dict[str, str] = {}
    for file in wording.attachments:
        for item in _shown_by(file, wording, asked):
            present.setdefault(item, f"the file {file.name!r}")
    told = {**dict(_told(wording, facts, asked)), **present}
    for one in asked.items:
        serves = next((other for other in one.satisfied_by if other in told), None)
        if serves is not None and asked.of_this_matter(one.id):
            present.setdefault(one.id, f"{serves} serves for it")
    for item, rule in told.items():
        if asked.of_this_matter(item):
            present.setdefault(item, rule)
    return present


def _shown_by(file: Attachment, wording: Wording, asked: _Asked) -> list[str]:
    """What its name names, of this matter's items or of all; else the wanted that it can be."""
    if any(kind.startswith("audio/") for kind in file.kinds):
        return [_RECORDING]
    fitting = [one for one in asked.items if _is_of(file, one)]
    name = _apart(file.name)
    named = [one.id for one in fitting if said(name, asked.words_of(one).files)]
    if set(named) - {_GENERIC}:
        return [one for one in named if asked.of_this_matter(one)] or named
    if said(name, asked.other_papers):
        return []
    wanted = [one for one in fitting if one.id in asked.wanted]
    spoken = [one for one in wanted if first_said(wording.text, asked.words_of(one).said)]
    return [*(one.id for one in spoken or wanted), *filter(asked.of_this_matter, named)]


def _apart(name: str) -> str:
    """A file's name as words: ``order_confirmation.pdf`` has the word order."""
    return re.sub(r"[_\W]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", name.rpartition(".")[0] or name)


def _is_of(file: Attachment, item: EvidenceItem) -> bool:
    archive = any(kind.startswith("application/") for kind in file.kinds)
    return archive or any(kind.startswith(item.media) for kind in file.kinds)


def _told(wording: Wording, facts: Particulars, asked: _Asked) -> Iterable[tuple[str, str]]:
    """What the words of the mail are enough for, item by item."""
    dated = bool(facts.dates)
    if dated and (facts.callers or facts.withheld):
        yield "call_log", "a number that called, and when, stand in the mail"
    if facts.own:
        yield "called_number", "the number stands in the mail"
    elif "sms_record" in asked.wanted and not facts.callers and _MAILS.search(wording.text):
        yield "called_number", "the address that got the mails"
    if facts.own or facts.references:
        yield "account_id", "the number or the reference stands in the mail"
    for item, needs_day in _IN_WORDS.items():
        words = asked.words.get(item, EvidenceWords())
        hit = first_said(wording.text, words.told)
        if hit is not None and (dated or facts.times or not needs_day):
            yield item, f"told in the mail: {hit.words[:40]!r}"


_MAILS = re.compile(r"e-?mail|邮件|电邮|unsubscribe")
_IN_WORDS = {
    "sms_record": False,
    "leak_indicator": False,
    "interaction_details": True,
    "fault_record": True,
    "impact_statement": False,
}
"""What may be told in words, and whether it must say when."""


def _mentioned(wording: Wording, present: Collection[str], asked: _Asked) -> tuple[Finding, ...]:
    """What the mail says exists and does not bring: to be asked for, or fetched."""
    hits = (
        (one.id, first_said(wording.text, asked.words_of(one).said))
        for one in asked.items
        if asked.of_this_matter(one.id) and one.id not in present
    )
    return tuple(Finding(item, f"it says {hit.words!r}") for item, hit in hits if hit is not None)
