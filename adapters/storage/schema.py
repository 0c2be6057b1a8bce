"""Which schema the database has, checked before anything else is done with it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

HEAD = "0014"  # the newest of migrations/versions
TROUBLE = (SQLAlchemyError, OSError)  # whatever a database that does not answer comes out as


class DatabaseError(Exception):
    """The database cannot be worked with; the message says why and what to do."""


class SchemaError(DatabaseError):
    """The database's schema is not the one this version needs."""


class UnreachableError(DatabaseError):
    """The database does not answer, or lets nobody in."""


async def check_schema(engine: AsyncEngine) -> None:
    """Raises SchemaError for another schema than this version's, or none; UnreachableError."""
    found = None if _is_missing_file(engine.url) else await _revision(engine)
    if found is None:
        raise SchemaError(
            f"the database {shown(engine.url)} has no schema of this desk: run `./ombud migrate`"
        )
    if found != HEAD:
        raise SchemaError(
            f"the database has schema {found}, this version needs {HEAD}: "
            "run `./ombud migrate`, or the newer version if the database is newer"
        )


async def check_reachable(engine: AsyncEngine) -> None:
    """Raises UnreachableError where nobody answers, or where no folder for a file can be made."""
    with _in_words(engine.url):
        if engine.url.get_backend_name() == "sqlite" and engine.url.database:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
        async with engine.connect():
            pass


async def _revision(engine: AsyncEngine) -> str | None:
    with _in_words(engine.url):
        async with engine.connect() as connection:
            if not await connection.run_sync(_has_schema):
                return None
            found: str | None = await connection.scalar(
                text("select version_num from alembic_version")
            )
            return found


def _has_schema(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


def _is_missing_file(url: URL) -> bool:
    """A SQLite database that is not there yet; to ask it would make an empty one."""
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


@contextmanager
def _in_words(url: URL) -> Iterator[None]:
    """What drivers raise, as one error."""
    try:
        yield
    except TROUBLE as error:
        why = " ".join(str(getattr(error, "orig", None) or error).split())
        raise UnreachableError(
            f"the database {shown(url)} cannot be reached ({why}): "
            "see whether it runs, and check OMBUD_DATABASE_URL"
        ) from error


def is_gone(error: BaseException) -> bool:
    """Whether the database itself is the trouble, and not what was asked of it."""
    ours = (DataError, IntegrityError, ProgrammingError)
    theirs = isinstance(error, DBAPIError) and not isinstance(error, ours)
    return theirs or isinstance(error, ConnectionError)


def shown(url: URL) -> str:
    """The database as the settings name it, without its password."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)
