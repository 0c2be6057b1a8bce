"""Cases at some point of their life, and what happens to them; on the example pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from adapters.calendars import Calendars
from casework.case import Correspondent, NextStep, Party, Stage
from casework.casefile import Approver, EvidenceKept, LetterSent, MessageKept
from casework.decisions import Decision, DecisionKind
from casework.heard import message_added
from casework.letters import LetterKind, LetterOrder, LetterState
from casework.plan import Heard, Moment
from casework.rulings import decided
from casework.steps import after_order
from tests.examples import FIRM, MONDAY, a_case, a_file

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.events import EventKind
    from casework.letters import Letter
    from casework.plan import Plan
    from casework.policy import Intent, Policy

_FILE = a_file()
POLICY = _FILE.policy  # remind after 5 days, go on after 10, answer in 15, close after 10
CHINA = Calendars()["CN"]
NUMBER = "C-2026-000001"
OMBUDSMAN, TRIBUNAL = "example-ombudsman", "example-tribunal"
WORDS = "You call my number 0571-0000-6612 at 22:10 on 2026-03-01; write to ana@home.example."
CALL_LOG = EvidenceKept(item="call_log", message="f" * 64, sha256="1" * 64)
BORIS = Approver(account="boris", role="approver", address="boris@desk.example")
MINA = Approver(account="mina", role="manager", address="mina@desk.example")


def at(text: str) -> datetime:
    """An instant as people write it."""
    return datetime.fromisoformat(text)


TUESDAY = MONDAY + timedelta(days=1)
THURSDAY_NIGHT = at("2026-03-06T00:00+08:00")  # three working days from Monday have passed
FIFTH_MORNING = at("2026-03-07T08:00+08:00")  # a Saturday: calendar days do not ask
TENTH_NIGHT = at("2026-03-13T00:00+08:00")  # the tenth day, 12 March, is over
FIFTEENTH_NIGHT = at("2026-03-18T00:00+08:00")  # the respondent's fifteenth day is over
NIGHT = at("2026-03-02T22:00+08:00")  # nothing leaves before eight in the morning
MORNING = at("2026-03-03T08:00+08:00")


def a_letter(
    kind: LetterKind,
    party: Party = Party.COMPLAINANT,
    *,
    state: LetterState = LetterState.SENT,
    written_at: datetime = MONDAY,
    approval: tuple[str, ...] = (),
) -> LetterSent:
    """A letter in the outbox; its key is its kind."""
    return LetterSent(
        kind=kind,
        party=party,
        message_id=f"<{kind}@desk.example>",
        written_at=written_at,
        key=f"{NUMBER}/{kind}/1",
        state=state,
        approval=approval,
    )


def a_message(
    party: Party = Party.COMPLAINANT, text: str = "Good morning.", **changes: object
) -> MessageKept:
    """A message that came on Tuesday."""
    facts: dict[str, object] = {
        "sha256": "e" * 64,
        "party": party,
        "sender_name": "Somebody",
        "subject": "Re: Unwanted calls",
        "text": text,
        "received_at": TUESDAY,
    }
    return MessageKept(**{**facts, **changes})  # type: ignore[arg-type]  # whatever a test changes


FIRST = replace(_FILE.messages[0], text=WORDS)
ACKNOWLEDGED = a_letter(LetterKind.ACKNOWLEDGEMENT)
REQUESTED = a_letter(LetterKind.EVIDENCE_REQUEST)
NOTICE = a_letter(LetterKind.COMPLAINT_NOTICE, Party.RESPONDENT)
REFERRAL = a_letter(
    LetterKind.REFERRAL, Party.BODY, state=LetterState.PENDING, approval=("approver",)
)
GUIDE = a_letter(LetterKind.FILING_GUIDE, state=LetterState.PENDING, approval=("approver",))

_STANDS: dict[Stage, dict[str, object]] = {
    Stage.RECEIVED: {},
    Stage.ACKNOWLEDGED: {"next_step": NextStep.ASK_FOR_EVIDENCE},
    Stage.AWAITING_EVIDENCE: {
        "next_step": NextStep.REMIND,
        "due_at": FIFTH_MORNING,
        "evidence_since": MONDAY,
    },
    Stage.WITH_RESPONDENT: {"next_step": NextStep.REMIND_RESPONDENT, "asked_at": MONDAY},
    Stage.APPROVAL_PENDING: {
        "next_step": NextStep.REMIND_APPROVER,
        "asked_at": MONDAY - timedelta(days=20),
        "approval_since": MONDAY,
        "rung": OMBUDSMAN,
    },
    Stage.WITH_BODY: {
        "next_step": NextStep.BODY_OVERDUE,
        "asked_at": MONDAY - timedelta(days=20),
        "approval_since": MONDAY - timedelta(hours=1),
        "referred_at": MONDAY,
        "rung": OMBUDSMAN,
        "tried": (OMBUDSMAN,),
    },
    Stage.ANSWERED: {
        "next_step": NextStep.REMIND_CLOSING,
        "asked_at": MONDAY - timedelta(days=3),
        "answered_at": MONDAY,
    },
    Stage.HANDED_OVER: {
        "next_step": NextStep.STAFF_REVIEW,
        "due_at": THURSDAY_NIGHT,
        "needs_staff": True,
        "flagged_at": MONDAY,
    },
    Stage.CLOSED: {"next_step": NextStep.NOTHING, "due_at": None},
    Stage.REOPENED: {"next_step": NextStep.SAY_REOPENED},
}
_WROTE: dict[Stage, tuple[LetterSent, ...]] = {
    Stage.RECEIVED: (),
    Stage.AWAITING_EVIDENCE: (ACKNOWLEDGED, REQUESTED),
    Stage.WITH_RESPONDENT: (ACKNOWLEDGED, NOTICE),
    Stage.APPROVAL_PENDING: (ACKNOWLEDGED, NOTICE, REFERRAL),
    Stage.WITH_BODY: (ACKNOWLEDGED, NOTICE, replace(REFERRAL, state=LetterState.SENT)),
    Stage.ANSWERED: (ACKNOWLEDGED, NOTICE, a_letter(LetterKind.ANSWER)),
}


def a_file_that(**changes: object) -> CaseFile:
    """A file on the example pack, read once; Boris approves, Mina is his deputy."""
    facts: dict[str, object] = {"messages": (FIRST,), "staff": (BORIS, MINA)}
    return replace(_FILE, **{**facts, **changes})  # type: ignore[arg-type]  # what a test changes


def stands(stage: Stage, **changes: object) -> CaseFile:
    """A case at this stage since Monday; ``changes`` are of the case."""
    case = a_case(**{**_STANDS[stage], "stage": stage, **changes})
    return a_file_that(case=case, letters=_WROTE.get(stage, (ACKNOWLEDGED,)))


def changed(file: CaseFile, **changes: object) -> CaseFile:
    """The same file, with a case that differs."""
    case = replace(file.case, **changes)  # type: ignore[arg-type]  # whatever a test changes
    return replace(file, case=case)


def a_pack(**changes: object) -> Policy:
    """The example pack with something changed."""
    return replace(POLICY, **changes)  # type: ignore[arg-type]  # whatever a test changes


def moment(file: CaseFile, now: datetime = TUESDAY, since: datetime | None = None) -> Moment:
    """Where a rule stands."""
    return Moment(file=file, calendar=CHINA, since=since or now, now=now)


def write(
    kind: LetterKind, file: CaseFile, now: datetime = TUESDAY, since: datetime | None = None
) -> Plan:
    """A workflow orders what a due date asks for."""
    order = LetterOrder(key=f"{NUMBER}/{kind}/1", case_number=NUMBER, kind=kind, since=since or now)
    return after_order(order, file, CHINA, now)


def heard(
    party: Party = Party.COMPLAINANT, intent: Intent | None = None, brought: tuple[str, ...] = ()
) -> Heard:
    """What a message is to its case; its digest is that of ``a_message``."""
    return Heard(sha256="e" * 64, party=party, intent=intent, brought=brought)


def says(
    file: CaseFile,
    intent: Intent | None = None,
    *,
    party: Party = Party.COMPLAINANT,
    brought: tuple[str, ...] = (),
    text: str = "Good morning.",
    now: datetime = TUESDAY,
) -> Plan:
    """Somebody writes; what they brought is on the case already."""
    said = a_message(party, text, intent=intent)
    evidence = (*file.evidence, *(replace(CALL_LOG, item=one) for one in brought))
    file = replace(file, messages=(*file.messages, said), evidence=evidence)
    return message_added(moment(file, now), heard(party, intent, brought))


def decision(kind: DecisionKind, value: str = "", about: str = "") -> Decision:
    """Boris decides."""
    return Decision(
        id="1", case_number=NUMBER, kind=kind, by="boris", why="I looked", value=value, about=about
    )


def decides(
    file: CaseFile, kind: DecisionKind, value: str = "", about: str = "", now: datetime = TUESDAY
) -> Plan:
    """Boris decides on Tuesday."""
    return decided(moment(file, now), decision(kind, value, about))


def events(plan: Plan) -> list[EventKind]:
    """What the record will say happened."""
    return [one.kind for one in plan.events]


def letters(plan: Plan) -> list[str]:
    """What goes out, and to whom: ``answer to complainant``."""
    return [f"{one.kind} to {one.to.party}" for one in plan.letters]


def the_letter(plan: Plan, kind: LetterKind) -> Letter:
    """The only letter of this kind in a plan."""
    (found,) = (one for one in plan.letters if one.kind is kind)
    return found


def assert_a_person_is_next(plan: Plan, *, by: datetime) -> None:
    """The case is in a person's hands, by this instant."""
    assert (plan.case.stage, plan.case.next_step) == (Stage.HANDED_OVER, NextStep.STAFF_REVIEW)
    assert (plan.case.due_at, plan.case.needs_staff) == (by, True)


