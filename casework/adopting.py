"""Another version of its pack for a case: what would change, what stands in the way, the change.

A case keeps the version that it began with. Only a person adopts another one for it, who has
seen here what that changes; and a case whose own version is nowhere is left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import NextStep, Stage, flagged
from casework.courses import courses, happened, lengthened
from casework.escalation import answer_clock, ladder
from casework.events import Event, EventKind
from casework.evidence import missing_evidence
from casework.moves import to_staff
from casework.onward import evidence_or_respondent
from casework.plan import Plan
from casework.referring import refer_anew
from casework.steps import UNSCHEDULED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from casework.case import Case
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.decisions import Decision
    from casework.plan import Moment
    from casework.policy import Clock, Policy

NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One date or step: what it was, and what it would be. ``clock`` is how it is counted then."""

    what: str
    before: str
    after: str
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What another version would change for one case. ``obstacles``: why it is not adopted."""

    dates: tuple[Moved, ...] = ()
    next_step: Moved | None = None
    rungs_in: tuple[str, ...] = ()
    rungs_out: tuple[str, ...] = ()
    evidence_in: tuple[str, ...] = ()
    evidence_out: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    letters_cancelled: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()

    @property
    def lines(self) -> list[str]:
        """What would change, a line each; none where nothing would."""
        dates = [
            f"{one.what}: {one.before} → {one.after}{f' ({one.clock})' if one.clock else ''}"
            for one in self.dates
        ]
        step = self.next_step
        listed = (
            ("may take the case now", self.rungs_in),
            ("does not take the case any more", self.rungs_out),
            ("asked of the complainant now", self.evidence_in),
            ("not asked of the complainant any more", self.evidence_out),
            ("is written at once", self.letters),
            ("does not go out", self.letters_cancelled),
        )
        return [
            *dates,
            *([f"next step: {step.before} → {step.after}"] if step else []),
            *(f"{what}: {', '.join(ids)}" for what, ids in listed if ids),
        ]


def changes(here: Moment, there: Moment) -> Changes:
    """From a case's own rules to others: ``there`` is the same moment under the others."""
    before, after = here.file, there.file
    ours = obstacles(before, after.policy)
    if ours:
        return Changes(obstacles=ours)
    plan = _goes_on(there)
    return Changes(
        dates=tuple(_moved(_dates(here), _dates(there))),
        next_step=_next_step(before, plan),
        rungs_in=_more(_rungs(here), _rungs(there)),
        rungs_out=_more(_rungs(there), _rungs(here)),
        evidence_in=_more(_missing(before), _missing(after)),
        evidence_out=_more(_missing(after), _missing(before)),
        letters=tuple(f"{one.kind} to the {one.to.party}" for one in plan.letters),
        letters_cancelled=plan.cancels,
    )


def under(here: Moment, policy: Policy, calendar: Calendar) -> Moment:
    """The same moment, by other rules."""
    file = replace(here.file, policy=policy, lacks_pack="")
    return replace(here, file=file, calendar=calendar)


def obstacles(file: CaseFile, other: Policy) -> tuple[str, ...]:
    """Why a case cannot go over to this version, whoever wants it; nothing where it can."""
    case, name = file.case, f"{other.id} {other.version}"
    found = () if file.lacks_pack else lengthened(file.policy, other)
    if case.category is not None and other.category(case.category) is None:
        found += (f"it is about {case.category}, which {name} does not know.",)
    if case.stage is Stage.WITH_BODY and other.rung(case.rung) is None:
        found += (f"{case.rung} has the case, and is not on the ladder of {name}.",)
    return found


def adopted(here: Moment, decision: Decision, calendar: Calendar) -> Plan:
    """A person adopts a version: dates and steps are those of the new rules from here on.

    A law's clock that would be longer by the same law is refused; so is what leaves the case
    without its category or the body that has it.
    """
    policy = decision.adopts
    if policy is None:
        gone = f"{decision.value} is not there, {_why(decision)}"
        return Plan(case=_flagged(here), events=(Event(EventKind.NOT_ADOPTED, gone),))
    there = under(here, policy, calendar)
    told = changes(here, there)
    if told.obstacles:
        no = f"{decision.value}, {_why(decision)}: {' '.join(told.obstacles)}"
        return Plan(case=_flagged(here), events=(Event(EventKind.NOT_ADOPTED, no),))
    plan = _goes_on(there)
    before = f"{here.file.policy.id} {'?' if here.file.lacks_pack else here.file.policy.version}"
    changed = "; ".join(told.lines) or "nothing changes for this case"
    why = Event(EventKind.ADOPTED, f"{before} → {policy.version}, {_why(decision)}; {changed}")
    return replace(plan, events=(why, *plan.events), adopts=policy.version)


def _why(decision: Decision) -> str:
    return f"by {decision.by}: {decision.why}"


def _flagged(here: Moment) -> Case:
    """A person has to see why it was not done."""
    case = flagged(here.file.case, here.now)
    return case if here.file.lacks_pack else agenda.scheduled(case, here)


def _goes_on(there: Moment) -> Plan:
    """Where the case stands by the rules it has now; a letter that waits is written by them."""
    case = there.file.case
    if case.stage is Stage.APPROVAL_PENDING:
        return refer_anew(there, Event(EventKind.VOIDED, "other rules apply to the case now"))
    complete = not agenda.waits_for_complainant(there.file)
    if case.stage is Stage.AWAITING_EVIDENCE and complete and not case.needs_staff:
        return evidence_or_respondent(there, case, (Event(EventKind.EVIDENCE_COMPLETE),))
    return Plan(case=agenda.scheduled(case, there))


