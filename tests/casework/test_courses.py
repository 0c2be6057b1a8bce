"""Clocks as folds: what starts one, stops it, pauses it; and what no other pack may do to one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import Party, Stage
from casework.clock import OWN_RULE, rule_of
from casework.counting import Pause
from casework.courses import (
    Happened,
    all_clocks,
    clock_of,
    course,
    courses,
    happened,
    lengthened,
)
from casework.letters import LetterState
from casework.policy import Clock, ClockKind, Counting, Extension, Intent, Owner
from casework.terms import Bar
from tests.casework.periods import at, calendar_days, working
from tests.casework.situations import (
    ACKNOWLEDGED,
    OMBUDSMAN,
    POLICY,
    TRIBUNAL,
    TUESDAY,
    a_message,
    a_pack,
    stands,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from casework.casefile import CaseFile

ANSWER = working(
    15,
    start="complaint_received",
    stop=("answer_sent", "settled"),
    pauses=("appraisal",),
    extension=Extension(count=15, when="told_why"),
)
NOW = at("2026-04-01T09:00+08:00")


def was(day: int, name: str, body: str = "") -> Happened:
    """In March 2026, at nine."""
    return Happened(at(f"2026-03-{day:02}T09:00+08:00"), name, body)


def test_a_clock_starts_with_its_event_and_not_before() -> None:
    """What was said again begins nothing anew."""
    events = (was(5, "complaint_received"), was(3, "evidence_requested"))
    again = (*events, was(9, "complaint_received"))

    assert course(ANSWER, (was(3, "evidence_requested"),), NOW) is None
    for told in (events, again):
        begun = course(ANSWER, told, NOW)
        assert begun is not None
        assert (begun.started_at, begun.stopped_at) == (was(5, "").at, None)


def test_a_clock_stops_with_the_first_of_its_ends() -> None:
    """One that came before the start ends nothing."""
    events = (was(2, "settled"), was(5, "complaint_received"), was(9, "answer_sent"))

    begun = course(ANSWER, (*events, was(12, "settled")), NOW)

    assert begun is not None
    assert begun.stopped_at == was(9, "").at


def test_a_pause_runs_from_its_event_to_its_end_or_to_now() -> None:
    """Only the reasons that the rule knows; an end without a beginning is none."""
    events = (
        was(5, "complaint_received"),
        was(6, "appraisal_ended"),
        was(7, "appraisal"),
        was(8, "appraisal"),
        was(9, "appraisal_ended"),
        was(10, "holiday"),
        was(20, "appraisal"),
    )

    begun = course(ANSWER, events, NOW)

    assert begun is not None
    assert begun.pauses == (
        Pause(reason="appraisal", since=was(7, "").at, until=was(9, "").at),
        Pause(reason="appraisal", since=was(20, "").at, until=NOW),
    )


def test_an_extension_is_known_by_its_event() -> None:
    """Only of a clock whose rule has one."""
    events = (was(5, "complaint_received"), was(6, "told_why"))

    longer, plain = (course(one, events, NOW) for one in (ANSWER, replace(ANSWER, extension=None)))

    assert longer is not None
    assert plain is not None
    assert (longer.extended_at, plain.extended_at) == (was(6, "").at, None)


def test_one_message_starts_several_clocks() -> None:
    """A complaint, with a request for the data that is held."""
    pack = a_pack(
        more_clocks={
            "answer": ANSWER,
            "data_request": calendar_days(30, start="complaint_received"),
            "breach": calendar_days(3, start="breach_found"),
        }
    )

    begun = courses(pack, (was(5, "complaint_received"),), NOW)

    assert list(begun) == ["answer", "data_request"]


def test_a_body_s_clock_hears_only_of_its_own_body() -> None:
    """Another one's referral starts nothing; what concerns nobody in particular does."""
    theirs = working(5, start="referred", owner=Owner.BODY, body=OMBUDSMAN)

    assert course(theirs, (was(5, "referred", TRIBUNAL),), NOW) is None
    assert course(theirs, (was(5, "referred", OMBUDSMAN),), NOW) is not None
    assert course(theirs, (was(5, "referred"),), NOW) is not None


# ---- what a case file knows -----------------------------------------------------------------


def names(file: CaseFile) -> list[str]:
    """What has happened, in turn."""
    return [one.name for one in happened(file)]


def test_a_case_tells_what_happened_to_it_in_the_words_of_clocks() -> None:
    """From receipt to the body's answer, each with its body."""
    told = a_message(Party.BODY, intent=Intent.ANSWER)
    late = a_message(Party.RESPONDENT, intent=Intent.ANSWER, received_at=MONDAY)
    file = replace(stands(Stage.WITH_BODY), messages=(late, told))

    assert set(names(file)) == {
        "complaint_received",
        "acknowledgement_sent",
        "respondent_asked",
        "respondent_answered",
        "referred",
        "body_answered",
    }
    assert Happened(MONDAY, "referred", OMBUDSMAN) in happened(file)
    assert Happened(TUESDAY, "body_answered", OMBUDSMAN) in happened(file)


