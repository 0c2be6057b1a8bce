"""What the checklist still lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.evidence import missing_evidence
from tests.examples import a_case, a_file

FILE = a_file()
POLICY = FILE.policy
CATEGORIES = [one.id for one in POLICY.categories]


def missing(category: str | None, *there: str) -> list[str]:
    """The ids of what a case of this category lacks, with this evidence on it."""
    file = replace(FILE, case=a_case(category=category), evidence=frozenset(there))
    return [item.id for item in missing_evidence(file)]


@pytest.mark.parametrize(
    ("category", "there", "lacks"),
    [
        ("harassment_call", (), ["call_log"]),
        ("harassment_call", ("call_log",), []),
        ("harassment_call", ("contract",), ["call_log"]),
        ("refund_refused", (), ["contract", "payment_proof"]),
        ("refund_refused", ("contract",), ["payment_proof"]),
        ("refund_refused", ("payment_proof",), ["contract"]),
        ("refund_refused", ("payment_proof", "contract"), []),
        ("data_leak", (), ["leak_indicator", "call_log"]),
    ],
)
def test_a_case_lacks_what_its_category_asks_for_and_nothing_shows(
    category: str, there: tuple[str, ...], lacks: list[str]
) -> None:
    """In the pack's order, which is the order of the letter."""
    assert missing(category, *there) == lacks


@pytest.mark.parametrize("category", [None, "a category of an older pack"])
def test_a_case_without_a_category_lacks_nothing(category: str | None) -> None:
    """A person has to say first what it is about; nobody is asked for papers until then."""
    assert missing(category) == []


@given(st.sampled_from(CATEGORIES), st.sets(st.sampled_from(list(POLICY.evidence))))
def test_nothing_that_is_there_is_asked_for_again(category: str, there: set[str]) -> None:
    """What is missing and what is there make up the whole checklist."""
    known = POLICY.category(category)
    assert known is not None

    lacks = missing(category, *there)

    assert not set(lacks) & there
    assert set(lacks) | (there & set(known.evidence)) == set(known.evidence)
