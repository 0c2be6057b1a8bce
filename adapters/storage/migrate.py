"""The schema: brought up to date by Alembic, and checked before anything else is done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine


class SchemaError(Exception):
    """The database's schema is not the one this version needs."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine) -> str:
    """Bring the schema up to date; returns the revision it now has. Safe to repeat."""

    def upgrade(connection: Connection) -> None:
        command.upgrade(_config(connection), "head")

    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    return _head()


async def check_schema(engine: AsyncEngine) -> None:
    """Raises SchemaError where the schema is older or newer than this version."""
    async with engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: MigrationContext.configure(sync).get_current_revision()
        )
    if found != _head():
        raise SchemaError(
            f"the database has schema {found or 'none'}, this version needs {_head()}: "
            "run `./ombud migrate` (or the newer version, if the database is newer)"
        )


def _head() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""
