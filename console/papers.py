"""The papers of a case: what evidence is there, and what each rung of the ladder would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.files import attachment_of
from casework.correspondence import to_preserve
from casework.escalation import BarState, ladder, next_rung, who_submits
from casework.evidence import missing_evidence, still_useful
from casework.letters import LetterKind
from casework.plan import Moment
from casework.policy import Submits
from console.clocks import period
from console.names import Names, in_tongue
from console.tongue import _

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.storage.models import EvidenceRow, MessageRow
    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.escalation import Checked
    from casework.messages import Attachment
    from casework.routes import Known

THERE, MISSING, NOT_ASKED = "there", "missing", "not asked"
WITH_THEM = "with the respondent"
_ASKS_TO_KEEP = (LetterKind.PRESERVATION_NOTICE, LetterKind.COMPLAINT_NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that came, and with which message."""

    message: MessageRow
    file: Attachment

    @property
    def can_be_seen(self) -> bool:
        """We draw a small picture of it."""
        return (
            self.file.media_type.startswith("image/") or self.file.media_type == "application/pdf"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What shows an item: the rule or the person that ticked it off, the message, the file."""

    row: EvidenceRow
    message: MessageRow | None
    sent: Sent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence: there, missing, or with the respondent; and how we know."""

    id: str
    name: str
    state: str
    note: str = ""
    shown: tuple[Shown, ...] = ()
    struck: tuple[Shown, ...] = ()


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
    is_urgent: bool = False
    until: str = ""


def files(view: CaseView) -> list[Sent]:
    """Every file that came with a message of the case, in the order in which they came."""
    return [
        Sent(message=one, file=attachment_of(line))
        for one in view.messages
        for line in one.attachments
    ]


def evidence(file: CaseFile, view: CaseView, calendar: Calendar, now: datetime) -> list[Item]:
    """What is there, what is missing, what the respondent was asked to keep, what would help."""
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    names = {one.id: in_tongue(one.names) for one in file.policy.evidence.values()}
    shown = _shown(view)
    there = [one for one, rows in shown.items() if any(not each.row.struck for each in rows)]
    kept = to_preserve(here)
    useful = [one.id for one in still_useful(file) if one.id not in kept]

    def item(id_: str, state: str, note: str = "") -> Item:
        rows = shown.get(id_, [])
        return Item(
            id=id_,
            name=names.get(id_, id_),
            state=state,
            note=note,
            shown=tuple(one for one in rows if not one.row.struck),
            struck=tuple(one for one in rows if one.row.struck),
        )

    return [
        *(item(one, THERE) for one in there),
        *(item(one.id, MISSING) for one in missing_evidence(file)),
        *(item(one, WITH_THEM, _kept(file, one)) for one in kept),
        *(item(one, NOT_ASKED, _("it would help")) for one in useful),
    ]


def _shown(view: CaseView) -> dict[str, list[Shown]]:
    messages = {one.id: one for one in view.messages}
    sent = {(one.message.id, one.file.sha256): one for one in files(view)}
    found: dict[str, list[Shown]] = {}
    for row in view.evidence:
        one = Shown(
            row=row,
            message=messages.get(row.message_id),
            sent=sent.get((row.message_id, row.sha256 or "")),
        )
        found.setdefault(row.item, []).append(one)
    return found


def _kept(file: CaseFile, item: str) -> str:
    """What became of evidence that somebody else holds."""
    asked = any(file.has_written(one) for one in _ASKS_TO_KEEP)
    days = file.policy.evidence[item].kept_days
    told = _("the respondent was asked to keep it") if asked else _("the respondent may hold it")
    if not days:
        return told
    return _("%(told)s; it may be gone after %(days)s days") % {"told": told, "days": days}


def rungs(file: CaseFile, names: Names, calendar: Calendar, now: datetime) -> list[RungLine]:
    """The ladder, as the rules see it now."""
    here = Moment(file=file, calendar=calendar, since=now, now=now)
    following = next_rung(file, here)
    return [
        RungLine(
            id=one.body.id,
            name=in_tongue(one.body.names),
            fits=one.fits,
            is_next=following is not None and following.body.id == one.body.id,
            verdict=_verdict(one) if one.fits else why_not(one.why_not, names),
            asks=tuple((in_tongue(asked.names), known) for asked, known in one.preconditions),
            submits=_(_SUBMITS[who_submits(one, file)]),
            clock=period(one.rung.clock),
            verify=one.body.verify,
            time_bar=_time_bar(one),
            until=f"{one.time_bar.ends_on}" if one.time_bar else "",
            is_urgent=one.time_bar is not None and one.time_bar.state is BarState.SOON,
            closes=tuple(in_tongue(other.names) for other in one.closes),
        )
        for one in ladder(file, here)
    ]


def _verdict(one: Checked) -> str:
    return _("fits") if one.takes_turn else _("fits, and only a person chooses it")


def why_not(rule: str, names: Names) -> str:
    """Why a rung does not fit, in the reader's language: the rule, and what it is about."""
    head, colon, what = rule.partition(": ")
    if colon:
        return f"{_(head)}: {names.in_text(what)}"
    return names.in_text(_(rule))


def _time_bar(one: Checked) -> str:
    """How long the body can still be turned to, as far as the file knows."""
    if one.time_bar is None:
        return ""
    told = {"state": _(one.time_bar.state), "day": one.time_bar.ends_on}
    return _("%(state)s: until %(day)s at the latest") % told


_SUBMITS = {
    Submits.DESK: "the desk submits",
    Submits.COMPLAINANT: "the complainant submits, with our guide",
    Submits.DESK_IF_AUTHORISED: "the desk submits, once it is authorised",
}
