"""A record with one case in it, and activities run at an instant of their choice."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from temporalio.testing import ActivityEnvironment

from adapters.storage.models import CaseRow, CorrespondentRow
from casework.case import NextStep, Party, Stage
from tests.examples import ANA, MONDAY

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.storage.engine import Sessions

NUMBER = "C-2026-000001"


def at(now: datetime) -> ActivityEnvironment:
    """Where an activity runs whose attempt started now, in case time."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, started_time=now)
    return environment


@pytest.fixture
async def case_rows(rows: Sessions) -> Sessions:
    """The record, with a case that has just been received."""
    async with rows.begin() as session:
        session.add(
            CaseRow(
                number=NUMBER,
                first_digest="d" * 64,
                pack="example",
                pack_version="1",
                stage=Stage.RECEIVED,
                next_step=NextStep.ACKNOWLEDGE,
                due_at=MONDAY,
                opened_at=MONDAY,
                language="en",
                language_rule="a test",
                category="harassment_call",
                category_rule="a test",
            )
        )
        await session.flush()
        session.add(
            CorrespondentRow(
                case_number=NUMBER,
                party=Party.COMPLAINANT,
                address=ANA,
                name="Ana",
                token="a" * 26,
            )
        )
    return rows
