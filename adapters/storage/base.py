"""What every table shares: instants are UTC, keys are numbers that a database knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, ForeignKey, LargeBinary, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored in UTC. SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002  SQLAlchemy's signature
        """Turn any zone into UTC; a time without a zone is a mistake."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no zone: instants are stored with one")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002  SQLAlchemy's signature
        """Say that it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Key = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
CaseNumber = Annotated[str, mapped_column(ForeignKey("case.number"), index=True)]
_LARGEST_KEY = 2**31 - 1  # of PostgreSQL's INTEGER; SQLite's would be larger


def can_be_key(given: int | str) -> bool:
    """Whether a row can have this key at all: no database may even be asked for another one."""
    if isinstance(given, int):
        return 0 < given <= _LARGEST_KEY
    return given.isprintable()


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Rows are dataclasses, so that a row in a failing test can be read."""

    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        bytes: LargeBinary,
    }
