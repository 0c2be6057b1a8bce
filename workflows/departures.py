"""Letters on their way: which leave together, and which ends a case must hear of."""

from __future__ import annotations

from casework.case import Party, PendingLetter
from casework.letters import TO_APPROVE, LetterState
from casework.plan import Happening

_LETTER_ENDS = {
    LetterState.FAILED: Happening.LETTER_FAILED,
    LetterState.UNKNOWN: Happening.LETTER_UNKNOWN,
}

NO_END = frozenset({LetterState.PENDING, LetterState.SENDING})
"""A letter in one of these states is to be sent still."""


def kind_of(key: str) -> str:
    """What a letter is, from its key: ``C-2026-000042/closing-question/…``."""
    return key.split("/")[1].replace("-", " ")


def batches(letters: tuple[PendingLetter, ...]) -> list[list[PendingLetter]]:
    """Letters that leave together: at the same instant, and one to each party but staff."""
    batches: list[list[PendingLetter]] = []
    for letter in letters:
        for batch in batches:
            alone = letter.to is not Party.STAFF and any(one.to is letter.to for one in batch)
            if batch[0].leaves_at == letter.leaves_at and not alone:
                batch.append(letter)
                break
        else:
            batches.append([letter])
    return batches


def parties_of(letters: list[PendingLetter]) -> list[Party]:
    """Whom letters are for, each once; but staff, of whom each has a mailbox of their own."""
    return [
        party
        for party in Party
        if party is not Party.STAFF and any(one.to is party for one in letters)
    ]


def end_of(key: str, state: LetterState) -> Happening | None:
    """What the case must hear of how a letter ended, if anything."""
    if state is LetterState.CANCELLED and key.split("/")[1] in TO_APPROVE:
        return Happening.LETTER_CANCELLED
    return _LETTER_ENDS.get(state)
