"""Letters that wait for a person to let them go out, and why one does not wait any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import defer

from adapters.storage.models import ApprovalRow, CaseRow, DecisionRow, LetterRow, MessageRow
from casework.case import Stage
from casework.decisions import ENDS, Verdict
from casework.intake import Disposition
from casework.letters import MAY_WAIT, LetterState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """A letter that needs an approval: what was said to it, and what stands in its way."""

    letter: LetterRow
    case: CaseRow
    rulings: Sequence[ApprovalRow]
    being_closed: bool
    overtaken: bool

    @property
    def given(self) -> dict[str, ApprovalRow]:
        """The approvals that stand, by the role they were given in."""
        return {
            one.role: one
            for one in self.rulings
            if one.verdict == Verdict.APPROVED and not one.voided
        }

    @property
    def missing(self) -> list[str]:
        """The roles that have still to approve."""
        return [role for role in self.letter.approval if role not in self.given]

    @property
    def why_not(self) -> str:
        """Why it waits for nobody any more; nothing while it waits."""
        letter, refused = self.letter, [one for one in self.rulings if _is_refused(one)]
        for is_so, why in (
            (not letter.approval, "it needs no approval"),
            (letter.state != LetterState.PENDING, _state_of(letter)),
            (letter.released_at is not None, "it was approved and is on its way"),
            (self.case.stage == Stage.CLOSED, "its case is closed"),
            (self.being_closed, "its case is being closed"),
            (bool(refused), f"{refused[0].by} has refused it" if refused else ""),
            (self.overtaken, "a new message has come in: the letter is being written anew"),
            (not self.missing, "everybody has approved it, and it is on its way"),
        ):
            if is_so:
                return why
        return ""


def _state_of(letter: LetterRow) -> str:
    return f"it is {letter.state}: {letter.answer}".removesuffix(": ")


def _is_refused(one: ApprovalRow) -> bool:
    return one.verdict == Verdict.REFUSED


async def waiting(session: AsyncSession, number: str | None = None) -> list[LetterView]:
    """The letters, of one case or of all, that wait for a person, oldest first; without bytes."""
    mine = () if number is None else (LetterRow.case_number == number,)
    written = (
        *mine,
        LetterRow.kind.in_(MAY_WAIT),
        LetterRow.state == LetterState.PENDING,
        LetterRow.released_at.is_(None),
    )
    found = await _look(session, *written, options=(defer(LetterRow.raw),))
    return [one for one in found if not one.why_not]


async def one_letter(session: AsyncSession, key: str) -> LetterView | None:
    """One letter, or none of this key."""
    found = await _look(session, LetterRow.key == key)
    return found[0] if found else None


async def void(session: AsyncSession, letter: LetterRow, why: str) -> None:
    """A letter that waits does not go out, and what was approved of it says why."""
    letter.state, letter.answer = LetterState.CANCELLED, why
    given = (ApprovalRow.letter_key == letter.key, ApprovalRow.voided == "")
    await session.execute(update(ApprovalRow).where(*given).values(voided=why))


async def _look(session: AsyncSession, *written: Any, options: Any = ()) -> list[LetterView]:  # noqa: ANN401  conditions
    chosen = select(LetterRow, CaseRow).join(CaseRow, CaseRow.number == LetterRow.case_number)
    ordered = chosen.where(*written).order_by(LetterRow.written_at, LetterRow.key)
    found = [(one[0], one[1]) for one in await session.execute(ordered.options(*options))]
    keys, numbers = [one.key for one, _ in found], {case.number for _, case in found}
    said = select(ApprovalRow).where(ApprovalRow.letter_key.in_(keys)).order_by(ApprovalRow.at)
    rulings = (await session.scalars(said)).all()
    untrue = set(await session.scalars(overtaken(keys)))
    closing = set(await session.scalars(_being_closed(numbers)))
    return [
        LetterView(
            letter=letter,
            case=case,
            rulings=[one for one in rulings if one.letter_key == letter.key],
            being_closed=case.number in closing,
            overtaken=letter.key in untrue,
        )
        for letter, case in found
    ]


def overtaken(keys: Sequence[str]) -> Any:  # noqa: ANN401  a statement
    """The keys of those letters that a new message of a person has made untrue."""
    later = and_(
        MessageRow.case_number == LetterRow.case_number,
        MessageRow.id > LetterRow.after_message,
        MessageRow.disposition == Disposition.ADDED,
    )
    return select(LetterRow.key).join(MessageRow, later).where(LetterRow.key.in_(keys))


def _being_closed(numbers: set[str]) -> Any:  # noqa: ANN401  a statement
    return select(DecisionRow.case_number).where(
        DecisionRow.case_number.in_(numbers),
        DecisionRow.kind.in_(ENDS),
        DecisionRow.noted_at.is_(None),
    )
