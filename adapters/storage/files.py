"""Rows become the values that rules look at: a case, its file, its standing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import defer

from adapters.storage import dossiers, findings
from adapters.storage.access import granted
from adapters.storage.models import (
    ApprovalRow,
    CaseRow,
    CorrespondentRow,
    DecisionRow,
    EvidenceRow,
    LetterRow,
    MessageRow,
    RespondentRow,
    StaffRow,
)
from adapters.storage.packs import missing, policy_of, stand_in
from casework.case import (
    Case,
    ComplainantType,
    Consent,
    Correspondent,
    Language,
    NextStep,
    Outcome,
    Party,
    PendingLetter,
    Stage,
    Standing,
    reopened,
)
from casework.casefile import Approver, CaseFile, EvidenceKept, Given, LetterSent, MessageKept
from casework.courses import Happened, recorded
from casework.decisions import DecisionKind, Verdict
from casework.intake import Disposition
from casework.letters import LetterKind, LetterState
from casework.matching import without_codes
from casework.messages import Attachment
from casework.policy import Intent
from casework.respondents import Respondent, RespondentKind
from casework.roles import SEES_ALL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from casework.policy import Policy


def case_of(row: CaseRow) -> Case:
    """The case that a row tells of."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Case(
        number=row.number,
        opened_at=row.opened_at,
        stage=Stage(row.stage),
        next_step=NextStep(row.next_step),
        language=Language(row.language),
        outcome=Outcome(row.outcome) if row.outcome else None,
        consent=Consent(row.consent),
        tried=tuple(row.tried),
        complainant=ComplainantType(row.complainant),
        **plain,
    )


def put_case(row: CaseRow, case: Case, at: datetime) -> None:
    """Write a case back into its row."""
    for name in (*_PLAIN, *_WORDS):
        setattr(row, name, getattr(case, name))
    row.facts, row.tried = dict(case.facts), list(case.tried)
    if case.stage is not Stage.CLOSED:
        row.closed_at = None
    elif row.closed_at is None:
        row.closed_at = at


def reopen(row: CaseRow, at: datetime) -> None:
    """Take a closed case up again, at this instant of its own time; an open one stays as it is."""
    if row.stage == Stage.CLOSED:
        put_case(row, reopened(case_of(row), at), at)


