"""Letters on their way: which leave together, in whose turn, and which ends a case must hear of."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from temporalio import workflow

from activities.letters import Letters
from casework.case import Party, PendingLetter
from casework.letters import TO_APPROVE, LetterState
from casework.plan import Happening
from workflows.case_file import minute
from workflows.trying import ONE_TRY, RETRY

if TYPE_CHECKING:
    from collections.abc import Callable

_LETTER_ENDS = {
    LetterState.FAILED: Happening.LETTER_FAILED,
    LetterState.UNKNOWN: Happening.LETTER_UNKNOWN,
}

NO_END = frozenset({LetterState.PENDING, LetterState.SENDING})
"""A letter in one of these states is to be sent still."""


class Departures:
    """The way out of a case's letters, each until it has an end: then ``gone`` hears of it."""

    def __init__(self, gone: Callable[[str, LetterState], None]) -> None:
        self.gone = gone
        self.on_their_way: set[str] = set()
        self.threads = {party: asyncio.Lock() for party in Party}

    def send(self, letters: tuple[PendingLetter, ...]) -> None:
        """Start letters' way out, some together; nothing waits for SMTP."""
        for batch in batches(letters):
            self.on_their_way.update(letter.key for letter in batch)
            # kept by the event loop of the workflow; its end is noted in on_their_way
            asyncio.create_task(self._carry(batch))  # noqa: RUF006

    async def _carry(self, batch: list[PendingLetter]) -> None:
        kinds, leaves_at = ", ".join(kind_of(one.key) for one in batch), batch[0].leaves_at
        wait = leaves_at - workflow.now()
        if wait > timedelta():
            await workflow.sleep(wait, summary=f"{kinds}: {minute(leaves_at)} UTC")
        under_way = {party for party, thread in self.threads.items() if thread.locked()}
        held_up = [one for one in batch if one.to in under_way]
        for one in held_up:  # what waits for its turn holds nobody else's letter up
            asyncio.create_task(self._in_turn([one]))  # noqa: RUF006  as above
        await self._in_turn([one for one in batch if one not in held_up])

    async def _in_turn(self, letters: list[PendingLetter]) -> None:
        """Nobody reads our second letter before the first."""
        for party in parties_of(letters):
            await self.threads[party].acquire()
        while letters:
            left = await self._try_to_send(letters)
            for party in parties_of(letters):
                if party not in parties_of(left):
                    self.threads[party].release()
            letters = left

    async def _try_to_send(self, letters: list[PendingLetter]) -> list[PendingLetter]:
        """Returns those that have no end yet."""
        states = await workflow.execute_activity_method(
            Letters.send,
            [one.key for one in letters],
            summary=f"send the {', '.join(kind_of(one.key) for one in letters)}",
            start_to_close_timeout=ONE_TRY,
            retry_policy=RETRY,
        )
        ends = list(zip(letters, states, strict=True))
        for one, state in ends:
            if state not in NO_END:
                self.on_their_way.discard(one.key)
                self.gone(one.key, state)
        return [one for one, state in ends if state in NO_END]


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
