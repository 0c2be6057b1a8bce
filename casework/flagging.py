"""What a careful handler would see in a first mail: flags for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.wording import which_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.purposes import Matter
    from casework.vocabulary import Vocabulary
    from casework.wording import Said, Wording

_INJECTION = "prompt_injection"
_OF_MONEY = frozenset({"money_lost", "no_money_lost", "elderly"})
_OF_CALLS = frozenset({"said_stop_but_called_again"})
_CALLS = frozenset({"harassment_call", "spam_message"})
_OF_DATA = frozenset({"data_right_request"})


def injections_in(text: str, vocabulary: Vocabulary) -> tuple[Said, ...]:
    """Instructions to a machine: what stands in them is no complaint and decides nothing."""
    hit = which_said(text, {_INJECTION: vocabulary.flags.get(_INJECTION, ())})
    return tuple(hit.values())


def flags_of(
    wording: Wording, whole: str, matter: Matter, vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """All that fit, each with its rule; ``whole`` is the mail with what speaks to machines."""
    found = dict(_by_words(which_said(wording.own, vocabulary.flags), matter.category))
    if injected := injections_in(whole, vocabulary):
        found[_INJECTION] = f"it says {injected[0].words!r} to a machine"
    if matter.complainant == "business":
        found["b2b"] = "a business complains"
    if matter.others:
        found["second_matter"] = "also " + ", ".join(matter.others)
    found |= dict(_by_matter(matter, which_said(wording.own, vocabulary.urgency)))
    return tuple(Finding(flag, rule) for flag, rule in found.items())


def _by_words(said: Mapping[str, Said], category: str | None) -> Iterator[tuple[str, str]]:
    for flag, hit in said.items():
        fits = (
            (flag not in _OF_MONEY or category == "suspected_fraud")
            and (flag not in _OF_CALLS or category in _CALLS)
            and (flag not in _OF_DATA or category == "data_leak")
            and not (flag == "money_lost" and "no_money_lost" in said)
        )
        if fits:
            yield flag, f"it says {hit.words!r}"


def _by_matter(matter: Matter, pressing: Mapping[str, Said]) -> Iterator[tuple[str, str]]:
    """What the kind of mail makes of words that press."""
    if matter.intent == "regulator_notice":
        yield "verify_sender", "an authority's name proves nothing: never by a link in the mail"
    if matter.intent == "not_complaint":
        yield "sales_spam", "it offers something, or is no complaint"
    if matter.category == "data_leak":
        yield "possible_breach", "data may have got out"
    for flag, words, fits in (
        ("minutes_matter", "in_progress", matter.category == "suspected_fraud"),
        ("vulnerable_person", "vulnerable", True),
        ("legal_hold", "court", True),
        ("reopen", "repeated_promise", matter.intent == "follow_up"),
    ):
        if fits and words in pressing:
            yield flag, f"it says {pressing[words].words!r}"
