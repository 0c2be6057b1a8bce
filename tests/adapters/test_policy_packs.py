"""Policy packs: a file becomes a policy, or every reason why not, in sentences."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from adapters.policy_packs import load_pack, load_packs
from casework.case import Language
from casework.facts import FACTS
from casework.policy import Asks, Counting, Intent, Notice, PackError, Submits
from casework.roles import Deed, Role, may
from tests.adapters.packs import (
    EXAMPLE,
    POLICIES,
    a_rung_of_everything,
    problems,
    the_example,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_the_example_is_a_policy() -> None:
    """Every part of it arrives as a value; words are ready for comparing."""
    policy = load_pack(EXAMPLE)

    assert (policy.id, policy.zone.key, policy.calendar) == ("example", "Asia/Shanghai", "CN")
    assert (policy.clocks.review.count, policy.clocks.review.counting) == (
        *(3, Counting.WORKING_DAYS),
    )
    assert policy.evidence["call_log"].names[Language.ENGLISH].startswith("a record of the calls")
    assert policy.evidence["call_log"].in_text
    assert not policy.evidence["recording"].in_text
    assert policy.ladder[0].submits is Submits.DESK
    harassment = policy.category("harassment_call")
    assert harassment is not None
    assert "骚扰" in harassment.words
    assert harassment.preserve == ("recording",)
    assert policy.evidence["recording"].kept_days == 30


def test_what_the_desk_may_do_is_in_the_policy() -> None:
    """Consent, notice, what is passed on, who approves, the clocks of an answer."""
    policy = load_pack(EXAMPLE)

    assert (policy.consent, policy.notice) == (Asks.INFORM, Notice.WITH_EVIDENCE)
    assert policy.pass_on.evidence == ("call_log", "contract", "payment_proof")
    assert (policy.pass_on.name, policy.pass_on.words, policy.pass_on.numbers) == (True,) * 3
    assert policy.approvals.deputies == {"approver": "manager"}
    assert policy.ladder[0].approval == ("approver",)
    assert policy.clocks.answer_reminders == (7, 12)
    assert policy.clocks.answer.count == 15
    assert set(policy.intents) == set(Intent)
    assert policy.authorisation is None


@pytest.mark.parametrize("role", [one for one in Role if may(one, Deed.HANDLE)])
def test_a_pack_may_name_every_role_that_works_on_cases(tmp_path: Path, role: Role) -> None:
    """The two lists are one: a role that nobody can have would wait for ever."""
    pack = the_example()
    pack["approvals"]["guide"] = [role.value]

    assert load_pack(written(tmp_path, pack)).approvals.guide == (role.value,)


def test_the_bodies_come_with_the_pack() -> None:
    """Those of the ladder, each with its guide in every language."""
    bodies = load_pack(EXAMPLE).bodies

    assert set(bodies) == {"example-ombudsman", "example-tribunal"}
    assert bodies["example-ombudsman"].address == "intake@ombudsman.example"
    assert bodies["example-tribunal"].address == ""
    assert set(bodies["example-tribunal"].guide) == set(Language)


def test_a_rung_arrives_whole(tmp_path: Path) -> None:
    """With its categories, preconditions, time bar, and the bodies it excludes."""
    pack = the_example()
    a_rung_of_everything(pack)

    policy = load_pack(written(tmp_path, pack))
    rung = policy.ladder[0]

    assert rung.categories == ("data_leak",)
    assert rung.excludes == ("example-tribunal",)
    assert rung.approval == ("approver", "manager")
    assert [(one.fact, one.wanted) for one in rung.preconditions] == [
        ("respondent_asked", True),
        ("accepted_elsewhere", False),
    ]
    assert [(one.clock.count, one.clock.basis) for one in rung.time_bars] == [(730, "S-1")]
    assert set(policy.bodies) == {"example-ombudsman", "example-tribunal"}


def test_words_are_normalised_as_mail_is(tmp_path: Path) -> None:
    """Traditional, full-width and capital words in a pack still match."""
    words = ["騷擾", "ＵＮＷＡＮＴＥＤ"]  # noqa: RUF001  Chinese punctuation
    pack = the_example()
    pack["categories"][0]["words"] = pack["addressed"] = pack["prior"] = words
    pack["intents"]["status"] = pack["evidence"]["recording"]["words"] = words

    policy = load_pack(written(tmp_path, pack))

    assert [
        policy.categories[0].words,
        policy.addressed,
        policy.prior,
        policy.intents[Intent.STATUS],
        policy.evidence["recording"].words,
    ] == [("骚扰", "unwanted")] * 5


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"id: [", "it is not YAML: "),
        (b"id: \xff\xfe", "it is not YAML: "),
        (b"- a\n- b\n", "the file is "),
        (b"", "the file is None"),
        (b"x: !!python/object/apply:os.getcwd []\n", "it is not YAML: "),
        (b"version: 2026-13-45\n", "it is not YAML: month must be in 1..12"),
        (b"x: " + b"[" * 3000, "it is not YAML: "),
    ],
    ids=["broken", "not UTF-8", "a list", "empty", "code", "no day", "deep"],
)
def test_a_file_that_is_no_pack_is_told(tmp_path: Path, raw: bytes, sentence: str) -> None:
    """One sentence, and nothing in the file is ever run."""
    file = tmp_path / "pack.yaml"
    file.write_bytes(raw)

    (found,) = problems(file)

    assert found.startswith(sentence)


def test_a_key_that_is_there_twice_is_told(tmp_path: Path) -> None:
    """YAML would take the last one and say nothing."""
    file = tmp_path / "pack.yaml"
    file.write_text("id: a\nevidence: {}\nevidence: {}\n")

    (found,) = problems(file)

    assert found.startswith("it is not YAML: 'evidence' is there twice")
    assert "line 3" in found


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    assert problems(tmp_path / "none.yaml") == ["there is no such file."]


def test_a_folder_of_packs_is_read_by_id() -> None:
    """What the desk starts with; bodies are not packs."""
    assert "example" in load_packs(POLICIES)


def test_all_problems_of_all_packs_are_told(tmp_path: Path) -> None:
    """A good one beside them does not hide them."""
    written(tmp_path, the_example())
    (tmp_path / "bad.yaml").write_text("id: [")
    (tmp_path / "worse.yaml").write_text("")

    with pytest.raises(PackError) as caught:
        load_packs(tmp_path)

    assert "bad.yaml has 1 problem" in str(caught.value)
    assert "worse.yaml has 1 problem" in str(caught.value)


def test_two_packs_of_one_id_are_a_mistake(tmp_path: Path) -> None:
    """Copied from the example and not renamed: which one would a case be under?"""
    shutil.copy(written(tmp_path, the_example()), tmp_path / "another.yaml")

    with pytest.raises(PackError, match="example"):
        load_packs(tmp_path)


# ---- a desk's own addresses ----


def test_a_desk_may_give_a_body_another_address() -> None:
    """By the body's id; the others keep theirs."""
    packs = load_packs(POLICIES, {"example-tribunal": "court@here.example"})

    bodies = packs["example"].bodies
    assert bodies["example-tribunal"].address == "court@here.example"
    assert bodies["example-ombudsman"].address == "intake@ombudsman.example"


