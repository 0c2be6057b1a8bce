"""What people do to the record: decide, set mail aside, cancel letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Select, func, literal, select

from adapters.storage import dossiers, files
from adapters.storage.base import can_be_key
from adapters.storage.callers import put_right
from adapters.storage.drafts import written_by
from adapters.storage.findings import note_said
from adapters.storage.links import merged_into
from adapters.storage.models import (
    ApprovalRow,
    CaseRow,
    DecisionRow,
    DispositionRow,
    EventRow,
    LetterRow,
    MessageRow,
)
from adapters.storage.waiting import overtaken
from casework.case import Party, Stage
from casework.decisions import BESIDE, ENDS, SAYS, DecisionKind, Verdict
from casework.events import EventKind
from casework.findings import Field
from casework.intake import Disposition
from casework.letters import LetterKind, LetterState
from casework.plan import Happening
from casework.policy import Intent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.dossiers import NewVersion
    from adapters.storage.engine import Sessions
    from casework.callers import Caller


class RefusedError(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who does something, why, and when (by the wall clock)."""

    account: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who rules on a letter: in which role, for which roles as a deputy, through which door."""

    account: str
    role: str
    stands_for: Mapping[str, str]  # role → its deputy's role, by the case's pack
    at: datetime
    door: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rows that people write. ``one_person``: a desk where nobody else could decide."""

    sessions: Sessions
    one_person: bool = False

    async def decide(
        self, number: str, kind: DecisionKind, who: Who, *, value: str = "", about: str = ""
    ) -> str:
        """Decide something about an open case. Returns the decision's id. Raises RefusedError."""
        async with self.sessions.begin() as session:
            case = await lock_open_case(session, number)
            if kind is DecisionKind.CLOSE:
                await check_closing(session, case, who, alone=self.one_person)
            decision = put_decision(session, number, kind, who, value=value, about=about)
            if kind in SAYS:
                note_said(session, case, decision, who.at + timedelta(seconds=case.ahead))
            return decision.id

    async def correct_callers(self, number: str, callers: Sequence[Caller], who: Who) -> str:
        """Say which numbers called: their histories are put right with it. Raises RefusedError."""
        async with self.sessions.begin() as session:
            case = await lock_open_case(session, number)
            at, kind = who.at + timedelta(seconds=case.ahead), DecisionKind.CORRECT
            value = ", ".join(one.written for one in callers)
            decision = put_decision(session, number, kind, who, value=value, about=Field.CALLERS)
            note_said(session, case, decision, at)
            await put_right(session, case, callers, who.account, at)
            return decision.id

    async def reopen(self, number: str, who: Who) -> str:
        """Take a closed case up again, whenever it was closed. Raises RefusedError."""
        async with self.sessions.begin() as session:
            case = await lock_case(session, number)
            if case.stage != Stage.CLOSED:
                raise RefusedError(f"{number} is open")
            if other := await merged_into(session, number):
                raise RefusedError(f"{number} goes on as {other}: reopen that one")
            files.reopen(case, who.at + timedelta(seconds=case.ahead))
            return put_decision(session, number, DecisionKind.REOPEN, who).id

    async def deal_with(self, number: str, who: Who) -> None:
        """A person has dealt with what was left on a closed case. Raises RefusedError.

        No workflow carries it any more: it is kept as an event, and that is all.
        """
        async with self.sessions.begin() as session:
            case = await lock_case(session, number)
            if case.stage != Stage.CLOSED or not case.needs_staff:
                raise RefusedError(f"nothing is left to be dealt with on {number}, or it is open")
            case.needs_staff, case.flagged_at = False, None
            at = who.at + timedelta(seconds=case.ahead)
            session.add(
                EventRow(
                    case_number=number,
                    at=at,
                    kind=EventKind.DEALT_WITH,
                    why=f"by {who.account}: {who.why}",
                    cause=f"{EventKind.DEALT_WITH}/{uuid4().hex}",
                )
            )

    async def take_as_answer(self, number: str, message_id: int | None, who: Who) -> str:
        """What a respondent or a body wrote is its answer, says a person. Raises RefusedError.

        Without a message's number: the latest that one of them wrote.
        """
        async with self.sessions.begin() as session:
            await lock_open_case(session, number)
            message = await session.scalar(_said_by_the_asked(number, message_id).limit(1))
            if message is None:
                raise RefusedError(f"{number} has no such message of a respondent or a body")
            if message.noted_at is None:
                raise RefusedError(f"message {message.id} is on its way to the case: wait for that")
            message.intent = Intent.ANSWER
            message.intent_rule = f"{who.account} took it as the answer"
            kind = DecisionKind.TAKE_AS_ANSWER
            return put_decision(session, number, kind, who, about=message.sha256).id

    async def rule_on(
        self, key: str, verdict: Verdict, who: Approver, sha256: str, why: str
    ) -> str:
        """Let a letter go out, or not, in one of the roles it asks for. Raises RefusedError.

        ``sha256`` is what the person looked at: anything else is refused. The row and
        the decision that carries it to the workflow are one transaction.
        """
        async with self.sessions.begin() as session:
            letter = await _waiting_letter(session, key)
            role = _role_for(letter, who)
            if verdict is Verdict.APPROVED:
                role = await _check_approval(session, letter, who, sha256, alone=self.one_person)
            at = who.at
            session.add(
                ApprovalRow(
                    id=uuid4().hex,
                    case_number=letter.case_number,
                    letter_key=key,
                    verdict=verdict,
                    role=role,
                    by=who.account,
                    at=at,
                    why=why,
                    door=who.door,
                    sha256=letter.sha256,
                    files=letter.files,
                )
            )
            approved = verdict is Verdict.APPROVED
            kind = DecisionKind.APPROVE if approved else DecisionKind.REFUSE
            by = Who(account=who.account, why=why, at=at)
            return put_decision(session, letter.case_number, kind, by, about=key).id

    async def edit(self, number: str, new: NewVersion, what: str) -> int:
        """Keep a version of what goes out; a letter that waits is void. Raises RefusedError.

        ``what``: the dossier, or the letter. The case's workflow has the letter written anew.
        Returns the number of the version.
        """
        async with self.sessions.begin() as session:
            case = await lock_open_case(session, number)
            if await dossiers.is_on_its_way(session, number):
                raise RefusedError("the letter was approved and is on its way: refuse it first")
            row = await dossiers.add(session, number, new)
            if case.stage == Stage.APPROVAL_PENDING:
                why = f"the {what} was edited by {new.by}"
                await dossiers.void_letters(session, number, why)
                who = Who(account=new.by, why=new.why, at=new.at)
                about, edit = str(row.version), DecisionKind.EDIT
                put_decision(session, number, edit, who, value=what, about=about)
            return row.version

    async def send_again(self, key: str, who: Who) -> str:
        """A letter that failed, or may have been lost, goes out once more. Raises RefusedError."""
        async with self.sessions.begin() as session:
            letter = await session.get(LetterRow, key) if can_be_key(key) else None
            if letter is None:
                raise RefusedError(f"there is no failed or unknown letter {key!r}")
            await lock_open_case(session, letter.case_number)
            await session.refresh(letter, with_for_update=True)
            unknown = letter.state == LetterState.UNKNOWN
            if unknown and letter.sent_at is None:
                raise RefusedError(f"{key} is still being looked for: wait until that has its end")
            if not unknown and letter.state != LetterState.FAILED:
                raise RefusedError(f"there is no failed or unknown letter {key!r}")
            again = DecisionKind.SEND_AGAIN
            return put_decision(session, letter.case_number, again, who, about=key).id

    async def set_aside(self, message_id: int, who: Who) -> None:
        """Held mail that is no complaint becomes recorded. Raises RefusedError."""
        async with self.sessions.begin() as session:
            row = None
            if can_be_key(message_id):
                row = await session.get(MessageRow, message_id, with_for_update=True)
            if row is None or row.disposition != Disposition.HELD:
                raise RefusedError(f"message {message_id} is not held")
            row.disposition, row.rule = Disposition.RECORDED, "not a complaint"
            session.add(DispositionRow.of(row, at=who.at, by=who.account, why=who.why))

    async def cancel_letter(self, key: str, who: Who) -> None:
        """A letter that has not left is not sent any more. Raises RefusedError."""
        async with self.sessions.begin() as session:
            row = None
            if can_be_key(key):
                row = await session.get(LetterRow, key, with_for_update=True)
            if row is None or row.state != LetterState.PENDING:
                raise RefusedError(f"there is no pending letter {key!r}")
            row.state = LetterState.CANCELLED
            row.answer = f"cancelled by {who.account}: {who.why}"


