"""Policy packs: a file becomes a policy, or every reason why not, in sentences."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from adapters.policy_packs import load_pack, load_packs
from casework.case import Language
from casework.policy import Counting, PackError, Submits
from tests.examples import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Pack = dict[str, Any]
Change = Any  # what a test does to a pack

EXAMPLE = ROOT / "policies" / "example.yaml"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Pack], Path]:
    """A folder with the example's bodies, in which a test writes its own pack."""
    shutil.copytree(ROOT / "policies" / "bodies", tmp_path / "bodies")

    def write(pack: Pack) -> Path:
        file = tmp_path / "pack.yaml"
        file.write_text(yaml.safe_dump(pack, allow_unicode=True), "utf-8")
        return file

    return write


@pytest.fixture
def pack() -> Pack:
    """The example, to be changed."""
    loaded: Pack = yaml.safe_load(EXAMPLE.read_text("utf-8"))
    return loaded


def problems(file: Path) -> list[str]:
    """Why a pack cannot be used."""
    with pytest.raises(PackError) as caught:
        load_pack(file)
    head, *rest = str(caught.value).split("\n  ")
    many = f"{len(rest)} problem{'s' if len(rest) > 1 else ''}"
    assert head == f"{file} has {many}:"
    return rest


def test_the_example_is_a_policy() -> None:
    """Every part of it arrives as a value; words are ready for comparing."""
    policy = load_pack(EXAMPLE)

    assert (policy.id, policy.zone.key, policy.calendar) == ("example", "Asia/Shanghai", "CN")
    assert (policy.clocks.review.days, policy.clocks.review.counting) == (
        *(3, Counting.WORKING_DAYS),
    )
    assert policy.evidence["call_log"].names[Language.ENGLISH].startswith("a record of the calls")
    assert policy.evidence["call_log"].in_text
    assert not policy.evidence["recording"].in_text
    assert policy.ladder[0].submits is Submits.DESK
    harassment = policy.category("harassment_call")
    assert harassment is not None
    assert "骚扰" in harassment.words


def test_words_are_normalised_as_mail_is(written: Callable[[Pack], Path], pack: Pack) -> None:
    """Traditional, full-width and capital words in a pack still match."""
    pack["categories"][0]["words"] = ["騷擾", "ＵＮＷＡＮＴＥＤ"]  # noqa: RUF001  Chinese punctuation

    assert load_pack(written(pack)).categories[0].words == ("骚扰", "unwanted")


MISTAKES: list[tuple[str, Change, str]] = [
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
        "an unknown body",
        lambda pack: pack["ladder"][0].update(body="nobody"),
        "ladder[0].body is 'nobody'; there is no bodies/nobody.yaml.",
    ),
    (
        "an unknown item",
        lambda pack: pack["categories"][1]["evidence"].append("photo"),
        (
            "categories[1].evidence names 'photo'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "a language left out",
        lambda pack: pack["evidence"]["contract"]["names"].pop("zh-Hant"),
        "evidence.contract.names lacks zh-Hant.",
    ),
    (
        "a zone of nobody's",
        lambda pack: pack.update(timezone="Asia/Peking"),
        "timezone is 'Asia/Peking'; it should be one such as Asia/Shanghai.",
    ),
    (
        "a calendar of nobody's",
        lambda pack: pack.update(calendar="moon"),
        "calendar is 'moon'; it should be 'weekdays' or a country code.",
    ),
    (
        "hours the wrong way round",
        lambda pack: pack.update(send_hours={"start": "20:00", "until": "08:00"}),
        "send_hours.start should be before send_hours.until.",
    ),
    (
        "a reminder after the end",
        lambda pack: pack["clocks"]["reminder"].update(days=10),
        "clocks.reminder should be shorter than clocks.evidence.",
    ),
]


@pytest.mark.parametrize(
    ("change", "sentence"), [one[1:] for one in MISTAKES], ids=[one[0] for one in MISTAKES]
)
def test_a_mistake_is_a_sentence(
    written: Callable[[Pack], Path], pack: Pack, change: Change, sentence: str
) -> None:
    """Where it is, what stands there, what would be right."""
    change(pack)

    assert problems(written(pack)) == [sentence]


@pytest.mark.parametrize("which", [(0, 1, 3), (5, 6, 9)], ids=["of its form", "of its sense"])
def test_three_mistakes_are_three_sentences(
    written: Callable[[Pack], Path], pack: Pack, which: tuple[int, int, int]
) -> None:
    """All of it at once."""
    for index in which:
        MISTAKES[index][1](pack)

    assert sorted(problems(written(pack))) == sorted(MISTAKES[index][2] for index in which)


def test_mistakes_of_two_kinds_are_told_together(
    written: Callable[[Pack], Path], pack: Pack
) -> None:
    """``load_pack`` promises every problem of the file at once."""
    MISTAKES[0][1](pack)
    MISTAKES[5][1](pack)

    assert len(problems(written(pack))) == 2


def test_two_categories_of_one_id_are_a_mistake(
    written: Callable[[Pack], Path], pack: Pack
) -> None:
    """Their words would tie with each other for ever."""
    pack["categories"].append(pack["categories"][0])

    assert len(problems(written(pack))) == 1


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"id: [", "it is not YAML: "),
        (b"id: \xff\xfe", "it is not YAML: "),
        (b"- a\n- b\n", "the file is "),
        (b"", "the file is None"),
        (b"x: !!python/object/apply:os.getcwd []\n", "it is not YAML: "),
    ],
    ids=["broken", "not UTF-8", "a list", "empty", "code"],
)
def test_a_file_that_is_no_pack_is_told(tmp_path: Path, raw: bytes, sentence: str) -> None:
    """One sentence, and nothing in the file is ever run."""
    file = tmp_path / "pack.yaml"
    file.write_bytes(raw)

    (found,) = problems(file)

    assert found.startswith(sentence)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    assert problems(tmp_path / "none.yaml") == ["there is no such file."]


def test_a_folder_of_packs_is_read_by_id() -> None:
    """What the desk starts with; bodies are not packs."""
    assert "example" in load_packs(ROOT / "policies")


def test_all_problems_of_all_packs_are_told(
    written: Callable[[Pack], Path], pack: Pack, tmp_path: Path
) -> None:
    """A good one beside them does not hide them."""
    written(pack)
    (tmp_path / "bad.yaml").write_text("id: [")
    (tmp_path / "worse.yaml").write_text("")

    with pytest.raises(PackError) as caught:
        load_packs(tmp_path)

    assert "bad.yaml has 1 problem" in str(caught.value)
    assert "worse.yaml has 1 problem" in str(caught.value)


def test_two_packs_of_one_id_are_a_mistake(
    written: Callable[[Pack], Path], pack: Pack, tmp_path: Path
) -> None:
    """Copied from the example and not renamed: which one would a case be under?"""
    shutil.copy(written(pack), tmp_path / "another.yaml")

    with pytest.raises(PackError, match="example"):
        load_packs(tmp_path)
