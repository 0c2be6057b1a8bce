"""Mail in: one mailbox over IMAP, with the guards that imap-tools and imaplib need.

All calls block; the mailroom runs them in a thread of their own. Everything that
can go wrong with a connection comes out as MailboxError.
"""

from __future__ import annotations

import re
import select
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from imaplib import IMAP4, Internaldate2tuple
from ssl import SSLCertVerificationError, SSLWantReadError
from time import mktime
from typing import TYPE_CHECKING

from imap_tools import AND, Header
from imap_tools.errors import ImapToolsError

from adapters.mailbox.connection import Mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.mailbox.connection import Client
    from adapters.settings import Settings

_SECONDS = 60.0  # for a network that says nothing
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_LITERAL = re.compile(rb"BODY\[\] \{(\d+)\}")
_PERSONAL = re.compile(rb'\(\("((?:[^"\\]|\\.)*)"')  # the first namespace of RFC 2342
_NOT_NOW = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|THROTTLED)\b", re.IGNORECASE)  # RFC 5530
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)  # older than any desk, so that a person looks


class MailboxError(Exception):
    """The mailbox cannot be used now; the message says why. Trying later may help."""


class LogInRefusedError(MailboxError):
    """The server knows us and says no: trying fast would only lock the account."""


class MoveRefusedError(MailboxError):
    """A mail stays where it is, in the server's words; the connection is as good as before."""


Answer = bytes | tuple[bytes, bytes] | None  # a part of one, as imaplib gives it


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to reach a mailbox."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str = "INBOX"


