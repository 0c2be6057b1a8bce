"""The life of one complaint. It says what comes after what, and what is waited for.

No I/O, no rules, no arithmetic with law: the activities ask the rules, in the
transaction that records what follows, and answer with dates and small words.
"""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.letters import Letters
    from activities.records import Records
    from casework.case import CaseStart, Outcome, Party, PendingLetter, Stage, Standing
    from casework.letters import LetterKind, LetterOrder, LetterState
    from casework.steps import Arrival, Happening, NoteOrder

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CASE_STAGE = SearchAttributeKey.for_keyword("CaseStage")
CASE_CATEGORY = SearchAttributeKey.for_keyword("CaseCategory")
CASE_OWNER = SearchAttributeKey.for_keyword("CaseOwner")
CASE_NEXT_DUE = SearchAttributeKey.for_datetime("CaseNextDue")
CASE_NEEDS_STAFF = SearchAttributeKey.for_bool("CaseNeedsStaff")
SEARCH_ATTRIBUTES = (CASE_STAGE, CASE_CATEGORY, CASE_OWNER, CASE_NEXT_DUE, CASE_NEEDS_STAFF)

TASK_QUEUE = "complaints"
_DATABASE = timedelta(seconds=30)
_ONE_TRY = timedelta(seconds=30)  # the outbox's lease on a try is as long
_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=1),
)


_LETTER_ENDS = {
    LetterState.FAILED: Happening.LETTER_FAILED,
    LetterState.UNKNOWN: Happening.LETTER_UNKNOWN,
}


