"""What waits for a person, read from the record with few and light questions. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from adapters.storage import waiting
from adapters.storage.case_clocks import ClockRow
from adapters.storage.models import CaseRow, EventRow, MessageRow, RespondentRow, StaffRow
from adapters.storage.tasks import TaskRow, Tasks
from casework.case import NextStep, Stage
from casework.case_clocks import NEAR, wants_a_look
from casework.duties import (
    RUNS_OUT,
    SOON,
    STANDS_STILL_AFTER,
    WAITS_LONG,
    Duty,
    DutyKind,
    is_pressing,
    kind_of,
)
from casework.intake import Disposition
from casework.letters import LetterKind
from casework.policy import Owner
from casework.reasons import IS_LATE, REASONS, reasons

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from adapters.storage.waiting import LetterView
    from casework.policy import Policy

# a case that was put off to a day is quiet until then; but not what waits to be approved
_NEVER_ASLEEP = frozenset({DutyKind.APPROVAL, DutyKind.MAIL, DutyKind.TASK})
HEAP = 10  # mails that one rule holds; more of them are one duty
_MANY = select(func.count())
_IS_HELD = MessageRow.disposition == Disposition.HELD
_ABOUT = func.coalesce(MessageRow.case_number, MessageRow.suggested_case, "")
_CASE = (
    *(CaseRow.number, CaseRow.ahead, CaseRow.owner, CaseRow.due_at, CaseRow.next_step),
    *(CaseRow.flagged_at, CaseRow.opened_at, CaseRow.appealed, CaseRow.urgency),
)
_CLOCK = (
    *(CaseRow.number, CaseRow.ahead, CaseRow.owner, CaseRow.urgency),
    *(ClockRow.name, ClockRow.due_at, ClockRow.owner.label("whose"), ClockRow.period),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a line says of the case it is about: who complains, what they wrote, about whom."""

    complainant: str
    subject: str
    respondent: str


