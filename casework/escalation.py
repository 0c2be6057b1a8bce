"""The ladder: whether a body would take this case, which rung is next, and who submits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from casework.policy import OWN_CHOICE, ClockKind, Submits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.casefile import CaseFile
    from casework.policy import Clock, ExternalBody, Precondition, Rung


class Known(StrEnum):
    """What is known of a precondition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A rung and what is known of each of its preconditions."""

    rung: Rung
    body: ExternalBody
    preconditions: tuple[tuple[Precondition, Known], ...]
    why_not: str = ""

    @property
    def fits(self) -> bool:
        """Nothing speaks against it. What is unknown is shown to the person who approves."""
        return not self.why_not

    @property
    def unknown(self) -> tuple[Precondition, ...]:
        """The preconditions that somebody has still to look at."""
        return tuple(one for one, known in self.preconditions if known is Known.UNKNOWN)


def ladder(file: CaseFile) -> tuple[Checked, ...]:
    """Every rung of the pack, and whether it fits this case as it stands."""
    return tuple(_checked(rung, file) for rung in file.policy.ladder)


def next_rung(file: CaseFile) -> Checked | None:
    """The first rung that fits and has not had its turn."""
    return next((one for one in ladder(file) if one.fits), None)


def _checked(rung: Rung, file: CaseFile) -> Checked:
    known = tuple((one, _known(one, file)) for one in rung.preconditions)
    return Checked(
        rung=rung,
        body=file.policy.bodies[rung.body],
        preconditions=known,
        why_not=_why_not(rung, file, known),
    )


def _why_not(rung: Rung, file: CaseFile, known: tuple[tuple[Precondition, Known], ...]) -> str:
    case, fails = file.case, [one for one, answer in known if answer is Known.NO]
    if rung.body in case.tried:
        return "it has had its turn"
    if rung.categories and case.category not in rung.categories:
        return "not for this category"
    for other in case.tried:
        earlier = file.policy.rung(other)
        if rung.body in (earlier.excludes if earlier else ()):
            return f"{other} has taken the case"
    return f"not met: {fails[0].fact}" if fails else ""


def _known(one: Precondition, file: CaseFile) -> Known:
    fact = facts_of(file).get(one.fact)
    if fact is None:
        return Known.UNKNOWN
    return Known.YES if fact is one.wanted else Known.NO


def facts_of(file: CaseFile) -> dict[str, bool]:
    """What the file itself says, and what people answered: their word stands above ours."""
    case, respondent = file.case, file.respondent
    asked = case.asked_at is not None
    from_the_file = {
        "respondent_asked": asked,
        "respondent_answered": asked and bool(file.answers),
        "respondent_late": asked and not file.answers,
    }
    of_the_directory = dict.fromkeys(respondent.facts if respondent else (), True)
    return {**from_the_file, **of_the_directory, **case.facts}


def answer_clock(file: CaseFile) -> Clock:
    """The respondent's clock; by our own rule where the law does not bind this respondent."""
    clock = file.policy.clocks.answer
    if clock.binds is None or facts_of(file).get(clock.binds):
        return clock
    return replace(clock, basis=OWN_CHOICE, kind=ClockKind.POLICY)


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
        if one.fits:
            yield one
        if one.fits and not one.unknown:
            tried = (*by_then.case.tried, one.body.id)
            by_then = replace(by_then, case=replace(by_then.case, tried=tried))


def _once_asked(file: CaseFile) -> CaseFile:
    """The file as if the respondent were asked, where it is to be."""
    category = file.policy.category(file.case.category)
    if file.case.asked_at is not None or category is None or not category.put_to_respondent:
        return file
    return replace(file, case=replace(file.case, asked_at=file.case.opened_at))
