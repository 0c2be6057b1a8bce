"""The way of a case as a picture: where it stands, what came, what comes when, what is needed.

Only numbers and words: the page draws them as SVG, and says them to whoever cannot see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from casework import agenda, clock
from casework.case import Stage
from casework.evidence import missing_evidence
from console.names import in_tongue
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from console.papers import RungLine

WIDTH = 360
_TEXT_AT = 44  # where words begin, right of the rail
_ROOM = 45  # signs on a line; a Han sign takes two
_TITLE, _LINE, _GAP, _TOP = 19, 17, 16, 18
_EVENT_AT = {"acknowledged": Stage.ACKNOWLEDGED}
_AT_A_BODY = {Stage.APPROVAL_PENDING, Stage.WITH_BODY}
_WITH_A_PERSON = {Stage.HANDED_OVER, Stage.REOPENED}


class State(StrEnum):
    """What has become of a step."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"
    SHUT = "shut"  # the case does not go there


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way, with what there is to say of it."""

    title: str
    state: State
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step as it is drawn: how far down, and each line of words with its place."""

    y: int
    step: Step
    words: tuple[tuple[int, str, str], ...]  # y, what it is, the words


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole way, from top to bottom."""

    height: int
    nodes: tuple[Node, ...]
    width: int = WIDTH
    text_at: int = _TEXT_AT

    @property
    def in_words(self) -> str:
        """The same for whoever cannot see it."""
        return " ".join(_sentence(one.step) for one in self.nodes)


def _sentence(step: Step) -> str:
    told = "; ".join((f"{step.title} ({_(step.state)})", *step.lines))
    return f"{told}."


def picture(steps: Sequence[Step]) -> Picture:
    """Steps with their places; words that are too long for a line go on in the next."""
    nodes, y = [], _TOP
    for step in steps:
        top, words = y, []
        for kind, height, text in _lines(step):
            words.append((y + 5, kind, text))
            y += height
        nodes.append(Node(y=top, step=step, words=tuple(words)))
        y += _GAP
    return Picture(height=y, nodes=tuple(nodes))


def _lines(step: Step) -> Iterator[tuple[str, int, str]]:
    yield from (("title", _TITLE, one) for one in folded(step.title, _ROOM - 8))
    for line in step.lines:
        yield from (("line", _LINE, one) for one in folded(line, _ROOM))


def folded(text: str, room: int) -> list[str]:
    """A text in lines of so many signs, broken between words, or between Han signs."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and _width(line + piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [one for one in (*lines, line.rstrip()) if one]


def _pieces(text: str) -> Iterator[str]:
    """What stays together: a word with the blank after it, or one Han sign."""
    word = ""
    for sign in text:
        if _width(sign) > 1:
            if word:
                yield word
            word = ""
            yield sign
        else:
            word += sign
            if sign == " ":
                yield word
                word = ""
    if word:
        yield word


