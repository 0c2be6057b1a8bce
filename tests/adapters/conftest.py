"""What the adapters' tests share: two mail servers behind one contract, and a Dovecot of our own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import pytest

from adapters.mailbox.imap import Access
from tests.conftest import PASSWORD, free_port
from tests.examples import DESK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.post import PostOffice

_SECRET = "secret"  # noqa: S105  of mailboxes that live for one run


class Server(Protocol):
    """A mail server with an empty mailbox for each test."""

    def access(self) -> Access:
        """How to reach the mailbox."""
        ...


@dataclass(frozen=True, slots=True)
class Embedded:
    """The demo's post office."""

    office: PostOffice

    def access(self) -> Access:
        """The desk's inbox; the office lives for one test."""
        return Access(
            host="127.0.0.1",
            port=self.office.imap_port,
            security="none",
            user=DESK,
            password=PASSWORD,
        )


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A Dovecot of our own, which knows everybody who knows its password."""

    port: int
    user: str

    def access(self) -> Access:
        """A mailbox that no other test uses."""
        return Access(
            host="127.0.0.1", port=self.port, security="none", user=self.user, password=_SECRET
        )


@pytest.fixture(scope="session")
def dovecot_port() -> Iterator[int]:
    """The IMAP port of a real Dovecot, with a folder of its own; skipped where there is none."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("Dovecot is not installed (on Debian: apt install dovecot-imapd)")
    port = free_port()
    with TemporaryDirectory(prefix="ombud-imap-", dir="/tmp") as folder:  # noqa: S108  its users must reach it
        config = _dovecot_config(Path(folder), port)
        server = subprocess.Popen([program, "-F", "-c", str(config)])  # noqa: S603  found on the PATH
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=10)


@pytest.fixture(params=["embedded", "dovecot"])
def server(request: pytest.FixtureRequest) -> Server:
    """An IMAP server: every test that asks for it runs on both."""
    if request.param == "embedded":
        return Embedded(request.getfixturevalue("office"))
    port = request.getfixturevalue("dovecot_port")
    return Dovecot(port, f"{uuid4().hex}@desk.example")


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"Dovecot ended at once, with status {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("Dovecot does not listen")


def _dovecot_config(base: Path, port: int) -> Path:
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
passdb {{
  driver = static
  args = password={_SECRET}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={base}/mail/%u
}}
service anvil {{
  {chroot}
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
"""
    )
    return config
