"""A connection to an IMAP server: imap-tools and imaplib, with the guards they leave to us."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from imaplib import IMAP4, IMAP4_SSL
from ssl import create_default_context
from typing import Self

from imap_tools import BaseMailBox

_PIECE = 65_536


class Client(IMAP4):
    """imaplib's client, with what it leaves to its caller."""

    largest = 10**9

    def read(self, size: int) -> bytes:
        """A literal; of one that is larger than we want nothing is kept, and we stay in step."""
        if size <= self.largest:
            return super().read(size)
        while size > 0 and (piece := super().read(min(size, _PIECE))):
            size -= len(piece)
        return b""

    def send(self, data: bytes) -> None:  # type: ignore[override]  # bytes are all we send
        """One command is one line: nothing given to us ends it early (CVE-2025-15366)."""
        if re.search(rb"[\r\n\0]", data.removesuffix(b"\r\n")):
            raise self.error("a line break in a command")
        super().send(data)


class _TlsClient(Client, IMAP4_SSL):
    """The same by implicit TLS."""


class Mailbox(BaseMailBox):
    """imap-tools' mailbox: with certificates looked at, which imaplib does not do by itself."""

    client: Client

    def __init__(self, host: str, port: int, security: str, seconds: float) -> None:
        self._where, self._security, self._seconds = (host, port), security, seconds
        super().__init__()

    def _get_mailbox_client(self) -> Client:
        """No Nagle: every command waits for its answer."""
        client = _connect(*self._where, self._security, self._seconds)
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def login(self, username: str, password: str, initial_folder: str | None = "INBOX") -> Self:
        """And learn the capabilities that hold after it: imaplib keeps those from before."""
        logged_in = super().login(username, password, initial_folder)
        self.client._get_capabilities()  # noqa: SLF001  there is no other way
        return logged_in


def _connect(host: str, port: int, security: str, seconds: float) -> Client:
    """A connection as safe as the settings say, or none: nothing is said on a lesser one."""
    if security == "tls":
        context = create_default_context()
        return _TlsClient(host, port, ssl_context=context, timeout=seconds)
    client = Client(host, port, timeout=seconds)
    if security == "starttls":
        try:
            _start_tls(client)
        except BaseException:
            with suppress(OSError):  # it may be closed already
                client.shutdown()
            raise
    return client


def _start_tls(client: Client) -> None:
    if "STARTTLS" not in client.capabilities:
        raise client.error("the server offers no STARTTLS, or somebody on the way took it out")
    client.starttls(create_default_context())