_PLAIN = (
    *("due_at", "category", "needs_staff", "flagged_at", "owner", "respondent", "prior_on"),
    *("evidence_since", "asked_at", "approval_since", "referred_at", "answered_at"),
    *("reminded_until", "rung", "self_filed", "appealed", "facts", "review_since"),
)
_WORDS = ("stage", "next_step", "outcome", "consent", "language", "complainant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What a file is made of, oldest first."""

    people: Sequence[CorrespondentRow]
    messages: Sequence[MessageRow]
    letters: Sequence[LetterRow]
    evidence: Sequence[EvidenceRow]
    approvals: Sequence[ApprovalRow]


async def load_file(
    session: AsyncSession, row: CaseRow, packs: Mapping[str, Policy], *, may_write: bool = True
) -> CaseFile:
    """All that is known of a case, as one value."""

    async def all_of(table: type[Mine], *order: Any) -> Sequence[Mine]:  # noqa: ANN401  columns
        mine = select(table).where(table.case_number == row.number).order_by(*order)
        return (await session.scalars(mine)).all()

    rows = Rows(
        people=await all_of(CorrespondentRow, CorrespondentRow.id),
        messages=await all_of(MessageRow, MessageRow.received_at, MessageRow.id),
        letters=await _letters(session, row.number),
        evidence=await all_of(EvidenceRow, EvidenceRow.id),
        approvals=await all_of(ApprovalRow, ApprovalRow.at),
    )
    return await file_of(session, row, packs, rows, may_write=may_write)


async def file_of(
    session: AsyncSession,
    row: CaseRow,
    packs: Mapping[str, Policy],
    rows: Rows,
    *,
    may_write: bool = True,
) -> CaseFile:
    """The same, of rows that are at hand."""
    messages = [one for one in rows.messages if one.disposition in _ON_THE_CASE]
    rules = await policy_of(session, packs, row.pack, row.pack_version)
    return CaseFile(
        case=case_of(row),
        policy=rules or stand_in(packs, row.pack),
        correspondents=tuple(_correspondent(one) for one in rows.people if not one.only_writes),
        directory=await directory(session),
        evidence=tuple(_evidence(one, messages) for one in rows.evidence if not one.struck),
        messages=tuple(_message(one) for one in messages),
        letters=tuple(_letter(one) for one in rows.letters),
        threads=_threads(rows.letters, messages),
        staff=await _staff(session, row.number),
        given=tuple(_given(one) for one in rows.approvals if _stands(one)),
        dossier=await dossiers.latest(session, row.number),
        may_write=may_write,
        told=await told_by_people(session, row.number),
        demands=await findings.demands_of(session, row.number),
        lacks_pack="" if rules else missing(row.pack, row.pack_version),
    )


async def told_by_people(session: AsyncSession, number: str) -> tuple[Happened, ...]:
    """What people recorded to have happened; what they took back did not."""
    told = select(DecisionRow).where(
        DecisionRow.case_number == number,
        DecisionRow.kind == DecisionKind.HAPPENED,
        DecisionRow.noted_at.is_not(None),
    )
    rows = await session.scalars(told.order_by(DecisionRow.decided_at, DecisionRow.id))
    return recorded((one.about, one.value) for one in rows)


async def _letters(session: AsyncSession, number: str) -> Sequence[LetterRow]:
    """A case's letters, without their bytes: no rule looks at them, and they may be large."""
    mine = select(LetterRow).where(LetterRow.case_number == number)
    light = mine.options(defer(LetterRow.raw)).order_by(LetterRow.written_at, LetterRow.key)
    return (await session.scalars(light)).all()


Mine = TypeVar("Mine", CorrespondentRow, MessageRow, EvidenceRow, ApprovalRow)
_ON_THE_CASE = (Disposition.OPENED, Disposition.ADDED)
_NEVER_ARRIVED = (LetterState.FAILED, LetterState.CANCELLED)


async def directory(session: AsyncSession) -> tuple[Respondent, ...]:
    """Everyone who can be complained about."""
    rows = await session.scalars(select(RespondentRow).order_by(RespondentRow.id))
    return tuple(respondent_of_row(one) for one in rows)


def respondent_of_row(row: RespondentRow) -> Respondent:
    """An entry of the directory."""
    return Respondent(
        id=row.id,
        name=row.name,
        kind=RespondentKind(row.kind),
        address=row.address,
        language=Language(row.language),
        aliases=tuple(row.aliases),
        numbers=tuple(row.numbers),
        facts=tuple(row.facts),
        is_default=row.is_default,
    )


async def _staff(session: AsyncSession, number: str) -> tuple[Approver, ...]:
    """Who works here, as far as this case is for them: nobody else is written to about it."""
    those = await granted(session, number)
    rows = await session.scalars(
        select(StaffRow).where(StaffRow.left_at.is_(None)).order_by(StaffRow.account)
    )
    return tuple(
        Approver(account=one.account, role=one.role, address=one.address)
        for one in rows
        if not those or one.account in those or one.role in SEES_ALL
    )


def _correspondent(row: CorrespondentRow) -> Correspondent:
    return Correspondent(
        party=Party(row.party), address=row.address, token=row.token, name=row.name
    )


def _message(row: MessageRow) -> MessageKept:
    text = row.own_text if row.own_text is not None else row.text
    return MessageKept(
        sha256=row.sha256,
        party=Party(row.party or Party.COMPLAINANT),
        sender_name=row.sender_name,
        subject=row.subject,
        text=without_codes(text or ""),  # what is quoted may open its complainant's page
        received_at=row.received_at,
        attachments=tuple(attachment_of(one) for one in row.attachments),
        intent=Intent(row.intent) if row.intent else None,
    )


def attachment_of(line: str) -> Attachment:
    """A file of a message, from the line that its row keeps."""
    sha256, size, media_type, name = line.split(" ", 3)
    return Attachment(name=name, media_type=media_type, size=int(size), sha256=sha256)


def _evidence(row: EvidenceRow, messages: Sequence[MessageRow]) -> EvidenceKept:
    message = next((one.sha256 for one in messages if one.id == row.message_id), "")
    return EvidenceKept(item=row.item, message=message, sha256=row.sha256)


def _letter(row: LetterRow) -> LetterSent:
    return LetterSent(
        key=row.key,
        kind=LetterKind(row.kind),
        party=Party(row.party),
        message_id=row.message_id,
        written_at=row.written_at,
        state=LetterState(row.state),
        leaves_at=row.leaves_at,
        approval=tuple(row.approval),
        sha256=row.sha256,
        sent_at=row.sent_at,
        answer=row.answer,
    )


def _threads(
    letters: Sequence[LetterRow], messages: Sequence[MessageRow]
) -> dict[str, tuple[str, ...]]:
    """The Message-IDs of each correspondent's thread, oldest first: theirs, and ours to them.

    By address, so that one body never sees the thread of another.
    """
    theirs = [(one.received_at, one.sender, one.message_id) for one in messages]
    ours = [
        (one.written_at, one.recipient.lower(), one.message_id)
        for one in letters
        if one.state not in _NEVER_ARRIVED
    ]
    threads: dict[str, tuple[str, ...]] = {}
    for _, address, message_id in sorted(theirs + ours):
        if message_id:
            threads[address] = (*threads.get(address, ()), message_id)
    return threads


def _stands(row: ApprovalRow) -> bool:
    return row.verdict == Verdict.APPROVED and not row.voided


def _given(row: ApprovalRow) -> Given:
    return Given(letter_key=row.letter_key, role=row.role, by=row.by)


def standing_of(case: Case) -> Standing:
    """Where a case stands, in the words that a workflow may know."""
    return Standing(
        stage=case.stage,
        next_step=case.next_step,
        due_at=case.due_at,
        needs_staff=case.needs_staff,
        category=case.category,
        owner=case.owner,
        outcome=case.outcome,
    )


def standing_to_json(standing: Standing) -> dict[str, Any]:
    """A standing as JSON, to answer a second run with the same words."""
    return {
        "stage": standing.stage,
        "next_step": standing.next_step,
        "due_at": standing.due_at.isoformat() if standing.due_at else None,
        "needs_staff": standing.needs_staff,
        "category": standing.category,
        "owner": standing.owner,
        "outcome": standing.outcome,
        "letters": [_letter_to_json(one) for one in standing.letters],
    }


def standing_from_json(kept: dict[str, Any]) -> Standing:
    """The standing that was kept."""
    due_at, outcome = kept["due_at"], kept["outcome"]
    letters = kept.get("letters") or [one for one in [kept.get("letter")] if one]  # 0001: one
    return replace(
        Standing(
            stage=Stage(kept["stage"]),
            next_step=NextStep(kept["next_step"]),
            due_at=datetime.fromisoformat(due_at) if due_at else None,
            needs_staff=kept["needs_staff"],
        ),
        category=kept["category"],
        owner=kept["owner"],
        outcome=Outcome(outcome) if outcome else None,
        letters=tuple(_letter_from_json(one) for one in letters),
    )


def _letter_to_json(letter: PendingLetter) -> dict[str, str]:
    return {"key": letter.key, "to": letter.to, "leaves_at": letter.leaves_at.isoformat()}


def _letter_from_json(kept: dict[str, str]) -> PendingLetter:
    leaves_at = datetime.fromisoformat(kept["leaves_at"])
    return PendingLetter(key=kept["key"], to=Party(kept["to"]), leaves_at=leaves_at)
