"""A duty in words: what it is, why, what to do about it, and where that is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from casework.case import NextStep, Party
from casework.duties import RUNS_OUT, DutyKind
from casework.events import EventKind
from console.mail_words import why as in_words
from console.names import letter_name
from console.tongue import _, _several

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.storage.duties import Told
    from casework.duties import Duty
    from console.names import Names

REASONS = {
    EventKind.PERSON_ASKED_FOR: "%(who)s asks for a person",
    EventKind.LATE_FROM_THE_START: "A time that runs from its receipt was over when it began",
    EventKind.REPLY_WAITS: "A reply waits to be read",
    EventKind.MESSAGE_ADDED: "A message waits to be read",
    EventKind.MACHINE_WROTE: "A machine wrote: see what it is about",
    EventKind.NO_RUNG: "No rung of the ladder fits: say how it goes on",
    EventKind.BREACHED: "The respondent's time was over before we asked",
    EventKind.REFUSED: "The letter was refused: say how it goes on",
    EventKind.OBJECTED: "%(who)s does not want it passed on",
    EventKind.BODY_AT_WORK: "It is closed, and a body is still at work on it: tell the body",
    EventKind.REOPENED: "It was taken up again: read it",
    EventKind.HANDED_OVER: "It was handed to a person",
    EventKind.REVIEW_OVERDUE: "Nobody read it in time",
    EventKind.APPROVAL_ASKED: "Nobody who may approve its letter can be asked by mail",
    EventKind.LETTER_BOUNCED: "The %(letter)s came back",
    EventKind.LETTER_FAILED: "The %(letter)s could not be sent",
    EventKind.LETTER_UNKNOWN: "The %(letter)s may have arrived, or not",
    EventKind.NOT_WRITTEN: "The %(letter)s was not written",
}
"""Why a case needs a person, by the event that tells it."""

RUNNING_OUT = {
    NextStep.BREACH: "The time of %(respondent)s to answer runs out",
    NextStep.BODY_OVERDUE: "The body's time runs out",
}
"""The ends of waits for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a line of Today says, and where its one button leads."""

    said: str
    why: str
    action: str
    link: str

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
    return Words(
        said=_("To be approved: %(letter)s to %(who)s") % letter,
        why=_("Still to approve: %(roles)s") % {"roles": _roles(duty)},
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
        said=_("%(who)s does not accept the answer: an appeal") % people,
        why=_("Somebody decides it who has not handled the case before."),
        action=_("Decide the appeal"),
        link=f"/case/{quote(duty.ref)}#decide",
    )


def _person(duty: Duty, people: Mapping[str, str], names: Names) -> Words:
    action = _("See the letter") if duty.kind is DutyKind.LETTER else _("Read and decide")
    place = "letters" if duty.kind is DutyKind.LETTER else "decide"
    told = [(EventKind(kind), why) for kind, why in duty.why if kind in set(REASONS)]
    said = [_(REASONS[kind]) % {**people, "letter": _letter(why)} for kind, why in told]
    details = [_detail(kind, why, names) for kind, why in told[:1]] + said[1:]
    return Words(
        said=said[0] if said else _("A person is needed"),
        why=" · ".join(filter(None, details)),
        action=action,
        link=f"/case/{quote(duty.ref)}#{place}",
    )


def _letter(why: str) -> str:
    """The letter that an event of one is about: it names its key or its kind first."""
    key = why.partition(":")[0]
    return letter_name(key.split("/")[1] if "/" in key else key)


def _detail(kind: EventKind, why: str, names: Names) -> str:
    """What the event says besides, if that is more than its kind."""
    if kind is EventKind.MESSAGE_ADDED:
        return _("from the %(party)s") % {"party": _(why)} if why in set(Party) else ""
    if "%(letter)s" in REASONS[kind]:
        return _(why.partition(": ")[2])
    return names.in_text(_(why))


def _deadline(duty: Duty, people: Mapping[str, str], _names: Names) -> Words:
    step = NextStep(duty.what)
    if step in RUNS_OUT:
        said, why = _(RUNNING_OUT[step]) % people, _("A reminder may still help.")
    else:
        said = _("A step is late: %(step)s") % {"step": _(step)}
        why = _("It should have come by itself. Is the worker running?")
    return Words(said=said, why=why, action=_("Look at the case"), link=f"/case/{quote(duty.ref)}")


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
    DutyKind.TASK: _task,
}