def _width(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


# ---- the steps of a case -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What the steps are told from."""

    view: CaseView
    file: CaseFile
    calendar: Calendar
    rungs: Sequence[RungLine]
    next_step: str  # with its due date, as the page says it

    def steps(self) -> list[Step]:
        """From the first mail to the end, as far as it is known."""
        case = self.file.case
        found = [
            self._received(),
            *self._evidence(),
            self._respondent(),
            *self._person(),
            *(self._rung(one) for one in self.rungs if self._is_on_the_way(one)),
            self._answer(),
            self._end(),
        ]
        if case.stage in _WITH_A_PERSON:  # it stands after what has been
            person = found.pop(next(n for n, one in enumerate(found) if one.state is State.HERE))
            last = max(n for n, one in enumerate(found) if one.state is State.DONE)
            found.insert(last + 1, person)
        return found

    def _day(self, at: datetime | None) -> str:
        return f"{at.astimezone(self.file.policy.zone):%Y-%m-%d}" if at else ""

    def _until(self, at: datetime) -> str:
        return f"{clock.last_day(at, self.file.policy.zone)}"

    def _state(self, *stages: Stage, done: bool) -> State:
        if self.file.case.stage in stages:
            return State.HERE
        return State.DONE if done else State.AHEAD

    def _here(self, state: State) -> tuple[str, ...]:
        return (self.next_step,) if state is State.HERE else ()

    def _received(self) -> Step:
        state = self._state(Stage.RECEIVED, Stage.ACKNOWLEDGED, done=True)
        told = next((one.at for one in self.view.events if one.kind in _EVENT_AT), None)
        came = _("came %(day)s") % {"day": self._day(self.file.case.opened_at)}
        known = _("acknowledged %(day)s") % {"day": self._day(told)} if told else ""
        line = ", ".join(filter(None, (came, known)))
        return Step(title=_("The complaint"), state=state, lines=(line, *self._here(state)))

    def _evidence(self) -> Iterator[Step]:
        """Only where something was asked for, or is missing."""
        missing = missing_evidence(self.file)
        case = self.file.case
        if (
            case.evidence_since is None
            and not missing
            and case.stage is not Stage.AWAITING_EVIDENCE
        ):
            return
        state = self._state(Stage.AWAITING_EVIDENCE, done=not missing)
        lines = []
        if case.evidence_since:
            lines.append(_("asked for %(day)s") % {"day": self._day(case.evidence_since)})
        if missing:
            names = ", ".join(in_tongue(one.names) for one in missing)
            lines.append(_("still needed: %(what)s") % {"what": names})
        yield Step(title=_("Evidence"), state=state, lines=(*lines, *self._here(state)))

    def _respondent(self) -> Step:
        file, case = self.file, self.file.case
        category = file.policy.category(case.category)
        name = file.respondent.name if file.respondent else _("The respondent")
        if category is not None and not category.put_to_respondent:
            why = _("is not asked: the respondent is not to hear of it")
            return Step(title=name, state=State.SHUT, lines=(why,))
        state = self._state(Stage.WITH_RESPONDENT, done=case.asked_at is not None)
        return Step(title=name, state=state, lines=(*self._asked(), *self._here(state)))

    def _asked(self) -> Iterator[str]:
        file, case = self.file, self.file.case
        if case.asked_at is None:
            if file.respondent is None:
                yield _("still needed: somebody says whom it is about")
            return
        until = self._until(agenda.answer_deadline(file, self.calendar))
        asked = {"day": self._day(case.asked_at), "until": until}
        yield _("asked %(day)s, to answer by %(until)s") % asked
        if file.answers:
            came = self._day(file.answers[-1].received_at)
            yield _("answered %(day)s") % {"day": came}

    def _person(self) -> Iterator[Step]:
        if self.file.case.stage in _WITH_A_PERSON:
            yield Step(title=_("A person"), state=State.HERE, lines=(self.next_step,))

    def _is_on_the_way(self, rung: RungLine) -> bool:
        case = self.file.case
        return rung.fits or rung.id == case.rung or rung.id in case.tried

    def _rung(self, rung: RungLine) -> Step:
        case = self.file.case
        mine = rung.id == case.rung
        state = State.DONE if rung.id in case.tried else State.AHEAD
        if mine and case.stage in _AT_A_BODY:
            state = State.HERE
        return Step(
            title=rung.name, state=state, lines=(*self._needs(rung, state), *self._here(state))
        )

    def _needs(self, rung: RungLine, state: State) -> Iterator[str]:
        case = self.file.case
        if rung.id == case.rung and case.referred_at:
            has_it = {"day": self._day(case.referred_at)}
            yield _("has the case since %(day)s") % has_it
        if state is State.DONE:
            return
        if not rung.is_next and state is State.AHEAD and rung.fits:
            yield rung.verdict
        yield f"{rung.submits}, {_('may take %(time)s') % {'time': rung.clock}}"
        unknown = [asks for asks, known in rung.asks if known == "unknown"]
        if unknown:
            yield _("still needed: %(what)s") % {"what": "; ".join(unknown)}
        if rung.until:
            yield _("to be turned to by %(day)s at the latest") % {"day": rung.until}

    def _answer(self) -> Step:
        case = self.file.case
        state = self._state(Stage.ANSWERED, done=case.answered_at is not None)
        lines = []
        if case.answered_at:
            lines.append(
                _("an answer was passed on %(day)s") % {"day": self._day(case.answered_at)}
            )
        title = _("Is the answer enough?")
        return Step(title=title, state=state, lines=(*lines, *self._here(state)))

    def _end(self) -> Step:
        case, closed_at = self.file.case, self.view.case.closed_at
        state = self._state(Stage.CLOSED, done=False)
        lines = []
        if case.stage is Stage.CLOSED:
            outcome = {
                "day": self._day(closed_at),
                "outcome": _(case.outcome) if case.outcome else "",
            }
            lines.append(_("closed %(day)s: %(outcome)s") % outcome)
        return Step(title=_("The end"), state=state, lines=tuple(lines))
