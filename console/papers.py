"""The papers of a case: what evidence is there, and what each rung of the ladder would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.correspondence import to_preserve
from casework.escalation import ladder, next_rung, who_submits
from casework.evidence import missing_evidence, still_useful
from casework.letters import LetterKind
from casework.plan import Moment
from casework.policy import Submits
from console.names import Names, in_english

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.storage.models import EvidenceRow
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.escalation import Checked
    from casework.routes import Known

_WITH_THEM = "with the respondent"
_ASKS_TO_KEEP = (LetterKind.PRESERVATION_NOTICE, LetterKind.COMPLAINT_NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence: there, missing, or with the respondent; and how we know."""

    name: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RungLine:
    """One rung of the ladder: whether it fits, and what is known of what its body asks."""

    id: str
    name: str
    fits: bool
    is_next: bool
    verdict: str
    asks: tuple[tuple[str, Known], ...]
    submits: str
    clock: str
    verify: tuple[str, ...]
    time_bar: str
    closes: tuple[str, ...]


def evidence(
    file: CaseFile, rows: Sequence[EvidenceRow], calendar: Calendar, now: datetime
) -> list[Item]:
    """What is there, what is missing, what the respondent was asked to keep, what would help."""
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    names = {one.id: in_english(one.names) for one in file.policy.evidence.values()}
    rules = {one.item: one.rule for one in rows}
    kept = to_preserve(here)
    useful = [one.id for one in still_useful(file) if one.id not in kept]
    return [
        *(Item(name=names.get(one, one), state="there", note=how) for one, how in rules.items()),
        *(Item(name=in_english(one.names), state="missing") for one in missing_evidence(file)),
        *(Item(name=names[one], state=_WITH_THEM, note=_kept(file, one)) for one in kept),
        *(Item(name=names[one], state="not asked", note="it would help") for one in useful),
    ]


def _kept(file: CaseFile, item: str) -> str:
    """What became of evidence that somebody else holds."""
    asked = any(file.has_written(one) for one in _ASKS_TO_KEEP)
    days = file.policy.evidence[item].kept_days
    told = "the respondent was asked to keep it" if asked else "the respondent may hold it"
    return f"{told}; it may be gone after {days} days" if days else told


def rungs(file: CaseFile, names: Names, calendar: Calendar, now: datetime) -> list[RungLine]:
    """The ladder, as the rules see it now."""
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    following = next_rung(file, here)
    return [
        RungLine(
            id=one.body.id,
            name=in_english(one.body.names),
            fits=one.fits,
            is_next=following is not None and following.body.id == one.body.id,
            verdict=_verdict(one) if one.fits else names.in_text(one.why_not),
            asks=tuple((in_english(asked.names), known) for asked, known in one.preconditions),
            submits=_SUBMITS[who_submits(one, file)],
            clock=one.rung.clock.period,
            verify=one.body.verify,
            time_bar=_time_bar(one),
            closes=tuple(in_english(other.names) for other in one.closes),
        )
        for one in ladder(file, here)
    ]


def _verdict(one: Checked) -> str:
    return "fits" if one.takes_turn else "fits, and only a person chooses it"


def _time_bar(one: Checked) -> str:
    """How long the body can still be turned to, as far as the file knows."""
    if one.time_bar is None:
        return ""
    return f"{one.time_bar.state}: until {one.time_bar.ends_on} at the latest"


_SUBMITS = {
    Submits.DESK: "the desk submits",
    Submits.COMPLAINANT: "the complainant submits, with our guide",
    Submits.DESK_IF_AUTHORISED: "the desk submits, once it is authorised",
}
