"""A cable between us and a real mail server, which can be damaged while it is in use."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from ssl import SSLContext


class Damage(Enum):
    """What becomes of one command."""

    LOSE_ANSWER = auto()  # the server does it, and the connection ends before we hear of it
    CUT_LITERAL = auto()  # the connection ends in the middle of a mail's bytes
    SILENCE = auto()  # nothing comes any more, and nobody says goodbye


@dataclass(frozen=True, slots=True)
class Say:
    """An answer that is not the server's: tagged, or a goodbye (``* BYE …``)."""

    answer: bytes


@dataclass
class Wire:
    """A cable; every command that went over it is kept.

    ``hidden`` are capabilities the server seems not to have; ``before`` is done
    before a command arrives there: what somebody else does meanwhile.
    """

    server_port: int
    hidden: tuple[bytes, ...] = ()
    port: int = 0
    commands: list[bytes] = field(default_factory=list)
    before: Callable[[bytes], Awaitable[None]] | None = None
    damages: list[tuple[bytes, Damage | Say, int]] = field(default_factory=list)
    cables: set[_Cable] = field(default_factory=set)

    def damage(self, word: bytes, what: Damage | Say, times: int = 1) -> None:
        """The next commands with this word do not go as they should."""
        self.damages.append((word, what, times))

    def said(self, word: bytes) -> list[bytes]:
        """The commands that had this word in them."""
        return [one for one in self.commands if word in one]

    def cut(self) -> None:
        """Every connection ends."""
        for cable in tuple(self.cables):
            cable.cut()

    def due(self, line: bytes) -> Damage | Say | None:
        """What becomes of this command."""
        for index, (word, what, times) in enumerate(self.damages):
            if word in line:
                rest = [(word, what, times - 1)] if times > 1 else []
                self.damages[index : index + 1] = rest
                return what
        return None

    @asynccontextmanager
    async def open(self, tls: SSLContext | None = None) -> AsyncIterator[Wire]:
        """Until the block ends."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await asyncio.gather(*(one.ended for one in self.cables))

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", self.server_port)
        cable = _Cable(self, (reader, writer), there)
        self.cables.add(cable)
        both = [asyncio.create_task(one()) for one in (cable.commands, cable.answers)]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not cable.is_silent:
            cable.cut()
        await asyncio.gather(*both, return_exceptions=True)
        cable.cut()
        self.cables.discard(cable)
        cable.ended.set_result(None)


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Cable:
    """One connection over the wire."""

    def __init__(self, wire: Wire, here: Ends, there: Ends) -> None:
        self._wire = wire
        (self._client, self._to_client), (self._server, self._to_server) = here, there
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._damage: Damage | None = None
        self._end = b""
        self.is_silent = self._is_secret = False

    def cut(self) -> None:
        """It ends at once, on both sides."""
        for side in (self._to_client, self._to_server):
            with suppress(RuntimeError):
                side.transport.abort()

    async def commands(self) -> None:
        """From us to the server."""
        while line := await self._next():
            if self._wire.before:
                await self._wire.before(line)
            match self._wire.due(line):
                case Say(answer):
                    self._say(line.split(b" ")[0], answer)
                case what:
                    self._suffer(what, line)
                    self._to_server.write(line)

    async def _next(self) -> bytes:
        """A line; after STARTTLS, whatever comes."""
        if self._is_secret:
            return await self._client.read(65_536)
        line = await self._client.readline()
        self._wire.commands += filter(None, [line])
        self._is_secret = b"STARTTLS" in line
        return line

    def _say(self, tag: bytes, answer: bytes) -> None:
        goodbye = answer.startswith(b"*")
        self._to_client.write((b"" if goodbye else tag + b" ") + answer + b"\r\n")
        if goodbye:
            self._to_client.close()

    def _suffer(self, what: Damage | None, line: bytes) -> None:
        self._damage = what or self._damage
        self._end = b"\r\n" + line.split(b" ")[0] + b" "
        self.is_silent = self._damage is Damage.SILENCE

    async def answers(self) -> None:
        """From the server to us."""
        seen = b"\r\n"
        while data := await self._server.read(65_536):
            seen += data
            match self._damage:
                case None:
                    seen = b"\r\n"
                    self._to_client.write(self._without_hidden(data))
                case Damage.LOSE_ANSWER if self._end in seen:
                    self.cut()
                case Damage.CUT_LITERAL if b"}\r\n" in seen:
                    self._to_client.write(data[: data.index(b"}\r\n") + 20])
                    await self._to_client.drain()
                    self._to_client.close()
                case _:
                    pass

    def _without_hidden(self, data: bytes) -> bytes:
        for one in self._wire.hidden if b"CAPABILITY" in data else ():
            data = data.replace(b" " + one, b"")
        return data