@dataclass(frozen=True, slots=True)
class Duties:
    """What waits for a person. ``alarm``: for so long mail may be held."""

    sessions: Sessions
    packs: Mapping[str, Policy]
    alarm: timedelta

    async def all(self, now: datetime, hidden: Collection[str] = ()) -> list[Duty]:
        """Every duty at an instant of the wall clock, in no order; none of a hidden case."""
        async with self.sessions() as session:
            held = set(await session.scalars(select(StaffRow.role).distinct()))
            found = [
                *(self._approval(one, held, now) for one in await waiting.waiting(session)),
                *await self._held(session, hidden),
                *await _flagged(session),
                *await _deadlines(session, now),
                *await _clocks(session, now),
            ]
        tasks, asleep = await Tasks(self.sessions).due_and_asleep(now)
        found += map(_task, tasks)
        awake = (one for one in found if one.kind in _NEVER_ASLEEP or one.case_number not in asleep)
        return [one for one in awake if one.case_number not in hidden]

    async def counts(self, now: datetime, hidden: Collection[str] = ()) -> dict[str, int]:
        """How much waits: all of it, the approvals, the held mail; nothing of a hidden case."""
        tasks, asleep = await Tasks(self.sessions).due_and_asleep(now)  # one session at a time
        put_off, due = {*hidden, *asleep}, sum(one.case_number not in hidden for one in tasks)
        async with self.sessions() as session:
            approvals = await waiting.how_many(session, hidden)
            mail = _MANY.select_from(MessageRow).where(_IS_HELD, _ABOUT.not_in(hidden))
            held = await session.scalar(mail) or 0
            flagged = _MANY.select_from(CaseRow).where(CaseRow.needs_staff)
            people = await session.scalar(flagged.where(CaseRow.number.not_in(put_off))) or 0
            dated = [*await _deadlines(session, now), *await _clocks(session, now)]
            deadlines = sum(one.case_number not in put_off for one in dated)
        return {
            "today": approvals + held + people + deadlines + due,
            "approvals": approvals,
            "mail": held,
        }

    async def about(self, numbers: Iterable[str | None]) -> dict[str, Told]:
        """What the cases of these numbers are about."""
        wanted = select(
            CaseRow.number,
            MessageRow.sender,
            MessageRow.sender_name,
            MessageRow.subject,
            RespondentRow.name,
        ).where(CaseRow.number.in_({one for one in numbers if one}))
        joined = wanted.outerjoin(
            MessageRow,
            and_(
                MessageRow.sha256 == CaseRow.first_digest, MessageRow.case_number == CaseRow.number
            ),
        ).outerjoin(RespondentRow, RespondentRow.id == CaseRow.respondent)
        async with self.sessions() as session:
            return {
                number: Told(
                    complainant=name or sender or "",
                    subject=subject or "",
                    respondent=respondent or "",
                )
                for number, sender, name, subject, respondent in await session.execute(joined)
            }

    def _approval(self, one: LetterView, held: set[str], now: datetime) -> Duty:
        """It is late when a deputy has to be asked, who may rule on it as well from then on.

        What a person wrote is late when the first reminder is due: it is no stage of its case.
        """
        letter, case, pack = one.letter, one.case, self.packs.get(one.case.pack)
        ahead = timedelta(seconds=case.ahead)
        due_at = letter.written_at + _patience(letter.kind, pack) if pack else None
        waits_long = due_at is not None and due_at <= now + ahead
        stand_in = (
            pack.approvals.deputies_after(now + ahead - letter.written_at, held) if pack else {}
        )
        return Duty(
            kind=DutyKind.APPROVAL,
            ref=letter.key,
            since=letter.written_at,
            due_at=due_at,
            ahead=ahead,
            case_number=case.number,
            owner=case.owner,
            matter=case.urgency,
            roles=frozenset(
                (*one.missing, *(stand_in[role] for role in one.missing if role in stand_in))
            ),
            what=letter.kind,
            who=letter.recipient,
            why=(
                ("still to approve", ", ".join(one.missing)),
                *((WAITS_LONG,) if waits_long and letter.kind == LetterKind.LETTER else ()),
            ),
        )

    async def _held(self, session: AsyncSession, hidden: Collection[str]) -> list[Duty]:
        """Held mail, one by one; what a rule holds many of, in one duty."""
        since, theirs = func.min(MessageRow.taken_at), _ABOUT.not_in(hidden)
        counted = select(MessageRow.rule, func.count(), since).where(_IS_HELD, theirs)
        rules = (await session.execute(counted.group_by(MessageRow.rule))).all()
        heaps = [self._heap(rule, many, oldest) for rule, many, oldest in rules if many > HEAP]
        few = {rule for rule, many, _ in rules if many <= HEAP}
        wanted = select(
            MessageRow.id,
            MessageRow.taken_at,
            MessageRow.sender,
            MessageRow.sender_name,
            MessageRow.subject,
            MessageRow.rule,
            MessageRow.suggested_case,
            MessageRow.case_number,
        ).where(_IS_HELD, theirs, MessageRow.rule.in_(few))
        return [*heaps, *map(self._mail, await session.execute(wanted))]

    def _heap(self, rule: str, many: int, since: datetime) -> Duty:
        return Duty(
            kind=DutyKind.MAIL,
            ref=rule,
            since=since,
            due_at=since + self.alarm,
            many=many,
            why=((rule, ""),),
        )

    def _mail(self, row: Any) -> Duty:  # noqa: ANN401  a row of these columns
        return Duty(
            kind=DutyKind.MAIL,
            ref=str(row.id),
            since=row.taken_at,
            due_at=row.taken_at + self.alarm,
            case_number=row.case_number or row.suggested_case,
            what=row.subject,
            who=row.sender_name or row.sender,
            why=((row.rule, ""),),
        )


def _patience(kind: str, pack: Policy) -> timedelta:
    hours = pack.approvals
    return timedelta(hours=hours.remind_hours if kind == LetterKind.LETTER else hours.deputy_hours)


