"""What is known of a case, field by field: rows that are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment, can_be_key
from casework.findings import ASSESSMENT, Field, in_force, values_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from adapters.storage.models import CaseRow, DecisionRow
    from casework.findings import Found

_LONGEST = 500  # signs of a rule or a value: they may repeat what a stranger wrote


class FindingRow(Base):
    """One value of a field of a case, or that nobody can tell: who says so, and by which rule.

    ``by`` is ``assessment`` or an account, ``why`` is the reason that person gave. ``cause`` is
    the message or the decision: what was said at once has the same one.
    """

    __tablename__ = "finding"

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    field: Mapped[str]
    value: Mapped[str | None]
    rule: Mapped[str]
    by: Mapped[str]
    at: Mapped[Moment]
    cause: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromMail:
    """The message that findings were made in, and when it came, in its case's time."""

    case_number: str
    message_id: int
    sha256: str
    at: datetime


def note_found(session: AsyncSession, found: Iterable[Found], mail: FromMail) -> None:
    """What rules found in a mail."""
    session.add_all(
        FindingRow(
            case_number=mail.case_number,
            message_id=mail.message_id,
            field=one.field,
            value=_short(one.finding.value),
            rule=one.finding.rule[:_LONGEST],
            by=ASSESSMENT,
            at=mail.at,
            cause=mail.sha256,
        )
        for one in found
    )


def note_said(session: AsyncSession, case: CaseRow, row: DecisionRow, at: datetime) -> None:
    """What a person says that a field is. It is in force at once, whatever rules find later."""
    field = row.about or Field.RESPONDENT
    values = values_of(field, row.value) or (None,)
    session.add_all(
        FindingRow(
            case_number=case.number,
            field=field,
            value=_short(one),
            rule="a person said so",
            by=row.by,
            why=row.why,
            at=at,
            cause=row.id,
        )
        for one in values
    )
    if field == Field.URGENCY:
        case.urgency = row.value


def _short(value: str | None) -> str | None:
    return value if value is None else value[:_LONGEST]


async def demands_of(session: AsyncSession, number: str) -> tuple[str, ...]:
    """What a complaint asks for, as far as that stands."""
    mine = select(FindingRow).where(
        FindingRow.case_number == number, FindingRow.field == Field.DEMANDS
    )
    stands = in_force(await session.scalars(mine.order_by(FindingRow.id)))
    return tuple(one.value for one in stands.get(Field.DEMANDS, ()) if one.value is not None)


@dataclass(frozen=True, slots=True)
class Findings:
    """What people look at of the findings."""

    sessions: Sessions

    async def all_of(self, number: str) -> list[FindingRow]:
        """Every finding of a case, the oldest first."""
        if not can_be_key(number):
            return []
        mine = select(FindingRow).where(FindingRow.case_number == number).order_by(FindingRow.id)
        async with self.sessions() as session:
            return list(await session.scalars(mine))

    async def in_force(self, number: str) -> Mapping[str, tuple[FindingRow, ...]]:
        """What stands of each field by now."""
        return in_force(await self.all_of(number))
