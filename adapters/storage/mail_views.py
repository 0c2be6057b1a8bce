"""The mail that was taken in, as people look for it: by rule, by sender, each with its history."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, false, func, select

from adapters.storage.base import can_be_key
from adapters.storage.models import (
    CaseRow,
    DeliveryRow,
    DispositionRow,
    LetterRow,
    MessageRow,
)
from casework.intake import Disposition

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from adapters.storage.engine import Sessions


class Order(StrEnum):
    """In which order messages are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SENDER = "sender"


_ORDERS = {
    Order.NEWEST: (MessageRow.id.desc(),),
    Order.OLDEST: (MessageRow.id,),
    Order.SENDER: (MessageRow.sender, MessageRow.id),
}
OVER_BUDGET = (
    "over the budget of its sender",
    "over the budget of its case",
    "over the budget of the desk",
)
_WHOSE = case((MessageRow.rule == OVER_BUDGET[-1], ""), else_=MessageRow.sender).label("whose")
_SINCE = func.min(MessageRow.taken_at).label("since")
_ABOUT = func.coalesce(MessageRow.case_number, MessageRow.suggested_case, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages are looked for; nothing given means all of them.

    ``sender`` is a whole address, or a part of one. ``but`` are rules whose messages are
    not; ``up_to`` is the last number that whoever looks has seen; ``hidden`` are cases that
    are for other people.
    """

    disposition: str = ""
    rule: str = ""
    sender: str = ""
    but: tuple[str, ...] = ()
    up_to: int = 0
    hidden: frozenset[str] = frozenset()

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """The same, in the words of the database."""
        if not (can_be_key(self.sender) and can_be_key(self.rule)):
            return [false()]
        found = [MessageRow.disposition == self.disposition] if self.disposition else []
        found += [MessageRow.rule == self.rule] if self.rule else []
        found += [MessageRow.rule.not_in(self.but)] if self.but else []
        found += [_ABOUT.not_in(self.hidden)] if self.hidden else []
        found += [MessageRow.id <= self.up_to] if can_be_key(self.up_to) else []
        return found + ([self._from_them] if self.sender else [])

    @property
    def _from_them(self) -> ColumnElement[bool]:
        """All who write from a domain where an address begins with @."""
        sender = self.sender.strip().lower()
        if "@" in sender[1:]:
            return MessageRow.sender == sender
        return MessageRow.sender.contains(sender, autoescape=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """What is over one budget, said once: all of one sender, or of the whole desk."""

    rule: str
    sender: str
    many: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message with every disposition it had, where it was delivered, and what it is about.

    ``letter`` is the one of ours that it reports of; ``suggested`` the case that it may
    belong to, where there is one.
    """

    message: MessageRow
    history: Sequence[DispositionRow]
    deliveries: Sequence[DeliveryRow]
    letter: LetterRow | None
    suggested: CaseRow | None


@dataclass(frozen=True, slots=True)
class MailViews:
    """What people look at of the mail."""

    sessions: Sessions

    async def list_(
        self, wanted: Wanted, order: Order = Order.NEWEST, limit: int = 500
    ) -> Sequence[MessageRow]:
        """The messages that are looked for, newest first or in another order."""
        found = select(MessageRow).where(*wanted.where).order_by(*_ORDERS[order]).limit(limit)
        async with self.sessions() as session:
            return (await session.scalars(found)).all()

    async def numbers(self, wanted: Wanted, limit: int) -> list[int]:
        """The numbers of the same, oldest first."""
        found = select(MessageRow.id).where(*wanted.where).order_by(MessageRow.id).limit(limit)
        async with self.sessions() as session:
            return list(await session.scalars(found))

    async def count(self, wanted: Wanted) -> int:
        """How many they are."""
        counted = select(func.count()).select_from(MessageRow).where(*wanted.where)
        async with self.sessions() as session:
            return await session.scalar(counted) or 0

    async def hidden_among(self, numbers: Collection[int], hidden: Collection[str]) -> list[int]:
        """Those of these messages that are on cases for other people, or may belong to them."""
        asked = [one for one in numbers if can_be_key(one)]
        theirs = select(MessageRow.id).where(MessageRow.id.in_(asked), _ABOUT.in_(hidden))
        async with self.sessions() as session:
            return list(await session.scalars(theirs))

    async def dispositions(self, hidden: Collection[str] = ()) -> dict[str, int]:
        """How many messages have each disposition; none of a hidden case is counted."""
        return await self._counted(MessageRow.disposition, _ABOUT.not_in(hidden))

    async def rules(self, disposition: str, hidden: Collection[str] = ()) -> dict[str, int]:
        """How many messages of a disposition each rule sent there, the most first."""
        where = (MessageRow.disposition == disposition, _ABOUT.not_in(hidden))
        found = await self._counted(MessageRow.rule, *where)
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    async def heaps(self, hidden: Collection[str] = (), limit: int = 50) -> list[Heap]:
        """What is held over a budget: a line for each sender, and one for the whole desk."""
        grouped = (
            select(MessageRow.rule, _WHOSE, func.count().label("many"), _SINCE)
            .where(MessageRow.disposition == Disposition.HELD, MessageRow.rule.in_(OVER_BUDGET))
            .where(_ABOUT.not_in(hidden))
            .group_by(MessageRow.rule, _WHOSE)
            .order_by(func.count().desc(), MessageRow.rule, _WHOSE)
            .limit(limit)
        )
        async with self.sessions() as session:
            return [
                Heap(rule=one.rule, sender=one.whose, many=one.many, since=one.since)
                for one in await session.execute(grouped)
            ]

    async def message(self, message_id: int) -> MessageRow | None:
        """One message, or none of this number."""
        if not can_be_key(message_id):
            return None
        async with self.sessions() as session:
            return await session.get(MessageRow, message_id)

    async def whole(self, message_id: int) -> MessageView | None:
        """One message with all that belongs to it, or none of this number."""
        if (message := await self.message(message_id)) is None:
            return None
        about = (message.report or {}).get("original_message_id") or ""
        suggested = message.suggested_case or message.case_number
        async with self.sessions() as session:
            return MessageView(
                message=message,
                history=(await session.scalars(_of(DispositionRow, message_id))).all(),
                deliveries=(await session.scalars(_of(DeliveryRow, message_id))).all(),
                letter=await session.scalar(select(LetterRow).where(LetterRow.message_id == about)),
                suggested=await session.get(CaseRow, suggested) if suggested else None,
            )

    async def _counted(self, by: Any, *where: ColumnElement[bool]) -> dict[str, int]:  # noqa: ANN401  a column
        counted = select(by, func.count()).where(*where).group_by(by)
        async with self.sessions() as session:
            return {name: many for name, many in await session.execute(counted)}  # noqa: C416  rows are no pairs


def _of(table: Any, message_id: int) -> Select[Any]:  # noqa: ANN401  a table
    return select(table).where(table.message_id == message_id).order_by(table.id)
