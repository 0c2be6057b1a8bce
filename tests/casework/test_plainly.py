"""What bodies ask about a case and a mail plainly says: a yes, a no, and never out of silence."""

from __future__ import annotations

import pytest

from casework.facts import FACTS
from casework.findings import Field
from casework.opening import _found
from casework.plainly import NOT, known_facts
from tests.casework.looks import look

CALLS = "Unwanted calls from 0161 496 0999 every day. "


def said(text: str) -> dict[str, bool]:
    """The facts that a mail to the British desk says."""
    return known_facts(look(text, pack="uk-communications").plain)


@pytest.mark.parametrize(
    ("text", "fact", "so"),
    [
        (CALLS, "by_text_or_call", True),
        ("Spam: another text message from them today.", "by_text_or_call", True),
        (CALLS + "I get silent calls.", "silent_calls", True),
        (CALLS + "When I pick up there is nobody there on the line.", "silent_calls", True),
        (CALLS + "My number is registered with the TPS.", "number_on_opt_out_list", True),
        ("My bill is wrong. I am a sole trader.", "complainant_is_small", True),
        ("Our bill is wrong. We have 40 employees.", "complainant_is_small", False),
        ("A scam: I paid £500 to them and the money is gone.", "money_lost", True),
    ],
)
def test_what_is_said_is_known(text: str, fact: str, *, so: bool) -> None:
    """Nobody is asked again."""
    assert said(text).get(fact) is so


@pytest.mark.parametrize(
    "text",
    [
        CALLS,
        CALLS + "They are not silent calls.",
        CALLS + "My number is not registered with the TPS.",
        CALLS + "Should I have registered with the TPS?",
        CALLS + "If I had an arbitration clause, would that help?",
        "My bill is wrong. I shall send a letter before claim.",
        "My bill is wrong. Please tell me whether it is different for a sole trader.",
        "A scam: they wanted my bank details.",
    ],
)
def test_what_is_denied_asked_or_not_said_is_still_a_question(text: str) -> None:
    """Silence is no "no"; a wish, a question and a condition are no "yes"."""
    assert set(said(text)) <= {"by_text_or_call"}


def test_they_are_findings_with_a_rule() -> None:
    """Shown as they were found; only what a precondition can ask for is among them."""
    found = look("Our bill is wrong. We have 40 employees.", pack="uk-communications")
    facts = [one.finding for one in _found(found) if one.field is Field.FACTS]

    assert [one.value for one in facts] == [f"{NOT}complainant_is_small"]
    assert facts[0].rule.startswith("it says '40 employees")
    assert {str(one.value).removeprefix(NOT) for one in facts} <= FACTS
