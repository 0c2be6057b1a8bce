"""What a person may decide about a case as it stands, and the forms that decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Form
from fastapi.responses import Response  # noqa: TC002  FastAPI reads it

from adapters.storage.decisions import RefusedError
from casework.case import Consent, Outcome, Party, Stage
from casework.decisions import BESIDE, DecisionKind
from casework.escalation import ladder
from casework.events import EventKind
from casework.intake import Disposition
from casework.plan import Happening
from casework.policy import Asks
from casework.steps import UNSCHEDULED
from console import actions
from console.case_forms import Reasoned  # noqa: TC001  FastAPI reads it
from console.names import in_tongue
from console.tongue import _

if TYPE_CHECKING:
    from adapters.settings import Settings
    from adapters.storage.models import MessageRow
    from adapters.storage.staff import Person
    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile
    from console.desk import Desk

OUTCOMES = {
    Outcome.RESOLVED: "resolved: the matter is settled",
    Outcome.WITHDRAWN: "withdrawn: the complainant takes it back",
    Outcome.UNRESOLVED: "unresolved: nothing more can be done here",
    Outcome.INADMISSIBLE: "inadmissible: it is no matter for this desk",
}
_SAID = {
    DecisionKind.HAND_OVER: "handed over",
    DecisionKind.GO_ON: "going on",
    DecisionKind.PUT_TO_RESPONDENT: "being put to the respondent",
    DecisionKind.REFER: "being referred",
    DecisionKind.TAKE_AS_ANSWER: "the answer is being passed on",
    DecisionKind.ASK_CLOSING: "the complainant is being asked whether the answer is enough",
    DecisionKind.ASSIGN_RESPONDENT: "the respondent is being noted",
}
_TO_RESPONDENT = {Stage.HANDED_OVER, Stage.AWAITING_EVIDENCE}
_TO_BODY = {
    Stage.HANDED_OVER,
    Stage.AWAITING_EVIDENCE,
    Stage.WITH_RESPONDENT,
    Stage.WITH_BODY,
    Stage.ANSWERED,
}
_TO_COMPLAINANT = {Stage.HANDED_OVER, Stage.WITH_RESPONDENT, Stage.WITH_BODY}


def offered(
    view: CaseView, file: CaseFile | None, *, being_closed: bool
) -> frozenset[DecisionKind]:
    """The decisions that make sense where the case stands."""
    if being_closed:
        return frozenset()
    if view.case.stage == Stage.CLOSED:
        merged = view.case.outcome == Outcome.DUPLICATE
        return frozenset() if merged else frozenset({DecisionKind.REOPEN})
    if file is None:  # its rules are nowhere: another version is adopted first
        return frozenset({DecisionKind.HAND_OVER})
    stage, review = file.case.stage, file.case.stage is Stage.HANDED_OVER
    at_work = review or stage not in UNSCHEDULED
    kinds = {
        DecisionKind.CLOSE: True,
        DecisionKind.HAND_OVER: True,
        DecisionKind.GO_ON: review or (at_work and file.case.needs_staff),
        DecisionKind.ANSWER_QUESTION: at_work,
        DecisionKind.CORRECT: True,
        DecisionKind.ASSIGN_RESPONDENT: at_work and bool(file.directory),
        DecisionKind.PUT_TO_RESPONDENT: stage in _TO_RESPONDENT and _may_be_put(file),
        DecisionKind.REFER: stage in _TO_BODY and bool(file.policy.ladder),
        DecisionKind.TAKE_AS_ANSWER: at_work and bool(said_by_the_asked(view)),
        DecisionKind.ASK_CLOSING: stage in _TO_COMPLAINANT,
        DecisionKind.SEND_LETTER: True,
        DecisionKind.CHECK_EVIDENCE: True,
        DecisionKind.MERGE: True,
    }
    return frozenset(kind for kind, makes_sense in kinds.items() if makes_sense)


def said_by_the_asked(view: CaseView) -> list[MessageRow]:
    """What respondents and bodies wrote, newest first: one of these may be the answer."""
    theirs = [one for one in view.messages if one.party in {Party.RESPONDENT, Party.BODY}]
    return [one for one in reversed(theirs) if one.disposition == Disposition.ADDED]


def _may_be_put(file: CaseFile) -> bool:
    """Somebody is there to be asked, and the complainant does not mind."""
    category, consent = file.policy.category(file.case.category), file.case.consent
    if file.respondent is None or category is None or not category.put_to_respondent:
        return False
    if file.policy.consent is Asks.ASK:
        return consent is Consent.GIVEN
    return consent is not Consent.REFUSED


def why_not_to_decide(view: CaseView, person: Person, settings: Settings) -> str:
    """Why this person may not end the case: an appeal is for somebody who has not handled it."""
    if not view.case.appealed or settings.one_person_desk or not _handled_before(view, person):
        return ""
    return _("You have handled this case before: somebody else decides the appeal.")


def _handled_before(view: CaseView, person: Person) -> bool:
    """Whether they decided about the case before the appeal came."""
    appeal = max((one.id for one in view.events if one.kind == EventKind.APPEALED), default=0)
    since = {one.cause for one in view.events if one.id > appeal}
    theirs = (one for one in view.decisions if one.by == person.account)
    mine = (one for one in theirs if one.kind not in BESIDE)
    return any(f"{Happening.DECISION}/{one.id}" not in since for one in mine)


def questions(file: CaseFile | None) -> list[tuple[str, str, bool]]:
    """What nobody knows of the preconditions ahead: the fact, the pack's words, what is wanted."""
    if file is None:
        return []
    ahead = [one for one in ladder(file) if one.fits]
    asked = {one.fact: one for rung in reversed(ahead) for one in reversed(rung.unknown)}
    return [(one.fact, in_tongue(one.names), one.wanted) for one in reversed(asked.values())]


