"""The format of policy packs and of bodies' files: what may stand where, and what it becomes.

Form only, told in words by pack_mistakes. Whether the parts fit together is looked at in
pack_checks.
"""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from adapters.clock_format import ClockForm, ClockId, Stretch, business_hours
from adapters.language import normalise
from casework import matters, policy, terms
from casework.case import ComplainantType, Language
from casework.facts import PolicyFact
from casework.matters import Severity
from casework.policy import Asks, Intent, Notice, Owner, Submits
from casework.terms import BarStarts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Names = dict[Language, _Text]
_Words = list[_Text]
_Place = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
_BodyId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
_Role = Literal["handler", "approver", "manager"]  # those that work on cases: casework.roles
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
    hold: ClockForm | None = None

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
            hold=self.hold.value() if self.hold else None,
        )


class _InForce(_Part):
    """``effective`` in a pack's file."""

    since: date = Field(alias="from")
    until: date | None = Field(alias="to")


class _Earlier(_Part):
    """The answer clock of whoever was asked before the law changed."""

    asked_before: date
    clock: ClockForm


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
    letters: list[_Role] = []

    def value(self) -> policy.Approvals:
        return policy.Approvals(
            remind_hours=self.remind_hours,
            deputy_hours=self.deputy_hours,
            again_hours=self.again_hours,
            guide=tuple(self.guide),
            deputies=dict(self.deputies.items()),
            letters=tuple(self.letters),
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
    satisfied_by: list[str] = []

    def value(self, item: str) -> matters.EvidenceItem:
        return matters.EvidenceItem(
            id=item,
            names=self.names,
            words=_comparable(self.words),
            media=tuple(self.media),
            in_text=self.in_text,
            beside_words=self.beside_words,
            in_words=self.in_words,
            kept_days=self.kept_days,
            papers=self.papers,
            satisfied_by=tuple(self.satisfied_by),
        )


class _Category(_Part):
    id: _Id
    names: _Names
    words: _Words = Field(min_length=1)
    evidence: list[str]
    preserve: list[str] = []
    put_to_respondent: bool = True
    advice: dict[Language, list[str]] | None = None
    useful: list[str] = []
    evidence_if: dict[PolicyFact, list[str]] = {}
    severity: Severity = Severity.NORMAL
    bodies: list[_BodyId] = []
    tempting: dict[_BodyId, _Names] = {}

    def value(self) -> matters.Category:
        return matters.Category(
            id=self.id,
            names=self.names,
            words=_comparable(self.words),
            evidence=tuple(self.evidence),
            preserve=tuple(self.preserve),
            put_to_respondent=self.put_to_respondent,
            advice={lang: tuple(told) for lang, told in self.advice.items()}
            if self.advice
            else None,
            useful=tuple(self.useful),
            evidence_if={fact.value: tuple(items) for fact, items in self.evidence_if.items()},
            severity=self.severity,
            bodies=tuple(self.bodies),
            tempting=dict(self.tempting),
        )


class _Precondition(_Part):
    fact: PolicyFact
    wanted: bool = True
    names: _Names
    basis: str = Field(min_length=3)
    must_be_known: bool = False

    def value(self) -> terms.Precondition:
        return terms.Precondition(
            fact=self.fact.value,
            wanted=self.wanted,
            names=self.names,
            basis=self.basis,
            must_be_known=self.must_be_known,
        )


class _Bar(_Part):
    clock: ClockForm
    categories: list[str] = []
    starts: BarStarts = BarStarts.DISPUTE
    warn_days: _Days = 30

    def value(self) -> terms.Bar:
        return terms.Bar(
            clock=self.clock.value(Owner.COMPLAINANT),
            categories=tuple(self.categories),
            starts=self.starts,
            warn_days=self.warn_days,
        )


class _BodyClock(_Part):
    names: _Names
    clock: ClockForm
    region: _Place | None = None

    def value(self) -> terms.BodyClock:
        return terms.BodyClock(
            names=self.names, clock=self.clock.value(Owner.BODY), region=self.region
        )


class _Terms(_Part):
    """On what terms a body takes a case: its file says it, and a rung may say it otherwise."""

    submits: Submits | None = None
    clock: ClockForm | None = None
    preconditions: list[_Precondition] | None = None
    excludes: list[_BodyId] | None = None
    time_bars: list[_Bar] | None = None


class _Rung(_Terms):
    body: _BodyId
    categories: list[str] = []
    approval: list[_Role] = Field(default=["approver"], min_length=1)
    turn: bool = True

    def value(self, body: BodyFile) -> policy.Rung:
        own = {name: getattr(self, name) for name in _Terms.model_fields}
        its = body.model_copy(update={one: it for one, it in own.items() if it is not None})
        if its.submits is None or its.clock is None:
            raise ValueError(f"{self.body}: pack_checks lets no rung through without them")
        return policy.Rung(
            body=self.body,
            submits=its.submits,
            clock=its.clock.value(Owner.BODY),
            categories=tuple(self.categories),
            preconditions=tuple(one.value() for one in its.preconditions or ()),
            excludes=tuple(its.excludes or ()),
            time_bars=tuple(one.value() for one in its.time_bars or ()),
            approval=tuple(self.approval),
            turn=self.turn,
        )


class BodyFile(_Terms):
    """One external body, as its file says it."""

    id: _BodyId
    short: _Id | None = None
    names: _Names
    address: _Address = ""
    language: Language
    complainants: list[ComplainantType] = []
    clocks: dict[_Id, _BodyClock] = {}
    outcome: _Names | None = None
    guide: dict[Language, Annotated[_Words, Field(min_length=1)]]
    source: _Text
    sources: dict[str, _Text] = {}
    verify: _Words = []
    mailbox_limit_mb: Annotated[float, Field(ge=3.5, le=1000)] | None = None

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
            short=self.short or self.id,
            complainants=tuple(self.complainants),
            clocks={key: one.value() for key, one in self.clocks.items()},
            outcome=self.outcome,
            mailbox_limit=round((self.mailbox_limit_mb or 0) * 1_000_000),
        )


