"""A whole complaints desk for tests: real workflows and a real record; letters go into a list."""

from __future__ import annotations

import asyncio
import atexit
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from temporalio.worker import Worker

from activities.clerk import Clerk
from activities.letters import Letters
from activities.records import Records
from adapters.archive import Archive
from adapters.calendars import Calendars
from adapters.mailbox.compose import Bindery
from adapters.mailbox.imap import Fetched
from adapters.press import Press
from adapters.settings import Settings
from adapters.storage.caps import Caps
from adapters.storage.casebook import Casebook
from adapters.storage.decisions import Approver, Decisions, Who
from adapters.storage.evidence import EvidenceStore
from adapters.storage.intake import Intake, Place
from adapters.storage.models import CaseRow, CounterRow, DecisionRow, EventRow, LetterRow, StaffRow
from adapters.storage.outbox import Outbox
from adapters.storage.relay import Relay
from adapters.storage.respondents import Respondents
from adapters.storage.views import CaseView, Views
from casework.case import Outcome, Party, Stage
from casework.decisions import DecisionKind, Verdict
from demo.wind import keep_in_step, wind
from mailroom.hand_over import HandOver, workflow_id
from mailroom.receive import Arrived, Receiver
from mailroom.watch import Watch
from tests.dossiers import papers_of
from tests.examples import DESK, FIRM, HOUSE, READER, ROOT, SECRET, a_mail, a_policy
from tests.postbag import Postbag
from tests.waiting import PATIENCE_SECONDS, comes
from worker import runner
from workflows.complaint import TASK_QUEUE, ComplaintWorkflow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping, Sequence

    from temporalio.client import Client, WorkflowHandle
    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.engine import Sessions
    from casework.intake import Disposition
    from casework.policy import Policy
    from mailroom.watch import Watched

_NUMBERS = count(1)
_EVIDENCE = TemporaryDirectory(prefix="ombud-evidence-")  # of all desks of this process
atexit.register(_EVIDENCE.cleanup)


