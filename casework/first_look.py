"""The whole first look at a mail: every finding with the rule that made it, and nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.case import ComplainantType
from casework.categories import main_of, others_of, weights_of
from casework.checklist import Checked, check
from casework.complainants import complainant_of
from casework.demands import demands_of
from casework.flagging import flags_of, injections_in
from casework.particulars import Particulars, is_withheld, particulars_of
from casework.places import place_of
from casework.purposes import ENQUIRY, NEW, NOTHING, NOTICE, purpose_of
from casework.routes import Routes, bodies_for
from casework.urgency import urgency_of
from casework.wording import first_said, sentence_around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.policy import Policy
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_OTHER = "other"
_AGAINST_CALLS = frozenset({"harassment_call", "spam_message", "data_leak", "suspected_fraud"})
_NO_BODIES = frozenset({NOTICE, NOTHING})


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What a first look finds. ``bodies`` come with the rule that chose or withheld them."""

    language: Finding
    jurisdiction: Finding
    complainant: Finding
    intent: Finding
    category: Finding
    others: tuple[Finding, ...]
    evidence: Checked
    demands: tuple[Finding, ...]
    routes: Routes
    routes_rule: str
    urgency: Finding
    facts: Particulars
    flags: tuple[Finding, ...]


def first_look(wording: Wording, policy: Policy, vocabulary: Vocabulary) -> FirstLook:
    """Look at one mail with the eyes of one pack."""
    place = place_of(wording, vocabulary)
    text = _without_injections(wording.own, vocabulary)
    known = [one.id for one in policy.categories]
    weights = weights_of(wording.subject, text, vocabulary, known)
    intent = purpose_of(wording, text, weights, vocabulary)
    topic = main_of(weights)
    category = _category(intent, topic, known)
    main = category.value
    others = (
        others_of(main, weights, wording.subject, text, vocabulary)
        if main and intent.value not in {ENQUIRY, NOTHING}
        else ()
    )
    matters = [main, *(one.value for one in others)] if main else []
    named = [one for one in matters if one is not None]
    who = complainant_of(wording, text, intent.value, main, vocabulary)
    facts = particulars_of(
        wording,
        vocabulary,
        _currency(place, policy, vocabulary),
        against_calls=main in _AGAINST_CALLS,
    )
    flags = flags_of(wording, text, intent.value, main, others, who.value, vocabulary)
    so = _known_facts(wording, text, who, flags, vocabulary)
    checked = check(
        wording, facts, named, policy, vocabulary, so, withheld=is_withheld(wording, vocabulary)
    )
    matter = topic.value or main if intent.value == ENQUIRY else main
    routes, why = _routes(place, intent, matter, who, so, policy)
    flags = (*flags, *_out_of_pack(place, policy))
    return FirstLook(
        language=_language(wording, policy),
        jurisdiction=place,
        complainant=who,
        intent=intent,
        category=category,
        others=others,
        evidence=checked if intent.value == NEW else _asks_nothing(checked),
        demands=demands_of(text, intent.value, named, vocabulary),
        routes=routes,
        routes_rule=why,
        urgency=urgency_of(wording, text, intent.value, main, facts, flags, vocabulary),
        facts=facts,
        flags=flags,
    )


def _without_injections(text: str, vocabulary: Vocabulary) -> str:
    for one in injections_in(text, vocabulary):
        text = text.replace(sentence_around(text, one), "\n")
    return text


def _language(wording: Wording, policy: Policy) -> Finding:
    if wording.language is None:
        return Finding(policy.default_language, "no script to tell by: the pack's language")
    return Finding(wording.language, "the script of the text")


def _category(intent: Finding, found: Finding, known: list[str]) -> Finding:
    if intent.value == NOTICE and NOTICE in known:
        return Finding(NOTICE, "an authority's notice")
    if intent.value in {ENQUIRY, NOTHING} and _OTHER in known:
        return Finding(_OTHER, f"{intent.value}: no complaint")
    return found


def _currency(place: Finding, policy: Policy, vocabulary: Vocabulary) -> str:
    """What "元" and "$" mean: by the place, else by the pack's."""
    words = vocabulary.places.get(place.value or policy.jurisdiction)
    return words.currencies[0].upper() if words and words.currencies else ""


def _known_facts(
    wording: Wording,
    text: str,
    who: Finding,
    flags: tuple[Finding, ...],
    vocabulary: Vocabulary,
) -> Mapping[str, bool]:
    """The facts that preconditions ask for, as far as the mail says them."""
    raised = {one.value for one in flags}
    said = {
        fact: True
        for fact, phrases in vocabulary.facts.items()
        if first_said(text, phrases) is not None
    }
    if "by_text_or_call" in vocabulary.facts:
        by_line = "by_text_or_call" in said or bool(wording.numbers)
        said["by_text_or_call"] = by_line
    if "silent_calls" in vocabulary.facts:
        said.setdefault("silent_calls", False)
    if who.value == ComplainantType.CONSUMER:
        said["complainant_is_small"] = True
    if "money_lost" in raised or "no_money_lost" in raised:
        said["money_lost"] = "money_lost" in raised
    return said


def _routes(
    place: Finding,
    intent: Finding,
    category: str | None,
    who: Finding,
    so: Mapping[str, bool],
    policy: Policy,
) -> tuple[Routes, str]:
    """The pack's bodies, unless the mail is of another place or of no complaint."""
    if place.value is not None and place.value != policy.jurisdiction:
        return Routes(), f"it is of {place.value}, and the pack of {policy.jurisdiction}: a person"
    if intent.value in _NO_BODIES:
        return Routes(), f"{intent.value} goes to nobody"
    complainant = ComplainantType(who.value or ComplainantType.UNKNOWN)
    return bodies_for(policy, category, complainant, so), f"the ladder of {policy.id}"


def _asks_nothing(checked: Checked) -> Checked:
    return Checked(present=checked.present, mentioned=checked.mentioned)


def _out_of_pack(place: Finding, policy: Policy) -> tuple[Finding, ...]:
    if place.value is None or place.value == policy.jurisdiction:
        return ()
    return (Finding("out_of_pack", f"it is of {place.value}, and the pack of {policy.jurisdiction}"),)