@workflow.defn(name="Complaint")
class ComplaintWorkflow:
    """Carries one complaint from wherever it stands to closure."""

    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        self.start = start
        self.standing = Standing(
            stage=start.stage,
            next_step=start.next_step,
            due_at=start.due_at,
            needs_staff=start.needs_staff,
            category=start.category,
            owner=start.owner,
        )
        self.seen = {start.first, *start.seen}
        self.queue: deque[NoteOrder] = deque()
        self.on_their_way: set[str] = set()
        self.threads = {party: asyncio.Lock() for party in Party}
        self.nudged = False
        self.timer: asyncio.Task[None] | None = None
        self.timer_due: datetime | None = None
        self.diary: list[str] = []

    @workflow.run
    async def run(self, start: CaseStart) -> Outcome:
        """Stage after stage, until the case is closed and its last letter is gone."""
        self._show(f"in hand from “{start.stage}”")
        for letter in start.pending:
            self._send(letter)
        while self.standing.stage is not Stage.CLOSED:
            self._stand(await self._stages[self.standing.stage]())
        await workflow.wait_condition(self._all_done)
        await self._note_last_letters()
        return self.standing.outcome or Outcome.UNRESOLVED

    @property
    def _stages(self) -> dict[Stage, Callable[[], Awaitable[Standing]]]:
        return {
            Stage.RECEIVED: self._received,
            Stage.ACKNOWLEDGED: self._acknowledged,
            Stage.AWAITING_EVIDENCE: self._awaiting_evidence,
            Stage.HANDED_OVER: self._handed_over,
        }

    # ---- the stages ----------------------------------------------------------------

    async def _received(self) -> Standing:
        """We say that we have it, at once, whatever the hour."""
        return await self._write(LetterKind.ACKNOWLEDGEMENT, since=self.start.opened_at)

    async def _acknowledged(self) -> Standing:
        """One letter lists all that is missing; where nothing is, a person is next."""
        return await self._write(LetterKind.EVIDENCE_REQUEST, since=workflow.now())

    async def _awaiting_evidence(self) -> Standing:
        """What arrives is ticked off; a due date brings the reminder, then the next stage."""
        if (happened := await self._next()) is None:
            return await self._write(LetterKind.EVIDENCE_REMINDER, since=self._due())
        return await self._note(happened)

    async def _handed_over(self) -> Standing:
        """A person has the case; a due date gone by is noted and the clock runs on."""
        if (happened := await self._next()) is None:
            due_at = self._due()
            overdue = NoteOrder(
                case_number=self.start.number,
                what=Happening.OVERDUE,
                ref=f"{due_at:%Y-%m-%d}",
                at=due_at,
            )
            return await self._note(overdue)
        return await self._note(happened)

    async def _note_last_letters(self) -> None:
        """A letter may fail after the case is closed; staff are told all the same.

        Messages that came too late stay where the mailroom sees them: not noted.
        """
        for happened in [one for one in self.queue if one.what in _LETTER_ENDS.values()]:
            self._stand(await self._note(happened))

    # ---- waiting -------------------------------------------------------------------

    async def _next(self) -> NoteOrder | None:
        """Wait for what comes first: something that arrives, or the due date (None)."""
        self._wind_timer()
        await workflow.wait_condition(lambda: bool(self.queue) or self._is_due())
        self.nudged = False
        return self.queue.popleft() if self.queue else None

    def _is_due(self) -> bool:
        """The kept timer has rung; or the server lost it, and a nudge found the date gone by."""
        rung = self.timer is not None and self.timer.done() and self.timer_due == self._due()
        return rung or (self.nudged and workflow.now() >= self._due())

    def _wind_timer(self) -> None:
        """One timer, kept while the due date is unchanged; the jitter moves the wake-up only."""
        due_at = self._due()
        if self.timer_due == due_at:
            return
        if self.timer is not None:
            self.timer.cancel()
        self.timer_due = due_at
        left = max(due_at - workflow.now(), timedelta()) + self._jitter()
        summary = f"{self.standing.next_step}: {due_at:%Y-%m-%d %H:%M} UTC"
        self.timer = asyncio.create_task(workflow.sleep(left, summary=summary))

    def _jitter(self) -> timedelta:
        """Up to a minute, by the case number: cases that are due together do not wake together."""
        return timedelta(seconds=int(self.start.first[:8], 16) % 60)

    def _due(self) -> datetime:
        return self.standing.due_at or self.start.opened_at

    def _all_done(self) -> bool:
        return not self.on_their_way and workflow.all_handlers_finished()

    # ---- doing ---------------------------------------------------------------------

    async def _write(self, kind: LetterKind, *, since: datetime) -> Standing:
        """Have a letter written and start its way out; nothing waits for SMTP."""
        since_key = f"{since:%Y-%m-%d}" if kind is LetterKind.EVIDENCE_REMINDER else "1"
        order = LetterOrder(
            key=f"{self.start.number}/{kind}/{since_key}",
            case_number=self.start.number,
            kind=kind,
            since=since,
        )
        told = await workflow.execute_activity_method(
            Letters.write,
            order,
            activity_id=f"write {order.key}",
            summary=f"write the {kind.replace('-', ' ')}",
            start_to_close_timeout=_DATABASE,
            retry_policy=_RETRY,
        )
        if told.letter is not None:
            self._send(told.letter)
            self._tell(f"{kind.replace('-', ' ')} written")
        return told

    async def _note(self, order: NoteOrder) -> Standing:
        """Have a happening noted; the answer says what it changes."""
        self._tell(f"{order.what}")
        return await workflow.execute_activity_method(
            Records.note,
            order,
            summary=f"note: {order.what}",
            start_to_close_timeout=_DATABASE,
            retry_policy=_RETRY,
        )

    def _send(self, letter: PendingLetter) -> None:
        """Start a letter's way out. Its end is one more thing in the queue."""
        self.on_their_way.add(letter.key)
        # kept by the event loop of the workflow; its end is noted in on_their_way
        asyncio.create_task(self._carry(letter))  # noqa: RUF006

    async def _carry(self, letter: PendingLetter) -> None:
        kind = letter.key.split("/")[1].replace("-", " ")
        wait = letter.leaves_at - workflow.now()
        if wait > timedelta():
            await workflow.sleep(wait, summary=f"{kind} leaves {letter.leaves_at:%Y-%m-%d %H:%M}")
        async with self.threads[letter.to]:  # nobody reads our second letter before the first
            state = await workflow.execute_activity_method(
                Letters.send,
                letter.key,
                activity_id=f"send {letter.key}",
                summary=f"send the {kind}",
                start_to_close_timeout=_ONE_TRY,
                retry_policy=_RETRY,
            )
        self.on_their_way.discard(letter.key)
        self._tell(f"{kind} {state}")
        if happening := _LETTER_ENDS.get(state):
            self._put(happening, letter.key)

    # ---- what comes in: updates only put work in the queue --------------------------

    @workflow.update(name="message", description="A message was added to the case")
    def message(self, arrival: Arrival) -> str:
        """Queue a message for the main loop; answers "seen" for one it knows."""
        return self._arrived(arrival)

    @workflow.update(name="decision", description="Staff decided something about the case")
    def decision(self, arrival: Arrival) -> str:
        """Queue a decision for the main loop; answers "seen" for one it knows."""
        return self._arrived(arrival)

    @message.validator
    def _check_message(self, arrival: Arrival) -> None:
        self._refuse_strangers(arrival)

    @decision.validator
    def _check_decision(self, arrival: Arrival) -> None:
        self._refuse_strangers(arrival)

    def _refuse_strangers(self, arrival: Arrival) -> None:
        if arrival.first != self.start.first:
            raise ApplicationError(f"that is not for {self.start.number}", type="OtherCase")

    def _arrived(self, arrival: Arrival) -> str:
        if arrival.ref in self.seen:
            return "seen"
        self.seen.add(arrival.ref)
        self._put(arrival.what, arrival.ref)
        return "taken"

    def _put(self, what: Happening, ref: str) -> None:
        number, now = self.start.number, workflow.now()
        self.queue.append(NoteOrder(case_number=number, what=what, ref=ref, at=now))

    @workflow.signal(name="nudge", description="Look again whether the due date has passed")
    def nudge(self) -> None:
        """The watchdog's: no deadline hangs on one timer row."""
        self.nudged = True

    @workflow.query(name="case", description="Where the case stands")
    def case(self) -> Standing:
        """Where the case stands."""
        return self.standing

    # ---- what ops see --------------------------------------------------------------

    def _stand(self, standing: Standing) -> None:
        if standing.stage is not self.standing.stage:
            self.diary.append(f"{_minute(workflow.now())} → **{standing.stage}**")
        changed = _index(standing) != _index(self.standing)
        self.standing = standing
        self._show(upsert=changed)

    def _tell(self, what: str) -> None:
        self.diary.append(f"{_minute(workflow.now())} {what}")
        self._show(upsert=False)

    def _show(self, note: str = "", *, upsert: bool = True) -> None:
        if note:
            self.diary.append(f"{_minute(workflow.now())} {note}")
        if upsert:
            workflow.upsert_search_attributes(
                [
                    CASE_STAGE.value_set(self.standing.stage),
                    CASE_CATEGORY.value_set(self.standing.category or "not known yet"),
                    CASE_OWNER.value_set(self.standing.owner or "nobody"),
                    CASE_NEEDS_STAFF.value_set(self.standing.needs_staff),
                    CASE_NEXT_DUE.value_set(self.standing.due_at)
                    if self.standing.due_at
                    else CASE_NEXT_DUE.value_unset(),
                ]
            )
        workflow.set_current_details(_details(self.start.number, self.standing, self.diary))


def _index(standing: Standing) -> tuple[object, ...]:
    return (
        standing.stage,
        standing.category,
        standing.owner,
        standing.needs_staff,
        standing.due_at,
    )


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _details(number: str, standing: Standing, diary: list[str]) -> str:
    """The case file as ops see it: Markdown, and nothing personal."""
    due = f"{_minute(standing.due_at)} UTC" if standing.due_at else "none"
    lines = "\n".join(f"1. {line}" for line in diary[-60:])
    return (
        f"### Case {number}: {standing.stage}\n\n"
        "| | |\n|---|---|\n"
        f"| **Next step** | {standing.next_step} |\n"
        f"| **Due** | {due} |\n"
        f"| **Needs staff** | {'yes' if standing.needs_staff else 'no'} |\n"
        f"| **Category** | {standing.category or 'not known yet'} |\n"
        f"| **Owner** | {standing.owner or 'nobody'} |\n\n"
        f"#### What happened\n{lines}\n"
    )