async def _flagged(session: AsyncSession) -> list[Duty]:
    """The cases that need a person, each with the events since it does."""
    cases = (await session.execute(select(*_CASE).where(CaseRow.needs_staff))).all()
    happened = (
        select(EventRow.case_number, EventRow.kind, EventRow.why)
        .join(CaseRow, CaseRow.number == EventRow.case_number)
        .where(CaseRow.needs_staff, EventRow.kind.in_(REASONS))
        .where(or_(CaseRow.flagged_at.is_(None), EventRow.at >= CaseRow.flagged_at))
        .order_by(EventRow.id)
    )
    known: dict[str, list[tuple[str, str]]] = {}
    for number, kind, why in await session.execute(happened):
        known.setdefault(number, []).append((kind, why))
    return [_of_a_case(one, reasons(known.get(one.number, ()))) for one in cases]


def _task(task: TaskRow) -> Duty:
    return Duty(
        kind=DutyKind.TASK,
        ref=str(task.id),
        since=task.due_at,
        due_at=task.due_at,
        case_number=task.case_number,
        owner=task.by,
        what=task.what,
    )


def _of_a_case(case: Any, why: tuple[tuple[str, str], ...]) -> Duty:  # noqa: ANN401  a row of these columns
    review = case.due_at if case.next_step == NextStep.STAFF_REVIEW else None
    return Duty(
        kind=kind_of(why, appealed=case.appealed),
        ref=case.number,
        since=case.flagged_at or case.opened_at,
        due_at=review,
        ahead=timedelta(seconds=case.ahead),
        case_number=case.number,
        owner=case.owner,
        matter=case.urgency,
        late=any(kind in IS_LATE for kind, _ in why),
        why=why,
    )


async def _deadlines(session: AsyncSession, now: datetime) -> list[Duty]:
    """Open cases that need nobody, whose time runs out or whose step should have come."""
    runs_out = and_(CaseRow.next_step.in_(RUNS_OUT), CaseRow.due_at <= now + SOON)
    late = CaseRow.due_at <= now - STANDS_STILL_AFTER
    wanted = select(*_CASE).where(
        CaseRow.due_at.is_not(None),
        CaseRow.stage != Stage.CLOSED,
        CaseRow.needs_staff.is_(False),
        or_(late, runs_out, CaseRow.ahead > 0),  # what a demo wound forward is looked at below
    )
    return [
        _deadline(one)
        for one in await session.execute(wanted)
        if is_pressing(one.next_step, one.due_at - timedelta(seconds=one.ahead) - now)
    ]


def _deadline(case: Any) -> Duty:  # noqa: ANN401  a row of these columns
    return Duty(
        kind=DutyKind.DEADLINE,
        ref=case.number,
        since=case.due_at,
        due_at=case.due_at,
        ahead=timedelta(seconds=case.ahead),
        case_number=case.number,
        owner=case.owner,
        matter=case.urgency,
        what=case.next_step,
    )


async def _clocks(session: AsyncSession, now: datetime) -> list[Duty]:
    """Further clocks that run: of ours what ends soon or has, of those we watch what has.

    The waits that every case has are told by its next step, its letters and its flag.
    """
    ours = and_(ClockRow.owner == Owner.OURS, ClockRow.due_at <= now + NEAR)
    wanted = (
        select(*_CLOCK)
        .join(CaseRow, CaseRow.number == ClockRow.case_number)
        .where(ClockRow.is_further, ClockRow.ended_at.is_(None), ClockRow.due_at.is_not(None))
        .where(or_(ours, ClockRow.due_at <= now, CaseRow.ahead > 0))
        .where(CaseRow.stage != Stage.CLOSED)
    )
    return [
        _clock(one)
        for one in await session.execute(wanted)
        if wants_a_look(one.whose, one.due_at - timedelta(seconds=one.ahead) - now)
    ]


def _clock(row: Any) -> Duty:  # noqa: ANN401  a row of these columns
    return Duty(
        kind=DutyKind.CLOCK,
        ref=f"{row.number}/{row.name}",
        since=row.due_at,
        due_at=row.due_at,
        ahead=timedelta(seconds=row.ahead),
        case_number=row.number,
        owner=row.owner,
        matter=row.urgency,
        what=row.name,
        why=((row.whose, row.period),),
    )
