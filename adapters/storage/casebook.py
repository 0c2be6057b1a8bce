"""The case files, for activities: one transaction a happening, locked on the case's row."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from adapters.policy_packs import calendars_of
from adapters.storage import case_clocks, dossiers, drafts, files
from adapters.storage.models import (
    ApprovalRow,
    CaseRow,
    CorrespondentRow,
    DecisionRow,
    EventRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
    StepRow,
)
from adapters.storage.originals import OriginalsLinkRow
from adapters.storage.packs import policy_of
from adapters.storage.status_links import StatusLinkRow
from casework import agenda, matching
from casework.case import Party, PendingLetter
from casework.decisions import Decision, DecisionKind
from casework.dossier import chosen
from casework.dossier_choice import words_of_staff
from casework.intake import Disposition
from casework.letters import FrozenFile, FrozenLetter, LetterState
from casework.plan import Heard
from casework.policy import Intent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.base import Base
    from adapters.storage.engine import Sessions
    from adapters.storage.files import Caps
    from casework.case import Correspondent, Standing
    from casework.casefile import CaseFile
    from casework.dossier_choice import Bound
    from casework.dossier_parts import Dossier
    from casework.letters import Letter, LetterKind
    from casework.plan import Plan
    from casework.policy import Policy


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A case file inside one transaction."""

    session: AsyncSession
    row: CaseRow
    file: CaseFile
    packs: Mapping[str, Policy]
    secret: bytes
    written: list[LetterRow] = field(default_factory=list)

    async def earlier(self, cause: str) -> Standing | None:
        """What an earlier run with the same cause left behind."""
        step = await self.session.get(StepRow, (self.row.number, cause))
        return files.standing_from_json(step.standing) if step else None

    async def write(self, plan: Plan, *, cause: str, at: datetime) -> Standing:
        """Write the case's new standing and its events, under the cause that makes it once.

        The letters frozen in this transaction, and those that may leave now, go into the answer.
        """
        number = self.row.number
        files.put_case(self.row, plan.case, at)
        self.row.pack_version = plan.adopts or self.row.pack_version
        self.session.add_all(
            EventRow(case_number=number, at=at, kind=one.kind, why=one.why, cause=cause)
            for one in plan.events
        )
        await self._cancel(plan.cancels)
        released = [await self._release(key, at) for key in plan.releases]
        going = (*(one for one in self.written if not one.approval), *released)
        standing = replace(
            files.standing_of(plan.case),
            letters=tuple(
                PendingLetter(key=one.key, to=Party(one.party), leaves_at=one.leaves_at)
                for one in going
            ),
        )
        kept = files.standing_to_json(standing)
        self.session.add(StepRow(case_number=number, cause=cause, at=at, standing=kept))
        await self._note_clocks(plan, at)
        return standing

    async def _note_clocks(self, plan: Plan, at: datetime) -> None:
        """The clocks of the case, as they run by what has just been written."""
        file = replace(
            self.file,
            case=plan.case,
            told=await files.told_by_people(self.session, self.row.number),
        )
        if plan.adopts:
            adopted = await policy_of(self.session, self.packs, self.row.pack, plan.adopts)
            file = replace(file, policy=adopted or file.policy, lacks_pack="")
        await case_clocks.note(self.session, self.row, file, calendars_of(self.packs), at)

    async def _cancel(self, keys: Sequence[str]) -> None:
        """These letters are not true any more; what a try has in hand cannot be called back."""
        for key in keys:
            row = await self.session.get_one(LetterRow, key, with_for_update=True)
            if row.state != LetterState.PENDING:
                continue
            row.state, row.answer = LetterState.CANCELLED, "the case had gone on before it left"
            given = (ApprovalRow.letter_key == key, ApprovalRow.voided == "")
            void = update(ApprovalRow).where(*given)
            await self.session.execute(void.values(voided="the case had gone on"))

    async def _release(self, key: str, at: datetime) -> LetterRow:
        """A letter that waited may leave, within the sending hours; so may one that failed."""
        row = await self.session.get_one(LetterRow, key, with_for_update=True)
        if row.state in {LetterState.FAILED, LetterState.UNKNOWN}:
            row.state, row.sent_at, row.in_doubt_at = LetterState.PENDING, None, None
            row.tries = 0
        row.leaves_at, row.released_at = agenda.leaves_at(at, self.file), at
        return row

    async def freeze(self, letter: Letter, frozen: FrozenLetter, at: datetime) -> None:
        """Put a letter's bytes into the outbox, with the last message that it knows of."""
        known = select(func.max(MessageRow.id)).where(MessageRow.case_number == self.row.number)
        row = LetterRow(
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
            approval=list(letter.approval),
            released_at=None if letter.approval else at,
            files=[asdict(one) for one in frozen.files],
            after_message=await self.session.scalar(known) or 0,
        )
        self.session.add(row)
        self.written.append(row)
        if frozen.link:
            self.session.add(self._link(letter, frozen, at))

    def _link(self, letter: Letter, frozen: FrozenLetter, at: datetime) -> Base:
        """What the code in a letter opens: a case's page, or originals."""
        digest, key, number = frozen.link, frozen.key, self.row.number
        one = frozen.originals
        if one is None:
            return StatusLinkRow(digest=digest, case_number=number, letter_key=key, made_at=at)
        return OriginalsLinkRow(
            digest=digest,
            case_number=number,
            letter_key=key,
            made_at=at,
            name=one.name,
            sha256=one.sha256,
            size=one.size,
            language=letter.language,
            last_day=one.last_day,
            until=one.until,
        )

    async def keep_dossier(self, dossier: Dossier, bound: Bound, at: datetime) -> None:
        """Keep what goes along with a letter as a version, unless it is the latest already.

        It carries the last choice on; words that a person wrote only while they may be true.
        """
        kept, body = self.file.dossier, dossier.body_id
        if kept is not None and kept.body == body and kept.facts == bound.facts:
            return
        words = words_of_staff(self.file, body)
        new = dossiers.NewVersion(
            body=body,
            choice=replace(chosen(self.file, body), words=words),
            bound=bound,
            after_message=len(self.file.messages),
            by="",
            at=at,
        )
        await dossiers.add(self.session, self.row.number, new)

    async def frozen(self, kinds: Collection[LetterKind], key: str = "") -> FrozenLetter:
        """The latest letter of these kinds, or that of a key. Raises LookupError without one."""
        await self.session.flush()
        mine = select(LetterRow).where(
            LetterRow.case_number == self.row.number,
            LetterRow.kind.in_(kinds),
            LetterRow.state == LetterState.PENDING,
        )
        mine = mine.where(LetterRow.key == key) if key else mine
        latest = mine.order_by(LetterRow.after_message.desc(), LetterRow.written_at.desc())
        row = (await self.session.scalars(latest)).first()
        if row is None:
            raise LookupError(f"no letter of {self.row.number} waits for an approval")
        return FrozenLetter(
            key=row.key,
            message_id=row.message_id,
            recipient=row.recipient,
            subject=row.subject,
            raw=row.raw,
            files=tuple(FrozenFile(**one) for one in row.files),
        )

    async def introduced(self, to: Correspondent) -> Correspondent:
        """The same, as a correspondent of the case with a reply address; staff need none.

        A case has one respondent: another one takes the place of the first.
        """
        if to.token or to.party is Party.STAFF:
            return to
        mine = select(CorrespondentRow).where(
            CorrespondentRow.case_number == self.row.number, CorrespondentRow.party == to.party
        )
        for row in await self.session.scalars(mine):
            if row.address == to.address.lower():
                return replace(to, token=row.token)
            if to.party is Party.RESPONDENT:
                await self.session.delete(row)
        token = matching.reply_token(
            self.secret, self.row.number, f"{to.party} {to.address.lower()}"
        )
        self.session.add(
            CorrespondentRow(
                case_number=self.row.number,
                party=to.party,
                address=to.address.lower(),
                name=to.name,
                token=token,
            )
        )
        await self.session.flush()
        return replace(to, token=token)

    async def decision(self, decision_id: str) -> Decision:
        """A decision by staff on this case; it counts as noted with this transaction."""
        row = await self.session.get_one(DecisionRow, decision_id)
        row.noted_at = row.decided_at
        adopts = None
        if row.kind == DecisionKind.ADOPT:
            adopts = await policy_of(self.session, self.packs, self.row.pack, row.value)
        sends = row.kind == DecisionKind.SEND_LETTER
        return Decision(
            id=row.id,
            case_number=row.case_number,
            kind=DecisionKind(row.kind),
            by=row.by,
            why=row.why,
            value=row.value,
            about=row.about,
            adopts=adopts,
            letter=await drafts.drafted(self.session, row.about) if sends else None,
        )

    async def heard(self, digest: str) -> Heard:
        """What a message is to this case; it counts as noted with this transaction."""
        mine = (MessageRow.case_number == self.row.number, MessageRow.sha256 == digest)
        row = (await self.session.scalars(select(MessageRow).where(*mine))).one()
        row.noted_at = row.received_at
        mine = (EvidenceRow.message_id == row.id, EvidenceRow.struck == "")
        items = select(EvidenceRow.item).where(*mine)
        recorded = row.disposition == Disposition.RECORDED
        return Heard(
            sha256=digest,
            party=Party(row.party or Party.COMPLAINANT),
            intent=Intent(row.intent) if row.intent else None,
            brought=tuple(dict.fromkeys(await self.session.scalars(items))),
            writer=row.sender,
            bounced=await self._bounced(row) if recorded else None,
            by_machine=recorded and row.party != Party.STAFF,
        )

    async def _bounced(self, row: MessageRow) -> tuple[str, str] | None:
        """The letter that a recorded message reports of, and why it came back."""
        about = (row.report or {}).get("original_message_id")
        mine = (LetterRow.case_number == self.row.number, LetterRow.message_id == about)
        letter = (await self.session.scalars(select(LetterRow).where(*mine))).first()
        return (letter.key, letter.bounce) if letter is not None and letter.bounced_at else None


@dataclass(frozen=True, slots=True)
class Casebook:
    """All case files of the desk."""

    sessions: Sessions
    packs: Mapping[str, Policy]
    caps: Caps
    secret: bytes

    @asynccontextmanager
    async def open(
        self, number: str, at: datetime, writing: LetterKind | None = None
    ) -> AsyncIterator[OpenFile]:
        """Lock one case for one transaction; ``writing`` asks whether the caps leave room."""
        async with self.sessions.begin() as session:
            row = await session.get_one(CaseRow, number, with_for_update=True)
            room = await files.caps_leave_room(session, number, writing, at, self.caps)
            file = await files.load_file(session, row, self.packs, may_write=room)
            yield OpenFile(session, row, file, self.packs, self.secret)
