"""What a case's workflow would do between two looks at it, step by step and without a server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from temporalio.testing import ActivityEnvironment

from activities.letters import Letters
from activities.records import Records
from adapters.storage.models import LetterRow, StaffRow
from adapters.storage.outbox import Outbox
from adapters.storage.respondents import Respondents
from casework.letters import LetterKind, LetterOrder
from casework.plan import Happening, NoteOrder
from tests.console.front_desk import PASSWORD
from tests.examples import DESK, FIRM, HOUSE, MONDAY, PNG, a_mail
from tests.postbag import Postbag

if TYPE_CHECKING:
    from casework.roles import Role
    from tests.console.front_desk import FrontDesk

COMPLAINT = (
    "Acme Calls call me every day to sell me loans. Unwanted calls! My call log is enclosed: "
    "0571-0000-6612, on 3 February at 10:00.\n"
)


@dataclass(kw_only=True)
class Procedure:
    """One case, and whoever carries it on."""

    front: FrontDesk
    number: str

    @classmethod
    async def begin(cls, front: FrontDesk, raw: bytes | None = None) -> Procedure:
        """A complaint about Acme, who is in the directory, is acknowledged."""
        known = {one.id for one in await front.desk.views.respondents()}
        for one in (FIRM, HOUSE):
            if one.id not in known:
                await Respondents(front.desk.rows).add(one, by="tests", at=MONDAY)
        number = next(front.uid)
        mail = a_mail(
            f"{COMPLAINT}It was call {number}.\n",
            sender="Ana Lima <ana@home.example>",
            message_id=f"<{number}@home.example>",
            files=(("my call log.png", "image/png", PNG),),
        )
        begun = cls(front=front, number=await front.open_case(raw or mail))
        await front.acknowledge(begun.number)
        return begun

    @classmethod
    async def with_respondent(cls, front: FrontDesk, raw: bytes | None = None) -> Procedure:
        """The complaint was put to Acme."""
        begun = await cls.begin(front, raw)
        await begun.order(LetterKind.EVIDENCE_REQUEST)
        assert (await front.case(begun.number)).stage == "with respondent"
        return begun

    @classmethod
    async def approval_pending(cls, front: FrontDesk, raw: bytes | None = None) -> Procedure:
        """Acme let its time run out, and the referral waits."""
        begun = await cls.with_respondent(front, raw)
        front.clock.now += timedelta(days=17)
        await begun.order(LetterKind.BREACH_NOTICE)
        assert (await front.case(begun.number)).stage == "approval pending"
        return begun

    async def order(self, kind: LetterKind) -> None:
        """A dated step has come."""
        clock, rows = self.front.clock, self.front.desk.rows
        outbox = Outbox(rows, clock)
        letters = Letters(clerk=self.front.clerk(), outbox=outbox, postman=Postbag())
        key = f"{self.number}/{kind}/{clock.now:%Y%m%dT%H%M%S}"
        order = LetterOrder(key=key, case_number=self.number, kind=kind, since=clock.now)
        await self._temporal().run(letters.write, order)

    async def carry_out(self) -> None:
        """The workflow hears of every decision on its way."""
        view = await self.front.desk.views.case(self.number)
        assert view is not None
        for one in view.decisions:
            if one.noted_at is None:
                await self._note(Happening.DECISION, one.id)

    async def says(
        self, text: str, party: str = "complainant", files: tuple[tuple[str, str, bytes], ...] = ()
    ) -> None:
        """A party writes, and the workflow hears of it."""
        view = await self.front.desk.views.case(self.number)
        assert view is not None
        person = next(one for one in reversed(view.people) if one.party == party)
        raw = a_mail(
            text,
            subject=f"Re: [{self.number}]",
            sender=person.address,
            to=DESK.replace("@", f"+{person.token}@"),
            message_id=f"<{next(self.front.uid)}@home.example>",
            files=files,
        )
        message = await self.front.take_in(raw, received_at=self.front.clock.now)
        assert message.disposition == "added", message
        await self._note(Happening.MESSAGE, message.sha256)

    async def hear(self, digest: str) -> None:
        """The workflow hears of a message that came by some other way."""
        await self._note(Happening.MESSAGE, digest)

    async def ended(self, how: Happening, key: str) -> None:
        """The workflow hears of the end that a letter came to."""
        await self._note(how, key)

    async def waiting(self) -> LetterRow:
        """The letter that waits for an approval."""
        (found,) = await self.front.desk.views.waiting()
        letter = await self.front.desk.views.letter(found.letter.key)
        assert letter is not None
        return letter

    async def _note(self, what: Happening, ref: str) -> None:
        now = self.front.clock.now
        order = NoteOrder(case_number=self.number, what=what, ref=ref, at=now)
        await self._temporal().run(Records(clerk=self.front.clerk()).note, order)

    def _temporal(self) -> ActivityEnvironment:
        temporal = ActivityEnvironment()
        temporal.info = replace(temporal.info, started_time=self.front.clock.now)
        return temporal


async def hire(front: FrontDesk, account: str, role: Role) -> None:
    """An account like Ling's, with the same password."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    async with front.desk.rows.begin() as session:
        session.add(
            StaffRow(
                account=account,
                name=account.title(),
                address=f"{account}@desk.example",
                role=role,
                password_hash=cheap.hash(PASSWORD),
                created_at=MONDAY,
            )
        )
