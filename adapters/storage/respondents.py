"""The directory of respondents: kept by staff, chosen from by the words of a complaint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update

from adapters.language import normalise
from adapters.storage import files
from adapters.storage.models import RespondentRow, can_be_key

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
        """Make an entry; a new default takes the place of the old one. Raises RespondentError."""
        async with self.sessions.begin() as session:
            if not one.id.strip() or not can_be_key(one.id):
                raise RespondentError(f"{one.id!r} cannot be an id")
            if await session.get(RespondentRow, one.id) is not None:
                raise RespondentError(f"there is a respondent {one.id!r} already")
            if one.is_default:
                await session.execute(update(RespondentRow).values(is_default=False))
            session.add(_row(one, by, at))


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