def test_a_letter_that_has_not_left_has_not_happened() -> None:
    """And an answer that a body gave before it had the case is not one to it."""
    waiting = replace(ACKNOWLEDGED, state=LetterState.PENDING)
    early = a_message(Party.BODY, intent=Intent.ANSWER, received_at=MONDAY)
    file = replace(
        stands(Stage.WITH_BODY, referred_at=TUESDAY), letters=(waiting,), messages=(early,)
    )

    assert not {"acknowledgement_sent", "body_answered"} & set(names(file))


# ---- clocks by name -------------------------------------------------------------------------


def test_a_clock_is_found_by_its_place_and_by_its_own_name() -> None:
    """``answer``, ``cn.answer``, a body's, a further one's key."""
    answer = replace(POLICY.clocks.answer, id="xx.answer")
    bar = calendar_days(730)
    rungs = (replace(POLICY.ladder[0], time_bars=(Bar(clock=bar),)), *POLICY.ladder[1:])
    clocks = replace(POLICY.clocks, answer=answer)
    pack = a_pack(clocks=clocks, ladder=rungs, more_clocks={"xx.data": ANSWER})

    assert clock_of(pack, "answer") is clock_of(pack, "xx.answer") is answer
    assert clock_of(pack, OMBUDSMAN) is POLICY.ladder[0].clock
    assert clock_of(pack, f"{OMBUDSMAN}.time_bar") is bar
    assert clock_of(pack, "xx.data") is ANSWER
    assert clock_of(pack, "nothing") is None
    assert "answer_reminders" not in all_clocks(pack)


def test_a_clock_says_what_it_rests_on() -> None:
    """A law by its title, a choice as such, a law without a number with its own words."""
    pack = a_pack(sources={"S-1": "Act 1, section 2"})
    law = replace(ANSWER, basis="S-1")

    assert rule_of(pack, law) == "Act 1, section 2"
    assert rule_of(pack, ANSWER) == OWN_RULE
    assert rule_of(pack, replace(law, says="promptly")) == (
        "the desk's own target; Act 1, section 2 says: promptly"
    )


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (calendar_days(15), "15 calendar days"),
        (working(1), "1 working day"),
        (Clock(count=1, counting=Counting.BUSINESS_HOURS, basis="policy"), "1 business hour"),
        (Clock(count=5, counting=Counting.MONTHS, basis="policy"), "5 months"),
    ],
)
def test_a_period_is_told_in_words(clock: Clock, words: str) -> None:
    """One is not several."""
    assert clock.period == words


# ---- a law's clock is not lengthened --------------------------------------------------------

LAW = replace(POLICY.clocks.answer, basis="S-1", kind=ClockKind.LAW)  # 15 calendar days


def others(**changes: object) -> tuple[str, ...]:
    """What is said of a pack whose answer clock differs so."""
    answer = replace(LAW, **changes)  # type: ignore[arg-type]  # whatever a test changes
    law, other = (
        a_pack(clocks=replace(POLICY.clocks, answer=one), sources={"S-1": "Act 1"})
        for one in (LAW, answer)
    )
    return lengthened(law, other)


@pytest.mark.parametrize(
    ("changes", "terms"),
    [
        pytest.param({"count": 16}, "16 calendar days", id="longer"),
        pytest.param(
            {"count": 10, "counting": Counting.WORKING_DAYS}, "10 working days", id="otherwise"
        ),
        pytest.param({"count": 16, "basis": "policy"}, "16 calendar days", id="as-our-own-rule"),
        pytest.param({"rolls": True}, "15 calendar days, rolled to a working day", id="rolled"),
        pytest.param(
            {"pauses": ("missing_papers",)},
            "15 calendar days, paused by missing_papers",
            id="with-a-pause",
        ),
        pytest.param(
            {"extension": Extension(count=5, when="we_like")},
            "15 calendar days, extended by 5",
            id="extended",
        ),
    ],
)
def test_no_other_pack_lengthens_the_clock_of_a_law(changes: dict[str, object], terms: str) -> None:
    """By days, by another way of counting, by a roll, a pause or an extension."""
    assert others(**changes) == (
        f"answer is {terms}; by Act 1 it is 15 calendar days, and nobody here may lengthen it.",
    )


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="the-same"),
        pytest.param({"count": 10}, id="shorter"),
        pytest.param({"count": 10, "basis": "policy"}, id="shorter-by-our-own-rule"),
        pytest.param({"count": 42, "basis": "S-2"}, id="another-law"),
    ],
)
def test_a_clock_may_be_shorter_and_laws_may_change(changes: dict[str, object]) -> None:
    """And what the desk chose, it may choose anew."""
    assert others(**changes) == ()
    longer = replace(POLICY.clocks, review=replace(POLICY.clocks.review, count=30))
    assert lengthened(POLICY, a_pack(clocks=longer)) == ()


def test_a_clock_that_a_pack_has_no_more_is_not_lengthened() -> None:
    """It may end; that is for whoever reads both."""
    law = a_pack(more_clocks={"xx.data": LAW})

    assert lengthened(law, POLICY) == ()
