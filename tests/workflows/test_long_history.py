"""A case of many years: a history that has grown long is followed by a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.case import Outcome, Stage
from tests.conftest import time_skipping_server
from tests.desk import Desk
from tests.workflows import acts
from tests.workflows.acts import CALLS, ended, quiet, sent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.storage.engine import Sessions


@pytest.fixture
async def impatient(sqlite_rows: Sessions) -> AsyncIterator[Desk]:
    """A desk at a server that finds a history of forty events long."""
    flags = ("limit.historyCount.suggestContinueAsNew=40",)
    async with time_skipping_server(*flags) as temporal, Desk.open(temporal, sqlite_rows) as desk:
        yield desk


async def test_a_long_history_is_followed_by_a_new_one(impatient: Desk) -> None:
    """Same case, same stage; what was heard is not heard twice, and it ends as it should."""
    desk = impatient
    number = await desk.open_case()
    await quiet(desk, number)
    run = (await desk.handle(number).describe()).run_id
    for word in ("one", "two", "three", "four"):
        await desk.says(number, f"I am looking for it, attempt {word}.")
    for _ in range(500):
        if (await desk.handle(number).describe()).run_id != run:
            break
        await acts.in_step(desk, number)
    assert (await desk.handle(number).describe()).run_id != run
    assert await desk.stage(number) is Stage.AWAITING_EVIDENCE

    await desk.says(number, "Here is the call log.", CALLS)
    await quiet(desk, number)
    assert (await sent(desk, number)).count("complaint-notice") == 1
    assert (await desk.events(number)).count("message added") == 5
    await desk.says(number, "I withdraw my complaint.")
    assert await ended(desk, number) == Outcome.WITHDRAWN
