"""The whole first look at a mail: every finding with the rule that made it, and nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.case import ComplainantType
from casework.categories import BOUGHT, first_of, main_of, others_of, rivals_of, weights_of
from casework.checklist import CheckedOff, check
from casework.complainants import complainant_of
from casework.demands import demands_of
from casework.flagging import flags_of, injections_in
from casework.particulars import Particulars, particulars_of
from casework.places import home_of, place_of
from casework.plainly import plainly_said
from casework.purposes import ABOUT_A_CASE, ENQUIRY, NEW, NOTHING, NOTICE, Matter, purpose_of
from casework.routes import Routes, bodies_for
from casework.urgency import urgency_of
from casework.wording import first_said, sentence_around, which_said

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from casework.policy import Policy
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_OTHER = "other"
_FRAUD = "suspected_fraud"
_BY_CALL = frozenset({"harassment_call"})
_FOR_ANOTHER = ComplainantType.REPRESENTATIVE
_OF_ANY_SELLER = frozenset({"refund_refused", "misleading_sales"})
_SERVICE = "service_attitude"
_ARBITRATION, _COURT = "arbitration", "court"
_PROVIDER = frozenset({"respondent_is_provider"})
_WHAT_IT_IS = _PROVIDER | {"respondent_is_operator"}
_NO_BODIES = frozenset({NOTICE, NOTHING, "withdrawal", "confirm_resolved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What a first look finds. ``bodies`` come with the rule that chose or withheld them.

    ``plain`` is what bodies ask about a case, as far as the mail plainly says it.
    """

    language: Finding
    jurisdiction: Finding
    complainant: Finding
    intent: Finding
    category: Finding
    others: tuple[Finding, ...]
    evidence: CheckedOff
    demands: tuple[Finding, ...]
    routes: Routes
    routes_rule: str
    urgency: Finding
    facts: Particulars
    flags: tuple[Finding, ...]
    plain: tuple[Finding, ...] = ()


def first_look(
    mail: Wording, policy: Policy, vocabulary: Vocabulary, *, at_home: bool = True
) -> FirstLook:
    """Look at one mail with the eyes of one pack.

    ``at_home``: a mail that does not tell its place is of the pack's; else it is of none.
    """
    place = place_of(mail, vocabulary)
    wording = replace(mail, own=_without_injections(mail.own, vocabulary))
    known = [one.id for one in policy.categories]
    weights = weights_of(wording, vocabulary, known)
    intent, topic = purpose_of(wording, weights, vocabulary), main_of(weights, vocabulary.yields)
    if (first := first_of(wording, vocabulary)) is not None:
        of_first = main_of(weights_of(first, vocabulary, known), vocabulary.yields)
        topic = of_first if of_first.value else topic
    if topic.value is None and intent.value in ABOUT_A_CASE:
        topic = _topic_of_what_is_answered(wording, vocabulary, known)
    category = _category(intent, topic, known)
    others = _others(intent, category, wording, vocabulary, known)
    who = complainant_of(wording, intent.value, category.value, vocabulary)
    matter = Matter(
        intent=intent.value,
        category=category.value,
        others=tuple(one.value for one in others if one.value),
        complainant=who.value,
    )
    facts = particulars_of(wording, vocabulary, _currency(place, policy, vocabulary), matter)
    flags = flags_of(wording, mail.own, matter, vocabulary)
    so = _known_facts(wording, matter, flags, vocabulary, by_line=bool(facts.callers))
    kinds = [one for one in map(policy.category, matter.categories) if one is not None]
    evidence = check(wording, facts, kinds, policy, vocabulary, known=so)
    here = place.value or (policy.jurisdiction if at_home else None)
    home = Finding(home_of(mail, vocabulary) or here, place.rule)
    routes, why = _routes(home, matter, topic.value, so, policy)
    doubts = rivals_of(category.value, weights, vocabulary)
    routes = _agreed(_undoubted(routes, doubts, policy), so)
    if of_a_trade := _sellers_trades(wording, matter, vocabulary):
        routes = _of_any_seller(routes, of_a_trade, so, policy)
    return FirstLook(
        language=_language(wording, policy),
        jurisdiction=place,
        complainant=who,
        intent=intent,
        category=category,
        others=others,
        evidence=evidence if intent.value == NEW else replace(evidence, missing=()),
        demands=demands_of(wording.own, matter, vocabulary),
        routes=routes,
        routes_rule=why,
        urgency=urgency_of(wording, matter, facts, flags, vocabulary),
        facts=facts,
        flags=(*flags, *_out_of_pack(place, policy)),
        plain=plainly_said(wording.own, matter, flags, vocabulary, by_line=bool(facts.callers)),
    )


def _topic_of_what_is_answered(
    wording: Wording, vocabulary: Vocabulary, known: Collection[str]
) -> Finding:
    """Whoever answers a letter often leaves it to the letter below to say what it is about."""
    whole = replace(wording, own=wording.text)
    return main_of(weights_of(whole, vocabulary, known), vocabulary.yields)


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


