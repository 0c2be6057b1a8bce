"""Accounts of the people who work on cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from adapters.storage.models import StaffRow

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

_TRIES = 10
_LOCKED = timedelta(minutes=15)
_NOBODY = PasswordHasher().hash("nobody has this password")  # so that no answer comes sooner


class Role(StrEnum):
    """What somebody may do."""

    HANDLER = "handler"
    APPROVER = "approver"


class AccountExistsError(Exception):
    """There is an account of this name already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who is logged in."""

    account: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who may log in."""

    sessions: Sessions

    async def add(  # noqa: PLR0913  an account is these six facts
        self, *, account: str, name: str, address: str, role: Role, password: str, at: datetime
    ) -> None:
        """Make an account. Raises AccountExistsError where the name is taken."""
        async with self.sessions.begin() as session:
            if await session.get(StaffRow, account) is not None:
                raise AccountExistsError(f"there is an account {account!r} already")
            session.add(
                StaffRow(
                    account=account,
                    name=name,
                    address=address.lower(),
                    role=role,
                    password_hash=PasswordHasher().hash(password),
                    created_at=at,
                )
            )

    async def log_in(self, account: str, password: str, at: datetime) -> Person | None:
        """Whoever has this account and password, or nobody. Ten failures lock it for a while."""
        async with self.sessions.begin() as session:
            row = await session.get(StaffRow, account, with_for_update=True)
            right = _verify(row.password_hash if row else _NOBODY, password)
            if row is None or (row.locked_until and row.locked_until > at):
                return None
            if not right:
                row.failed_logins += 1
                if row.failed_logins % _TRIES == 0:
                    row.locked_until = at + _LOCKED
                return None
            row.failed_logins, row.locked_until = 0, None
            return Person(account=row.account, name=row.name, role=Role(row.role))

    async def person(self, account: str) -> Person | None:
        """Someone by account; asked at every request, so that a removed account is out at once."""
        async with self.sessions() as session:
            row = await session.get(StaffRow, account)
            return Person(account=row.account, name=row.name, role=Role(row.role)) if row else None

    async def all(self) -> list[Person]:
        """Everyone who works here."""
        async with self.sessions() as session:
            rows = await session.scalars(select(StaffRow).order_by(StaffRow.account))
            return [Person(account=r.account, name=r.name, role=Role(r.role)) for r in rows]


def _verify(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except VerifyMismatchError:
        return False
