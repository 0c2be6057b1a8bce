"""The ladder: whether a body would take this case, which rung is next, and who submits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from casework import clock
from casework.case import ComplainantType
from casework.counting import beginning
from casework.policy import OWN_CHOICE, ClockKind, Submits
from casework.routes import Known, door, known_of
from casework.terms import BarStarts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, tzinfo

    from casework.casefile import CaseFile
    from casework.plan import Moment
    from casework.policy import Clock, ExternalBody, Rung
    from casework.terms import Bar, Precondition


class BarState(StrEnum):
    """Whether there is still time to turn to a body."""

    NOT_YET = "not yet"
    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBar:
    """The last day on which a body takes the case, and how near it is.

    Counted from what the file knows. What it does not know may lie earlier, and so may the end:
    what is over is over for certain, what is not may be later than it looks.
    """

    bar: Bar
    ends_on: date
    state: BarState

    @property
    def warned_on(self) -> date:
        """The day on which people are warned of it."""
        return _warned_on(self.ends_on, self.bar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A rung and what is known of each of its preconditions.

    ``time_bar`` is there where the rung has one that runs, and somebody asks on a day.
    ``closes`` are the bodies that do not take the case any more once this one has.
    """

    rung: Rung
    body: ExternalBody
    preconditions: tuple[tuple[Precondition, Known], ...]
    time_bar: TimeBar | None = None
    closes: tuple[ExternalBody, ...] = ()
    takes_turn: bool = True
    why_not: str = ""

    @property
    def fits(self) -> bool:
        """Nothing speaks against it. What is unknown is shown to the person who approves."""
        return not self.why_not

    @property
    def unknown(self) -> tuple[Precondition, ...]:
        """The preconditions that somebody has still to look at."""
        return tuple(one for one, known in self.preconditions if known is Known.UNKNOWN)

    @property
    def to_be_told(self) -> tuple[Precondition, ...]:
        """Those that the complainant knows best; what the respondent is, the desk looks up."""
        return tuple(one for one in self.unknown if not one.fact.startswith("respondent_"))


def ladder(file: CaseFile, here: Moment | None = None) -> tuple[Checked, ...]:
    """Every rung of the pack, and whether it fits this case as it stands.

    ``here`` says on which day: without it nobody looks at time bars.
    """
    return tuple(_checked(rung, file, here) for rung in file.policy.ladder)


def next_rung(file: CaseFile, here: Moment | None = None) -> Checked | None:
    """The first rung that fits, has not had its turn, and that the desk turns to by itself."""
    return next((one for one in ladder(file, here) if one.fits and one.takes_turn), None)


def _checked(rung: Rung, file: CaseFile, here: Moment | None = None) -> Checked:
    facts = facts_of(file)
    one = Checked(
        rung=rung,
        body=file.policy.bodies[rung.body],
        preconditions=tuple((asked, known_of(asked, facts)) for asked in rung.preconditions),
        time_bar=_time_bar(rung, file, here) if here else None,
        closes=_closes(rung, file, here),
        takes_turn=rung.takes_turn(file.case.category),
    )
    return replace(one, why_not=_why_not(one, file))


def _why_not(one: Checked, file: CaseFile) -> str:
    """The first reason against it, or nothing."""
    return next(_reasons(one, file), "")


def _reasons(one: Checked, file: CaseFile) -> Iterator[str]:
    case, rung, who = file.case, one.rung, complainant_of(file)
    if rung.body in case.tried:
        yield "it has had its turn"
    if not _is_for(rung, file):
        yield "not for this category"
    earlier = [file.policy.rung(other) for other in case.tried]
    yield from (
        f"{it.body} has taken the case" for it in earlier if it and rung.body in it.excludes
    )
    if door(one.body, who) is Known.NO:
        yield f"not for this complainant: {who}"
    yield from (f"not met: {asked.fact}" for asked, known in one.preconditions if known is Known.NO)
    if one.time_bar is not None and one.time_bar.state is BarState.OVER:
        yield f"its time bar is over since {one.time_bar.ends_on}"


def _is_for(rung: Rung, file: CaseFile) -> bool:
    """For all categories, for this one by the rung, or by what the category itself names."""
    category = file.policy.category(file.case.category)
    named = category is not None and rung.body in category.bodies
    return named or not rung.categories or file.case.category in rung.categories


def _closes(rung: Rung, file: CaseFile, here: Moment | None) -> tuple[ExternalBody, ...]:
    """The bodies that refuse what this one has taken and that could still take the case."""
    return tuple(
        file.policy.bodies[one.body]
        for one in file.policy.ladder
        if one.body in rung.excludes
        and one.body not in file.case.tried
        and _is_for(one, file)
        and not _is_over(one, file, here)
        and door(file.policy.bodies[one.body], complainant_of(file)) is not Known.NO
    )


def _is_over(rung: Rung, file: CaseFile, here: Moment | None) -> bool:
    bar = _time_bar(rung, file, here) if here else None
    return bar is not None and bar.state is BarState.OVER


