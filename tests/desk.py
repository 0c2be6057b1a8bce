"""A whole complaints desk for tests: real workflows and a real record; letters go into a list."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any

from temporalio.worker import Worker

from activities.letters import Letters
from activities.records import Records
from adapters.calendars import Calendars
from adapters.mailbox.compose import Bindery
from adapters.mailbox.imap import Fetched
from adapters.press import Press
from adapters.settings import Settings
from adapters.storage.casebook import Casebook
from adapters.storage.decisions import Decisions, Who
from adapters.storage.files import Caps
from adapters.storage.intake import Intake, Place
from adapters.storage.models import CounterRow
from adapters.storage.outbox import Outbox
from adapters.storage.relay import Relay
from adapters.storage.views import CaseView, Views
from casework.case import Outcome, Stage
from casework.letters import Answer, Reply
from demo.wind import wind
from mailroom.hand_over import HandOver, workflow_id
from mailroom.receive import Arrived, Receiver
from mailroom.watch import Watch
from tests.examples import DESK, ROOT, SECRET, a_mail, a_policy
from worker import runner
from workflows.complaint import TASK_QUEUE, ComplaintWorkflow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from temporalio.client import Client, WorkflowHandle
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions
    from casework.intake import Disposition

_NUMBERS = count(1)
_PATIENCE_SECONDS = 20.0


def wall() -> datetime:
    """The wall clock of the tests."""
    return datetime.now(UTC)  # noqa: TID251  a test is a door


@dataclass
class Postbag:
    """A postman who keeps what he is given; ``answers`` are what the server says, in turn."""

    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    witness: bool | None = None
    patience_seconds: float = 0.0

    async def send(self, recipient: str, message_id: str, raw: bytes) -> Answer:
        """Keep it, unless the server has something else to say."""
        answer = self.answers.pop(0) if self.answers else Answer(Reply.TAKEN, "250 ok")
        if answer.reply in {Reply.TAKEN, Reply.LOST}:
            self.sent.append((recipient, message_id, raw))
        return answer

    async def was_taken(self, message_id: str) -> bool | None:
        """What the witness mailbox would say."""
        if self.witness is None:
            return None
        return self.witness and any(one[1] == message_id for one in self.sent)


@dataclass(kw_only=True)
class Desk:
    """What people can do to a desk, and what they see of it."""

    client: Client
    rows: Sessions
    postbag: Postbag
    receiver: Receiver
    relay: Relay
    views: Views
    worker: Callable[[], Worker]
    uid: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    @asynccontextmanager
    async def open(
        cls, temporal: WorkflowEnvironment, rows: Sessions, postbag: Postbag | None = None
    ) -> AsyncIterator[Desk]:
        """A desk with a worker; its cases have numbers that no other test's desk has."""
        desk = await cls.build(temporal, rows, postbag or Postbag())
        try:
            async with desk.worker():
                yield desk
        finally:
            for number in await desk.relay.open_cases():
                await desk.forget(number)

    @classmethod
    async def build(cls, temporal: WorkflowEnvironment, rows: Sessions, postbag: Postbag) -> Desk:
        """The same without a worker."""
        async with rows.begin() as session:
            session.add(CounterRow(year=wall().year, last=1000 * next(_NUMBERS)))
        packs = {"example": a_policy()}
        intake = Intake(rows, packs, SECRET, DESK, wall)
        receiver = Receiver(
            intake=intake,
            pack=packs["example"],
            settings=_settings(),
            first_look_at=wall(),
        )
        casebook = Casebook(rows, packs, _CAPS)
        letters = Letters(
            casebook=casebook,
            calendars=Calendars(),
            press=Press(ROOT / "templates", DESK, "Ombud", SECRET),
            bindery=Bindery("Ombud"),
            outbox=Outbox(rows, wall),
            postman=postbag,
        )
        records = Records(casebook=casebook, calendars=Calendars())
        activities: list[Callable[..., Any]] = [letters.write, letters.send, records.note]

        def worker() -> Worker:
            return Worker(
                temporal.client,
                task_queue=TASK_QUEUE,
                workflows=[ComplaintWorkflow],
                activities=activities,
                workflow_runner=runner(),
                graceful_shutdown_timeout=timedelta(seconds=20),
            )

        return cls(
            client=temporal.client,
            rows=rows,
            postbag=postbag,
            receiver=receiver,
            relay=Relay(rows),
            views=Views(rows),
            worker=worker,
        )

    # ---- mail ------------------------------------------------------------------------

    async def take_in(self, raw: bytes, *, received_at: datetime | None = None) -> Disposition:
        """One mail through the mailroom, without an inbox around it."""
        digest, at = sha256(raw).hexdigest(), received_at or wall()
        place = Place(mailbox=DESK, folder="INBOX", uidvalidity=1, uid=next(self.uid))
        attempt = await self.receiver.intake.begin(place, digest, len(raw), at)
        if attempt.disposition:
            return attempt.disposition
        fetched = Fetched(uid=place.uid, size=len(raw), received_at=at, raw=raw)
        mail = Arrived(place=place, fetched=fetched, attempt=attempt, digest=digest)
        return await self.receiver.receive(mail)

    async def hand_over(self) -> bool:
        """Whether every workflow knows all that came for it."""
        return not await HandOver(self.client, self.relay, wall).round()

    async def open_case(self, raw: bytes | None = None) -> str:
        """A complaint comes in and its workflow settles; the number of its case."""
        before = set(await self.relay.open_cases())
        await self.take_in(raw or a_mail(message_id=f"<{next(_NUMBERS)}@home.example>"))
        assert await self.hand_over()
        (number,) = set(await self.relay.open_cases()) - before
        early = {Stage.RECEIVED, Stage.ACKNOWLEDGED}
        await self.until(number, lambda case: case.stage not in early)
        for _ in range(500):  # the row is written before the workflow hears of it
            if (await self.handle(number).query(ComplaintWorkflow.case)).stage not in early:
                break
            await asyncio.sleep(0.02)
        return number

    async def reply(
        self, number: str, text: str, *files: tuple[str, str, bytes], kind: str = "evidence-request"
    ) -> None:
        """The complainant answers a letter of the desk, and the workflow hears of it."""
        view = await self.view(number)
        letter = next(one for one in view.letters if one.kind == kind)
        person = view.people[0]
        raw = a_mail(
            text,
            subject=f"Re: {letter.subject}",
            to=DESK.replace("@", f"+{person.token}@"),
            message_id=f"<{next(_NUMBERS)}@home.example>",
            files=files,
            headers=(("In-Reply-To", letter.message_id),),
        )
        await self.take_in(raw)
        assert await self.hand_over()

    async def close(self, number: str, outcome: Outcome = Outcome.RESOLVED) -> None:
        """Staff close a case, and the workflow hears of it."""
        who = Who(account="handler", why="it is settled", at=wall())
        await Decisions(self.rows).close(number, outcome, who)
        assert await self.hand_over()

    # ---- time ------------------------------------------------------------------------

    async def wind(self, number: str, days: float) -> None:
        """Days pass for one case, as in the demo."""
        address = self.client.service_client.config.target_host
        await wind(address, self.relay, timedelta(days=days), wall, number)

    async def watch(self) -> object:
        """One look of the watchdog."""
        return await Watch(self.client, self.relay, wall).round()

    async def forget(self, number: str) -> None:
        """Temporal loses a workflow."""
        handle = self.client.get_workflow_handle(workflow_id(number))
        try:
            await handle.terminate("lost")
        except Exception:  # noqa: BLE001  it may never have been there
            return

    # ---- what is to be seen ----------------------------------------------------------

    @property
    def letters(self) -> list[str]:
        """What went out: ``subject to recipient``."""
        return [f"{_subject(raw)} to {to}" for to, _, raw in self.postbag.sent]

    async def view(self, number: str) -> CaseView:
        """One case with everything on it."""
        view = await self.views.case(number)
        assert view is not None
        return view

    async def events(self, number: str) -> list[str]:
        """What happened to a case, in order."""
        return [one.kind for one in (await self.view(number)).events]

    async def until(self, number: str, there: Callable[..., bool]) -> None:
        """Wait until a case's row is so."""
        for _ in range(int(_PATIENCE_SECONDS * 50)):
            if there((await self.view(number)).case):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{(await self.view(number)).case} never came to that")

    async def until_letters(self, many: int) -> None:
        """Wait until so many letters went out."""
        for _ in range(int(_PATIENCE_SECONDS * 50)):
            if len(self.postbag.sent) >= many:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"only {self.letters} went out")

    def handle(self, number: str) -> WorkflowHandle[ComplaintWorkflow, Outcome]:
        """The workflow of a case."""
        return self.client.get_workflow_handle_for(ComplaintWorkflow.run, workflow_id(number))


_CAPS = Caps(
    acknowledgements_per_sender_day=1000,
    acknowledgements_per_hour=1000,
    letters_per_recipient_day=1000,
)


def _settings() -> Settings:
    return Settings.model_validate(
        {"secret": SECRET.decode(), "desk_address": DESK, "imap_user": DESK, "imap_password": "x"}
    )


def _subject(raw: bytes) -> str:
    subject = str(message_from_bytes(raw, policy=default)["Subject"])
    return subject.partition("] ")[2]