def inbox_access(settings: Settings) -> Access:
    """How to reach the inbox that complaints come to."""
    return Access(
        host=settings.imap_host,
        port=settings.imap_port,
        security=settings.imap_security,
        user=settings.imap_user,
        password=settings.imap_password.get_secret_value(),
        folder=settings.imap_inbox,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A mail as the server has it; ``raw`` is None where it does not come, and ``missing`` why."""

    uid: int
    size: int
    received_at: datetime
    raw: bytes | None
    missing: str = ""


class Inbox:
    """A connection to one folder. Made by ``open_inbox``; any error but a refusal ends it."""

    def __init__(self, mailbox: Mailbox, access: Access) -> None:
        self._mailbox = mailbox
        self._client: Client = mailbox.client
        self._copied: set[int] = set()
        self.access = access
        self.uidvalidity = self._told_uidvalidity()
        self._may_delete = rb"\Deleted" in (self._told("PERMANENTFLAGS") or rb"\Deleted")
        self._personal = self._personal_prefix()
        self._told("EXISTS")  # from opening the folder: no news yet

    def _told(self, name: str) -> bytes | None:
        """What the server told by the way, once."""
        found = self._client.response(name)[1][-1]
        return found if isinstance(found, bytes) else None

    def _told_uidvalidity(self) -> int:
        """As the folder was opened: asked later, it might be another folder's of that name."""
        told = self._told("UIDVALIDITY")
        if told is None:
            raise MailboxError(f"{self.access.folder!r} has no UIDVALIDITY: its UIDs mean nothing")
        return int(told)

    def _personal_prefix(self) -> bytes:
        """What our folders' names begin with, ``INBOX.`` at many a host (RFC 2342)."""
        if "NAMESPACE" not in self._client.capabilities:
            return b""
        found = _PERSONAL.match(self._client.namespace()[1][-1] or b"")
        return found.group(1) if found else b""

    def uids(self) -> list[int]:
        """All mails in the folder, oldest first. NOOP first, or SEARCH does not see new ones."""
        with _in_words("search"):
            self._news()
            return sorted(self._search(self._ours))

    def _search(self, criteria: str) -> list[int]:
        return [int(uid) for uid in self._mailbox.uids(criteria, charset=None)]

    def _news(self) -> bool:
        """NOOP; whether the server told of mails since this was last asked."""
        self._client.noop()
        return self._told("EXISTS") is not None

    @property
    def _ours(self) -> str:
        """All mails; on a server that cannot remove one, those that ``move`` has not marked."""
        able = {"MOVE", "UIDPLUS"} & set(self._client.capabilities)
        return "ALL" if able else "UNDELETED"

    def has(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID (one of ours, so safe to quote) is in the folder."""
        with _in_words("search"):
            self._client.noop()
            return bool(self._search(str(AND(header=Header("Message-ID", message_id)))))

    def fetch(self, uid: int, limit: int) -> Fetched | None:
        """One mail by its UID, without marking it as read; None where it has gone meanwhile.

        A mail the server does not give, and one that is larger than the limit (also
        where the server said it was not), comes without its bytes.
        """
        with _in_words("fetch"):
            head, no = self._uid_fetch(uid, "(UID INTERNALDATE RFC822.SIZE)", b"RFC822.SIZE")
            if head is None:
                return _without_bytes(uid, b"", no) if no else None
            if _size(head[0]) > limit:
                return _without_bytes(uid, head[0], _too_large(limit))
            self._client.largest = limit
            body, no = self._uid_fetch(uid, "(UID BODY.PEEK[])", b"BODY[]")
            if body is None:
                return _without_bytes(uid, head[0], no) if no else None
            return _whole(uid, head[0], body, limit)

    def _uid_fetch(
        self, uid: int, what: str, wanted: bytes
    ) -> tuple[tuple[bytes, bytes | None] | None, str]:
        """The part of the answer that names this UID, and why there is none.

        Others' flags may come in between, with and without a UID.
        """
        data, no = self._uid(uid, "FETCH", what)
        for index, item in enumerate(data):
            line, literal = item if isinstance(item, tuple) else (item, None)
            tail = data[index + 1] if literal is not None and index + 1 < len(data) else b""
            told = (line or b"") + (tail if isinstance(tail, bytes) else b"")
            if wanted in told and re.search(rb"\bUID %d\b" % uid, told):
                return (told, literal), ""
        return None, no

    def _uid(self, uid: int, command: str, *arguments: str) -> tuple[list[Answer], str]:
        """One command about one mail: the answer, and the server's words where it says no."""
        typ, data = self._client.uid(command, str(uid), *arguments)
        if typ == "OK":
            return data, ""
        words = " ".join(one.decode("utf-8", "replace") for one in data if isinstance(one, bytes))
        if _NOT_NOW.search(words):
            raise MailboxError(f"{command}: not now, says the server: {words}"[:300])
        return [], f"the server says no to {command}: {words}"[:300]

    def move(self, uid: int, folder: str) -> None:
        """Move one mail to a folder, which is made if it is not there. Never a plain EXPUNGE.

        Raises MoveRefusedError where it stays: the folder is full, say, or may not be
        written to. A mail that has gone meanwhile is where somebody else wanted it.
        """
        with _in_words("move"):
            name = b'"' + self._personal + folder.encode("ascii") + b'"'
            if not self._try_to_move(uid, name):
                return
            with suppress(ImapToolsError):  # it is there, or may not be made
                self._mailbox.folder.create(name)
            no = self._try_to_move(uid, name)
            if no and self._search(f"UID {uid}"):
                raise MoveRefusedError(f"mail cannot be moved to {folder!r}: {no}")

    def _try_to_move(self, uid: int, name: bytes) -> str:
        r"""UID MOVE (RFC 6851); without it COPY, \Deleted and UID EXPUNGE (RFC 4315).

        The server's words where it says no. What was copied is not copied again.
        """
        quoted = name.decode("ascii")
        if "MOVE" in self._client.capabilities:
            return self._uid(uid, "MOVE", quoted)[1]
        if not self._may_delete:
            return r"the server keeps no \Deleted mark here"
        if uid not in self._copied:
            if no := self._uid(uid, "COPY", quoted)[1]:
                return no
            self._copied.add(uid)
        no = self._uid(uid, "STORE", "+FLAGS.SILENT", r"(\Deleted)")[1]
        if not no and "UIDPLUS" in self._client.capabilities:
            no = self._uid(uid, "EXPUNGE")[1]
        return no

    def wait(self, seconds: float) -> None:
        """IDLE until the server has something to say, or the time is over."""
        with _in_words("idle"):
            if "IDLE" not in self._client.capabilities:
                select.select([], [], [], min(seconds, 5.0))
                return
            if self._news():  # it came after the last look
                return
            tag = self._start_idle()
            if "EXISTS" not in self._client.untagged_responses and not self._has_more():
                select.select([self._client.sock], [], [], seconds)
            self._client.send(b"DONE\r\n")
            self._mailbox.consume_until_tagged_response(tag)

    def _start_idle(self) -> bytes:
        """The tag of the command; what the server tells before it says yes is kept."""
        tag: bytes = self._client._command("IDLE")  # noqa: SLF001  imap-tools takes the first line for the yes
        while self._client._get_response() is not None:  # noqa: SLF001
            if self._client.tagged_commands[tag]:
                raise MailboxError("the server says no to IDLE")
        return tag

    def _has_more(self) -> bool:
        """Whether news came along with the answer to IDLE: what is buffered wakes no select."""
        sock = self._client.sock
        sock.settimeout(0)
        try:
            return bool(self._client.file.peek(1))  # type: ignore[union-attr]  # a BufferedReader
        except (BlockingIOError, SSLWantReadError):
            return False
        finally:
            sock.settimeout(_SECONDS)

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        with suppress(OSError, IMAP4.error, ImapToolsError):
            self._mailbox.logout()
        self.drop()

    def drop(self) -> None:
        """End the connection without a word; whoever waits on it in another thread wakes up."""
        with suppress(OSError, ValueError):
            self._client.shutdown()


def open_inbox(access: Access) -> Inbox:
    """Connect, log in and open the folder. Raises MailboxError, LogInRefusedError."""
    where = f"{access.host}:{access.port}"
    with _in_words(f"connect to {where}"):
        mailbox = Mailbox(access.host, access.port, access.security, _SECONDS)
    try:
        _log_in(mailbox, access, where)
        with _in_words(f"open {access.folder!r} at {where}"):
            mailbox.folder.set(access.folder)
            return Inbox(mailbox, access)
    except MailboxError:
        with suppress(OSError):
            mailbox.client.shutdown()
        raise


def _log_in(mailbox: Mailbox, access: Access, where: str) -> None:
    if "LOGINDISABLED" in mailbox.client.capabilities:  # RFC 3501, 6.2.3
        raise MailboxError(f"{where} takes no password without TLS; see OMBUD_IMAP_SECURITY")
    try:
        mailbox.login(access.user, access.password, None)
    except ImapToolsError as error:
        refused = MailboxError if _NOT_NOW.search(str(error)) else LogInRefusedError
        raise refused(f"{where} refuses to log in {access.user!r}: {_short(error)}") from error
    except UnicodeError as error:
        raise LogInRefusedError(f"{where}: IMAP takes no name or password beyond ASCII") from error
    except (OSError, IMAP4.error) as error:
        raise MailboxError(f"log in at {where}: {_short(error)}") from error


@contextmanager
def _in_words(doing: str) -> Iterator[None]:
    """Whatever a server, a network or the libraries come up with as one exception."""
    try:
        yield
    except MailboxError:
        raise
    except Exception as error:
        # the libraries themselves fail on odd answers, each time otherwise
        raise MailboxError(f"{doing}: {_short(error)}") from error


def _short(error: Exception) -> str:
    if isinstance(error, SSLCertVerificationError):
        return f"the server's certificate is not to be trusted: {error.verify_message}"
    return (str(error) if isinstance(error, IMAP4.error) else f"{type(error).__name__}: {error}")[
        :300
    ]


def _too_large(limit: int) -> str:
    return f"larger than {limit} bytes"


def _without_bytes(uid: int, head: bytes, why: str) -> Fetched:
    return Fetched(
        uid=uid, size=_size(head), received_at=_internal_date(head), raw=None, missing=why
    )


def _whole(uid: int, head: bytes, body: tuple[bytes, bytes | None], limit: int) -> Fetched:
    """A mail with its bytes, unless the server sent none (NIL), or more than was asked for."""
    told, raw = body
    if raw is None:
        return _without_bytes(uid, head, "the server has no bytes of it")
    sent = _LITERAL.search(told)
    if sent and int(sent.group(1)) != len(raw):
        return _without_bytes(uid, b"RFC822.SIZE %s %s" % (sent.group(1), head), _too_large(limit))
    return Fetched(uid=uid, size=len(raw), received_at=_internal_date(head), raw=raw)


def _size(line: bytes) -> int:
    """RFC822.SIZE, as far as the server tells one."""
    found = _SIZE.search(line)
    return int(found.group(1)) if found else 0


def _internal_date(line: bytes) -> datetime:
    """INTERNALDATE as an instant; imaplib reads it into local time."""
    try:
        found = Internaldate2tuple(line)
        return datetime.fromtimestamp(mktime(found), UTC) if found else _UNKNOWN
    except (ValueError, OverflowError, OSError):
        return _UNKNOWN