def _time_bar(rung: Rung, file: CaseFile, here: Moment) -> TimeBar | None:
    """How much time is left, where a bar runs already."""
    bar, zone = rung.bar(file.case.category), file.policy.zone
    started = _bar_since(bar, file) if bar else None
    if bar is None or started is None:
        return None
    end = clock.due_at(started, bar.clock, clock.place_of(file.policy, here.calendar))
    ends_on = clock.last_day(end, zone)
    return TimeBar(bar=bar, ends_on=ends_on, state=_state(ends_on, bar, _day(here.now, zone)))


def _bar_since(bar: Bar, file: CaseFile) -> datetime | None:
    """The earliest instant that the file knows of: the dispute is at least as old as that."""
    case = file.case
    if bar.starts is BarStarts.ANSWER:
        return case.answered_at
    if case.prior_on is None:
        return case.opened_at
    return min(case.opened_at, beginning(case.prior_on, file.policy.zone))


def _state(ends_on: date, bar: Bar, today: date) -> BarState:
    if today > ends_on:
        return BarState.OVER
    return BarState.SOON if today >= _warned_on(ends_on, bar) else BarState.NOT_YET


def _warned_on(ends_on: date, bar: Bar) -> date:
    return ends_on - timedelta(days=bar.warn_days - 1)


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def one_routes(here: Moment) -> tuple[Checked, ...]:
    """The bodies ahead that close another one, once they have the case."""
    return tuple(one for one in ladder(_once_asked(here.file), here) if one.fits and one.closes)


def one_route(here: Moment) -> bool:
    """Whether a choice lies ahead: turning to one body closes another one."""
    return bool(one_routes(here))


def barred_one_day(file: CaseFile, here: Moment) -> tuple[tuple[Checked, TimeBar], ...]:
    """The bodies that the case may still go to, and until when; what is over is not among them."""
    return tuple((one, one.time_bar) for one in ladder(file, here) if one.fits and one.time_bar)


def complainant_of(file: CaseFile) -> ComplainantType:
    """Who complains. What a person answered stands above what the case says."""
    answered = file.case.facts.get("complainant_is_consumer")
    if answered is None:
        return file.case.complainant
    return ComplainantType.CONSUMER if answered else ComplainantType.BUSINESS


def facts_of(file: CaseFile) -> dict[str, bool]:
    """What the file itself says, and what people answered: their word stands above ours."""
    case, respondent = file.case, file.respondent
    asked = case.asked_at is not None
    from_the_file = {
        "respondent_asked": asked,
        "respondent_answered": asked and bool(file.answers),
        "respondent_late": asked and not file.answers,
    }
    if case.complainant in {ComplainantType.CONSUMER, ComplainantType.BUSINESS}:
        by_type = case.complainant is ComplainantType.CONSUMER
        from_the_file["complainant_is_consumer"] = by_type
        if by_type:  # a household is as small as any rule for households asks
            from_the_file["complainant_is_small"] = True
    of_the_directory = dict.fromkeys(respondent.facts if respondent else (), True)
    return {**from_the_file, **of_the_directory, **case.facts}


def answer_clock(file: CaseFile) -> Clock:
    """The respondent's clock; by our own rule where the law does not bind this respondent.

    Where the law changed, the clock is that of the day on which the respondent was first asked.
    """
    answer = file.policy.answer_asked_on(_asked_on(file))
    if answer.binds is None or facts_of(file).get(answer.binds):
        return answer
    return replace(answer, basis=OWN_CHOICE, kind=ClockKind.POLICY)


def _asked_on(file: CaseFile) -> date:
    case = file.case
    return case.prior_on or _day(case.asked_at or case.opened_at, file.policy.zone)


def who_submits(one: Checked, file: CaseFile) -> Submits:
    """The desk only where the body takes mail from it, and with an authorisation where one is due.

    A body without an address takes no mail that we know of: the complainant files.
    """
    if not one.body.address or one.rung.submits is Submits.COMPLAINANT:
        return Submits.COMPLAINANT
    if one.rung.submits is Submits.DESK_IF_AUTHORISED and not is_authorised(file):
        return Submits.COMPLAINANT
    return Submits.DESK


def is_authorised(file: CaseFile) -> bool:
    """Whether a written authorisation of the complainant is on the case."""
    return file.policy.authorisation in file.items


def wants_authorisation(file: CaseFile) -> ExternalBody | None:
    """The body ahead that the desk could turn to, had it the complainant's authorisation."""
    if is_authorised(file) or file.policy.authorisation is None:
        return None
    for one in _ahead(file):
        if one.rung.submits is Submits.DESK_IF_AUTHORISED and one.body.address:
            return one.body
    return None


def _ahead(file: CaseFile) -> Iterator[Checked]:
    """The rungs that can still come, in their order, should nothing settle the matter before.

    What surely comes earlier has had the case by then, and excludes others.
    """
    by_then = _once_asked(file)
    for rung in file.policy.ladder:
        one = _checked(rung, by_then)
        if one.fits and one.takes_turn:
            yield one
        if one.fits and one.takes_turn and not one.unknown:
            tried = (*by_then.case.tried, one.body.id)
            by_then = replace(by_then, case=replace(by_then.case, tried=tried))


def _once_asked(file: CaseFile) -> CaseFile:
    """The file as if the respondent were asked, where it is to be."""
    category = file.policy.category(file.case.category)
    if file.case.asked_at is not None or category is None or not category.put_to_respondent:
        return file
    return replace(file, case=replace(file.case, asked_at=file.case.opened_at))
