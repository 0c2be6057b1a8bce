"""Who may log in, and who may not any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from adapters.storage import staff
from adapters.storage.models import StaffRow
from adapters.storage.staff import AccountExistsError, Accounts, Person
from casework.roles import Role
from tests.examples import MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

RIGHT, WRONG = "correct horse battery", "Correct horse battery"
LOCKED = timedelta(minutes=15)
BO = Person(account="bo", name="Bo", role=Role.APPROVER)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little memory: how dear a guess is, is not what is tested here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff, "PasswordHasher", lambda: cheap)


@pytest.fixture
async def accounts(rows: Sessions) -> Accounts:
    """Bo works here."""
    accounts = Accounts(rows)
    await add(accounts)
    return accounts


async def add(accounts: Accounts, password: str = RIGHT) -> None:
    """An account for Bo."""
    await accounts.add(
        account="bo",
        name="Bo",
        address="Bo@Other.example",
        role=Role.APPROVER,
        password=password,
        at=MONDAY,
    )


async def test_the_right_password_opens(accounts: Accounts) -> None:
    """And says who it is."""
    assert await accounts.log_in("bo", RIGHT, MONDAY) == BO
    assert await accounts.person("bo") == BO
    assert await accounts.all() == [BO]


@pytest.mark.parametrize(
    ("account", "password"), [("bo", WRONG), ("bo", ""), ("nobody", RIGHT), ("BO", RIGHT)]
)
async def test_anything_else_does_not(accounts: Accounts, account: str, password: str) -> None:
    """No hint whether the account or the password was wrong."""
    assert await accounts.log_in(account, password, MONDAY) is None


async def test_a_password_is_not_in_the_record(accounts: Accounts, rows: Sessions) -> None:
    """Only its argon2 hash."""
    async with rows() as session:
        row = await session.get_one(StaffRow, "bo")

    assert row.password_hash.startswith("$argon2id$")
    assert RIGHT not in repr(row)
    assert row.address == "bo@other.example"
    assert await accounts.person("nobody") is None


async def test_an_account_is_given_once(accounts: Accounts) -> None:
    """Nobody takes another's account over by making it again."""
    with pytest.raises(AccountExistsError, match="'bo'"):
        await add(accounts, WRONG)
    assert await accounts.log_in("bo", WRONG, MONDAY) is None


async def test_ten_failures_lock_an_account_for_a_while(accounts: Accounts) -> None:
    """Then even the right password waits a quarter of an hour."""
    for _ in range(10):
        assert await accounts.log_in("bo", WRONG, MONDAY) is None

    assert await accounts.log_in("bo", RIGHT, MONDAY + LOCKED - timedelta(seconds=1)) is None
    assert await accounts.log_in("bo", RIGHT, MONDAY + LOCKED) == BO


async def test_nine_failures_do_not_and_are_forgotten(accounts: Accounts) -> None:
    """A success begins the count anew."""
    for _ in range(2):
        for _ in range(9):
            await accounts.log_in("bo", WRONG, MONDAY)
        assert await accounts.log_in("bo", RIGHT, MONDAY) == BO