def wall() -> datetime:
    """The wall clock of the tests."""
    return datetime.now(UTC)  # noqa: TID251  a test is a door


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
    store: EvidenceStore
    uid: count[int] = field(default_factory=lambda: count(1))
    mailroom: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        temporal: WorkflowEnvironment,
        rows: Sessions,
        postbag: Postbag | None = None,
        policy: Policy | None = None,
        more_packs: Mapping[str, Policy] | None = None,
    ) -> AsyncIterator[Desk]:
        """A desk with a worker; its cases have numbers that no other test's desk has."""
        desk = await cls.build(temporal, rows, postbag or Postbag(), policy, more_packs)
        try:
            async with desk.worker(), desk.in_step():
                yield desk
        finally:
            for number in await desk.relay.live_cases():
                await desk.forget(number)

    @classmethod
    async def build(
        cls,
        temporal: WorkflowEnvironment,
        rows: Sessions,
        postbag: Postbag,
        policy: Policy | None = None,
        more_packs: Mapping[str, Policy] | None = None,
    ) -> Desk:
        """The same without a worker."""
        async with rows.begin() as session:
            session.add(CounterRow(year=wall().year, last=1000 * next(_NUMBERS)))
        for one in (FIRM, HOUSE):
            await Respondents(rows).add(one, by="tests", at=wall())
        await _hire(rows)
        packs = {**(more_packs or {}), "example": policy or a_policy()}
        intake = Intake(rows, packs, SECRET, DESK, wall)
        receiver = Receiver(
            intake=intake,
            pack=packs["example"],
            settings=_settings(),
            first_look_at=wall(),
            reader=READER,
        )
        store = EvidenceStore(Path(mkdtemp(dir=_EVIDENCE.name)))
        clerk = Clerk(
            casebook=Casebook(rows, packs, _CAPS, SECRET),
            calendars=Calendars(),
            press=Press(ROOT / "templates", DESK, "Ombud", SECRET),
            bindery=Bindery("Ombud"),
            archive=Archive(store),
            papers=papers_of(store),
        )
        letters = Letters(clerk=clerk, outbox=Outbox(rows, wall, packs), postman=postbag)
        records = Records(clerk=clerk)
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
            store=store,
        )

    # ---- mail ------------------------------------------------------------------------

    async def take_in(self, raw: bytes, *, received_at: datetime | None = None) -> Disposition:
        """One mail through the mailroom, without an inbox around it."""
        digest, at = self.store.put(raw), received_at or wall()
        place = Place(mailbox=DESK, folder="INBOX", uidvalidity=1, uid=next(self.uid))
        attempt = await self.receiver.intake.begin(place, digest, len(raw), at)
        if attempt.disposition:
            return attempt.disposition
        fetched = Fetched(uid=place.uid, size=len(raw), received_at=at, raw=raw)
        mail = Arrived(place=place, fetched=fetched, attempt=attempt, digest=digest)
        return await self.receiver.receive(mail)

    async def hand_over(self) -> bool:
        """Whether every workflow knows all that came for it. A desk has one mailroom."""
        async with self.mailroom:
            return not await HandOver(self.client, self.relay, wall).round()

    async def open_case(self, raw: bytes | None = None) -> str:
        """A complaint comes in and its workflow settles; the number of its case."""
        before = set(await self.relay.live_cases())
        await self.take_in(raw or a_mail(message_id=f"<{next(_NUMBERS)}@home.example>"))
        assert await self.hand_over()
        (number,) = set(await self.relay.live_cases()) - before
        early = {Stage.RECEIVED, Stage.ACKNOWLEDGED}
        await self.until(number, lambda case: case.stage not in early)
        for _ in range(500):  # the row is written before the workflow hears of it
            if (await self.handle(number).query(ComplaintWorkflow.case)).stage not in early:
                break
            await asyncio.sleep(0.02)
        return number

    async def says(
        self,
        number: str,
        text: str,
        *files: tuple[str, str, bytes],
        party: Party = Party.COMPLAINANT,
        received_at: datetime | None = None,
    ) -> None:
        """A party of the case writes to its reply address, and the workflow hears of it."""
        view = await self.view(number)
        person = next(one for one in reversed(view.people) if one.party == party)
        raw = a_mail(
            text,
            subject=f"Re: [{number}]",
            sender=person.address,
            to=DESK.replace("@", f"+{person.token}@"),
            message_id=f"<{next(_NUMBERS)}@home.example>",
            files=files,
        )
        before = (await self.events(number)).count("message added")
        disposition = await self.take_in(raw, received_at=received_at)
        assert disposition == "added", disposition
        assert await self.hand_over()
        await self.until_noted(number, before + 1)

    async def until_noted(self, number: str, times: int) -> None:
        """Wait until the workflow has noted so many messages."""

        async def noted() -> bool:
            return (await self.events(number)).count("message added") >= times

        assert await comes(noted), await self.events(number)

    async def decide(
        self, number: str, kind: DecisionKind, value: str = "", about: str = "", by: str = "handler"
    ) -> None:
        """Staff decide something, and the workflow has done it."""
        who = Who(account=by, why="it seems right", at=wall())
        decision = await Decisions(self.rows).decide(number, kind, who, value=value, about=about)
        await self.until_decided(number, decision)

    async def until_decided(self, number: str, decision: str) -> None:
        """Hand a decision over and wait until it is noted."""
        assert await self.hand_over()

        async def noted() -> bool:
            async with self.rows() as session:
                return (await session.get_one(DecisionRow, decision)).noted_at is not None

        assert await comes(noted), f"{number}: {decision} was never noted"

    async def waiting(self, number: str) -> LetterRow:
        """The letter that waits for an approval."""
        letters = await self.letters_of(number)
        return next(one for one in letters if one.approval and one.state == "pending")

    async def rule_on(
        self, number: str, verdict: Verdict = Verdict.APPROVED, role: str = "approver", by: str = ""
    ) -> None:
        """Somebody of this role approves or refuses what waits, and the workflow has heard."""
        letter = await self.waiting(number)
        who = Approver(
            account=by or role,
            role=role,
            stands_for=self.receiver.pack.approvals.deputies,
            at=wall(),
            door="a test",
        )
        decision = await Decisions(self.rows).rule_on(
            letter.key, verdict, who, letter.sha256, "it is right"
        )
        await self.until_decided(number, decision)

    async def stage(self, number: str) -> Stage:
        """Where the workflow itself says that the case stands."""
        return (await self.handle(number).query(ComplaintWorkflow.case)).stage

    async def close(self, number: str, outcome: Outcome = Outcome.RESOLVED) -> None:
        """Staff close a case, and the workflow hears of it."""
        who = Who(account="handler", why="it is settled", at=wall())
        await Decisions(self.rows).decide(number, DecisionKind.CLOSE, who, value=outcome)
        assert await self.hand_over()

    # ---- time ------------------------------------------------------------------------

    async def wind(self, number: str, days: float) -> None:
        """Days pass for one case, as in the demo."""
        address = self.client.service_client.config.target_host
        await wind(address, self.relay, timedelta(days=days), wall, number)

    @asynccontextmanager
    async def in_step(self) -> AsyncIterator[None]:
        """New runs of cases that were wound are wound as far, as the demo does it."""
        address = self.client.service_client.config.target_host
        stopped = asyncio.Event()
        winding = asyncio.ensure_future(keep_in_step(address, self.relay, wall, stopped))
        yield
        stopped.set()
        await winding

    async def watch(self) -> Watched:
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

    async def row(self, number: str) -> CaseRow:
        """How one case stands: asked often, so without all that is on it."""
        async with self.rows() as session:
            return await session.get_one(CaseRow, number)

    async def letters_of(self, number: str) -> Sequence[LetterRow]:
        """The letters of a case, in order."""
        wanted = select(LetterRow).where(LetterRow.case_number == number)
        async with self.rows() as session:
            return (
                await session.scalars(wanted.order_by(LetterRow.written_at, LetterRow.key))
            ).all()

    async def events(self, number: str) -> Sequence[str]:
        """What happened to a case, in order."""
        wanted = select(EventRow.kind).where(EventRow.case_number == number).order_by(EventRow.id)
        async with self.rows() as session:
            return (await session.scalars(wanted)).all()

    async def until(self, number: str, there: Callable[..., bool]) -> None:
        """Wait until a case's row is so."""
        if not await self.comes(number, there, PATIENCE_SECONDS):
            raise AssertionError(f"{await self.row(number)} never came to that")

    async def comes(self, number: str, there: Callable[..., bool], seconds: float) -> bool:
        """Whether a case's row comes to be so within that time."""

        async def is_so() -> bool:
            return there(await self.row(number))

        return await comes(is_so, seconds)

    async def until_letters(self, many: int) -> None:
        """Wait until so many letters went out."""

        async def out() -> bool:
            return len(self.postbag.sent) >= many

        assert await comes(out), f"only {self.letters} went out"

    def handle(self, number: str) -> WorkflowHandle[ComplaintWorkflow, Outcome]:
        """The workflow of a case."""
        return self.client.get_workflow_handle_for(ComplaintWorkflow.run, workflow_id(number))


_CAPS = Caps(
    acknowledgements_per_sender_day=1000,
    acknowledgements_per_hour=1000,
    letters_per_recipient_day=1000,
)


async def _hire(rows: Sessions) -> None:
    """Three people with addresses, whose passwords nobody needs here."""
    async with rows.begin() as session:
        for account in ("handler", "approver", "manager"):
            session.add(
                StaffRow(
                    account=account,
                    name=account.title(),
                    address=f"{account}@desk.example",
                    role=account,
                    password_hash="x",  # noqa: S106  it opens nothing
                    created_at=wall(),
                )
            )


def _settings() -> Settings:
    return Settings.model_validate(
        {"secret": SECRET.decode(), "desk_address": DESK, "imap_user": DESK, "imap_password": "x"}
    )


def _subject(raw: bytes) -> str:
    subject = str(message_from_bytes(raw, policy=default)["Subject"])
    return subject.partition("] ")[2]
