"""Clocks in a pack: what they become, and every mistake of sense in words."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from adapters.policy_packs import load_pack, load_packs
from casework.policy import BusinessHours, ClockKind, Counting, Extension, Owner, PackError
from tests.adapters.packs import POLICIES, Pack, problems, the_example, written
from tests.examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from casework.policy import Clock

A_CLOCK: Pack = {
    "days": 7,
    "counting": "working days",
    "basis": "S-1",
    "owner": "body",
    "start": "referred",
}


def a_pack(**more: Any) -> Pack:  # noqa: ANN401  YAML
    """The example with a law, office hours and these words."""
    return {
        **the_example(),
        "sources": {"S-1": "A law"},
        "business_hours": ["09:00-12:00", "13:30-18:00"],
        **more,
    }


def further(tmp_path: Path, **words: Any) -> Clock:  # noqa: ANN401  YAML
    """A further clock of a pack, as the casework gets it."""
    pack = a_pack(more_clocks={"xx.data": {"basis": "S-1", "owner": "ours", **words}})
    return load_pack(written(tmp_path, pack)).more_clocks["xx.data"]


@pytest.mark.parametrize(
    ("unit", "counting"),
    [
        ("weeks", Counting.WEEKS),
        ("months", Counting.MONTHS),
        ("years", Counting.YEARS),
        ("hours", Counting.HOURS),
        ("business_hours", Counting.BUSINESS_HOURS),
    ],
)
def test_a_clock_counts_in_the_unit_that_it_names(
    tmp_path: Path, unit: str, counting: Counting
) -> None:
    """Days say besides how they are counted; the others need not."""
    clock = further(tmp_path, **{unit: 3, "start": "complaint_received"})

    assert (clock.count, clock.counting) == (3, counting)


def test_a_clock_has_all_that_a_pack_may_say_of_it(tmp_path: Path) -> None:
    """Owner, start and stop, pauses, extension, roll, another name, what is to verify."""
    clock = further(
        tmp_path,
        months=1,
        owner="body",
        body="example-tribunal",
        start="referred",
        stop=["body_answered"],
        pauses=["identity_check"],
        extension={"months": 2, "when": "told_that_it_is_complex"},
        roll="next_working_day",
        id="xx.request",
        verify=["from memory"],
    )

    assert (clock.owner, clock.body) == (Owner.BODY, "example-tribunal")
    assert (clock.start, clock.stop) == ("referred", ("body_answered",))
    assert clock.pauses == ("identity_check",)
    assert clock.extension == Extension(count=2, when="told_that_it_is_complex")
    assert (clock.rolls, clock.id, clock.verify) == (True, "xx.request", ("from memory",))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({}, ClockKind.LAW),
        ({"basis": "policy"}, ClockKind.POLICY),
        ({"kind": "policy"}, ClockKind.POLICY),  # a promise that is published somewhere
        ({"says": "promptly"}, ClockKind.POLICY),  # the number is the desk's
    ],
)
def test_a_clock_is_the_law_s_where_its_basis_sets_the_period(
    tmp_path: Path, words: dict[str, Any], kind: ClockKind
) -> None:
    """Unless the pack says that it is not."""
    assert further(tmp_path, hours=4, start="breach_found", **words).kind is kind


def test_each_place_of_a_pack_has_its_owner(tmp_path: Path) -> None:
    """What is ours and what is only watched is never mixed."""
    pack = a_pack()
    pack["ladder"][0]["time_bars"] = [{"clock": {"months": 5, "basis": "S-1"}}]
    policy = load_pack(written(tmp_path, pack))

    assert policy.clocks.review.owner is Owner.OURS
    assert policy.clocks.answer.owner is Owner.RESPONDENT
    assert policy.ladder[0].clock.owner is Owner.BODY
    assert [one.clock.owner for one in policy.ladder[0].time_bars] == [Owner.COMPLAINANT]


def test_business_hours_are_stretches_of_a_day(tmp_path: Path) -> None:
    """Lunch lies between them."""
    assert load_pack(written(tmp_path, a_pack())).business_hours == (
        BusinessHours(time(9), time(12)),
        BusinessHours(time(13, 30), time(18)),
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"weeks": 1}, " has days and weeks; it should have one of them."),
        (
            {"days": None},
            ".days is missing; it should be there, or one of weeks, months, years, hours, ",
        ),
        (
            {"counting": None},
            ".counting is missing; it should be 'calendar days' or 'working days'.",
        ),
        (
            {"days": None, "weeks": 1},
            ".counting goes with days only; weeks, months and hours say it themselves.",
        ),
        (
            {"days": None, "counting": None, "hours": 1, "roll": "next_working_day"},
            ".roll should be left out: hours end at an instant, not on a day.",
        ),
        (
            {"basis": "policy", "kind": "law"},
            ".kind is 'law'; its basis should then be a law that sets the period.",
        ),
        (
            {"says": "promptly", "kind": "law"},
            ".kind is 'law'; its basis should then be a law that sets the period.",
        ),
        (
            {"basis": "policy", "owner": "ours", "roll": "next_working_day"},
            ".roll should be left out: a duty of our own keeps its date.",
        ),
        ({"basis": "S-9"}, ".basis is 'S-9'; it should be listed in sources, or be 'policy'."),
        (
            {"owner": None},
            ".owner is missing; it should say whose clock it is: ours, respondent, …",
        ),
        ({"body": "nobody"}, ".body is 'nobody'; there is no bodies/nobody.yaml."),
        (
            {"owner": "ours", "body": "example-tribunal"},
            ".body should be left out: the clock is not a body's.",
        ),
        ({"start": None}, ".start is missing; it should name the event that starts the clock."),
        (
            {"extension": {"weeks": 1, "when": "told"}},
            ".extension should be in the unit of the clock itself.",
        ),
        ({"extension": {"when": "told"}}, ".extension should be in the unit of the clock itself."),
        ({"id": "answer"}, ".id is 'answer', which is the name of clocks.answer."),
        ({"days": "seven"}, ".days is 'seven'; it should be a valid integer, "),
        ({"start": "It begins"}, ".start is 'It begins'; it should match pattern"),
    ],
)
def test_a_mistake_in_a_further_clock_is_told(
    tmp_path: Path, words: dict[str, Any], sentence: str
) -> None:
    """Where it is, what is there, what would be right."""
    told = {key: one for key, one in {**A_CLOCK, **words}.items() if one is not None}

    (found,) = problems(written(tmp_path, a_pack(more_clocks={"xx.data": told})))

    assert found.startswith(f"more_clocks.xx.data{sentence}")


def test_a_further_clock_has_a_name_of_its_own(tmp_path: Path) -> None:
    """That of another place is taken."""
    pack = a_pack(more_clocks={"answer": A_CLOCK})

    assert problems(written(tmp_path, pack)) == [
        "more_clocks.answer has the name of clocks.answer; it should have another."
    ]


def test_a_clock_in_a_fixed_place_keeps_its_owner(tmp_path: Path) -> None:
    """The desk cannot make the respondent's time its own."""
    pack = a_pack()
    pack["clocks"]["answer"]["owner"] = "ours"
    pack["ladder"][0]["clock"]["body"] = "example-tribunal"

    assert problems(written(tmp_path, pack)) == [
        "clocks.answer.owner is 'ours'; in this place it is 'respondent', and may be left out."
    ]


