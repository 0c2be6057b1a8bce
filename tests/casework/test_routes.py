"""Which bodies fit a complaint before there is a case: doors, facts, and what is tempting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import ComplainantType, Language
from casework.routes import Routes, bodies_for
from casework.terms import Precondition
from tests.casework.situations import POLICY, a_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.policy import Policy

OMBUDSMAN, TRIBUNAL = "example_ombudsman", "example_tribunal"
NAMES = dict.fromkeys(Language, "not what it is for")
CONSUMER, BUSINESS = ComplainantType.CONSUMER, ComplainantType.BUSINESS
NOISE = "harassment_call"


def asks(fact: str, *, must_be_known: bool = False) -> Precondition:
    """What a body asks before it takes a case."""
    return Precondition(fact=fact, wanted=True, names=NAMES, must_be_known=must_be_known)


def pack(
    *asked: Precondition,
    takes: tuple[ComplainantType, ...] = (),
    categories: tuple[str, ...] = (),
    **kind: object,
) -> Policy:
    """The example, with another first rung; ``kind`` changes the first category."""
    first, second = POLICY.ladder
    bodies = dict(POLICY.bodies)
    bodies[first.body] = replace(bodies[first.body], complainants=takes)
    noise, *others = POLICY.categories
    changed: Mapping[str, object] = {
        "ladder": (replace(first, preconditions=asked, categories=categories), second),
        "bodies": bodies,
        "categories": (replace(noise, **kind), *others),  # type: ignore[arg-type]  # a test's
    }
    return a_pack(**changed)


def test_without_more_the_bodies_are_those_of_the_ladder() -> None:
    """In its order, for whoever complains."""
    both = Routes(candidates=(OMBUDSMAN, TRIBUNAL))

    assert bodies_for(pack(), NOISE, ComplainantType.UNKNOWN, {}) == both
    assert bodies_for(pack(categories=("data_leak",)), NOISE, CONSUMER, {}) == Routes(
        candidates=(TRIBUNAL,)
    )


def test_a_category_names_its_bodies_the_best_first() -> None:
    """Its order stands above the ladder's, which is the order of the desk."""
    own = pack(bodies=("example-tribunal", "example-ombudsman"))

    assert bodies_for(own, NOISE, CONSUMER, {}).candidates == (TRIBUNAL, OMBUDSMAN)


@pytest.mark.parametrize(
    ("who", "candidates", "wrong"),
    [
        (CONSUMER, (OMBUDSMAN, TRIBUNAL), ()),
        (BUSINESS, (TRIBUNAL,), ((OMBUDSMAN, "not for this complainant: business"),)),
        (ComplainantType.UNKNOWN, (TRIBUNAL, OMBUDSMAN), ()),
        (ComplainantType.REPRESENTATIVE, (TRIBUNAL, OMBUDSMAN), ()),
        (ComplainantType.AUTHORITY, (), ()),
    ],
)
def test_who_complains_decides_which_doors_are_open(
    who: ComplainantType, candidates: tuple[str, ...], wrong: tuple[tuple[str, str], ...]
) -> None:
    """What surely takes them comes first; an authority is sent nowhere."""
    found = bodies_for(pack(takes=(CONSUMER,)), NOISE, who, {})

    assert (found.candidates, found.wrong) == (candidates, wrong)


def test_of_no_category_only_closed_doors_are_known() -> None:
    """Nothing is guessed."""
    assert bodies_for(pack(takes=(CONSUMER,)), None, BUSINESS, {}) == Routes(
        wrong=((OMBUDSMAN, "not for this complainant: business"),)
    )


@pytest.mark.parametrize(
    ("facts", "is_right"),
    [({}, True), ({"clear_lead": True}, True), ({"clear_lead": False}, False)],
)
def test_what_is_known_not_to_be_met_is_wrong(facts: dict[str, bool], *, is_right: bool) -> None:
    """What nobody knows is asked, and stops nothing."""
    found = bodies_for(pack(asks("clear_lead")), NOISE, CONSUMER, facts)

    assert (OMBUDSMAN in found.candidates) is is_right
    assert ((OMBUDSMAN, "not met: clear_lead") in found.wrong) is not is_right


def test_a_type_answers_the_question_whether_a_consumer_complains() -> None:
    """The same as a door, where a body asks it as a precondition."""
    found = bodies_for(pack(asks("complainant_is_consumer")), NOISE, BUSINESS, {})

    assert found.wrong == ((OMBUDSMAN, "not met: complainant_is_consumer"),)


def test_a_respondent_that_is_yet_to_be_asked_speaks_against_no_body() -> None:
    """The desk asks it first anyway."""
    found = bodies_for(pack(asks("respondent_asked")), NOISE, CONSUMER, {"respondent_asked": False})

    assert found == Routes(candidates=(OMBUDSMAN, TRIBUNAL))


@pytest.mark.parametrize(
    ("facts", "is_named"),
    [({}, False), ({"silent_calls": True}, True), ({"silent_calls": False}, False)],
)
def test_a_body_for_one_thing_only_is_not_named_on_a_guess(
    facts: dict[str, bool], *, is_named: bool
) -> None:
    """Whoever takes silent calls only is right once somebody says that they are silent."""
    silent = asks("silent_calls", must_be_known=True)

    found = bodies_for(pack(silent), NOISE, CONSUMER, facts)

    assert (OMBUDSMAN in found.candidates) is is_named


def test_what_people_try_in_vain_is_said_with_its_reason() -> None:
    """In the language of the staff."""
    found = bodies_for(
        pack(tempting={"example-tribunal": NAMES}), NOISE, ComplainantType.UNKNOWN, {}
    )

    assert found == Routes(candidates=(OMBUDSMAN,), wrong=((TRIBUNAL, "not what it is for"),))
