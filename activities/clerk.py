"""The clerk: carries out a plan inside its transaction, letter by letter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from casework.enclosing import dossier_names
from casework.letters import TO_APPROVE, FrozenFile, FrozenLetter, LetterKind, letter_key
from casework.messages import OutboundFile
from casework.originals import Originals, fetched_until
from casework.plan import Moment
from casework.steps import within_caps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from activities.ports import Archive, Bindery, Calendars, Casebook, OpenFile, Papers, Press
    from casework.case import Standing
    from casework.clock import Calendar
    from casework.letters import Fact, Letter
    from casework.messages import OutboundMessage
    from casework.plan import Plan


@dataclass(frozen=True, slots=True)
class Clerk:
    """Writes what was planned: letters are composed and frozen, then the case is written back."""

    casebook: Casebook
    calendars: Calendars
    press: Press
    bindery: Bindery
    archive: Archive
    papers: Papers
    originals_days: int = 60  # so long a link to originals is good

    def calendar_of(self, opened: OpenFile) -> Calendar:
        """The calendar that the case's pack counts by."""
        return self.calendars[opened.file.policy.calendar]

    async def carry_out(
        self, opened: OpenFile, plan: Plan, *, cause: str, at: datetime
    ) -> Standing:
        """Freeze the letters and write the case, all in the transaction that is open."""
        here = Moment(file=opened.file, calendar=self.calendar_of(opened), since=at, now=at)
        plan = within_caps(plan, here)
        for one in self._keyed(plan, cause):
            await self._freeze(opened, one, at)
        return await opened.write(plan, cause=cause, at=at)

    def _keyed(self, plan: Plan, cause: str) -> Iterator[Letter]:
        """Every letter under a key that the cause makes its own: a second run freezes nothing."""
        counted: Counter[str] = Counter()
        for one in plan.letters:
            counted[one.kind] += 1
            number = f"-{counted[one.kind]}" if counted[one.kind] > 1 else ""
            yield replace(one, key=letter_key(plan.case.number, one.kind, cause) + number)

    async def _freeze(self, opened: OpenFile, letter: Letter, at: datetime) -> None:
        letter = replace(letter, to=await opened.introduced(letter.to))
        if letter.kind is LetterKind.APPROVAL_REQUEST:
            waits = await _what_waits(opened, letter)
            letter = replace(letter, facts={**letter.facts, **waits})
        letter, files = await self._with_dossier(opened, letter, at)
        message = await self._composed(opened, letter, files, at)
        frozen = FrozenLetter(
            key=letter.key,
            message_id=message.message_id,
            recipient=message.recipient,
            subject=message.subject,
            raw=self.bindery.bind(message),
            files=tuple(_named(one) for one in message.files),
            link=message.link,
            originals=letter.originals,
        )
        await opened.freeze(letter, frozen, at)

    async def _composed(
        self, opened: OpenFile, letter: Letter, files: list[OutboundFile], at: datetime
    ) -> OutboundMessage:
        thread = opened.file.threads.get(letter.to.address.lower(), ())
        message = self.press.compose(letter, thread)
        for one in letter.enclosed:
            content = await self.archive.file(one)
            files.append(OutboundFile(name=one.name, media_type=one.media_type, content=content))
        return replace(message, written_at=at, files=tuple(files))

    async def _with_dossier(
        self, opened: OpenFile, letter: Letter, at: datetime
    ) -> tuple[Letter, list[OutboundFile]]:
        """The papers, and the originals or where they are: of a version that is kept."""
        if letter.dossier is None:
            return letter, []
        bound = await self.papers.bind(letter.dossier, opened.file.dossier)
        await opened.keep_dossier(letter.dossier, bound, at)
        papers, originals = dossier_names(letter.case_number)
        pdf = OutboundFile(name=papers, media_type="application/pdf", content=bound.pdf)
        if letter.dossier.linked:
            there = self._fetched(originals, bound.zip, at, opened.file.policy.zone)
            return replace(letter, originals=there), [pdf]
        zip_ = OutboundFile(name=originals, media_type="application/zip", content=bound.zip)
        return letter, [pdf, zip_]

    def _fetched(self, name: str, content: bytes, at: datetime, zone: tzinfo) -> Originals:
        last_day, until = fetched_until(at, self.originals_days, zone)
        digest = sha256(content).hexdigest()
        return Originals(
            name=name, size=len(content), sha256=digest, last_day=last_day, until=until
        )


def _named(file: OutboundFile) -> FrozenFile:
    digest = sha256(file.content).hexdigest()
    return FrozenFile(name=file.name, size=len(file.content), sha256=digest)


async def _what_waits(opened: OpenFile, request: Letter) -> dict[str, Fact]:
    """What an approver is told of the letter that waits: to whom, its digest, its files."""
    kind, key = LetterKind(str(request.facts["letter"])), str(request.facts.get("letter_key", ""))
    frozen = await opened.frozen(TO_APPROVE if kind in TO_APPROVE else {kind}, key)
    return {
        "letter_key": frozen.key,
        "recipient": frozen.recipient,
        "sha256": sha256(frozen.raw).hexdigest(),
        "files": tuple(one.name for one in frozen.files),
    }
