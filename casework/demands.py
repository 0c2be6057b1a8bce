"""What a complaint asks for: in its own words, or the obvious where it does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.purposes import ENQUIRY, NEW, NOTICE
from casework.wording import which_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.vocabulary import Vocabulary

_QUESTION = "answer_question"
_REPLY = "written_reply"


def demands_of(
    text: str, intent: str | None, categories: Sequence[str], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """Every demand with its words; first those that are said, then what is meant."""
    if intent == NOTICE:
        return (Finding(_REPLY, "an authority's notice is answered in writing"),)
    if intent == ENQUIRY:
        return (Finding(_QUESTION, "it is a question"),)
    if intent in {"not_complaint", "withdrawal", "confirm_resolved"}:
        return ()
    found = {
        demand: f"it says {hit.words!r}"
        for demand, hit in which_said(text, vocabulary.demands).items()
        if _is_heard(demand, categories, vocabulary)
    }
    if intent == NEW or not found:
        for demand in vocabulary.implied.get(categories[0] if categories else "", ()):
            found.setdefault(demand, "what a complaint of this kind asks for")
    return tuple(Finding(demand, rule) for demand, rule in found.items())


def _is_heard(demand: str, categories: Sequence[str], vocabulary: Vocabulary) -> bool:
    only = vocabulary.only_for.get(demand)
    return only is None or not categories or any(one in only for one in categories)
