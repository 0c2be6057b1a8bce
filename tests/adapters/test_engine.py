"""The database: as durable as it says, nothing lost between two who write, instants with zones."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from adapters.storage.engine import open_engine, sessions
from adapters.storage.migrate import alembic_config, migrate
from adapters.storage.models import CounterRow, EventRow, KeptRow
from adapters.storage.schema import HEAD, SchemaError, UnreachableError, check_schema
from adapters.storage.tables import TABLES
from tests.adapters.records import case_row, open_case
from tests.conftest import free_port, migrated
from tests.examples import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions

SHANGHAI = timezone(timedelta(hours=8))


# ---- durability --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000)],
)
async def test_every_connection_is_fully_durable(
    sqlite_rows: Sessions, pragma: str, value: object
) -> None:
    """2 is FULL: a commit that was confirmed survives a power cut. Asked on several connections."""

    async def ask(session: AsyncSession) -> object:
        return await session.scalar(text(f"pragma {pragma}"))

    async with sqlite_rows() as one:
        assert await ask(one) == value
    async with sqlite_rows() as one:
        assert await ask(one) == value


async def test_a_task_that_is_broken_off_keeps_nobody_from_writing(tmp_path: Path) -> None:
    """Wherever it was: a browser goes away, a stream ends, a process is told to stop."""
    file = tmp_path / "desk.db"
    async with migrated(f"sqlite:///{file}") as engine:

        async def asked() -> None:
            async with sessions(engine)() as session:
                for _ in range(3):
                    await session.scalar(text("select count(*) from event"))

        for moment in range(200):
            asking = asyncio.ensure_future(asked())
            await asyncio.sleep(moment % 40 / 20_000)
            asking.cancel()
            await asyncio.wait({asking})
            with closing(sqlite3.connect(file, timeout=5)) as another:
                another.execute("begin immediate")


async def test_a_transaction_begins_as_a_writer(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: the second one waits from its first word, before it has read anything."""
    async with migrated(f"sqlite:///{tmp_path}/desk.db") as engine:
        rows, order = sessions(engine), list[str]()

        async def second() -> None:
            async with rows.begin() as session:
                await session.execute(select(CounterRow))
                order.append("second")

        async with rows.begin() as session:
            await session.execute(select(CounterRow))
            waiting = asyncio.create_task(second())
            await asyncio.sleep(0.1)
            order.append("first")
        await waiting

    assert order == ["first", "second"]


async def test_nothing_is_lost_between_two_who_write(rows: Sessions) -> None:
    """Eight at once, each reads and writes back one more, ten times: all eighty are there."""
    async with rows.begin() as session:
        session.add(CounterRow(year=2026))

    async def count() -> None:
        for _ in range(10):
            async with rows.begin() as session:
                row = await session.get_one(CounterRow, 2026, with_for_update=True)
                seen = row.last
                await asyncio.sleep(0)
                row.last = seen + 1

    await asyncio.gather(*(count() for _ in range(8)))

    async with rows() as session:
        assert (await session.get_one(CounterRow, 2026)).last == 80


async def test_what_fails_half_way_leaves_nothing(rows: Sessions) -> None:
    """One transaction: all of it or none."""
    with pytest.raises(RuntimeError):  # noqa: PT012  the whole transaction fails
        async with rows.begin() as session:
            session.add(CounterRow(year=2026))
            await session.flush()
            raise RuntimeError("the power is gone")

    async with rows() as session:
        assert await session.get(CounterRow, 2026) is None


async def test_a_row_that_points_nowhere_is_refused(rows: Sessions) -> None:
    """Foreign keys are checked, on SQLite too."""
    with pytest.raises(IntegrityError):
        async with rows.begin() as session:
            session.add(EventRow(case_number="C-1", at=MONDAY, kind="k", why="", cause="c"))


# ---- instants ----------------------------------------------------------------------------


