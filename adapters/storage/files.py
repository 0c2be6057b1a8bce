"""Rows become the values that rules look at: a case, its file, its standing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
)
from casework.case import (
    Case,
    Correspondent,
    Language,
    NextStep,
    Outcome,
    Party,
    PendingLetter,
    Stage,
    Standing,
)
from casework.casefile import CaseFile, LetterSent
from casework.letters import LetterKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from casework.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How many letters may be written: the limits that keep us from being a weapon."""

    acknowledgements_per_sender_day: int
    acknowledgements_per_hour: int
    letters_per_recipient_day: int


def case_of(row: CaseRow) -> Case:
    """The case that a row tells of."""
    return Case(
        number=row.number,
        stage=Stage(row.stage),
        opened_at=row.opened_at,
        next_step=NextStep(row.next_step),
        due_at=row.due_at,
        language=Language(row.language),
        category=row.category,
        needs_staff=row.needs_staff,
        owner=row.owner,
        outcome=Outcome(row.outcome) if row.outcome else None,
        evidence_since=row.evidence_since,
    )


def put_case(row: CaseRow, case: Case, at: datetime) -> None:
    """Write a case back into its row."""
    row.stage = case.stage
    row.next_step = case.next_step
    row.due_at = case.due_at
    row.category = case.category
    row.needs_staff = case.needs_staff
    row.owner = case.owner
    row.outcome = case.outcome
    row.evidence_since = case.evidence_since
    row.closed_at = at if case.stage is Stage.CLOSED else None


async def load_file(
    session: AsyncSession, row: CaseRow, packs: Mapping[str, Policy], *, may_write: bool = True
) -> CaseFile:
    """All that is known of a case, as one value."""
    mine = CorrespondentRow.case_number == row.number
    people = (await session.scalars(select(CorrespondentRow).where(mine))).all()
    items = select(EvidenceRow.item).where(EvidenceRow.case_number == row.number)
    letters = select(LetterRow).where(LetterRow.case_number == row.number)
    thread = (
        select(MessageRow.message_id)
        .where(MessageRow.case_number == row.number, MessageRow.message_id != "")
        .where(MessageRow.disposition.in_(("opened", "added")))
        .order_by(MessageRow.received_at, MessageRow.id)
    )
    return CaseFile(
        case=case_of(row),
        policy=packs[row.pack],
        correspondents=tuple(_correspondent(one) for one in people),
        evidence=frozenset((await session.scalars(items)).all()),
        letters=tuple(
            _letter(one)
            for one in (await session.scalars(letters.order_by(LetterRow.written_at))).all()
        ),
        thread=tuple((await session.scalars(thread)).all()),
        may_write=may_write,
    )


def _correspondent(row: CorrespondentRow) -> Correspondent:
    return Correspondent(party=Party(row.party), address=row.address, token=row.token)


def _letter(row: LetterRow) -> LetterSent:
    return LetterSent(
        kind=LetterKind(row.kind),
        party=Party(row.party),
        message_id=row.message_id,
        written_at=row.written_at,
    )


async def caps_leave_room(
    session: AsyncSession, number: str, kind: LetterKind, at: datetime, caps: Caps
) -> bool:
    """Whether one more letter of this kind may go to the complainant's address."""
    to_them = select(CorrespondentRow.address).where(
        CorrespondentRow.case_number == number, CorrespondentRow.party == Party.COMPLAINANT
    )
    count = select(func.count()).select_from(LetterRow)
    today = count.where(
        LetterRow.recipient.in_(to_them), LetterRow.written_at > at - timedelta(days=1)
    )
    if kind is not LetterKind.ACKNOWLEDGEMENT:
        return (await session.scalar(today) or 0) < caps.letters_per_recipient_day
    kinds = LetterRow.kind == LetterKind.ACKNOWLEDGEMENT
    hour = count.where(kinds, LetterRow.written_at > at - timedelta(hours=1))
    return (
        await session.scalar(today.where(kinds)) or 0
    ) < caps.acknowledgements_per_sender_day and (
        await session.scalar(hour) or 0
    ) < caps.acknowledgements_per_hour


def standing_of(case: Case) -> Standing:
    """Where a case stands, in the words that a workflow may know."""
    return Standing(
        stage=case.stage,
        next_step=case.next_step,
        due_at=case.due_at,
        needs_staff=case.needs_staff,
        category=case.category,
        owner=case.owner,
        outcome=case.outcome,
    )


def standing_to_json(standing: Standing) -> dict[str, Any]:
    """A standing as JSON, to answer a second run with the same words."""
    return {
        "stage": standing.stage,
        "next_step": standing.next_step,
        "due_at": standing.due_at.isoformat() if standing.due_at else None,
        "needs_staff": standing.needs_staff,
        "category": standing.category,
        "owner": standing.owner,
        "outcome": standing.outcome,
        "letter": _letter_to_json(standing.letter) if standing.letter else None,
    }


def standing_from_json(kept: dict[str, Any]) -> Standing:
    """The standing that was kept."""
    due_at, letter, outcome = kept["due_at"], kept["letter"], kept["outcome"]
    return replace(
        Standing(
            stage=Stage(kept["stage"]),
            next_step=NextStep(kept["next_step"]),
            due_at=datetime.fromisoformat(due_at) if due_at else None,
            needs_staff=kept["needs_staff"],
        ),
        category=kept["category"],
        owner=kept["owner"],
        outcome=Outcome(outcome) if outcome else None,
        letter=_letter_from_json(letter) if letter else None,
    )


def _letter_to_json(letter: PendingLetter) -> dict[str, str]:
    return {"key": letter.key, "to": letter.to, "leaves_at": letter.leaves_at.isoformat()}


def _letter_from_json(kept: dict[str, str]) -> PendingLetter:
    leaves_at = datetime.fromisoformat(kept["leaves_at"])
    return PendingLetter(key=kept["key"], to=Party(kept["to"]), leaves_at=leaves_at)
