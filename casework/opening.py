"""What a case begins with: the first look at its mail, and what of it a person must see.

What would end a complaint, or is none, takes no course of its own: a person says what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casework.assessment import (
    Finding,
    Ticked,
    category_of,
    evidence_in,
    prior_of,
    useful_items,
)
from casework.callers import Caller, caller_of
from casework.findings import Field, Found, Urgency
from casework.plainly import known_facts
from casework.purposes import ENQUIRY, NEW, NOTHING, NOTICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from casework.assessment import Reading
    from casework.first_look import FirstLook
    from casework.matters import Category
    from casework.messages import Attachment
    from casework.particulars import Particulars
    from casework.policy import Policy

HELD_AS = {
    NOTICE: "reads like an authority's notice",
    NOTHING: "reads like no complaint",
}
"""Mails that a machine's answer could do harm to, and the rule under which they wait instead."""

_NO_COURSE = {
    NOTHING: "it reads like no complaint",
    ENQUIRY: "it is a question, and no complaint",
    "withdrawal": "it takes something back that is not known here",
    "confirm_resolved": "it says that something is settled that is not known here",
}
_OF_A_CASE = {
    "follow_up": "it follows up something that is not known here",
    "appeal": "it does not accept an answer that is not known here",
}
_OUT_OF_PACK, _OFFER = "out_of_pack", "sales_spam"
_GRAVE_BY_KIND = "grave by its kind"  # the pack knows what to do about it
_ONLY_NOTED = frozenset(
    {
        *("b2b", "said_stop_but_called_again", "threatens_regulator", "earlier_contact"),
        *("data_right_request", "possible_breach", "no_money_lost"),
    }
)
"""Flags that tell something, and stop nobody; every other one is for a person."""

_HINTS = frozenset({"its clock", "its script"})  # of a place: people travel, and servers run on UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a new case is given; ``for_a_person``: why one must look at it, if one must."""

    language: Finding
    category: Finding
    complainant: Finding
    prior_on: Finding
    urgency: Finding
    evidence: tuple[Ticked, ...] = ()
    for_a_person: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    callers: tuple[Caller, ...] = ()
    facts: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as every later one is read, the pack of its case, and the day it came there.

    ``own_categories`` are those of the pack for which there are no other words than its own.
    """

    reading: Reading
    attachments: tuple[Attachment, ...]
    policy: Policy
    today: date
    own_categories: tuple[Category, ...] = ()


def held_as(look: FirstLook) -> str:
    """Why no case opens by itself, if none does: the rule that holds the mail for a person.

    What reads like no complaint and yet names an order, brings evidence or raises a flag may be
    one: its sender is told that it has come, and a person reads it.
    """
    if look.intent.value == NOTHING and _has_matter(look):
        return ""
    return HELD_AS.get(look.intent.value or "", "")


def _has_matter(look: FirstLook) -> bool:
    raised = {one.value for one in look.flags} - _ONLY_NOTED - {_OFFER, _OUT_OF_PACK}
    return bool(raised or look.facts.references or look.evidence.present)


def opening_of(look: FirstLook, mail: Mail, suggested: Finding | None = None) -> Opening:
    """What a first look makes of a mail's case. ``suggested``: the pack of the place it is of."""
    category = _category(look, mail)
    prior_on = prior_of(mail.reading, mail.policy, mail.today)
    place = look.jurisdiction.value or mail.policy.jurisdiction
    calls = [(caller_of(one, place, mail.reading.text), why) for one, why in _calls(look)]
    return Opening(
        language=look.language,
        category=category,
        complainant=look.complainant,
        prior_on=prior_on,
        urgency=look.urgency,
        evidence=tuple(_ticked(look, category.value, mail)),
        for_a_person=tuple(_reasons(look)),
        found=(
            *_found(look),
            Found(Field.CATEGORY, category),
            Found(Field.PRIOR_ON, prior_on),
            *(Found(Field.CALLERS, Finding(one.number, why)) for one, why in calls),
            *([Found(Field.PACK, suggested)] if suggested else []),
        ),
        callers=tuple(one for one, _ in calls),
        facts=known_facts(look.plain),
    )


def _calls(look: FirstLook) -> Iterator[tuple[str, str]]:
    yield from ((one.value, one.rule) for one in look.facts.callers if one.value)


