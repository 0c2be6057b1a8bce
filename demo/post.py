"""The demo's post office: a real IMAP server (pymap) and a real SMTP server (aiosmtpd), one loop.

For the demo and the tests only. Mail lies in one SQLite file and survives a restart
with its UIDs. A letter to several recipients is delivered to all of them or to none.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from argparse import Namespace
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, AuthResult
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Subsystem
from pymap.imap import IMAPService
from pymap.mime import MessageBody, MessageContent, MessageHeader
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import ObjectId
from pymap.parsing.specials.flag import Flag, Wildcard
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from adapters.mailbox.reading.limits import over_a_limit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session

_TABLES = """
    pragma journal_mode=wal;
    pragma synchronous=normal;
    create table if not exists box(
        account text, name text, uidvalidity int, maxuid int, primary key(account, name));
    create table if not exists msg(
        account text, box text, uid int, at text, flags text, raw blob,
        primary key(account, box, uid));
"""


class Shelf:
    """All mailboxes in one SQLite file."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript(_TABLES)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing."""
        self.db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self.db.execute("rollback")
            raise
        self.db.execute("commit")

    def put(self, box: Box, mail: Message, raw: bytes) -> None:
        """Keep one mail of a box."""
        flags = " ".join(str(flag) for flag in mail.permanent_flags)
        row = (box.account, box.name, mail.uid, mail.internal_date.isoformat(), flags, raw)
        self.db.execute("insert or replace into msg values(?,?,?,?,?,?)", row)
        self.db.execute(
            "update box set maxuid=max(maxuid,?) where account=? and name=?",
            (mail.uid, box.account, box.name),
        )

    def drop(self, box: Box, uids: Iterable[int]) -> None:
        """Remove mails of a box."""
        rows = [(box.account, box.name, uid) for uid in uids]
        self.db.executemany("delete from msg where account=? and box=? and uid=?", rows)

    def raw(self, box: Box, uid: int) -> bytes:
        """The bytes of one mail."""
        where = (box.account, box.name, uid)
        found = self.db.execute(
            "select raw from msg where account=? and box=? and uid=?", where
        ).fetchone()
        return bytes(found[0])

    def accounts(self) -> list[str]:
        """Everyone who has a mailbox."""
        return [row[0] for row in self.db.execute("select distinct account from box").fetchall()]

    def mails(self, account: str) -> list[tuple[str, int, str, bytes]]:
        """All mail of one account, newest first: folder, UID, time of arrival, bytes."""
        return self.db.execute(
            "select box, uid, at, raw from msg where account=? order by at desc, uid desc",
            (account,),
        ).fetchall()