def _said_by_the_asked(number: str, message_id: int | None) -> Select[MessageRow]:
    theirs = select(MessageRow).where(
        MessageRow.case_number == number,
        MessageRow.party.in_((Party.RESPONDENT, Party.BODY)),
        MessageRow.disposition == Disposition.ADDED,
    )
    if message_id is not None:
        theirs = theirs.where(MessageRow.id == message_id)
    return theirs.order_by(MessageRow.received_at.desc(), MessageRow.id.desc())


def put_decision(  # noqa: PLR0913  a decision is these facts
    session: AsyncSession,
    number: str,
    kind: DecisionKind,
    who: Who,
    *,
    value: str = "",
    about: str = "",
    id_: str = "",
) -> DecisionRow:
    """Keep a decision, to be handed over; ``id_`` where what it is about can be decided once."""
    decision = DecisionRow(
        id=id_ or uuid4().hex,
        case_number=number,
        kind=kind,
        by=who.account,
        why=who.why,
        decided_at=who.at,
        value=value,
        about=about,
    )
    session.add(decision)
    return decision


async def lock_case(session: AsyncSession, number: str) -> CaseRow:
    """A case, for one transaction. Raises RefusedError where there is none of this number."""
    case = None
    if can_be_key(number):
        case = await session.get(CaseRow, number, with_for_update=True)
    if case is None:
        raise RefusedError(f"there is no case {number}")
    return case