async def test_an_error_tells_no_log_what_people_wrote(rows: Sessions) -> None:
    """A statement that fails is named in the log, and not what was to be kept."""
    with pytest.raises(StatementError) as raised:
        async with rows.begin() as session:
            await session.execute(text("SELECT :words FROM no_such_table"), {"words": "ana@home"})

    assert "ana@home" not in str(raised.value)


async def test_an_instant_comes_back_as_utc(rows: Sessions) -> None:
    """Whatever zone it was told in, to the microsecond."""
    told = datetime(2026, 3, 2, 17, 30, 0, 123456, tzinfo=SHANGHAI)
    async with rows.begin() as session:
        session.add(KeptRow(sha256="a", size=1, kept_at=told))

    async with rows() as session:
        kept = (await session.get_one(KeptRow, "a")).kept_at

    assert kept == told
    assert kept.tzinfo is UTC


async def test_an_instant_without_a_zone_is_refused(rows: Sessions) -> None:
    """Nobody knows when that is."""
    with pytest.raises(StatementError, match="has no zone"):
        async with rows.begin() as session:
            session.add(KeptRow(sha256="a", size=1, kept_at=MONDAY.replace(tzinfo=None)))


async def test_instants_of_two_zones_are_compared_as_instants(rows: Sessions) -> None:
    """SQLite compares words, so they must all be of one zone."""
    async with rows.begin() as session:
        session.add(KeptRow(sha256="a", size=1, kept_at=MONDAY))
    later = (MONDAY + timedelta(minutes=1)).astimezone(SHANGHAI)
    earlier = (MONDAY - timedelta(minutes=1)).astimezone(SHANGHAI)

    async with rows() as session:
        found = select(KeptRow.sha256)
        assert await session.scalar(found.where(KeptRow.kept_at < later)) == "a"
        assert await session.scalar(found.where(KeptRow.kept_at < earlier)) is None


async def test_no_instant_stays_no_instant(rows: Sessions) -> None:
    """A case without a due date."""
    number = await open_case(rows)

    assert (await case_row(rows, number)).closed_at is None


# ---- the schema --------------------------------------------------------------------------


def test_the_schema_this_version_names_is_the_newest_migration() -> None:
    """``HEAD`` is written by hand, so that a start need not load Alembic."""
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


async def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    """Autogenerate finds nothing left to do."""

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, TABLES))

    async with migrated(database_url) as engine, engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    """Every start may do it; what is in the record stays there."""
    async with migrated(database_url) as engine:
        number = await open_case(sessions(engine))

        assert await migrate(engine) == HEAD
        assert (await case_row(sessions(engine), number)).number == number
        await check_schema(engine)


async def test_an_empty_database_is_told_from_a_desks(database_url: str) -> None:
    """The message says what to do."""
    engine = open_engine(database_url)
    with pytest.raises(SchemaError, match=r"run `\./ombud migrate`"):
        await check_schema(engine)
    await engine.dispose()


async def test_another_versions_database_is_not_touched(database_url: str) -> None:
    """Newer or older: the message names both."""
    async with migrated(database_url) as engine:
        async with engine.begin() as connection:
            await connection.execute(text("update alembic_version set version_num = '9999'"))

        with pytest.raises(SchemaError, match=f"has schema 9999, this version needs {HEAD}"):
            await check_schema(engine)


async def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    """Logs are read by many."""
    engine = open_engine(f"postgresql://desk:a-secret@127.0.0.1:{free_port()}/desk")
    with pytest.raises(UnreachableError, match=r"desk:\*\*\*@127\.0\.0\.1") as caught:
        await check_schema(engine)
    await engine.dispose()

    assert "a-secret" not in str(caught.value)


async def test_rows_stay_readable_after_the_commit(rows: Sessions) -> None:
    """What a function returns can be looked at where it is needed."""
    async with rows.begin() as session:
        row = CounterRow(year=2026)
        session.add(row)
    async with rows.begin() as session:
        await session.execute(update(CounterRow).values(last=7))

    assert (row.year, row.last) == (2026, 0)
