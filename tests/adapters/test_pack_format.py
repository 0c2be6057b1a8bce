"""Mistakes of form in a pack: each is a sentence that says where, what, and what would be right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packs import Mistake, problems, the_example, the_rung, written

if TYPE_CHECKING:
    from pathlib import Path

ADDRESSED = the_example()["addressed"]

MISTAKES: list[Mistake] = [
    (
        "a period in words",
        lambda pack: pack["clocks"]["review"].update(days="fourteen"),
        (
            "clocks.review.days is 'fourteen'; it should be a valid integer, "
            "unable to parse string as an integer."
        ),
    ),
    (
        "another way of counting",
        lambda pack: pack["ladder"][0]["clock"].update(counting="weekdays"),
        "ladder[0].clock.counting is 'weekdays'; it should be 'calendar days' or 'working days'.",
    ),
    ("something missing", lambda pack: pack.pop("ladder"), "ladder is missing."),
    (
        "a word of nobody's",
        lambda pack: pack["clocks"].update(holiday=1),
        "clocks.holiday is not a word of this format.",
    ),
    (
        "another format",
        lambda pack: pack.update(schema="ombud-pack/2"),
        "schema is 'ombud-pack/2'; it should be 'ombud-pack/1'.",
    ),
    (
        "a role of nobody's",
        lambda pack: pack["approvals"].update(guide=["boss"]),
        "approvals.guide[0] is 'boss'; it should be 'handler', 'approver' or 'manager'.",
    ),
    (
        "a deputy for nobody",
        lambda pack: pack["approvals"].update(deputies={"boss": "manager"}),
        (
            "approvals.deputies.boss is not a word of this format; "
            "it should be 'handler', 'approver' or 'manager'."
        ),
    ),
    (
        "a letter that nobody approves",
        lambda pack: the_rung(pack).update(approval=[]),
        ("ladder[0].approval is []; it should have at least 1 item."),
    ),
    (
        "an unknown fact",
        lambda pack: the_rung(pack)["preconditions"][0].update(fact="respondent_is_rich"),
        (
            "ladder[0].preconditions[0].fact is 'respondent_is_rich'; it should be "
            "'respondent_asked', 'respondent_late', 'respondent_answered', "
            "'respondent_is_operator', 'complainant_is_consumer', 'complainant_is_small', "
            "'accepted_elsewhere', 'settled_before', 'arbitration_clause', "
            "'respondent_is_provider', 'deadlock_letter', 'silent_calls', "
            "'number_on_opt_out_list', 'by_text_or_call', 'money_lost', 'clear_lead', "
            "'letter_before_claim' or 'in_scotland'."
        ),
    ),
    (
        "another way to ask",
        lambda pack: pack.update(consent="perhaps"),
        "consent is 'perhaps'; it should be 'ask' or 'inform'.",
    ),
    (
        "an intent of nobody's",
        lambda pack: pack["intents"].update(joke=["haha"]),
        (
            "intents.joke is not a word of this format; it should be 'status', 'settled', "
            "'withdraw', 'person', 'unhappy', 'consent', 'objection', 'interim', 'question' or "
            "'answer'."
        ),
    ),
    (
        "a word of no letters",
        lambda pack: pack["addressed"].append(" "),
        f"addressed[{len(ADDRESSED)}] is ' '; it should have at least 1 character.",
    ),
    (
        "an id that YAML takes for a number",
        lambda pack: pack["ladder"][0].update(body=12315),
        "ladder[0].body is 12315, as YAML reads it a number; put it in quotes.",
    ),
    (
        "a word that YAML takes for a yes",
        lambda pack: pack["prior"].insert(0, False),
        "prior[0] is False, as YAML reads yes, no, on and off; put it in quotes.",
    ),
    (
        "a key that YAML takes for a no",
        lambda pack: pack["evidence"].update({False: pack["evidence"]["contract"]}),
        "evidence has the key False, as YAML reads yes, no, on and off; put it in quotes.",
    ),
    (
        "a word of the format that YAML takes for an on",
        lambda pack: pack.update({True: "x"}),
        "the file has the key True, as YAML reads yes, no, on and off; put it in quotes.",
    ),
    (
        "a version that YAML takes for a date",
        lambda pack: pack.update(version=date(2026, 11, 21)),
        ("version is datetime.date(2026, 11, 21), as YAML reads it a date; put it in quotes."),
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[one[0] for one in MISTAKES])
def test_a_mistake_is_a_sentence(tmp_path: Path, mistake: Mistake) -> None:
    """Where it is, what stands there, what would be right."""
    _, change, sentence = mistake
    pack = the_example()

    change(pack)

    assert problems(written(tmp_path, pack)) == [sentence]


def test_three_mistakes_are_three_sentences(tmp_path: Path) -> None:
    """All of it at once."""
    pack = the_example()
    chosen = [MISTAKES[index] for index in (0, 1, 3)]
    for _, change, _ in chosen:
        change(pack)

    assert sorted(problems(written(tmp_path, pack))) == sorted(one[2] for one in chosen)


def test_a_long_mistake_is_told_shortly(tmp_path: Path) -> None:
    """The sentence names the place; it does not repeat a page."""
    (found,) = problems(written(tmp_path, {**the_example(), "calendar": [{"a": "b" * 1000}]}))

    assert found.startswith("calendar is [{'a': 'bbb")
    assert len(found) < 130


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
@pytest.mark.parametrize("levels", [2_000, 100_000])
def test_a_file_with_too_many_levels_is_refused(tmp_path: Path, opening: str, levels: int) -> None:
    """In words: the C library alone would end the program."""
    file = tmp_path / "deep.yaml"
    file.write_text(opening * levels + "1" + ("}" * levels if opening == "{a: " else ""))

    (told,) = problems(file)
    assert told.startswith("it is not YAML")
