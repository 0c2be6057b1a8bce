"""Who looked at what, and which cases are for some people only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, exists, func, select, true
from sqlalchemy.orm import Mapped, aliased, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment, can_be_key
from adapters.storage.models import CaseRow, MessageRow
from casework.roles import SEES_ALL

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from adapters.storage.engine import Sessions
    from adapters.storage.staff import Person

PAGE = 100


class AccessRow(Base):
    """Somebody looked at something, or changed who may. Rows are only ever added: triggers hold it.

    ``what`` is the kind of page, ``ref`` its address; ``case_number`` the case it belongs to.
    """

    __tablename__ = "access_log"

    id: Mapped[Key] = mapped_column(init=False)
    at: Mapped[Moment]
    account: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
    ref: Mapped[str]
    case_number: Mapped[str | None] = mapped_column(index=True)


class GrantRow(Base):
    """One of the people that a restricted case is for. A case without any is for all."""

    __tablename__ = "case_grant"

    case_number: Mapped[CaseNumber] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[Moment]
    why: Mapped[str]


def visible(person: Person, number: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """In a query: whether a person may see the case of this number; what is of no case, all may."""
    if person.role in SEES_ALL:
        return true()
    grant, mine = aliased(GrantRow), aliased(GrantRow)
    return ~exists().where(grant.case_number == number) | exists().where(
        mine.case_number == number, mine.account == person.account
    )


@dataclass(frozen=True, slots=True)
class Access:
    """The access log, and the people that a restricted case is for."""

    sessions: Sessions

    async def note(
        self, at: datetime, account: str, what: str, ref: str, case_number: str | None = None
    ) -> None:
        """Somebody looks at something now."""
        async with self.sessions.begin() as session:
            session.add(
                AccessRow(at=at, account=account, what=what, ref=ref, case_number=case_number)
            )

    async def log(
        self, *, account: str = "", case_number: str = "", before: int = 0, limit: int = PAGE
    ) -> Sequence[AccessRow]:
        """Who looked at what, the newest first; of one person, one case, or before one row."""
        if not all(map(can_be_key, (account, case_number))):
            return ()
        found = select(AccessRow).order_by(AccessRow.id.desc()).limit(limit)
        if account:
            found = found.where(AccessRow.account == account)
        if case_number:
            found = found.where(AccessRow.case_number == case_number)
        if before:
            found = found.where(AccessRow.id < before)
        async with self.sessions() as session:
            return list(await session.scalars(found))

    async def case_of_message(self, message_id: int) -> str | None:
        """The case that a message is on, or may belong to."""
        if not can_be_key(message_id):
            return None
        async with self.sessions() as session:
            about = func.coalesce(MessageRow.case_number, MessageRow.suggested_case)
            found: str | None = await session.scalar(
                select(about).where(MessageRow.id == message_id)
            )
            return found

    async def may_see(self, person: Person, number: str) -> bool:
        """Whether a case is not restricted to others; nor is one that is not there."""
        if person.role in SEES_ALL or not can_be_key(number):
            return True
        those = await self.granted(number)
        return not those or person.account in those

    async def hidden_from(self, person: Person) -> frozenset[str]:
        """The cases that are restricted to others: no list shows them, no count counts them."""
        mine = select(GrantRow.case_number).where(GrantRow.account == person.account)
        theirs = select(GrantRow.case_number).where(GrantRow.case_number.not_in(mine)).distinct()
        if person.role in SEES_ALL:
            return frozenset()
        async with self.sessions() as session:
            return frozenset(await session.scalars(theirs))

    async def granted(self, number: str) -> list[str]:
        """The accounts that a restricted case is for; nobody: it is for all."""
        async with self.sessions() as session:
            return sorted(await granted(session, number))

    async def restrict(
        self, number: str, accounts: Collection[str], *, by: str, why: str, at: datetime
    ) -> None:
        """From now on a case is for these people, managers and auditors; with nobody, for all."""
        async with self.sessions.begin() as session:
            await session.get_one(CaseRow, number, with_for_update=True)
            await session.execute(delete(GrantRow).where(GrantRow.case_number == number))
            for one in sorted(set(accounts)):
                grant = GrantRow(case_number=number, account=one, by=by, at=at, why=why)
                session.add(grant)
            told = (
                f"restricted to {', '.join(sorted(set(accounts)))}" if accounts else "opened to all"
            )
            session.add(deed(at, by, f"{told}: {why}", f"/case/{number}", number))


async def granted(session: AsyncSession, number: str) -> set[str]:
    """The accounts that a restricted case is for; nobody: it is for all."""
    return set(
        await session.scalars(select(GrantRow.account).where(GrantRow.case_number == number))
    )


def deed(
    at: datetime, account: str, what: str, ref: str, case_number: str | None = None
) -> AccessRow:
    """Somebody changed who may see or do something."""
    return AccessRow(at=at, account=account, what=what, ref=ref, case_number=case_number)
