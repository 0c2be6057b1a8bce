"""How much the desk costs over bare Temporal: N mails in → N acknowledgements out, as a ratio.

``make bench`` (or ``python -m bench.intake --mails 100 --rounds 3``). One run measures
both in turn on the same server, so the ratios hold whatever else the machine does:

* desk: N complaints by SMTP, until N acknowledgements lie in the complainant's mailbox;
* bare: N workflows with one activity that does nothing, started and waited for.

Then the processor time that each part of the desk spends on one mail.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from temporalio.client import Client
from temporalio.worker import Worker

from adapters.mailbox.imap import Access, open_inbox
from bench.bare import BareWorkflow, nothing
from demo import mailing
from demo.place import DESK, PEOPLE, read_state

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")
_SENDER = PEOPLE["complainant"]


class RunningDesk:
    """A demo desk of its own, for as long as the program runs."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.count = 0
        command = [str(_ROOT / "ombud"), "demo", "--data", str(data), "--no-samples"]
        self.process = subprocess.Popen(  # noqa: S603  our own command
            command, stdout=subprocess.DEVNULL, start_new_session=True
        )

    @property
    def state(self) -> dict[str, Any]:
        """Its addresses, once it is ready."""
        while True:
            try:
                state = read_state(self.data)
                if state["ready"]:
                    return state
            except Exception:  # noqa: BLE001, S110  not there yet
                pass
            time.sleep(0.2)

    def processor_seconds(self) -> dict[str, float]:
        """Processor time of each part so far."""
        pids = json.loads((self.data / "pids.json").read_text())
        return {name: _processor_seconds(pid) for name, pid in pids.items()}

    def complaints(self, many: int) -> Iterator[bytes]:
        """Complaints with all that is needed, no two alike."""
        for _ in range(many):
            self.count += 1
            yield mailing.write(
                sender=_SENDER,
                recipient=DESK,
                subject="Unwanted calls",
                text=f"Complaint {self.count}: they keep calling me, from 0571-0000-6612.\n",
                written_at=datetime.now(UTC),
            )

    def acknowledge(self, many: int) -> float:
        """Seconds from the first mail to the last acknowledgement."""
        wanted, began = self.count + many, time.perf_counter()
        with smtplib.SMTP("127.0.0.1", self.state["smtp"]["port"]) as smtp:
            for raw in self.complaints(many):
                smtp.sendmail(_SENDER, [DESK], raw)
        self._wait_for(wanted)
        return time.perf_counter() - began

    def _wait_for(self, wanted: int) -> None:
        box = next(one for one in self.state["mailboxes"] if one["role"] == "complainant")
        access = Access(
            host="127.0.0.1",
            port=self.state["imap"]["port"],
            security="none",
            user=box["address"],
            password=box["password"],
        )
        inbox = open_inbox(access)
        while len(inbox.uids()) < wanted:
            time.sleep(0.01)
        inbox.close()

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def bare(client: Client, many: int) -> float:
    """Seconds for so many bare workflows."""
    began = time.perf_counter()
    gate = asyncio.Semaphore(8)  # as many at a time as the mailroom hands over

    async def one(n: int) -> None:
        async with gate:
            await client.execute_workflow(
                BareWorkflow.run, id=f"bare/{began}/{n}", task_queue="bare"
            )

    await asyncio.gather(*(one(n) for n in range(many)))
    return time.perf_counter() - began


async def measure(desk: RunningDesk, mails: int, rounds: int) -> None:
    """Both in turn, then the figures."""
    client = await Client.connect(desk.state["temporal"])
    await asyncio.to_thread(desk.acknowledge, 5)  # warm
    alone = [await asyncio.to_thread(desk.acknowledge, 1) for _ in range(10)]
    pairs: list[tuple[float, float]] = []
    spent: dict[str, float] = {}
    async with Worker(client, task_queue="bare", workflows=[BareWorkflow], activities=[nothing]):
        await bare(client, 5)
        for _ in range(rounds):
            before = desk.processor_seconds()
            ours = await asyncio.to_thread(desk.acknowledge, mails)
            for name, seconds in desk.processor_seconds().items():
                spent[name] = spent.get(name, 0) + seconds - before[name]
            pairs.append((ours, await bare(client, mails)))
    report(mails, pairs, spent, alone)


def report(
    mails: int, pairs: list[tuple[float, float]], spent: dict[str, float], alone: list[float]
) -> None:
    """Print the ratios."""
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    print(f"one mail alone: acknowledged after {1000 * statistics.median(alone):.0f} ms (median of")
    print(f"  {len(alone)}; slowest {1000 * max(alone):.0f} ms)")
    print(f"{mails} mails at once, {len(pairs)} rounds, each beside {mails} bare workflows:")
    for ours, theirs in pairs:
        rates = f"desk {mails / ours:6.1f}/s   bare {mails / theirs:6.1f}/s"
        print(f"  {rates}   ratio {ours / theirs:5.2f}")
    print(f"  median ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
    print("processor time a mail:")
    total = mails * len(pairs)
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {name:<10} {1000 * seconds / total:6.1f} ms")


def main() -> None:
    """Start a desk, measure, end it."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--mails", type=int, default=100)
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as folder:
        desk = RunningDesk(Path(folder) / "desk")
        try:
            asyncio.run(measure(desk, given.mails, given.rounds))
        finally:
            desk.stop()
    sys.stdout.flush()
    os._exit(0)  # Temporal's client dies badly at exit


if __name__ == "__main__":
    main()
