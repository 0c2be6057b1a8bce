"""Mail servers for the contract of ``imap.py``: a real Dovecot, and somebody else's client."""

from __future__ import annotations

import asyncio
import atexit
import os
import pwd
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from imaplib import IMAP4, Time2Internaldate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import pytest

from adapters.mailbox.imap import Access
from tests.conftest import free_port
from tests.examples import MONDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

T = TypeVar("T")

SECRET = "secret"  # noqa: S105  of mailboxes that live for one run


@dataclass(frozen=True, slots=True)
class Other:
    """Another mail program at the same mailbox, by the standard library alone."""

    access: Access

    async def append(self, *raws: bytes, at: datetime = MONDAY) -> None:
        """Mails arrive."""

        def work(client: IMAP4) -> None:
            for raw in raws:
                client.append("INBOX", "", Time2Internaldate(at), raw)

        await self._do(work)

    async def flags(self, uid: int) -> bytes:
        """The flags of a mail."""

        def work(client: IMAP4) -> bytes:
            client.select(readonly=True)
            return bytes(client.uid("FETCH", str(uid), "(FLAGS)")[1][0])

        return await self._do(work)

    async def bodies(self, folder: str = "INBOX") -> list[bytes]:
        """The bytes of every mail of a folder."""

        def work(client: IMAP4) -> list[bytes]:
            client.select(folder, readonly=True)
            found = client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
            return [one[1] for one in found if isinstance(one, tuple)]

        return await self._do(work)

    async def flag(self, uid: int, flag: str) -> None:
        """Somebody flags a mail."""

        def work(client: IMAP4) -> None:
            client.select()
            client.uid("STORE", str(uid), "+FLAGS", f"({flag})")

        await self._do(work)

    async def remove(self, uid: int) -> None:
        """Somebody deletes a mail for good."""

        def work(client: IMAP4) -> None:
            client.select()
            client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            client.expunge()

        await self._do(work)

    async def make(self, folder: str) -> None:
        """Somebody makes a folder."""
        await self._do(lambda client: client.create(folder))

    async def drop(self, folder: str) -> None:
        """Somebody deletes a folder with all that is in it."""
        await self._do(lambda client: client.delete(folder))

    async def rename(self, old: str, new: str) -> None:
        """Somebody renames a folder."""
        await self._do(lambda client: client.rename(old, new))

    async def folders(self) -> list[str]:
        """The folders there are."""
        lines = await self._do(lambda client: client.list()[1])
        return [
            one.decode().rpartition(" ")[2].strip('"') for one in lines if isinstance(one, bytes)
        ]

    async def everything(self) -> dict[str, list[bytes]]:
        """Every mail of every folder."""
        return {name: await self.bodies(name) for name in await self.folders()}

    async def _do(self, work: Callable[[IMAP4], T]) -> T:
        def whole() -> T:
            with IMAP4(self.access.host, self.access.port) as client:
                client.login(self.access.user, self.access.password)
                return work(client)

        return await asyncio.to_thread(whole)


def dovecot_program() -> str | None:
    """Where Dovecot is, if it is installed."""
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A Dovecot that runs: its IMAP port, and the folder in which everything of it lies."""

    port: int
    base: Path

    def maildir(self, user: str) -> Path:
        """Where somebody's mail lies."""
        return self.base / "mail" / user

    def forget(self, user: str, uidvalidity: int) -> None:
        """The inbox is lost and made anew, with UIDs from 1 and this UIDVALIDITY."""
        shutil.rmtree(self.maildir(user), ignore_errors=True)
        self._admin("mailbox", "create", "-u", user, "Processed")  # which makes the mailbox
        self._admin("mailbox", "update", "-u", user, "--uid-validity", str(uidvalidity), "INBOX")

    def _admin(self, *words: str) -> None:
        program = shutil.which("doveadm") or "/usr/bin/doveadm"
        config = str(self.base / "dovecot.conf")
        subprocess.run([program, "-c", config, *words], check=True)  # noqa: S603  ours


@contextmanager
def dovecot_with(program: str, settings: str = "") -> Iterator[Dovecot]:
    """A Dovecot with a folder of its own, who knows everybody with its password."""
    port = free_port()
    with TemporaryDirectory(prefix="ombud-imap-", dir="/tmp") as folder:
        config = _config(Path(folder), port, settings)
        server = subprocess.Popen([program, "-F", "-c", str(config)])  # noqa: S603  found on the PATH
        try:
            _wait_for(port, server)
            yield Dovecot(port, Path(folder))
        finally:
            server.terminate()
            server.wait(timeout=10)


@contextmanager
def running_dovecot(program: str) -> Iterator[int]:
    """The same, if only its port is asked for."""
    with dovecot_with(program) as dovecot:
        yield dovecot.port


def a_dovecot(settings: str = "") -> Dovecot:
    """One Dovecot for all tests that want these settings; skipped where there is none."""
    return _started(settings)


@cache
def _started(settings: str) -> Dovecot:
    program = dovecot_program()
    if program is None:
        pytest.skip("Dovecot is not installed (on Debian: apt install dovecot-imapd)")
    running = ExitStack()
    atexit.register(running.close)
    return running.enter_context(dovecot_with(program, settings))


def a_mailbox(dovecot: Dovecot) -> Access:
    """A new and empty mailbox there."""
    return Access(
        host="127.0.0.1",
        port=dovecot.port,
        security="none",
        user=f"{uuid4().hex}@desk.example",
        password=SECRET,
    )


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"Dovecot ended at once, with status {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("Dovecot does not listen")


def _config(base: Path, port: int, settings: str) -> Path:
    """A whole instance below one folder; as root its mails are owned by the user ``mail``."""
    is_root = os.getuid() == 0
    owner = pwd.getpwnam("mail") if is_root else pwd.getpwuid(os.getuid())
    for name in ("run", "state", "mail", "log"):
        (base / name).mkdir()
    if is_root:
        base.chmod(0o755)
        os.chown(base / "mail", owner.pw_uid, owner.pw_gid)
    login, internal = ("dovenull", "dovecot") if is_root else (owner.pw_name, owner.pw_name)
    group = "dovecot" if is_root else str(owner.pw_gid)
    chroot = "" if is_root else "chroot ="
    config = base / "dovecot.conf"
    config.write_text(
        f"""
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log/dovecot.log
default_login_user = {login}
default_internal_user = {internal}
default_internal_group = {group}
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{base}/mail/%u
first_valid_uid = {owner.pw_uid}
mail_fsync = never
mailbox_idle_check_interval = 1s
auth_failure_delay = 0
passdb {{
  driver = static
  args = password={SECRET}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={base}/mail/%u
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
service imap-login {{
  {chroot}
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
{settings}
"""
    )
    return config
