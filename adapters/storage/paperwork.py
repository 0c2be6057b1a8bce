"""What people do with the papers of a case, kept before its workflow hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Select, select, update

from adapters.storage.access import GrantRow, granted
from adapters.storage.base import can_be_key
from adapters.storage.decisions import (
    RefusedError,
    check_closing,
    lock_case,
    lock_open_case,
    put_decision,
)
from adapters.storage.drafts import DraftRow, begun_anew, copied, draft_of_letter
from adapters.storage.links import LinkKind, LinkRow, merged_into
from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    DispositionRow,
    EventRow,
    EvidenceRow,
    MessageRow,
)
from adapters.storage.waiting import one_letter, void
from casework import matching
from casework.case import Party
from casework.decisions import READ, DecisionKind
from casework.events import EventKind
from casework.intake import Disposition
from casework.letters import LetterKind, LetterState, letter_key
from casework.plan import Happening

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.decisions import Who
    from adapters.storage.engine import Sessions
    from adapters.storage.waiting import LetterView

_ON_THE_CASE = (Disposition.OPENED, Disposition.ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shows:
    """What shows that an item of the checklist is there: a message, or one of its files."""

    message_id: int
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Paperwork:
    """The rows of letters by people, of ticks, and of cases that go on as others."""

    sessions: Sessions
    secret: bytes
    one_person: bool = False

    async def send(self, number: str, draft_id: str, version: int, who: Who, *, read: bool) -> str:
        """Have a draft go out, exactly as this person saw it, and once. Raises RefusedError."""
        async with self.sessions.begin() as session:
            await lock_open_case(session, number)
            row = None
            if can_be_key(draft_id):
                row = await session.get(DraftRow, draft_id, with_for_update=True)
            if row is None or row.case_number != number:
                raise RefusedError(f"{number} has no such draft")
            if row.sent_at is not None:
                raise RefusedError(f"{row.ended_by} has sent it already: it goes out once")
            if row.thrown_at is not None:
                raise RefusedError(f"{row.ended_by} has thrown it away: write it anew")
            if row.version != version:
                raise RefusedError(f"{row.by} has changed the draft: read it again, then send it")
            row.sent_at, row.ended_by = who.at, who.account
            cause = f"{Happening.DECISION}/{row.id}"
            row.letter_key = letter_key(number, LetterKind.LETTER, cause)
            return put_decision(
                session,
                number,
                DecisionKind.SEND_LETTER,
                who,
                about=row.id,
                value=READ if read else "",
                id_=row.id,
            ).id

    async def take_back(self, key: str, who: Who) -> str:
        """A person's letter that has not left is written anew; returns the new draft's id.

        One that waits is void with whatever was approved of it. Raises RefusedError.
        """
        number = key.partition("/")[0]
        async with self.sessions.begin() as session:
            case = await lock_open_case(session, number)
            view = await one_letter(session, key) if can_be_key(key) else None
            was = await draft_of_letter(session, key) if view else None
            if view is None or was is None or not _may_be_anew(view):
                raise RefusedError("only a letter by a person, which has not left, is changed")
            if (begun := await begun_anew(session, key)) is not None:
                return begun.id
            if not view.why_not:
                why = f"taken back by {who.account}: {who.why}"
                await void(session, view.letter, why)
                event(session, case, EventKind.VOIDED, f"{key}: {why}", who)
            return copied(session, was, who.account, who.at)

    async def tick(self, number: str, item: str, shows: Shows, who: Who) -> str:
        """A person says that an item of the checklist is there. Raises RefusedError."""
        async with self.sessions.begin() as session:
            await lock_open_case(session, number)
            message = None
            if can_be_key(shows.message_id):
                message = await session.get(MessageRow, shows.message_id)
            if message is None or message.case_number != number:
                raise RefusedError(f"{number} has no message {shows.message_id}")
            files = {line.partition(" ")[0] for line in message.attachments}
            if shows.sha256 is not None and shows.sha256 not in files:
                raise RefusedError(f"message {message.id} has no such file")
            if await session.scalar(_standing(number, item).limit(1)) is not None:
                raise RefusedError("it is ticked off already")
            session.add(
                EvidenceRow(
                    case_number=number,
                    message_id=message.id,
                    item=item,
                    sha256=shows.sha256,
                    rule=f"{who.account}: {who.why}",
                )
            )
            kind = DecisionKind.CHECK_EVIDENCE
            return put_decision(session, number, kind, who, about=item, value="yes").id

    async def untick(self, number: str, item: str, who: Who) -> str:
        """A person says that it is not that after all; what was ticked stays readable."""
        async with self.sessions.begin() as session:
            await lock_open_case(session, number)
            rows = list(await session.scalars(_standing(number, item)))
            if not rows:
                raise RefusedError("it is not ticked off, or somebody has taken it off already")
            for row in rows:
                row.struck = f"{who.account}: {who.why}"
            kind = DecisionKind.CHECK_EVIDENCE
            return put_decision(session, number, kind, who, about=item, value="no").id

    async def merge(self, number: str, into: str, who: Who) -> str:
        """A duplicate goes on as another case: its messages and whoever wrote them. Nothing goes.

        What they ask for was asked of the duplicate: in the other case a person reads it.
        Raises RefusedError.
        """
        async with self.sessions.begin() as session:
            if number == into:
                raise RefusedError("a case cannot be merged into itself: choose another one")
            for one in sorted({number, into}):  # in one order, whoever merges what at once
                await lock_case(session, one)
            case, other = await _two_open(session, number, into)
            if await merged_into(session, into) is not None:
                raise RefusedError(f"{into} went on as another case itself")
            await check_closing(session, case, who, alone=self.one_person)
            await _check_readers(session, number, into)
            await self._carry_over(session, case, other, who)
            _link(session, number, into, LinkKind.MERGED, who)
            event(session, other, EventKind.MERGED, f"{number}, by {who.account}: {who.why}", who)
            return put_decision(session, number, DecisionKind.MERGE, who, value=into).id

    async def _carry_over(
        self, session: AsyncSession, case: CaseRow, other: CaseRow, who: Who
    ) -> None:
        mine = (MessageRow.case_number == case.number, MessageRow.disposition.in_(_ON_THE_CASE))
        for row in list(await session.scalars(select(MessageRow).where(*mine))):
            row.case_number, row.disposition = other.number, Disposition.ADDED
            row.rule = f"merged from {case.number}"
            row.intent, row.intent_rule = None, ""
            row.noted_at = row.handed_over_at = None
            session.add(DispositionRow.of(row, at=who.at, by=who.account, why=who.why))
        ticked = update(EvidenceRow).where(EvidenceRow.case_number == case.number)
        await session.execute(ticked.values(case_number=other.number))
        people = select(CorrespondentRow).where(
            CorrespondentRow.case_number == case.number,
            CorrespondentRow.party == Party.COMPLAINANT,
        )
        for one in list(await session.scalars(people)):
            await self._may_write(session, other.number, one)

    async def _may_write(self, session: AsyncSession, number: str, one: CorrespondentRow) -> None:
        """Another address of the complainant may write to the case; letters go where they went."""
        known = select(CorrespondentRow.id).where(
            CorrespondentRow.case_number == number, CorrespondentRow.address == one.address
        )
        if await session.scalar(known.limit(1)) is not None:
            return
        token = matching.reply_token(self.secret, number, f"{one.party} {one.address}")
        session.add(
            CorrespondentRow(
                case_number=number,
                party=one.party,
                address=one.address,
                name=one.name,
                token=token,
                only_writes=True,
            )
        )

    async def relate(self, number: str, other: str, who: Who) -> None:
        """Two cases have to do with each other. Raises RefusedError."""
        async with self.sessions.begin() as session:
            if number == other:
                raise RefusedError("a case has to do with itself anyway: choose another one")
            for one in sorted({number, other}):
                await lock_case(session, one)
            known = select(LinkRow.id).where(
                LinkRow.kind == LinkKind.RELATED,
                LinkRow.case_number.in_((number, other)),
                LinkRow.other.in_((number, other)),
            )
            if await session.scalar(known.limit(1)) is not None:
                raise RefusedError(f"{number} and {other} are linked already")
            _link(session, number, other, LinkKind.RELATED, who)

    async def split_off(
        self, session: AsyncSession, number: str, new: str, message_id: int, who: Who
    ) -> None:
        """A second matter is a case of its own now; in the transaction that opened it."""
        case = await session.get_one(CaseRow, number, with_for_update=True)
        for one in await granted(session, number):  # what was for them stays for them
            session.add(
                GrantRow(case_number=new, account=one, by=who.account, at=who.at, why=who.why)
            )
        _link(session, number, new, LinkKind.SPLIT, who, message_id)
        event(session, case, EventKind.SPLIT, f"{new}, by {who.account}: {who.why}", who)
        other = await session.get_one(CaseRow, new)
        event(session, other, EventKind.SPLIT_FROM, f"{number}, by {who.account}: {who.why}", who)


def _may_be_anew(view: LetterView) -> bool:
    """It waits, or it was refused, voided or cancelled: nobody has it, and nobody will."""
    return not view.why_not or view.letter.state == LetterState.CANCELLED


async def _two_open(session: AsyncSession, number: str, into: str) -> tuple[CaseRow, CaseRow]:
    """Raises RefusedError unless both are there and open, and nobody is closing one of them."""
    case = await lock_open_case(session, number)
    try:
        return case, await lock_open_case(session, into)
    except RefusedError as error:
        raise RefusedError(f"{error}: only an open case can take another one up") from error


async def _check_readers(session: AsyncSession, number: str, into: str) -> None:
    """What is for some people only does not become another case's, which more can read.

    Raises RefusedError.
    """
    mine, theirs = await granted(session, number), await granted(session, into)
    if mine and not (theirs and theirs <= mine):
        raise RefusedError(
            f"{number} is restricted: a manager restricts {into} to the same people first"
        )


def _standing(number: str, item: str) -> Select[EvidenceRow]:
    return select(EvidenceRow).where(
        EvidenceRow.case_number == number, EvidenceRow.item == item, EvidenceRow.struck == ""
    )


def _link(  # noqa: PLR0913, PLR0917  a link is these facts
    session: AsyncSession,
    number: str,
    other: str,
    kind: LinkKind,
    who: Who,
    message_id: int | None = None,
) -> None:
    row = LinkRow(
        case_number=number,
        other=other,
        kind=kind,
        by=who.account,
        at=who.at,
        why=who.why,
        message_id=message_id,
    )
    session.add(row)


def event(session: AsyncSession, case: CaseRow, kind: EventKind, why: str, who: Who) -> None:
    """Something that no workflow needs to hear of, kept on the case in its own time."""
    at = who.at + timedelta(seconds=case.ahead)
    cause = f"{kind}/{who.at.isoformat()}"
    session.add(EventRow(case_number=case.number, at=at, kind=kind, why=why, cause=cause))


async def is_split(session: AsyncSession, message_id: int) -> str | None:
    """The case that a message was split into already, if it was."""
    found = select(LinkRow.other).where(
        LinkRow.message_id == message_id, LinkRow.kind == LinkKind.SPLIT
    )
    return await session.scalar(found.limit(1))