def carried_out(file: CaseFile, plan: Plan, now: datetime) -> CaseFile:
    """The file once a plan is written and its letters are gone, as the desk does it."""
    gone = LetterState.SENT
    kept = tuple(
        replace(one, state=LetterState.CANCELLED)
        if one.key in plan.cancels and one.state is LetterState.PENDING
        else replace(one, state=gone)
        if one.key in plan.releases
        else one
        for one in file.letters
    )
    new = tuple(
        LetterSent(
            kind=one.kind,
            party=one.to.party,
            message_id="<1@d>",
            written_at=now,
            key=f"{NUMBER}/{one.kind}/{now.isoformat()}-{index}",
            state=LetterState.PENDING if one.approval else gone,
            approval=one.approval,
        )
        for index, one in enumerate(plan.letters)
    )
    people = {(one.party, one.address): one for one in file.correspondents}
    for one in plan.letters:
        people.setdefault((one.to.party, one.to.address), one.to)
    return replace(
        file, case=plan.case, letters=(*kept, *new), correspondents=tuple(people.values())
    )


FIRM_WRITES = Correspondent(party=Party.RESPONDENT, address=FIRM.address, token="b" * 26)
BODY_WRITES = Correspondent(
    party=Party.BODY, address=POLICY.bodies[OMBUDSMAN].address, token="c" * 26
)
