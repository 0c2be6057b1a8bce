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
from casework.wording import first_said, said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from casework.messages import Attachment
    from casework.particulars import Particulars
    from casework.policy import EvidenceItem, Policy
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_RECORDING = "call_recording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The three lists, each item with its rule."""

    present: tuple[Finding, ...] = ()
    mentioned: tuple[Finding, ...] = ()
    missing: tuple[Finding, ...] = ()


def check(  # noqa: PLR0913  what the rules ask
    wording: Wording,
    facts: Particulars,
    categories: Iterable[str],
    policy: Policy,
    vocabulary: Vocabulary,
    known: Mapping[str, bool],
) -> Checked:
    """Tick off what the mail brings, for all its matters at once."""
    kinds = [one for one in map(policy.category, categories) if one is not None]
    wanted = tuple(dict.fromkeys(item for one in kinds for item in one.needs(known)))
    asked = {*wanted, *(item for one in kinds for item in (*one.useful, *one.preserve))}
    present: dict[str, str] = {}
    told: dict[str, str] = {}
    for file in wording.attachments:
        for item in _shown_by(file, wording, wanted, asked, policy, vocabulary):
            present.setdefault(item, f"the file {file.name!r}")
    for item, rule in _told(wording, facts, wanted, vocabulary):
        told.setdefault(item, rule)
    for one in policy.evidence.values():
        serves = next((other for other in one.satisfied_by if other in {**present, **told}), None)
        if serves is not None and one.id in asked:
            present.setdefault(one.id, f"{serves} serves for it")
    present |= {item: rule for item, rule in told.items() if item in asked and item not in present}
    mentioned = _mentioned(wording, present, asked, vocabulary)
    return Checked(
        present=tuple(Finding(item, rule) for item, rule in present.items()),
        mentioned=mentioned,
        missing=tuple(
            Finding(item, "the pack asks for it, and nothing shows it")
            for item in wanted
            if item not in present
        ),
    )


def _shown_by(
    file: Attachment,
    wording: Wording,
    wanted: Collection[str],
    asked: Collection[str],
    policy: Policy,
    vocabulary: Vocabulary,
) -> list[str]:
    """What its name names, of this matter's items or else of all; or what it can be of the wanted."""
    fitting = [one for one in policy.evidence.values() if _is_of(file, one)]
    if any(kind.startswith("audio/") for kind in file.kinds):
        return [_RECORDING]
    named = [one.id for one in fitting if said(_apart(file.name), _files(one, vocabulary))]
    if named:
        return [one for one in named if one in asked] or named
    spoken = [
        one.id for one in fitting if one.id in wanted and _speaks_of(wording, one, vocabulary)
    ]
    return spoken or [one.id for one in fitting if one.id in wanted]


def _apart(name: str) -> str:
    """A file's name as words: ``order_confirmation.pdf`` has the word order."""
    return re.sub(r"[_\W]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", name.rpartition(".")[0] or name)


def _is_of(file: Attachment, item: EvidenceItem) -> bool:
    archive = any(kind.startswith("application/") for kind in file.kinds)
    return archive or any(kind.startswith(item.media) for kind in file.kinds)


def _files(item: EvidenceItem, vocabulary: Vocabulary) -> tuple[str, ...]:
    words = vocabulary.evidence.get(item.id)
    return words.files if words else item.words


def _speaks_of(wording: Wording, item: EvidenceItem, vocabulary: Vocabulary) -> bool:
    words = vocabulary.evidence.get(item.id)
    return first_said(wording.text, words.said if words else item.words) is not None


def _told(
    wording: Wording,
    facts: Particulars,
    wanted: Collection[str],
    vocabulary: Vocabulary,
) -> Iterable[tuple[str, str]]:
    """What the words of the mail are enough for, item by item."""
    dated = bool(facts.dates)
    if dated and (facts.callers or facts.withheld):
        yield "call_log", "a number that called, and when, stand in the mail"
    if facts.own:
        yield "called_number", "the number stands in the mail"
    elif "spam_message" not in wanted and "sms_record" in wanted and not facts.callers:
        if re.search(r"e-?mail|邮件|电邮|unsubscribe", wording.text):
            yield "called_number", "the address that got the mails"
    if facts.own or facts.references:
        yield "account_id", "the number or the reference stands in the mail"
    for item, needs_day in _IN_WORDS.items():
        words = vocabulary.evidence.get(item)
        hit = first_said(wording.text, words.told) if words else None
        if hit is not None and (dated or facts.times or not needs_day):
            yield item, f"told in the mail: {hit.words[:40]!r}"


_IN_WORDS = {
    "sms_record": False,
    "leak_indicator": False,
    "interaction_details": True,
    "fault_record": True,
    "impact_statement": False,
}
"""What may be told in words, and whether it must say when."""


def _mentioned(
    wording: Wording, present: Collection[str], asked: Collection[str], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """What the mail says exists and does not bring: to be asked for, or fetched where we have it."""
    found = []
    for name, words in vocabulary.evidence.items():
        if name in asked and name not in present:
            hit = first_said(wording.text, words.said)
            if hit is not None:
                found.append(Finding(name, f"it says {hit.words!r}"))
    return tuple(found)
