"""The engine: SQLite with full durability by default, PostgreSQL by its URL."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

Sessions = async_sessionmaker[AsyncSession]

_SILENT: dict[str, Any] = {"hide_parameters": True}  # what people wrote is for no log
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON")


def open_engine(url: str) -> AsyncEngine:
    """An engine for ``sqlite:///file`` or ``postgresql://…``; the async driver is added."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_async_engine(parsed.set(drivername="sqlite+aiosqlite"), **_SILENT)
        _make_durable(engine)
        return engine
    parsed = parsed.set(drivername="postgresql+asyncpg")
    return create_async_engine(parsed, pool_pre_ping=True, **_SILENT)


def sessions(engine: AsyncEngine) -> Sessions:
    """Sessions whose rows stay readable after the commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


def _make_durable(engine: AsyncEngine) -> None:
    """Say FULL and mean it; and begin every transaction as a writer.

    Without BEGIN IMMEDIATE two transactions that read and then write lose updates
    without an error.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own class
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "invalidate")
    def let_go(connection: Any, _record: object, _why: object) -> None:  # noqa: ANN401
        """A task that is cancelled in a transaction: its connection is closed, without an end.

        SQLite keeps one open, with its lock, while a cursor on it is not collected.
        """
        with suppress(Exception):  # it may be closed already
            connection.rollback()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
