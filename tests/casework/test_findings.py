"""What is known of a case, and who says so."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from casework.findings import ASSESSMENT, Field, in_force, steers, values_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A finding as a row has it."""

    field: str
    value: str
    by: str
    cause: str


def a_rule(value: str, cause: str = "mail", field: str = "flags") -> Kept:
    """A rule said so."""
    return Kept(field, value, ASSESSMENT, cause)


def ling(value: str, cause: str, field: str = "flags") -> Kept:
    """Ling said so."""
    return Kept(field, value, "ling", cause)


@pytest.mark.parametrize(
    ("kept", "stands"),
    [
        ([a_rule("a"), a_rule("b")], ["a", "b"]),
        ([a_rule("a"), a_rule("b", "later mail")], ["b"]),
        ([a_rule("a"), ling("c", "1")], ["c"]),
        ([a_rule("a"), ling("c", "1"), a_rule("b", "later mail")], ["c"]),
        ([ling("c", "1"), ling("d", "1"), ling("e", "2"), ling("f", "2")], ["e", "f"]),
    ],
)
def test_a_persons_word_stands_above_a_rules_and_a_later_one_above_an_earlier(
    kept: list[Kept], stands: list[str]
) -> None:
    """All that was said at once stands together."""
    assert [one.value for one in in_force(kept)["flags"]] == stands


def test_every_field_is_for_itself() -> None:
    """A correction of one leaves the others as they were found."""
    found = in_force([a_rule("x", field="urgency"), ling("c", "1"), a_rule("y", field="intent")])

    assert {field: rows[0].value for field, rows in found.items()} == {
        "urgency": "x",
        "flags": "c",
        "intent": "y",
    }
    assert in_force([]) == {}


@pytest.mark.parametrize(
    ("field", "said", "values"),
    [
        (Field.FLAGS, "threat, abuse", ("threat", "abuse")),
        (Field.FLAGS, "threat\N{IDEOGRAPHIC COMMA}threat\n;", ("threat",)),
        (Field.FLAGS, " ", ()),
        (Field.AMOUNT, " 1,000 CNY ", ("1,000 CNY",)),
        (Field.PRIOR_ON, "", ()),
    ],
)
def test_some_fields_have_several_values(field: str, said: str, values: tuple[str, ...]) -> None:
    """As a person writes them."""
    assert values_of(field, said) == values


def test_what_the_procedure_hangs_on_is_known() -> None:
    """The rest is for people to read."""
    assert all(map(steers, ("language", "complainant", "category", "prior_on", "consent")))
    assert steers("respondent_is_operator")
    assert not any(map(steers, ("urgency", "flags", "demands", "caller_numbers")))