class Box(MailboxData):
    """One folder, kept on the shelf as pymap changes it."""

    def __init__(self, boxes: Boxes, name: str) -> None:
        super().__init__(boxes._content_cache, boxes._thread_cache)  # noqa: SLF001  pymap's way
        self.name, self.account, self.shelf = name, boxes.account, boxes.shelf
        where = (self.account, name)
        row = self.shelf.db.execute(
            "select uidvalidity,maxuid from box where account=? and name=?", where
        ).fetchone()
        if row:
            self._uid_validity, self._max_uid = row
        else:
            self._max_uid = 0
            self.shelf.db.execute("insert into box values(?,?,?,0)", (*where, self._uid_validity))

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        """Keywords, too."""
        return super().permanent_flags | {Wildcard}

    async def load(self) -> None:
        """Read the folder back with the UIDs it had."""
        top = self._max_uid
        rows = self.shelf.db.execute(
            "select uid,at,flags,raw from msg where account=? and box=? order by uid",
            (self.account, self.name),
        ).fetchall()
        for uid, at, flags, raw in rows:
            self._max_uid = uid - 1
            marks = frozenset(Flag(flag) for flag in flags.split())
            mail = AppendMessage(raw, datetime.fromisoformat(at), marks)
            await self._shelve(mail)
        self._max_uid = max(top, self._max_uid)

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        """A mail arrives."""
        mail = await self._shelve(append_msg, recent=recent)
        self.shelf.put(self, mail, bytes(append_msg.literal))
        return mail

    async def _shelve(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        """A mail as pymap serves it; one that was made to hurt a parser is never taken apart."""
        if not over_a_limit(bytes(append_msg.literal), len(append_msg.literal)):
            return await super().append(append_msg, recent=recent)
        async with self.messages_lock.write_lock():
            self._max_uid += 1
            mail = Message(
                self._max_uid,
                append_msg.when or datetime.now(UTC),  # noqa: TID251  as pymap does
                append_msg.flag_set,
                email_id=ObjectId.random_email_id(),
                thread_id=ObjectId.random_thread_id(),
                recent=recent,
                content=_in_one_piece(bytes(append_msg.literal)),
            )
            self._messages[mail.uid] = mail
            self._mod_sequences.update([mail.uid])
            self._updated.set()
        return mail

    async def copy(self, uid: int, destination: Any, *, recent: bool = False) -> int | None:  # noqa: ANN401  pymap's type
        """A mail is copied to another folder."""
        new = await super().copy(uid, destination, recent=recent)
        if new is not None:
            self._carry(uid, destination, new)
        return new

    async def move(self, uid: int, destination: Any, *, recent: bool = False) -> int | None:  # noqa: ANN401  pymap's type
        """A mail is moved to another folder."""
        new = await super().move(uid, destination, recent=recent)
        if new is not None:
            self._carry(uid, destination, new)
            self.shelf.drop(self, [uid])
        return new

    def _carry(self, uid: int, destination: Box, new: int) -> None:
        mail = destination._messages[new]
        self.shelf.put(destination, mail, self.shelf.raw(self, uid))

    async def update(self, uid: int, cached_msg: Any, flag_set: Any, mode: Any) -> Any:  # noqa: ANN401  pymap's types
        """Flags change."""
        mail = await super().update(uid, cached_msg, flag_set, mode)
        if uid in self._messages:
            self.shelf.put(self, mail, self.shelf.raw(self, uid))
        return mail

    async def delete(self, uids: Iterable[int]) -> None:
        """Mails are expunged."""
        gone = list(uids)
        await super().delete(gone)
        self.shelf.drop(self, gone)


def _in_one_piece(raw: bytes) -> MessageContent:
    """Headers and a body without parts: all that is asked for of a mail as a whole."""
    view, lines = memoryview(raw), MessageContent._find_lines(raw)  # noqa: SLF001  pymap's way
    head, rest = MessageContent._split_lines(raw, lines)  # noqa: SLF001
    plain = MessageBody._parse_content_type("text/plain")  # noqa: SLF001
    header = MessageHeader._parse(raw, view, head)  # noqa: SLF001
    return MessageContent(raw, header, MessageBody(raw, rest, plain, []))


class Boxes(MailboxSet):
    """The folders of one account."""

    def __init__(self, shelf: Shelf, account: str) -> None:
        super().__init__()
        self.shelf, self.account = shelf, account
        self._inbox = Box(self, "INBOX")

    async def load(self) -> Boxes:
        """Read all folders back."""
        await self._inbox.load()  # type: ignore[attr-defined]  # it is a Box, made above
        rows = self.shelf.db.execute(
            "select name from box where account=? and name<>'INBOX'", (self.account,)
        ).fetchall()
        for (name,) in rows:
            box = Box(self, name)
            self._set[name] = box
            await box.load()
        return self

    async def add_mailbox(self, name: str) -> Any:  # noqa: ANN401  pymap's ObjectId
        """Make a folder."""
        if name in self._set:
            raise ValueError(name)
        box = Box(self, name)
        self._set[name] = box
        return box.mailbox_id


@dataclass
class PostOffice:
    """Mailboxes with passwords, an IMAP port and an SMTP port.

    ``refuse`` maps a recipient to the SMTP reply it gets instead of its mail.
    """

    shelf: Shelf
    passwords: Mapping[str, str]
    imap_port: int
    smtp_port: int
    host: str = "127.0.0.1"
    catch_all: str = ""
    refuse: dict[str, str] = field(default_factory=dict)
    wall: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: TID251  a server's own clock

    def mailbox_of(self, address: str) -> str:
        """The mailbox an address reaches: subaddresses (RFC 5233) are their owner's.

        Whoever has no mailbox here is a stranger: their mail lies with ``catch_all``,
        so that a complaint may be sent under any name.
        """
        local, _, domain = address.lower().rpartition("@")
        mailbox = f"{local.partition('+')[0]}@{domain}"
        here = {one.rpartition("@")[2] for one in self.passwords}
        return mailbox if mailbox in self.passwords or domain in here else self.catch_all

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self,
        _server: object,
        _session: object,
        envelope: Envelope,
        address: str,
        _options: object,
    ) -> str:
        """Mail is taken for the mailboxes there are, and for nobody else."""
        if address in self.refuse:
            return self.refuse[address]
        if self.mailbox_of(address) not in self.passwords:
            return "550 5.1.1 no such mailbox in this demo"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, _server: object, session: Session, envelope: Envelope
    ) -> str:
        """Deliver to all recipients in one transaction: all of them or none."""
        now = self.wall()
        boxes = [await self._inbox(one) for one in envelope.rcpt_tos]
        with self.shelf.transaction():
            await self._put(envelope, session, boxes, now)
        return "250 2.0.0 delivered"

    async def _put(
        self, envelope: Envelope, session: Session, boxes: list[Any], now: datetime
    ) -> None:
        for address, box in zip(envelope.rcpt_tos, boxes, strict=True):
            head = (
                f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {address}\r\n"
                f"Received: from {session.host_name} by post.localhost with ESMTP; "
                f"{format_datetime(now)}\r\n"
            )
            mail = AppendMessage(
                head.encode() + (envelope.original_content or b""), now, frozenset()
            )
            await box.append(mail, recent=True)

    async def deliver(self, address: str, raw: bytes, at: datetime | None = None) -> None:
        """Put a mail into an inbox as it is, with the time of its arrival."""
        box = await self._inbox(address)
        await box.append(AppendMessage(raw, at or self.wall(), frozenset()), recent=True)

    async def _inbox(self, address: str) -> Any:  # noqa: ANN401  pymap's wrapper of a Box
        boxes = await self._boxes(self.mailbox_of(address))
        return await boxes.get_mailbox("INBOX")

    async def _boxes(self, account: str) -> Boxes:
        cache = self._config.set_cache
        if account not in cache:
            cache[account] = (await Boxes(self.shelf, account).load(), FilterSet())
        return cache[account][0]  # type: ignore[return-value]  # put there one line above

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[PostOffice]:
        """Serve until the block ends."""
        async with AsyncExitStack() as stack:
            await self._open_imap(stack)
            loop = asyncio.get_running_loop()
            server = await loop.create_server(self._smtp, self.host, self.smtp_port)
            stack.callback(server.close)
            yield self

    def _smtp(self) -> SMTP:
        return SMTP(
            self,
            enable_SMTPUTF8=True,
            data_size_limit=300_000_000,
            hostname="post.localhost",
            authenticator=lambda *_: AuthResult(success=True),
            auth_require_tls=False,
        )

    async def _open_imap(self, stack: AsyncExitStack) -> None:
        arguments = Namespace(
            demo_data=False,
            demo_user="nobody@localhost",
            demo_password=None,
            host=self.host,
            port=self.imap_port,
            debug=False,
            cert=None,
            key=None,
            passlib_cfg=None,
            tls=False,
            proxy_protocol=None,
            inherited_sockets=None,
        )
        self._config = Config.from_args(
            arguments,
            hash_context=Cleartext(),
            secure_auth=False,
            invalid_user_sleep=0.0,
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        self._config.apply_context()
        login = Login(self._config)
        for account, password in self.passwords.items():
            await self._boxes(account)
            user = UserMetadata(self._config, account, password=password)
            login.users_dict[account] = user
        await IMAPService(DictBackend(login, self._config), self._config).start(stack)
