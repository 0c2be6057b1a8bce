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
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.letters import Letters
    from activities.records import Records
    from casework.case import CaseStart, NextStep, Outcome, Stage, Standing
    from casework.letters import LetterKind, LetterOrder, LetterState
    from casework.plan import Arrival, Happening, NoteOrder
    from workflows.beginnings import standing_of, start_over
    from workflows.case_file import case_file, index, minute, search_attributes
    from workflows.departures import Departures, end_of, kind_of
    from workflows.trying import DATABASE, RETRY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

TASK_QUEUE = "complaints"
_ORDERED = {LetterKind.REFERRAL: "letter anew and ask again"}  # a referral, or a filing guide


@workflow.defn(name="Complaint")
class ComplaintWorkflow:
    """Carries one complaint from wherever it stands to closure."""

    @workflow.init
    def __init__(self, start: CaseStart) -> None:
        self.start = start
        self.standing = standing_of(start)
        self.seen = {start.first, *start.seen}
        self.queue: deque[NoteOrder] = deque()
        self.departures = Departures(self._gone)
        self.nudged = False
        self.timer: asyncio.Task[None] | None = None
        self.timer_due: datetime | None = None
        self.diary: list[str] = []

    @workflow.run
    async def run(self, start: CaseStart) -> Outcome:
        """Stage after stage, until the case is closed and its last letter is gone."""
        await self._until_its_own_time()
        self._show(f"in hand from “{start.stage}”")
        self.departures.send(start.pending)
        while not self._all_done():
            self._stand(await self._stages[self.standing.stage]())
            if self._may_continue_as_new():
                workflow.continue_as_new(start_over(start, self.standing, self.seen))
        return self.standing.outcome or Outcome.UNRESOLVED

    @property
    def _stages(self) -> dict[Stage, Callable[[], Awaitable[Standing]]]:
        return {
            Stage.RECEIVED: self._received,
            Stage.ACKNOWLEDGED: self._acknowledged,
            Stage.AWAITING_EVIDENCE: self._awaiting_evidence,
            Stage.WITH_RESPONDENT: self._with_respondent,
            Stage.APPROVAL_PENDING: self._approval_pending,
            Stage.WITH_BODY: self._with_body,
            Stage.ANSWERED: self._answered,
            Stage.HANDED_OVER: self._handed_over,
            Stage.CLOSED: self._closed,
            Stage.REOPENED: self._reopened,
        }

    # ---- the stages ----------------------------------------------------------------

    async def _received(self) -> Standing:
        """We say that we have it, at once, whatever the hour."""
        return await self._write(LetterKind.ACKNOWLEDGEMENT, since=self.start.opened_at)

    async def _acknowledged(self) -> Standing:
        """One letter lists all that is missing; a respondent that may be asked is asked."""
        return await self._write(LetterKind.EVIDENCE_REQUEST, since=workflow.now())

    async def _awaiting_evidence(self) -> Standing:
        """Ends with what was asked for, or goes on without it."""
        return await self._first_of(
            {
                NextStep.REMIND: LetterKind.EVIDENCE_REMINDER,
                NextStep.GO_ON_WITHOUT: LetterKind.COMPLAINT_NOTICE,
            }
        )

    async def _with_respondent(self) -> Standing:
        """Ends with an answer or with the respondent's time; evidence is waited for beside it."""
        return await self._first_of(
            {
                NextStep.REMIND: LetterKind.EVIDENCE_REMINDER,
                NextStep.REMIND_RESPONDENT: LetterKind.COMPLAINT_REMINDER,
                NextStep.BREACH: LetterKind.BREACH_NOTICE,
            }
        )

    async def _approval_pending(self) -> Standing:
        """Ends when people approve or refuse; after too long a wait they are asked anew."""
        return await self._first_of(
            {
                NextStep.REMIND_APPROVER: LetterKind.APPROVAL_REQUEST,
                NextStep.ASK_DEPUTY: LetterKind.APPROVAL_REQUEST,
                NextStep.ASK_AGAIN: LetterKind.REFERRAL,
            }
        )

    async def _with_body(self) -> Standing:
        """Ends with the body's answer or with its time: the next rung follows, or a question."""
        return await self._first_of(
            {
                NextStep.BODY_OVERDUE: LetterKind.BREACH_NOTICE,
                NextStep.ASK_HOW_IT_WENT: LetterKind.CLOSING_QUESTION,
            }
        )

    async def _answered(self) -> Standing:
        """Ends with the complainant's word, or with silence after one reminder."""
        return await self._first_of(
            {
                NextStep.REMIND_CLOSING: LetterKind.CLOSING_QUESTION,
                NextStep.CLOSE_ON_SILENCE: LetterKind.CLOSURE,
            }
        )

    async def _handed_over(self) -> Standing:
        """Ends when a person decides; a date that was missed is noted and the clock runs on."""
        return await self._first_of({})

    async def _closed(self) -> Standing:
        """Its last letters leave. What still arrives may open the case again."""
        await workflow.wait_condition(lambda: bool(self.queue) or self._all_done())
        return await self._note(self.queue.popleft()) if self.queue else self.standing

    async def _reopened(self) -> Standing:
        """The complainant hears that the case is open again, and a person reads it."""
        return await self._write(LetterKind.REOPENED, since=self._due())

    # ---- waiting -------------------------------------------------------------------

    async def _until_its_own_time(self) -> None:
        """No case lives a day twice: a run that begins behind its case waits, whatever comes in."""
        behind = self._now() - workflow.now()
        if behind > timedelta():
            await workflow.sleep(behind, summary=f"its own time: {minute(self._now())} UTC")

    def _now(self) -> datetime:
        """The case's own time, also while its run has still to come to it."""
        return max(workflow.now(), self.start.not_before or workflow.now())

    async def _first_of(self, dated: Mapping[NextStep, LetterKind]) -> Standing:
        """Wait for what comes first: something that arrives, or a dated step and its letter.

        At any stage the date may be one until which a person was to read something.
        """
        self._wind_timer()
        await workflow.wait_condition(lambda: bool(self.queue) or self._is_due())
        self.nudged = False
        if self.queue:
            return await self._note(self.queue.popleft())
        if self.standing.next_step is NextStep.STAFF_REVIEW:
            return await self._note(self._missed_review())
        return await self._write(dated[self.standing.next_step], since=self._due())

    def _missed_review(self) -> NoteOrder:
        due_at = self._due()
        return NoteOrder(
            case_number=self.start.number,
            what=Happening.OVERDUE,
            ref=f"{due_at:%Y-%m-%dT%H:%M}",
            at=due_at,
        )

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
        """Closed, and nothing is left to send or to note."""
        return self.standing.stage is Stage.CLOSED and self._is_idle()

    def _may_continue_as_new(self) -> bool:
        """A case of many years starts a new history, when nothing of it is under way."""
        return self._is_idle() and workflow.info().is_continue_as_new_suggested()

    def _is_idle(self) -> bool:
        under_way = self.queue or self.departures.on_their_way
        return not under_way and workflow.all_handlers_finished()

    # ---- doing ---------------------------------------------------------------------

    async def _write(self, kind: LetterKind, *, since: datetime) -> Standing:
        """Have a letter written and start its way out; nothing waits for SMTP."""
        order = LetterOrder(
            key=f"{self.start.number}/{kind}/{since:%Y%m%dT%H%M%S}",
            case_number=self.start.number,
            kind=kind,
            since=since,
        )
        return self._sent(
            await workflow.execute_activity_method(
                Letters.write,
                order,
                activity_id=f"write {order.key}",
                summary=f"write the {_ORDERED.get(kind, kind.replace('-', ' '))}",
                start_to_close_timeout=DATABASE,
                retry_policy=RETRY,
            )
        )

    async def _note(self, order: NoteOrder) -> Standing:
        """Have a happening noted; the answer says what it changes."""
        self._tell(f"{order.what}")
        return self._sent(
            await workflow.execute_activity_method(
                Records.note,
                order,
                summary=f"note: {order.what}",
                start_to_close_timeout=DATABASE,
                retry_policy=RETRY,
            )
        )

    def _sent(self, told: Standing) -> Standing:
        """Start the way out of every letter that is new in the outbox."""
        for letter in told.letters:
            self._tell(f"{kind_of(letter.key)} goes out")
        self.departures.send(told.letters)
        return told

    def _gone(self, key: str, state: LetterState) -> None:
        """How a letter ended is one more thing in the queue, where the case must hear of it."""
        self._tell(f"{kind_of(key)} {state}")
        if happening := end_of(key, state):
            self._put(happening, key)

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
        number, now = self.start.number, self._now()
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
            self.diary.append(f"{minute(workflow.now())} → **{standing.stage}**")
        changed = index(standing) != index(self.standing)
        self.standing = standing
        self._show(upsert=changed)

    def _tell(self, what: str) -> None:
        self.diary.append(f"{minute(workflow.now())} {what}")
        self._show(upsert=False)

    def _show(self, note: str = "", *, upsert: bool = True) -> None:
        if note:
            self.diary.append(f"{minute(workflow.now())} {note}")
        if upsert:
            workflow.upsert_search_attributes(search_attributes(self.standing))
        workflow.set_current_details(case_file(self.start.number, self.standing, self.diary))
