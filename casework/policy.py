"""The rules of one jurisdiction, as values: Policy, Clock, Rung. Read from YAML elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from zoneinfo import ZoneInfo

    from casework.case import ComplainantType, Language
    from casework.matters import Category, EvidenceItem
    from casework.terms import Bar, BodyClock, Precondition


OWN_CHOICE = "policy"
"""The basis of a clock that no law sets."""


class PackError(Exception):
    """A pack that cannot be used; the message says every reason."""


class Counting(StrEnum):
    """What a clock counts. Hours run from the instant, all others from the day after the event."""

    CALENDAR_DAYS = "calendar days"
    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"  # by the clock on the wall, day and night
    BUSINESS_HOURS = "business hours"  # those of the pack, on working days

    @property
    def from_the_instant(self) -> bool:
        """It ends at an instant, not with the end of a day."""
        return self in {Counting.HOURS, Counting.BUSINESS_HOURS}


class Owner(StrEnum):
    """Whose duty or right a clock measures. Ours are kept; the others are only watched."""

    OURS = "ours"
    RESPONDENT = "respondent"
    BODY = "body"
    COMPLAINANT = "complainant"


class ClockKind(StrEnum):
    """Who set the period: a law, which nobody here may lengthen, or the desk itself."""

    LAW = "law"
    POLICY = "policy"


class Submits(StrEnum):
    """Who brings a case to an external body."""

    DESK = "desk"
    COMPLAINANT = "complainant"
    DESK_IF_AUTHORISED = "desk_if_authorised"


class Asks(StrEnum):
    """Whether the complainant is asked before a complaint is passed on, or told and may object."""

    ASK = "ask"
    INFORM = "inform"


class Notice(StrEnum):
    """When the complaint is put to the respondent."""

    AT_ONCE = "at_once"
    WITH_EVIDENCE = "with_evidence"


class Intent(StrEnum):
    """What a reply asks for, where its words say so plainly."""

    STATUS = "status"
    SETTLED = "settled"
    WITHDRAW = "withdraw"
    PERSON = "person"
    UNHAPPY = "unhappy"
    CONSENT = "consent"
    OBJECTION = "objection"
    INTERIM = "interim"  # of a respondent or a body: received, still at work, no answer yet
    QUESTION = "question"  # of a respondent or a body: it asks for something first
    ANSWER = "answer"  # of a respondent or a body: what it found, did or decided


OF_THE_ASKED = frozenset({Intent.INTERIM, Intent.QUESTION, Intent.ANSWER})
"""What a respondent or a body may mean; the others are a complainant's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """So much longer, in the clock's own unit, once the named event has happened in time."""

    count: int
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A period in which a duty must be met, and the rule that says so.

    ``binds``: the fact that makes the rule a duty; without it the period is the desk's own choice.
    ``rolls``: a last day of rest moves on to the next working day, as rules for somebody's right
    say; a duty of our own keeps its date. ``start``, ``stop`` and ``pauses`` name events: a
    pause runs from its event to the same with ``_ended``. ``says`` are the words of a rule that
    sets no number: the period is then the desk's own target. ``body`` is whose clock it is,
    where it is a body's; ``verify``: what nobody has confirmed.
    """

    count: int
    counting: Counting
    basis: str
    binds: str | None = None
    owner: Owner = Owner.OURS
    kind: ClockKind = ClockKind.POLICY
    rolls: bool = False
    id: str = ""  # a second name, beside that of its place in the pack
    start: str = ""
    stop: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    extension: Extension | None = None
    says: str = ""
    body: str | None = None
    verify: tuple[str, ...] = ()

    @property
    def period(self) -> str:
        """How long it runs, in words: ``15 calendar days``, ``1 month``."""
        unit = self.counting.value
        return f"{self.count} {unit if self.count != 1 else unit.removesuffix('s')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalBody:
    """Someone outside who decides or mediates.

    ``address`` takes referrals by mail, ``mailbox_limit`` bytes at most; empty, 0: no source says.
    ``guide``: how one turns to it; ``complainants``: whom it takes, or all; ``short``: in rules.
    """

    id: str
    names: Mapping[Language, str]
    address: str
    language: Language
    guide: Mapping[Language, tuple[str, ...]]
    source: str
    verify: tuple[str, ...] = ()
    short: str = ""
    complainants: tuple[ComplainantType, ...] = ()
    clocks: Mapping[str, BodyClock] = field(default_factory=dict)
    outcome: Mapping[Language, str] | None = None
    mailbox_limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the ladder: a body, for whom, who submits, and how long it may take.

    No ``categories``: all. ``excludes`` names bodies that do not take what it has taken; the
    roles in ``approval`` must each let it go out. Not ``turn``: only a person turns to it.
    """

    body: str
    submits: Submits
    clock: Clock
    categories: tuple[str, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    excludes: tuple[str, ...] = ()
    time_bars: tuple[Bar, ...] = ()
    approval: tuple[str, ...] = ("approver",)
    turn: bool = True

    def takes_turn(self, category: str | None) -> bool:
        """Whether the desk turns to it by itself for this category."""
        return self.turn and (not self.categories or category in self.categories)

    def bar(self, category: str | None) -> Bar | None:
        """The time bar of this category: its own one, or that of all."""
        of_it = [one for one in self.time_bars if category in one.categories]
        of_all = [one for one in self.time_bars if not one.categories]
        return next(iter((*of_it, *of_all)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendHours:
    """When a letter may leave, in the zone of the pack. ``until`` is the first instant too late."""

    start: time = time(8)
    until: time = time(20)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """A stretch of a working day in which people work; lunch lies between two of them."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks every case has: ``answer`` is the respondent's and watched, the others are ours.

    ``answer_reminders``: days after it was asked. ``hold``: from closure to the end of the hold.
    """

    reminder: Clock
    evidence: Clock
    review: Clock
    answer: Clock
    answer_reminders: tuple[int, ...]
    closing_reminder: Clock
    closing: Clock
    reopening: Clock
    hold: Clock | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn:
    """What the respondent is shown besides the kind of complaint.

    ``words``: what the complainant wrote. Without ``numbers``, telephone numbers in
    it are masked; addresses always are. ``evidence`` names the items whose files go along.
    """

    name: bool
    words: bool
    numbers: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """How long a letter waits for its approval before somebody hears of it, in hours.

    After ``again_hours`` it is written anew; ``deputies`` names who is asked where another is
    silent. ``guide`` let a filing guide go out, ``letters`` what a person wrote to no body.
    """

    remind_hours: int
    deputy_hours: int
    again_hours: int
    guide: tuple[str, ...]
    deputies: Mapping[str, str]
    letters: tuple[str, ...] = ()

    def deputies_after(self, waited: timedelta, held: Collection[str]) -> dict[str, str]:
        """Who may rule in whose place by now: once they are asked, or where nobody has the role."""
        asked = waited >= timedelta(hours=self.deputy_hours)
        return {role: deputy for role, deputy in self.deputies.items() if asked or role not in held}


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """From when to when a pack is right, and when a person has looked at it last and will again."""

    since: date
    until: date | None
    reviewed_on: date
    review_due: date

    def on(self, day: date) -> bool:
        """Whether new cases of this day may follow the pack."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One jurisdiction's clocks, checklist and ladder."""

    id: str
    version: str
    jurisdiction: str
    in_force: InForce
    title: Mapping[Language, str]
    zone: ZoneInfo
    calendar: str
    default_language: Language
    staff_language: Language
    send_hours: SendHours
    clocks: Clocks
    consent: Asks
    notice: Notice
    pass_on: PassOn
    approvals: Approvals
    intents: Mapping[Intent, tuple[str, ...]]
    addressed: tuple[str, ...]  # words that mean the desk's own house: "you", "your company"
    prior: tuple[str, ...]  # words that say the respondent was asked before
    authorisation: str | None  # the evidence item that is a written authorisation
    evidence: Mapping[str, EvidenceItem]
    categories: tuple[Category, ...]
    ladder: tuple[Rung, ...]
    sources: Mapping[str, str]
    bodies: Mapping[str, ExternalBody]
    business_hours: tuple[BusinessHours, ...] = ()  # those of one working day, in their order
    more_clocks: Mapping[str, Clock] = field(default_factory=dict)  # that only some cases start
    earlier_answers: tuple[tuple[date, Clock], ...] = ()  # for who was asked before a day

    def answer_asked_on(self, day: date) -> Clock:
        """The respondent's clock, as the law was on the day on which it was first asked."""
        earlier = [clock for before, clock in self.earlier_answers if day < before]
        return earlier[0] if earlier else self.clocks.answer

    def category(self, category_id: str | None) -> Category | None:
        """The category of this id, or none."""
        return next((one for one in self.categories if one.id == category_id), None)

    def basis(self, clock: Clock) -> str:
        """What a clock rests on, in words: the title of its source, or ``policy``."""
        return self.sources.get(clock.basis, clock.basis)

    def rung(self, body: str | None) -> Rung | None:
        """The rung of this body, or none."""
        return next((one for one in self.ladder if one.body == body), None)


def chosen(packs: Mapping[str, Policy], name: str) -> Policy:
    """The pack that new cases follow. Raises PackError where there is none of this id."""
    if name not in packs:
        there_are = f"one of {', '.join(sorted(packs))}" if packs else "a pack, once there is one"
        raise PackError(f"there is no pack {name!r}: set OMBUD_PACK to {there_are}")
    return packs[name]