class PackFile(_Part):
    """A policy pack, as its file says it."""

    pack_schema: Literal["ombud-pack/1"] = Field(alias="schema")
    id: _BodyId
    version: _Text
    jurisdiction: _Place
    effective: _InForce
    reviewed_on: date
    review_due: date
    title: _Names
    timezone: str
    calendar: str
    default_language: Language
    staff_language: Language
    send_hours: _SendHours
    clocks: _Clocks
    earlier_answers: list[_Earlier] = []
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

    def value(self, bodies: Mapping[str, BodyFile]) -> policy.Policy:
        """The same for the casework, with the bodies that it names."""
        return policy.Policy(
            id=self.id,
            version=self.version,
            jurisdiction=self.jurisdiction,
            in_force=policy.InForce(
                since=self.effective.since,
                until=self.effective.until,
                reviewed_on=self.reviewed_on,
                review_due=self.review_due,
            ),
            title=self.title,
            zone=ZoneInfo(self.timezone),
            calendar=self.calendar,
            default_language=self.default_language,
            staff_language=self.staff_language,
            send_hours=self.send_hours.value(),
            clocks=self.clocks.value(),
            earlier_answers=tuple(
                (one.asked_before, one.clock.value(Owner.RESPONDENT))
                for one in sorted(self.earlier_answers, key=lambda one: one.asked_before)
            ),
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
            ladder=tuple(one.value(bodies[one.body]) for one in self.ladder),
            sources=self._all_sources(bodies.values()),
            bodies={name: one.value() for name, one in bodies.items()},
        )

    def _all_sources(self, bodies: Iterable[BodyFile]) -> dict[str, str]:
        """Those of the bodies and the pack's, which stand above them."""
        theirs = {key: title for one in bodies for key, title in one.sources.items()}
        return {**theirs, **self.sources}


def _comparable(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(normalise(word) for word in words)


def schema_for_editors(kind: type[PackFile | BodyFile]) -> dict[str, Any]:
    """The JSON Schema of a file, so that an editor can complete words and underline mistakes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **kind.model_json_schema(by_alias=True),
    }
