"""Somebody else works in the same mailbox: a random mail program beside us, and what must hold.

In the manner of Dovecot's imaptest: before each of our commands the other program
does something or nothing, by a seed, and a model keeps what the mailbox must hold.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from imaplib import IMAP4, Time2Internaldate
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.conftest import wall
from tests.mailroom.shaky import SERVERS, a_complaint, digest, shaky_room, the_mailbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from adapters.mailbox.imap import Access
    from adapters.settings import Settings
    from demo.post import PostOffice
    from tests.mailroom.shaky import ShakyRoom

pytestmark = pytest.mark.chaos

SEEDS = (11, 12)
WHERE = ("INBOX", "Elsewhere", "Processed")
MARKS = (r"\Seen", r"\Flagged", r"\Answered", "later", r"\Draft")


@pytest.fixture(params=SERVERS)
async def room(
    request: pytest.FixtureRequest, office: PostOffice, settings: Settings, tmp_path: Path
) -> AsyncIterator[ShakyRoom]:
    """A mailroom that has just opened."""
    mailbox = the_mailbox(request.param, office)
    async with shaky_room(mailbox, office, settings, tmp_path) as room:
        yield room


@dataclass
class Neighbour:
    """The other mail program. It keeps which mails there must be: what came, less what it deleted.

    It acts between our commands and never during one, so the model is exact.
    """

    luck: Random
    client: IMAP4
    number: int = 0
    alive: Counter[bytes] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def act(self) -> None:
        """Something, or nothing."""
        often = [self.nothing] * 3 + [self.arrive, self.mark, self.move] * 2
        what = self.luck.choice([*often, self.arrive_again, self.delete, self.mark_as_deleted])
        what()
        self.done[what.__name__] += 1

    def nothing(self) -> None:
        """A cup of tea."""

    def arrive(self) -> None:
        """A new mail."""
        self.number += 1
        self._append(a_complaint(self.number))

    def arrive_again(self) -> None:
        """The same bytes once more."""
        if self.number:
            self._append(a_complaint(self.luck.randint(1, self.number)))

    def _append(self, raw: bytes) -> None:
        self._said(self.client.append("INBOX", "", Time2Internaldate(wall()), raw))
        self.alive[raw] += 1

    def mark(self) -> None:
        """A mail is read, flagged, answered; or that is taken back."""
        if uid := self._any():
            way = self.luck.choice(("+FLAGS", "-FLAGS"))
            self._said(self.client.uid("STORE", uid, way, f"({self.luck.choice(MARKS)})"))

    def mark_as_deleted(self) -> None:
        """A mail is to be expunged some day, by whoever does that; we never do."""
        if uid := self._any():
            self._said(self.client.uid("STORE", uid, "+FLAGS", r"(\Deleted)"))

    def move(self) -> None:
        """A mail goes from any folder to any other, back to the inbox too."""
        if uid := self._any():
            self._said(self.client.uid("MOVE", uid, self.luck.choice(WHERE)))

    def delete(self) -> None:
        """A mail is gone for good."""
        if uid := self._any():
            (_, raw), *_ = self.client.uid("FETCH", uid, "(BODY.PEEK[])")[1]
            self._said(self.client.uid("STORE", uid, "+FLAGS", r"(\Deleted)"))
            self._said(self.client.uid("EXPUNGE", uid))
            self.alive[raw] -= 1

    def _any(self) -> str:
        """The UID of some mail of some folder, if there is one; that folder is open then."""
        self._said(self.client.select(self.luck.choice(WHERE)))
        uids = self.client.uid("SEARCH", "ALL")[1][0].split()
        return self.luck.choice(uids).decode() if uids else ""

    def _said(self, answer: tuple[str, object]) -> None:
        assert answer[0] == "OK", answer


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_neighbour_in_the_mailbox_costs_and_doubles_nothing(
    room: ShakyRoom, seed: int
) -> None:
    """Every mail that nobody deleted is somewhere, once; each that we moved is a case, once."""
    access = room.other.access
    for name in WHERE[1:]:
        await room.other.make(name)
    client = await asyncio.to_thread(_logged_in, access)
    neighbour = Neighbour(Random(seed), client)  # noqa: S311  luck, not a secret
    await _live_together(room, neighbour)
    await asyncio.to_thread(client.logout)

    held = await room.other.everything()
    assert held.pop("INBOX") == []
    assert Counter(raw for mails in held.values() for raw in mails) == +neighbour.alive
    await _is_accounted_for(room, held)
    assert min(neighbour.done.values()) > 2


def _logged_in(access: Access) -> IMAP4:
    client = IMAP4(access.host, access.port, timeout=20)
    client.login(access.user, access.password)
    return client


async def _live_together(room: ShakyRoom, neighbour: Neighbour) -> None:
    """Rounds of ours with the neighbour's doings in between; at last some without."""

    async def meanwhile(_line: bytes) -> None:
        await asyncio.to_thread(neighbour.act)

    room.wire.before = meanwhile
    assert not any(await room.rounds(8))
    room.wire.before = None
    assert not any(await room.rounds(3))


async def _is_accounted_for(room: ShakyRoom, held: dict[str, list[bytes]]) -> None:
    """What we took is kept and in the record: one message, one case, however often it came."""
    messages = await room.messages()
    digests = Counter(one.sha256 for one in messages)
    assert set(digests.values()) <= {1}
    assert len(await room.views.cases()) == len(messages)
    for folder, mails in held.items():
        for raw in mails:
            if folder != "Elsewhere" and digest(raw) in digests:
                assert room.collector.store.open(digest(raw)) == raw
    recorded = {digest(raw) for raw in held.get("Recorded", [])}
    assert recorded <= set(digests)
