"""Clocks as folds over what happened: what starts one, what stops it, what makes it stand still."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from casework.case import Party
from casework.counting import Course, Pause
from casework.letters import LetterKind
from casework.policy import OWN_CHOICE, Clock, ClockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

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
    if started is None:
        return None
    since = [one for one in told if one.at >= started]
    stopped = next((one.at for one in since if one.name in clock.stop), None)
    longer = clock.extension.when if clock.extension else ""
    return Course(
        started_at=started,
        pauses=tuple(_pauses(clock, since, stopped or now)),
        extended_at=next((one.at for one in since if one.name == longer), None),
        stopped_at=stopped,
    )


def _pauses(clock: Clock, events: Sequence[Happened], now: datetime) -> Iterator[Pause]:
    """Each from its event to its end; one that is not over has lasted until now."""
    for reason in clock.pauses:
        since: datetime | None = None
        for one in events:
            if one.name == reason and since is None:
                since = one.at
            elif one.name == reason + ENDED and since is not None:
                yield Pause(reason=reason, since=since, until=one.at)
                since = None
        if since is not None:
            yield Pause(reason=reason, since=since, until=now)


def courses(policy: Policy, events: Sequence[Happened], now: datetime) -> dict[str, Course]:
    """Those of a pack's further clocks that something has started; one event may start several."""
    begun = ((id_, course(one, events, now)) for id_, one in policy.more_clocks.items())
    return {id_: one for id_, one in begun if one is not None}


def happened(file: CaseFile) -> tuple[Happened, ...]:
    """What a case file itself knows to have happened, in the words that clocks use."""
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
    return tuple(sorted(Happened(at, name, about) for name, at, about in dated if at is not None))


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
    theirs = all_clocks(other)
    return tuple(
        f"{name} is {_terms(theirs[name])}; by {law.basis(one)} it is {_terms(one)}, and nobody "
        "here may lengthen it."
        for name, one in all_clocks(law).items()
        if name in theirs and _is_longer(theirs[name], one)
    )


def _is_longer(other: Clock, law: Clock) -> bool:
    """Whether it may end later than the law's; what cannot be compared may."""
    if law.kind is not ClockKind.LAW or other.basis not in {law.basis, OWN_CHOICE}:
        return False
    return (
        other.counting is not law.counting
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
        "rolled to a working day" if clock.rolls else "",
        f"paused by {', '.join(clock.pauses)}" if clock.pauses else "",
        f"extended by {clock.extension.count}" if clock.extension else "",
    )
    return ", ".join(filter(None, told))
