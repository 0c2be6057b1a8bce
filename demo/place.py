"""Where a demo lies and how to reach it: its folder, its ports, its mailboxes, its state file."""

from __future__ import annotations

import json
import os
import secrets
import shlex
import socket
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
DESK = "complaints@desk.example"
WITNESS = "outbox@desk.example"
PEOPLE = {
    "inbox": DESK,
    "complainant": "lin@home.example",
    "respondent": "calls@firm.example",
    "body": "intake@ombudsman.example",
    "staff": "staff@desk.example",
}
ACCOUNTS = ("handler", "approver", "manager", "auditor", "admin")
PORT_BASE = 8400
PORTS = ("console", "mail page", "Temporal", "Temporal UI", "IMAP", "SMTP")


class DemoError(Exception):
    """The demo cannot do what was asked; the message says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One demo: its folder and its ports."""

    data: Path
    ports: dict[str, int]
    passwords: dict[str, str] = field(repr=False)
    secret: str = field(repr=False)
    accounts: dict[str, str] = field(repr=False)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def console(self) -> str:
        """Where staff log in."""
        return f"http://{HOST}:{self.ports['console']}"

    @property
    def mail_page(self) -> str:
        """Where the five mailboxes are shown."""
        return f"http://{HOST}:{self.ports['mail page']}"

    @property
    def temporal(self) -> str:
        """The Temporal server."""
        return f"{HOST}:{self.ports['Temporal']}"

    @property
    def temporal_ui(self) -> str:
        """Temporal's own UI."""
        return f"http://{HOST}:{self.ports['Temporal UI']}"

    def environment(self) -> dict[str, str]:
        """The settings of the desk in this place; what was set on the command line wins."""
        given = {
            "DATABASE_URL": f"sqlite:///{self.data}/desk.db",
            "EVIDENCE_FOLDER": str(self.data / "evidence"),
            "SECRET": self.secret,
            "DESK_ADDRESS": DESK,
            "DESK_NAME": "Ombud Demo",
            "PACK": "cn-telecom",
            "BODY_ADDRESSES": f"*={PEOPLE['body']}",
            "CONSOLE_URL": self.console,
            "PUBLIC_ADDRESS": self.console,
            "PUBLIC_FORM": "true",
            "SHELL_APPROVALS": "true",
            "IMAP_HOST": HOST,
            "IMAP_PORT": str(self.ports["IMAP"]),
            "IMAP_SECURITY": "none",
            "IMAP_USER": DESK,
            "IMAP_PASSWORD": self.passwords[DESK],
            "SMTP_HOST": HOST,
            "SMTP_PORT": str(self.ports["SMTP"]),
            "SMTP_SECURITY": "none",
            "WITNESS_ADDRESS": WITNESS,
            "WITNESS_USER": WITNESS,
            "WITNESS_PASSWORD": self.passwords[WITNESS],
            "WITNESS_PATIENCE_SECONDS": "2",
            "TEMPORAL_ADDRESS": self.temporal,
            "TEMPORAL_UI": self.temporal_ui,
            "ACKNOWLEDGEMENTS_PER_SENDER_DAY": "10000",
            "ACKNOWLEDGEMENTS_PER_HOUR": "100000",
            "LETTERS_PER_RECIPIENT_DAY": "30000",
            "CASES_PER_SENDER_DAY": "10000",
            "CASES_PER_HOUR": "100000",
            "MESSAGES_PER_CASE_DAY": "1000",
            "BYTES_PER_SENDER_DAY": "10000000000",
            "WATCH_SECONDS": "5",
            "CONSOLE_HOST": HOST,
            "CONSOLE_PORT": str(self.ports["console"]),
        }
        return {f"OMBUD_{name}": value for name, value in {**given, **self.settings}.items()}

    def state(self, *, ready: bool) -> dict[str, Any]:
        """What ``demo status --json`` shows."""
        return {
            "ready": ready,
            "console": self.console,
            "mail_page": self.mail_page,
            "temporal_ui": self.temporal_ui,
            "temporal": self.temporal,
            "imap": {"host": HOST, "port": self.ports["IMAP"]},
            "smtp": {"host": HOST, "port": self.ports["SMTP"]},
            "mailboxes": [
                {"role": role, "address": address, "password": self.passwords[address]}
                for role, address in PEOPLE.items()
            ],
            "accounts": [
                {"account": account, "password": password}
                for account, password in self.accounts.items()
            ],
            "data": str(self.data),
        }


def prepare(data: Path, port_base: int | None, settings: dict[str, str] | None = None) -> Place:
    """A place in this folder: the ports are free, the passwords those of last time, if any."""
    data = data.resolve()
    (data / "logs").mkdir(parents=True, exist_ok=True)
    kept_file = data / "place.json"
    if kept_file.exists():
        kept = json.loads(kept_file.read_text())
    else:
        everyone = [*PEOPLE.values(), WITNESS]
        kept = {
            "passwords": {address: secrets.token_urlsafe(9) for address in everyone},
            "secret": secrets.token_hex(32),
            "accounts": {account: secrets.token_urlsafe(9) for account in ACCOUNTS},
        }
    place = Place(
        data=data,
        ports=_ports(port_base),
        settings=settings or {},
        **{name: kept[name] for name in _KEPT},
    )
    write_privately(kept_file, json.dumps({k: v for k, v in asdict(place).items() if k in _KEPT}))
    lines = (f"{name}={shlex.quote(value)}" for name, value in place.environment().items())
    write_privately(data / "desk.env", "\n".join(lines) + "\n")
    return place


_KEPT = ("passwords", "secret", "accounts")


def write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner reads; whoever reads it sees all of it or the old one."""
    temporary = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    temporary.rename(path)


def _ports(base: int | None) -> dict[str, int]:
    """The chosen ports, or else the usual ones where they are free. Raises DemoError."""
    wanted = {name: (base or PORT_BASE) + offset for offset, name in enumerate(PORTS)}
    if base is None:
        return {name: port if is_free(port) else _any_port() for name, port in wanted.items()}
    taken = [f"{port} ({name})" for name, port in wanted.items() if not is_free(port)]
    if taken:
        raise DemoError(
            f"in use already: port {', '.join(taken)}. The demo takes six ports from "
            f"--port-base on; choose another one, or leave it out to get free ports."
        )
    return wanted


def is_free(port: int) -> bool:
    """Whether nobody listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def read_state(data: Path) -> dict[str, Any]:
    """The state of the demo in this folder. Raises DemoError where none was ever started."""
    try:
        state: dict[str, Any] = json.loads((data / "demo.json").read_text())
    except FileNotFoundError:
        raise DemoError(f"no demo was started in {data}; start one with ./ombud demo") from None
    return state