def unseen(language: Finding, why: str) -> Opening:
    """What a case begins with where the look at its mail came to nothing: a person."""
    nobody = Finding(None, "the first look failed")
    return Opening(
        language=language,
        category=nobody,
        complainant=nobody,
        prior_on=nobody,
        urgency=Finding(Urgency.NORMAL, nobody.rule),
        for_a_person=(f"the first look failed: {why}",),
        found=tuple(
            Found(one, nobody) for one in (Field.INTENT, Field.CATEGORY, Field.COMPLAINANT)
        ),
    )


def _category(look: FirstLook, mail: Mail) -> Finding:
    """What it is about; nothing where it should take no course without a person.

    A category of the pack's own, for which nobody has words but the pack, is found by these.
    """
    if (why := _NO_COURSE.get(look.intent.value or "")) is not None:
        return Finding(None, f"{why}: a person says what it is about")
    if look.category.value is not None or not mail.own_categories:
        return look.category
    found = category_of(mail.reading, mail.own_categories)
    return found if found.value is not None else look.category


def _ticked(look: FirstLook, category: str | None, mail: Mail) -> Iterator[Ticked]:
    """As every later mail is ticked off; and what only the first look can tell, besides."""
    known = mail.policy.category(category)
    if known is None:
        return
    wanted = [mail.policy.evidence[item] for item in known.evidence]
    useful = useful_items(mail.policy, known)
    there = evidence_in(mail.reading, mail.attachments, wanted, useful)
    yield from there
    more = {one.id for one in (*wanted, *useful)} - {one.item for one in there}
    for one in look.evidence.present:
        if one.value in more:
            files = (file for file in mail.attachments if one.rule == f"the file {file.name!r}")
            shows = next((file.sha256 for file in files), None)
            yield Ticked(item=one.value, sha256=shows, rule=one.rule)


# ---- for a person ----------------------------------------------------------------------------


def _reasons(look: FirstLook) -> Iterator[str]:
    """Why a person must look, the most pressing first."""
    urgent = look.urgency.value in {Urgency.CRITICAL, Urgency.HIGH}
    if urgent and not look.urgency.rule.startswith(_GRAVE_BY_KIND):
        yield f"{look.urgency.value}: {look.urgency.rule}"
    intent = look.intent.value
    if intent is None:
        yield f"nobody can tell what it is for: {look.intent.rule}"
    elif intent != NEW:
        known = {**HELD_AS, **_NO_COURSE, **_OF_A_CASE}
        yield f"{known.get(intent, intent)}: {look.intent.rule}"
    for flag in look.flags:
        if flag.value not in _ONLY_NOTED and not _is_hint(look, flag):
            yield f"{flag.value}: {flag.rule}"


def _is_hint(look: FirstLook, flag: Finding) -> bool:
    """Another place is told by nothing but the sender's clock and script."""
    signs = look.jurisdiction.rule.removeprefix("by ").split(", ")
    return flag.value == _OUT_OF_PACK and set(signs) <= _HINTS


# ---- all of it -------------------------------------------------------------------------------


def _found(look: FirstLook) -> Iterator[Found]:
    """Every finding, field by field; of a list, each value."""
    for of_one, one in (
        (Field.LANGUAGE, look.language),
        (Field.JURISDICTION, look.jurisdiction),
        (Field.COMPLAINANT, look.complainant),
        (Field.INTENT, look.intent),
        (Field.URGENCY, look.urgency),
    ):
        yield Found(of_one, one)
    for of_many, several in (
        (Field.OTHERS, look.others),
        (Field.DEMANDS, look.demands),
        (Field.FLAGS, look.flags),
        (Field.MENTIONED, look.evidence.mentioned),
        (Field.FACTS, look.plain),
    ):
        yield from (Found(of_many, one) for one in several)
    yield from _facts(look.facts)
    for body in look.routes.candidates:
        yield Found(Field.BODIES, Finding(body, look.routes_rule))
    for body, why in look.routes.wrong:
        yield Found(Field.WRONG_BODIES, Finding(body, why))


def _facts(facts: Particulars) -> Iterator[Found]:
    for of_many, several in (
        (Field.OWN_NUMBERS, facts.own),
        (Field.DATES, facts.dates),
        (Field.TIMES, facts.times),
        (Field.REFERENCES, facts.references),
    ):
        yield from (Found(of_many, one) for one in several)
    for value, currency in facts.amounts:
        yield Found(Field.AMOUNTS, Finding(f"{value} {currency}".strip(), "a sum in the text"))
    if facts.amount.value is not None:
        sum_ = f"{facts.amount.value} {facts.currency}".strip()
        yield Found(Field.AMOUNT, Finding(sum_, facts.amount.rule))
    if facts.deadline.value is not None:
        yield Found(Field.DEADLINE, facts.deadline)