# ---- the deeds -----------------------------------------------------------------------------


async def close(form: Reasoned, outcome: Annotated[Outcome, Form()]) -> Response:
    """Decide that it is closed; its workflow hears of it next."""
    await actions.close_case(form.desk, form.number, outcome, by=form.by, why=form.why)
    return form.back(_("is being closed"))


async def reopen(form: Reasoned) -> Response:
    """Take a closed case up again, under the same number."""
    await actions.reopen_case(form.desk, form.number, by=form.by, why=form.why)
    return form.back(_("is being reopened"))


async def deal_with(form: Reasoned) -> Response:
    """Say that what was left on a closed case is dealt with."""
    await actions.deal_with(form.desk, form.number, by=form.by, why=form.why)
    return form.back(_("it is noted that this is dealt with"))


async def decide(
    form: Reasoned, kind: Annotated[DecisionKind, Form()], value: Annotated[str, Form()] = ""
) -> Response:
    """One of the small decisions. Raises RefusedError where it makes no sense at this stage."""
    desk, number = form.desk, form.number
    if kind not in _SAID:
        raise RefusedError(f"'{kind}' is not decided with this form")
    await check_makes_sense(desk, number, kind)
    if kind is DecisionKind.HAND_OVER and value and await desk.accounts.person(value) is None:
        raise RefusedError(f"there is no account {value!r}")
    await actions.decide(desk, number, kind, by=form.by, why=form.why, value=value)
    return form.back(_(_SAID[kind]))


async def answer(
    form: Reasoned, about: Annotated[str, Form()], value: Annotated[str, Form()]
) -> Response:
    """Say what no rule could tell: the category, a day, whether something is so."""
    desk, number = form.desk, form.number
    await check_makes_sense(desk, number, DecisionKind.ANSWER_QUESTION)
    await actions.answer_question(desk, number, about, value, by=form.by, why=form.why)
    return form.back(_("your answer is noted"))


async def check_makes_sense(desk: Desk, number: str, kind: DecisionKind) -> None:
    """An old page may offer what the case is past. Raises RefusedError."""
    view, file = await desk.views.case_and_file(number, desk.packs)
    if view is None:
        raise RefusedError(f"there is no case {number}")
    if view.case.stage == Stage.CLOSED:
        raise RefusedError(f"{number} is closed already")
    if kind not in offered(view, file, being_closed=False):
        raise RefusedError(f"{number} is {view.case.stage}: '{kind}' makes no sense there")
