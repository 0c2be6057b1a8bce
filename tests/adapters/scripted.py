"""An IMAP server that says what a test makes it say: for answers no honest server gives."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.mailbox.imap import Access

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HEAD = b'INTERNALDATE "02-Mar-2026 09:30:00 +0000" RFC822.SIZE %d'


@dataclass
class Mail:
    """What the server says of a mail when it is asked for size and date, and for its bytes."""

    raw: bytes
    head: bytes = b""
    body: bytes = b""

    def __post_init__(self) -> None:
        """An honest server."""
        self.head = self.head or HEAD % len(self.raw)
        self.body = self.body or b"BODY[] {%d}\r\n%s" % (len(self.raw), self.raw)


@dataclass
class Scripted:
    """The server. ``answers`` maps a word of a command to whole lines said before the OK."""

    mails: dict[int, Mail] = field(default_factory=dict)
    answers: dict[bytes, bytes] = field(default_factory=dict)
    capabilities: bytes = b"IMAP4rev1 MOVE UIDPLUS"
    greeting: bytes = b"* OK ready"
    commands: list[bytes] = field(default_factory=list)
    moved: dict[int, bytes] = field(default_factory=dict)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Access]:
        """A mailbox there, until the block ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            yield Access(
                host="127.0.0.1",
                port=port,
                security="none",
                user="complaints@desk.example",
                password="secret",  # noqa: S106  of nobody
            )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.greeting + b"\r\n")
        try:
            while line := await reader.readline():
                self.commands.append(line)
                tag, _, command = line.strip().partition(b" ")
                writer.write(self._untagged(command.upper().split()) + tag + b" OK done\r\n")
                if command == b"LOGOUT":
                    break
        finally:
            writer.close()

    def _untagged(self, words: list[bytes]) -> bytes:
        for word, answer in self.answers.items():
            if word in b" ".join(words):
                return answer
        if len(words) > 1 and words[0] == b"UID":
            return self._by_uid(*words[1:])
        return self._by_word(words[0] if words else b"")  # an odd answer may bring a bare line

    def _by_word(self, word: bytes) -> bytes:
        return {
            b"CAPABILITY": b"* CAPABILITY %s\r\n" % self.capabilities,
            b"SELECT": b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n" % len(self.mails),
            b"LOGOUT": b"* BYE bye\r\n",
        }.get(word, b"")

    def _by_uid(self, command: bytes, *rest: bytes) -> bytes:
        match command:
            case b"SEARCH":
                return b"* SEARCH %s\r\n" % b" ".join(b"%d" % uid for uid in self.mails)
            case b"FETCH":
                return self._fetched(int(rest[0]), b" ".join(rest))
            case b"MOVE":
                self.moved[int(rest[0])] = rest[1]
                del self.mails[int(rest[0])]
            case _:
                pass
        return b""

    def _fetched(self, uid: int, what: bytes) -> bytes:
        mail = self.mails.get(uid)
        if mail is None:
            return b""
        told = mail.body if b"BODY" in what else mail.head
        return b"* %d FETCH (UID %d %s)\r\n" % (uid, uid, told)
