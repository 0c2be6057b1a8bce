"""Clocks as folds over what happened: what starts one, what stops it, what makes it stand still."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from casework.case import Party
from casework.counting import ONE_DAY, Course, Pause, beginning
from casework.letters import LetterKind
from casework.policy import OWN_CHOICE, Clock, ClockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from casework.casefile import CaseFile
    from casework.policy import Policy

ENDED = "_ended"


@dataclass(frozen=True, slots=True, order=True)
class Happened:
    """An event as clocks know it: when, its name, and the body it concerns, if one."""

    at: datetime
    name: str
    body: str = ""


def course(clock: Clock, events: Iterable[Happened], now: datetime) -> Course | None:
    """What became of a clock by now; none where nothing has started it.

    The first event of its start counts, the first of its stops ends it: what was said again
    begins nothing anew.
    """
    told = [one for one in sorted(events) if one.body in {"", clock.body or one.body}]
    started = next((one.at for one in told if one.name == clock.start), None)
    return None if started is None else course_since(started, clock, told, now)


def course_since(
    started: datetime, clock: Clock, events: Iterable[Happened], now: datetime | None
) -> Course:
    """What became of a clock that began then. Without a ``now``, a pause that is not over is none.

    An event that is not told which body it concerns concerns whichever clock knows it.
    """
    told = (one for one in sorted(events) if one.body in {"", clock.body or one.body})
    since = [one for one in told if one.at >= started]
    stopped = next((one.at for one in since if one.name in clock.stop), None)
    longer = clock.extension.when if clock.extension else ""
    return Course(
        started_at=started,
        pauses=tuple(_pauses(clock, since, stopped or now)),
        extended_at=next((one.at for one in since if one.name == longer), None),
        stopped_at=stopped,
    )


def _pauses(clock: Clock, events: Sequence[Happened], now: datetime | None) -> Iterator[Pause]:
    """Each from its event to its end; one that is not over has lasted until now."""
    for reason in clock.pauses:
        since: datetime | None = None
        for one in events:
            if one.name == reason and since is None:
                since = one.at
            elif one.name == reason + ENDED and since is not None:
                yield Pause(reason=reason, since=since, until=one.at)
                since = None
        if since is not None and now is not None:
            yield Pause(reason=reason, since=since, until=now)


def courses(policy: Policy, events: Sequence[Happened], now: datetime) -> dict[str, Course]:
    """Those of a pack's further clocks that something has started; one event may start several."""
    begun = ((id_, course(one, events, now)) for id_, one in policy.more_clocks.items())
    return {id_: one for id_, one in begun if one is not None}


def happened(file: CaseFile) -> tuple[Happened, ...]:
    """What a case file knows to have happened, and what people told, in the words of clocks."""
    case = file.case
    body = case.rung or ""
    dated = (
        ("complaint_received", case.opened_at, ""),
        ("acknowledgement_sent", _left(file, LetterKind.ACKNOWLEDGEMENT), ""),
        ("evidence_requested", case.evidence_since, ""),
        ("respondent_asked", case.asked_at, ""),
        ("respondent_answered", _first_answer(file, Party.RESPONDENT), ""),
        ("answer_sent", case.answered_at, ""),
        ("referred", case.referred_at, body),
        ("body_answered", _first_answer(file, Party.BODY), body),
    )
    known = (Happened(at, name, about) for name, at, about in dated if at is not None)
    return tuple(sorted([*known, *file.told]))


def _left(file: CaseFile, kind: LetterKind) -> datetime | None:
    left = (one for one in file.letters if one.kind is kind and one.has_left)
    gone = (one.leaves_at or one.written_at for one in left)
    return min(gone, default=None)


def _first_answer(file: CaseFile, party: Party) -> datetime | None:
    """Of a body: the first since it has the case."""
    since = file.case.referred_at if party is Party.BODY else None
    answers = (one for one in file.messages if one.party is party and one.intent == "answer")
    came = (one.received_at for one in answers)
    return min((at for at in came if since is None or at >= since), default=None)


_OF_THE_FILE = frozenset(
    {
        *("complaint_received", "acknowledgement_sent", "evidence_requested", "respondent_asked"),
        *("respondent_answered", "answer_sent", "referred", "body_answered"),
    }
)


NEVER = "never"
"""Told in place of a day: what was recorded of this event is taken back."""


def recorded(told: Iterable[tuple[str, str]]) -> tuple[Happened, ...]:
    """What people told, the oldest word first: each event by its name, and its instant or NEVER."""
    events: tuple[Happened, ...] = ()
    for name, when in told:
        events = recorded_on(events, name, when)
    return events


