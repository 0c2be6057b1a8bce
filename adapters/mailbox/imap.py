"""Mail in: one mailbox over IMAP, with the guards that imap-tools and imaplib need.

All calls block; the mailroom runs them in a thread of their own. Everything that
can go wrong with a connection comes out as MailboxError.
"""

from __future__ import annotations

import re
import select
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from imaplib import IMAP4, Internaldate2tuple
from ssl import SSLWantReadError
from time import mktime
from typing import TYPE_CHECKING, Self

from imap_tools import AND, BaseMailBox, Header, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.settings import Settings

_SECONDS = 60.0  # for a network that says nothing
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxError(Exception):
    """The mailbox cannot be used now; the message says why. Trying later may help."""


class LogInRefusedError(MailboxError):
    """The server knows us and says no: trying fast would only lock the account."""


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
    """A mail as the server has it; ``raw`` is None where it is larger than was asked for."""

    uid: int
    size: int
    received_at: datetime
    raw: bytes | None


class Inbox:
    """A connection to one folder. Made by ``open_inbox``; any error ends it."""

    def __init__(self, mailbox: BaseMailBox, access: Access) -> None:
        self._mailbox = mailbox
        self._client: IMAP4 = mailbox.client
        self.access = access
        self.uidvalidity = self._read_uidvalidity()
        self._client.response("EXISTS")  # from opening the folder: no news yet

    def _read_uidvalidity(self) -> int:
        status = self._mailbox.folder.status(self.access.folder, ["UIDVALIDITY"])
        return int(status["UIDVALIDITY"])

    def uids(self) -> list[int]:
        """All mails in the folder, oldest first. NOOP first, or SEARCH does not see new ones."""
        with _in_words("search"):
            self._news()
            return sorted(int(uid) for uid in self._mailbox.uids(self._ours))

    def _news(self) -> bool:
        """NOOP; whether the server told of mails since this was last asked."""
        self._client.noop()
        return self._client.response("EXISTS")[1] != [None]

    @property
    def _ours(self) -> str:
        """All mails; on a server that cannot remove one, those that ``move`` has not marked."""
        able = {"MOVE", "UIDPLUS"} & set(self._client.capabilities)
        return "ALL" if able else "UNDELETED"

    def has(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID (one of ours, so safe to quote) is in the folder."""
        with _in_words("search"):
            self._client.noop()
            return bool(self._mailbox.uids(AND(header=Header("Message-ID", message_id))))

    def fetch(self, uid: int, limit: int) -> Fetched | None:
        """One mail by its UID, without marking it as read; None where it has gone meanwhile."""
        with _in_words("fetch"):
            head = self._uid_fetch(uid, "(UID INTERNALDATE RFC822.SIZE)")
            found = _SIZE.search(head[0]) if head else None
            if not head or found is None:
                return None
            size, received_at = int(found.group(1)), _internal_date(head[0])
            if size > limit:
                return Fetched(uid=uid, size=size, received_at=received_at, raw=None)
            body = self._uid_fetch(uid, "(UID BODY.PEEK[])")
            if body is None or body[1] is None:
                return None
            return Fetched(uid=uid, size=len(body[1]), received_at=received_at, raw=body[1])

    def _uid_fetch(self, uid: int, what: str) -> tuple[bytes, bytes | None] | None:
        """The part of the answer that names this UID; others' flags may come in between."""
        typ, data = self._client.uid("FETCH", str(uid), what)
        if typ != "OK":
            raise MailboxError(f"FETCH {uid}: {data!r}"[:300])
        for index, item in enumerate(data):
            line, literal = item if isinstance(item, tuple) else (item, None)
            tail = data[index + 1] if literal is not None and index + 1 < len(data) else b""
            told = (line or b"") + (tail if isinstance(tail, bytes) else b"")
            if re.search(rb"\bUID %d\b" % uid, told) and (literal is not None or b"SIZE" in told):
                return told, literal
        return None

    def move(self, uid: int, folder: str) -> None:
        """Move one mail to a folder, which is made if it is not there. Never a plain EXPUNGE."""
        with _in_words("move"):
            if not self._try_to_move(uid, folder):
                self._mailbox.folder.create(folder)
                if not self._try_to_move(uid, folder):
                    raise MailboxError(f"the server does not move mail {uid} to {folder!r}")

    def _try_to_move(self, uid: int, folder: str) -> bool:
        r"""UID MOVE (RFC 6851); without it COPY, \Deleted and UID EXPUNGE (RFC 4315)."""
        quoted = f'"{folder}"'
        if "MOVE" in self._client.capabilities:
            return bool(self._client.uid("MOVE", str(uid), quoted)[0] == "OK")
        if self._client.uid("COPY", str(uid), quoted)[0] != "OK":
            return False
        self._client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._client.capabilities:
            self._client.uid("EXPUNGE", str(uid))
        return True

    def wait(self, seconds: float) -> None:
        """IDLE until the server has something to say, or the time is over."""
        with _in_words("idle"):
            if "IDLE" not in self._client.capabilities:
                select.select([], [], [], min(seconds, 5.0))
                return
            if self._news():  # it came after the last look
                return
            sock = self._client.sock
            self._mailbox.idle.start()  # type: ignore[no-untyped-call]  # it has no types
            if not self._has_more():
                select.select([sock], [], [], seconds)
            self._mailbox.idle.stop()  # type: ignore[no-untyped-call]  # it has no types

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

    def drop(self) -> None:
        """End the connection without a word; whoever waits on it in another thread wakes up."""
        with suppress(OSError, ValueError):
            self._client.shutdown()


def open_inbox(access: Access) -> Inbox:
    """Connect, log in and open the folder. Raises MailboxError, LogInRefusedError."""
    where = f"{access.host}:{access.port}"
    kind = {"tls": _Tls, "starttls": _StartTls, "none": _Plain}[access.security]
    with _in_words(f"connect to {where}"):
        mailbox: BaseMailBox = kind(access.host, access.port, timeout=_SECONDS)
    try:
        _log_in(mailbox, access, where)
        with _in_words(f"open {access.folder!r} at {where}"):
            mailbox.folder.set(access.folder)
            return Inbox(mailbox, access)
    except MailboxError:
        with suppress(OSError):
            mailbox.client.shutdown()
        raise


def _log_in(mailbox: BaseMailBox, access: Access, where: str) -> None:
    try:
        mailbox.login(access.user, access.password, None)
    except ImapToolsError as error:
        raise LogInRefusedError(
            f"{where} refuses to log in {access.user!r}: {_short(error)}"
        ) from error
    except UnicodeError as error:
        raise LogInRefusedError(f"{where}: IMAP takes no name or password beyond ASCII") from error
    except (OSError, IMAP4.error) as error:
        raise MailboxError(f"log in at {where}: {_short(error)}") from error


@contextmanager
def _in_words(doing: str) -> Iterator[None]:
    """The libraries' many exceptions as one."""
    try:
        yield
    except MailboxError:
        raise
    except (OSError, IMAP4.error, ImapToolsError, EOFError) as error:
        raise MailboxError(f"{doing}: {_short(error)}") from error


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _internal_date(line: bytes) -> datetime:
    """INTERNALDATE as an instant; imaplib reads it into local time."""
    found = Internaldate2tuple(line)
    if found is None:
        raise MailboxError(f"the server gives no INTERNALDATE: {line!r}"[:300])
    return datetime.fromtimestamp(mktime(found), UTC)


class _Guards(BaseMailBox):
    """What every connection needs: no Nagle, and the capabilities that hold after the log-in."""

    def _get_mailbox_client(self) -> IMAP4:
        client: IMAP4 = super()._get_mailbox_client()
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def login(self, username: str, password: str, initial_folder: str | None = "INBOX") -> Self:
        logged_in = super().login(username, password, initial_folder)
        self.client._get_capabilities()  # noqa: SLF001  imaplib keeps those from before the log-in
        return logged_in


class _Tls(_Guards, MailBox):
    """Implicit TLS."""


class _StartTls(_Guards, MailBoxStartTls):
    """STARTTLS, required."""


class _Plain(_Guards, MailBoxUnencrypted):
    """For loopback and tests."""
