"""Doors, time bars and routes that exclude each other: what the ladder knows of a body's terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework import correspondence, ladder_letters
from casework.case import ComplainantType, Stage
from casework.escalation import BarState, answer_clock, facts_of, ladder, next_rung, one_route
from casework.plan import Moment
from casework.policy import InForce
from casework.terms import Bar, BarStarts
from tests.casework.situations import (
    CHINA,
    OMBUDSMAN,
    POLICY,
    TRIBUNAL,
    a_pack,
    at,
    changed,
    moment,
    stands,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from casework.casefile import CaseFile
    from casework.escalation import Checked
    from casework.policy import Rung

FIRST_RUNG, SECOND_RUNG = POLICY.ladder


def with_rung(file: CaseFile, **changes: object) -> CaseFile:
    """A ladder whose first rung differs."""
    first: Rung = replace(FIRST_RUNG, **changes)  # type: ignore[arg-type]  # what a test changes
    return replace(file, policy=a_pack(ladder=(first, SECOND_RUNG)))


@pytest.mark.parametrize(
    ("case", "why_not"),
    [
        ({}, ""),
        ({"complainant": ComplainantType.CONSUMER}, ""),
        ({"complainant": ComplainantType.BUSINESS}, "not for this complainant: business"),
        ({"facts": {"complainant_is_consumer": False}}, "not for this complainant: business"),
        (
            {
                "complainant": ComplainantType.BUSINESS,
                "facts": {"complainant_is_consumer": True},
            },
            "",
        ),
    ],
)
def test_a_door_is_open_to_some_only(case: dict[str, object], why_not: str) -> None:
    """What a person answered stands above what the case says; unknown is asked, not refused."""
    bodies = dict(POLICY.bodies)
    bodies[OMBUDSMAN] = replace(bodies[OMBUDSMAN], complainants=(ComplainantType.CONSUMER,))
    file = replace(stands(Stage.WITH_RESPONDENT, **case), policy=a_pack(bodies=bodies))

    assert ladder(file)[0].why_not == why_not


@pytest.mark.parametrize(
    ("who", "is_consumer"),
    [
        (ComplainantType.CONSUMER, True),
        (ComplainantType.BUSINESS, False),
        (ComplainantType.UNKNOWN, None),
    ],
)
def test_the_type_of_the_complainant_is_a_fact(
    who: ComplainantType, *, is_consumer: bool | None
) -> None:
    """Where it is known."""
    found = facts_of(stands(Stage.WITH_RESPONDENT, complainant=who))

    assert found.get("complainant_is_consumer") is is_consumer


TEN_DAYS = replace(POLICY.clocks.evidence, basis="policy")  # ten calendar days


def barred(now: datetime, *bars: Bar, **case: object) -> Checked:
    """The first rung with these time bars, on that day."""
    file = with_rung(stands(Stage.WITH_RESPONDENT, **case), time_bars=bars)
    here = Moment(file=file, calendar=CHINA, since=now, now=now)
    return ladder(file, here)[0]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (7, BarState.NOT_YET),
        (8, BarState.SOON),
        (12, BarState.SOON),
        (13, BarState.OVER),
    ],
)
def test_a_time_bar_is_warned_of_and_then_stops_the_rung(day: int, state: BarState) -> None:
    """It ends with 12 March, ten days after the complaint came, and warns for five of them."""
    found = barred(at(f"2026-03-{day:02}T12:00+08:00"), Bar(clock=TEN_DAYS, warn_days=5))

    assert found.time_bar is not None
    assert (found.time_bar.ends_on.isoformat(), found.time_bar.state) == ("2026-03-12", state)
    over = "its time bar is over since 2026-03-12"
    assert found.why_not == (over if state is BarState.OVER else "")


def test_a_dispute_is_at_least_as_old_as_the_first_complaint_about_it() -> None:
    """Where the respondent was asked before, the bar runs from there at the latest."""
    found = barred(MONDAY, Bar(clock=TEN_DAYS), prior_on=MONDAY.date() - timedelta(days=11))

    assert found.time_bar is not None
    assert found.time_bar.state is BarState.OVER


def test_a_bar_that_runs_from_the_answer_does_not_run_before_it() -> None:
    """Nobody is warned of what has not begun."""
    bar = Bar(clock=TEN_DAYS, starts=BarStarts.ANSWER)

    assert barred(MONDAY, bar).time_bar is None
    later = barred(MONDAY, bar, answered_at=MONDAY)
    assert later.time_bar is not None
    assert later.time_bar.ends_on.isoformat() == "2026-03-12"


def test_a_category_may_have_a_shorter_time_than_the_others() -> None:
    """Its own bar stands above that of all, and that of another one does not count."""
    general = Bar(clock=replace(TEN_DAYS, basis="general"))
    own = Bar(clock=TEN_DAYS, categories=("harassment_call",))
    other = Bar(clock=TEN_DAYS, categories=("data_leak",))

    found = barred(MONDAY, general, own)
    assert found.time_bar is not None
    assert found.time_bar.bar == own
    assert barred(MONDAY, other).time_bar is None


def test_without_a_day_nobody_looks_at_time_bars() -> None:
    """The papers of a rung are the same on any day."""
    file = with_rung(stands(Stage.WITH_RESPONDENT), time_bars=(Bar(clock=TEN_DAYS),))

    assert ladder(file)[0].time_bar is None


def test_whoever_chooses_one_route_is_told_what_it_closes() -> None:
    """Before anyone files; not of what has had its turn, nor of what was never open."""
    file = with_rung(stands(Stage.WITH_RESPONDENT), excludes=(TRIBUNAL, "another"))
    elsewhere = replace(SECOND_RUNG, categories=("data_leak",))
    never_open = replace(
        file, policy=replace(file.policy, ladder=(*file.policy.ladder[:1], elsewhere))
    )

    assert [one.id for one in ladder(file)[0].closes] == [TRIBUNAL]
    assert one_route(moment(file))
    assert ladder(changed(file, tried=(TRIBUNAL,)))[0].closes == ()
    assert not one_route(moment(never_open))
    assert not one_route(moment(stands(Stage.WITH_RESPONDENT)))


def test_a_body_that_only_a_person_chooses_is_never_next() -> None:
    """It fits, and may be chosen; the desk does not turn to it by itself."""
    file = with_rung(stands(Stage.WITH_RESPONDENT), turn=False)
    following = next_rung(file)

    assert ladder(file)[0].fits
    assert following is not None
    assert following.body.id == TRIBUNAL


def test_a_category_may_name_a_body_beyond_its_rung() -> None:
    """Right for it, though the desk would not turn to it by itself."""
    noise, *others = POLICY.categories
    file = with_rung(stands(Stage.WITH_RESPONDENT), categories=("data_leak",))
    named = replace(noise, bodies=(OMBUDSMAN,))
    first = ladder(replace(file, policy=replace(file.policy, categories=(named, *others))))[0]

    assert (first.fits, first.takes_turn) == (True, False)


def test_evidence_of_a_condition_is_asked_for_unless_it_is_known_not_to_be_so() -> None:
    """Proof of the transfer, until somebody says that nothing was paid."""
    noise = replace(
        POLICY.categories[0], evidence=("call_log",), evidence_if={"money_lost": ("payment_proof",)}
    )

    assert noise.needs({}) == ("call_log", "payment_proof")
    assert noise.needs({"money_lost": False}) == ("call_log",)


@pytest.mark.parametrize(("day", "is_in_force"), [(1, False), (2, True), (4, True), (5, False)])
def test_a_pack_is_in_force_from_one_day_to_another(day: int, *, is_in_force: bool) -> None:
    """Both days counted."""
    days = [date(2026, 3, one) for one in (2, 4)]
    period = InForce(since=days[0], until=days[1], reviewed_on=days[0], review_due=days[1])

    assert period.on(date(2026, 3, day)) is is_in_force
    assert replace(period, until=None).on(date(2026, 3, day)) is (day >= 2)


@pytest.mark.parametrize(
    ("prior_on", "days"), [(None, 15), (date(2026, 2, 28), 15), (date(2026, 2, 27), 56)]
)
def test_where_the_law_changed_the_day_of_the_first_complaint_counts(
    prior_on: date | None, days: int
) -> None:
    """Whoever was asked before that day has the time that the law gave then."""
    answer = POLICY.clocks.answer
    policy = a_pack(earlier_answers=((date(2026, 2, 28), replace(answer, count=56)),))
    file = replace(stands(Stage.WITH_RESPONDENT, prior_on=prior_on), policy=policy)

    assert answer_clock(file).count == days


def test_whoever_is_asked_for_evidence_or_files_is_told_of_the_one_route() -> None:
    """The request says which body closes which, the guide also until when."""
    file = with_rung(
        stands(Stage.WITH_RESPONDENT), excludes=(TRIBUNAL,), time_bars=(Bar(clock=TEN_DAYS),)
    )
    here = Moment(file=file, calendar=CHINA, since=MONDAY, now=MONDAY)
    guide = ladder_letters.filing_guide(here, file.case, ladder(file, here)[0])
    request = correspondence.evidence_request(here, file.case)

    assert guide.facts["closes"] == ("The Example Tribunal",)
    assert guide.facts["bar_on"] == date(2026, 3, 12)
    assert request.facts["routes"] == ("The Example Ombudsman",)
    assert request.facts["closed_by"] == ("The Example Tribunal",)
