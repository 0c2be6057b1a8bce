"""Which schema the database has, checked before anything else is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

HEAD = "0001"  # the newest of migrations/versions


class SchemaError(Exception):
    """The database's schema is not the one this version needs."""


async def check_schema(engine: AsyncEngine) -> None:
    """Raises SchemaError where the database has another schema than this version, or none."""
    try:
        async with engine.connect() as connection:
            found = await connection.scalar(text("select version_num from alembic_version"))
    except (DBAPIError, OSError) as error:
        url = engine.url.render_as_string(hide_password=True)
        why = " ".join(str(getattr(error, "orig", error)).split())
        raise SchemaError(
            f"the database {url} has no schema of this desk ({why}): run `./ombud migrate`"
        ) from error
    if found != HEAD:
        raise SchemaError(
            f"the database has schema {found}, this version needs {HEAD}: "
            "run `./ombud migrate`, or the newer version if the database is newer"
        )
