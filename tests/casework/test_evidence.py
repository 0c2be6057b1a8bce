"""What the checklist still lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.casefile import EvidenceKept
from casework.evidence import missing_evidence, still_useful
from tests.examples import a_case, a_file

FILE = a_file()
POLICY = FILE.policy
CATEGORIES = [one.id for one in POLICY.categories]


def missing(category: str | None, *there: str) -> list[str]:
    """The ids of what a case of this category lacks, with this evidence on it."""
    kept = tuple(EvidenceKept(item=one, message="f" * 64) for one in there)
    file = replace(FILE, case=a_case(category=category), evidence=kept)
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


@pytest.mark.parametrize(
    ("category", "there", "useful"),
    [
        ("harassment_call", (), ["recording", "contract"]),
        ("harassment_call", ("recording",), ["contract"]),
        ("refund_refused", (), []),
        (None, (), ["contract"]),
    ],
)
def test_what_nobody_waits_for_is_ticked_off_all_the_same(
    category: str | None, there: tuple[str, ...], useful: list[str]
) -> None:
    """What the respondent must keep, and an authorisation (here: a contract), each once."""
    pack = replace(POLICY, authorisation="contract")
    kept = tuple(EvidenceKept(item=one, message="f" * 64) for one in there)
    file = replace(FILE, policy=pack, case=a_case(category=category), evidence=kept)

    assert [one.id for one in still_useful(file)] == useful


def test_a_pack_that_wants_no_authorisation_looks_for_none() -> None:
    """Only what must be preserved is useful besides the checklist."""
    assert [one.id for one in still_useful(FILE)] == ["recording"]
