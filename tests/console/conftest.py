"""The parts that tests of the console share: an environment, a record, a front desk."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from adapters.storage.engine import sessions
from adapters.storage.models import DeskRow, StaffRow
from casework.roles import Role
from tests.conftest import free_port, migrated
from tests.console.command_line import Shell
from tests.console.complainant import PUBLIC, Complainant
from tests.console.front_desk import ACCOUNT, PASSWORD, FrontDesk
from tests.examples import DESK, MONDAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture(scope="session")
async def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one account, where the mailroom has looked round once; to be copied."""
    file = tmp_path_factory.mktemp("record") / "desk.db"
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    async with migrated(f"sqlite:///{file}") as engine, sessions(engine).begin() as session:
        session.add(
            StaffRow(
                account=ACCOUNT,
                name="Ling Zhao",
                address="ling@desk.example",
                role=Role.HANDLER,
                password_hash=cheap.hash(PASSWORD),
                created_at=MONDAY,
            )
        )
        looked = {"at": MONDAY.isoformat(), "trouble": ""}
        session.add(DeskRow(name="mailbox", value=looked))
        session.add(DeskRow(name="watch", value={**looked, "missing": 0, "nudged": 0}))
    return file


@pytest.fixture
def no_record(tmp_path: Path) -> dict[str, str]:
    """All settings of a desk whose database has no schema yet and whose servers are not there."""
    return {
        "OMBUD_DATABASE_URL": f"sqlite:///{tmp_path}/desk.db",
        "OMBUD_EVIDENCE_FOLDER": str(tmp_path / "evidence"),
        "OMBUD_SECRET": "s" * 40,
        "OMBUD_DESK_ADDRESS": DESK,
        "OMBUD_IMAP_USER": DESK,
        "OMBUD_IMAP_PASSWORD": "imap words",
        "OMBUD_IMAP_PORT": str(free_port()),
        "OMBUD_IMAP_SECURITY": "none",
        "OMBUD_SMTP_PORT": str(free_port()),
        "OMBUD_SMTP_SECURITY": "none",
        "OMBUD_TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
    }


@pytest.fixture
def environment(no_record: dict[str, str], empty_record: Path, tmp_path: Path) -> dict[str, str]:
    """All settings of a desk with an empty record, where one person has an account."""
    shutil.copy(empty_record, tmp_path / "desk.db")
    return no_record


@pytest.fixture
async def front(environment: dict[str, str]) -> AsyncIterator[FrontDesk]:
    """A console with nobody logged in."""
    async with FrontDesk.open(environment) as front:
        yield front


@pytest.fixture
async def ling(front: FrontDesk) -> FrontDesk:
    """A console with Ling logged in."""
    page = await front.log_in()
    assert "Ling Zhao" in page.words
    return front


@pytest.fixture
async def ana(environment: dict[str, str]) -> AsyncIterator[Complainant]:
    """Ana, before the public's pages of a desk that has them."""
    async with FrontDesk.open({**environment, **PUBLIC}) as front, Complainant.at(front) as ana:
        yield ana


@pytest.fixture
def ombud(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Shell:
    """The command line of that desk."""
    return Shell(monkeypatch, environment)