def recorded_on(events: tuple[Happened, ...], name: str, when: str) -> tuple[Happened, ...]:
    """The same with one word more."""
    if when == NEVER:
        return tuple(one for one in events if one.name != name)
    return (*events, Happened(datetime.fromisoformat(when), name))


def told_by_people(policy: Policy) -> dict[str, str]:
    """The events that a pack's clocks know and that no case file can: somebody must tell them.

    Each with what it does to which clock: ``halts a-body``.
    """
    found: dict[str, list[str]] = {}
    for place, one in all_clocks(policy).items():
        for does, name in _events_of(one):
            if name and name not in _OF_THE_FILE:
                found.setdefault(name, []).append(f"{does} {place}")
    return {name: ", ".join(dict.fromkeys(does)) for name, does in found.items()}


def _events_of(clock: Clock) -> Iterator[tuple[str, str]]:
    """Every event that a clock knows, and what it does to it."""
    yield "starts", clock.start
    yield from (("ends", one) for one in clock.stop)
    for one in clock.pauses:
        yield "halts", one
        yield "sets going again", one + ENDED
    if clock.extension is not None:
        yield "lengthens", clock.extension.when


def happened_at(policy: Policy, name: str, when: str) -> datetime:
    """The instant of an event that people tell by its day, or to the minute. Raises ValueError.

    A day that starts a clock is taken from its beginning, any other one to its end: what ends
    or halts a clock on the day on which it was started did so after that.
    """
    at = datetime.fromisoformat(when)
    if "T" in when or " " in when:
        return at if at.tzinfo else at.replace(tzinfo=policy.zone)
    starts = any(one.start == name for one in all_clocks(policy).values())
    day = beginning(at.date() if starts else at.date() + ONE_DAY, policy.zone)
    return day if starts else day - timedelta(microseconds=1)


# ---- clocks by their names -----------------------------------------------------------------


def all_clocks(policy: Policy) -> dict[str, Clock]:
    """Every clock of a pack, by its place: ``answer``, ``a-body``, ``a-body.time_bar``."""
    core = {one.name: getattr(policy.clocks, one.name) for one in fields(policy.clocks)}
    found = {name: one for name, one in core.items() if isinstance(one, Clock)}
    for rung in policy.ladder:
        found[rung.body] = rung.clock
        for bar in rung.time_bars:
            found[".".join([rung.body, "time_bar", *bar.categories])] = bar.clock
    for body in policy.bodies.values():
        found |= {f"{body.id}.{key}": one.clock for key, one in body.clocks.items()}
    return {**found, **policy.more_clocks}


def clock_of(policy: Policy, name: str) -> Clock | None:
    """A clock by the name of its place, or by its own."""
    known = all_clocks(policy)
    return known.get(name) or next((one for one in known.values() if one.id == name), None)


# ---- what no setting and no other pack may do -------------------------------------------------


def lengthened(law: Policy, other: Policy) -> tuple[str, ...]:
    """The clocks of a law that another version of its pack, or a desk's own, makes longer.

    A clock that names another law is another clock: laws do change.
    """
    theirs = _of_a_law(other)
    return tuple(
        f"{name} is {_terms(theirs[name])}; by {law.basis(one)} it is {_terms(one)}, and nobody "
        "here may lengthen it."
        for name, one in _of_a_law(law).items()
        if name in theirs and _is_longer(theirs[name], one)
    )


def _of_a_law(policy: Policy) -> dict[str, Clock]:
    """Every clock that a law may have set, those of an earlier law among them."""
    earlier = {f"answer, asked before {day}": one for day, one in policy.earlier_answers}
    return {**all_clocks(policy), **earlier}


def _is_longer(other: Clock, law: Clock) -> bool:
    """Whether it may end later than the law's; what cannot be compared may."""
    if law.kind is not ClockKind.LAW or other.basis not in {law.basis, OWN_CHOICE}:
        return False
    return (
        other.counting is not law.counting
        or other.start != law.start
        or other.count > law.count
        or (other.rolls and not law.rolls)
        or not set(other.pauses) <= set(law.pauses)
        or _extends_by(other) > _extends_by(law)
    )


def _extends_by(clock: Clock) -> int:
    return clock.extension.count if clock.extension else 0


def _terms(clock: Clock) -> str:
    """All that makes it long, in words."""
    told = (
        clock.period,
        f"from {clock.start}" if clock.start else "",
        "rolled to a working day" if clock.rolls else "",
        f"paused by {', '.join(clock.pauses)}" if clock.pauses else "",
        f"extended by {clock.extension.count}" if clock.extension else "",
    )
    return ", ".join(filter(None, told))
