"""What a status page says of a case: our own words, dates and kinds, and nothing of anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework import agenda, clock
from casework.case import Outcome, Party, Stage
from casework.channels import Channel
from casework.evidence import missing_evidence, still_useful
from casework.intake import Disposition
from console.status_deeds import offered
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from adapters.storage.models import MessageRow
    from adapters.storage.views import CaseView
    from casework.case import Language
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from console.status_deeds import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Something that reached us: when, by which way, and how many files were with it."""

    on: date
    by: str
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A case as its complainant may see it."""

    number: str
    opened_on: date
    closed: bool
    stands: str
    next: tuple[str, ...]
    due_on: date | None
    missing: tuple[tuple[str, str], ...]  # ids and names
    helpful: tuple[tuple[str, str], ...]
    there: tuple[str, ...]
    came: tuple[Came, ...]
    on_its_way: bool
    deeds: tuple[Deed, ...]
    may_send: bool


def status(
    file: CaseFile, view: CaseView, calendar: Calendar, now: datetime, language: Language
) -> Status:
    """What is shown now, in this language."""
    case, zone = file.case, file.policy.zone
    closed = case.stage is Stage.CLOSED
    until = agenda.reopening_deadline(file, calendar, view.case.closed_at or now)
    may_reopen = closed and now < until
    due = _due(file, calendar)
    due_on = clock.last_day(due, zone) if due is not None and due > now and not closed else None
    mine = [one for one in view.messages if one.party == Party.COMPLAINANT]
    return Status(
        number=case.number,
        opened_on=case.opened_at.astimezone(zone).date(),
        closed=closed,
        stands=_ended(case.outcome) if closed else _stands(case.stage, self_filed=case.self_filed),
        next=() if closed else tuple(_next(file, due_on is not None)),
        due_on=due_on,
        missing=() if closed else _named(missing_evidence(file), language),
        helpful=() if closed else _named(still_useful(file), language),
        there=_there(file, language),
        came=tuple(_came(one, file) for one in mine),
        on_its_way=any(one.noted_at is None and not closed for one in mine),
        deeds=tuple(offered(file, may_reopen=may_reopen)),
        may_send=not closed or may_reopen,
    )


def _due(file: CaseFile, calendar: Calendar) -> datetime | None:
    """When the next thing happens; where something is asked of them, until when they have time."""
    if file.case.stage is Stage.AWAITING_EVIDENCE:
        return agenda.evidence_deadline(file, calendar)
    return file.case.due_at


def _named(items: Iterable[object], language: Language) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, one.names[language]) for one in items)  # type: ignore[attr-defined]  # evidence items


def _there(file: CaseFile, language: Language) -> tuple[str, ...]:
    known = file.policy.evidence
    items = dict.fromkeys(one.item for one in file.evidence if one.item in known)
    return tuple(known[one].names[language] for one in items)


def _came(one: MessageRow, file: CaseFile) -> Came:
    on = one.received_at.astimezone(file.policy.zone).date()
    held = one.disposition == Disposition.HELD
    return Came(on=on, by=_("waits to be read") if held else _by(one), files=len(one.attachments))


def _by(one: MessageRow) -> str:  # noqa: PLR0911  one way each
    match one.channel:
        case Channel.PHONE:
            return _("by telephone")
        case Channel.PAPER:
            return _("on paper")
        case Channel.CHAT:
            return _("in a chat")
        case Channel.SOCIAL_MEDIA:
            return _("on social media")
        case Channel.WEB_FORM:
            return _("by the complaint form")
        case Channel.STATUS_PAGE:
            return _("on this page")
        case _:
            return _("by e-mail")


# ---- where it stands, and what comes next ------------------------------------------------


def _stands(stage: Stage, *, self_filed: bool) -> str:  # noqa: PLR0911  one stage each
    match stage:
        case Stage.AWAITING_EVIDENCE:
            return _("We are waiting for something from you.")
        case Stage.WITH_RESPONDENT:
            return _(
                "Your complaint has been put to the company or department it is about. We "
                "are waiting for its answer."
            )
        case Stage.APPROVAL_PENDING:
            return _(
                "We have prepared the next step. A member of our staff checks it before it "
                "goes out."
            )
        case Stage.WITH_BODY if self_filed:
            return _("You have from us what you need to turn to an external body yourself.")
        case Stage.WITH_BODY:
            return _("Your complaint is with an external body.")
        case Stage.ANSWERED:
            return _(
                "You have had an answer by e-mail. We would like to know whether it is enough."
            )
        case Stage.HANDED_OVER:
            return _("A member of our staff is dealing with your complaint.")
        case Stage.REOPENED:
            return _("Your complaint is open again. A member of our staff will read it.")
        case _:
            return _("We have your complaint and are looking at what is needed.")


def _ended(outcome: Outcome | None) -> str:
    match outcome:
        case Outcome.RESOLVED:
            return _("Your complaint is closed: it has been resolved.")
        case Outcome.WITHDRAWN:
            return _("Your complaint is closed: you have withdrawn it.")
        case Outcome.INADMISSIBLE:
            return _("Your complaint is closed: we could not take it up. Our last e-mail says why.")
        case Outcome.DUPLICATE:
            return _("This complaint goes on together with another one of yours.")
        case _:
            return _("Your complaint is closed. Our last e-mail says why.")


def _next(file: CaseFile, has_day: bool) -> Iterable[str]:  # noqa: FBT001
    """One sentence or two; the day stands beside them."""
    case = file.case
    match case.stage:
        case Stage.AWAITING_EVIDENCE:
            yield _(
                "Please send what is listed below. If you do not have it, say so: your "
                "complaint goes on all the same."
            )
        case Stage.WITH_RESPONDENT:
            yield _(
                "If no answer comes, we remind them; once their time is over, we tell you "
                "how it goes on."
            )
        case Stage.APPROVAL_PENDING:
            yield _("Once it is checked it goes out, and we write to you.")
        case Stage.WITH_BODY:
            yield _("If we hear nothing by then, we write to you.")
        case Stage.ANSWERED:
            yield _("If we do not hear from you, we ask you once more, and then close the case.")
        case Stage.HANDED_OVER | Stage.REOPENED:
            yield (
                _("They will have looked at it by then.")
                if has_day
                else _("They will write to you.")
            )
        case _:
            yield _("We write to you about the next step.")
    if case.needs_staff and case.stage is not Stage.HANDED_OVER:
        yield _(
            "Something that you sent waits for a member of our staff to read it. It is not "
            "forgotten."
        )
