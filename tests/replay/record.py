"""Records the histories of real runs: ``python -m tests.replay.record VERSION``.

A history that is in tests/replay must replay for ever: open cases of that version exist.
So a new version adds files; it changes none.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.storage.engine import sessions
from casework.case import Party, Stage
from casework.decisions import DecisionKind, Verdict
from casework.letters import Answer, Reply
from tests.conftest import migrated, time_skipping_server
from tests.desk import Desk
from tests.workflows import acts
from tests.workflows.acts import CALLS, ended, next_step, quiet, until_stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from temporalio.testing import WorkflowEnvironment

HERE = Path(__file__).parent


async def silence(desk: Desk) -> str:
    """Nobody says a word: reminder, the firm, its breach, and a referral that waits for days."""
    number = await desk.open_case()
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    for _ in range(3):
        await next_step(desk, number)
    return number


async def evidence(desk: Desk) -> str:
    """Words first, which nobody reads in time, then the evidence."""
    number = await desk.open_case()
    await desk.says(number, "I will look for it.")
    await next_step(desk, number)
    await desk.says(number, "Here is the call log.", CALLS)
    await quiet(desk, number)
    return number


async def closed(desk: Desk) -> str:
    """Staff close the case while evidence is awaited."""
    number = await desk.open_case()
    await quiet(desk, number)
    await desk.close(number)
    await ended(desk, number)
    return number


async def answer(desk: Desk) -> str:
    """The firm answers; a question and silence close the case."""
    number = await acts.answered(desk)
    await until_stage(desk, number, Stage.CLOSED)
    await ended(desk, number)
    return number


async def breach_and_referral(desk: Desk) -> str:
    """The firm is silent, the ombudsman answers, and that is enough."""
    number = await acts.with_body(desk)
    await desk.says(number, "Your complaint has been accepted.", party=Party.BODY)
    await desk.says(number, "We have decided: the calls must stop.", party=Party.BODY)
    await desk.says(number, "Thank you, this is resolved.")
    await ended(desk, number)
    return number


async def filing_guide(desk: Desk) -> str:
    """The ombudsman is silent too; Ana files with the tribunal, and is asked how it went."""
    number = await acts.guided(desk)
    await until_stage(desk, number, Stage.ANSWERED)
    return number


async def refused(desk: Desk) -> str:
    """A referral is refused, a person lets the case go on, and it is written anew."""
    number = await acts.approval_pending(desk)
    await desk.rule_on(number, Verdict.REFUSED)
    await desk.decide(number, DecisionKind.GO_ON)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    return number


async def voided(desk: Desk) -> str:
    """A message voids a referral that was approved and had not left."""
    number = await acts.approval_pending(desk)
    await acts.until_hour(desk, number, 22)
    await desk.rule_on(number)
    await desk.says(number, "They called again, at night.")
    await quiet(desk, number)
    await desk.until(number, lambda case: case.stage == Stage.APPROVAL_PENDING)
    await quiet(desk, number)
    return number


async def reopened(desk: Desk) -> str:
    """The second run of a case: opened again, read by a person, and closed."""
    number = await acts.closed(desk)
    await acts.reopened(desk, number)
    await desk.close(number)
    await ended(desk, number)
    return number


async def handed_over(desk: Desk) -> str:
    """A person is asked for, misses a review, and lets the case go on."""
    number = await acts.handed_over(desk)
    await next_step(desk, number)
    await desk.decide(number, DecisionKind.GO_ON)
    await next_step(desk, number)
    return number


async def rebuilt(desk: Desk) -> str:
    """The first run was lost while a letter waited; the second one sends it."""
    number = await desk.open_case()
    await quiet(desk, number)
    async with acts.paused(desk):
        await desk.says(number, "Here is the call log.", CALLS)
        await desk.forget(number)
    await acts.rebuilt(desk)
    await quiet(desk, number)
    return number


async def failed(desk: Desk) -> str:
    """The mail server refuses the acknowledgement: a person is asked."""
    desk.postbag.answers = [Answer(Reply.REFUSED, "550 no such user")]
    number = await desk.open_case()
    await desk.until(number, lambda case: case.needs_staff)
    await quiet(desk, number)
    return number


PATHS: tuple[Callable[[Desk], Awaitable[str]], ...] = (
    silence,
    evidence,
    closed,
    answer,
    breach_and_referral,
    filing_guide,
    refused,
    voided,
    reopened,
    handed_over,
    rebuilt,
    failed,
)


async def main(version: str) -> None:
    """One file a path: ``<version>-<path>.json``."""
    async with time_skipping_server() as temporal:
        for path in PATHS:
            with tempfile.TemporaryDirectory() as folder:
                await _record(temporal, path, f"sqlite:///{folder}/desk.db", version)


async def _record(
    temporal: WorkflowEnvironment, path: Callable[[Desk], Awaitable[str]], url: str, version: str
) -> None:
    async with migrated(url) as engine, Desk.open(temporal, sessions(engine)) as desk:
        number = await path(desk)
        history = await desk.handle(number).fetch_history()
        text = re.sub(r'"\d+@[^"]*"', '"a worker"', history.to_json())
        (HERE / f"{version}-{path.__name__}.json").write_text(text + "\n", "utf-8")
        print(f"{path.__name__}: {len(history.events)} events")  # noqa: T201  a program


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