def _others(
    intent: Finding,
    category: Finding,
    wording: Wording,
    vocabulary: Vocabulary,
    known: Collection[str],
) -> tuple[Finding, ...]:
    if category.value is None or intent.value in {ENQUIRY, NOTHING}:
        return ()
    return others_of(category.value, wording, vocabulary, known)


def _known_facts(
    wording: Wording,
    matter: Matter,
    flags: tuple[Finding, ...],
    vocabulary: Vocabulary,
    *,
    by_line: bool,
) -> dict[str, bool]:
    """The facts that preconditions ask for, as far as the mail says them.

    A mail that says nothing of silence or of texts complains of neither.
    """
    said = which_said(wording.own, vocabulary.facts)
    so = dict.fromkeys(said, True)
    so["silent_calls"] = "silent_calls" in said
    so["by_text_or_call"] = "by_text_or_call" in said or by_line or matter.category in _BY_CALL
    clients = first_said(wording.own, vocabulary.complainants.get("client", ()))
    if matter.complainant == _FOR_ANOTHER and clients is not None:
        so["for_a_client"] = True
        if "client_is_business" in said:
            so["complainant_is_consumer"] = False
    if matter.complainant == ComplainantType.CONSUMER:
        so["complainant_is_small"] = True
    elif so.pop("complainant_is_large", False):
        so["complainant_is_small"] = False
    raised = {one.value for one in flags}
    if matter.category == _FRAUD:
        so["money_lost"] = "money_lost" in raised
    return so


def _routes(
    place: Finding, matter: Matter, topic: str | None, so: Mapping[str, bool], policy: Policy
) -> tuple[Routes, str]:
    """The pack's bodies, unless the mail is of another place or of no complaint.

    Whoever only asks is told of the doors for what they ask about.
    """
    if place.value != policy.jurisdiction:
        where = f"it is of {place.value}" if place.value else place.rule
        return Routes(), f"{where}, and the pack of {policy.jurisdiction}: a person"
    if matter.intent is None or matter.intent in _NO_BODIES:
        return Routes(), f"{matter.intent or 'what nobody understands'} goes to nobody"
    complainant = ComplainantType(matter.complainant or ComplainantType.UNKNOWN)
    if matter.intent == ENQUIRY and complainant is ComplainantType.BUSINESS:
        return Routes(), "a business that asks is answered, and sent nowhere"
    category = topic if matter.intent == ENQUIRY else matter.category
    routes = bodies_for(policy, category, complainant, so)
    if complainant is not ComplainantType.UNKNOWN and not so.get("for_a_client"):
        return routes, f"the ladder of {policy.id}"
    why = "where only some are taken, it must first be asked who it is"
    return _sure(routes, policy), f"the ladder of {policy.id}; {why}"


def _undoubted(routes: Routes, rivals: Collection[str], policy: Policy) -> Routes:
    """Without the bodies that would be wrong if the matter is another one, as it may well be."""
    kinds = [one for one in map(policy.category, rivals) if one is not None]
    doubted = {policy.bodies[body].short for kind in kinds for body in kind.tempting}
    return replace(routes, candidates=tuple(one for one in routes.candidates if one not in doubted))


def _agreed(routes: Routes, so: Mapping[str, bool]) -> Routes:
    """Where the contract says so, arbitration first: a court then usually takes nothing of it."""
    if not so.get("arbitration_clause") or _ARBITRATION not in routes.candidates:
        return routes
    rest = (one for one in routes.candidates if one not in {_ARBITRATION, _COURT})
    return replace(routes, candidates=(_ARBITRATION, *rest))


def _sellers_trades(wording: Wording, matter: Matter, vocabulary: Vocabulary) -> frozenset[str]:
    """What the seller may well not be: anybody sells by telephone, and software is no telephone."""
    if _OF_ANY_SELLER.intersection(matter.categories[:1]):
        return _WHAT_IT_IS
    goods = first_said(wording.own, vocabulary.complainants.get("trade_goods", ()))
    doubted = goods and matter.category in BOUGHT
    return _PROVIDER if doubted or matter.category == _SERVICE else frozenset()


def _of_any_seller(
    routes: Routes, trades: frozenset[str], so: Mapping[str, bool], policy: Policy
) -> Routes:
    """Without the bodies for one trade, where the mail does not show that the seller is of it."""
    unknown = trades - {fact for fact, yes in so.items() if yes}
    choosy = {
        policy.bodies[rung.body].short
        for rung in policy.ladder
        if any(one.fact in unknown for one in rung.preconditions)
    }
    return replace(routes, candidates=tuple(one for one in routes.candidates if one not in choosy))


def _sure(routes: Routes, policy: Policy) -> Routes:
    """Without the doors that are for some complainants only: who it is must be asked first."""
    choosy = {one.short for one in policy.bodies.values() if one.complainants}
    return replace(routes, candidates=tuple(one for one in routes.candidates if one not in choosy))


def _out_of_pack(place: Finding, policy: Policy) -> tuple[Finding, ...]:
    if place.value is None or place.value == policy.jurisdiction:
        return ()
    return (
        Finding("out_of_pack", f"it is of {place.value}, and the pack of {policy.jurisdiction}"),
    )