# ---- what differs --------------------------------------------------------------------------


def _moved(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> Iterator[Moved]:
    """Every date that is another one, or that only one of the two versions knows."""
    for what in dict.fromkeys([*before, *after]):
        (was, _), (will, counted) = before.get(what, (NONE, "")), after.get(what, (NONE, ""))
        if was != will:
            yield Moved(what=what, before=was, after=will, clock=counted)


def _dates(here: Moment) -> dict[str, tuple[str, str]]:
    """What is due when, by its name, and how that is counted."""
    file, zone = here.file, here.file.policy.zone
    if file.lacks_pack:
        return {}
    found: dict[str, tuple[str, str]] = {}
    if file.case.stage is Stage.HANDED_OVER and file.case.review_since is not None:
        by = agenda.review_deadline(file, here.calendar, file.case.review_since)
        counted = _counted(NextStep.STAFF_REVIEW, file)
        found[NextStep.STAFF_REVIEW] = (clock.end_in_words(by, zone), counted)
    if file.case.stage not in UNSCHEDULED:
        for one in agenda.agenda(file, here.calendar, here.now):
            days = [
                *filter(None, [found.get(one.step, ("",))[0]]),
                clock.end_in_words(one.at, zone),
            ]
            found[one.step] = (", ".join(days), _counted(one.step, file))
    if file.case.stage is Stage.WITH_RESPONDENT and file.case.evidence_since is not None:
        until = agenda.evidence_deadline(file, here.calendar)  # beside the respondent's time
        found["evidence is waited for"] = (
            clock.end_in_words(until, zone),
            file.policy.clocks.evidence.period,
        )
    place = clock.place_of(file.policy, here.calendar)
    for id_, course in courses(file.policy, happened(file), here.now).items():
        if course.stopped_at is None:
            period = file.policy.more_clocks[id_]
            due = clock.explained(course, period, place)
            found[f"clock {id_}"] = (clock.end_in_words(due.due_at, zone), period.period)
    for rung in ladder(file, here):
        if rung.time_bar is not None:
            told = (f"{rung.time_bar.ends_on}", rung.time_bar.bar.clock.period)
            found[f"time bar of {rung.body.id}"] = told
    return found


def _counted(step: NextStep, file: CaseFile) -> str:
    """The clock behind a dated step, in words; some steps are the desk's own hours."""
    known, rung = file.policy.clocks, file.policy.rung(file.case.rung)
    of_steps: dict[NextStep, Clock | None] = {
        NextStep.REMIND: known.reminder,
        NextStep.GO_ON_WITHOUT: known.evidence,
        NextStep.BREACH: answer_clock(file),
        NextStep.BODY_OVERDUE: rung.clock if rung else None,
        NextStep.ASK_HOW_IT_WENT: rung.clock if rung else None,
        NextStep.REMIND_CLOSING: known.closing_reminder,
        NextStep.CLOSE_ON_SILENCE: known.closing,
        NextStep.STAFF_REVIEW: known.review,
    }
    found = of_steps.get(step)
    return found.period if found else ""


def _next_step(before: CaseFile, plan: Plan) -> Moved | None:
    was, will = before.case.next_step, plan.case.next_step
    return Moved(what="next step", before=was, after=will) if was is not will else None


def _rungs(here: Moment) -> list[str]:
    """The bodies that would take the case, in their order."""
    if here.file.lacks_pack:
        return []
    return [one.body.id for one in ladder(here.file, here) if one.fits]


def _missing(file: CaseFile) -> list[str]:
    return [] if file.lacks_pack else [one.id for one in missing_evidence(file)]


def _more(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in after if one not in before)


# ---- dates counted anew --------------------------------------------------------------------


def has_moved(here: Moment) -> bool:
    """Whether the date that a case waits for is another one, as dates are counted by now.

    What is due already comes anyway, and is not put off for being counted again.
    """
    case = here.file.case
    if here.file.lacks_pack or case.due_at is None:
        return False
    anew = agenda.scheduled(case, here)
    if case.due_at <= here.now and anew.due_at is not None and anew.due_at <= here.now:
        return False
    return (anew.next_step, anew.due_at) != (case.next_step, case.due_at)


def recounted(here: Moment, decision: Decision) -> Plan:
    """A calendar says otherwise now: the next date is counted anew, earlier or later."""
    before, case = here.file.case, agenda.scheduled(here.file.case, here)
    was, will = _due(before, here), _due(case, here)
    told = f"{was} → {will}" if was != will else f"{was}, as before"
    return Plan(case=case, events=(Event(EventKind.RECOUNTED, f"{told}, {_why(decision)}"),))


def _due(case: Case, here: Moment) -> str:
    at = clock.end_in_words(case.due_at, here.file.policy.zone) if case.due_at else NONE
    return f"{case.next_step} {at}"


# ---- a case without its rules --------------------------------------------------------------


def left_to_a_person(here: Moment, *events: Event) -> Plan:
    """Its own rules are nowhere, and no others are put in their place: a person is asked."""
    case = here.file.case
    if case.stage is Stage.CLOSED:
        return Plan(case=case, events=events)
    gone = Event(EventKind.PACK_MISSING, here.file.lacks_pack)
    return to_staff(here, case, *events, gone)