def test_a_demo_gives_every_body_one_address() -> None:
    """Whatever else is set: nothing of a demo ever leaves the machine."""
    own = {"*": "all@demo.example", "cn-mca": "real@authority.example"}

    packs = load_packs(POLICIES, own)

    assert {body.address for pack in packs.values() for body in pack.bodies.values()} == {
        "all@demo.example"
    }


def test_an_own_address_of_nobody_is_told() -> None:
    """Misspelt, it would leave the real address in use."""
    with pytest.raises(PackError, match=r"there is no .*example-ombudsmen\.yaml, for which"):
        load_packs(POLICIES, {"example-ombudsmen": "all@demo.example"})


def test_an_own_address_that_is_none_is_told() -> None:
    """Mail to it would never arrive."""
    with pytest.raises(
        PackError, match=r"own address of .* is 'nowhere'; it should be one such as"
    ):
        load_packs(POLICIES, {"*": "nowhere"})


# ---- the facts ----


def test_the_facts_of_preconditions_are_known_by_name() -> None:
    """The words of packs, of the directory of respondents and of staff's answers are these."""
    assert set(FACTS) == {
        "respondent_asked",
        "respondent_late",
        "respondent_answered",
        "respondent_is_operator",
        "complainant_is_consumer",
        "complainant_is_small",
        "accepted_elsewhere",
        "settled_before",
        "arbitration_clause",
        "respondent_is_provider",
        "deadlock_letter",
        "silent_calls",
        "number_on_opt_out_list",
        "by_text_or_call",
        "money_lost",
        "clear_lead",
        "letter_before_claim",
        "in_scotland",
    }
