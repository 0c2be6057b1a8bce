"""Another version of its pack for a case: what would change is told first, and then done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.adopting import changes, has_moved, left_to_a_person, under
from casework.case import NextStep, Stage
from casework.courses import all_clocks, lengthened
from casework.decisions import DecisionKind
from casework.events import Event, EventKind
from casework.policy import Clock, ClockKind, Counting, Extension
from casework.rulings import decided
from casework.terms import Bar
from tests.casework.periods import Weeks, working
from tests.casework.situations import (
    CALL_LOG,
    CHINA,
    FIRM_WRITES,
    OMBUDSMAN,
    POLICY,
    REFERRAL,
    TUESDAY,
    a_pack,
    at,
    changed,
    decides,
    decision,
    events,
    letters,
    moment,
    stands,
)

if TYPE_CHECKING:
    from datetime import datetime

    from casework.adopting import Changes
    from casework.casefile import CaseFile
    from casework.plan import Plan
    from casework.policy import Policy

TEN = replace(
    POLICY.clocks, answer=Clock(count=10, counting=Counting.CALENDAR_DAYS, basis="policy")
)
NEW = a_pack(version="2027.1", clocks=TEN)
LAW = Clock(count=15, counting=Counting.WORKING_DAYS, basis="S-1", kind=ClockKind.LAW)


def forecast(file: CaseFile, new: Policy) -> Changes:
    """What the version would change on Tuesday."""
    return changes(moment(file), under(moment(file), new, CHINA))


def adopts(file: CaseFile, new: Policy | None, now: datetime = TUESDAY) -> Plan:
    """Boris adopts it on Tuesday."""
    what = replace(decision(DecisionKind.ADOPT, "2027.1"), adopts=new)
    return decided(moment(file, now), what, CHINA)


def by_law(policy: Policy, **terms: object) -> Policy:
    """A version whose answer clock is of a law, with other terms."""
    answer = replace(LAW, **terms)  # type: ignore[arg-type]  # whatever a test changes
    return replace(policy, version="2027.1", clocks=replace(policy.clocks, answer=answer))


# ---- what would change ---------------------------------------------------------------------


def test_a_shorter_clock_is_told_with_both_dates() -> None:
    """Which date, from when to when, and how it is counted then."""
    told = forecast(stands(Stage.WITH_RESPONDENT), NEW)

    assert told.lines == [
        "remind the respondent: 2026-03-09 08:00, 2026-03-14 08:00 → 2026-03-09 08:00",
        "the respondent's time runs out: 2026-03-17 → 2026-03-12 (10 calendar days)",
    ]
    assert told.obstacles == ()


def test_evidence_that_is_waited_for_beside_the_respondent_is_told() -> None:
    """Its end is no step there, and a date all the same."""
    ten = Clock(count=12, counting=Counting.CALENDAR_DAYS, basis="policy")
    new = a_pack(version="2027.1", clocks=replace(POLICY.clocks, evidence=ten))

    file = stands(Stage.WITH_RESPONDENT, evidence_since=TUESDAY, next_step=NextStep.REMIND)

    assert forecast(file, new).lines == [
        "evidence is waited for: 2026-03-13 → 2026-03-15 (12 calendar days)"
    ]


def test_the_same_rules_change_nothing() -> None:
    """Another version whose words differ, and nothing else."""
    assert forecast(stands(Stage.WITH_RESPONDENT), a_pack(version="2027.1")).lines == []


def test_other_bodies_and_other_evidence_are_told() -> None:
    """A rung that is not there any more, an item that is asked for now."""
    first, *others = POLICY.categories
    asks = replace(first, evidence=(*first.evidence, "contract"))
    new = a_pack(version="2027.1", ladder=POLICY.ladder[1:], categories=(asks, *others))
    file = changed(stands(Stage.WITH_RESPONDENT), facts={"respondent_is_operator": True})

    told = forecast(file, new)
    back = changes(under(moment(file), new, CHINA), moment(file))

    assert (told.rungs_out, told.evidence_in) == ((OMBUDSMAN,), ("contract",))
    assert (back.rungs_in, back.evidence_out) == ((OMBUDSMAN,), ("contract",))
    assert f"does not take the case any more: {OMBUDSMAN}" in told.lines


def test_a_clock_of_the_pack_and_a_time_bar_are_told() -> None:
    """Those that what happened has started, besides what the case waits for."""
    one = replace(LAW, start="complaint_received", kind=ClockKind.POLICY)
    new = a_pack(version="2027.1", more_clocks={"xx.accept": one})
    ended = replace(one, stop=("complaint_received",))
    over = a_pack(version="2027.1", more_clocks={"xx.accept": ended})

    told = forecast(stands(Stage.WITH_RESPONDENT), new).lines

    assert told == ["clock xx.accept: none → 2026-03-23 (15 working days)"]
    assert forecast(stands(Stage.WITH_RESPONDENT), over).lines == []


def test_a_time_bar_that_ends_sooner_is_told() -> None:
    """The last day for a body, with how it is counted then."""
    ombudsman, *others = POLICY.ladder

    def barred(months: int) -> Policy:
        bar = Bar(clock=replace(LAW, count=months, counting=Counting.MONTHS))
        return a_pack(version="2027.1", ladder=(replace(ombudsman, time_bars=(bar,)), *others))

    file = replace(stands(Stage.WITH_RESPONDENT), policy=barred(12))

    assert forecast(file, barred(6)).lines == [
        f"time bar of {OMBUDSMAN}: 2027-03-02 → 2026-09-02 (6 months)"
    ]


def test_evidence_that_is_not_needed_any_more_puts_the_complaint_to_the_respondent() -> None:
    """The letter that would be written at once is told, and so is the step."""
    file = stands(Stage.AWAITING_EVIDENCE)
    first, *others = POLICY.categories
    new = a_pack(version="2027.1", categories=(replace(first, evidence=()), *others))

    told, plan = forecast(file, new), adopts(file, new)

    assert told.letters == ("complaint-notice to the respondent",)
    assert told.next_step is not None
    assert f"next step: {NextStep.REMIND} → {told.next_step.after}" in told.lines
    assert plan.case.stage is Stage.WITH_RESPONDENT
    assert letters(plan) == ["complaint-notice to respondent"]


# ---- what stands in the way ----------------------------------------------------------------


@pytest.mark.parametrize(
    "terms",
    [
        {"count": 16},
        {"counting": Counting.MONTHS},
        {"rolls": True},
        {"pauses": ("expert_appraisal",)},
        {"extension": Extension(count=5, when="both_agree")},
        {"start": "respondent_answered"},
        {"count": 16, "basis": "policy", "kind": ClockKind.POLICY},
    ],
)
def test_a_clock_of_a_law_is_never_lengthened(terms: dict[str, object]) -> None:
    """By no version, however it is done: the case stays as it is, and a person sees why."""
    file = replace(stands(Stage.WITH_RESPONDENT), policy=by_law(POLICY))
    new = by_law(POLICY, **terms)

    told, plan = forecast(file, new), adopts(file, new)

    assert len(told.obstacles) == 1
    assert "nobody here may lengthen it" in told.obstacles[0]
    assert (plan.adopts, events(plan)) == ("", [EventKind.NOT_ADOPTED])
    assert plan.case.needs_staff
    assert lengthened(by_law(POLICY), by_law(POLICY, count=14)) == ()


def test_an_earlier_law_is_not_lengthened_either() -> None:
    """Whoever was asked before the law changed has the clock of that day."""
    law = a_pack(earlier_answers=((date(2026, 4, 8), LAW),))
    other = a_pack(earlier_answers=((date(2026, 4, 8), replace(LAW, count=40)),))

    assert len(lengthened(law, other)) == 1
    assert lengthened(law, law) == ()


def test_every_law_clock_of_a_pack_is_watched() -> None:
    """Whichever is made one longer is told by its name."""
    for name, one in all_clocks(by_law(POLICY)).items():
        if one.kind is ClockKind.LAW:
            (told,) = lengthened(by_law(POLICY), by_law(POLICY, count=one.count + 1))
            assert told.startswith(name)


def test_another_law_may_be_longer() -> None:
    """Laws do change; the new date is told like any other."""
    file = replace(stands(Stage.WITH_RESPONDENT), policy=by_law(POLICY))
    new = by_law(POLICY, count=20, basis="S-2")

    assert adopts(file, new).adopts == "2027.1"
    assert "the respondent's time runs out: 2026-03-23 → 2026-03-30 (20 working days)" in (
        forecast(file, new).lines
    )


def test_a_case_is_not_left_without_its_category_or_the_body_that_has_it() -> None:
    """Both are told at once."""
    new = a_pack(version="2027.1", ladder=POLICY.ladder[1:], categories=POLICY.categories[1:])

    told = forecast(stands(Stage.WITH_BODY), new)

    assert told.obstacles == (
        "it is about harassment_call, which example 2027.1 does not know.",
        f"{OMBUDSMAN} has the case, and is not on the ladder of example 2027.1.",
    )


# ---- the adoption --------------------------------------------------------------------------


def test_an_adoption_counts_the_dates_anew_and_says_what_changed() -> None:
    """From which version to which, by whom and why, and each date."""
    plan = adopts(stands(Stage.WITH_RESPONDENT), a_pack(version="2027.1", clocks=TEN))

    (told,) = plan.events
    assert (told.kind, plan.adopts) == (EventKind.ADOPTED, "2027.1")
    assert told.why.startswith(f"example {POLICY.version} → 2027.1, by boris: I looked; ")
    assert "2026-03-17 → 2026-03-12" in told.why


def test_an_adoption_that_changes_nothing_says_so() -> None:
    """It is kept all the same: the case follows another version now."""
    (told,) = adopts(stands(Stage.HANDED_OVER), a_pack(version="2027.1")).events

    assert told.why.endswith("nothing changes for this case")


def test_a_letter_that_waits_is_written_anew_by_the_new_rules() -> None:
    """Nobody approves under rules that the case does not follow any more."""
    file = replace(
        stands(Stage.APPROVAL_PENDING, facts={"respondent_is_operator": True}),
        correspondents=(*stands(Stage.RECEIVED).correspondents, FIRM_WRITES),
        evidence=(CALL_LOG,),
    )

    plan = adopts(file, a_pack(version="2027.1"))
    told = forecast(file, a_pack(version="2027.1"))

    assert REFERRAL.key in plan.cancels
    assert told.letters_cancelled == plan.cancels
    assert EventKind.VOIDED in events(plan)
    assert plan.case.stage is Stage.APPROVAL_PENDING


def test_a_version_that_has_gone_meanwhile_is_told_to_a_person() -> None:
    """It was there when it was decided."""
    plan = adopts(stands(Stage.WITH_RESPONDENT), None)

    assert (events(plan), plan.case.needs_staff) == ([EventKind.NOT_ADOPTED], True)


# ---- a case whose rules are nowhere --------------------------------------------------------


def lost(stage: Stage) -> CaseFile:
    """Its version is neither loaded nor kept."""
    return replace(stands(stage), lacks_pack="its rules are nowhere")


def test_a_case_without_its_rules_is_left_to_a_person() -> None:
    """Nothing is done by other rules; what was decided meanwhile is kept, and not done."""
    plan = left_to_a_person(moment(lost(Stage.WITH_RESPONDENT)), Event(EventKind.MESSAGE_ADDED))
    closes = decides(lost(Stage.WITH_RESPONDENT), DecisionKind.GO_ON)
    ended = left_to_a_person(moment(lost(Stage.CLOSED)))

    assert (plan.case.stage, plan.case.needs_staff) == (Stage.HANDED_OVER, True)
    assert EventKind.PACK_MISSING in events(plan)
    assert events(closes)[0] is EventKind.TOO_LATE
    assert closes.case.stage is Stage.HANDED_OVER
    assert (ended.case.stage, ended.events) == (Stage.CLOSED, ())


def test_it_goes_on_once_a_version_is_adopted() -> None:
    """What it would change cannot be said: nobody knows what was before."""
    file = lost(Stage.HANDED_OVER)

    plan, gone = adopts(file, NEW), adopts(file, None)
    over = decides(file, DecisionKind.HAND_OVER, "mina")

    assert (plan.adopts, gone.adopts) == ("2027.1", "")
    assert plan.events[0].why.startswith("example ? → 2027.1")
    assert gone.case.needs_staff
    assert over.case.owner == "mina"
    assert forecast(lost(Stage.WITH_RESPONDENT), NEW).dates != ()


# ---- a calendar that says otherwise now ----------------------------------------------------

OLD = Weeks(frozenset(range(5)), frozenset({date(2026, 3, 16)}))  # a day off that was expected
TODAY = Weeks(frozenset(range(5)))  # and is worked after all
FIFTEEN = a_pack(clocks=replace(POLICY.clocks, answer=working(15)))


def waits(due_at: datetime, **changes: object) -> CaseFile:
    """With the respondent, all reminders dealt with, until a date as it was counted."""
    file = stands(Stage.WITH_RESPONDENT, due_at=due_at, next_step=NextStep.BREACH, **changes)
    reminded = replace(file.case, reminded_until=at("2026-03-15T00:00+08:00"))
    return replace(file, policy=FIFTEEN, case=reminded)


@pytest.mark.parametrize(
    ("calendar", "was", "is_now"),
    [
        (TODAY, "2026-03-25T00:00+08:00", "2026-03-24T00:00+08:00"),
        (OLD, "2026-03-24T00:00+08:00", "2026-03-25T00:00+08:00"),
    ],
)
def test_a_date_is_counted_anew_earlier_or_later(calendar: Weeks, was: str, is_now: str) -> None:
    """It is seen that it has moved, and the case says from when to when, and why."""
    now = at("2026-03-15T12:00+08:00")
    here = replace(moment(waits(at(was)), now), calendar=calendar)

    plan = decided(here, replace(decision(DecisionKind.RECOUNT), by="the desk", why="CN"))
    again = replace(here, file=replace(here.file, case=plan.case))

    assert has_moved(here)
    assert plan.case.due_at == at(is_now)
    assert [one.kind for one in plan.events] == [EventKind.RECOUNTED]
    assert plan.events[0].why.endswith("by the desk: CN")
    assert not has_moved(again)
    assert "as before" in decided(again, decision(DecisionKind.RECOUNT)).events[0].why


def test_what_is_due_already_is_not_put_off() -> None:
    """And a case that waits for a person, or for its own rules, has no date that moves."""
    late = at("2026-03-25T00:00+08:00")
    here = replace(moment(waits(late), late + timedelta(hours=1)), calendar=TODAY)
    without = replace(moment(replace(waits(late), lacks_pack="gone"), TUESDAY), calendar=TODAY)
    undated = changed(waits(late), due_at=None)

    assert not has_moved(here)
    assert not has_moved(without)
    assert not has_moved(moment(undated))
    assert not has_moved(moment(stands(Stage.HANDED_OVER)))
