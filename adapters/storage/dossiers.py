"""Dossiers as they are kept: every version, what was chosen for it, by whom, and its digests."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment, can_be_key
from adapters.storage.models import ApprovalRow, KeptRow, LetterRow
from casework.dossier_choice import Choice, DossierKept
from casework.letters import TO_APPROVE, LetterState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from adapters.storage.engine import Sessions
    from casework.dossier_choice import Bound


class DossierRow(Base):
    """A version of a case's dossier. Rows are only ever added; the bytes are in the evidence store.

    ``facts`` is the digest of what it tells. ``chosen_by`` chose what goes in, ``words_by`` gave
    the letter its words; nobody, where that is by rule. ``by`` made this version: a person, or
    the desk. ``after_message``: how many messages the case had.
    """

    __tablename__ = "dossier"
    __table_args__ = (UniqueConstraint("case_number", "version"),)

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    version: Mapped[int]
    body: Mapped[str]
    choice: Mapped[dict[str, Any]]
    facts: Mapped[str]
    pdf: Mapped[str]
    pdf_size: Mapped[int]
    zip: Mapped[str]
    zip_size: Mapped[int]
    left_out: Mapped[list[dict[str, Any]]]
    after_message: Mapped[int]
    by: Mapped[str]
    at: Mapped[Moment]
    why: Mapped[str] = mapped_column(default="")
    chosen_by: Mapped[str] = mapped_column(default="")
    words_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version to be kept."""

    body: str
    choice: Choice
    bound: Bound
    after_message: int
    by: str
    at: datetime
    why: str = ""


async def latest(session: AsyncSession, number: str) -> DossierKept | None:
    """The latest version of a case's dossier, or none."""
    row = await latest_row(session, number)
    if row is None:
        return None
    return DossierKept(
        version=row.version,
        body=row.body,
        choice=Choice.from_json(row.choice),
        facts=row.facts,
        pdf=row.pdf,
        zip=row.zip,
        by=row.by,
        after_message=row.after_message,
    )


async def latest_row(session: AsyncSession, number: str) -> DossierRow | None:
    """The same, as it is kept."""
    mine = select(DossierRow).where(DossierRow.case_number == number)
    return (await session.scalars(mine.order_by(DossierRow.version.desc()).limit(1))).first()


async def add(session: AsyncSession, number: str, new: NewVersion) -> DossierRow:
    """One more version. Whose words and whose choice it carries on is carried on with it."""
    before = await latest_row(session, number)
    same = before if before is not None and before.body == new.body else None
    was = Choice.from_json(same.choice) if same else Choice()
    words_by = same.words_by if same and was.words == new.choice.words else new.by
    other = replace(new.choice, words="") != replace(was, words="")
    chose = other or (bool(new.by) and new.choice.words == was.words)
    row = DossierRow(
        case_number=number,
        version=before.version + 1 if before else 1,
        body=new.body,
        choice=new.choice.to_json(),
        facts=new.bound.facts,
        pdf=await _kept(session, new.bound.pdf, new.at),
        pdf_size=len(new.bound.pdf),
        zip=await _kept(session, new.bound.zip, new.at),
        zip_size=len(new.bound.zip),
        left_out=[asdict(one) for one in new.bound.left_out],
        after_message=new.after_message,
        by=new.by,
        at=new.at,
        why=new.why,
        chosen_by=new.by if chose else same.chosen_by if same else "",
        words_by=words_by if new.choice.words else "",
    )
    session.add(row)
    return row


async def _kept(session: AsyncSession, content: bytes, at: datetime) -> str:
    """The digest of bytes that are in the evidence store, and known to be."""
    digest = sha256(content).hexdigest()
    if await session.get(KeptRow, digest) is None:
        session.add(KeptRow(sha256=digest, size=len(content), kept_at=at))
    return digest


async def void_letters(session: AsyncSession, number: str, why: str) -> None:
    """What waits for an approval does not go out as it is, and what was approved says why."""
    waits = select(LetterRow.key).where(
        LetterRow.case_number == number,
        LetterRow.kind.in_(TO_APPROVE),
        LetterRow.state == LetterState.PENDING,
    )
    keys = list(await session.scalars(waits))
    given = (ApprovalRow.letter_key.in_(keys), ApprovalRow.voided == "")
    await session.execute(update(ApprovalRow).where(*given).values(voided=why))
    letters = update(LetterRow).where(LetterRow.key.in_(keys))
    await session.execute(letters.values(state=LetterState.CANCELLED, answer=f"voided: {why}"))


async def is_on_its_way(session: AsyncSession, number: str) -> bool:
    """Whether a letter of this case was approved and has not left yet."""
    released = select(func.count()).where(
        LetterRow.case_number == number,
        LetterRow.kind.in_(TO_APPROVE),
        LetterRow.state == LetterState.PENDING,
        LetterRow.released_at.is_not(None),
    )
    return bool(await session.scalar(released))


@dataclass(frozen=True, slots=True)
class DossierShelf:
    """The versions of every case, to look at."""

    sessions: Sessions

    async def versions(self, number: str) -> Sequence[DossierRow]:
        """All versions of a case's dossier, the latest first."""
        if not can_be_key(number):
            return ()
        mine = select(DossierRow).where(DossierRow.case_number == number)
        async with self.sessions() as session:
            return (await session.scalars(mine.order_by(DossierRow.version.desc()))).all()
