"""A duty in words: what it is, why, what to do about it, and where that is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from casework.case import NextStep
from casework.duties import RUNS_OUT, WAITS_LONG, DutyKind
from casework.events import EventKind
from casework.policy import Owner
from console.counting_words import in_the_readers_words
from console.mail_words import why as in_words
from console.names import letter_name
from console.reason_words import REASONS, Why
from console.rule_words import clock_in_words
from console.tongue import _, _several

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.storage.duties import Told
    from casework.duties import Duty
    from console.names import Names

RUNNING_OUT = {
    NextStep.BREACH: "The time of %(respondent)s to answer runs out",
    NextStep.BODY_OVERDUE: "The body's time runs out",
}
"""The ends of waits for others."""

CLOCKS = {
    Owner.OURS: "Our time runs out: %(clock)s",
    Owner.RESPONDENT: "The time of %(respondent)s is over: %(clock)s",
    Owner.BODY: "The body's time is over: %(clock)s",
    Owner.COMPLAINANT: "The complainant's time is over: %(clock)s",
}
"""Further clocks, by whose they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a line of Today says, and where its one button leads.

    ``counted``: where it is told how the due date was counted; empty where there is no such place.
    """

    said: str
    why: str
    action: str
    link: str
    counted: str = ""

    @classmethod
    def of(cls, duty: Duty, told: Told | None, names: Names) -> Words:
        """A duty in the reader's language; ``told`` is what its case is about."""
        return _WORDS[duty.kind](duty, _people(told), names)


def _people(told: Told | None) -> dict[str, str]:
    return {
        "who": (told.complainant if told else "") or _("The complainant"),
        "respondent": (told.respondent if told else "") or _("the respondent"),
    }


def _approval(duty: Duty, _people: Mapping[str, str], _names: Names) -> Words:
    letter = {"letter": letter_name(duty.what), "who": duty.who}
    why = _("Still to approve: %(roles)s") % {"roles": _roles(duty)}
    late = (
        _("Nobody has ruled on it for as long as the pack allows") if WAITS_LONG in duty.why else ""
    )
    return Words(
        said=_("To be approved: %(letter)s to %(who)s") % letter,
        why=" · ".join(filter(None, (why, late))),
        action=_("Read and decide"),
        link=f"/approvals/{quote(duty.ref)}",
    )


def _roles(duty: Duty) -> str:
    named = next((why for kind, why in duty.why if kind == "still to approve"), "")
    return ", ".join(_(one) for one in named.split(", "))


def _mail(duty: Duty, _people: Mapping[str, str], _names: Names) -> Words:
    rule = duty.why[0][0]
    meaning = f"{_(rule)}: {in_words(rule)}" if in_words(rule) else _(rule)
    if duty.many > 1:
        said = _several("%(count)s mail is held", "%(count)s mails are held", duty.many)
        return Words(
            said=said % {"count": f"{duty.many:,}"},
            why=meaning,
            action=_("Look through them"),
            link=f"/mail?{urlencode({'disposition': 'held', 'rule': duty.ref})}",
        )
    about = {"who": duty.who or _("nobody"), "subject": duty.what or _("(no subject)")}
    return Words(
        said=_("Held mail from %(who)s: %(subject)s") % about,
        why=meaning,
        action=_("Decide on it"),
        link=f"/mail/{duty.ref}",
    )


def _appeal(duty: Duty, people: Mapping[str, str], _names: Names) -> Words:
    return Words(
        said=_(REASONS[EventKind.APPEALED]) % people,
        why=_("Somebody decides it who has not handled the case before."),
        action=_("Decide the appeal"),
        link=f"/case/{quote(duty.ref)}#decide",
    )


def _person(duty: Duty, people: Mapping[str, str], names: Names) -> Words:
    action = _("See the letter") if duty.kind is DutyKind.LETTER else _("Read and decide")
    place = "letters" if duty.kind is DutyKind.LETTER else "decide"
    told = Why.of(duty.why, people, names)
    return Words(
        said=told.said, why=told.more, action=action, link=f"/case/{quote(duty.ref)}#{place}"
    )


def _deadline(duty: Duty, people: Mapping[str, str], _names: Names) -> Words:
    step = NextStep(duty.what)
    if step in RUNS_OUT:
        said, why = _(RUNNING_OUT[step]) % people, _("A reminder may still help.")
    else:
        said = _("A step is late: %(step)s") % {"step": _(step)}
        why = _("It should have come by itself. Is the worker running?")
    return Words(said=said, why=why, action=_("Look at the case"), link=f"/case/{quote(duty.ref)}")


def _clock(duty: Duty, people: Mapping[str, str], _names: Names) -> Words:
    (owner, length) = duty.why[0]
    case = f"/case/{quote(duty.case_number or '')}"
    do = _("Do it, and record when.") if owner == Owner.OURS else _("If it was done, record when.")
    return Words(
        said=_(CLOCKS[Owner(owner)]) % {**people, "clock": clock_in_words(duty.what)},
        why=f"{in_the_readers_words(length)} · {do}",
        action=_("Record it"),
        link=f"{case}#happened",
        counted=f"{case}#clocks",
    )


def _task(duty: Duty, _people: Mapping[str, str], _names: Names) -> Words:
    return Words(
        said=duty.what, why="", action=_("Do it"), link=f"/case/{quote(duty.case_number or '')}"
    )


_WORDS: dict[DutyKind, Callable[[Duty, Mapping[str, str], Names], Words]] = {
    DutyKind.APPROVAL: _approval,
    DutyKind.MAIL: _mail,
    DutyKind.APPEAL: _appeal,
    DutyKind.PERSON: _person,
    DutyKind.LETTER: _person,
    DutyKind.DEADLINE: _deadline,
    DutyKind.CLOCK: _clock,
    DutyKind.TASK: _task,
}
