"""The rules of one jurisdiction, as values."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from casework.policy import Counting, PackError, SendHours, Submits, chosen
from tests.examples import a_policy

POLICY = a_policy()


@pytest.mark.parametrize("category", POLICY.categories, ids=lambda one: one.id)
def test_a_category_is_found_by_its_id(category: object) -> None:
    """Each one, not the first one."""
    assert POLICY.category(getattr(category, "id", None)) is category


@pytest.mark.parametrize("unknown", [None, "", "Harassment_call", "no such category"])
def test_an_unknown_category_is_none(unknown: str | None) -> None:
    """A case whose category is not known yet, or was another pack's, is no error."""
    assert POLICY.category(unknown) is None


def test_letters_leave_by_day_unless_a_pack_says_otherwise() -> None:
    """From eight in the morning until eight in the evening."""
    assert SendHours() == SendHours(start=time(8), until=time(20))


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("calendar days", Counting.CALENDAR_DAYS), ("working days", Counting.WORKING_DAYS)],
)
def test_days_are_counted_in_the_words_of_the_packs(word: str, meaning: Counting) -> None:
    """What a pack's author writes is what the clock reads."""
    assert Counting(word) is meaning


@pytest.mark.parametrize("word", ["weekdays", "days", ""])
def test_another_way_of_counting_is_refused(word: str) -> None:
    """A clock that nobody can count never starts."""
    with pytest.raises(ValueError, match="is not a valid Counting"):
        Counting(word)


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("desk", Submits.DESK),
        ("complainant", Submits.COMPLAINANT),
        ("desk_if_authorised", Submits.DESK_IF_AUTHORISED),
    ],
)
def test_who_brings_a_case_to_a_body_is_said_in_the_pack(word: str, who: Submits) -> None:
    """Three ways, and no fourth."""
    assert Submits(word) is who
    assert len(Submits) == 3


def test_the_pack_of_new_cases_is_chosen_by_name() -> None:
    """A name that no pack has is told with the names there are."""
    packs = {"example": a_policy()}

    assert chosen(packs, "example") is packs["example"]
    with pytest.raises(PackError, match=r"there is no pack 'exmaple': .* one of example"):
        chosen(packs, "exmaple")
    with pytest.raises(PackError, match="once there is one"):
        chosen({}, "example")


def test_a_clock_says_what_it_rests_on() -> None:
    """The title of its source, or that it is the desk's own rule."""
    pack = replace(POLICY, sources={"S-1": "Act 1, section 2"})

    assert pack.basis(replace(POLICY.clocks.answer, basis="S-1")) == "Act 1, section 2"
    assert pack.basis(POLICY.clocks.answer) == "policy"


def test_a_rung_is_found_by_its_body() -> None:
    """A case without a rung has none, and no error."""
    assert [POLICY.rung(one.body) for one in POLICY.ladder] == list(POLICY.ladder)
    assert POLICY.rung(None) is None


@pytest.mark.parametrize(
    ("hours", "held", "stands_in"),
    [
        (0, {"approver", "manager"}, {}),
        (47, {"approver"}, {}),
        (48, {"approver"}, {"approver": "manager"}),
        (0, {"manager"}, {"approver": "manager"}),
    ],
)
def test_a_deputy_stands_in_once_they_are_asked_or_where_nobody_has_the_role(
    hours: int, held: set[str], stands_in: dict[str, str]
) -> None:
    """Not from the first minute: the approver has the time that the pack gives them."""
    approvals = POLICY.approvals

    assert approvals.deputies_after(timedelta(hours=hours), held) == stands_in