async def lock_open_case(session: AsyncSession, number: str) -> CaseRow:
    """Raises RefusedError unless there is such a case, open, and nobody is closing it already."""
    case = await lock_case(session, number)
    if case.stage == Stage.CLOSED:
        raise RefusedError(f"{number} is closed already")
    on_its_way = await session.scalar(
        select(DecisionRow).where(
            DecisionRow.case_number == number,
            DecisionRow.kind.in_(ENDS),
            DecisionRow.noted_at.is_(None),
        )
    )
    if on_its_way is not None:
        raise RefusedError(
            f"{number} is being closed already: by {on_its_way.by}, because {on_its_way.why}"
        )
    return case


async def check_closing(session: AsyncSession, case: CaseRow, who: Who, *, alone: bool) -> None:
    """An appeal is decided by someone who had not decided about the case before it."""
    if not case.appealed or alone:
        return
    mine, appeals = EventRow.case_number == case.number, EventRow.kind == EventKind.APPEALED
    appeal = select(func.max(EventRow.id)).where(mine, appeals).scalar_subquery()
    later = select(EventRow.cause).where(mine, EventRow.id > appeal)
    earlier = select(DecisionRow.id).where(
        DecisionRow.case_number == case.number,
        DecisionRow.by == who.account,
        DecisionRow.kind.not_in(BESIDE),
        (literal(f"{Happening.DECISION}/") + DecisionRow.id).not_in(later),
    )
    if await session.scalar(earlier.limit(1)) is not None:
        raise RefusedError(
            f"{case.number} is an appeal: somebody else decides it, {who.account} has handled it"
        )


# ---- approvals -----------------------------------------------------------------------------


async def _waiting_letter(session: AsyncSession, key: str) -> LetterRow:
    """A letter that waits for an approval, locked after its case. Raises RefusedError."""
    letter = await session.get(LetterRow, key) if can_be_key(key) else None
    if letter is None or not letter.approval:
        raise RefusedError(f"there is no letter {key!r} that needs an approval")
    await lock_open_case(session, letter.case_number)
    await session.refresh(letter, with_for_update=True)
    if letter.state != LetterState.PENDING:
        raise RefusedError(f"{key} waits no longer: it is {letter.state}")
    refused = select(ApprovalRow.by).where(
        ApprovalRow.letter_key == key, ApprovalRow.verdict == Verdict.REFUSED
    )
    if (by := await session.scalar(refused)) is not None:
        raise RefusedError(f"{key} waits no longer: {by} has refused it")
    return letter


def _role_for(letter: LetterRow, who: Approver, given: Collection[str] = ()) -> str:
    """The role in which this person rules on a letter: their own, or one they are deputy for.

    One that is still missing, if there is one.
    """
    own = [role for role in letter.approval if role == who.role]
    as_deputy = [role for role in letter.approval if who.stands_for.get(role) == who.role]
    if theirs := sorted(own + as_deputy, key=lambda role: role in given):
        return theirs[0]
    needed = " and ".join(letter.approval)
    raise RefusedError(f"{who.account} is {who.role}; this letter needs {needed}")


async def _check_approval(
    session: AsyncSession, letter: LetterRow, who: Approver, sha256: str, *, alone: bool
) -> str:
    """Exactly what the person saw, nothing new on the case, not alone what they ordered.

    Returns the role in which they approve.
    """
    if sha256 != letter.sha256:
        raise RefusedError("the letter is not the one you looked at any more: look again")
    if await session.scalar(overtaken([letter.key]).limit(1)) is not None:
        raise RefusedError("a new message has come in: the letter is being written anew")
    given = select(ApprovalRow).where(
        ApprovalRow.letter_key == letter.key, ApprovalRow.verdict == Verdict.APPROVED
    )
    earlier = list(await session.scalars(given))
    role = _role_for(letter, who, {one.role for one in earlier})
    if any(one.role == role for one in earlier):
        raise RefusedError(f"{letter.key} is approved already, as {role}")
    if any(one.by == who.account for one in earlier):
        raise RefusedError(f"{who.account} has approved it already; the second is another person")
    if not alone and who.account in await _ordered_by(session, letter):
        raise RefusedError(f"{who.account} had it written: somebody else lets it go out")
    if not alone and who.account in await _edited_by(session, letter):
        raise RefusedError(f"{who.account} edited it: somebody else lets it go out")
    return role


async def _edited_by(session: AsyncSession, letter: LetterRow) -> set[str]:
    """Who chose what is in its dossier, and who gave it its words, if people did."""
    row = await dossiers.latest_row(session, letter.case_number)
    return {row.chosen_by, row.words_by} if row is not None else set()


async def _ordered_by(session: AsyncSession, letter: LetterRow) -> set[str]:
    """Who wrote it, or decided that the case is referred, if a person did."""
    if letter.kind == LetterKind.LETTER:
        return await written_by(session, letter.key)
    referred = DecisionRow.kind == DecisionKind.REFER
    ordered = select(DecisionRow.by).where(DecisionRow.case_number == letter.case_number, referred)
    return set(await session.scalars(ordered.order_by(DecisionRow.decided_at.desc()).limit(1)))
