"""The directory of respondents: kept by staff, chosen from by the words of a complaint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from adapters.language import normalise
from adapters.storage import files
from adapters.storage.base import can_be_key
from adapters.storage.models import RespondentRow

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.storage.engine import Sessions
    from casework.respondents import Respondent


class RespondentError(Exception):
    """The entry cannot be made; the message says why."""


@dataclass(frozen=True, slots=True)
class Respondents:
    """Who can be complained about."""

    sessions: Sessions

    async def all(self) -> tuple[Respondent, ...]:
        """The whole directory."""
        async with self.sessions() as session:
            return await files.directory(session)

    async def add(self, one: Respondent, *, by: str, at: datetime) -> None:
        """Make an entry that takes nothing from another one. Raises RespondentError."""
        async with self.sessions.begin() as session:
            if not one.id.strip() or not can_be_key(one.id):
                raise RespondentError(f"{one.id!r} cannot be an id")
            if await session.get(RespondentRow, one.id) is not None:
                raise RespondentError(f"there is a respondent {one.id!r} already")
            row = _row(one, by, at)
            for other in await session.scalars(select(RespondentRow).order_by(RespondentRow.id)):
                if one.is_default and other.is_default:
                    raise RespondentError(
                        f"{other.id!r} is the default: `respondent default ID` makes another one it"
                    )
                if both := set(row.numbers) & set(other.numbers):
                    raise RespondentError(f"{min(both)} is a number of {other.id!r} already")
            session.add(row)

    async def make_default(self, id_: str) -> None:
        """A mail that says only "you" means this entry from now on. Raises RespondentError."""
        async with self.sessions.begin() as session:
            row = await session.get(RespondentRow, id_) if can_be_key(id_) else None
            if row is None:
                raise RespondentError(f"there is no respondent {id_!r}")
            await session.execute(update(RespondentRow).values(is_default=False))
            row.is_default = True


def _row(one: Respondent, by: str, at: datetime) -> RespondentRow:
    """The row of an entry. Its own name is one of the words that choose it."""
    aliases = dict.fromkeys(normalise(alias).strip() for alias in (one.name, *one.aliases))
    return RespondentRow(
        id=one.id,
        name=one.name,
        kind=one.kind,
        address=one.address.lower(),
        language=one.language,
        aliases=[alias for alias in aliases if alias],
        numbers=["".join(filter(str.isdigit, number)) for number in one.numbers],
        facts=list(one.facts),
        is_default=one.is_default,
        added_by=by,
        added_at=at,
    )
