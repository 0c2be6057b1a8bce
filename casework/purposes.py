"""What a first mail is for: a new complaint, or one of the other things people write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.categories import ENOUGH
from casework.places import is_of_authority
from casework.wording import first_said, is_denied, said, sentence_around

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.categories import Weight
    from casework.vocabulary import Vocabulary
    from casework.wording import Said, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a mail is: its purpose, its main and other categories, who complains."""

    intent: str | None
    category: str | None = None
    others: tuple[str, ...] = ()
    complainant: str | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        """The main one first."""
        return (self.category, *self.others) if self.category else ()


NEW = "new_complaint"
NOTICE = "regulator_notice"
ENQUIRY = "enquiry"
NOTHING = "not_complaint"

_A_PERSON = re.compile(r"我(?!局|办|委|会|中心|站|所|院|处|部|队)|本人|\b(?:i|i'm|i've|my|me)\b")
_DOUBT = re.compile(
    r"如果|假如|要是|倘|若|除非|直到|是否|一旦|的话|可是|然而|但|仍|却|说|称|显示|谎|骗|\?"
    r"|\b(?:if|unless|until|once|when|whether|after|but|however|except|still|yet|said|says|claims?)\b"
)
_IF = re.compile(r"(?:如果|假如|要是|倘若|万一)[^,]*$|\b(?:if|in case|suppose|should)\b[^,]*$")
_CLAUSE = re.compile(r"[.!?;。\n]")
_TURN = re.compile(
    r"但|可是|不过|然而|只是(?!.{0,6}(?:了解|问|咨询|知道|好奇))|\b(?:but|however|though|although|yet)\b"
)
_OUR_NUMBER = re.compile(r"(?<![a-z0-9])c-20\d\d-\d+")
_REPLY = re.compile(r"(?:re|回复|回覆|答复|答覆) ?[::]")
_A_NUMBER = re.compile(r"(?<![a-z0-9])[a-z]{1,6}-20\d\d-\d[\d-]*")  # as desks give them to cases
_MANY_OFFERS = 2
ABOUT_A_CASE = ("appeal", "withdrawal", "confirm_resolved", "follow_up")
"""Written about a complaint that was made before."""

_STORY = 2  # telling phrases: a mail that tells what happened, and does not only remind
_FINAL = frozenset({"withdrawal", "confirm_resolved"})


def purpose_of(wording: Wording, weights: Mapping[str, Weight], vocabulary: Vocabulary) -> Finding:
    """The first rule that fits, in this order; nothing that fits is for a person."""
    found = next(_rules(wording, weights, vocabulary), None)
    return found or Finding(None, "nothing says what it is for")


def _rules(
    wording: Wording, weights: Mapping[str, Weight], vocabulary: Vocabulary
) -> Iterator[Finding]:
    text, intents = wording.own, vocabulary.intents
    notice = first_said(text, intents.get(NOTICE, ()))
    disclaimed = _disclaimed(text, intents)
    if notice and (is_of_authority(wording, vocabulary) or not _A_PERSON.search(text)):
        yield _said(NOTICE, notice)
    grievance = first_said(text, intents.get("grievance", ()))
    offers = {one.phrase: one for one in said(text, intents.get(NOTHING, ()))}
    harm = grievance or any(one.telling for one in weights.values())
    if len(offers) >= _MANY_OFFERS or (offers and (disclaimed or not harm)):
        yield _said(NOTHING, next(iter(offers.values())))
    yield from _of_a_case(wording, weights, intents)
    praise = first_said(text, intents.get("praise", ()))
    if praise and (disclaimed or not grievance):
        yield _said(NOTHING, praise)
    asked = _asks(wording, {} if disclaimed else weights, vocabulary)
    if asked and (disclaimed or not grievance):
        yield _said(ENQUIRY, asked)
    procedure = first_said(text, intents.get("procedure", ()))
    if procedure and not any(one.telling for one in weights.values()):
        yield _said(ENQUIRY, procedure)
    telling = next((one.words[0] for one in weights.values() if one.telling), None)
    if telling or grievance:
        yield Finding(NEW, f"it complains: {telling or (grievance and grievance.words)!r}")


def _disclaimed(text: str, intents: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether it says itself that it is no complaint, and no "but" follows in the sentence."""
    hits = said(text, intents.get("no_complaint", ()))
    return any(not _TURN.search(sentence_around(text, one)) for one in hits)


def _of_a_case(
    wording: Wording, weights: Mapping[str, Weight], intents: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    """What is written about a complaint that was made before: two of these ask a person."""
    text, found = wording.own, {}
    for intent, phrases in _ways(wording, weights, intents):
        hits = (one for one in said(text, phrases) if not is_denied(text, one))
        hit = next((one for one in hits if not _is_doubted(intent, text, one)), None)
        if hit is not None:
            found[intent] = hit
    if len(set(found) - {ABOUT_A_CASE[-1]}) > 1:
        yield Finding(None, "it says " + " and ".join(repr(one.words) for one in found.values()))
    for intent, hit in found.items():
        yield _said(intent, hit)
    answered = _REPLY.match(wording.subject) and _A_NUMBER.search(wording.subject)
    if (number := _OUR_NUMBER.search(text) or answered) is not None:
        yield Finding(ABOUT_A_CASE[-1], f"it names {number[0]!r}")


def _ways(
    wording: Wording, weights: Mapping[str, Weight], intents: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How each purpose is said; some words only mean it where a case is named or answered.

    "I do not accept it" is an appeal in a reply. Whoever only says that it is not the first
    time follows up, but whoever tells the whole matter and names no case begins one.
    """
    refers = _REPLY.match(wording.subject) or _A_NUMBER.search(wording.own)
    facts = wording.amounts or wording.numbers
    told = any(one.telling >= (1 if facts else _STORY) for one in weights.values())
    for intent in ABOUT_A_CASE:
        phrases = intents.get(intent, ())
        if intent == "appeal" and refers:
            phrases += intents.get("dissent", ())
        if intent == ABOUT_A_CASE[-1] and (refers or not told):
            phrases += intents.get("again", ())
        yield intent, phrases


def _is_doubted(intent: str, text: str, hit: Said) -> bool:
    """What would end a case is taken at its word only where nothing in its sentence doubts it.

    Nothing is where it is only supposed: "if I am not satisfied with your answer".
    """
    if intent in _FINAL and _DOUBT.search(sentence_around(text, hit)) is not None:
        return True
    return _IF.search(_CLAUSE.split(text[: hit.start])[-1]) is not None


def _asks(wording: Wording, weights: Mapping[str, Weight], vocabulary: Vocabulary) -> Said | None:
    """A question: the subject says so, or no category's words are there.

    A question mark alone makes one only where nothing speaks of a category at all: whoever
    asks whether a charge can be taken back complains.
    """
    phrases = vocabulary.intents.get(ENQUIRY, ())
    in_subject = first_said(wording.subject, phrases)
    if in_subject or not any(one.telling for one in weights.values()):
        asked = in_subject or first_said(wording.own, phrases)
        silent = all(one.points < ENOUGH for one in weights.values())
        return asked or (
            first_said(wording.own, vocabulary.intents.get("question", ())) if silent else None
        )
    return None


def _said(intent: str, hit: Said) -> Finding:
    return Finding(intent, f"it says {hit.words!r}")
