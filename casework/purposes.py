"""What a first mail is for: a new complaint, or one of the other things people write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.places import is_of_authority
from casework.wording import first_said, is_denied, said, sentence_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.categories import Weight
    from casework.vocabulary import Vocabulary
    from casework.wording import Said, Wording

NEW = "new_complaint"
NOTICE = "regulator_notice"
ENQUIRY = "enquiry"
NOTHING = "not_complaint"

_A_PERSON = re.compile(r"我(?!局|办|委|会|中心|站|所|院|处|司|公司)|本人|\b(?:i|i'm|i've|my|me)\b")
_DOUBT = re.compile(
    r"如果|假如|要是|倘|若|除非|直到|是否|一旦|的话|可是|然而|但|仍|却|说|称|显示|谎|骗|\?"
    r"|\b(?:if|unless|until|once|when|whether|after|but|however|except|still|yet|said|says|claims?)\b"
)
_MANY_OFFERS = 2


def purpose_of(
    wording: Wording, text: str, weights: dict[str, Weight], vocabulary: Vocabulary
) -> Finding:
    """The first rule that fits, in this order; nothing that fits is for a person."""
    found = next(_rules(wording, text, weights, vocabulary), None)
    return found or Finding(None, "nothing says what it is for")


def _rules(
    wording: Wording, text: str, weights: dict[str, Weight], vocabulary: Vocabulary
) -> Iterator[Finding]:
    intents = vocabulary.intents
    notice = first_said(text, intents.get(NOTICE, ()))
    official = is_of_authority(wording, vocabulary)
    if notice and (official or not _A_PERSON.search(text)):
        yield _said(NOTICE, notice)
    grievance = first_said(text, intents.get("grievance", ()))
    offers = {one.phrase: one for one in said(text, intents.get(NOTHING, ()))}
    if len(offers) >= _MANY_OFFERS or (offers and not grievance):
        yield _said(NOTHING, next(iter(offers.values())))
    yield from _of_a_case(text, intents.get)
    if (asked := _asks(wording, text, weights, vocabulary)) and not grievance:
        yield _said(ENQUIRY, asked)
    telling = next((one.words[0] for one in weights.values() if one.telling), None)
    if telling or grievance:
        word = telling or (grievance.words if grievance else "")
        yield Finding(NEW, f"it complains: {word!r}")


def _of_a_case(text: str, phrases_of: object) -> Iterator[Finding]:
    """What is written about a complaint that was made before: two of these ask a person."""
    found = {}
    for intent in ("appeal", "withdrawal", "confirm_resolved", "follow_up"):
        hits = said(text, phrases_of(intent, ()))  # type: ignore[operator]
        plain = (one for one in hits if not is_denied(text, one) and not _doubted(intent, text, one))
        if (hit := next(plain, None)) is not None:
            found[intent] = hit
    first = next(iter(found), None)
    if first is None:
        return
    if len(set(found) - {"follow_up"}) > 1:
        yield Finding(None, "it says " + " and ".join(repr(one.words) for one in found.values()))
    yield _said(first, found[first])


def _doubted(intent: str, text: str, hit: Said) -> bool:
    final = intent in {"withdrawal", "confirm_resolved"}
    return final and _DOUBT.search(sentence_around(text, hit)) is not None


def _asks(
    wording: Wording, text: str, weights: dict[str, Weight], vocabulary: Vocabulary
) -> Said | None:
    """A question without a grievance: the subject says so, or no category's words are there."""
    phrases = vocabulary.intents.get(ENQUIRY, ())
    in_subject = first_said(wording.subject, phrases)
    if in_subject or not any(one.telling for one in weights.values()):
        return in_subject or first_said(text, phrases)
    return None


def _said(intent: str, hit: Said) -> Finding:
    return Finding(intent, f"it says {hit.words!r}")
