"""Where a mail comes from: by its numbers, its money, its domain and the names it uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.case import Language
from casework.wording import said

if TYPE_CHECKING:
    from casework.vocabulary import PlaceWords, Vocabulary
    from casework.wording import Wording

_STRONG, _CLEAR, _WEAK = 4, 2, 1
_MOST_WORDS = 3


def place_of(wording: Wording, vocabulary: Vocabulary) -> Finding:
    """The jurisdiction that most speaks for; two as likely are not decided."""
    signs = {place: _signs(place, wording, words) for place, words in vocabulary.places.items()}
    weighed = {place: sum(found.values()) for place, found in signs.items()}
    best = max(weighed.values(), default=0)
    likely = sorted(place for place, weight in weighed.items() if weight == best and best)
    if len(likely) != 1:
        why = " and ".join(likely) + " are as likely" if likely else "nothing tells the place"
        return Finding(None, why)
    return Finding(likely[0], "by " + ", ".join(signs[likely[0]]))


def home_of(wording: Wording, vocabulary: Vocabulary) -> str | None:
    """Where the sender says that they live, whatever the rest of the mail speaks for."""
    places = vocabulary.places.items()
    return next((place for place, words in places if said(wording.text, words.living)), None)


def is_of_authority(wording: Wording, vocabulary: Vocabulary) -> bool:
    """Whether the sender's address is an authority's, as far as an address tells."""
    return any(
        one.removesuffix("*") in wording.sender
        for words in vocabulary.places.values()
        for one in words.authorities
    )


def _script(wording: Wording) -> str:
    """The script of the sender's place: what a machine made of it does not count."""
    if wording.converted:
        return Language.SIMPLIFIED.lower()
    return wording.language.lower() if wording.language else ""


def _signs(name: str, wording: Wording, place: PlaceWords) -> dict[str, int]:
    """What speaks for a place, and how much."""
    found: dict[str, int] = {}
    domain = wording.sender.rpartition("@")[2]
    if any(domain.endswith(one) for one in place.domains):
        found["its domain"] = _STRONG
    if any(one.currency.lower() in place.currencies for one in wording.amounts):
        found["its currency"] = _STRONG
    if any(number.country and number.country == name for number in wording.numbers):
        found["its country's code"] = _CLEAR
    if said(wording.text, place.living):
        found["its people live there"] = _STRONG
    script = _script(wording)
    if script not in place.scripts:
        return found
    if any(re.fullmatch(one, number.digits) for number in wording.numbers for one in place.numbers):
        found["its numbers"] = _CLEAR
    words = {one.phrase: one.words for one in said(wording.text, place.words)}
    if words:
        found[f"its words ({', '.join(list(words.values())[:3])})"] = _CLEAR * min(
            len(words), _MOST_WORDS
        )
    if wording.offset in place.offsets:
        found["its clock"] = _WEAK
    if script == place.scripts[0]:
        found["its script"] = _WEAK
    return found
