"""What activities ask of the world, as Protocols. Adapters answer without knowing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from casework.case import Correspondent, Standing
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.decisions import Decision
    from casework.dossier_choice import Bound, DossierKept
    from casework.dossier_parts import Dossier
    from casework.letters import (
        Answer,
        Claim,
        Enclosed,
        FrozenLetter,
        Letter,
        LetterKind,
        LetterState,
    )
    from casework.messages import OutboundMessage
    from casework.plan import Heard, Plan


class OpenFile(Protocol):
    """A case file inside one transaction; what is written is there when the block ends."""

    @property
    def file(self) -> CaseFile:
        """The case as it stands."""
        ...

    async def earlier(self, cause: str) -> Standing | None:
        """What an earlier run with the same cause left behind."""
        ...

    async def write(self, plan: Plan, *, cause: str, at: datetime) -> Standing:
        """Write the case's new standing and its events, under the cause that makes it once."""
        ...

    async def freeze(self, letter: Letter, frozen: FrozenLetter, at: datetime) -> None:
        """Put a letter's bytes into the outbox."""
        ...

    async def decision(self, decision_id: str) -> Decision:
        """A decision by staff on this case."""
        ...

    async def heard(self, digest: str) -> Heard:
        """What a message is to this case; it counts as noted with this transaction."""
        ...

    async def introduced(self, to: Correspondent) -> Correspondent:
        """The same, as a correspondent of the case with a reply address; staff need none."""
        ...

    async def keep_dossier(self, dossier: Dossier, bound: Bound, at: datetime) -> None:
        """Keep what goes along with a letter as a version, unless it is the latest already."""
        ...

    async def frozen(self, kinds: Collection[LetterKind], key: str = "") -> FrozenLetter:
        """The latest letter of these kinds, or that of a key. Raises LookupError without one."""
        ...


class Casebook(Protocol):
    """The case files."""

    def open(
        self, number: str, at: datetime, writing: LetterKind | None = None
    ) -> AbstractAsyncContextManager[OpenFile]:
        """Lock one case for one transaction; ``writing`` asks whether the caps leave room."""
        ...


class Calendars(Protocol):
    """The calendars that packs name."""

    def __getitem__(self, name: str, /) -> Calendar:
        """The calendar of this name."""
        ...


class Press(Protocol):
    """Where a letter gets its words."""

    def compose(self, letter: Letter, thread: tuple[str, ...]) -> OutboundMessage:
        """The letter in its party's language. Raises where a fact is missing."""
        ...


class Papers(Protocol):
    """Where dossiers are set and bound."""

    async def bind(self, dossier: Dossier, kept: DossierKept | None = None) -> Bound:
        """The papers and the originals; those of a kept version where they tell the same."""
        ...


class Bindery(Protocol):
    """Where words become the bytes of a mail."""

    def bind(self, message: OutboundMessage) -> bytes:
        """The whole mail, the same bytes for the same message."""
        ...


class Archive(Protocol):
    """The files that came with messages."""

    async def file(self, enclosed: Enclosed) -> bytes:
        """One file. Raises where the kept mail is damaged or lacks it."""
        ...


class Outbox(Protocol):
    """The letters that are written, and how far each has got."""

    async def claim(self, key: str) -> Claim:
        """Claim the next try; the state says whether there is anything left to do."""
        ...

    async def conclude(
        self, claim: Claim, state: LetterState, answer: str, sent_at: datetime | None = None
    ) -> LetterState:
        """Record how the try ended. A claim that was overtaken changes nothing."""
        ...


class Postman(Protocol):
    """Hands letters to the mail server."""

    async def send(self, recipient: str, message_id: str, raw: bytes) -> Answer:
        """Try once. Never raises for what a mail server or a network may do."""
        ...

    @property
    def has_witness(self) -> bool:
        """Whether a witness mailbox can tell what got through."""
        ...

    @property
    def patience_seconds(self) -> float:
        """How long after a broken try the witness mailbox's "no" can be believed."""
        ...

    async def was_taken(self, message_id: str) -> bool | None:
        """Whether an earlier try got through, by the witness mailbox; None: there is no witness."""
        ...
