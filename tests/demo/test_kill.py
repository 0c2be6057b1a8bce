"""Kill -9 at random while complaints arrive. Afterwards the mailboxes are counted, not the code."""

from __future__ import annotations

import asyncio
import random
import smtplib
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from temporalio.client import Client

from tests.conftest import free_port
from tests.demo.conftest import RunningDemo, until
from tests.examples import DESK, a_mail

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(400)]
LIN = "lin@home.example"
MAILS = 100
VICTIMS = ("worker", "mailroom", "temporal")


def complaints(many: int) -> list[bytes]:
    """So many complaints, no two alike."""
    return [
        a_mail(
            f"Yuanhu Calling keep calling me, for the {n}th time.",
            sender=LIN,
            message_id=f"<{n}@home.example>",
        )
        for n in range(many)
    ]


def rain(demo: RunningDemo, mails: list[bytes], *, seconds: float, seed: int) -> list[str]:
    """Mails arrive evenly; something is killed every now and then. Returns who was killed."""
    chance = random.Random(seed)  # noqa: S311  a seed makes a run repeatable
    killed: list[str] = []
    next_kill = time.monotonic() + 1
    with smtplib.SMTP("127.0.0.1", demo.state()["smtp"]["port"]) as smtp:
        for raw in mails:
            smtp.sendmail(LIN, [DESK], raw)
            time.sleep(seconds / len(mails))
            if time.monotonic() > next_kill:
                killed.append(chance.choice(VICTIMS))
                demo.kill(killed[-1])
                next_kill = time.monotonic() + chance.uniform(0.4, 2.0)
    return killed


def written(demo: RunningDemo, subject: str) -> Counter[str]:
    """How often each case got this letter."""
    found = (one["subject"].partition("] ") for one in demo.mail("complainant"))
    return Counter(number for number, _, rest in found if rest == subject)


def test_nothing_is_lost_or_doubled_when_anything_is_killed(
    new_demo: Callable[..., RunningDemo],
) -> None:
    """100 mails, kills all the while: 100 cases, 100 acknowledgements, 100 evidence requests."""
    demo = new_demo("rain", "--no-samples")

    killed = rain(demo, complaints(MAILS), seconds=20, seed=7)

    assert set(killed) == set(VICTIMS), "every part must have died at least once"
    until(lambda: len(demo.mail("complainant")) >= 2 * MAILS, 240)
    for subject in ("We have your complaint", "We need something more from you"):
        counted = written(demo, subject)
        assert len(counted) == MAILS
        assert set(counted.values()) == {1}, counted.most_common(3)
    assert len(demo.cases()) == MAILS
    assert {one["disposition"] for one in demo.lines("intake", "export")} == {"opened"}
    assert not demo.mail("inbox")


def test_smtp_may_be_down_all_the_while(new_demo: Callable[..., RunningDemo]) -> None:
    """Nobody takes letters, things are killed; once SMTP is there, everything goes out, once."""
    demo = new_demo("mute", "--no-samples", "--set", f"SMTP_PORT={free_port()}")
    settings = (demo.data / "desk.env").read_text()
    mute = int(next(line for line in settings.splitlines() if "SMTP_PORT" in line).split("=")[1])

    rain(demo, complaints(30), seconds=8, seed=11)
    until(lambda: len(demo.stages()) == 30)
    assert not demo.mail("complainant")

    asyncio.run(_forward(mute, demo.state()["smtp"]["port"], demo))
    counted = written(demo, "We have your complaint")
    assert len(counted) == 30
    assert set(counted.values()) == {1}


async def _forward(mute: int, port: int, demo: RunningDemo) -> None:
    """SMTP comes back: a plain pipe from the port that the desk was given."""

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to_there = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(pipe(reader, to_there), pipe(there, writer))

    async with await asyncio.start_server(answer, "127.0.0.1", mute):
        await asyncio.to_thread(until, lambda: len(demo.mail("complainant")) >= 60, 240)


def test_temporal_may_lose_everything(new_demo: Callable[..., RunningDemo]) -> None:
    """Its database is deleted: within 60 s every open case has its workflow again, and goes on."""
    demo = new_demo("lost", "--no-samples")
    rain(demo, complaints(10), seconds=1, seed=3)
    until(lambda: len(demo.mail("complainant")) == 20)

    demo.kill("temporal")
    for file in demo.data.glob("temporal.db*"):
        file.unlink()

    until(lambda: asyncio.run(_running(demo)) == 10, 60)
    demo.ombud("demo", "fast-forward", "6d")
    until(lambda: len(written(demo, "A reminder: we are waiting to hear from you")) == 10)
    assert len(demo.mail("complainant")) == 30, "and no letter was written twice"


async def _running(demo: RunningDemo) -> int:
    """How many workflows Temporal lists as running."""
    try:
        client = await Client.connect(demo.state()["temporal"])
        listed = client.list_workflows("ExecutionStatus = 'Running'")
        return len([one async for one in listed])
    except RuntimeError:
        return 0
