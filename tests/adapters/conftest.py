"""What the adapters' tests share: quick databases, and a mailbox on each of two mail servers."""

from __future__ import annotations

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import make_url, text

from adapters.mailbox.imap import Access
from adapters.storage.engine import open_engine, sessions
from adapters.storage.models import Base
from tests.adapters.servers import SECRET, Other, dovecot_program, running_dovecot
from tests.conftest import PASSWORD, migrated
from tests.examples import DESK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator
    from pathlib import Path

    from adapters.storage.engine import Sessions

_TABLES = ", ".join(f'"{table}"' for table in Base.metadata.tables)


# ---- databases: migrated once a run, empty for every test --------------------------------


@pytest.fixture(scope="session")
def postgres(postgres: str) -> str:
    """The shared server, told not to sync: it lives for one run, and ends without a wait."""
    _aside(_admin(postgres, "alter system set fsync = off", "select pg_reload_conf()"))
    return postgres


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The URL of a database whose schema is up to date."""
    _aside(_admin(postgres, "create database adapters"))
    url = make_url(postgres).set(database="adapters").render_as_string(hide_password=False)
    _aside(_migrate(url))
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose schema is up to date."""
    file = tmp_path_factory.mktemp("sqlite") / "desk.db"
    _aside(_migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgres"])
async def rows(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sessions]:
    """Sessions on an empty desk's database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "desk.db")
        engine = open_engine(f"sqlite:///{file}")
    else:
        engine = open_engine(request.getfixturevalue("migrated_postgres"))
        async with engine.begin() as connection:
            await connection.execute(text(f"truncate {_TABLES} restart identity cascade"))
    yield sessions(engine)
    await engine.dispose()


def _aside(work: Coroutine[None, None, None]) -> None:
    """Run it in another thread: in this one a loop is running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _admin(url: str, *statements: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as connection:
        autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            await autocommit.execute(text(statement))
    await engine.dispose()


async def _migrate(url: str) -> None:
    async with migrated(url):
        return


# ---- mailboxes ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dovecot() -> Iterator[int]:
    """The IMAP port of a real Dovecot; skipped where there is none."""
    program = dovecot_program()
    if program is None:
        pytest.skip("Dovecot is not installed (on Debian: apt install dovecot-imapd)")
    with running_dovecot(program) as port:
        yield port


@pytest.fixture(params=["embedded", "dovecot"])
def access(request: pytest.FixtureRequest) -> Access:
    """An empty mailbox: every test that asks for it runs on both servers."""
    if request.param == "embedded":
        port, user, password = request.getfixturevalue("office").imap_port, DESK, PASSWORD
    else:
        port = request.getfixturevalue("dovecot")
        user, password = f"{uuid4().hex}@desk.example", SECRET
    return Access(host="127.0.0.1", port=port, security="none", user=user, password=password)


@pytest.fixture
def other(access: Access) -> Other:
    """Another mail program at that mailbox."""
    return Other(access)
