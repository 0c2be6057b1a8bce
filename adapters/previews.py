"""What a file looks like: a thumbnail of a picture or a PDF, the list of what is in an archive.

The work is done in a bounded child (``adapters.looking``); nothing is ever unpacked or run.
Whatever a file does there, the answer is a Look, at worst one that says why there is nothing
to see.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections import OrderedDict
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.bounded import Bounded, TooMuchError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_HEAD = struct.Struct("!I")
_CACHED_BYTES = 32_000_000
_CACHED_LOOKS = 500
PROGRAMS = frozenset({"Windows program", "Linux program"})
SIZE_LIMIT = 25_000_000  # bytes of a file that is looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name in an archive, with the size that the archive declares; ``marks`` warn of it."""

    name: str
    size: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a file is by its own bytes, and what there is to see of it.

    ``kind`` says it in words; nothing where its bytes do not tell. ``png`` is the thumbnail.
    ``entries`` are the first names of an archive with ``count`` of them, which declare
    ``total`` bytes. ``marks`` warn of the whole; ``why_not``: why there is no preview.
    """

    kind: str = ""
    png: bytes = field(default=b"", repr=False)
    entries: tuple[Entry, ...] = ()
    count: int = 0
    total: int = 0
    marks: tuple[str, ...] = ()
    why_not: str = ""

    @property
    def danger(self) -> str:
        """Why nobody should be sent it: it is a program, or made to harm whoever opens it."""
        if self.kind in PROGRAMS:
            return "it is a program"
        return self.marks[0] if self.marks else ""


@dataclass
class Previews:
    """Looks at files, one at a time; what it saw last it knows by the file's digest."""

    seconds: float = 8
    memory: int = 400_000_000
    _seen: OrderedDict[str, Look] = field(default_factory=OrderedDict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def seen(self, digest: str) -> Look | None:
        """What is known of a file without looking again."""
        return self._seen.get(digest)

    async def look(self, digest: str, content: Callable[[], Awaitable[bytes]]) -> Look:
        """What is to be seen of a file; ``content`` is asked for only where it is not known."""
        async with self._turn:
            found = self._seen.get(digest)
            if found is None:
                found = await asyncio.to_thread(self.look_now, await content())
                self._keep(digest, found)
            self._seen.move_to_end(digest)
            return found

    def look_now(self, content: bytes) -> Look:
        """What is to be seen of these bytes. Never raises."""
        if not content:
            return Look(why_not="it is empty")
        if len(content) > SIZE_LIMIT:
            return Look(why_not=f"it has more than {SIZE_LIMIT // 1_000_000} MB")
        try:
            return unpacked(self._child.ask(content, self.seconds))
        except TooMuchError as error:
            return Look(why_not=f"looking at it was given up: {error}")

    def close(self) -> None:
        """End the child; another file starts a new one."""
        self._child.close()

    @cached_property
    def _child(self) -> Bounded:
        return Bounded("adapters.looking", self.memory)

    def _keep(self, digest: str, found: Look) -> None:
        self._seen[digest] = found
        while len(self._seen) > _CACHED_LOOKS or self._bytes() > _CACHED_BYTES:
            self._seen.popitem(last=False)

    def _bytes(self) -> int:
        return sum(len(one.png) for one in self._seen.values())


def packed(look: Look) -> bytes:
    """A look as bytes; no pickle, since a child that a file took over could write one."""
    facts = json.dumps({**asdict(look), "png": ""}).encode()
    return _HEAD.pack(len(facts)) + facts + look.png


def unpacked(told: bytes) -> Look:
    """The look that these bytes tell of."""
    (length,) = _HEAD.unpack_from(told)
    end = _HEAD.size + length
    facts = json.loads(told[_HEAD.size : end])
    entries = [Entry(**{**one, "marks": tuple(one["marks"])}) for one in facts["entries"]]
    return Look(
        **{**facts, "entries": tuple(entries), "marks": tuple(facts["marks"]), "png": told[end:]}
    )
