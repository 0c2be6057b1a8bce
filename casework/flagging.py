"""What a careful handler would see in a first mail: flags for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.wording import which_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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


def flags_of(  # noqa: PLR0913  what the rules ask
    wording: Wording,
    text: str,
    intent: str | None,
    category: str | None,
    others: tuple[Finding, ...],
    complainant: str | None,
    vocabulary: Vocabulary,
) -> tuple[Finding, ...]:
    """All that fit, each with its rule."""
    said = which_said(text, vocabulary.flags)
    found = dict(_by_words(said, category))
    if injected := injections_in(wording.text, vocabulary):
        found[_INJECTION] = f"it says {injected[0].words!r} to a machine"
    if complainant == "business":
        found["b2b"] = "a business complains"
    if others:
        found["second_matter"] = "also " + ", ".join(str(one.value) for one in others)
    found |= dict(_by_intent(intent, category, wording, vocabulary))
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


def _by_intent(
    intent: str | None, category: str | None, wording: Wording, vocabulary: Vocabulary
) -> Iterator[tuple[str, str]]:
    if intent == "regulator_notice":
        yield "verify_sender", "an authority's name proves nothing: never by a link in the mail"
    if intent == "not_complaint":
        yield "sales_spam", "it offers something, or is no complaint"
    if category == "data_leak":
        yield "possible_breach", "data may have got out"
    urgent = which_said(wording.text, vocabulary.urgency)
    if category == "suspected_fraud" and "in_progress" in urgent:
        yield "minutes_matter", f"it says {urgent['in_progress'].words!r}"
    if "vulnerable" in urgent:
        yield "vulnerable_person", f"it says {urgent['vulnerable'].words!r}"
    if "court" in urgent:
        yield "legal_hold", f"it says {urgent['court'].words!r}"
    if intent == "follow_up" and "repeated_promise" in urgent:
        yield "reopen", f"it says {urgent['repeated_promise'].words!r}"
