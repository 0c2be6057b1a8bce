"""The format of policy packs and of bodies' files: what may stand where, and what it becomes.

Form only. Whether the parts fit together is looked at in pack_checks.
"""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from adapters.clock_format import ClockForm, ClockId, Stretch, business_hours
from adapters.language import normalise
from casework import policy
from casework.case import Language
from casework.facts import PolicyFact
from casework.policy import Asks, Intent, Notice, Owner, Submits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_SHOWN = 60  # signs of a wrong value that a sentence repeats

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Names = dict[Language, _Text]
_Words = list[_Text]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_BodyId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_Role = Literal["handler", "approver", "manager"]  # those of an account: storage.staff.Role
_TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_Days = Annotated[int, Field(ge=1, le=3660)]
_Hours = Annotated[int, Field(ge=1, le=720)]
_Address = Annotated[str, Field(pattern=r"^([^@\s<>]+@[^@\s<>]+)?$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Clocks(_Part):
    reminder: ClockForm
    evidence: ClockForm
    review: ClockForm
    answer: ClockForm
    answer_reminders: list[_Days]
    closing_reminder: ClockForm
    closing: ClockForm
    reopening: ClockForm

    def value(self) -> policy.Clocks:
        return policy.Clocks(
            reminder=self.reminder.value(),
            evidence=self.evidence.value(),
            review=self.review.value(),
            answer=self.answer.value(Owner.RESPONDENT),
            answer_reminders=tuple(self.answer_reminders),
            closing_reminder=self.closing_reminder.value(),
            closing=self.closing.value(),
            reopening=self.reopening.value(),
        )


class _SendHours(_Part):
    start: _TimeOfDay
    until: _TimeOfDay

    def value(self) -> policy.SendHours:
        return policy.SendHours(
            start=time.fromisoformat(self.start), until=time.fromisoformat(self.until)
        )


class _PassOn(_Part):
    name: bool
    words: bool
    numbers: bool
    evidence: list[str]

    def value(self) -> policy.PassOn:
        return policy.PassOn(
            name=self.name,
            words=self.words,
            numbers=self.numbers,
            evidence=tuple(self.evidence),
        )


class _Approvals(_Part):
    remind_hours: _Hours
    deputy_hours: _Hours
    again_hours: _Hours
    guide: list[_Role] = Field(min_length=1)
    deputies: dict[_Role, _Role]

    def value(self) -> policy.Approvals:
        return policy.Approvals(
            remind_hours=self.remind_hours,
            deputy_hours=self.deputy_hours,
            again_hours=self.again_hours,
            guide=tuple(self.guide),
            deputies=dict(self.deputies.items()),
        )


class _Evidence(_Part):
    names: _Names
    words: _Words = []
    media: _Words = Field(min_length=1)
    in_text: bool = False
    beside_words: bool = False
    in_words: bool = False
    kept_days: _Days | None = None
    papers: _Names | None = None

    def value(self, item: str) -> policy.EvidenceItem:
        return policy.EvidenceItem(
            id=item,
            names=self.names,
            words=_comparable(self.words),
            media=tuple(self.media),
            in_text=self.in_text,
            beside_words=self.beside_words,
            in_words=self.in_words,
            kept_days=self.kept_days,
            papers=self.papers,
        )


class _Category(_Part):
    id: _Id
    names: _Names
    words: _Words = Field(min_length=1)
    evidence: list[str]
    preserve: list[str] = []
    put_to_respondent: bool = True
    advice: dict[Language, list[str]] | None = None

    def value(self) -> policy.Category:
        return policy.Category(
            id=self.id,
            names=self.names,
            words=_comparable(self.words),
            evidence=tuple(self.evidence),
            preserve=tuple(self.preserve),
            put_to_respondent=self.put_to_respondent,
            advice={lang: tuple(told) for lang, told in self.advice.items()}
            if self.advice
            else None,
        )


class _Precondition(_Part):
    fact: PolicyFact
    wanted: bool = True
    names: _Names

    def value(self) -> policy.Precondition:
        return policy.Precondition(fact=self.fact.value, wanted=self.wanted, names=self.names)


class _Rung(_Part):
    body: _BodyId
    submits: Submits
    clock: ClockForm
    categories: list[str] = []
    preconditions: list[_Precondition] = []
    excludes: list[_BodyId] = []
    time_bar: ClockForm | None = None
    approval: list[_Role] = Field(default=["approver"], min_length=1)

    def value(self) -> policy.Rung:
        return policy.Rung(
            body=self.body,
            submits=self.submits,
            clock=self.clock.value(Owner.BODY),
            categories=tuple(self.categories),
            preconditions=tuple(one.value() for one in self.preconditions),
            excludes=tuple(self.excludes),
            time_bar=self.time_bar.value(Owner.COMPLAINANT) if self.time_bar else None,
            approval=tuple(self.approval),
        )


class BodyFile(_Part):
    """One external body, as its file says it."""

    id: _BodyId
    names: _Names
    address: _Address = ""
    language: Language
    guide: dict[Language, Annotated[_Words, Field(min_length=1)]]
    source: _Text
    verify: _Words = []

    def value(self) -> policy.ExternalBody:
        """The same for the casework."""
        return policy.ExternalBody(
            id=self.id,
            names=self.names,
            address=self.address,
            language=self.language,
            guide={language: tuple(lines) for language, lines in self.guide.items()},
            source=self.source,
            verify=tuple(self.verify),
        )


class PackFile(_Part):
    """A policy pack, as its file says it."""

    pack_schema: Literal["ombud-pack/1"] = Field(alias="schema")
    id: _BodyId
    version: _Text
    title: _Names
    timezone: str
    calendar: str
    default_language: Language
    staff_language: Language
    send_hours: _SendHours
    clocks: _Clocks
    more_clocks: dict[ClockId, ClockForm] = {}
    business_hours: list[Stretch] = []
    consent: Asks
    notice: Notice
    pass_on: _PassOn
    approvals: _Approvals
    intents: dict[Intent, _Words]
    addressed: _Words
    prior: _Words
    authorisation: str | None
    evidence: dict[str, _Evidence]
    categories: list[_Category] = Field(min_length=1)
    ladder: list[_Rung]
    sources: dict[str, _Text] = {}

    def value(self, bodies: Mapping[str, policy.ExternalBody]) -> policy.Policy:
        """The same for the casework, with the bodies that it names."""
        return policy.Policy(
            id=self.id,
            version=self.version,
            title=self.title,
            zone=ZoneInfo(self.timezone),
            calendar=self.calendar,
            default_language=self.default_language,
            staff_language=self.staff_language,
            send_hours=self.send_hours.value(),
            clocks=self.clocks.value(),
            more_clocks={id_: one.value() for id_, one in self.more_clocks.items()},
            business_hours=tuple(map(business_hours, self.business_hours)),
            consent=self.consent,
            notice=self.notice,
            pass_on=self.pass_on.value(),
            approvals=self.approvals.value(),
            intents={intent: _comparable(words) for intent, words in self.intents.items()},
            addressed=_comparable(self.addressed),
            prior=_comparable(self.prior),
            authorisation=self.authorisation,
            evidence={item: one.value(item) for item, one in self.evidence.items()},
            categories=tuple(one.value() for one in self.categories),
            ladder=tuple(one.value() for one in self.ladder),
            sources=dict(self.sources),
            bodies=bodies,
        )


def _comparable(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words)


# ---- mistakes of form, as pydantic sees them, in sentences ----

File = TypeVar("File", PackFile, BodyFile)


def in_form(kind: type[File], data: object) -> tuple[File | None, list[str]]:
    """The file, or every mistake of its form."""
    try:
        return kind.model_validate(data), []
    except ValidationError as error:
        return None, [_in_words(one) for one in error.errors()]


def _in_words(problem: object) -> str:
    """One of pydantic's problems as a sentence: where it is, what is there, what would be right."""
    match problem:
        case {"loc": (*where, _, "[key]"), "input": str(key), "msg": message}:
            return f"{_path([*where, key])} is not a word of this format; {_should(message)}."
        case {"loc": (*where, _, "[key]"), "input": key}:
            return f"{_path(where)} has the key {key!r}{_unquoted(key)}."
        case {"type": "invalid_key", "input": key}:
            return f"the file has the key {key!r}{_unquoted(key)}."
        case _:
            return _of_a_value(problem)


def _of_a_value(problem: object) -> str:
    match problem:
        case {"type": "missing", "loc": loc}:
            return f"{_path(loc)} is missing."
        case {"type": "extra_forbidden", "loc": loc}:
            return f"{_path(loc)} is not a word of this format."
        case {
            "type": "string_type",
            "loc": loc,
            "input": bool() | int() | float() | date() as given,
        }:
            return f"{_path(loc)} is {given!r}{_unquoted(given)}."
        case {"type": "enum", "loc": loc, "input": given, "ctx": {"expected": expected}}:
            return f"{_path(loc)} is {_shown(given)}; it should be {expected}."
        case {"loc": loc, "input": given, "msg": message}:
            return f"{_path(loc)} is {_shown(given)}; {_should(message)}."
        case _:
            return str(problem)


def _unquoted(given: object) -> str:
    """What YAML made of something that was meant as a word."""
    if isinstance(given, bool):
        return ", as YAML reads yes, no, on and off; put it in quotes"
    what = "a date" if isinstance(given, date) else "a number"
    return f", as YAML reads it {what}; put it in quotes"


def _shown(given: object) -> str:
    text = repr(given)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def _should(message: Any) -> str:  # noqa: ANN401  pydantic's own words
    for theirs in ("Input should", "String should", "List should"):
        message = str(message).replace(theirs, "it should")
    return str(message).removesuffix(" after validation, not 0")


def _path(loc: Iterable[object]) -> str:
    parts = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in loc)
    return parts.lstrip(".") or "the file"
