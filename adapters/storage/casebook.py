"""The case files, for activities: one transaction a happening, locked on the case's row."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from adapters.storage import files
from adapters.storage.models import (
    CaseRow,
    DecisionRow,
    EventRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
    StepRow,
)
from casework.case import Outcome, PendingLetter
from casework.decisions import Decision, DecisionKind
from casework.letters import LetterState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from adapters.storage.files import Caps
    from casework.case import Standing
    from casework.casefile import CaseFile
    from casework.letters import FrozenLetter, Letter, LetterKind
    from casework.policy import Policy
    from casework.steps import Plan


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A case file inside one transaction."""

    session: AsyncSession
    row: CaseRow
    file: CaseFile

    async def earlier(self, cause: str) -> Standing | None:
        """What an earlier run with the same cause left behind."""
        step = await self.session.get(StepRow, (self.row.number, cause))
        return files.standing_from_json(step.standing) if step else None

    async def write(self, plan: Plan, *, cause: str, at: datetime) -> Standing:
        """Write the case's new standing and its events, under the cause that makes it once."""
        number = self.row.number
        files.put_case(self.row, plan.case, at)
        self.session.add_all(
            EventRow(case_number=number, at=at, kind=one.kind, why=one.why, cause=cause)
            for one in plan.events
        )
        standing = files.standing_of(plan.case)
        if plan.letter is not None:
            going = PendingLetter(
                key=cause, to=plan.letter.to.party, leaves_at=plan.letter.leaves_at
            )
            standing = replace(standing, letter=going)
        kept = files.standing_to_json(standing)
        self.session.add(StepRow(case_number=number, cause=cause, at=at, standing=kept))
        return standing

    async def freeze(self, letter: Letter, frozen: FrozenLetter, at: datetime) -> None:
        """Put a letter's bytes into the outbox."""
        self.session.add(
            LetterRow(
                key=frozen.key,
                case_number=self.row.number,
                party=letter.to.party,
                kind=letter.kind,
                message_id=frozen.message_id,
                recipient=frozen.recipient,
                subject=frozen.subject,
                raw=frozen.raw,
                sha256=sha256(frozen.raw).hexdigest(),
                state=LetterState.PENDING,
                written_at=at,
                leaves_at=letter.leaves_at,
            )
        )

    async def decision(self, decision_id: str) -> Decision:
        """A decision by staff on this case; it counts as noted with this transaction."""
        row = await self.session.get_one(DecisionRow, decision_id)
        row.noted_at = row.decided_at
        return Decision(
            id=row.id,
            case_number=row.case_number,
            kind=DecisionKind(row.kind),
            outcome=Outcome(row.outcome),
            by=row.by,
            why=row.why,
        )

    async def message_noted(self, sha256: str) -> bool:
        """Remember that the workflow dealt with this message; whether it brought evidence."""
        mine = (MessageRow.case_number == self.row.number, MessageRow.sha256 == sha256)
        noted = update(MessageRow).where(*mine).values(noted_at=MessageRow.received_at)
        await self.session.execute(noted)
        brought = (
            select(EvidenceRow.id)
            .join(MessageRow, MessageRow.id == EvidenceRow.message_id)
            .where(*mine)
        )
        return await self.session.scalar(brought.limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Casebook:
    """All case files of the desk."""

    sessions: Sessions
    packs: Mapping[str, Policy]
    caps: Caps

    @asynccontextmanager
    async def open(
        self, number: str, at: datetime, writing: LetterKind | None = None
    ) -> AsyncIterator[OpenFile]:
        """Lock one case for one transaction; ``writing`` asks whether the caps leave room."""
        async with self.sessions.begin() as session:
            row = await session.get_one(CaseRow, number, with_for_update=True)
            room = writing is None or await files.caps_leave_room(
                session, number, writing, at, self.caps
            )
            file = await files.load_file(session, row, self.packs, may_write=room)
            yield OpenFile(session, row, file)
