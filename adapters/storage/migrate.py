"""The schema, brought up to date by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

from adapters.storage.schema import HEAD

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine


async def migrate(engine: AsyncEngine) -> str:
    """Bring the schema up to date; returns the revision it now has. Safe to repeat."""
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    return HEAD


def upgrade(connection: Connection) -> None:
    """The migrations, on a connection that is already open."""
    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection | None = None) -> Config:
    """Where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