def test_business_hours_are_asked_for_where_they_are_counted(tmp_path: Path) -> None:
    """Else nobody could count them."""
    pack = a_pack(business_hours=[])
    pack["clocks"]["review"] = {"business_hours": 3, "basis": "policy"}

    assert problems(written(tmp_path, pack)) == [
        "clocks.review counts business hours; the pack should say its business_hours."
    ]


@pytest.mark.parametrize(
    "stretches",
    [
        ["13:30-18:00", "09:00-12:00"],
        ["09:00-13:00", "12:00-18:00"],
        ["12:00-12:00"],
        ["18:00-09:00"],
    ],
)
def test_business_hours_come_one_after_the_other(tmp_path: Path, stretches: list[str]) -> None:
    """And each ends after it began."""
    assert problems(written(tmp_path, a_pack(business_hours=stretches))) == [
        "business_hours should come one after the other, such as 09:00-12:00, 13:30-18:00."
    ]


def test_reminders_are_compared_with_an_answer_in_weeks(tmp_path: Path) -> None:
    """Six weeks are 42 days; months and hours are not compared."""
    pack = a_pack()
    pack["clocks"].update(answer={"weeks": 6, "basis": "S-1"}, answer_reminders=[21, 42])

    assert problems(written(tmp_path, pack)) == [
        "clocks.answer_reminders[1] is 42; it should be less than the 42 days of clocks.answer."
    ]

    pack["clocks"]["answer"] = {"months": 1, "basis": "S-1"}
    assert load_pack(written(tmp_path, pack)).clocks.answer.counting is Counting.MONTHS


def test_a_reminder_in_another_unit_cannot_be_compared(tmp_path: Path) -> None:
    """A week and seven days are the same, and said otherwise: choose one."""
    pack = a_pack()
    pack["clocks"]["reminder"] = {"weeks": 1, "basis": "policy"}

    assert problems(written(tmp_path, pack)) == [
        "clocks.reminder and clocks.evidence should count the same kind of days."
    ]


def a_desk_s_own(folder: Path, answer: str) -> Path:
    """The pack for China with another answer clock, in a desk's own folder."""
    text = (POLICIES / "cn-telecom.yaml").read_text("utf-8")
    begins = text.index("answer: {days: 15,")
    text = text[:begins] + text[begins:].replace("days: 15,", answer, 1)
    (folder / "cn-telecom.yaml").write_text(text, "utf-8")
    (folder / "bodies").symlink_to(POLICIES / "bodies")
    return folder


def test_a_desk_s_own_pack_cannot_lengthen_a_clock_of_the_law(tmp_path: Path) -> None:
    """It is told what the law says."""
    with pytest.raises(PackError, match=r"answer is 20 calendar days; by .* it is 15 calendar"):
        load_packs(a_desk_s_own(tmp_path, "days: 20,"))


def test_a_desk_s_own_pack_may_shorten_one(tmp_path: Path) -> None:
    """Whoever wants to answer sooner may."""
    assert load_packs(a_desk_s_own(tmp_path, "days: 13,"))["cn-telecom"].clocks.answer.count == 13


def test_the_clocks_of_the_guide_are_right(tmp_path: Path) -> None:
    """What a lawyer copies from it works."""
    guide = (ROOT / "docs" / "policy-packs.md").read_text("utf-8")
    written_there = guide.split("## Clocks", 1)[1].split("```yaml", 1)[1].split("```", 1)[0]
    told = yaml.safe_load(written_there.replace("your-ombudsman", "example-ombudsman"))
    pack = a_pack(sources={"S-1": "A", "S-2": "B", "S-3": "C"})
    pack["clocks"].update(told.pop("clocks"))

    policy = load_pack(written(tmp_path, {**pack, **told}))

    assert policy.clocks.answer.id == "xx.answer"
    assert list(policy.more_clocks) == ["xx.accept", "xx.data_request"]
