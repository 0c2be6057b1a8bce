"""Accounts of the people who work on cases."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update

from adapters.storage.access import deed
from adapters.storage.base import can_be_key
from adapters.storage.models import StaffRow
from casework.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

T = TypeVar("T")

_TRIES = 10
_LOCKED = timedelta(minutes=15)
_HASHERS = ThreadPoolExecutor(2, "argon2")  # each takes its time, and 64 MiB


class AccountError(Exception):
    """An account cannot be changed so; the message says why."""


class AccountExistsError(AccountError):
    """There is an account of this name already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone who works here. A session of another number than ``session`` has ended."""

    account: str
    name: str
    role: Role
    session: int = 0


@dataclass(frozen=True, slots=True)
class Accounts:
    """Who may log in."""

    sessions: Sessions

    async def add(  # noqa: PLR0913  an account is these six facts
        self,
        *,
        account: str,
        name: str,
        address: str,
        role: Role,
        password: str,
        at: datetime,
        by: str = "the shell",
    ) -> None:
        """Make an account. Raises AccountExistsError where the name is taken."""
        hashed = await _in_a_thread(lambda: PasswordHasher().hash(password))
        async with self.sessions.begin() as session:
            if await session.get(StaffRow, account) is not None:
                raise AccountExistsError(f"there is an account {account!r} already")
            session.add(
                StaffRow(
                    account=account,
                    name=name,
                    address=address.lower(),
                    role=role,
                    password_hash=hashed,
                    created_at=at,
                )
            )
            session.add(deed(at, by, f"account {account} made, as {role}", _page(account)))

    async def set_role(self, account: str, role: Role, *, by: str, at: datetime) -> None:
        """Somebody does something else from now on; their sessions end. Raises AccountError."""
        async with self.sessions.begin() as session:
            row = await _here(session, account)
            await _keep_an_admin(session, row, role)
            session.add(deed(at, by, f"role of {account}: {row.role} to {role}", _page(account)))
            row.role, row.session = role, row.session + 1

    async def set_password(self, account: str, password: str, *, by: str, at: datetime) -> None:
        """A new password; every session with the old one ends. Raises AccountError."""
        hashed = await _in_a_thread(lambda: PasswordHasher().hash(password))
        async with self.sessions.begin() as session:
            row = await _here(session, account)
            row.password_hash, row.session = hashed, row.session + 1
            row.failed_logins, row.locked_until = 0, None
            session.add(deed(at, by, f"new password for {account}", _page(account)))

    async def leave(self, account: str, *, by: str, at: datetime) -> None:
        """Somebody works here no more: out at once; what they did stays. Raises AccountError."""
        async with self.sessions.begin() as session:
            row = await _here(session, account)
            await _keep_an_admin(session, row, None)
            row.left_at, row.session = at, row.session + 1
            session.add(deed(at, by, f"{account} left", _page(account)))

    async def log_in(self, account: str, password: str, at: datetime) -> Person | None:
        """Whoever has this account and password, or nobody. Ten failures lock it for a while.

        The hash is computed outside of the transaction: a guess must hold nobody up.
        """
        async with self.sessions() as session:
            known = await _row(session, account)
        hashed = known.password_hash if known else None
        right = await _in_a_thread(lambda: _verify(hashed or _nobodys(), password))
        async with self.sessions.begin() as session:
            row = await _row(session, account, lock=True)
            if row is None or row.password_hash != hashed or _is_locked(row, at):
                return None
            return _person(row) if _count(row, at, right=right) else None

    async def log_out(self, account: str) -> None:
        """End every session of an account, in whichever browser it is."""
        async with self.sessions.begin() as session:
            mine = update(StaffRow).where(StaffRow.account == account)
            await session.execute(mine.values(session=StaffRow.session + 1))

    async def person(self, account: str) -> Person | None:
        """Someone by account; asked at every request, so that a removed account is out at once."""
        async with self.sessions() as session:
            row = await _row(session, account)
            return _person(row) if row else None

    async def all(self) -> list[Person]:
        """Everyone who works here."""
        async with self.sessions() as session:
            here = select(StaffRow).where(StaffRow.left_at.is_(None))
            return [_person(row) for row in await session.scalars(here.order_by(StaffRow.account))]


async def _row(session: AsyncSession, account: str, *, lock: bool = False) -> StaffRow | None:
    if not can_be_key(account):
        return None
    row = await session.get(StaffRow, account, with_for_update=lock)
    return row if row is not None and row.left_at is None else None


async def _here(session: AsyncSession, account: str) -> StaffRow:
    row = await _row(session, account, lock=True)
    if row is None:
        raise AccountError(f"nobody with the account {account!r} works here")
    return row


async def _keep_an_admin(session: AsyncSession, row: StaffRow, role: Role | None) -> None:
    """Somebody must be left who can keep the accounts."""
    if row.role != Role.ADMIN or role == Role.ADMIN:
        return
    others = select(StaffRow.account).where(
        StaffRow.role == Role.ADMIN, StaffRow.left_at.is_(None), StaffRow.account != row.account
    )
    if (await session.scalars(others)).first() is None:
        raise AccountError(f"{row.account} is the last admin: make another one first")


def _page(account: str) -> str:
    return f"/staff/{account}"


def _person(row: StaffRow) -> Person:
    return Person(account=row.account, name=row.name, role=Role(row.role), session=row.session)


def _is_locked(row: StaffRow, at: datetime) -> bool:
    return row.locked_until is not None and row.locked_until > at


def _count(row: StaffRow, at: datetime, *, right: bool) -> bool:
    """Keep count of the failures; a success begins anew."""
    if right:
        row.failed_logins, row.locked_until = 0, None
        return True
    row.failed_logins += 1
    if row.failed_logins % _TRIES == 0:
        row.locked_until = at + _LOCKED
    return False


async def _in_a_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_HASHERS, work)


@cache
def _nobodys() -> str:
    """The hash of nobody's password, so that an unknown account takes no less time."""
    return PasswordHasher().hash("nobody has this password")


def _verify(hashed: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(hashed, password)
    except VerifyMismatchError:
        return False
