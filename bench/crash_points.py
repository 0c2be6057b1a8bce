"""Kills the mailroom at its every nth fsync, rename, sendto …, and counts what is left.

    .venv/bin/python -m bench.crash_points [--calls fsync,sendto]

Each time: an empty desk, one complaint in the inbox of the embedded mail server, a
mailroom that strace kills at that call, and one that runs to its end. Then there
must be one message, one case, the raw mail under its sha256, and the mail once in
Processed. It needs strace (Debian: apt install strace) and takes some minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.storage.engine import open_engine
from adapters.storage.migrate import migrate
from demo.post import PostOffice, Shelf
from tests.conftest import free_port
from tests.examples import DESK, a_mail

CALLS = "fsync,fdatasync,rename,pwrite64,sendto"
PASSWORD = "a password of a mailbox"  # noqa: S105  of a mailbox that lives for a moment
RAW = a_mail()
STEP = {"pwrite64": 5, "sendto": 4}  # there are hundreds: a loop wakes itself by sendto, too


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk, for one crash."""

    folder: Path
    office: PostOffice

    def environment(self) -> dict[str, str]:
        """The settings of its mailroom. Nobody is at Temporal's address."""
        return {
            **os.environ,
            "OMBUD_DATABASE_URL": f"sqlite:///{self.folder}/desk.db",
            "OMBUD_EVIDENCE_FOLDER": str(self.folder / "evidence"),
            "OMBUD_SECRET": "s" * 40,
            "OMBUD_DESK_ADDRESS": DESK,
            "OMBUD_IMAP_PORT": str(self.office.imap_port),
            "OMBUD_IMAP_SECURITY": "none",
            "OMBUD_IMAP_USER": DESK,
            "OMBUD_IMAP_PASSWORD": PASSWORD,
            "OMBUD_TEMPORAL_ADDRESS": "127.0.0.1:1",
        }

    async def mailroom(self, *before: str) -> int:
        """One full round, or as far as it comes; its exit status."""
        words = (*before, sys.executable, "-m", "mailroom", "--once")
        nowhere = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *words, env=self.environment(), stdout=nowhere, stderr=nowhere
        )
        return await process.wait()

    def wrong(self) -> list[str]:
        """What is not as it must be, in words."""
        with sqlite3.connect(self.folder / "desk.db") as rows:
            count = {
                name: rows.execute(f"select count(*) from {name}").fetchone()[0]  # noqa: S608  two names
                for name in ("message", '"case"')
            }
        found = [f"{many} of {name}" for name, many in count.items() if many != 1]
        digest = sha256(RAW).hexdigest()
        kept = self.folder / "evidence" / digest[:2] / digest
        if not kept.exists() or kept.read_bytes() != RAW:
            found.append("the raw mail is not kept")
        boxes = [(box, raw) for box, _, _, raw in self.office.shelf.mails(DESK)]
        if boxes != [("Processed", RAW)]:
            found.append(f"the mailbox holds {[box for box, _ in boxes]}")
        return found


async def crash(clean: Path, call: str, nth: int) -> tuple[bool, list[str]]:
    """Die at the nth such call of a thread, then run to the end: whether it died, what is wrong."""
    with TemporaryDirectory(prefix="ombud-crash-") as folder:
        shutil.copy(clean, Path(folder) / "desk.db")
        shelf = Shelf(Path(folder) / "mail.db")
        office = PostOffice(shelf, {DESK: PASSWORD}, free_port(), free_port())
        async with office.open():
            await office.deliver(DESK, RAW, datetime.now(UTC))
            desk = Desk(Path(folder), office)
            fault = f"inject={call}:signal=SIGKILL:when={nth}"
            status = await desk.mailroom(
                *("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", fault)
            )
            died = status in {-9, 137}
            await desk.mailroom()
            return died, desk.wrong()


async def sweep(calls: list[str]) -> int:
    """Every call, from the first to the one the mailroom does not come to any more."""
    bad = 0
    with TemporaryDirectory(prefix="ombud-crash-") as folder:
        clean = Path(folder) / "clean.db"
        engine = open_engine(f"sqlite:///{clean}")
        await migrate(engine)
        await engine.dispose()
        for call in calls:
            deaths, nth = 0, 1
            died = True
            while died:
                died, wrong = await crash(clean, call, nth)
                deaths += died
                bad += bool(wrong)
                if wrong:
                    print(f"{call} {nth}: {'; '.join(wrong)}")
                nth += STEP.get(call, 1)
            print(f"{call}: died {deaths} times", flush=True)
    print(f"{bad} times something was wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--calls", default=CALLS, help="system calls, with commas between")
    sys.exit(asyncio.run(sweep(arguments.parse_args().calls.split(","))))
