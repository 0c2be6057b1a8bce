"""What a complaint asks for: in its own words, or the obvious where it does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.purposes import ENQUIRY, NEW, NOTICE
from casework.wording import which_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casework.purposes import Matter
    from casework.vocabulary import Vocabulary

_QUOTED = re.compile(r"[\"“「『][^\"”」』\n]{1,120}[\"”」』]")  # what somebody else said
_QUESTION = "answer_question"
_REPLY = "written_reply"


def demands_of(text: str, matter: Matter, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Every demand with its words; first those that are said, then what is meant."""
    if matter.intent == NOTICE:
        return (Finding(_REPLY, "an authority's notice is answered in writing"),)
    if matter.intent == ENQUIRY:
        return (Finding(_QUESTION, "it is a question"),)
    if matter.intent in {"not_complaint", "withdrawal", "confirm_resolved"}:
        return ()
    found = {
        demand: f"it says {hit.words!r}"
        for demand, hit in which_said(_QUOTED.sub(" ", text), vocabulary.demands).items()
        if _is_heard(demand, matter.categories, vocabulary)
    }
    if matter.intent in {NEW, "follow_up"} or not found:
        for demand in vocabulary.implied.get(matter.category or "", ()):
            found.setdefault(demand, "what a complaint of this kind asks for")
    if matter.intent == NEW and not found:
        for demand in vocabulary.unsaid.get(matter.category or "", ()):
            found[demand] = "it asks for nothing in words: what is meant as a rule"
    return tuple(Finding(demand, rule) for demand, rule in found.items())


def _is_heard(demand: str, categories: Sequence[str], vocabulary: Vocabulary) -> bool:
    only = vocabulary.only_for.get(demand)
    return only is None or not categories or any(one in only for one in categories)
